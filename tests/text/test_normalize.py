"""Which texts are one to a reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.text.normalize import fold

ALIKE = [
    ("Attention Is All You Need", "**Attention is all you need.**"),
    ("Attention Is All You Need", "[Attention Is\nAll  You Need](https://a.b/c_(d))"),
    ("Scaling Laws: A Survey", "Scaling Laws — A Survey"),
    ("Zero-Shot", "zero shot"),
    ("“Quoted” text", '"Quoted" text'),
    ("ﬁne tuning", "fine tuning"),
    ("Schrödinger", "Schrodinger"),
    ("$\\mu$P", "μP"),
    ("$\\mathcal{O}(n^2)$", "O(n^2)"),
    ("λ-calculus", "$\\lambda$-calculus"),
    ("Fast ![new](a.svg) <b>lint</b> <!-- x -->", "fast lint"),
    ("Ｆｕｌｌ", "full"),
    ("STRASSE", "straße"),
]
APART = [
    ("Learn C", "Learn C++"),
    ("Learn C", "Learn C#"),
    ("Gemini 1.5", "Gemini 15"),
    ("Part 1", "Part 2"),
    ("がん", "かん"),
    ("中文", "中國"),
    ("a < b", "a"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), APART)
def test_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(alphabet=st.characters(exclude_characters="<>[]()!\\")))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=126), max_size=30))
def test_fold_treats_ascii_like_any_other_text(text: str) -> None:
    """ASCII has a way of its own, which is shorter; a letter beside it takes the long one."""
    assert fold(text + " ж") == fold(text) + "ж"
