"""Edits applied to a text, and the difference as a unified diff."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator

from linter.model import Fix, Span
from linter.text.diff import Gap, changes


class EditableText:
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

    def changes(self, fix: Fix) -> bool:
        """Whether an edit of the fix writes anything else than what is there."""
        for edit in fix.edits:
            start, end = self._range(edit.span)
            if self.text[start:end] != self._ended(edit.text, start):
                return True
        return False

    def replacements(self, fix: Fix) -> list[tuple[int, int, str]]:
        """The stretches that a fix replaces and what it puts there, in order."""
        return sorted(
            (*(found := self._range(edit.span)), self._ended(edit.text, found[0]))
            for edit in fix.edits
        )

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


class Stretches:
    """Stretches of a text that do not overlap: `add` takes more of them."""

    def __init__(self) -> None:
        """None yet."""
        self._taken: list[tuple[int, int]] = []

    def overlaps(self, stretch: tuple[int, int]) -> bool:
        """Whether one of them overlaps ``stretch``."""
        index = bisect_right(self._taken, stretch)
        # The stretches are in order, so that only those nearest to it can.
        return any(_overlap(stretch, other) for other in self._taken[max(index - 2, 0) : index + 2])

    def add(self, stretches: Iterable[tuple[int, int]]) -> None:
        """Take them in."""
        for stretch in stretches:
            insort(self._taken, stretch)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches share a character, or touch where one of them is empty."""
    (start, end), (low, high) = one, other
    if start == end or low == high:
        return start <= high and low <= end
    return start < high and low < end


class Outcome:
    """A text that may come of editing another one: to ask which fix leads to it."""

    def __init__(self, text: EditableText, outcome: str) -> None:
        """Finds how far the two texts agree from either end."""
        self._text = text
        self._outcome = outcome
        self._same_start = _common(text.text, outcome)
        self._same_end = _common(text.text[::-1], outcome[::-1])

    def comes_of(self, fix: Fix) -> bool:
        """Whether ``fix`` turns the text into the outcome."""
        text, outcome = self._text.text, self._outcome
        replaced = self._text.replacements(fix)
        longer = sum(len(put) - (end - start) for start, end, put in replaced)
        first, last = replaced[0][0], replaced[-1][1]
        if len(outcome) != len(text) + longer:
            return False
        if first > self._same_start or len(text) - last > self._same_end:
            return False
        place, shift = first, 0
        for start, end, put in replaced:
            at = start + shift
            if outcome[place + shift : at] != text[place:start] or not outcome.startswith(put, at):
                return False
            place, shift = end, shift + len(put) - (end - start)
        return True


def _common(text: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(text), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if text.startswith(other[:middle]):
            low = middle
        else:
            high = middle - 1
    return low


class Cover:
    """Spans, to ask whether one of them covers another."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Sort them once."""
        self._starts: list[tuple[int, int]] = []
        self._ends: list[tuple[int, int]] = []
        for span in sorted(spans):
            self._starts.append(span[:2])
            self._ends.append(max(span[2:], self._ends[-1]) if self._ends else span[2:])

    def covers(self, span: Span) -> bool:
        """Whether ``span`` lies wholly inside one of them."""
        index = bisect_right(self._starts, span[:2]) - 1
        return index >= 0 and self._ends[index] >= span[2:]


CONTEXT = 3
"""Unchanged lines around a change, as in all patches."""


def unified_diff(path: str, before: str, after: str) -> str:
    """What changed, as a patch that ``patch`` and ``git apply`` take."""
    old, new = (_lines(text) for text in (before, after))
    found = changes(old, new)
    if not found:
        return ""
    written = [f"--- a/{path}\n", f"+++ b/{path}\n"]
    hunk: list[Gap] = []
    for change in found:
        if hunk and change.before.start - hunk[-1].before.stop > 2 * CONTEXT:
            written += _hunk(old, new, hunk)
            hunk = []
        hunk.append(change)
    written += _hunk(old, new, hunk)
    return "".join(
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
        for line in written
    )


def _hunk(old: list[str], new: list[str], hunk: list[Gap]) -> Iterator[str]:
    """Changes that are near each other, with the lines around them."""
    first, last = hunk[0], hunk[-1]
    above = min(CONTEXT, first.before.start - 1)
    below = min(CONTEXT, len(old) + 1 - last.before.stop)
    start, stop = first.before.start - above, last.before.stop + below
    before = _numbered(range(start, stop))
    after = _numbered(range(first.after.start - above, last.after.stop + below))
    yield f"@@ -{before} +{after} @@\n"
    for change in hunk:
        yield from (f" {line}" for line in old[start - 1 : change.before.start - 1])
        yield from (f"-{old[line - 1]}" for line in change.before)
        yield from (f"+{new[line - 1]}" for line in change.after)
        start = change.before.stop
    yield from (f" {line}" for line in old[start - 1 : stop - 1])


def _numbered(lines: range) -> str:
    """A hunk's lines as its header gives them: the first one's number and how many there are."""
    if not lines:
        return f"{lines.start - 1},0"
    return str(lines.start) if len(lines) == 1 else f"{lines.start},{len(lines)}"


def _lines(text: str) -> list[str]:
    """Lines as patches count them: a line feed alone ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
