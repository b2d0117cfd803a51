"""How much Markdown one file may hold: the bound on the parser's time and memory."""

from __future__ import annotations

from collections.abc import Sequence

from linter.model import ListlintError

LEAST = 400_000
"""Constructs that any file may hold: a list of 500 kB, where GitHub stops showing a README, does
not come to as many even if each of its lines is ``- [A](#a)``."""

PER_CHARACTER = 0.4
"""And for each of its characters. Lists have 0.05; the densest table or list of anchors, 0.13."""

_MARKS = "[]<|"
_STARTERS = frozenset("-+*#>0123456789")
_BLOCK = 2


class Budget:
    """Counts the constructs of one file.

    A block, a table cell or a tag of raw HTML counts 2, a heading 4, a bare link 5, a tag with a
    link 7, whatever else is inside a text 1: about what each costs in time. A list of a megabyte
    has some 50,000.
    """

    __slots__ = ("_left", "_path")

    def __init__(self, path: str, size: int) -> None:
        """``size``: the file's length in code points."""
        self._path = path
        self._left = max(LEAST, int(size * PER_CHARACTER))

    def survey(self, lines: Sequence[str]) -> None:
        """Look at all lines before any is read.

        Brackets, pipes, lines that are not empty and lines that begin as a list item, a heading or
        a quote does are quickly counted; where they alone come to more than may be, nothing is
        read. Raises `ListlintError` then.
        """
        count = 0
        for number, line in enumerate(lines, start=1):
            if line:
                count += 2 * _BLOCK if line[0] in _STARTERS else _BLOCK
                for mark in _MARKS:
                    count += line.count(mark)
                if count > self._left:
                    self._refuse(number)

    def spend(self, count: int, line: int) -> None:
        """Count what is on ``line``. Raises `ListlintError` when the file holds too much."""
        self._left -= count
        if self._left < 0:
            self._refuse(line)

    def _refuse(self, line: int) -> None:
        raise ListlintError(
            f"{self._path}:{line}: more Markdown constructs up to here than any list has for"
            " its size; split the file or take out what is no list"
        )
