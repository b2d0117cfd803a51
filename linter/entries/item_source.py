"""An item's source as its template sees it: dedented lines, and the way back to the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from linter.entries.candidates import LinkIndex
from linter.model import Document, Entry, Item, Link, Mismatch, Span
from linter.template.compiler import Match
from linter.text.patterns import lazy_pattern
from linter.urls.identity import identify

# What is between a company's link and that of its product.
POSSESSIVE = lazy_pattern(r"[*_]*['’]s?\s")


class MatchedItem(NamedTuple):
    """An item's source, and the fields found in it by a template (a number)."""

    template: int
    source: ItemSource
    match: Match


def match_at(text: str, spans: Mapping[str, tuple[int, int]]) -> Match:
    """The fields at ``spans``."""
    return Match({name: text[start:end] for name, (start, end) in spans.items()}, spans)


class EntryBuilder:
    """Builds the entries of one document."""

    def __init__(self, document: Document) -> None:
        """Index the document's links."""
        self.links = LinkIndex(document)
        self._document = document
        self._sections: dict[int | None, tuple[str, ...]] = {}
        self._by_place = {link.url_span[:2]: link for link in document.links}

    def entry(self, index: int, read: MatchedItem, mismatch: Mismatch | None = None) -> Entry:
        """The entry that the item of this number is."""
        item, source, match = self._document.items[index], read.source, read.match
        places = source.spans(match.spans)
        url = self._url(item, match, places.get("url"))
        return Entry(
            fields=match.values,
            section=self._section(item.heading),
            span=source.span(0, len(source.text.rstrip())),
            field_spans=places,
            identity=identify(url) if url else "",
            url=url,
            item=index,
            heading=item.heading,
            template=read.template,
            mismatch=mismatch,
        )

    def partial(self, index: int, read: MatchedItem) -> Entry:
        """The entry with its fields but without their places; its ``span`` is the item's."""
        item = self._document.items[index]
        return Entry(
            read.match.values, (), item.span, {}, "", "", index, item.heading, read.template
        )

    def primary(self, item: Item) -> Link | None:
        """The first link of an item's own lines, those that show only an image last."""
        links = self.links.within(item)
        return next((link for link in links if link.text), next(iter(links), None))

    def _url(self, item: Item, match: Match, place: Span | None) -> str:
        """The entry's URL; ``place`` is that of the field of that name, if there is one."""
        if place is not None:
            link = self._by_place.get(place[:2])
            # What an icon or a badge leads to is not the entry where a name is linked, too.
            if link and not link.text and (named := self.primary(item)) and named.text:
                return named.url
            while link and (product := self._product(item, link)):
                link = product
            return link.url if link else match.values["url"].strip("<>")
        # A reference link's destination is in its definition.
        first = self.primary(item) or next(iter(self.links.within(item, own_only=False)), None)
        return first.url if first else ""

    def _product(self, item: Item, company: Link) -> Link | None:
        """The link right behind a company's: "[Acme](…)'s [Anvil](…)"."""
        behind = self._document.lines[company.span.end_line - 1][company.span.end_column - 1 :]
        apart = POSSESSIVE.match(behind)
        column = company.span.end_column + (apart.end() if apart else 0)
        following = (link for link in self.links.within(item) if apart)
        return next(
            (link for link in following if link.span[:2] == (company.span.end_line, column)), None
        )

    def _section(self, heading: int | None) -> tuple[str, ...]:
        """The path of headings; every entry of a section shares it."""
        if heading not in self._sections:
            self._sections[heading] = self._document.section_of(heading)
        return self._sections[heading]


# The prefix of a continuation line belongs to the containers around the item.
_CONTAINER = " \t>"
# Inside a link's text a line ending is a space.
_LABEL = lazy_pattern(r"\[[^\[\]]*\]\(")


class ItemSource(NamedTuple):
    """``text`` is the item's lines joined by LF; ``starts`` holds each one's offset and place."""

    text: str
    offsets: tuple[int, ...]
    lines: tuple[int, ...]
    columns: tuple[int, ...]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the file of an offset into ``text``."""
        index = bisect_right(self.offsets, offset) - 1
        return self.lines[index], self.columns[index] + offset - self.offsets[index]

    def offset(self, line: int, column: int) -> int | None:
        """The offset of a place in the file; None if it is not in this text."""
        index = line - self.lines[0]
        if not 0 <= index < len(self.lines) or column < self.columns[index]:
            return None
        return self.offsets[index] + column - self.columns[index]

    def span(self, start: int, end: int) -> Span:
        """The file's span of ``text[start:end]``."""
        index = bisect_right(self.offsets, start) - 1
        line, column = self.lines[index], self.columns[index] + start - self.offsets[index]
        if index + 1 == len(self.lines) or end <= self.offsets[index + 1]:
            return Span(line, column, line, column + max(end - start, 0))
        # The end of a line, not the start of the next one.
        end_line, end_column = self.place(end - 1)
        return Span(line, column, end_line, end_column + 1)

    def spans(self, fields: Mapping[str, tuple[int, int]]) -> dict[str, Span]:
        """The file's span of each field."""
        if len(self.lines) > 1:
            return {name: self.span(start, end) for name, (start, end) in fields.items()}
        line, column = self.lines[0], self.columns[0]
        return {
            name: Span(line, column + start, line, column + end)
            for name, (start, end) in fields.items()
        }

    def rest(self, start: int) -> ItemSource:
        """What it holds from an offset on."""
        at = bisect_right(self.offsets, start) - 1
        line, column = self.place(start)
        offsets = (0, *(offset - start for offset in self.offsets[at + 1 :]))
        return ItemSource(
            self.text[start:].rstrip(),
            offsets,
            (line, *self.lines[at + 1 :]),
            (column, *self.columns[at + 1 :]),
        )

    def part(self, first: int, last: int) -> ItemSource:
        """Its lines from number ``first`` to before ``last``, counted from 0."""
        start = self.offsets[first]
        end = self.offsets[last] - 1 if last < len(self.offsets) else len(self.text)
        offsets = tuple(offset - start for offset in self.offsets[first:last])
        return ItemSource(
            self.text[start:end], offsets, self.lines[first:last], self.columns[first:last]
        )


def item_source(document: Document, item: Item, *, own_only: bool = True) -> ItemSource:
    """The source of an item: its own lines, or with the items nested in it."""
    first = item.span.line
    last = item.own_end_line if own_only else item.span.end_line
    start = width = item.span.column - 1
    line = document.lines[first - 1]
    end = len(line)
    if item.kind == "row":
        end = item.span.end_column - 1
        while start < end and line[start] in _CONTAINER:
            start += 1
    if last <= first:
        return ItemSource(line[start:end], (0,), (first,), (start + 1,))
    texts, columns = [line[start:end]], [start + 1]
    for line in document.lines[first:last]:
        if line.lstrip().startswith("<details"):
            # What is folded away below an entry is no part of its form.
            break
        start = 0
        while start < width and start < len(line) and line[start] in _CONTAINER:
            start += 1
        texts.append(line[start:])
        columns.append(start + 1)
    while len(texts) > 1 and not texts[-1].strip():
        texts.pop()
        columns.pop()
    offsets = [0]
    for text in texts[:-1]:
        offsets.append(offsets[-1] + len(text) + 1)
    numbers = tuple(range(first, first + len(texts)))
    text = "\n".join(texts)
    if len(texts) > 1:
        text = _LABEL.sub(lambda label: label.group().replace("\n", " "), text)
    return ItemSource(text, tuple(offsets), numbers, tuple(columns))
