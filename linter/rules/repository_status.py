"""A linked repository is gone, has another name now, or is archived.

## What it does
Asks GitHub about every repository that the list links to. Links to a file or page inside a
repository are not judged. `dead-link`, where it is on, reports a repository that is gone.

## Why
A rename redirects only until somebody takes the old name. An archived project gets no more fixes,
and a reader wants to know before building on it.

## Example
```markdown
- [Frame](https://github.com/example/archived) - A project that its owner has archived.
```
Use instead:
```markdown
- [Frame](https://github.com/example/active) - The project that carries on.
```

## Fix
Offers the new name of a renamed repository.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linter.model import (
    Answer,
    Context,
    Document,
    Edit,
    Fix,
    Found,
    Hit,
    Link,
    Missing,
    Need,
    Option,
    Rule,
    Severity,
)
from linter.urls.identity import identify


def needs(document: Document, context: Context) -> Iterator[Need]:  # noqa: ARG001
    """Every repository whose own page is linked."""
    for link in document.links:
        if name := _repository(link):
            yield Need("repository", name)


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit at every repository link of which there is news."""
    seen = set()
    for link in document.links:
        name = _repository(link)
        if not name or link.url_span in seen:
            continue
        seen.add(link.url_span)
        answer = context.facts.get(Need("repository", name))
        hit = _hit(link, name, answer, context) if answer else None
        if hit:
            yield hit


def _repository(link: Link) -> str:
    kind, _, name = identify(link.url).partition(":")
    return name if kind == "github" and link.kind != "image" else ""


def _hit(link: Link, name: str, answer: Answer, context: Context) -> Hit | None:
    if isinstance(answer, Missing):
        if isinstance(context.facts.get(Need("url", link.url)), Missing):
            return None
        message = f"The repository `{name}` is gone ({answer.reason}). Link to its new home."
        return Hit(link.url_span, message, key=f"{name} gone")
    if not isinstance(answer, Found):
        return None
    new = str(answer.data.get("name") or name)
    if new.lower() != name:
        tail = link.url.partition("?")[1] + link.url.partition("?")[2]
        fix = Fix((Edit(link.url_span, f"https://github.com/{new}{tail}"),), safe=True)
        message = f"The repository `{name}` is called `{new}` now. Link to it by its new name."
        return Hit(link.url_span, message, f"{name} renamed", fix)
    if answer.data.get("archived") and context.options.get("archived", True):
        message = (
            f"The repository `{name}` is archived: its owner no longer works on it. "
            "Say so in the entry, or link to a project that carries on."
        )
        return Hit(link.url_span, message, key=f"{name} archived")
    return None


RULE = Rule(
    id="repository-status",
    doc=__doc__,
    default_severity=Severity.WARNING,
    check=check,
    needs=needs,
    options={"archived": Option(True, "whether archived repositories are reported")},
)
