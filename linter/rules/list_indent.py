"""An item or a line indented so that GitHub shows it in another place than its siblings.

## What it does
Reports a line or an item whose indentation or line break differs from that of its siblings, so
that GitHub shows it in another place:

- a second paragraph of an item that is outside of the item, or is shown as code, where nearly
  all items of the section have one inside;
- items that are beside the label above them, not below it, where those of all other labels are
  below;
- a single item that is indented by a space or two more than all others of its list;
- a line without the hard break (two spaces, `\\` or `<br>`) that nearly all lines at its place
  have, so that it runs into the next one.

## Why
A list that is interrupted falls apart into two, and what belongs to one entry is read as another's.

## Example
```markdown
- Editors
  - [Vim](https://www.vim.org) - Edits text.
  - [Helix](https://helix-editor.com) - Edits text, too.
- Shells
 - [Fish](https://fishshell.com) - Completes what you type.
- Terminals
  - [Kitty](https://sw.kovidgoyal.net/kitty) - Draws on the graphics card.
- Pagers
  - [bat](https://github.com/sharkdp/bat) - Shows files in colour.
```
Use instead:
```markdown
- Editors
  - [Vim](https://www.vim.org) - Edits text.
  - [Helix](https://helix-editor.com) - Edits text, too.
- Shells
  - [Fish](https://fishshell.com) - Completes what you type.
- Terminals
  - [Kitty](https://sw.kovidgoyal.net/kitty) - Draws on the graphics card.
- Pagers
  - [bat](https://github.com/sharkdp/bat) - Shows files in colour.
```

## Fix
Indents the line or the item as its siblings are, or adds the break that they have. Nothing but
spaces changes, and a break's sign.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from linter.model import Context, Document, Edit, Fix, Hit, Item, Rule, Severity, Span
from linter.text.normalize import plain
from linter.text.patterns import lazy_pattern

MIN_SIBLINGS = 4
"""Fewer siblings that agree show no habit."""

SIBLING_RATIO = 0.8
"""The share of an item's siblings that have a second paragraph, or a label's that have children."""

BREAK_RATIO = 0.9
"""The share of lines at the same place that end in a hard break."""

MAX_SLIPS = 2
"""A section or list with more such places has two ways to write it."""

MAX_BREAK = 12
"""The width of a hard break, with spaces behind a tag (in characters)."""

_BREAK_ENDS = frozenset((" ", "\\", ">"))
_BREAK = lazy_pattern(r"(?:[ ]{2,}|\\|</?br[ ]?/?>[ ]*)$", re.IGNORECASE)
_INDENT = lazy_pattern(r"[ \t]*")


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every line or item that GitHub shows in another place than its siblings."""
    items = document.items
    children: dict[int, list[int]] = defaultdict(list)
    columns: dict[int, int] = {}
    uneven: set[int] = set()
    for index, item in enumerate(items):
        if item.parent is not None:
            children[item.parent].append(index)
        if columns.setdefault(item.group, item.span.column) != item.span.column:
            uneven.add(item.group)
    groups: dict[int, list[int]] = {}
    for index, item in enumerate(items if uneven else ()):
        if item.group in uneven and item.kind == "item":
            groups.setdefault(item.group, []).append(index)
    beside = [*_labels(document, groups, children), *_unnested(document, children)]
    others = (
        _paragraphs(document),
        _columns(document, groups, [hit.span for hit in beside], context),
        _breaks(document),
    )
    yield from beside
    for hits in others:
        yield from hits


def _blank(document: Document, line: int) -> bool:
    return not 1 <= line <= len(document.lines) or not document.lines[line - 1].strip()


def _indent(line: str) -> int:
    found = _INDENT.match(line)
    return found.end() if found else 0


def _text_span(document: Document, line: int) -> Span:
    text = document.lines[line - 1]
    return Span(line, _indent(text) + 1, line, len(text.rstrip()) + 1)


# ---------------------------------------------------------------------------------- paragraphs


def _paragraphs(document: Document) -> Iterator[Hit]:
    """Hits for second paragraphs outside of their items."""
    sections: dict[tuple[int | None, bool], list[Item]] = defaultdict(list)
    starts = {item.span.line for item in document.items if item.kind == "item"}
    if not any(item.own_end_line > item.span.line + 1 for item in document.items):
        return
    for item in document.items:
        if item.kind == "item" and item.depth == 0:
            sections[item.heading, item.marker[:1].isdigit()].append(item)
    for siblings in sections.values():
        if len(siblings) <= MIN_SIBLINGS:
            continue
        inside = {item: line for item in siblings if (line := _second_paragraph(document, item))}
        if len(inside) < max(MIN_SIBLINGS, SIBLING_RATIO * len(siblings)):
            continue
        first, count = Counter(
            document.lines[line - 1].lstrip()[:1] for line in inside.values()
        ).most_common(1)[0]
        if count < SIBLING_RATIO * len(inside):
            continue
        indents = Counter(_indent(document.lines[line - 1]) for line in inside.values())
        outside = [
            (item, line)
            for item in siblings
            if item not in inside
            and (line := _paragraph_behind(document, item, starts))
            and document.lines[line - 1].lstrip().startswith(first)
        ]
        if len(outside) <= MAX_SLIPS:
            for item, line in outside:
                yield _outside(document, item, line, indents)


def _second_paragraph(document: Document, item: Item) -> int:
    """The first line of an item's own second paragraph; 0 if there is none."""
    lines = document.lines
    for line in range(item.span.line + 1, item.own_end_line):
        if not lines[line - 1].strip() and lines[line].strip():
            return line + 1
    return 0


def _paragraph_behind(document: Document, item: Item, starts: set[int]) -> int:
    """The line of text that follows an item behind one empty line and ends before another."""
    if item.own_end_line != item.span.end_line:
        return 0
    line = item.span.end_line + 2
    if not _blank(document, line - 1) or _blank(document, line) or not _blank(document, line + 1):
        return 0
    text = document.lines[line - 1].lstrip()
    return 0 if line in starts or text.startswith(("#", "<", "|", "```")) else line


def _outside(document: Document, item: Item, line: int, indents: Mapping[int, int]) -> Hit:
    own = item.span.column - 1 + len(item.marker)
    first = document.lines[item.span.line - 1]
    own += _indent(first[own:])
    wanted = max(
        (indent for indent in indents if own <= indent < own + 4),
        key=lambda i: indents[i],
        default=own,
    )
    span = _text_span(document, line)
    return Hit(
        span=span,
        message=(
            "GitHub shows this line outside of the list item above. Indent it by "
            f"{wanted} spaces, as in the other items."
        ),
        key=f"paragraph {plain(document.slice(span), 60)}",
        fix=Fix((Edit(Span(line, 1, line, span.column), " " * wanted),), safe=True),
    )


# ---------------------------------------------------------------------------------- labels


def _labels(
    document: Document, groups: Mapping[int, Sequence[int]], children: Mapping[int, Sequence[int]]
) -> Iterator[Hit]:
    """Hits for items that are beside their label, not below it."""
    items = document.items
    for members in groups.values():
        labels = [index for index in members if children.get(index)]
        if len(labels) < 2:
            continue
        steps = Counter(
            items[children[index][0]].span.column - items[index].span.column for index in labels
        )
        step = steps.most_common(1)[0][0]
        column = Counter(items[index].span.column for index in labels).most_common(1)[0][0]
        stray = [index for index in members if 0 < items[index].span.column - column < step]
        bare = [
            index
            for index in members
            if items[index].span.column == column and not children.get(index)
        ]
        runs = _runs(stray, members)
        owners = [members[members.index(run[0]) - 1] for run in runs if members.index(run[0])]
        if (
            not runs
            or len(runs) > MAX_SLIPS
            or len(owners) != len(runs)
            or set(owners) != set(bare)
        ):
            continue
        for run in runs:
            yield _beside(document, run, column + step)


def _unnested(document: Document, children: Mapping[int, Sequence[int]]) -> Iterator[Hit]:
    """Hits for items without a link beside an entry, where all other entries have theirs below."""
    items = document.items
    groups: dict[int, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        if item.kind == "item":
            groups[item.group].append(index)
    for members in groups.values():
        owners = sum(bool(children.get(index)) for index in members)
        if owners <= 2 * MIN_SIBLINGS or owners < SIBLING_RATIO * (len(members) - 1):
            continue
        bare = [
            (above, index)
            for above, index in pairwise(members)
            if not children.get(above)
            and not children.get(index)
            and _is_linked(document, above)
            and not _is_linked(document, index)
        ]
        if 0 < len(bare) <= MAX_SLIPS and len(bare) == sum(
            not _is_linked(document, index) for index in members
        ):
            step = Counter(
                items[children[index][0]].span.column - items[index].span.column
                for index in members
                if children.get(index)
            ).most_common(1)[0][0]
            for _, index in bare:
                yield _beside(document, [index], items[index].span.column + step)


def _is_linked(document: Document, index: int) -> bool:
    line = document.lines[document.items[index].span.line - 1]
    return "](" in line or "://" in line


def _runs(stray: Sequence[int], members: Sequence[int]) -> list[list[int]]:
    """The indices in ``stray``, in runs of neighbours among ``members``."""
    place = {index: number for number, index in enumerate(members)}
    runs: list[list[int]] = []
    for index in stray:
        if runs and place[index] == place[runs[-1][-1]] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _beside(document: Document, run: Sequence[int], column: int) -> Hit:
    items = document.items
    first, last = items[run[0]].span, items[run[-1]].span
    edits = [
        Edit(Span(line, 1, line, 1), " " * (column - first.column))
        for line in range(first.line, last.end_line + 1)
        if not _blank(document, line)
    ]
    these = "This item is" if len(run) == 1 else "These items are"
    return Hit(
        span=Span(first.line, first.column, last.end_line, last.end_column),
        message=(
            f"{these} beside the item above, not below it. Indent by {column - 1} spaces, as "
            "below the other items."
        ),
        key=f"label {plain(document.lines[first.line - 1], 60)}",
        fix=Fix(tuple(edits), safe=True),
    )


# ---------------------------------------------------------------------------------- columns


def _columns(
    document: Document,
    groups: Mapping[int, Sequence[int]],
    reported: Sequence[Span],
    context: Context,
) -> Iterator[Hit]:
    """Hits for single items that are indented otherwise than the rest of their list.

    A change that indents all others is not held against the one it left alone.
    """
    odd: list[tuple[Item, int]] = []
    for indices in groups.values():
        members = [document.items[index] for index in indices]
        if len(members) <= MIN_SIBLINGS or any(_has_tab(document, item) for item in members):
            continue
        column = Counter(item.span.column for item in members).most_common(1)[0][0]
        odd += [
            (item, column)
            for item in members[1:]
            if item.span.column != column and not any(span.covers(item.span) for span in reported)
        ]
    if len(odd) > MAX_SLIPS:
        return
    for item, column in odd:
        line, here = item.span.line, item.span.column
        if item.span.end_line != line or not (context.added is None or context.is_added(item.span)):
            continue
        yield Hit(
            span=item.span,
            message=(
                f"This item is indented by {here - 1}, all others of its list by "
                f"{column - 1}. Indent it like them."
            ),
            key=f"column {plain(document.lines[line - 1], 60)}",
            fix=Fix((Edit(Span(line, 1, line, here), " " * (column - 1)),), safe=True),
        )


def _has_tab(document: Document, item: Item) -> bool:
    return "\t" in document.lines[item.span.line - 1][: item.span.column]


# ---------------------------------------------------------------------------------- breaks


def _breaks(document: Document) -> Iterator[Hit]:
    """Hits for lines without the hard break that those at their place have."""
    lines = document.lines
    yield from _breaks_of_items(document)
    for item in document.items:
        if item.kind == "paragraph" and item.own_end_line - item.span.line > MIN_SIBLINGS:
            inner = range(item.span.line, item.own_end_line)
            without = [line for line in inner if not _break(lines[line - 1])]
            starts = Counter(lines[line - 1].lstrip()[:2] for line in (*inner, item.own_end_line))
            if len(without) == 1 and len(starts) == 1:
                yield _lost_break(
                    document, without[0], [line for line in inner if line not in without]
                )


def _breaks_of_items(document: Document) -> Iterator[Hit]:
    lines = document.lines
    places: dict[tuple[str, int], list[Item]] = defaultdict(list)
    for item in document.items:
        height = item.own_end_line - item.span.line + 1
        if (
            item.kind != "row"
            and 1 < height <= 4
            and not any(_blank(document, line) for line in range(item.span.line, item.own_end_line))
        ):
            places[item.kind, height].append(item)
    for (_, height), items in places.items():
        if len(items) < 2 * MIN_SIBLINGS:
            continue
        for offset in range(height - 1):
            here = [item.span.line + offset for item in items]
            with_break = [line for line in here if _break(lines[line - 1])]
            without = [item for item in items if not _break(lines[item.span.line + offset - 1])]
            if not without or len(with_break) < BREAK_RATIO * len(here):
                continue
            starts = {lines[line - 1].lstrip()[:1] for line in with_break}
            without = [
                item
                for item in without
                if lines[item.span.line + offset - 1].lstrip()[:1] in starts
            ]
            if len(starts) > MAX_SLIPS or len(without) > MAX_SLIPS:
                continue
            for item in without:
                line = item.span.line + offset
                near = [
                    other.span.line + offset
                    for other in items
                    if other.heading == item.heading and other not in without
                ]
                yield _lost_break(document, line, near or with_break)


def _break(line: str) -> re.Match[str] | None:
    """The hard break at the end of a line; most lines end in another character than a break's."""
    return _BREAK.search(line, max(0, len(line) - MAX_BREAK)) if line[-1:] in _BREAK_ENDS else None


def _lost_break(document: Document, line: int, others: Sequence[int]) -> Hit:
    text = document.lines[line - 1]
    breaks = Counter(
        found.group() for other in others if (found := _break(document.lines[other - 1]))
    )
    mark = breaks.most_common(1)[0][0]
    if not mark.strip():
        mark = "  "
    end = len(text.rstrip())
    named = "two spaces" if mark == "  " else f"`{mark.strip()}`"
    return Hit(
        span=_text_span(document, line),
        message=(
            f"This line runs into the next one. End it with {named}, as the other lines at this "
            "place do."
        ),
        key=f"break {plain(text, 60)}",
        fix=Fix((Edit(Span(line, end + 1, line, len(text) + 1), mark),), safe=True),
    )


RULE = Rule(
    id="list-indent",
    doc=__doc__,
    default_severity=Severity.WARNING,
    check=check,
    yields_to="entry-format",
)
