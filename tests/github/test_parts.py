"""The pure parts: two changes put together, the common fix of an entry, markers, plans."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.config.load import load_config
from linter.engine.run import Source, lint
from linter.github.review import marker
from linter.github.review.combined_fix import together
from linter.github.review.pull_files import merge_union
from linter.github.review.reconcile import MAX_COMMENTS, Posted, duplicate, plan_comments
from linter.model import Report
from linter.reporters import review_comments
from linter.reporters.common import Site
from linter.reporters.review_comments import Comment
from linter.rules import load_rules
from tests.github.world import CONFIG, entry, page, world

TEXT = st.lists(st.sampled_from("abcdef"), max_size=8).map("\n".join)


# ------------------------------------------------------------------------------ union


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "text", "lines"),
    [
        ("a\nb", "a\nb", "a\nb", "a\nb", (1, 2)),
        ("a\nb", "x\na\nb", "a\nb\ny", "x\na\nb\ny", (None, 1, 2, 3)),
        ("a\nb", "a\nx\nb", "a\ny\nb", "a\nx\ny\nb", (1, None, 2, 3)),
        ("a\nb\nc\nd", "a\nc\nd", "a\nb\nc\nd\ne", "a\nc\nd\ne", (1, 3, 4, 5)),
    ],
)
def test_two_changes(
    base: str, theirs: str, ours: str, text: str, lines: tuple[int | None, ...]
) -> None:
    union = merge_union(base, theirs, ours)
    assert union
    assert (union.text, union.lines) == (text, lines)


def test_the_same_lines_rewritten_twice_have_no_union() -> None:
    assert merge_union("a\nb\nc", "a\nx\nc", "a\ny\nc") is None
    assert merge_union("a", "a", "\n" * 30_000) is None


@given(TEXT, TEXT, TEXT)
def test_a_union_holds_what_either_adds(base: str, theirs: str, ours: str) -> None:
    union = merge_union(base, theirs, ours)
    if union is None:
        return
    own = ours.split("\n")
    text = union.text.split("\n")
    assert len(text) == len(union.lines)
    for line, number in zip(text, union.lines, strict=True):
        assert number is None or own[number - 1] == line
    numbers = [number for number in union.lines if number is not None]
    assert numbers == sorted(set(numbers))


@given(TEXT, TEXT)
def test_a_union_with_nothing_is_the_other(base: str, other: str) -> None:
    for union in (merge_union(base, other, base), merge_union(base, base, other)):
        assert union
        assert union.text == other


# ------------------------------------------------------------------------------ repair


def test_one_suggestion_repairs_all_that_is_wrong_with_an_entry() -> None:
    whole = (
        "- **A Study** [paper link](https://example.org/paper/100) May 1, 2024  \n"
        "Writer, Ada; Author, Ben"
    )
    rules = load_rules()
    config = load_config(CONFIG, "listlint.yml", rules)
    text = page(attention=[entry(100, "", whole=whole)])

    def judge(path: str, text: str) -> Report:
        source = Source(path, text, page(), frozenset({13, 14, 15}))
        return lint([source], config, rules, today=date(2026, 1, 1))

    report = judge("README.md", text)
    fixed = together(report, judge)
    fixes = {problem.fix for problem in fixed.problems}
    assert len(fixes) == 1
    (fix,) = fixes
    assert fix
    assert fix.edits[0].text == (
        "- **A Study** [[paper link]](https://example.org/paper/100) 2024-05-01  \n"
        "Ada Writer; Ben Author"
    )


def test_an_entry_with_one_plain_fix_is_left_as_it_is() -> None:
    rules = load_rules()
    config = load_config(CONFIG, "listlint.yml", rules)
    text = page(attention=[entry(100, "2024-01-01", authors="Writer, Ada; Author, Ben")])

    def judge(path: str, text: str) -> Report:
        return lint([Source(path, text)], config, rules, today=date(2026, 1, 1))

    def never(path: str, text: str) -> Report:
        raise AssertionError

    report = judge("README.md", text)
    assert report.problems
    assert together(report, never) is report


def test_a_suggestion_leads_to_silence(tmp_path: Path) -> None:
    """What we offer to commit is what we would have wanted in the first place."""
    wrong = [
        entry(100, "2024/05/01", authors="Writer, Ada; Author, Ben"),
        entry(
            101,
            "",
            whole="* **A Study of It** [paper link](https://example.org/paper/101) April 1, 2024\n"
            "Writer, Ada; Author, Ben",
        ),
        entry(102, "March 1, 2024"),
    ]
    with world(tmp_path) as w:
        w.push(page(attention=wrong))
        w.run()
        lines = page(attention=wrong).split("\n")
        for remark in sorted(w.ours, key=lambda one: one.line, reverse=True):
            found = re.search(
                r"^(`{3,})suggestion\n(.*?)^\1$", remark.body, re.DOTALL | re.MULTILINE
            )
            if found:
                first = remark.start_line or remark.line
                lines[first - 1 : remark.line] = found[2].removesuffix("\n").split("\n")
        w.push("\n".join(lines))
        run = w.run()
        assert (run.code, run.outputs["problems"]) == (0, "0")


# ------------------------------------------------------------------------------ markers


def test_a_marker_is_read_back() -> None:
    body = marker.signed("text", "comment", ["b" * 16, "a" * 16], requested=True)
    assert body.startswith("text\n\n<!-- listlint:comment ")
    found = marker.read(body)
    assert found == marker.Marker(
        "comment", marker.digest("text"), frozenset({"a" * 16, "b" * 16}), requested=True
    )
    assert marker.read(body.replace("\n", "\r\n")) == found


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<!-- listlint:summary 0123456789abcdef --> and more",
        "<!-- listlint:summary 0123 -->",
        "<!-- listlint:nothing 0123456789abcdef -->",
        "<!-- listlint:summary 0123456789abcdef --\n>",
    ],
)
def test_what_is_no_marker(body: str) -> None:
    assert marker.read(body) is None


# ------------------------------------------------------------------------------ plans


def comment(line: int, *ids: str, body: str = "text", repairs: bool = False) -> Comment:
    return Comment("README.md", line, None, body, ids, frozenset(ids) if repairs else frozenset())


def posted(
    number: int, line: int | None, *ids: str, body: str = "text", replied: bool = False
) -> Posted:
    mark = marker.Marker("comment", marker.digest(body), frozenset(ids))
    return Posted(number, f"N{number}", "README.md", line, None, mark, replied)


@pytest.mark.parametrize(
    ("wanted", "standing", "fresh", "edits", "stale", "kept"),
    [
        ([comment(1, "a")], [], ["a"], [], [], []),
        ([comment(1, "a")], [posted(1, 1, "a")], [], [], [], [1]),
        # The line moves: what says the same is left alone, a new suggestion has to stand in place.
        ([comment(9, "a")], [posted(1, 1, "a")], [], [], [], [1]),
        ([comment(9, "a", repairs=True)], [posted(1, 1, "a")], [], [], [], [1]),
        ([comment(9, "a", body="new", repairs=True)], [posted(1, 1, "a")], ["a"], [], [1], []),
        # Another text is edited in place; nobody gets a mail for that.
        ([comment(1, "a", body="new")], [posted(1, 1, "a")], [], [1], [], []),
        ([comment(1, "a", "b")], [posted(1, 1, "a")], [], [1], [], []),
        # Outdated: said anew, unless somebody answered.
        ([comment(1, "a")], [posted(1, None, "a")], ["a"], [], [1], []),
        ([comment(1, "a")], [posted(1, None, "a", replied=True)], [], [], [], [1]),
        ([comment(1, "a")], [posted(1, None, "a", "b", replied=True)], [], [1], [], []),
        # Fixed, doubled, merged
        ([], [posted(1, 1, "a")], [], [], [1], []),
        ([comment(1, "a")], [posted(1, 1, "a"), posted(2, 1, "a")], [], [], [2], [1]),
        ([comment(1, "a")], [posted(1, None, "a"), posted(2, 1, "a")], [], [], [1], [2]),
        ([comment(1, "a", "b")], [posted(1, 1, "a"), posted(2, 1, "b")], [], [1], [2], []),
    ],
)
def test_a_plan(
    wanted: list[Comment],
    standing: list[Posted],
    fresh: list[str],
    edits: list[int],
    stale: list[int],
    kept: list[int],
) -> None:
    valid = {name for one in wanted for name in one.ids}
    plan = plan_comments(wanted, valid, standing)
    assert [comment.ids[0] for comment in plan.fresh] == fresh
    assert [post.id for post, _ in plan.edits] == edits
    assert [post.id for post in plan.stale] == stale
    assert [post.id for post in plan.kept] == kept


def test_a_finding_that_left_the_diff_keeps_its_comment() -> None:
    plan = plan_comments([], {"a"}, [posted(1, None, "a")])
    assert [post.id for post in plan.kept] == [1]


def test_at_most_thirty_stand_and_those_that_stand_come_first() -> None:
    standing = [posted(n, n, f"s{n}") for n in range(20)]
    wanted = [comment(100 + n, f"n{n}") for n in range(40)]
    wanted += [comment(n, f"s{n}") for n in range(20)]
    plan = plan_comments(wanted, {name for one in wanted for name in one.ids}, standing)
    assert len(plan.kept) == 20
    assert [comment.ids[0] for comment in plan.fresh] == [f"n{n}" for n in range(MAX_COMMENTS - 20)]


def test_doubles() -> None:
    found = duplicate(
        [posted(2, 1, "a"), posted(1, 1, "a"), posted(3, 1, "a", "b"), posted(4, 1, "b")]
    )
    assert [item.id for item in found] == [2, 4]


@given(
    st.lists(st.tuples(st.integers(1, 5), st.sets(st.sampled_from("abcd"), min_size=1)), max_size=6)
)
def test_a_plan_carried_out_leaves_nothing_to_do(drawn: list[tuple[int, set[str]]]) -> None:
    seen: set[str] = set()
    wanted = []
    for line, names in drawn:
        names = names - seen
        seen |= names
        if names:
            wanted.append(comment(line, *sorted(names)))
    plan = plan_comments(wanted, seen, [])
    standing = [
        Posted(n, f"N{n}", one.path, one.line, one.start_line,
               marker.Marker("comment", marker.digest(one.body), frozenset(one.ids)))
        for n, one in enumerate(plan.fresh)
    ]  # fmt: skip
    again = plan_comments(wanted, seen, standing)
    assert not again.fresh
    assert not again.edits
    assert not again.stale
    assert again.held == seen


def test_the_review_says_nothing_that_grows_old() -> None:
    assert not re.search(r"\d", review_comments.BODY)
    assert Site().line("a", 1) == "`a:1`"
