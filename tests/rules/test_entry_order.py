from __future__ import annotations

import pytest

from linter.model import Conventions
from linter.rules.entry_order import RULE
from tests.rules.harness import hits, unmark, verify

DATED = Conventions(
    templates=("- **{title}** [[paper]]({url}) {date}",), order="newest", date_format="YYYY-MM-DD"
)
NAMED = Conventions(templates=("- [{title}]({url}) - {description}",), order="a-z")


def dated(*days: str) -> str:
    """One entry a day; ``!`` before a day marks the title."""
    lines = []
    for day in days:
        plain = day.strip("⊕!")
        title = f"⟦Paper of {plain}⟧" if "!" in day else f"Paper of {plain}"
        added = "⊕" if "⊕" in day else ""
        lines.append(f"{added}- **{title}** [[paper]](https://e.org/{plain}) {plain}\n")
    return "".join(lines)


def named(*names: str) -> str:
    return "".join(
        f"- [{name}](https://e.org/{index}) - Does it.\n" for index, name in enumerate(names)
    )


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (
            ["2024-05-05", "2024-03-03", "2024-02-02", "!2024-04-04", "2024-01-01"],
            "between “Paper of 2024-05-05” (line 1, 2024-05-05) and “Paper of 2024-03-03” (line 2",
        ),
        (["!2024-01-01", "2024-05-05", "2024-04-04"], "after “Paper of 2024-04-04” (line 3"),
        (["2024-04-04", "2024-03-03", "!2024-05-05"], "before “Paper of 2024-04-04” (line 1"),
    ],
)
def test_where_it_belongs(days: list[str], says: str) -> None:
    straight = sorted((day.strip("!") for day in days), reverse=True)
    verify(
        RULE,
        dated(*days) + "\n",
        [says, "from newest to oldest", "Out of order (2024-"],
        conventions=DATED,
        fixed=dated(*straight) + "\n",
    )


def test_the_fewest_entries_move() -> None:
    verify(
        RULE,
        dated("2024-02-02", "2024-01-01", "!2024-05-05", "!2024-04-04", "2023-12-12"),
        conventions=DATED,
    )


def test_of_two_explanations_the_added_line_moves() -> None:
    days = ["2024-03-03", "2024-01-01", "⊕!2024-02-02", "2023-12-12"]
    verify(RULE, dated(*days), conventions=DATED)
    days = ["2024-03-03", "⊕!2024-01-01", "2024-02-02", "2023-12-12"]
    verify(RULE, dated(*days), conventions=DATED)


def test_names() -> None:
    verify(
        RULE,
        named("Ack", "⟦Zoxide⟧", "Bat", "Delta", "Fd"),
        ["in alphabetical order", "after “Fd” (line 5)"],
        conventions=NAMED,
    )


SORTED = {
    "case": named("ack", "Bat", "delta", "Fd"),
    "by letters": named("Data Base", "Database", "Data Clean"),
    "by words": named("Data Base", "Data Clean", "Database"),
    "articles": named("Ack", "The Bat", "Delta"),
    "accents": named("Eclair", "Éclair", "Fd"),
    "punctuation": named('"Ack"', "Bat", "[Delta]", "Fd").replace("[[Delta]]", "[Delta]"),
}


@pytest.mark.parametrize("text", SORTED.values(), ids=SORTED)
def test_any_usual_way_of_sorting_will_do(text: str) -> None:
    assert hits(RULE, text, conventions=NAMED) == []


SILENT = {
    "equal dates": dated("2024-05-05", "2024-04-04", "2024-04-04", "2024-03-03"),
    "another section": dated("2024-02-02", "2024-01-01") + "\n## B\n\n" + dated("2024-05-05"),
    "another block": (
        "<details>\n\n" + dated("2024-01-01") + "\n</details>\n\n"
        "<details>\n\n" + dated("2024-05-05") + "\n</details>\n"
    ),
    "a label between": dated("2024-01-01") + "\nMore:\n\n" + dated("2024-05-05"),
    "a date that cannot be": dated("2024-05-05", "2024-04-04", "2094-03-03", "2024-02-02"),
    "no date": dated("2024-05-05", "2024-04-04", "soon", "2024-02-02"),
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_silent(text: str) -> None:
    assert hits(RULE, text, conventions=DATED) == []


@pytest.mark.parametrize(
    ("names", "moved"),
    [
        (["Ada", "文言 (Wenyan)", "Bob"], 0),
        (["πfs", "Stack"], 0),
        (["Анна", "Zoo", "Борис", "Вера"], 0),
        (["Борис", "Анна", "Вера"], 1),
        (["Ada", "3D", "Éclair", "Zoo"], 1),
    ],
)
def test_a_name_in_another_script_may_be_anywhere(names: list[str], moved: int) -> None:
    assert len(hits(RULE, named(*names), conventions=NAMED)) == moved


def test_a_list_without_order_is_left_alone() -> None:
    text = dated("2024-01-01", "2024-05-05", "2024-03-03")
    assert hits(RULE, text, conventions=DATED._replace(order="none")) == []
    assert hits(RULE, text, conventions=DATED._replace(unordered=frozenset({()}))) == []
    assert (
        hits(RULE, dated("2024-01-01", "2024-05-05"), conventions=DATED._replace(order="oldest"))
        == []
    )


def test_what_one_section_does_binds_no_other_that_is_too_short_to_tell() -> None:
    tools = "## Tools\n\n" + named(*"abcdefgh")
    assert not hits(RULE, f"{tools}\n## Books\n\n{named('z', 'y')}")
    more = "\n## More\n\n" + named(*"ijklm")
    verify(RULE, f"{tools}{more}\n## Books\n\n{named('⟦z⟧', 'y')}")


def test_no_fix_across_other_text() -> None:
    text = dated("2024-01-01") + "\n  More about it.\n\n" + dated("2024-05-05", "2024-04-04")
    for hit in hits(RULE, text, conventions=DATED):
        assert hit.fix is None or "More about it." in "".join(e.text for e in hit.fix.edits)


def test_an_added_entry_in_order_beside_its_neighbours_is_not_blamed_for_others() -> None:
    old = ["Ant", "Bee", "Snail", "Snake", "Tick", "Tiger", "Toad", "Cat", "Dog", "Zebra"]
    assert [hit.span.line for hit in hits(RULE, named(*old), conventions=NAMED)] == [8, 9]
    for name, blamed in (("Eel", [8, 9]), ("Asp", [8, 9, 10])):
        added = f"⊕- [{name}](https://e.org/x) - Does it.\n- [Zebra]"
        text, _, lines = unmark(named(*old).replace("- [Zebra]", added))
        found = hits(RULE, text, conventions=NAMED, added=lines)
        assert [hit.span.line for hit in found] == blamed, name


NAMES = ["Ant", "Bee", "Cat", "Dog", "Eel", "Fox", "Gnu", "Hen", "Ibis", "Jay"]


def section(title: str, names: list[str]) -> str:
    lines = "".join(f"- [{name}](https://{title}.org/{name}) - Is one.\n" for name in names)
    return f"## {title}\n\n{lines}\n"


@pytest.mark.parametrize(("pinned", "found"), [(1, 1), (2, 2), (3, 0), (4, 0)])
def test_entries_on_top_of_several_sections_are_put_there(pinned: int, found: int) -> None:
    text = "".join(section(f"s{n}", ["Yak", *NAMES] if n < pinned else NAMES) for n in range(6))
    known = Conventions(templates=("- [{title}]({url}) - {description}",), order="a-z")
    assert len(hits(RULE, text, conventions=known)) == found
    wrong = text + section("s9", ["Ant", "Yak", *NAMES[1:]])
    assert len(hits(RULE, wrong, conventions=known)) == found + 1


def test_an_entry_that_a_change_puts_on_top_is_not_pinned() -> None:
    text = "".join(section(f"s{n}", ["Yak", *NAMES]) for n in range(4))
    known = Conventions(templates=("- [{title}]({url}) - {description}",), order="a-z")
    added = section("s8", ["Zebu", *NAMES])
    line = len(text.splitlines()) + 3
    assert [hit.span.line for hit in hits(RULE, text + added, conventions=known, added=[line])] == [
        line
    ]


def test_a_year_alone_is_any_of_its_months() -> None:
    days = ["2022", "Oct 2022", "Sep 2022", "Jul 2022", "2022", "Mar 2022", "Nov 2021", "Oct 2021"]
    lines = [f"- [P{n}](https://e.org/{n}) {day}\n" for n, day in enumerate(days)]
    known = Conventions(templates=("- [{title}]({url}) {date}",), order="newest")
    assert hits(RULE, "## A\n\n" + "".join(lines), conventions=known) == []
    lines[6] = lines[6].replace("Nov 2021", "Apr 2022")
    (hit,) = hits(RULE, "## A\n\n" + "".join(lines), conventions=known)
    assert hit.span.line == 9


def test_a_name_in_code_that_begins_with_another() -> None:
    names = ["AFL-3.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Clear", "CC0-1.0", "EUPL-1.2"]
    lines = "".join(f"- `{name}` - [The text of {name}](https://e.org/{name})\n" for name in names)
    known = Conventions(
        templates=("- `{license}` - [{title}]({url})",),
        order="lines",
        options={"collation": "bytes"},
    )
    assert hits(RULE, f"## A\n\n{lines}", conventions=known) == []
