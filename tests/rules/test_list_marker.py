from __future__ import annotations

import pytest

from linter.rules import load_rules
from linter.rules.list_marker import RULE
from tests.rules.harness import hits, verify

# No two of these are written alike, so that no template is learned.
MANY = [
    "Ruff, a linter: <https://e.org/a>",
    "[mypy](https://e.org/b)",
    "Run by [pytest](https://e.org/c)",
    "(new) [nox](https://e.org/d) is similar",
    "The installer [pip](https://e.org/e), and [uv](https://e.org/f)",
    "Packages | [hatch](https://e.org/g)",
    "See [flit](https://e.org/h) for small ones",
    "For dates **[whenever](https://e.org/i)**",
    "<https://e.org/j> has the rules",
    "`tox` at [home](https://e.org/k), 2020",
]


def listed(bullet: str) -> str:
    return "\n".join(f"{bullet} {text}" for text in MANY)


@pytest.mark.parametrize(("bullet", "other"), [("-", "*"), ("*", "-"), ("+", "-"), ("-", "+")])
def test_a_run_with_another_bullet_is_one_finding(bullet: str, other: str) -> None:
    verify(
        RULE,
        f"{listed(bullet)}\n{listed(bullet)}\n\n⟦{other}⟧ One [more](https://e.org/x)\n"
        f"{other} Two, [more](https://e.org/y)\n",
        f"Write `{bullet}`, not `{other}`",
        fixed=f"{listed(bullet)}\n{listed(bullet)}\n\n{bullet} One [more](https://e.org/x)\n"
        f"{bullet} Two, [more](https://e.org/y)\n",
    )


def test_each_depth_has_its_own_bullet() -> None:
    nested = "\n".join(
        f"- {text}\n  * Its [docs](https://e.org/docs{i})" for i, text in enumerate(MANY)
    )
    verify(RULE, nested)


def test_what_is_no_entry_is_no_matter() -> None:
    verify(RULE, f"* Read this first\n* Then that\n\n{listed('-')}\n\n1. [One](https://e.org/1)\n")


def test_lists_of_both_kinds_have_no_bullet() -> None:
    verify(RULE, f"{listed('-')}\n\n{listed('*')}\n")


def test_a_template_says_its_bullet_itself() -> None:
    """What `entry-format` reports is not reported twice."""
    good = "\n".join(f"- [T{i}](https://e.org/{i}) - Does it." for i in range(20))
    text = f"{good}\n* [Odd](https://e.org/odd) - Does it.\n"
    assert not hits(RULE, text)
    entry_format = next(rule for rule in load_rules() if rule.id == "entry-format")
    assert len(hits(entry_format, text)) == 1


def test_a_section_with_bullets_of_its_own_is_left_alone() -> None:
    own = "* One [more](https://e.org/x)\n* Two, [more](https://e.org/y)\n"
    many = f"## A\n\n{listed('-')}\n\n## B\n\n{listed('-')}\n\n"
    verify(RULE, f"{many}## C\n\n{own}")
    verify(RULE, many + "⟦*⟧" + own[1:])
