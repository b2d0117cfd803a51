"""What happens around a merge conflict: it is reported, and nothing near it is touched."""

from __future__ import annotations

from datetime import date

from linter.config.load import default_config
from linter.engine.run import NEAR_LINES, Source, lint
from linter.model import Problem
from linter.rules import load_rules

ENTRIES = [f"- [T{n:02}](https://e.org/{n}) - Does {n}." for n in range(40)]
CONFLICT = [
    "<<<<<<< HEAD",
    ENTRIES[20],
    "=======",
    "- [T20](https://e.org/x) - Does it.",
    ">>>>>>> b",
]


def problems(lines: list[str]) -> list[Problem]:
    source = Source("README.md", "# L\n\n" + "\n".join(lines) + "\n")
    report = lint([source], default_config(), load_rules(), today=date(2024, 6, 1))
    return [problem for problem in report.problems if problem.severity != "info"]


def test_a_conflict_is_the_only_finding_in_its_lines() -> None:
    (problem,) = problems([*ENTRIES[:20], *CONFLICT, *ENTRIES[21:]])
    assert problem.rule == "broken-markup"
    assert problem.fix is None


def test_nothing_near_a_conflict_is_fixed() -> None:
    before, after = ENTRIES[:20], ENTRIES[21:]
    before[-NEAR_LINES] = after[9] = "-"
    found = [p for p in problems([*before, *CONFLICT, *after]) if "is empty" in p.message]
    assert [problem.fix is None for problem in found] == [True, False]


def test_the_two_versions_of_a_conflict_that_a_change_brings_are_not_compared() -> None:
    before = "# L\n\n" + "\n".join(ENTRIES) + "\n"
    lines = [*ENTRIES[:20], *CONFLICT[:3], "- [T20](https://e.org/20): Is.", CONFLICT[-1]]
    after = "# L\n\n" + "\n".join([*lines, *ENTRIES[21:]]) + "\n"
    source = Source("README.md", after, before, frozenset({23, 25, 26, 27}))
    report = lint([source], default_config(), load_rules(), today=date(2024, 6, 1))
    assert [problem.rule for problem in report.problems] == ["broken-markup", "entry-format"]
