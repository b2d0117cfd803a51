"""What lists copy fits the action as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


def example(name: str) -> dict[Any, Any]:
    read: dict[Any, Any] = yaml.safe_load((ROOT / "examples" / name).read_text("utf-8"))
    return read


@pytest.mark.parametrize(
    ("name", "permissions"),
    [
        ("workflow.yml", {"contents": "read", "pull-requests": "write"}),
        ("links.yml", {"contents": "read", "issues": "write"}),
    ],
)
def test_a_workflow_asks_for_little_and_says_what_the_action_knows(
    name: str, permissions: dict[str, str]
) -> None:
    workflow = example(name)
    assert workflow["permissions"] == {}
    [job] = workflow["jobs"].values()
    assert job["permissions"] == permissions
    [step] = job["steps"]
    assert step["uses"].partition("@")[0] == "listlint/listlint"
    assert step.get("with", {}).keys() <= ACTION["inputs"].keys()


def test_all_that_is_copied_names_one_commit() -> None:
    copied = [*(ROOT / "examples").glob("*.yml"), *(ROOT / "docs").glob("*.md")]
    used = [
        line.split("listlint/listlint@")[1]
        for path in copied
        for line in path.read_text("utf-8").splitlines()
        if "listlint/listlint@" in line
    ]
    assert len(used) >= 3
    assert len(set(used)) == 1
    assert re.fullmatch(r"[0-9a-f]{40} # (v\d+\.\d+\.\d+|unreleased)", used[0])


def test_the_links_are_looked_at_by_the_clock_and_by_hand() -> None:
    # YAML 1.1 reads the key as a truth value.
    assert example("links.yml")[True].keys() == {"schedule", "workflow_dispatch"}
    assert example("links.yml")["jobs"]["links"]["steps"][0]["with"]["report-issue"] is True


def test_the_manual_names_every_input_and_output() -> None:
    manual = (ROOT / "docs" / "action.md").read_text("utf-8")
    for name, given in ACTION["inputs"].items():
        row = next(line for line in manual.splitlines() if line.startswith(f"| `{name}` |"))
        shown = row.split("|")[2].strip()
        default = str(given["default"])
        assert shown == (f"`{default}`" if default and "$" not in default else shown)
        assert bool(shown) == bool(default)
    for name in ACTION["outputs"]:
        assert f"`{name}`" in manual
