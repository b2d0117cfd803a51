"""GFM's extended autolinks: ``https://...``, ``www....`` and mail addresses in plain text.

GitHub's parser decides this by a few functions of its autolink extension, a little unlike the
words of the specification (GFM 0.29, section 6.9); the functions are what counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from linter.text.patterns import lazy_pattern

URL = r"(?<=[pPsS])://"
"""What a bare URL is noticed by, as in cmark-gfm: the scheme is behind, see `scheme_start`."""

WWW = r"(?:(?<=[*_~( \t\n\v\f])|\A)www\."

_SCHEME = lazy_pattern(r"(?<![a-z])(?:https?|ftp)\Z", re.IGNORECASE)
_STOP = lazy_pattern(r"[ \t\n\r\v\f<]")
_TRAILING = "?!.,:*_~'\""
_ENTITY_END = lazy_pattern(r"&[A-Za-z]+;\Z")
_LOCAL_PART = lazy_pattern(r"(?:(?:mailto|xmpp):)?[A-Za-z0-9.+_-]+\Z")
_MAX_LOCAL_PART = 256
_MAIL_DOMAIN = lazy_pattern(r"(?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))+")


def scheme_start(text: str, colon: int) -> int | None:
    """Where the scheme begins that ends before ``colon``; None if no URL may begin there."""
    found = _SCHEME.search(text, max(0, colon - 6), colon)
    return found.start() if found else None


def autolink_end(text: str, start: int) -> int | None:
    """Where the autolink ends whose scheme or ``www.`` is at ``start``; None if it is not one."""
    www = text.startswith("www.", start)
    host = start if www else text.index("://", start) + 3
    if host >= len(text) or not _is_host_character(text[host]):
        return None
    stop = _STOP.search(text, host)
    limit = stop.start() if stop else len(text)
    if not _is_domain(text[host:limit], short=not www, last=limit == len(text)):
        return None
    end = _without_trailing(text, start if www else host - 3, limit)
    return end if end > (start if www else host) else None


def _is_host_character(char: str) -> bool:
    if char.isascii():
        return char.isalnum()
    return not char.isspace() and not unicodedata.category(char).startswith("P")


def _is_domain(host: str, *, short: bool, last: bool) -> bool:
    """No underscore in the last two labels, unless there are many; without ``short``, a dot."""
    dots = before = current = 0
    skip = False
    for char in host[1:-1] if last else host[1:]:
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif char == "_":
            current += 1
        elif char == ".":
            dots += 1
            before, current = current, 0
        elif char != "-" and not (char.isascii() and char.isalnum()):
            break
    if (before or current) and dots <= 10:
        return False
    return short or dots > 0


def _without_trailing(text: str, start: int, end: int) -> int:
    """``end`` moved back over punctuation that belongs to the sentence."""
    surplus = text.count(")", start, end) - text.count("(", start, end)
    while end > start:
        char = text[end - 1]
        if char == ")":
            if surplus <= 0:
                break
            surplus -= 1
            end -= 1
        elif char == ";":
            entity = _ENTITY_END.search(text, max(start, end - 40), end)
            end = entity.start() if entity else end - 1
        elif char in _TRAILING:
            end -= 1
        else:
            break
    return end


def mail_addresses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The mail addresses (with ``mailto:`` or ``xmpp:``, if written) in a stretch of text."""
    at = text.find("@", start, end)
    dots = 0
    while at >= 0:
        following = at + 1
        local = _LOCAL_PART.search(text, max(start, at - _MAX_LOCAL_PART), at)
        if local:
            domain = _MAIL_DOMAIN.match(text, at + 1, end)
            following = domain.end() if domain else at + 1
            dots += text.count(".", at + 1, following)
            if text.startswith("@", following, end):
                start, at = at + 1, following  # another one: go on from it, dots and all
                continue
            if dots and text[following - 1].isascii() and text[following - 1].isalpha():
                yield local.start(), following
                start = following
        dots = 0
        at = text.find("@", following, end)
