"""A leaf's text as the inline parser gets it, and the way back to the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from linter.model import Span

_ZERO = (0,)


class Text:
    """Pieces of source put together; each is a run of code points of one line of the file.

    A block's text is its lines without what the containers around it put in front of them: only
    the leading part of a line ever changes. A table cell loses the backslash of ``\\|``.
    """

    __slots__ = ("columns", "lines", "starts", "text")

    def __init__(
        self, text: str, starts: Sequence[int], lines: Sequence[int], columns: list[int]
    ) -> None:
        """``starts`` are the pieces' offsets in ``text``, ``lines`` and ``columns`` 1-based."""
        self.text = text
        self.starts = starts
        self.lines = lines
        self.columns = columns

    @classmethod
    def of_lines(cls, pieces: list[str], line: int, columns: list[int]) -> Text:
        """Successive lines, the first one being ``line``."""
        if len(pieces) == 1:
            return cls(pieces[0], _ZERO, range(line, line + 1), columns)
        starts = [0]
        for piece in pieces:
            starts.append(starts[-1] + len(piece) + 1)
        starts.pop()
        return cls("\n".join(pieces), starts, range(line, line + len(pieces)), columns)

    @classmethod
    def of_cell(cls, source: str, line: int, start: int, end: int) -> Text:
        r"""Offsets ``start`` to ``end`` of a line, with ``\|`` read as ``|``."""
        pieces: list[str] = []
        columns = [start + 1]
        found = source.find("\\|", start, end)
        while found >= 0:
            pieces.append(source[columns[-1] - 1 : found])
            columns.append(found + 2)
            found = source.find("\\|", found + 2, end)
        pieces.append(source[columns[-1] - 1 : end])
        starts = [0]
        for piece in pieces:
            starts.append(starts[-1] + len(piece))
        starts.pop()
        return cls("".join(pieces), starts, [line] * len(pieces), columns)

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset into ``text``."""
        if len(self.starts) == 1:
            return self.lines[0], self.columns[0] + offset
        index = bisect_right(self.starts, offset) - 1
        return self.lines[index], self.columns[index] + offset - self.starts[index]

    def span(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]``."""
        line, column = self.place(start)
        if end <= start:
            return Span(line, column, line, column)
        end_line, end_column = self.place(end - 1)
        return Span(line, column, end_line, end_column + 1)
