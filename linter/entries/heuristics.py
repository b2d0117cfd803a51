"""Find an entry's title, link, date and description without a template, by their looks.

Entries of lists that keep no template still have titles and links. It is also the first step in
fixing an entry that breaks its template.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from linter.entries.candidates import is_footnote
from linter.entries.item_source import POSSESSIVE, ItemSource
from linter.model import Link, Span
from linter.text import dates
from linter.text.link_labels import LABELS
from linter.text.patterns import LIST_MARKER, lazy_pattern

Spans = dict[str, tuple[int, int]]

BULLET = lazy_pattern(rf"\s*{LIST_MARKER}(?=[\s*\[_`]|$)[ \t]*")
_STRONG = lazy_pattern(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
# Brackets around a piece of text, removed pair by pair.
MAX_BRACKETS = 8
_PAIRS = {"[": "]", "(": ")"}
_LEADING = " \t\n\\-–—:,;|*_]).␠"
_TRAILING = " \t\n\\-–—:,;|*_[(␠"
_DATE = lazy_pattern(
    r"(?<![\w/.-])(?:(?:19|20)\d\d[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d"
    rf"|(?:{'|'.join(month[:3] for month in dates.MONTHS)})[a-z]*\.?\s+(?:\d{{1,2}},?\s+)?"
    r"(?:19|20)\d\d|(?:19|20)\d\d)(?![\w/-])"
)


def read_loosely(source: ItemSource, links: Sequence[Link]) -> Spans:
    """Offsets of ``title``, ``url``, ``date`` and ``description``, of those that can be found."""
    text = source.text
    bullet = BULLET.match(text)
    start = bullet.end() if bullet else 0
    spans: Spans = {}
    primary = main_link(source, links)
    strong = _STRONG.search(text, start)
    if primary is not None:
        opening = source.offset(primary.span.line, primary.span.column)
        url = offsets(source, primary.url_span)
        if url:
            spans["url"] = url
        if opening is not None:
            spans["title"] = _title(text, start, opening, primary, strong)
    elif strong:
        spans["title"] = strong.span(2)
    if found := _date_span(text, start, spans.get("url")):
        spans["date"] = found
    return {name: span for name, span in spans.items() if span[0] < span[1]}


def main_link(source: ItemSource, links: Sequence[Link]) -> Link | None:
    """Which of an item's links is the entry's own.

    It is not a footnote's, nor a badge's where there is another, nor a company's before its product
    ("Acme's Anvil"). After a title in bold its label marks it: authors may be linked before it.
    """
    text = source.text
    named = [link for link in links if not _is_footnote(source, link)]
    named = [link for link in named if link.text] or named
    while len(named) > 1 and POSSESSIVE.match(text, _end(source, named[0])):
        named.pop(0)
    if not named:
        return None
    opening = source.offset(named[0].span.line, named[0].span.column)
    if opening is not None and _STRONG.search(text[:opening]):
        labelled = (link for link in named if link.text.strip("[]*_` ").casefold() in LABELS)
        return next(labelled, named[0])
    return named[0]


def _is_footnote(source: ItemSource, link: Link) -> bool:
    opening = source.offset(link.span.line, link.span.column)
    return is_footnote(source.text[:opening] if opening else "", link)


def _end(source: ItemSource, link: Link) -> int:
    """The offset behind a link."""
    end = source.offset(link.span.end_line, link.span.end_column)
    return len(source.text) if end is None else end


def _title(
    text: str, start: int, opening: int, link: Link, strong: re.Match[str] | None
) -> tuple[int, int]:
    if strong and strong.start() <= opening < strong.end():
        inner = re.match(r"\[(.+?)\]\(", strong[2])
        return (strong.start(2) + 1, strong.start(2) + inner.end(1)) if inner else strong.span(2)
    if strong and strong.end() <= opening:
        return strong.span(2)
    if link.text.strip("[]*_` ").casefold() not in LABELS and link.kind in ("inline", "reference"):
        at = text.find(link.text, opening) if link.text else -1
        if at >= 0:
            return at, at + len(link.text)
        return opening + 1, max(opening + 1, text.find("]", opening))
    return trimmed(text, start, opening)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the marks around it: separators, and brackets around all of it or nothing."""
    for _ in range(MAX_BRACKETS):
        while start < end and text[start] in _LEADING:
            start += 1
        while end > start and text[end - 1] in _TRAILING:
            end -= 1
        if end - start < 2 or not (text[start] in _PAIRS or text[end - 1] in _PAIRS.values()):
            return start, end
        closing = _closing(text, start, end)
        if text[start] in _PAIRS and closing in (None, end - 1):
            start, end = start + 1, end - (closing is not None)
        elif text[end - 1] in _PAIRS.values() and not _opened(text, start, end):
            end -= 1
        else:
            break
    return start, end


def _closing(text: str, start: int, end: int) -> int | None:
    """Where the bracket at ``start`` closes."""
    depth = 0
    for at in range(start, end):
        depth += (text[at] == text[start]) - (text[at] == _PAIRS.get(text[start]))
        if depth == 0:
            return at
    return None


def _opened(text: str, start: int, end: int) -> bool:
    """Whether the bracket in front of ``end`` was opened."""
    last = text[end - 1]
    opener = next(one for one, other in _PAIRS.items() if other == last)
    return text.count(opener, start, end) >= text.count(last, start, end)


def offsets(source: ItemSource, span: Span) -> tuple[int, int] | None:
    """The offsets of a span within one line of the file; None if it is not in this text."""
    start = source.offset(span.line, span.column)
    return None if start is None else (start, start + span.end_column - span.column)


def _date_span(text: str, start: int, url: tuple[int, int] | None) -> tuple[int, int] | None:
    for match in _DATE.finditer(text, start):
        if url is None or match.end() <= url[0] or match.start() >= url[1]:
            return match.span()
    return None
