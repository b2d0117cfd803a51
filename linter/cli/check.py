"""``listlint check``: lint lists, report, exit 1 if something weighs enough."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from linter.config.model import FAIL_ON
from linter.files import write_output
from linter.model import Report
from linter.project import check, exit_code, load, write_faults
from linter.reporters.formats import FORMATS, render


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint check``."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a list; README.md if none")
    parser.add_argument("--base", metavar="REV", help="report only what is new since this revision")
    network = parser.add_mutually_exclusive_group()
    network.add_argument("--online", action="store_true", help="check links and papers too")
    network.add_argument("--offline", action="store_true", help="no network (the default)")
    add_output_arguments(parser)
    parser.add_argument(
        "--fail-on", choices=FAIL_ON, help="from which severity on to exit with 1 (error)"
    )
    parser.add_argument(
        "--config", metavar="FILE", help="the configuration; else .github/listlint.yml"
    )


def add_output_arguments(parser: ArgumentParser) -> None:
    """``--format`` and ``--output``."""
    formats = parser.add_argument("--format", choices=FORMATS, default="text", help="text if none")
    formats.metavar = "FORMAT"
    parser.add_argument("--output", metavar="FILE", help="write here, not to standard output")


def say_incomplete(report: Report, arguments: Namespace) -> None:
    """Say on standard error that not everything was asked, where nobody reads the output."""
    if report.incomplete and (arguments.output or arguments.format != "text"):
        sys.stderr.write(f"listlint: {report.incomplete.message}\n")


def run(arguments: Namespace) -> int:
    """Lint and report."""
    project = load(arguments.paths, arguments.config)
    report = check(project, base=arguments.base, online=arguments.online)
    text = render(report, arguments.format, project.rules, to_file=arguments.output is not None)
    write_output(text, arguments.output, are_commands=arguments.format == "github")
    say_incomplete(report, arguments)
    write_faults(report)
    return exit_code(report, arguments.fail_on or project.config.fail_on)
