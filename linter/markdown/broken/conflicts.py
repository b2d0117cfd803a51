"""Marker lines that git leaves in a file where a merge was not resolved."""

from __future__ import annotations

from typing import NamedTuple

from linter.model import Document
from linter.text.patterns import lazy_pattern

_MARKER = lazy_pattern(r"[ ]{0,3}(?:(<{7}|>{7})(?: .*)?|(?:> ?){7} ?[\w./-]+)[ \t]*")
"""``<<<<<<< ours`` and ``>>>>>>> theirs`` (git-merge, "How conflicts are presented"); formatters
turn the second one into quotes within quotes."""

_BETWEEN = lazy_pattern(r"[ ]{0,3}(?:={7}|\|{7}(?: .*)?)[ \t]*")
"""Between two versions, and before that of their common ancestor (`merge.conflictStyle`)."""


MAX_APART = 200
"""A line of ``=`` further above a closing marker (in lines) underlines a heading."""


class Conflict(NamedTuple):
    """The first and the last line (1-based) of a conflict; one line for a marker alone."""

    line: int
    end_line: int


def conflicts(document: Document) -> tuple[Conflict, ...]:
    """The conflicts of a file, those in code and HTML blocks left out."""
    text = document.text
    if "<<<<<<<" not in text and ">>>>>>>" not in text and "> > > >" not in text:
        return ()
    found: list[Conflict] = []
    opened: int | None = None
    between: int | None = None
    for number, line in enumerate(document.lines, start=1):
        sign = line.lstrip(" ")[:1]
        if sign not in ("<", ">", "=") or not sign or number in document.raw_lines:
            continue
        if sign == "=":
            between = number if _BETWEEN.fullmatch(line) else between
        elif _MARKER.fullmatch(line) is None:
            continue
        elif sign == "<":
            if opened is not None:
                found.append(Conflict(opened, opened))
            opened, between = number, None
        else:
            if between is not None and number - between > MAX_APART:
                between = None
            found.append(Conflict(opened or between or number, number))
            opened = between = None
    if opened is not None:
        found.append(Conflict(opened, between or opened))
    return tuple(found)


def marker_lines(document: Document) -> frozenset[int]:
    """The marker lines of all conflicts, with those between their versions (`=======`)."""
    return frozenset(
        number
        for conflict in conflicts(document)
        for number in range(conflict.line, conflict.end_line + 1)
        if number in conflict or _BETWEEN.fullmatch(document.lines[number - 1])
    )
