from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import requests

from linter.links.http import connection, transport
from linter.links.http.resolver import Resolver
from linter.links.http.transport import request_url, unpack
from linter.model import Found, Unknown
from tests.links.helpers import fetch, quick
from tests.links.policy import world_only

# A self-signed certificate for 127.0.0.1 and its key, made for these tests alone.
PAIR = Path(__file__).parents[1] / "loopback.pem"


@pytest.mark.parametrize(
    ("url", "wire"),
    [
        ("HTTP://Example.COM", "http://example.com/"),
        ("https://user:word@example.com/a#b", "https://example.com/a"),
        ("https://example.com/a b?c=d e", "https://example.com/a%20b?c=d%20e"),
        ("https://example.com/%7Euser/%zz", "https://example.com/~user/%25zz"),
        ("https://example.com/50%-off/%C3%A9?100%", "https://example.com/50%25-off/%C3%A9?100%25"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://example.com?q", "https://example.com/?q"),
        ("https://example.com/a/../b", "https://example.com/b"),
    ],
)
def test_request_url_spells_what_is_sent(url: str, wire: str) -> None:
    assert request_url(url) == wire


@pytest.mark.parametrize("url", ["http://", "https://[::1", "http://a:b/", "http://*.example/"])
def test_request_url_refuses_invalid_urls(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        request_url(url)


def test_unpack_stops_at_the_bound() -> None:
    import gzip

    assert unpack(gzip.compress(bytes(1_000_000)), "gzip", 1000) == bytes(1000)
    assert unpack(b"plain", "br", 1000) == b"plain"


class Tls:
    """A TLS server that answers each request by what its path names."""

    def __init__(self) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(PAIR)
        self.context.set_alpn_protocols(["h2", "http/1.1"])
        self.spoken: list[str | None] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.talk, args=(raw,), daemon=True).start()

    def talk(self, raw: socket.socket) -> None:
        with raw:
            try:
                with self.context.wrap_socket(raw, server_side=True) as channel:
                    self.spoken.append(channel.selected_alpn_protocol())
                    while head := channel.recv(65536):
                        if b"/drip" in head:
                            for _ in range(1_000):
                                channel.sendall(b"X")
                                time.sleep(0.05)
                        more = bytes(16_000) if b"/more" in head else b""
                        channel.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + more)
            except OSError:
                pass


@pytest.fixture
def tls(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tls]:
    server = Tls()
    transport._tls.cache_clear()
    yield server
    server.listener.close()
    transport._tls.cache_clear()


def test_tls_accepts_a_trusted_certificate(tls: Tls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(PAIR))
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    urls = [f"https://127.0.0.1:{tls.port}/{number}" for number in range(3)]
    answers = fetch(urls, quick(per_host=1))
    assert all(isinstance(answer, Found) for answer in answers.values())
    assert tls.connections == 1
    assert tls.spoken == ["http/1.1"]


def test_tls_refuses_a_certificate_for_another_name(
    tls: Tls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(PAIR))
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    url = f"https://other.lan:{tls.port}/1"
    answer = fetch([url], lookup=lambda host, port: [(socket.AF_INET, "127.0.0.1")])[url]
    assert isinstance(answer, Unknown)
    assert "Hostname mismatch" in answer.reason


def test_tls_does_not_reuse_a_connection_with_more_to_read(
    tls: Tls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(PAIR))
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    sender = transport.Transport(Resolver(world_only), 1)
    for path in ("more", "1"):
        response = sender.ask("GET", f"https://127.0.0.1:{tls.port}/{path}", {}, 5.0)
        assert response.raw.read() == b"ok"
        response.raw.release_conn()
    assert tls.connections == 2
    sender.close()


def test_tls_has_one_context_for_all_threads(tls: Tls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(PAIR))
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    built = []
    create = ssl.create_default_context

    def slowly(**options: Any) -> ssl.SSLContext:
        built.append(1)
        time.sleep(0.2)
        return create(**options)

    monkeypatch.setattr(ssl, "create_default_context", slowly)
    fetch([f"https://127.0.0.1:{tls.port}/{number}" for number in range(8)], quick(per_host=8))
    assert len(built) == 1


def test_ask_does_not_name_the_default_port() -> None:
    for context, port in ((None, 80), (ssl.create_default_context(), 443)):
        pool = connection.Pool("a.example", port, context, 1, Resolver())
        made = connection._Connection(pool)
        sent: list[bytes] = []
        made.sock = cast(Any, SimpleNamespace(sendall=sent.append))
        made.request("GET", "/", None, {})
        assert b"\r\nHost: a.example\r\n" in b"".join(sent)


def test_tls_handshake_gets_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = connection.PlainSocket.connect

    def slowly(self: connection.PlainSocket, address: Any) -> None:
        time.sleep(2.0)
        connect(self, address)

    monkeypatch.setattr(connection.PlainSocket, "connect", slowly)
    silent = socket.create_server(("127.0.0.1", 0))
    sender = transport.Transport(Resolver(world_only), 1)
    began = time.monotonic()
    with pytest.raises(requests.ConnectionError, match="timed out"):
        sender.ask("GET", f"https://127.0.0.1:{silent.getsockname()[1]}/", {}, 3.0)
    assert time.monotonic() - began < 4.5
    sender.close()
    silent.close()


def test_tls_handshake_that_is_silent_is_cut_short() -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
    began = time.monotonic()
    assert fetch([url], quick(timeout=1.0, retries=0))[url] == Unknown("no answer within 0.5 s")
    assert time.monotonic() - began < 8
    silent.close()


def test_tls_that_is_slow_is_cut_short(tls: Tls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(PAIR))
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    (url,) = urls = [f"https://127.0.0.1:{tls.port}/drip"]
    began = time.monotonic()
    answer = fetch(urls, quick(timeout=0.5, retries=0))[url]
    assert time.monotonic() - began < 8
    assert answer == Unknown("no answer within 0.25 s")


def test_tls_refuses_an_untrusted_certificate(tls: Tls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    (url,) = urls = [f"https://127.0.0.1:{tls.port}/1"]
    answer = fetch(urls)[url]
    assert isinstance(answer, Unknown)
    assert answer.reason.startswith("TLS: ")
    assert "certificate" in answer.reason
