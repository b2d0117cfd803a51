"""When a host may be asked next: pace, cooling down after a 429, fairness between hosts.

Pure bookkeeping: the clock is handed in (seconds, monotonic), nothing sleeps, nothing locks. A host
starts with a short burst, then gets one request per gap. A refusal (429) cools the whole host down,
because it is most often the host that refuses, not the link; the gap grows with every refusal and
shrinks again while requests are answered.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, Literal, TypeVar

BURST = 10
"""Requests that a host may get at once before its gap counts."""
START_GAP_SECONDS = 0.03
SLOWER_RATIO = 1.5
"""How much the gap grows when a host refuses."""
SLIGHTLY_SLOWER_RATIO = 1.1
"""The same after many answers at nearly this pace."""
FASTER_RATIO = 0.995
"""How much the gap shrinks with every answer."""
ABOVE_REFUSED_RATIO = 1.05
"""The gap never shrinks back to less than this much of one that was refused."""
CALM_ANSWERS = 20
"""Answers without a refusal before a host is asked faster again."""
FIRST_COOLING_SECONDS = 1.0
MAX_COOLING_SECONDS = 4.0
"""A host that does not say how long to wait is left alone this long, doubling from the first."""
MAX_COOLINGS = 8
"""A host that refuses this often without an answer in between is given up."""
MAX_HOPELESS = 3
"""So is one that defers this many links in a row until after the budget ends."""
OVERDUE_SECONDS = 2.0
"""A request without an answer holds its slot for this long: others may be asked beside it."""

_T = TypeVar("_T")

Refusal = Literal["retry", "give-up-link", "give-up-host"]
"""What a refused request means: ask again later, or give up the link, or all links of the host."""


@dataclass(slots=True, eq=False)
class ScheduledRequest(Generic[_T]):
    """One request that waits for its turn; ``payload`` is the caller's.

    ``gone_host``: it is a second look, and this host answered that the page is gone.
    """

    host: str
    payload: _T
    not_before: float = 0.0
    gone_host: str = ""
    started: float = 0.0
    holds_slot: bool = False


@dataclass(slots=True)
class _Host(Generic[_T]):
    limit: int
    gap: float
    min_gap: float
    fresh: deque[ScheduledRequest[_T]] = field(default_factory=deque)
    later: list[tuple[float, int, ScheduledRequest[_T]]] = field(default_factory=list)
    active: list[ScheduledRequest[_T]] = field(default_factory=list)
    starts: deque[float] = field(default_factory=lambda: deque(maxlen=3))
    next_at: float = 0.0
    cool_until: float = 0.0
    cooled_at: float = -1.0
    cooled_for: float = 0.0
    coolings: int = 0
    hopeless: int = 0
    calm: int = 0
    alive: int = 0
    faults: int = 0
    listed: float | None = None

    @property
    def waiting(self) -> int:
        return len(self.fresh) + len(self.later)

    @property
    def is_healthy(self) -> bool:
        """Whether other links of it are alive, and nothing speaks of trouble."""
        return self.alive > 0 and self.faults == 0 and self.cooled_at < 0


class RateLimiter(Generic[_T]):
    """The queues of all hosts. Not safe for threads."""

    def __init__(self, overall: int, per_host: int, gap: float, patience: float) -> None:
        """``overall`` and ``per_host`` requests at once; ``gap`` and ``patience`` in seconds."""
        self._overall = overall
        self._per_host = per_host
        self._gap = gap
        self._patience = patience
        self._hosts: dict[str, _Host[_T]] = {}
        self._active: list[ScheduledRequest[_T]] = []
        self._heap: list[tuple[float, int, str]] = []
        self._order = count()
        self._waiting = 0
        self._second_looks = 0

    def add(self, request: ScheduledRequest[_T], now: float) -> None:
        """Queue a request; one with ``not_before`` comes after the fresh ones of its host."""
        host = self._hosts.get(request.host)
        if host is None:
            gap = max(self._gap, START_GAP_SECONDS)
            host = _Host(self._per_host, gap, self._gap, next_at=now - (BURST - 1) * gap)
            self._hosts[request.host] = host
        if request.not_before > now:
            heapq.heappush(host.later, (request.not_before, next(self._order), request))
        else:
            host.fresh.append(request)
        self._waiting += 1
        self._second_looks += bool(request.gone_host)
        self._list(request.host, host, now)

    def take(self, now: float) -> ScheduledRequest[_T] | float | None:
        """The next request to send, else the seconds until there may be one, else None."""
        while self._active and self._active[0].started + OVERDUE_SECONDS <= now:
            self._active.pop(0)
        if len(self._active) >= self._overall:
            return self._active[0].started + OVERDUE_SECONDS - now
        while self._heap:
            at, _, name = self._heap[0]
            host = self._hosts[name]
            if host.listed != at:
                heapq.heappop(self._heap)
                continue
            if at > now:
                return at - now
            heapq.heappop(self._heap)
            host.listed = None
            request = self._start(host, now)
            self._list(name, host, now)
            if request is not None:
                self._active.append(request)
                return request
        return None

    def hurry(self, now: float) -> bool:
        """Ask at once if nothing is left but second looks at hosts that answer other links.

        Such a second look needs another connection, not time: while there is other work it waits
        all the same, but nobody waits for it alone. Returns whether there is something to take.
        """
        if not self._second_looks or self._second_looks < self._waiting:
            return False
        requests = [item[2] for host in self._hosts.values() for item in host.later]
        if not all(self._hosts[request.gone_host].is_healthy for request in requests):
            return False
        for name, host in self._hosts.items():
            host.fresh.extend(request for _, _, request in sorted(host.later))
            host.later.clear()
            self._list(name, host, now)
        return bool(requests)

    def _start(self, host: _Host[_T], now: float) -> ScheduledRequest[_T] | None:
        if self._ready_at(host, now) > now:
            return None
        is_due = host.later and host.later[0][0] <= now and not host.fresh
        request = heapq.heappop(host.later)[2] if is_due else host.fresh.popleft()
        self._waiting -= 1
        self._second_looks -= bool(request.gone_host)
        request.started = now
        request.holds_slot = True
        host.active.append(request)
        host.starts.append(now)
        burst = BURST - 1 if host.cooled_at < 0 else 0
        host.next_at = max(host.next_at, now - burst * host.gap) + host.gap
        return request

    def _list(self, name: str, host: _Host[_T], now: float) -> None:
        """Give the host its one place in the heap: the moment when it may be asked."""
        if not host.waiting:
            host.listed = None
            return
        at = self._ready_at(host, now)
        if host.listed is None or at != host.listed:
            host.listed = at
            heapq.heappush(self._heap, (at, next(self._order), name))

    def _ready_at(self, host: _Host[_T], now: float) -> float:
        while host.active and host.active[0].started + OVERDUE_SECONDS <= now:
            host.active.pop(0).holds_slot = False
        at = max(host.next_at, host.cool_until)
        if not host.fresh:
            at = max(at, host.later[0][0])
        if len(host.active) >= host.limit:
            at = max(at, host.active[0].started + OVERDUE_SECONDS)
        return at

    def finish(
        self, request: ScheduledRequest[_T], now: float, *, is_alive: bool, is_fault: bool
    ) -> None:
        """A request was answered without a refusal, or (``is_fault``) not properly answered."""
        host = self._release(request)
        host.alive += is_alive
        host.faults += is_fault
        if not is_fault:
            host.coolings = host.hopeless = 0
            host.cooled_for = 0.0
            host.calm += 1
            if host.calm > CALM_ANSWERS:
                host.min_gap = max(self._gap, host.min_gap * FASTER_RATIO)
                host.gap = max(host.min_gap, host.gap * FASTER_RATIO)
                host.limit = min(self._per_host, host.limit + 1)
        self._list(request.host, host, now)

    def refuse(
        self, request: ScheduledRequest[_T], now: float, wait: float | None, *, again: bool
    ) -> Refusal:
        """The host refused (429); ``wait`` is what it asks for, if it says so.

        Refusals of requests that were under way when the host began to cool are the same refusal.
        A link refused ``again``, while others were answered in between, is refused for itself. It
        takes several links in a row to give up a host.
        """
        host = self._release(request)
        refusal: Refusal = "retry"
        is_new = request.started > host.cooled_at and not (again and host.calm)
        if wait is not None and wait > self._patience:
            refusal, wait = "give-up-link", None
            host.hopeless += is_new
        if is_new:
            self._cool(host, now, wait)
        elif wait is not None:
            host.cool_until = max(host.cool_until, now + wait)
        is_spent = host.coolings > MAX_COOLINGS or host.cooled_for > self._patience
        if is_spent or host.hopeless >= MAX_HOPELESS:
            refusal = "give-up-host"
        self._list(request.host, host, now)
        return refusal

    def _cool(self, host: _Host[_T], now: float, wait: float | None) -> None:
        pause = wait
        if pause is None:
            pause = min(FIRST_COOLING_SECONDS * 2**host.coolings, MAX_COOLING_SECONDS)
        host.coolings += 1
        host.cooled_for += pause
        host.cooled_at = now
        host.cool_until = host.next_at = now + pause
        calm, host.calm = host.calm, 0
        if len(host.starts) > 1 and host.starts[0] > now - FIRST_COOLING_SECONDS:
            # It was asked often of late: the pace may be what it refuses.
            host.min_gap = max(host.min_gap, host.gap * ABOVE_REFUSED_RATIO)
            slower = SLIGHTLY_SLOWER_RATIO if calm > CALM_ANSWERS else SLOWER_RATIO
            host.gap = max(host.gap * slower, host.min_gap)
            host.limit = max(2, host.limit // 2)

    def _release(self, request: ScheduledRequest[_T]) -> _Host[_T]:
        host = self._hosts[request.host]
        if request.holds_slot:
            host.active.remove(request)
            request.holds_slot = False
        if request in self._active:
            self._active.remove(request)
        return host

    def drain(self, name: str | None = None) -> list[ScheduledRequest[_T]]:
        """Take every waiting request of one host (of all hosts) off the queues."""
        drained: list[ScheduledRequest[_T]] = []
        for host in self._hosts.values() if name is None else [self._hosts[name]]:
            drained += [*host.fresh, *(request for _, _, request in host.later)]
            host.fresh.clear()
            host.later.clear()
            host.listed = None
        self._waiting -= len(drained)
        self._second_looks -= sum(bool(request.gone_host) for request in drained)
        return drained

    def cooling(self, now: float) -> tuple[str, ...]:
        """The hosts that are cooling down while links wait for them."""
        return tuple(
            name for name, host in self._hosts.items() if host.cool_until > now and host.waiting
        )
