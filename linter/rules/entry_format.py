"""An entry that is not written like the others.

## What it does
Compares every entry with the list's entry template (from the configuration, or learned from the
list) and says what to do at the first place where the two differ, with a neighbour as an example.
Runs of spaces count as one, as GitHub renders them. What a field holds is for other rules to judge:
a date in the wrong format is `entry-date`.

## Why
A list is a data set that people scan and programs read. An entry in another form breaks both.

## Example
In a list with this configuration, or with enough entries to learn it:
```yaml
lists:
  - files: [README.md]
    entry: "- [{title}]({url}) - {description}"
```
```markdown
- [Ruff](https://github.com/astral-sh/ruff) - Lints and formats Python.
- [mypy](https://github.com/python/mypy) - Checks types.
- [pytest](https://github.com/pytest-dev/pytest): Runs tests.
- [tox](https://github.com/tox-dev/tox) - Runs tests in many environments.
```
Use instead:
```markdown
- [Ruff](https://github.com/astral-sh/ruff) - Lints and formats Python.
- [mypy](https://github.com/python/mypy) - Checks types.
- [pytest](https://github.com/pytest-dev/pytest) - Runs tests.
- [tox](https://github.com/tox-dev/tox) - Runs tests in many environments.
```

## Fix
Writes the entry like the others, if all of its fields can be found and no word of it is lost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from linter.model import Context, Document, Edit, Entry, Fix, Hit, Rule, Severity
from linter.text.authors import looks_like_names
from linter.text.normalize import quoted

# What is shown of a neighbour, in characters.
MAX_SHOWN = 120


def check(document: Document, _context: Context) -> Iterable[Hit]:
    """A hit for every entry that breaks its template."""
    examples = _Examples(document)
    for entry in document.entries:
        if entry.mismatch is not None:
            yield Hit(
                span=entry.mismatch.span,
                message=f"{entry.mismatch.advice}{examples.near(entry)}",
                key=f"{_name(document, entry)} {entry.mismatch.field or 'end'}",
                fix=entry.mismatch.fix,
                kind=entry.mismatch.field or "end",
            )
        elif _is_swapped(entry):
            yield _swapped(document, entry)


class _Examples:
    """Entries that are right, to show beside one that is not."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._right: dict[int, list[Entry]] = defaultdict(list)
        for entry in document.entries:
            if entry.mismatch is None:
                self._right[entry.template].append(entry)

    def near(self, entry: Entry) -> str:
        """The nearest right entry of the same template, as a sentence; "" if there is none."""
        right = self._right[entry.template]
        index = bisect_left(right, entry.span.line, key=lambda one: one.span.line)
        if not right:
            return ""
        # The one above: lines are read from the top.
        example = right[max(0, index - 1)]
        line = self._document.lines[example.span.line - 1].strip()
        shown = line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 1].rstrip() + "…"
        return f" Line {example.span.line} shows how: {quoted(shown)}."


def _is_swapped(entry: Entry) -> bool:
    """Whether the title is a list of names, and the authors are not."""
    title, authors = entry.fields.get("title", ""), entry.fields.get("authors", "")
    return ";" in title and ";" not in authors and bool(authors) and looks_like_names(title)


def _swapped(document: Document, entry: Entry) -> Hit:
    title, authors = entry.field_spans["title"], entry.field_spans["authors"]
    edits = Edit(title, entry.fields["authors"].strip()), Edit(authors, entry.fields["title"])
    return Hit(
        span=title,
        message="The title and the authors are in each other's place. Swap the two.",
        key=f"{_name(document, entry)} swapped",
        fix=Fix(edits, safe=True),
        kind="swapped",
    )


def _name(document: Document, entry: Entry) -> str:
    """What an entry keeps while it is fixed: what it links to, or else its words."""
    return entry.identity or " ".join(document.slice(entry.span).split())[:200]


RULE = Rule(
    id="entry-format",
    doc=__doc__,
    default_severity=Severity.ERROR,
    check=check,
)
