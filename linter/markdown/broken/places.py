"""Places and fixes that the searches for broken markup share."""

from __future__ import annotations

from collections.abc import Iterable

from linter.model import Document, Edit, Fix, Span

MAX_SLIPS = 3
"""A list that does the same more often than this does it on purpose."""


def line_span(document: Document, line: int) -> Span:
    """The text of a line, without the spaces around it."""
    text = document.lines[line - 1]
    start = len(text) - len(text.lstrip())
    return Span(line, start + 1, line, max(start, len(text.rstrip())) + 1)


def covers_line(spans: Iterable[Span], line: int) -> bool:
    """Whether a line is in one of the spans."""
    return any(span.line <= line <= span.end_line for span in spans)


def without_line(document: Document, line: int) -> Fix:
    """A fix that removes a line."""
    lines = document.lines
    if line < len(lines):
        span = Span(line, 1, line + 1, 1)
    elif line > 1:
        span = Span(line - 1, len(lines[line - 2]) + 1, line, len(lines[line - 1]) + 1)
    else:
        span = Span(line, 1, line, len(lines[line - 1]) + 1)
    return Fix((Edit(span, ""),), safe=True)
