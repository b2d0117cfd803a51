"""Connections to checked addresses, each with one hard deadline for all that goes over it.

http.client speaks HTTP; what is here sees to where a connection leads, when it ends, and that it
serves again. A ``Pool`` is what requests' adapter sends through.
"""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Mapping
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Any

import certifi
from urllib3.exceptions import ProtocolError, SSLError
from urllib3.util.timeout import Timeout
from urllib3.util.wait import wait_for_read

from linter.probes.addresses import Resolver

_CONTINUE = 100
_TOLERANCE = 1.05


class _Deadline(socket.socket):
    """A socket whose reads all end by one moment, however slowly the other side drips."""

    deadline = float("inf")

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        left = _remaining(self.deadline)
        timeout = self.gettimeout()
        if timeout is None or timeout > _TOLERANCE * left:
            self.settimeout(left)
        return super().recv_into(*args, **kwargs)


class _Socket(_Deadline):
    def settimeout(self, value: float | None) -> None:
        if value != self.gettimeout():  # a system call, and a chance to lose the interpreter
            super().settimeout(value)


class _TlsSocket(_Deadline, ssl.SSLSocket):
    pass


def _remaining(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


class Answer(HTTPResponse):
    """The head of a response, its body unread: requests' ``Response.raw``, as urllib3 names it."""

    connection: _Connection

    @property
    def length_remaining(self) -> int | None:
        """How many bytes of the body are to come, if the server said so."""
        return self.length

    @property
    def _original_response(self) -> HTTPResponse:
        return self  # where requests looks for cookies

    def _read_status(self) -> tuple[str, int, str]:
        # Every interim response is read past, such as 103 Early Hints (RFC 9110, section 15.2).
        version, status, reason = super()._read_status()  # type: ignore[misc]
        return version, _CONTINUE if _CONTINUE < status < 200 else status, reason

    def release_conn(self) -> None:
        """Keep the connection for the next request, if all of the body was read; else end it."""
        if self.isclosed():
            self.connection.pool.keep(self.connection)
        else:
            self.close()
            self.connection.close()


class _Connection(HTTPConnection):
    """Connects to checked addresses only, and keeps the request's deadline."""

    response_class = Answer

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool.host, pool.port)
        if pool.is_tls:
            self.default_port = 443
        self.pool = pool
        self._deadline = float("inf")
        self._live: _Deadline | None = None

    def expect(self, deadline: float) -> None:
        """Let the next request, connecting included, be over by this moment."""
        self._deadline = deadline
        if self._live is not None:
            self._live.deadline = deadline
            self._live.settimeout(_remaining(deadline))

    def connect(self) -> None:
        """See ``HTTPConnection.connect``; raises ``ConnectError`` if there is nowhere to go."""
        made = self._open()
        if self.pool.is_tls:
            try:
                made = _tls().wrap_socket(made, server_hostname=self.host.rstrip("."))
            except BaseException:
                made.close()
                raise
        made.deadline = self._deadline
        self.sock = self._live = made

    def _open(self) -> Any:
        failure: OSError | None = None
        for family, address in self.pool.resolver.endpoints(self.host, self.port):
            made = _Socket(family, socket.SOCK_STREAM)
            try:
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                made.settimeout(_remaining(self._deadline))
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


class Pool:
    """One server's connections: as much of urllib3's pool as requests' adapter asks for."""

    def __init__(self, scheme: str, host: str, port: int, idle: int, resolver: Resolver) -> None:
        """At most ``idle`` connections are kept for later."""
        self.is_tls = scheme == "https"
        self.host = host
        self.port = port
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
        """Send one request, without retry or redirect; ``url`` is its target.

        Raises urllib3's errors, which requests' adapter translates, and ``ConnectError``.
        """
        seconds = timeout.connect_timeout
        assert isinstance(seconds, float)
        deadline = time.monotonic() + seconds
        kept = self._take()
        if kept is not None:
            try:
                return _exchange(kept, method, url, body, headers, deadline)
            except ConnectionError:
                # It was closed as it was taken up again (RFC 9112, section 9.3.1).
                if body is not None:
                    raise
        return _exchange(_Connection(self), method, url, body, headers, deadline)

    def _take(self) -> _Connection | None:
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # another thread was faster
                break
            # What can be read before anything was asked is the other side's good-bye.
            if not wait_for_read(connection.sock, timeout=0):
                return connection
            connection.close()
        return None

    def keep(self, connection: _Connection) -> None:
        """Take back a connection that may serve again."""
        if connection.sock is not None and len(self._idle) < self._most_idle:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Close the idle connections, and keep none from here on."""
        self._most_idle = 0
        while self._idle:
            self._idle.pop().close()


def _exchange(
    connection: _Connection,
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    deadline: float,
) -> Answer:
    try:
        connection.expect(deadline)
        connection.request(method, url, body, headers)
        answer: Answer = connection.getresponse()  # type: ignore[assignment]
    except BaseException as error:
        connection.close()
        if isinstance(error, ssl.SSLError):
            raise SSLError(error) from error
        if isinstance(error, HTTPException) and not isinstance(error, ConnectionError):
            raise ProtocolError("Connection aborted.", error) from error
        raise
    answer.connection = connection
    return answer


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """One context for all: building one means reading every root certificate."""
    environment = os.environ
    bundle = environment.get("REQUESTS_CA_BUNDLE") or environment.get("SSL_CERT_FILE")
    bundle = bundle or certifi.where()
    is_folder = Path(bundle).is_dir()
    context = ssl.create_default_context(
        cafile=None if is_folder else bundle, capath=bundle if is_folder else None
    )
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = _TlsSocket
    return context
