from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Any, cast

import pytest

from linter.config.link_settings import LinkSettings
from linter.links.attempt import MAX_URL, Attempt
from linter.links.request import LinkRequester
from linter.links.response import Observation
from linter.links.workers import MAX_BUSY, Observed, WorkerPool
from linter.model import Answer, Found, Missing, Unknown

ALIVE = Observation("alive", "", 200)
GONE = Observation("gone", "404 Not Found", 404)
BUSY = Observation("busy", "429 Too Many Requests", 429, wait=0.0)
SETTINGS = replace(LinkSettings(), second_look=30.0, patience=2.0)
Behave = Callable[[Attempt], Observation]


class Requester:
    """Stands in for the network: says what is seen, and counts who asks at once."""

    def __init__(self, behave: Behave) -> None:
        self.behave = behave
        self.asked: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self.lock = threading.Lock()

    def request(self, attempt: Attempt) -> Observation:
        with self.lock:
            self.asked.append(attempt.url)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return self.behave(attempt)
        finally:
            with self.lock:
                self.at_once -= 1


def check(
    urls: list[str], behave: Behave, settings: LinkSettings = SETTINGS
) -> tuple[dict[str, Answer], Requester]:
    """The answers for these URLs, all decisions made in this thread."""
    requester = Requester(behave)
    observed: SimpleQueue[Any] = SimpleQueue()
    pool = WorkerPool(settings, cast(LinkRequester, requester), observed)
    answers = dict(pool.submit(urls))
    try:
        deadline = time.monotonic() + 20
        while len(answers) < len(urls):
            assert time.monotonic() < deadline, answers
            wait = pool.send_due()
            with suppress(Empty):
                event = observed.get(timeout=min(wait, 1.0))
                assert isinstance(event, Observed)
                answers |= dict(pool.settle(event))
    finally:
        pool.stop()
    return answers, requester


def test_every_link_gets_an_answer_and_no_more_than_so_many_are_asked_at_once() -> None:
    def slowly(attempt: Attempt) -> Observation:
        time.sleep(0.01)
        return ALIVE

    urls = [f"https://host{number % 7}.example/{number}" for number in range(60)]
    answers, requester = check(urls, slowly, replace(SETTINGS, concurrency=5, per_host=2))
    assert all(isinstance(answer, Found) for answer in answers.values())
    assert sorted(requester.asked) == sorted(urls)
    assert 1 < requester.most_at_once <= 5


def test_submit_answers_for_an_address_that_is_too_long() -> None:
    url = "https://a.example/" + "x" * MAX_URL
    answers, requester = check([url], lambda attempt: ALIVE)
    assert answers == {url: Unknown("not asked: the address is too long")}
    assert requester.asked == []


def test_send_due_hurries_second_looks_once_nothing_else_is_left() -> None:
    urls = [f"https://a.example/{name}" for name in ("alive", "gone")]
    answers, requester = check(urls, lambda attempt: GONE if "gone" in attempt.link else ALIVE)
    assert isinstance(answers[urls[1]], Missing)
    assert requester.asked.count(urls[1]) == 2


def test_settle_gives_up_a_link_that_is_refused_again_and_again() -> None:
    urls = [f"https://a.example/{number}" for number in range(3)]
    answers, requester = check(urls, lambda attempt: BUSY if attempt.link == urls[0] else ALIVE)
    assert answers[urls[0]] == Unknown("429 Too Many Requests", 429)
    assert requester.asked.count(urls[0]) <= MAX_BUSY + 1


def test_settle_gives_up_all_links_of_a_host_that_asks_for_too_much_patience() -> None:
    urls = [f"https://a.example/{number}" for number in range(30)]
    tomorrow = BUSY._replace(wait=86_400.0)
    answers, requester = check(urls, lambda attempt: tomorrow)
    assert all(isinstance(answer, Unknown) for answer in answers.values())
    assert len(requester.asked) < len(urls)


@pytest.mark.parametrize("error", [ValueError("x"), RecursionError()])
def test_an_error_of_our_own_is_the_links_answer(error: Exception) -> None:
    def fail(attempt: Attempt) -> Observation:
        raise error

    answers, _ = check(["https://a.example/"], fail)
    reason = f"could not be checked ({type(error).__name__})"
    assert answers == {"https://a.example/": Unknown(reason)}
