"""Two entries of one section lead to the same work or page.

## What it does
Compares the primary links of a section's entries by what they point at, not by how they are
spelled: arXiv's abstract, PDF and DOI are one paper, `http` and `https` one page. Two sections of
one page, two files of one repository and links in descriptions are left alone.

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

from collections import defaultdict
from collections.abc import Iterable, Iterator

from linter.fold import fold
from linter.model import Context, Document, Edit, Entry, Fix, Hit, Rule, Severity, Span


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every entry but one that shares its identity with others of its section."""
    places: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in document.entries:
        if entry.url:
            item = document.items[entry.item]
            places[entry.heading, item.block, item.parent, entry.identity].append(entry)
    for entries in places.values():
        if len(entries) > 1:
            yield from _copies(document, context, entries)


def _copies(document: Document, context: Context, entries: list[Entry]) -> Iterator[Hit]:
    kept = min(entries, key=lambda entry: context.is_added(entry.span))
    for entry in entries:
        if entry is not kept:
            yield Hit(
                span=entry.field_spans.get("url", entry.span),
                message=_message(entry, kept),
                key=" > ".join([entry.identity, *entry.section]),
                fix=_removal(document, entry, kept),
            )


def _message(entry: Entry, kept: Entry) -> str:
    here, there = entry.fields.get("title", ""), kept.fields.get("title", "")
    if here and there and fold(here) != fold(there):
        return (
            f"Same link as “{there.strip()}” on line {kept.span.line}, under another title. "
            "If these are two works, mend the link; if they are one, keep one entry."
        )
    spelled = f" as `{kept.url}`" if kept.url != entry.url else ""
    return (
        f"Already listed in this section, on line {kept.span.line}{spelled}. "
        "Keep one of the two entries."
    )


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
