"""Whether a permanent redirect is significant: the two addresses differ in more than form.

What a redirect often adds does not matter to the link: a slash, the secure scheme, ``www.``, the
reader's language, a login or consent page, a session in the query.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

from linter.text.patterns import lazy_pattern
from linter.urls.identity import identify

# Addresses made to stay while what is behind them moves.
_PERSISTENT = frozenset(
    {
        "ark.bnf.fr",
        "arxiv.org",
        "doi.org",
        "dx.doi.org",
        "hdl.handle.net",
        "identifiers.org",
        "n2t.net",
        "perma.cc",
        "purl.oclc.org",
        "purl.org",
        "w3id.org",
    }
)
_LANGUAGE = r"[a-z]{2}(?:[-_](?:[a-z]{2}|[a-z]{4}|419))?"
_LANGUAGE_SEGMENT = lazy_pattern(_LANGUAGE, re.IGNORECASE)
_LANGUAGE_HOST = lazy_pattern(rf"^{_LANGUAGE}\.(?=[^.]+\.[^.])", re.IGNORECASE)
_LANGUAGE_QUERY = lazy_pattern(r"(?:lang|hl|locale|language|setlang|lr|l)=", re.IGNORECASE)
_GATE = lazy_pattern(
    r"""
    (?: ^ | [/._-] )
    (?: log[-_]?in | log[-_]?on | sign[-_]?in | sign[-_]?up | register | accounts? | sessions?
      | auth | authorize | oauth2? | sso | saml | cas | idp
      | consent | cookie[a-z-]* | captcha | challenge
      | paywall | unsupported[a-z-]* | denied | blocked )
    (?= $ | [/._-] )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INDEX = lazy_pattern(r"/(?:index|default|home)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)


def is_significant_redirect(old: str, new: str) -> bool:
    """Whether a link to ``old``, permanently redirected to ``new``, should be rewritten."""
    try:
        before, after = urlsplit(old), urlsplit(new)
    except ValueError:
        return False
    if after.scheme not in ("http", "https") or (before.scheme, after.scheme) == ("https", "http"):
        return False
    if _host(before) in _PERSISTENT or _is_gate(before, after) or is_front_page(old, new):
        return False
    if identify(old) == identify(new):
        return False
    return _essence(before) != _essence(after)


def is_front_page(old: str, new: str) -> bool:
    """Whether a link to a page ends at a site's front page: the page itself may be lost."""
    try:
        before, after = urlsplit(old), urlsplit(new)
    except ValueError:
        return False
    return bool(_segments(before) or before.query) and not (_segments(after) or after.query)


def _is_gate(before: SplitResult, after: SplitResult) -> bool:
    """Whether the new address is a login, consent or captcha page that the old one was not."""
    here = f"{_host(after)}{after.path}"
    asked = f"{_host(before)}{before.path}"
    if _GATE.search(here) and not _GATE.search(asked):
        return True
    query = unquote(after.query)
    return len(before.path) > 1 and before.path in query and before.path not in after.path


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").lower().removeprefix("www.")


def _segments(parts: SplitResult) -> list[str]:
    """The path's segments that do not merely name a language or an index page."""
    path = _INDEX.sub("", unquote(parts.path))
    segments = [segment for segment in path.split("/") if segment]
    return [segment for segment in segments if not _LANGUAGE_SEGMENT.fullmatch(segment)]


def _essence(parts: SplitResult) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """An address without scheme, ``www.``, slash, index page, case of path and language."""
    pairs = parts.query.split("&")
    query = [pair for pair in pairs if pair and not _LANGUAGE_QUERY.match(pair)]
    host = _LANGUAGE_HOST.sub("", _host(parts))
    segments = tuple(segment.lower() for segment in _segments(parts))
    return host, segments, tuple(sorted(query))
