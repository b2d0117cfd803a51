"""YAML text to nodes with places: no construction, no aliases, no duplicate keys, bounded.

The one importer of PyYAML. Values are read from the nodes' own text, so YAML 1.1's surprises
(``off`` a boolean, ``2024-01-01`` a date) never happen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import yaml
from yaml.events import AliasEvent

from linter.model import ListlintError

MAX_CHARACTERS = 131_072
_MAX_DEPTH = 16
_STANDARD = "tag:yaml.org,2002:"
_NULL = _STANDARD + "null"
_TAGS = {_STANDARD + kind for kind in ("str", "int", "float", "bool", "null", "seq", "map")}


class _RefusedError(Exception):
    """What the loader refuses, and the index of the character at fault."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


class _Loader(yaml.SafeLoader):
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, AliasEvent):
            raise _RefusedError("aliases are not supported; write the value out", _index(event))
        if self.depth >= _MAX_DEPTH:
            raise _RefusedError(f"nested more than {_MAX_DEPTH} levels deep", _index(event))
        tag = getattr(event, "tag", None)
        if tag and tag not in _TAGS:
            raise _RefusedError(f'the tag "{tag}" is not supported; leave it out', _index(event))
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _index(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.index if mark else 0


@dataclass(frozen=True, slots=True)
class YamlNode:
    """One value of a YAML text that knows its line and column.

    Exactly one of the three forms: a scalar (``text``), a list, a mapping. ``plain`` says that a
    scalar was written without quotes and is no block.
    """

    source: yaml.Node
    document: _Document

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self.source, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self.source, yaml.SequenceNode)

    @property
    def text(self) -> str | None:
        """The scalar's text; None for a list or a mapping."""
        return self.source.value if isinstance(self.source, yaml.ScalarNode) else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written: ``key:`` and no value."""
        return self.source.tag == _NULL and self.text in ("", "null", "~")

    @property
    def kind(self) -> str:
        """What this is, in words fit for a message."""
        if self.is_mapping:
            return "a mapping"
        if self.is_list:
            return "a list"
        return "nothing" if self.is_empty else f'"{shorten(self.text or "")}"'

    def items(self) -> Sequence[YamlNode]:
        """The items of a list."""
        return [YamlNode(item, self.document) for item in self.source.value]

    def pairs(self) -> Iterator[tuple[str, YamlNode, YamlNode]]:
        """The pairs of a mapping as (name, key, value).

        Raises:
            ListlintError: a key that is not a text, or appears twice.
        """
        seen: dict[str, YamlNode] = {}
        for key_source, value in self.source.value:
            key = YamlNode(key_source, self.document)
            name = key.text
            if name is None:
                raise key.error(f"a key must be a word, not {key.kind}")
            if name in seen:
                raise key.error(f'"{shorten(name)}" appears twice, first on line {seen[name].line}')
            seen[name] = key
            yield name, key, YamlNode(value, self.document)

    @property
    def line(self) -> int:
        """The line on which this starts, 1-based, in the file it comes from."""
        mark = self.source.start_mark
        return self.document.place(mark.index if mark else 0)[0]

    @property
    def place(self) -> str:
        """Where this starts, as messages write it: ``path:line:column``."""
        mark = self.source.start_mark
        line, column = self.document.place(mark.index if mark else 0)
        return f"{self.document.path}:{line}:{column}"

    def error(self, message: str, offset: int = 0) -> ListlintError:
        """An error that points here, or at the character ``offset`` of the scalar's text."""
        mark = self.source.start_mark
        index = mark.index if mark else 0
        return self.document.error(message, self._find(index, offset) if offset else index)

    def _find(self, index: int, offset: int) -> int:
        """The place of the character ``offset`` of this scalar, as far as the style allows."""
        value, style = self.text or "", getattr(self.source, "style", None)
        if style == "|":
            # The text starts on the line below, and its lines are lines of the file.
            head = value[:offset]
            for _ in range(head.count("\n") + 1):
                index = self.document.text.find("\n", index) + 1
            line = value.split("\n")[head.count("\n")]
            indent = self.document.text.find(line, index) - index
            return index + max(indent, 0) + len(head) - (head.rfind("\n") + 1)
        start = index + (1 if style else 0)
        return start + offset if self.document.text.startswith(value, start) else index


@dataclass(frozen=True)
class _Document:
    text: str
    path: str
    indent: int

    @cached_property
    def _starts(self) -> list[int]:
        """Where the lines start."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1 + self.indent

    def error(self, message: str, index: int) -> ListlintError:
        line, column = self.place(index)
        return ListlintError(f"{self.path}:{line}:{column}: {message}")


def compose(text: str, path: str, indent: int = 0) -> YamlNode | None:
    """The root of a YAML text; None if it is empty.

    ``path`` is for messages only; ``indent`` is added to every column (a block inside Markdown).

    Raises:
        ListlintError: no YAML, two documents, an alias, a tag, too deep, too long.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    document = _Document(text, path, indent)
    if len(text) > MAX_CHARACTERS:
        raise ListlintError(
            f"{path}: the configuration has {len(text):,} characters, {MAX_CHARACTERS:,} at most"
        )
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
    except _RefusedError as refused:
        raise document.error(str(refused), refused.index) from None
    except yaml.reader.ReaderError as error:
        character = text[error.position : error.position + 1]
        raise document.error(
            f"the character U+{ord(character or chr(0)):04X} is not allowed in YAML", error.position
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(part for part in (error.context, error.problem) if part)
        raise document.error(f"not valid YAML: {reason}", mark.index if mark else 0) from None
    return YamlNode(root, document) if root is not None else None


def shorten(text: str, limit: int = 60) -> str:
    """``text`` on one line, printable, and at most ``limit`` characters long."""
    line = "".join(c if c.isprintable() else " " for c in text).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"
