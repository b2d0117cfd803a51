"""After all safe fixes a document has the same lists, items and links, whatever was wrong with it.

An item that a fault tore off its list (a lost bullet) may come back: then the lists are those of
the page without the fault.
"""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from linter.config.load import default_config
from linter.engine.fixer import fix_text
from linter.markdown.parser import parse
from tests.planted_faults.faults import OPERATORS
from tests.planted_faults.lists import FORMS, entry, page
from tests.planted_faults.test_planted_faults import FEW, MANY, configured, faults, report

Structure = list[tuple[str, int, int | None, int]]


def structure(text: str) -> Structure:
    """Every item: its kind, its depth, its section, and which of the page's lists it is in."""
    numbers: dict[int, int] = {}
    return [
        (item.kind, item.depth, item.heading, numbers.setdefault(item.group, len(numbers)))
        for item in parse(text, "README.md").items
    ]


def destinations(text: str) -> Counter[str]:
    return Counter(link.url for link in parse(text, "README.md").links if link.url)


@given(
    shape=st.sampled_from(sorted(FORMS)),
    is_learned=st.booleans(),
    numbers=st.lists(st.sampled_from(FEW), min_size=1, max_size=3, unique=True),
    data=st.data(),
)
@settings(deadline=None)
def test_safe_fixes_keep_lists_items_and_links(
    shape: int, is_learned: bool, numbers: list[int], data: st.DataObject
) -> None:
    config, works = (default_config(), MANY) if is_learned else (configured(shape), FEW)
    broken: dict[int, str] = {}
    good: dict[int, str] = {}
    for number in numbers:
        good[number], fault = data.draw(st.sampled_from(list(faults(shape, OPERATORS, number))))
        broken[number] = fault.text
    text, _ = page(shape, works, broken=broken)
    whole, _ = page(shape, works, broken=good)
    fixed = fix_text(text, lambda text: report(text, config)).text
    # Each broken entry may have come to be as it was, or stayed as it is.
    allowed = [
        structure(page(shape, works, broken={**good, **dict(some)})[0])
        for some in (broken.items(), {}, *(({one: broken[one]}).items() for one in broken))
    ]
    assert structure(fixed) in allowed
    lost = destinations(text) - destinations(fixed)
    new = destinations(fixed) - destinations(text)
    assert set(lost) <= set(destinations(text) - destinations(whole))
    assert set(new) <= set(destinations(whole))


@given(st.sampled_from(sorted(FORMS)), st.booleans())
@settings(deadline=None)
def test_a_good_list_is_left_as_it_is(shape: int, is_learned: bool) -> None:
    config, works = (default_config(), MANY) if is_learned else (configured(shape), FEW)
    text, _ = page(shape, works, broken={3: entry(shape, 3)})
    assert fix_text(text, lambda text: report(text, config)).text == text
