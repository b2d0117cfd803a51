"""Disable comments, and what counts as new."""

from __future__ import annotations

import pytest

from linter.engine.baseline import against_base, section_at
from linter.engine.suppressions import Suppressions
from linter.markdown.parser import parse
from linter.model import Document, Problem, Severity, Span


def problem(line: int, rule: str = "entry-date", key: str = "", column: int = 1) -> Problem:
    return Problem(
        path="README.md",
        span=Span(line, column, line, column + 1),
        rule=rule,
        severity=Severity.ERROR,
        message="x",
        fix=None,
        fingerprint=key or f"{rule}:{line}",
    )


def suppressed_lines(text: str, rule: str = "entry-date") -> list[int]:
    document = parse(text)
    suppressions = Suppressions(document)
    marked = [
        suppressions.mark(problem(number, rule)) for number in range(1, len(document.lines) + 1)
    ]
    return [each.span.line for each in marked if each.status == "suppressed"]


ENTRIES = "- a  \n  more\n- b\n- c\n"


# the text, the lines on which an `entry-date` problem is suppressed
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\n\n<!-- listlint-disable entry-date -->\n\nb\n", [4, 5, 6]),
        (
            "<!-- listlint-disable entry-date -->\n\nb\n\n"
            "<!-- listlint-enable entry-date -->\n\nc\n",
            [2, 3, 4, 5],
        ),
        ("<!-- listlint-disable entry-order -->\n\nb\n", []),
        ("<!-- listlint-disable -->\n\nb\n", []),
        ("<!-- listlint-disable entry-order, entry-date -- why not -->\n\nb\n", [2, 3, 4]),
        ("a\n\nb\n\n<!-- listlint-disable-file entry-date -->\n", [1, 2, 3, 4, 5, 6]),
        ("a\n\nb <!-- listlint-disable-line entry-date -->\nc\n", [3]),
        ("<!-- listlint-disable-next-line entry-date -->\n" + ENTRIES, [2, 3]),
        ("<!-- listlint-disable-next-line entry-date -->\n\n\nb\nc\n", [4, 5]),
        ("b\n\n<!-- listlint-disable-next-line entry-date -->\n", []),
        ("```\n<!-- listlint-disable entry-date -->\n```\nb\n", []),
        (
            "<!-- listlint-disable entry-date -->\n\na\n\n"
            "<!-- listlint-enable entry-order -->\n\nb\n",
            [2, 3, 4, 5, 6, 7, 8],
        ),
    ],
)
def test_where_a_directive_holds(text: str, lines: list[int]) -> None:
    assert suppressed_lines(text) == lines


def test_only_what_starts_in_the_range_is_suppressed() -> None:
    text = "a <!-- listlint-disable entry-date --> b <!-- listlint-enable entry-date --> c\n"
    suppressions = Suppressions(parse(text))
    end = text.index(" c") + 1
    statuses = [suppressions.mark(problem(1, column=at)).status for at in (1, 40, end - 1, end)]
    assert statuses == ["reported", "suppressed", "suppressed", "reported"]


def test_a_directive_that_silences_nothing_is_unused_rule_by_rule() -> None:
    text = (
        "<!-- listlint-disable-next-line entry-date entry-order unheard-of -->\n- a\n\n"
        "<!-- listlint-disable entry-date -->\n\n<!-- listlint-enable entry-order -->\n"
    )
    suppressions = Suppressions(parse(text))
    assert suppressions.mark(problem(2)).status == "suppressed"
    unused = suppressions.unused(frozenset({"entry-date", "entry-order"}))
    assert [(each.span.line, rule) for each, rule in unused] == [
        (1, "entry-order"),
        (4, "entry-date"),
    ]
    assert suppressions.unused(frozenset()) == ()


# ------------------------------------------------------------------------ against the base

HEAD = "# List\n\n## A\n\n- a\n- b\n\n## B\n\n- c\n- d\n"


def new_lines(head: list[Problem], base: list[Problem], added: set[int]) -> list[int]:
    document = parse(HEAD)
    marked = against_base(head, base, document, document, frozenset(added))
    assert [each._replace(status="reported") for each in marked] == [
        each._replace(status="reported") for each in head
    ]
    return [each.span.line for each in marked if each.status == "reported"]


def test_what_stood_before_does_not_count_wherever_it_moved() -> None:
    assert new_lines([problem(6, key="x")], [problem(5, key="x")], {6}) == []
    assert new_lines([problem(6, key="x")], [problem(6, key="y", rule="toc")], {6}) == [6]


def test_a_finding_counts_as_often_as_it_is_new() -> None:
    base = [problem(5, key="x")]
    head = [problem(5, key="x"), problem(6, key="x"), problem(10, key="x")]
    assert new_lines(head, base, {5, 10}) == [5, 10]
    assert new_lines(head, base, {6, 10}) == [6, 10]


def test_a_problem_suppressed_in_the_base_is_new_once_it_is_not() -> None:
    before = problem(5, key="x")._replace(status="suppressed")
    assert new_lines([problem(5, key="x")], [before], set()) == [5]


def test_a_suppressed_problem_stays_suppressed() -> None:
    document = parse(HEAD)
    head = [problem(5, key="x")._replace(status="suppressed")]
    marked = against_base(head, [problem(5, key="x")], document, document, frozenset())
    assert [each.status for each in marked] == ["suppressed"]


@pytest.mark.parametrize(
    ("line", "added", "new"),
    [
        (6, {11}, []),  # the blame went from one old line to another
        (6, {6}, [6]),  # an added line carries its own blame
        (10, {5}, [10]),  # another section
    ],
)
def test_blame_that_moved_is_not_new(line: int, added: set[int], new: list[int]) -> None:
    base = [problem(5, "entry-order", "x")]
    assert new_lines([problem(line, "entry-order", "y")], base, added) == new
    assert new_lines([problem(line, "entry-date", "y")], base, added) == [line]


def test_one_vanished_problem_excuses_one() -> None:
    base = [problem(5, "entry-order", "x")]
    head = [problem(5, "entry-order", "y"), problem(6, "entry-order", "z")]
    assert new_lines(head, base, set()) == [6]


def test_the_section_of_a_place() -> None:
    document = parse(HEAD)
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
