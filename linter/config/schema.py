"""Shapes of configuration values: read strictly from YAML, described as JSON Schema.

One declaration serves both, so that what an editor completes is what listlint accepts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from linter.config.model import Written
from linter.config.yaml_nodes import YamlNode, shorten
from linter.model import ListlintError

Schema = dict[str, Any]


class Shape(Protocol):
    """Reads a value from a node, and describes the values it reads."""

    def read(self, node: YamlNode) -> Any:
        """The value; raises ListlintError, pointing at the node, if it has another shape."""
        ...

    def schema(self) -> Schema:
        """The JSON Schema (draft 7) of the same values."""
        ...


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean "x"?`` if one of ``known`` is near, else what is known."""
    from rapidfuzz import process

    known = sorted(known)
    found = process.extractOne(word.lower(), known, score_cutoff=65)
    if found:
        return f'; did you mean "{found[0]}"?'
    return f"; known are {', '.join(known)}" if known else ""


def _scalar(node: YamlNode, expected: str) -> str:
    text = node.text
    if text is None or node.is_empty:
        raise node.error(f"expected {expected}, not {node.kind}")
    return text


@dataclass(frozen=True, slots=True)
class String:
    """Any text.

    ``check`` raises ListlintError for a text that is invalid; an ``offset`` on the error is the
    index of the character at fault.
    """

    doc: str = ""
    expected: str = "a text"
    pattern: str = ""
    check: Callable[[str], object] | None = None

    def read(self, node: YamlNode) -> Written:
        """The text, without the line end that closes a YAML block."""
        text = _scalar(node, self.expected).removesuffix("\n")
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise node.error(f"expected {self.expected}, not {node.kind}")
        if self.check:
            try:
                self.check(text)
            except ListlintError as error:
                raise node.error(str(error), getattr(error, "offset", 0)) from None
        return Written(text, node.place)

    def schema(self) -> Schema:
        """A string, with its pattern."""
        return _described({"type": "string"}, self.doc) | (
            {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]
    doc: str = ""

    def read(self, node: YamlNode) -> str:
        """The word."""
        text = _scalar(node, f"one of {', '.join(self.words)}")
        if text not in self.words:
            raise node.error(f"{node.kind} is not known here{nearest(text, self.words)}")
        return text

    def schema(self) -> Schema:
        """An enumeration."""
        return _described({"type": "string", "enum": list(self.words)}, self.doc)


@dataclass(frozen=True, slots=True)
class Flag:
    """``true`` or ``false``."""

    doc: str = ""

    def read(self, node: YamlNode) -> bool:
        """The truth value."""
        text = _scalar(node, "true or false").lower()
        if text not in ("true", "false"):
            raise node.error(f"expected true or false, not {node.kind}")
        return text == "true"

    def schema(self) -> Schema:
        """A boolean."""
        return _described({"type": "boolean"}, self.doc)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with inclusive bounds; ``whole`` for counts."""

    doc: str = ""
    least: float | None = None
    most: float | None = None
    whole: bool = True

    def read(self, node: YamlNode) -> float:
        """The number, an int if it is to be whole."""
        expected = "a whole number" if self.whole else "a number"
        text = _scalar(node, expected)
        if not re.fullmatch(r"-?\d{1,15}" if self.whole else r"-?\d{1,15}(?:\.\d{1,15})?", text):
            raise node.error(f"expected {expected}, not {node.kind}")
        return _bounded(node, int(text) if self.whole else float(text), self.least, self.most, str)

    def schema(self) -> Schema:
        """An integer or a number, with its bounds."""
        bounds = {"minimum": self.least, "maximum": self.most}
        kept = {key: bound for key, bound in bounds.items() if bound is not None}
        return _described({"type": "integer" if self.whole else "number"} | kept, self.doc)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with a unit, such as ``20s``; ``units`` gives their value in the base unit."""

    units: Mapping[str, float]
    example: str
    doc: str = ""
    least: float | None = None
    most: float | None = None

    def read(self, node: YamlNode) -> float:
        """The value in the base unit."""
        expected = f"a number with a unit ({', '.join(self.units)}), such as {self.example}"
        match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,6})?) ?([A-Za-z]*)", _scalar(node, expected))
        if match is None or (match[2] not in self.units and float(match[1])):
            raise node.error(f"expected {expected}, not {node.kind}")
        value = float(match[1]) * self.units.get(match[2], 0)
        return _bounded(node, value, self.least, self.most, self._spell)

    def _spell(self, value: float) -> str:
        unit, size = max(
            ((u, s) for u, s in self.units.items() if s <= value), key=lambda pair: pair[1]
        )
        return f"{value / size:g}{unit}"

    def schema(self) -> Schema:
        """A string of a number and one of the units."""
        pattern = rf"^\d{{1,9}}(?:\.\d{{1,6}})? ?(?:{'|'.join(self.units)})$"
        texts = {"type": "string", "pattern": pattern, "examples": [self.example]}
        return _described({"anyOf": [texts, {"type": "integer", "const": 0}]}, self.doc)


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values of one shape, read as a tuple. A single value is read as a list of one."""

    of: Shape
    doc: str = ""
    lone: bool = True

    def read(self, node: YamlNode) -> tuple[Any, ...]:
        """The values."""
        if node.is_empty:
            return ()
        if node.is_list:
            return tuple(self.of.read(item) for item in node.items())
        if not self.lone:
            raise node.error(f"expected a list (lines that start with a dash), not {node.kind}")
        return (self.of.read(node),)

    def schema(self) -> Schema:
        """An array, or the lone value."""
        array = {"type": "array", "items": self.of.schema()}
        return _described({"anyOf": [array, self.of.schema()]} if self.lone else array, self.doc)


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping with known keys, read as a dict of what is written. Unknown keys are errors."""

    keys: Mapping[str, Shape]
    doc: str = ""
    noun: str = "key"
    required: tuple[str, ...] = ()

    def read(self, node: YamlNode) -> dict[str, Any]:
        """The values by key; only those that are written."""
        if node.is_empty:
            return {}
        if not node.is_mapping:
            raise node.error(f"expected a mapping (lines of `key: value`), not {node.kind}")
        read: dict[str, Any] = {}
        for name, key, value in node.pairs():
            if name not in self.keys:
                near = nearest(name, self.keys)
                raise key.error(f'unknown {self.noun} "{shorten(name)}"{near}')
            read[name] = self.keys[name].read(value)
        for name in self.required:
            if name not in read:
                raise node.error(f'the {self.noun} "{name}" is missing here')
        return read

    def schema(self) -> Schema:
        """An object that has no other properties."""
        described = {key: shape.schema() for key, shape in self.keys.items()}
        schema: Schema = {
            "type": ["object", "null"],
            "additionalProperties": False,
            "properties": described,
        }
        return _described(
            schema | ({"required": [*self.required]} if self.required else {}), self.doc
        )


@dataclass(frozen=True, slots=True)
class Either:
    """A mapping, or a scalar that is short for one: ``short`` makes the mapping's dict of it."""

    scalar: Shape
    mapping: Keys
    short: Callable[[Any], dict[str, Any]]
    doc: str = field(default="")

    def read(self, node: YamlNode) -> dict[str, Any]:
        """The mapping's dict either way."""
        if node.is_mapping:
            return self.mapping.read(node)
        return self.short(self.scalar.read(node))

    def schema(self) -> Schema:
        """Either of the two."""
        return _described({"anyOf": [self.scalar.schema(), self.mapping.schema()]}, self.doc)


def _bounded(
    node: YamlNode,
    value: float,
    least: float | None,
    most: float | None,
    spell: Callable[[float], str],
) -> float:
    if least is not None and value < least:
        raise node.error(f"{node.kind} is too small, {spell(least)} at least")
    if most is not None and value > most:
        raise node.error(f"{node.kind} is too large, {spell(most)} at most")
    return value


def _described(schema: Schema, doc: str) -> Schema:
    return {"description": doc} | schema if doc else schema
