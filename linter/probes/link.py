"""One link, from the first request to a verdict: hops, second looks, retries.

Dead is only what was gone twice with time between. Faults are tried again last. Whatever cannot be
told is ``Unknown`` with its reason.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from requests import PreparedRequest, Response
from requests.cookies import RequestsCookieJar
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, ReadTimeout, RequestException, SSLError
from urllib3.exceptions import HTTPError

from linter import __version__
from linter.model import Answer, Found, Missing, Unknown
from linter.moves import is_front_page, is_news
from linter.probes.addresses import ConnectError, NoSuchHostError
from linter.probes.looks import Look, look_at, says_not_found, title_of
from linter.probes.settings import LinkSettings
from linter.probes.transport import Transport, request_url

_HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; listlint/{__version__}; link check)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "keep-alive",
}
_BODY_SECONDS = 2.0
_CHUNK = 16_384
_RETRY_AFTER = (1.0, 4.0)
_MAX_URL = 8_192


@dataclass(slots=True, eq=False)
class Job:
    """One link on its way. ``url`` is the hop that comes next."""

    link: str
    url: str = ""
    fragment: str = ""
    method: str = "GET"
    hops: int = 0
    permanent: bool = True
    cookies: RequestsCookieJar | None = None
    seen: set[tuple[str, str]] = field(default_factory=set)
    faults: int = 0
    timeouts: int = 0
    refusals: int = 0
    gone: Look | None = None
    gone_at: float = 0.0
    refused: Look | None = None

    def restart(self) -> None:
        """Back to the link's own address, as a visitor who was never there."""
        self.url = self.link
        self.fragment = ""
        self.method = "GET"
        self.hops = 0
        self.permanent = True
        self.cookies = None
        self.seen.clear()
        self.refused = None


@dataclass(frozen=True, slots=True)
class Again:
    """The job goes on, after ``delay`` seconds."""

    delay: float = 0.0


def host_of(url: str) -> str:
    """The host as pacing sees it: without scheme and default port."""
    parts = urlsplit(url)
    port = parts.port
    name = (parts.hostname or "").lower()
    return name if port in (None, 80, 443) else f"{name}:{port}"


class Looker:
    """Sends a job's next request and says what was seen. Never raises for what is outside."""

    def __init__(self, transport: Transport, settings: LinkSettings) -> None:
        """``settings`` give the timeout, the statuses to accept and the bound of a body."""
        self._transport = transport
        self._timeout = settings.timeout
        self._accept: Collection[int] = frozenset(settings.accept)
        self._body = settings.body

    def look(self, job: Job) -> Look:
        """One request for ``job.url``."""
        # A first try that hangs is cut short; the second, at the end, gets the full time.
        timeout = self._timeout if job.timeouts else self._timeout / 2
        headers = dict(_HEADERS)
        if job.gone is not None:
            headers["Cache-Control"] = "no-cache"
        if job.cookies:
            request = PreparedRequest()
            request.prepare(method="GET", url=job.url, cookies=job.cookies)
            headers["Cookie"] = request.headers.get("Cookie", "")
        try:
            response = self._transport.ask(job.method, job.url, headers, timeout)
        except NoSuchHostError as error:
            return Look("gone", str(error))
        except ConnectError as error:
            return Look("wall", str(error))
        except (RequestException, HTTPError, OSError, ValueError) as error:
            return _failure(error, timeout)
        look = look_at(response.status_code, response.headers, self._accept)
        if look.sort == "redirect" and "set-cookie" in response.headers:
            job.cookies = job.cookies if job.cookies is not None else RequestsCookieJar()
            job.cookies.update(response.cookies)
        note = self._finish(response, read_title=look.sort == "alive" and job.method == "GET")
        return look if not note else Look(look.sort, look.reason, look.status, note=note)

    def _finish(self, response: Response, *, read_title: bool) -> str:
        """Read what is worth it, within bounds, and give the connection back or drop it."""
        raw: Any = response.raw
        note = ""
        whole = False
        try:
            connection = raw.connection
            if connection is not None:
                connection.hurry(_BODY_SECONDS)
            page = _read(raw, self._body)
            whole = len(page) < self._body
            if read_title and "html" in response.headers.get("content-type", ""):
                page = _unpack(page, response.headers.get("content-encoding", ""), self._body)
                title = title_of(page.decode("utf-8", "replace"))
                if says_not_found(title):
                    note = f"the page's title says {title[:80]!r}"
        except (HTTPError, OSError, ValueError, zlib.error):
            pass  # the answer stands; its body is a courtesy
        if whole:
            raw.release_conn()
        else:
            raw.close()
        return note


def _read(raw: Any, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size < most:
        part: bytes = raw.read(min(_CHUNK, most - size), decode_content=False)
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _unpack(page: bytes, encoding: str, most: int) -> bytes:
    """At most ``most`` bytes of a packed body, so that no bomb goes off (RFC 9110, 8.4.1)."""
    coding = encoding.strip().lower()
    if coding in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(page, most)
    return page


def _failure(error: Exception, timeout: float) -> Look:
    if isinstance(error, SSLError):
        return Look("wall", f"TLS: {_cause(error)}")
    if isinstance(error, ConnectTimeout | ReadTimeout | TimeoutError) or _is_timeout(error):
        return Look("fault", f"no answer within {timeout:g} s")
    if isinstance(error, RequestsConnectionError):
        return Look("fault", f"no connection: {_cause(error)}")
    return Look("wall", f"not a working HTTP exchange: {_cause(error)}")


def _is_timeout(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, TimeoutError):
            return True
        nested = next((each for each in error.args if isinstance(each, BaseException)), None)
        error = nested or error.__cause__
    return False


def _cause(error: BaseException) -> str:
    """The innermost cause, in one short line."""
    while True:
        inner = getattr(error, "reason", None)
        if not isinstance(inner, BaseException):
            inner = next((each for each in error.args if isinstance(each, BaseException)), None)
        if inner is None:
            break
        error = inner
    strerror = getattr(error, "strerror", None)
    text = strerror if isinstance(strerror, str) else str(error)
    return " ".join(text.split())[:120] or type(error).__name__


def settle(job: Job, look: Look, now: float, settings: LinkSettings) -> Answer | Again:
    """What a look means for the job: an answer, or another request.

    ``busy`` is not settled here: that is between the host and its queue.
    """
    if look.sort == "alive":
        return _alive(job, look)
    if job.method == "HEAD" and job.refused is not None and look.sort != "redirect":
        return Unknown(f"{job.refused.reason}, on GET and HEAD alike", job.refused.status)
    if look.sort == "redirect":
        return _follow(job, look, settings)
    if look.sort == "gone":
        return _gone(job, look, now, settings)
    if look.sort == "refused":
        job.refused = look
        job.method = "HEAD"
        return Again()
    if look.sort == "fault":
        return _fault(job, look, settings)
    return Unknown(_told(job, look.reason), look.status)


def _alive(job: Job, look: Look) -> Found:
    final = job.url + (f"#{job.fragment}" if job.fragment else "")
    permanent = job.permanent and job.hops > 0
    reason = look.reason or look.note
    if job.hops and not reason and is_front_page(job.link, final):
        reason = "redirects to the site's front page"
    data = {
        "final_url": final if job.hops else job.link,
        "permanent": permanent,
        "moved": permanent and not look.note and is_news(job.link, final),
    }
    return Found(data, look.status, reason)


def _follow(job: Job, look: Look, settings: LinkSettings) -> Answer | Again:
    if job.hops >= settings.redirects:
        return Unknown(f"more than {settings.redirects} redirects", look.status)
    target, _, fragment = urljoin(job.url, look.location).partition("#")
    if not target.lower().startswith(("http://", "https://")) or len(target) > _MAX_URL:
        return Unknown(f"redirects to no web address ({target[:40]})", look.status)
    try:
        target = request_url(target)
    except ValueError:
        return Unknown("redirects to an address that is not valid", look.status)
    cookies = repr(sorted(job.cookies.items())) if job.cookies else ""
    job.seen.add((job.url, ""))
    if (target, cookies) in job.seen:
        return Unknown("redirects in a circle", look.status)
    job.seen.add((target, cookies))
    job.url = target
    job.fragment = fragment
    job.hops += 1
    job.permanent = job.permanent and look.status in (301, 308)
    return Again()


def _gone(job: Job, look: Look, now: float, settings: LinkSettings) -> Answer | Again:
    if job.gone is not None and now - job.gone_at >= settings.second_look:
        return Missing(_told(job, f"{look.reason}, seen twice"), look.status)
    if job.gone is None:
        job.gone = look
        job.gone_at = now
    job.restart()
    return Again(max(0.0, job.gone_at + settings.second_look - now))


def _fault(job: Job, look: Look, settings: LinkSettings) -> Answer | Again:
    job.faults += 1
    if look.status is None and look.reason.startswith("no answer"):
        job.timeouts += 1
    if job.faults > settings.retries or job.timeouts > 1:
        tries = f", {job.faults} times" if job.faults > 1 else ""
        return Unknown(_told(job, f"{look.reason}{tries}"), look.status)
    return Again(_RETRY_AFTER[min(job.faults, len(_RETRY_AFTER)) - 1])


def _told(job: Job, reason: str) -> str:
    """The reason, with what was seen before it and where a redirect led."""
    if job.gone is not None and not reason.startswith(job.gone.reason):
        reason = f"{job.gone.reason} at first, then {reason}"
    return f"redirects to {job.url[:200]}: {reason}" if job.hops else reason
