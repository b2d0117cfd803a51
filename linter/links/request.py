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
from linter.links.response import Observation, classify_response, is_not_found_title, title_of

_HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; listlint/{__version__}; link check)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "keep-alive",
}
MAX_BODY_SECONDS = 2.0
"""The headers decide; the body is read for its title, and so that the connection serves again."""
MAX_COOKIES = 8_192
"""Code points of the cookies that are sent back."""
MAX_REASON = 120
"""Code points of an error's own words."""
_CHUNK = 16_384


class LinkRequester:
    """Sends an attempt's next request and says what was seen. Never raises for what is outside."""

    def __init__(
        self, transport: Transport, second_look: Transport, settings: LinkSettings
    ) -> None:
        """``second_look`` is the transport of second looks, which keeps no connection.

        ``settings`` give the timeout, the statuses to accept and the bound of a body.
        """
        self._transport = transport
        self._second_look = second_look
        self._timeout = settings.timeout
        self._accept: Collection[int] = frozenset(settings.accept)
        self._max_body = settings.body

    def request(self, attempt: Attempt) -> Observation:
        """One request for ``attempt.url``."""
        # A first request that hangs is cut short; the second, at the end, gets the full time.
        timeout = self._timeout if attempt.timeouts else self._timeout / 2
        headers = dict(_HEADERS)
        transport = self._transport
        if attempt.gone is not None:
            # What may have been wrong is one cache, or one of many servers behind one name.
            headers["Cache-Control"] = "no-cache"
            transport = self._second_look
        if attempt.cookies:
            request = PreparedRequest()
            request.prepare(method="GET", url=attempt.url, cookies=attempt.cookies)
            cookies = request.headers.get("Cookie") or ""
            if 0 < len(cookies) <= MAX_COOKIES and cookies.isprintable():
                headers["Cookie"] = cookies
        try:
            response = transport.ask(attempt.method, attempt.url, headers, timeout)
        except NoSuchHostError as error:
            return Observation("gone", str(error))
        except ConnectError as error:
            return Observation("blocked", str(error))
        except (RequestException, HTTPException, OSError, ValueError) as error:
            return _failure(error, timeout)
        try:
            observation = classify_response(response.status_code, response.headers, self._accept)
            if observation.kind == "redirect" and "set-cookie" in response.headers:
                if attempt.cookies is None:
                    attempt.cookies = RequestsCookieJar()
                attempt.cookies.update(response.cookies)
            for_title = observation.kind == "alive" and attempt.method == "GET"
            note = self._read(response, for_title=for_title)
        finally:
            response.raw.release_conn()
        return observation._replace(note=note)

    def _read(self, response: Response, *, for_title: bool) -> str:
        """Read the body within bounds, so that the connection may serve again; the page's note."""
        raw: Any = response.raw
        note = ""
        try:
            if raw.connection is not None:
                raw.connection.hurry(MAX_BODY_SECONDS)
            page = _body(raw, self._max_body)
            if for_title and "html" in response.headers.get("content-type", ""):
                encoding = response.headers.get("content-encoding", "")
                page = unpack(page, encoding, self._max_body)
                title = title_of(page.decode("utf-8", "replace"))
                if is_not_found_title(title):
                    note = f"the page's title says {title[:80]!r}"
        except (HTTPException, OSError, ValueError, zlib.error):
            pass  # the status counts
        return note


def _body(raw: Any, max_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size < max_bytes:
        part: bytes = raw.read(min(_CHUNK, max_bytes - size))
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _failure(error: Exception, timeout: float) -> Observation:
    if isinstance(error, SSLError):
        return Observation("blocked", f"TLS: {_cause(error)}")
    if isinstance(error, ConnectTimeout | ReadTimeout | TimeoutError) or _is_timeout(error):
        return Observation("fault", f"no answer within {timeout:g} s", is_timeout=True)
    if isinstance(error, RequestsConnectionError):
        return Observation("fault", f"no connection: {_cause(error)}")
    return Observation("blocked", f"not a working HTTP exchange: {_cause(error)}")


def _is_timeout(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, TimeoutError):
            return True
        nested = next((cause for cause in error.args if isinstance(cause, BaseException)), None)
        error = nested or error.__cause__
    return False


def _cause(error: BaseException) -> str:
    """The innermost cause, in one short line."""
    while True:
        inner = getattr(error, "reason", None)
        if not isinstance(inner, BaseException):
            inner = next((cause for cause in error.args if isinstance(cause, BaseException)), None)
        if inner is None:
            break
        error = inner
    strerror = getattr(error, "strerror", None)
    text = strerror if isinstance(strerror, str) else str(error)
    return " ".join(text.split())[:MAX_REASON] or type(error).__name__
