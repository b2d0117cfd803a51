"""The threads that ask, and the queue discipline between them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

from linter.config.link_settings import LinkSettings
from linter.links.attempt import MAX_URL, Attempt, Retry, host_of, next_action
from linter.links.http.transport import Transport
from linter.links.rate_limit import Hosts, ScheduledRequest
from linter.links.registries.client import batches
from linter.links.request import LinkRequester
from linter.links.response import Observation
from linter.model import Answer, Unknown

_MOST_THREADS = 256
_BATCH = 200
_LONG = 3600.0
_MOST_REFUSALS = 3  # of one link; a host that answers others may refuse it forever


class WorkerPool:
    """Checks links with many threads; ``on_answer(url, answer)`` is called from any of them.

    The threads are daemons: whoever waits for answers decides how long, and may walk away.
    """

    def __init__(
        self,
        settings: LinkSettings,
        transport: Transport,
        on_answer: Callable[[str, Answer], None],
    ) -> None:
        """``transport`` is closed by its owner."""
        self._settings = settings
        self._looker = LinkRequester(transport, settings)
        self._on_answer = on_answer
        self._hosts = Hosts(
            settings.concurrency, settings.per_host, settings.gap, settings.patience
        )
        self._lock = threading.Lock()
        self._turn_may_be = threading.Condition(self._lock)
        self._watch_until: float | None = None
        self._idle = 0
        self._threads = 0
        self._is_over = False

    def submit(self, urls: Iterable[str]) -> None:
        """Check these URLs too, spelled as ``request_url`` does; each must be given once only."""
        for batch in batches(urls, _BATCH):
            refused = [url for url in batch if len(url) > MAX_URL]
            turns = [
                ScheduledRequest(host_of(url), (url, Attempt(link=url, url=url)))
                for url in batch
                if len(url) <= MAX_URL
            ]
            with self._lock:
                now = time.monotonic()
                for turn in turns:
                    self._hosts.add(turn, now)
                self._wake()
            for url in refused:
                self._on_answer(url, Unknown("not asked: the address is too long"))

    def cooling(self) -> tuple[str, ...]:
        """Hosts that asked for fewer requests and are being left in peace."""
        with self._lock:
            return self._hosts.cooling(time.monotonic())

    def stop(self) -> None:
        """Send nothing more. Requests under way end by their own deadline, unheard."""
        with self._lock:
            self._is_over = True
            self._hosts.drain()
            self._turn_may_be.notify_all()

    def _wake(self) -> None:
        """See to it that somebody looks at the queue; the lock is held."""
        if self._idle:
            self._turn_may_be.notify()
        elif self._threads < min(_MOST_THREADS, 3 * self._settings.concurrency):
            try:
                threading.Thread(target=self._work, daemon=True, name="listlint-link").start()
            except RuntimeError:  # no more are to be had: those there are take turns
                if not self._threads:
                    raise
            else:
                self._threads += 1

    def _next(self) -> ScheduledRequest | None:
        """Wait for a turn. One idle thread watches the clock, the others sleep until called."""
        with self._lock:
            while not self._is_over:
                now = time.monotonic()
                taken = self._hosts.take(now)
                if isinstance(taken, ScheduledRequest):
                    if self._watch_until is None or self._hosts.is_ready(now):
                        self._wake()
                    return taken
                self._wait(taken, now)
        return None

    def _wait(self, seconds: float | None, now: float) -> None:
        until = now + (_LONG if seconds is None else seconds)
        self._idle += 1
        if self._watch_until is None or until < self._watch_until:
            self._watch_until = until
            self._turn_may_be.wait(until - now)
            if self._watch_until == until:
                self._watch_until = None
        else:
            self._turn_may_be.wait()
        self._idle -= 1

    def _work(self) -> None:
        while (turn := self._next()) is not None:
            url, job = turn.job
            try:
                look = self._looker.look(job)
            except Exception as error:
                look = Observation("wall", f"could not be checked ({type(error).__name__})")
            for each in self._settle(turn, url, job, look):
                self._on_answer(*each)

    def _settle(
        self, turn: ScheduledRequest, url: str, job: Attempt, look: Observation
    ) -> list[tuple[str, Answer]]:
        now = time.monotonic()
        with self._lock:
            if self._is_over:
                return []
            if look.sort == "busy":
                return self._refuse(turn, job, look, now)
            self._hosts.finish(turn, now, calm=look.sort != "fault")
            outcome = self._outcome(job, look, now)
            if not isinstance(outcome, Retry):
                return [(url, outcome)]
            self._hosts.add(ScheduledRequest(host_of(job.url), turn.job, now + outcome.delay), now)
        return []

    def _outcome(self, job: Attempt, look: Observation, now: float) -> Answer | Retry:
        try:
            return next_action(job, look, now, self._settings)
        except Exception as error:  # an answer is owed for every link
            return Unknown(f"could not be checked ({type(error).__name__})", look.status)

    def _refuse(
        self, turn: ScheduledRequest, job: Attempt, look: Observation, now: float
    ) -> list[tuple[str, Answer]]:
        job.refusals += 1
        given_up: list[ScheduledRequest] = []
        refusal = self._hosts.refuse(turn, now, look.wait, again=job.refusals > 1)
        if refusal == "nobody":
            given_up = [turn, *self._hosts.drain(turn.host)]
        elif refusal == "never" or job.refusals > _MOST_REFUSALS:
            given_up = [turn]
        else:
            pause = min(2.0**job.refusals, 4.0) if look.wait is None else look.wait
            self._hosts.add(ScheduledRequest(turn.host, turn.job, now + pause), now)
        return [(each.job[0], Unknown(look.reason, look.status)) for each in given_up]
