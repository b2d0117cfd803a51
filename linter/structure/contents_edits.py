"""The edits that bring a line of the contents in step with its heading."""

from __future__ import annotations

import re
from collections.abc import Mapping

from linter.model import Document, Edit, Fix, Heading, Span
from linter.structure.coverage import parents_of
from linter.structure.toc import Contents, Line

_PLAIN_LINK = re.compile(r"\[[^\[\]]*\]\(#[^\s()]*\)")
# What would be read as markup in a link's text.
_MARKUP = re.compile(r"[\\`*\[\]]|\b_|_\b|<(?=[A-Za-z/!?])|&(?=#?\w+;)")


def relinked(document: Document, line: Line, heading: Heading) -> Fix | None:
    """Name and anchor of ``heading`` for the line, if its link is a plain one."""
    if not _PLAIN_LINK.fullmatch(document.slice(line.link.span)):
        return None
    return Fix((Edit(line.link.span, _markdown(heading)),), safe=True)


def reanchored(document: Document, line: Line, heading: Heading) -> Fix | None:
    """The anchor of ``heading`` for the line, whose text stays."""
    if line.link.kind == "reference" or not document.slice(line.link.url_span).startswith("#"):
        return None
    return Fix((Edit(line.link.url_span, f"#{heading.anchor}"),), safe=True)


def neighbours(document: Document, contents: Contents) -> Mapping[int, Line]:
    """For each heading the line of the nearest one before it, of its level and in its section."""
    lines = {line.heading: line for line in contents.lines if line.heading is not None}
    parents = parents_of(document)
    last: dict[tuple[int | None, int], Line] = {}
    before: dict[int, Line] = {}
    for index, heading in enumerate(document.headings):
        place = (parents[index], heading.level)
        if place in last:
            before[index] = last[place]
        if index in lines:
            last[place] = lines[index]
    return before


def inserted(document: Document, neighbour: Line, heading: Heading) -> Fix | None:
    """A line for ``heading`` below the neighbour's and its children, written as that one is."""
    item = document.items[neighbour.item]
    source = document.lines[item.span.line - 1]
    lead, link, tail = source.partition(document.slice(neighbour.link.span))
    is_plain = _PLAIN_LINK.fullmatch(link) and not tail.strip()
    if not is_plain or lead[item.span.column - 1 :].strip() != item.marker:
        return None
    if item.span.end_line >= len(document.lines):
        return None
    at = Span(item.span.end_line + 1, 1, item.span.end_line + 1, 1)
    return Fix((Edit(at, f"{lead}{_markdown(heading)}{tail}\n"),), safe=True)


def _markdown(heading: Heading) -> str:
    text = _MARKUP.sub(lambda match: "\\" + match[0], heading.text.strip())
    return f"[{text}](#{heading.anchor})"
