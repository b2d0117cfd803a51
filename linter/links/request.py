"""One request of one link's check: sent, read within bounds, and described."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from http.client import HTTPException
from typing import Any

from requests import PreparedRequest, Response
from requests.cookies import RequestsCookieJar
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, ReadTimeout, RequestException, SSLError

from linter import __version__
from linter.config.link_settings import LinkSettings
from linter.links.attempt import Attempt
from linter.links.http.resolver import ConnectError, NoSuchHostError
from linter.links.http.transport import Transport, unpack
from linter.links.response import Observation, classify_response, says_not_found, title_of

_HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; listlint/{__version__}; link check)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "keep-alive",
}
_BODY_SECONDS = 2.0
_CHUNK = 16_384
_MOST_COOKIES = 8_192  # characters


class LinkRequester:
    """Sends a job's next request and says what was seen. Never raises for what is outside."""

    def __init__(self, transport: Transport, settings: LinkSettings) -> None:
        """``settings`` give the timeout, the statuses to accept and the bound of a body."""
        self._transport = transport
        self._timeout = settings.timeout
        self._accept: Collection[int] = frozenset(settings.accept)
        self._body = settings.body

    def look(self, job: Attempt) -> Observation:
        """One request for ``job.url``."""
        # A first try that hangs is cut short; the second, at the end, gets the full time.
        timeout = self._timeout if job.timeouts else self._timeout / 2
        headers = dict(_HEADERS)
        if job.gone is not None:
            headers["Cache-Control"] = "no-cache"
        if job.cookies:
            request = PreparedRequest()
            request.prepare(method="GET", url=job.url, cookies=job.cookies)
            cookies = request.headers.get("Cookie") or ""
            if 0 < len(cookies) <= _MOST_COOKIES and cookies.isprintable():
                headers["Cookie"] = cookies
        try:
            response = self._transport.ask(job.method, job.url, headers, timeout)
        except NoSuchHostError as error:
            return Observation("gone", str(error))
        except ConnectError as error:
            return Observation("wall", str(error))
        except (RequestException, HTTPException, OSError, ValueError) as error:
            return _failure(error, timeout)
        try:
            look = classify_response(response.status_code, response.headers, self._accept)
            if look.sort == "redirect" and "set-cookie" in response.headers:
                job.cookies = job.cookies if job.cookies is not None else RequestsCookieJar()
                job.cookies.update(response.cookies)
            note = self._read(response, for_title=look.sort == "alive" and job.method == "GET")
        finally:
            response.raw.release_conn()
        return look._replace(note=note)

    def _read(self, response: Response, *, for_title: bool) -> str:
        """Read the body within bounds, so that the connection may serve again; the page's note."""
        raw: Any = response.raw
        note = ""
        try:
            if raw.connection is not None:
                raw.connection.hurry(_BODY_SECONDS)
            page = _body(raw, self._body)
            if for_title and "html" in response.headers.get("content-type", ""):
                page = unpack(page, response.headers.get("content-encoding", ""), self._body)
                title = title_of(page.decode("utf-8", "replace"))
                if says_not_found(title):
                    note = f"the page's title says {title[:80]!r}"
        except (HTTPException, OSError, ValueError, zlib.error):
            pass  # the answer stands; its body is a courtesy
        return note


def _body(raw: Any, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size < most:
        part: bytes = raw.read(min(_CHUNK, most - size))
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _failure(error: Exception, timeout: float) -> Observation:
    if isinstance(error, SSLError):
        return Observation("wall", f"TLS: {_cause(error)}")
    if isinstance(error, ConnectTimeout | ReadTimeout | TimeoutError) or _is_timeout(error):
        return Observation("fault", f"no answer within {timeout:g} s")
    if isinstance(error, RequestsConnectionError):
        return Observation("fault", f"no connection: {_cause(error)}")
    return Observation("wall", f"not a working HTTP exchange: {_cause(error)}")


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
