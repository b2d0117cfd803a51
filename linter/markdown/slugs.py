"""GitHub's fragments for headings.

Observed rules: lower-case; keep letters, marks, decimal and letter numbers, connector punctuation,
``-`` and spaces, and the circled and squared letters; every space becomes ``-``; nothing is
collapsed or stripped. A fragment that was there before gets ``-1``, ``-2`` and so on.
"""

from __future__ import annotations

import unicodedata

from linter.text.patterns import lazy_pattern

_KEPT = frozenset(("Nd", "Nl", "Pc"))
_LETTER_SYMBOLS = lazy_pattern(
    "[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]"
)
_PLAIN = lazy_pattern(r"[a-z0-9 _-]*")


def fragment(text: str) -> str:
    """The fragment of a heading with this text content, before repetition is counted."""
    text = text.lower()
    if not _PLAIN.fullmatch(text):
        text = "".join(char for char in text if _is_kept(char))
    return text.replace(" ", "-")


def _is_kept(char: str) -> bool:
    if char in "- ":
        return True
    category = unicodedata.category(char)
    return category[0] in "LM" or category in _KEPT or _LETTER_SYMBOLS.match(char) is not None


class Slugger:
    """Gives each heading of a file its fragment, in the order of the headings."""

    def __init__(self) -> None:
        """Start with no fragment taken."""
        self._seen: dict[str, int] = {}

    def take(self, text: str) -> str:
        """The next heading's fragment."""
        base = result = fragment(text)
        while result in self._seen:
            self._seen[base] += 1
            result = f"{base}-{self._seen[base]}"
        self._seen[result] = 0
        return result
