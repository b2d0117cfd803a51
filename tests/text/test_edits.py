"""Edits of a text: what overlaps, what covers, what comes of a fix; and the patch that shows it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from linter.model import Edit, Fix, Span
from linter.text.edits import Cover, EditableText, Outcome, Stretches, _overlap, unified_diff

STRETCHES = st.tuples(st.integers(0, 12), st.integers(0, 4)).map(lambda s: (s[0], s[0] + s[1]))
PLACES = st.tuples(st.integers(1, 4), st.integers(1, 4))
SPANS = st.tuples(PLACES, PLACES).map(lambda places: Span(*min(places), *max(places)))
TEXTS = st.text("ab\n", max_size=12)


@given(st.lists(STRETCHES, max_size=12))
def test_stretches_overlaps_as_one_by_one(stretches: list[tuple[int, int]]) -> None:
    taken = Stretches()
    kept: list[tuple[int, int]] = []
    for stretch in stretches:
        expected = any(_overlap(stretch, other) for other in kept)
        assert taken.overlaps(stretch) == expected
        if not expected:
            kept.append(stretch)
            taken.add([stretch])


@given(st.lists(SPANS, max_size=6), SPANS)
def test_cover_covers_as_one_by_one(spans: list[Span], asked: Span) -> None:
    assert Cover(spans).covers(asked) == any(span.covers(asked) for span in spans)


@given(TEXTS, TEXTS, st.lists(st.tuples(STRETCHES, TEXTS), min_size=1, max_size=2))
def test_outcome_comes_of_a_fix_that_makes_it(
    text: str, other: str, edits: list[tuple[tuple[int, int], str]]
) -> None:
    editable = EditableText(text)
    lines = text.split("\n")

    def place(offset: int) -> tuple[int, int]:
        line = text.count("\n", 0, offset)
        return line + 1, offset - sum(len(before) + 1 for before in lines[:line]) + 1

    taken: list[Edit] = []
    end = 0
    for (start, stop), put in sorted(edits):
        start, stop = min(start, len(text)), min(stop, len(text))
        if start >= end:
            taken.append(Edit(Span(*place(start), *place(stop)), put))
            end = stop + 1
    fix = Fix(tuple(taken), safe=True)
    made = editable.apply([fix])
    assert Outcome(editable, made).comes_of(fix)
    assert Outcome(editable, other).comes_of(fix) == (other == made)
    assert editable.changes(fix) or made == text


@given(TEXTS, TEXTS)
def test_unified_diff_is_empty_for_equal_texts_only(before: str, after: str) -> None:
    assert bool(unified_diff("a", before, after)) == (before != after)


def test_unified_diff_is_a_patch_that_git_applies(tmp_path: Path) -> None:
    lines = [f"line {n}\n" for n in range(30)]
    texts = ["", "no end", "".join(lines), "".join(lines[1:]), "".join(lines[:-1]) + "line 29"]
    texts.append("".join([*lines[:4], "new\n", *lines[4:]]))
    texts.append("".join([*lines[:4], "x\n", *lines[5:12], "y\n", *lines[20:]]))
    for number, before in enumerate(texts):
        for after in texts:
            folder = tmp_path / str(number)
            folder.mkdir(exist_ok=True)
            (folder / "a.md").write_text(before)
            patch = unified_diff("a.md", before, after)
            if before and after and patch:
                run = subprocess.run(
                    ["git", "apply", "--unidiff-zero", "-"], cwd=folder, input=patch, text=True,
                    capture_output=True, check=False,
                )  # fmt: skip
                assert run.returncode == 0, (run.stderr, patch)
                assert (folder / "a.md").read_text() == after
