"""A link leads to nothing: the page, or the file in the repository, is confirmed gone.

## What it does
Follows every link and image once. Dead means 404, 410 or no such host, seen twice with time
between, or a relative path that names no file. A host that refuses robots, asks for patience,
times out or errs is never called dead: it is counted as unverifiable.

## Why
A reader who meets a dead link loses trust in the living ones around it.

## Example
```markdown
- [A survey of sorting](https://example.com/lost) - A page that answers 404.
```
Use instead:
```markdown
- [A survey of sorting](https://example.com/found) - Where that page lives now.
```

## Fix
Offers the right spelling of a file's name that differs by case alone. For a page, look for its new
address, or remove the entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote, urlsplit

from linter.model import Context, Document, Edit, Fix, Hit, Link, Missing, Need, Rule, Severity
from linter.urls.targets import link_needs, need_of


def needs(document: Document, context: Context) -> Iterator[Need]:  # noqa: ARG001
    """The page or file behind every link."""
    return link_needs(document)


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit at every destination that is missing; a reference's definition is named once."""
    seen = set()
    for link in document.links:
        need = need_of(document, link)
        answer = context.facts.get(need) if need else None
        if need and isinstance(answer, Missing) and link.url_span not in seen:
            seen.add(link.url_span)
            yield _file_hit(link, answer) if need.kind == "file" else _page_hit(link, answer)


def _page_hit(link: Link, answer: Missing) -> Hit:
    what_to_do = "Link to where the page lives now, or remove the entry."
    message = f"This link is dead: {answer.reason}. {what_to_do}"
    if archived := answer.data.get("archived"):
        message += f" There is an archived copy: {archived}"
    return Hit(link.url_span, message, key=link.url)


def _file_hit(link: Link, answer: Missing) -> Hit:
    right = str(answer.data.get("path", ""))
    if not right:
        message = "This file does not exist in the repository. Correct the path, or add the file."
        return Hit(link.url_span, message, key=link.url)
    message = f"The file is called `{right}`: upper and lower case matter on GitHub."
    parts = urlsplit(link.url)
    spelled = quote(_spelled(unquote(parts.path), right))
    fix = Fix((Edit(link.url_span, parts._replace(path=spelled).geturl()),), safe=True)
    return Hit(link.url_span, message, link.url, fix)


def _spelled(written: str, right: str) -> str:
    """The relative path ``written`` with the case of ``right``, which ends like it."""
    segments, names = written.split("/"), right.split("/")
    for place in reversed(range(len(segments))):
        if segments[place] in (".", "..") or not names:
            break
        if segments[place].lower() == names[-1].lower():
            segments[place] = names.pop()
    return "/".join(segments)


RULE = Rule(
    id="dead-link",
    doc=__doc__,
    default_severity=Severity.ERROR,
    check=check,
    needs=needs,
)
