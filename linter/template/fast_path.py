"""One regular expression for the plain entries of a plain template.

Most entries need none of what the matcher can do. Where every field inside marks comes before the
open ones, such an expression finds the same fields, and it cannot backtrack far: a field inside
marks holds none of them, one that fills a table's cell no bar, and an open one is short or runs to
the entry's end. What it does not match the matcher decides.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from linter.template.compiler import EndOfEntry, FieldOp, LiteralOp, Match, Op, Program

_SPECIAL = r"\\`\n"
_MOST_OPEN = 2
_LONGEST_OPEN = 200


class Shortcut(NamedTuple):
    """The expression, with one group for each of the fields."""

    pattern: re.Pattern[str]
    fields: tuple[FieldOp, ...]
    names: tuple[str, ...]

    def match(self, text: str) -> Match | None:
        """The fields, as the matcher finds them; None if the matcher has to decide."""
        found = self.pattern.match(text)
        if found is None:
            return None
        values = found.groups()
        for field, value in zip(self.fields, values, strict=True):
            if not field.takes(value):
                return None
        spans = map(found.span, range(1, len(values) + 1))
        return Match(
            dict(zip(self.names, values, strict=True)), dict(zip(self.names, spans, strict=True))
        )


def shortcut(program: Program) -> Shortcut | None:
    """The shortcut through a program; None if it is not plain enough."""
    out: list[str] = []
    fields: list[FieldOp] = []
    open_fields = 0
    for op, following in zip(program, [*program[1:], None], strict=True):
        if isinstance(op, LiteralOp):
            # The matcher tries a literal in one way only.
            out.append(f"(?>{op.pattern.pattern})")
        elif isinstance(op, EndOfEntry):
            out.append(r"\s*\Z")
        elif not isinstance(op, FieldOp):
            return None
        elif op.closer:
            if open_fields:
                return None
            out.append(f"({_closed(op)})")
        elif _fills_cell(op, following):
            out.append(f"({_cell(op)})")
        else:
            open_fields += 1
            if op.type.is_destination or op.type.may_be_empty or open_fields > _MOST_OPEN:
                return None
            out.append(f"({_open(op, following)})")
        if isinstance(op, FieldOp):
            fields.append(op)
    names = tuple(field.name for field in fields)
    return Shortcut(re.compile("".join(out)), tuple(fields), names)


def skeleton(program: Program) -> re.Pattern[str] | None:
    """An expression for the literals of a program in their order; what it refuses does not match.

    None for a program with parts or fields that may be missing.
    """
    for op in program:
        if not isinstance(op, LiteralOp | FieldOp | EndOfEntry) or (
            isinstance(op, FieldOp) and op.in_cell
        ):
            return None
    # Each as early as it can stand, so that the expression never goes back.
    first, *rest = program
    anchored = f"(?>{first.pattern.pattern})" if isinstance(first, LiteralOp) else ""
    return re.compile(anchored + "".join(_found(op) for op in rest if isinstance(op, LiteralOp)))


def _found(op: LiteralOp) -> str:
    # No field ends with a space, and no run of spaces is searched again and again.
    start = r"(?<![ \t])" if op.literal[:1] in (" ", "\t", "\n") else ""
    return rf"(?>[\s\S]*?{start}{op.pattern.pattern})"


def _closed(op: FieldOp) -> str:
    if op.type.is_destination:
        return r"[^\s()<>\\]+"
    marks = re.escape("".join({"]": "[]", ")": "()"}.get(op.closer, op.closer[0])))
    return rf"[^{marks}{_SPECIAL}]{{{0 if op.type.may_be_empty else 1},1999}}"


def _fills_cell(op: FieldOp, following: Op | None) -> bool:
    """Whether a field ends where its table cell does."""
    bar = isinstance(following, LiteralOp) and following.literal.lstrip(" ").startswith("|")
    return op.in_cell and bar and not op.type.is_destination


def _cell(op: FieldOp) -> str:
    text = r"[^\s|\\](?:[^|\\\n]{0,1997}[^\s|\\])?+"
    return f"(?:{text})?+" if op.type.may_be_empty else text


def _open(op: FieldOp, following: Op | None) -> str:
    if op.whole_lines:
        return r"(?=\S)[\s\S]*\S"
    start = "" if op.at_line_start else r"(?=\S)"
    # The nearest end first; before the entry's end there is only one.
    lazy = "" if isinstance(following, EndOfEntry) else "?"
    return rf"{start}[^\n]{{0,{_LONGEST_OPEN}}}{lazy}\S"
