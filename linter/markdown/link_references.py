"""Link destinations, titles and reference definitions (CommonMark 0.31.2, 4.7 and 6.3)."""

from __future__ import annotations

import re
from html import unescape as unescape_html
from typing import NamedTuple

from mistune.helpers import unescape_char
from mistune.util import unikey

from linter.markdown.limits import Budget
from linter.markdown.source_map import SourceMap
from linter.model import Span
from linter.text.patterns import lazy_pattern

_CHARACTER_REFERENCE = lazy_pattern(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]*);")
_SPACES = lazy_pattern(r"[ \t\n\v\f\r]*")
_BLANKS = lazy_pattern(r"[ \t]*")
_ANGLE = lazy_pattern(r"<((?:[^<>\n\\]++|\\[^\n]?+)*+)>")
_PLAIN = lazy_pattern(r"[^\\() \t\n\v\f\r]+|\\[^ \t\n\v\f\r]?|[()]")
_TITLE = lazy_pattern(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|\((?:[^()\\]|\\.)*\)', re.DOTALL)
_LABEL = lazy_pattern(r"\[((?:[^\[\]\\]|\\.){0,999})\]:", re.DOTALL)
_MAX_PARENTHESES = 32


def decode(source: str) -> str:
    """A destination or a title as meant: character references and backslash escapes resolved."""
    if "&" in source:
        source = _CHARACTER_REFERENCE.sub(lambda found: unescape_html(found.group()), source)
    return unescape_char(source) if "\\" in source else source


def destination(text: str, start: int) -> tuple[int, int, int] | None:
    """The link destination at ``start``: where its source begins and ends, and what follows it."""
    if text.startswith("<", start):
        angle = _ANGLE.match(text, start)
        return (*angle.span(1), angle.end()) if angle else None
    end = start
    depth = 0
    while piece := _PLAIN.match(text, end):
        char = text[end]
        if char == "(":
            depth += 1
            if depth > _MAX_PARENTHESES:
                return None
        elif char == ")":
            if not depth:
                break
            depth -= 1
        end = piece.end()
    return start, end, end


def title(text: str, start: int) -> int | None:
    """Where the link title at ``start`` ends."""
    found = _TITLE.match(text, start)
    return found.end() if found else None


def skip_spaces(text: str, start: int) -> int:
    """The next offset that is no white space."""
    found = _SPACES.match(text, start)
    return found.end() if found else start


class Definition(NamedTuple):
    """A link reference definition: what it points at and where that is written."""

    url: str
    span: Span


class References:
    """The definitions of a file by their label; of two with the same label the first one counts."""

    def __init__(self, budget: Budget) -> None:
        """Start with no definitions; ``budget`` bounds how many are read."""
        self._budget = budget
        self._definitions: dict[str, Definition] = {}

    def __bool__(self) -> bool:
        """Whether there is any definition."""
        return bool(self._definitions)

    def get(self, label: str) -> Definition | None:
        """What ``label`` is defined as; labels match without regard to case and white space."""
        return self._definitions.get(unikey(label))

    def read(self, text: SourceMap) -> int:
        """Take in the definitions a paragraph begins with; the offset where they end."""
        source = text.text
        start = 0
        while source.startswith("[", start):
            end = self._read_one(text, start)
            if end is None:
                break
            start = end
        return start

    def _read_one(self, text: SourceMap, start: int) -> int | None:
        source = text.text
        self._budget.spend(2, text.line)
        label = _LABEL.match(source, start)
        if not label or not unikey(label.group(1)):
            return None
        found = destination(source, skip_spaces(source, label.end()))
        if found is None:
            return None
        first, last, end = found
        if end == first:
            return None
        line_end = _after_line(source, end)
        after = skip_spaces(source, end)
        title_end = title(source, after) if after > end else None
        if title_end is not None:
            line_end = _after_line(source, title_end) or line_end
        if line_end is None:
            return None
        self._definitions.setdefault(
            unikey(label.group(1)), Definition(decode(source[first:last]), text.span(first, last))
        )
        return line_end


def _after_line(source: str, start: int) -> int | None:
    """The offset after the line's end, if nothing but blanks is left of the line."""
    found = _BLANKS.match(source, start)
    end = found.end() if found else start
    if end == len(source):
        return end
    return end + 1 if source[end] == "\n" else None
