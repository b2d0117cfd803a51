"""An item's source as its template sees it: dedented lines, and the way back to the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from linter.model import Document, Item, Span

# What stands in front of a continuation line belongs to the containers around the item.
_CONTAINER = " \t>"
# Within a link's text a line's end is a blank.
_LABEL = re.compile(r"\[[^\[\]]*\]\(")


class Source(NamedTuple):
    """``text`` is the item's lines joined by LF; ``starts`` holds each one's offset and place."""

    text: str
    offsets: tuple[int, ...]
    lines: tuple[int, ...]
    columns: tuple[int, ...]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the file of an offset into ``text``."""
        index = bisect_right(self.offsets, offset) - 1
        return self.lines[index], self.columns[index] + offset - self.offsets[index]

    def offset(self, line: int, column: int) -> int | None:
        """The offset of a place in the file; None if it is not in this text."""
        index = line - self.lines[0]
        if not 0 <= index < len(self.lines) or column < self.columns[index]:
            return None
        return self.offsets[index] + column - self.columns[index]

    def span(self, start: int, end: int) -> Span:
        """The file's span of ``text[start:end]``."""
        index = bisect_right(self.offsets, start) - 1
        line, column = self.lines[index], self.columns[index] + start - self.offsets[index]
        if index + 1 == len(self.lines) or end <= self.offsets[index + 1]:
            return Span(line, column, line, column + max(end - start, 0))
        # The end of a line, not the start of the next one.
        end_line, end_column = self.place(end - 1)
        return Span(line, column, end_line, end_column + 1)

    def spans(self, fields: Mapping[str, tuple[int, int]]) -> dict[str, Span]:
        """The file's span of each field."""
        if len(self.lines) > 1:
            return {name: self.span(start, end) for name, (start, end) in fields.items()}
        line, column = self.lines[0], self.columns[0]
        return {
            name: Span(line, column + start, line, column + end)
            for name, (start, end) in fields.items()
        }

    def part(self, first: int, last: int) -> Source:
        """Its lines from number ``first`` to before ``last``, counted from 0."""
        start = self.offsets[first]
        end = self.offsets[last] - 1 if last < len(self.offsets) else len(self.text)
        offsets = tuple(offset - start for offset in self.offsets[first:last])
        return Source(
            self.text[start:end], offsets, self.lines[first:last], self.columns[first:last]
        )


def item_source(document: Document, item: Item, *, own_only: bool = True) -> Source:
    """The source of an item: its own lines, or with the items nested in it."""
    first = item.span.line
    last = item.own_end_line if own_only else item.span.end_line
    start = width = item.span.column - 1
    line = document.lines[first - 1]
    end = len(line)
    if item.kind == "row":
        end = item.span.end_column - 1
        while start < end and line[start] in _CONTAINER:
            start += 1
    if last <= first:
        return Source(line[start:end], (0,), (first,), (start + 1,))
    texts, columns = [line[start:end]], [start + 1]
    for line in document.lines[first:last]:
        start = 0
        while start < width and start < len(line) and line[start] in _CONTAINER:
            start += 1
        texts.append(line[start:])
        columns.append(start + 1)
    while len(texts) > 1 and not texts[-1].strip():
        texts.pop()
        columns.pop()
    offsets = [0]
    for text in texts[:-1]:
        offsets.append(offsets[-1] + len(text) + 1)
    numbers = tuple(range(first, first + len(texts)))
    text = "\n".join(texts)
    if len(texts) > 1:
        text = _LABEL.sub(lambda label: label.group().replace("\n", " "), text)
    return Source(text, tuple(offsets), numbers, tuple(columns))
