"""A leaf's text as the inline parser gets it, and the way back to the file."""

from __future__ import annotations

from bisect import bisect_right

from linter.model import Span


class SourceMap:
    """Pieces of source put together; each is a run of code points of one line of the file.

    A block's text is its lines without what the containers around it put in front of them: only
    the leading part of a line ever changes. A table cell loses the backslash of ``\\|``.

    ``line`` and ``column`` say where the first piece begins (1-based). ``step`` is what the line
    grows by from piece to piece, ``starts`` are the pieces' offsets in ``text`` and ``columns``
    the columns they begin at; a text of one piece, as most are, needs neither.
    """

    __slots__ = ("column", "columns", "line", "starts", "step", "text")

    def __init__(self, text: str, line: int, column: int) -> None:
        """A text of one piece."""
        self.text = text
        self.line = line
        self.column = column
        self.step = 0
        self.starts: list[int] | None = None
        self.columns: list[int] | None = None

    @classmethod
    def _of_pieces(
        cls, pieces: list[str], joint: str, line: int, step: int, columns: list[int]
    ) -> SourceMap:
        joined = cls(joint.join(pieces), line, columns[0])
        joined.starts = starts = [0]
        for piece in pieces[:-1]:
            starts.append(starts[-1] + len(piece) + len(joint))
        joined.columns = columns
        joined.step = step
        return joined

    @classmethod
    def of_lines(cls, pieces: list[str], line: int, columns: list[int]) -> SourceMap:
        """Successive lines, the first one being ``line``."""
        if len(pieces) == 1:
            return cls(pieces[0], line, columns[0])
        return cls._of_pieces(pieces, "\n", line, 1, columns)

    @classmethod
    def of_cell(cls, source: str, line: int, start: int, end: int) -> SourceMap:
        r"""Offsets ``start`` to ``end`` of a line, with ``\|`` read as ``|``."""
        found = source.find("\\|", start, end)
        if found < 0:
            return cls(source[start:end], line, start + 1)
        pieces: list[str] = []
        columns = [start + 1]
        while found >= 0:
            pieces.append(source[columns[-1] - 1 : found])
            columns.append(found + 2)
            found = source.find("\\|", found + 2, end)
        pieces.append(source[columns[-1] - 1 : end])
        return cls._of_pieces(pieces, "", line, 0, columns)

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset into ``text``."""
        if self.starts is None or self.columns is None:
            return self.line, self.column + offset
        index = bisect_right(self.starts, offset) - 1
        return self.line + self.step * index, self.columns[index] + offset - self.starts[index]

    def span(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]``."""
        line, column = self.place(start)
        if end <= start:
            return Span(line, column, line, column)
        # Behind a line's end a span ends where the next line begins.
        if self.step and self.text[end - 1] == "\n":
            return Span(line, column, *self.place(end))
        end_line, end_column = self.place(end - 1)
        return Span(line, column, end_line, end_column + 1)
