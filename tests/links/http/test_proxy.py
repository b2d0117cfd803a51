"""Requests through the proxy that the environment names."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

import pytest

from linter.links.http import proxy
from linter.links.http.proxy import Proxy, UnusableProxyError, proxy_for
from linter.links.http.resolver import numeric_addresses
from linter.model import Found, Unknown
from tests.links.helpers import fetch, quick
from tests.links.http.test_transport import PAIR, Tls, tls
from tests.links.world import World, running

__all__ = ["tls"]

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


class ProxyServer:
    """A proxy for which every host is the loopback world; it remembers what it was asked."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.heads: list[str] = []
        self.status = 200
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(client,), daemon=True).start()

    def talk(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = client.recv(65_536)
            self.heads.append(head.decode("latin-1"))
            method, target, _ = head.decode("latin-1").split(" ", 2)
            if method == "CONNECT":
                if self.status != 200:
                    client.sendall(f"HTTP/1.1 {self.status} No\r\n\r\n".encode())
                    return
                port = int(target.rpartition(":")[2])
                client.sendall(b"HTTP/1.1 200 Connected\r\nX-Proxy: yes\r\n\r\n")
                with socket.create_connection(("127.0.0.1", port)) as server:
                    thread = threading.Thread(target=pump, args=(client, server), daemon=True)
                    thread.start()
                    pump(server, client)
                return
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProxyServer]:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    built = ProxyServer()
    yield built
    built.listener.close()


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with running(2) as built:
        yield built


def no_lookup(host: str, port: int) -> list[Any]:
    raise AssertionError(f"{host} was looked up")


def test_http_goes_through_the_proxy_which_alone_resolves_names(
    server: ProxyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
    url = "http://only-the-proxy-knows.example:8080/page?a=b"
    answers = fetch([url], lookup=no_lookup)
    assert isinstance(answers[url], Found)
    (head,) = server.heads
    assert head.startswith(f"GET {url} HTTP/1.1\r\n")
    assert "Host: only-the-proxy-knows.example:8080\r\n" in head
    assert "Proxy-Authorization" not in head


def test_https_goes_through_a_tunnel(
    server: ProxyServer, tls: Tls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(PAIR))
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{server.port}")
    monkeypatch.setattr(proxy, "_is_this_machine", lambda host: False)
    urls = [f"https://127.0.0.1:{tls.port}/{number}" for number in range(2)]
    answers = fetch(urls, quick(per_host=1))
    assert all(isinstance(answer, Found) for answer in answers.values())
    assert [head.split("\r\n")[0] for head in server.heads] == [
        f"CONNECT 127.0.0.1:{tls.port} HTTP/1.1"
    ]


def test_a_login_is_for_the_proxy_alone(
    server: ProxyServer, tls: Tls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", f"http://us%40er:pass@127.0.0.1:{server.port}")
    monkeypatch.setenv("SSL_CERT_FILE", str(PAIR))
    monkeypatch.setattr(proxy, "_is_this_machine", lambda host: False)
    fetch(["http://a.example/", f"https://127.0.0.1:{tls.port}/"], lookup=no_lookup)
    login = "Proxy-Authorization: Basic dXNAZXI6cGFzcw==\r\n"
    assert len(server.heads) == 2
    assert all(login in head for head in server.heads)


def test_a_proxy_that_refuses_a_tunnel_makes_links_unverifiable(
    server: ProxyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.status = 403
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.port}")
    url = "https://a.example/"
    answer = fetch([url], quick(retries=0), lookup=no_lookup)[url]
    assert isinstance(answer, Unknown)
    assert "the proxy answered 403" in answer.reason


@pytest.mark.parametrize(
    "address",
    ["http://10.0.0.1/", "http://169.254.169.254/", "http://2852039166/", "http://[fd00::1]/"],
)
def test_a_private_address_is_refused_before_the_proxy_is_asked(
    server: ProxyServer, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    from linter.links.http.resolver import public

    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
    answer = fetch([address], policy=public, lookup=no_lookup)[address]
    assert isinstance(answer, Unknown)
    assert "private address" in answer.reason
    assert server.heads == []


def test_this_machine_is_never_asked_of_a_proxy(
    server: ProxyServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
    url = world.url("plain", "direct")
    assert isinstance(fetch([url])[url], Found)
    assert server.heads == []


def test_a_proxy_that_does_not_exist_is_not_a_missing_link(
    server: ProxyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    url = "http://a.example/"
    answer = fetch([url], lookup=no_lookup)[url]
    assert answer == Unknown("the proxy proxy.invalid was not found")


@pytest.mark.parametrize(
    ("server_url", "variables", "expected"),
    [
        ("http://a.example", {}, None),
        ("http://a.example", {"HTTP_PROXY": "p.example:3128"}, Proxy("p.example", 3128, {})),
        ("https://a.example", {"HTTP_PROXY": "p.example:3128"}, None),
        ("https://a.example", {"ALL_PROXY": "http://p.example"}, Proxy("p.example", 80, {})),
        ("http://a.example", {"HTTP_PROXY": "p.example", "NO_PROXY": ".example"}, None),
        ("http://localhost:80", {"HTTP_PROXY": "p.example"}, None),
        ("http://a.localhost", {"HTTP_PROXY": "p.example"}, None),
        ("http://[::1]:80", {"HTTP_PROXY": "p.example"}, None),
        ("http://0x7f.1", {"HTTP_PROXY": "p.example"}, None),
    ],
)
def test_proxy_for_reads_the_environment(
    server: ProxyServer,
    monkeypatch: pytest.MonkeyPatch,
    server_url: str,
    variables: dict[str, str],
    expected: Proxy | None,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(server_url) == expected


@pytest.mark.parametrize("address", ["socks5://p.example", "https://p.example", "http://p:x"])
def test_proxy_for_refuses_other_proxies(
    server: ProxyServer, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", address)
    with pytest.raises(UnusableProxyError):
        proxy_for("http://a.example")


def test_numeric_addresses_knows_every_spelling_and_no_name() -> None:
    loopback = ip_address("127.0.0.1")
    for spelling in ("127.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "0177.1"):
        assert numeric_addresses(spelling) == [loopback]
    assert numeric_addresses("example.com") == []
    assert numeric_addresses("a" * 300) == []
