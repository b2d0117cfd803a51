from __future__ import annotations

import pytest

from linter.rules.directive import RULE
from tests.rules.harness import hits, read, verify


@pytest.mark.parametrize(
    ("text", "says", "fixed"),
    [
        ("⟦<!-- listlint-disable -->⟧", "names no rule", None),
        ("⟦<!-- listlint-disable-line -- because -->⟧", "names no rule", None),
        (
            "<!-- listlint-disable ⟦duplicate-links⟧ -->",
            ["no rule `duplicate-links`", "mean `duplicate-link`"],
            "<!-- listlint-disable duplicate-link -->",
        ),
        ("<!-- listlint-disable ⟦spelling⟧ toc -->", "`listlint rules` lists them all", None),
        ("<!-- listlint-enable ⟦spelling⟧ -->", "no rule `spelling`", None),
        (
            "⟦<!-- listlint-disable-nextline toc -->⟧",
            ["`listlint-disable-nextline` is not a command", "mean `listlint-disable-next-line`"],
            "<!-- listlint-disable-next-line toc -->",
        ),
        ("⟦<!-- listlint-please toc -->⟧", "There are: disable, enable,", None),
        ("⟦<!-- listlint- -->⟧", "is not a command", None),
        ("⟦<!--\nlistlint-disabel toc -->⟧", "mean `listlint-disable`", None),
    ],
)
def test_a_comment_that_cannot_work(text: str, says: str, fixed: str | None) -> None:
    (hit,) = verify(RULE, f"# A list\n\n{text}\n", says)
    assert (hit.fix is not None) == (fixed is not None)
    if fixed is not None:
        assert hit.fix
        assert hit.fix.safe
        verify(RULE, f"# A list\n\n{text}\n", fixed=f"# A list\n\n{fixed}\n")


@pytest.mark.parametrize(
    "text",
    [
        "<!-- listlint-disable toc, duplicate-link -- why not -->",
        "<!-- listlint-disable-file toc -->",
        "<!-- listlint-enable toc -->",
        "<!-- a listlint-disable comment -->",
        "`<!-- listlint-disable -->`",
    ],
)
def test_silent(text: str) -> None:
    assert hits(RULE, f"# A list\n\n{text}\n") == []


def test_a_comment_that_silences_nothing_is_named_rule_by_rule() -> None:
    text = "<!-- listlint-disable-file toc duplicate-link -->\n"
    directive = read(RULE, text)[0].directives[0]
    verify(
        RULE,
        text.replace("duplicate-link", "⟦duplicate-link⟧"),
        "`duplicate-link` reports nothing here",
        unused_directives=[(directive, "duplicate-link")],
    )
