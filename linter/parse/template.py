"""The entry template: the line a contributor would copy, with ``{fields}`` in it.

    - **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠
    {authors}

All text stands for itself; blanks are forgiving (one blank takes any run of blanks, as in what
GitHub renders), except at a line's end, where ``␠␠`` is a hard line break. In braces stand

- ``{name}`` or ``{name: what it looks like}``: a field;
- ``{optional: ...}``: a part that may be missing;
- ``{either: A || B}``: one of several parts;
- ``{any of: A || B}``: any number of these parts, in any order;
- ``{repeat: ...}``: a part that stands once or more.

``\\{``, ``\\}`` and ``\\\\`` are the characters themselves. See ``docs/template.md`` for examples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from linter.model import ListlintError
from linter.parse import matcher, program
from linter.parse.nodes import Field, Group, Literal, Node, field_type
from linter.parse.shortcut import shortcut

_NAME = re.compile(r"[A-Za-z][\w-]*$")
_GROUPS = {
    "optional": "optional",
    "either": "either",
    "any of": "any",
    "repeat": "repeat",
}


class TemplateError(ListlintError):
    """The template cannot be read; ``offset`` is where in its source (code points, from 0)."""

    def __init__(self, message: str, offset: int) -> None:  # noqa: D107
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Match:
    """What the fields of a matched entry hold and where: offsets into the entry's text."""

    values: Mapping[str, str]
    spans: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Template:
    """A compiled template. ``row``: it describes table rows; ``own_only``: no nested items."""

    source: str
    nodes: tuple[Node, ...]
    program: program.Program = field(repr=False)
    plain: re.Pattern[str] | None = field(repr=False, default=None)

    @property
    def kind(self) -> str:
        """Which kind of item it describes: ``item``, ``row`` or ``paragraph``."""
        if self.source.startswith("|"):
            return "row"
        return "item" if _BULLET.match(self.source) else "paragraph"

    @property
    def columns(self) -> int:
        """How many columns a table row of this shape has."""
        literal = "".join(node.text for node in self.nodes if isinstance(node, Literal))
        return literal.count("|") - 1

    @property
    def own_only(self) -> bool:
        """Whether it speaks of an entry's own lines only, not of items nested in it."""
        return not any(_BULLET.match(line.lstrip()) for line in self.source.split("\n")[1:])

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields, in source order, whether optional or not."""
        return tuple(_fields(self.nodes))

    def required(self) -> tuple[str, ...]:
        """The names of the fields that every entry has."""
        return tuple(node.name for node in self.nodes if isinstance(node, Field))

    def match(self, text: str) -> Match | None:
        """The fields of ``text``; None if it is not of this shape."""
        spans = None
        if self.plain is not None:
            spans = matcher.run_shortcut(self.program, self.plain, text)
        if spans is None:
            spans = matcher.run(self.program, text)
        if spans is None:
            return None
        return Match({name: text[a:b] for name, (a, b) in spans.items()}, spans)

    def explain(self, text: str) -> matcher.Divergence:
        """Where ``text`` parts from the template, and what was expected there."""
        return matcher.explain(self.program, text)

    def render(self, values: Mapping[str, str]) -> str | None:
        """An entry with these fields; None if a required one is missing."""
        return _render(self.nodes, values)


_BULLET = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t␠]")


def _fields(nodes: tuple[Node, ...]) -> list[Field]:
    out: list[Field] = []
    for node in nodes:
        if isinstance(node, Field):
            out.append(node)
        elif isinstance(node, Group):
            for part in node.parts:
                out.extend(_fields(part))
    return out


def _render(nodes: tuple[Node, ...], values: Mapping[str, str]) -> str | None:
    out = ""
    skipped = False
    for node in nodes:
        if isinstance(node, Literal):
            # A part left out takes one of the blanks around it along.
            again = skipped and (out.endswith((" ", "\n")) or not node.text.startswith(" "))
            out += node.text.lstrip(" ") if again else node.text
            skipped = False
        elif isinstance(node, Field):
            value = values.get(node.name, "")
            if not value and not node.type.may_be_empty:
                return None
            out += value
        else:
            parts = [text for part in node.parts if (text := _render_part(part, values))]
            if not parts and node.kind in ("either", "repeat"):
                return None
            skipped = not parts
            out += parts[0] if node.kind == "either" else " ".join(parts)
    return out.rstrip(" ") if skipped else out


def _render_part(part: tuple[Node, ...], values: Mapping[str, str]) -> str | None:
    names = [node.name for node in _fields(part)]
    return _render(part, values) if any(values.get(name) for name in names) else None


@lru_cache(maxsize=256)
def compile_template(source: str) -> Template:
    """Read a template. Raises TemplateError, with the place, if it cannot be read."""
    text = source.strip("\n")
    nodes, end = _Reader(text).sequence(0, closing=False)
    assert end == len(text)
    names = [node.name for node in _fields(nodes)]
    if not names:
        raise TemplateError("the entry template has no field, such as {title} or {url}", 0)
    for name in names:
        if names.count(name) > 1 and not _only_in_alternatives(nodes, name):
            raise TemplateError(f"the field {{{name}}} stands twice", text.rfind(name))
    if _adjacent(nodes):
        raise TemplateError("two fields need some text between them", 0)
    row = text.startswith("|")
    assembled = program.assemble(nodes, row=row)
    return Template(text, nodes, assembled, shortcut(assembled))


def _only_in_alternatives(nodes: tuple[Node, ...], name: str) -> bool:
    """Whether no single entry can hold the field twice."""

    def most(sequence: tuple[Node, ...]) -> int:
        total = 0
        for node in sequence:
            if isinstance(node, Field):
                total += node.name == name
            elif isinstance(node, Group):
                counts = [most(part) for part in node.parts]
                total += max(counts) if node.kind == "either" else sum(counts)
        return total

    return most(nodes) <= 1


def _adjacent(nodes: tuple[Node, ...]) -> bool:
    return any(isinstance(a, Field) and isinstance(b, Field) for a, b in pairwise(nodes))


def _trim(part: tuple[Node, ...]) -> tuple[Node, ...]:
    """A part without the blanks that only set it off from its ``||``."""
    nodes = list(part)
    if nodes and isinstance(nodes[0], Literal):
        nodes[0] = Literal(nodes[0].text.lstrip(" "))
    if nodes and isinstance(nodes[-1], Literal):
        nodes[-1] = Literal(nodes[-1].text.rstrip(" "))
    return tuple(node for node in nodes if not (isinstance(node, Literal) and not node.text))


class _Reader:
    """Recursive descent over a template's source; depth is bounded by nesting of braces."""

    MAX_DEPTH = 8

    def __init__(self, text: str) -> None:
        self.text = text
        self.row = text.startswith("|")

    def sequence(self, at: int, *, closing: bool, depth: int = 0) -> tuple[tuple[Node, ...], int]:
        """Nodes up to the end, or inside a group up to ``||`` or ``}`` (left unread)."""
        nodes: list[Node] = []
        literal: list[str] = []
        text = self.text
        while at < len(text):
            char = text[at]
            if char == "\\" and text[at + 1 : at + 2] in ("{", "}", "\\"):
                literal.append(text[at + 1])
                at += 2
            elif closing and (char == "}" or text.startswith("||", at)):
                break
            elif char == "{":
                if literal:
                    nodes.append(Literal("".join(literal)))
                    literal = []
                node, at = self.braces(at, depth)
                nodes.append(node)
            elif char == "}":
                raise TemplateError("a } without its { (write \\} for the character)", at)
            else:
                literal.append(" " if char == "␠" else char)
                at += 1
        if literal:
            nodes.append(Literal("".join(literal)))
        return tuple(nodes), at

    def braces(self, at: int, depth: int) -> tuple[Node, int]:
        """What stands at a ``{``, and the offset behind its ``}``."""
        if depth > self.MAX_DEPTH:
            raise TemplateError(f"braces nested deeper than {self.MAX_DEPTH}", at)
        opened = at
        colon = re.compile(r"\{\s*(optional|either|any of|repeat)\s*:[ ]?").match(self.text, at)
        if colon:
            return self.group(_GROUPS[colon[1]], colon.end(), opened, depth)
        end = self.text.find("}", at)
        if end < 0:
            raise TemplateError("a { without its } (write \\{ for the character)", at)
        name, _, spec = self.text[at + 1 : end].partition(":")
        name, spec = name.strip(), spec.strip()
        if not _NAME.match(name):
            raise TemplateError(f"{{{name}}} is no field name: use letters, digits, _ and -", at)
        try:
            kind = field_type(name.lower(), spec, cell=self.row)
        except ValueError as error:
            raise TemplateError(f"{{{name}: {spec}}}: {error}", at) from None
        return Field(name, kind, spec), end + 1

    def group(self, kind: str, at: int, opened: int, depth: int) -> tuple[Node, int]:
        """The parts of a group, from behind its colon."""
        several = kind in ("either", "any")
        parts: list[tuple[Node, ...]] = []
        while True:
            part, at = self.sequence(at, closing=True, depth=depth + 1)
            parts.append(_trim(part) if several else part)
            if at >= len(self.text):
                raise TemplateError("a { without its }", opened)
            if self.text[at] == "}":
                break
            at += 2
        if several != (len(parts) > 1) or not all(parts):
            wanted = "at least two parts, parted by ||" if several else "one part"
            raise TemplateError(f"this group takes {wanted}", opened)
        return Group(kind, tuple(parts)), at + 1
