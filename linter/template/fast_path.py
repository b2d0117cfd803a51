"""One regular expression for the plain entries of a plain template.

Most entries need none of what the matcher can do. Where every field inside marks comes before the
open ones, such an expression finds the same fields; elsewhere it does if no open field could have
ended before. It cannot backtrack far: a field inside
marks holds none of them, one that fills a table's cell no bar, and an open one is short or runs to
the entry's end. What it does not match the matcher decides.
"""

from __future__ import annotations

import re
from functools import cached_property

from linter.template.compiler import (
    EndOfEntry,
    FieldOp,
    LiteralOp,
    Match,
    Op,
    OptionalSpace,
    Program,
    Split,
)

_SPECIAL = r"\\`\n"
MAX_OPEN_FIELDS = 2
MAX_OPEN_LENGTH = 200
# How far what follows a field may reach.
MAX_FOLLOW = 200


class FastPath:
    """Decides about most texts without the matcher.

    ``is_plain``: there is an expression for plain entries.
    """

    def __init__(self, program: Program) -> None:
        path = _Path(program)
        pattern = path.sequence(0, len(program))
        self.is_plain = pattern is not None
        self._pattern = re.compile(pattern) if pattern is not None else None
        self._fields = tuple(path.fields)
        # What an exact expression matches, the matcher matches in the same way. Any other one does
        # only if no open field holds a place where it could have ended before.
        self._is_exact = path.is_exact
        self._program = program

    def match(self, text: str) -> Match | None:
        """The fields, as the matcher finds them; None if the matcher has to decide."""
        found = self._pattern.match(text) if self._pattern else None
        if found is None:
            return None
        values: dict[str, str] = {}
        spans: dict[str, tuple[int, int]] = {}
        for number, field in enumerate(self._fields, start=1):
            value = found[number]
            if value is None:
                continue
            span = found.span(number)
            if field.name in values or not field.takes(value):
                return None
            if not self._is_exact and _may_end_before(field, text, *span):
                return None
            values[field.name], spans[field.name] = value, span
        return Match(values, spans)

    def refuses(self, text: str) -> bool:
        """Whether ``text`` lacks a literal, so that the matcher would not match it either."""
        return self._literals is not None and self._literals.match(text) is None

    @cached_property
    def _literals(self) -> re.Pattern[str] | None:
        """The literals in their order; None for a program with parts that may be missing."""
        for op in self._program:
            if not isinstance(op, LiteralOp | FieldOp | EndOfEntry) or (
                isinstance(op, FieldOp) and op.in_cell
            ):
                return None
        # Each as early as it can be, so that the expression never goes back.
        first, *rest = self._program
        anchored = f"(?>{first.pattern.pattern})" if isinstance(first, LiteralOp) else ""
        found = (_found(op) for op in rest if isinstance(op, LiteralOp))
        return re.compile(anchored + "".join(found))


def _may_end_before(field: FieldOp, text: str, start: int, end: int) -> bool:
    """Whether an open field could have ended before it does."""
    if field.closer or field.whole_lines:
        return False
    only = field.type.end(text, start)
    if only is not None:
        return only != end
    earlier = field.follow.search(text, start + 1, min(end + MAX_FOLLOW, len(text)))
    return earlier is not None and earlier.start() < end


class _Path:
    """Writes the expression of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.fields: list[FieldOp] = []
        self.is_exact = True
        self._open = 0
        self._captures = True

    def sequence(self, start: int, end: int) -> str | None:
        """The expression of some operations; None if they are not plain enough."""
        out = ""
        at = start
        while at < end:
            op = self.program[at]
            following = self.program[at + 1] if at + 1 < len(self.program) else None
            if isinstance(op, Split):
                part, at = self._group(op), op.end
            else:
                part, at = self._single(op, following), at + 1
            if part is None:
                return None
            out += part
        return out

    def _single(self, op: Op, following: Op | None) -> str | None:
        if isinstance(op, LiteralOp):
            # The matcher tries a literal in one way only.
            return f"(?>{op.pattern.pattern})"
        if isinstance(op, OptionalSpace):
            return r"(?>[^\S\n]*)"
        if isinstance(op, EndOfEntry):
            return r"\s*\Z"
        assert isinstance(op, FieldOp)
        value = self._value(op, following)
        if value is None or not self._captures:
            return value
        self.fields.append(op)
        return f"({value})"

    def _value(self, op: FieldOp, following: Op | None) -> str | None:
        if op.closer:
            self.is_exact = self.is_exact and not self._open
            return _closed(op)
        if _fills_cell(op, following):
            return _cell(op)
        self._open += 1
        if op.type.is_destination or op.type.may_be_empty or self._open > MAX_OPEN_FIELDS:
            return None
        return _open(op, following)

    def _group(self, op: Split) -> str | None:
        self.is_exact = False
        if op.kind not in ("optional", "either", "repeat"):
            return None
        starts = [to for to in op.to if to != op.end]
        opened = self._open
        parts = [self.sequence(*stretch) for stretch in zip(starts, op.leaps, strict=True)]
        if None in parts:
            return None
        either = "|".join(part for part in parts if part is not None)
        if op.kind == "optional":
            return f"(?:{either})?"
        if op.kind == "either":
            return f"(?:{either})"
        # A field holds its first value: the others are only passed over.
        captures, self._captures = self._captures, False
        between = self.sequence(op.leaps[0] + 1, op.end - 1)
        again = self.sequence(starts[0], op.leaps[0])
        self._captures = captures
        if self._open > opened:
            # An open field within a repeated part could end, and begin again, anywhere.
            return None
        return f"{either}(?:{between}{again})*" if between is not None and again else None


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
    return rf"{start}[^\n]{{0,{MAX_OPEN_LENGTH}}}{lazy}\S"
