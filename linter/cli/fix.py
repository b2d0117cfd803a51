"""``listlint fix``: mend what can be mended, or show how."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from linter.engine.fixer import Fixed
from linter.files import write_file, write_output
from linter.model import Severity
from linter.project import check_text, exit_code, fix, load, source_of, write_faults
from linter.text.edits import unified_diff


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint fix``."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a list; README.md if none")
    parser.add_argument("--diff", action="store_true", help="show the changes, write nothing")
    parser.add_argument(
        "--unsafe", action="store_true", help="also make changes that want a second look"
    )
    parser.add_argument(
        "--force", action="store_true", help="also write read-only files and hard links"
    )


def run(arguments: Namespace) -> int:
    """Fix the files; exit 1 if errors are left in them as they then stand."""
    project = load(arguments.paths)
    code = 0
    for file in project.files:
        before = check_text(project, source_of(file)) if arguments.diff else None
        fixed = fix(project, file, unsafe=arguments.unsafe)
        name = file.path.as_posix()
        if arguments.diff:
            write_output(unified_diff(name, file.text, fixed.text), None)
        elif fixed.text != file.text:
            before_bytes, after_bytes = file.text.encode(), fixed.text.encode()
            write_file(file.path, after_bytes, expected=before_bytes, force=arguments.force)
        if not arguments.diff or sys.stdout.isatty():
            write_output(_summary(name, fixed, arguments.diff), None)
        write_faults(fixed.report)
        code = max(code, exit_code(before or fixed.report, project.config.fail_on))
    return code


def _summary(name: str, fixed: Fixed, only_shown: bool) -> str:
    done = len(fixed.applied)
    left = sum(fixed.report.count(severity) for severity in (Severity.ERROR, Severity.WARNING))
    rest = f"; {_problems(left)} left for you" if left else ""
    if not done:
        return f"{name}: nothing to repair{rest}.\n"
    return f"{name}: {_problems(done)} {'can be ' * only_shown}repaired{rest}.\n"


def _problems(count: int) -> str:
    return f"{count:,} problem" if count == 1 else f"{count:,} problems"
