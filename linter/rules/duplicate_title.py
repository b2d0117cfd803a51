"""Two entries have the same title under different links.

## What it does
Compares the titles of papers over the whole list: case, accents, punctuation, markup and LaTeX
aside, but otherwise letter by letter. Titles of one or two words prove nothing and are left alone,
as are titles of four words of which only one is a paper's, a blog's article about a paper of
another section, and works whose authors say that they are different.

## Why
One work is listed twice: as a preprint and as published, say. A reader takes the two for different
works, and a correction reaches only one.

## Example
```markdown
- **Attention Is All You Need** [[paper](https://arxiv.org/abs/1706.03762)] 2017-06-12
- **Deep Sets** [[paper](https://arxiv.org/abs/1703.06114)] 2017-03-10
- **Attention is all you need** [[paper](https://doi.org/10.5555/3295222.3295349)] 2017-06-12
```
Use instead:
```markdown
- **Attention Is All You Need** [[paper](https://arxiv.org/abs/1706.03762)] 2017-06-12
- **Deep Sets** [[paper](https://arxiv.org/abs/1703.06114)] 2017-03-10
```

## Fix
None: a person has to choose the better link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from linter.model import Context, Document, Entry, Hit, Rule, Severity
from linter.text.authors import words
from linter.text.normalize import fold, plain
from linter.text.patterns import lazy_pattern
from linter.urls.identity import is_work

MIN_WORDS = 3
# A book may share a short title with a paper: "Introduction to Machine Learning".
MIN_WORDS_OF_A_PAGE = 5
MIN_LETTERS = 15
# A shorter name may be that of a kind: "Docs".
MIN_LETTERS_OF_A_SITE = 6
# In a shorter list, and where more works have two pages in two sections, they may be meant.
MIN_ENTRIES, MAX_APART = 100, 1
MAX_WIDTH = 80
_BLOG = lazy_pattern(r"(?:^|[./])(?:blogs?|articles?|posts?|news)(?:[./]|$)")


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every entry but one of those that share a title and nothing else."""
    titled: dict[str, list[Entry]] = defaultdict(list)
    for entry in document.entries:
        title = entry.fields.get("title", "")
        if entry.url and entry.mismatch is None and title:
            titled[fold(title)].append(entry)
    apart: list[Hit] = []
    for title, entries in titled.items():
        if len(entries) < 2 or len({entry.identity for entry in entries}) < 2:
            continue
        if len(entries) == 2 and _is_one_site(*entries):
            kept, other = sorted(entries, key=lambda entry: context.is_added(entry.span))
            if kept.heading == other.heading:
                yield _hit(other, kept, title)
            else:
                apart.append(_hit(other, kept, title))
            continue
        words_of_title = len(entries[0].fields["title"].split())
        if len(title) < MIN_LETTERS or words_of_title < MIN_WORDS:
            continue
        kept = min(entries, key=lambda entry: context.is_added(entry.span))
        for entry in entries:
            if entry.identity != kept.identity and _one_work(entry, kept):
                yield _hit(entry, kept, title)
    if len(apart) <= MAX_APART and len(document.entries) >= MIN_ENTRIES:
        yield from apart


def _one_work(entry: Entry, other: Entry) -> bool:
    """Whether two entries of one title must be one work: a paper, and nothing says otherwise."""
    papers = is_work(entry.identity) + is_work(other.identity)
    short = len(entry.fields["title"].split()) < MIN_WORDS_OF_A_PAGE
    if not papers or (papers == 1 and short):
        return False
    if papers == 1 and entry.heading != other.heading and any(map(_is_about_it, (entry, other))):
        return False
    authors = [words(plain(candidate.fields.get("authors", ""))) for candidate in (entry, other)]
    return not all(authors) or bool(set(authors[0]) & set(authors[1]))


def _is_one_site(entry: Entry, other: Entry) -> bool:
    """Whether two entries of one name lead to a site and to a page of it."""
    if len(entry.fields["title"]) < MIN_LETTERS_OF_A_SITE:
        return False
    hosts, paths = zip(
        *(
            candidate.identity.removeprefix("url:").partition("/")[::2]
            for candidate in (entry, other)
        ),
        strict=True,
    )
    sites = all(candidate.identity.startswith("url:") for candidate in (entry, other))
    return sites and hosts[0] == hosts[1] and not all(paths)


def _is_about_it(entry: Entry) -> bool:
    """Whether a link leads to a blog's article, or to a site of its own, about a paper."""
    host, _, path = entry.identity.removeprefix("url:").partition("/")
    return entry.identity.startswith("url:") and (not path or bool(_BLOG.search(f"{host}/{path}")))


def _hit(entry: Entry, kept: Entry, title: str) -> Hit:
    section = f" under “{kept.section[-1]}”" if kept.section else ""
    return Hit(
        span=entry.field_spans.get("title", entry.span),
        message=(
            f"Line {kept.span.line}{section} has the same title with another link, "
            f"`{plain(kept.url, MAX_WIDTH)}`. If it is the same work, give both one link or keep "
            "one of them."
        ),
        key=title,
        kind=title,
    )


RULE = Rule(id="duplicate-title", doc=__doc__, default_severity=Severity.WARNING, check=check)
