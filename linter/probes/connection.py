"""Connections to checked addresses, each with one hard deadline for all that goes over it.

urllib3 makes a connection and reads from it; what is here sees to where it leads and when it ends.
"""

from __future__ import annotations

import os
import socket
import ssl
import time
from functools import lru_cache
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from linter.probes.addresses import Resolver

_NO_DELAY = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
_CONTINUE = 100
_TOLERANCE = 1.05


class _Socket(socket.socket):
    """A socket whose reads all end by one deadline, however slowly the other side drips."""

    deadline = float("inf")

    def settimeout(self, value: float | None) -> None:
        if value != self.gettimeout():  # a system call, and a chance to lose the interpreter
            super().settimeout(value)

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _limit_read(self, self.deadline)
        return super().recv_into(*args, **kwargs)


class _TlsSocket(ssl.SSLSocket):
    deadline = float("inf")

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _limit_read(self, self.deadline)
        return super().recv_into(*args, **kwargs)


def _limit_read(reading: socket.socket, deadline: float) -> None:
    left = _remaining(deadline)
    timeout = reading.gettimeout()
    if left is not None and (timeout is None or timeout > _TOLERANCE * left):
        reading.settimeout(left)


def _remaining(deadline: float) -> float | None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return None if left == float("inf") else left


class _Response(HTTPResponse):
    """Reads past every interim response, such as 103 Early Hints (RFC 9110, section 15.2)."""

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]
        return version, _CONTINUE if _CONTINUE < status < 200 else status, reason


class _Guarded(HTTPConnection):
    """Connects to checked addresses only, and keeps the request's deadline.

    urllib3 sets ``timeout`` before each request; it is read as the time for the whole request.
    """

    response_class = _Response
    resolver: Resolver
    _deadline = float("inf")
    _live: socket.socket | None = None
    _is_new = False

    def __init__(self, *args: Any, resolver: Resolver, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resolver = resolver

    def _new_conn(self) -> socket.socket:
        self._set_deadline()
        host = self._dns_host.strip("[]")
        failure: OSError | None = None
        for family, address in self.resolver.endpoints(host, self.port):
            fresh = _Socket(family, socket.SOCK_STREAM)
            try:
                fresh.setsockopt(*_NO_DELAY)
                fresh.settimeout(_remaining(self._deadline))
                fresh.connect((address, self.port))
            except OSError as error:
                fresh.close()
                failure = error
            else:
                fresh.deadline = self._deadline
                return fresh
        raise failure or OSError("no address")

    def _set_deadline(self) -> None:
        timeout = self.timeout
        self._deadline = time.monotonic() + (timeout if isinstance(timeout, float) else 60.0)

    def connect(self) -> None:
        super().connect()
        self._is_new = True
        self._live = self.sock
        self._limit(self._deadline)

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None and not self._is_new:
            self._set_deadline()
            self._limit(self._deadline)
        super().request(*args, **kwargs)
        self._is_new = False

    def hurry(self, seconds: float) -> None:
        """Let what remains to be read take no longer than this."""
        self._limit(min(self._deadline, time.monotonic() + seconds))

    def _limit(self, deadline: float) -> None:
        # http.client lets go of a socket that closes after its response; the response still reads
        if isinstance(self._live, _Socket | _TlsSocket):
            self._live.deadline = deadline


class _GuardedTls(_Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTls


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
    context.sslsocket_class = _TlsSocket
    return context


def open_pool(
    scheme: str, host: str, port: int, *, idle: int, resolver: Resolver
) -> HTTPConnectionPool:
    """The connections to one server; at most ``idle`` are kept for later."""
    options: dict[str, Any] = {"maxsize": idle, "resolver": resolver}
    if scheme == "https":
        return _TlsPool(host, port, ssl_context=_tls(), **options)
    return _Pool(host, port, **options)
