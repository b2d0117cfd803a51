"""Templates for table rows: the table's header names the fields, its cells show their shape."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from linter.entries.item_source import item_source
from linter.model import Document, Item
from linter.template.parser import MAX_BRACES, MAX_LENGTH
from linter.template.template import Template, compile_template
from linter.text.link_labels import LABELS

_LINK = re.compile(
    r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)$"
)
# Badges and breaks around a link: a count of stars above the title, say.
_DECOR = re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)|<img\b[^<>]*>|<br[ ]?/?>")
_MARK = re.compile(r"(\*\*|__|`|\*|_)(?=.*\1$)")
_PLAIN = re.compile(r"[^|{}\[\]<>]{1,20}$")
_MOST_CHOICES = 4
# A column that takes few values takes no other; one in so many may be a slip.
_CHOSEN = 0.997
_ENOUGH = 0.9
MAX_HEADERS = 20
"""Tables that differ in their header; only of the largest the form is learned, because every row is
tried against every form."""

MAX_COLUMNS = MAX_BRACES // 2
"""A template for a wider table would be refused; a cell holds two fields at most."""

# So many rows show whether a template is kept.
_SAMPLE = 400


def row_templates(document: Document, rows: Sequence[Item]) -> list[str]:
    """One template a table header, as far as its rows keep one."""
    by_header: dict[tuple[str, ...], list[Item]] = {}
    for row in rows:
        by_header.setdefault(row.header, []).append(row)
    chosen: list[str] = []
    largest = sorted(by_header, key=lambda header: -len(by_header[header]))[:MAX_HEADERS]
    for header, items in by_header.items():
        if len(items) < 3 or len(header) > MAX_COLUMNS or header not in largest:
            continue
        source = _template(document, header, items)
        if source is None or source in chosen or len(source) > MAX_LENGTH:
            continue
        template = compile_template(source)
        some = items[:: max(1, len(items) // _SAMPLE)]
        if _count(document, template, some) >= _ENOUGH * len(some):
            chosen.append(source)
    return chosen


def _count(document: Document, template: Template, items: Sequence[Item]) -> int:
    return sum(template.match(item_source(document, item).text) is not None for item in items)


def _template(document: Document, header: tuple[str, ...], items: Sequence[Item]) -> str | None:
    some = items[:: max(1, len(items) // _SAMPLE)]
    columns = [_values(document, some, i) for i in range(len(header))]
    names = _names(header)
    linked = next((i for i, values in enumerate(columns) if _is_links(values)), None)
    if linked is None:
        return None
    lead, links, tail = _undecorated(columns[linked])
    labelled = _is_labelled(links)
    titled = _title_column(header, linked) if labelled else linked
    cells: list[str] = []
    for i, values in enumerate(columns):
        name = "title" if i == titled else names[i]
        if i == linked:
            mark = _common_mark(links)
            link = f"[{mark}{{{'label' if labelled else 'title'}}}{mark}]({{url}})"
            cells.append(lead + link + tail)
        elif _too_many(values, len(items)):
            cells.append(f"{{{name}}}")
        elif choices := _choices(_values(document, items, i)):
            cells.append(f"{{{name}: {' | '.join(choices)}}}")
        else:
            cells.append(f"{{{name}}}")
    return "| " + " | ".join(cells) + " |"


def _values(document: Document, items: Sequence[Item], column: int) -> list[str]:
    """What the rows hold in a column; nothing where a row has no such cell."""
    return [
        document.slice(item.cells[column]) if column < len(item.cells) else "" for item in items
    ]


def _names(header: Sequence[str]) -> list[str]:
    """A field name for each column, made of its heading."""
    out: list[str] = []
    taken = {"url", "title", "label"}
    for index, title in enumerate(header):
        slug = re.sub(r"\W+", "_", title.casefold()).strip("_")
        name = slug if slug.isascii() and slug[:1].isalpha() else f"column{index + 1}"
        while name in taken or name.endswith("_url"):
            name += "_"
        taken.add(name)
        out.append(name)
    return out


def _is_links(values: Sequence[str]) -> bool:
    _, links, _ = _undecorated(values)
    return sum(bool(_LINK.match(link)) for link in links) >= _ENOUGH * len(values)


def _undecorated(values: Sequence[str]) -> tuple[str, list[str], str]:
    """What stands between badges and breaks, and the template's parts for these."""
    cores: list[str] = []
    lead = tail = ""
    for value in values:
        start, end = 0, len(value)
        marks = [match.span() for match in _DECOR.finditer(value)]
        for first, last in marks:
            if value[start:first].strip():
                break
            start, lead = last, "{optional: {badges} }"
        for first, last in reversed(marks):
            if first < start or value[last:end].strip():
                break
            end, tail = first, "{optional:  {notes}}"
        cores.append(value[start:end].strip())
    return lead, cores, tail


def _is_labelled(values: Sequence[str]) -> bool:
    """Whether a column's links are called "pdf" and the like, not by a title."""
    texts = [match["text"] for value in values if (match := _LINK.match(value))]
    return sum(text.strip("[]* ").casefold() in LABELS for text in texts) >= len(texts) / 2


def _title_column(header: Sequence[str], linked: int) -> int | None:
    """The column that names the work when its link does not."""
    for index, title in enumerate(header):
        if re.search(r"title|name|paper|project", title, re.IGNORECASE) and index != linked:
            return index
    return None


def _common_mark(values: Sequence[str]) -> str:
    """The emphasis that all link texts of a column have."""
    links = [match for value in values if (match := _LINK.match(value))]
    marks = Counter((_MARK.match(link["text"]) or [""])[0] for link in links)
    mark, count = marks.most_common(1)[0]
    return mark if count >= _ENOUGH * len(links) else ""


def _too_many(some: Sequence[str], total: int) -> bool:
    """Whether some of a column's values show already that it takes more than a few."""
    return len(set(some)) > _MOST_CHOICES + (1 - _CHOSEN) * total


def _choices(values: Sequence[str]) -> list[str]:
    """The few values that a column takes, if it is clear that it takes no others."""
    if len(values) < 30:
        return []
    counts = Counter(value for value in values)
    kept = [value for value, count in counts.most_common() if count >= 3]
    total = sum(counts[value] for value in kept)
    plain = all(_PLAIN.match(value) for value in kept)
    if not plain or not 2 <= len(kept) <= _MOST_CHOICES or total < _CHOSEN * len(values):
        return []
    return kept
