"""Author lists: what parts two names, and which part of a name comes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.text.authors import common_separator, from_bibtex, looks_like_names, words


@pytest.mark.parametrize(
    ("authors", "turned"),
    [
        ("Wang, Siwei; Shen, Yifei", ["Siwei Wang", "Yifei Shen"]),
        ("Wang, Siwei and Shen, Yifei", ["Siwei Wang", "Yifei Shen"]),
        ("Wang, Siwei", ["Siwei Wang"]),
        ("King, Jr., Martin; Wang, Siwei", ["Martin King, Jr.", "Siwei Wang"]),
        ("Wang, Siwei; et al.", ["Siwei Wang", "et al."]),
        ("Siwei Wang; Yifei Shen", None),
        ("Siwei Wang, Yifei Shen", None),
        ("Martin King, Jr.; Siwei Wang", None),
        ("Wang, Siwei; Yifei Shen", ["Siwei Wang", "Yifei Shen"]),
        ("Siwei Wang, MIT; Yifei Shen", None),
    ],
)
def test_from_bibtex(authors: str, turned: list[str] | None) -> None:
    assert from_bibtex(authors) == turned


@pytest.mark.parametrize(
    ("text", "are"),
    [
        ("Ashish Vaswani, Noam Shazeer", True),
        ("Ashish Vaswani; Noam Shazeer; et al.", True),
        ("OpenAI Team, Noam Shazeer", True),
        ("Ashish Vaswani", False),
        ("fast, small and simple", False),
        ("Lints code, formats code", False),
        ("", False),
    ],
)
def test_looks_like_names(text: str, are: bool) -> None:
    assert looks_like_names(text) is are


@pytest.mark.parametrize(
    ("samples", "common"),
    [
        (["A B; C D", "E F; G H", "I J, K L", "M N"], ("; ", 2, 3)),
        (["A B"], ("", 0, 0)),
        ([], ("", 0, 0)),
    ],
)
def test_common_separator(samples: list[str], common: tuple[str, int, int]) -> None:
    assert common_separator(samples) == common


NAME = st.text("abcdé", min_size=2, max_size=6).map(str.capitalize)
PEOPLE = st.lists(st.tuples(NAME, NAME), min_size=2, max_size=6)


@given(PEOPLE)
def test_bibtex_and_back(people: list[tuple[str, str]]) -> None:
    authors = "; ".join(f"{last}, {first}" for first, last in people)
    turned = from_bibtex(authors)
    assert turned == [f"{first} {last}" for first, last in people]
    assert words("; ".join(turned)) == words(authors)
    assert from_bibtex("; ".join(turned)) is None


@given(PEOPLE)
def test_words_do_not_depend_on_how_names_are_parted(people: list[tuple[str, str]]) -> None:
    whole = [" ".join(person) for person in people]
    expected = words("; ".join(whole))
    assert words(" and ".join(whole)) == words(", ".join(whole)) == expected
