"""Field types: which field has which, and what can fill it."""

from __future__ import annotations

import pytest

from linter.template.fields import TYPES, Number, field_type, is_url
from linter.template.template import TemplateError, compile_template


@pytest.mark.parametrize(
    ("name", "spec"), [("number", ""), ("page_number", ""), ("stars", "number")]
)
def test_number_is_named_or_specified(name: str, spec: str) -> None:
    assert type(field_type(name, spec)) is Number


@pytest.mark.parametrize("name", ["numbers", "title", "numbered"])
def test_number_takes_no_other_name(name: str) -> None:
    assert type(field_type(name, "")) is not Number


@pytest.mark.parametrize(
    "text", ["7", "1200", "1,200", "1.200.000", "1.2k", "12K+", "3M", "$20", "19.99 €", "~500"]
)
def test_number_accepts(text: str) -> None:
    assert field_type("number", "").accepts(text)


@pytest.mark.parametrize("text", ["", "k", "many", "1.2.3k4", "10 stars", "v2", "1,20,0", "-"])
def test_number_refuses(text: str) -> None:
    assert not field_type("number", "").accepts(text)


def test_a_template_with_a_number() -> None:
    template = compile_template("- [{title}]({url}) ★{stars: number} - {description}")
    match = template.match("- [Ruff](https://e.org/ruff) ★1.2k - Lints Python.")
    assert match is not None
    assert match.values["stars"] == "1.2k"
    assert template.match("- [Ruff](https://e.org/ruff) ★many - Lints Python.") is None


def test_a_wrong_specification_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(TemplateError, match="a date format, number, or for a description"):
        compile_template("- [{title}]({url}) {stars: figure}")


def test_the_last_type_takes_every_field() -> None:
    assert TYPES[-1].of("anything", "", cell=False) is not None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://e.org/a", True),
        ("<https://e.org/a>", True),
        ("<docs/getting started.md>", True),
        ("docs/getting started.md", False),
        ("<soon>", False),
        ("soon", False),
    ],
)
def test_is_url_takes_spaces_in_angle_brackets_alone(text: str, is_one: bool) -> None:
    assert is_url(text) is is_one
