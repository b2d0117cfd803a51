"""A work is listed in two sections, and the copies disagree.

## What it does
Compares the title, the date and the authors of entries in different sections that lead to the same
work, spelling and markup aside, and names the copy that differs from most others (or from the
first). Where the list forbids cross-listing, or has one work alone in two sections, a second
listing is itself the finding. Names of one or two words, labels in brackets, a short form of a
title and a bare year are no disagreement, nor are fields of two forms of entries; and titles that
have little in common mean two things on one page, or, if the link is a paper's, that one of the two
entries has the other's link.

## Why
Copies are made once and corrected one at a time: a reader cannot tell which of them is right.

## Example
```markdown
## Theory

- **Attention Is All You Need** [[paper](https://arxiv.org/abs/1706.03762)] 2017-06-12
- **Deep Sets** [[paper](https://arxiv.org/abs/1703.06114)] 2017-03-10

## Models

- **Attention Is All You Need** [[paper](https://arxiv.org/abs/1706.03762)] 2017-12-06
- **Set Transformer** [[paper](https://arxiv.org/abs/1810.00825)] 2018-10-01
```
Use instead:
```markdown
## Theory

- **Attention Is All You Need** [[paper](https://arxiv.org/abs/1706.03762)] 2017-06-12
- **Deep Sets** [[paper](https://arxiv.org/abs/1703.06114)] 2017-03-10

## Models

- **Attention Is All You Need** [[paper](https://arxiv.org/abs/1706.03762)] 2017-06-12
- **Set Transformer** [[paper](https://arxiv.org/abs/1810.00825)] 2018-10-01
```

## Fix
Offers the text that most of the copies have. It is not applied by itself. Of two copies either may
be right: nothing is offered, nor where one of the links must be wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from linter.model import Context, Document, Edit, Entry, Fix, Hit, Rule, Severity
from linter.text import dates
from linter.text.authors import people
from linter.text.normalize import fold, plain
from linter.text.patterns import lazy_pattern
from linter.urls.identity import is_work

MIN_WORKS = 100
"""In a shorter list one work in two sections says nothing of its habits."""

MAX_CROSSING = 1
"""More works in two sections than this are there on purpose."""

MAX_WIDTH = 80
# How alike, in per cent, two titles are that name one thing.
MIN_SIMILARITY = 90
# Titles less alike than this, in per cent, are two papers'.
MIN_LIKENESS_OF_ONE = 60
# Shorter titles are names, and one address can have several.
MIN_WORDS = 3
_TAG = lazy_pattern(r"^[^\w\[]*\[?[^\[\]]{1,60}\](?![(\[])")
# A label behind a title: a year, a venue, a group, "new". Its bracket may be cut off.
_LABEL = lazy_pattern(r"\s*[(\[（][^()\[\]（）]{1,60}[)\]）]*\s*$")

_Folding = Callable[[str], object]


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every field of a copy that another section's copy contradicts."""
    works: dict[str, list[Entry]] = defaultdict(list)
    for entry in document.entries:
        if entry.url and entry.mismatch is None:
            works[entry.identity].append(entry)
    crossing = [
        entries for entries in works.values() if len({entry.heading for entry in entries}) > 1
    ]
    rare = (
        not context.conventions.cross_listing
        and len(works) >= MIN_WORKS
        and len(crossing) <= MAX_CROSSING
    )
    for entries in crossing:
        if rare and (copy := _second_copy(entries, context)) is not None:
            yield copy
        if context.conventions.cross_listing == "forbidden":
            yield from _second_listings(entries, context)
        elif context.conventions.templates:
            for alike in _of_one_form(document, entries):
                for field, folding in _FIELDS.items():
                    yield from _contradictions(alike, field, folding, context)


def _second_copy(entries: Sequence[Entry], context: Context) -> Hit | None:
    """A hit for the second of two entries of one name and one link in two sections."""
    if len(entries) != 2:
        return None
    titles = [fold(entry.fields.get("title", "")) for entry in entries]
    kept, other = sorted(entries, key=lambda entry: context.is_added(entry.span))
    if not titles[0] or titles[0] != titles[1] or not kept.section or not other.section:
        return None
    return Hit(
        span=other.field_spans.get("url", other.span),
        message=(
            f"The same work is listed under {_place(kept)}, too. All other works of this list "
            "are in one section only; keep it where it fits better."
        ),
        key=f"{other.identity} copy",
        kind="copy",
    )


def _of_one_form(document: Document, entries: Sequence[Entry]) -> Iterable[list[Entry]]:
    """The entries by form: a field of one name means the same in one form alone."""
    forms: dict[tuple[int, str, tuple[str, ...]], list[Entry]] = defaultdict(list)
    for entry in entries:
        item = document.items[entry.item]
        forms[entry.template, item.kind, item.header].append(entry)
    return (alike for alike in forms.values() if len(alike) > 1)


def _second_listings(entries: Sequence[Entry], context: Context) -> Iterator[Hit]:
    kept = min(entries, key=lambda entry: context.is_added(entry.span))
    for entry in entries:
        if entry.heading != kept.heading:
            yield Hit(
                span=entry.field_spans.get("url", entry.span),
                message=(
                    f"Already listed under {_place(kept)}. This list has each work in one section; "
                    "keep the better place."
                ),
                key=f"{entry.identity} twice",
                kind="twice",
            )


def _contradictions(
    entries: Sequence[Entry], field: str, folding: _Folding, context: Context
) -> Iterator[Hit]:
    """Hits for the copies whose ``field`` is not what most copies say, or else the first one."""
    written = [
        (entry, folding(entry.fields[field]))
        for entry in entries
        if entry.fields.get(field) and (field != "date" or _is_full(entry, context))
    ]
    counts = Counter(value for _, value in written if value)
    if len(counts) < 2:
        return
    kept, right = max(written, key=lambda one: (counts[one[1]], not context.is_added(one[0].span)))
    for entry, value in written:
        if value in ("", (), right) or entry.heading == kept.heading:
            continue
        if field == "title" and not _same_thing(entry, kept):
            continue
        if field == "authors" and _are_abbreviated(value, right):
            continue
        yield _disagreement(entry, kept, field, is_outvoted=counts[right] > counts[value])


def _disagreement(entry: Entry, kept: Entry, field: str, *, is_outvoted: bool) -> Hit:
    verb = "are" if field == "authors" else "is"
    ours, theirs = entry.fields[field], kept.fields[field].strip()
    span = entry.field_spans[field]
    two_works = field == "title" and _likeness(ours, theirs) < MIN_LIKENESS_OF_ONE
    agree, same_link = "Make the two copies agree.", "Both have one link, so one of them is wrong."
    return Hit(
        span=span,
        message=(
            f"The {field} {verb} “{plain(ours, MAX_WIDTH)}” here, but "
            f"“{plain(theirs, MAX_WIDTH)}” under {_place(kept)}. "
            f"{same_link if two_works else agree}"
        ),
        key=f"{entry.identity} {field}",
        kind=field,
        fix=Fix((Edit(span, theirs),), safe=False) if is_outvoted and not two_works else None,
    )


def _is_full(entry: Entry, context: Context) -> bool:
    """Whether a date is one that `entry-date` accepts, and more than a year.

    A year may be that of the preprint, or of the venue.
    """
    form = context.conventions.date_format
    day = dates.recognise(entry.fields["date"], form)
    return (
        day is not None
        and day.month is not None
        and dates.is_sound(entry.fields["date"], form, entry.identity, context.today)
    )


def _title(text: str) -> str:
    """A title for comparison, without the labels in brackets before and behind it."""
    return fold(_bare(text)) or fold(text)


def _bare(text: str) -> str:
    bare = _TAG.sub("", text, count=1)
    while (cut := _LABEL.sub("", bare)) != bare:
        bare = cut
    return bare


def _same_thing(entry: Entry, other: Entry) -> bool:
    """Whether two titles that differ are meant as one: a paper's, or nearly the same."""
    titles = [candidate.fields["title"] for candidate in (entry, other)]
    if any(len(_bare(title).split()) < MIN_WORDS for title in titles):
        return False
    shorter, longer = sorted(map(_title, titles), key=len)
    if longer.endswith(shorter) or longer.startswith(shorter):
        return False
    return is_work(entry.identity) or _likeness(*titles) >= MIN_SIMILARITY


def _likeness(title: str, other: str) -> float:
    """How alike two titles are, in per cent."""
    from rapidfuzz.fuzz import ratio

    return ratio(_title(title), _title(other))


_FIELDS: dict[str, _Folding] = {"title": _title, "date": fold, "authors": people}


def _are_abbreviated(names: object, others: object) -> bool:
    """Whether two author lists differ in given names that one of them has as initials."""
    if not (isinstance(names, tuple) and isinstance(others, tuple) and len(names) == len(others)):
        return False
    return all(
        name == other
        or (
            sorted(word[0] for word in name) == sorted(word[0] for word in other)
            and any(len(word) == 1 for word in (*name, *other))
        )
        for name, other in zip(names, others, strict=True)
    )


def _place(entry: Entry) -> str:
    section = f"“{entry.section[-1]}”" if entry.section else "no heading"
    return f"{section} on line {entry.span.line}"


RULE = Rule(id="cross-listing", doc=__doc__, default_severity=Severity.WARNING, check=check)
