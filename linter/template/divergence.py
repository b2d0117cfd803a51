"""Where an entry parts from its template: the furthest place that any reading of it reached."""

from __future__ import annotations

from typing import NamedTuple

from linter.template.compiler import Hole, Op, Program, Text
from linter.template.fields import FieldType


class Divergence(NamedTuple):
    """The furthest offset that any reading reached, and what the template wanted there.

    ``expected`` is a literal's rest, ``""`` for a field or at the end; ``begun`` is how much of its
    first word stands in front of the offset. ``field`` is the field that was wanted or comes next,
    or that the literal ``closes``; ``rejected`` holds what stood there but cannot fill the field.
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
        """A literal does not stand at ``at``, or the entry goes on where it should be over."""
        if not isinstance(op, Text):
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
        if isinstance(upcoming, Hole):
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
    """How many characters of the literal stand at ``at``."""
    same = 0
    while same < len(literal) and text.startswith(literal[same], at + same):
        same += 1
    return same
