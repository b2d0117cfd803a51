"""``listlint links``: check every link, with progress and cache."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import replace
from typing import get_args

from linter.cli.check import add_output_arguments, say_incomplete
from linter.cli.progress import shown
from linter.files import write_output
from linter.model import Report, Rule, Verdict
from linter.project import check_every_link, exit_code, load
from linter.reporters.formats import render, wants_color

_LINK_RULES = frozenset({"dead-link", "moved-link", "repository-status"})


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint links``."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a list; README.md if none")
    only = parser.add_argument("--only", choices=get_args(Verdict), help="show one verdict alone")
    only.metavar = "VERDICT"
    parser.add_argument(
        "--allow-private", action="store_true", help="contact private addresses too"
    )
    add_output_arguments(parser)
    parser.add_argument(
        "--config", metavar="FILE", help="the configuration; else .github/listlint.yml"
    )


def run(arguments: Namespace) -> int:
    """Check and report; what is known is printed even if the check is interrupted."""
    project = load(arguments.paths, arguments.config)
    settings = project.config.links
    if arguments.allow_private:
        settings = replace(settings, allow_private=True)
    rules = tuple(rule for rule in project.rules if rule.id in _LINK_RULES)
    config = replace(project.config, link_settings=settings)
    project = replace(project, config=config, rules=rules)
    with shown() as observer:
        report = check_every_link(project, observer)
    text = _rendered(report, arguments, rules)
    write_output(text, arguments.output, are_commands=arguments.format == "github")
    say_incomplete(report, arguments)
    return exit_code(report, project.config.fail_on)


def _rendered(report: Report, arguments: Namespace, rules: Iterable[Rule]) -> str:
    to_file = arguments.output is not None
    if arguments.format == "text":
        from linter.reporters.link_table import render as render_links

        color = not to_file and sys.stdout.isatty() and wants_color()
        notes = [*report.notes, *([report.incomplete.message] if report.incomplete else [])]
        table = render_links(report.links, arguments.only, color=color)
        return "".join(f"{note}\n" for note in notes) + table
    if arguments.only:
        links = tuple(link for link in report.links if link.verdict == arguments.only)
        report = replace(report, links=links)
    return render(report, arguments.format, tuple(rules), to_file=to_file)
