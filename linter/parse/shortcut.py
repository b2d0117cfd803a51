"""One regular expression for the plain entries of a plain template.

Most entries need none of what the matcher can do. Where every field inside marks comes before the
open ones, such an expression finds the same fields, and it cannot backtrack far: a field inside
marks holds none of them, and an open one is short or runs to the entry's end. What it does not
match the matcher decides.
"""

from __future__ import annotations

import re

from linter.parse.program import End, Hole, Program, Text

_SPECIAL = r"\\`\n"
_MOST_OPEN = 2
_LONGEST_OPEN = 200


def shortcut(program: Program) -> re.Pattern[str] | None:
    """The expression for a program; None if it is not plain enough."""
    out: list[str] = []
    open_fields = 0
    for op in program:
        if isinstance(op, Text):
            out.append(op.pattern.pattern)
        elif isinstance(op, End):
            out.append(r"\s*\Z")
        elif not isinstance(op, Hole) or op.type.may_be_empty:
            return None
        elif op.closer:
            if open_fields:
                return None
            out.append(f"({_closed(op)})")
        else:
            open_fields += 1
            if op.type.kind == "url" or open_fields > _MOST_OPEN:
                return None
            out.append(f"({_open(op)})")
    return re.compile("".join(out))


def _closed(op: Hole) -> str:
    if op.type.kind == "url":
        return r"[^\s()<>\\]+"
    marks = re.escape("".join({"]": "[]", ")": "()"}.get(op.closer, op.closer[0])))
    return rf"[^{marks}{_SPECIAL}]{{1,2000}}"


def _open(op: Hole) -> str:
    if op.whole_lines:
        return r"(?=\S)[\s\S]*\S"
    start = "" if op.at_line_start else r"(?=\S)"
    return rf"{start}[^\n]{{0,{_LONGEST_OPEN}}}?\S"
