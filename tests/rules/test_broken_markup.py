"""What GitHub shows otherwise than it is meant, and what only looks so."""

from __future__ import annotations

import re

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.markdown.broken.places import MAX_SLIPS
from linter.markdown.broken.texts import MIN_EMPHASISED
from linter.model import Conventions
from linter.rules.broken_markup import RULE
from tests.rules.harness import apply, hits, verify

ENTRY = "- [Vim](https://vim.example) - Edits text.\n"


def silent(text: str) -> None:
    verify(RULE, text)


# ---------------------------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("marked", "says", "fixed"),
    [
        (
            "- ⟦(Vim)[https://vim.example]⟧ - Edits.",
            "brackets of this link are swapped",
            "- [Vim](https://vim.example) - Edits.",
        ),
        (
            "- ⟦[Vim)[https://vim.example]⟧ - Edits.",
            "brackets of this link are mixed up",
            "- [Vim](https://vim.example) - Edits.",
        ),
        (
            "- ⟦[Vim] (https://vim.example)⟧ - Edits.",
            "a space between `]` and `(`",
            "- [Vim](https://vim.example) - Edits.",
        ),
        (
            "- [Vim](⟦(https://vim.example)⟧) - Edits.",
            "The link “Vim” has two pairs of parentheses",
            "- [Vim](https://vim.example) - Edits.",
        ),
        (
            "- [Mail](⟦vim@vim.example⟧)",
            "Write `mailto:` before it",
            "- [Mail](mailto:vim@vim.example)",
        ),
        (
            "- [Vim](⟦www.vim.example/docs⟧)",
            "leads to a file in this repository",
            "- [Vim](https://www.vim.example/docs)",
        ),
    ],
)
def test_a_link_with_one_correction(marked: str, says: str, fixed: str) -> None:
    verify(RULE, marked, says, fixed=fixed)


@pytest.mark.parametrize(
    ("marked", "says"),
    [
        ("- ⟦[Vim](https://vim.example/a⟧ page) - Edits.", "a space in the address"),
        ("- ⟦[Vim](https://vim.example⟧ [Helix](https://helix.example)", "never closed"),
        ("- ⟦[Vim](https://vim.example⟧ - Edits.", "never closed"),
        ("- ⟦[Vim [docs](#a)](https://vim.example⟧)\n\n# a", "no link within a link"),
        ("- Vim⟦](https://vim.example⟧) - Edits.", "a bracket is missing"),
        ("- ⟦[⟧[paper](https://vim.example) - Edits.", "This `[` is never closed"),
        ("- [paper](https://vim.example)⟦]⟧ - Edits.", "This `]` has no `[`"),
        ("- ⟦(⟧[paper](https://vim.example) - Edits.", "This `(` is never closed"),
        ("- [Vim](https://vim.example)⟦)⟧ - Edits.", "has no `(`"),
        ("- ⟦[Vim]()⟧ - Edits.", "The link “Vim” has no address"),
        ("- [Vim](⟦https:/vim.example⟧)", "does not begin as a URL"),
        ("- [Vim](⟦https//vim.example⟧)", "does not begin as a URL"),
        ("- [Vim](⟦hhttps://vim.example⟧)", "does not begin as a URL"),
        ("- [Vim](⟦htps://vim.example⟧)", "does not begin as a URL"),
        ("- [Vim](⟦https://https://vim.example⟧)", "does not begin as a URL"),
        ("![Plot](⟦/Users/ann/plot.png⟧)", "somebody's own computer"),
        ("![Plot](⟦C:\\plots\\a.png⟧)", "somebody's own computer"),
        ("![Plot](⟦figures/.png⟧)", "without a name"),
    ],
)
def test_a_link_that_somebody_has_to_look_at(marked: str, says: str) -> None:
    (hit,) = verify(RULE, marked, says)
    assert hit.fix is None


@pytest.mark.parametrize(
    "text",
    [
        '- [Vim](https://vim.example "the editor") - Edits.',
        "- [Vim [8]](https://vim.example) - Edits.",
        "- [Vim \\[8](https://vim.example) - Edits.",
        "- [Vim](<docs/first steps.md>)",
        "- [Vim](https://vim.example/wiki/Vim_(editor))",
        "- (see [Vim](https://vim.example))",
        "- [Vim](https://vim.example) (an editor) [MIT] (again)",
        "- [Vim](https://http.vim.example) and [httpd](https://httpd.example)",
        "- <ann@vim.example>, [mail](mailto:ann@vim.example), [@ann](https://vim.example/@ann)",
        "- `[Vim] (https://vim.example)` and `(Vim)[https://vim.example]`",
        "- in [0, 1) and (0, 1], a smiley :]",
        "- \\[2024-01-02][Ann] on [Vim](https://vim.example)",
        "![Plot](/figures/plot.png) ![](figures/.thumbs/a.png)",
        "[vim]: https://vim.example\n\n- [Vim][vim]",
        "- [top](#), [docs](docs/), [here](.)\n\n# a",
        "    (Vim)[https://vim.example]",
        "<!-- (Vim)[https://vim.example] and [a](https://b -->",
    ],
)
def test_a_link_that_is_right(text: str) -> None:
    silent(text)


def test_an_empty_address_beside_the_habit_of_another_label() -> None:
    places = "".join(
        f"- [P{n}](https://p.example/{n}) [Soon]() [Page](https://c.example/{n})\n"
        for n in range(12)
    )
    verify(RULE, places + "- [P](https://p.example) [Soon]() ⟦[Page]()⟧\n", "has no address")


def test_a_link_where_the_address_belongs() -> None:
    verify(
        RULE,
        "- [Vim](⟦[site](https://vim.example)⟧) - Edits.\n",
        "where the address belongs",
        fixed="- [Vim](https://vim.example) - Edits.\n",
    )


def test_an_empty_address_as_a_habit() -> None:
    places = "".join(f"- [P{n}](https://p.example/{n}) [Code]()\n" for n in range(MAX_SLIPS + 1))
    silent(places)
    given = "".join(
        f"- [P{n}](https://p.example/{n}) [Code](https://c.example/{n})\n" for n in range(9)
    )
    odd = "- [P](https://p.example) ⟦[Code]()⟧\n"
    verify(RULE, given + odd, "“Code” has no address", conventions=Conventions())


# ---------------------------------------------------------------------------------- emphasis


@pytest.mark.parametrize(
    "marked",
    [
        "- ⟦**⟧[Vim](https://vim.example) - Edits.",
        "- **Vim**: edits text⟦**⟧ - and more.",
        "- **[$]⟦****⟧[Free]**",
        "- ⟦~~⟧Vim - Edits.",
        "- [⟦**⟧Vim](https://vim.example) - Edits.",
    ],
)
def test_a_pair_without_a_partner(marked: str) -> None:
    (hit,) = verify(RULE, marked, "has no partner")
    assert hit.fix is None


def test_a_pair_that_github_does_not_read() -> None:
    verify(RULE, "- ⟦**Vim **⟧ - Edits.", "the space inside", fixed="- **Vim** - Edits.")
    verify(RULE, "- ⟦** Vim**⟧ - Edits.", "the space inside", fixed="- **Vim** - Edits.")
    verify(RULE, "- ⟦**(Vim)**⟧edits", "a letter touches them")


@pytest.mark.parametrize(
    "text",
    [
        "- **Vim** - *Edits* _text_, ~~once~~, ***twice***.",
        "- Takes **kwargs, matches **/*.md and src/**, raises 2**3.",
        "- Rated ** of five, or B*** by some.",
        "- A\\*\\* and `**` and <!-- ** --> stay.",
        "- A*, C* and *nix find their way*.",
    ],
)
def test_stars_that_are_no_slip(text: str) -> None:
    silent(text)


def test_a_single_mark_counts_where_many_are_paired() -> None:
    paired = "".join(f"- *Title {n}* by _Ann_\n" for n in range(MIN_EMPHASISED))
    verify(RULE, f"{paired}\n⟦*⟧Programs that draw curves.\n", "has no partner")
    verify(RULE, f"{paired}- *A* by Ann B.⟦_⟧ 2024\n", "has no partner")
    verify(RULE, f"{paired}- More below. ⟦*⟧\n", fixed=f"{paired}- More below.\n")
    silent("\n*Programs that draw curves.\n")
    silent(f"{paired}- Free*\n- Free too*\n\n\\* for students\n")


# ---------------------------------------------------------------------------------- HTML


@pytest.mark.parametrize(
    ("marked", "says", "fixed"),
    [
        ("a ⟦<u>⟧b: c", "`<u>` is never closed", None),
        ("⟦<div align=center>⟧\n\ntext\n", "`<div>` is never closed", None),
        ("H⟦<sub>⟧2</sup>O", "`<sub>` is closed by `</sup>`", "H<sub>2</sub>O"),
        (
            "<details>\n\n⟦<details>⟧\n\na\n\n</details>\n",
            "opened twice",
            "<details>\n\n\n\na\n\n</details>\n",
        ),
        ("<details>\n\n⟦<details>⟧\n\n</details>\n\n<b>x</b>\n", "opened twice", None),
        (
            '<div align="center"><b>a</b>⟦<div>⟧\n',
            "Write `</div>`",
            '<div align="center"><b>a</b></div>\n',
        ),
        ("- Turns a ⟦<select>⟧ into one.", "hides it", "- Turns a `<select>` into one."),
        ("- A list⟦<T>⟧ of T.", "hides it", "- A `list<T>` of T."),
        ("⟦<style>⟧\na {}\n</style>\n", "as text", None),
        ('⟦<iframe src="https://vim.example">⟧</iframe>\n', "as text", None),
        ("<div>\n⟦[a](⟧https://vim.example)\n</div>\n", "no Markdown in an HTML block", None),
    ],
)
def test_html_that_goes_wrong(marked: str, says: str, fixed: str | None) -> None:
    verify(RULE, marked, says, fixed=fixed)


@pytest.mark.parametrize(
    "text",
    [
        "<table><tr><td>a<td>b<tr><td>c</table>\n",
        "<div>\n\na\n\n</div>\n",
        "<DETAILS>\n\n<details>\n\na\n\n</details>\n\n</DETAILS>\n",
        "a <kbd>Tab</kbd><br>b <img src=a.png> H<sub>2</sub>O",
        "`<select>` and \\<select> and &lt;select> and a < b > c",
        "<https://vim.example> and <ann@vim.example>",
        "<!-- <div> <select> -->\n",
        "```html\n<div>\n<style>\n```\n",
        '<a name="here"></a> and <a id="there"> and <a name="x"/>',
        "<b><i>crossed</b></i>",
        "<p align=center>\na\n",
        "the <title> of a page",
        "<div>\n\n[a](https://vim.example)\n\n</div>\n",
    ],
)
def test_html_that_is_right(text: str) -> None:
    silent(text)


def test_an_element_that_is_never_closed_on_purpose() -> None:
    silent("".join(f"- <sub>a{n}\n" for n in range(MAX_SLIPS + 1)))


def test_markdown_in_many_html_blocks_is_reported_once() -> None:
    block = "<div>\n[a](https://vim.example)\n</div>\n\n"
    verify(RULE, block.replace("[a](", "⟦[a](⟧", 1) + block * 2, "and in 2 more blocks")


# ---------------------------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("marked", "says", "fixed"),
    [
        (ENTRY + "⟦-⟧ \n" + ENTRY, "item is empty", ENTRY + ENTRY),
        (ENTRY + "⟦-⟧", "item is empty", ENTRY.rstrip("\n")),
        (ENTRY + "⟦=⟧ [a](https://a.example)\n", "Write `-`", ENTRY + "- [a](https://a.example)\n"),
        (
            ENTRY + "⟦\u00a0⟧- [a](https://a.example)\n",
            "no-break space",
            ENTRY + "- [a](https://a.example)\n",
        ),
        (ENTRY + "⟦\u00a0\u00a0⟧- [a](https://a.example)\n", "no-break space", None),
        ("⟦[old]:⟧ \n\ntext\n", "no address", None),
    ],
)
def test_lines(marked: str, says: str, fixed: str | None) -> None:
    verify(RULE, marked, says, fixed=fixed)


@pytest.mark.parametrize(
    "text",
    [
        "-\n  a\n",
        "- a\n  -\n    b\n",
        "- [ ] later\n",
        "Title\n=====\n\nTitle\n-----\n",
        "- a\n  = b\n",
        "- a\u00a0b\n",
        "[old]:\n  https://a.example\n\n[a][old]\n",
        "[^1]: a note\n\ntext[^1]\n",
        "```\n= [a](https://a.example)\n-\n```\n",
        "- \n" * (MAX_SLIPS + 1),
    ],
)
def test_lines_that_are_right(text: str) -> None:
    silent(text)


def test_a_shortcode_without_its_second_colon() -> None:
    headings = "".join(f"## Part {n} :book:\n\n" for n in range(3))
    verify(
        RULE,
        headings + "## Part ⟦:anchor⟧\n",
        "second colon",
        fixed=headings + "## Part :anchor:\n",
    )
    entries = "- a :book:\n" * 3
    verify(RULE, entries + "- b ⟦:book⟧\n", "second colon", fixed=entries + "- b :book:\n")
    silent("## Part :anchor\n")
    silent(entries + "- b :memory and `:book`\n- at 10:30\n")


# ---------------------------------------------------------------------------------- tables

TABLE = "| a | b |\n| - | - |\n| 1 | 2 |\n"


def test_an_empty_line_in_a_table() -> None:
    verify(
        RULE, f"{TABLE}\n⟦| 3 | 4 |⟧\n", "empty line ends the table", fixed=f"{TABLE}| 3 | 4 |\n"
    )


def test_rows_without_a_header() -> None:
    verify(RULE, "⟦| 3 | 4 |\n| 5 | 6 |⟧\n", "begins with a header row")
    verify(RULE, "⟦| | [a](b) |⟧\n", "begins with a header row")


def test_a_row_with_more_cells_than_columns() -> None:
    verify(RULE, f"{TABLE}| 3 | 4 | ⟦5⟧ |\n", "3 cells, but the table has 2 columns")


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        TABLE + "| 3 |\n",
        TABLE + "| 3 | 4 | |\n",
        TABLE + "| 3 \\| 4 | 5 |\n",
        "> | a | b |\n> | - | - |\n> | [1](c) | 2 |\n",
        "a | b\n- | -\n1 | 2\n",
        "[a](#a) | [b](#b)\n",
        "| [a](#a) | [b](#b) |\n",
        "```\n| 3 | 4 |\n| 5 | 6 |\n```\n",
        "<!--\n| 3 | 4 |\n| 5 | 6 |\n-->\n",
    ],
)
def test_tables_that_are_right(text: str) -> None:
    silent(text)


# ---------------------------------------------------------------------------------- conflicts


def test_a_conflict_is_one_finding() -> None:
    verify(RULE, "a\n\n⟦<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> topic⟧\n", "conflict was not resolved")


def test_a_marker_that_is_alone() -> None:
    verify(RULE, "a\n\n⟦>>>>>>> topic⟧\n", "Remove the line")
    verify(RULE, "- a\n\n ⟦> > > > > > > main⟧\n", "Remove the line")


@pytest.mark.parametrize(
    "text", ["```\n<<<<<<< HEAD\n>>>>>>> a\n```\n", "> > a quote in a quote\n", "<<< a >>>\n"]
)
def test_what_is_no_conflict(text: str) -> None:
    silent(text)


# ---------------------------------------------------------------------------------- fixes

PIECES = st.sampled_from(
    [
        *("[a](https://a.example)", "(a)[https://a.example]", "[a] (https://a.example)", "a", "`"),
        *("**", "*", "~~", "<T>", "<u>", "</u>", "[", "]", "(", ")", "\n", "\n\n", "- ", "= ", " "),
        *("| a | b |\n", "| - | - |\n", "[a](b@c.example)", "<div>", "</div>", "\u00a0- x", "\\"),
        *(
            "<details>",
            "</details>",
            "<sub>",
            "</sup>",
            ":book:",
            " :book",
            "[a]((https://a.example))",
            "[a][https://a.example]",
            "[a]（https://a.example）",
            "[a]\u200b(https://a.example)",
            "[[a](https://a.example]",
            "[a]([b](https://a.example))",
            "[a]https://a.example)",
            "\n-[a](https://a.example)",
            "\n• [a](https://a.example)",
            "\n- - [a](https://a.example)",
            "\n##Games\n",
            "! [a](a.png)",
            "</details",
        ),
    ]
)


def rendered(text: str) -> str:
    options = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE
    html: str = cmarkgfm.github_flavored_markdown_to_html(text, options)
    return html


def shown_words(html: str) -> set[str]:
    """The words that a reader sees, and those of the addresses that they can follow."""
    targets = " ".join(re.findall(r'(?:href|src)="([^"]*)"', html))
    return set(re.findall(r"[a-z]+", re.sub(r"<[^>]*(?:>|$)", " ", html) + " " + targets)) - {
        "mailto"
    }


def shown_blocks(html: str) -> list[str]:
    return re.findall(r"<(h[1-6]|li|tr|pre|blockquote)\b", html)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_a_fix_shows_the_same_words_and_ends_the_finding(text: str) -> None:
    """Every fix on its own: what GitHub shows loses no word, and the finding is gone."""
    found = hits(RULE, text)
    for hit in found:
        if hit.fix is None or not hit.fix.safe:
            continue
        fixed = apply(text, hit.fix.edits)
        before, after = rendered(text), rendered(fixed)
        assert shown_words(before) <= shown_words(after)
        if not hit.key.startswith(
            ("empty", "bullet", "no-break", "row", "unclosed", "heading", "line", "torn")
        ):
            assert shown_blocks(before) == shown_blocks(after)
        left = hits(RULE, fixed)
        messages = [sum(other.message == hit.message for other in item) for item in (found, left)]
        assert messages[1] < messages[0] or len(left) < len(found)


@pytest.mark.parametrize(("rows", "odd", "found"), [(6, 2, 2), (6, 3, 0), (2, 2, 2), (12, 5, 5)])
def test_a_table_whose_rows_mostly_have_more_cells_means_it(
    rows: int, odd: int, found: int
) -> None:
    plain = "".join(f"| a{n} | b |\n" for n in range(rows - odd))
    text = "| a | b |\n| - | - |\n" + plain + "".join(f"| c{n} | d | e |\n" for n in range(odd))
    assert len(hits(RULE, text)) == found
