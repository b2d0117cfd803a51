"""Lines that were meant as list items or headings, and are text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from linter.markdown.broken.places import MAX_SLIPS, line_span
from linter.model import Document, Edit, Fix, Hit, Item, Span
from linter.text.normalize import plain, quoted
from linter.text.patterns import lazy_pattern

MIN_SINGLE_LINES = 8
"""So many items of one line each show that a line below one of them was meant as an item."""

_SPACES = "\u00a0\u2000-\u200b\u202f\u205f\u3000"
_LINK = r"(?:\*\*)?\[[^\[\]]*\]\(|https?://"
_ODD_BULLET = lazy_pattern(
    rf"""
    (?P<indent> [ \t]* )
    (?P<sign>
        = | == | \. | _ | ~ | --             # a slip of the finger
        | [•·‣◦▪●∙⁃−–—＊]                    # what other programs use
        | \\[-*+]                            # escaped
        | [-*+]                              # the right one, without the space behind it
        | \d{{1,3}}[.)]
    )
    (?P<gap> [ \t{_SPACES}]* )
    (?= {_LINK} )
    """,
    re.VERBOSE,
)
_NO_BREAK = lazy_pattern(rf"[ \t]*([{_SPACES}]+)[ \t]*(?:[-*+]|\d{{1,3}}[.)])[ \t]+\S")
_LINKED = lazy_pattern(rf"[ \t]*(?:{_LINK})")
_HASHES = lazy_pattern(rf"(#{{1,6}})(?:([{_SPACES}]+)(?=\S)|(?<=##)(?=[^\W\d_]|[^\x00-\x7f]|\*\*))")
_OWN_BULLETS = ("-", "*", "+")


def in_bullets(document: Document) -> Iterator[Hit]:
    """Hits for lines that GitHub shows as text, or as a part of the item above."""
    starts = {item.span.line: item for item in document.items if item.kind == "item"}
    headings = {heading.span.line for heading in document.headings}
    odd: dict[int, re.Match[str]] = {}
    loose: list[tuple[int, Item]] = []
    for number, line in enumerate(document.lines, start=1):
        if number in starts or not line or number in document.raw_lines:
            continue
        if line[0] == "#":
            if number not in headings:
                yield from _heading(number, line)
        elif not line[:8].isascii() and (found := _NO_BREAK.match(line)):
            yield _no_break(number, line, found.span(1))
        elif "](" in line or "://" in line:
            above = starts.get(number - 1)
            if found := _ODD_BULLET.match(line):
                odd[number] = found
            elif above and above.own_end_line == number and _LINKED.match(line):
                loose.append((number, above))
    yield from _odd_bullets(document, odd, starts)
    yield from _glued_below(document, loose)
    yield from _twice(document)


def _odd_bullets(
    document: Document, odd: Mapping[int, re.Match[str]], starts: Mapping[int, Item]
) -> Iterator[Hit]:
    """Hits for the odd lines beside an item, or beside another one that is, but for a habit."""
    beside: dict[int, Item] = {}
    ways: tuple[tuple[Iterable[int], int], ...] = ((odd, -1), (reversed(list(odd)), 1))
    for numbers, step in ways:
        for number in numbers:
            item = starts.get(number + step) or beside.get(number + step)
            if item is not None:
                beside.setdefault(number, item)
    hits: dict[str, list[Hit]] = defaultdict(list)
    for number, item in sorted(beside.items()):
        if hit := _odd_bullet(document, number, odd[number], item):
            hits[odd[number]["sign"]].append(hit)
    for found in hits.values():
        if len(found) <= MAX_SLIPS:
            yield from found


def _odd_bullet(document: Document, number: int, found: re.Match[str], beside: Item) -> Hit | None:
    line, sign, gap = document.lines[number - 1], found["sign"], found["gap"]
    if sign in ("*", "_", "~") and not gap and sign in line[found.end() :]:
        return None  # emphasis: *[Vim](…)*
    start, end = found.span("sign")
    bullet = beside.marker
    is_numbered = sign[0].isdigit()
    edit: Edit | None = Edit(
        Span(number, start + 1, number, end + len(gap) + 1), f"{sign if is_numbered else bullet} "
    )
    if is_numbered == (bullet in _OWN_BULLETS):
        edit = None
    if sign not in _OWN_BULLETS and not is_numbered:
        message = f"A line that begins with `{sign}` is no list item. Write `{bullet}`."
    elif not gap:
        message = f"A list item needs a space after `{sign}`. Write one."
    elif gap.strip(" \t"):
        message = f"GitHub shows no list item: a no-break space follows `{sign}`. Write a space."
    else:
        message = "GitHub shows no list item here: the line is indented too far. Indent it less."
        edit = None
    return Hit(
        span=Span(number, start + 1, number, end + 1),
        message=message,
        key=f"bullet {plain(line, 60)}",
        fix=Fix((edit,), safe=True) if edit else None,
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


def _heading(number: int, line: str) -> Iterator[Hit]:
    """A hit for a heading without a space behind its ``#``; a single one is a hashtag's."""
    found = _HASHES.match(line)
    if found is None:
        return
    hashes, spaces = found.group(1), found.group(2) or ""
    place = Span(number, len(hashes) + 1, number, len(hashes) + len(spaces) + 1)
    reason = "is a no-break space" if spaces else "no space follows"
    yield Hit(
        span=Span(number, 1, number, len(line.rstrip()) + 1),
        message=(
            f"GitHub shows no heading here: behind {quoted(hashes)} {reason}. Write a space."
            if spaces
            else f"GitHub shows no heading here: {reason} {quoted(hashes)}. Write one."
        ),
        key=f"heading {plain(line, 60)}",
        fix=Fix((Edit(place, " "),), safe=True),
    )


def _glued_below(document: Document, loose: list[tuple[int, Item]]) -> Iterator[Hit]:
    """Hits for a link below an item, at the margin, where all other items have one line."""
    if not 0 < len(loose) <= MAX_SLIPS:
        return
    groups = {item.group for _, item in loose}
    single: Counter[int] = Counter()
    several: Counter[int] = Counter()
    for item in document.items:
        if item.group in groups:
            counts = single if item.own_end_line == item.span.line else several
            counts[item.group] += 1
    for number, item in loose:
        line = document.lines[number - 1]
        indent = len(line) - len(line.lstrip())
        if indent >= item.span.column or several[item.group] > 1:
            continue
        if single[item.group] >= MIN_SINGLE_LINES:
            start = document.lines[item.span.line - 1][: item.span.column] + " "
            advice = f"Begin it with `{item.marker}`."
            if "](#" in line:
                start, advice = f"\n{line[:indent]}", "Leave an empty line before it."
            yield Hit(
                span=line_span(document, number),
                message=f"GitHub shows this line as a part of the item above. {advice}",
                key=f"line {plain(line, 60)}",
                fix=Fix((Edit(Span(number, 1, number, indent + 1), start),), safe=True),
            )


# A box to tick, behind the second bullet.
_TO_DO = lazy_pattern(r"[ \t]*\[[ xX]\][ \t]")


def _twice(document: Document) -> Iterator[Hit]:
    """Hits for two bullets before one item."""
    items = document.items
    twice = [
        (item, items[item.parent])
        for item in items
        if item.parent is not None
        and item.kind == "item"
        and items[item.parent].span.line == item.span.line
        and item.marker in _OWN_BULLETS
        and items[item.parent].marker in _OWN_BULLETS
        and "](" in document.lines[item.span.line - 1]
        and not _TO_DO.match(document.lines[item.span.line - 1], item.span.column)
    ]
    for item, outer in twice if len(twice) <= MAX_SLIPS else ():
        line = item.span.line
        span = Span(line, outer.span.column, line, item.span.column)
        yield Hit(
            span=span._replace(end_column=item.span.column + len(item.marker)),
            message="There are two bullets before this item. Keep one.",
            key=f"bullets {plain(document.lines[line - 1], 60)}",
            fix=Fix((Edit(span, ""),), safe=True) if outer.span.end_line == line else None,
        )
