"""Applies fixes: edits that do not overlap, verified by linting what comes out.

A round applies all it can and lints the outcome. Fixes that bring a new problem are found, near it
first, then by rule and by halving, and left out; what is beyond doubt is applied before the others
are tried, so that a later round knows them. Rounds follow until nothing changes, so that a second
run has nothing to do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from linter.engine.culprits import parts, traced
from linter.model import Fix, Problem, Report, Span

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


class Text:
    """A text that can be edited by spans (see ``model.Span``); line endings stay what they are."""

    def __init__(self, text: str) -> None:
        """Finds where each line starts; a byte order mark is no part of line 1."""
        self.text = text
        self._starts = [len(text) - len(text.removeprefix("\ufeff"))]
        self._starts += [match.end() for match in re.finditer(r"\r\n|\n|\r", text)]
        first = re.search(r"\r\n|\n|\r", text)
        self._ending = first.group() if first else "\n"

    def offset(self, line: int, column: int) -> int:
        """Where a place is in the text, in code points from 0."""
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def apply(self, fixes: Iterable[Fix]) -> str:
        """The text with all edits made; they must not overlap. New lines end like the others."""
        edits = sorted((self._range(edit.span), edit.text) for fix in fixes for edit in fix.edits)
        parts, at = [], 0
        for (start, end), text in edits:
            parts += [self.text[at:start], self._ended(text, start)]
            at = end
        return "".join([*parts, self.text[at:]])

    def ranges(self, fix: Fix) -> list[tuple[int, int]]:
        """The stretches a fix replaces, in order."""
        return sorted(self._range(edit.span) for edit in fix.edits)

    def _range(self, span: Span) -> tuple[int, int]:
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def _ended(self, text: str, start: int) -> str:
        """``text`` with the line ending of the line on which it is put."""
        if "\n" not in text:
            return text
        line = bisect_right(self._starts, start)
        following = self._starts[line] if line < len(self._starts) else 0
        ending = re.search(r"\r\n|\n|\r|\Z", self.text[max(following - 2, 0) : following])
        return text.replace("\n", (ending.group() if ending else "") or self._ending)


def mend(text: str, lint: Lint, *, unsafe: bool = False) -> Fixed:
    """``text`` with every fix applied that spoils nothing; ``unsafe`` ones only if asked for."""
    report = lint(text)
    applied: list[Problem] = []
    spoilt: set[int] = set()
    for _ in range(_ROUNDS):
        chosen = _choose(Text(text), report, unsafe, spoilt)
        if not chosen:
            break
        kept, outcome, after = _Round(text, report, lint, spoilt).apply(chosen)
        if not kept:
            break
        applied += kept
        text, report = outcome, after
    return Fixed(text, report, tuple(applied))


def _choose(text: Text, report: Report, unsafe: bool, spoilt: AbstractSet[int]) -> list[Problem]:
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


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches share a character, or touch where one of them is empty."""
    (start, end), (low, high) = one, other
    if start == end or low == high:
        return start <= high and low <= end
    return start < high and low < end


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
        self._text = Text(text)
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


def unified_diff(path: str, before: str, after: str) -> str:
    """What changed, as a patch that ``patch`` and ``git apply`` take."""
    from difflib import unified_diff as compare

    old, new = (_lines(text) for text in (before, after))
    return "".join(
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
        for line in compare(old, new, f"a/{path}", f"b/{path}")
    )


def _lines(text: str) -> list[str]:
    """Lines as patches count them: a line feed alone ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
