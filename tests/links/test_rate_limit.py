from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from linter.links.rate_limit import Hosts, ScheduledRequest

PATIENCE = 60.0


def hosts(overall: int = 64, per_host: int = 8, gap: float = 0.02) -> Hosts:
    return Hosts(overall, per_host, gap, PATIENCE)


def run(
    queues: Hosts, until: float, latency: float = 0.05
) -> Iterator[tuple[float, ScheduledRequest]]:
    """Every start until then, in a world where each request takes ``latency``."""
    now, under_way = 0.0, list[tuple[float, ScheduledRequest]]()
    while now <= until:
        while under_way and under_way[0][0] <= now:
            done, turn = under_way.pop(0)
            queues.finish(turn, done, calm=True)
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


def test_a_host_begins_with_a_burst_and_goes_on_at_its_pace() -> None:
    queues = hosts(per_host=64)
    for number in range(60):
        queues.add(ScheduledRequest("a", number), 0.0)
    starts = [at for at, _ in run(queues, 60)]
    assert len(starts) == 60
    assert starts[9] == 0
    assert starts[10] > 0
    paced = [later - sooner for sooner, later in pairwise(starts[10:])]
    assert max(paced) < 0.051
    assert min(paced) > 0.019


def test_no_more_than_so_many_at_once_on_a_host_and_in_all() -> None:
    queues = hosts(overall=10, per_host=4)
    for number in range(40):
        queues.add(ScheduledRequest(f"host{number % 4}", number), 0.0)
    taken = [queues.take(0.0) for _ in range(12)]
    turns = [each for each in taken if isinstance(each, ScheduledRequest)]
    assert len(turns) == 10
    assert max(Counter(turn.host for turn in turns).values()) <= 4


def test_a_request_that_hangs_gives_its_place_to_others() -> None:
    queues = hosts(per_host=2)
    for number in range(3):
        queues.add(ScheduledRequest("a", number), 0.0)
    assert [isinstance(queues.take(0.0), ScheduledRequest) for _ in range(3)] == [True, True, False]
    assert not isinstance(queues.take(1.9), ScheduledRequest)
    assert isinstance(queues.take(2.1), ScheduledRequest)


def test_what_waits_for_later_comes_after_what_is_fresh() -> None:
    queues = hosts()
    queues.add(ScheduledRequest("a", "again", not_before=1.0), 0.0)
    queues.add(ScheduledRequest("a", "fresh"), 0.0)
    first = queues.take(0.0)
    assert isinstance(first, ScheduledRequest)
    assert first.job == "fresh"
    wait = queues.take(0.0)
    assert isinstance(wait, float)
    assert 0.9 < wait <= 1.0
    again = queues.take(1.0)
    assert isinstance(again, ScheduledRequest)


def test_nothing_to_do_is_told() -> None:
    assert hosts().take(0.0) is None


def take(queues: Hosts, now: float) -> ScheduledRequest:
    taken = queues.take(now)
    assert isinstance(taken, ScheduledRequest)
    return taken


def test_a_refusal_cools_the_whole_host_and_no_other() -> None:
    queues = hosts()
    for number in range(3):
        queues.add(ScheduledRequest("a", number), 0.0)
    assert queues.refuse(take(queues, 0.0), 0.1, 30.0, again=False) == "later"
    queues.add(ScheduledRequest("b", 0), 0.1)
    assert take(queues, 0.1).host == "b"
    assert queues.cooling(0.1) == ("a",)
    wait = queues.take(0.2)
    assert isinstance(wait, float)
    assert 29 < wait < 30
    assert take(queues, 30.2).host == "a"


def test_a_host_that_refused_gets_fewer_at_once() -> None:
    queues = hosts(gap=0.0)
    for number in range(30):
        queues.add(ScheduledRequest("a", number), 0.0)
    turns = [take(queues, 0.0) for _ in range(8)]
    queues.refuse(turns[0], 0.1, 0.1, again=False)
    for turn in turns[1:]:
        queues.finish(turn, 0.1, calm=True)
    now, begun = 0.2, 0
    while isinstance(wait := queues.take(now), ScheduledRequest) or (
        wait is not None and now + wait < 1.5
    ):
        begun += isinstance(wait, ScheduledRequest)
        now += wait if isinstance(wait, float) else 0.0
    assert begun == 4


def test_refusals_of_one_moment_are_one_refusal() -> None:
    queues = hosts()
    for number in range(10):
        queues.add(ScheduledRequest("a", number), 0.0)
    turns = [take(queues, 0.0) for _ in range(8)]
    for turn in turns:
        assert queues.refuse(turn, 0.1, None, again=False) == "later"
    wait = queues.take(0.1)
    assert isinstance(wait, float)
    assert 0.9 < wait <= 1.1


def test_a_link_refused_again_among_answered_ones_cools_nobody() -> None:
    queues = hosts()
    for number in range(4):
        queues.add(ScheduledRequest("a", number), 0.0)
    queues.refuse(take(queues, 0.0), 0.1, None, again=False)
    queues.finish(take(queues, 1.2), 1.3, calm=True)
    assert queues.refuse(take(queues, 1.4), 1.5, None, again=True) == "later"
    assert take(queues, 1.6)


def test_a_host_that_refuses_everything_is_given_up() -> None:
    queues = hosts()
    now = 0.0
    for number in range(100):
        queues.add(ScheduledRequest("a", number), now)
    for _ in range(50):
        taken = queues.take(now)
        if isinstance(taken, float):
            now += taken
            continue
        assert taken is not None
        if queues.refuse(taken, now, None, again=False) == "nobody":
            break
    assert now < 40
    assert len(queues.drain("a")) > 80
    assert queues.take(now) is None


def test_a_link_that_shall_wait_beyond_all_patience_is_given_up_alone() -> None:
    queues = hosts()
    for number in range(3):
        queues.add(ScheduledRequest("a", number), 0.0)
    assert queues.refuse(take(queues, 0.0), 0.1, 86_400.0, again=False) == "never"
    assert take(queues, 2.0)


def test_three_of_them_in_a_row_are_the_host() -> None:
    queues = hosts()
    for number in range(4):
        queues.add(ScheduledRequest("a", number), 0.0)
    now = 0.0
    outcomes = []
    for _ in range(3):
        outcomes.append(queues.refuse(take(queues, now), now + 0.1, 86_400.0, again=False))
        now += 10
    assert outcomes == ["never", "never", "nobody"]


@settings(max_examples=60)
@given(limit=st.integers(2, 30), links=st.integers(1, 120), latency=st.floats(0.001, 0.3))
def test_a_host_with_a_limit_is_asked_for_everything_in_the_end(
    limit: int, links: int, latency: float
) -> None:
    queues = hosts()
    for number in range(links):
        queues.add(ScheduledRequest("a", number), 0.0)
    now, accepted, done = 0.0, list[float](), 0
    under_way: list[tuple[float, bool, ScheduledRequest]] = []
    while done < links:
        while under_way and under_way[0][0] <= now:
            at, is_fine, turn = under_way.pop(0)
            if is_fine:
                queues.finish(turn, at, calm=True)
                done += 1
            else:
                assert queues.refuse(turn, at, None, again=False) != "never"
                queues.add(ScheduledRequest("a", turn.job, at + 1.0), at)
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
