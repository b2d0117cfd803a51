"""``listlint links``: check every link, with progress and cache."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from typing import get_args

from linter.cli.check import add_output_arguments
from linter.cli.progress import shown
from linter.files import write_output
from linter.model import Context, Document, Hit, Need, Report, Rule, Severity, Verdict
from linter.project import check_with, exit_code, link_probe, load
from linter.reporters.common import plural
from linter.reporters.formats import render, wants_color
from linter.urls.targets import need_of

_LINK_RULES = frozenset({"dead-link", "moved-link", "repository-status"})
_INTERRUPTED = 130


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
    project = replace(project, config=config, rules=(*rules, _EVERY_LINK))
    with shown() as observer, closing(link_probe(project, observer)) as probe:
        report = check_with(project, probe)
    write_output(_rendered(report, arguments, rules), arguments.output)
    if probe.interrupted:
        unknown = sum(answer.reason == "interrupted" for _, answer in report.unknowns)
        links = plural(unknown, "link was", "links were")
        sys.stderr.write(f"listlint: interrupted; {links} not checked\n")
        return _INTERRUPTED
    return exit_code(report, project.config.fail_on)


def _rendered(report: Report, arguments: Namespace, rules: Iterable[Rule]) -> str:
    to_file = arguments.output is not None
    if arguments.format == "text":
        from linter.reporters.link_table import render as render_links

        color = not to_file and sys.stdout.isatty() and wants_color()
        notes = "".join(f"{note}\n" for note in report.notes)
        return notes + render_links(report.links, arguments.only, color=color)
    if arguments.only:
        links = tuple(link for link in report.links if link.verdict == arguments.only)
        report = replace(report, links=links)
    return render(report, arguments.format, tuple(rules), to_file=to_file)


def _needs(document: Document, context: Context) -> Iterable[Need]:  # noqa: ARG001
    needs = (need_of(document, link) for link in document.links)
    return (need for need in needs if need is not None)


def _nothing(document: Document, context: Context) -> Iterable[Hit]:  # noqa: ARG001
    return ()


# Asks about every link, whichever rules the configuration has switched off.
_EVERY_LINK = Rule("links", "Asks.", Severity.INFO, _nothing, needs=_needs)
