"""Asking GitHub with care: what is repeated, what is waited for, what is never sent twice.

A read is repeated when GitHub fails. A write is never repeated blindly: a refusal is certain, but a
lost answer raises ``WriteOutcomeUnknownError``, and the caller has to look before it sends again.
All waiting for rate limits is counted against one limit
(https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from linter.model import ListlintError

ATTEMPTS = 3
SECONDARY_WAIT = 60.0

T = TypeVar("T")


class ApiError(ListlintError):
    """GitHub refused, or did not answer; ``status`` is its HTTP status, None without an answer."""

    def __init__(self, text: str, status: int | None = None) -> None:
        """``text`` is one line: what failed and what GitHub answered."""
        super().__init__(text)
        self.status = status


class WriteOutcomeUnknownError(ApiError):
    """A write that may have been stored: the answer was lost or was a server's error."""


class RateLimitExceededError(ApiError):
    """A rate limit that lasts longer than this run may wait."""


class RateLimits(NamedTuple):
    """How fast to go. Seconds: ``pause`` between two writes, ``patience`` for all waits together.

    GitHub asks for a second between writes, and for a minute after some refusals.
    """

    pause: float = 1.0
    patience: float = 180.0
    sleep: Callable[[float], None] = time.sleep


class RetryingCaller:
    """Runs requests."""

    def __init__(self, pace: RateLimits) -> None:
        """``pace.patience`` is the total time this run may sleep, in seconds."""
        self._patience = pace.patience
        self._sleep = pace.sleep
        self.before_waiting: Callable[[], None] | None = None
        """What to do once before the first wait: a run may be ended while it sleeps."""

    def read(self, what: str, ask: Callable[[], T]) -> T:
        """The answer to a question that may be repeated; ``what`` names it in messages.

        Raises:
            ApiError: no answer, or no such thing.
        """
        return self._call(what, ask, again=True)

    def write(self, what: str, ask: Callable[[], T]) -> T:
        """The answer to a change; it is repeated only if GitHub answered that it did not happen.

        Raises:
            WriteOutcomeUnknownError: nobody knows whether it happened.
            ApiError: it was refused.
        """
        return self._call(what, ask, again=False)

    def _call(self, what: str, ask: Callable[[], T], *, again: bool) -> T:
        """Do ``ask``; repeat it after a rate limit and, if ``again``, after a server's error."""
        from github import GithubException
        from requests import RequestException

        attempt = 0
        while True:
            attempt += 1
            try:
                return ask()
            except GithubException as error:
                wait = _limit_wait(error, attempt)
                is_server_error = error.status >= 500
                failure = _failure(what, error, unclear=is_server_error and not again)
            except RequestException as error:
                wait, is_server_error = None, True
                hint = getattr(error, "hint", "check the network")
                text = f"no answer from {_host_of(error)} for {what}; {hint}"
                failure = ApiError(text) if again else WriteOutcomeUnknownError(text)
            except ListlintError:
                raise
            except Exception:
                # Whatever an answer makes PyGithub or the reader of it raise.
                text = f"GitHub's answer for {what} is not as documented; please report it"
                raise (ApiError(text) if again else WriteOutcomeUnknownError(text)) from None
            if attempt == ATTEMPTS and wait is not None:
                raise RateLimitExceededError(str(failure), failure.status)
            if attempt == ATTEMPTS or (wait is None and not (is_server_error and again)):
                raise failure
            self._wait(2.0 ** (attempt - 1) if wait is None else wait, failure)

    def rest(self, seconds: float) -> None:
        """Wait, as far as patience goes."""
        seconds = min(seconds, self._patience)
        self._patience -= seconds
        self._go_to_sleep(seconds)

    def _go_to_sleep(self, seconds: float) -> None:
        before, self.before_waiting = self.before_waiting, None
        if before is not None:
            before()
        self._sleep(seconds)

    def _wait(self, seconds: float, failure: ApiError) -> None:
        if seconds > self._patience:
            text = f"{failure}; waiting {seconds:.0f} s for it would take too long"
            raise RateLimitExceededError(text, failure.status) from None
        self._patience -= seconds
        self._go_to_sleep(seconds)


def _host_of(error: Any) -> str:
    """The host that a failed request went to."""
    host = urlsplit(getattr(error.request, "url", None) or "").hostname
    return host or "GitHub"


def _limit_wait(error: Any, attempt: int) -> float | None:
    """Seconds to wait for a rate limit; None if the refusal is no such limit.

    A secondary limit is a 403 or 429 with ``Retry-After``, or without it: then wait a minute, and
    twice as long each time that it is still there
    (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
    """
    if error.status not in (403, 429):
        return None
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    longer = SECONDARY_WAIT * 2.0 ** (attempt - 1)
    if "retry-after" in headers:
        seconds = _seconds(headers["retry-after"])
        return longer if seconds is None else max(seconds, 1.0)
    if headers.get("x-ratelimit-remaining") == "0" and "x-ratelimit-reset" in headers:
        reset = _seconds(headers["x-ratelimit-reset"])
        return longer if reset is None else max(reset - time.time(), 0.0) + 1.0
    limited = error.status == 429 or "rate limit" in words(error.data).lower()
    return longer if limited else None


def _seconds(written: object) -> float | None:
    """A number of seconds that a header gives; None if it is no such number."""
    try:
        seconds = float(str(written))
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _failure(what: str, error: Any, *, unclear: bool) -> ApiError:
    kind = WriteOutcomeUnknownError if unclear else ApiError
    return kind(f"GitHub answered {error.status} for {what}: {words(error.data)}", error.status)


def words(data: object, depth: int = 3) -> str:
    """What GitHub's error says, on one line."""
    if depth and isinstance(data, list):
        return "; ".join(words(part, depth - 1) for part in data[:10])[:500]
    if depth and isinstance(data, dict):
        errors = words(data["errors"], depth - 1) if "errors" in data else ""
        parts = [str(data.get("message") or ""), errors]
        return " ".join(": ".join(part for part in parts if part).split())[:500]
    return " ".join(str(data)[:5_000].split())[:500]
