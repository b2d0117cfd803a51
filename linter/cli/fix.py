"""``listlint fix``: fix what can be fixed, or show how."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from linter.cli.options import (
    add_base,
    add_config,
    add_paths,
    add_selection,
    colored_diff,
    epilog,
    selected,
)
from linter.engine.fixer import Fixed
from linter.files import STDIN, write_file, write_output
from linter.model import Severity
from linter.project import exit_code, fix, load, sources, write_faults
from linter.text.edits import unified_diff

EPILOG = epilog(
    """\
  listlint fix                          fix the lists of the configuration, else README.md
  listlint fix --diff                   show the changes; exit 1 if there are any
  listlint fix --base main              fix only what is new since main
  listlint fix --select link-style      fix one kind of problem
  listlint fix - < draft.md             print the fixed text
"""
)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint fix``."""
    add_paths(parser)
    parser.add_argument("--diff", action="store_true", help="show the changes and write nothing")
    parser.add_argument(
        "--unsafe", action="store_true", help="make the changes that need a second look as well"
    )
    parser.add_argument(
        "--force", action="store_true", help="also write read-only files and hard links"
    )
    add_base(parser, "fix only what is new since this git revision")
    add_selection(parser)
    parser.add_argument("--quiet", action="store_true", help="print nothing but the changes")
    add_config(parser)


def run(arguments: Namespace) -> int:
    """Fix the files; exit 1 if something is left to do."""
    project = load(arguments.paths, arguments.config, stdin_name=arguments.stdin_filename)
    project = selected(project, arguments)
    code = 0
    for file, source in zip(project.files, sources(project, arguments.base), strict=True):
        fixed = fix(project, source, unsafe=arguments.unsafe)
        is_changed = fixed.text != file.text
        name = file.path.as_posix()
        is_stdin = STDIN in arguments.paths
        if arguments.diff:
            write_output(colored_diff(unified_diff(name, file.text, fixed.text)), None)
        elif is_stdin:
            write_output(fixed.text, None)
        elif is_changed:
            before, after = file.text.encode(), fixed.text.encode()
            write_file(file.path, after, expected=before, force=arguments.force)
        is_data = arguments.diff or is_stdin
        if not arguments.quiet and (not is_data or sys.stdout.isatty()):
            write_output(_summary(name, fixed, arguments), None)
        write_faults(fixed.report)
        code = max(code, exit_code(fixed.report, project.config.fail_on))
        if arguments.diff and is_changed:
            code = max(code, 1)
    return code


def _summary(name: str, fixed: Fixed, arguments: Namespace) -> str:
    done = len(fixed.applied)
    remaining = sum(fixed.report.count(severity) for severity in (Severity.ERROR, Severity.WARNING))
    verb = "can be fixed" if arguments.diff else "fixed"
    parts = [f"{_problems(done)} {verb}" if done else "nothing to fix"]
    parts += [f"{_problems(remaining)} left for you"] if remaining else []
    text = f"{name}: {'; '.join(parts)}.\n"
    fixes = [
        problem.fix
        for problem in fixed.report.problems
        if problem.status == "reported" and problem.fix is not None
    ]
    unsafe = sum(not fix.safe for fix in fixes)
    if unmade := len(fixes) - unsafe:
        why = "it would bring a new problem" if unmade == 1 else "they would bring new problems"
        text += f"{unmade:,} safe {_fixes(unmade)} not made: {why}.\n"
    if unsafe and not arguments.unsafe:
        text += f"`--unsafe` can fix {unsafe:,} more; look at the result.\n"
    return text


def _fixes(count: int) -> str:
    return "fix was" if count == 1 else "fixes were"


def _problems(count: int) -> str:
    return f"{count:,} problem" if count == 1 else f"{count:,} problems"
