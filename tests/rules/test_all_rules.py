"""What holds for every rule: its name, its docstring, its example, its tests, its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from linter.config.load import default_config, load_config
from linter.engine.run import Source, lint
from linter.model import Answer, Facts, Found, Incomplete, Missing, Need, Problem, Rule
from linter.rules import load_rules
from tests.rules.pages import FOLDER, pages

RULES = load_rules()
HEADINGS = ["What it does", "Why", "Example", "Fix"]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


class _Web:
    """A web in which an address says what becomes of it."""

    incomplete: Incomplete | None = None

    def fetch(self, needs: Sequence[Need]) -> Facts:
        return {need: self._answer(need.key) for need in needs}

    def _answer(self, key: str) -> Answer:
        if "lost" in key:
            return Missing("the server answers 404", 404)
        moved = key.replace("moved", "its-new-place")
        data = {"final_url": moved, "moved": moved != key, "archived": "archived" in key}
        if "claimed" in key:
            data["number"] = 12
        return Found(data, 200)


def problems(rule: Rule, text: str, config: str) -> list[Problem]:
    loaded = load_config(config, "listlint.yml", RULES) if config else default_config()
    report = lint([Source("README.md", text)], loaded, RULES, probe=_Web(), today=date(2026, 1, 1))
    return [problem for problem in report.problems if problem.rule == rule.id]


def test_the_rules_are_found_and_sorted() -> None:
    ids = [rule.id for rule in RULES]
    assert "duplicate-link" in ids
    assert ids == sorted(set(ids))


@each_rule
def test_the_file_is_named_like_the_rule(rule: Rule) -> None:
    module = import_module(f"linter.rules.{rule.id.replace('-', '_')}")
    assert module.RULE is rule
    assert rule.doc is module.__doc__


@each_rule
def test_the_docstring_has_its_parts(rule: Rule) -> None:
    summary, _, rest = rule.doc.partition("\n\n")
    assert summary.endswith(".")
    assert "\n" not in summary
    prose = _BLOCK.sub("(an example)", rest)
    assert re.findall(r"^## (.+)$", prose, re.MULTILINE) == HEADINGS
    assert all(part.strip() for part in re.split(r"^## .+$", prose, flags=re.MULTILINE)[1:])


@each_rule
def test_the_bad_example_is_found_and_the_good_one_is_not(rule: Rule) -> None:
    blocks = _BLOCK.findall(rule.doc)
    config = "".join(text for kind, text in blocks if kind == "yaml")
    bad, good = (text for kind, text in blocks if kind == "markdown")
    assert problems(rule, bad, config)
    assert not problems(rule, good, config)


@each_rule
def test_the_rule_has_tests_of_its_own(rule: Rule) -> None:
    path = Path(__file__).parent / f"test_{rule.id.replace('-', '_')}.py"
    assert path.is_file()


def test_the_pages_are_those_of_the_rules() -> None:
    """``python -m tests.rules.pages`` writes them."""
    assert {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()} == pages()
