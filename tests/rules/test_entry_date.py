from __future__ import annotations

from datetime import date

import pytest

from linter.model import Conventions
from linter.rules.entry_date import RULE
from tests.rules.harness import hits, verify

DATED = Conventions(
    templates=("- **{title}** [[paper]]({url}) {date}",),
    date_format="YYYY-MM-DD",
    sources={"templates": "configuration"},
)


def entry(day: str, url: str = "https://e.org/a") -> str:
    return f"- **Deep Sets** [[paper]]({url}) {day}\n"


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("⟦None⟧", ["`None` is not a date", "like `2024-04-30`"]),
        ("⟦2024-02-30⟧", "does not exist in the calendar"),
        ("⟦2024-13-01⟧", "does not exist in the calendar"),
        ("⟦2024-06-02⟧", "is in the future"),
        ("⟦2024-05⟧", "Add the day"),
        ("⟦2024⟧", "Add the month and day"),
        ("⟦03/04/2024⟧", "can mean two dates"),
    ],
)
def test_no_date_or_none_that_can_be(day: str, says: str) -> None:
    (hit,) = verify(RULE, entry(day), says, conventions=DATED)
    assert hit.fix is None


@pytest.mark.parametrize(
    ("day", "right"),
    [
        ("2024/05/01", "2024-05-01"),
        ("2024-5-1", "2024-05-01"),
        ("2024.05.01", "2024-05-01"),
        ("31/12/2023", "2023-12-31"),
        ("May 1, 2024", "2024-05-01"),
        ("(2024-05-01)", "2024-05-01"),
    ],
)
def test_another_form_of_the_same_day(day: str, right: str) -> None:
    (hit,) = verify(RULE, entry(f"⟦{day}⟧"), f"`{right}`", conventions=DATED, fixed=entry(right))
    assert hit.fix
    assert hit.fix.safe


ARXIV = "https://arxiv.org/abs/2405.00200"


@pytest.mark.parametrize(
    ("day", "url", "found"),
    [
        ("2024-04-30", ARXIV, False),
        ("2024-05-20", ARXIV, False),
        ("2024-05-20", "https://arxiv.org/abs/2201.00001", False),
        ("2023-05-20", ARXIV, True),
        ("2024-01-01", "https://arxiv.org/pdf/2405.00200v2", True),
        ("2023-05-20", "https://e.org/2405.00200", False),
    ],
)
def test_a_date_against_the_month_of_the_arxiv_id(day: str, url: str, found: bool) -> None:
    said = hits(RULE, entry(day, url), conventions=DATED)
    assert bool(said) == found
    for hit in said:
        assert "before May 2024" in hit.message


def test_today_is_no_future() -> None:
    assert hits(RULE, entry("2024-06-01"), conventions=DATED, today=date(2024, 6, 1)) == []


def test_without_a_form_only_what_is_no_date() -> None:
    loose = DATED._replace(date_format="")
    assert hits(RULE, entry("May 2024"), conventions=loose) == []
    assert len(hits(RULE, entry("None"), conventions=loose)) == 1


def test_without_a_template_there_are_no_dates() -> None:
    assert hits(RULE, entry("None"), conventions=Conventions()) == []


def test_dates_of_month_and_day_alone() -> None:
    rows = "".join(f"| {month}.9 | [N{month}](https://e.org/{month}) |\n" for month in range(1, 13))
    table = f"| Date | News |\n|-|-|\n{rows}"
    conventions = Conventions(
        templates=("| {date} | [{title}]({url}) |",), sources={"templates": "configuration"}
    )
    assert not hits(RULE, table, conventions=conventions)
    few = "| Date | News |\n|-|-|\n| 1.9 | [N](https://e.org/n) |\n"
    assert hits(RULE, few, conventions=conventions)


def test_a_learned_field_without_a_known_format_may_hold_anything() -> None:
    learned = Conventions(templates=("| {date} | [{title}]({url}) |",))
    table = "| Date | News |\n|-|-|\n| 2018, April | [N](https://e.org/n) |\n"
    assert not hits(RULE, table, conventions=learned)
    known = learned._replace(date_format="YYYY-MM-DD")
    assert hits(RULE, table, conventions=known)


def paper(day: str, number: int, month: str) -> str:
    return entry(day, f"https://arxiv.org/abs/{month}.{number:05d}").replace("[T", f"[T{number}")


@pytest.mark.parametrize(("early", "found"), [(2, 2), (3, 3), (4, 0)])
def test_many_dates_before_their_arxiv_ids_mean_something_else(early: int, found: int) -> None:
    sound = "".join(paper("2024-05-20", n, "2405") for n in range(1, 31 - early))
    text = sound + "".join(paper("2023-02-20", n, "2405") for n in range(31 - early, 31))
    assert len(hits(RULE, text, conventions=DATED)) == found


@pytest.mark.parametrize(
    ("days", "found"),
    [
        # May is May in both formats: nobody knows whether this list shortens January.
        ([f"{n} May 2023" for n in range(2, 12)], 0),
        ([f"{n} April 2023" for n in range(2, 12)], 1),
    ],
)
def test_a_date_of_may_shows_no_format(days: list[str], found: int) -> None:
    lines = [f"- **[P{n}](https://e.org/{n})** {day}\n" for n, day in enumerate([*days])]
    text = "".join([*lines, "- **[Last](https://e.org/last)** 1 Jan 2023\n"])
    assert len(hits(RULE, text, templates=("- **[{title}]({url})** {date}",))) == found
