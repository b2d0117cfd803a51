"""Edits applied to a text, and the difference as a unified diff."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from linter.model import Fix, Span


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


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches share a character, or touch where one of them is empty."""
    (start, end), (low, high) = one, other
    if start == end or low == high:
        return start <= high and low <= end
    return start < high and low < end


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
