from __future__ import annotations

import pytest

from linter.model import Conventions
from linter.rules.author_style import RULE
from tests.rules.harness import hits, verify

STYLE = Conventions(
    templates=("- **{title}** [[paper]]({url})␠␠\n{authors}",),
    authors="first-last",
    author_separator="; ",
)


def entry(authors: str) -> str:
    return f"- **Deep Sets** [[paper]](https://arxiv.org/abs/1703.06114)  \n{authors}\n"


@pytest.mark.parametrize(
    ("authors", "right", "says"),
    [
        ("⟦Wang, Siwei; Shen, Yifei⟧", "Siwei Wang; Yifei Shen", "first name first"),
        ("⟦Wang, Siwei and Shen, Yifei⟧", "Siwei Wang; Yifei Shen", "first name first"),
        ("⟦Siwei Wang, Yifei Shen⟧", "Siwei Wang; Yifei Shen", "Put `;` between authors"),
        (
            "⟦Siwei Wang, Yifei Shen and Bo Xu⟧",
            "Siwei Wang; Yifei Shen; Bo Xu",
            "Put `;` between authors",
        ),
        ("⟦Siwei Wang;Yifei Shen⟧", "Siwei Wang; Yifei Shen", "one space"),
        ("⟦Siwei Wang ; Yifei Shen⟧", "Siwei Wang; Yifei Shen", "one space"),
        ("⟦Siwei Wang; ; Yifei Shen⟧", "Siwei Wang; Yifei Shen", "no author beside it"),
        ("⟦Siwei Wang; Yifei Shen;⟧", "Siwei Wang; Yifei Shen", "no author beside it"),
    ],
)
def test_another_style(authors: str, right: str, says: str) -> None:
    (hit,) = verify(
        RULE, entry(authors), [says, f"`{right}`"], conventions=STYLE, fixed=entry(right)
    )
    assert hit.fix
    assert hit.fix.safe


def test_a_stray_blank_is_marked_with_the_line_break_before_it() -> None:
    (hit,) = verify(
        RULE,
        entry(" Siwei Wang; Yifei Shen").replace("\n Siwei", "⟦\n ⟧Siwei"),
        "extra space",
        conventions=STYLE,
        fixed=entry("Siwei Wang; Yifei Shen"),
    )
    assert hit.fix
    assert hit.fix.safe


@pytest.mark.parametrize(
    "authors",
    [
        "Siwei Wang; Yifei Shen",
        "Siwei Wang",
        "DeepSeek-AI",
        "John Smith, Jr.; Bo Xu",
        "Siwei Wang; et al.",
        "Martin Luther King, Jr.",
        "李明; 王伟",
    ],
)
def test_silent(authors: str) -> None:
    assert hits(RULE, entry(authors), conventions=STYLE) == []


def test_commas_are_fine_where_the_list_uses_them() -> None:
    commas = STYLE._replace(author_separator=", ")
    assert hits(RULE, entry("Siwei Wang, Yifei Shen"), conventions=commas) == []


def test_no_convention_no_finding() -> None:
    none = STYLE._replace(author_separator="")
    assert hits(RULE, entry("Wang, Siwei; Shen, Yifei"), conventions=none) == []
