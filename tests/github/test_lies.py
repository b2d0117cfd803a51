"""GitHub's API answers what it should not: one line, few requests, and no finding lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.github.world import BAD_DATE, Run, World, page, world

MAX_REQUESTS = 40


@pytest.fixture
def w(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as found:
        found.push(page(attention=[BAD_DATE]))
        yield found


def assert_in_order(run: Run) -> None:
    """No traceback, one line at most on standard error, no fault of our own, few requests."""
    assert run.code in (0, 1, 2)
    assert "Traceback" not in run.log
    assert "internal error" not in run.log
    assert "fault in listlint" not in run.log + run.summary
    assert run.err.count("\n") <= 1
    assert run.requests <= MAX_REQUESTS


LIES: dict[str, Callable[[Any], Any]] = {
    "html": lambda _: b"<!DOCTYPE html><title>Unicorn!</title>",
    "nothing": lambda _: b"",
    "half": lambda _: b'{"id": ',
    "deep": lambda _: b"[" * 100_000,
    "null": lambda _: b"null",
    "a number": lambda _: b"1e400",
    "a text": lambda _: b'"open"',
    "a list": lambda answer: [answer],
    "an object": lambda answer: {"items": answer},
    "numbers as texts": lambda answer: _changed(answer, int, lambda value: str(value)),
    "huge numbers": lambda answer: _changed(answer, int, lambda _: 10**400),
    "infinite numbers": lambda answer: _changed(answer, int, lambda _: float("inf")),
    "texts as numbers": lambda answer: _changed(answer, str, lambda _: 7),
    "texts as lists": lambda answer: _changed(answer, str, lambda value: [value]),
    "texts that are none": lambda answer: _changed(answer, str, lambda value: value + "\ud800"),
    "nulls": lambda answer: _changed(answer, str, lambda _: None),
}


def _changed(answer: Any, kind: type, change: Callable[[Any], Any]) -> Any:
    if isinstance(answer, dict):
        return {name: _changed(value, kind, change) for name, value in answer.items()}
    if isinstance(answer, list):
        return [_changed(value, kind, change) for value in answer]
    return change(answer) if type(answer) is kind else answer


@pytest.mark.parametrize("name", LIES)
def test_every_answer_is_a_lie(name: str, w: World) -> None:
    w.fake.lie = lambda _, answer: LIES[name](answer)
    run = w.run()
    assert_in_order(run)
    assert run.code == 2
    assert "::error title=listlint::" in run.err


@pytest.mark.parametrize("name", LIES)
def test_findings_are_in_annotations_and_summary_when_posting_fails(name: str, w: World) -> None:
    w.run()
    w.push(page(attention=[BAD_DATE], memory=[BAD_DATE.replace("101", "105")]))
    start = len(w.fake.sent)
    reading = next(
        index
        for index, sent in enumerate(w.fake.sent)
        if re.search(r"/(pulls/1|comments|reviews|graphql)$", sent.path)
    )
    w.fake.lie = lambda number, answer: LIES[name](answer) if number > start + reading else answer
    run = w.run()
    assert_in_order(run)
    assert run.code == 1
    assert "::error file=README.md" in run.out
    assert "entry-date" in run.summary


def test_answer_that_is_never_ready_ends(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("waited for ever"))
    w.fault("GET", ".", 202, times=1_000)
    run = w.run()
    assert_in_order(run)
    assert run.code == 2
    assert "not ready" in run.err
    assert run.requests == 3


def test_redirects_without_end_end(w: World) -> None:
    fault = w.fault("GET", "/compare/", 301, times=1_000)
    fault.headers = {"Location": f"{w.fake.url}/repos/owner/list/compare/other"}
    run = w.run()
    assert_in_order(run)
    assert run.code == 2
    assert run.requests < 20


def test_renamed_repository_is_followed_in_silence(w: World) -> None:
    run = w.run()
    compared = next(path for _, path, _ in run.sent if "/compare/" in path)
    w.push(page(attention=[BAD_DATE, BAD_DATE.replace("101", "105")]))
    fault = w.fault("GET", "/pulls/1$", 301)
    fault.headers = {"Location": f"{w.fake.url}/repos/owner/list/pulls/1?x=1"}
    again = w.run()
    assert compared
    assert again.err == ""
    assert again.code == 1


@pytest.mark.parametrize("written", ["nan", "inf", "-1", "1e400", "soon", "", "9" * 400])
def test_retry_after_that_is_no_number_waits_a_minute(written: str, w: World) -> None:
    w.fault("POST", "/reviews$", 429, headers={"Retry-After": written})
    run = w.run()
    assert_in_order(run)
    assert w.waits == [60.0]
    assert run.code == 1


def test_secondary_limit_that_stays_is_waited_for_twice_as_long(w: World) -> None:
    w.fault("POST", "/reviews$", 403, message="You have exceeded a secondary rate limit", times=9)
    run = w.run()
    assert_in_order(run)
    assert w.waits == [60.0, 120.0]
    assert "::error file=README.md" in run.out


def test_what_is_known_is_written_before_a_wait(w: World, tmp_path: Path) -> None:
    seen: list[str] = []

    class Waits(list[float]):
        def append(self, _: float) -> None:
            seen.append((tmp_path / f"run{w.runs}" / "summary").read_text())

    w.waits = Waits()
    w.fault("POST", "/reviews$", 429, headers={"Retry-After": "60"})
    run = w.run()
    assert "entry-date" in seen[0]
    assert run.out.count("::error file=README.md") == 1
    assert run.summary.count("entry-date") == seen[0].count("entry-date")
    assert w.ours


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://api.github.test",
        "https://",
        "http://[",
        "https://a:b",
        "https://a b",
        "x\ny",
        "/",
    ],
)
def test_address_that_is_none_is_refused_in_one_line(url: str, w: World) -> None:
    run = w.run(env={"GITHUB_API_URL": url or "https://\u202e"})
    assert_in_order(run)
    assert run.code == 2
    assert run.requests == 0
    assert "GITHUB_API_URL" in run.err


def test_empty_token_is_refused_before_any_request(w: World) -> None:
    run = w.run(token="")
    assert_in_order(run)
    assert run.code == 2
    assert run.requests == 0
    assert "github-token is empty" in run.err
