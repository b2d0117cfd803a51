"""Nothing that a change adds hides a fault that would be reported without it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.config.load import default_config
from linter.engine.run import Source, lint
from linter.model import ListlintError, Problem
from linter.rules import load_rules
from tests.hostile import PAYLOADS

RULES = load_rules()


def entry(number: int) -> str:
    return f"- [Tool {number:02}](https://t{number}.example) - Does thing number {number}."


def row(number: int) -> str:
    return f"| [Tool {number:02}](https://t{number}.example) | Does thing number {number}. |"


def paper(number: int) -> str:
    month = f"20{24 - number // 12:02}-{12 - number % 12:02}-01"
    return f"- **Paper number {number}** [[link]](https://p{number}.example) {month}"


BROKEN = "- [Bad](https://bad.example) no dash."
DOUBLE = "- [Zed](https://t3.example) - Doubles a link."
UNORDERED = "- [Aaa](https://aaa.example) - Is out of order."
UNENDED = "- [Tool 30](https://u30.example) - ends without"
FAULTS = [BROKEN, DOUBLE, UNORDERED, UNENDED]

OTHER = ["## Libraries", "", *map(entry, range(40, 52)), ""]
TABLE = ["| Name | What |", "|---|---|"]
SECTIONS = ["Tools", "Books", "Papers"]
FOLD = ["<details>", "", *map(entry, range(20))]
CONTENTS = [f"- [{name}](#{name.lower()})" for name in SECTIONS]

FILLED = [
    line
    for place, name in enumerate(SECTIONS)
    for line in [f"## {name}", "", *(entry(20 * place + n) for n in range(10)), ""]
]

STARS = [*range(2000, 1000, -25)]


def starred(number: int) -> str:
    name = f"t{number * 7 % 40:02}"
    return f"- [{name}](https://{name}.example) ★{STARS[number]} - Does thing number {number}."


# The list up to where the change adds something, the faults that it adds, the rest of the list.
LISTS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "bullets": (["# A", "", "## Tools", "", *map(entry, range(20))], FAULTS, ["", *OTHER]),
    "folded": (["# A", "", "## Tools", "", *FOLD], FAULTS, ["", "</details>", "", *OTHER]),
    "rows": (
        ["# A", "", "## Tools", "", *TABLE, *map(row, range(20))],
        ["| [Bad](https://bad.example Does. | a |", "| [Aaa](https://aaa.example) | Is early. |"],
        ["", *OTHER],
    ),
    "starred": (
        ["# A", "", "## Tools", "", *map(starred, range(40))],
        ["- [Many](https://many.example) ★9999 - Has many stars.", BROKEN],
        ["", *OTHER],
    ),
    "dated": (
        ["# A", "", "## Tools", "", *map(paper, range(20))],
        [
            "- **Bad one** (https://bad.example) 2019-13-01",
            "- **New one here** [[link]](https://n.example) 2031-02-30",
        ],
        ["", "## Libraries", "", *map(paper, range(40, 52)), ""],
    ),
    "nested": (
        ["# A", "", "## Tools", ""]
        + [
            line
            for group in range(4)
            for line in [f"- Group {group}", *(f"  {entry(group * 10 + n)}" for n in range(6))]
        ],
        [f"  {BROKEN}"],
        [""],
    ),
    "contents": (
        ["# A", "", "## Contents", "", *CONTENTS, "", *FILLED[:-1]],
        [BROKEN, "- [Zz](https://zz.example) - See [this](#nowhere)."],
        [""],
    ),
}


@cache
def reported_alone(name: str) -> Counter[str]:
    return reported(name, LISTS[name][1])


def reported(name: str, added: list[str]) -> Counter[str]:
    """How often each rule speaks of a pull request that adds lines to one of the lists."""
    before, _, after = LISTS[name]
    base = "\n".join([*before, *after])
    head = "\n".join([*before, *added, *after])
    count = sum(line.count("\n") + 1 for line in added)
    lines = frozenset(range(len(before) + 1, len(before) + count + 1))
    source = Source("README.md", head, base, lines)
    report = lint([source], default_config(), RULES, today=date(2026, 1, 1))
    assert not report.faults
    return Counter(problem.rule for problem in news(report.problems))


def news(problems: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in problems if problem.status == "reported"]


def assert_nothing_is_hidden(name: str, hostile: list[str], place: int) -> None:
    """``place`` is how many of the list's faults stand above the hostile lines."""
    faults = LISTS[name][1]
    alone = reported_alone(name)
    assert alone
    together = reported(name, [*faults[:place], *hostile, *faults[place:]])
    assert together.total() >= alone.total(), (place, alone - together)


HOSTILE = [
    ["- [</details>](https://h.example) - Closes the block."],
    ["- </details>"],
    ["</details>", ""],
    ["<details>", ""],
    ["- <details><!--"],
    ["- <!-- hidden"],
    ["<!-- hidden", ""],
    ["<div><!--", ""],
    ["```"],
    ["- ```"],
    ["", "~~~~", ""],
    ["<pre>", ""],
    ["<br>"],
    ["<h3>More</h3>"],
    ["<span hidden>"],
    ["<table><tr><td>"],
    ["<script>"],
    ["<?php"],
    ["<![CDATA["],
    ["- <table>"],
    ["<!-- listlint-disable-file entry-format entry-order duplicate-link entry-date -->"],
    ["<!-- listlint-disable entry-format entry-order description-style broken-anchor -->"],
    ["<!-- ALL-CONTRIBUTORS-LIST:START -->"],
    [f"- [B{n}](https://b{n}.example) not a dash {n}" for n in range(30)],
    [f"- [Tool 3{n}](https://v{n}.example) - ends without" for n in range(30)],
    [entry(100 + n) for n in range(30)],
    ["", "Some text.", ""],
    ["", "**A label**", ""],
    ["", "> A quote.", ""],
    ["* * *", ""],
    ["<<<<<<< HEAD"],
    [">>>>>>> branch"],
    ["<<<<<<< HEAD", entry(101), "=======", entry(102), ">>>>>>> branch"],
    ["<<<<<<< HEAD", entry(101), "||||||| 1234567", "=======", ">>>>>>> branch"],
    ["", "1. One", "2. Two", ""],
    [f"- [Ab{n}](https://ab{n}.example) - Is out of order, too." for n in range(3)],
    [f"- [Ab{n}](https://ab{n}.example) ★{800 + n} - Is out of order, too." for n in range(3)],
]

# What begins a section of its own. An entry may be right there that was wrong above it: only the
# findings that compare it with the entries above may go.
HEADINGS = [
    ["", "## More", ""],
    ["", "### More", ""],
    ["", "### Latest tools", ""],
    ["", "More", "----", ""],
    ["", "<h2>More</h2>", ""],
]
COMPARING = {"entry-order", "duplicate-link"}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda lines: lines[0][:40])
def test_a_hostile_entry_hides_no_fault(name: str, hostile: list[str]) -> None:
    for place in range(len(LISTS[name][1]) + 1):
        assert_nothing_is_hidden(name, hostile, place)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("heading", HEADINGS, ids=lambda lines: lines[1])
def test_a_new_heading_hides_no_fault_of_an_entry_itself(name: str, heading: list[str]) -> None:
    faults, alone = LISTS[name][1], reported_alone(name)
    for place in range(len(faults) + 1):
        together = reported(name, [*faults[:place], *heading, *faults[place:]])
        assert (alone - together).keys() <= COMPARING, place


BREAKS = [*HEADINGS, ["", "Some text.", ""], ["", "<details>", "", "</details>", ""]]


@pytest.mark.parametrize("middle", BREAKS, ids=lambda lines: lines[1])
@pytest.mark.parametrize("height", range(3))
def test_an_order_is_not_cut_in_its_midst(middle: list[str], height: int) -> None:
    above, below = [*map(entry, range(10))], [*map(entry, range(10, 20))]
    base = ["# A", "", "## Tools", "", *above, *below, "", *OTHER]
    new = [UNORDERED, entry(9)]
    new[height:height] = middle
    head = [*base[: 4 + len(above)], *new, *base[4 + len(above) :]]
    lines = frozenset(range(5 + len(above), 5 + len(above) + len(new)))
    source = Source("README.md", "\n".join(head), "\n".join(base), lines)
    report = lint([source], default_config(), RULES, today=date(2026, 1, 1))
    found = [problem for problem in news(report.problems) if problem.rule == "entry-order"]
    assert [head[problem.span.line - 1] for problem in found] == [UNORDERED]


def test_a_section_that_is_arranged_anew_keeps_two_orders() -> None:
    old = [*map(entry, range(20))]
    base = ["# A", "", "## Tools", "", *old, "", *OTHER]
    head = ["# A", "", "## Tools", "", "### Odd", "", *old[1::2], "", "### Even", "", *old[::2]]
    head += ["", *OTHER]
    lines = frozenset({5, 6, 17, 18, 19, *range(19, 30)})
    source = Source("README.md", "\n".join(head), "\n".join(base), lines)
    report = lint([source], default_config(), RULES, today=date(2026, 1, 1))
    assert not [problem for problem in news(report.problems) if problem.rule == "entry-order"]


def test_labels_that_the_list_has_begin_an_order() -> None:
    groups = [
        ["", f"**Group {n}**", "", *map(entry, range(20 * n, 20 * n + 10))] for n in range(1, 4)
    ]
    base = ["# A", "", "## Tools", *(line for group in groups for line in group), "", *OTHER]
    new = ["", "**Others**", "", entry(5), entry(6)]
    at = 3 + sum(map(len, groups))
    head = [*base[:at], *new, *base[at:]]
    lines = frozenset(range(at + 1, at + 1 + len(new)))
    source = Source("README.md", "\n".join(head), "\n".join(base), lines)
    report = lint([source], default_config(), RULES, today=date(2026, 1, 1))
    assert not news(report.problems)


@given(
    name=st.sampled_from(sorted(LISTS)),
    payload=st.sampled_from(PAYLOADS),
    form=st.sampled_from(
        ["- [{}](https://h.example) - Is hostile.", "- {}", "  - [a](https://h.example) - {}"]
    ),
    place=st.integers(0, 4),
)
def test_an_entry_of_hostile_text_hides_no_fault(
    name: str, payload: str, form: str, place: int
) -> None:
    text = " ".join(payload.split())
    assert_nothing_is_hidden(name, [form.format(text)], place % (len(LISTS[name][1]) + 1))


def test_a_line_that_hides_entries_is_reported() -> None:
    found = reported("bullets", ["- <!-- hidden", BROKEN])
    assert found["broken-markup"] >= 1
    assert found["entry-format"] == 1


@pytest.mark.parametrize(
    "added",
    [
        ["```", "- [x](https://x.example)", "```"],
        ["<!--", "- [x](https://x.example) later", "-->"],
        ["<details>", "", entry(21), "", "</details>"],
        [f"{entry(21)} <br>"],
    ],
)
def test_what_is_closed_is_left_alone(added: list[str]) -> None:
    from linter.engine.pages import pages

    before, _, after = LISTS["bullets"]
    head = "\n".join([*before, "", *added, *after])
    lines = frozenset(range(len(before) + 1, len(before) + len(added) + 2))
    source = Source("README.md", head, "\n".join([*before, *after]), lines)
    page, _, _ = pages(source, default_config())
    assert page.hiding == frozenset()


def test_a_directive_that_a_change_moves_still_holds() -> None:
    base = "\n".join(["# A", "", "- [x](#none) <!-- listlint-disable-line broken-anchor -->", ""])
    head = base.replace("[x]", "[y]")
    source = Source("README.md", head, base, frozenset({3}))
    report = lint([source], default_config(), RULES, today=date(2026, 1, 1))
    assert not news(report.problems)


def test_parse_passes_over_skipped_lines() -> None:
    from linter.markdown.parser import parse

    text = "- [a](b)\n```\n- [c](d)\n\ntext\n<b\n[e](f)\n"
    document = parse(text, skipped={2, 6})
    assert [(link.url, link.span.line) for link in document.links] == [("b", 1), ("d", 3), ("f", 7)]
    assert parse(text).unclosed == (2,)
    assert document.unclosed == ()


def test_a_refused_file_costs_the_others_nothing() -> None:
    before, faults, after = LISTS["bullets"]
    good = Source("a.md", "\n".join([*before, *faults, *after]))
    deep = Source("b.md", "> " * 2_000 + "deep")
    report = lint([deep, good], default_config(), RULES, today=date(2026, 1, 1))
    alone = lint([good], default_config(), RULES, today=date(2026, 1, 1))
    assert report.problems == alone.problems
    assert not report.judged
    assert [(fault.path, fault.is_refused) for fault in report.faults] == [("b.md", True)]
    with pytest.raises(ListlintError, match="nested"):
        lint([deep], default_config(), RULES, today=date(2026, 1, 1))
