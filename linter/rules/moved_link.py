"""A page has moved for good, and its old address only redirects.

## What it does
Names links that are redirected permanently (301 or 308 all the way) to a living page, and offers
the new address. Redirects that only add a slash, the secure scheme, a language or a login say
nothing about the link and are left alone; so are addresses made to redirect, such as DOIs.

## Why
Old addresses are switched off one day, and then the link is dead.

## Example
```markdown
- [The book](https://example.com/moved) - A page that answers 301.
```
Use instead:
```markdown
- [The book](https://example.com/its-new-place) - The page itself.
```

## Fix
Replaces the address by the one that the server names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from linter.model import Context, Document, Edit, Fix, Found, Hit, Link, Need, Rule, Severity
from linter.urls.identity import identify

# Of RFC 3986's characters, those that mean nothing to Markdown, to HTML or to a table.
_PLAIN = "%:/?#[]@!$&+,;=~-._"


def needs(document: Document, context: Context) -> Iterator[Need]:  # noqa: ARG001
    """The page behind every web link."""
    for link in document.links:
        if link.url.lower().startswith(("http://", "https://")):
            yield Need("url", link.url)


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit at every address whose page has moved; a reference's definition is named once."""
    seen = set()
    for link in document.links:
        answer = context.facts.get(Need("url", link.url))
        if not isinstance(answer, Found) or not answer.data.get("moved"):
            continue
        if link.url_span not in seen and not _is_renamed_repository(link, context):
            seen.add(link.url_span)
            yield _hit(link, str(answer.data["final_url"]))


def _is_renamed_repository(link: Link, context: Context) -> bool:
    """Whether another rule has asked about the repository and reports its new name."""
    kind, _, key = identify(link.url).partition(":")
    return kind == "github" and isinstance(context.facts.get(Need("repository", key)), Found)


def _hit(link: Link, final_url: str) -> Hit:
    new = quote(final_url, safe=_PLAIN)
    return Hit(
        span=link.url_span,
        message=f"This page has moved for good. Link to its new address: {new}",
        key=link.url,
        fix=Fix((Edit(link.url_span, new),), safe=True),
    )


RULE = Rule(
    id="moved-link",
    doc=__doc__,
    default_severity=Severity.INFO,
    check=check,
    needs=needs,
)
