"""Lines that GitHub does not read as what they look like: items, definitions, shortcodes."""

from __future__ import annotations

from collections.abc import Iterator

from linter.markdown.broken.conflicts import conflicts
from linter.markdown.broken.places import MAX_SLIPS, line_span, without_line
from linter.model import Document, Edit, Fix, Hit, Item, Span
from linter.text.normalize import plain
from linter.text.patterns import lazy_pattern

MAX_EMPTY = 20
"""The width of an empty item, with the spaces behind its bullet (in characters)."""

MIN_SHORTCODES = 3
"""So many shortcodes at the same place show that half of one is a slip."""

MAX_NAMES = 100
"""So many halves of different shortcodes are looked up in a list."""


def in_lines(document: Document) -> Iterator[Hit]:
    """Hits for empty items, wrong bullets, definitions without an address, half shortcodes."""
    yield from _items(document)
    yield from _lines(document)


def in_conflicts(document: Document) -> Iterator[Hit]:
    """Hits for the markers of a merge conflict."""
    for conflict in conflicts(document):
        first, last = conflict
        if first == last:
            message = "This marker is left from a merge conflict. Remove the line."
        else:
            message = (
                "A merge conflict was not resolved here. Keep one of the two versions, and remove "
                "the other one and the marker lines."
            )
        span = line_span(document, first)
        end = line_span(document, last)
        yield Hit(
            span=Span(first, span.column, last, end.end_column),
            message=message,
            key=f"conflict {document.slice(span)}",
        )


def _items(document: Document) -> Iterator[Hit]:
    """Hits for items without any text."""
    items = document.items
    empty = [
        item
        for index, item in enumerate(items)
        if item.span.end_column - item.span.column <= MAX_EMPTY
        and item.kind == "item"
        and item.span.line == item.span.end_line
        and document.slice(item.span).rstrip() == item.marker
        and not (index + 1 < len(items) and items[index + 1].parent == index)
    ]
    if len(empty) > MAX_SLIPS:
        return
    for item in empty:
        yield Hit(
            span=item.span._replace(end_column=item.span.column + len(item.marker)),
            message="This list item is empty. Remove the line.",
            key=f"empty {_anchor(document, item)}",
            fix=without_line(document, item.span.line),
        )


_SIGN = lazy_pattern(r"[ \t]*(=)[ \t]+(?=\[[^\[\]]*\]\(|\*\*\[|https?://)")
_NO_BREAK = lazy_pattern(
    r"[ \t]*([\u00a0\u2000-\u200b\u202f\u205f\u3000]+)[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S"
)
_BULLET = lazy_pattern(r"[ \t]*([-*+])[ \t]")
_NO_TARGET = lazy_pattern(r"[ ]{0,3}\[(?!\^)[^\[\]]+\]:[ \t]*")
_HALF_SHORTCODE = lazy_pattern(r"[ ](:([a-z][a-z0-9_+-]{2,}))(?=\s|$)")
_HEADING_SHORTCODE = lazy_pattern(r"#.*[ ]:[a-z0-9_+-]+:[ \t#]*")


def _lines(document: Document) -> Iterator[Hit]:
    """Hits for what shows in a single line's characters."""
    lines = document.lines
    signs: list[Hit] = []
    half = " :" in document.text
    plausible: dict[str, bool] = {}
    for number, line in enumerate(lines, start=1):
        lead = line[:8]
        if "=" in lead:
            found = _SIGN.match(line)
            if found and number not in document.raw_lines:
                signs.append(_wrong_bullet(document, number, found.span(1)))
        elif not lead.isascii():
            found = _NO_BREAK.match(line)
            if found and number not in document.raw_lines:
                yield _no_break(number, line, found.span(1))
        elif "]:" in line and _NO_TARGET.fullmatch(line) and number not in document.raw_lines:
            yield from _empty_definition(document, number)
        if half and " :" in line and number not in document.raw_lines:
            yield from _half_shortcode(document, number, line, plausible)
    if len(signs) <= MAX_SLIPS:
        yield from signs


def _empty_definition(document: Document, number: int) -> Iterator[Hit]:
    if number == len(document.lines) or not document.lines[number].strip():
        yield Hit(
            span=line_span(document, number),
            message="This link definition has no address. Write one, or remove the line.",
            key=f"definition {plain(document.lines[number - 1], 60)}",
        )


def _wrong_bullet(document: Document, number: int, place: tuple[int, int]) -> Hit:
    bullet = _BULLET.match(document.lines[number - 2]) if number > 1 else None
    span = Span(number, place[0] + 1, number, place[1] + 1)
    return Hit(
        span=span,
        message=(
            "A line that begins with `=` is no list item. "
            f"Write `{bullet.group(1) if bullet else '-'}`."
        ),
        key=f"bullet {plain(document.lines[number - 1], 60)}",
        fix=Fix((Edit(span, bullet.group(1)),), safe=True) if bullet else None,
    )


def _no_break(number: int, line: str, place: tuple[int, int]) -> Hit:
    span = Span(number, place[0] + 1, number, place[1] + 1)
    single = place[1] - place[0] == 1
    return Hit(
        span=span,
        message=(
            "Remove the no-break space before this bullet: with it, GitHub shows no list item."
        ),
        key=f"no-break {plain(line, 60)}",
        fix=Fix((Edit(span, ""),), safe=True) if single else None,
    )


def _half_shortcode(
    document: Document, number: int, line: str, plausible: dict[str, bool]
) -> Iterator[Hit]:
    """A hit for half a shortcode; ``plausible`` keeps which of them the list has elsewhere."""
    found = _HALF_SHORTCODE.search(line)
    if found is None or "`" in line[: found.start()]:
        return
    if line.startswith("#"):
        name = "#"
        if line[found.end() :].strip(" #"):
            return
    else:
        name = found.group(1)
    if name not in plausible and len(plausible) < MAX_NAMES:
        plausible[name] = _has_shortcodes(document, name)
    if plausible.get(name):
        span = Span(number, found.start(1) + 1, number, found.end(1) + 1)
        yield Hit(
            span=span,
            message=(
                f"GitHub shows `{found.group(1)}` as text. Write `{found.group(1)}:`, with a "
                "second colon."
            ),
            key=f"shortcode {plain(line, 60)}",
            fix=Fix((Edit(span, f"{found.group(1)}:"),), safe=True),
        )


def _has_shortcodes(document: Document, name: str) -> bool:
    """Whether the list has a shortcode elsewhere; ``#``: whether headings end with shortcodes."""
    if name == "#":
        ends = sum(_HEADING_SHORTCODE.fullmatch(line) is not None for line in document.lines)
    else:
        ends = document.text.count(f" {name}:")
    return ends >= MIN_SHORTCODES


def _anchor(document: Document, item: Item) -> str:
    return document.headings[item.heading].anchor if item.heading is not None else ""
