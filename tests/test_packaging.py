"""What is imported is declared, what is declared is imported, and what is declared is locked."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OURS = {"linter", "listlint"}


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(requirements: list[str]) -> set[str]:
    return {normalized(re.split(r"[~<>=! \[]", line)[0]) for line in requirements}


def locked(name: str) -> set[str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    return {normalized(found) for found in re.findall(r"(?m)^([\w.-]+)(?:\[[^\]]*\])?==", text)}


def imported() -> set[str]:
    """The distributions that the package imports, at its top or inside a function."""
    modules: set[str] = set()
    for path in (ROOT / "linter").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    outside = modules - set(sys.stdlib_module_names) - OURS
    distributions = packages_distributions()
    return {normalized(name) for module in outside for name in distributions[module]}


def test_dependencies_are_those_that_are_imported() -> None:
    assert imported() == declared(PROJECT["project"]["dependencies"])


def test_the_image_installs_no_build_tools() -> None:
    run = locked("run")
    assert declared(PROJECT["project"]["dependencies"]) <= run
    assert not {"hatchling", "editables", "pip", "setuptools", "pytest"} & run


def test_every_lock_holds_what_its_group_declares() -> None:
    groups = PROJECT["dependency-groups"]
    build = declared(groups["build"])
    assert build <= locked("build")
    assert build <= locked("dev")
    assert build <= locked("release")
    assert declared([line for line in groups["dev"] if isinstance(line, str)]) <= locked("dev")
    assert declared([line for line in groups["release"] if isinstance(line, str)]) <= locked(
        "release"
    )
    assert declared(PROJECT["build-system"]["requires"]) <= build


def test_hooks_name_the_commands() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {hook["id"]: hook["entry"] for hook in hooks} == {
        "listlint": "listlint check",
        "listlint-fix": "listlint fix",
    }
    for hook in hooks:
        assert re.search(hook["files"], "docs/LIST.md")
        assert re.search(hook["files"], ".github/listlint.yml")
        assert not re.search(hook["files"], "linter/model.py")
