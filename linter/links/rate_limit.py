"""When which host may be asked next: pacing, cooling down, and fairness between hosts.

Pure bookkeeping: the clock is handed in (seconds, monotonic), nothing sleeps, nothing locks.
A host begins with a short burst, then one request per gap. A refusal (429) cools the whole host,
because it is most often the host that refuses, not the link; the gap grows with every refusal and
shrinks again in the calm after it.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

_BURST = 10
_FIRST_GAP = 0.03
_SLOWER = 1.5
_A_LITTLE_SLOWER = 1.1  # after a calm stretch at nearly this pace
_FASTER = 0.995
_ABOVE_REFUSED = 1.05
_CALM = 20  # answers without refusal before a host is asked faster again
_FIRST_COOLING = 1.0
_LAST_COOLING = 4.0
_ROUNDS = 8  # coolings without a calm answer between
_HOPELESS = 3  # links in a row that are told to come back in a time beyond all patience
_OVERDUE = 2.0  # an unanswered request holds its place at a host for this long


Refusal = Literal["later", "never", "nobody"]
"""After a refusal: ask for this link later, never, or for no link of this host any more."""


@dataclass(slots=True, eq=False)
class ScheduledRequest:
    """One request that waits for its turn; ``job`` is the caller's."""

    host: str
    job: Any
    not_before: float = 0.0
    started: float = 0.0
    holds_place: bool = False


@dataclass(slots=True)
class _Host:
    limit: int
    gap: float
    floor: float
    fresh: deque[ScheduledRequest] = field(default_factory=deque)
    later: list[tuple[float, int, ScheduledRequest]] = field(default_factory=list)
    active: list[ScheduledRequest] = field(default_factory=list)
    starts: deque[float] = field(default_factory=lambda: deque(maxlen=3))
    next_at: float = 0.0
    cool_until: float = 0.0
    cooled_at: float = -1.0
    cooled_for: float = 0.0
    rounds: int = 0
    hopeless: int = 0
    calm: int = 0
    listed: float | None = None

    @property
    def waiting(self) -> int:
        return len(self.fresh) + len(self.later)


class Hosts:
    """The queues of all hosts. Not safe for threads by itself."""

    def __init__(self, overall: int, per_host: int, gap: float, patience: float) -> None:
        """``overall`` and ``per_host`` requests at once; ``gap`` and ``patience`` in seconds."""
        self._overall = overall
        self._per_host = per_host
        self._gap = gap
        self._patience = patience
        self._hosts: dict[str, _Host] = {}
        self._active: list[ScheduledRequest] = []
        self._heap: list[tuple[float, int, str]] = []
        self._order = count()

    def add(self, turn: ScheduledRequest, now: float) -> None:
        """Queue a request; one with ``not_before`` comes after the fresh ones of its host."""
        host = self._hosts.get(turn.host)
        if host is None:
            first = max(self._gap, _FIRST_GAP)
            host = _Host(self._per_host, first, self._gap, next_at=now - (_BURST - 1) * first)
            self._hosts[turn.host] = host
        if turn.not_before > now:
            heapq.heappush(host.later, (turn.not_before, next(self._order), turn))
        else:
            host.fresh.append(turn)
        self._list(turn.host, host, now)

    def take(self, now: float) -> ScheduledRequest | float | None:
        """The next request to send, else the seconds until there may be one, else None."""
        while self._active and self._active[0].started + _OVERDUE <= now:
            self._active.pop(0)
        if len(self._active) >= self._overall:
            return self._active[0].started + _OVERDUE - now
        while self._heap:
            when, _, name = self._heap[0]
            host = self._hosts.get(name)
            if host is None or host.listed != when:
                heapq.heappop(self._heap)
                continue
            if when > now:
                return when - now
            heapq.heappop(self._heap)
            host.listed = None
            turn = self._start(host, now)
            self._list(name, host, now)
            if turn is not None:
                self._active.append(turn)
                return turn
        return None

    def is_ready(self, now: float) -> bool:
        """Whether some host may be asked right now."""
        return bool(self._heap) and self._heap[0][0] <= now and len(self._active) < self._overall

    def _start(self, host: _Host, now: float) -> ScheduledRequest | None:
        if self._ready_at(host, now) > now:
            return None
        ripe = host.later and host.later[0][0] <= now and not host.fresh
        turn = heapq.heappop(host.later)[2] if ripe else host.fresh.popleft()
        turn.started = now
        turn.holds_place = True
        host.active.append(turn)
        host.starts.append(now)
        burst = _BURST - 1 if host.cooled_at < 0 else 0
        host.next_at = max(host.next_at, now - burst * host.gap) + host.gap
        return turn

    def _list(self, name: str, host: _Host, now: float) -> None:
        """Give the host its one place in the heap: the moment when it may be asked."""
        if not host.waiting:
            host.listed = None
            return
        when = self._ready_at(host, now)
        if host.listed is None or when != host.listed:
            host.listed = when
            heapq.heappush(self._heap, (when, next(self._order), name))

    def _ready_at(self, host: _Host, now: float) -> float:
        while host.active and host.active[0].started + _OVERDUE <= now:
            host.active.pop(0).holds_place = False
        when = max(host.next_at, host.cool_until)
        if not host.fresh:
            when = max(when, host.later[0][0])
        if len(host.active) >= host.limit:
            when = max(when, host.active[0].started + _OVERDUE)
        return when

    def finish(self, turn: ScheduledRequest, now: float, *, calm: bool) -> None:
        """A request came back; ``calm``: with an answer that is no refusal."""
        host = self._release(turn)
        if calm:
            host.rounds = host.hopeless = 0
            host.cooled_for = 0.0
            host.calm += 1
            if host.calm > _CALM:
                host.floor = max(self._gap, host.floor * _FASTER)
                host.gap = max(host.floor, host.gap * _FASTER)
                host.limit = min(self._per_host, host.limit + 1)
        self._list(turn.host, host, now)

    def refuse(
        self, turn: ScheduledRequest, now: float, wait: float | None, *, again: bool
    ) -> Refusal:
        """The host refused (429); ``wait`` is what it asks for, if it says so.

        Refusals of requests that were under way when the host began to cool are the same refusal.
        A link refused ``again``, while others were answered in between, is refused for itself. It
        takes a row of links to give up a host.
        """
        host = self._release(turn)
        refusal: Refusal = "later"
        is_new = turn.started > host.cooled_at and not (again and host.calm)
        if wait is not None and wait > self._patience:
            refusal, wait = "never", None
            host.hopeless += is_new
        if is_new:
            self._cool(host, now, wait)
        elif wait is not None:
            host.cool_until = max(host.cool_until, now + wait)
        spent = host.rounds > _ROUNDS or host.cooled_for > self._patience
        if spent or host.hopeless >= _HOPELESS:
            refusal = "nobody"
        self._list(turn.host, host, now)
        return refusal

    def _cool(self, host: _Host, now: float, wait: float | None) -> None:
        pause = min(_FIRST_COOLING * 2**host.rounds, _LAST_COOLING) if wait is None else wait
        host.rounds += 1
        host.cooled_for += pause
        host.cooled_at = now
        host.cool_until = host.next_at = now + pause
        calm, host.calm = host.calm, 0
        if len(host.starts) > 1 and host.starts[0] > now - _FIRST_COOLING:
            # It was asked often of late: the pace may be what it refuses.
            host.floor = max(host.floor, host.gap * _ABOVE_REFUSED)
            slower = _A_LITTLE_SLOWER if calm > _CALM else _SLOWER
            host.gap = max(host.gap * slower, host.floor)
            host.limit = max(2, host.limit // 2)

    def _release(self, turn: ScheduledRequest) -> _Host:
        host = self._hosts[turn.host]
        if turn.holds_place:
            host.active.remove(turn)
            turn.holds_place = False
        if turn in self._active:
            self._active.remove(turn)
        return host

    def drain(self, name: str | None = None) -> list[ScheduledRequest]:
        """Take every waiting request of one host (of all hosts) off the queues."""
        drained: list[ScheduledRequest] = []
        for host in self._hosts.values() if name is None else [self._hosts[name]]:
            drained += [*host.fresh, *(turn for _, _, turn in host.later)]
            host.fresh.clear()
            host.later.clear()
            host.listed = None
        return drained

    def cooling(self, now: float) -> tuple[str, ...]:
        """The hosts that are left in peace right now although links wait for them."""
        return tuple(
            name for name, host in self._hosts.items() if host.cool_until > now and host.waiting
        )
