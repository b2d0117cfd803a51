"""A small world of web servers on loopback addresses, with the manners of the real one.

One asyncio loop serves one port on many addresses of 127.0.0.0/8. The first segment of a path
names a behaviour (see ``kinds.py``), the rest tells one link from another. ``python -m
tests.links.world ADDRESSES PORT LATENCY`` runs it as a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.links.policy import FORBIDDEN
from tests.links.server_kinds import EXPECTED, KINDS, Reply, Request, response

__all__ = ["EXPECTED", "World", "running"]


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
            peer = self.transport.get_extra_info("peername")[1]
            request = Request(self.host, method, path, headers, time.monotonic(), peer)
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
    for listener in sockets:
        await loop.create_server(lambda: Connection(world), sock=listener)
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
    for listener in sockets:
        asyncio.get_running_loop().remove_reader(listener)
        listener.close()
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
