"""What a change brings and what was there before, on whole lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.config.load import default_config
from linter.engine.baseline import against_base, section_at
from linter.engine.pages import Source
from linter.engine.run import lint
from linter.markdown.parser import parse
from linter.model import ORDER, Document, Problem, Severity, Span
from linter.rules import load_rules
from linter.text.diff import align

RULES = load_rules()


# ------------------------------------------------------------------------ matching problems

BASE = "# List\n\n## A\n\n- amber\n- birch\n\n## B\n\n- cedar\n- dogwood\n"


def problem(text: str, line: str, key: str = "x", **more: Any) -> Problem:
    """A problem on the line that reads so."""
    number = text.split("\n").index(line) + 1
    return Problem(
        path="README.md",
        span=Span(number, 1, number, 2),
        rule="entry-date",
        severity=Severity.ERROR,
        message="x",
        fix=None,
        fingerprint=key,
    )._replace(**more)


def new_lines(head: str, problems: list[Problem], before: list[Problem]) -> list[str]:
    """The lines of the problems that count as new."""
    after, base = parse(head), parse(BASE)
    added = align(base.lines, after.lines).changed
    marked = against_base(problems, before, base, after, added)
    assert [one._replace(status="reported") for one in marked] == [
        one._replace(status="reported") for one in problems
    ]
    lines = head.split("\n")
    return [lines[one.span.line - 1] for one in marked if one.status == "reported"]


# head, the line at fault there, the line at fault in the base, whether it is new
@pytest.mark.parametrize(
    ("head", "line", "old", "is_new"),
    [
        (BASE, "- amber", "- amber", False),
        (BASE.replace("## A", "### Aa\n\ntext"), "- amber", "- amber", False),
        (BASE.replace("- amber", "  - amber"), "  - amber", "- amber", False),
        (BASE.replace("- amber\n", "") + "- amber\n", "- amber", "- amber", False),
        (BASE.replace("- amber", "- amber, more"), "- amber, more", "- amber", False),
        (BASE.replace("- amber", "- elm"), "- elm", "- birch", True),
        (BASE + "- elm\n", "- elm", "- amber", True),
        (BASE + "- elm\n", "- elm", "- dogwood", True),
        (BASE.replace("## A", "## Z"), "## Z", "## A", False),
    ],
)
def test_a_place_is_followed(head: str, line: str, old: str, is_new: bool) -> None:
    found = new_lines(head, [problem(head, line, "x", remote=True)], [problem(BASE, old, "y")])
    assert found == ([line] if is_new else [])


def test_another_kind_of_fault_at_the_same_place_is_new() -> None:
    head = BASE.replace("- amber", "- amber, more")
    found = [problem(head, "- amber, more", "y", kind="end")]
    assert new_lines(head, found, [problem(BASE, "- amber", "x", kind="title")]) == [
        "- amber, more"
    ]
    assert new_lines(head, found, [problem(BASE, "- amber", "x", kind="end")]) == []


def test_a_place_that_was_not_touched_is_not_new_unless_an_edit_elsewhere_can_cause_it() -> None:
    assert new_lines(BASE + "- elm\n", [problem(BASE, "- amber")], []) == []
    assert new_lines(BASE + "- elm\n", [problem(BASE, "- amber", remote=True)], []) == ["- amber"]


def test_a_line_taken_away_touches_its_item() -> None:
    base = parse("- amber\n  more\n- birch\n")
    head = parse("- amber\n- birch\n")
    found = [problem("- amber\n- birch\n", line) for line in ("- amber", "- birch")]
    marked = against_base(found, [], base, head, frozenset({1, 2}))
    assert [one.status for one in marked] == ["reported", "existing"]


def test_a_finding_counts_as_often_as_it_is_new() -> None:
    head = BASE + "- amber\n"
    found = [problem(head, "- amber"), problem(head, "- dogwood")._replace(span=Span(12, 1, 12, 2))]
    assert new_lines(head, found, []) == ["- amber"]
    twice = [problem(BASE, "- amber"), problem(BASE, "- birch")]
    assert new_lines(head, found, twice) == []


def test_what_is_about_another_place_is_matched_there() -> None:
    head = BASE.replace("- dogwood\n", "- dogwood\n- elm\n")
    about = problem(head, "## B").span
    found = [problem(head, "- elm", "y", about=about, of_rule="toc", kind="missing")]
    assert new_lines(head, found, [problem(BASE, "## B", "x", rule="toc", kind="missing")]) == []


def test_a_problem_suppressed_in_the_base_is_new_once_it_is_not() -> None:
    before = problem(BASE, "- amber", status="suppressed")
    assert new_lines(BASE, [problem(BASE, "- amber")], [before]) == ["- amber"]


def test_a_suppressed_problem_stays_suppressed() -> None:
    document = parse(BASE)
    head = [problem(BASE, "- amber", status="suppressed")]
    marked = against_base(head, [problem(BASE, "- amber")], document, document, frozenset())
    assert [one.status for one in marked] == ["suppressed"]


@pytest.mark.parametrize(
    ("head", "line", "is_new"),
    [
        (BASE.replace("- amber", "- amber, more"), "- amber, more", False),
        (BASE.replace("- dogwood", "- dogwood, more"), "- dogwood, more", True),  # another section
        (
            BASE.replace("- birch\n", "- birch\n- beech\n"),
            "- beech",
            True,
        ),  # its own place, its own fault
    ],
)
def test_a_change_can_shift_the_blame_for_an_order(head: str, line: str, is_new: bool) -> None:
    found = [problem(head, line, "y", kind=ORDER)]
    assert bool(new_lines(head, found, [problem(BASE, "- birch", kind=ORDER)])) is is_new


def test_the_section_of_a_place() -> None:
    document = parse(BASE)
    sections = [section_at(document, Span(line, 1, line, 1)) for line in (1, 2, 3, 6, 8, 11)]
    assert sections == [
        ("List",),
        ("List",),
        ("List", "A"),
        ("List", "A"),
        ("List", "B"),
        ("List", "B"),
    ]
    assert section_at(Document("", "a"), Span(1, 1, 1, 1)) == ()


# ------------------------------------------------------------------------ whole lists


def reported(base: str, head: str) -> list[tuple[int, str]]:
    """Line and rule of every new finding at warning or error."""
    after = parse(head).lines
    added = align(parse(base).lines, after).changed
    report = lint(
        [Source("README.md", head, base, added)],
        default_config(),
        RULES,
        today=date(2026, 11, 28),
    )
    return [
        (one.span.line, one.rule)
        for one in report.problems
        if one.status == "reported" and one.severity is not Severity.INFO
    ]


NAMES = [
    "Anvil",
    "Badge",
    "Cable",
    "Diode",
    "Easel",
    "Flint",
    "Gavel",
    "Hinge",
    "Inlet",
    "Joint",
    "Kiosk",
    "Lathe",
]
SECTIONS = ("Audio", "Boats", "Clocks")


def entry(section: str, name: str) -> str:
    page = f"https://example.org/{section.lower()}/{name.lower()}"
    return f"- [{name}]({page}) - Does one thing well."


def good_list() -> list[str]:
    lines = ["# Tools", "", "A list of tools.", "", "## Contents", ""]
    lines += [f"- [{section}](#{section.lower()})" for section in SECTIONS]
    for section in SECTIONS:
        lines += ["", f"## {section}", "", *(entry(section, name) for name in NAMES)]
    return [*lines, "", "See [the manual](#manual) too.", ""]


# Old faults, each of which some rule reports: the line it is planted on, and the line it makes.
FAULTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "order": ("Cable", lambda line: line.replace("Cable", "Zebra")),
    "copy": ("Diode", lambda line: line.replace("/diode", "/easel")),
    "case": ("Flint", lambda line: line.replace("Does", "does")),
    "end": ("Gavel", lambda line: line.rstrip(".")),
    "form": ("Hinge", lambda line: line.replace(" - ", ": ")),
    "contents": ("## Boats", lambda line: line + "\n\n## Lost"),
}


def faulty(lines: list[str], section: str, faults: set[str]) -> list[str]:
    out, inside = [], False
    for line in lines:
        inside = line == f"## {section}" if line.startswith("## ") else inside
        for fault in faults:
            mark, plant = FAULTS[fault]
            if (inside and f"[{mark}]" in line) or line == mark:
                line = plant(line)
        out.append(line)
    return "\n".join(out).split("\n")


def rename_heading(lines: list[str], at: int) -> list[str]:
    title = lines[0] if at % 2 else "# Good tools"
    return [title, *lines[1:]]


def rename_section(lines: list[str], at: int) -> list[str]:
    """A section gets another name, in its heading and in the contents."""
    old, new = ("Boats", "Boat building") if at % 2 else ("Clocks", "Clocks and watches")
    slug = new.lower().replace(" ", "-")
    contents = f"- [{old}](#{old.lower()})"
    return [
        line.replace(contents, f"- [{new}](#{slug})").replace(f"## {old}", f"## {new}")
        if line.startswith(("## ", contents))
        else line
        for line in lines
    ]


def insert_heading(lines: list[str], at: int) -> list[str]:
    return [*lines[:4], "### Sponsors", "", "Thanks to all of them.", "", *lines[4:]]


def edit_prose(lines: list[str], at: int) -> list[str]:
    return [line.replace("A list of", f"{at} lists of") for line in lines]


def add_entry(lines: list[str], at: int) -> list[str]:
    """A good entry, right behind its neighbour."""
    behind = next(i for i, line in enumerate(lines) if "/joint)" in line)
    indent = lines[behind].partition("-")[0]
    return [*lines[: behind + 1], indent + entry("Audio", "Jointer"), *lines[behind + 1 :]]


def remove_entry(lines: list[str], at: int) -> list[str]:
    return [line for line in lines if "/boats/lathe)" not in line]


def edit_entry(lines: list[str], at: int) -> list[str]:
    return [
        line.replace("one thing", "two things") if "/boats/anvil)" in line else line
        for line in lines
    ]


def move_section(lines: list[str], at: int) -> list[str]:
    """The last section goes first, and so does its line in the contents."""
    text = "\n".join(lines)
    head, _, tail = text.partition("\n## Clocks\n")
    section, _, rest = tail.partition("\nSee [")
    head = head.replace("- [Clocks](#clocks)\n", "").replace(
        "- [Audio]", "- [Clocks](#clocks)\n- [Audio]"
    )
    moved = head.replace("\n## Audio\n", f"\n## Clocks\n{section}\n## Audio\n")
    return f"{moved}\nSee [{rest}".split("\n")


def indent_list(lines: list[str], at: int) -> list[str]:
    return [f" {line}" if line.startswith("- [") and "(http" in line else line for line in lines]


EDITS = (
    rename_heading,
    rename_section,
    insert_heading,
    edit_prose,
    add_entry,
    remove_entry,
    edit_entry,
    move_section,
    indent_list,
)


@given(
    section=st.sampled_from(SECTIONS),
    faults=st.sets(st.sampled_from(sorted(FAULTS)), max_size=3),
    edits=st.lists(st.sampled_from(EDITS), min_size=1, max_size=3, unique=True),
    at=st.integers(0, 9),
    ending=st.sampled_from(["\n", "\r\n"]),
    final=st.booleans(),
)
def test_an_edit_that_touches_no_faulty_entry_brings_nothing(
    section: str,
    faults: set[str],
    edits: list[Callable[[list[str], int], list[str]]],
    at: int,
    ending: str,
    final: bool,
) -> None:
    lines = faulty(good_list(), section, faults)
    base = "\n".join(lines)
    for edit in edits:
        lines = edit(lines, at)
    head = ending.join(lines)
    assert reported(base, head if final else head.rstrip()) == []


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_each_fault_is_reported_where_a_change_brings_it(fault: str) -> None:
    base, head = (faulty(good_list(), "Boats", faults) for faults in (set(), {fault}))
    assert reported("\n".join(base), "\n".join(head))
