"""An entry that is not written as the list's entries are.

## What it does
Holds every entry against the list's entry template (from the configuration, or learned from the
list) and names the first place where the two part: which field, what was expected, what stands
there. Runs of blanks count as one, as in what GitHub renders. What a field holds is for other
rules to judge: a date in the wrong form is `entry-date`.

## Why
A list is a data set that people scan and programs read. One entry in another shape breaks both.

## Example
In a list that is configured so, or so long that this is plain from its entries:
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
Renders the entry as its siblings are rendered, when all of its fields can be told apart and no
word of it is lost.
"""

from __future__ import annotations

from collections.abc import Iterable

from linter.model import Context, Document, Edit, Entry, Fix, Hit, Mismatch, Rule, Severity
from linter.text.authors import looks_like_names
from linter.text.normalize import quoted


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every entry that breaks its template."""
    for entry in document.entries:
        if entry.mismatch is not None:
            yield Hit(
                span=entry.mismatch.span,
                message=_message(entry.mismatch, context.conventions.templates[entry.template]),
                key=f"{_name(document, entry)} {entry.mismatch.field or 'end'}",
                fix=entry.mismatch.fix,
                kind=entry.mismatch.field or "end",
            )
        elif _is_swapped(entry):
            yield _swapped(document, entry)


def _is_swapped(entry: Entry) -> bool:
    """Whether the title is a list of names, and the authors are none."""
    title, authors = entry.fields.get("title", ""), entry.fields.get("authors", "")
    return ";" in title and ";" not in authors and bool(authors) and looks_like_names(title)


def _swapped(document: Document, entry: Entry) -> Hit:
    title, authors = entry.field_spans["title"], entry.field_spans["authors"]
    edits = Edit(title, entry.fields["authors"].strip()), Edit(authors, entry.fields["title"])
    return Hit(
        span=title,
        message="The authors stand in the title's place, and the title in theirs. Swap the two.",
        key=f"{_name(document, entry)} swapped",
        fix=Fix(edits, safe=True),
        kind="swapped",
    )


def _message(mismatch: Mismatch, template: str) -> str:
    shape = " ⏎ ".join(template.split("\n"))
    field = f"`{mismatch.field}`: expected" if mismatch.field else "Expected"
    said = [
        f"{field} {mismatch.expected} here, found {mismatch.found}.",
        mismatch.hint,
        f"Entries of this list read {quoted(shape)}.",
    ]
    return " ".join(part for part in said if part)


def _name(document: Document, entry: Entry) -> str:
    """What stays of an entry while it is repaired: what it links to, or else its words."""
    return entry.identity or " ".join(document.slice(entry.span).split())[:200]


RULE = Rule(
    id="entry-format",
    doc=__doc__,
    default_severity=Severity.ERROR,
    check=check,
)
