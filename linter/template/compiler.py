"""Compile a template to a short program for the matcher: literals, fields, splits, the end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from linter.template.fields import Field, FieldType, Group, Literal, Node
from linter.text.patterns import LIST_MARKER, lazy_pattern

_END = lazy_pattern(r"\s*\Z")
_EMPHASIS = ("**", "__", "*", "_")


class LiteralOp:
    """A literal. ``pieces`` are its pattern in parts, so that a message can name the wrong one."""

    def __init__(
        self,
        literal: str,
        pattern: re.Pattern[str],
        pieces: tuple[tuple[str, re.Pattern[str]], ...],
    ) -> None:
        self.literal = literal
        self.pattern = pattern
        self.pieces = pieces


class FieldOp:
    """A field. ``follow`` finds where it may end, ``loose`` where it nearly may."""

    def __init__(self, name: str, type_: FieldType) -> None:
        self.name = name
        self.type = type_
        self.closer = ""
        self.whole_lines = False
        self.at_line_start = False
        self.in_cell = False
        self.follow = _END
        self.loose = _END

    def takes(self, value: str) -> bool:
        """Whether ``value`` can fill the field; a space inside ``**`` would end no emphasis.

        See CommonMark 6.2 on flanking delimiter runs.
        """
        if not value:
            return self.type.may_be_empty
        if self.closer in _EMPHASIS and (value[0].isspace() or value[-1].isspace()):
            return False
        return bool(value.strip()) and self.type.accepts(value)


class Split:
    """Try these program counters in this order.

    For one that opens a group: ``kind`` is the group's, ``leaps`` are where its parts end, and the
    group ends in front of ``end``.
    """

    def __init__(self, to: list[int], kind: str = "") -> None:
        self.to = to
        self.kind = kind
        self.leaps: list[int] = []
        self.end = 0


class OptionalSpace:
    """Spaces beside a group, which may be missing.

    ``is_tight``: before what separates repeated parts, which is written without a space.
    """

    def __init__(self, *, is_tight: bool = False) -> None:
        self.is_tight = is_tight


class EndOfEntry:
    """The entry must be over."""


Op = LiteralOp | FieldOp | Split | OptionalSpace | EndOfEntry
Program = list[Op]
Spans = dict[str, tuple[int, int]]


class Match(NamedTuple):
    """The fields of a matched entry: their values, and their offsets in the entry's text."""

    values: Mapping[str, str]
    spans: Mapping[str, tuple[int, int]]


def assemble(nodes: tuple[Node, ...], *, row: bool) -> Program:
    """The program for a template's nodes; in a table row a field may be empty."""
    program: Program = []
    _emit(program, nodes, row=row)
    program.append(EndOfEntry())
    if isinstance(program[0], LiteralOp):
        program[0] = _numbered(program[0])
    if row:
        _loosen_bars(program)
    for at, op in enumerate(program):
        if isinstance(op, FieldOp):
            before = program[at - 1] if at else None
            previous = before.literal if isinstance(before, LiteralOp) else ""
            op.at_line_start = previous.endswith("\n")
            op.follow, op.loose = _follow(program, at + 1)
            op.in_cell = row
            op.closer = _closer(previous, program[at + 1])
            is_last = isinstance(program[at + 1], EndOfEntry)
            op.whole_lines = is_last and op.type.spans_lines and not row
    return program


def _loosen_bars(program: Program) -> None:
    """A row's outer bars may be left out (GFM, section 4.10)."""
    for at, bar in ((0, r"\|?"), (len(program) - 2, r"\|?(?=\s*\Z)")):
        op = program[at]
        place = 0 if at == 0 else -1
        if isinstance(op, LiteralOp) and op.pieces[place][0] == "|":
            pieces = list(op.pieces)
            pieces[place] = ("|", re.compile(bar))
            pattern = re.compile("".join(piece.pattern for _, piece in pieces))
            program[at] = LiteralOp(op.literal, pattern, tuple(pieces))


def _emit(program: Program, nodes: tuple[Node, ...], *, row: bool) -> None:
    for position, node in enumerate(nodes):
        if isinstance(node, Literal):
            before = isinstance(nodes[position - 1], Group) if position else False
            after = isinstance(nodes[position + 1], Group) if position + 1 < len(nodes) else False
            core = _beside_groups(program, node.text, before=before, after=after)
            if core:
                program.append(_text(core, row=row))
            if after and node.text.endswith((" ", "\t")) and not core.endswith((" ", "\t")):
                program.append(OptionalSpace())
        elif isinstance(node, Field):
            program.append(FieldOp(node.name, node.type))
        else:
            _emit_group(program, node, row=row)


def _beside_groups(program: Program, text: str, *, before: bool, after: bool) -> str:
    """The literal without the spaces that separate it from a group: those may be missing.

    Spaces at the end of a line are part of the line break, and so is the next line's indentation.
    """
    core = text.lstrip(" \t") if before else text
    if core.startswith("\n"):
        core = text
    if core != text:
        program.append(OptionalSpace())
    bare = core.rstrip(" \t")
    return bare if after and not bare.endswith("\n") else core


def _emit_group(program: Program, group: Group, *, row: bool) -> None:
    split = Split([], group.kind)
    start = len(program)
    program.append(split)
    leaps: list[Split] = []
    is_loop = group.kind in ("any", "repeat")
    separator = group.parts[1:] if group.kind == "repeat" else ()
    for part in group.parts[: 1 if separator else None]:
        split.to.append(len(program))
        _emit(program, part, row=row)
        leap = Split([])
        split.leaps.append(len(program))
        program.append(leap)
        leaps.append(leap)
        if is_loop:
            # Once more, behind spaces or none: a group that ends takes none of what follows it.
            leap.to.append(len(program))
            for between in separator:
                program.append(OptionalSpace(is_tight=True))
                _emit(program, between, row=row)
            program.append(OptionalSpace())
            program.append(Split([start]))
    end = split.end = len(program)
    for leap in leaps:
        leap.to.append(end)
    if group.kind in ("any", "optional"):
        split.to.append(end)


_NUMBER = lazy_pattern(r"\d{1,9}([.)])(?=[ \t]|\Z)")


def _numbered(op: LiteralOp) -> LiteralOp:
    """``1.`` at an entry's start matches any number: items are counted (CommonMark 5.2)."""
    number = _NUMBER.match(op.literal)
    if number is None:
        return op
    any_number = rf"\d{{1,9}}{re.escape(number[1])}"
    pattern = re.compile(any_number + op.pattern.pattern[len(re.escape(number.group())) :])
    return LiteralOp(
        op.literal, pattern, ((number.group(), re.compile(any_number)), *op.pieces[1:])
    )


# A line's end, a hard one written with a backslash included; spaces; words and marks.
_TOKEN = lazy_pattern(r"[ \t]*\\?\n|[ \t]+|(?:(?!\\\n)[^ \t\n])+")
# No-break spaces look like spaces.
_SPACE, _SPACES = r"[^\S\n]+", r"[^\S\n]*"
_BULLET = lazy_pattern(rf"[ \t]+{LIST_MARKER}\Z")
_HARD_BREAK = r"(?:[ \t]{2,}|[ \t]*\\)\n"


def _text(literal: str, *, row: bool) -> LiteralOp:
    pieces: list[tuple[str, str]] = []
    tokens = _TOKEN.findall(literal)
    for at, token in enumerate(tokens):
        begins_line = bool(pieces) and pieces[-1][0].endswith("\n")
        if token.endswith("\n"):
            is_hard = len(token) > 2 or token.endswith("\\\n")
            pieces.append((token, _HARD_BREAK if is_hard else r"[ \t]*\n"))
        elif token.isspace():
            # Indentation shapes a nested item; elsewhere spaces render as one, or not at all.
            nested = begins_line and _BULLET.match("".join(tokens[at : at + 2]))
            spaces = _SPACES if row or begins_line else _SPACE
            pieces.append((token, re.escape(token) if nested else spaces))
        else:
            pieces.append((token, (_SPACES if begins_line else "") + re.escape(token)))
    pattern = re.compile("".join(piece for _, piece in pieces))
    return LiteralOp(literal, pattern, tuple((text, re.compile(piece)) for text, piece in pieces))


def _follow(program: Program, at: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for the places where a field in front of ``at`` can end."""
    exact: list[str] = []
    loose: list[str] = []
    seen: set[int] = set()
    todo = [(at, "")]
    while todo:
        pc, blanks = todo.pop()
        if pc in seen:
            continue
        seen.add(pc)
        op = program[pc]
        if isinstance(op, Split):
            todo.extend((to, blanks) for to in op.to)
        elif isinstance(op, OptionalSpace):
            todo.append((pc + 1, _SPACES))
        elif isinstance(op, LiteralOp):
            exact.append(blanks + op.pattern.pattern)
            loose.append(_opening(op.literal))
        elif isinstance(op, EndOfEntry):
            exact.append(r"\s*\Z")
            loose.append(r"\Z")
        else:
            exact.append(r"[ \t]")
            loose.append(r"[ \t]")
    return _ending(exact), _ending(loose)


def _opening(literal: str) -> str:
    """A pattern for how a literal begins: its first character, and the spaces before it."""
    blanks = literal[: len(literal) - len(literal.lstrip(" \t"))]
    sign = literal[len(blanks) : len(blanks) + 1]
    if sign == "\n":
        return r"\s" if blanks else r"[ \t]*\n"
    return (r"[ \t]+" if blanks else "") + re.escape(sign)


def _ending(patterns: list[str]) -> re.Pattern[str]:
    """One of the patterns, but not in the middle of a run of spaces: no field ends with a space."""
    return re.compile(rf"(?<![ \t])(?:{'|'.join(patterns)})")


_PAIRS = (("**", "**"), ("__", "__"), ("[", "]"), ("(", ")"), *((mark, mark) for mark in "`*_|"))


def _closer(previous: str, following: Op) -> str:
    """The mark that ends a field inside ``[..]``, ``(..)``, ``**..**`` or the like."""
    if not isinstance(following, LiteralOp):
        return ""
    literal = following.literal
    for opening, closing in _PAIRS:
        if previous.rstrip().endswith(opening) and literal.startswith(closing):
            return closing
    return ""
