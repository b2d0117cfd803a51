"""The HTTP client of a registry, and what all registries have in common."""

from __future__ import annotations

import json
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any, NamedTuple, Protocol, TypeVar

from requests.exceptions import RequestException

from linter import __version__
from linter.config.link_settings import LinkSettings
from linter.links.http.resolver import ConnectError
from linter.links.http.transport import Transport, request_url, unpack
from linter.links.response import retry_after
from linter.model import Answer, NeedKind

MAX_RESPONSE_BYTES = 32 * 1024 * 1024
MAX_TRIES = 3
MIN_TIMEOUT_SECONDS = 30.0
"""Registries take longer than pages."""
RETRY_SECONDS = 2.0
"""The pause before the first retry, where a registry names none; it grows with every retry."""
MAX_REASON = 120
_TEMPORARY = frozenset({429, 500, 502, 503, 504})

_T = TypeVar("_T")


class RegistryUnavailableError(Exception):
    """A registry gave no usable answer; the text says why."""


class Reply(NamedTuple):
    """A registry's answer: its status and whole body."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises ``RegistryUnavailableError``."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise RegistryUnavailableError(f"{self.status}, an answer that is not JSON") from error


class Registry(Protocol):
    """Answers for many keys of one kind."""

    kind: NeedKind
    base: str

    def answers(self, keys: Sequence[str]) -> Iterator[tuple[str, Answer]]:
        """Answers as they become known; a key left out is unknown.

        Raises ``RegistryUnavailableError`` if the registry fails; what was yielded counts.
        """
        ...


class Client:
    """One connection's worth of requests to one registry, ``pause`` seconds apart.

    No redirect is followed, so what is sent reaches the configured host and no other.
    """

    def __init__(
        self, transport: Transport, settings: LinkSettings, stop: threading.Event, pause: float = 0
    ) -> None:
        """``stop`` ends every wait; a request after that raises ``RegistryUnavailableError``."""
        self._transport = transport
        self._timeout = max(settings.timeout, min(MIN_TIMEOUT_SECONDS, settings.budget))
        self._patience = settings.patience
        self._second_look = settings.second_look
        self._stop = stop
        self._pause = pause
        self._next_at = 0.0

    def get(self, url: str) -> Reply:
        """The answer to a GET, faults and refusals retried. Raises ``RegistryUnavailableError``."""
        return self._send("GET", url, {}, None)

    def post(self, url: str, content: object, headers: Mapping[str, str] | None = None) -> Reply:
        """The answer to a POST of JSON. Raises ``RegistryUnavailableError``."""
        body = json.dumps(content).encode()
        return self._send(
            "POST", url, {"Content-Type": "application/json"} | dict(headers or {}), body
        )

    def wait_for_second_look(self, *, knows_others: bool) -> None:
        """Wait before what is missing is asked for once more.

        A registry that knows other keys is not in trouble: then there is nothing to wait for.
        Raises ``RegistryUnavailableError``.
        """
        if not knows_others:
            self._wait(self._second_look)

    def _send(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Reply:
        headers |= {
            "User-Agent": f"listlint/{__version__}",
            "Accept": "application/json, application/atom+xml;q=0.9",
            "Accept-Encoding": "gzip",
        }
        waited = 0.0
        for attempt in range(1, MAX_TRIES + 1):
            self._wait(self._next_at - time.monotonic())
            problem, pause = "", None
            try:
                reply, pause = self._ask(method, url, headers, body)
                if reply.status not in _TEMPORARY:
                    return reply
                problem = f"status {reply.status}"
            except ConnectError as error:
                raise RegistryUnavailableError(_short(error)) from error
            except (RequestException, HTTPException, OSError, ValueError, zlib.error) as error:
                problem = _short(error)
            finally:
                self._next_at = time.monotonic() + self._pause
            pause = RETRY_SECONDS * attempt if pause is None else pause
            waited += pause
            if attempt == MAX_TRIES or waited > self._patience:
                break
            self._wait(pause)
        raise RegistryUnavailableError(problem)

    def _ask(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[Reply, float | None]:
        response = self._transport.ask(method, request_url(url), headers, self._timeout, body)
        raw: Any = response.raw
        try:
            content = raw.read(MAX_RESPONSE_BYTES + 1)
        finally:
            raw.release_conn()
        encoding = response.headers.get("content-encoding", "")
        if len(content) <= MAX_RESPONSE_BYTES and raw.length_remaining:
            raise ValueError("a response that was cut short")
        content = unpack(content, encoding, MAX_RESPONSE_BYTES + 1, whole=True)
        if len(content) > MAX_RESPONSE_BYTES:
            raise ValueError("a response that is too long")
        wait = retry_after(response.headers.get("retry-after", ""), datetime.now(UTC))
        return Reply(response.status_code, content), wait

    def _wait(self, seconds: float) -> None:
        if self._stop.wait(max(0.0, seconds)):
            raise RegistryUnavailableError("ran out of time")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:MAX_REASON] or type(error).__name__


def batches(values: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """The values, in lists of at most ``size``."""
    batch: list[_T] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
