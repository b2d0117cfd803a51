"""English grammar for messages: plurals, and words in a list."""

from __future__ import annotations

from collections.abc import Iterable


def plural(count: int, singular: str, many: str = "") -> str:
    """``1 error``, ``2 errors``; thousands are separated by a comma."""
    return f"{count:,} {singular if count == 1 else many or singular + 's'}"


def listed(words: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last
