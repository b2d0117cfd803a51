"""Applies fixes: edits that do not overlap, verified by linting what comes out.

A round applies all it can and lints the outcome. Fixes that bring a new problem are found, near it
first, then by rule and by halving, and left out; what is beyond doubt is applied before the others
are tried, so that a later round knows them. Rounds follow until nothing changes, so that a second
run has nothing to do.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from linter.model import Edit, Fix, Problem, Report
from linter.text.edits import EditableText, _overlap

# So many fixes are tried one by one.
_FEW = 4


class Brought(NamedTuple):
    """A problem that fixes have brought: its rule, and its lines in the text before these.

    ``section`` is the lines of the whole section where the problem is one of a heading.
    """

    rule: str
    lines: range
    section: range


def traced(problems: Sequence[Problem], report: Report, fixes: Sequence[Fix]) -> list[Brought]:
    """Problems of a report, at their lines before ``fixes`` were made."""
    edits = sorted(edit for fix in fixes for edit in fix.edits)
    headings = [heading for document in report.documents for heading in document.headings]
    out = []
    for problem in problems:
        first, last = problem.span.line, problem.span.end_line
        lines = section = _before(edits, first, last)
        index = next((i for i, each in enumerate(headings) if each.span.line == first), None)
        if index is not None:
            level = headings[index].level
            after = (each.span.line for each in headings[index + 1 :] if each.level <= level)
            section = _before(edits, first, next(after, sys.maxsize) - 1)
        out.append(Brought(problem.rule, lines, section))
    return out


def _before(edits: Sequence[Edit], first: int, last: int) -> range:
    return range(_line_before(edits, first), _line_before(edits, last) + 1)


def _line_before(edits: Sequence[Edit], line: int) -> int:
    """The number that a line had before ``edits`` (in order) were made."""
    for edit in edits:
        if edit.span.line >= line:
            break
        line -= edit.text.count("\n") - (edit.span.end_line - edit.span.line)
    return line


def parts(chosen: Sequence[Problem], brought: Sequence[Brought]) -> list[Sequence[Problem]]:
    """The problems whose fixes were made, in parts to try one after the other.

    Last come those that may have brought something: the ones at its lines, else beside them, else
    in its section, if that explains all of it; else those of its rule.
    """
    lines = [each.lines for each in brought]
    beside = [range(each.start - 1, each.stop + 1) for each in lines]
    for places in (lines, beside, [each.section for each in brought]):
        near = [problem for problem in chosen if any(_touches(problem, each) for each in places)]
        far = [problem for problem in chosen if problem not in near]
        if all(any(_touches(problem, each) for problem in near) for each in places):
            if len(near) <= len(brought):
                return [far, *([problem] for problem in near)]
            if far:
                return [far, near]
    return _by_rule(chosen, {each.rule for each in brought})


def _by_rule(chosen: Sequence[Problem], last: AbstractSet[str]) -> list[Sequence[Problem]]:
    """One part a rule, those in ``last`` behind the others; of one rule the halves."""
    rules = sorted(dict.fromkeys(problem.rule for problem in chosen), key=last.__contains__)
    if len(rules) > 1:
        return [[each for each in chosen if each.rule == rule] for rule in rules]
    if len(chosen) <= _FEW:
        return [[problem] for problem in chosen]
    middle = len(chosen) // 2
    return [chosen[:middle], chosen[middle:]]


def _touches(problem: Problem, lines: range) -> bool:
    """Whether a problem's fix changes some of the lines."""
    return any(
        edit.span.line < lines.stop and lines.start <= edit.span.end_line
        for edit in (problem.fix.edits if problem.fix else ())
    )


_ROUNDS = 8
# Lints of one round; a fix that spoils something costs two for each halving.
_LINTS = 64

Lint = Callable[[str], Report]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text after fixing, its report, and the problems whose fixes were applied, in order."""

    text: str
    report: Report
    applied: tuple[Problem, ...]


def mend(text: str, lint: Lint, *, unsafe: bool = False) -> Fixed:
    """``text`` with every fix applied that spoils nothing; ``unsafe`` ones only if asked for."""
    report = lint(text)
    applied: list[Problem] = []
    spoilt: set[int] = set()
    for _ in range(_ROUNDS):
        chosen = _choose(EditableText(text), report, unsafe, spoilt)
        if not chosen:
            break
        kept, outcome, after = _Round(text, report, lint, spoilt).apply(chosen)
        if not kept:
            break
        applied += kept
        text, report = outcome, after
    return Fixed(text, report, tuple(applied))


def _choose(
    text: EditableText, report: Report, unsafe: bool, spoilt: AbstractSet[int]
) -> list[Problem]:
    """The problems whose fixes can be applied together; of two that overlap, the first.

    One that has been tried on this very text, and spoilt it, is left out.
    """
    taken: list[tuple[int, int]] = []
    chosen = []
    for problem in report.problems:
        fix = problem.fix
        if problem.status == "suppressed" or fix is None or not (fix.safe or unsafe):
            continue
        ranges = text.ranges(fix)
        if any(_overlap(one, other) for one in ranges for other in taken):
            continue
        outcome = text.apply([fix])
        if outcome != text.text and hash(outcome) not in spoilt:
            chosen.append(problem)
            taken += ranges
    return chosen


class _Tried(NamedTuple):
    """A text, its report, and the problems of that which the round has brought."""

    text: str
    report: Report
    brought: Sequence[Problem]


class _Round:
    """One round: the largest set of fixes that brings nothing new.

    ``spoilt`` gets the hashes of the texts that a single fix has spoilt.
    """

    def __init__(self, text: str, report: Report, lint: Lint, spoilt: set[int]) -> None:
        self._text = EditableText(text)
        self._before = Counter(_keys(report.problems))
        # An entry that could not be read may show, once it can, what was wrong with it all along.
        self._unread = {
            entry.identity
            for document in report.documents
            for entry in document.entries
            if entry.mismatch
        }
        self._lint = lint
        self._spoilt = spoilt
        self._left = _LINTS
        self._kept: list[Problem] = []
        self._outcome = (text, report)

    def apply(self, chosen: Sequence[Problem]) -> tuple[list[Problem], str, Report]:
        """The fixes that were kept, and what came out."""
        self._try(chosen)
        return self._kept, *self._outcome

    def _try(self, chosen: Sequence[Problem], whole: _Tried | None = None) -> None:
        """``whole`` is the outcome of fixes that these are a part of, which spoilt something."""
        if not chosen or not self._left:
            return
        fixes = [problem.fix for problem in (*self._kept, *chosen) if problem.fix]
        text = self._text.apply(fixes)
        # If all the other parts could be kept, the last one makes the whole again.
        tried = whole if whole and whole.text == text else self._lint_once(text)
        if not tried.brought:
            self._kept += chosen
            self._outcome = (text, tried.report)
        elif len(chosen) == 1:
            self._spoilt.add(hash(text))
        else:
            for part in parts(chosen, traced(tried.brought, tried.report, fixes)):
                self._try(part, tried)

    def _lint_once(self, text: str) -> _Tried:
        self._left -= 1
        report = self._lint(text)
        return _Tried(text, report, self._brought(report))

    def _brought(self, report: Report) -> list[Problem]:
        """The problems of the report that were not there before the round."""
        left = Counter(self._before)
        spans = [
            entry.span
            for document in report.documents
            for entry in document.entries
            if entry.identity in self._unread
        ]
        brought = []
        for problem, key in zip(report.problems, _keys(report.problems), strict=True):
            if left[key]:
                left[key] -= 1
            elif not any(span.covers(problem.span) for span in spans):
                brought.append(problem)
        return brought


def _keys(problems: Iterable[Problem]) -> list[str]:
    return [problem.fingerprint for problem in problems]
