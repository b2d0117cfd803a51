"""The walls of the house: who may import whom, and what a small check does not load."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.drawing import EVERY, LAYERS, PAGE, ROOT, drawn, imported, top

RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
# The libraries that have one place, and the modules that are it.
PLACES = {
    "mistune": ("markdown",),
    "github": ("github",),
    "requests": ("links", "github"),
    "urllib3": ("links", "github"),
    "feedparser": ("links.registries",),
    "platformdirs": ("links.cache",),
    "yaml": ("config.yaml_nodes",),
    "unidiff": ("git", "text.diff"),
    "rich": ("reporters", "cli"),
    "subprocess": ("git",),
    "socket": ("links.http",),
    "sqlite3": ("links.cache",),
}


def short(name: str) -> str:
    return name.removeprefix("linter.")


@pytest.mark.parametrize("name", [name for name in EVERY if name != "linter"])
def test_imports_run_down_only(name: str) -> None:
    for other in imported(EVERY[name], late=True) & EVERY.keys() - {"linter"}:
        if top(other) != top(name):
            assert RANK[top(name)] < RANK[top(other)], f"{name} must not import {other}"
        assert not (top(name) == "rules" == top(other)), "rules know no rules"


def test_no_folder_is_without_a_layer() -> None:
    assert {top(name) for name in EVERY if name != "linter"} == RANK.keys()


def test_no_import_goes_round_in_a_circle() -> None:
    graph = {name: imported(tree, late=False) & EVERY.keys() for name, tree in EVERY.items()}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize(("library", "places"), PLACES.items())
def test_each_library_has_its_place(library: str, places: tuple[str, ...]) -> None:
    for name, tree in EVERY.items():
        if library in {module.partition(".")[0] for module in imported(tree, late=True)}:
            assert any(f"{short(name)}.".startswith(f"{place}.") for place in places), name


def test_the_model_needs_the_standard_library_alone() -> None:
    names = {module.partition(".")[0] for module in imported(EVERY["linter.model"], late=True)}
    assert names <= sys.stdlib_module_names


# ------------------------------------------------------------------------ the page


def test_the_page_shows_the_code_as_it_is() -> None:
    page = PAGE.read_text("utf-8")
    assert drawn(page) == page, "run `make docs`"


def answers() -> list[tuple[str, str, str]]:
    """The rows of the page's "Where is ...?": question, file, name in it."""
    table = PAGE.read_text("utf-8").partition("## Where is …?")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| `(\S+?)` \| (?:`(\S+?)`)? *\|$", table, re.MULTILINE)
    assert len(rows) == len(re.findall(r"^\| (?!Where|---)", table, re.MULTILINE))
    return rows


def test_where_is_it_has_an_answer_for_a_stranger() -> None:
    assert len(answers()) >= 25


@pytest.mark.parametrize(("question", "file", "name"), answers())
def test_where_is_it_names_what_exists(question: str, file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    targets = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    names = {node.name for node in targets}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    assert not name or name in names, question


# ------------------------------------------------------------------------ start-up

HEAVY = {
    *("github", "requests", "urllib3", "rich", "feedparser", "rapidfuzz", "unidiff", "yaml"),
    *("platformdirs", "sqlite3", "ssl", "http", "email", "asyncio", "subprocess", "tempfile"),
    *("linter.links.checker", "linter.reporters.sarif", "linter.git", "linter.engine.fixer"),
}
LIST = "# Tools\n\n## Editors\n\n" + "".join(
    f"- [{name}](https://example.org/{name}) - Edits {name}.\n" for name in ("ab", "cd", "ef", "gh")
)


def loaded(*arguments: str, cwd: Path) -> set[str]:
    """The modules that a command loads, in an interpreter of its own."""
    program = (
        "import sys, json\n"
        "from linter.__main__ import main\n"
        f"code = main({list(arguments)!r})\n"
        "print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=cwd, capture_output=True, text=True, check=True
    )
    code, names = json.loads(done.stderr)
    assert code in (0, 1), done.stdout
    return set(names)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_small_check_loads_nothing_that_it_does_not_use(form: str, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    assert not loaded("check", "--format", form, cwd=tmp_path) & HEAVY


def test_a_command_loads_its_own_module_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    names = {name for name in loaded("show", cwd=tmp_path) if name.startswith("linter.cli.")}
    assert names == {"linter.cli.options", "linter.cli.show"}
