from __future__ import annotations

from pathlib import Path

import pytest

from tests.github.scenarios import SCENARIOS, Scenario, cost
from tests.github.world import world


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_scenario(scenario: Scenario, tmp_path: Path) -> None:
    with world(tmp_path) as w:
        assert tuple(cost(run) for run in scenario.story(w)) == scenario.costs


def test_there_are_enough() -> None:
    names = [scenario.name for scenario in SCENARIOS]
    assert len(names) == len(set(names)) >= 40
