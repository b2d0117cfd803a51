from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.links.rate_limit import RateLimiter, ScheduledRequest

PATIENCE = 60.0
Request = ScheduledRequest[object]


def limiter(overall: int = 64, per_host: int = 8, gap: float = 0.02) -> RateLimiter[object]:
    return RateLimiter(overall, per_host, gap, PATIENCE)


def run(
    queues: RateLimiter[object], until: float, latency: float = 0.05
) -> Iterator[tuple[float, Request]]:
    """Every start until then, in a world where a request takes ``latency``."""
    now, under_way = 0.0, list[tuple[float, Request]]()
    while now <= until:
        while under_way and under_way[0][0] <= now:
            done, request = under_way.pop(0)
            queues.finish(request, done, is_alive=True, is_fault=False)
        taken = queues.take(now)
        if isinstance(taken, ScheduledRequest):
            yield now, taken
            under_way.append((now + latency, taken))
            continue
        following = [now + taken] if taken is not None else []
        following += [under_way[0][0]] if under_way else []
        if not following:
            return
        now = max(min(following), now + 1e-9)


def test_take_starts_with_a_burst_and_goes_on_at_the_hosts_pace() -> None:
    queues = limiter(per_host=64)
    for number in range(60):
        queues.add(ScheduledRequest("a", number), 0.0)
    starts = [at for at, _ in run(queues, 60)]
    assert len(starts) == 60
    assert starts[9] == 0
    assert starts[10] > 0
    paced = [later - sooner for sooner, later in pairwise(starts[10:])]
    assert max(paced) < 0.051
    assert min(paced) > 0.019


def test_take_respects_the_limits_of_a_host_and_in_all() -> None:
    queues = limiter(overall=10, per_host=4)
    for number in range(40):
        queues.add(ScheduledRequest(f"host{number % 4}", number), 0.0)
    taken = [queues.take(0.0) for _ in range(12)]
    requests = [item for item in taken if isinstance(item, ScheduledRequest)]
    assert len(requests) == 10
    assert max(Counter(request.host for request in requests).values()) <= 4


def test_take_gives_the_slot_of_a_request_that_hangs_to_others() -> None:
    queues = limiter(per_host=2)
    for number in range(3):
        queues.add(ScheduledRequest("a", number), 0.0)
    assert [isinstance(queues.take(0.0), ScheduledRequest) for _ in range(3)] == [True, True, False]
    assert not isinstance(queues.take(1.9), ScheduledRequest)
    assert isinstance(queues.take(2.1), ScheduledRequest)


def test_take_prefers_fresh_requests() -> None:
    queues = limiter()
    queues.add(ScheduledRequest("a", "again", not_before=1.0), 0.0)
    queues.add(ScheduledRequest("a", "fresh"), 0.0)
    first = queues.take(0.0)
    assert isinstance(first, ScheduledRequest)
    assert first.payload == "fresh"
    wait = queues.take(0.0)
    assert isinstance(wait, float)
    assert 0.9 < wait <= 1.0
    again = queues.take(1.0)
    assert isinstance(again, ScheduledRequest)


def test_take_returns_none_without_requests() -> None:
    assert limiter().take(0.0) is None


def take(queues: RateLimiter[object], now: float) -> Request:
    taken = queues.take(now)
    assert isinstance(taken, ScheduledRequest)
    return taken


def test_refuse_cools_the_whole_host_and_no_other() -> None:
    queues = limiter()
    for number in range(3):
        queues.add(ScheduledRequest("a", number), 0.0)
    assert queues.refuse(take(queues, 0.0), 0.1, 30.0, again=False) == "retry"
    queues.add(ScheduledRequest("b", 0), 0.1)
    assert take(queues, 0.1).host == "b"
    assert queues.cooling(0.1) == ("a",)
    wait = queues.take(0.2)
    assert isinstance(wait, float)
    assert 29 < wait < 30
    assert take(queues, 30.2).host == "a"


def test_refuse_lowers_the_limit_of_the_host() -> None:
    queues = limiter(gap=0.0)
    for number in range(30):
        queues.add(ScheduledRequest("a", number), 0.0)
    requests = [take(queues, 0.0) for _ in range(8)]
    queues.refuse(requests[0], 0.1, 0.1, again=False)
    for request in requests[1:]:
        queues.finish(request, 0.1, is_alive=True, is_fault=False)
    now, begun = 0.2, 0
    while isinstance(wait := queues.take(now), ScheduledRequest) or (
        wait is not None and now + wait < 1.5
    ):
        begun += isinstance(wait, ScheduledRequest)
        now += wait if isinstance(wait, float) else 0.0
    assert begun == 4


def test_refuse_counts_refusals_of_one_moment_once() -> None:
    queues = limiter()
    for number in range(10):
        queues.add(ScheduledRequest("a", number), 0.0)
    requests = [take(queues, 0.0) for _ in range(8)]
    for request in requests:
        assert queues.refuse(request, 0.1, None, again=False) == "retry"
    wait = queues.take(0.1)
    assert isinstance(wait, float)
    assert 0.9 < wait <= 1.1


def test_refuse_does_not_cool_the_host_of_one_refused_link() -> None:
    queues = limiter()
    for number in range(4):
        queues.add(ScheduledRequest("a", number), 0.0)
    queues.refuse(take(queues, 0.0), 0.1, None, again=False)
    queues.finish(take(queues, 1.2), 1.3, is_alive=True, is_fault=False)
    assert queues.refuse(take(queues, 1.4), 1.5, None, again=True) == "retry"
    assert take(queues, 1.6)


def test_refuse_gives_up_a_host_that_refuses_everything() -> None:
    queues = limiter()
    now = 0.0
    for number in range(100):
        queues.add(ScheduledRequest("a", number), now)
    for _ in range(50):
        taken = queues.take(now)
        if isinstance(taken, float):
            now += taken
            continue
        assert taken is not None
        if queues.refuse(taken, now, None, again=False) == "give-up-host":
            break
    assert now < 40
    assert len(queues.drain("a")) > 80
    assert queues.take(now) is None


def test_refuse_gives_up_a_link_that_has_to_wait_too_long() -> None:
    queues = limiter()
    for number in range(3):
        queues.add(ScheduledRequest("a", number), 0.0)
    assert queues.refuse(take(queues, 0.0), 0.1, 86_400.0, again=False) == "give-up-link"
    assert take(queues, 2.0)


def test_refuse_gives_up_the_host_of_three_such_links() -> None:
    queues = limiter()
    for number in range(4):
        queues.add(ScheduledRequest("a", number), 0.0)
    now = 0.0
    outcomes = []
    for _ in range(3):
        outcomes.append(queues.refuse(take(queues, now), now + 0.1, 86_400.0, again=False))
        now += 10
    assert outcomes == ["give-up-link", "give-up-link", "give-up-host"]


@settings(max_examples=60)
@given(limit=st.integers(2, 30), links=st.integers(1, 120), latency=st.floats(0.001, 0.3))
def test_take_asks_a_host_with_a_limit_for_everything_in_the_end(
    limit: int, links: int, latency: float
) -> None:
    queues = limiter()
    for number in range(links):
        queues.add(ScheduledRequest("a", number), 0.0)
    now, accepted, done = 0.0, list[float](), 0
    under_way: list[tuple[float, bool, Request]] = []
    while done < links:
        while under_way and under_way[0][0] <= now:
            at, is_fine, request = under_way.pop(0)
            if is_fine:
                queues.finish(request, at, is_alive=True, is_fault=False)
                done += 1
            else:
                assert queues.refuse(request, at, None, again=False) != "give-up-link"
                queues.add(ScheduledRequest("a", request.payload, at + 1.0), at)
        taken = queues.take(now)
        if isinstance(taken, ScheduledRequest):
            is_fine = sum(at > now - 1 for at in accepted) < limit
            accepted += [now] if is_fine else []
            under_way.append((now + latency, is_fine, taken))
            continue
        following = [now + taken] if taken is not None else []
        following += [under_way[0][0]] if under_way else []
        now = max(min(following), now + 1e-6) if following else now
        if not following:
            break
    assert done == links
    assert now < 20 + 3 * links / limit


def second_look(name: str, host: str = "a") -> Request:
    return ScheduledRequest(host, name, not_before=3.0, gone_host=host)


def answer(queues: RateLimiter[object], now: float, *, alive: bool, fault: bool = False) -> None:
    queues.finish(take(queues, now), now, is_alive=alive, is_fault=fault)


def test_hurry_asks_at_once_when_only_second_looks_are_left() -> None:
    queues = limiter()
    queues.add(ScheduledRequest("a", "alive"), 0.0)
    answer(queues, 0.0, alive=True)
    queues.add(second_look("gone"), 0.1)
    queues.add(second_look("gone too"), 0.1)
    assert isinstance(queues.take(0.1), float)
    assert queues.hurry(0.1)
    assert [take(queues, 0.1).payload for _ in range(2)] == ["gone", "gone too"]
    assert not queues.hurry(0.1)


def test_hurry_keeps_to_the_hosts_pace() -> None:
    queues = limiter()
    for number in range(30):
        queues.add(ScheduledRequest("a", number), 0.0)
    for at, request in run(queues, 10):
        last = at, request
    queues.add(second_look("gone"), last[0])
    queues.add(second_look("gone too"), last[0])
    assert queues.hurry(last[0])
    assert isinstance(queues.take(last[0]), float)
    assert not queues.hurry(last[0])


@pytest.mark.parametrize(
    "spoil", ["no link alive", "a fault", "a refusal", "another host", "other work", "no such host"]
)
def test_hurry_waits_for_a_host_in_trouble_and_beside_other_work(spoil: str) -> None:
    queues = limiter()
    for number in range(2):
        queues.add(ScheduledRequest("a", number), 0.0)
    answer(queues, 0.0, alive=spoil != "no link alive")
    if spoil == "a refusal":
        queues.refuse(take(queues, 0.0), 0.0, 0.5, again=False)
    else:
        answer(queues, 0.0, alive=False, fault=spoil == "a fault")
    queues.add(second_look("gone"), 0.1)
    if spoil == "another host":
        queues.add(ScheduledRequest("b", "b"), 0.1)
        answer(queues, 0.1, alive=False)
        queues.add(second_look("gone", "b"), 0.1)
    elif spoil == "other work":
        queues.add(ScheduledRequest("a", "retry", not_before=1.0), 0.1)
    elif spoil == "no such host":
        queues.add(ScheduledRequest("a", "no host", not_before=3.0), 0.1)
    assert not queues.hurry(1.0)
    assert isinstance(queues.take(0.9), float)


def test_hurry_counts_what_was_drained() -> None:
    queues = limiter()
    queues.add(ScheduledRequest("a", "alive"), 0.0)
    answer(queues, 0.0, alive=True)
    queues.add(second_look("gone"), 0.0)
    queues.add(ScheduledRequest("b", "retry", not_before=9.0), 0.0)
    queues.drain("b")
    assert queues.hurry(0.0)
    assert len(queues.drain()) == 1
    assert not queues.hurry(0.0)
