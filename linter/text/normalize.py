"""Texts compared as readers compare them, and shown as readers see them."""

from __future__ import annotations

import re
import unicodedata

from linter.text.patterns import lazy_pattern

# Each stops where another of its kind begins, so that no text takes more than linear time.
_IMAGE = lazy_pattern(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])")
_LINK_END = lazy_pattern(r"\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_TAG = lazy_pattern(r"</?[A-Za-z][^<>]*>|<!--(?:(?!<!--).)*?-->", re.DOTALL)
_COMMAND = lazy_pattern(r"\\(?:math[a-z]+|text[a-z]*|emph|operatorname)\b")
_SPACES = lazy_pattern(r"\s+")
# What `fold` leaves out of a text in ASCII: all but letters, digits, plus, number sign, and points
# between digits.
_LEFT_OUT = lazy_pattern(r"[^a-z0-9+#.]+|(?<![0-9])\.|\.(?![0-9])")
# Accents, and what chooses between the text and the emoji form of a character (Unicode, 23.4).
_ACCENTS = frozenset(map(chr, (*range(0x300, 0x370), *range(0xFE00, 0xFE10))))
_GREEK = frozenset(map(chr, range(0x370, 0x400)))


def fold(text: str) -> str:
    """``text`` without markup, LaTeX marks, case, accents, spaces and punctuation.

    What distinguishes names is kept: ``+`` and ``#`` (C, C++, C#), a point between digits (1.5),
    and the letters of any script. ``$\\mu$`` and ``μ`` fold alike.
    """
    text = unicodedata.normalize("NFKD", _COMMAND.sub("", plain(text))).casefold()
    if text.isascii():
        return _LEFT_OUT.sub("", text)
    kept: list[str] = []
    for index, char in enumerate(text):
        if char in _GREEK:
            kept.append(_greek(char))
        elif char.isalnum() or char in "+#":
            kept.append(char)
        elif char == ".":
            is_point = text[index - 1 : index].isdigit() and text[index + 1 : index + 2].isdigit()
            kept.append("." if is_point else "")
        elif unicodedata.category(char)[0] == "M" and char not in _ACCENTS:
            kept.append(char)
    return "".join(kept)


def plain(text: str, width: int = 0) -> str:
    """``text`` on one line and without markup, cut to ``width`` characters if that is given."""
    text = _TAG.sub(" ", _LINK_END.sub(" ", _IMAGE.sub(" ", text)))
    text = _SPACES.sub(" ", text).strip(" *_`[]")
    return text if not width or len(text) <= width else text[: width - 1].rstrip() + "…"


def _greek(char: str) -> str:
    """The name that LaTeX gives a Greek letter, so far as Unicode's name ends in it."""
    name = unicodedata.name(char, "").rpartition(" LETTER ")[2].lower()
    return {"lamda": "lambda", "final sigma": "sigma"}.get(name, name)


def quoted(text: str) -> str:
    """A code span of ``text``, whatever backticks it holds (CommonMark 6.1)."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
