"""Connections over real sockets: which are used again, what is sent, what ends them."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from typing import Any

import pytest
from requests.exceptions import ConnectionError as RequestsConnectionError

from linter.links.http import connection
from linter.links.http import transport as transports
from linter.links.http.resolver import Resolver
from linter.links.http.transport import Transport
from linter.links.registries.client import Client, RegistryUnavailableError
from tests.links.helpers import quick
from tests.links.policy import world_only

PACKED = gzip.compress(b'{"a": 1}')
MEMBERS = gzip.compress(b'{"a":') + gzip.compress(b" 1}") + b"\0" * 8
ANSWERS = {
    "/whole": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "/chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    "/empty": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/closing": b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
    "/old": b"HTTP/1.0 200 OK\r\n\r\nok",
    "/early": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3
    + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "/leaves": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "/cut": b'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 20\r\n\r\n{"a": 1}',
    "/cut-chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{}",
    "/packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b"
    % (len(PACKED), PACKED),
    "/noise": b"\0\1\2\r\n\r\n",
    "/silent": b"",
    "/bad-chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nZZ\r\n",
    "/minus": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n" + 5000 * b"A",
    "/no-body": b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
    "/members": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b"
    % (len(MEMBERS), MEMBERS),
    "/cut-packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 15\r\n\r\n%b"
    % PACKED[:15],
    "/heads": b"HTTP/1.1 200 OK\r\n" + 98 * (b"A: " + 4_000 * b"x" + b"\r\n") + b"\r\n",
    "/flood": 20_000 * b"HTTP/1.1 103 Early Hints\r\n\r\n",
    "/long": b"HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n" + 500_000 * b"x",
    "/twice": b"HTTP/1.1 301 Moved\r\nLocation: /first\r\nLocation: /second\r\n"
    b"Content-Length: 0\r\n\r\n",
}
HANGS_UP = {"/closing", "/old", "/leaves", "/cut", "/cut-chunk", "/noise", "/silent"}


class Server:
    """Answers by the request's target; a connection's number and the target are kept."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.asked: list[tuple[int, str]] = []
        self.hosts: list[str] = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        number = 0
        while True:
            try:
                channel, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(number, channel), daemon=True).start()
            number += 1

    def talk(self, number: int, channel: socket.socket) -> None:
        with channel, suppress(OSError):
            while head := channel.recv(65536):
                if b"HTTP/1.1" not in head:  # the body of a POST
                    continue
                target = head.split(b" ")[1].decode()
                again = any(earlier == number for earlier, _ in self.asked)
                self.asked.append((number, target))
                self.hosts += re.findall(r"Host: (\S+)", head.decode())
                if target in ("/drip", "/stall"):
                    self.drip(channel, seconds=1.5 if target == "/stall" else 20.0)
                if again and target == "/only-first":
                    return
                channel.sendall(ANSWERS.get(target, ANSWERS["/whole"]))
                if target in HANGS_UP:
                    return

    def drip(self, channel: socket.socket, seconds: float) -> None:
        channel.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(int(100 * seconds)):
            channel.sendall(b"X")
            time.sleep(0.01)
        channel.recv(1)  # says no more, and stays


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.listener.close()


@pytest.fixture
def transport() -> Iterator[Transport]:
    made = Transport(Resolver(world_only), per_host=2)
    yield made
    made.close()


def ask(transport: Transport, url: str, most: int = 1000) -> bytes:
    response = transport.ask("GET", url, {}, 5.0)
    body: bytes = response.raw.read(most)
    rest = response.raw.read(1) if len(body) < most else b""
    response.raw.release_conn()
    return body + rest


@pytest.mark.parametrize("target", ["/whole", "/chunks", "/empty", "/early"])
def test_release_keeps_a_connection_that_was_read_whole(
    server: Server, transport: Transport, target: str
) -> None:
    assert ask(transport, server.base + target) in (b"ok", b"")
    assert ask(transport, server.base + "/whole") == b"ok"
    assert server.asked == [(0, target), (0, "/whole")]


@pytest.mark.parametrize("target", ["/closing", "/old", "/leaves"])
def test_ask_replaces_a_connection_that_the_server_closed(
    server: Server, transport: Transport, target: str
) -> None:
    assert ask(transport, server.base + target) == b"ok"
    time.sleep(0.1)  # for its good-bye to arrive
    assert ask(transport, server.base + "/whole") == b"ok"
    assert server.asked == [(0, target), (1, "/whole")]


def test_ask_replaces_a_connection_that_closes_as_it_is_used(
    server: Server, transport: Transport
) -> None:
    ask(transport, server.base + "/whole")
    assert ask(transport, server.base + "/only-first") == b"ok"
    assert server.asked == [(0, "/whole"), (0, "/only-first"), (1, "/only-first")]
    with pytest.raises(RequestsConnectionError):
        transport.ask("POST", server.base + "/only-first", {}, 5.0, b"{}")


def test_ask_takes_the_first_of_a_repeated_header(server: Server, transport: Transport) -> None:
    response = transport.ask("GET", server.base + "/twice", {}, 5.0)
    assert response.headers["location"] == "/first"
    response.raw.release_conn()


def test_release_closes_a_connection_with_more_to_read(
    server: Server, transport: Transport
) -> None:
    assert ask(transport, server.base + "/whole", most=1) == b"o"
    assert ask(transport, server.base + "/whole") == b"ok"
    assert [number for number, _ in server.asked] == [0, 1]


@pytest.mark.parametrize("target", ["/bad-chunk", "/minus"])
def test_read_closes_the_connection_of_an_invalid_body(
    server: Server, transport: Transport, target: str
) -> None:
    response = transport.ask("GET", server.base + target, {}, 5.0)
    with pytest.raises((HTTPException, ValueError)):
        list(iter(lambda: response.raw.read(1000), b""))
    response.raw.release_conn()
    assert ask(transport, server.base + "/whole") == b"ok"
    assert server.asked == [(0, target), (1, "/whole")]


def test_read_expects_no_body_where_the_status_has_none(
    server: Server, transport: Transport
) -> None:
    assert ask(transport, server.base + "/no-body") == b""
    assert ask(transport, server.base + "/whole") == b"ok"
    assert [number for number, _ in server.asked] == [0, 0]


def test_release_gives_a_connection_back_once(server: Server, transport: Transport) -> None:
    response = transport.ask("GET", server.base + "/whole", {}, 5.0)
    (pool,) = transport._pools.values()
    assert response.raw.read() == b"ok"
    response.raw.release_conn()
    response.raw.release_conn()
    assert len(pool._idle) == 1
    unread = transport.ask("GET", server.base + "/whole", {}, 5.0)
    unread.close()
    assert pool._idle == []


def test_post_reads_a_response_that_came_before_the_body_was_sent(
    server: Server, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = connection._Connection.send

    def hang_up(self: connection._Connection, data: bytes) -> None:
        if data == b"{}":
            raise BrokenPipeError
        send(self, data)

    monkeypatch.setattr(connection._Connection, "send", hang_up)
    response = transport.ask("POST", server.base + "/whole", {}, 5.0, b"{}")
    assert (response.status_code, response.raw.read()) == (200, b"ok")
    response.raw.release_conn()


def test_post_uses_no_connection_that_was_closed(server: Server, transport: Transport) -> None:
    ask(transport, server.base + "/leaves")
    time.sleep(0.1)  # for its good-bye to arrive
    response = transport.ask("POST", server.base + "/whole", {}, 5.0, b"{}")
    assert response.raw.read() == b"ok"
    response.raw.release_conn()


def test_ask_has_one_deadline_for_both_tries(
    server: Server, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_deadline = connection._Connection.set_deadline
    deadlines: list[float] = []

    def note(self: connection._Connection, deadline: float) -> None:
        deadlines.append(deadline)
        set_deadline(self, deadline)

    ask(transport, server.base + "/whole")
    monkeypatch.setattr(connection._Connection, "set_deadline", note)
    ask(transport, server.base + "/only-first")
    assert len(deadlines) == 2
    assert deadlines[0] == deadlines[1]


def test_read_cuts_a_slow_body_short_and_sooner_in_a_hurry(
    server: Server, transport: Transport
) -> None:
    for hurry in (False, True):
        began = time.monotonic()
        response = transport.ask("GET", server.base + "/drip", {}, 10.0 if hurry else 0.5)
        if hurry:
            used: Any = response.raw.connection
            used.hurry(0.5)
        with pytest.raises(TimeoutError):
            response.raw.read(100_000)
        response.raw.release_conn()
        assert time.monotonic() - began < 8


def test_read_waits_no_longer_for_a_body_that_stops(server: Server, transport: Transport) -> None:
    began = time.monotonic()
    response = transport.ask("GET", server.base + "/stall", {}, 2.0)
    with pytest.raises(TimeoutError):
        response.raw.read(100_000)
    response.raw.release_conn()
    assert time.monotonic() - began < 3.2


def test_transport_closes_the_pools_that_it_drops(
    server: Server, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transports, "MAX_OPEN_HOSTS", 1)
    other = Server()
    ask(transport, server.base + "/whole")
    (pool,) = transport._pools.values()
    ask(transport, other.base + "/whole")
    assert pool._idle == []
    assert list(transport._pools) == [other.base]
    other.listener.close()


def test_connect_to_an_ipv6_host(server: Server) -> None:
    looked_up = []

    def lookup(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        looked_up.append(host)
        return [(socket.AF_INET, "127.0.0.1")]

    transport = Transport(Resolver(world_only, lookup), 1)
    assert ask(transport, f"http://[2001:db8::1]:{server.port}/whole") == b"ok"
    assert (looked_up, server.hosts) == (["2001:db8::1"], [f"[2001:db8::1]:{server.port}"])
    transport.close()


def test_connect_to_a_host_with_a_trailing_dot(server: Server) -> None:
    looked_up = []

    def lookup(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        looked_up.append(host)
        return [(socket.AF_INET, "127.0.0.1")]

    transport = Transport(Resolver(world_only, lookup), 1)
    ask(transport, f"http://a.lan.:{server.port}/whole")
    assert (looked_up, server.hosts) == (["a.lan."], [f"a.lan:{server.port}"])
    transport.close()


def test_close_keeps_no_connection(server: Server, transport: Transport) -> None:
    response = transport.ask("GET", server.base + "/whole", {}, 5.0)
    transport.close()
    assert response.raw.read() == b"ok"
    used: Any = response.raw.connection
    response.raw.release_conn()
    assert used.sock is None
    ask(transport, server.base + "/whole")
    (pool,) = transport._pools.values()
    assert pool._idle == []


@pytest.mark.parametrize("target", ["//two//slashes/?q=//", "/?", "/a/../b", "/%2F"])
def test_ask_sends_the_target_as_it_stands(
    server: Server, transport: Transport, target: str
) -> None:
    ask(transport, server.base + target)
    assert server.asked == [(0, target)]


def test_read_allows_a_body_longer_than_a_head(server: Server, transport: Transport) -> None:
    assert len(ask(transport, server.base + "/long", most=600_000)) == 500_000
    assert len(ask(transport, server.base + "/long", most=600_000)) == 500_000
    assert [number for number, _ in server.asked] == [0, 0]


@pytest.mark.parametrize("target", ["/noise", "/silent", "/heads", "/flood"])
def test_ask_raises_requests_errors(server: Server, transport: Transport, target: str) -> None:
    with pytest.raises(RequestsConnectionError):
        ask(transport, server.base + target)
    assert ask(transport, server.base + "/whole") == b"ok"


def test_client_refuses_a_response_that_was_cut_short(server: Server, transport: Transport) -> None:
    client = Client(transport, quick(patience=0.0), threading.Event())
    assert client.get(server.base + "/packed").json() == {"a": 1}
    assert client.get(server.base + "/members").json() == {"a": 1}
    for target in ("/cut", "/cut-packed"):
        with pytest.raises(RegistryUnavailableError, match="cut short"):
            client.get(server.base + target)
    with pytest.raises(RegistryUnavailableError, match="IncompleteRead"):
        client.get(server.base + "/cut-chunk")
