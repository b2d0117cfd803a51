"""Reading an entry that no template describes: its title, its link, its date, the rest.

Serves two ends: entries of lists that keep no template still have titles and links, and an entry
that breaks its template can be rendered anew when all of its fields can be told apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from linter import dates
from linter.model import Link, Span
from linter.parse.labels import LABELS
from linter.parse.nodes import Field, Group, Literal, Node
from linter.parse.source import Source
from linter.parse.template import Template

Spans = dict[str, tuple[int, int]]

_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?=[\s*\[_`]|$)[ \t]*")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
_LEADING = " \t\n\\-–—:,;|*_]).␠"
_TRAILING = " \t\n\\-–—:,;|*_[(␠"
_DATE = re.compile(
    r"(?<![\w/.-])(?:(?:19|20)\d\d[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d"
    rf"|(?:{'|'.join(month[:3] for month in dates.MONTHS)})[a-z]*\.?\s+(?:\d{{1,2}},?\s+)?"
    r"(?:19|20)\d\d|(?:19|20)\d\d)(?![\w/-])"
)


def read_loosely(source: Source, links: Sequence[Link]) -> Spans:
    """Offsets of ``title``, ``url``, ``date``, ``description`` as far as they can be told."""
    text = source.text
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet else 0
    spans: Spans = {}
    primary = links[0] if links else None
    strong = _STRONG.search(text, start)
    if primary is not None:
        opening = source.offset(primary.span.line, primary.span.column)
        url = _offsets(source, primary.url_span)
        if url:
            spans["url"] = url
        if opening is not None:
            spans["title"] = _title(text, start, opening, primary, strong)
    elif strong:
        spans["title"] = strong.span(2)
    if found := _date_span(text, start, spans.get("url")):
        spans["date"] = found
    return {name: span for name, span in spans.items() if span[0] < span[1]}


def _title(
    text: str, start: int, opening: int, link: Link, strong: re.Match[str] | None
) -> tuple[int, int]:
    if strong and strong.start() <= opening < strong.end():
        inner = re.match(r"\[(.+?)\]\(", strong[2])
        return (strong.start(2) + 1, strong.start(2) + inner.end(1)) if inner else strong.span(2)
    if strong and strong.end() <= opening:
        return strong.span(2)
    if link.text.strip().casefold() not in LABELS and link.kind in ("inline", "reference"):
        at = text.find(link.text, opening) if link.text else -1
        if at >= 0:
            return at, at + len(link.text)
        return opening + 1, max(opening + 1, text.find("]", opening))
    return _trimmed(text, start, opening)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _LEADING:
        start += 1
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return start, end


def _offsets(source: Source, span: Span) -> tuple[int, int] | None:
    start = source.offset(span.line, span.column)
    return None if start is None else (start, start + span.end_column - span.column)


def _date_span(text: str, start: int, url: tuple[int, int] | None) -> tuple[int, int] | None:
    for match in _DATE.finditer(text, start):
        if url is None or match.end() <= url[0] or match.start() >= url[1]:
            return match.span()
    return None


# ------------------------------------------------------------------------------ rendering anew


def render_anew(template: Template, source: Source, links: Sequence[Link]) -> str | None:
    """The entry as its siblings are written, if every field can be found and no word is lost."""
    values = _pull_apart(template, source, links)
    if values is None:
        return None
    rendered = template.render(values)
    if rendered is None or rendered == source.text or template.match(rendered) is None:
        return None
    before, after = _words(source.text), _words(rendered)
    literal = _words(" ".join(node.text for node in _literals(template.nodes)))
    if before - after - literal or after - before - literal:
        return None
    return rendered


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _literals(nodes: Sequence[Node]) -> list[Literal]:
    out: list[Literal] = []
    for node in nodes:
        if isinstance(node, Literal):
            out.append(node)
        elif isinstance(node, Group):
            for part in node.parts:
                out.extend(_literals(part))
    return out


def _pull_apart(
    template: Template, source: Source, links: Sequence[Link]
) -> Mapping[str, str] | None:
    """A value for each field: links in their order, a date by its look, text in its order."""
    if any(isinstance(node, Group) for node in template.nodes):
        return None
    text = source.text
    spans = read_loosely(source, links)
    values: dict[str, str] = {}
    used: list[tuple[int, int]] = []
    fields = template.fields
    if not _take_links(fields, source, links, values, used):
        return None
    for field in fields:
        wanted = "date" if field.type.kind in ("date", "year") else field.name
        if field.name not in values and wanted in ("title", "date") and wanted in spans:
            start, end = spans[wanted]
            values[field.name] = text[start:end]
            used.append((start, end))
    chunks = _leftovers(text, used)
    open_fields = [field.name for field in fields if field.name not in values]
    if len(chunks) != len(open_fields):
        return None
    values.update(zip(open_fields, chunks, strict=True))
    return values


def _take_links(
    fields: Sequence[Field],
    source: Source,
    links: Sequence[Link],
    values: dict[str, str],
    used: list[tuple[int, int]],
) -> bool:
    urls = [field for field in fields if field.type.kind == "url"]
    if len(urls) != len(links):
        return False
    for field, link in zip(urls, links, strict=True):
        start = source.offset(link.span.line, link.span.column)
        end = source.offset(link.span.end_line, link.span.end_column)
        url = _offsets(source, link.url_span)
        if start is None or end is None or url is None:
            return False
        values[field.name] = source.text[url[0] : url[1]]
        used.append((start, end))
    return True


def _leftovers(text: str, used: Sequence[tuple[int, int]]) -> list[str]:
    """The stretches of text between what is used, without the marks around them."""
    out: list[str] = []
    bullet = _BULLET.match(text)
    at = bullet.end() if bullet else 0
    for start, end in [*sorted(used), (len(text), len(text))]:
        for line_start, line_end in _lines(text, at, start):
            a, b = _trimmed(text, line_start, line_end)
            if any(char.isalnum() for char in text[a:b]):
                out.append(text[a:b])
        at = max(at, end)
    return out


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        out.append((start, stop))
        start = stop + 1
    return out
