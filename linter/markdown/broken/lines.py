"""What shows in a line alone: empty items, footnotes and definitions, images, shortcodes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from linter.markdown.broken.conflicts import conflicts
from linter.markdown.broken.places import MAX_SLIPS, line_span, without_line
from linter.model import Document, Edit, Fix, Hit, Item, Span
from linter.text.normalize import plain
from linter.text.patterns import lazy_pattern

MAX_EMPTY = 20
"""The width of an empty item, with the spaces behind its bullet (in characters)."""

MIN_SHORTCODES = 3
"""So many shortcodes at the same place show that half of one is a slip."""

MIN_HANDLES = 10
"""So many linked names show that one in mere brackets lacks its address."""

MAX_NAMES = 100
"""So many halves of different shortcodes are looked up in a list."""


def in_lines(document: Document) -> Iterator[Hit]:
    """Hits for empty items, for notes and definitions without a part, and half shortcodes."""
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
        and document.slice(item.span).removesuffix("[ ]").rstrip() == item.marker
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


_NO_TARGET = lazy_pattern(r"[ ]{0,3}\[(?!\^)[^\[\]]+\]:[ \t]*")
_HALF_SHORTCODE = lazy_pattern(r"[ ](:([a-z][a-z0-9_+-]{2,}))(?=\s|$)")
_HEADING_SHORTCODE = lazy_pattern(r"#.*[ ]:[a-z0-9_+-]+:[ \t#]*")


_HANDLE = lazy_pattern(r"(?<![\]\[!])\[@[\w-]+\](?![(\[:\]])")
_NOTE = lazy_pattern(r"\[\^([\w-]{1,20})\](?!:)")
_NOTE_DEFINITION = lazy_pattern(r"^[ ]{0,3}\[\^([\w-]{1,20})\]:", re.MULTILINE)
_APART_IMAGE = lazy_pattern(
    r"(?<!\S)!([ \t]+)\[[^\[\]]*\]\([^()\s]*(?:\.(?:png|jpe?g|gif|svg|webp)\b|//img\.shields\.io/)",
    re.IGNORECASE,
)


def _lines(document: Document) -> Iterator[Hit]:
    """Hits for what shows in a single line's characters."""
    half = " :" in document.text
    images = "! [" in document.text
    handles = _may_lack_links(document)
    defined = _defined_notes(document)
    plausible: dict[str, bool] = {}
    if not (half or images or handles or defined is not None or "]:" in document.text):
        return
    for number, line in enumerate(document.lines, start=1):
        if not line or number in document.raw_lines:
            continue
        if "]:" in line and _NO_TARGET.fullmatch(line):
            yield from _empty_definition(document, number)
        if half and " :" in line:
            yield from _half_shortcode(document, number, line, plausible)
        if images and (found := _APART_IMAGE.search(line)) and _is_shown(line, found.start()):
            yield _apart_image(number, line, found)
        if handles and "[@" in line:
            yield from _bare_handles(number, line)
        if defined is not None and "[^" in line:
            yield from _undefined_notes(number, line, defined)


def _is_shown(line: str, place: int) -> bool:
    """Whether a place of a line is in no code."""
    return line[:place].count("`") % 2 == 0


def _shown(line: str, matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those of a line's matches that are in no code, in one pass over the line."""
    ticks, at = 0, 0
    for found in matches:
        ticks += line.count("`", at, found.start())
        at = found.start()
        if ticks % 2 == 0:
            yield found


def _defined_notes(document: Document) -> frozenset[str] | None:
    """The keys of the footnotes; None where there can be none."""
    if "[^" not in document.text:
        return None
    return frozenset(key.casefold() for key in _NOTE_DEFINITION.findall(document.text))


def _undefined_notes(number: int, line: str, defined: frozenset[str]) -> Iterator[Hit]:
    """Hits for references to a missing footnote; a pattern such as `[^abc]` is not one."""
    begins = plain(line, 40)
    for found in _shown(line, _NOTE.finditer(line)):
        key = found.group(1)
        if key.casefold() in defined or not (key.isdigit() or defined):
            continue
        yield Hit(
            span=Span(number, found.start() + 1, number, found.end() + 1),
            message=(
                f"GitHub shows `[^{key}]` as text: no line defines this footnote. Add "
                f"`[^{key}]: …`, or remove it."
            ),
            key=f"note {key} {begins}",
        )


def _may_lack_links(document: Document) -> bool:
    """Whether the list links names such as `[@ann]`, so that one in brackets lacks its link."""
    if "[@" not in document.text:
        return False
    return sum(link.text.startswith("@") for link in document.links) >= MIN_HANDLES


def _bare_handles(number: int, line: str) -> Iterator[Hit]:
    begins = plain(line, 40)
    for found in _shown(line, _HANDLE.finditer(line)):
        yield Hit(
            span=Span(number, found.start() + 1, number, found.end() + 1),
            message=(
                f"GitHub shows `{found.group()}` as text: it has no address. Add one, as the "
                "other names have."
            ),
            key=f"name {found.group()} {begins}",
        )


def _apart_image(number: int, line: str, found: re.Match[str]) -> Hit:
    gap = Span(number, found.start(1) + 1, number, found.end(1) + 1)
    return Hit(
        span=Span(number, found.start() + 1, number, found.end(1) + 2),
        message="GitHub shows no image here: there is a space before the `[`. Remove it.",
        key=f"image {plain(line, 60)}",
        fix=Fix((Edit(gap, ""),), safe=True),
    )


def _empty_definition(document: Document, number: int) -> Iterator[Hit]:
    if number == len(document.lines) or not document.lines[number].strip():
        yield Hit(
            span=line_span(document, number),
            message="This link definition has no address. Write one, or remove the line.",
            key=f"definition {plain(document.lines[number - 1], 60)}",
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
