"""Which findings a change brought: the head's problems are matched with those of the base.

Nothing is dropped: a problem that was there before is marked ``existing``. Two problems are one if
a person would say so, that is, if they are the same fault at the same place, wherever the place
has moved and whatever else was edited. So places are followed through the diff: headings, titles,
addresses, indents, line endings and line numbers need not stay what they were.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

from linter.model import ORDER, Document, Entry, Problem, Span
from linter.text.diff import align
from linter.text.normalize import fold

# An entry without a link or a title is the one that stood in its place if their texts are so much
# alike, in per cent; no more characters than this are compared.
_MIN_ALIKE, _MAX_COMPARED = 60, 500

# An item, by its index; or a line that belongs to no item, by its negative number.
Place = int


def against_base(
    head: Sequence[Problem],
    base: Sequence[Problem],
    before: Document,
    document: Document,
    added: AbstractSet[int],
) -> list[Problem]:
    """The head's problems, those that the change did not bring marked ``existing``.

    ``added`` are the head's lines that belong to the change. A problem is old if the base has the
    same fault at the same place, or if its place was not touched and no edit elsewhere can have
    caused it (see `Hit.remote`). What was suppressed in the base and is not any more is new.
    """
    places = _Correspondence(before, document, added)
    twins = _twins(head, base, places)
    marked = []
    for index, problem in enumerate(head):
        twin = twins.get(index)
        if twin is not None:
            is_old = twin.status != "suppressed"
        else:
            is_old = not problem.remote and not places.is_touched(problem.place)
        if is_old and problem.status == "reported":
            problem = problem._replace(status="existing")
        marked.append(problem)
    return marked


# ---------------------------------------------------------------------------------- problems


def _twins(
    head: Sequence[Problem], base: Sequence[Problem], places: _Correspondence
) -> dict[int, Problem]:
    """For the head's problems, by index, the same fault in the base; no fault has two twins.

    First those at the same place, then those that say the same somewhere else, last those of an
    order, of which a change can shift the blame between entries of one section.
    """
    unmatched = [index for index, problem in enumerate(head) if problem.status == "reported"]
    # The untouched ones first: of three equal problems the one on an added line is the new one.
    unmatched.sort(key=lambda index: places.is_touched(head[index].place))
    left = sorted(base, key=lambda problem: problem.status == "suppressed")
    twins: dict[int, Problem] = {}
    steps: list[tuple[_Keys, _Keys]] = [
        (
            lambda problem: [
                (problem.fault, place, problem.fingerprint) for place in places.sources(problem)
            ],
            lambda problem: [(problem.fault, places.of_base(problem), problem.fingerprint)],
        ),
        (
            lambda problem: [(problem.fault, place) for place in places.sources(problem)],
            lambda problem: [(problem.fault, places.of_base(problem))],
        ),
        (lambda problem: [problem.fingerprint], lambda problem: [problem.fingerprint]),
        (
            lambda problem: (
                [(problem.rule, places.source_section(problem))]
                if problem.kind == ORDER and places.sources(problem)
                else []
            ),
            lambda problem: (
                [(problem.rule, places.base_section(problem))] if problem.kind == ORDER else []
            ),
        ),
    ]
    for head_keys, base_keys in steps:
        known: dict[Hashable, deque[Problem]] = defaultdict(deque)
        for problem in left:
            for key in base_keys(problem):
                known[key].append(problem)
        for index in unmatched:
            key = next((key for key in head_keys(head[index]) if known.get(key)), None)
            if key is not None:
                twins[index] = known[key].popleft()
        used = Counter(map(id, twins.values()))
        left = [problem for problem in left if id(problem) not in used]
        unmatched = [index for index in unmatched if index not in twins]
        if not left or not unmatched:
            break
    return twins


_Keys = Callable[[Problem], Iterable[Hashable]]


# ---------------------------------------------------------------------------------- places


class _Places:
    """The places of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._owner: dict[int, int] = {}
        # A child comes after its parent and takes over the lines they share.
        for index, item in enumerate(document.items):
            self._owner.update(dict.fromkeys(range(item.span.line, item.own_end_line + 1), index))
        self._entries = {entry.item: entry for entry in document.entries}
        self._headings = {-heading.span.line for heading in document.headings}

    def at(self, line: int) -> Place:
        return self._owner.get(line, -line)

    def lines(self, place: Place) -> range:
        if place < 0:
            return range(-place, -place + 1)
        item = self.document.items[place]
        return range(item.span.line, item.own_end_line + 1)

    def entry(self, place: Place) -> Entry | None:
        return self._entries.get(place)

    def is_heading(self, place: Place) -> bool:
        return place in self._headings

    def section(self, span: Span) -> Place | None:
        """The heading in force at a place."""
        headings = self.document.headings
        index = bisect_right(headings, span.line, key=lambda heading: heading.span.line)
        return -headings[index - 1].span.line if index else None


class _Correspondence:
    """Which place of the base each place of the head was."""

    def __init__(self, before: Document, document: Document, added: AbstractSet[int]) -> None:
        self._before, self._after = _Places(before), _Places(document)
        self._lines = align(before.lines, document.lines)
        self._touched = self._lines.changed & added
        self._removed = frozenset(range(1, len(before.lines) + 1)) - set(self._lines.kept.values())
        # One paragraph may have as many problems as lines.
        self._is_touched: dict[Place, bool] = {}
        self._known_sources: dict[Place, Sequence[Place]] = {}

    def is_touched(self, span: Span) -> bool:
        """Whether the change edited, added or moved the place, or took a line away from it."""
        place = self._after.at(span.line)
        if place not in self._is_touched:
            self._is_touched[place] = self._touches(place)
        return self._is_touched[place]

    def _touches(self, place: Place) -> bool:
        if any(line in self._touched for line in self._after.lines(place)):
            return True
        return any(
            line in self._removed
            for source in self._kept_sources(place)
            for line in self._before.lines(source)
        )

    def sources(self, problem: Problem) -> Sequence[Place]:
        """The base's places that the place of a head's problem was, most likely first."""
        return self._sources(self._after.at(problem.place.line))

    def of_base(self, problem: Problem) -> Place:
        """The place of a base's problem."""
        return self._before.at(problem.place.line)

    def source_section(self, problem: Problem) -> Place | None:
        """The base's heading that a head's problem stood under, None outside of all sections."""
        section = self._after.section(problem.place)
        if section is None:
            return None
        return next(iter(self._sources(section)), section)

    def base_section(self, problem: Problem) -> Place | None:
        """The heading that a base's problem is under."""
        return self._before.section(problem.place)

    def _sources(self, place: Place) -> Sequence[Place]:
        if place not in self._known_sources:
            self._known_sources[place] = self._find_sources(place)
        return self._known_sources[place]

    def _find_sources(self, place: Place) -> Sequence[Place]:
        if kept := self._kept_sources(place):
            return kept
        moved = self._moved_source(place)
        paired = self._paired.get(place)
        return [source for source in (moved, paired) if source is not None]

    def _kept_sources(self, place: Place) -> Sequence[Place]:
        """The places whose lines these were, that with most lines first."""
        return self._followed(place, self._lines.kept)

    def _moved_source(self, place: Place) -> Place | None:
        """The place that stood elsewhere: a line or two alike, of several, are no sign of it."""
        sources = self._followed(place, self._lines.moved)
        lines = self._after.lines(place)
        moved = sum(line in self._lines.moved for line in lines)
        return sources[0] if sources and 2 * moved >= len(lines) else None

    def _followed(self, place: Place, lines: Mapping[int, int]) -> Sequence[Place]:
        found = (lines[line] for line in self._after.lines(place) if line in lines)
        return [source for source, _ in Counter(map(self._before.at, found)).most_common()]

    @cached_property
    def _paired(self) -> dict[Place, Place]:
        """Places of which no line stayed, with what they were: the entry of the same work or the
        same title, else what stood at the same position among as many.
        """
        taken = {self._before.at(line) for line in self._lines.kept.values()}
        taken |= {self._before.at(line) for line in self._lines.moved.values()}
        pairs: dict[Place, Place] = {}
        gaps = [
            (_starting(self._before, gap.before), _starting(self._after, gap.after))
            for gap in self._lines.gaps
        ]
        for name in (_identity, _title):
            named: dict[str, deque[Place]] = defaultdict(deque)
            for place in (place for old, _ in gaps for place in old if place not in taken):
                named[name(self._before.entry(place))].append(place)
            named.pop("", None)
            for place in (place for _, new in gaps for place in new if place not in pairs):
                if places := named.get(name(self._after.entry(place))):
                    pairs[place] = places.popleft()
                    taken.add(pairs[place])
        for old, new in gaps:
            for is_heading in (True, False):
                left = [
                    p for p in old if p not in taken and self._before.is_heading(p) is is_heading
                ]
                right = [
                    p for p in new if p not in pairs and self._after.is_heading(p) is is_heading
                ]
                if len(left) == len(right):
                    pairs.update(
                        (new_place, old_place)
                        for new_place, old_place in zip(right, left, strict=True)
                        if is_heading or self._is_edited(old_place, new_place)
                    )
        return pairs

    def _is_edited(self, old: Place, new: Place) -> bool:
        """Whether one item is the other one after an edit, going by their text."""
        from rapidfuzz.fuzz import ratio

        texts = [
            "\n".join(places.document.lines[line - 1] for line in places.lines(place))
            for places, place in ((self._before, old), (self._after, new))
        ]
        return ratio(*(text[:_MAX_COMPARED] for text in texts)) >= _MIN_ALIKE


def _starting(places: _Places, lines: range) -> list[Place]:
    """The items and headings that begin on these lines."""
    found = dict.fromkeys(map(places.at, lines))
    return [
        place
        for place in found
        if places.lines(place).start in lines and (place >= 0 or places.is_heading(place))
    ]


def _identity(entry: Entry | None) -> str:
    return entry.identity if entry else ""


def _title(entry: Entry | None) -> str:
    return fold(entry.fields.get("title", "")) if entry else ""


def section_at(document: Document, span: Span) -> tuple[str, ...]:
    """The section of a place: heading texts, outermost first."""
    heading = bisect_right(document.headings, span.line, key=lambda heading: heading.span.line)
    return document.section_of(heading - 1 if heading else None)
