from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.model import Edit, Problem, Report, Span
from linter.reporters import review_comments
from linter.reporters.common import Site, findings
from linter.text.diff import Diff
from tests.reporters.review_sample import AUTHORS, CONTENTS, DATE, LINES, REPORT, document, problem

ALL = {"README.md": Diff(((1, len(LINES)),), frozenset())}
YEAR = LINES[5].index("2024") + 1
SITE = Site("https://github.test/o/r", "abc", "main")


def suggest(*problems: Problem, lines: list[str] | None = None, end: str = "\n") -> list[str]:
    """Each comment as ``first-last`` and its suggestion's text."""
    report = Report((document(lines, end=end),), problems)
    return [
        f"{comment.start_line or comment.line}-{comment.line}: {_block(comment.body)}"
        for comment in review_comments.comments(report, ALL, Site())
    ]


def _block(body: str) -> str:
    _, found, rest = body.partition("```suggestion\n")
    return repr(rest.rpartition("```")[0]) if found else "none"


def edit(line: int, column: int, end_line: int, end_column: int, text: str) -> Edit:
    return Edit(Span(line, column, end_line, end_column), text)


def test_findings_of_an_entry_share_a_comment() -> None:
    first, second = review_comments.comments(REPORT, ALL, SITE)
    assert (first.path, first.start_line, first.line) == ("README.md", 3, 4)
    assert first.body == (
        "- `2024-13-01` does not exist. (error: "
        "[`entry-date`](https://github.test/o/r/blob/main/CONTRIBUTING.md#dates))\n"
        "- Authors go first name first: `Ada Writer; Ben Author`. (warning: "
        "[`author-style`](https://github.test/o/r/blob/main/CONTRIBUTING.md))\n\n"
        "The suggestion fixes 1 of the 2.\n\n"
        "```suggestion\n"
        f"{LINES[2]}\n"
        "Ada Writer; Ben Author\n"
        "```"
    )
    assert len(first.ids) == 2
    assert len(first.fixes) == 1
    assert (second.line, second.start_line, second.fixes) == (1, None, frozenset())


def test_the_gravest_first() -> None:
    made = review_comments.comments(Report((document(),), (CONTENTS, AUTHORS)), ALL, SITE)
    assert [comment.line for comment in made] == [4, 1]


def test_only_what_the_diff_shows() -> None:
    for hunks, lines in [((), []), (((1, 1),), [1]), (((4, 8),), [4]), (((2, 3),), [3])]:
        made = review_comments.comments(REPORT, {"README.md": Diff(hunks)}, SITE)
        assert [comment.line for comment in made] == lines
    assert review_comments.comments(REPORT, {"OTHER.md": ALL["README.md"]}, SITE) == ()


def test_a_finding_off_the_diff_is_no_part_of_the_comment() -> None:
    (comment,) = review_comments.comments(REPORT, {"README.md": Diff(((4, 8),))}, SITE)
    assert len(comment.ids) == 1
    assert "does not exist" not in comment.body


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        # One line, several, none
        ((edit(6, YEAR, 6, YEAR + 4, "2023"),), [f"6-6: {LINES[5].replace('2024', '2023')!r}"]),
        ((edit(6, YEAR, 6, YEAR + 4, "2024"),), ["6-6: none"]),
        # A whole line goes; two do; one comes
        ((edit(6, 1, 7, 1, ""),), ["6-6: ''"]),
        ((edit(6, 1, 8, 1, ""),), ["6-7: ''"]),
        ((edit(6, 1, 6, 1, "new\n"),), [f"6-6: 'new\\n{LINES[5]}\\n'"]),
        ((edit(7, 11, 7, 11, "\nnew"),), [f"6-7: '{LINES[5]}\\nAda Writer\\nnew\\n'"]),
        # Blank lines cannot be told from none
        ((edit(6, 1, 6, 61, ""),), ["6-6: none"]),
        # Text that nobody sees, an end beyond the file
        ((edit(6, 51, 6, 55, "\u202e"),), ["6-6: none"]),
        ((edit(6, 51, 99, 1, "x"),), ["6-6: none"]),
        ((edit(6, 1, 6, 1, "x" * 30_000),), ["6-6: none"]),
    ],
)
def test_a_suggestion_is_whole_lines(edits: tuple[Edit, ...], expected: list[str]) -> None:
    made = suggest(problem(6, "r", "m", edits=edits))
    assert [comment.replace("\\n'", "'") for comment in made] == [
        text.replace("\\n'", "'") for text in expected
    ]


def test_an_unsafe_fix_is_not_suggested() -> None:
    assert suggest(problem(6, "r", "m", edits=(edit(6, 51, 6, 55, "2023"),), safe=False)) == [
        "6-6: none"
    ]


def test_no_suggestion_where_line_ends_are_not_plain() -> None:
    fix = (edit(6, 51, 6, 55, "2023"),)
    assert suggest(problem(6, "r", "m", edits=fix), end="\r\n") == ["6-6: none"]


def test_suggestions_never_overlap() -> None:
    one = problem(3, "a", "m", edits=(edit(3, 1, 6, 1, "x\n"),))
    two = problem(6, "b", "n", edits=(edit(5, 1, 6, 2, "y"),))
    made = suggest(one, two)
    assert sum("none" in comment for comment in made) == 1


@pytest.mark.parametrize(
    ("hunks", "suggests"),
    [(((1, 8),), True), (((3, 4),), True), (((3, 3),), False), (((3, 3), (4, 8)), False)],
)
def test_a_suggestion_lies_in_one_hunk(hunks: tuple[tuple[int, int], ...], suggests: bool) -> None:
    wide = problem(3, "r", "m", edits=(edit(3, 1, 4, 2, "x"),))
    report = Report((document(),), (wide,))
    (comment,) = review_comments.comments(report, {"README.md": Diff(hunks)}, SITE)
    assert bool(comment.fixes) == suggests


def test_fixes_that_clash_are_counted() -> None:
    one = problem(3, "a", "m", edits=(edit(3, 1, 3, 5, "x"),))
    two = problem(3, "b", "n", edits=(edit(3, 3, 3, 7, "y"),))
    same = problem(3, "c", "o", edits=(edit(3, 1, 3, 5, "x"),))
    report = Report((document(),), (one, two, same))
    (comment,) = review_comments.comments(report, ALL, SITE)
    assert "The suggestion fixes 2 of the 3." in comment.body
    (comment,) = review_comments.comments(replace(report, problems=(one, same)), ALL, SITE)
    assert "The suggestion fixes both." in comment.body


def test_a_fence_is_longer_than_any_inside() -> None:
    fix = (edit(6, 1, 6, 1, "````\n"),)
    report = Report((document(),), (problem(6, "r", "m", edits=fix),))
    (comment,) = review_comments.comments(report, ALL, SITE)
    assert "`````suggestion\n````\n" in comment.body


def test_lone_carriage_returns_are_no_lines_to_github() -> None:
    lines = ["a\rb", "- x", "y"]
    text = document(["a", "b", "- x", "y"])
    doc = replace(text, text="\n".join(lines))
    made = review_comments.comments(Report((doc,), (problem(3, "r", "m"),)), ALL, SITE)
    assert [comment.line for comment in made] == [2]


def test_names_are_the_same_wherever_a_finding_moves() -> None:
    def names(*problems: Problem) -> set[str]:
        return {finding.id for finding in findings(Report((document(),), problems))}

    moved = DATE._replace(span=Span(6, 51, 6, 61))
    assert names(DATE) == names(moved)
    assert names(DATE, DATE._replace(span=Span(6, 1, 6, 2))) > names(DATE)
    assert names(DATE).isdisjoint(names(DATE._replace(path="OTHER.md")))


@given(st.lists(st.integers(1, 8), min_size=1, max_size=30), st.integers(1, 8), st.integers(1, 8))
def test_every_comment_is_one_that_github_takes(lines: list[int], low: int, high: int) -> None:
    diff = Diff(((low, max(low, high)),))
    problems = tuple(
        problem(line, "r", str(index), edits=(edit(line, 1, line, 2, f"{index}"),))
        for index, line in enumerate(lines)
    )
    made = review_comments.comments(Report((document(),), problems), {"README.md": diff}, SITE)
    names = [name for comment in made for name in comment.ids]
    assert len(names) == len(set(names))
    for comment in made:
        assert diff.shows(comment.start_line or comment.line, comment.line)
        assert comment.start_line is None or comment.start_line < comment.line
        assert len(comment.ids) <= review_comments.MAX_FINDINGS
