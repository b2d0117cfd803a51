from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from linter.text.patterns import lazy_pattern
from tests.drawing import EVERY


def test_lazy_pattern_compiles_at_the_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []

    def compile_(source: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(source)
        return genuine(source, flags)

    genuine = re.compile
    monkeypatch.setattr(re, "compile", compile_)
    pattern = lazy_pattern(r"(?P<year>\d{4})")
    assert compiled == []
    assert pattern.search("in 2024")
    assert pattern.search("in 2025")
    assert compiled == [r"(?P<year>\d{4})"]


def test_lazy_pattern_has_what_a_pattern_has() -> None:
    pattern = lazy_pattern(r"A(b)?", re.IGNORECASE)
    match = pattern.match("xab", 1)
    assert match is not None
    assert match.span(1) == (2, 3)
    assert pattern.fullmatch("ab ") is None
    assert pattern.split("1a2AB3") == ["1", None, "2", "B", "3"]
    assert pattern.sub("-", "xaby") == "x-y"
    assert (pattern.pattern, pattern.groups) == (r"A(b)?", 1)


def test_lazy_pattern_reports_a_wrong_expression_when_used() -> None:
    pattern = lazy_pattern("(")
    with pytest.raises(re.error):
        pattern.match("")
    with pytest.raises(AttributeError):
        lazy_pattern("a").no_such_method  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("module", sorted(set(EVERY) - {"linter.text.patterns"}))
def test_no_module_compiles_at_import(module: str) -> None:
    """Patterns of a module are lazy: start-up pays for none that the list does not need."""
    waiting: list[ast.AST] = [EVERY[module]]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            assert ast.unparse(node) != "re.compile"
            waiting.append(node)


def test_every_lazy_pattern_is_a_valid_expression() -> None:
    """They are compiled late, so a wrong one would be seen by a user first."""
    program = (
        "import re, importlib, sys\n"
        "from linter.text import patterns\n"
        "sources = []\n"
        "patterns.lazy_pattern = lambda source, flags=0: sources.append((source, flags)) "
        "or re.compile(source, flags)\n"
        f"for name in {sorted(EVERY)!r}:\n"
        "    name == 'linter.__main__' or importlib.import_module(name)\n"
        "print(len(sources))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert int(run.stdout) > 200
