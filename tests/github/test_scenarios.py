from __future__ import annotations

from pathlib import Path

import pytest

from tests.github.scenarios import SCENARIOS
from tests.github.stories import Scenario, cost, table
from tests.github.world import world


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda item: item.name)
def test_scenario(scenario: Scenario, tmp_path: Path) -> None:
    with world(tmp_path) as w:
        assert tuple(cost(run) for run in scenario.story(w)) == scenario.costs


def test_there_are_enough() -> None:
    names = [scenario.name for scenario in SCENARIOS]
    assert len(names) == len(set(names)) >= 40


def test_the_page_has_the_table() -> None:
    """``python -m tests.github.scenarios`` prints the table."""
    page = Path(__file__).with_name("scenarios.md")
    assert table(SCENARIOS) in page.read_text("utf-8")


def test_the_budgets() -> None:
    """12 requests for an ordinary pull request with findings, 3 where no list is touched."""
    costs = {scenario.name: scenario.costs for scenario in SCENARIOS}
    for name in (
        "faulty: one review, one summary",
        "one of two repaired, a new one: one new review",
    ):
        assert all(requests <= 12 for _, requests, _ in costs[name])
    untouched = [found[0] for name, found in costs.items() if name.startswith("no watched file")]
    assert len(untouched) == 2
    assert all(requests <= 3 for _, requests, _ in untouched)
