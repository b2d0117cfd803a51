"""How two versions of a file differ, by line; which lines of it a pull request shows. Pure.

GitHub counts lines by line feeds alone; CommonMark (and so every ``Span``) also by lone carriage
returns. ``Diff`` speaks of GitHub's lines; ``line_map`` leads from one to the other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from linter.text.patterns import lazy_pattern

# Lines that both texts have once are looked for between such lines, at most this many times over.
_MAX_DEPTH = 24
# Between two anchors without any, so many pairs of lines are compared one by one.
_MAX_COMPARED = 10_000

_LONE_CR = lazy_pattern(r"\r(?!\n)")


class Diff(NamedTuple):
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
    return frozenset(
        line for gap in changes(base.split("\n"), head.split("\n")) for line in gap.after
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


# ---------------------------------------------------------------------------------- alignment


class Gap(NamedTuple):
    """A run of lines of the earlier text that another run of the later one replaces.

    Lines are counted from 1; either run may be empty.
    """

    before: range
    after: range


def changes(before: Sequence[str], after: Sequence[str]) -> list[Gap]:
    """What turns one text, given as lines, into another, in order and in n log n.

    `difflib` takes quadratic time and more where lines repeat. Here the result need not be the
    shortest: a long run of lines without any that is unique counts as rewritten.
    """
    kept = {head + 1: base + 1 for base, head in _common(before, after)}
    return list(_gaps(kept, len(before), len(after)))


class Alignment(NamedTuple):
    """How two texts correspond, by line, counted from 1.

    ``kept`` leads from the later text's lines to the earlier one's where the order of lines is the
    same, ``moved`` where a line is elsewhere. Lines that differ in nothing but spaces
    correspond. ``changed`` are the later text's lines that are not, to the letter, kept.
    """

    kept: Mapping[int, int]
    moved: Mapping[int, int]
    changed: frozenset[int]
    gaps: Sequence[Gap]

    def source_of(self, line: int) -> int | None:
        """The earlier text's line that ``line`` was."""
        return self.kept.get(line) or self.moved.get(line)


def align(before: Sequence[str], after: Sequence[str]) -> Alignment:
    """Compare two texts, given as lines without their endings, in n log n.

    A patience diff: lines that occur once in both texts are anchors, between which the same is
    done again. `difflib` takes quadratic time, and knows nothing of moved lines.
    """
    old = [" ".join(line.split()) for line in before]
    new = [" ".join(line.split()) for line in after]
    kept = {head + 1: base + 1 for base, head in _common(old, new)}
    gaps = list(_gaps(kept, len(old), len(new)))
    return Alignment(
        kept=kept,
        moved=_moved(old, new, gaps),
        changed=frozenset(
            line
            for line in range(1, len(after) + 1)
            if line not in kept or after[line - 1] != before[kept[line] - 1]
        ),
        gaps=gaps,
    )


def _common(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of corresponding indices, in no order."""
    # Imported late: a check without a base compares nothing.
    from difflib import SequenceMatcher

    work = [(range(len(old)), range(len(new)), 0)]
    while work:
        left, right, depth = work.pop()
        start, first, end, last = left.start, right.start, left.stop, right.stop
        while start < end and first < last and old[start] == new[first]:
            yield start, first
            start, first = start + 1, first + 1
        while start < end and first < last and old[end - 1] == new[last - 1]:
            end, last = end - 1, last - 1
            yield end, last
        if start == end or first == last or depth == _MAX_DEPTH:
            continue
        anchors = _anchors(old, new, range(start, end), range(first, last))
        if not anchors:
            if (end - start) * (last - first) <= _MAX_COMPARED:
                matcher = SequenceMatcher(None, old[start:end], new[first:last], autojunk=False)
                for block in matcher.get_matching_blocks():
                    yield from (
                        (start + block.a + n, first + block.b + n) for n in range(block.size)
                    )
            continue
        for base, head in [*anchors, (end, last)]:
            work.append((range(start, base), range(first, head), depth + 1))
            start, first = base, head


def _anchors(
    old: Sequence[str], new: Sequence[str], left: range, right: range
) -> list[tuple[int, int]]:
    """The lines that occur once in either range, as many as stand in the same order."""
    times = Counter(old[index] for index in left)
    places = {old[index]: index for index in left if times[old[index]] == 1}
    again = Counter(new[index] for index in right)
    pairs = [
        (places[new[index]], index)
        for index in right
        if again[new[index]] == 1 and new[index] in places
    ]
    return _ascending(pairs)


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, ascending in the second, that ascends in the first, too."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, (base, _) in enumerate(pairs):
        at = bisect_left(tails, base)
        tails[at : at + 1] = [base]
        ends[at : at + 1] = [index]
        previous.append(ends[at - 1] if at else -1)
    out: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        out.append(pairs[index])
        index = previous[index]
    return out[::-1]


def _gaps(kept: Mapping[int, int], old: int, new: int) -> Iterator[Gap]:
    """The runs of lines between corresponding ones."""
    base = head = 1
    for line in [*sorted(kept), new + 1]:
        stop = kept.get(line, old + 1)
        if stop > base or line > head:
            yield Gap(range(base, stop), range(head, line))
        base, head = stop + 1, line + 1


def _moved(old: Sequence[str], new: Sequence[str], gaps: Sequence[Gap]) -> dict[int, int]:
    """The lines that stand in one gap and stood in another; of equal ones in their order."""
    left: dict[str, deque[int]] = defaultdict(deque)
    for gap in gaps:
        for line in gap.before:
            if old[line - 1]:
                left[old[line - 1]].append(line)
    moved = {}
    for gap in gaps:
        for line in gap.after:
            if places := left.get(new[line - 1]):
                moved[line] = places.popleft()
    return moved
