"""Sockets whose reads are bounded: by one moment, and by a number of bytes."""

from __future__ import annotations

import socket
import ssl
import time
from http.client import HTTPException
from typing import Any

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
