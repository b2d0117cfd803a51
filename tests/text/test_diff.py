from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.text.diff import Diff, Gap, added_lines, align, changes, line_map, read_patch
from tests.github.repository import Repository

LINES = st.lists(st.sampled_from(["", "a", "b", "- c", "+ d", "@@ -1 +1 @@", "--- x", "\x0c"]))
TEXT = LINES.map("\n".join)


@pytest.mark.parametrize(
    ("patch", "hunks", "added"),
    [
        ("@@ -1,3 +1,4 @@ x\n a\n+b\n b\n c", ((1, 4),), {2}),
        ("@@ -0,0 +1 @@\n+b\n\\ No newline at end of file", ((1, 1),), {1}),
        ("@@ -1,2 +0,0 @@\n-b\n-c", (), set()),
        ("@@ -1 +1 @@\n-b\n+--- a/x", ((1, 1),), {1}),
        ("@@ -1 +1 @@\n-b\n+c\n@@ -9,2 +9,3 @@\n a\n+b\n c", ((1, 1), (9, 11)), {1, 10}),
        ("", (), set()),
        ("no patch at all", (), set()),
    ],
)
def test_a_patch(patch: str, hunks: tuple[tuple[int, int], ...], added: set[int]) -> None:
    assert read_patch(patch) == Diff(hunks, frozenset(added))


def test_what_a_diff_shows() -> None:
    diff = Diff(((3, 5), (9, 9)))
    assert diff.shows(3, 5)
    assert diff.shows(9, 9)
    assert not diff.shows(5, 9)
    assert not diff.shows(2, 3)
    assert not diff.shows(5, 4)


@given(TEXT, TEXT)
def test_a_patch_and_its_texts_agree(before: str, after: str) -> None:
    repository = Repository()
    base = repository.commit({"a.md": before})
    head = repository.commit({"a.md": after}, [base])
    _, changed = repository.compare(base, head)
    lines = after.split("\n")
    for change in changed:
        diff = read_patch(change.patch or "")
        assert [range(low, high + 1) for low, high in diff.hunks] == [h for h in change.hunks if h]
        assert all(diff.shows(line, line) for line in diff.added)
        assert all(line <= len(lines) for line in diff.added)


@given(TEXT, TEXT)
def test_lines_that_are_not_added_were_there(before: str, after: str) -> None:
    added = added_lines(before, after)
    kept = [line for number, line in enumerate(after.split("\n"), 1) if number not in added]
    rest = iter(before.split("\n"))
    assert all(line in rest for line in kept)


def test_added_lines_of_enormous_changes_are_all() -> None:
    before, after = "\n".join(map(str, range(9_000))), "\n".join(map(str, range(9_000, 18_000)))
    assert added_lines(before, after) == frozenset(range(1, 9_001))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("a\nb", None), ("a\r\nb\r\n", None), ("a\rb\nc\r\nd", [1, 1, 2, 3]), ("\r", [1, 1])],
)
def test_lines_as_github_counts_them(text: str, numbers: list[int] | None) -> None:
    assert line_map(text) == numbers


# ------------------------------------------------------------------------------ alignment

LINES = st.lists(st.sampled_from(["", "a", "b", "c", "d", "  a", "long line"]), max_size=30)


@given(before=LINES, after=LINES)
def test_align_pairs_equal_lines_in_order(before: list[str], after: list[str]) -> None:
    found = align(before, after)
    kept = sorted(found.kept.items())
    assert all(one < other for (_, one), (_, other) in pairwise(kept)), (
        "kept lines stand in the same order"
    )
    pairs = {**found.kept, **found.moved}
    assert len(set(pairs.values())) == len(pairs) == len(found.kept) + len(found.moved)
    for head, base in pairs.items():
        assert after[head - 1].split() == before[base - 1].split()
    gaps = [line for gap in found.gaps for line in gap.after]
    assert sorted([*gaps, *found.kept]) == list(range(1, len(after) + 1))
    assert found.changed == {
        line
        for line in range(1, len(after) + 1)
        if line not in found.kept or after[line - 1] != before[found.kept[line] - 1]
    }


@given(lines=LINES, at=st.integers(0, 30))
def test_align_finds_one_new_line(lines: list[str], at: int) -> None:
    after = [*lines[:at], "new", *lines[at:]]
    assert align(lines, after).changed == {min(at, len(lines)) + 1}
    assert not align(lines, lines).changed


def test_align_follows_a_line_that_moved() -> None:
    found = align(["a", "b", "c", "d"], ["b", "c", " a", "d"])
    assert dict(found.moved) == {3: 1}
    assert found.changed == frozenset({3})


SOME_LINES = st.lists(st.sampled_from("abc"), max_size=30) | st.lists(
    st.integers(0, 40).map(str), max_size=30
)


def rebuilt(before: list[str], after: list[str]) -> list[str]:
    lines: list[str] = []
    start = 1
    for gap in changes(before, after):
        lines += before[start - 1 : gap.before.start - 1]
        lines += after[gap.after.start - 1 : gap.after.stop - 1]
        start = gap.before.stop
    return lines + before[start - 1 :]


@given(SOME_LINES, SOME_LINES)
def test_changes_turn_one_text_into_the_other(before: list[str], after: list[str]) -> None:
    assert rebuilt(before, after) == after
    assert changes(before, before) == []


def test_changes_finds_a_line_among_equal_ones() -> None:
    before = ["a"] * 1_000
    after = [*before[:500], "b", *before[500:]]
    assert changes(before, after) == [Gap(range(501, 501), range(501, 502))]


def test_changes_finds_lines_that_are_unique_in_their_gap_alone() -> None:
    half = [f"line {n}" for n in range(500)]
    before = [*half, "middle", *half]
    after = ["first", *half, "middle", *half[:250], "inserted", *half[250:]]
    assert changes(before, after) == [
        Gap(range(1, 1), range(1, 2)),
        Gap(range(752, 752), range(753, 754)),
    ]


def test_changes_takes_a_long_run_without_unique_lines_for_rewritten() -> None:
    before, after = ["a", "b"] * 200, ["b", "c", "a"] * 200
    assert changes(before, after) == [Gap(range(1, 401), range(1, 601))]
