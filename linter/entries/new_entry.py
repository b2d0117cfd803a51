"""Render a new entry like the list's own, and find its place: section, template, fields."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise

from linter.model import Conventions, Document, Edit, Entry, Item, ListlintError, Span
from linter.structure import ordering
from linter.template.fields import Field
from linter.template.template import Template, compile_template
from linter.text.normalize import fold
from linter.urls.identity import identify


def place(
    document: Document,
    conventions: Conventions,
    heading: int | None,
    template: Template,
    values: Mapping[str, str],
) -> Edit:
    """The edit that puts the new entry into its section: in order, else after the last one.

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
    index = _index(conventions, run, values, (*document.lines, rendered))
    return _beside(document, run, index, rendered)


def _index(
    conventions: Conventions, run: Sequence[Entry], values: Mapping[str, str], lines: Sequence[str]
) -> int:
    """Before which entry of the run the new one belongs; ``len(run)``: behind the last.

    The new entry is the last of ``lines``.
    """
    if run[0].section in conventions.unordered:
        return len(run)
    span = Span(len(lines), 1, len(lines), 1)
    new = Entry(values, run[0].section, span, {}, identify(values.get("url", "")))
    *keys, key = ordering.keys([*run, new], conventions, lines)
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
    """Puts the entry before ``run[index]``, with the blank lines that separate the others."""
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
    return Edit(Span(line, end, line, end), "".join(f"\n{added}" for added in [*blank, *lines]))


def _number(items: Sequence[Item], index: int) -> int:
    """The number of a new item: one more than the one above, unless all are numbered alike."""
    numbers = [int(item.marker[:-1]) for item in items if item.marker[:-1].isdigit()]
    if len(set(numbers)) == 1:
        return numbers[0] + (len(numbers) == 1 and index > 0)
    return numbers[index - 1] + 1 if index else numbers[0]


def _indented(document: Document, model: Item, rendered: str) -> list[str]:
    """The entry's lines, indented like those of the item it is modelled on."""
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
    """Puts the first entry into a section: into its HTML block, if entries are in one."""
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


_OPTIONS = ("title", "date", "authors")
# A rarer template is used only if the commoner ones have no place for what is given.
COMMON_RATIO = 0.2


# ------------------------------------------------------------------------------ where


def find_section(document: Document, asked: str) -> int | None:
    """The heading (an index) of the section to add to; None for a list without headings.

    ``asked`` is a heading's text, or several from the outside in, separated by ``>``; "" stands for
    the only section there is.

    Raises:
        ListlintError: no such section, several, or none asked for where there are several.
    """
    filled = sorted({entry.heading for entry in document.entries if entry.heading is not None})
    if not asked:
        if len(filled) > 1 or (not filled and document.headings):
            shown = [document.headings[i].text for i in filled or range(len(document.headings))]
            raise ListlintError(f"name the section with --section: {some(shown)}")
        return filled[0] if filled else None
    wanted = [fold(part) for part in re.split(r"\s+>\s+", asked)]
    paths = [document.section_of(index) for index in range(len(document.headings))]
    found = [i for i, path in enumerate(paths) if [fold(p) for p in path[-len(wanted) :]] == wanted]
    if len(found) > 1:
        found = [index for index in found if index in filled] or found
    if len(found) == 1:
        return found[0]
    if found:
        shown = [" > ".join(paths[index]) for index in found]
        raise ListlintError(f'there are several sections "{asked}": {some(shown)}')
    raise ListlintError(f'there is no section "{asked}"; {_near_sections(document, asked)}')


def _near_sections(document: Document, asked: str) -> str:
    """The headings that ``asked`` may have meant: those that hold it, else those spelled alike."""
    texts = {fold(heading.text): heading.text for heading in document.headings}
    wanted = fold(asked.rpartition(">")[2].strip())
    near = [text for folded, text in texts.items() if wanted and wanted in folded]
    near = near or [texts[folded] for folded in get_close_matches(wanted, texts, n=2, cutoff=0.5)]
    if not near:
        return f"there are {some(list(texts.values()))}"
    quoted = " or ".join(f'"{text}"' for text in near[:3])
    return f"did you mean {quoted}?"


def some(texts: Sequence[str]) -> str:
    """The first few of many texts, for a message."""
    shown = ", ".join(texts[:8])
    return f"{shown} and {len(texts) - 8:,} others" if len(texts) > 8 else shown or "none"


def find_copy(
    document: Document, url: str, heading: int | None, conventions: Conventions
) -> Entry | None:
    """The entry that already links to the same work; a list may allow it in other sections."""
    identity = identify(url)
    allowed = conventions.cross_listing == "allowed"
    if not conventions.cross_listing:
        allowed = _cross_lists(document)
    for entry in document.entries:
        if entry.identity == identity and (entry.heading == heading or not allowed):
            return entry
    return None


def _cross_lists(document: Document) -> bool:
    """Whether the list has a work in two sections already."""
    sections: dict[str, int | None] = {}
    return any(
        sections.setdefault(entry.identity, entry.heading) != entry.heading
        for entry in document.entries
        if entry.identity
    )


# ------------------------------------------------------------------------------ what


def fill(
    document: Document, conventions: Conventions, heading: int | None, given: Mapping[str, str]
) -> tuple[Template, dict[str, str]]:
    """The template for a new entry of a section, and its fields as the list writes them.

    Raises:
        ListlintError: no template, an unknown field, one that is missing or invalid.
    """
    counts = Counter(
        e.template for e in document.entries if not e.mismatch and e.heading == heading
    )
    counts = counts or Counter(e.template for e in document.entries if not e.mismatch)
    templates = [compile_template(source) for source in conventions.templates]
    if not templates:
        raise ListlintError(
            "this list has no entry template, and its entries are too few or too different to "
            "learn one; write it into the configuration as `entry` (see docs/template.md)"
        )
    known = known_fields(conventions)
    for name in given:
        if name not in known:
            raise ListlintError(f'entries of this list have no field "{name}"; {some(known)}')
    ranked = sorted(range(len(templates)), key=lambda n: (-counts[n], n))
    holding = [n for n in ranked if given.keys() <= {field.name for field in templates[n].fields}]
    common = [n for n in holding if counts[n] >= COMMON_RATIO * counts.total()] or holding[:1]
    if not common:
        shown = " or ".join(f"`{templates[n].source}`" for n in ranked[:2])
        raise ListlintError(f"no entry template has all of these fields; there is {shown}")
    for number in common:
        template = templates[number]
        values = {
            field.name: _styled(field, given[field.name], template, conventions)
            for field in template.fields
            if given.get(field.name, "").strip()
        }
        if template.render(values) is not None:
            return template, values
    raise ListlintError(_missing(templates[common[0]], given))


def known_fields(conventions: Conventions) -> list[str]:
    """The names of the fields that the list's templates have."""
    templates = map(compile_template, conventions.templates)
    return list(dict.fromkeys(field.name for template in templates for field in template.fields))


def _styled(field: Field, value: str, template: Template, conventions: Conventions) -> str:
    value = " ".join(value.split())
    if not field.type.accepts(value):
        raise ListlintError(f"{field.name}: expected {field.type.expected}, not `{value}`")
    try:
        value = field.type.rendered(value, field.spec, conventions)
    except ValueError as error:
        raise ListlintError(f"{field.name}: {error}") from None
    return re.sub(r"(?<!\\)\|", r"\\|", value) if template.kind == "row" else value


def _missing(template: Template, given: Mapping[str, str]) -> str:
    wanted = [name for name in template.required() if not given.get(name, "").strip()]
    if not wanted:
        return f"an entry of the form `{template.source}` cannot be made of these fields"
    options = [f"--{name} …" if name in _OPTIONS else f"--field {name}=…" for name in wanted]
    return f"an entry of this list needs {' and '.join(wanted)}: give {' '.join(options)}"
