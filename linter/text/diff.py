"""Which lines of a file a pull request shows, and which it adds. Pure.

GitHub counts lines by line feeds alone; CommonMark (and so every ``Span``) also by lone carriage
returns. ``Diff`` speaks of GitHub's lines; ``line_map`` leads from one to the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_LONE_CR = re.compile(r"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Diff:
    """The head's side of one file's diff, in GitHub's line numbers.

    ``hunks`` are (first, last) lines, inclusive: a comment is accepted on these lines only, and a
    comment's range must lie in one of them. A file whose patch GitHub does not send has none.
    """

    hunks: tuple[tuple[int, int], ...] = ()
    added: frozenset[int] = frozenset()

    def shows(self, first: int, last: int) -> bool:
        """Whether GitHub accepts a comment on the lines ``first`` to ``last``."""
        return any(low <= first <= last <= high for low, high in self.hunks)


def read_patch(patch: str) -> Diff:
    """The ``patch`` of a file as GitHub's API gives it: hunks without file headers."""
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    try:
        files = PatchSet.from_string(f"--- a/file\n+++ b/file\n{patch}\n")
    except UnidiffParseError:
        return Diff()
    hunks: list[tuple[int, int]] = []
    added: set[int] = set()
    for hunk in (hunk for file in files for hunk in file):
        if hunk.target_length:
            hunks.append((hunk.target_start, hunk.target_start + hunk.target_length - 1))
        added.update(line.target_line_no for line in hunk if line.is_added and line.target_line_no)
    return Diff(tuple(hunks), frozenset(added))


def added_lines(base: str, head: str) -> frozenset[int]:
    """The lines of ``head`` that ``base`` lacks, for when there is no patch to read."""
    before, after = base.split("\n"), head.split("\n")
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) * len(new) > 50_000_000:
        return frozenset(range(start + 1, start + len(new) + 1))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return frozenset(
        start + line + 1
        for tag, _, _, low, high in matcher.get_opcodes()
        if tag in ("insert", "replace")
        for line in range(low, high)
    )


def line_map(text: str) -> Sequence[int] | None:
    """For each line as CommonMark counts it, GitHub's number; None where the two agree."""
    if not _LONE_CR.search(text):
        return None
    numbers: list[int] = []
    *ended, last = text.split("\n")
    parts = [part.removesuffix("\r") for part in ended] + [last]
    for number, part in enumerate(parts, 1):
        numbers += [number] * (part.count("\r") + 1)
    return numbers
