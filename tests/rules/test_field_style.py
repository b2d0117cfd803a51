"""Parts of entries that are not marked as their like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.rules import entry_format
from linter.rules.field_style import MAX_SLIPS, MIN_SIBLINGS, RULE
from tests.rules.harness import apply, hits, verify

COUNT = 24


def listed(form: str, odd: dict[int, str] | None = None) -> str:
    return "".join((odd or {}).get(n, form).format(n=n) + "\n" for n in range(COUNT))


TITLE = "- [Title {n}.](https://a.example/{n})"


def test_a_title_without_its_end_mark() -> None:
    verify(
        RULE,
        listed(TITLE, {7: "- ⟦[Title {n}](https://a.example/{n})⟧"}),
        "with a full stop",
        fixed=listed(TITLE),
    )


def test_a_bold_title_without_its_end_mark() -> None:
    bold = "- **[Title {n}.](https://a.example/{n})**"
    verify(
        RULE, listed(bold, {7: "- **⟦[Title {n}](https://a.example/{n})⟧**"}), fixed=listed(bold)
    )


AUTHORS = "- [T{n}](https://a.example/{n})  \n  *Ann, Bea and {n} others.* 2024"


def test_an_author_line_without_its_end_mark() -> None:
    marked = listed(
        AUTHORS, {7: "- [T{n}](https://a.example/{n})  \n  *⟦Ann, Bea and {n} others⟧* 2024"}
    )
    verify(RULE, marked, "with a full stop", fixed=listed(AUTHORS))


LABELS = "- [T{n}](https://a.example/{n}) [[code](https://c.example/{n})]"


def test_a_label_without_its_brackets() -> None:
    """`entry-format` reports it, too, with the same fix."""
    odd = listed(LABELS, {7: "- [T{n}](https://a.example/{n}) [code](https://c.example/{n})"})
    assert len(hits(RULE, odd)) == 1
    edits = [edit for hit in hits(entry_format.RULE, odd) if hit.fix for edit in hit.fix.edits]
    assert apply(odd, edits) == listed(LABELS)


KEYWORDS = "- [T{n}](https://a.example/{n})\n  - Keywords: a, b"


def test_another_mark_behind_a_label() -> None:
    marked = listed(KEYWORDS, {7: "- [T{n}](https://a.example/{n})\n  - Keywords⟦;⟧ a, b"})
    verify(RULE, marked, "Write `Keywords:`", fixed=listed(KEYWORDS), templates=())


def test_a_comma_that_is_left_over() -> None:
    marked = listed(KEYWORDS, {7: "- [T{n}](https://a.example/{n})\n  - Keywords: a, b⟦,⟧"})
    verify(RULE, marked, "Remove the `,`", fixed=listed(KEYWORDS))


CODES = "- [T{n}](https://a.example/{n}) - Does it. :book:"


@pytest.mark.parametrize(
    ("odd", "fixed"),
    [
        ("- Does it.⟦:book:⟧", "- Does it. :book:"),
        ("- Shop⟦:book:⟧", "- Shop :book:"),
        ("- ⟦:book:⟧Shop", "- :book: Shop"),
    ],
)
def test_a_shortcode_that_touches_a_word(odd: str, fixed: str) -> None:
    verify(RULE, listed(CODES) + odd, "Put a space", fixed=listed(CODES) + fixed)


@pytest.mark.parametrize(
    "text",
    [
        listed(
            TITLE,
            {7: "- [Why titles?](https://a.example/{n})", 8: "- [So!](https://a.example/{n})"},
        ),
        listed(TITLE, dict.fromkeys(range(MAX_SLIPS + 1), "- [Title {n}](https://a.example/{n})")),
        listed("- [Title {n}](https://a.example/{n})", {7: TITLE}),
        listed(TITLE)
        + "\n## Posts\n\n- [A post](https://b.example)\n- [Another](https://c.example)\n",
        listed(TITLE) + "\n## Contents\n\n- [Posts](#posts)\n",
        listed(AUTHORS, {7: "- [T{n}](https://a.example/{n})  \n  *Ann et al.* 2024"}),
        listed(LABELS, {7: "- [T{n}](https://a.example/{n})"}),
        listed(
            LABELS,
            {
                7: "- [T{n}](https://a.example/{n}) [[code](https://c.example), [data](https://d.example)]"
            },
        ),
        listed(LABELS, {7: "- [T{n}](https://a.example/{n}) [slides](https://s.example/{n})"}),
        listed(KEYWORDS, {7: "- [T{n}](https://a.example/{n})\n  - Licence; see there"}),
        listed(CODES) + "- In (:book:) and :book::coin: and at 10:30:45 and `a:book:b`\n",
        listed(CODES) + "## :book:Shop\n",
        "".join(f"- [T{n}.](https://a.example/{n})\n" for n in range(MIN_SIBLINGS - 1))
        + "- [T](https://b.example)\n",
    ],
)
def test_what_is_right_or_another_style(text: str) -> None:
    verify(RULE, text)


ENTRIES = st.lists(
    st.sampled_from(
        [
            TITLE,
            AUTHORS,
            LABELS,
            KEYWORDS,
            CODES,
            "- [T{n}](https://a.example)",
            "- Keywords; a,",
            "- a:book:",
        ]
    ),
    max_size=4,
)


@given(st.sampled_from([TITLE, AUTHORS, LABELS, KEYWORDS, CODES]), ENTRIES)
def test_a_fix_adds_marks_alone_and_ends_the_finding(form: str, others: list[str]) -> None:
    text = listed(form) + "".join(other.format(n=90 + n) + "\n" for n, other in enumerate(others))
    for hit in hits(RULE, text):
        if hit.fix is None:
            continue
        fixed = apply(text, hit.fix.edits)
        assert "".join(filter(str.isalnum, text)) == "".join(filter(str.isalnum, fixed))
        assert len(hits(RULE, fixed)) < len(hits(RULE, text))


def test_a_comma_without_a_space() -> None:
    entry = "- [T{0}](https://t{0}.example) - Reads, writes, {1}.\n"
    spaced = "".join(entry.format(n, "checks") for n in range(30))
    (hit,) = hits(RULE, spaced + entry.format(30, "sorts,joins"))
    assert "Put a space after this comma" in hit.message
    assert hit.fix is not None
    for right in ("1,000", "`a,b`", "[x](https://x.example/a,b)", "1.2,3"):
        assert hits(RULE, spaced + entry.format(30, right)) == []
