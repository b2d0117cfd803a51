"""A link is not spelled as its site prefers it.

## What it does
Looks at the links of entries for five things: `http` where the site serves nothing but `https`; a
mirror or an old name of arXiv and DOI addresses; arXiv's PDF instead of the abstract page, unless
the link is labelled so; an arXiv version; tracking parameters. A form that the list itself keeps to
is its style and not reported, nor are parameters that recur as a campaign of the list's own.

## Why
One spelling makes copies visible, saves a redirect, leads to the newest version and lets nobody
count the readers.

## Example
```markdown
- [mypy](https://github.com/python/mypy) - Checks types.
- [Ruff](http://github.com/astral-sh/ruff) - Lints and formats Python.
- [pytest](https://github.com/pytest-dev/pytest) - Runs tests.
```
Use instead:
```markdown
- [mypy](https://github.com/python/mypy) - Checks types.
- [Ruff](https://github.com/astral-sh/ruff) - Lints and formats Python.
- [pytest](https://github.com/pytest-dev/pytest) - Runs tests.
```

## Fix
Writes the preferred spelling. Where that leads to another page or version (an arXiv PDF, a
version), it is offered but not applied by itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl

from linter.model import Context, Document, Edit, Fix, Hit, Link, Rule, Severity
from linter.urls.identity import FORMS, arxiv_link, canonical
from linter.urls.normalize import host_of, split, without_tracking

_REASONS = {
    "http": "the site serves `https` only",
    "mirror": "that is the site's own name",
    "pdf": "the abstract page leads to every form of the paper",
    "version": "without a version it leads to the newest one",
    "tracking": "the parameters only track readers",
}
# Writing these otherwise leads to another page.
_OTHER_PAGE = frozenset({"pdf", "version"})
# A form in more than this share of a site's links is the list's own.
_OWN_STYLE = {"http": 0.5, "mirror": 0.5, "pdf": 0.25, "version": 0.25, "tracking": 0.5}
# Parameters that stand in so many links are a campaign.
MIN_CAMPAIGN = 3
_PDF_LABELS = ("pdf", "html", "full text", "fulltext")


class _Spelling(NamedTuple):
    link: Link
    site: str
    forms: frozenset[str]


def check(document: Document, _: Context) -> Iterable[Hit]:
    """A hit for every link of an entry that could be spelled better, its reasons together."""
    spellings = [_spelling(link) for link in _entry_links(document)]
    total = Counter(spelling.site for spelling in spellings)
    used = Counter((spelling.site, form) for spelling in spellings for form in spelling.forms)
    campaigns = _campaigns(spellings)
    for spelling in spellings:
        forms = [
            form
            for form in FORMS
            if form in spelling.forms
            and used[spelling.site, form] <= max(1, _OWN_STYLE[form] * total[spelling.site])
            # One link alone is no style that another page would break.
            and not (form in _OTHER_PAGE and used[spelling.site, form] == total[spelling.site])
            and not (form == "tracking" and _queries(spelling.link.url) & campaigns)
        ]
        if forms:
            yield _hit(document, spelling.link, forms)


def _entry_links(document: Document) -> Iterator[Link]:
    """The links on the own lines of entries, each source of a destination once.

    An entry that its section has twice has a worse fault, and one copy will go.
    """
    starts = [link.span.line for link in document.links]
    copies = Counter((entry.heading, entry.identity) for entry in document.entries)
    seen = set()
    for entry in document.entries:
        if copies[entry.heading, entry.identity] > 1:
            continue
        item = document.items[entry.item]
        first = bisect_left(starts, item.span.line)
        last = bisect_left(starts, max(item.own_end_line, entry.span.end_line) + 1)
        for link in document.links[first:last]:
            if link.kind != "image" and link.url_span not in seen:
                seen.add(link.url_span)
                yield link


def _spelling(link: Link) -> _Spelling:
    parts = split(link.url)
    site = host_of(parts) if parts else ""
    if canonical(link.url) == link.url:
        return _Spelling(link, "arxiv.org" if arxiv_link(link.url) else site, frozenset())
    forms = {form for form in FORMS if canonical(link.url, [form]) != link.url}
    if arxiv_link(link.url):
        site = "arxiv.org"
        label = link.text.casefold()
        if (parts and parts.fragment) or any(word in label for word in _PDF_LABELS):
            forms.discard("pdf")
    return _Spelling(link, site, frozenset(forms))


def _queries(url: str) -> set[tuple[str, str]]:
    """The tracking parameters of a URL, name and value."""
    parts = split(url)
    if parts is None:
        return set()
    kept = split(without_tracking(url, host_of(parts)))
    return set(parse_qsl(parts.query)) - set(parse_qsl(kept.query if kept else ""))


def _campaigns(spellings: Iterable[_Spelling]) -> set[tuple[str, str]]:
    counts = Counter(
        pair
        for spelling in spellings
        if "tracking" in spelling.forms
        for pair in _queries(spelling.link.url)
    )
    return {pair for pair, count in counts.items() if count >= MIN_CAMPAIGN}


def _hit(document: Document, link: Link, forms: list[str]) -> Hit:
    better = canonical(link.url, forms)
    reasons = "; ".join(_REASONS[form] for form in forms)
    written = document.slice(link.url_span)
    edit = Edit(link.url_span, better)
    return Hit(
        span=link.url_span,
        message=f"Write `{better}`: {reasons}.",
        key=link.url,
        fix=Fix((edit,), safe=_OTHER_PAGE.isdisjoint(forms)) if written == link.url else None,
    )


RULE = Rule(id="link-style", doc=__doc__, default_severity=Severity.INFO, check=check)
