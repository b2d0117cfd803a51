"""Items and lines that hang elsewhere than their siblings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.rules.list_indent import MAX_SLIPS, MIN_SIBLINGS, RULE
from tests.rules.harness import apply, hits, verify


def numbered(count: int, odd: dict[int, str] | None = None, indent: int = 4) -> str:
    """Items with a second paragraph; ``odd`` gives some of them another one."""
    names = [(odd or {}).get(n, " " * indent + f"*Author {n}.*") for n in range(count)]
    return "".join(f"1. **Title {n}.** 2024\n\n{name}\n\n" for n, name in enumerate(names))


def test_a_paragraph_outside_of_its_item() -> None:
    verify(
        RULE,
        numbered(8, {3: "⟦*Author X.*⟧"}),
        "Indent it by 4 spaces",
        fixed=numbered(8, {3: "    *Author X.*"}),
    )


def test_a_paragraph_that_became_code() -> None:
    wide = "".join(f"{n}.   **Title {n}.**\n\n      *Author {n}.*\n\n" for n in range(1, 10))
    marked = (
        wide + "10.   **Title.**\n\n     ⟦*Author X.*⟧\n\n11.   **Last.**\n\n      *Author Y.*\n"
    )
    fixed = marked.replace("     ⟦*Author X.*⟧", "      *Author X.*")
    verify(RULE, marked, "Indent it by 6 spaces", fixed=fixed)


@pytest.mark.parametrize(
    "text",
    [
        numbered(8),
        numbered(8, dict.fromkeys(range(MAX_SLIPS + 1), "*Author X.*")),
        numbered(MIN_SIBLINGS, {0: "*Author X.*"}),
        numbered(8) + "*The papers below are older.*\n\ntext\n",
        numbered(8, {3: "A note in the middle."}),
    ],
)
def test_paragraphs_that_are_right(text: str) -> None:
    verify(RULE, text)


def labels(*indents: int) -> str:
    return "".join(
        f"- Label {n}\n{' ' * indent}- [A{n}](https://a.example/{n})\n"
        for n, indent in enumerate(indents)
    )


def test_items_beside_their_label() -> None:
    marked = labels(2, 1, 2, 2).replace(
        " - [A1](https://a.example/1)", " ⟦- [A1](https://a.example/1)⟧"
    )
    verify(RULE, marked, "beside the item above", fixed=labels(2, 2, 2, 2))


def test_labels_of_two_kinds() -> None:
    verify(RULE, labels(2, 2, 2))
    verify(RULE, labels(1, 1, 1))
    verify(RULE, labels(2, 1, 1, 1, 2))


def test_an_item_that_is_indented_alone() -> None:
    rest = "".join(f"- [A{n}](https://a.example/{n})\n" for n in range(6))
    verify(
        RULE,
        f"{rest} ⟦- [B](https://b.example)⟧\n",
        "indented by 1, all others",
        fixed=f"{rest}- [B](https://b.example)\n",
    )
    verify(RULE, rest + " - [B](https://b.example)\n" * (MAX_SLIPS + 1))


def entries(count: int, end: str, odd: dict[int, str] | None = None) -> str:
    return "".join(
        f"[A{n}](https://a.example/{n}) by Ann{(odd or {}).get(n, end)}\nDoes it.\n\n"
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("end", "says"), [("  ", "two spaces"), ("\\", "`\\`"), ("<br>", "`<br>`")]
)
def test_a_lost_hard_break(end: str, says: str) -> None:
    marked = entries(12, end, {5: ""}).replace(
        "[A5](https://a.example/5) by Ann", "⟦[A5](https://a.example/5) by Ann⟧"
    )
    verify(RULE, marked, f"End it with {says}", fixed=entries(12, end))


def test_a_log_whose_lines_break() -> None:
    log = "".join(f"**{n} May**: done.{'' if n == 3 else '  '}\n" for n in range(1, 8))
    verify(
        RULE,
        log.replace("**3 May**: done.", "⟦**3 May**: done.⟧"),
        "runs into the next one",
        fixed=log.replace("**3 May**: done.", "**3 May**: done.  "),
    )


@pytest.mark.parametrize(
    "text",
    [
        entries(12, "  "),
        entries(12, "", {3: "  "}),
        entries(12, "  ") + "Prose that is\nwrapped.\n",
        entries(12, "  ", dict.fromkeys(range(MAX_SLIPS + 1), "")),
        entries(6, "  ") + "## Other\n\n" + entries(6, "<br>"),
        "[![a](b)](c)\n[![d](e)](f)\n",
    ],
)
def test_breaks_that_are_right(text: str) -> None:
    verify(RULE, text)


LINES = st.sampled_from(
    [
        "- a\n",
        " - b\n",
        "  - c\n",
        "1. d\n",
        "\n",
        "    *e.*\n",
        "*f.*\n",
        "[g](h)  \n",
        "[g](h)\n",
        "i\n",
        "## j\n",
    ]
)


@given(st.lists(LINES, max_size=40).map("".join))
def test_a_fix_changes_spaces_and_breaks_alone(text: str) -> None:
    for hit in hits(RULE, text):
        assert hit.fix is not None
        fixed = apply(text, hit.fix.edits)
        assert re.sub(r"\s|\\|<br>", "", text) == re.sub(r"\s|\\|<br>", "", fixed)
        assert text.count("\n") == fixed.count("\n")


def test_a_description_beside_its_entry() -> None:
    entry = "- [T{0}](https://t{0}.example)\n{1}- Says what it is.\n"
    nested = "".join(entry.format(n, "  ") for n in range(10))
    (hit,) = hits(RULE, nested + entry.format(10, ""))
    assert "beside the item above" in hit.message
    assert hit.fix is not None
    assert hits(RULE, nested + entry.format(10, "  ")) == []
    assert hits(RULE, nested + "- [T11](https://t11.example)\n- [T12](https://t12.example)\n") == []
