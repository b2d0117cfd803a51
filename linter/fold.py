"""Texts compared as readers compare them, not letter by letter."""

from __future__ import annotations

import re
import unicodedata

_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")
_LINK_END = re.compile(r"\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_COMMAND = re.compile(r"\\(?:math[a-z]+|text[a-z]*|emph|operatorname)\b")
_LATIN_MARKS = range(0x300, 0x370)


def fold(text: str) -> str:
    """``text`` without markup, LaTeX marks, case, accents, spaces and punctuation.

    What tells names apart is kept: ``+`` and ``#`` (C, C++, C#), a point between digits (1.5), and
    the letters of any script. ``$\\mu$`` and ``μ`` fold alike.
    """
    text = _TAG.sub(" ", _LINK_END.sub(" ", _IMAGE.sub(" ", text)))
    text = unicodedata.normalize("NFKD", _COMMAND.sub("", text)).casefold()
    kept: list[str] = []
    for index, char in enumerate(text):
        if "\u0370" <= char <= "\u03ff":
            kept.append(_greek(char))
        elif char.isalnum() or char in "+#" or (
            char == "."
            and text[index - 1 : index].isdigit()
            and text[index + 1 : index + 2].isdigit()
        ) or (unicodedata.category(char)[0] == "M" and ord(char) not in _LATIN_MARKS):
            kept.append(char)
    return "".join(kept)


def _greek(char: str) -> str:
    """The name that LaTeX gives a Greek letter, so far as Unicode's name ends in it."""
    name = unicodedata.name(char, "").rpartition(" LETTER ")[2].lower()
    return {"lamda": "lambda", "final sigma": "sigma"}.get(name, name)
