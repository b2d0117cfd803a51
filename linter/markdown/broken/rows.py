"""Rows that belong to no table, and cells beyond its last column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from linter.markdown.broken.places import covers_line, without_line
from linter.markdown.tables import is_delimiter_row, split_row
from linter.model import Document, Hit, Item, Span
from linter.text.normalize import plain

MIN_SURPLUS_HABIT = 3
"""So many rows of one table with more cells than columns may have them on purpose."""

SURPLUS_HABIT_RATIO = 0.5
"""The share of a table's rows that shows it."""


def in_rows(document: Document) -> Iterator[Hit]:
    """Hits for rows outside any table, and for cells that GitHub drops."""
    yield from _surplus_cells(document)
    yield from _loose_rows(document)


def _surplus_cells(document: Document) -> Iterator[Hit]:
    """Hits for rows with more cells than their table has columns: GitHub drops them.

    Where most rows of a table have some, they are meant to be hidden: a comment, say.
    """
    rows = Counter(item.group for item in document.items if item.kind == "row")
    found = [(item.group, hit) for item, hit in _rows_with_surplus(document)]
    surplus = Counter(group for group, _ in found)
    for group, hit in found:
        if surplus[group] < max(MIN_SURPLUS_HABIT, SURPLUS_HABIT_RATIO * rows[group]):
            yield hit


def _rows_with_surplus(document: Document) -> Iterator[tuple[Item, Hit]]:
    for item in document.items:
        if item.kind != "row" or not item.cells:
            continue
        line = item.span.line
        text = document.lines[line - 1]
        width = len(item.header)
        if text.count("|") <= width:
            continue
        cells = split_row(text, item.cells[0].column - 1)
        surplus = [(start, end) for start, end in cells[width:] if end > start]
        if surplus and len(item.cells) == width:
            yield (
                item,
                Hit(
                    span=Span(line, surplus[0][0] + 1, line, surplus[-1][1] + 1),
                    message=(
                        f"This row has {len(cells)} cells, but the table has {width} columns: "
                        "GitHub hides the rest. Remove a `|`, or write `\\|` where it is text."
                    ),
                    key=f"surplus {plain(text, 80)}",
                ),
            )


def _loose_rows(document: Document) -> Iterator[Hit]:
    """Hits for runs of lines that look like rows but belong to no table."""
    lines = document.lines
    loose = [
        number
        for number, line in enumerate(lines, start=1)
        if line[:1] == "|" and line.rstrip()[-1:] == "|" and line.count("|") > 2
    ]
    if not loose:
        return
    rows = {item.span.line: item for item in document.items if item.kind == "row"}
    comments = [tag.span for tag in document.tags if tag.name == "!--"]
    loose = [
        number
        for number in loose
        if number not in rows
        and number not in document.raw_lines
        and not any(is_delimiter_row(line.strip(), 0) for line in lines[number - 1 : number + 1])
        and not covers_line(comments, number)
    ]
    run: list[int] = []
    for number in [*loose, 0]:
        if run and number != run[-1] + 1:
            yield from _loose_run(document, run, rows)
            run = []
        run.append(number)


def _loose_run(document: Document, run: list[int], rows: dict[int, Item]) -> Iterator[Hit]:
    first, last = run[0], run[-1]
    lines = document.lines
    cells = split_row(lines[first - 1], 0)
    span = Span(first, 1, last, len(lines[last - 1].rstrip()) + 1)
    key = f"row {plain(lines[first - 1], 80)}"
    above = rows.get(first - 2)
    if above is not None and len(above.header) == len(cells) and not lines[first - 2].strip():
        yield Hit(
            span=span,
            message=(
                "An empty line ends the table above, so GitHub shows this as text. Remove the "
                "empty line."
            ),
            key=key,
            fix=without_line(document, first - 1),
        )
    elif len(run) > 1 or any(start == end for start, end in cells):
        yield Hit(
            span=span,
            message=(
                "GitHub shows this as text: a table begins with a header row and a row of dashes. "
                "Write them above, or remove this."
            ),
            key=key,
        )
