"""A small world of web servers on loopback addresses, with the manners of the real one.

One asyncio loop serves one port on many addresses of 127.0.0.0/8. The first segment of a path
names a behaviour (see ``KINDS``), the rest tells one link from another. ``python -m
tests.probes.world ADDRESSES PORT LATENCY`` runs it as a process of its own.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Literal

Expected = Literal["alive", "dead", "moved", "unverifiable"]

FORBIDDEN = "127.0.0.99"
"""The address that plays the private network: it listens, and nobody may ever ask it."""

PAGE = b"<!doctype html><title>A page</title><p>" + b"text " * 40


@dataclass(slots=True)
class Request:
    """One request as the server read it."""

    host: str
    method: str
    path: str
    headers: Mapping[str, str]
    at: float

    @property
    def kind(self) -> str:
        return self.path.split("/")[1]


@dataclass(slots=True)
class Reply:
    """What is written, after ``delay`` seconds; the connection is closed if ``close``."""

    data: bytes
    delay: float | None = None
    close: bool = False
    then: Callable[[Connection], None] | None = None


def response(
    status: int, body: bytes = b"", *headers: str, reason: str = "X", **other: str
) -> bytes:
    lines = [f"HTTP/1.1 {status} {reason}", *headers]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in other.items()]
    if not any(line.lower().startswith("content-length") for line in lines):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


def page(body: bytes = PAGE, *headers: str) -> bytes:
    return response(200, body, "Content-Type: text/html; charset=utf-8", *headers)


OK = page()


@dataclass
class World:
    """The state all servers share: who asked what, when."""

    latency: float = 0.0
    pace: float = 1.0
    limit: int = 10
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    connections: set[Connection] = field(default_factory=set)
    windows: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def answer(self, request: Request) -> Reply:
        self.requests.append(request)
        self.seen[request.host, request.path] += 1
        behave = KINDS.get(request.kind)
        if behave is None:
            return Reply(response(404))
        reply = behave(self, request, self.seen[request.host, request.path])
        if reply.delay is None:
            reply.delay = self.latency
        if request.method == "HEAD":
            reply.data = reply.data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        return reply

    def url(self, kind: str, name: object = 1, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}/{kind}/{name}"

    def count(self, kind: str) -> int:
        return sum(request.kind == kind for request in self.requests)


Behave = Callable[[World, Request, int], Reply]
KINDS: dict[str, Behave] = {}
EXPECTED: dict[str, Expected] = {}


def kind(name: str, expected: Expected | None = None) -> Callable[[Behave], Behave]:
    def register(behave: Behave) -> Behave:
        KINDS[name] = behave
        if expected is not None:
            EXPECTED[name] = expected
        return behave

    return register


def fixed(name: str, expected: Expected, data: bytes, *, close: bool = False) -> None:
    kind(name, expected)(lambda world, request, nth: Reply(data, close=close))


def to(location: str, status: int = 302, *headers: str) -> Reply:
    return Reply(response(status, b"", f"Location: {location}", *headers))


# ------------------------------------------------------------------------------------- living pages

fixed("plain", "alive", OK)
fixed("empty", "alive", response(204))
fixed("partial", "alive", response(206, b"part"))
fixed("closing", "alive", page(PAGE, "Connection: close"), close=True)
fixed("early", "alive", b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + OK)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
fixed("chunked", "alive", CHUNKED)
fixed("truncated", "alive", response(200, b"abc", "Content-Length: 1000"), close=True)
fixed("soft-404", "alive", page(b"<title>404 Not Found</title>"))
fixed("bomb", "alive", page(gzip.compress(bytes(32 * 1024 * 1024)), "Content-Encoding: gzip"))
fixed("not-gzip", "alive", page(b"no gzip at all", "Content-Encoding: gzip"))


@kind("slow", "alive")
def slow(world: World, request: Request, nth: int) -> Reply:
    return Reply(OK, delay=3.0 * world.pace)


@kind("no-head", "alive")
def no_head(world: World, request: Request, nth: int) -> Reply:
    return Reply(OK if request.method == "GET" else response(405))


@kind("no-get", "alive")
def no_get(world: World, request: Request, nth: int) -> Reply:
    return Reply(OK if request.method == "HEAD" else response(405))


@kind("endless", "alive")
def endless(world: World, request: Request, nth: int) -> Reply:
    def pour(connection: Connection) -> None:
        if not connection.transport.is_closing():
            connection.transport.write(b"x" * 65536)
            asyncio.get_running_loop().call_later(0.01, pour, connection)

    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
    return Reply(head, then=pour)


@kind("drip-body", "alive")
def drip_body(world: World, request: Request, nth: int) -> Reply:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n"
    return Reply(head, then=lambda connection: connection.drip(b"x" * 100_000, 0.2))


# ------------------------------------------------------------------------------------- redirects


@kind("hop", "alive")
def hop(world: World, request: Request, nth: int) -> Reply:
    return to(f"/plain/{request.path[5:]}")


@kind("moved", "moved")
def moved(world: World, request: Request, nth: int) -> Reply:
    return to(f"/plain/new-{request.path[7:]}", 301)


@kind("moved-twice", "moved")
def moved_twice(world: World, request: Request, nth: int) -> Reply:
    return to(f"http://{request.headers['host']}/moved/{request.path[13:]}", 308)


@kind("moved-utf8", "moved")
def moved_utf8(world: World, request: Request, nth: int) -> Reply:
    return to("/plain/straße und mehr", 301)


@kind("moved-then-found", "alive")
def moved_then_found(world: World, request: Request, nth: int) -> Reply:
    return to(f"/hop/{request.path[18:]}", 301)


@kind("slash", "alive")
def slash(world: World, request: Request, nth: int) -> Reply:
    return Reply(OK) if request.path.endswith("/") else to(request.path + "/", 301)


@kind("language", "alive")
def language(world: World, request: Request, nth: int) -> Reply:
    return Reply(OK) if request.path.endswith("/en") else to(request.path + "/en", 301)


@kind("login", "alive")
def login(world: World, request: Request, nth: int) -> Reply:
    return to(f"/plain/login?next={request.path}", 301)


@kind("cookie-gate", "alive")
def cookie_gate(world: World, request: Request, nth: int) -> Reply:
    if "pass=yes" in request.headers.get("cookie", ""):
        return Reply(OK)
    return to(request.path, 302, "Set-Cookie: pass=yes; Path=/")


@kind("cookie-away")
def cookie_away(world: World, request: Request, nth: int) -> Reply:
    return to(f"http://127.0.0.2:{world.port}/plain/far", 302, "Set-Cookie: secret=1; Path=/")


@kind("half-slash")
def half_slash(world: World, request: Request, nth: int) -> Reply:
    return Reply(OK if request.path.endswith("/") else response(404))


@kind("leads-nowhere", "dead")
def leads_nowhere(world: World, request: Request, nth: int) -> Reply:
    return to("/missing/behind")


@kind("circle", "unverifiable")
def circle(world: World, request: Request, nth: int) -> Reply:
    return to(request.path)


@kind("spiral", "unverifiable")
def spiral(world: World, request: Request, nth: int) -> Reply:
    return to(f"/spiral/{time.monotonic_ns()}", 301)


@kind("to-private", "unverifiable")
def to_private(world: World, request: Request, nth: int) -> Reply:
    return to(f"http://{FORBIDDEN}:{world.port}/secret/1")


@kind("to-metadata", "unverifiable")
def to_metadata(world: World, request: Request, nth: int) -> Reply:
    return to(f"http://[::ffff:{FORBIDDEN}]:{world.port}/secret/2")


@kind("to-file", "unverifiable")
def to_file(world: World, request: Request, nth: int) -> Reply:
    return to("file:///etc/passwd")


# ------------------------------------------------------------------------------------- gone

fixed("missing", "dead", response(404))
fixed("gone", "dead", response(410))


@kind("flapping-404", "alive")
def flapping_404(world: World, request: Request, nth: int) -> Reply:
    return Reply(response(404) if nth == 1 else OK)


# ------------------------------------------------------------------------------------- faults


@kind("flapping-503", "alive")
def flapping_503(world: World, request: Request, nth: int) -> Reply:
    return Reply(response(503) if nth == 1 else OK)


@kind("flapping-500", "alive")
def flapping_500(world: World, request: Request, nth: int) -> Reply:
    return Reply(response(500) if nth <= 2 else OK)


@kind("flaky-reset", "alive")
def flaky_reset(world: World, request: Request, nth: int) -> Reply:
    return Reply(b"", then=Connection.reset) if nth == 1 else Reply(OK)


@kind("reset", "unverifiable")
def reset(world: World, request: Request, nth: int) -> Reply:
    return Reply(b"", then=Connection.reset)


@kind("hang", "unverifiable")
def hang(world: World, request: Request, nth: int) -> Reply:
    return Reply(b"", then=lambda connection: None)


@kind("drip", "unverifiable")
def drip(world: World, request: Request, nth: int) -> Reply:
    head = b"HTTP/1.1 200 OK\r\n" + b"X-Drip: and on it goes\r\n" * 200
    return Reply(b"", then=lambda connection: connection.drip(head, 0.1))


fixed("hang-up", "unverifiable", b"", close=True)
fixed("garbage", "unverifiable", b"SSH-2.0-OpenSSH_9.6\r\n", close=True)
fixed("broken-500", "unverifiable", response(500))
fixed("broken-502", "unverifiable", response(502))
fixed("broken-503", "unverifiable", response(503))

# ------------------------------------------------------------------------------------- too busy


@kind("busy-seconds", "alive")
def busy_seconds(world: World, request: Request, nth: int) -> Reply:
    return Reply(response(429, b"", "Retry-After: 1") if nth == 1 else OK)


@kind("busy-date", "alive")
def busy_date(world: World, request: Request, nth: int) -> Reply:
    when = formatdate(time.time() + 2, usegmt=True)
    return Reply(response(429, b"", f"Retry-After: {when}") if nth == 1 else OK)


@kind("busy-silent", "alive")
def busy_silent(world: World, request: Request, nth: int) -> Reply:
    return Reply(response(429) if nth == 1 else OK)


@kind("maintenance", "alive")
def maintenance(world: World, request: Request, nth: int) -> Reply:
    return Reply(response(503, b"", "Retry-After: 1") if nth == 1 else OK)


@kind("limited", "alive")
def limited(world: World, request: Request, nth: int) -> Reply:
    """No more than ``limit`` answers in any second, for the whole address."""
    window = [at for at in world.windows[request.host] if at > request.at - 1.0]
    world.windows[request.host] = window
    if len(window) >= world.limit:
        return Reply(response(429), delay=0)
    window.append(request.at)
    return Reply(OK)


fixed("busy-forever", "unverifiable", response(429))
fixed("busy-tomorrow", "unverifiable", response(429, b"", "Retry-After: 86400"))

# ------------------------------------------------------------------------------------- walls

for status in (202, 400, 401, 402, 403, 406, 418, 451, 999):
    fixed(f"wall-{status}", "unverifiable", response(status))
fixed("wall-cloudflare", "unverifiable", response(403, b"", "cf-mitigated: challenge"))
fixed("wall-cloudflare-404", "unverifiable", response(404, b"", "cf-mitigated: challenge"))
fixed("no-method", "unverifiable", response(405))


class Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, just enough of it."""

    transport: asyncio.Transport

    def __init__(self, world: World) -> None:
        self.world = world
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.host = transport.get_extra_info("sockname")[0]
        self.world.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.world.connections.discard(self)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.buffer.startswith(b"\x16"):  # a TLS greeting, answered as nginx does
            self.write(Reply(response(400), close=True))
            return
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            method, path, _ = lines[0].split(" ")
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in lines[1:])
            }
            request = Request(self.host, method, path, headers, time.monotonic())
            reply = self.world.answer(request)
            if reply.delay:
                asyncio.get_running_loop().call_later(reply.delay, self.write, reply)
            else:
                self.write(reply)

    def write(self, reply: Reply) -> None:
        if self.transport.is_closing():
            return
        self.transport.write(reply.data)
        if reply.then is not None:
            reply.then(self)
        elif reply.close:
            self.transport.close()

    def reset(self) -> None:
        linger = self.transport.get_extra_info("socket")
        linger.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.transport.abort()

    def drip(self, data: bytes, every: float) -> None:
        if data and not self.transport.is_closing():
            self.transport.write(data[:1])
            asyncio.get_running_loop().call_later(every, self.drip, data[1:], every)


def listen(addresses: int, port: int = 0) -> list[socket.socket]:
    """One listening socket per address, 127.0.0.1 and on, all on one port."""
    sockets: list[socket.socket] = []
    for address in [*(f"127.0.0.{number}" for number in range(1, addresses + 1)), FORBIDDEN]:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(1024)
        port = port or listener.getsockname()[1]
        sockets.append(listener)
    return sockets


async def serve(world: World, sockets: list[socket.socket]) -> None:
    loop = asyncio.get_running_loop()
    for each in sockets:
        await loop.create_server(lambda: Connection(world), sock=each)
    world.port = sockets[0].getsockname()[1]


@contextmanager
def running(addresses: int = 2, **options: float) -> Iterator[World]:
    """The world in a thread of this process."""
    world = World(**options)  # type: ignore[arg-type]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    sockets = listen(addresses)
    asyncio.run_coroutine_threadsafe(serve(world, sockets), loop).result(5)
    try:
        yield world
    finally:
        asyncio.run_coroutine_threadsafe(end(world, sockets), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def end(world: World, sockets: list[socket.socket]) -> None:
    for each in sockets:
        asyncio.get_running_loop().remove_reader(each)
        each.close()
    for connection in list(world.connections):
        connection.transport.abort()
    await asyncio.sleep(0.05)


def main() -> None:
    """Serve until standard input ends; print the port first and the counts of requests last."""
    addresses, port, latency = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    world = World(latency=latency)

    async def run() -> None:
        await serve(world, listen(addresses, port))
        sys.stdout.write(f"{world.port}\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

    asyncio.run(run())
    json.dump({"requests": len(world.requests), "secret": world.count("secret")}, sys.stdout)


if __name__ == "__main__":
    main()
