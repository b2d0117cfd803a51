"""An order that one section keeps although the list does not."""

from __future__ import annotations

import pytest

from linter.model import Conventions
from linter.rules.entry_order import RULE
from linter.structure.section_order import MIN_ENTRIES, MIN_NAMES
from tests.rules.harness import hits, verify

PLAIN = Conventions(templates=("- [{title}]({url}) {rest}",))
NAMES = [f"{chr(97 + n // 26)}{chr(97 + n % 26)}ndo" for n in range(40)]


def lines(*tails: str, names: list[str] | None = None) -> str:
    return "".join(
        f"- [{(names or [f't{n * 7 % 40}' for n in range(99)])[n]}](https://a.example/{n}){tail}\n"
        for n, tail in enumerate(tails)
    )


def test_stars() -> None:
    stars = [
        f" ★{count}" for count in ("4.1k", "998", *range(900, 880, -1), "6", *range(50, 45, -1))
    ]
    verify(RULE, _mark(lines(*stars), 22), "by their stars", conventions=PLAIN)


def _mark(text: str, number: int) -> str:
    """The title of an entry, marked."""
    rows = text.split("\n")
    rows[number] = rows[number].replace("[", "[⟦", 1).replace("]", "⟧]", 1)
    return "\n".join(rows)


def test_years_over_sections_beside_each_other() -> None:
    years = [2020 - n // 2 for n in range(10)]
    part = lines(*(f" ({year}), Ann" for year in years))
    other = lines(*(f" ({year}), Ann" for year in [*years[:8], 2020, years[9]]))
    text = f"## P\n\n### A\n\n{part}\n### B\n\n{part}\n### C\n\n{other}"
    row = text.split("\n").index("### C") + 10
    verify(RULE, _mark(text, row), "from the newest year", conventions=PLAIN)
    verify(RULE, f"## P\n\n### A\n\n{part}\n### C\n\n{part}\n### D\n\n{part}", conventions=PLAIN)


def test_days_of_a_year() -> None:
    days = [f"{12 - n // 3}.{29 - 9 * (n % 3)}" for n in range(30)]
    days[20], days[23] = days[23], days[20]
    table = "| Date | News |\n|-|-|\n" + "".join(
        f"| {day} | [N{n}](https://a.example/{n}) |\n" for n, day in enumerate(days)
    )
    conventions = Conventions(templates=("| {date} | [{title}]({url}) |",))
    assert not [hit for hit in _hits(table, conventions) if "alphabetical" in hit]
    days[20], days[23] = days[23], days[20]
    days[5], days[6] = days[6], days[5]
    table = "| Date | News |\n|-|-|\n" + "".join(
        f"| {day} | [N{n}](https://a.example/{n}) |\n" for n, day in enumerate(days)
    )
    assert any("newest day" in hit for hit in _hits(table, conventions))


def _hits(text: str, conventions: Conventions) -> list[str]:
    return [hit.message for hit in hits(RULE, text, conventions=conventions)]


def test_names_of_a_long_section() -> None:
    names = [*NAMES[:MIN_NAMES], "abzz"]
    text = lines(*[" - Does it."] * len(names), names=names)
    verify(RULE, _mark(text, MIN_NAMES), "alphabetical", conventions=PLAIN)


@pytest.mark.parametrize(
    "text",
    [
        lines(*[" - Does it."] * MIN_NAMES, names=NAMES),
        lines(*[" - Does it."] * (MIN_NAMES - 2), names=[*NAMES[: MIN_NAMES - 3], "abzz"]),
        lines(*[" - Does it."] * MIN_NAMES, " - More of them.", names=[*NAMES[:MIN_NAMES], "abzz"]),
        lines(*[" - Does it."] * 32, names=[*NAMES[:30], "abzz", "acaa"]),
        lines(*[" - It."] * 31, names=[*NAMES[:29], "bdndolin", "bdndo"]),
        lines(*(f" ★{n}" for n in range(MIN_ENTRIES - 2, 0, -1)), " ★99"),
        lines(*(f" ★{n * 17 % 41}" for n in range(30))),
    ],
)
def test_a_section_without_an_order_or_with_a_reason(text: str) -> None:
    verify(RULE, text, conventions=PLAIN)


def test_a_configured_order_is_all_there_is() -> None:
    text = lines(*[" - Does it."] * (MIN_NAMES + 1), names=[*NAMES[:MIN_NAMES], "abzz"])
    configured = Conventions(templates=PLAIN.templates, sources={"order": "configuration"})
    verify(RULE, text, conventions=configured)
