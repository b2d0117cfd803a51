"""Dates as lists write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.text import dates
from linter.text.dates import DateText

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("2024-04-30", "YYYY-MM-DD", (2024, 4, 30)),
        ("2024/4/3", "YYYY/M/D", (2024, 4, 3)),
        ("2024.04", "YYYY.MM", (2024, 4, None)),
        ("20240430", "YYYYMMDD", (2024, 4, 30)),
        ("April 30, 2024", "Month D, YYYY", (2024, 4, 30)),
        ("Apr. 3rd, 2024", "Mon D, YYYY", (2024, 4, 3)),
        ("Sept 2024", "Mon YYYY", (2024, 9, None)),
        ("3 may 2024", "D Month YYYY", (2024, 5, 3)),
        ("2024年4月30日", "YYYY年M月D日", (2024, 4, 30)),
        ("2024", "YYYY", (2024, None, None)),
        # Only one reading makes a day and a month.
        ("04/30/2024", "DD/MM/YYYY", (2024, 4, 30)),
    ],
)
def test_recognise(text: str, form: str, day: tuple[int, int | None, int | None]) -> None:
    assert dates.recognise(text) == DateText(form, *day)


@pytest.mark.parametrize("text", ["", "TBD", "soon", "v2024", "24-04-30", "1899-01-01", "2024-4-"])
def test_not_recognised(text: str) -> None:
    assert dates.recognise(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("TBD", True),
        ("n/a", True),
        ("2024-4-", True),
        ("24-04-30", True),
        ("(2024-04-30)", True),
        ("May 2024", True),
        ("Ashish Vaswani", False),
        ("with 3 examples of it", False),
        ("2024 " * 20, False),
        ("", False),
    ],
)
def test_looks_like_date(text: str, meant: bool) -> None:
    assert dates.looks_like_date(text) is meant


@given(DAYS, st.sampled_from(dates.FORMS))
def test_what_is_rendered_is_read(day: date, form: str) -> None:
    text = dates.render(DateText("", day.year, day.month, day.day), form)
    assert text is not None
    read = dates.read(text, form)
    assert read is not None
    assert dates.render(read, form) == text
    assert read.year == day.year
    assert read.month in (day.month, None)
    assert read.day in (day.day, None)


@given(DAYS, st.sampled_from([form for form in dates.FORMS if "D" in form]))
def test_every_form_is_recognised_as_that_day_unless_it_is_ambiguous(day: date, form: str) -> None:
    text = dates.render(DateText("", day.year, day.month, day.day), form)
    assert text is not None
    found = dates.recognise(text)
    assert found is not None
    assert found.ambiguous or found.first_day() == found.last_day() == day


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (DateText("", 2024), date(2024, 1, 1), date(2024, 12, 31)),
        (DateText("", 2024, 2), date(2024, 2, 1), date(2024, 2, 29)),
        (DateText("", 2024, 12), date(2024, 12, 1), date(2024, 12, 31)),
        (DateText("", 2023, 2, 29), None, None),
        (DateText("", 2023, 13), None, None),
    ],
)
def test_the_days_a_date_can_mean(day: DateText, first: date | None, last: date | None) -> None:
    assert (day.first_day(), day.last_day()) == (first, last)


def test_a_form_wants_its_parts() -> None:
    assert dates.render(DateText("", 2024), "YYYY-MM") is None
    assert dates.is_form("Mon YYYY")
    assert not dates.is_form("DD.MM")


@pytest.mark.parametrize(
    ("identifier", "month"),
    [
        ("2405.00200", date(2024, 5, 1)),
        ("0704.0001", date(2007, 4, 1)),
        ("math.GT/0309136", date(2003, 9, 1)),
        ("hep-th/9108028", date(1991, 8, 1)),
        ("2413.00200", None),
        ("x", None),
    ],
)
def test_arxiv_month(identifier: str, month: date | None) -> None:
    assert dates.arxiv_month(identifier) == month


@pytest.mark.parametrize(
    ("text", "form", "identity", "sound"),
    [
        ("2024-04-30", "YYYY-MM-DD", "arxiv:2405.00200", True),
        ("2024-04-30", "", "", True),
        ("2024-03-01", "YYYY-MM-DD", "arxiv:2405.00200", False),
        ("2024-04", "YYYY-MM-DD", "", False),
        ("2025-04-30", "YYYY-MM-DD", "", False),
        ("2024-02-30", "YYYY-MM-DD", "", False),
        ("TBD", "YYYY-MM-DD", "", False),
    ],
)
def test_is_sound(text: str, form: str, identity: str, sound: bool) -> None:
    assert dates.is_sound(text, form, identity, date(2024, 6, 1)) is sound
