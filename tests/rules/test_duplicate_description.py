"""Descriptions that stand twice."""

from __future__ import annotations

import pytest

from linter.rules.duplicate_description import MIN_LENGTH, RULE
from tests.rules.harness import verify

TEXT = "Scans, parses and checks a small language, and writes code for it in ten weeks."
HALF = "Random variables, limit theorems and simulation. "


def pair(one: str, other: str, text: str = TEXT, second: str = "") -> str:
    second = second or text
    return f"- [{one}](https://a.example) - {text}\n- [{other}](https://b.example) - {second}\n"


def test_two_works_with_one_description() -> None:
    marked = pair("Compilers", "Networks", second=f"⟦{TEXT}⟧")
    (hit,) = verify(RULE, marked, ("“Compilers”", "on line 1", "word for word"))
    assert hit.fix is None


def test_descriptions_below_their_works() -> None:
    one = f"- [Compilers](https://a.example)\n  - {TEXT}\n"
    verify(RULE, f"{one}- [Networks](https://b.example)\n  - ⟦{TEXT}⟧\n", "on line 2")


def test_a_description_that_says_everything_twice() -> None:
    once = f"- [Chance](https://a.example) - {HALF.strip()}"
    verify(RULE, f"{once} ⟦{HALF.strip()}⟧\n", "says the same twice", fixed=f"{once}\n")


AUTHORS = "Ann Alder, Bea Birch, Cleo Cedar, Dora Dogwood, Edda Elm, Fay Fir"


@pytest.mark.parametrize(
    "text",
    [
        pair("A", "B") + f"- [C](https://c.example) - {TEXT}\n",
        pair("Harmony, first term", "Harmony, second term"),
        pair("A", "B").replace("b.example", "a.example"),
        pair("Compilers", "Networks", TEXT[: MIN_LENGTH - 1]),
        f"- [One](https://a.example)\n  - {AUTHORS}\n- [Two](https://b.example)\n  - {AUTHORS}\n",
        f"- [A](https://a.example) - {HALF}And {HALF.lower()}\n",
        f"- [A](https://a.example) - {HALF}More of it. Also {TEXT}\n",
        f"{TEXT}\n\n{TEXT}\n",
        f"```\n{pair('Compilers', 'Networks')}```\n",
    ],
)
def test_descriptions_that_may_be_alike(text: str) -> None:
    verify(RULE, text)
