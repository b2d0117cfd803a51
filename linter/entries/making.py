"""From what was read of an item to an entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from linter.entries.candidates import LinkIndex
from linter.entries.item_source import Source
from linter.model import Document, Entry, Item, Link, Mismatch, Span
from linter.template.compiler import Match
from linter.urls.identity import identify


class Read(NamedTuple):
    """An item's source, and the fields found in it by a template (a number)."""

    template: int
    source: Source
    match: Match


def cut(text: str, spans: Mapping[str, tuple[int, int]]) -> Match:
    """The fields that stand at ``spans``."""
    return Match({name: text[start:end] for name, (start, end) in spans.items()}, spans)


class Maker:
    """Makes the entries of one document."""

    def __init__(self, document: Document) -> None:
        """Index the document's links."""
        self.links = LinkIndex(document)
        self._document = document
        self._sections: dict[int | None, tuple[str, ...]] = {}
        self._by_place = {link.url_span[:2]: link for link in document.links}

    def entry(self, index: int, read: Read, mismatch: Mismatch | None = None) -> Entry:
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

    def sketch(self, index: int, read: Read) -> Entry:
        """The entry for what goes by its fields alone; its ``span`` is the item's."""
        item = self._document.items[index]
        return Entry(read.match.values, (), item.span, {}, "", "", index, item.heading)

    def primary(self, item: Item) -> Link | None:
        """The first link of an item's own lines that is no image."""
        return next(iter(self.links.within(item)), None)

    def _url(self, item: Item, match: Match, place: Span | None) -> str:
        """The entry's URL; ``place`` is where the field of that name stands, if it has one."""
        if place is not None:
            link = self._by_place.get(place[:2])
            return link.url if link else match.values["url"].strip("<>")
        # A reference link's destination stands in its definition.
        first = self.primary(item)
        return first.url if first else ""

    def _section(self, heading: int | None) -> tuple[str, ...]:
        """The path of headings; every entry of a section shares it."""
        if heading not in self._sections:
            self._sections[heading] = self._document.section_of(heading)
        return self._sections[heading]
