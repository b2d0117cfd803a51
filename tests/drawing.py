"""The parts of docs/architecture.md that are made from the code: the picture and the list of files.

``python -m tests.drawing`` writes them anew; ``tests/test_architecture.py`` holds them in step.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "linter"
PAGE = ROOT / "docs" / "architecture.md"

# The packages and modules of the top, from the entries down to the model. Imports run down only:
# a package may import what stands below its own row, and itself.
LAYERS = (
    ("__main__", "action"),
    ("cli",),
    ("github",),
    ("project",),
    ("engine",),
    ("conventions", "links"),
    ("entries", "config", "rules"),
    ("template", "structure", "markdown", "reporters", "files", "git"),
    ("urls", "interrupts"),
    ("text",),
    ("model",),
)


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name, such as ``linter.text.dates``."""
    trees = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(("linter", *file.relative_to(PACKAGE).with_suffix("").parts))
        trees[name.removesuffix(".__init__")] = ast.parse(file.read_text("utf-8"))
    return trees


EVERY = modules()


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


def top(name: str) -> str:
    """The folder or file of ``linter/`` that a module belongs to."""
    return name.removeprefix("linter.").partition(".")[0]


def picture() -> str:
    """The folders as a Mermaid graph: an arrow is an import that no longer path implies."""
    arrows: dict[str, set[str]] = defaultdict(set)
    for name, tree in EVERY.items():
        for other in imported(tree, late=True) & EVERY.keys() - {"linter"}:
            if name != "linter" and top(name) != top(other):
                arrows[top(name)].add(top(other))
    lines = ["```mermaid", "graph TD"]
    for layer in LAYERS:
        for name in layer:
            implied = {below for other in arrows[name] for below in _reached(other, arrows)}
            direct = sorted(arrows[name] - implied)
            lines.extend(f"    {_box(name)} --> {_box(other)}" for other in direct)
    return "\n".join([*lines, "```"])


def _reached(name: str, arrows: dict[str, set[str]]) -> set[str]:
    return {deeper for other in arrows[name] for deeper in (other, *_reached(other, arrows))}


def _box(name: str) -> str:
    folder = (PACKAGE / name).is_dir()
    return f"{name}[{name}/]" if folder else f"{name.strip('_')}[{name}.py]"


def files() -> str:
    """Every file with the first line of its docstring, by folder."""
    folders: dict[Path, list[Path]] = defaultdict(list)
    for file in sorted(PACKAGE.rglob("*.py")):
        folders[file.parent.relative_to(ROOT)].append(file)
    parts = []
    for folder, members in sorted(folders.items()):
        parts.append(f"**`{folder.as_posix()}/`** {_summary(ROOT / folder / '__init__.py')}\n")
        parts.extend(
            f"- `{file.name}`: {_summary(file)}" for file in members if file.stem != "__init__"
        )
        parts.append("")
    return "\n".join(parts).rstrip()


def _summary(file: Path) -> str:
    docstring = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return docstring.partition("\n")[0].replace("``", "`")


def drawn(page: str) -> str:
    """The page with its made parts as they should be."""
    for name, text in (("picture", picture()), ("files", files())):
        before, start, rest = page.partition(f"<!-- {name}: made by `make docs` -->\n")
        _, end, after = rest.partition(f"<!-- end of {name} -->")
        assert end, f"docs/architecture.md has no place for its {name}"
        page = f"{before}{start}\n{text}\n\n{end}{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text("utf-8")), "utf-8")
