"""Extract the entries of a document: the items that match a template, and those that should."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from linter.entries.candidates import details, is_outward
from linter.entries.heuristics import main_link, read_loosely
from linter.entries.item_source import EntryBuilder, ItemSource, MatchedItem, item_source, match_at
from linter.entries.near_misses import (
    JoinedEntries,
    MissingBullet,
    Suspects,
    split_joined_entries,
    split_missing_bullets,
)
from linter.markdown.parser import collection_paused
from linter.model import Conventions, Document, Entry, Item
from linter.template.template import compile_template
from linter.urls.sites import is_share_link

if TYPE_CHECKING:
    from linter.entries.mismatch.diagnosis import MismatchReporter

# If more than this share of the entries break a template, it is not a convention; nor is a part of
# it that more than a few break at the same field.
MAX_BROKEN_RATIO, MAX_ALIKE_RATIO, MAX_FEW_ALIKE = 0.1, 0.05, 4
# An item that breaks the template is a broken entry if this many neighbours keep it. If nearly the
# whole list keeps it, or it is configured, half of them are enough.
NEIGHBOURS_RATIO = 0.6
STRICT_NEIGHBOURS_RATIO = 0.5
STRICT_RATIO = 0.97
# More lines with two entries each are written so on purpose.
MAX_JOINED_RATIO = 0.01
# So many entries of a section with a form of another section make no mistake.
MIN_MIXED = 2


class _Evidence:
    """How many entries keep the templates, at a place, in a section and in the whole list."""

    def __init__(self, good: Sequence[_Place], bad: Sequence[_Place]) -> None:
        self._good = [Counter(map(key, good)) for key in _WIDER]
        self._bad = [Counter(map(key, bad)) for key in _WIDER]

    def kept(self, place: _Place, *, widely: bool) -> float:
        """The share of entries at a place that keep the templates; 0 if none does.

        ``widely``: where no entry stands as yet, those of the section tell, and where the section
        is new, those of the list, if nearly all of them agree.
        """
        for level, key in enumerate(_WIDER if widely else _WIDER[:1]):
            good, bad = self._good[level][key(place)], self._bad[level][key(place)]
            if good + bad:
                share = good / (good + bad)
                return share if level < len(_WIDER) - 1 or share >= STRICT_RATIO else 0
        return 0


_Place = tuple[object, ...]
# What two items share: the very place, the section, the list.
_WIDER: tuple[Callable[[_Place], object], ...] = (
    lambda place: place,
    lambda place: place[0],
    lambda _: None,
)


def with_entries(
    document: Document, conventions: Conventions, added: AbstractSet[int] | None = None
) -> Document:
    """The document with its entries, by the conventions' templates.

    Without templates, every item with a link out of the page is an entry, with the fields that
    can be found by their looks.
    """
    return Reader(document, conventions, added).finished


class Reader:
    """Extracts one document's entries by its conventions' templates."""

    def __init__(
        self,
        document: Document,
        conventions: Conventions,
        added: AbstractSet[int] | None = None,
    ) -> None:
        """Index the document; no entry is extracted yet.

        ``added`` are the lines of a change. What is on them is no evidence for or against a
        template, so that nothing that a change adds can excuse what else it adds.
        """
        self.document = document
        self._added = added or frozenset()
        self.make = EntryBuilder(document)
        self._made: dict[int, Entry] = {}
        self.glued: dict[int, Sequence[MissingBullet]] = {}
        self.joined: dict[int, tuple[ItemSource, JoinedEntries]] = {}
        self.templates = [compile_template(source) for source in conventions.templates]
        self.configured = conventions.sources.get("templates") == "configuration"
        self.suspects = Suspects(
            document, self.make, self.templates, conventions.excluded, configured=self.configured
        )

    @cached_property
    def finished(self) -> Document:
        """The document with its entries."""
        return self._with(self._finish)

    @cached_property
    def sketched(self) -> Document:
        """The document with its entries, the matching ones partial (see `EntryBuilder.partial`).

        ``finished`` does not repeat the work.
        """
        return self._with(self.make.partial)

    @property
    def matching(self) -> int:
        """How many entries match a template."""
        return len(self._told[0])

    def finish(self, entry: Entry) -> Entry:
        """The finished entry for a partial one; none is built twice."""
        matching, _ = self._told
        return self._finish(entry.item, matching[entry.item]) if entry.item in matching else entry

    def _finish(self, index: int, read: MatchedItem) -> Entry:
        if index not in self._made:
            self._made[index] = self.make.entry(index, read)
        return self._made[index]

    @collection_paused()
    def _with(self, make: Callable[[int, MatchedItem], Entry]) -> Document:
        matching, others = self._told
        entries = [*others, *(make(index, read) for index, read in matching.items())]
        if others:
            entries.sort(key=attrgetter("item", "span"))
        return replace(self.document, entries=tuple(entries))

    @cached_property
    def _told(self) -> tuple[Mapping[int, MatchedItem], Sequence[Entry]]:
        """The items that match, by number, and the entries that do not match."""
        items = self.document.items
        parts = details(self.document)
        whole = [(i, item) for i, item in enumerate(items) if i not in parts]
        if not self.templates:
            loose = (self.loose(index, item) for index, item in whole)
            return {}, [entry for entry in loose if entry is not None]
        read = {i: found for i, item in whole if (found := self.match(i, item))}
        read |= self.mixed((i, item) for i, item in whole if i not in read)
        read |= {
            i: first
            for i, item in whole
            if i not in read and (first := self.split(i, item)) is not None
        }
        candidate_templates = self.suspects.candidate_templates
        of_section = self.templates_by_section(read)
        suspects = {
            i: [n for n in numbers if n in of_section[item.heading]] or numbers
            for i, item in whole
            if i not in read and (numbers := candidate_templates(i, item))
        }
        places = self.places(read.keys() | suspects.keys())
        evidence = _Evidence(
            [places[i] for i in read if not self._is_added(i)],
            [places[i] for i in suspects if not self._is_added(i)],
        )
        is_detail = self.suspects.is_detail
        near = {
            i: kept
            for i in suspects
            if (kept := evidence.kept(places[i], widely=self._is_added(i)))
            and not is_detail(i, suspects[i], read)
        }
        good = sum(not self._is_added(i) for i in read) or len(read)
        bad = sum(not self._is_added(i) for i in near)
        strict = good >= STRICT_RATIO * (good + bad)
        enough = STRICT_NEIGHBOURS_RATIO if strict or self.configured else NEIGHBOURS_RATIO
        told = {i: suspects[i] for i, kept in near.items() if kept >= enough}
        broken = self.broken(told) if self.configured else self.broken_or_not(read, told)
        if self.configured:
            broken |= self.alone(read, suspects)
        stuck = [self.teller.stuck(i, glued) for i in self.glued for glued in self.glued[i]]
        old_joints = sum(not self._is_added(index) for index in self.joined)
        if old_joints <= max(MAX_FEW_ALIKE, MAX_JOINED_RATIO * len(read)):
            for index, (source, joined) in self.joined.items():
                read[index] = MatchedItem(joined.template, source, joined.first)
                stuck.append(self.teller.joined(index, source, joined))
        return read, [*broken.values(), *stuck]

    def templates_by_section(
        self, read: Mapping[int, MatchedItem]
    ) -> Mapping[int | None, frozenset[int]]:
        """The learned templates (numbers) that a section's own entries match, by its heading.

        An entry is compared with the forms of its own section. Where the templates are written
        down, there are none: all of them are for every section.
        """
        used: dict[int | None, set[int]] = defaultdict(set)
        for index, found in () if self.configured else read.items():
            used[self.document.items[index].heading].add(found.template)
        return defaultdict(frozenset, {key: frozenset(found) for key, found in used.items()})

    def mixed(self, rest: Iterable[tuple[int, Item]]) -> dict[int, MatchedItem]:
        """The items with the form of another section, where several of theirs have it."""
        found: dict[int | None, dict[int, MatchedItem]] = {}
        for index, item in rest:
            numbers = self.suspects.excluded_numbers(item)
            if numbers and (match := self.match(index, item, numbers)):
                found.setdefault(item.heading, {})[index] = match
        return {
            index: match
            for matches in found.values()
            if len(matches) >= MIN_MIXED
            for index, match in matches.items()
        }

    @cached_property
    def teller(self) -> MismatchReporter:
        """Describes what is wrong. Imported late: a list without mistakes does not need it."""
        from linter.entries.mismatch.diagnosis import MismatchReporter

        return MismatchReporter(self.document, self.make, self.suspects)

    def broken(self, told: Mapping[int, Sequence[int]]) -> dict[int, Entry]:
        """The items that break the templates they are compared with."""
        return {i: self.teller.broken(i, numbers) for i, numbers in told.items()}

    def broken_or_not(
        self, read: Mapping[int, MatchedItem], told: Mapping[int, Sequence[int]]
    ) -> dict[int, Entry]:
        """The items that break a learned template, unless too many of a kind do.

        What many entries do is not a mistake, and neither is a note. They stay entries with a
        title and a link only.
        """
        kinds = [template.kind for template in self.templates]
        old = [i for i in told if not self._is_added(i)]
        kept = Counter(kinds[found.template] for i, found in read.items() if not self._is_added(i))
        lost = Counter(kinds[told[i][0]] for i in old)
        far = {i: self.suspects.furthest(i, numbers) for i, numbers in told.items()}
        alike = Counter((far[i].template, far[i].divergence.field) for i in old)
        out: dict[int, Entry] = {}
        for i, (template, divergence, source) in far.items():
            kind = kinds[template]
            total = kept[kind] + lost[kind]
            many = lost[kind] > MAX_BROKEN_RATIO * total
            same = alike[template, divergence.field] > max(MAX_FEW_ALIKE, MAX_ALIKE_RATIO * total)
            if many or same or self._names_nothing(template) or self.suspects.is_note(i, far[i]):
                out[i] = self.guessed(i, template, source)
            else:
                out[i] = self.teller.broken(i, told[i])
        return out

    def _names_nothing(self, template: int) -> bool:
        """Whether a template is a mere label and its link: `Web`, `Source`, `Contact`.

        Such items say where to find the thing above them, and may say it in other words.
        """
        return {field.name for field in self.templates[template].fields} <= {"label", "url"}

    def guessed(self, index: int, template: int, source: ItemSource) -> Entry:
        """An entry that matches no template: a date or a name in it would be a guess."""
        links = self.make.links.within(self.document.items[index])
        spans = read_loosely(source, links)
        known = {name: place for name, place in spans.items() if name in ("title", "url")}
        return self.make.entry(index, MatchedItem(template, source, match_at(source.text, known)))

    def alone(
        self, read: Mapping[int, MatchedItem], suspects: Mapping[int, Sequence[int]]
    ) -> dict[int, Entry]:
        """The only entries of their sections, if nothing but a few marks is wrong with them.

        If several break the template, they may be meant as something else.
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
            entry = self.teller.broken(i, numbers)
            if entry.mismatch is not None and entry.mismatch.fix is not None:
                out[i] = entry
        return out

    def _is_added(self, index: int) -> bool:
        """Whether the change brings an item, or a line of it."""
        item = self.document.items[index]
        lines = range(item.span.line, item.own_end_line + 1)
        return bool(self._added) and any(line in self._added for line in lines)

    def places(self, entries: AbstractSet[int]) -> list[tuple[object, ...]]:
        """For every item, what it shares with its neighbours.

        That is the heading, the block, the depth, and the paragraph above that names the group.
        """
        out: list[tuple[object, ...]] = []
        label = 0
        for index, item in enumerate(self.document.items):
            if item.kind == "paragraph" and index not in entries:
                label += 1
            depth = item.depth if item.kind == "item" else 0
            out.append((item.heading, item.block, depth, label))
        return out

    def match(
        self, index: int, item: Item, numbers: Sequence[int] | None = None
    ) -> MatchedItem | None:
        """The first template that the item matches, if its link leads out of the page.

        ``numbers`` are the templates to try; those of the item's section if None.
        """
        own: ItemSource | None = None
        whole: ItemSource | None = None
        for number in self.suspects.numbers(item) if numbers is None else numbers:
            template = self.templates[number]
            if template.own_only:
                source = own = own or item_source(self.document, item)
            else:
                source = whole = whole or item_source(self.document, item, own_only=False)
            own_lines, glued = split_missing_bullets(number, self.templates, source)
            match = template.match(own_lines.text)
            if match is None:
                continue
            url = match.values.get("url", "")
            if self.document.page_fragment(url) is None and not is_share_link(url):
                if glued:
                    self.glued[index] = glued
                elif joined := split_joined_entries(number, self.templates, own_lines):
                    self.joined[index] = own_lines, joined
                return MatchedItem(number, own_lines, match)
        return None

    def split(self, index: int, item: Item) -> MatchedItem | None:
        """The first of two entries that an item holds, if it matches no template as a whole."""
        for number in self.suspects.numbers(item):
            source = item_source(self.document, item, own_only=self.templates[number].own_only)
            if joined := split_joined_entries(number, self.templates, source):
                self.joined[index] = source, joined
                return MatchedItem(number, source, joined.first)
        return None

    def loose(self, index: int, item: Item) -> Entry | None:
        """An entry of a list without a template."""
        if item.kind == "paragraph":
            return None
        links = self.make.links.within(item)
        if not links or not is_outward(self.document, links[0]):
            return None
        source = item_source(self.document, item)
        if main_link(source, links) is None:
            return None
        loosely = match_at(source.text, read_loosely(source, links))
        return self.make.entry(index, MatchedItem(0, source, loosely))
