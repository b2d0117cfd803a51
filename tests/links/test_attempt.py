from __future__ import annotations

import pytest

from linter.config.link_settings import LinkSettings
from linter.links.attempt import Attempt, Retry, host_of, next_action
from linter.links.response import Observation
from linter.model import Found, Missing, Unknown

SETTINGS = LinkSettings()
URL = "https://example.com/a"


def new_attempt() -> Attempt:
    attempt = Attempt(link=URL)
    attempt.restart()
    return attempt


def redirect(status: int, location: str) -> Observation:
    return Observation("redirect", str(status), status, location=location)


GONE = Observation("gone", "404 Not Found", 404)
NO_HOST = Observation("gone", "there is no host example.com")
FAULT = Observation("fault", "503", 503)
TIMEOUT = Observation("fault", "no answer within 10 s", is_timeout=True)


def test_next_action_believes_that_a_page_is_gone_after_a_second_look() -> None:
    attempt = new_attempt()
    assert next_action(attempt, GONE, SETTINGS) == Retry(3.0, "example.com")
    assert next_action(attempt, GONE, SETTINGS) == Missing("404 Not Found, seen twice", 404)


def test_next_action_waits_where_the_resolver_says_that_a_host_is_gone() -> None:
    attempt = new_attempt()
    assert next_action(attempt, NO_HOST, SETTINGS) == Retry(3.0)
    action = next_action(attempt, NO_HOST, SETTINGS)
    assert action == Missing("there is no host example.com, seen twice")


def test_next_action_names_the_host_that_said_gone() -> None:
    attempt = new_attempt()
    next_action(attempt, redirect(301, "https://example.org:8080/b"), SETTINGS)
    assert next_action(attempt, GONE, SETTINGS) == Retry(3.0, "example.org:8080")


def test_next_action_does_not_call_dead_what_was_gone_once() -> None:
    for observation, answer in [
        (Observation("alive", "", 200), Found),
        (Observation("blocked", "403 Forbidden", 403), Unknown),
    ]:
        attempt = new_attempt()
        next_action(attempt, GONE, SETTINGS)
        assert isinstance(next_action(attempt, observation, SETTINGS), answer)


def test_next_action_says_what_the_first_look_saw() -> None:
    attempt = new_attempt()
    next_action(attempt, GONE, SETTINGS)
    blocked = Observation("blocked", "404 Not Found, but for a robot", 404)
    action = next_action(attempt, blocked, SETTINGS)
    assert action == Unknown("404 Not Found at first, then 404 Not Found, but for a robot", 404)


def test_next_action_ignores_a_fault_between_two_looks() -> None:
    attempt = new_attempt()
    next_action(attempt, GONE, SETTINGS)
    assert next_action(attempt, FAULT, SETTINGS) == Retry(1.0)
    assert isinstance(next_action(attempt, GONE, SETTINGS), Missing)


def test_next_action_starts_over_for_a_second_look() -> None:
    attempt = new_attempt()
    next_action(attempt, redirect(301, "/b"), SETTINGS)
    assert attempt.url == "https://example.com/b"
    next_action(attempt, GONE, SETTINGS)
    assert attempt.url == URL


def test_next_action_retries_faults_and_a_timeout_once() -> None:
    attempt = new_attempt()
    actions = [next_action(attempt, FAULT, SETTINGS) for _ in range(3)]
    assert actions == [Retry(1.0), Retry(4.0), Unknown("503, 3 times", 503)]
    attempt = new_attempt()
    actions = [next_action(attempt, TIMEOUT, SETTINGS) for _ in range(2)]
    assert actions == [Retry(1.0), Unknown("no answer within 10 s, 2 times")]


@pytest.mark.parametrize(
    ("statuses", "is_permanent"),
    [([301], True), ([308, 301], True), ([302], False), ([301, 302], False), ([303, 301], False)],
)
def test_next_action_calls_permanent_what_is_permanent_all_the_way(
    statuses: list[int], is_permanent: bool
) -> None:
    attempt = new_attempt()
    for number, status in enumerate(statuses):
        hop = redirect(status, f"/hop{number}")
        assert next_action(attempt, hop, SETTINGS) == Retry()
    answer = next_action(attempt, Observation("alive", "", 200), SETTINGS)
    assert isinstance(answer, Found)
    assert answer.data["permanent"] is is_permanent
    assert answer.data["moved"] is is_permanent


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        (URL, "redirects in a circle"),
        ("javascript:alert(1)", "redirects to no web address (javascript:alert(1))"),
        ("data:text/html,x", "redirects to no web address (data:text/html,x)"),
        ("https://[broken", "redirects to an invalid address"),
        ("//:0/", "redirects to an invalid address"),
        (
            "/" + "x" * 10_000,
            "redirects to no web address (https://example.com/xxxxxxxxxxxxxxxxxxxx)",
        ),
    ],
)
def test_next_action_refuses_redirects_that_lead_nowhere(location: str, reason: str) -> None:
    action = next_action(new_attempt(), redirect(302, location), SETTINGS)
    assert action == Unknown(reason, 302)


def test_next_action_keeps_the_fragment_of_a_redirect() -> None:
    attempt = new_attempt()
    next_action(attempt, redirect(301, "/b#part"), SETTINGS)
    answer = next_action(attempt, Observation("alive", "", 200), SETTINGS)
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
def test_host_of_ignores_scheme_and_default_port(url: str, host: str) -> None:
    assert host_of(url) == host
