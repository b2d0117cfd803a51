"""What an entry is an example of; and that the short way to match finds what the matcher finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.conventions.entry_template import shape_of
from linter.template import matcher
from linter.template.template import compile_template


@pytest.mark.parametrize(
    ("entry", "shape"),
    [
        ("- [A](http://x.y) - What it is.", "- [{title}]({url}) - {description}"),
        ("* [A](http://x.y)", "* [{title}]({url})"),
        ("3. [A](http://x.y): what", "1. [{title}]({url}): {description}"),
        ("- **[A](http://x.y)** – what", "- **[{title}]({url})** – {description}"),
        ("- **A** [[pdf](http://x.y)]", "- **{title}** [[pdf]({url})]"),
        (
            "- **A** [[paper]](http://x.y) 2024-04-30  \nAda Lovelace; Alan Turing",
            "- **{title}** [[paper]]({url}) {date: YYYY-MM-DD}␠␠\n{authors}",
        ),
        (
            "- **A** [[paper](http://x.y)] [[code](http://z.w)]",
            "- **{title}** [[paper]({url})] [[code]({code_url})]",
        ),
        ("- A [pdf](http://x.y)", "- {title} [pdf]({url})"),
        ("- 2024.04 [A](http://x.y)", "- {date: YYYY.MM} [{title}]({url})"),
        ("- [A](http://x.y) - a {b}", "- [{title}]({url}) - {description}"),
        (
            "**A** \\\n*Ann Lee* \\\narXiv. [[Paper](http://x.y)] \\\n7 Jun 2022",
            "**{title}** \\\\\n{notes} \\\\\n{notes2} [[Paper]({url})] \\\\\n{date: D Mon YYYY}",
        ),
        ("- no link", None),
        ("- [pdf](http://x.y)", None),
        ("- [A](http://x.y) " + "a" * 5_000, None),
    ],
)
def test_shape(entry: str, shape: str | None) -> None:
    assert shape_of(entry) == shape
    if shape is not None:
        assert compile_template(shape).match(entry) is not None


def test_a_link_text_that_recurs_is_no_title() -> None:
    assert shape_of("- [blurb](http://x.y) - A") == "- [{title}]({url}) - {description}"
    assert shape_of("- [blurb](http://x.y) A", frozenset({"blurb"})) == "- [blurb]({url}) {title}"


TEMPLATES = [
    "- [{title}]({url}) - {description}",
    "- **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠\n{authors}",
    "- **{title}** [[paper]({url})]",
    "* [{title}]({url})",
    "- [{title}]({url}) {venue} {year}",
    "- `{name}` [{title}]({url}): {description}",
]
PIECES = st.sampled_from(
    [
        *[
            "- ",
            "* ",
            "**",
            "[",
            "]",
            "(",
            ")",
            "`",
            " ",
            "  ",
            "\n",
            "\\",
            ": ",
            " - ",
            "A",
            "b c",
        ],
        *["]]", "http://x.y", "2024-04-30", "2024", "paper", "[[paper link]](http://x.y) "],
        *["[A](http://x.y)", "- **A** [[paper link]](http://x.y) 2024-04-30  \n", "- `a` "],
        "- [A](http://x.y) - ",
    ]
)


@given(st.lists(PIECES, max_size=8).map("".join), st.sampled_from(TEMPLATES))
@settings(max_examples=1_000)
def test_the_short_way_finds_what_the_matcher_finds(text: str, source: str) -> None:
    template = compile_template(source)
    assert template.plain is not None
    short = template.plain.match(text)
    if short is not None:
        assert matcher.run(template.program, text) == short.spans
