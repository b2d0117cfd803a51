"""The machine that matches an entry against a template, in time linear in the entry's length.

A template becomes a short program (literal, field, split, jump, end), run depth first with one
bit of memory a state: a (program counter, offset) that failed once is not tried again. Fields and
steps are bounded besides, so that no template and no entry can make it slow. See Russ Cox,
"Regular Expression Matching: the Virtual Machine Approach",
https://swtch.com/~rsc/regexp/regexp2.html, on bit-state backtracking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter.template.compiler import (
    EndOfEntry,
    FieldOp,
    LiteralOp,
    Op,
    OptionalSpace,
    Program,
    Spans,
    Split,
)
from linter.template.fields import FieldType
from linter.text.patterns import lazy_pattern

# No field that others follow is longer; it keeps a line from being read again and again.
MAX_FIELD_LENGTH = 2_000
# How far what follows a field may reach.
MAX_REACH = 200
# Give up on a field after this many rejected end positions.
MAX_REJECTED_ENDS = 40

_BAR = lazy_pattern(r"(?<!\\)\|")
_LINK_TITLE = lazy_pattern(r"""[ \t]+(?:"[^"\n]*"|'[^'\n]*')?[ \t]*(?=\))""")

Choices = Iterator[tuple[int, int, tuple[str, int, int] | None]]


def ends(op: FieldOp, pc: int, text: str, at: int, tracker: Tracker | None) -> Choices:
    """Every end that the field may have, nearest first."""
    if op.type.is_destination:
        yield from _url_ends(op, pc, text, at, tracker)
        return
    tried = False
    rejected = 0
    for end in _ends(op, pc, text, at, tracker):
        value = text[at:end]
        if not op.takes(value):
            if tracker is not None and not tried and op.follow.match(text, end):
                tracker.note(Divergence(at, "", op.name, op.type, value))
                tried = True
            rejected += 1
            if rejected > MAX_REJECTED_ENDS:
                break
            continue
        yield pc + 1, end, (op.name, at, end)
        tried = True
    if tracker is not None and not tried:
        tracker.note(Divergence(at, "", op.name, op.type))


def _ends(op: FieldOp, pc: int, text: str, at: int, tracker: Tracker | None) -> Iterator[int]:
    """Every end that the text around the field allows."""
    only = op.type.end(text, at)
    if only is not None:
        if only > at:
            yield only
    elif op.closer:
        yield from _closed_end(op, text, at)
    else:
        yield from _open_ends(op, pc, text, at, tracker)


def _open_ends(op: FieldOp, pc: int, text: str, at: int, tracker: Tracker | None) -> Iterator[int]:
    """The ends of a field that no mark closes: wherever what follows it can begin."""
    if not op.at_line_start and text[at : at + 1] in (" ", "\t"):
        return
    if op.whole_lines:
        end = len(text.rstrip())
        if end > at:
            yield end
        return
    limit = min(_line_end(text, at), at + MAX_FIELD_LENGTH)
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
        match = pattern.search(text, search, limit + MAX_REACH)
        if match is None or match.start() > limit:
            return
        search = match.start() + 1
        if tracker is not None and _leaves_bracket(text[at : match.start()]):
            return
        yield match.start()


def _stands(pattern: re.Pattern[str], text: str, at: int, limit: int) -> bool:
    """Whether what follows the field comes after ``at`` on the same line."""
    match = pattern.search(text, at + 1, limit + MAX_REACH)
    return match is not None and match.start() <= limit


def _leaves_bracket(value: str) -> bool:
    """Whether a value would end outside of a bracket that it begins in: that explains nothing."""
    return value.count("]") > value.count("[")


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _closed_end(op: FieldOp, text: str, at: int) -> Iterator[int]:
    """The one end of a field inside a pair of marks (CommonMark 6.3 for brackets)."""
    opener = {"]": "[", ")": "("}.get(op.closer, "")
    limit = min(_line_end(text, at), at + MAX_FIELD_LENGTH)
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


MAX_URL_LENGTH = 4_000
_BARE_URL = lazy_pattern(r"<[^<>\n]*>|(?:\\.|[^\s()\\]|\\|\((?:[^\s()]|\([^\s()]*\))*\))+")


def _url_ends(op: FieldOp, pc: int, text: str, at: int, tracker: Tracker | None) -> Choices:
    """A link destination (CommonMark 6.3): in brackets, or without blanks and unpaired brackets."""
    match = _BARE_URL.match(text, at, at + MAX_URL_LENGTH)
    end = match.end() if match else at
    if op.closer != ")" and match:
        # Out of a link's round brackets the mark behind the URL may look like a part of it.
        follows = [m.start() for m in op.follow.finditer(text, at + 1, end + 1)]
        end = next((stop for stop in follows if stop <= end), end)
    value = text[at:end]
    if not value or not op.type.accepts(value):
        if tracker is not None:
            stop = op.follow.search(text, at, at + MAX_FIELD_LENGTH)
            found = text[at : stop.start()] if stop and value else value
            tracker.note(Divergence(at, "", op.name, op.type, found))
        return
    title = _LINK_TITLE.match(text, end) if op.closer == ")" else None
    yield pc + 1, title.end() if title else end, (op.name, at, end)


class Divergence(NamedTuple):
    """The furthest offset that any match reached, and what the template wanted there.

    ``expected`` is a literal's rest, ``""`` for a field or at the end; ``begun`` is how much of its
    first word is before the offset. ``field`` is the field that was wanted or comes next, or that
    the literal ``closes``; ``rejected`` holds what was there but cannot fill the field.
    """

    offset: int
    expected: str
    field: str | None
    type: FieldType | None = None
    rejected: str = ""
    begun: int = 0
    closes: bool = False


class Tracker:
    """Remembers the furthest failure.

    ``stretched`` says where a field begins that runs to a line's end for want of what follows it,
    by the program counter and the offset behind it: that explains no more than the field itself.
    """

    def __init__(self, program: Program) -> None:
        """Nothing has failed yet; the program says which field comes behind a literal."""
        self.program = program
        self.best = Divergence(-1, "", None)
        self.stretched: dict[tuple[int, int], int] = {}
        self._rank = (-1, False, -1)

    def fail(self, op: Op, pc: int, text: str, at: int) -> None:
        """Note that a literal is not at ``at``, or that the entry goes on after its end."""
        if not isinstance(op, LiteralOp):
            self.note(Divergence(at, "", None))
            return
        expected, same = op.literal, 0
        start = self.stretched.get((pc, at), at)
        for index, (literal, pattern) in enumerate(op.pieces):
            match = pattern.match(text, at)
            if match is None:
                same = _common(literal, text, at) if literal.strip() else 0
                expected = literal[same:] + "".join(piece for piece, _ in op.pieces[index + 1 :])
                start = start if same == 0 and not index else at
                at += same
                break
            at = match.end()
        upcoming = self.program[pc + 1]
        if isinstance(upcoming, FieldOp):
            self.note(Divergence(at, expected, upcoming.name, upcoming.type, begun=same), start)
        else:
            self.note(Divergence(at, expected, None, begun=same), start)

    def note(self, divergence: Divergence, start: int | None = None) -> None:
        """Keep it if it is further than all before; one that says which field breaks a tie.

        ``start`` is where the word begins that only its first letters agree with.
        """
        offset = divergence.offset
        rank = (offset if start is None else start, divergence.field is not None, offset)
        if rank > self._rank:
            self.best, self._rank = divergence, rank


def _common(literal: str, text: str, at: int) -> int:
    """How many characters of the literal are at ``at``."""
    same = 0
    while same < len(literal) and text.startswith(literal[same], at + same):
        same += 1
    return same


# So many states are looked at, and so many more a character; an entry needs a small part of that.
BASE_STEPS = 1_000
STEPS_PER_CHARACTER = 4
# An explanation uses the best that it has found by then.
MAX_EXPLAIN_STEPS = 20_000

_BLANKS = lazy_pattern(r"[^\S\n]*")
_END = lazy_pattern(r"\s*\Z")


def run(program: Program, text: str) -> Spans | None:
    """The span of each field; None if the text does not match."""
    return _execute(program, text, None)


def explain(program: Program, text: str) -> Divergence:
    """Where a text that does not match leaves the template."""
    tracker = Tracker(program)
    _execute(program, text, tracker)
    return tracker.best


def _execute(program: Program, text: str, tracker: Tracker | None) -> Spans | None:
    failed: set[tuple[int, int]] = set()
    stack: list[tuple[int, int, Choices, int]] = []
    trail: list[tuple[str, int, int]] = []
    pc, at = 0, 0
    steps = BASE_STEPS + STEPS_PER_CHARACTER * len(text)
    for _ in range(min(steps, MAX_EXPLAIN_STEPS) if tracker else steps):
        op = program[pc]
        if (pc, at) in failed:
            pass
        elif isinstance(op, Split):
            stack.append((pc, at, iter([(to, at, None) for to in op.to]), len(trail)))
        elif isinstance(op, FieldOp):
            stack.append((pc, at, ends(op, pc, text, at, tracker), len(trail)))
        else:
            end = _literal_end(op, text, at)
            if end is not None:
                if isinstance(op, EndOfEntry):
                    return _spans(trail)
                pc, at = pc + 1, end
                continue
            if tracker is not None:
                tracker.fail(op, pc, text, at)
        advance = _advance(stack, trail, failed)
        if advance is None:
            return None
        pc, at = advance
    return None


def _spans(trail: list[tuple[str, int, int]]) -> Spans:
    """The span of each field: of a repeated one the first, for an entry's first link is its own."""
    spans: Spans = {}
    for name, start, end in trail:
        spans.setdefault(name, (start, end))
    return spans


def _literal_end(op: LiteralOp | OptionalSpace | EndOfEntry, text: str, at: int) -> int | None:
    pattern = (
        op.pattern
        if isinstance(op, LiteralOp)
        else _BLANKS
        if isinstance(op, OptionalSpace)
        else _END
    )
    match = pattern.match(text, at)
    return match.end() if match else None


def _advance(
    stack: list[tuple[int, int, Choices, int]],
    trail: list[tuple[str, int, int]],
    failed: set[tuple[int, int]],
) -> tuple[int, int] | None:
    """The next untried choice; None when there is none left."""
    while stack:
        pc, at, choices, depth = stack[-1]
        del trail[depth:]
        choice = next(choices, None)
        if choice is None:
            failed.add((pc, at))
            stack.pop()
            continue
        if choice[2] is not None:
            trail.append(choice[2])
        return choice[0], choice[1]
    return None
