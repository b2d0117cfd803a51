"""The shortcut past the matcher: what it finds is what the matcher finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.template import matcher
from linter.template.template import compile_template

ROWS = [
    "| [{title}]({url}) | {description} | {auth} | {https: Yes | No} |",
    "| {title} | [{label}]({url}) | {date: YYYY-MM-DD} | {authors} |",
    "| **{title}** | {year} | [code]({code_url}) |",
    "| `{title}` ({note}) | {url} |",
    "| {title} |",
]
PLAIN = [row for row in ROWS if row != ROWS[3]]
CELLS = st.sampled_from(
    [
        *["[A](http://x.y)", "[](http://x.y)", "[A | B](x/y)", "[label](a/b)", "[code](c/d)"],
        *["Yes", "No", "Ann Lee", "2024-04-30", "2024", "ICML 2024", "**A**", "** A**", "`A`"],
        *[
            "`A` (b)",
            "http://x.y",
            "a \\| b",
            "a\\",
            "",
            " ",
            "a  b",
            "\u00a0",
            "a\u3000",
            "]",
            "*",
        ],
    ]
)
BARS = st.sampled_from(["|", " | ", " |", "| ", "\t|  ", "  |\t", "||", " \\| ", ""])
ENDS = st.sampled_from(["", "|", " |", " | ", " ||", " | \n", "\n", " |\t"])


@st.composite
def _rows(draw: st.DrawFn) -> str:
    out = draw(st.sampled_from(["| ", "|", "", "|| ", " | "]))
    for _ in range(draw(st.integers(0, 4))):
        out += draw(CELLS) + draw(BARS)
    return out + draw(CELLS) + draw(ENDS)


@given(_rows() | st.text("|[]()ab1 \\`*\n\t\u00a0", max_size=40), st.sampled_from(PLAIN))
@settings(max_examples=2_000)
def test_a_row_is_read_as_the_matcher_reads_it(text: str, source: str) -> None:
    template = compile_template(source)
    assert template.fast_path.is_plain
    match = template.fast_path.match(text)
    if match is not None:
        assert match.spans == matcher.run(template.program, text)
        assert match.values == {name: text[a:b] for name, (a, b) in match.spans.items()}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (ROWS[0], "| [A](http://x.y) | What it is, in words. | | Yes |"),
        (ROWS[0], "[A](http://x.y) | b |apiKey|No"),
        (ROWS[0], "| [](http://x.y) |  | `a` | No |\t"),
        (ROWS[1], "| A | [pdf](a/b) | 2024-04-30 | Ann Lee, Bo Ek |"),
        (ROWS[4], "| \u00fcber |"),
    ],
)
def test_a_plain_row_takes_the_shortcut(source: str, text: str) -> None:
    template = compile_template(source)
    assert template.fast_path.is_plain
    match = template.fast_path.match(text)
    assert match is not None
    assert match.spans == matcher.run(template.program, text)


@pytest.mark.parametrize(
    "text",
    [
        "| A",  # a bar that is there is no cell's beginning
        "| A | B | C",
        "| a \\| b | c |",  # an escaped bar is the matcher's to judge
        "| A | B | |",
    ],
)
def test_what_is_not_plain_is_left_to_the_matcher(text: str) -> None:
    template = compile_template("| {title} | {note} |")
    assert template.fast_path.is_plain
    assert template.fast_path.match(text) is None


def test_a_cell_with_other_text_has_no_shortcut() -> None:
    assert not compile_template(ROWS[3]).fast_path.is_plain


ITEMS = [
    "- [{title}]({url}) - {description}",
    "- **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}\u2420\u2420\n{authors}",
    "1. {title} - {authors}. {venue}, {year}. [[pdf]({url})]",
    "{title} \u2014 \u2014 {note} --- {url}",
]
PIECES = st.sampled_from(
    [
        *[
            "- ",
            " - ",
            "  -  ",
            "\u2014",
            " \u2014 ",
            "---",
            "-- ",
            "12. ",
            "1. ",
            ". ",
            ", ",
            "2024",
        ],
        *[
            "[A](http://x.y)",
            "[[pdf](a/b)]",
            "[[paper link]](a/b) ",
            "**A** ",
            "2024-04-30",
            "  \n",
        ],
        *["\n", "A", "b c", " ", "\t", "[", "](", ")", "\\"],
    ]
)


@given(
    st.lists(PIECES, max_size=14).map("".join)
    | _rows()
    | st.lists(CELLS, max_size=5).map("|".join),
    st.sampled_from(ITEMS + ROWS),
)
@settings(deadline=None, max_examples=2_000)
def test_what_lacks_a_literal_does_not_match(text: str, source: str) -> None:
    template = compile_template(source)
    if template.fast_path.refuses(text):
        assert matcher.run(template.program, text) is None


def test_a_part_that_may_be_missing_is_not_looked_for() -> None:
    template = compile_template("- [{title}]({url}){optional:  ({note})}")
    assert template.match("- [A](http://x.y)") is not None


def test_a_repeated_open_field_is_left_to_the_matcher() -> None:
    """An expression for it would take exponential time: here, for ever."""
    template = compile_template("{repeat: {either: [{title}]({url}) || {note}} }.")
    assert not template.fast_path.is_plain
    assert template.match("<h2>yeara@b.c" + "/" * 200 + "tr><\u201cabl") is None
