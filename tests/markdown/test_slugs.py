"""Fragments are GitHub's: PyPI's github-slugger passes every fixture captured from github.com."""

from __future__ import annotations

import pytest
from github_slugger import GithubSlugger  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.markdown.parser import parse
from linter.markdown.slugs import Slugger


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        ("# A\n# a\n# A 1\n# a", ["a", "a-1", "a-1-1", "a-2"]),
        ("# 🎵 Audio (39)", ["-audio-39"]),
        ("# Awesome X ![badge](b.svg)", ["awesome-x-"]),
        ("# `code` *em* snake_case __a_b__", ["code-em-snake_case-a_b"]),
        ("# :smile: ❤️ x", ["smile-️-x"]),
        ("# Ⅷ ①②Ⓐ a‿b 1²", ["ⅷ-ⓐ-a‿b-1"]),
        ("# C++ & C#", ["c--c"]),
        ("# Ünïcödé 数据集", ["ünïcödé-数据集"]),
        ("# [a](b) <b>c</b> &amp; d", ["a-c--d"]),
        ("Set *ext*\n---\n<h3>Set ext</h3>\n", ["set-ext", "set-ext-1"]),
        ("<h2 align=center>A <img src=i> b</h2>", ["a--b"]),
        ("# See[^1]\n\n[^1]: x", ["see1"]),
    ],
)
def test_a_heading(text: str, anchors: list[str]) -> None:
    assert [heading.anchor for heading in parse(text).headings] == anchors


@settings(max_examples=300)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=12)))
def test_it_is_the_same_as_the_reference(titles: list[str]) -> None:
    ours, theirs = Slugger(), GithubSlugger()
    for title in [*titles, *titles]:
        assert ours.take(title) == theirs.slug(title)
