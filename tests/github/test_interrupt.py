"""A run that is cancelled or out of time: what is known is in the annotations and the summary."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.github.fake import Sent
from tests.github.site import Site
from tests.github.site import site as a_site
from tests.github.world import CONFIG, World, entry, page, world


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site() as made:
        yield made


def with_links(w: World, site: Site, *paths: str, budget: str = "20s") -> None:
    """A pull request with a wrong date and links to these paths of the site."""
    config = CONFIG + (
        f"links: {{allow-private: true, budget: {budget}, timeout: 20s}}\n"
        "cache: {enabled: false}\n"
    )
    w.land(page(), {".github/listlint.yml": config})
    w.pull.head = w.pull.base
    more = [
        entry(801 + number, "2024-02-02", url=f"{site.url}{path}")
        for number, path in enumerate(paths)
    ]
    wrong = entry(900, "2024-13-01", url=f"{site.url}/alive")
    w.push(page(attention=[*more, wrong]), {".github/listlint.yml": config})


def interrupt(number: signal.Signals) -> None:
    """Let the runner end this process, once all that can be known is known."""
    time.sleep(0.5)
    os.kill(os.getpid(), number)
    time.sleep(0.5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_cancelled_among_links_reports_what_it_knows(
    tmp_path: Path, site: Site, number: signal.Signals
) -> None:
    with world(tmp_path) as w:
        with_links(w, site, "/hang")
        site.before["/hang"] = lambda: interrupt(number)
        run = w.run(check_links="changed")
    assert run.code == 130
    assert run.writes == []
    message = "Interrupted: 1 of 2 links was not checked."
    assert f"::warning title=listlint::{message}\n" in run.out
    assert "title=listlint entry-date::" in run.out
    assert message in run.summary
    assert "`entry-date`" in run.summary
    assert "Traceback" not in run.log
    assert run.outputs["problems"] == "1"


def test_a_run_cancelled_as_it_posts_reports_what_it_knows(tmp_path: Path, site: Site) -> None:
    with world(tmp_path) as w:
        with_links(w, site)
        answer = w.fake.answer

        def cancelled(sent: Sent) -> Any:
            if sent.method == "POST" and sent.path.endswith("/reviews"):
                interrupt(signal.SIGINT)
            return answer(sent)

        w.fake.answer = cancelled  # type: ignore[method-assign]
        run = w.run(check_links="changed")
    assert run.code == 130
    assert "::warning title=listlint::Interrupted while the review was written.\n" in run.out
    assert "title=listlint entry-date::" in run.out
    assert "`entry-date`" in run.summary
    assert "Traceback" not in run.log


def test_a_run_cancelled_as_it_reads_says_so(tmp_path: Path, site: Site) -> None:
    with world(tmp_path) as w:
        with_links(w, site)

        def cancelled(sent: Sent) -> Any:
            interrupt(signal.SIGTERM)
            raise AssertionError

        w.fake.answer = cancelled  # type: ignore[method-assign]
        run = w.run(check_links="changed")
    assert run.code == 130
    assert run.err == "::warning title=listlint::Interrupted before anything was checked.\n"
    assert run.summary == "### listlint\n\nInterrupted before anything was checked.\n"


def test_a_run_out_of_time_says_so_and_fails(tmp_path: Path, site: Site) -> None:
    with world(tmp_path) as w:
        with_links(w, site, "/hang", budget="1s")
        site.before["/hang"] = lambda: time.sleep(3)
        run = w.run(check_links="changed", fail_on="error")
        w.push(page(attention=[entry(801, "2024-02-02", url=f"{site.url}/hang")]))
        only = w.run(check_links="changed", fail_on="error")
        never = w.run(check_links="changed", fail_on="never")
    message = "Out of time, the time budget of 1 s is spent: 1 of 2 links was not checked."
    assert message in run.summary
    assert "title=listlint entry-date::" in run.out or "[entry-date]" in run.out
    assert len(run.writes) == 2
    assert (run.code, only.code, never.code) == (1, 1, 0)
    assert "Nothing was found so far" in only.summary


def test_an_interrupted_run_leaves_the_issue_alone(tmp_path: Path, site: Site) -> None:
    with world(tmp_path) as w:
        with_links(w, site, "/hang")
        w.pull.base = w.pull.head
        site.before["/hang"] = lambda: interrupt(signal.SIGINT)
        inputs = {"check_links": "all", "report_issue": "true"}
        run = w.run(name="schedule", event={}, inputs=inputs)
    assert run.code == 130
    assert run.writes == []
