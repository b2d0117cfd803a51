"""The conventions of a list, learned from its own entries.

A convention is what a clear majority of the entries does; the count is kept as evidence. Mistakes
in the list do not matter: they are the minority that the rules then point at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from linter.conventions.style import bullets, descriptions, stated_descriptions
from linter.conventions.templates import CLEAR_MAJORITY, Learned, learned_templates
from linter.entries.extractor import Reader
from linter.markdown.parser import collection_paused
from linter.model import Conventions, Direction, Document, Entry
from linter.structure import ordering
from linter.structure.outline import items_inside, parents_of
from linter.template.template import compile_template
from linter.text import dates
from linter.text.authors import common_separator, from_bibtex

# So many dates must show whether it is "Month" or "Mon"; those of May do not.
MIN_TELLING_MONTHS = 3
# The HTML block that lists fold their sections with.
_FOLD = "details"


def learn(document: Document) -> Conventions:
    """The conventions that a clear majority of the document's own entries follows."""
    return study(document)[0]


@collection_paused()
def study(document: Document, templates: Sequence[str] = ()) -> tuple[Conventions, Reader]:
    """What `learn` learns, and what has read the document by that.

    ``templates``, if there are any, are taken as given; all else is learned as they read the list.
    """
    learned = Learned(tuple(templates)) if templates else learned_templates(document)
    conventions = Conventions(templates=learned.templates, excluded=learned.excluded)
    if templates:
        conventions = conventions._replace(sources={"templates": "configuration"})
    reader = Reader(document, conventions)
    read = reader.sketched
    good = replace(read, entries=tuple(e for e in read.entries if e.mismatch is None))
    if conventions.templates and not templates:
        evidence = f"{reader.matching} of {len(read.entries)} entries"
        conventions = conventions._replace(sources={"templates": evidence})
    # Without a template a date is a guess, and no convention comes of a guess.
    guesses = not conventions.templates
    for step in () if guesses else (_dates, _authors):
        conventions = step(good, conventions)
    conventions = _order(good, _places(good, _filled(good, conventions)), reader)
    return bullets(good, descriptions(good, conventions)), reader


def specified(conventions: Conventions) -> Conventions:
    """With what their configured templates say of dates and descriptions, if they say it."""
    if spec := _specified(conventions, "date"):
        noted = _noted(conventions, "date_format", "configuration")
        conventions = conventions._replace(date_format=spec, sources=noted)
    return stated_descriptions(conventions)


# ------------------------------------------------------------------------------ conventions


def _specified(conventions: Conventions, name: str) -> str:
    """What a configured template says behind a field's colon."""
    if conventions.sources.get("templates") != "configuration":
        return ""
    fields = (field for t in conventions.templates for field in compile_template(t).fields)
    return next((field.spec for field in fields if field.name == name and field.spec), "")


def _noted(conventions: Conventions, key: str, evidence: str) -> dict[str, str]:
    return {**conventions.sources, key: evidence}


def _dates(document: Document, conventions: Conventions) -> Conventions:
    if spec := _specified(conventions, "date"):
        noted = _noted(conventions, "date_format", conventions.sources["templates"])
        return conventions._replace(date_format=spec, sources=noted)
    fields = (entry.fields.get("date", "").strip() for entry in document.entries)
    texts = Counter(text for text in fields if text)
    forms = Counter[str]()
    for text, times in texts.items():
        if day := dates.recognise(text):
            forms[day.form] += times
    if not forms:
        return conventions
    form, _ = forms.most_common(1)[0]
    loose = form.replace("MM", "M").replace("DD", "D")
    count, total = _of_form(texts, form), texts.total()
    if _of_form(texts, loose) > count + 0.05 * total:
        form, count = loose, _of_form(texts, loose)
    if count < max(3, CLEAR_MAJORITY * total) or _telling(texts, form) < MIN_TELLING_MONTHS:
        return conventions
    noted = _noted(conventions, "date_format", f"{count} of {total} dates")
    return conventions._replace(date_format=form, sources=noted)


def _telling(texts: Counter[str], form: str) -> int:
    """How many dates show whether this list shortens the names of months: `May` does not."""
    other = form.replace("Month", "Mon") if "Month" in form else form.replace("Mon", "Month")
    count = _of_form(texts, form)
    return (
        count
        if other == form
        else count
        - sum(
            times
            for text, times in texts.items()
            if dates.read(text, form) and dates.read(text, other)
        )
    )


def _of_form(texts: Counter[str], form: str) -> int:
    return sum(times for text, times in texts.items() if dates.read(text, form))


def _authors(document: Document, conventions: Conventions) -> Conventions:
    texts = [
        text for entry in document.entries if (text := entry.fields.get("authors", "").strip())
    ]
    separator, count, total = common_separator(texts)
    if total < 3 or count < CLEAR_MAJORITY * total:
        return conventions
    style = ""
    if separator == "; ":
        turned = sum(1 for text in texts if from_bibtex(text))
        if turned <= (1 - CLEAR_MAJORITY) * len(texts):
            style = "first-last"
        elif turned >= CLEAR_MAJORITY * len(texts):
            style = "last-first"
    noted = _noted(conventions, "authors", f"{count} of {total} lists of authors")
    return conventions._replace(author_separator=separator, authors=style, sources=noted)


# So many rows, none of them with an empty cell in a column, show that none may be empty.
MIN_FILLED = 20


def _filled(document: Document, conventions: Conventions) -> Conventions:
    """The fields of table rows that no row leaves empty."""
    filled: dict[str, frozenset[str]] = {}
    for number, source in enumerate(conventions.templates):
        template = compile_template(source)
        if template.kind != "row":
            continue
        rows = [entry.fields for entry in document.entries if entry.template == number]
        if len(rows) >= MIN_FILLED:
            names = (field.name for field in template.fields if field.type.may_be_empty)
            filled[source] = frozenset(
                name for name in names if all(row.get(name, "").strip() for row in rows)
            )
    return conventions._replace(filled=filled) if any(filled.values()) else conventions


def _places(document: Document, conventions: Conventions) -> Conventions:
    """Where entries stand: in a folding block, and in sections without subsections only."""
    entries = document.entries
    total = len(entries)
    if total < 5:
        return conventions
    folded = items_inside(document, _FOLD)
    inside = sum(entry.item in folded for entry in entries)
    sources = dict(conventions.sources)
    tag = _FOLD if inside >= CLEAR_MAJORITY * total else ""
    if tag:
        sources["block"] = f"{inside} of {total} entries"
    parents = parents_of(document)
    in_leaf = sum(1 for entry in entries if entry.heading not in parents)
    with_both = {entry.heading for entry in entries} & parents
    leaf_only = bool(parents) and in_leaf >= 0.97 * total and len(with_both) <= len(parents) // 3
    if leaf_only:
        sources["leaf_only"] = f"{in_leaf} of {total} entries"
    return conventions._replace(block=tag, leaf_only=leaf_only, sources=sources)


# ------------------------------------------------------------------------------ order

MIN_SORTED = 8
STRONG_RATIO = 0.95
# If so many are in order of their dates, no other order is tried.
DATES_RATIO = 0.99
# Where fewer do by one way of sorting names, they do by none.
ALPHABET_RATIO = 0.75
# What stays of five or more names in any order comes to about this much.
CHANCE_RATIO = 0.65
# A section of a list whose order is not strong keeps one from here on.
KEPT_RATIO = 0.8
# What the items of a list of rows do, and the rows of a list of items, is their own affair.
MINORITY_RATIO = 0.1


class _Kept(NamedTuple):
    """How many entries need not move, of how many, where chance alone would keep few."""

    ordered: int
    total: int

    @property
    def share(self) -> float:
        return self.ordered / self.total if self.total else 1.0


def _order(document: Document, conventions: Conventions, reader: Reader) -> Conventions:
    """The order that the list's sections keep, if nearly all of them do; dates are asked first."""
    groups = [
        run
        for run in ordering.runs(document)
        if len(run) > 1 and not ordering.is_selection(document.section_of(run[0].heading))
    ]
    total = sum(map(len, groups))
    best, best_runs = conventions, [_Kept(0, 1)]
    for tried in _choices(conventions):
        alphabetical = tried.order in ("a-z", "lines")
        read = groups if alphabetical else (_dated(run, reader) for run in groups)
        keys = (ordering.keys(run, tried, document.lines) for run in read)
        runs = _runs(keys, total, ALPHABET_RATIO if alphabetical else CLEAR_MAJORITY)
        if runs is None and tried.order == "a-z":
            break
        if runs is None:
            continue
        kept = _sum(runs)
        if kept.total >= MIN_SORTED and kept.share > _sum(best_runs).share:
            best, best_runs = tried, runs
        # Of several alphabets the one that most keep; a date is a date.
        if _sum(best_runs).share >= (1 if alphabetical else DATES_RATIO):
            break
    kept = _sum(best_runs)
    if kept.share < CLEAR_MAJORITY:
        return conventions
    least = CHANCE_RATIO if kept.share >= STRONG_RATIO else KEPT_RATIO
    kinds = Counter(document.items[entry.item].kind for run in groups for entry in run)
    sections = [document.section_of(run[0].heading) for run in groups]
    telling = {section for section, one in zip(sections, best_runs, strict=True) if one.total}
    # Ignore what a single section does if the others are too short to show anything.
    others = set(sections) - telling if len(telling) == 1 else set()
    loose = others.union(
        section
        for run, section, group in zip(groups, sections, best_runs, strict=True)
        if group.share < least or kinds[document.items[run[0].item].kind] < MINORITY_RATIO * total
    )
    noted = _noted(conventions, "order", f"{kept.ordered} of {kept.total} entries are in order")
    return best._replace(unordered=frozenset(loose), sources=noted)


def _choices(conventions: Conventions) -> Iterator[Conventions]:
    """The conventions with each of the orders there are."""
    dated: tuple[Direction, ...] = ("newest", "oldest")
    for direction in dated if conventions.templates else ():
        yield conventions._replace(order=direction, options={"collation": ""})
    for collation in ordering.COLLATIONS:
        yield conventions._replace(order="a-z", options={"collation": collation})
    for collation in ordering.LINE_COLLATIONS:
        yield conventions._replace(order="lines", options={"collation": collation})


def _dated(run: Sequence[Entry], reader: Reader) -> list[Entry]:
    """The entries, finished where there is a date: their links may show that it is not one."""
    return [reader.finish(entry) if "date" in entry.fields else entry for entry in run]


def _runs(keys: Iterable[Sequence[Any]], entries: int, least: float) -> list[_Kept] | None:
    """What each run keeps; None as soon as all of them cannot keep ``least`` of the entries."""
    runs: list[_Kept] = []
    ordered = total = 0
    for run in keys:
        runs.append(_kept(run))
        ordered += runs[-1].ordered
        total += runs[-1].total
        entries -= len(run)
        if ordered + entries < least * (total + entries):
            return None
    return runs


def _kept(keys: Sequence[Any]) -> _Kept:
    sortable = [key for key in keys if key is not None]
    telling = len(sortable) >= 3 and len(set(sortable)) >= 3
    return _Kept(ordering.most_kept(sortable), len(sortable)) if telling else _Kept(0, 0)


def _sum(runs: Sequence[_Kept]) -> _Kept:
    return _Kept(sum(run.ordered for run in runs), sum(run.total for run in runs))
