"""Regular expressions that are compiled when they are first used.

Compiling takes up to a millisecond, and most lists never come to the patterns of most faults.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cached_property


class LazyPattern:
    """A regular expression with the methods of `re.Pattern`."""

    def __init__(self, source: str, flags: int = 0) -> None:
        """Nothing is compiled yet."""
        self.source = source
        self.flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return re.compile(self.source, self.flags)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """A match that begins at ``start``."""
        return self.compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """A match of the whole text."""
        return self.compiled.fullmatch(text)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match between two offsets."""
        return self.compiled.search(text, start, end)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches, from left to right."""
        return self.compiled.finditer(text)

    def findall(self, text: str) -> list[str]:
        """The texts of all matches, or of their only group."""
        return self.compiled.findall(text)
