"""What one answer to one request means for a link. Pure: no clock, no socket.

Statuses are those of RFC 9110, section 15, RFC 6585 (429) and what robots' walls send in practice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from http import HTTPStatus
from typing import Literal, NamedTuple

Sort = Literal["alive", "gone", "redirect", "busy", "fault", "refused", "wall"]


class Observation(NamedTuple):
    """What was seen at one URL, once.

    ``alive`` and ``gone`` speak for themselves. ``redirect`` leads to ``location``. ``busy``: the
    host asks for ``wait`` seconds of peace (None: it does not say how long). ``fault`` may pass
    with time. ``refused``: this method is, another may not be. ``wall``: asking again is no use.
    """

    sort: Sort
    reason: str = ""
    status: int | None = None
    location: str = ""
    wait: float | None = None
    note: str = ""


_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 421, 425, 500, 502, 503, 504, *range(520, 528), 530, 598, 599})
_METHOD = frozenset({405, 501})
_WHY = {
    202: "accepts the request without an answer, as robots' walls do",
    401: "asks for a login",
    402: "asks for payment",
    403: "refuses robots or strangers",
    406: "refuses the request's headers",
    407: "asks for a proxy login",
    418: "refuses robots",
    451: "is withheld for legal reasons",
    999: "refuses robots",
}
_PATH = re.compile(r"[^?#]*")  # with what stands before it
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
# Said by the title alone: a phrase in a page's body has condemned living pages elsewhere.
_SOFT_404 = re.compile(
    r"^\W*(?:(?:http|error)\W*){0,2}404(?=\W*$|\s*[-–—|:·]|\W*(?:error|not|page|file)\b)"
    r"|^\W*not found\b"
    r"|\b(?:page|file|document|article) (?:was |is |could |can )?"
    r"(?:not (?:be )?found|no longer (?:available|exists)|does(?: not|n[’']t) exist)\b",
    re.IGNORECASE,
)


def classify_response(
    status: int,
    headers: Mapping[str, str],
    accept: Collection[int] = (),
    now: datetime | None = None,
) -> Observation:
    """Judge a response by its status and headers; ``accept`` are more statuses that are alive."""
    if status in accept:
        return Observation("alive", f"{_name(status)}, accepted by configuration", status)
    if headers.get("cf-mitigated"):
        return Observation("wall", f"Cloudflare asks for a human ({status})", status)
    if status in _REDIRECTS and headers.get("location"):
        return Observation(
            "redirect", _name(status), status, location=_location(headers["location"])
        )
    if status in (404, 410):
        return Observation("gone", _name(status), status)
    wait = retry_after(headers.get("retry-after", ""), now or datetime.now(UTC))
    if status == 429 or (status == 503 and wait):
        return Observation("busy", f"{_name(status)}: asks for fewer requests", status, wait=wait)
    if status in _PASSING:
        return Observation("fault", _name(status), status)
    if status in _METHOD:
        return Observation("refused", _name(status), status)
    if 200 <= status < 300 and status != 202:
        return Observation("alive", "", status)
    why = _WHY.get(status)
    return Observation("wall", f"{_name(status)}: {why}" if why else _name(status), status)


def _name(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"status {status}"


def _location(value: str) -> str:
    """A ``Location`` as a URL: as browsers read it (https://url.spec.whatwg.org/#url-parsing).

    http.client reads headers as Latin-1; servers write UTF-8 or bytes that are meant as they are.
    """
    try:
        raw = value.strip().encode("latin-1")
    except UnicodeError:
        return value.strip()
    try:
        text = raw.decode("utf-8")
    except UnicodeError:
        text = "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)
    return _PATH.sub(lambda path: path[0].replace("\\", "/"), text, count=1)


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
    """The text of the first ``<title>``, white space folded; "" if there is none."""
    found = _TITLE.search(page)
    return " ".join(unescape(found[1]).split()) if found else ""


def says_not_found(title: str) -> bool:
    """Whether a page's title reads like an error page's, although its status says 200."""
    return bool(_SOFT_404.search(title[:300]))
