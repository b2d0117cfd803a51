"""The entries of a document: the items its templates describe, and those that should be one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from linter.identity import identify
from linter.model import Conventions, Document, Entry, Item, Link, Mismatch
from linter.parse.candidates import LinkIndex, is_outward
from linter.parse.loose import read_loosely
from linter.parse.mismatch import describe, nearest
from linter.parse.source import Source, item_source
from linter.parse.template import Template, compile_template

# An item that breaks the template is an entry gone wrong where so many neighbours keep it.
_NEIGHBOURS = 0.6


def with_entries(document: Document, conventions: Conventions) -> Document:
    """The document with its entries, read by the conventions' templates.

    Without templates every item with a link out of the page is an entry, read as well as can be.
    """
    return replace(document, entries=tuple(_Reader(document, conventions).entries()))


@dataclass(frozen=True, slots=True)
class _Read:
    template: int
    source: Source
    spans: Mapping[str, tuple[int, int]]


class _Reader:
    """Reads one document's entries."""

    def __init__(self, document: Document, conventions: Conventions) -> None:
        self.document = document
        self.links = LinkIndex(document)
        self.templates = [compile_template(source) for source in conventions.templates]
        self.by_kind: dict[str, list[int]] = {"item": [], "row": [], "paragraph": []}
        for number, template in enumerate(self.templates):
            self.by_kind[template.kind].append(number)
        self.with_children = {item.parent for item in document.items if item.parent is not None}
        self.url_starts = [(link.url_span.line, link.url_span.column) for link in document.links]
        self.by_url_start = {
            (link.url_span.line, link.url_span.column): link for link in document.links
        }

    def entries(self) -> list[Entry]:
        """All entries, in source order."""
        if not self.templates:
            return [
                entry
                for i, item in enumerate(self.document.items)
                if (entry := self.loose(i, item))
            ]
        read: dict[int, _Read] = {}
        good: Counter[tuple[object, ...]] = Counter()
        other: Counter[tuple[object, ...]] = Counter()
        for index, item in enumerate(self.document.items):
            found = self.match(item)
            if found is not None:
                read[index] = found
                good[self.place(item)] += 1
            elif self.is_candidate(item):
                other[self.place(item)] += 1
        out: list[Entry] = []
        for index, item in enumerate(self.document.items):
            if index in read:
                out.append(self.entry(index, item, read[index]))
                continue
            place = self.place(item)
            if good[place] < _NEIGHBOURS * (good[place] + other[place]) or not good[place]:
                continue
            broken = self.broken(index, item)
            if broken is not None:
                out.append(broken)
        return out

    def place(self, item: Item) -> tuple[object, ...]:
        """Items that share this stand among each other."""
        depth = item.depth if item.kind == "item" else 0
        return item.heading, item.block, depth

    def is_candidate(self, item: Item) -> bool:
        """Whether an item leads with a link out of the page."""
        links = [link for link in self.links.within(item) if link.kind != "image"]
        return bool(links) and is_outward(links[0])

    def match(self, item: Item) -> _Read | None:
        """The first template that the item matches, if its link leads out of the page."""
        own: Source | None = None
        whole: Source | None = None
        for number in self.by_kind[item.kind]:
            template = self.templates[number]
            if template.own_only:
                source = own = own or item_source(self.document, item)
            else:
                source = whole = whole or item_source(self.document, item, own_only=False)
            match = template.match(source.text)
            if match is None:
                continue
            url = match.values.get("url", "")
            if not url.startswith("#"):
                return _Read(number, source, match.spans)
        return None

    def entry(self, index: int, item: Item, read: _Read, broken: Mismatch | None = None) -> Entry:
        """An entry from what was read of it."""
        text = read.source.text
        fields = {name: text[a:b] for name, (a, b) in read.spans.items()}
        places = {name: read.source.span(a, b) for name, (a, b) in read.spans.items()}
        url = fields.get("url", "")
        if "url" in places:
            link = self.by_url_start.get((places["url"].line, places["url"].column))
            url = link.url if link else url.strip("<>")
        whole = read.source.span(0, len(text.rstrip()))
        return Entry(
            fields=fields,
            section=self.document.section_of(item.heading),
            span=whole,
            field_spans=places,
            identity=identify(url) if url else "",
            url=url,
            item=index,
            heading=item.heading,
            template=read.template,
            mismatch=broken,
        )

    def loose(self, index: int, item: Item) -> Entry | None:
        """An entry of a list without a template."""
        if item.kind == "paragraph":
            return None
        links = [link for link in self.links.within(item) if link.kind != "image"]
        if not links or not is_outward(links[0]):
            return None
        source = item_source(self.document, item)
        return self.entry(index, item, _Read(0, source, read_loosely(source, links)))

    def broken(self, index: int, item: Item) -> Entry | None:
        """An item among entries that should be one, and says why it is not."""
        links = [link for link in self.links.within(item) if link.kind != "image"]
        source = item_source(self.document, item)
        if links and not is_outward(links[0]):
            return None
        numbers = self.numbers_for(item, source, links, index)
        if not numbers:
            return None
        templates = [self.templates[number] for number in numbers]
        best, divergence = nearest(templates, source.text)
        mismatch = describe(self.document, item, source, templates[best], divergence, links)
        read = _Read(numbers[best], source, read_loosely(source, links))
        return self.entry(index, item, read, mismatch)

    def numbers_for(
        self, item: Item, source: Source, links: Sequence[Link], index: int
    ) -> list[int]:
        """The templates that this item can be held against; none if it is no entry at all."""
        if item.kind == "paragraph" and not self.by_kind["paragraph"]:
            return self.lost_bullet(source.text)
        numbers = self.by_kind[item.kind]
        if links or index in self.with_children:
            return numbers if links else []
        # Without a link it is an entry only if it begins as one.
        return [n for n in numbers if self.begins_alike(self.templates[n], source.text)]

    def begins_alike(self, template: Template, text: str) -> bool:
        """Whether a text keeps more of the template than its bullet."""
        bullet = 2
        return template.explain(text).offset > bullet

    def lost_bullet(self, text: str) -> list[int]:
        """Templates that a paragraph would match if it had its bullet (or the blank behind it)."""
        bare = text.lstrip("-*+ ") if not text.startswith("**") else text
        out = []
        for number in self.by_kind["item"]:
            template = self.templates[number]
            bullet = template.source[:2]
            if template.match(bullet + bare) is not None:
                out.append(number)
        return out
