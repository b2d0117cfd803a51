from __future__ import annotations

import pytest

from linter.config.link_settings import LinkSettings
from linter.links.attempt import Again, Job, host_of, settle
from linter.links.response import Look
from linter.model import Found, Missing, Unknown

SETTINGS = LinkSettings()
URL = "https://example.com/a"


def job() -> Job:
    made = Job(link=URL)
    made.restart()
    return made


def redirect(status: int, location: str) -> Look:
    return Look("redirect", str(status), status, location=location)


GONE = Look("gone", "404 Not Found", 404)
FAULT = Look("fault", "503", 503)
TIMEOUT = Look("fault", "no answer within 10 s")


def test_gone_is_believed_after_a_second_look_with_time_between() -> None:
    looked = job()
    assert settle(looked, GONE, 10.0, SETTINGS) == Again(3.0)
    assert settle(looked, GONE, 11.0, SETTINGS) == Again(2.0)
    assert settle(looked, GONE, 13.0, SETTINGS) == Missing("404 Not Found, seen twice", 404)


def test_gone_once_and_then_something_else_is_not_dead() -> None:
    for look, expected in [
        (Look("alive", "", 200), Found),
        (Look("wall", "403 Forbidden", 403), Unknown),
    ]:
        looked = job()
        settle(looked, GONE, 10.0, SETTINGS)
        assert isinstance(settle(looked, look, 14.0, SETTINGS), expected)


def test_a_fault_between_two_looks_changes_nothing() -> None:
    looked = job()
    settle(looked, GONE, 10.0, SETTINGS)
    assert isinstance(settle(looked, FAULT, 13.0, SETTINGS), Again)
    assert isinstance(settle(looked, GONE, 14.0, SETTINGS), Missing)


def test_a_second_look_starts_over() -> None:
    looked = job()
    settle(looked, redirect(301, "/b"), 0.0, SETTINGS)
    assert looked.url == "https://example.com/b"
    settle(looked, GONE, 0.0, SETTINGS)
    assert looked.url == URL


def test_faults_are_tried_again_so_often_and_a_hang_once() -> None:
    looked = job()
    delays = [settle(looked, FAULT, 0.0, SETTINGS) for _ in range(3)]
    assert delays == [Again(1.0), Again(4.0), Unknown("503, 3 times", 503)]
    looked = job()
    delays = [settle(looked, TIMEOUT, 0.0, SETTINGS) for _ in range(2)]
    assert delays == [Again(1.0), Unknown("no answer within 10 s, 2 times")]


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [([301], True), ([308, 301], True), ([302], False), ([301, 302], False), ([303, 301], False)],
)
def test_permanent_is_permanent_all_the_way(statuses: list[int], permanent: bool) -> None:
    looked = job()
    for number, status in enumerate(statuses):
        assert settle(looked, redirect(status, f"/hop{number}"), 0.0, SETTINGS) == Again()
    answer = settle(looked, Look("alive", "", 200), 0.0, SETTINGS)
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
    assert settle(job(), redirect(302, location), 0.0, SETTINGS) == Unknown(reason, 302)


def test_a_fragment_of_the_redirect_is_kept() -> None:
    looked = job()
    settle(looked, redirect(301, "/b#part"), 0.0, SETTINGS)
    answer = settle(looked, Look("alive", "", 200), 0.0, SETTINGS)
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
