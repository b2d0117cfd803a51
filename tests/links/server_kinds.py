"""How the servers of the loopback world behave: one kind each, with the verdict it deserves."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import TYPE_CHECKING, Literal

from tests.links.policy import FORBIDDEN

if TYPE_CHECKING:
    from tests.links.world import Connection, World

Expected = Literal["alive", "dead", "moved", "unverifiable"]

PAGE = b"<!doctype html><title>A page</title><p>" + b"text " * 40


@dataclass(slots=True)
class Request:
    """One request as the server read it."""

    host: str
    method: str
    path: str
    headers: Mapping[str, str]
    at: float
    peer: int = 0
    """The port that the request came from: another one is another connection."""

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


Behave = Callable[["World", Request, int], Reply]
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
    return Reply(b"", then=lambda connection: connection.reset()) if nth == 1 else Reply(OK)


@kind("reset", "unverifiable")
def reset(world: World, request: Request, nth: int) -> Reply:
    return Reply(b"", then=lambda connection: connection.reset())


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
