"""Disable comments."""

from __future__ import annotations

import pytest

from linter.engine.suppressions import Suppressions
from linter.markdown.parser import parse
from linter.model import Problem, Severity, Span


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
    return [one.span.line for one in marked if one.status == "suppressed"]


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
    assert [(directive.span.line, rule) for directive, rule in unused] == [
        (1, "entry-order"),
        (4, "entry-date"),
    ]
    assert suppressions.unused(frozenset()) == ()
