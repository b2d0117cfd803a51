"""Entries that are counted: the template's ``1.`` stands for any number."""

from __future__ import annotations

import pytest

from linter.conventions.learn import learn
from linter.entries.extractor import with_entries
from linter.markdown.parser import parse
from linter.template.template import compile_template


@pytest.mark.parametrize("mark", [".", ")"])
def test_a_counted_list_has_one_template(mark: str) -> None:
    text = "".join(f"{n}{mark} [T{n}](https://e.org/{n})\n" for n in range(1, 13))
    document = parse(text)
    conventions = learn(document)
    assert conventions.templates == (f"1{mark} [{{title}}]({{url}})",)
    assert len(with_entries(document, conventions).entries) == 12


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("1. [T](https://e.org)", True),
        ("123456789. [T](https://e.org)", True),
        ("0. [T](https://e.org)", True),
        ("1) [T](https://e.org)", False),
        ("- [T](https://e.org)", False),
        ("x1. [T](https://e.org)", False),
    ],
)
def test_any_number_will_do(text: str, matches: bool) -> None:
    template = compile_template("1. [{title}]({url})")
    assert (template.match(text) is not None) == matches
    if not matches:
        assert template.explain(text).offset <= 2
