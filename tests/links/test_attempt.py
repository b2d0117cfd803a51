from __future__ import annotations

import pytest

from linter.config.link_settings import LinkSettings
from linter.links.attempt import Attempt, Retry, host_of, next_action
from linter.links.response import Observation
from linter.model import Found, Missing, Unknown

SETTINGS = LinkSettings()
URL = "https://example.com/a"


def job() -> Attempt:
    made = Attempt(link=URL)
    made.restart()
    return made


def redirect(status: int, location: str) -> Observation:
    return Observation("redirect", str(status), status, location=location)


GONE = Observation("gone", "404 Not Found", 404)
FAULT = Observation("fault", "503", 503)
TIMEOUT = Observation("fault", "no answer within 10 s")


def test_gone_is_believed_after_a_second_look_with_time_between() -> None:
    looked = job()
    assert next_action(looked, GONE, 10.0, SETTINGS) == Retry(3.0)
    assert next_action(looked, GONE, 11.0, SETTINGS) == Retry(2.0)
    assert next_action(looked, GONE, 13.0, SETTINGS) == Missing("404 Not Found, seen twice", 404)


def test_gone_once_and_then_something_else_is_not_dead() -> None:
    for look, expected in [
        (Observation("alive", "", 200), Found),
        (Observation("wall", "403 Forbidden", 403), Unknown),
    ]:
        looked = job()
        next_action(looked, GONE, 10.0, SETTINGS)
        assert isinstance(next_action(looked, look, 14.0, SETTINGS), expected)


def test_a_fault_between_two_looks_changes_nothing() -> None:
    looked = job()
    next_action(looked, GONE, 10.0, SETTINGS)
    assert isinstance(next_action(looked, FAULT, 13.0, SETTINGS), Retry)
    assert isinstance(next_action(looked, GONE, 14.0, SETTINGS), Missing)


def test_a_second_look_starts_over() -> None:
    looked = job()
    next_action(looked, redirect(301, "/b"), 0.0, SETTINGS)
    assert looked.url == "https://example.com/b"
    next_action(looked, GONE, 0.0, SETTINGS)
    assert looked.url == URL


def test_faults_are_tried_again_so_often_and_a_hang_once() -> None:
    looked = job()
    delays = [next_action(looked, FAULT, 0.0, SETTINGS) for _ in range(3)]
    assert delays == [Retry(1.0), Retry(4.0), Unknown("503, 3 times", 503)]
    looked = job()
    delays = [next_action(looked, TIMEOUT, 0.0, SETTINGS) for _ in range(2)]
    assert delays == [Retry(1.0), Unknown("no answer within 10 s, 2 times")]


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [([301], True), ([308, 301], True), ([302], False), ([301, 302], False), ([303, 301], False)],
)
def test_permanent_is_permanent_all_the_way(statuses: list[int], permanent: bool) -> None:
    looked = job()
    for number, status in enumerate(statuses):
        assert next_action(looked, redirect(status, f"/hop{number}"), 0.0, SETTINGS) == Retry()
    answer = next_action(looked, Observation("alive", "", 200), 0.0, SETTINGS)
    assert isinstance(answer, Found)
    assert answer.data["permanent"] is permanent
    assert answer.data["moved"] is permanent


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        (URL, "redirects in a circle"),
        ("javascript:alert(1)", "redirects to no web address (javascript:alert(1))"),
        ("data:text/html,x", "redirects to no web address (data:text/html,x)"),
        ("https://[broken", "redirects to an address that is not valid"),
        ("//:0/", "redirects to an address that is not valid"),
        (
            "/" + "x" * 10_000,
            "redirects to no web address (https://example.com/xxxxxxxxxxxxxxxxxxxx)",
        ),
    ],
)
def test_redirects_that_lead_nowhere(location: str, reason: str) -> None:
    assert next_action(job(), redirect(302, location), 0.0, SETTINGS) == Unknown(reason, 302)


def test_a_fragment_of_the_redirect_is_kept() -> None:
    looked = job()
    next_action(looked, redirect(301, "/b#part"), 0.0, SETTINGS)
    answer = next_action(looked, Observation("alive", "", 200), 0.0, SETTINGS)
    assert isinstance(answer, Found)
    assert answer.data["final_url"] == "https://example.com/b#part"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://Example.com/a", "example.com"),
        ("https://example.com:443/a", "example.com"),
        ("http://example.com:8080/a", "example.com:8080"),
        ("http://[::1]:80/", "::1"),
    ],
)
def test_the_host_that_is_paced(url: str, host: str) -> None:
    assert host_of(url) == host
