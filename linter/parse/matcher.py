"""The machine that matches an entry against a template, in time linear in the entry's length.

A template becomes a short program (literal, field, split, jump, end), run depth first with one
bit of memory a state: a (program counter, offset) that failed once is not tried again, so that no
template and no entry can make it slow. See Russ Cox, "Regular Expression Matching: the Virtual
Machine Approach", https://swtch.com/~rsc/regexp/regexp2.html, on bit-state backtracking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linter.parse.nodes import FieldType
from linter.parse.program import Blank, End, Hole, Op, Program, Split, Text

# An explanation looks at so many states, then is content with the best so far.
_MAX_STEPS = 20_000
# No title is longer; the bound keeps a line of brackets from being read again and again.
_MOST_BETWEEN = 2_000

_BLANKS = re.compile(r"[ \t]*")
_LINK_TITLE = re.compile(r"""[ \t]+(?:"[^"\n]*"|'[^'\n]*')?[ \t]*(?=\))""")
_END = re.compile(r"\s*\Z")


@dataclass(frozen=True, slots=True)
class Divergence:
    """The furthest offset that any reading reached, and what the template wanted there.

    ``expected`` is a literal's rest, ``""`` for a field or at the end; ``field`` is the field that
    was wanted or comes next; ``rejected`` holds what stood there but cannot fill the field.
    """

    offset: int
    expected: str
    field: str | None
    type: FieldType | None = None
    rejected: str = ""


Spans = dict[str, tuple[int, int]]
_Choice = Iterator[tuple[int, int, tuple[str, int, int] | None]]


def run(program: Program, text: str) -> Spans | None:
    """The span of each field; None if the text does not match."""
    return _execute(program, text, None)


def run_shortcut(program: Program, pattern: re.Pattern[str], text: str) -> Spans | None:
    """What `run` finds, by the program's `shortcut`; None if that cannot tell."""
    match = pattern.match(text)
    if match is None:
        return None
    spans: Spans = {}
    holes = (op for op in program if isinstance(op, Hole))
    for group, hole in enumerate(holes, start=1):
        value = match[group]
        if not value.strip() or not hole.type.accepts(value):
            return None
        spans[hole.name] = match.span(group)
    return spans


def explain(program: Program, text: str) -> Divergence:
    """Where a text that does not match parts from the template."""
    tracker = _Tracker(program)
    _execute(program, text, tracker)
    return tracker.best


class _Tracker:
    """Remembers the furthest failure."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.best = Divergence(-1, "", None)
        self.steps = 0

    def is_tired(self) -> bool:
        """Whether the bound on steps is reached."""
        self.steps += 1
        return self.steps > _MAX_STEPS

    def fail(self, op: Op, pc: int, text: str, at: int) -> None:
        """A literal does not stand at ``at``, or the entry goes on where it should be over."""
        if not isinstance(op, Text):
            self.note(Divergence(at, "", None))
            return
        expected = op.literal
        for index, (literal, pattern) in enumerate(op.pieces):
            match = pattern.match(text, at)
            if match is None:
                same = _common(literal, text, at) if literal.strip() else 0
                expected = literal[same:] + "".join(piece for piece, _ in op.pieces[index + 1 :])
                at += same
                break
            at = match.end()
        upcoming = self.program[pc + 1]
        if isinstance(upcoming, Hole):
            self.note(Divergence(at, expected, upcoming.name, upcoming.type))
        else:
            self.note(Divergence(at, expected, None))

    def note(self, divergence: Divergence) -> None:
        """Keep it if it is further than all before."""
        if divergence.offset > self.best.offset:
            self.best = divergence


def _execute(program: Program, text: str, tracker: _Tracker | None) -> Spans | None:
    failed: set[tuple[int, int]] = set()
    stack: list[tuple[int, int, _Choice, int]] = []
    trail: list[tuple[str, int, int]] = []
    pc, at = 0, 0
    while True:
        op = program[pc]
        if (pc, at) in failed or (tracker is not None and tracker.is_tired()):
            pass
        elif isinstance(op, Split):
            stack.append((pc, at, iter([(to, at, None) for to in op.to]), len(trail)))
        elif isinstance(op, Hole):
            stack.append((pc, at, _ends(op, pc, text, at, tracker), len(trail)))
        else:
            end = _literal_end(op, text, at)
            if end is not None:
                if isinstance(op, End):
                    return {name: (a, b) for name, a, b in trail}
                pc, at = pc + 1, end
                continue
            if tracker is not None:
                tracker.fail(op, pc, text, at)
        advance = _advance(stack, trail, failed)
        if advance is None:
            return None
        pc, at = advance


def _common(literal: str, text: str, at: int) -> int:
    """How many characters of the literal stand at ``at``."""
    same = 0
    while same < len(literal) and text.startswith(literal[same], at + same):
        same += 1
    return same


def _literal_end(op: Text | Blank | End, text: str, at: int) -> int | None:
    pattern = op.pattern if isinstance(op, Text) else _BLANKS if isinstance(op, Blank) else _END
    match = pattern.match(text, at)
    return match.end() if match else None


def _advance(
    stack: list[tuple[int, int, _Choice, int]],
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


def _ends(op: Hole, pc: int, text: str, at: int, tracker: _Tracker | None) -> _Choice:
    """Every end that the field may have, nearest first."""
    if op.type.kind == "url":
        yield from _url_ends(op, pc, text, at, tracker)
        return
    tried = False
    for end in _closed_end(op, text, at) if op.closer else _open_ends(op, text, at, tracker):
        value = text[at:end]
        if value and (not value.strip() or not op.type.accepts(value)):
            if tracker is not None and not tried and op.follow.match(text, end):
                tracker.note(Divergence(at, "", op.name, op.type, value))
                tried = True
            continue
        yield pc + 1, end, (op.name, at, end)
    if tracker is not None and not tried:
        tracker.note(Divergence(at, "", op.name, op.type))


def _open_ends(op: Hole, text: str, at: int, tracker: _Tracker | None) -> Iterator[int]:
    """The ends of a field that no mark closes: wherever what follows it can begin."""
    limit = len(text) if op.whole_lines else _line_end(text, at)
    if not op.at_line_start and text[at : at + 1] in (" ", "\t"):
        return
    pattern = op.follow if tracker is None else op.loose
    search = at if op.type.may_be_empty else at + 1
    while search <= limit:
        match = pattern.search(text, search)
        if match is None or match.start() > limit:
            return
        search = match.start() + 1
        if text[match.start() - 1 : match.start()] not in (" ", "\t") or match.start() == at:
            yield match.start()


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


_BARE_URL = re.compile(r"<[^<>\n]*>|(?:\\.|[^\s()\\]|\\|\((?:[^\s()]|\([^\s()]*\))*\))+")


def _url_ends(op: Hole, pc: int, text: str, at: int, tracker: _Tracker | None) -> _Choice:
    """A link destination (CommonMark 6.3): in brackets, or without blanks and unpaired brackets."""
    match = _BARE_URL.match(text, at)
    end = match.end() if match else at
    if op.closer != ")" and match:
        # Out of a link's round brackets the mark behind the URL may look like a part of it.
        follows = [m.start() for m in op.follow.finditer(text, at + 1, end + 1)]
        end = next((stop for stop in follows if stop <= end), end)
    value = text[at:end]
    if not value or not op.type.accepts(value):
        if tracker is not None:
            stop = op.follow.search(text, at)
            found = text[at : stop.start()] if stop else value
            tracker.note(Divergence(at, "", op.name, op.type, found))
        return
    title = _LINK_TITLE.match(text, end) if op.closer == ")" else None
    yield pc + 1, title.end() if title else end, (op.name, at, end)
