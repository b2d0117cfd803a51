"""Templates for table rows: the table's header names the fields, its cells show their form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from linter.conventions.entry_template import Writer, columns_of
from linter.conventions.forms import Form, induce
from linter.conventions.segments import Segment, cut, evenly
from linter.entries.item_source import item_source
from linter.model import Document, Item
from linter.template.parser import MAX_BRACES, MAX_LENGTH
from linter.template.template import TemplateError, compile_template
from linter.text import dates
from linter.text.patterns import lazy_pattern

MIN_ROWS = 3
# So many rows of a table show its form.
MAX_ROWS = 400
# So many of a column's cells have the form of the column; so many of the rows match a template.
CELL_RATIO, ROW_RATIO = 0.95, 0.9
# A column with so many links has the entries' own; a column with more empty cells may be empty.
LINKED_RATIO, EMPTY_RATIO = 0.6, 0.02
# A column that takes few values takes no other; one in so many may be a slip.
MIN_CHOICE_ROWS, MAX_CHOICES, CHOICE_RATIO = 30, 4, 0.997
MAX_HEADERS = 20
"""Tables that differ in their header; only of the largest the form is learned, because every row is
tried against every form."""

MAX_COLUMNS = MAX_BRACES // 2
"""A template for a wider table would be refused; a cell holds two fields at most."""

_PLAIN = lazy_pattern(r"[^|{}\[\]<>]{1,20}$")
_NUMBER = lazy_pattern(r"[\d.,%/ *_-]+\Z")
_TITLE = lazy_pattern(r"title|name|paper|project", re.IGNORECASE)
_STRUCTURED = frozenset(("link", "label", "url", "code", "badge"))
# What a field of a cell is called by its column.
_NAMED = ("title", "note", "description", "label", "tag", "venue", "authors", "year", "stars")
# A link with whatever is beside it.
_LOOSE_LINK = "{optional: {badges} }[{title}]({url}){optional: {notes}}"


def row_templates(document: Document, rows: Sequence[Item], *, have_links: bool) -> list[str]:
    """One template for each table header, as far as its rows keep one.

    ``have_links``: a row without a link is none of the entries.
    """
    by_header: dict[tuple[str, ...], list[Item]] = {}
    for row in rows:
        by_header.setdefault(row.header, []).append(row)
    chosen: list[str] = []
    largest = sorted(by_header, key=lambda header: -len(by_header[header]))[:MAX_HEADERS]
    for header in largest:
        items = by_header[header]
        some = evenly(items, MAX_ROWS)
        texts = [item_source(document, item).text for item in some]
        if len(items) < MIN_ROWS or len(header) > MAX_COLUMNS:
            continue
        if any(_matches(source, texts) for source in chosen):
            continue
        source = _Table(document, header, items).template(texts, have_links=have_links)
        if source and len(source) <= MAX_LENGTH:
            chosen.append(source)
    return chosen


def _matches(source: str, texts: Sequence[str]) -> bool:
    try:
        template = compile_template(source)
    except TemplateError:
        return False
    return sum(template.match(text) is not None for text in texts) >= ROW_RATIO * len(texts)


class _CellForm(NamedTuple):
    """The form that nearly all cells of a column have, and what share of them has it."""

    form: Form
    cells: list[tuple[Segment, ...]]
    share: float


class _Table:
    """The columns of the tables that have one header."""

    def __init__(self, document: Document, header: tuple[str, ...], items: Sequence[Item]) -> None:
        some = evenly(items, MAX_ROWS)
        self._document = document
        self._header = header
        self._items = items
        self._columns = [self._cells(some, at) for at in range(len(header))]
        self._segments = [cut([cell for cell in cells if cell]) for cells in self._columns]
        self._names = _names(header)

    def _cells(self, items: Sequence[Item], at: int) -> list[str]:
        """What rows hold in a column; nothing where a row has no such cell."""
        return [
            self._document.slice(item.cells[at]) if at < len(item.cells) else "" for item in items
        ]

    def template(self, texts: Sequence[str], *, have_links: bool) -> str:
        """The most detailed template that nearly all rows match; "" if there is none."""
        linked = self._linked_column()
        if linked is None and have_links:
            return ""
        forms = {at: form for at in range(len(self._header)) if (form := self._form(at))}
        titled = self._titled_column(linked)
        while True:
            source = self._source(forms, linked, titled)
            if source and _matches(source, texts):
                return source
            if not forms:
                return ""
            others = [at for at in forms if at != linked]
            del forms[min(others or forms, key=lambda at: forms[at].share)]

    def _form(self, at: int) -> _CellForm | None:
        filled = self._segments[at]
        if len(filled) < max(MIN_ROWS, 0.1 * len(self._columns[at])):
            return None
        forms = induce(Counter(tuple(segment.key for segment in cell) for cell in filled))
        if not forms:
            return None
        form = max(forms, key=lambda form: form.count)
        has_structure = any(p.is_required and p.key[0] in _STRUCTURED for p in form.parts)
        share = form.count / len(filled)
        return _CellForm(form, filled, share) if has_structure and share >= CELL_RATIO else None

    def _linked_column(self) -> int | None:
        """The column of the link that an entry leads to."""
        for kinds in (("link",), ("label", "url")):
            for at, cells in enumerate(self._segments):
                linked = sum(any(segment.kind in kinds for segment in cell) for cell in cells)
                if cells and linked >= LINKED_RATIO * len(self._columns[at]):
                    return at
        return None

    def _titled_column(self, linked: int | None) -> int | None:
        """The column that names the work where its link does not."""
        if linked is None:
            return None
        cells = self._segments[linked]
        names = [s.values[0] for cell in cells for s in cell if s.kind == "link"]
        if sum(not _NUMBER.match(name) for name in names) >= 0.5 * len(cells):
            return None
        titles = (at for at, text in enumerate(self._header) if _TITLE.search(text))
        return next((at for at in titles if at != linked), None)

    def _source(self, forms: dict[int, _CellForm], linked: int | None, titled: int | None) -> str:
        used: set[str] = set()
        cells: list[str] = []
        for at, values in enumerate(self._columns):
            name = "title" if at == titled else self._names[at]
            if name == "title" and titled != at and linked is not None:
                name = "title_"
            if at in forms:
                cells.append(self._structured(forms[at], name, at, used, linked, titled))
            elif at == linked:
                if titled is not None:
                    return ""
                used |= {"title", "url", "badges", "notes"}
                cells.append(_LOOSE_LINK)
            elif choices := self._choices(at):
                cells.append(f"{{{name}: {' | '.join(choices)}}}")
            else:
                # A date that reads like none is text.
                name = "when" if name == "date" and not _are_dates(values) else name
                used.add(name)
                cells.append(f"{{{name}}}")
        return f"| {' | '.join(cells)} |"

    def _structured(
        self,
        found: _CellForm,
        name: str,
        at: int,
        used: set[str],
        linked: int | None,
        titled: int | None,
    ) -> str:
        if at != linked:
            names = dict.fromkeys(_NAMED, name) | {"url": f"{name}_url", "link_url": f"{name}_url"}
        else:
            names = {} if titled is None else {"title": name}
        writer = Writer(columns_of(found.form, found.cells), used=used, names=names)
        cell = writer.source()
        empty = sum(not value for value in self._columns[at])
        is_optional = empty >= EMPTY_RATIO * len(self._columns[at])
        return f"{{optional: {cell}}}" if is_optional else cell

    def _choices(self, at: int) -> list[str]:
        """The few values that a column takes, if it is clear that it takes no others."""
        if len(self._items) < MIN_CHOICE_ROWS:
            return []
        if len(set(self._columns[at])) > MAX_CHOICES + (1 - CHOICE_RATIO) * len(self._items):
            return []
        counts = Counter(self._cells(self._items, at))
        kept = [value for value, count in counts.most_common() if count >= MIN_ROWS]
        known = sum(counts[value] for value in kept)
        if not 2 <= len(kept) <= MAX_CHOICES or known < CHOICE_RATIO * len(self._items):
            return []
        if not all(map(_PLAIN.match, kept)) or all(map(_NUMBER.match, kept)):
            return []
        return kept


def _names(header: Sequence[str]) -> list[str]:
    """A field name for each column, made of its heading."""
    out: list[str] = []
    taken = {"url", "label"}
    for number, title in enumerate(header, start=1):
        slug = re.sub(r"\W+", "_", title.casefold()).strip("_")
        name = slug if slug.isascii() and slug[:1].isalpha() else f"column{number}"
        while name in taken or name.endswith("_url"):
            name += "_"
        taken.add(name)
        out.append(name)
    return out


def _are_dates(values: Sequence[str]) -> bool:
    filled = [value for value in values if value]
    return sum(dates.recognise(value) is not None for value in filled) >= ROW_RATIO * len(filled)
