"""A field without the mark that nearly all others of its kind have.

## What it does
Compares the parts of entries that are in the same place, and reports the one or two that differ
from nearly all others:

- the title: an end mark (`Title.`) that is missing;
- a line in emphasis, such as the authors': an end mark that is missing;
- a link with a recurring label (`code`, `data`): the brackets around it that are missing;
- a label at the start of an item (`Keywords:`): another mark behind it;
- the end of such an item: a comma that is left over;
- a shortcode (`:book:`): the space that sets it apart from the text;
- a comma between words: the space behind it.

Sections with a style of their own are left alone. The description belongs to `description-style`.

## Why
The eye catches on the one entry that looks different, and scripts that read the list stumble over
it.

## Example
```markdown
- [Ruff](https://docs.astral.sh/ruff)
  - Made by: Astral
- [mypy](https://mypy-lang.org)
  - Made by: Dropbox
- [pytest](https://pytest.org)
  - Made by: Krekel
- [tox](https://tox.wiki)
  - Made by: Gábor,
- [nox](https://nox.thea.codes)
  - Made by: Thea
- [pip](https://pip.pypa.io)
  - Made by: PyPA
- [uv](https://docs.astral.sh/uv)
  - Made by: Astral
- [flit](https://flit.pypa.io)
  - Made by: PyPA
- [hatch](https://hatch.pypa.io)
  - Made by: PyPA
- [Black](https://black.readthedocs.io)
  - Made by: PSF
- [isort](https://pycqa.github.io/isort)
  - Made by: PyCQA
```
Use instead:
```markdown
- [Ruff](https://docs.astral.sh/ruff)
  - Made by: Astral
- [mypy](https://mypy-lang.org)
  - Made by: Dropbox
- [pytest](https://pytest.org)
  - Made by: Krekel
- [tox](https://tox.wiki)
  - Made by: Gábor
```

## Fix
Adds the missing mark, or puts the one in that the others have. No word changes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linter.model import Context, Document, Edit, Fix, Hit, Item, Link, Rule, Severity, Span
from linter.text.normalize import plain
from linter.text.patterns import lazy_pattern

MIN_SIBLINGS = 10
"""So many parts at the same place show a habit."""

AGREEMENT_RATIO = 0.94
"""The share of parts at the same place that must agree."""

LABEL_RATIO = 0.9
"""The same for lines with a labelled link, and for labels before a colon."""

MAX_SLIPS = 2
"""More parts that differ are another style."""

MIN_COMMAS = 50
"""So many commas with a space show that one without it is a slip."""

MAX_COMMAS_RATIO = 0.02
"""The share of commas without a space that may still be slips."""

MAX_LABEL = 24
"""A longer text (in characters) at the start of an item is no label."""

_END_MARKS = frozenset(".?!。？！…")


class _Part(NamedTuple):
    """A part of an entry: its section, whether it has the mark, where, and what would add it."""

    heading: int | None
    marked: bool
    span: Span
    text: str
    edit: Edit


def check(document: Document, _: Context) -> Iterable[Hit]:
    """A hit for every part that lacks what nearly all at its place have."""
    checks = (_titles, _emphasised_lines, _bracketed_links, _labels, _shortcodes, _commas)
    for check in checks:
        yield from check(document)


def _exceptions(parts: list[_Part]) -> Iterator[_Part]:
    """The few parts without the mark, if nearly all others have it and their section's do, too."""
    without = [part for part in parts if not part.marked]
    if not without or len(parts) - len(without) < MIN_SIBLINGS:
        return
    sections: dict[int | None, list[bool]] = defaultdict(list)
    for part in parts:
        sections[part.heading].append(part.marked)
    slips = [
        part for part in without if sum(sections[part.heading]) * 2 > len(sections[part.heading])
    ]
    total = sum(len(marks) for marks in sections.values() if sum(marks) * 2 > len(marks))
    if len(slips) <= MAX_SLIPS and total - len(slips) >= AGREEMENT_RATIO * total:
        yield from slips


def _point(span: Span) -> Span:
    return Span(span.end_line, span.end_column, span.end_line, span.end_column)


# ---------------------------------------------------------------------------------- titles


def _titles(document: Document) -> Iterator[Hit]:
    """Hits for titles without the end mark that all others have."""
    marks = sum(link.text[-1:] in _END_MARKS for link in document.links)
    if marks < MIN_SIBLINGS:
        return
    first_links: dict[int, Link] = {}
    for link in document.links:
        if link.kind == "inline":
            first_links.setdefault(link.span.line, link)
    kinds: dict[tuple[str, int], list[_Part]] = defaultdict(list)
    for item in document.items:
        if item.kind == "row" or item.span.line not in first_links:
            continue
        link = first_links[item.span.line]
        if not link.text or link.url.startswith("#"):
            continue
        marked = link.text.rstrip("*_ ")[-1:] in _END_MARKS
        before = document.lines[item.span.line - 1][
            item.span.column - 1 + len(item.marker) : link.span.column - 1
        ]
        if before.strip(" *_"):
            continue
        end = link.span.column + len(link.text) + 1
        at = Span(link.span.line, end, link.span.line, end)
        kinds[item.kind, item.depth].append(
            _Part(item.heading, marked, link.span, link.text, Edit(at, "."))
        )
    for parts in kinds.values():
        for part in _exceptions(parts):
            at = part.edit.span
            written = document.slice(Span(at.line, at.column - len(part.text), at.line, at.column))
            yield Hit(
                span=part.span,
                message=(
                    f"End the title “{plain(part.text, 50)}” with a full stop, as the others do."
                ),
                key=f"title {plain(part.text, 60)}",
                fix=Fix((part.edit,), safe=True) if written == part.text else None,
            )


# ---------------------------------------------------------------------------------- emphasis

_EMPHASISED_START = lazy_pattern(r"([ \t]*)(\*\*|__|[*_])(?![*_\s])([^*_]+)\2(?![*_\w])")


def _emphasised_lines(document: Document) -> Iterator[Hit]:
    """Hits for lines that begin in emphasis, without the end mark that such lines have."""
    kinds: dict[tuple[str, str], list[_Part]] = defaultdict(list)
    headings = _headings_by_line(document)
    heading = -1
    for number, line in enumerate(document.lines, start=1):
        if number in headings:
            heading = headings[number]
        start = line.lstrip()[:2]
        if start[:1] not in ("*", "_") or start[1:].isspace():
            continue
        found = _EMPHASISED_START.match(line)
        if found and len(found.group(3)) > 2:
            text = found.group(3)
            span = Span(number, found.start(3) + 1, number, found.end(3) + 1)
            kinds[found.group(1), found.group(2)].append(
                _Part(heading, text[-1] in _END_MARKS, span, text, Edit(_point(span), "."))
            )
    for parts in kinds.values():
        for part in _exceptions(parts):
            yield Hit(
                span=part.span,
                message="End this line's emphasised part with a full stop, as the others do.",
                key=f"emphasis {plain(part.text, 60)}",
                fix=Fix((part.edit,), safe=True),
            )


def _headings_by_line(document: Document) -> dict[int, int]:
    return {heading.span.line: index for index, heading in enumerate(document.headings)}


# ---------------------------------------------------------------------------------- brackets


def _bracketed_links(document: Document) -> Iterator[Hit]:
    """Hits for links with a recurring label that lack the brackets around them."""
    lines = document.lines
    if document.text.count("[[") < MIN_SIBLINGS and document.text.count("([") < MIN_SIBLINGS:
        return
    labels = Counter(
        link.text.casefold()
        for link in document.links
        if link.kind == "inline" and len(link.text) <= MAX_LABEL
    )
    kinds: dict[str, list[tuple[Link, str]]] = defaultdict(list)
    for link in document.links:
        label = link.text.casefold()
        if (
            link.kind == "inline"
            and labels[label] > 1
            and label.strip()
            and link.span.line == link.span.end_line
        ):
            line = lines[link.span.line - 1]
            around = (
                line[link.span.column - 2 : link.span.column - 1]
                + line[link.span.end_column - 1 : link.span.end_column]
            )
            kinds["label"].append((link, around))
    for links in kinds.values():
        counts = Counter(around for _, around in links)
        pair, count = counts.most_common(1)[0]
        if pair not in ("[]", "()") or count < MIN_SIBLINGS:
            continue
        bracketed = Counter(link.text.casefold() for link, around in links if around == pair)
        lines_without: dict[int, list[Link]] = defaultdict(list)
        for link, around in links:
            if around != pair and bracketed[link.text.casefold()] > MAX_SLIPS:
                lines_without[link.span.line].append(link)
        lines_with = {link.span.line for link, around in links if around == pair}
        if not 0 < len(lines_without) <= MAX_SLIPS:
            continue
        if len(lines_with) < LABEL_RATIO * len({link.span.line for link, _ in links}):
            continue
        for number, bare in lines_without.items():
            if any(_is_inside(lines[number - 1], link) for link in bare):
                continue
            edits = [
                edit
                for link in bare
                for edit in (
                    Edit(Span(number, link.span.column, number, link.span.column), pair[0]),
                    Edit(Span(number, link.span.end_column, number, link.span.end_column), pair[1]),
                )
            ]
            yield Hit(
                span=Span(number, bare[0].span.column, number, bare[-1].span.end_column),
                message=f"Put `{pair}` around this link, as around the others.",
                key=f"brackets {bare[0].url}",
                fix=Fix(tuple(edits), safe=True),
            )


def _is_inside(line: str, link: Link) -> bool:
    """Whether brackets are open where a link begins, or a bracket is beside it."""
    before = re.sub(r"\[[^\[\]]*\]\([^()]*\)", "", line[: link.span.column - 1])
    after = line[link.span.end_column - 1 :]
    return (
        before.count("[") != before.count("]")
        or before.count("(") != before.count(")")
        or before.endswith(("[", "("))
        or after.startswith(("]", ")"))
    )


# ---------------------------------------------------------------------------------- labels

_NO_LABEL = frozenset("[<!`")
_LABEL = lazy_pattern(r"[ ]*([*_]*)([A-Z][\w -]{1,22}?)([*_]*)([:;.,|])([*_]*)[ ]+(?=\S)")


def _labels(document: Document) -> Iterator[Hit]:
    """Hits for labels with another mark behind them, and for a comma at the end of their item."""
    kinds: dict[str, list[tuple[Item, str, Span, str]]] = defaultdict(list)
    for item in document.items:
        if item.kind != "item":
            continue
        line = document.lines[item.span.line - 1]
        start = item.span.column + len(item.marker)
        if line[start : start + 1] in _NO_LABEL:
            continue
        found = _LABEL.match(line, start)
        if found:
            span = Span(item.span.line, found.start(4) + 1, item.span.line, found.end(4) + 1)
            kinds[found.group(2)].append((item, found.group(4), span, line.rstrip()))
    for label, members in kinds.items():
        if len(members) < MIN_SIBLINGS:
            continue
        mark, count = Counter(mark for _, mark, _, _ in members).most_common(1)[0]
        other = [member for member in members if member[1] != mark]
        if (
            count >= MIN_SIBLINGS
            and 0 < len(other) <= MAX_SLIPS
            and count >= LABEL_RATIO * len(members)
        ):
            for _, wrong, span, _ in other:
                yield Hit(
                    span=span,
                    message=(
                        f"Write `{label}{mark}`, as in the other {count} places, not "
                        f"`{label}{wrong}`."
                    ),
                    key=f"label {label} {span.line}",
                    fix=Fix((Edit(span, mark),), safe=True),
                )
        trailing = [member for member in members if member[3].endswith((",", ";"))]
        if 0 < len(trailing) <= MAX_SLIPS:
            for item, _, _, text in trailing:
                if item.own_end_line == item.span.line:
                    end = Span(item.span.line, len(text), item.span.line, len(text) + 1)
                    yield Hit(
                        span=end,
                        message=f"Remove the `{text[-1]}` at the end: nothing follows.",
                        key=f"comma {plain(text, 60)}",
                        fix=Fix((Edit(end, ""),), safe=True),
                    )


# ---------------------------------------------------------------------------------- shortcodes

_SHORTCODE = lazy_pattern(r":([a-z][a-z0-9_+-]+):")
_APART = lazy_pattern(r"(?<=[\s(]):([a-z][a-z0-9_+-]+):(?=[\s),.]|$)", re.MULTILINE)


def _shortcodes(document: Document) -> Iterator[Hit]:
    """Hits for shortcodes that touch the word beside them, where nearly all stand apart."""
    if document.text.count(" :") < MIN_SIBLINGS:
        return
    apart = Counter(_APART.findall(document.text))
    if apart.total() < MIN_SIBLINGS:
        return
    known = {name for name, count in apart.items() if count > 1}
    touching = [
        (number, found)
        for number, line in enumerate(document.lines, start=1)
        if ":" in line and number not in document.raw_lines and not line.startswith("#")
        for found in _SHORTCODE.finditer(line)
        if found.group(1) in known and line[: found.start()].count("`") % 2 == 0
    ]
    hits = [hit for number, found in touching for hit in _touching(number, found)]
    if len(hits) <= max(MAX_SLIPS, (1 - LABEL_RATIO) * apart.total()):
        yield from hits


def _touching(number: int, found: re.Match[str]) -> Iterator[Hit]:
    """A hit for a shortcode beside a letter, or right behind a sentence's end."""
    line, start, end = found.string, found.start(), found.end()
    before, after = line[:start][-1:], line[end : end + 1]
    edits = []
    if before.isalnum() or before in tuple(".,!?)"):
        edits.append(Edit(Span(number, start + 1, number, start + 1), " "))
    if after.isalnum():
        edits.append(Edit(Span(number, end + 1, number, end + 1), " "))
    if edits:
        where = "after" if edits[0].span.column > start + 1 else "before"
        yield Hit(
            span=Span(number, start + 1, number, end + 1),
            message=f"Put a space {where} `{found.group()}`, as in the other places.",
            key=f"shortcode {plain(line, 60)}",
            fix=Fix(tuple(edits), safe=True),
        )


# ---------------------------------------------------------------------------------- commas

_COMMA = lazy_pattern(r",(?=[A-Za-z])")
_CJK = lazy_pattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_PROSE = ("://", "](", "`", "=", "<", "@", "{")


def _commas(document: Document) -> Iterator[Hit]:
    """Hits for commas without a space behind them, where nearly all have one."""
    text = document.text
    total = text.count(", ")
    if total < MIN_COMMAS or not _COMMA.search(text):
        return
    items = {
        line for item in document.items for line in range(item.span.line, item.own_end_line + 1)
    }
    places: dict[int, list[int]] = {}
    for number in sorted(items - document.raw_lines):
        line = document.lines[number - 1]
        if "," in line and not _CJK.search(line):
            found = [
                one.start() for one in _COMMA.finditer(line) if _is_in_prose(line, one.start())
            ]
            if found:
                places[number] = found
    if len(places) > max(MAX_SLIPS, MAX_COMMAS_RATIO * total):
        return
    for number, commas in places.items():
        these = "this comma" if len(commas) == 1 else f"these {len(commas)} commas"
        spaces = [Edit(Span(number, comma + 2, number, comma + 2), " ") for comma in commas]
        yield Hit(
            span=Span(number, commas[0] + 1, number, commas[-1] + 2),
            message=f"Put a space after {these}, as after the others.",
            key=f"comma {plain(document.lines[number - 1], 60)}",
            fix=Fix(tuple(spaces), safe=True),
        )


def _is_in_prose(line: str, place: int) -> bool:
    """Whether a comma stands between two words, and not in code, an address or a tag."""
    before, after = line[:place], line[place + 1 :]
    word = before.rpartition(" ")[2] + after.partition(" ")[0]
    return (
        before[-1:].isascii()
        and before[-1:].isalpha()
        and before.count("`") % 2 == 0
        and not any(mark in word for mark in _NO_PROSE)
    )


RULE = Rule(
    id="field-style",
    doc=__doc__,
    default_severity=Severity.WARNING,
    check=check,
    yields_to="entry-format",
)
