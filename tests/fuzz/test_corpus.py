"""Inputs that failed once."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.fuzz.targets import TARGETS

CORPUS = sorted(Path(__file__).parent.glob("corpus/*/*.txt"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_input_that_failed_once(path: Path) -> None:
    TARGETS[path.parent.name].run(path.read_bytes().decode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", TARGETS)
def test_targets_hold_on_a_few_inputs(name: str) -> None:
    target, random = TARGETS[name], Random(name)
    for _ in range(3):
        target.run(target.make(random))
