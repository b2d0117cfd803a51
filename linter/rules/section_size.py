"""A section without entries, or with too few.

## What it does
Reports a section that holds nothing at all, neither entries nor text nor subsections, although
the table of contents leads to it or sections beside it hold entries. With the option `least` also
sections that hold fewer entries than that.

## Why
A reader who follows the contents to an empty place has been sent there for nothing. It is often
what a moved or lost entry leaves behind.

## Example
```markdown
## Editors

- [Helix](https://helix-editor.com)

## Formatters

## Terminals

- [kitty](https://sw.kovidgoyal.net/kitty)
- [foot](https://codeberg.org/dnkl/foot)
- [WezTerm](https://wezterm.org)
```
Use instead:
```markdown
## Editors

- [Helix](https://helix-editor.com)

## Terminals

- [kitty](https://sw.kovidgoyal.net/kitty)
- [foot](https://codeberg.org/dnkl/foot)
- [WezTerm](https://wezterm.org)
```

## Fix
None: only a person knows whether an entry is missing or the section is one too many.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from linter.model import Context, Document, Hit, Option, Rule, Severity
from linter.structure.outline import name_of
from linter.structure.toc import find_contents
from linter.text.patterns import lazy_pattern

# What is no content: comments, bare tags, rules, breaks, and a way back to the top.
_NOTHING = lazy_pattern(
    r"<!--.*?-->|</?(?:a|br|details|summary|div|p|hr|center)\b[^<>]*>|^[ \t]*(?:[-*_][ \t]*){3,}$"
    r"|[*_>~^⬆↑🔝⏫\s]+",
    re.DOTALL | re.MULTILINE,
)
_INWARD = lazy_pattern(r"\[[^\[\]]*\]\(#[^()\s]*\)")
# A longer stretch between two headings is no empty section.
MAX_LINES = 20
MIN_LISTED = 2


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every section that is empty, or has fewer entries than ``least``."""
    leaves = [index for index in range(len(document.headings)) if _is_leaf(document, index)]
    yield from _empty(document, leaves)
    least = context.options["least"]
    counts = Counter(entry.heading for entry in document.entries)
    for index in leaves:
        count = counts[index]
        if 0 < count < least:
            heading = document.headings[index]
            there = "only one entry" if count == 1 else f"only {count} entries"
            yield Hit(
                span=heading.span,
                message=(
                    f"“{heading.text}” has {there}; a section of this list has {least} or "
                    "more. Add some, or merge it with another section."
                ),
                key=name_of(heading.text),
                kind="small",
                remote=True,
            )


def _empty(document: Document, leaves: Iterable[int]) -> Iterator[Hit]:
    empty = [index for index in leaves if _is_empty(document, index)]
    if not empty:
        return
    contents = find_contents(document)
    declared = {line.heading for line in contents.lines} if contents else set()
    filled = {
        _parent(document, i) for entry in document.entries if (i := entry.heading) is not None
    }
    for index in empty:
        if index in declared:
            known = "the table of contents leads to it"
        elif _parent(document, index) in filled:
            known = "the sections beside it hold entries"
        else:
            continue
        heading = document.headings[index]
        yield Hit(
            span=heading.span,
            message=(
                f"“{heading.text}” is empty, and {known}. Add an entry, or remove the section."
            ),
            key=name_of(heading.text),
            kind="empty",
            remote=True,
        )


def _is_leaf(document: Document, index: int) -> bool:
    headings = document.headings
    return index + 1 == len(headings) or headings[index + 1].level <= headings[index].level


def _is_empty(document: Document, index: int) -> bool:
    """Whether nothing visible is between a heading and the next one.

    A heading in raw HTML is a piece of layout.
    """
    first = document.headings[index].span.end_line
    last = len(document.lines)
    if index + 1 < len(document.headings):
        last = document.headings[index + 1].span.line - 1
    raw = document.slice(document.headings[index].span).startswith("<")
    if raw or last - first > MAX_LINES or not document.headings[index].text:
        return False
    # One link into the page is the way back to the top; more of them are contents.
    text, links = _INWARD.subn("", "\n".join(document.lines[first:last]))
    return links < MIN_LISTED and not _NOTHING.sub("", text)


def _parent(document: Document, index: int) -> tuple[int | None, int]:
    """What sections that stand beside each other share: the heading above them, and their level."""
    return document.heading_parents[index], document.headings[index].level


RULE = Rule(
    id="section-size",
    doc=__doc__,
    default_severity=Severity.INFO,
    check=check,
    options={"least": Option(1, "how many entries a section holds at least")},
)
