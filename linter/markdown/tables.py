"""GFM tables: rows, cells, and the position of a cell's text (GFM specification, section 4.10)."""

from __future__ import annotations

from itertools import islice

from linter.text.patterns import lazy_pattern

MAX_COLUMNS = 1000
"""A wider table is read as a paragraph."""

_CELL_BLANK = " \t\v\f"
_PIPE = lazy_pattern(r"(?<!\\)\|")
_DELIMITER_ROW = lazy_pattern(
    r"\|?[ \t\v\f]*+:?-++:?[ \t\v\f]*+(?:\|[ \t\v\f]*+:?-++:?[ \t\v\f]*+)*+\|?[ \t\v\f]*+$"
)


def is_delimiter_row(line: str, start: int) -> bool:
    """Whether ``line`` from ``start`` on is a row of dashes, colons and pipes."""
    return line.count("|", start) <= MAX_COLUMNS and _DELIMITER_ROW.match(line, start) is not None


def split_row(line: str, start: int, limit: int = MAX_COLUMNS) -> list[tuple[int, int]]:
    """The first ``limit`` cells of the row that begins at ``start``: offsets in ``line``, trimmed.

    A pipe right after a backslash is text, whatever precedes the backslash, as in cmark-gfm.
    """
    end = len(line.rstrip(_CELL_BLANK))
    if line.startswith("|", start):
        start += 1
    cells: list[tuple[int, int]] = []
    for pipe in islice(_PIPE.finditer(line, start, end), limit):
        cells.append(_trim(line, start, pipe.start()))
        start = pipe.end()
    if len(cells) < limit and line[start:end].strip(_CELL_BLANK):
        cells.append(_trim(line, start, end))
    return cells


def _trim(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start] in _CELL_BLANK:
        start += 1
    while end > start and line[end - 1] in _CELL_BLANK:
        end -= 1
    return start, end
