"""The threads that send requests, and the queue between them and the thread that decides.

All decisions are made in one thread, the caller's: it hands a request to a thread when the host may
be asked, and takes the observation back. So nothing here needs a lock but the two queues.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from queue import SimpleQueue
from typing import Any, NamedTuple

from linter.config.link_settings import LinkSettings
from linter.links.attempt import MAX_URL, Attempt, Retry, host_of, next_action
from linter.links.rate_limit import RateLimiter, ScheduledRequest
from linter.links.request import LinkRequester
from linter.links.response import Observation
from linter.model import Answer, Unknown

MAX_THREADS = 256
MAX_BUSY = 3
"""A link is given up when it was refused more often than this: its host may answer all others."""
MAX_BUSY_SECONDS = 4.0
"""The longest pause before a refused link is asked again, if the host names none."""
_IDLE_SECONDS = 3_600.0

Scheduled = ScheduledRequest[tuple[str, Attempt]]
UrlAnswer = tuple[str, Answer]


class Observed(NamedTuple):
    """A request that came back, and what was seen."""

    request: Scheduled
    observation: Observation


class WorkerPool:
    """Checks links with many threads, for one caller's thread.

    ``observed`` is where the threads put an ``Observed`` for the caller to hand to ``settle``. The
    threads are daemons: whoever waits decides how long, and may walk away.
    """

    def __init__(
        self, settings: LinkSettings, requester: LinkRequester, observed: SimpleQueue[Any]
    ) -> None:
        """No thread is started before there is a request for it."""
        self._settings = settings
        self._requester = requester
        self._observed = observed
        self._to_send: SimpleQueue[Scheduled | None] = SimpleQueue()
        self._limiter: RateLimiter[tuple[str, Attempt]] = RateLimiter(
            settings.concurrency, settings.per_host, settings.gap, settings.patience
        )
        self._threads = 0
        self._under_way = 0

    def submit(self, urls: Iterable[str]) -> Iterator[UrlAnswer]:
        """Check these URLs too, spelled as ``request_url`` does, each given only once.

        Yields the answers that take no request.
        """
        now = time.monotonic()
        for url in urls:
            if len(url) > MAX_URL:
                yield url, Unknown("not asked: the address is too long")
            else:
                attempt = Attempt(link=url, url=url)
                self._limiter.add(ScheduledRequest(host_of(url), (url, attempt)), now)

    def send_due(self) -> float:
        """Send what may be sent now; the seconds until there may be more."""
        while True:
            now = time.monotonic()
            taken = self._limiter.take(now)
            if isinstance(taken, ScheduledRequest):
                self._send(taken)
            elif self._under_way or not self._limiter.hurry(now):
                return _IDLE_SECONDS if taken is None else taken

    def settle(self, observed: Observed) -> list[UrlAnswer]:
        """What an observation decides; a link that needs another request is queued again."""
        request, observation = observed
        url, attempt = request.payload
        now = time.monotonic()
        self._under_way -= 1
        if observation.kind == "busy":
            return self._refused(request, observation, now)
        self._limiter.finish(
            request,
            now,
            is_alive=observation.kind == "alive",
            is_fault=observation.kind == "fault",
        )
        try:
            action = next_action(attempt, observation, self._settings)
        except Exception as error:  # every link gets an answer
            action = Unknown(f"could not be checked ({type(error).__name__})", observation.status)
        if not isinstance(action, Retry):
            return [(url, action)]
        self._schedule(attempt, url, now, action.delay, action.gone_host)
        return []

    def cooling(self) -> tuple[str, ...]:
        """Hosts that asked for fewer requests and are cooling down."""
        return self._limiter.cooling(time.monotonic())

    def stop(self) -> None:
        """Send nothing more. Requests under way end by their own deadline, unheard."""
        self._limiter.drain()
        for _ in range(self._threads):
            self._to_send.put(None)

    def _send(self, request: Scheduled) -> None:
        self._under_way += 1
        if self._under_way > self._threads and self._threads < MAX_THREADS:
            try:
                threading.Thread(target=self._work, daemon=True, name="listlint-link").start()
            except RuntimeError:  # the system has no more: those there are have to do
                if not self._threads:
                    raise
            else:
                self._threads += 1
        self._to_send.put(request)

    def _work(self) -> None:
        while (request := self._to_send.get()) is not None:
            try:
                observation = self._requester.request(request.payload[1])
            except Exception as error:
                reason = f"could not be checked ({type(error).__name__})"
                observation = Observation("blocked", reason)
            self._observed.put(Observed(request, observation))

    def _schedule(
        self, attempt: Attempt, url: str, now: float, delay: float, gone_host: str = ""
    ) -> None:
        request = ScheduledRequest(host_of(attempt.url), (url, attempt), now + delay, gone_host)
        self._limiter.add(request, now)

    def _refused(self, request: Scheduled, observation: Observation, now: float) -> list[UrlAnswer]:
        url, attempt = request.payload
        attempt.busy += 1
        refusal = self._limiter.refuse(request, now, observation.wait, again=attempt.busy > 1)
        given_up: list[Scheduled] = []
        if refusal == "give-up-host":
            given_up = [request, *self._limiter.drain(request.host)]
        elif refusal == "give-up-link" or attempt.busy > MAX_BUSY:
            given_up = [request]
        else:
            pause = observation.wait
            if pause is None:
                pause = min(2.0**attempt.busy, MAX_BUSY_SECONDS)
            self._schedule(attempt, url, now, pause)
        unknown = Unknown(observation.reason, observation.status)
        return [(request.payload[0], unknown) for request in given_up]
