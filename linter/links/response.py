"""What one response to one request means for a link. Pure: no clock, no socket.

The meaning of a status is that of RFC 9110, section 15, and RFC 6585 (429), and what servers that
refuse robots send in practice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from http import HTTPStatus
from typing import Literal, NamedTuple

from linter.text.patterns import lazy_pattern

Kind = Literal["alive", "gone", "redirect", "busy", "fault", "method-refused", "blocked"]

MAX_TITLE = 300
"""Code points of a page's title that are read."""


class Observation(NamedTuple):
    """What was seen at one URL, once.

    ``alive`` and ``gone`` speak for themselves. ``redirect`` leads to ``location``. ``busy``: the
    host asks for no requests for ``wait`` seconds (None: it does not say how long). ``fault`` may
    pass with time. ``method-refused``: another method may be allowed. ``blocked``: asking again is
    no use. ``is_timeout`` says that a fault is a response that did not come in time.
    """

    kind: Kind
    reason: str = ""
    status: int | None = None
    location: str = ""
    wait: float | None = None
    note: str = ""
    is_timeout: bool = False


_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_TEMPORARY = frozenset({408, 421, 425, 500, 502, 503, 504, *range(520, 528), 530, 598, 599})
_METHOD_REFUSED = frozenset({405, 501})
_BLOCKED_REASONS = {
    202: "accepts the request without a response, as servers that refuse robots do",
    401: "asks for a login",
    402: "asks for payment",
    403: "refuses robots or strangers",
    406: "refuses the request's headers",
    407: "asks for a proxy login",
    418: "refuses robots",
    451: "is withheld for legal reasons",
    999: "refuses robots",
}
_UP_TO_QUERY = lazy_pattern(r"[^?#]*")
_TITLE = lazy_pattern(rf"<title[^<>]{{0,200}}>([^<]{{0,{MAX_TITLE}}})", re.IGNORECASE)
# Judged by the title alone: a phrase in a page's body has condemned living pages elsewhere.
_SOFT_404 = lazy_pattern(
    r"""
      ^\W* (?: (?:http|error) \W* ){0,2} 404          # "Error 404", "404 - Page", "404 Not Found"
        (?= \W*$ | \s*[-–—|:·] | \W* (?:error|not|page|file)\b )
    | ^\W* not[ ]found\b
    | \b (?:page|file|document|article) [ ]            # "the page you asked for was not found"
      (?: was[ ] | is[ ] | could[ ] | can[ ] )?
      (?: not[ ](?:be[ ])?found | no[ ]longer[ ](?:available|exists)
        | does(?:[ ]not|n[’']t)[ ]exist )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def classify_response(
    status: int,
    headers: Mapping[str, str],
    accept: Collection[int] = (),
    now: datetime | None = None,
) -> Observation:
    """Judge a response by its status and headers.

    ``accept`` holds more statuses that count as alive.
    """
    if status in accept:
        return Observation("alive", f"{_name(status)}, accepted by configuration", status)
    if headers.get("cf-mitigated"):
        return Observation("blocked", f"Cloudflare asks for a human ({status})", status)
    if status in _REDIRECTS and headers.get("location"):
        location = _location(headers["location"])
        return Observation("redirect", _name(status), status, location=location)
    if status in _GONE:
        return Observation("gone", _name(status), status)
    wait = retry_after(headers.get("retry-after", ""), now or datetime.now(UTC))
    if status == 429 or (status == 503 and wait):
        reason = f"{_name(status)}: asks for fewer requests"
        return Observation("busy", reason, status, wait=wait)
    if status in _TEMPORARY:
        return Observation("fault", _name(status), status)
    if status in _METHOD_REFUSED:
        return Observation("method-refused", _name(status), status)
    if 200 <= status < 300 and status != 202:
        return Observation("alive", "", status)
    reason = _BLOCKED_REASONS.get(status, "")
    return Observation("blocked", f"{_name(status)}: {reason}" if reason else _name(status), status)


def _name(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"status {status}"


def _location(value: str) -> str:
    """A ``Location`` as a URL, read as browsers read it (https://url.spec.whatwg.org/#url-parsing).

    http.client reads headers as Latin-1; servers write UTF-8 or raw bytes.
    """
    try:
        raw = value.strip().encode("latin-1")
    except UnicodeError:
        return value.strip()
    try:
        text = raw.decode("utf-8")
    except UnicodeError:
        text = "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)
    return _UP_TO_QUERY.sub(lambda match: match[0].replace("\\", "/"), text, count=1)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait by a ``Retry-After`` header: seconds or a date (RFC 9110, section 10.2.3)."""
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def title_of(page: str) -> str:
    """The text of the first ``<title>``, white space collapsed; "" if there is none."""
    match = _TITLE.search(page)
    return " ".join(unescape(match[1]).split()) if match else ""


def is_not_found_title(title: str) -> bool:
    """Whether a page's title reads like an error page's, although its status says 200."""
    return bool(_SOFT_404.search(title[:MAX_TITLE]))
