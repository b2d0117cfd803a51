"""``listlint links``: check every link, with progress and cache."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import replace
from typing import get_args
from urllib.parse import urlsplit
from urllib.request import getproxies

from linter.cli.check import add_output_arguments, say_incomplete
from linter.cli.options import add_base, add_config, add_paths, epilog
from linter.cli.progress import shown
from linter.files import write_output
from linter.model import ListlintError, Report, Rule, Verdict
from linter.project import Project, check_every_link, exit_code, load
from linter.reporters.formats import render, wants_color
from linter.text.patterns import lazy_pattern

EPILOG = epilog(
    """\
  listlint links                        every link of the lists, with progress and a cache
  listlint links --base main            only the links that are new since main
  listlint links --only dead --format json
""",
    "links.md",
)
_WEB_URL = lazy_pattern(r"https?://[^\s<>()\[\]\"']+", re.IGNORECASE)
_LINK_RULES = frozenset({"dead-link", "moved-link", "repository-status"})


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint links``."""
    add_paths(parser)
    add_base(parser, "check only the links on lines that are new since this git revision")
    only = parser.add_argument(
        "--only",
        choices=get_args(Verdict),
        help=f"show one verdict alone: {', '.join(get_args(Verdict))}",
    )
    only.metavar = "VERDICT"
    parser.add_argument(
        "--allow-private", action="store_true", help="contact private addresses as well"
    )
    add_output_arguments(parser)
    add_config(parser)


def run(arguments: Namespace) -> int:
    """Check and report; what is known is printed even if the check is interrupted."""
    project = load(arguments.paths, arguments.config, stdin_name=arguments.stdin_filename)
    settings = project.config.links
    if arguments.allow_private:
        settings = replace(settings, allow_private=True)
    rules = tuple(rule for rule in project.rules if rule.id in _LINK_RULES)
    config = project.config._replace(link_settings=settings)
    project = project._replace(config=config, rules=rules)
    _refuse_without_network(project)
    with shown() as observer:
        report = check_every_link(project, observer, base=arguments.base)
    text = _rendered(report, arguments, rules)
    write_output(text, arguments.output, are_commands=arguments.format == "github")
    say_incomplete(report, arguments)
    return exit_code(report, project.config.fail_on)


def _refuse_without_network(project: Project) -> None:
    """Refuse at once if no host name resolves: hundreds of unverifiable links would be no help.

    Links to addresses, as of a network of one's own, may work all the same, and so are checked.

    Raises:
        ListlintError: every link has a name, and no name is known to the resolver.
    """
    from linter.links.http.resolver import CANARIES, is_network_known_to_be_down

    # Looked for in the text alone: to parse every list twice would cost as much as a hundred links.
    urls = [url for file in project.files for url in _WEB_URL.findall(file.text)]
    if urls and all(map(has_public_name, urls)):
        if getproxies().keys() & {"http", "https", "all"}:
            return
        if is_network_known_to_be_down():
            raise ListlintError(
                f"the network cannot be reached: no address was found for {' or '.join(CANARIES)}; "
                "check the connection, or name a proxy in HTTPS_PROXY"
            )


def has_public_name(url: str) -> bool:
    """Whether a link's host is a name that the network has to know, and not an address."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host and host[-1:].isalpha()


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
    return render(
        report,
        arguments.format,
        tuple(rules),
        to_file=to_file,
        verbose=arguments.verbose,
        quiet=arguments.quiet,
    )
