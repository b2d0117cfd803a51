"""``listlint add URL``: a new entry, rendered by the list's template, at its place."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing

from linter.cli.options import add_config, colored_diff, epilog
from linter.engine.pages import Page, pages
from linter.entries import new_entry
from linter.files import write_file, write_output
from linter.model import (
    Document,
    Fix,
    Found,
    ListlintError,
    Missing,
    Need,
    NeedKind,
    Severity,
    Span,
)
from linter.project import File, Project, fix, link_checker, load, source_of
from linter.reporters.formats import render
from linter.template.fields import is_url
from linter.text.diff import added_lines
from linter.text.edits import EditableText, unified_diff
from linter.urls.identity import canonical, identify

EPILOG = epilog(
    """\
  listlint add https://github.com/BurntSushi/ripgrep --title ripgrep --field description="Searches."
  listlint add https://arxiv.org/abs/2405.00001 --online --section Surveys
  listlint add https://example.org --title Example --dry-run
"""
)
_REGISTRIES: tuple[NeedKind, ...] = ("arxiv", "doi", "openreview")


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint add``."""
    parser.add_argument("url", metavar="URL", help="what the entry links to")
    parser.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help="the list (default: the one of the configuration with this section, else README.md)",
    )
    parser.add_argument("--section", metavar="S", default="", help="a heading, or `Outer > Inner`")
    for name in ("title", "date", "authors"):
        parser.add_argument(f"--{name}", metavar="TEXT", help=f"the entry's {name}")
    parser.add_argument(
        "--field", metavar="NAME=TEXT", action="append", default=[], help="any other field"
    )
    parser.add_argument(
        "--online", action="store_true", help="ask arXiv, OpenReview or the DOI for what is missing"
    )
    parser.add_argument(
        "--force", action="store_true", help="also write read-only files and hard links"
    )
    parser.add_argument("--dry-run", action="store_true", help="show the change and write nothing")
    add_config(parser)


def run(arguments: Namespace) -> int:
    """Add the entry and print what has changed; an entry that `check` would blame is not added."""
    project = load([arguments.path] if arguments.path else [], arguments.config)
    url = _checked_url(arguments.url)
    file, page, heading = _place(project, arguments.section)
    fields = {"url": url, **_given(arguments)}
    text = _added(page, file.text, heading, fields, project if arguments.online else None)
    added = added_lines(file.text, text)
    source = source_of(file)._replace(head=text, base=file.text, added=added)
    # What can be written as the list writes it, is: a missing full stop, a lower-case letter.
    fixed = fix(project, source)
    _verify(fixed.report.documents[0], url, added_lines(file.text, fixed.text))
    write_output(colored_diff(unified_diff(file.path.as_posix(), file.text, fixed.text)), None)
    if fixed.report.count(Severity.ERROR) or fixed.report.count(Severity.WARNING):
        write_output("\n" + render(fixed.report, "text", project.rules), None)
        write_output("Nothing was written: the list would report this entry.\n", None)
        return 1
    if not arguments.dry_run:
        before = file.text.encode()
        write_file(file.path, fixed.text.encode(), expected=before, force=arguments.force)
    return 0


def _place(project: Project, section: str) -> tuple[File, Page, int | None]:
    """The file, its page and the heading to add to: of several lists, the one with the section."""
    refused: ListlintError | None = None
    for file in project.files:
        page, _, _ = pages(source_of(file), project.config)
        try:
            return file, page, new_entry.find_section(page.document, section)
        except ListlintError as error:
            refused = refused or error
    raise refused or ListlintError("there is no list to add to")


def _checked_url(url: str) -> str:
    if not is_url(url) or "://" not in url:
        raise ListlintError(f"{url}: not a URL; give one such as https://example.org/page")
    return canonical(url)


def _given(arguments: Namespace) -> dict[str, str]:
    """The fields named on the command line."""
    given = {name: getattr(arguments, name) for name in ("title", "date", "authors")}
    for pair in arguments.field:
        name, equals, text = pair.partition("=")
        if not equals or not name.strip():
            raise ListlintError(f"--field {pair}: write it as NAME=TEXT")
        given[name.strip()] = text
    return {name: text for name, text in given.items() if text is not None}


def _added(
    page: Page,
    text: str,
    heading: int | None,
    fields: dict[str, str],
    online: Project | None,
) -> str:
    """The file's text with the entry in it."""
    document = page.document
    at = document.headings[heading].span if heading is not None else Span(1, 1, 1, 1)
    conventions = page.view_of(at).conventions
    copy = new_entry.find_copy(document, fields["url"], heading, conventions)
    if copy is not None:
        under = f", under “{copy.section[-1]}”" if copy.section else ""
        raise ListlintError(
            f"{document.path}:{copy.span.line}:{copy.span.column}: already lists this{under}"
        )
    if online:
        known = new_entry.known_fields(conventions)
        looked_up = _looked_up(online, fields["url"])
        fields = {name: value for name, value in looked_up.items() if name in known} | fields
    template, values = new_entry.fill(document, conventions, heading, fields)
    edit = new_entry.place(document, conventions, heading, template, values)
    return EditableText(text).apply([Fix((edit,), safe=True)])


def _looked_up(project: Project, url: str) -> dict[str, str]:
    """Title, authors and date as the registry of the paper has them."""
    kind, _, key = identify(url).partition(":")
    need = next((Need(name, key) for name in _REGISTRIES if name == kind), None)
    if need is None:
        return {}
    with closing(link_checker(project)) as checker:
        answer = checker.fetch([need])[need]
        if checker.incomplete and checker.incomplete.cause == "interrupted":
            raise KeyboardInterrupt
    if isinstance(answer, Missing):
        raise ListlintError(f"{url}: {answer.reason}")
    if not isinstance(answer, Found):
        raise ListlintError(f"{url}: nobody could say what this is: {answer.reason}")
    data = answer.data
    found = {
        "title": data.get("title", ""),
        "authors": "; ".join(data.get("authors", ())),
        "date": data.get("published", ""),
    }
    return {name: text for name, text in found.items() if text}


def _verify(document: Document, url: str, lines: frozenset[int]) -> None:
    """What was written must read as the one entry that was meant."""
    identity = identify(url)
    for entry in document.entries:
        if entry.identity == identity and entry.span.line in lines and entry.mismatch is None:
            return
    line = min(lines, default=1)
    shown = document.lines[line - 1].strip()
    raise ListlintError(f"this would not read as an entry of the list: `{shown}`; nothing written")
