"""Two entries of one section lead to the same work or page.

## What it does
Compares the primary links of a section's entries by what they point at, not by how they are
spelled: arXiv's abstract, PDF and DOI are one paper, `http` and `https` one page. Two sections of
one page, two files of one repository, links in descriptions, entries of different names that share
a site's front page, and differently named links below one entry (its slides and its notes, say) are
left alone.

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

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

from linter.model import Context, Document, Edit, Entry, Fix, Hit, Rule, Severity, Span
from linter.text.normalize import fold, plain
from linter.urls.identity import is_work
from linter.urls.sites import ACCOUNT_HOSTS

_WIDTH = 80
# A line of text up to this long between two lists is a label, and starts a section of its own.
_LABEL = 60


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every entry but one that shares its identity with others of its section."""
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
    for entries in places.values():
        if len(entries) > 1:
            yield from _copies(document, context, entries)


def _labels(document: Document) -> list[int]:
    """The short paragraphs that are no entries: what follows belongs to what they name."""
    entries = {entry.item for entry in document.entries}
    return [
        index
        for index, item in enumerate(document.items)
        if item.kind == "paragraph"
        and index not in entries
        and item.span.line == item.span.end_line
        and item.span.end_column - item.span.column <= _LABEL
    ]


def _copies(document: Document, context: Context, entries: list[Entry]) -> Iterator[Hit]:
    kept = min(entries, key=lambda entry: context.is_added(entry.span))
    for entry in entries:
        if entry is not kept and (message := _message(entry, kept)):
            yield Hit(
                span=entry.field_spans.get("url", entry.span),
                message=message,
                key=entry.identity,
                fix=_removal(document, entry, kept),
                kind=entry.identity,
            )


def _message(entry: Entry, kept: Entry) -> str:
    """What to say about a copy; nothing if two things may well share the one page."""
    here, there = fold(entry.fields.get("title", "")), fold(kept.fields.get("title", ""))
    if here and there and here != there:
        if _is_front_page(entry) and here not in there and there not in here:
            return ""
        return (
            f"Same link as “{plain(kept.fields['title'], _WIDTH)}” on line {kept.span.line}, under "
            "another title. If these are two works, mend the link; if they are one, keep one entry."
        )
    spelled = f" as `{plain(kept.url, _WIDTH)}`" if kept.url != entry.url else ""
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


RULE = Rule(
    id="duplicate-link",
    doc=__doc__,
    default_severity=Severity.ERROR,
    check=check,
)
