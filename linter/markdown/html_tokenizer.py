"""Tags and comments in raw HTML, every character looked at once.

HTML's own tokenizer, reduced to what a list needs (WHATWG HTML, section 13.2.5): start tags with
their attributes, end tags, comments. A tag that ends within a quoted value yields nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter.text.patterns import lazy_pattern

_OPEN = lazy_pattern(r"<(?:!--|[!?]|/(?=[^A-Za-z])|(/?)([A-Za-z][^\s/>]*))", re.ASCII)
_SKIP = lazy_pattern(r"[\s/]*", re.ASCII)
_NAME = lazy_pattern(r"=?[^\s/>=]*", re.ASCII)
_EQUALS = lazy_pattern(r"\s*=\s*", re.ASCII)
_UNQUOTED = lazy_pattern(r"[^\s>]*", re.ASCII)


class Attribute(NamedTuple):
    """An attribute's value as written, and where that begins and ends."""

    value: str
    start: int
    end: int


class Tag:
    """A start tag, an end tag or a comment (``name`` is ``!--``).

    ``open``: the stretch ends before the comment does, or before the tag's ``>``.
    """

    def __init__(
        self, name: str, start: int, end: int, *, closing: bool = False, is_open: bool = False
    ) -> None:
        self.name = name
        self.start = start
        self.end = end
        self.closing = closing
        self.open = is_open
        self.attributes: dict[str, Attribute] = {}


def tags(raw: str, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """The tags and comments of a stretch of raw HTML."""
    end = len(raw) if end is None else end
    while found := _OPEN.search(raw, start, end):
        if found.group(2) is None:
            tag = _comment(raw, found, end)
        else:
            tag = Tag(
                found.group(2).lower(), found.start(), found.end(), closing=bool(found.group(1))
            )
            if not _read_attributes(raw, tag, end):
                return
        yield tag
        start = tag.end


def _comment(raw: str, found: re.Match[str], end: int) -> Tag:
    start = found.start()
    if found.end() - start < 4:  # "<!", "<?" or "</" and no name: what HTML calls a bogus comment
        close = raw.find(">", found.end(), end)
        return Tag("!", start, end if close < 0 else close + 1)
    for short in ("<!-->", "<!--->"):
        if raw.startswith(short, start, end):
            return Tag("!--", start, start + len(short))
    close = raw.find("-->", found.end(), end)
    return Tag("!--", start, end if close < 0 else close + 3, is_open=close < 0)


def _read_attributes(raw: str, tag: Tag, end: int) -> bool:
    """Fill in the attributes and the end; False if a quoted value is never closed."""
    place = tag.end
    while True:
        place = _end(_SKIP, raw, place, end)
        if place >= end:
            tag.end, tag.open = end, True
            return True
        if raw[place] == ">":
            tag.end = place + 1
            return True
        start, place = place, _end(_NAME, raw, place, end)
        name = raw[start:place].lower()
        equals = _EQUALS.match(raw, place, end)
        if equals is None:
            tag.attributes.setdefault(name, Attribute("", place, place))
            continue
        place = equals.end()
        quote = raw[place : place + 1]
        if quote and quote in "'\"":
            start, close = place + 1, raw.find(quote, place + 1, end)
            if close < 0:
                return False
            place = close + 1
        else:
            start, close = place, _end(_UNQUOTED, raw, place, end)
            place = close
        tag.attributes.setdefault(name, Attribute(raw[start:close], start, close))


def _end(pattern: re.Pattern[str], raw: str, start: int, end: int) -> int:
    found = pattern.match(raw, start, end)
    return found.end() if found else start
