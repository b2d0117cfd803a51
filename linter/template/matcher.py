"""The machine that matches an entry against a template, in time linear in the entry's length.

A template becomes a short program (literal, field, split, jump, end), run depth first with one
bit of memory a state: a (program counter, offset) that failed once is not tried again. Fields and
steps are bounded besides, so that no template and no entry can make it slow. See Russ Cox,
"Regular Expression Matching: the Virtual Machine Approach",
https://swtch.com/~rsc/regexp/regexp2.html, on bit-state backtracking.
"""

from __future__ import annotations

import re

from linter.template.compiler import Blank, End, Hole, Program, Spans, Split, Text
from linter.template.divergence import Divergence, Tracker
from linter.template.ends import Choices, ends

# So many states are looked at, and so many more a character; an entry needs a small part of that.
_STEPS = 1_000
_STEPS_A_CHARACTER = 4
# An explanation is content with the best it has found by then.
_MOST_STEPS = 20_000

_BLANKS = re.compile(r"[ \t]*")
_END = re.compile(r"\s*\Z")


def run(program: Program, text: str) -> Spans | None:
    """The span of each field; None if the text does not match."""
    return _execute(program, text, None)


def explain(program: Program, text: str) -> Divergence:
    """Where a text that does not match parts from the template."""
    tracker = Tracker(program)
    _execute(program, text, tracker)
    return tracker.best


def _execute(program: Program, text: str, tracker: Tracker | None) -> Spans | None:
    failed: set[tuple[int, int]] = set()
    stack: list[tuple[int, int, Choices, int]] = []
    trail: list[tuple[str, int, int]] = []
    pc, at = 0, 0
    steps = _STEPS + _STEPS_A_CHARACTER * len(text)
    for _ in range(min(steps, _MOST_STEPS) if tracker else steps):
        op = program[pc]
        if (pc, at) in failed:
            pass
        elif isinstance(op, Split):
            stack.append((pc, at, iter([(to, at, None) for to in op.to]), len(trail)))
        elif isinstance(op, Hole):
            stack.append((pc, at, ends(op, pc, text, at, tracker), len(trail)))
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
    return None


def _literal_end(op: Text | Blank | End, text: str, at: int) -> int | None:
    pattern = op.pattern if isinstance(op, Text) else _BLANKS if isinstance(op, Blank) else _END
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
