"""Regular expressions that are compiled when they are first used.

Compiling takes up to two milliseconds, and most lists never need the patterns of most faults. All
patterns of a module are made this way, so that the import of a module costs nothing for them.
"""

from __future__ import annotations

import re
from typing import Any, cast

LIST_MARKER = r"(?:[-*+]|\d{1,9}[.)])"
"""The bullet or the number of a list item (CommonMark 5.2), as a part of an expression."""


class _LazyPattern:
    """Stands for a pattern; after its first use a method is the pattern's own."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)
        return value


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """``re.compile`` that compiles at the first use of one of the pattern's methods.

    An expression that is wrong raises `re.error` only then.
    """
    return cast("re.Pattern[str]", _LazyPattern(source, flags))
