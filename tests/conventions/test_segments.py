"""Entries are cut where contributors see the cuts: links, badges, marks, sentences."""

from __future__ import annotations

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.conventions.segments import MAX_LENGTH, Segment, cut, evenly


def shown(segments: tuple[Segment, ...]) -> str:
    return " ".join(f"{s.kind}:{'+'.join(s.values)}".rstrip(":") for s in segments)


@pytest.mark.parametrize(
    ("entry", "segments"),
    [
        ("- [A](http://x.y) - What it is.", "marker link:A mark text:What it is."),
        ("3. [A](http://x.y): what", "marker link:A mark text:what"),
        ("* **A**: the rest", "marker emphasis:A mark text:the rest"),
        ("- A [pdf](http://x.y) [code](http://z.w)", "marker text:A label:pdf+code"),
        ("- **A** [[x]](http://x.y)", "marker emphasis:A label:x"),
        (
            "- [A](http://x.y) - See `b` and [c](http://d.e) for it. `MIT` `Go`",
            "marker link:A mark text:See `b` and [c](…) for it code:MIT+Go",
        ),
        (
            "- [A](http://x.y) - It. ([Demo](http://d.e), [Code](http://c.d))",
            "marker link:A mark text:It mark label:Demo+Code mark",
        ),
        (
            "- [![oss][i]](http://s.t) ⭐ [A](http://x.y)",
            "marker badge:[![oss][i]](http://s.t)+⭐ link:A",
        ),
        ("- [A](http://x.y) <kbd>MIT</kbd>", "marker link:A code:MIT"),
        ("**A** \\\n*Ann Lee*  \nACL", "emphasis:A break emphasis:Ann Lee break text:ACL"),
        ("- [A](http://x.y) - B (C), so.", "marker link:A mark text:B (C), so."),
        ("- [A](http://x.y) - Ann Lee (PDF)", "marker link:A mark text:Ann Lee group:PDF"),
        (
            "- **A**\n  - [[p]](http://x.y)\n  - [[c]](http://z.w)",
            "marker emphasis:A break label:p+c",
        ),
        ('- <a href="http://x.y">A</a> text', "marker link:A text:text"),
        ("- https://x.y [what]", "marker url:https://x.y group:what"),
    ],
)
def test_cut(entry: str, segments: str) -> None:
    assert shown(cut([entry])[0]) == segments


def test_a_link_text_that_recurs_is_a_label() -> None:
    entries = [f"- [blurb](http://x.y/{i}) and [Title {i}](http://z.w/{i})" for i in range(8)]
    assert {shown(entry[:2]) for entry in cut(entries)} == {"marker label:blurb"}


def test_a_text_that_recurs_between_two_segments_is_no_prose() -> None:
    entries = [f"- **A {i}** by [B {i}](http://x.y/{i})" for i in range(8)]
    assert {segment.opening for entry in cut(entries) for segment in entry[2:3]} == {"by"}


@given(st.text("-*[]()`_<>a\n :.,|!", max_size=120))
def test_nothing_but_spaces_is_lost(text: str) -> None:
    """Every word of an entry is in one of its segments."""
    (segments,) = cut([text])
    held = " ".join(f"{s.opening} {' '.join(s.values)} {s.closing} {s.separator}" for s in segments)
    assert len(re.findall(r"a", held)) >= len(re.findall(r"(?<![<\"'=/])a", text)) - text.count(
        "]("
    )


@pytest.mark.parametrize("filler", ["[", "[[a](", "**a", "*", "<a ", "`", "(", "- ", "\n"])
def test_no_entry_takes_long_to_cut(filler: str) -> None:
    text = ("- [a](http://x.y) " + filler * MAX_LENGTH)[:MAX_LENGTH]
    started = process_time()
    cut([text] * 20)
    assert process_time() - started < 10
    assert cut([text + "long"]) == [()]


def test_a_sample_keeps_no_rhythm() -> None:
    sample = evenly(range(10_000), 800)
    assert len(sample) == 800
    assert list(sample) == sorted(set(sample))
    for period in (2, 3, 4, 12):
        assert {n % period for n in sample} == set(range(period))
    assert evenly([1, 2], 3) == [1, 2]
