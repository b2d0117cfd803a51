"""The entry template: the line a contributor would copy, with ``{fields}`` in it.

    - **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠
    {authors}

All other text is literal. A space matches any run of spaces, as GitHub renders them alike, except
at a line's end, where ``␠␠`` is a hard line break. Braces hold

- ``{name}`` or ``{name: what it looks like}``: a field;
- ``{optional: ...}``: a part that may be missing;
- ``{either: A || B}``: one of several parts;
- ``{any of: A || B}``: any number of these parts, in any order;
- ``{repeat: ...}``: a part that occurs once or more; ``{repeat: A || ,}``: separated by commas.

``\\{``, ``\\}`` and ``\\\\`` are the characters themselves. See ``docs/template.md`` for examples.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import pairwise

from linter.template import compiler, matcher
from linter.template.compiler import Match
from linter.template.fast_path import FastPath
from linter.template.fields import Field, Group, Literal, Node
from linter.template.matcher import Divergence
from linter.template.parser import TemplateError, read
from linter.text.patterns import LIST_MARKER, lazy_pattern

__all__ = ["Match", "Template", "TemplateError", "compile_template"]


class Template:
    """A compiled template. ``row``: it describes table rows; ``own_only``: no nested items."""

    def __init__(self, source: str, nodes: tuple[Node, ...], program: compiler.Program) -> None:
        self.source = source
        self.nodes = nodes
        self.program = program
        self.fast_path = FastPath(program)

    @cached_property
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

    @cached_property
    def own_only(self) -> bool:
        """Whether it describes an entry's own lines only, not the items nested in it."""
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
        if match := self.fast_path.match(text):
            return match
        if self.fast_path.refuses(text):
            return None
        spans = matcher.run(self.program, text)
        if spans is None:
            return None
        return Match({name: text[a:b] for name, (a, b) in spans.items()}, spans)

    def explain(self, text: str) -> Divergence:
        """Where ``text`` leaves the template, and what was expected there."""
        return matcher.explain(self.program, text)

    def render(self, values: Mapping[str, str]) -> str | None:
        """An entry with these fields; None if a required one is missing."""
        return _render(self.nodes, values)


_BULLET = lazy_pattern(rf"{LIST_MARKER}[ \t␠]")


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
            # A part that is left out takes one of the spaces around it with it.
            again = skipped and (out.endswith((" ", "\n")) or not node.text.startswith(" "))
            out += node.text.lstrip(" ") if again else node.text
            skipped = False
        elif isinstance(node, Field):
            value = values.get(node.name, "")
            if not value and not node.type.may_be_empty:
                return None
            out += value
        else:
            # The second part of a repeated one is only what separates two of them.
            wanted = node.parts[:1] if node.kind == "repeat" else node.parts
            parts = [text for part in wanted if (text := _render_part(part, values))]
            if not parts and node.kind == "either":
                parts = [text for part in wanted if (text := _render(part, values)) is not None]
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
    nodes = read(text)
    names = [node.name for node in _fields(nodes)]
    if not names:
        raise TemplateError("the entry template has no field, such as {title} or {url}", 0)
    for name in names:
        if names.count(name) > 1 and not _only_in_alternatives(nodes, name):
            raise TemplateError(f"the field {{{name}}} appears twice", text.rfind(name))
    if _adjacent(nodes):
        raise TemplateError("two fields need some text between them", 0)
    row = text.startswith("|")
    return Template(text, nodes, compiler.assemble(nodes, row=row))


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
