"""Two changes of one text put together, to see what they say side by side. Pure.

Like ``git merge-file --union``, but where both changes rewrite the same lines there is no answer:
keeping both would show an entry twice that nobody wrote twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Union:
    """``lines[i]`` is the line of "ours" that line ``i + 1`` of ``text`` is, None if it is not."""

    text: str
    lines: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    gone: frozenset[int]
    put: dict[int, range]


def unite(base: str, theirs: str, ours: str) -> Union | None:
    """``base`` with both changes; None where they rewrite the same lines, or are too long."""
    before, other, own = base.split("\n"), theirs.split("\n"), ours.split("\n")
    if max(len(before), len(other), len(own)) > MOST_LINES:
        return None
    they, we = _change(before, other), _change(before, own)
    if they.gone & _around(we) or we.gone & _around(they):
        return None
    lines: list[str] = []
    origin: list[int | None] = []
    ours_of = _kept_lines(before, we)
    for index in range(len(before) + 1):
        for place in they.put.get(index, ()):
            lines.append(other[place])
            origin.append(None)
        for place in we.put.get(index, ()):
            lines.append(own[place])
            origin.append(place + 1)
        if index < len(before) and index not in they.gone and index not in we.gone:
            lines.append(before[index])
            origin.append(ours_of[index])
    return Union("\n".join(lines), tuple(origin))


def _change(before: Sequence[str], after: Sequence[str]) -> _Change:
    gone: set[int] = set()
    put: dict[int, range] = {}
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag != "equal":
            gone.update(range(low, high))
            if start < end:
                put[low] = range(start, end)
    return _Change(frozenset(gone), put)


def _around(change: _Change) -> frozenset[int]:
    """The lines of the base that a change replaces or writes right beside."""
    return change.gone | {each for index in change.put for each in (index - 1, index)}


def _kept_lines(before: Sequence[str], change: _Change) -> dict[int, int]:
    numbers = {}
    number = 0
    for index in range(len(before)):
        number += len(change.put.get(index, ()))
        if index not in change.gone:
            number += 1
            numbers[index] = number
    return numbers
