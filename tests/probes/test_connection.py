"""Connections over real sockets: which are used again, what is sent, what ends them."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from requests.exceptions import ConnectionError as RequestsConnectionError

from linter.probes.addresses import Resolver
from linter.probes.registry import Client, SilenceError
from linter.probes.transport import Transport
from tests.probes.helpers import quick
from tests.probes.policy import world_only

PACKED = gzip.compress(b'{"a": 1}')
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
    "/twice": b"HTTP/1.1 301 Moved\r\nLocation: /first\r\nLocation: /second\r\n"
    b"Content-Length: 0\r\n\r\n",
}
HANGS_UP = {"/closing", "/old", "/leaves", "/cut", "/cut-chunk", "/noise", "/silent"}


class Server:
    """Answers by the request's target; a connection's number and the target are kept."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.asked: list[tuple[int, str]] = []
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
        with channel:
            while head := channel.recv(65536):
                target = head.split(b" ")[1].decode()
                again = any(each == number for each, _ in self.asked)
                self.asked.append((number, target))
                if again and target == "/only-first":
                    return
                channel.sendall(ANSWERS.get(target, ANSWERS["/whole"]))
                if target in HANGS_UP:
                    return


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
def test_a_connection_that_was_read_to_its_end_serves_again(
    server: Server, transport: Transport, target: str
) -> None:
    assert ask(transport, server.base + target) in (b"ok", b"")
    assert ask(transport, server.base + "/whole") == b"ok"
    assert server.asked == [(0, target), (0, "/whole")]


@pytest.mark.parametrize("target", ["/closing", "/old", "/leaves"])
def test_a_connection_that_the_server_closed_is_replaced(
    server: Server, transport: Transport, target: str
) -> None:
    assert ask(transport, server.base + target) == b"ok"
    time.sleep(0.1)  # for its good-bye to arrive
    assert ask(transport, server.base + "/whole") == b"ok"
    assert server.asked == [(0, target), (1, "/whole")]


def test_a_connection_that_is_closed_as_it_is_used_again_is_replaced(
    server: Server, transport: Transport
) -> None:
    ask(transport, server.base + "/whole")
    assert ask(transport, server.base + "/only-first") == b"ok"
    assert server.asked == [(0, "/whole"), (0, "/only-first"), (1, "/only-first")]
    with pytest.raises(RequestsConnectionError):
        transport.ask("POST", server.base + "/only-first", {}, 5.0, b"{}")


def test_of_a_header_that_came_twice_the_first_counts(server: Server, transport: Transport) -> None:
    response = transport.ask("GET", server.base + "/twice", {}, 5.0)
    assert response.headers["location"] == "/first"
    response.raw.release_conn()


def test_a_connection_with_more_to_read_is_ended(server: Server, transport: Transport) -> None:
    assert ask(transport, server.base + "/whole", most=1) == b"o"
    assert ask(transport, server.base + "/whole") == b"ok"
    assert [number for number, _ in server.asked] == [0, 1]


def test_a_closed_transport_keeps_nothing(server: Server, transport: Transport) -> None:
    response = transport.ask("GET", server.base + "/whole", {}, 5.0)
    transport.close()
    assert response.raw.read() == b"ok"
    connection: Any = response.raw.connection
    response.raw.release_conn()
    assert connection.sock is None


@pytest.mark.parametrize("target", ["//two//slashes/?q=//", "/?", "/a/../b", "/%2F"])
def test_the_target_is_sent_as_it_stands(server: Server, transport: Transport, target: str) -> None:
    ask(transport, server.base + target)
    assert server.asked == [(0, target)]


@pytest.mark.parametrize("target", ["/noise", "/silent"])
def test_what_is_no_answer_is_requests_error(
    server: Server, transport: Transport, target: str
) -> None:
    with pytest.raises(RequestsConnectionError):
        ask(transport, server.base + target)
    assert ask(transport, server.base + "/whole") == b"ok"


def test_a_registry_is_believed_whole_or_not_at_all(server: Server, transport: Transport) -> None:
    client = Client(transport, quick(patience=0.0), threading.Event())
    assert client.get(server.base + "/packed").json() == {"a": 1}
    with pytest.raises(SilenceError, match="cut short"):
        client.get(server.base + "/cut")
    with pytest.raises(SilenceError, match="IncompleteRead"):
        client.get(server.base + "/cut-chunk")
