"""Connections to checked addresses, each request on them with one hard deadline.

http.client speaks HTTP; what is here sees to where a connection leads, when a request ends, and
whether the connection serves again. A ``Pool`` is what requests' adapter sends through.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from urllib3.exceptions import ProtocolError, SSLError
from urllib3.util.timeout import Timeout
from urllib3.util.wait import wait_for_read

from linter.links.http.resolver import Resolver

_TOLERANCE = 1.05  # a timeout this near to what is left is not worth another system call


class BoundedSocket(socket.socket):
    """Reads end by one moment, however slowly the other side drips, and after so many bytes."""

    deadline = float("inf")
    """When all reading is over, in monotonic seconds."""
    allowance = float("inf")
    """How many more bytes may come."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """See ``socket.recv_into``; raises ``HTTPException`` once the allowance is used up."""
        if self.allowance <= 0:
            raise HTTPException("headers without end")
        left = remaining(self.deadline)
        timeout = self.gettimeout()
        if timeout is None or timeout > _TOLERANCE * left:
            self.settimeout(left)
        count = super().recv_into(*args, **kwargs)
        self.allowance -= count
        return count


class PlainSocket(BoundedSocket):
    """A socket that is not told its timeout twice."""

    def settimeout(self, value: float | None) -> None:
        """See ``socket.settimeout``: a system call, and a chance to lose the interpreter."""
        if value != self.gettimeout():
            super().settimeout(value)


class TlsSocket(BoundedSocket, ssl.SSLSocket):
    """What the TLS context has to make of a socket."""


def remaining(deadline: float) -> float:
    """The seconds until then. Raises ``TimeoutError`` if there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


_CONTINUE = 100
_MOST_HEAD = 256 * 1024  # bytes; http.client alone would take a hundred headers of 64 KiB


class Answer(HTTPResponse):
    """The head of a response, its body unread: requests' ``Response.raw``, as urllib3 names it."""

    connection: _Connection | None = None

    @property
    def length_remaining(self) -> int | None:
        """How many bytes of the body are to come, if the server said so."""
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
        # Every interim response is read past, such as 103 Early Hints (RFC 9110, section 15.2).
        version, status, reason = super()._read_status()  # type: ignore[misc]
        return version, _CONTINUE if _CONTINUE < status < 200 else status, reason

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]
        if size < 0:
            raise ValueError("a chunk of negative size")  # would be read to the end of all
        return size

    def read(self, amt: int | None = None) -> bytes:
        """See ``HTTPResponse.read``; a connection on which that failed is ended."""
        try:
            return super().read(amt)
        except BaseException:
            self._end()
            raise

    def close(self) -> None:
        """End the connection if there is more to read on it."""
        if not self.isclosed():
            self._end()
        super().close()

    def release_conn(self) -> None:
        """Keep the connection for the next request, if all of the body was read; else end it."""
        self.close()
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.pool.keep(connection)

    def _end(self) -> None:
        if self.connection is not None:
            self.connection.close()


class _Connection(HTTPConnection):
    """Connects to checked addresses only, and keeps the request's deadline."""

    response_class = Answer

    def __init__(self, pool: Pool) -> None:
        # A dot at the end is for the resolver alone: servers and certificates do not know it.
        super().__init__(pool.host.rstrip("."), pool.port)
        if pool.tls is not None:
            self.default_port = 443
        self.pool = pool
        self._deadline = float("inf")
        self._live: BoundedSocket | None = None

    def expect(self, deadline: float) -> None:
        """Let the next request, connecting included, be over by this moment."""
        self._deadline = deadline
        self._limit()

    def connect(self) -> None:
        """See ``HTTPConnection.connect``; raises ``ConnectError`` if there is nowhere to go."""
        made = self._open()
        if self.pool.tls is not None:
            try:
                made.settimeout(remaining(self._deadline))
                made = self.pool.tls.wrap_socket(made, server_hostname=self.host)
            except BaseException:
                made.close()
                raise
        self.sock = self._live = made
        self._limit()

    def _limit(self) -> None:
        if self._live is not None:
            self._live.deadline = self._deadline
            self._live.allowance = _MOST_HEAD
            self._live.settimeout(remaining(self._deadline))

    def _open(self) -> Any:
        failure: OSError | None = None
        for family, address in self.pool.resolver.endpoints(self.pool.host, self.port):
            made = PlainSocket(family, socket.SOCK_STREAM)
            try:
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                made.settimeout(remaining(self._deadline))
                made.connect((address, self.port))
            except OSError as error:
                made.close()
                failure = error
            else:
                return made
        raise failure or OSError("no address")

    def hurry(self, seconds: float) -> None:
        """Let what remains to be read take no longer than this."""
        # http.client lets go of a socket that closes after its response; the response still reads
        if self._live is not None:
            self._live.deadline = min(self._deadline, time.monotonic() + seconds)

    def has_more(self) -> bool:
        """Whether something can be read: before anything was asked, that is a good-bye at best."""
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return True
        return wait_for_read(self.sock, timeout=0)

    def exchange(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        """Send a request and read the head of its answer; if that fails, the connection ends.

        Raises urllib3's errors, ``OSError`` and ``ConnectError``.
        """
        try:
            try:
                self.request(method, url, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                if self.sock is None:
                    raise
                # The server may have answered before it had read all.
            answer: Answer = self.getresponse()  # type: ignore[assignment]
        except BaseException as error:
            self.close()
            if isinstance(error, ssl.SSLError):
                raise SSLError(error) from error
            if isinstance(error, HTTPException) and not isinstance(error, ConnectionError):
                raise ProtocolError("Connection aborted.", error) from error
            raise
        if self._live is not None:
            self._live.allowance = float("inf")
        answer.connection = self
        return answer


class Pool:
    """One server's connections: as much of urllib3's pool as requests' adapter asks for."""

    def __init__(
        self, host: str, port: int, tls: ssl.SSLContext | None, idle: int, resolver: Resolver
    ) -> None:
        """``host`` without brackets; at most ``idle`` connections are kept for later."""
        self.host = host
        self.port = port
        self.tls = tls
        self.resolver = resolver
        self._most_idle = idle
        self._idle: list[_Connection] = []

    def urlopen(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        timeout: Timeout,
        **_: Any,
    ) -> Answer:
        """Send one request, without redirect; ``url`` is its target.

        Raises urllib3's errors, which requests' adapter translates, and ``ConnectError``.
        """
        seconds = timeout.connect_timeout
        assert isinstance(seconds, int | float)
        deadline = time.monotonic() + seconds
        kept = self._take()
        if kept is not None:
            try:
                kept.expect(deadline)
                return kept.exchange(method, url, body, headers)
            except ConnectionError:
                # It was closed as it was taken up again (RFC 9112, section 9.3.1).
                if body is not None:
                    raise
        fresh = _Connection(self)
        fresh.expect(deadline)
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
        """Take back a connection that may serve again, if it is open and there is room."""
        if connection.sock is None or len(self._idle) >= self._most_idle:
            connection.close()
            return
        self._idle.append(connection)
        if not self._most_idle:  # closed in between
            self.close()

    def close(self) -> None:
        """Close the idle connections, and keep none from here on."""
        self._most_idle = 0
        while self._idle:
            try:
                self._idle.pop().close()
            except IndexError:  # another thread was faster
                return
