"""The entries of a document: the items its templates describe, and those that should be one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property
from operator import attrgetter

from linter.model import Conventions, Document, Entry, Item
from linter.parse.candidates import details, is_outward
from linter.parse.collection import collection_paused
from linter.parse.glued import Glued, unglued
from linter.parse.loose import read_loosely
from linter.parse.making import Maker, Read, cut
from linter.parse.mismatch import Near, describe, furthest, nearest
from linter.parse.nodes import is_url
from linter.parse.source import Source, item_source
from linter.parse.template import Template, compile_template

# A bullet and the blank behind it.
_BULLET = 2
# More broken entries than this share of a kind, and it is no convention; nor is what more than a
# few break at one and the same field.
_MOST_BROKEN, _MOST_ALIKE, _A_FEW = 0.1, 0.05, 4
# What may stand beside a link without the entry being another shape: a remark in brackets, a
# badge, a code mark, an emoji.
_NOTE = re.compile(r"[*_]{0,2}[(\[（【<`!]|:\w+:|[^\w\s\x00-\x7f–—−‒―]|[*_]{1,2}\w")
# A second thing with a link of its own: `[one](…) / [other](…) - What they are.`
_SECOND = re.compile(r"(?:[/&,+]|and\b|or\b)\s*\[[^\[\]]+\]\(")
_EMOJI = re.compile(r":[a-z0-9_+-]+:|[\u2190-\u2bff\U0001f000-\U0001faff]")
# So many broken entries are read closely; nobody reads of more.
_MOST_CLOSELY = 200
# An item that breaks the template is an entry gone wrong where so many neighbours keep it; where
# nearly the whole list keeps it, half of them will do.
_NEIGHBOURS = 0.6
_FEW_NEIGHBOURS = 0.5
_STRICT = 0.97


def with_entries(document: Document, conventions: Conventions) -> Document:
    """The document with its entries, read by the conventions' templates.

    Without templates every item with a link out of the page is an entry, read as well as can be.
    """
    return Reader(document, conventions).finished


class Reader:
    """Reads one document's entries by its conventions' templates."""

    def __init__(self, document: Document, conventions: Conventions) -> None:
        """Index the document; nothing is read yet."""
        self.document = document
        self.make = Maker(document)
        self._made: dict[int, Entry] = {}
        self.glued: dict[int, Sequence[Glued]] = {}
        self.templates = [compile_template(source) for source in conventions.templates]
        self.configured = conventions.sources.get("templates") == "configuration"
        self.by_kind: dict[str, list[int]] = {"item": [], "row": [], "paragraph": []}
        for number, template in enumerate(self.templates):
            self.by_kind[template.kind].append(number)
        self.notes: set[int] = set()
        self.read_closely = 0
        self.with_children = {item.parent for item in document.items if item.parent is not None}

    @cached_property
    def finished(self) -> Document:
        """The document with its entries."""
        return self._with(self._finish)

    @cached_property
    def sketched(self) -> Document:
        """The document with its entries, those that match sketched (see `Maker.sketch`).

        What it takes to know them is not done again for ``finished``.
        """
        return self._with(self.make.sketch)

    def finish(self, entry: Entry) -> Entry:
        """A sketched entry as it is among the finished ones; none is made twice."""
        matching, _ = self._told
        return self._finish(entry.item, matching[entry.item]) if entry.item in matching else entry

    def _finish(self, index: int, read: Read) -> Entry:
        if index not in self._made:
            self._made[index] = self.make.entry(index, read)
        return self._made[index]

    @collection_paused()
    def _with(self, make: Callable[[int, Read], Entry]) -> Document:
        matching, others = self._told
        entries = [*others, *(make(index, read) for index, read in matching.items())]
        if others:
            entries.sort(key=attrgetter("item", "span"))
        return replace(self.document, entries=tuple(entries))

    @cached_property
    def _told(self) -> tuple[Mapping[int, Read], Sequence[Entry]]:
        """The items that match, by number, and the entries that do not match."""
        items = self.document.items
        parts = details(self.document)
        whole = [(i, item) for i, item in enumerate(items) if i not in parts]
        if not self.templates:
            loose = (self.loose(index, item) for index, item in whole)
            return {}, [entry for entry in loose if entry is not None]
        read = {i: found for i, item in whole if (found := self.match(i, item))}
        suspects = {
            i: numbers for i, item in whole if i not in read and (numbers := self.could_be(i, item))
        }
        places = self.places(read.keys() | suspects.keys())
        good = Counter(places[i] for i in read)
        bad = Counter(places[i] for i in suspects)
        near = [i for i in suspects if good[places[i]] and not self.is_detail(i, suspects, read)]
        strict = len(read) >= _STRICT * (len(read) + len(near))
        enough = _FEW_NEIGHBOURS if strict else _NEIGHBOURS
        broken: dict[int, Entry] = {}
        for i in near:
            place, numbers = places[i], suspects[i]
            if good[place] >= enough * (good[place] + bad[place]):
                broken[i] = self.broken(i, items[i], numbers)
        self.forgive(read, broken)
        if self.configured:
            broken |= self.alone(read, suspects)
        stuck = [self.stuck(i, glued) for i in self.glued for glued in self.glued[i]]
        return read, [*broken.values(), *stuck]

    def alone(
        self, read: Mapping[int, Read], suspects: Mapping[int, Sequence[int]]
    ) -> dict[int, Entry]:
        """The only entries of their sections, where some marks are all that is wrong with them.

        Of several that break the template nobody knows whether they are meant as entries.
        """
        items, headings = self.document.items, self.document.headings
        good = {items[i].heading for i in read}
        levels = {headings[at].level for at in good if at is not None}
        count = Counter(items[i].heading for i in suspects)
        out: dict[int, Entry] = {}
        for i, numbers in suspects.items():
            at = items[i].heading
            if at is None or at in good or count[at] > 1 or headings[at].level not in levels:
                continue
            entry = self.broken(i, items[i], numbers)
            if entry.mismatch is not None and entry.mismatch.fix is not None:
                out[i] = entry
        return out

    def nearest(self, templates: Sequence[Template], text: str) -> Near | None:
        """The template that an entry can be read by, for the first ones that break theirs."""
        self.read_closely += 1
        return nearest(templates, text) if self.read_closely <= _MOST_CLOSELY else None

    def stuck(self, index: int, glued: Glued) -> Entry:
        """An entry without a bullet, on the lines of the item before it."""
        template, item = self.templates[glued.template], self.document.items[index]
        text = glued.source.text
        near = self.nearest([template], text) or furthest([template], text)
        reading = near.reading
        if reading is not None:
            reading = reading._replace(rendered=glued.rendered, sole=True, lossy=False, slips=0)
        near = near._replace(reading=reading)
        mismatch = describe(self.document, item, glued.source, template, near, [])
        spans = reading.spans if reading else {}
        read = Read(glued.template, glued.source, cut(text, spans))
        return self.make.entry(index, read, mismatch)

    def places(self, entries: AbstractSet[int]) -> list[tuple[object, ...]]:
        """For each item, what it shares with the items it stands among.

        That is heading, block and depth, and the paragraph before that names what follows.
        """
        out: list[tuple[object, ...]] = []
        label = 0
        for index, item in enumerate(self.document.items):
            if item.kind == "paragraph" and index not in entries:
                label += 1
            depth = item.depth if item.kind == "item" else 0
            out.append((item.heading, item.block, depth, label))
        return out

    def forgive(self, read: Mapping[int, Read], broken: dict[int, Entry]) -> None:
        """Drop what is said of a learned template that too many entries of a kind break.

        So many mistakes are none. They stay entries, of which only title and link are known.
        """
        if self.configured:
            return
        kinds = [template.kind for template in self.templates]
        kept = Counter(kinds[found.template] for found in read.values())
        lost = Counter(kinds[entry.template] for entry in broken.values())
        places = {i: (e.template, e.mismatch and e.mismatch.field) for i, e in broken.items()}
        alike = Counter(places.values())
        for i, entry in broken.items():
            kind = kinds[entry.template]
            total = kept[kind] + lost[kind]
            many = lost[kind] > _MOST_BROKEN * total
            if many or alike[places[i]] > max(_A_FEW, _MOST_ALIKE * total) or i in self.notes:
                broken[i] = _guessed(entry)

    def is_detail(
        self, index: int, suspects: Mapping[int, Sequence[int]], read: Mapping[int, Read]
    ) -> bool:
        """Whether an item below an entry does not even begin as one: it tells of that entry."""
        items = self.document.items
        above = items[index].parent
        while above is not None and above not in read:
            above = items[above].parent
        if above is None:
            return False
        text = item_source(self.document, items[index]).text
        return all(self.templates[n].explain(text).offset <= _BULLET for n in suspects[index])

    def is_note(self, item: Item, source: Source, template: Template, far: Near) -> bool:
        """Whether an entry has only a note where its siblings have none, or its URL elsewhere."""
        link = self.make.primary(item)
        if link is not None and link.kind == "reference":
            return True
        line, column = source.place(min(far.divergence.offset, len(source.text)))
        rest = self.document.lines[line - 1][column - 1 :].lstrip()
        if far.divergence.field in ("title", "url"):
            return bool(_EMOJI.match(rest))
        if self.has_usual_label(item, line, column):
            return True
        if line > item.span.line and template.match(template.source[:_BULLET] + rest):
            return False
        return bool(_NOTE.match(rest) or _SECOND.match(rest))

    @cached_property
    def labels(self) -> Counter[str]:
        """How often links are called by each name."""
        return Counter(link.text.strip("[] ").casefold() for link in self.document.links)

    def has_usual_label(self, item: Item, line: int, column: int) -> bool:
        """Whether a link stands there that is called as others of the list are: project, video."""
        return any(
            self.labels[link.text.strip("[] ").casefold()] > 1
            for link in self.make.links.within(item)
            if link.span.line == line and link.span.column <= column < link.url_span.column
        )

    def match(self, index: int, item: Item) -> Read | None:
        """The first template that the item matches, if its link leads out of the page."""
        own: Source | None = None
        whole: Source | None = None
        for number in self.by_kind[item.kind]:
            template = self.templates[number]
            if template.own_only:
                source = own = own or item_source(self.document, item)
            else:
                source = whole = whole or item_source(self.document, item, own_only=False)
            own_lines, glued = unglued(number, self.templates, source)
            match = template.match(own_lines.text)
            if match is None:
                continue
            url = match.values.get("url", "")
            if not url.startswith("#"):
                if glued:
                    self.glued[index] = glued
                return Read(number, own_lines, match)
        return None

    def loose(self, index: int, item: Item) -> Entry | None:
        """An entry of a list without a template."""
        if item.kind == "paragraph":
            return None
        links = self.make.links.within(item)
        if not links or not is_outward(links[0]):
            return None
        source = item_source(self.document, item)
        loosely = cut(source.text, read_loosely(source, links))
        return self.make.entry(index, Read(0, source, loosely))

    def broken(self, index: int, item: Item, numbers: Sequence[int]) -> Entry:
        """An item among entries that should be one, and says why it is not."""
        links = self.make.links.within(item)
        templates = [self.templates[number] for number in numbers]
        own_only = all(template.own_only for template in templates)
        source = item_source(self.document, item, own_only=own_only)
        far = furthest(templates, source.text)
        if not self.configured and self.is_note(item, source, templates[far.number], far):
            self.notes.add(index)
        near = self.nearest(templates, source.text) or far
        mismatch = describe(self.document, item, source, templates[near.number], near, links)
        loosely = cut(source.text, read_loosely(source, links))
        return self.make.entry(index, Read(numbers[near.number], source, loosely), mismatch)

    def could_be(self, index: int, item: Item) -> list[int]:
        """The templates that this item can be held against; none if it cannot be an entry."""
        link = self.make.primary(item)
        if link is not None and link.url == link.text and not is_url(link.url):
            # A file beside the page, such as LICENSE, called by its name.
            return []
        if link is not None and link.url.startswith("#"):
            return []
        if item.kind == "paragraph" and not self.by_kind["paragraph"]:
            return self.lost_bullet(item)
        numbers = self.by_kind[item.kind]
        if item.kind == "paragraph" and not self.configured:
            # Prose may hold a link, too: an entry begins as one.
            text = item_source(self.document, item).text
            return [n for n in numbers if self.templates[n].explain(text).offset > 0]
        if item.kind == "row":
            width = len(item.header)
            told = link is not None or self.configured
            return [n for n in numbers if told and self.templates[n].columns == width]
        if link is not None:
            return numbers
        if index in self.with_children:
            # What has no link but holds other items is a name for them, if they are none of it.
            return [n for n in numbers if self.configured and not self.templates[n].own_only]
        if self.configured:
            return numbers
        # Without a link it is an entry only if it begins as one.
        text = item_source(self.document, item).text
        return [n for n in numbers if self.templates[n].explain(text).offset > _BULLET]

    def lost_bullet(self, item: Item) -> list[int]:
        """The main template, if a paragraph would match it with the bullet it has lost."""
        if self.make.primary(item) is None:
            return []
        text = item_source(self.document, item).text
        for number in self.by_kind["item"][:1]:
            template = self.templates[number]
            stuck = text[:1] in ("-", "+", "*") and not text.startswith("**")
            bare = text[1:].lstrip() if stuck else text
            if template.match(template.source[:_BULLET] + bare) is not None:
                return [number]
        return []


def _guessed(entry: Entry) -> Entry:
    """An entry of a form that is not known: what a date or a name in it means is anyone's guess."""
    fields = {name: entry.fields[name] for name in ("title", "url") if name in entry.fields}
    spans = {name: span for name, span in entry.field_spans.items() if name in fields}
    return entry._replace(mismatch=None, fields=fields, field_spans=spans)
