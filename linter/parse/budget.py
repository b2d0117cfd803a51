"""How much Markdown one file may hold: the bound on the parser's time and memory."""

from __future__ import annotations

from linter.model import ListlintError

LEAST = 100_000
"""Constructs that any file may hold."""

PER_CHARACTER = 0.2
"""And for each of its characters. Large tables with short cells come to 0.12."""


class Budget:
    """Counts the constructs of one file: 2 for a block or a table cell, 1 for whatever is inside
    (3 for a bare link: so little text makes one).

    A list of a megabyte has some 40,000. A file with a multiple of that was made to hurt.
    """

    __slots__ = ("_left", "_path")

    def __init__(self, path: str, size: int) -> None:
        """``size``: the file's length in code points."""
        self._path = path
        self._left = max(LEAST, int(size * PER_CHARACTER))

    def spend(self, count: int, line: int) -> None:
        """Count what stands on ``line``. Raises `ListlintError` when the file holds too much."""
        self._left -= count
        if self._left < 0:
            raise ListlintError(
                f"{self._path}:{line}: more Markdown constructs up to here than any list has for"
                " its size; split the file or take out what is no list"
            )
