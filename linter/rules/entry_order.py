"""An entry that is out of order in its section.

## What it does
Takes the order that the list keeps (newest or oldest first, or alphabetical), and within each
section finds the fewest entries that would have to move, added ones first. For each it says between
which two neighbours it belongs. Entries of equal date may stand in any order. Alphabetical order is
taken kindly: an entry is reported only if it is out of order by every usual way of sorting names
(with or without case, punctuation, articles) and of sorting lines, as `sort` does; where one name
begins with the other, either may come first. An added entry that is in order beside its nearest
neighbours is not reported, whatever the rest of the section does, and a section of the latest or
the most popular entries keeps its own order. A heading or a text that a change adds in the middle
of a section starts no new order there, unless entries move as well.

## Why
In an ordered list a reader finds the newest paper, or a name, without reading everything.

## Example
```markdown
## Tools

- [Ack](https://beyondgrep.com) - Searches source code.
- [Zoxide](https://github.com/ajeetdsouza/zoxide) - Jumps between folders.
- [Bat](https://github.com/sharkdp/bat) - Shows a file.
- [Delta](https://github.com/dandavison/delta) - Shows a diff.
- [Exa](https://the.exa.website) - Lists files.
- [Fd](https://github.com/sharkdp/fd) - Finds files.
- [Fzf](https://github.com/junegunn/fzf) - Finds anything.
- [Glances](https://github.com/nicolargo/glances) - Watches the system.
- [Htop](https://htop.dev) - Watches processes.
- [Jq](https://jqlang.org) - Reads JSON.
```
Use instead:
```markdown
## Tools

- [Ack](https://beyondgrep.com) - Searches source code.
- [Bat](https://github.com/sharkdp/bat) - Shows a file.
- [Delta](https://github.com/dandavison/delta) - Shows a diff.
- [Exa](https://the.exa.website) - Lists files.
- [Fd](https://github.com/sharkdp/fd) - Finds files.
- [Fzf](https://github.com/junegunn/fzf) - Finds anything.
- [Glances](https://github.com/nicolargo/glances) - Watches the system.
- [Htop](https://htop.dev) - Watches processes.
- [Jq](https://jqlang.org) - Reads JSON.
- [Zoxide](https://github.com/ajeetdsouza/zoxide) - Jumps between folders.
```

## Fix
Moves the entry, as it is, to its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from linter.model import (
    ORDER,
    Context,
    Conventions,
    Document,
    Edit,
    Entry,
    Fix,
    Hit,
    Rule,
    Severity,
    Span,
)
from linter.structure import ordering
from linter.structure.section_order import find_astray
from linter.text import dates

# In so many sections the entries on top are out of order: they were put there on purpose.
MIN_PINNED = 3

_SAID = {
    "newest": "entries here run from newest to oldest",
    "oldest": "entries here run from oldest to newest",
    "a-z": "entries here are in alphabetical order",
    "lines": "entries here are in the order in which `sort` puts their lines",
}


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for each of the fewest entries that have to move."""
    conventions = context.conventions
    own: dict[tuple[str, ...], list[list[Entry]]] = {}
    found: list[tuple[list[Entry], _Sorted]] = []
    for run in ordering.runs(document, context.added, context.base):
        entries = [entry for entry in run if entry.mismatch is None]
        if len(entries) < 2 or _is_selection(document, entries, context):
            continue
        if conventions.order != "none" and entries[0].section not in conventions.unordered:
            found.append((entries, _sorted(document, entries, context)))
        else:
            own.setdefault(entries[0].section[:-1], []).append(entries)
    are_pinned = sum(bool(run.pinned) for _, run in found) >= MIN_PINNED
    for entries, run_sorted in found:
        yield from _run(document, entries, run_sorted, are_pinned)
    if conventions.sources.get("order") != "configuration":
        for runs in own.values():
            yield from _sections(document, runs, context)


def _is_selection(document: Document, run: list[Entry], context: Context) -> bool:
    """Whether a run is a choice of entries; a heading that a change adds does not make it one."""
    heading = document.items[run[0].item].heading
    if heading is None or not ordering.is_selection(run[0].section):
        return False
    new = context.is_added(document.headings[heading].span)
    return not new or all(context.is_added(entry.span) for entry in run)


def _sections(document: Document, runs: list[list[Entry]], context: Context) -> Iterator[Hit]:
    """Hits for single entries out of the order that one section or all beside it keep."""

    def is_added(entry: Entry) -> bool:
        return context.is_added(entry.span)

    found = [find_astray(document, [run], is_added) for run in runs]
    if not any(found) and len(runs) > 1:
        found = [find_astray(document, runs, is_added)]
    positions = {}
    if any(found):
        positions = {entry.item: at for run in runs for at, entry in enumerate(run)}
    for astrays in found:
        for astray in astrays:
            entry = astray.entry
            at = positions[entry.item]
            place = _between(astray.above, astray.below)
            yield Hit(
                span=_named(entry),
                message=f"Out of order: {astray.words}. It belongs {place}.",
                key=entry.identity or entry.fields.get("title", ""),
                fix=_move(document, astray.run, at, astray.above, astray.below),
                kind=ORDER,
            )


class _Sorted(NamedTuple):
    """The entries of a run that have a key, and which of them (indices) have to move.

    ``pinned`` are those on top of the run that do, and that the change did not put there.
    """

    conventions: Conventions
    entries: list[Entry]
    keys: list[Any]
    added: list[bool]
    moving: list[int]
    pinned: frozenset[int]


def _sorted(document: Document, run: list[Entry], context: Context) -> _Sorted:
    lines = document.lines
    conventions = ordering.kindest(run, context.conventions, lines)
    by_name = conventions.order in ("a-z", "lines")
    keyed = [
        (key, entry)
        for key, entry in zip(ordering.keys(run, conventions, lines), run, strict=True)
        if key is not None and (by_name or _is_sound(entry, context))
    ]
    keys = [key for key, _ in keyed]
    entries = [entry for _, entry in keyed]
    added = [context.is_added(entry.span) for entry in entries]
    moving = ordering.fewest_moves(keys, added)
    top = takewhile(lambda pair: pair[0] == pair[1] and not added[pair[1]], enumerate(moving))
    return _Sorted(conventions, entries, keys, added, moving, frozenset(i for i, _ in top))


def _run(document: Document, run: list[Entry], found: _Sorted, are_pinned: bool) -> Iterator[Hit]:
    """Hits for the entries of a run that are out of order; ``are_pinned``: not for those on top."""
    lines = document.lines
    conventions, entries, keys, added, moving, pinned = found
    staying = sorted(set(range(len(keys))) - set(moving))
    kept_keys = [keys[k] for k in staying]
    positions = {entry.item: position for position, entry in enumerate(run)}
    # What else the change adds is no excuse for an entry that it adds.
    settled = [k for k in staying if not added[k]] or staying
    for i in moving:
        if are_pinned and i in pinned:
            continue
        own = bisect_left(staying, i)
        beside = settled if added[i] else staying
        place = bisect_left(beside, i)
        above = entries[beside[place - 1]] if place else None
        below = entries[beside[place]] if place < len(beside) else None
        if ordering.fits(entries[i], above, below, conventions, lines):
            continue
        if added[i] and _fits_its_neighbours(entries, added, i, conventions, lines):
            continue
        at = _place(kept_keys, keys[i], own)
        above = entries[staying[at - 1]] if at else None
        below = entries[staying[at]] if at < len(staying) else None
        yield Hit(
            span=_named(entries[i]),
            message=_message(entries[i], above, below, conventions),
            key=entries[i].identity or entries[i].fields.get("title", ""),
            fix=_move(document, run, positions[entries[i].item], above, below),
            kind=ORDER,
        )


def _fits_its_neighbours(
    entries: Sequence[Entry],
    added: Sequence[bool],
    i: int,
    conventions: Conventions,
    lines: Sequence[str],
) -> bool:
    """Whether an added entry is in order beside the entries next to it, old ones among them.

    The disorder it is part of is then that of others.
    """
    old = [index for index, is_new in enumerate(added) if not is_new]
    at = bisect_left(old, i)
    nearest = (
        entries[old[at - 1]] if at else None,
        entries[old[at]] if at < len(old) else None,
    )
    beside = (entries[i - 1] if i else None, entries[i + 1] if i + 1 < len(entries) else None)
    return bool(old) and all(
        ordering.fits(entries[i], above, below, conventions, lines)
        for above, below in (nearest, beside)
    )


def _is_sound(entry: Entry, context: Context) -> bool:
    """Whether `entry-date` does not report an entry's date: if it does, the place shows nothing."""
    form = context.conventions.date_format
    return dates.is_sound(entry.fields["date"], form, entry.identity, context.today)


def _place(keys: Sequence[Any], key: Any, own: int) -> int:
    """Where a key belongs among sorted ones: of equal places the nearest to its own."""
    return min(max(own, bisect_left(keys, key)), bisect_right(keys, key))


def _named(entry: Entry) -> Span:
    """What an editor should mark: the title, else the entry's first line."""
    return entry.field_spans.get("title", entry.span)


def _between(above: Entry | None, below: Entry | None) -> str:
    """Where an entry belongs, in words."""
    if above and below:
        return f"between {_cite(above)} and {_cite(below)}"
    if above:
        return f"after {_cite(above)}"
    return f"before {_cite(below)}" if below else "elsewhere"


def _message(
    entry: Entry, above: Entry | None, below: Entry | None, conventions: Conventions
) -> str:
    place = _between(above, below)
    date = entry.fields.get("date", "").strip()
    what = (
        f"Out of order ({date})"
        if date and conventions.order in ("newest", "oldest")
        else "Out of order"
    )
    return f"{what}: {_SAID[conventions.order]}. It belongs {place}."


def _cite(entry: Entry) -> str:
    title = " ".join(entry.fields.get("title", "the entry").split())
    title = title if len(title) <= 60 else title[:59].rstrip() + "…"
    date = entry.fields.get("date", "").strip()
    dated = f", {date}" if date else ""
    return f"“{title}” (line {entry.span.line}{dated})"


def _move(
    document: Document, run: Sequence[Entry], at: int, above: Entry | None, below: Entry | None
) -> Fix | None:
    """Moves the entry, with the blank lines that separate it from its neighbour."""
    span = document.items[run[at].item].span
    if span.end_line >= len(document.lines) or not (above or below):
        return None
    own = list(document.lines[span.line - 1 : span.end_line])
    if at:
        previous = document.items[run[at - 1].item].span.end_line
        gap = span.line - 1 - previous
        removed = Span(previous + 1, 1, span.end_line + 1, 1)
    else:
        following = document.items[run[1].item].span.line
        gap = following - 1 - span.end_line
        removed = Span(span.line, 1, following, 1)
    if any(line.strip() for line in document.lines[removed.line - 1 : span.line - 1]):
        return None
    if any(line.strip() for line in document.lines[span.end_line : removed.end_line - 1]):
        return None
    if below is not None:
        line = document.items[below.item].span.line
        text = "".join(f"{part}\n" for part in [*own, *[""] * gap])
    else:
        assert above is not None
        line = document.items[above.item].span.end_line + 1
        text = "".join(f"{part}\n" for part in [*[""] * gap, *own])
    if line > len(document.lines):
        return None
    return Fix((Edit(removed, ""), Edit(Span(line, 1, line, 1), text)), safe=True)


RULE = Rule(
    id="entry-order",
    doc=__doc__,
    default_severity=Severity.ERROR,
    check=check,
)
