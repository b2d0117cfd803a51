"""Lines of a change that hide what the list holds: they are passed over when the change is judged.

A comment or a code block that is never closed, HTML that swallows the lines below it, a line that
ends a table early: on GitHub the entries that follow are no entries any more, so nothing would be
said of them. Nothing that a change adds may hide a fault that would be reported without it. The
markers of a merge conflict are passed over, too: `broken-markup` reports them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from linter.markdown.broken.conflicts import marker_lines
from linter.markdown.parser import parse
from linter.markdown.raw_html import CONTAINERS
from linter.model import Document, Tag
from linter.text.diff import align
from linter.text.patterns import LIST_MARKER, lazy_pattern

MAX_ROUNDS = 6
"""How often the file is parsed anew; after that all that may hide something is passed over."""

_OPENER = lazy_pattern(r"<[!?/A-Za-z]|^[\s>*+\-\d.)]*(?:`{3}|~{3})")
"""What may open a comment, raw HTML or a code block."""

_ENTRY = lazy_pattern(rf"\s*{LIST_MARKER}[ \t]+\S.*\]\(")
_WITH_END = lazy_pattern(r"[ ]{0,3}<(?:[!?]|(?:script|pre|style|textarea)\b)", re.IGNORECASE)
"""What opens HTML that ends where that is written, not at a blank line (CommonMark 0.31.2, 4.6)."""

_ROW = lazy_pattern(r"[ \t]{0,3}\|.*\|")
_DELIMITER = lazy_pattern(r"[ \t]{0,3}\|?[ \t:|-]*-[ \t:|-]*$")


class Shown(NamedTuple):
    """A document without what hides a part of it, and the lines that were passed over for that."""

    document: Document
    hiding: frozenset[int]


def uncover(head: Document, base: Document, added: AbstractSet[int]) -> Shown:
    """The head with its entries to be seen; ``added`` are its lines that the change brings."""
    suspects = {line for line in added if _OPENER.search(_line(head, line))}
    markers = marker_lines(head) & added
    if markers:
        head = parse(head.text, head.path, markers)
    if not suspects and not _breaks_table(head, base, added):
        return Shown(head, frozenset())
    items = {item.span.line for item in base.items if item.kind != "paragraph"}
    kept = align(base.lines, head.lines).kept
    expected = frozenset(line for line, source in kept.items() if source in items)
    strays = _strays(head, base, added)
    document = parse(head.text, head.path, strays | markers) if strays else head
    skipped = strays
    before = len(list(_lost(document, expected, added)))
    for round_ in range(MAX_ROUNDS + 1):
        lost = sorted(_lost(document, expected, added))
        if not lost:
            break
        left = frozenset(suspects) - skipped
        guilty = _guilty(document, lost, left, frozenset(added) - skipped)
        if round_ == MAX_ROUNDS:
            guilty = left
        if not guilty:
            break
        skipped |= guilty
        document = parse(head.text, head.path, skipped | markers)
    if skipped == strays or len(list(_lost(document, expected, added))) < before:
        return Shown(document, skipped)
    return Shown(parse(head.text, head.path, strays | markers) if strays else head, strays)


def _strays(head: Document, base: Document, added: AbstractSet[int]) -> frozenset[int]:
    """The added lines with an end tag that would close what an older line has opened."""
    excess = _end_tags(head.tags)
    excess.subtract(_end_tags(base.tags))
    open_tags: Counter[str] = Counter()
    strays: set[int] = set()
    for tag in head.tags:
        if tag.span.line not in added or tag.name not in CONTAINERS:
            continue
        if not tag.closing:
            open_tags[tag.name] += 1
        elif open_tags[tag.name]:
            open_tags[tag.name] -= 1
        elif excess[tag.name] > 0:
            excess[tag.name] -= 1
            strays.add(tag.span.line)
    return frozenset(strays)


def _end_tags(tags: Iterable[Tag]) -> Counter[str]:
    """How many more end tags than start tags there are, by name."""
    counts: Counter[str] = Counter()
    for tag in tags:
        counts[tag.name] += 1 if tag.closing else -1
    return counts


def _line(document: Document, line: int) -> str:
    return document.lines[line - 1] if line <= len(document.lines) else ""


def _breaks_table(head: Document, base: Document, added: AbstractSet[int]) -> bool:
    """Whether rows of a table may be cut off: there are fewer, or an added one is not a row."""
    rows = sum(item.kind == "row" for item in base.items)
    left = sum(item.kind == "row" and item.span.line not in added for item in head.items)
    return bool(rows) and (left < rows or any(True for _ in _lost_rows(head, added)))


def _lost(document: Document, expected: AbstractSet[int], added: AbstractSet[int]) -> Iterator[int]:
    """The lines at which an entry was expected and is missing."""
    starts = {item.span.line for item in document.items}
    yield from expected - starts
    yield from _lost_rows(document, added)
    yield from _swallowed(document, added)
    if not added.isdisjoint(document.unclosed):
        first = min(line for line in document.unclosed if line in added)
        yield from (
            line
            for line in added
            if line > first and line not in starts and _ENTRY.match(_line(document, line))
        )


def _swallowed(document: Document, added: AbstractSet[int]) -> Iterator[int]:
    """The added lines written like entries in HTML that the change opens and a blank line ends."""
    for block in document.raw_blocks:
        if block.kind != "html" or block.line not in added:
            continue
        if _WITH_END.match(_line(document, block.line)):
            continue
        for line in range(block.line + 1, block.end_line + 1):
            if line in added and _ENTRY.match(_line(document, line)):
                yield line


def _lost_rows(document: Document, added: AbstractSet[int]) -> Iterator[int]:
    """The added lines that are written like rows of a table and are not."""
    starts = {item.span.line for item in document.items if item.kind == "row"}
    for line in added:
        text = _line(document, line)
        if line in starts or not _ROW.match(text) or _DELIMITER.match(text):
            continue
        if not _DELIMITER.match(_line(document, line + 1)):
            yield line


def _guilty(
    document: Document, lost: list[int], suspects: AbstractSet[int], added: frozenset[int]
) -> frozenset[int]:
    """Which added lines hide the first of the lost ones."""
    if unclosed := added.intersection(document.unclosed):
        return frozenset({min(unclosed)})
    first = lost[0]
    if _ROW.match(_line(document, first)):
        between: set[int] = set()
        line = first - 1
        while line in added and not _ROW.match(_line(document, line)):
            between.add(line)
            line -= 1
        if between and _ROW.match(_line(document, line)):
            return frozenset(between)
    above = [line for line in suspects if line < first]
    return frozenset({max(above)}) if above else frozenset()
