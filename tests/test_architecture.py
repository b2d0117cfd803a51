"""The walls of the house: who may import whom, and what a small check does not load."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "linter"

# The groups of modules. A module at the top that is not named here is lore: pure knowledge.
GROUPS = {
    "model": "model",
    "config": "config",
    "config_limits": "config",
    "config_reader": "config",
    "schema": "config",
    "shapes": "config",
    "yaml_text": "config",
    "addition": "engine",
    "engine": "engine",
    "fix": "engine",
    "page": "engine",
    "placement": "engine",
    "select": "engine",
    "git": "edge",
    "output": "edge",
    "sources": "edge",
    "app": "app",
    "__main__": "entry",
    "action": "entry",
}
PACKAGES = {"commands", "github", "parse", "probes", "reporters", "rules"}

# What each group may import, besides the standard library.
ALLOWED = {
    "model": set(),
    "lore": {"model", "lore"},
    "rules": {"model", "lore"},
    "parse": {"model", "lore", "parse"},
    "probes": {"model", "lore", "probes"},
    "reporters": {"model", "lore", "reporters"},
    "config": {"model", "lore", "config"},
    "engine": {"model", "lore", "config", "parse", "engine"},
    "edge": {"model", "lore", "edge", "reporters"},
    "app": {"model", "lore", "config", "engine", "edge", "probes", "rules"},
    "github": {
        *("model", "lore", "config", "engine", "edge", "app", "probes", "reporters", "rules"),
        "github",
    },
    "commands": {
        *("model", "lore", "config", "engine", "edge", "app", "probes", "reporters", "rules"),
        *("parse", "github", "commands"),
    },
    "entry": {"model", "lore", "edge", "app", "commands", "github", "reporters"},
}
# Single doors in the walls, and why.
DOORS = {
    # A template that cannot be read is an error of the configuration, with its line.
    ("config_reader", "parse.template"),
    # The limits of a link check are its own; the configuration only fills them in.
    ("config", "probes.settings"),
    ("config_limits", "probes.settings"),
    ("config_reader", "probes.settings"),
}
# The libraries that have one place, and the modules that are it.
PLACES = {
    "mistune": ("parse",),
    "github": ("github",),
    "requests": ("probes", "github"),
    "urllib3": ("probes", "github"),
    "feedparser": ("probes",),
    "platformdirs": ("probes",),
    "yaml": ("yaml_text",),
    "unidiff": ("git", "diff"),
    "rich": ("reporters", "commands"),
    "subprocess": ("git",),
    "socket": ("probes",),
    "sqlite3": ("probes",),
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(("linter", *file.relative_to(PACKAGE).with_suffix("").parts))
        yield name.removesuffix(".__init__"), ast.parse(file.read_text("utf-8"))


EVERY = dict(modules())


def imported(tree: ast.AST, *, late: bool) -> set[str]:
    """The modules that are imported; without ``late`` those at the top alone."""
    names: set[str] = set()
    nodes = ast.walk(tree) if late else ast.iter_child_nodes(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module, "imports are absolute"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                names.add(inner if inner in EVERY else node.module)
    return names


def short(name: str) -> str:
    return name.removeprefix("linter.")


def group(name: str) -> str:
    first = short(name).partition(".")[0]
    return first if first in PACKAGES else GROUPS.get(first, "lore")


@pytest.mark.parametrize("name", EVERY)
def test_imports_run_one_way(name: str) -> None:
    for other in imported(EVERY[name], late=True) & EVERY.keys() - {"linter"}:
        allowed = group(other) in ALLOWED[group(name)] or (short(name), short(other)) in DOORS
        assert allowed, f"{name} must not import {other}"
        assert not (group(name) == "rules" and group(other) == "rules"), "rules know no rules"


def test_the_drawing_names_every_module_of_a_large_room() -> None:
    page = (PACKAGE.parent / "docs" / "architecture.md").read_text("utf-8")
    drawing = page.partition("## The house")[2].partition("Imports run one way")[0]
    rooms = [PACKAGE, PACKAGE / "parse", PACKAGE / "probes"]
    there = {file.name for room in rooms for file in room.glob("*.py")} - {"__init__.py"}
    assert not [name for name in sorted(there) if not re.search(rf"\b{name}\b", drawing)]
    named = set(re.findall(r"\b[a-z_]+\.py\b", drawing))
    assert not named - {file.name for file in PACKAGE.rglob("*.py")}


def test_every_door_is_used() -> None:
    for name, other in DOORS:
        used = imported(EVERY[f"linter.{name}"], late=True)
        assert f"linter.{other}" in used, f"close the door {name} -> {other}"


def test_no_import_goes_round_in_a_circle() -> None:
    graph = {name: imported(tree, late=False) & EVERY.keys() for name, tree in EVERY.items()}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize(("library", "places"), PLACES.items())
def test_each_library_has_its_place(library: str, places: tuple[str, ...]) -> None:
    for name, tree in EVERY.items():
        if library in {each.partition(".")[0] for each in imported(tree, late=True)}:
            assert short(name).partition(".")[0] in places, name


def test_the_model_stands_on_the_standard_library_alone() -> None:
    names = {each.partition(".")[0] for each in imported(EVERY["linter.model"], late=True)}
    assert names <= sys.stdlib_module_names


# ------------------------------------------------------------------------ start-up

HEAVY = {
    *("github", "requests", "urllib3", "rich", "feedparser", "rapidfuzz", "unidiff", "yaml"),
    *("platformdirs", "sqlite3", "ssl", "http", "email", "asyncio", "subprocess", "tempfile"),
    *("linter.probes.router", "linter.reporters.sarif", "linter.git", "linter.fix"),
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
    names = {name for name in loaded("show", cwd=tmp_path) if name.startswith("linter.commands.")}
    assert names == {"linter.commands.show"}
