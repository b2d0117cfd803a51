"""Parse a template's source into nodes."""

from __future__ import annotations

import re

from linter.model import ListlintError
from linter.template.fields import Field, Group, Literal, Node, field_type
from linter.text.patterns import lazy_pattern

_NAME = lazy_pattern(r"[A-Za-z][\w-]*$")
_GROUPS = {
    "optional": "optional",
    "either": "either",
    "any of": "any",
    "repeat": "repeat",
}


MAX_LENGTH = 4_000
"""Characters of a template; the longest of real lists has some 300."""

MAX_BRACES = 100
"""Fields and groups of a template: with them grow the ways in which an entry may be read."""


class TemplateError(ListlintError):
    """The template cannot be read; ``offset`` is where in its source (code points, from 0)."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def read(text: str) -> tuple[Node, ...]:
    """The nodes of a template. Raises TemplateError, with the place, if it cannot be read."""
    if len(text) > MAX_LENGTH:
        raise TemplateError(f"the template is longer than {MAX_LENGTH:,} characters", MAX_LENGTH)
    nodes, end = _Reader(text).sequence(0, closing=False)
    assert end == len(text)
    return nodes


def _trim(part: tuple[Node, ...]) -> tuple[Node, ...]:
    """A part without the spaces beside its ``||``."""
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
        self.braces_read = 0

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
        """The node at a ``{``, and the offset after its ``}``."""
        self.braces_read += 1
        if self.braces_read > MAX_BRACES:
            raise TemplateError(f"more than {MAX_BRACES} fields and groups", at)
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
            raise TemplateError(f"{{{name}}} is not a field name: use letters, digits, _ and -", at)
        try:
            kind = field_type(name.lower(), spec, cell=self.row)
        except ValueError as error:
            raise TemplateError(f"{{{name}: {spec}}}: {error}", at) from None
        return Field(name, kind, spec), end + 1

    def group(self, kind: str, at: int, opened: int, depth: int) -> tuple[Node, int]:
        """The parts of a group, from after its colon."""
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
        if kind == "repeat" and len(parts) == 2:
            parts = [_trim(part) for part in parts]
        elif several != (len(parts) > 1):
            wanted = "at least two parts, separated by ||" if several else "one part"
            raise TemplateError(f"this group takes {wanted}", opened)
        if not all(parts):
            raise TemplateError("a part of this group is empty", opened)
        return Group(kind, tuple(parts)), at + 1
