"""Applies fixes: edits that do not overlap, verified by linting what comes out.

A round applies all it can and lints the outcome. Fixes that bring a new problem are found, near it
first, then by halving, and left out. Rounds follow until nothing changes, so that a second run has
nothing to do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

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
    for _ in range(_ROUNDS):
        chosen = _choose(Text(text), report, unsafe)
        if not chosen:
            break
        kept, outcome, after = _Round(text, report, lint).apply(chosen)
        if not kept:
            break
        applied += kept
        text, report = outcome, after
    return Fixed(text, report, tuple(applied))


def _choose(text: Text, report: Report, unsafe: bool) -> list[Problem]:
    """The problems whose fixes can be applied together; of two that overlap, the first."""
    taken: list[tuple[int, int]] = []
    chosen = []
    for problem in report.problems:
        fix = problem.fix
        if problem.status == "suppressed" or fix is None or not (fix.safe or unsafe):
            continue
        ranges = text.ranges(fix)
        if any(_overlap(one, other) for one in ranges for other in taken):
            continue
        if text.apply([fix]) != text.text:
            chosen.append(problem)
            taken += ranges
    return chosen


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches share a character, or touch where one of them is empty."""
    (start, end), (low, high) = one, other
    if start == end or low == high:
        return start <= high and low <= end
    return start < high and low < end


class _Round:
    """One round: the largest set of fixes that brings nothing new."""

    def __init__(self, text: str, report: Report, lint: Lint) -> None:
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
        self._left = _LINTS
        self._kept: list[Problem] = []
        self._outcome = (text, report)

    def apply(self, chosen: Sequence[Problem]) -> tuple[list[Problem], str, Report]:
        """The fixes that were kept, and what came out."""
        self._try(chosen)
        return self._kept, *self._outcome

    def _try(self, chosen: Sequence[Problem]) -> None:
        if not chosen or not self._left:
            return
        self._left -= 1
        fixes = [problem.fix for problem in (*self._kept, *chosen) if problem.fix]
        text = self._text.apply(fixes)
        report = self._lint(text)
        brought = self._brought(report)
        if not brought:
            self._kept += chosen
            self._outcome = (text, report)
        elif len(chosen) > 1:
            for part in _parts(chosen, brought):
                self._try(part)

    def _brought(self, report: Report) -> list[Span]:
        """Where the report has problems that were not there before the round."""
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
                brought.append(problem.span)
        return brought


def _parts(chosen: Sequence[Problem], brought: Sequence[Span]) -> tuple[Sequence[Problem], ...]:
    """The fixes in parts: far from what they brought and near it, else by rule, else in halves."""
    lines = {line for span in brought for line in range(span.line, span.end_line + 1)}
    near: list[Problem] = []
    far: list[Problem] = []
    for problem in chosen:
        edits = problem.fix.edits if problem.fix else ()
        touched = (range(edit.span.line, edit.span.end_line + 1) for edit in edits)
        (far if all(lines.isdisjoint(each) for each in touched) else near).append(problem)
    if near and far:
        return far, near
    rules = dict.fromkeys(problem.rule for problem in chosen)
    if len(rules) > 1:
        return tuple([each for each in chosen if each.rule == rule] for rule in rules)
    middle = len(chosen) // 2
    return chosen[:middle], chosen[middle:]


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
