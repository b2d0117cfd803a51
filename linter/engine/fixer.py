"""Applies fixes: edits that do not overlap, verified by linting what comes out.

A round applies all it can and lints the outcome. Fixes that bring a new problem are found, near it
first, then by rule and by halving, and left out; what is beyond doubt is applied before the others
are tried, so that a later round knows them. Rounds follow until nothing changes, so that a second
run has nothing to do.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from linter.model import Document, Edit, Fix, Heading, Problem, Report
from linter.text.edits import Cover, EditableText, Outcome, Stretches

# So many fixes are tried one by one.
MAX_TRIED_SINGLY = 4


class Brought(NamedTuple):
    """A problem that fixes have brought: its rule, and its lines in the text before these.

    ``section`` is the lines of the whole section where the problem is one of a heading.
    """

    rule: str
    lines: range
    section: range


def traced(problems: Sequence[Problem], report: Report, fixes: Sequence[Fix]) -> list[Brought]:
    """Problems of a report, at their lines before ``fixes`` were made."""
    before = _LinesBefore(sorted(edit for fix in fixes for edit in fix.edits))
    sections: dict[int, int] = {}
    for document in report.documents:
        sections |= _section_ends(document)
    found = []
    for problem in problems:
        first, last = problem.span.line, problem.span.end_line
        lines = section = before.range(first, last)
        if first in sections:
            section = before.range(first, sections[first])
        found.append(Brought(problem.rule, lines, section))
    return found


def _section_ends(document: Document) -> dict[int, int]:
    """The last line of each section, subsections included, by the line of its heading."""
    ends: dict[int, int] = {}
    open_headings: list[Heading] = []
    for heading in document.headings:
        while open_headings and open_headings[-1].level >= heading.level:
            ends.setdefault(open_headings.pop().span.line, heading.span.line - 1)
        open_headings.append(heading)
    for heading in open_headings:
        ends.setdefault(heading.span.line, sys.maxsize)
    return ends


class _LinesBefore:
    """The numbers that lines had before edits were made."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        """``edits`` in order, none overlapping another."""
        self._starts: list[int] = []  # of each edit, in the numbers of afterwards
        self._shifts = [0]  # how many lines all edits up to there have added
        for edit in edits:
            self._starts.append(edit.span.line + self._shifts[-1])
            added = edit.text.count("\n") - (edit.span.end_line - edit.span.line)
            self._shifts.append(self._shifts[-1] + added)

    def range(self, first: int, last: int) -> range:
        """The lines ``first`` to ``last``, as they were numbered before."""
        return range(self._line(first), self._line(last) + 1)

    def _line(self, line: int) -> int:
        return line - self._shifts[bisect_left(self._starts, line)]


class _LineSet:
    """Stretches of lines, to ask whether one of them meets another stretch."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        """``stretches`` are first and last lines."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        for first, last in sorted(stretches):
            self._starts.append(first)
            self._ends.append(max(last, self._ends[-1]) if self._ends else last)

    def meets(self, first: int, last: int) -> bool:
        """Whether one of the lines ``first`` to ``last`` is in a stretch."""
        index = bisect_right(self._starts, last) - 1
        return index >= 0 and self._ends[index] >= first


def parts(chosen: Sequence[Problem], brought: Sequence[Brought]) -> list[Sequence[Problem]]:
    """The problems whose fixes were made, in parts to try one after the other.

    Last come those that may have brought something: the ones at its lines, else beside them, else
    in its section, if that explains all of it; else those of its rule.
    """
    lines = [problem.lines for problem in brought]
    beside = [range(stretch.start - 1, stretch.stop + 1) for stretch in lines]
    for places in (lines, beside, [problem.section for problem in brought]):
        asked = _LineSet((place.start, place.stop - 1) for place in places)
        near: list[Problem] = []
        far: list[Problem] = []
        for problem in chosen:
            meets = any(asked.meets(*stretch) for stretch in _changed_lines(problem))
            (near if meets else far).append(problem)
        changed = _LineSet(stretch for problem in near for stretch in _changed_lines(problem))
        if all(changed.meets(place.start, place.stop - 1) for place in places):
            if len(near) <= len(brought):
                # Of many, each at a place of its own, it is plain that each has brought something.
                singles = near if len(near) <= MAX_TRIED_SINGLY else []
                return [far, *([problem] for problem in singles)]
            if far:
                return [far, near]
    return _by_rule(chosen, {new.rule for new in brought})


def _by_rule(chosen: Sequence[Problem], last: AbstractSet[str]) -> list[Sequence[Problem]]:
    """One part a rule, those in ``last`` behind the others; of one rule the halves."""
    rules = sorted(dict.fromkeys(problem.rule for problem in chosen), key=last.__contains__)
    if len(rules) > 1:
        return [[problem for problem in chosen if problem.rule == rule] for rule in rules]
    if len(chosen) <= MAX_TRIED_SINGLY:
        return [[problem] for problem in chosen]
    middle = len(chosen) // 2
    return [chosen[:middle], chosen[middle:]]


def _changed_lines(problem: Problem) -> Iterator[tuple[int, int]]:
    """The first and the last line of each edit that fixes a problem."""
    for edit in problem.fix.edits if problem.fix else ():
        yield edit.span.line, edit.span.end_line


MAX_ROUNDS = 8

MAX_CHECKS = 12
"""How often a text is checked for one `fix`: what costs this many checks and no more can be waited
for. Fixes that would take longer to tell from a harmful one are left."""

Lint = Callable[[str], Report]


class Fixed(NamedTuple):
    """A text after fixing, its report, and the problems whose fixes were applied, in order."""

    text: str
    report: Report
    applied: tuple[Problem, ...]


def fix_text(text: str, lint: Lint, *, unsafe: bool = False) -> Fixed:
    """``text`` with every fix applied that spoils nothing; ``unsafe`` ones only if asked for.

    At most ``MAX_CHECKS`` texts are checked.
    """
    checks = _Checks(lint)
    report = checks.lint(text)
    applied: list[Problem] = []
    for _ in range(MAX_ROUNDS):
        chosen = _choose(EditableText(text), report, unsafe, checks.spoilt)
        if not chosen:
            break
        kept, outcome, after = _Round(text, report, checks).apply(chosen)
        if not kept or outcome == text:
            break
        applied += kept
        text, report = outcome, after
    return Fixed(text, report, tuple(applied))


class _Checks:
    """The checks that are left, and the texts that a single fix has spoilt."""

    def __init__(self, lint: Lint) -> None:
        self._lint = lint
        self.left = MAX_CHECKS
        self.spoilt: list[str] = []

    def lint(self, text: str) -> Report:
        self.left -= 1
        return self._lint(text)


def _choose(
    text: EditableText, report: Report, unsafe: bool, spoilt: Sequence[str]
) -> list[Problem]:
    """The problems whose fixes can be applied together; of two that overlap, the first.

    One that has been tried on this very text, and spoilt it, is left out.
    """
    taken = Stretches()
    chosen = []
    outcomes = [Outcome(text, other) for other in spoilt]
    for problem in report.problems:
        fix = problem.fix
        if problem.status != "reported" or fix is None or not (fix.safe or unsafe):
            continue
        ranges = text.ranges(fix)
        if any(taken.overlaps(stretch) for stretch in ranges):
            continue
        if text.changes(fix) and not any(outcome.comes_of(fix) for outcome in outcomes):
            chosen.append(problem)
            taken.add(ranges)
    return chosen


class _Tried(NamedTuple):
    """A text, its report, and the problems of that which the round has brought."""

    text: str
    report: Report
    brought: Sequence[Problem]


class _Round:
    """One round: the largest set of fixes that brings nothing new."""

    def __init__(self, text: str, report: Report, checks: _Checks) -> None:
        self._text = EditableText(text)
        self._before = Counter(_keys(report.problems))
        self._faults = _rules_at_fault(report)
        # An entry that could not be read may show, once it can, what was wrong with it all along.
        self._unread = {
            entry.identity
            for document in report.documents
            for entry in document.entries
            if entry.mismatch
        }
        self._checks = checks
        self._kept: list[Problem] = []
        self._outcome = (text, report)

    def apply(self, chosen: Sequence[Problem]) -> tuple[list[Problem], str, Report]:
        """The fixes that were kept, and what came out."""
        self._try(chosen)
        return self._kept, *self._outcome

    def _try(self, chosen: Sequence[Problem], whole: _Tried | None = None) -> None:
        """``whole`` is the outcome of fixes that these are a part of, which spoilt something."""
        if not chosen:
            return
        fixes = [problem.fix for problem in (*self._kept, *chosen) if problem.fix]
        text = self._text.apply(fixes)
        # If all the other parts could be kept, the last one makes the whole again.
        tried = whole if whole and whole.text == text else None
        if tried is None:
            if not self._checks.left:
                return
            tried = self._lint_once(text)
        if not tried.brought and self._faults >= _rules_at_fault(tried.report):
            self._kept += chosen
            self._outcome = (text, tried.report)
        elif len(chosen) == 1:
            self._checks.spoilt.append(text)
        else:
            for part in parts(chosen, traced(tried.brought, tried.report, fixes)):
                self._try(part, tried)

    def _lint_once(self, text: str) -> _Tried:
        report = self._checks.lint(text)
        return _Tried(text, report, self._brought(report))

    def _brought(self, report: Report) -> list[Problem]:
        """The problems of the report that were not there before the round."""
        known = Counter(self._before)
        unread = Cover(
            entry.span
            for document in report.documents
            for entry in document.entries
            if entry.identity in self._unread
        )
        brought: list[Problem] = []
        for problem, key in zip(report.problems, _keys(report.problems), strict=True):
            if known[key]:
                known[key] -= 1
            elif not unread.covers(problem.span):
                brought.append(problem)
        return brought


def _rules_at_fault(report: Report) -> set[tuple[str, str]]:
    """The rules that could not judge a text: of those nobody knows what a fix has brought."""
    return {(fault.path, fault.rule) for fault in report.faults}


def _keys(problems: Iterable[Problem]) -> list[str]:
    return [problem.fingerprint for problem in problems]
