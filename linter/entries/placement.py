"""Where a new entry goes in its section, and the edit that puts it there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from linter.entries.new_entry import some
from linter.model import Conventions, Document, Edit, Entry, Item, ListlintError, Span
from linter.structure import ordering
from linter.template.template import Template
from linter.urls.identity import identify


def place(
    document: Document,
    conventions: Conventions,
    heading: int | None,
    template: Template,
    values: Mapping[str, str],
) -> Edit:
    """Puts the new entry among those of its section: in order, else behind the last one.

    Raises:
        ListlintError: the section has no place for an entry of this kind.
    """
    rendered = template.render(values)
    assert rendered is not None
    runs = [
        run
        for run in ordering.runs(document)
        if run[0].heading == heading and document.items[run[0].item].kind == template.kind
    ]
    if not runs:
        return _first(document, conventions, heading, template, rendered)
    run = max(runs, key=len)
    return _beside(document, run, _index(conventions, run, values), rendered)


def _index(conventions: Conventions, run: Sequence[Entry], values: Mapping[str, str]) -> int:
    """Before which entry of the run the new one belongs; ``len(run)``: behind the last."""
    if run[0].section in conventions.unordered:
        return len(run)
    new = Entry(values, run[0].section, run[0].span, {}, identify(values.get("url", "")))
    *keys, key = ordering.keys([*run, new], conventions)
    if key is None:
        return len(run)
    sorted_by = [(k, i) for i, k in enumerate(keys) if k is not None]
    moving = set(ordering.fewest_moves([k for k, _ in sorted_by], [False] * len(sorted_by)))
    staying = [pair for at, pair in enumerate(sorted_by) if at not in moving]
    side = bisect_left if conventions.order == "newest" else bisect_right
    at = side([k for k, _ in staying], key)
    if at < len(staying):
        return staying[at][1]
    return staying[-1][1] + 1 if staying else len(run)


def _beside(document: Document, run: Sequence[Entry], index: int, rendered: str) -> Edit:
    """Puts the entry before ``run[index]``, with the blank lines that part the others."""
    items = [document.items[entry.item] for entry in run]
    at = max(index - 1, 0)
    gaps = Counter(b.span.line - a.span.end_line - 1 for a, b in pairwise(items))
    gap = max(gaps.most_common(1)[0][0], 0) if gaps else 0
    model = items[at]
    lines = _indented(document, model, rendered)
    if model.marker[:-1].isdigit():
        lines[0] = re.sub(r"\d+", str(_number(items, index)), lines[0], count=1)
    blank = [""] * gap
    if index < len(items):
        line = items[index].span.line
        return Edit(Span(line, 1, line, 1), _joined([*lines, *blank]))
    line = model.span.end_line
    end = len(document.lines[line - 1]) + 1
    return Edit(Span(line, end, line, end), "".join(f"\n{each}" for each in [*blank, *lines]))


def _number(items: Sequence[Item], index: int) -> int:
    """The number of a new item: one more than the one above, unless all are numbered alike."""
    numbers = [int(item.marker[:-1]) for item in items if item.marker[:-1].isdigit()]
    if len(set(numbers)) == 1:
        return numbers[0] + (len(numbers) == 1 and index > 0)
    return numbers[index - 1] + 1 if index else numbers[0]


def _indented(document: Document, model: Item, rendered: str) -> list[str]:
    """The entry's lines, each set in as that of the item it is modelled on."""
    before = document.lines[model.span.line - 1][: model.span.column - 1]
    lead = re.sub(r"[^\s>]", " ", before)
    lines = rendered.split("\n")
    own = document.lines[model.span.line - 1 : model.own_end_line]
    out = [lead + lines[0]]
    for number, line in enumerate(lines[1:], start=1):
        beside = re.match(r"[\s>]*", own[number]) if number < len(own) else None
        out.append(beside.group() + line.lstrip(" ") if beside else lead + line)
    return out


def _first(
    document: Document,
    conventions: Conventions,
    heading: int | None,
    template: Template,
    rendered: str,
) -> Edit:
    """Puts the first entry into a section: into its block, if entries stand in one."""
    if heading is None or template.kind == "row":
        raise ListlintError("this section has no such entry yet; put the first one in by hand")
    level = document.headings[heading].level
    if heading + 1 < len(document.headings) and document.headings[heading + 1].level > level:
        below = [h.text for h in document.headings[heading + 1 :]]
        shown = document.headings[heading].text
        raise ListlintError(f"“{shown}” has subsections; name one with --section: {some(below)}")
    for block in document.blocks:
        if conventions.block and block.tag == conventions.block and block.heading == heading:
            line = block.span.end_line
            if line > block.span.line:
                return Edit(Span(line, 1, line, 1), _joined([*rendered.split("\n"), ""]))
    line = document.headings[heading].span.end_line
    end = len(document.lines[line - 1]) + 1
    return Edit(Span(line, end, line, end), f"\n\n{rendered}")


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
