"""The parts of a URL, each in one spelling (RFC 3986, section 6)."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from linter.text.patterns import lazy_pattern
from linter.urls import sites

_TRACKING = lazy_pattern(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_cid|mc_eid|mkt_tok"
    r"|_hsenc|_hsmi|ref_src|ref_url",
    re.ASCII | re.IGNORECASE,
)
_ESCAPE = lazy_pattern(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = lazy_pattern(r"[A-Za-z0-9._~-]")
_NONE: frozenset[str] = frozenset()
# What `urlsplit` takes apart with care for all that could be in an address, and these do not have.
_PLAIN = lazy_pattern(
    r"(https?)://([A-Za-z0-9.-]+)(/[!-\"$->@-~]*)?(?:\?([!-\"$-~]*))?(?:#([!-~]*))?\Z"
)
_PLAIN_HOST = lazy_pattern(r"[A-Za-z0-9.-]*\Z")


# A run asks about one URL several times in a row, rule by rule.
@lru_cache(maxsize=1024)
def split(url: str) -> SplitResult | None:
    """``url`` taken apart, or None if it cannot be."""
    if plain := _PLAIN.match(url):
        return SplitResult(*plain.groups(""))
    try:
        parts = urlsplit(url.strip())
        _ = parts.port  # refuses what is no number
    except ValueError:
        return None
    return parts


def is_relative(url: str) -> bool:
    """Whether a URL leads to another file of the same repository."""
    parts = split(url)
    return parts is not None and not parts.scheme and not parts.netloc and bool(parts.path)


def host_of(parts: SplitResult) -> str:
    """The host in lower case and ASCII, without ``www.``."""
    netloc = parts.netloc
    host = netloc.lower() if _PLAIN_HOST.match(netloc) else parts.hostname or ""
    host = host.rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return host
    return host.removeprefix("www.") if host.count(".") > 1 else host


def path_of(path: str) -> str:
    """A path without trailing slash and dot segments (RFC 3986, section 6.2.2.3)."""
    path = one_spelling(path)
    if path[:1] != "." and "/." not in path:
        return path.rstrip("/")
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == ".":
            continue
        if segment != ".." or not kept or kept[-1] == "..":
            kept.append(segment)
        elif kept != [""]:
            kept.pop()
    return "/".join(kept).rstrip("/")


def one_spelling(text: str) -> str:
    """Percent-encoding in one spelling (RFC 3986, sections 6.2.2.1 and 6.2.2.2)."""
    if not text.isascii():
        text = "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in _utf8(c)) for c in text)
    return _ESCAPE.sub(_escape, text) if "%" in text else text


def without_tracking(url: str, host: str = "") -> str:
    """``url`` without the query parameters that only say where a reader came from.

    ``host`` (lower case, without ``www.``) adds those that are tracking on that site alone.
    """
    before, mark, fragment = url.partition("#")
    path, question, query = before.partition("?")
    if not question:
        return url
    known = sites.TRACKING.get(host, _NONE)
    pairs = query.split("&")
    kept = [pair for pair in pairs if not is_tracking(pair, known)]
    if len(kept) == len(pairs):
        return url
    return path + ("?" + "&".join(kept) if kept else "") + mark + fragment


def is_tracking(pair: str, known: frozenset[str]) -> bool:
    """Whether a query's ``name=value`` is tracking, anywhere or by the ``known`` names."""
    name = pair.partition("=")[0]
    return name in known or _TRACKING.fullmatch(name) is not None


def _escape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if _UNRESERVED.fullmatch(char) else match[0].upper()


def _utf8(char: str) -> bytes:
    return char.encode("utf-8", "surrogatepass")
