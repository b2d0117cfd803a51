"""Templates for table rows: the table's header names the fields, its cells show their shape."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from linter.model import Document, Item
from linter.parse.source import item_source
from linter.parse.template import Template, compile_template

_LINK = re.compile(
    r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)$"
)
_MARK = re.compile(r"(\*\*|__|`|\*|_)(?=.*\1$)")
_PLAIN = re.compile(r"[^|{}\[\]<>]{1,20}$")
_MOST_CHOICES = 4
_ENOUGH = 0.9


def row_templates(document: Document, rows: Sequence[Item]) -> list[str]:
    """One template a table header, as far as its rows keep one."""
    by_header: dict[tuple[str, ...], list[Item]] = {}
    for row in rows:
        by_header.setdefault(row.header, []).append(row)
    chosen: list[str] = []
    for header, items in by_header.items():
        if len(items) < 3:
            continue
        source = _template(document, header, items)
        if source is None or source in chosen:
            continue
        template = compile_template(source)
        if _count(document, template, items) >= _ENOUGH * len(items):
            chosen.append(source)
    return chosen


def _count(document: Document, template: Template, items: Sequence[Item]) -> int:
    return sum(template.match(item_source(document, item).text) is not None for item in items)


def _template(document: Document, header: tuple[str, ...], items: Sequence[Item]) -> str | None:
    cells = [[document.slice(cell) for cell in item.cells] for item in items]
    used: set[str] = set()
    columns: list[str] = []
    for index, title in enumerate(header):
        values = [row[index] if index < len(row) else "" for row in cells]
        columns.append(_column(values, _slug(title, index), used))
    if "url" not in used:
        return None
    return "| " + " | ".join(columns) + " |"


def _slug(title: str, index: int) -> str:
    slug = re.sub(r"\W+", "_", title.casefold()).strip("_")
    return slug if slug.isascii() and slug[:1].isalpha() else f"column{index + 1}"


def _column(values: Sequence[str], slug: str, used: set[str]) -> str:
    links = [match for value in values if (match := _LINK.match(value))]
    name = slug
    while name in used or name in ("url", "title"):
        name += "_"
    if len(links) >= _ENOUGH * len(values) and "url" not in used:
        used.update(("url", "title"))
        marks = Counter((_MARK.match(link["text"]) or [""])[0] for link in links)
        mark, count = marks.most_common(1)[0]
        mark = mark if count >= _ENOUGH * len(links) else ""
        return f"[{mark}{{title}}{mark}]({{url}})"
    used.add(name)
    choices = _choices(values)
    if choices:
        return f"{{{name}: {' | '.join(choices)}}}"
    return f"{{{name}}}"


def _choices(values: Sequence[str]) -> list[str]:
    """The few values that a column takes, if it is clear that it takes no others."""
    if len(values) < 30:
        return []
    counts = Counter(value for value in values)
    kept = [value for value, count in counts.most_common() if count >= max(3, 0.01 * len(values))]
    total = sum(counts[value] for value in kept)
    plain = all(_PLAIN.match(value) for value in kept)
    if not plain or not 2 <= len(kept) <= _MOST_CHOICES or total < 0.97 * len(values):
        return []
    return kept
