"""Connections to checked addresses, each request on them with one hard deadline.

http.client speaks HTTP; this module decides where a connection leads, when a request ends, and
whether the connection serves again. A ``Pool`` is what requests' adapter sends through.

It replaces urllib3's for speed: urllib3 with a checked ``_new_conn`` and the same sockets
takes 0.43 ms of CPU a link, this 0.33 (20,000 links on loopback, two cores, Python 3.11), and wall
time follows CPU on a busy machine. ``python -m benchmarks.links many`` measures it.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from urllib3.exceptions import ProtocolError, SSLError
from urllib3.util.timeout import Timeout
from urllib3.util.wait import wait_for_read

from linter.links.http.proxy import Proxy
from linter.links.http.resolver import (
    Endpoint,
    NoSuchHostError,
    NotResolvedError,
    Resolver,
    anywhere,
)

MAX_HEAD_BYTES = 256 * 1024
"""Status line and headers; http.client alone would take a hundred headers of 64 KiB."""
_TIMEOUT_TOLERANCE = 1.05  # a timeout this close to the remaining time saves a system call
_CONTINUE = 100
_PROXIES = Resolver(anywhere)  # a proxy may be in a private network


class BoundedSocket(socket.socket):
    """A socket whose reads end by a deadline, however slow the server, and after so many bytes."""

    deadline = float("inf")
    """When all reading is over, in monotonic seconds."""
    bytes_left = float("inf")
    """How many more bytes may come."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """See ``socket.recv_into``; raises ``HTTPException`` once no bytes are left."""
        if self.bytes_left <= 0:
            raise HTTPException("headers without end")
        seconds = remaining(self.deadline)
        timeout = self.gettimeout()
        if timeout is None or timeout > _TIMEOUT_TOLERANCE * seconds:
            self.settimeout(seconds)
        count = super().recv_into(*args, **kwargs)
        self.bytes_left -= count
        return count


class PlainSocket(BoundedSocket):
    """A socket that sets a timeout only if it differs."""

    def settimeout(self, value: float | None) -> None:
        """See ``socket.settimeout``: a system call, which also lets other threads run."""
        if value != self.gettimeout():
            super().settimeout(value)


class TlsSocket(BoundedSocket, ssl.SSLSocket):
    """The TLS context's class of sockets."""


def remaining(deadline: float) -> float:
    """The seconds until then. Raises ``TimeoutError`` if there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("timed out")
    return seconds


class ResponseHead(HTTPResponse):
    """The head of a response, its body unread: requests' ``Response.raw``, as urllib3 names it."""

    connection: _Connection | None = None

    @property
    def length_remaining(self) -> int | None:
        """How many bytes of the body are to come, if the server announced it."""
        return self.length

    @property
    def _original_response(self) -> HTTPResponse:
        return self  # where requests looks for cookies

    def begin(self) -> None:
        """Read the status line and the headers."""
        super().begin()
        if self.length == 0:  # such as 204, whatever its headers say (RFC 9112, section 6.3)
            self.chunked = False

    def _read_status(self) -> tuple[str, int, str]:
        # Interim responses are skipped, such as 103 Early Hints (RFC 9110, section 15.2).
        version, status, reason = super()._read_status()  # type: ignore[misc]
        return version, _CONTINUE if _CONTINUE < status < 200 else status, reason

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]
        if size < 0:
            raise ValueError("a chunk of negative size")  # http.client would read to the end
        return size

    def read(self, amt: int | None = None) -> bytes:
        """See ``HTTPResponse.read``; closes the connection if that fails."""
        try:
            return super().read(amt)
        except BaseException:
            self._close_connection()
            raise

    def close(self) -> None:
        """Close the connection too, if there is more to read on it."""
        if not self.isclosed():
            self._close_connection()
        super().close()

    def release_conn(self) -> None:
        """Keep the connection for the next request if the body was read whole; else close it."""
        self.close()
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.pool.keep(connection)

    def _close_connection(self) -> None:
        if self.connection is not None:
            self.connection.close()


class _Connection(HTTPConnection):
    """Connects to checked addresses only, and keeps the request's deadline."""

    response_class = ResponseHead

    def __init__(self, pool: Pool) -> None:
        # A trailing dot is for the resolver alone: servers and certificates do not know it.
        super().__init__(pool.host.rstrip("."), pool.port)
        if pool.tls is not None:
            self.default_port = 443
        self.pool = pool
        self._deadline = float("inf")
        self._live: BoundedSocket | None = None

    def set_deadline(self, deadline: float) -> None:
        """The next request, connecting included, has to end by this moment."""
        self._deadline = deadline
        self._limit()

    def connect(self) -> None:
        """See ``HTTPConnection.connect``; raises ``ConnectError`` if no address is allowed."""
        new = self._open()
        if self.pool.tls is not None:
            try:
                if self.pool.proxy is not None:
                    self._open_tunnel(new, self.pool.proxy)
                new.settimeout(remaining(self._deadline))
                new = self.pool.tls.wrap_socket(new, server_hostname=self.host)
            except BaseException:
                new.close()
                raise
        self.sock = self._live = new
        self._limit()

    def _limit(self) -> None:
        if self._live is not None:
            self._live.deadline = self._deadline
            self._live.bytes_left = MAX_HEAD_BYTES
            self._live.settimeout(remaining(self._deadline))

    def _open(self) -> Any:
        failure: OSError | None = None
        endpoints, port = self.pool.endpoints()
        for family, address in endpoints:
            new = PlainSocket(family, socket.SOCK_STREAM)
            try:
                new.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                new.settimeout(remaining(self._deadline))
                new.connect((address, port))
            except OSError as error:
                new.close()
                failure = error
            else:
                return new
        raise failure or OSError("no address")

    def _open_tunnel(self, new: BoundedSocket, proxy: Proxy) -> None:
        """Ask a proxy for a connection to the server (RFC 9110, section 9.3.6)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        lines = [f"CONNECT {host}:{self.port} HTTP/1.1", f"Host: {host}:{self.port}"]
        lines += [f"{name}: {value}" for name, value in proxy.headers.items()]
        new.deadline = self._deadline
        new.bytes_left = MAX_HEAD_BYTES
        new.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        response = HTTPResponse(new, method="CONNECT")
        try:
            response.begin()
            if response.status != HTTPStatus.OK:
                raise OSError(f"the proxy answered {response.status} to a request for a connection")
        finally:
            response.close()
        new.bytes_left = float("inf")

    def hurry(self, seconds: float) -> None:
        """Limit the time for what remains to be read."""
        # http.client drops a socket that closes after its response; the response still reads it.
        if self._live is not None:
            self._live.deadline = min(self._deadline, time.monotonic() + seconds)

    def has_more(self) -> bool:
        """Whether something can be read before a request: then the server has closed it."""
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return True
        return wait_for_read(self.sock, timeout=0)

    def exchange(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]
    ) -> ResponseHead:
        """Send a request and read the head of the response; a failure closes the connection.

        Raises urllib3's errors, ``OSError`` and ``ConnectError``.
        """
        try:
            try:
                self.request(method, url, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                if self.sock is None:
                    raise
                # The server may have responded before it had read everything.
            answer: ResponseHead = self.getresponse()  # type: ignore[assignment]
        except BaseException as error:
            self.close()
            if isinstance(error, ssl.SSLError):
                raise SSLError(error) from error
            if isinstance(error, HTTPException) and not isinstance(error, ConnectionError):
                raise ProtocolError("Connection aborted.", error) from error
            raise
        if self._live is not None:
            self._live.bytes_left = float("inf")
        answer.connection = self
        return answer


class Pool:
    """The connections to one server: as much of urllib3's pool as requests' adapter uses."""

    def __init__(
        self,
        host: str,
        port: int,
        tls: ssl.SSLContext | None,
        idle: int,
        resolver: Resolver,
        proxy: Proxy | None = None,
    ) -> None:
        """``host`` without brackets; at most ``idle`` connections are kept for later."""
        self.host = host
        self.port = port
        self.tls = tls
        self.proxy = proxy
        self._resolver = resolver
        self._max_idle = idle
        self._idle: list[_Connection] = []

    def endpoints(self) -> tuple[list[Endpoint], int]:
        """The addresses to connect to, and the port: the server's, or its proxy's.

        Raises ``ConnectError``.
        """
        if self.proxy is None:
            return self._resolver.endpoints(self.host, self.port), self.port
        self._resolver.check_without_lookup(self.host, self.port)
        try:
            return _PROXIES.endpoints(self.proxy.host, self.proxy.port), self.proxy.port
        except NoSuchHostError as error:  # this says nothing about the link's host
            raise NotResolvedError(f"the proxy {self.proxy.host} was not found") from error

    def urlopen(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        timeout: Timeout,
        **_: Any,
    ) -> ResponseHead:
        """Send one request, without redirect; ``url`` is its target.

        Raises urllib3's errors, which requests' adapter translates, and ``ConnectError``.
        """
        seconds = timeout.connect_timeout
        assert isinstance(seconds, int | float)
        deadline = time.monotonic() + seconds
        if self.proxy is not None and self.tls is None:
            # RFC 9112, section 3.2.2: a proxy is asked for the whole URL.
            host = f"[{self.host}]" if ":" in self.host else self.host
            url = f"http://{host}:{self.port}{url}" if self.port != 80 else f"http://{host}{url}"
            headers = {**headers, **self.proxy.headers}
        kept = self._take()
        if kept is not None:
            try:
                kept.set_deadline(deadline)
                return kept.exchange(method, url, body, headers)
            except ConnectionError:
                # The server closed it just as it was used again (RFC 9112, section 9.3.1).
                if body is not None:
                    raise
        fresh = _Connection(self)
        fresh.set_deadline(deadline)
        return fresh.exchange(method, url, body, headers)

    def _take(self) -> _Connection | None:
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # another thread was faster
                break
            if not connection.has_more():
                return connection
            connection.close()
        return None

    def keep(self, connection: _Connection) -> None:
        """Keep a connection for later, if it is open and there is room."""
        if connection.sock is None or len(self._idle) >= self._max_idle:
            connection.close()
            return
        self._idle.append(connection)
        if not self._max_idle:  # closed in between
            self.close()

    def close(self) -> None:
        """Close the idle connections, and keep none from now on."""
        self._max_idle = 0
        while self._idle:
            try:
                self._idle.pop().close()
            except IndexError:  # another thread was faster
                return
