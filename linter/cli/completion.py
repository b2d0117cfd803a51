"""``listlint completion SHELL``: the script with which a shell completes commands and options.

The shell asks the program itself, by argcomplete (https://kislyuk.github.io/argcomplete/).
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from linter.cli.options import epilog
from linter.files import write_output

SHELLS = ("bash", "zsh", "fish")
EPILOG = epilog(
    """\
  eval "$(listlint completion bash)"      in ~/.bashrc
  eval "$(listlint completion zsh)"       in ~/.zshrc
  listlint completion fish | source       in ~/.config/fish/config.fish
""",
    "integrations.md",
)


def add_arguments(parser: ArgumentParser) -> None:
    """The shell."""
    shell = parser.add_argument("shell", choices=SHELLS, help="bash, zsh or fish")
    shell.metavar = "SHELL"


def run(arguments: Namespace) -> int:
    """Print the script."""
    from argcomplete.shell_integration import shellcode

    write_output(shellcode(["listlint"], shell=arguments.shell) + "\n", None)
    return 0


def complete(parser: ArgumentParser) -> None:
    """Answer the shell, which asks through the environment, and exit."""
    import argcomplete

    argcomplete.autocomplete(parser)
