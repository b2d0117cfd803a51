"""``listlint check``: lint lists, report, exit 1 if a problem is severe enough."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from linter.cli.options import add_base, add_config, add_paths, add_selection, epilog, selected
from linter.config.model import FAIL_ON
from linter.files import write_output
from linter.model import Report
from linter.project import check, exit_code, load, write_faults
from linter.reporters.formats import FORMATS, render

EPILOG = epilog(
    """\
  listlint check                        the lists of the configuration, else README.md
  listlint check --base main            only what is new since main
  listlint check --online               the links as well
  listlint check --format concise       one line a finding, for editors
  listlint check - < draft.md           standard input
"""
)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint check``."""
    add_paths(parser)
    add_base(parser, "report only what is new since this git revision")
    network = parser.add_mutually_exclusive_group()
    network.add_argument("--online", action="store_true", help="check links and papers as well")
    network.add_argument("--offline", action="store_true", help="use no network (the default)")
    add_selection(parser)
    add_output_arguments(parser)
    fail_on = parser.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        help="the severity from which on the exit code is 1: error (the default), warning, info or "
        "never",
    )
    fail_on.metavar = "SEVERITY"
    add_config(parser)


def add_output_arguments(parser: ArgumentParser) -> None:
    """``--format``, ``--output``, ``--quiet`` and ``--verbose``."""
    formats = parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]} (default: text)",
    )
    formats.metavar = "FORMAT"
    parser.add_argument("--output", metavar="FILE", help="write to a file, not to standard output")
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--quiet", action="store_true", help="print the problems and nothing else")
    amount.add_argument(
        "--verbose", action="store_true", help="print every info, not one for each rule"
    )


def say_incomplete(report: Report, arguments: Namespace) -> None:
    """Say on standard error that not everything was asked, where the output goes to a file."""
    if report.incomplete and (arguments.output or arguments.format != "text"):
        sys.stderr.write(f"listlint: {report.incomplete.message}\n")


def run(arguments: Namespace) -> int:
    """Lint and report."""
    project = load(arguments.paths, arguments.config, stdin_name=arguments.stdin_filename)
    project = selected(project, arguments)
    report = check(project, base=arguments.base, online=arguments.online)
    text = render(
        report,
        arguments.format,
        project.rules,
        to_file=arguments.output is not None,
        verbose=arguments.verbose,
        quiet=arguments.quiet,
    )
    write_output(text, arguments.output, are_commands=arguments.format == "github")
    say_incomplete(report, arguments)
    write_faults(report)
    return exit_code(report, arguments.fail_on or project.config.fail_on)
