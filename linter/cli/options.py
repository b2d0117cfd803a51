"""Options that several commands share, and the end of every help text."""

from __future__ import annotations

import sys
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Callable

from linter import DOCUMENTATION
from linter.model import ListlintError
from linter.project import Project

EXIT_CODES = """\
exit code:
  0  nothing is wrong
  1  there are problems at or above --fail-on, something is left to do, or time ran out
  2  it could not run; one line on standard error says why
  130  it was interrupted; what was found until then is reported
"""


def epilog(examples: str, page: str = "") -> str:
    """What a command's help ends with; ``page`` is a page of the documentation."""
    address = (
        f"{DOCUMENTATION}/{page}" if page else f"{DOCUMENTATION.removesuffix('/docs')}/README.md"
    )
    return f"examples:\n{examples}\n{EXIT_CODES}\nmore: {address}"


def add_paths(parser: ArgumentParser) -> None:
    """``PATH ...``."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a list, a glob in quotes, or - for standard input; without it, the files that the "
        "configuration names, else README.md",
    )
    parser.add_argument(
        "--stdin-filename",
        metavar="NAME",
        default="README.md",
        help="the file name to use for standard input (default: README.md)",
    )


def add_config(parser: ArgumentParser) -> None:
    """``--config``."""
    parser.add_argument(
        "--config",
        metavar="FILE",
        help="the configuration (default: .github/listlint.yml, else a `yaml listlint` block in "
        "CONTRIBUTING.md)",
    )


def add_base(parser: ArgumentParser, help_text: str) -> None:
    """``--base``."""
    parser.add_argument("--base", metavar="REV", help=help_text)


def add_selection(parser: ArgumentParser) -> None:
    """``--select`` and ``--ignore``."""
    for name, meaning in (("select", "only these rules"), ("ignore", "all but these rules")):
        option = parser.add_argument(
            f"--{name}",
            metavar="RULE,...",
            action="append",
            default=[],
            help=f"{meaning}, whatever the configuration says",
        )
        set_completer(option, complete_rules)


def set_completer(argument: Action, complete: Callable[..., list[str]]) -> None:
    """Have argcomplete ask a function for an argument's values."""
    argument.completer = complete  # type: ignore[attr-defined]


def complete_rules(prefix: str, **_: object) -> list[str]:
    """The rules' ids, behind those that stand before the last comma."""
    from linter.rules import load_rules

    before, comma = prefix.rpartition(",")[:2]
    return [f"{before}{comma}{rule.id}" for rule in load_rules()]


def selected(project: Project, arguments: Namespace) -> Project:
    """The project with ``--select`` and ``--ignore`` in force.

    Raises:
        ListlintError: there is no such rule.
    """
    known = {rule.id for rule in project.rules}
    named = {}
    for option in ("select", "ignore"):
        ids = [name.strip() for given in getattr(arguments, option) for name in given.split(",")]
        for name in filter(None, ids):
            if name not in known:
                from linter.config.schema import nearest

                raise ListlintError(f'--{option}: there is no rule "{name}"{nearest(name, known)}')
        named[option] = frozenset(filter(None, ids))
    config = project.config._replace(selected=named["select"], ignored=named["ignore"])
    return project._replace(config=config)


def is_colored() -> bool:
    """Whether standard output is a terminal that shows colour."""
    from linter.reporters.formats import wants_color

    return sys.stdout.isatty() and wants_color()


def colored_diff(diff: str) -> str:
    """A unified diff as terminals show it: what is added in green, what is removed in red."""
    if not is_colored():
        return diff
    from linter.reporters.text import Line, painted

    styles = {"+": "green", "-": "red", "@": "cyan"}
    lines: list[Line] = []
    for line in diff.split("\n")[:-1]:
        is_name = line.startswith(("+++", "---"))
        lines.append([(line, "bold" if is_name else styles.get(line[:1], ""))])
    return painted(lines, color=True)
