"""The block parser's position in one line, in characters and in columns (tab stop 4)."""

from __future__ import annotations

from linter.text.patterns import lazy_pattern

_BLANKS = lazy_pattern(r"[ \t]*")
_TAB = 4


class Cursor:
    """A place in a line.

    ``offset`` counts code points and ``column`` what they take up on a screen: a container may
    consume part of a tab (CommonMark 0.31.2, section 2.2). ``measure`` looks ahead to the next
    character that is not a space or a tab: ``nonspace`` is its offset, ``indent`` its distance in
    columns.
    """

    __slots__ = ("blank", "column", "indent", "nonspace", "offset", "text")

    def __init__(self) -> None:
        """Stand at the start of an empty line."""
        self.enter("")

    def enter(self, text: str) -> None:
        """Start on a new line, given without its ending."""
        self.text = text
        self.offset = 0
        self.column = 0
        self.measure()

    def measure(self) -> None:
        """Look ahead from ``offset``."""
        found = _BLANKS.match(self.text, self.offset)
        self.nonspace = nonspace = found.end() if found else self.offset
        if "\t" in self.text:
            self.indent = self._width(self.offset, nonspace)
        else:
            self.indent = nonspace - self.offset
        self.blank = nonspace == len(self.text)

    def _width(self, start: int, end: int) -> int:
        column = self.column
        for char in self.text[start:end]:
            column += _TAB - column % _TAB if char == "\t" else 1
        return column - self.column

    def skip_to(self, offset: int) -> None:
        """Move on to ``offset`` and measure again."""
        self.column += self._width(self.offset, offset) if offset > self.offset else 0
        self.offset = offset
        self.measure()

    def skip_columns(self, count: int) -> None:
        """Consume ``count`` columns of blanks; of a wider tab the rest stays."""
        text = self.text
        while count > 0 and self.offset < len(text):
            if text[self.offset] == "\t":
                width = _TAB - self.column % _TAB
                if width > count:
                    self.column += count
                    break
                self.column += width
                count -= width
            else:
                self.column += 1
                count -= 1
            self.offset += 1
        self.measure()
