"""Two entries of one section lead to the same work or page.

## What it does
Compares the primary links of a section's entries by what they point at, not by how they are
spelled: arXiv's abstract, PDF and DOI are one paper, `http` and `https` one page. Two sections of
one page, two files of one repository, links in descriptions, entries of different names that share
a site's front page, works of one repository whose name neither has, and differently named links
below or beside one entry (its slides and its notes, say) are left alone. An address that three
differently named entries share is a place, not a work; and where a list has several pairs of works
that share a page, that is its habit. Rows of one HTML table are compared as they are.

## Why
A reader meets the same thing twice, and of two copies only one is kept up to date.

## Example
```markdown
## Tools

- [Ruff](https://github.com/astral-sh/ruff) - Lints and formats Python.
- [mypy](https://github.com/python/mypy) - Checks types.
- [Ruff](http://www.github.com/Astral-sh/Ruff/) - A very fast linter.
```
Use instead:
```markdown
## Tools

- [Ruff](https://github.com/astral-sh/ruff) - Lints and formats Python.
- [mypy](https://github.com/python/mypy) - Checks types.
```

## Fix
Removes the second entry when it repeats the first to the letter. Otherwise a person has to choose.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linter.model import Context, Document, Edit, Entry, Fix, Hit, Rule, Severity, Span
from linter.text.link_labels import LABELS
from linter.text.normalize import fold, plain
from linter.urls.identity import arxiv_link, identify, is_work
from linter.urls.normalize import is_relative
from linter.urls.sites import ACCOUNT_HOSTS

# A shorter row of an HTML table (in characters) may be repeated on purpose.
MIN_ROW = 60
# A letter more or less makes another name of a shorter one.
MIN_LETTERS = 5
# What is shown of a title or an address, in characters.
MAX_WIDTH = 80
# A line of text up to this long between two lists is a label, and starts a section of its own.
MAX_LABEL = 60
# An address that so many entries of different titles share is a place, such as a conference's list
# of papers, and no work.
MIN_SHARERS = 3
# Where so many pairs of different works share a page, and that is this share of the entries, it is
# a habit of the list: several models announced on one page, several incidents in one report.
MIN_HABIT, HABIT_RATIO = 3, 0.01
# Titles of parts of an entry that stand beside it as entries of their own.
_PARTS = LABELS | {"course notes", "lecture notes", "lectures", "notes", "syllabus", "transcript"}
_PARTS_FOLDED = frozenset(map(fold, _PARTS))


class _Pair(NamedTuple):
    """An entry, and the one before it that has the same identity.

    ``alike``: they are called the same. ``related``: their names show that they are one work, or
    that one of them has the other's link.
    """

    entry: Entry
    kept: Entry
    alike: bool
    related: bool


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every entry but one that shares its identity with others of its section."""
    yield from _html_rows(document)
    places: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    labels = _labels(document)
    whole = {entry.item for entry in document.entries}
    for entry in document.entries:
        if entry.url:
            item = document.items[entry.item]
            label = bisect_right(labels, entry.item)
            place = (entry.heading, item.block, item.parent, label, entry.identity)
            # Links below an entry are parts of it: only one that is repeated as it is, is a copy.
            title = fold(entry.fields.get("title", "")) if item.parent in whole else ""
            places[*place, title].append(entry)
    pairs = [
        pair
        for entries in places.values()
        if len(entries) > 1
        for pair in _pairs(document, context, entries)
    ]
    doubtful = sum(not (pair.alike or pair.related) for pair in pairs)
    is_habit = doubtful >= max(MIN_HABIT, HABIT_RATIO * len(document.entries))
    for pair in pairs:
        if pair.alike or pair.related or not is_habit:
            yield Hit(
                span=pair.entry.field_spans.get("url", pair.entry.span),
                message=_message(pair),
                key=pair.entry.identity,
                fix=_removal(document, pair.entry, pair.kept),
                kind=pair.entry.identity,
            )


def _pairs(document: Document, context: Context, entries: list[Entry]) -> Iterator[_Pair]:
    """The entries that may be copies, each with the one to keep."""
    kept = min(entries, key=lambda entry: context.is_added(entry.span))
    titles = {fold(entry.fields.get("title", "")) for entry in entries}
    is_place = not is_work(kept.identity) and len(titles - {""}) >= MIN_SHARERS
    for entry in entries:
        if entry is kept:
            continue
        alike = _title(entry) == _title(kept) or not (_title(entry) and _title(kept))
        if alike:
            same_subject = _subject(document, entry) == _subject(document, kept)
            yield _Pair(entry, kept, same_subject or is_work(entry.identity), related=False)
        elif not (is_place or _may_share(entry, kept) or _have_own_links(document, entry, kept)):
            yield _Pair(entry, kept, alike=False, related=_are_related(entry, kept))


def _title(entry: Entry) -> str:
    return fold(entry.fields.get("title", ""))


def _subject(document: Document, entry: Entry) -> str:
    """What a table's row is about, where that is not its title: the words of the first cell."""
    cells = document.items[entry.item].cells
    title = entry.field_spans.get("title")
    if not cells or title is None or cells[0].covers(title):
        return ""
    subject = fold(document.slice(cells[0]))
    return subject if any(char.isalpha() for char in subject) else ""


def _may_share(entry: Entry, kept: Entry) -> bool:
    """Whether two entries of different names may well have one link."""
    here, there = _title(entry), _title(kept)
    if here in _PARTS_FOLDED or there in _PARTS_FOLDED or is_relative(entry.url):
        return True
    versions = [link.version for one in (entry, kept) if (link := arxiv_link(one.url))]
    if len(versions) == 2 and versions[0] != versions[1]:
        return True
    if not is_work(entry.identity) and _are_editions(entry, kept):
        return True
    if _contains(entry, kept):
        return False
    if entry.identity.startswith("github:"):
        # Several works in one repository; but if just one of them has its name, the other's link
        # is that of its neighbour.
        name = fold(entry.identity.rpartition("/")[2])
        return (name in here or here in name) == (name in there or there in name)
    return _is_front_page(entry)


def _have_own_links(document: Document, entry: Entry, kept: Entry) -> bool:
    """Whether two entries of different names in one repository have other links, none in common.

    Each of two packages has a page of its own. Badges are not counted.
    """
    if not entry.identity.startswith("github:"):
        return False
    others = [_other_links(document, one) for one in (entry, kept)]
    return all(others) and not others[0] & others[1]


def _other_links(document: Document, entry: Entry) -> set[str]:
    """What an entry's links lead to, besides its own."""
    item = document.items[entry.item]
    start = bisect_left(document.links, item.span.line, key=lambda link: link.span.line)
    stop = bisect_right(document.links, item.own_end_line, key=lambda link: link.span.line)
    found = {
        identify(link.url)
        for link in document.links[start:stop]
        if link.kind != "image" and link.url and entry.span.covers(link.span)
    }
    return found - {entry.identity}


def _are_editions(entry: Entry, kept: Entry) -> bool:
    """Whether two names differ in their last word alone: "Anvil Free" and "Anvil Professional"."""
    here, there = (plain(one.fields["title"]).casefold().split() for one in (entry, kept))
    return len(here) == len(there) > 1 and here[:-1] == there[:-1]


def _are_related(entry: Entry, kept: Entry) -> bool:
    """Whether two names must be of one work, or one of two links is wrong."""
    return is_work(entry.identity) or entry.identity.startswith("github:") or _contains(entry, kept)


def _contains(entry: Entry, kept: Entry) -> bool:
    """Whether one name is part of the other, or is the other one but for a letter."""
    here, there = _title(entry), _title(kept)
    return here in there or there in here or _is_misspelled(here, there)


def _is_misspelled(here: str, there: str) -> bool:
    """Whether two names of letters differ in one of them: "Coral" and "Corral"."""
    from rapidfuzz.distance import Levenshtein

    if min(len(here), len(there)) < MIN_LETTERS or not (here.isalpha() and there.isalpha()):
        return False
    return Levenshtein.distance(here, there, score_cutoff=1) == 1


def _labels(document: Document) -> list[int]:
    """The short paragraphs that are no entries: what follows belongs to what they name."""
    entries = {entry.item for entry in document.entries}
    return [
        index
        for index, item in enumerate(document.items)
        if item.kind == "paragraph"
        and index not in entries
        and item.span.line == item.span.end_line
        and item.span.end_column - item.span.column <= MAX_LABEL
    ]


def _message(pair: _Pair) -> str:
    entry, kept = pair.entry, pair.kept
    if _title(entry) and _title(kept) and _title(entry) != _title(kept):
        return (
            f"Line {kept.span.line} (“{plain(kept.fields['title'], MAX_WIDTH)}”) has the same "
            "link. If this is another work, correct the link; if it is the same one, remove one of "
            "the two entries."
        )
    spelled = f" as `{plain(kept.url, MAX_WIDTH)}`" if kept.url != entry.url else ""
    return (
        f"Already listed in this section, on line {kept.span.line}{spelled}. "
        "Keep one of the two entries."
    )


def _is_front_page(entry: Entry) -> bool:
    """Whether the link leads to a site or an account: a home that several works may share."""
    if is_work(entry.identity) or not entry.identity.startswith("url:"):
        return False
    host, slash, path = entry.identity.removeprefix("url:").partition("/")
    if not slash:
        return "?" not in host
    return host in ACCOUNT_HOSTS and "/" not in path and "?" not in path


def _removal(document: Document, entry: Entry, kept: Entry) -> Fix | None:
    span = document.items[entry.item].span
    if document.slice(span) != document.slice(document.items[kept.item].span):
        return None
    if span.end_line == len(document.lines):
        return None
    return Fix((Edit(Span(span.line, 1, span.end_line + 1, 1), ""),), safe=True)


def _html_rows(document: Document) -> Iterator[Hit]:
    """Hits for rows of an HTML table that another row of the same table repeats as it is."""
    table = 0
    start: Span | None = None
    seen: dict[tuple[int, str], Span] = {}
    for tag in document.tags:
        if tag.name == "table":
            table += 1
        if tag.name not in ("tr", "table"):
            continue
        if start is not None:
            row = Span(start.line, start.column, tag.span.line, tag.span.column)
            text = " ".join(document.slice(row).split())
            first = seen.setdefault((table, text), start)
            if first is not start and "href" in text and len(text) >= MIN_ROW:
                yield Hit(
                    span=start,
                    message=f"This row repeats the one on line {first.line}. Remove one of them.",
                    key=f"row {plain(text, MAX_WIDTH)}",
                )
        start = None if tag.closing else tag.span if tag.name == "tr" else None


RULE = Rule(
    id="duplicate-link",
    doc=__doc__,
    default_severity=Severity.ERROR,
    check=check,
)
