"""What one exchange becomes, over requests with ``responses`` in the network's place."""

from __future__ import annotations

import threading

import pytest
import requests
import responses

from linter.links.attempt import Attempt
from linter.links.http.resolver import Resolver
from linter.links.http.transport import Transport
from linter.links.registries.client import Client, RegistryUnavailableError
from linter.links.request import LinkRequester
from linter.links.response import Observation
from tests.links.helpers import quick

URL = "https://a.example/b"
TIMEOUT = Observation("fault", "no answer within 1 s", is_timeout=True)


def look(attempt: Attempt | None = None) -> Observation:
    transports = Transport(Resolver(), 1), Transport(Resolver(), 0)
    return LinkRequester(*transports, quick()).request(attempt or Attempt(URL, URL))


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (
            requests.ConnectTimeout("x"),
            TIMEOUT,
        ),
        (requests.ReadTimeout("x"), TIMEOUT),
        (
            requests.ConnectionError(TimeoutError("x")),
            TIMEOUT,
        ),
        (
            requests.ConnectionError(ConnectionResetError(104, "Connection reset by peer")),
            Observation("fault", "no connection: Connection reset by peer"),
        ),
        (
            requests.exceptions.SSLError(OSError("certificate has expired")),
            Observation("blocked", "TLS: certificate has expired"),
        ),
        (
            requests.exceptions.InvalidHeader("odd"),
            Observation("blocked", "not a working HTTP exchange: odd"),
        ),
    ],
)
def test_request_describes_a_failed_exchange(error: Exception, seen: Observation) -> None:
    with responses.RequestsMock() as net:
        net.get(URL, body=error)
        assert look() == seen


@pytest.mark.parametrize(
    ("page", "kind", "note"),
    [
        ("<title>Page not found</title>", "text/html", "the page's title says 'Page not found'"),
        ("<title>Page not found</title>", "text/plain", ""),
        ("<title>A page</title><h1>Page not found</h1>", "text/html; charset=utf-8", ""),
    ],
)
def test_request_notes_the_title_of_an_error_page(page: str, kind: str, note: str) -> None:
    with responses.RequestsMock() as net:
        net.get(URL, body=page, content_type=kind)
        assert look() == Observation("alive", status=200, note=note)


def test_request_asks_for_no_cached_response_at_a_second_look() -> None:
    with responses.RequestsMock() as net:
        fresh = responses.matchers.header_matcher({"Cache-Control": "no-cache"})
        net.get(URL, status=404)
        net.get(URL, status=404, match=[fresh])
        attempt = Attempt(URL, URL)
        attempt.gone = look(attempt)
        assert look(attempt).kind == "gone"
        assert [call.request.headers.get("Cookie") for call in net.calls] == [None, None]


def test_request_keeps_cookies_along_a_redirect() -> None:
    with responses.RequestsMock() as net:
        moved = {"Location": "/c", "Set-Cookie": "seen=yes; Path=/"}
        net.get(URL, status=302, headers=moved)
        net.get(URL, status=200)
        attempt = Attempt(URL, URL)
        assert look(attempt) == Observation("redirect", "302 Found", 302, location="/c")
        look(attempt)
        assert net.calls[1].request.headers["Cookie"] == "seen=yes"


@pytest.mark.parametrize("value", ["b\r\n folded", "x" * 9_000])
def test_request_sends_no_invalid_cookies(value: str) -> None:
    with responses.RequestsMock() as net:
        net.get(URL)
        attempt = Attempt(URL, URL)
        attempt.cookies = requests.cookies.RequestsCookieJar()
        attempt.cookies.set("a", value)
        assert look(attempt).kind == "alive"
        assert "Cookie" not in net.calls[0].request.headers


def test_client_retries_temporary_faults() -> None:
    client = Client(Transport(Resolver(), 1), quick(), threading.Event())
    with responses.RequestsMock() as net:
        net.get(URL, status=503, headers={"Retry-After": "0"})
        net.get(URL, json=[1])
        assert client.get(URL).json() == [1]
        net.get(URL, status=404)
        assert client.get(URL).status == 404
    with responses.RequestsMock() as net:
        net.get(URL, status=429, headers={"Retry-After": "600"})
        with pytest.raises(RegistryUnavailableError, match="status 429"):
            client.get(URL)
