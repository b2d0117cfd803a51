"""The fewest entries to move, and what entries are ordered by."""

from __future__ import annotations

from itertools import combinations, pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.entries.extractor import with_entries
from linter.markdown.parser import parse
from linter.model import Conventions, Entry, Span
from linter.structure import ordering


def is_sorted(keys: list[int]) -> bool:
    return all(a <= b for a, b in pairwise(keys))


def brute(keys: list[int], movable: list[bool]) -> tuple[int, int]:
    """The size of the smallest set, and the most movable positions such a set can have."""
    for size in range(len(keys) + 1):
        sets = [
            chosen
            for chosen in combinations(range(len(keys)), size)
            if is_sorted([key for i, key in enumerate(keys) if i not in chosen])
        ]
        if sets:
            return size, max(sum(movable[i] for i in chosen) for chosen in sets)
    raise AssertionError


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=8))
def test_fewest_moves_are_what_trying_all_sets_finds(pairs: list[tuple[int, bool]]) -> None:
    keys = [key for key, _ in pairs]
    movable = [flag for _, flag in pairs]
    moves = ordering.fewest_moves(keys, movable)
    assert is_sorted([key for i, key in enumerate(keys) if i not in moves])
    assert (len(moves), sum(movable[i] for i in moves)) == brute(keys, movable)
    assert ordering.most_kept(keys) == len(keys) - len(moves)


def test_many_entries_are_no_matter() -> None:
    keys = [(i * 7919) % 10_007 for i in range(10_000)]
    started = process_time()
    ordering.fewest_moves(keys, [False] * len(keys))
    assert process_time() - started < 5


@pytest.mark.parametrize(
    ("collation", "titles"),
    [
        ("words", ["a b", "[ab](x)", "`Ac`", "élan", "zoo"]),
        ("letters", ["ab", "a c", "a-d"]),
        ("plain", ["'a", "b", "{c}"]),
        ("articles ignored", ["The Ant", "Bee", "A Cat"]),
        ("case matters", ["Zoo", "ant"]),
        ("accents matter", ["Zoo", "Öppna"]),
        ("spaced", ["Node Manual", "Node: the book", "Node.js"]),
        ("code points", ["ant", "µTop", "über"]),
    ],
)
def test_collations(collation: str, titles: list[str]) -> None:
    backwards = titles[::-1]
    assert sorted(backwards, key=ordering.COLLATIONS[collation]) == titles


def entry(date: str, identity: str = "") -> Entry:
    return Entry({"date": date}, (), Span(1, 1, 1, 1), {}, identity)


@pytest.mark.parametrize(
    ("date", "identity", "has"),
    [
        ("2024-04-30", "arxiv:2405.00200", True),
        ("2014-04-30", "arxiv:2405.00200", False),
        ("2024-04", "", False),
        ("2024-02-30", "", False),
        ("TBD", "", False),
    ],
)
def test_only_a_good_date_is_a_key(date: str, identity: str, has: bool) -> None:
    conventions = Conventions(order="newest", date_format="YYYY-MM-DD")
    assert (ordering.date_key(entry(date, identity), conventions) is not None) is has


def test_newest_and_oldest() -> None:
    run = [entry("2024-04-30"), entry("2023-01-01")]
    newest = ordering.keys(run, Conventions(order="newest"), ())
    oldest = ordering.keys(run, Conventions(order="oldest"), ())
    assert newest == sorted(newest)
    assert oldest == sorted(oldest, reverse=True)
    assert ordering.keys(run, Conventions(), ()) == [None, None]


def test_an_order_starts_afresh_where_something_says_so() -> None:
    text = """\
## A

- [a](http://a.b)
- [b](http://a.b)
  - [c](http://a.b)

Some more:

- [d](http://a.b)

<details>

- [e](http://a.b)

</details>

## B

- [f](http://a.b)
- [g](http://a.b)
"""
    document = with_entries(parse(text), Conventions())
    runs = [[entry.fields["title"] for entry in run] for run in ordering.runs(document)]
    assert runs == [["a", "b"], ["c"], ["d"], ["e"], ["f", "g"]]


def listed(*titles: str) -> tuple[list[Entry], list[str]]:
    lines = [f"- [{title}](https://e.org) - Does it." for title in titles]
    entries = [
        Entry({"title": title}, (), Span(number, 1, number, 9), {}, "")
        for number, title in enumerate(titles, 1)
    ]
    return entries, lines


@pytest.mark.parametrize(
    ("collation", "titles"),
    [
        ("bytes", ["Zoo", "ant", "bee-hive", "bee"]),
        ("case ignored", ["ant-hill", "Ant", "bee", "Zoo"]),
        ("locale", ["ant", "Bee", "[bee] two", "Zoo"]),
    ],
)
def test_keys_of_lines_sort_as_sort_does(collation: str, titles: list[str]) -> None:
    conventions = Conventions(order="lines", options={"collation": collation})
    entries, lines = listed(*titles)
    found = ordering.keys(entries, conventions, lines)
    assert found == sorted(found)


# above, entry, below, whether the entry is in order by some usual way
@pytest.mark.parametrize(
    ("above", "title", "below", "fits"),
    [
        ("ant", "bee", "cat", True),
        ("ant", "dog", "cat", False),
        ("bee-hive", "bee", "cat", True),  # raw lines
        ("Bee Hive", "Bee", "Cat", True),  # one name begins with the other
        ("Bee", "Bee Hive", "Cat", True),
        ("Wasp", "Bee", "Cat", False),
        ("Stash", "µStream", "üWave", True),
        ("Node Manual", "Node: Up", "Node.js", True),
        ("", "ant", "bee", True),
        ("zoo", "ant", "", False),
    ],
)
def test_fits_takes_names_kindly(above: str, title: str, below: str, fits: bool) -> None:
    entries, lines = listed(above, title, below)
    first, entry_, last = (one if one.fields["title"] else None for one in entries)
    assert entry_ is not None
    conventions = Conventions(order="a-z")
    assert ordering.fits(entry_, first, last, conventions, lines) is fits


@pytest.mark.parametrize(
    ("heading", "selection"),
    [
        ("Latest Additions", True),
        ("🔥 Most Popular", True),
        ("Top 10 libraries", True),
        ("What's new", True),
        ("News", False),
        ("Newsletters", False),
        ("New York", False),
        ("Desktop", False),
    ],
)
def test_is_selection(heading: str, selection: bool) -> None:
    assert ordering.is_selection(("List", heading)) is selection
    assert not ordering.is_selection(())


def test_kindest_takes_the_way_of_sorting_that_moves_the_fewest() -> None:
    entries, lines = listed("SVGcode", "SVG to PNG", "Vector", "Zoo")
    words = Conventions(order="a-z", options={"collation": "words"})
    assert ordering.kindest(entries, words, lines).options["collation"] == "letters"
    entries, lines = listed("Ant", "Bee", "Cat")
    assert ordering.kindest(entries, words, lines) is words
    dated = Conventions(order="newest")
    assert ordering.kindest(entries, dated, lines) is dated
