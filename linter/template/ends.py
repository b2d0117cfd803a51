"""The places where a field of an entry may end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.template.compiler import Hole
from linter.template.divergence import Divergence, Tracker

# No field that others follow is longer; it keeps a line from being read again and again.
_MOST_BETWEEN = 2_000
# How far what follows a field may reach.
_REACH = 200
# What so many ends do not make a value, no end does.
_MOST_REJECTED = 40

_BAR = re.compile(r"(?<!\\)\|")
_LINK_TITLE = re.compile(r"""[ \t]+(?:"[^"\n]*"|'[^'\n]*')?[ \t]*(?=\))""")

Choices = Iterator[tuple[int, int, tuple[str, int, int] | None]]


def ends(op: Hole, pc: int, text: str, at: int, tracker: Tracker | None) -> Choices:
    """Every end that the field may have, nearest first."""
    if op.type.kind == "url":
        yield from _url_ends(op, pc, text, at, tracker)
        return
    tried = False
    rejected = 0
    for end in _closed_end(op, text, at) if op.closer else _open_ends(op, pc, text, at, tracker):
        value = text[at:end]
        if not op.takes(value):
            if tracker is not None and not tried and op.follow.match(text, end):
                tracker.note(Divergence(at, "", op.name, op.type, value))
                tried = True
            rejected += 1
            if rejected > _MOST_REJECTED:
                break
            continue
        yield pc + 1, end, (op.name, at, end)
        tried = True
    if tracker is not None and not tried:
        tracker.note(Divergence(at, "", op.name, op.type))


def _open_ends(op: Hole, pc: int, text: str, at: int, tracker: Tracker | None) -> Iterator[int]:
    """The ends of a field that no mark closes: wherever what follows it can begin."""
    if not op.at_line_start and text[at : at + 1] in (" ", "\t"):
        return
    if op.whole_lines:
        end = len(text.rstrip())
        if end > at:
            yield end
        return
    limit = min(_line_end(text, at), at + _MOST_BETWEEN)
    if op.in_cell and (bar := _BAR.search(text, at, limit)):
        limit = bar.start()
    if op.type.may_be_empty:
        yield at
    pattern = op.follow
    if tracker is not None and not _stands(pattern, text, at, limit):
        pattern = op.loose
        if not _stands(pattern, text, at, limit):
            end = at + len(text[at:limit].rstrip())
            if end > at:
                tracker.stretched[pc + 1, end] = at - 1
                yield end
            return
    search = at + 1
    while search <= limit:
        match = pattern.search(text, search, limit + _REACH)
        if match is None or match.start() > limit:
            return
        search = match.start() + 1
        if tracker is not None and _leaves_bracket(text[at : match.start()]):
            return
        yield match.start()


def _stands(pattern: re.Pattern[str], text: str, at: int, limit: int) -> bool:
    """Whether what a field may end before stands behind ``at``, on the same line."""
    match = pattern.search(text, at + 1, limit + _REACH)
    return match is not None and match.start() <= limit


def _leaves_bracket(value: str) -> bool:
    """Whether a value would end outside of a bracket that it begins in: that explains nothing."""
    return value.count("]") > value.count("[")


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _closed_end(op: Hole, text: str, at: int) -> Iterator[int]:
    """The one end of a field inside a pair of marks (CommonMark 6.3 for brackets)."""
    opener = {"]": "[", ")": "("}.get(op.closer, "")
    limit = min(_line_end(text, at), at + _MOST_BETWEEN)
    depth = 0
    while at < limit:
        if text[at] == "\\":
            at += 1
        elif text[at] == "`" and op.closer != "`" and text.find("`", at + 1, limit) >= 0:
            at = text.find("`", at + 1, limit)
        elif text[at] == opener:
            depth += 1
        elif text.startswith(op.closer, at):
            if depth == 0:
                yield at
                return
            depth -= 1
        at += 1


_LONGEST_URL = 4_000
_BARE_URL = re.compile(r"<[^<>\n]*>|(?:\\.|[^\s()\\]|\\|\((?:[^\s()]|\([^\s()]*\))*\))+")


def _url_ends(op: Hole, pc: int, text: str, at: int, tracker: Tracker | None) -> Choices:
    """A link destination (CommonMark 6.3): in brackets, or without blanks and unpaired brackets."""
    match = _BARE_URL.match(text, at, at + _LONGEST_URL)
    end = match.end() if match else at
    if op.closer != ")" and match:
        # Out of a link's round brackets the mark behind the URL may look like a part of it.
        follows = [m.start() for m in op.follow.finditer(text, at + 1, end + 1)]
        end = next((stop for stop in follows if stop <= end), end)
    value = text[at:end]
    if not value or not op.type.accepts(value):
        if tracker is not None:
            stop = op.follow.search(text, at, at + _MOST_BETWEEN)
            found = text[at : stop.start()] if stop and value else value
            tracker.note(Divergence(at, "", op.name, op.type, found))
        return
    title = _LINK_TITLE.match(text, end) if op.closer == ")" else None
    yield pc + 1, title.end() if title else end, (op.name, at, end)
