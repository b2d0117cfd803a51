"""What a list's own entries say about how its entries are written.

Everything here is a majority of what stands in the list, with the count kept as evidence; what
less than a clear majority follows is no convention. Mistakes in the list do not matter: they are
the minority that the rules then point at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from linter import dates, names, order
from linter.model import Conventions, Direction, Document, Entry
from linter.parse.commonest import CLEAR_MAJORITY, learned_templates
from linter.parse.entries import with_entries
from linter.parse.habits import bullets, descriptions
from linter.parse.template import compile_template
from linter.sections import parents_of, stands_in

# The HTML block that lists fold their sections with.
_FOLD = "details"


def learn(document: Document) -> Conventions:
    """The conventions that a clear majority of the document's own entries follows."""
    return study(document)[0]


def study(document: Document, templates: Sequence[str] = ()) -> tuple[Conventions, Document]:
    """What `learn` learns, and the document with its entries read by that.

    ``templates``, if there are any, are taken as given; all else is learned as they read the list.
    """
    conventions = Conventions(templates=tuple(templates) or learned_templates(document))
    if templates:
        conventions = replace(conventions, sources={"templates": "configuration"})
    read = with_entries(document, conventions)
    good = replace(read, entries=tuple(e for e in read.entries if e.mismatch is None))
    if conventions.templates and not templates:
        evidence = f"{len(good.entries)} of {len(read.entries)} entries"
        conventions = replace(conventions, sources={"templates": evidence})
    # Without a template a date is a guess, and no convention comes of a guess.
    guesses = not conventions.templates
    steps = (_places, _order) if guesses else (_dates, _authors, _places, _order)
    for step in (*steps, descriptions, bullets):
        conventions = step(good, conventions)
    return conventions, read


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
    fields = (entry.fields.get("date", "").strip() for entry in document.entries)
    texts = [text for text in fields if text]
    if spec := _specified(conventions, "date"):
        noted = _noted(conventions, "date_format", conventions.sources["templates"])
        return replace(conventions, date_format=spec, sources=noted)
    forms = Counter(day.form for text in texts if (day := dates.recognise(text)))
    if not forms:
        return conventions
    form, _ = forms.most_common(1)[0]
    loose = form.replace("MM", "M").replace("DD", "D")
    count = sum(1 for text in texts if dates.read(text, form))
    if sum(1 for text in texts if dates.read(text, loose)) > count + 0.05 * len(texts):
        form, count = loose, sum(1 for text in texts if dates.read(text, loose))
    if count < max(3, CLEAR_MAJORITY * len(texts)):
        return conventions
    noted = _noted(conventions, "date_format", f"{count} of {len(texts)} dates")
    return replace(conventions, date_format=form, sources=noted)


def _authors(document: Document, conventions: Conventions) -> Conventions:
    texts = [
        text for entry in document.entries if (text := entry.fields.get("authors", "").strip())
    ]
    separator, count, total = names.common_separator(texts)
    if total < 3 or count < CLEAR_MAJORITY * total:
        return conventions
    style = ""
    if separator == "; ":
        turned = sum(1 for text in texts if names.from_bibtex(text))
        if turned <= (1 - CLEAR_MAJORITY) * len(texts):
            style = "first-last"
        elif turned >= CLEAR_MAJORITY * len(texts):
            style = "last-first"
    noted = _noted(conventions, "authors", f"{count} of {total} lists of authors")
    return replace(conventions, author_separator=separator, authors=style, sources=noted)


def _places(document: Document, conventions: Conventions) -> Conventions:
    """Where entries stand: in a folding block, and in sections without subsections only."""
    entries = document.entries
    total = len(entries)
    if total < 5:
        return conventions
    inside = sum(stands_in(document, document.items[entry.item], _FOLD) for entry in entries)
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
    return replace(conventions, block=tag, leaf_only=leaf_only, sources=sources)


# ------------------------------------------------------------------------------ order

_STRONG_ORDER = 0.95
# What stays of five or more names in any order comes to about this much.
_CHANCE = 0.65


def _order(document: Document, conventions: Conventions) -> Conventions:
    """The order that the list's sections keep, if nearly all of them do."""
    groups = [run for run in order.runs(document) if len(run) > 1]
    best = _best_order(groups, conventions)
    if best is None:
        return conventions
    ordered, kept, total = best
    loose = frozenset(
        document.section_of(run[0].heading)
        for run in groups
        if _share_kept(run, ordered) < (0.8 if kept < _STRONG_ORDER * total else _CHANCE)
    )
    noted = _noted(conventions, "order", f"{kept} of {total} entries stand in order")
    return replace(ordered, unordered=loose, sources=noted)


def _best_order(
    groups: Sequence[Sequence[Entry]], conventions: Conventions
) -> tuple[Conventions, int, int] | None:
    """The order that most entries keep, if a clear majority does; dates are asked first."""
    best: tuple[Conventions, int, int] | None = None
    dated: list[tuple[Direction, str]] = [("newest", ""), ("oldest", "")]
    choices = dated if conventions.templates else []
    choices += [("a-z", collation) for collation in order.COLLATIONS]
    for direction, collation in choices:
        tried = replace(conventions, order=direction, options={"collation": collation})
        kept, total = _kept(groups, tried)
        if total >= 8 and (best is None or kept * best[2] > best[1] * total):
            best = (tried, kept, total)
        # Of several alphabets the one that most keep; a date is a date.
        if best and best[1] >= (1 if direction == "a-z" else 0.99) * best[2]:
            break
        if direction == "a-z" and kept < 0.75 * total:
            break
    return best if best and best[1] >= CLEAR_MAJORITY * best[2] else None


def _share_kept(run: Sequence[Entry], conventions: Conventions) -> float:
    kept, total = _kept([run], conventions)
    return kept / total if total else 1.0


def _kept(groups: Sequence[Sequence[Entry]], conventions: Conventions) -> tuple[int, int]:
    """How many entries need not move, of how many, where chance alone would keep few."""
    kept = total = 0
    for run in groups:
        keys = order.keys(run, conventions)
        sortable = [key for key in keys if key is not None]
        if len(sortable) < 3 or len(set(sortable)) < 3:
            continue
        total += len(sortable)
        kept += len(sortable) - len(order.fewest_moves(sortable, [False] * len(sortable)))
    return kept, total
