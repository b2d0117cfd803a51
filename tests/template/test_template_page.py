"""The examples of the page on templates hold: each template describes the entry below it."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from linter.template.template import compile_template

PAGE = Path(__file__).parents[2] / "docs" / "template.md"
BLOCKS = re.findall(r"(?m)^\d+\. .*\n\n((?: +.*\n)+)", PAGE.read_text("utf-8"))


def test_there_are_twenty() -> None:
    assert len(BLOCKS) == 20


@pytest.mark.parametrize("block", BLOCKS)
def test_example(block: str) -> None:
    lines = textwrap.dedent(block).strip().split("\n")[1:-1]
    half = len(lines) // 2
    template = compile_template("\n".join(lines[:half]))
    entry = "\n".join(lines[half:]).replace("␠", " ")
    match = template.match(entry)
    assert match is not None, template.explain(entry)
    assert match.values["url"].startswith("https://")
    assert set(match.values) <= {field.name for field in template.fields}
    rendered = template.render(match.values)
    assert rendered is not None
    again = template.match(rendered)
    assert again is not None
    assert again.values == match.values
