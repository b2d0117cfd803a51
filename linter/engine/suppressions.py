"""Which problems count: disable comments, and what was there before the change.

Nothing is dropped here; a problem is marked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import NamedTuple

from linter.model import Directive, Document, Problem, Span

Place = tuple[int, int]
_END: Place = (1 << 62, 0)


class _Range(NamedTuple):
    """Where a directive silences a rule: from ``start`` up to but not including ``end``."""

    directive: Directive
    start: Place
    end: Place


class Suppressions:
    """The disable comments of a document, and which of them have been of use.

    A directive silences the problems that *start* in its range: its own line, the next line that is
    not empty (the whole entry, if one starts there), the rest of the file up to the matching
    ``enable``, or the file.
    """

    def __init__(
        self,
        document: Document,
        added: AbstractSet[int] | None = None,
        known: Iterable[Directive] = (),
    ) -> None:
        """Works out where each directive of ``document`` holds.

        One on ``added`` lines, which a change brings, holds once it is merged: no change silences
        what is said of it. One that was ``known`` before and has only moved holds.
        """
        self._directives = _settled(document.directives, added or frozenset(), known)
        self._ranges: dict[str, list[_Range]] = defaultdict(list)
        self._places: dict[str, list[Place]] = defaultdict(list)
        open_ranges: dict[str, list[Directive]] = defaultdict(list)
        following = _FollowingLines(document)
        for directive in self._directives:
            for rule in dict.fromkeys(directive.rules):
                if directive.action == "disable":
                    open_ranges[rule].append(directive)
                elif directive.action == "enable":
                    self._close(rule, open_ranges.pop(rule, []), _end(directive.span))
                elif bounds := _bounds(directive, following):
                    self._ranges[rule].append(_Range(directive, *bounds))
        for rule, left in open_ranges.items():
            self._close(rule, left, _END)
        self._silenced = {rule: _joined(ranges) for rule, ranges in self._ranges.items()}

    def _close(self, rule: str, opened: list[Directive], end: Place) -> None:
        for directive in opened:
            self._ranges[rule].append(_Range(directive, _end(directive.span), end))

    def mark(self, problem: Problem) -> Problem:
        """The problem, as suppressed if a directive says so."""
        place = (problem.span.line, problem.span.column)
        silenced = self._silenced.get(problem.rule, ())
        index = bisect_right(silenced, place, key=lambda stretch: stretch[0]) - 1
        if index < 0 or place >= silenced[index][1]:
            return problem
        self._places[problem.rule].append(place)
        return problem._replace(status="suppressed")

    def unused(self, judged: frozenset[str]) -> tuple[tuple[Directive, str], ...]:
        """The directives that silenced nothing, rule by rule, of the rules that were ``judged``."""
        used = {
            (id(directive), rule)
            for rule, places in self._places.items()
            for directive in _used(self._ranges[rule], sorted(places))
        }
        return tuple(
            (directive, rule)
            for directive in self._directives
            if directive.action.startswith("disable")
            for rule in dict.fromkeys(directive.rules)
            if rule in judged and (id(directive), rule) not in used
        )


def _settled(
    directives: Sequence[Directive], added: AbstractSet[int], known: Iterable[Directive]
) -> tuple[Directive, ...]:
    """The directives that a change did not bring."""
    if not added:
        return tuple(directives)
    left = Counter((directive.action, directive.rules) for directive in known)
    for directive in directives:
        if directive.span.line not in added:
            left[directive.action, directive.rules] -= 1
    settled: list[Directive] = []
    for directive in directives:
        if directive.span.line in added and directive.action != "enable":
            if left[directive.action, directive.rules] <= 0:
                continue
            left[directive.action, directive.rules] -= 1
        settled.append(directive)
    return tuple(settled)


def _joined(ranges: Iterable[_Range]) -> list[tuple[Place, Place]]:
    """The stretches that the ranges cover together, in order."""
    joined: list[tuple[Place, Place]] = []
    for start, end in sorted((range_.start, range_.end) for range_ in ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _used(ranges: Iterable[_Range], places: Sequence[Place]) -> Iterator[Directive]:
    """The directives in whose range one of the places is."""
    for directive, start, end in ranges:
        index = bisect_left(places, start)
        if index < len(places) and places[index] < end:
            yield directive


def _end(span: Span) -> Place:
    return (span.end_line, span.end_column)


class _FollowingLines:
    """For ``disable-next-line``: the next line that is not empty, and what starts there."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def _next(self) -> list[int]:
        """For each line (from 0) the number of the first one from there on that is not empty."""
        lines = self._document.lines
        found = [len(lines) + 1] * (len(lines) + 1)
        for index in range(len(lines) - 1, -1, -1):
            found[index] = index + 1 if lines[index].strip() else found[index + 1]
        return found

    @cached_property
    def _ends(self) -> dict[int, int]:
        """The last line of what starts on a line."""
        ends: dict[int, int] = {}
        for item in self._document.items:
            ends[item.span.line] = max(item.own_end_line, ends.get(item.span.line, 0))
        return ends

    def after(self, line: int) -> tuple[int, int]:
        """The first and the last line of what follows ``line``."""
        first = self._next[min(line, len(self._next) - 1)]
        return first, self._ends.get(first, first)


def _bounds(directive: Directive, following: _FollowingLines) -> tuple[Place, Place] | None:
    if directive.action == "disable-file":
        return (0, 0), _END
    if directive.action == "disable-line":
        return (directive.span.line, 0), (directive.span.end_line + 1, 0)
    if directive.action == "disable-next-line":
        first, last = following.after(directive.span.end_line)
        return (first, 0), (last + 1, 0)
    return None
