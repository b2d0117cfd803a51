"""Badges that name another repository."""

from __future__ import annotations

import pytest

from linter.rules.badge_target import MIN_BADGES, RULE
from tests.rules.harness import verify

STARS = "https://img.shields.io/github/stars"


def beside(count: int = MIN_BADGES) -> str:
    return "".join(
        f"- [T{n}](https://github.com/o{n}/t{n}) ![]({STARS}/o{n}/t{n}.svg?style=social)\n"
        for n in range(count)
    )


def around(count: int = MIN_BADGES) -> str:
    return "".join(
        f"- [T{n}](https://t{n}.example) [![]({STARS}/o{n}/t{n})](https://github.com/o{n}/t{n})\n"
        for n in range(count)
    )


def test_a_badge_beside_a_link_to_another_repository() -> None:
    (hit,) = verify(
        RULE,
        beside() + f"- [A](https://github.com/o/a) ![](⟦{STARS}/o8/t8⟧)\n",
        ("counts `o8/t8`", "links `o/a`"),
    )
    assert hit.fix is None


def test_a_badge_inside_a_link_to_another_repository() -> None:
    verify(
        RULE,
        around() + f"- [A](https://a.example) [![](⟦{STARS}/o8/t8⟧)](https://github.com/o/a)\n",
        "counts `o8/t8`",
    )


def test_a_badge_inside_a_link_to_another_page() -> None:
    verify(
        RULE,
        around() + f"- [A](https://a.example) [![]({STARS}/o/a)](⟦https://a.example⟧)\n",
        "links another page",
    )


def test_two_badges_of_an_entry_are_one_finding() -> None:
    other = "https://img.shields.io/github/last-commit"
    verify(
        RULE,
        beside(20) + f"- [A](https://github.com/o/a) ![](⟦{STARS}/o8/t8⟧) ![]({other}/o8/t8)\n",
        "counts `o8/t8`",
    )


@pytest.mark.parametrize(
    "entry",
    [
        f"- [A](https://github.com/O/A) ![]({STARS}/o/a)",
        f"- [A](https://github.com//o/a/tree/main/docs) ![]({STARS}/o/a)",
        f"- [A](https://github.com/old/a) ![]({STARS}/new/a)",
        f"- [A](https://a.example) ![]({STARS}/o/a)",
        "- [A](https://github.com/o/a)",
        f"- [A](https://github.com/o/a), [B](https://github.com/o/b) ![]({STARS}/o/b)",
        "- [A](https://github.com/o/a) ![](https://img.shields.io/npm/v/b)",
    ],
)
def test_badges_that_are_right(entry: str) -> None:
    verify(RULE, beside() + entry + "\n")


def test_a_link_to_the_stars_of_a_repository() -> None:
    verify(
        RULE,
        around()
        + f"- [A](https://a.example) [![]({STARS}/o/a)](https://github.com/o/a/stargazers)\n",
    )


def test_few_badges_or_many_that_differ_show_no_habit() -> None:
    odd = f"- [A](https://github.com/o/a) ![]({STARS}/x/y)\n"
    verify(RULE, beside(MIN_BADGES - 1) + odd)
    verify(RULE, beside() + odd * 2)
