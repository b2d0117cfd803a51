"""The text that a reader sees of a stretch of Markdown: GitHub's ``textContent``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from html import unescape
from operator import attrgetter

from mistune.util import unikey

from linter.markdown import autolinks
from linter.markdown.emphasis import markup
from linter.markdown.inlines import Inline
from linter.text.patterns import lazy_pattern

_MARKS = lazy_pattern(r"[*_~]")
_ESCAPED = lazy_pattern(
    r"\\([!-/:-@\[-`{-~\n])|&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]*);"
)
# GFM's disallowed raw HTML (section 6.11) shows as text.
_FILTERED = lazy_pattern(
    r"</?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)(?=[\s/>])",
    re.IGNORECASE,
)
_HEADING_TAG = lazy_pattern(r"</?h[1-6](?=[\s/>])", re.IGNORECASE)
_START = attrgetter("start")

Notes = Mapping[str, int]
"""The footnotes that are shown, by key, with their numbers."""


class Content:
    """A text and what was found in it, read for what it shows."""

    def __init__(self, text: str, found: list[Inline], notes: Notes) -> None:
        """``found`` in the order of ``start``."""
        self._text = text
        self._found = found
        self._notes = notes

    def whole(self) -> str:
        """The text content of everything: images and tags left out, line ends as blanks."""
        return self._shown(0, len(self._text), 0)

    def title(self) -> str:
        """The text content of a heading: the tag of another one inside it is where it ends."""
        for inline in self._found:
            if inline.kind == "html" and _HEADING_TAG.match(self._text, inline.start):
                return self.between(0, inline.start)
        return self.whole()

    def of(self, index: int) -> str:
        """The text content of the link or the image ``found[index]``."""
        inline = self._found[index]
        if inline.kind == "autolink":
            return self._text[inline.text_start : inline.text_end]
        return self._shown(inline.text_start, inline.text_end, index + 1)

    def between(self, start: int, end: int) -> str:
        """The text content of a stretch that cuts no construct in two."""
        return self._shown(start, end, bisect_left(self._found, start, key=_START))

    def mails(self) -> Iterator[tuple[int, int, str]]:
        """Mail addresses in plain text and their offsets; GitHub looks for them last of all."""
        gaps = [gap for gap, _ in self._pieces(0, len(self._text), 0)]
        gone = markup(self._text, gaps)
        for start, end in gaps:
            place = start
            for offset in [*(offset for offset in gone if start <= offset < end), end]:
                yield from _mails(self._text, place, offset)
                place = offset + 1

    def _pieces(self, start: int, end: int, first: int) -> Iterator[tuple[tuple[int, int], int]]:
        """The gaps between the outermost constructs, each with the index of what follows it."""
        for index in range(first, len(self._found)):
            inline = self._found[index]
            if inline.start >= end:
                break
            if inline.start < start or (inline.kind == "footnote" and not self._number(inline)):
                continue
            yield (start, inline.start), index
            start = inline.end
        yield (start, end), -1

    def _number(self, note: Inline) -> int:
        return self._notes.get(unikey(self._text[note.text_start : note.text_end]), 0)

    def _shown(self, start: int, end: int, first: int) -> str:
        text = self._text
        pieces = list(self._pieces(start, end, first))
        gone: list[int] = []
        if _MARKS.search(text, start, end):
            gone = markup(text, [gap for gap, _ in pieces])
        parts: list[str] = []
        position = 0
        for (place, gap_end), index in pieces:
            while position < len(gone) and gone[position] < gap_end:
                parts.append(_plain(text[place : gone[position]]))
                place = gone[position] + 1
                position += 1
            parts.append(_plain(text[place:gap_end]))
            if index >= 0:
                parts.append(self._construct(index))
        lines = "".join(parts).split("\n")
        for index in range(1, len(lines)):
            # Blanks at either end stay: beside an image they are shown.
            lines[index - 1] = lines[index - 1].rstrip(" \t")
            lines[index] = lines[index].lstrip(" \t")
        return " ".join(lines)

    def _construct(self, index: int) -> str:
        inline = self._found[index]
        if inline.kind in ("link", "autolink"):
            return self.of(index)
        if inline.kind == "code":
            code = self._text[inline.text_start : inline.text_end].replace("\n", " ")
            padded = code[:1] == code[-1:] == " " and code.strip(" ")
            return code[1:-1] if padded else code
        if inline.kind == "html" and _FILTERED.match(self._text, inline.start):
            return self._text[inline.start : inline.end]
        return str(self._number(inline)) if inline.kind == "footnote" else ""


def _mails(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The mail addresses in plain text; an escaped character counts as itself."""
    if text.find("\\", start, end) < 0:
        for first, last in autolinks.mail_addresses(text, start, end):
            yield first, last, text[first:last]
        return
    offsets: list[int] = []
    place = start
    for escape in _ESCAPED.finditer(text, start, end):
        offsets += range(place, escape.start())
        place = escape.start() + 1 if escape.group(1) else escape.start()
    offsets += range(place, end + 1)
    resolved = "".join(text[offset] for offset in offsets[:-1])
    for first, last in autolinks.mail_addresses(resolved, 0, len(resolved)):
        yield offsets[first], offsets[last - 1] + 1, resolved[first:last]


def _plain(source: str) -> str:
    """Text with its backslash escapes and character references resolved."""
    if "\\" in source or "&" in source:
        return _ESCAPED.sub(lambda found: found.group(1) or unescape(found.group()), source)
    return source
