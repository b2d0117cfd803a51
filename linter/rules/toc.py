"""The table of contents and the headings differ.

## What it does
Compares the list of links at the top with the headings below it: a section that has no line
although nearly all its like have one, a line whose section is gone or renamed, a line that leads to
another section, the same section twice, another order, another wording, a subsection that is not
indented where the others are, a heading above the level of all others beside it, and counts
(`Chat (12)`) that are not the number of entries. Case, emoji, markup and numbering do not matter. A
line that names its section but misspells the anchor belongs to `broken-anchor`; a section with a
single entry and no line belongs to `section-placement`.

## Why
Readers of a long list travel by its contents, and a section that is not in them is not found.

## Example
```markdown
## Contents

- [Editors](#editors)
- [Linters](#linters)
- [Terminals](#terminals)

## Editors
## Formatters
## Terminals
```
Use instead:
```markdown
## Contents

- [Editors](#editors)
- [Formatters](#formatters)
- [Terminals](#terminals)

## Editors
## Formatters
## Terminals
```

## Fix
Adds the missing line beside its neighbour's and in its style, renames a line whose section was
renamed, corrects anchors and counts. Lines are neither moved nor removed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from linter.model import ORDER, Context, Document, Edit, Fix, Heading, Hit, Rule, Severity, Span
from linter.structure.ordering import fewest_moves
from linter.structure.outline import count_in
from linter.structure.toc import (
    ASIDE,
    MISSING,
    Contents,
    Line,
    find_contents,
    inserted,
    neighbours,
    reanchored,
    relinked,
)
from linter.text.normalize import plain

MAJORITY_RATIO = 0.9
MAX_FLAT = 2
"""More lines that are not indented are another style."""

MIN_BESIDE = 5
"""So many headings of one level show which level those beside them have."""

MIN_NESTED = 3
"""So many lines below that of their section show that subsections are indented."""

# Fewer lines than this show no habit.
MIN_LINES = 3
# A line with a short name or one that leaves this many letters out abbreviates: that is no slip.
MIN_NAME, MIN_CUT = 4, 3
# How alike, in per cent, a line and its heading are where one of them has a slip: “T2V” for
# “Text to Video” or “MOOCs” for “Massive Open Online Courses” is none.
MIN_SIMILARITY = 70


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every difference between the contents and the headings."""
    contents = find_contents(document)
    if contents is not None:
        yield from _lines(document, contents)
        yield from _order(document, contents, context)
        yield from _depth(document, contents)
        yield from _levels(document, contents)
        yield from _missing(document, contents)
        yield from _counts(document, contents)


# ---------------------------------------------------------------------------------- lines


def _lines(document: Document, contents: Contents) -> Iterator[Hit]:
    """Hits for lines that lead to no section, to another than they say, or twice to one."""
    led = [line for line in contents.lines if line.state == "found" and line.heading is not None]
    reworded = sum(line.name != _name(contents, line) for line in led)
    same_words = reworded <= max(1, (1 - MAJORITY_RATIO) * len(led)) and len(led) > MIN_LINES
    first: dict[tuple[object, ...], Line] = {}
    for line in contents.lines:
        twin = first.setdefault(
            (line.heading, line.name, document.items[line.item].parent, line.state), line
        )
        hit = None
        if line.state == "lost":
            hit = _gone(line)
        elif line.heading is None:
            continue
        elif line.state == "renamed":
            hit = _renamed(document, line, document.headings[line.heading])
        elif line.state == "astray":
            hit = _astray(document, line, document.headings[line.heading])
        elif line.state == "found" and twin is not line:
            hit = _twice(line, twin)
        elif line.state == "found" and same_words:
            hit = _worded(document, contents, line, document.headings[line.heading])
        if hit:
            yield hit


def _shown(text: str) -> str:
    return plain(text, 60)


def _name(contents: Contents, line: Line) -> str:
    return contents.outline.names[line.heading] if line.heading is not None else ""


def _gone(line: Line) -> Hit:
    return Hit(
        span=line.link.span,
        message=(
            f"There is no section “{_shown(line.link.text)}”. Remove this line from the table of "
            "contents, or name the section it means."
        ),
        key=f"gone {line.fragment}",
        kind="gone",
        remote=True,
    )


def _renamed(document: Document, line: Line, heading: Heading) -> Hit:
    return Hit(
        span=line.link.span,
        message=(
            f"There is no section “{_shown(line.link.text)}”; the one in its place, on line "
            f"{heading.span.line}, is called “{_shown(heading.text)}”. Give this line its name "
            "and anchor."
        ),
        key=f"renamed {line.fragment}",
        fix=relinked(document, line, heading),
        kind="gone",
        remote=True,
    )


def _astray(document: Document, line: Line, heading: Heading) -> Hit:
    return Hit(
        span=line.link.url_span,
        message=(
            f"`#{_shown(line.fragment)}` leads to another section; “{_shown(heading.text)}” on "
            f"line {heading.span.line} has `#{heading.anchor}`."
        ),
        key=f"astray {line.name} {line.fragment}",
        fix=reanchored(document, line, heading),
        kind="astray",
        remote=True,
    )


def _twice(line: Line, twin: Line) -> Hit:
    return Hit(
        span=line.link.span,
        message=(
            f"“{_shown(line.link.text)}” is listed twice in the table of contents; first on line "
            f"{twin.link.span.line}. Keep one of the lines."
        ),
        key=f"twice {line.fragment}",
        kind="twice",
        remote=True,
    )


def _worded(document: Document, contents: Contents, line: Line, heading: Heading) -> Hit | None:
    name = _name(contents, line)
    if line.name == name or line.fragment.casefold() != heading.anchor.casefold():
        return None
    shorter, longer = sorted((line.name, name), key=len)
    cut = len(longer) - len(shorter)
    if len(shorter) < MIN_NAME or (shorter in longer and cut >= MIN_CUT):
        return None
    if line.heading is not None and contents.starts_below(document, line.heading):
        return None
    if not _is_slip(line.name, name):
        return None
    return Hit(
        span=line.link.span,
        message=(
            f"The table of contents says “{_shown(line.link.text)}”, the heading on line "
            f"{heading.span.line} says “{_shown(heading.text)}”. Use one wording for both."
        ),
        key=f"worded {line.name} {line.fragment}",
        fix=relinked(document, line, heading),
        kind="worded",
        remote=True,
    )


def _is_slip(text: str, name: str) -> bool:
    """Whether two names are one with a slip. Names that differ more are meant to differ."""
    from rapidfuzz.fuzz import ratio

    return ratio(text, name) >= MIN_SIMILARITY


# ---------------------------------------------------------------------------------- the whole


def _order(document: Document, contents: Contents, context: Context) -> Iterator[Hit]:
    """Hits for the fewest lines to move, if all others stand in the order of their headings."""
    groups: dict[int | None, list[Line]] = defaultdict(list)
    times = Counter(line.heading for line in contents.lines)
    for line in contents.lines:
        if line.heading is None or contents.starts_below(document, line.heading):
            continue
        if line.state != "renamed" and times[line.heading] == 1:
            groups[document.items[line.item].parent].append(line)
    moves = [
        (group, index)
        for group in groups.values()
        for index in fewest_moves(
            [line.heading for line in group],
            [context.is_added(line.link.span) for line in group],
        )
    ]
    total = sum(len(group) for group in groups.values())
    if total < MIN_LINES or len(moves) > max(1, (1 - MAJORITY_RATIO) * total):
        return
    lines = {line.heading: line for group in groups.values() for line in group}
    ordered = {id(group): sorted(line.heading or 0 for line in group) for group in groups.values()}
    for group, index in moves:
        line = group[index]
        headings = ordered[id(group)]
        position = bisect_left(headings, line.heading or 0)
        place = "first"
        if position:
            place = f"after “{_shown(lines[headings[position - 1]].link.text)}”"
        yield Hit(
            span=line.link.span,
            message=(
                f"“{_shown(line.link.text)}” is elsewhere in the file than in the table of "
                f"contents. By the order of the headings it comes {place}; move the line there."
            ),
            key=f"order {line.fragment}",
            kind=ORDER,
            remote=True,
        )


def _depth(document: Document, contents: Contents) -> Iterator[Hit]:
    """Hits for the few lines that stand beside the line of the section which holds theirs.

    Another subsection of that section has to be indented: else its heading may be a level too low.
    """
    items = document.items
    parents = document.heading_parents
    by_heading = {line.heading: line for line in contents.lines if line.state == "found"}
    flat: list[tuple[Line, Line]] = []
    steps: Counter[int] = Counter()
    nested: set[int] = set()
    for line in by_heading.values():
        above = by_heading.get(parents[line.heading]) if line.heading is not None else None
        if above is None:
            continue
        if items[line.item].depth > items[above.item].depth:
            steps[_column(document, line) - _column(document, above)] += 1
            nested.add(above.item)
        else:
            flat.append((line, above))
    if not steps or len(flat) > MAX_FLAT or steps.total() < MIN_NESTED:
        return
    step = steps.most_common(1)[0][0]
    for line, above in flat:
        if above.item not in nested or line.name in ASIDE:
            continue
        number = items[line.item].span.line
        shift = _column(document, above) + step - _column(document, line)
        fix = Fix((Edit(Span(number, 1, number, 1), " " * shift),), safe=False)
        yield Hit(
            span=line.link.span,
            message=(
                f"“{_shown(line.link.text)}” is a section of “{_shown(above.link.text)}”. Indent "
                f"this line by {shift} spaces as the other subsections are, or raise the heading."
            ),
            key=f"depth {line.name} {line.fragment}",
            fix=fix if 0 < shift == step and items[line.item].kind == "item" else None,
        )


def _levels(document: Document, contents: Contents) -> Iterator[Hit]:
    """Hits for a single heading above the level of all others that stand beside its line."""
    groups: dict[int | None, list[Line]] = defaultdict(list)
    for line in contents.lines:
        if line.state == "found" and line.heading is not None:
            groups[document.items[line.item].parent].append(line)
    headings = document.headings
    for group in groups.values():
        levels = Counter(headings[line.heading or 0].level for line in group)
        level, count = levels.most_common(1)[0]
        if len(levels) != 2 or count != len(group) - 1 or count < MIN_BESIDE:
            continue
        for line in group[1:-1]:
            heading = headings[line.heading or 0]
            if heading.level >= level or line.name in ASIDE:
                continue
            written = document.lines[heading.span.line - 1]
            hashes = Span(heading.span.line, 1, heading.span.line, heading.level + 1)
            is_plain = written.startswith("#" * heading.level + " ")
            fix = Fix((Edit(hashes, "#" * level),), safe=False) if is_plain else None
            yield Hit(
                span=heading.span,
                message=(
                    f"“{_shown(heading.text)}” has a heading of level {heading.level}; the "
                    f"sections beside it in the table of contents have level {level}. Write "
                    f"`{'#' * level}`."
                ),
                key=f"level {line.name}",
                kind="level",
                fix=fix,
            )


def _column(document: Document, line: Line) -> int:
    return document.items[line.item].span.column


def _missing(document: Document, contents: Contents) -> Iterator[Hit]:
    """Hits for headings without a line, but for those that `section-placement` speaks about."""
    entries = Counter(entry.heading for entry in document.entries)
    before = neighbours(document, contents) if contents.missing else {}
    for index in sorted(contents.missing):
        heading = document.headings[index]
        if entries[index] == 1:
            continue
        yield Hit(
            span=heading.span,
            message=(
                f"The section “{_shown(heading.text)}” is not in the table of contents. Add a line "
                f"that links to `#{heading.anchor}`."
            ),
            key=f"missing {contents.outline.names[index]}",
            fix=inserted(document, before[index], heading) if index in before else None,
            kind=MISSING,
            remote=True,
        )


def _counts(document: Document, contents: Contents) -> Iterator[Hit]:
    """Hits for counts that are not the number of entries, where nearly all are."""
    own = Counter(entry.heading for entry in document.entries)
    within = _within(document, own)
    places: list[tuple[int, str, Span]] = [
        (index, heading.text, heading.span) for index, heading in enumerate(document.headings)
    ]
    places += [
        (line.heading, line.link.text, line.link.span)
        for line in contents.lines
        if line.heading is not None
    ]
    counted = [
        (index, found[0], text, span) for index, text, span in places if (found := count_in(text))
    ]
    for truth in (own, within):
        wrong = [place for place in counted if place[1] != truth[place[0]]]
        right = len(counted) - len(wrong)
        if right >= MIN_LINES and right >= MAJORITY_RATIO * len(counted):
            for index, count, text, span in wrong:
                yield Hit(
                    span=span,
                    message=(
                        f"“{_shown(text)}” says {count}, but the section has {truth[index]} "
                        "entries. Correct the number."
                    ),
                    key=f"count {contents.outline.names[index]}",
                    kind="count",
                    remote=True,
                )
            return


def _within(document: Document, own: Counter[int | None]) -> Counter[int | None]:
    """How many entries each section holds, subsections included."""
    total: Counter[int | None] = Counter()
    above: list[int] = []
    for index, heading in enumerate(document.headings):
        while above and document.headings[above[-1]].level >= heading.level:
            above.pop()
        above.append(index)
        for holder in above:
            total[holder] += own[index]
    return total


RULE = Rule(id="toc", doc=__doc__, default_severity=Severity.WARNING, check=check)
