"""An older open pull request adds the same work.

## What it does
Asks GitHub which works the other open pull requests add, and tells of an entry that one of them
added first. Works are compared by what their links point at, not by their spelling. It is advice,
and off unless it is switched on; on one's own machine nobody can answer it.

## Why
Two people often find the same new paper on the same day. Told early, they can agree on one entry
before a maintainer has looked at both.

## Example
```yaml
rules:
  duplicate-open-pull-request: info
```
```markdown
- [A Claimed Paper](https://example.org/claimed) - What it is about.
```
Use instead:
```markdown
- [Another Paper](https://example.org/another) - What it is about.
```

## Fix
Look at the other pull request, and keep one of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linter.model import Context, Document, Entry, Found, Hit, Need, Rule, Severity


def needs(document: Document, context: Context) -> Iterator[Need]:
    """Every work that the change adds; every work where there is nothing to compare with."""
    for entry in _new(document, context):
        yield Need("open-pull-request", entry.identity)


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit at every added entry that an older pull request adds as well."""
    for entry in _new(document, context):
        answer = context.facts.get(Need("open-pull-request", entry.identity))
        number = answer.data.get("number") if isinstance(answer, Found) else None
        if number is not None:
            message = (
                f"Pull request {number}, which is older and still open, adds this work, too. "
                "Look at it, and keep one of the two entries."
            )
            yield Hit(entry.span, message, key=f"{entry.identity} {number}")


def _new(document: Document, context: Context) -> Iterator[Entry]:
    for entry in document.entries:
        if entry.url and (context.added is None or context.is_added(entry.span)):
            yield entry


RULE = Rule(
    id="duplicate-open-pull-request",
    doc=__doc__,
    default_severity=Severity.OFF,
    check=check,
    needs=needs,
)
