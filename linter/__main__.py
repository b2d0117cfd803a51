"""The command line: arguments to a command, its outcome to an exit code.

0: nothing to report; 1: problems at or above ``--fail-on``, or no time to check everything; 2:
could not run, with one line on standard error that says why; 130: interrupted.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

from linter import DOCUMENTATION, __version__
from linter.cli import COMMANDS
from linter.interrupts import EXIT_CODE
from linter.model import ListlintError
from linter.reporters.formats import is_in_workflow

MAX_NEW_OBJECTS = 20_000
"""So many objects, some megabytes, may be made before the next search for cycles."""


class _HelpFormatter(RawDescriptionHelpFormatter):
    """Examples keep their lines, and options their column on a narrow terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)
        # argparse counts a command's name without its indent, and the longest one broke its line.
        self._action_max_length = 14


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ListlintError(f"{message} (see `{self.prog} --help`)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that ``argv`` names; the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _make_encodable()
    if not is_in_workflow():
        return _main(arguments)
    from linter.github.workflow_log import GuardedStreams

    with GuardedStreams(*(os.environ.get(name, "") for name in ("GITHUB_TOKEN", "GH_TOKEN"))):
        return _main(arguments)


def _main(arguments: list[str]) -> int:
    try:
        return _run(arguments)
    except ListlintError as error:
        return _stop(str(error))
    except BrokenPipeError:
        # The reader has gone, as in `listlint rules | head`. Python flushes once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _stop("interrupted", EXIT_CODE)
    except Exception as error:
        if isinstance(error, OSError) and error.filename and error.strerror:
            return _stop(f"{str(error.filename)[:100]}: {error.strerror.lower()}")
        if os.environ.get("LISTLINT_TRACEBACK"):
            import traceback

            traceback.print_exc()
            return 2
        return _stop(_our_fault(error))


def run() -> NoReturn:
    """The command line as a program of its own: never returns."""
    # One run makes few cycles: looking for them as often as usual takes 2 ms of 150.
    gc.set_threshold(MAX_NEW_OBJECTS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C: in order
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            # What could not be written was reported; Python would try once more, and complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    # Everything lives until the end: to look for garbage in it would take 10 ms more.
    gc.freeze()
    sys.exit(code)


def _run(argv: list[str]) -> int:
    if "_ARGCOMPLETE" in os.environ:
        _complete()
    called = next((word for word in argv if not word.startswith("-")), "")
    if called and called not in COMMANDS:
        raise ListlintError(f'there is no command "{_near(called)}')
    at = argv.index(called) if called else len(argv)
    if at:
        _global_options(argv[:at])
    if not called:
        raise ListlintError("name a command, such as `listlint check` (see `listlint --help`)")
    command = import_module(f"linter.cli.{called}")
    summary = COMMANDS[called]
    parser = _Parser(
        prog=f"listlint {called}",
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=command.EPILOG,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    # Intermixed, so that a path may follow an option, as in `add URL --section S PATH`.
    code: int = command.run(parser.parse_intermixed_args(argv[at + 1 :]))
    sys.stdout.flush()
    return code


def _global_options(argv: list[str]) -> None:
    """``--help`` and ``--version``: prints, and exits."""
    _whole_parser().parse_args(argv)


def _whole_parser(*, with_options: bool = False) -> ArgumentParser:
    """The program's parser; ``with_options`` also those of the commands, which loads them all."""
    parser = _Parser(
        prog="listlint",
        description="A linter for curated lists.",
        epilog=f"`listlint COMMAND --help` has examples and exit codes.\nmore: {DOCUMENTATION}",
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"listlint {__version__}",
        help="print the version and exit",
    )
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary)
        if with_options:
            import_module(f"linter.cli.{name}").add_arguments(command)
    return parser


def _complete() -> None:
    """Answer the shell that completes a command line; does not return."""
    from linter.cli.completion import complete

    complete(_whole_parser(with_options=True))


def _near(word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, n=1)
    hint = f'did you mean "{near[0]}"?' if near else "see `listlint --help`"
    return f'{word}"; {hint}'


def _our_fault(error: Exception) -> str:
    traceback = error.__traceback__
    while traceback and traceback.tb_next:
        traceback = traceback.tb_next
    place = ""
    if traceback:
        file = os.path.basename(traceback.tb_frame.f_code.co_filename)  # noqa: PTH119
        place = f" at {file}:{traceback.tb_lineno}"
    return (
        f"a fault in listlint itself, {type(error).__name__}{place}: {error}; please report it "
        "(LISTLINT_TRACEBACK=1 in the environment shows all)"
    )


def _stop(message: str, code: int = 2) -> int:
    line = " ".join(message.split())
    print(f"listlint: {line}", file=sys.stderr)  # noqa: T201 - the one place that speaks
    return code


def _make_encodable() -> None:
    """Standard output as UTF-8 unless it is a terminal; nothing that cannot be shown is fatal."""
    # Python has None for what was closed from the start (`listlint check >&-`).
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


if __name__ == "__main__":
    run()
