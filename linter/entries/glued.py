"""Entries that have lost their bullet, and so became the end of the entry before them.

A line behind a list item that begins no item of its own belongs to the item's paragraph
(CommonMark 5.2, laziness).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from linter.entries.item_source import Source
from linter.template.template import Template

_BULLET = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]")
# A bullet without the blank behind it; emphasis begins with two or has its end in the line.
_STUCK = re.compile(r"(?:[-+]|\*(?![*\s])(?!.*\*))(?=\S)")
_STUCK_NUMBER = re.compile(r"\d{1,9}[.)](?=\S)")
_LINK = re.compile(r"\]\(|://")
# An item with more lines is prose.
_MOST_LINES = 40


class Glued(NamedTuple):
    """An entry without a bullet: its template's number, its lines, and how it reads with one."""

    template: int
    source: Source
    rendered: str


def unglued(
    number: int, templates: Sequence[Template], source: Source
) -> tuple[Source, tuple[Glued, ...]]:
    """The own lines of an entry of a template, and the entries without a bullet that hang on it."""
    template = templates[number]
    height = template.source.count("\n") + 1
    count = len(source.lines)
    if template.kind != "item" or not height < count <= _MOST_LINES:
        return source, ()
    glued: list[Glued] = []
    end = count
    for at in range(count - 1, height - 1, -1):
        found = _entry_at(templates, source, at, end)
        if found is not None:
            glued.append(found)
            end = at
    own = source.part(0, end)
    if not glued or template.match(own.text) is None:
        return source, ()
    return own, tuple(reversed(glued))


def _entry_at(templates: Sequence[Template], source: Source, at: int, end: int) -> Glued | None:
    """The entry on the lines from ``at`` to before ``end``, if only its bullet is missing."""
    part = source.part(at, end)
    text = part.text.lstrip()
    if not _LINK.search(text) or _BULLET.match(text):
        return None
    for number, template in enumerate(templates):
        bullet = _BULLET.match(template.source)
        if bullet is None or template.source.count("\n") + 1 != end - at:
            continue
        pattern = _STUCK_NUMBER if bullet.group()[0].isdigit() else _STUCK
        stuck = pattern.match(text)
        rendered = bullet.group() + (text[stuck.end() :] if stuck else text)
        if template.match(rendered) is not None:
            return Glued(number, part, rendered)
    return None
