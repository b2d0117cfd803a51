"""A badge that names another repository than its link or its entry.

## What it does
Looks at badges that count something of a GitHub repository (stars, forks, last commit, licence) and
compares the repository in the badge's address with the one that the badge links, or, for a badge
without a link, with those that its entry links. Reports a badge that names another one, if nine in
ten badges of the list agree with theirs. Case does not matter; a repository of the same name under
another owner may have moved and is not reported.

## Why
Badges are copied from the entry above, and then show the stars of another work.

## Example
```markdown
- [Ruff](https://github.com/astral-sh/ruff) ![](https://img.shields.io/github/stars/astral-sh/ruff)
- [mypy](https://github.com/python/mypy) ![](https://img.shields.io/github/stars/python/mypy)
- [tox](https://github.com/tox-dev/tox) ![](https://img.shields.io/github/stars/tox-dev/tox)
- [nox](https://github.com/wntrblm/nox) ![](https://img.shields.io/github/stars/wntrblm/nox)
- [pytest](https://github.com/pytest-dev/pytest) ![](https://img.shields.io/github/stars/wntrblm/nox)
- [uv](https://github.com/astral-sh/uv) ![](https://img.shields.io/github/stars/astral-sh/uv)
- [pip](https://github.com/pypa/pip) ![](https://img.shields.io/github/stars/pypa/pip)
- [flit](https://github.com/pypa/flit) ![](https://img.shields.io/github/stars/pypa/flit)
- [hatch](https://github.com/pypa/hatch) ![](https://img.shields.io/github/stars/pypa/hatch)
- [Black](https://github.com/psf/black) ![](https://img.shields.io/github/stars/psf/black)
```
Use instead:
```markdown
- [Ruff](https://github.com/astral-sh/ruff) ![](https://img.shields.io/github/stars/astral-sh/ruff)
- [mypy](https://github.com/python/mypy) ![](https://img.shields.io/github/stars/python/mypy)
- [tox](https://github.com/tox-dev/tox) ![](https://img.shields.io/github/stars/tox-dev/tox)
- [nox](https://github.com/wntrblm/nox) ![](https://img.shields.io/github/stars/wntrblm/nox)
- [pytest](https://github.com/pytest-dev/pytest) ![](https://img.shields.io/github/stars/pytest-dev/pytest)
- [uv](https://github.com/astral-sh/uv) ![](https://img.shields.io/github/stars/astral-sh/uv)
- [pip](https://github.com/pypa/pip) ![](https://img.shields.io/github/stars/pypa/pip)
- [flit](https://github.com/pypa/flit) ![](https://img.shields.io/github/stars/pypa/flit)
- [hatch](https://github.com/pypa/hatch) ![](https://img.shields.io/github/stars/pypa/hatch)
- [Black](https://github.com/psf/black) ![](https://img.shields.io/github/stars/psf/black)
```

## Fix
None is applied by itself: only somebody who knows the work can say which of the two is right.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linter.model import Context, Document, Hit, Link, Rule, Severity
from linter.text.patterns import lazy_pattern

MIN_BADGES = 9
"""So many badges that agree with their links show what the list wants."""

AGREEMENT_RATIO = 0.9
"""The share of badges that name the repository they link."""

_BADGE = lazy_pattern(
    r"https?://(?:img\.shields\.io|badgen\.net|flat\.badgen\.net)/github/"
    r"(?:stars|forks|watchers|license|last-commit|contributors|issues|repo-size|created-at)/"
    r"([\w.-]+)/([\w.-]+?)(?:\.(?:svg|png|json))?/?(?:[?#].*)?$",
    re.IGNORECASE,
)
_REPOSITORY = lazy_pattern(
    r"https?://(?:www\.)?github\.com/+([\w.-]+)/+([\w.-]+?)(?:\.git)?(?:[/?#].*)?$", re.IGNORECASE
)


class _Badge(NamedTuple):
    """A badge, the repository it names, the link around it, and those its entry links."""

    image: Link
    named: str
    target: Link | None
    linked: frozenset[str]


def check(document: Document, _: Context) -> Iterable[Hit]:
    """A hit for every badge that disagrees with its link, or with its entry."""
    badges = list(_badges(document))
    if len(badges) <= MIN_BADGES:
        return
    around = [badge for badge in badges if badge.target is not None]
    beside = [badge for badge in badges if badge.target is None and badge.linked]
    for group in (around, beside):
        wrong = [badge for badge in group if not _agrees(badge)]
        agreeing = len(group) - len(wrong)
        if wrong and agreeing >= max(MIN_BADGES, AGREEMENT_RATIO * len(group)):
            yield from {
                (badge.named, badge.image.span.line): _hit(badge) for badge in reversed(wrong)
            }.values()


def _agrees(badge: _Badge) -> bool:
    if badge.target is None:
        return any(_is_same(badge.named, other) for other in badge.linked)
    return _is_same(badge.named, _repository(_REPOSITORY, badge.target.url))


def _is_same(named: str, linked: str) -> bool:
    """Whether two repositories are one, or one that may have moved to another owner."""
    if named == linked:
        return True
    owner, _, name = named.partition("/")
    other, _, linked_name = linked.partition("/")
    return name == linked_name and not (owner in other or other in owner)


def _repository(pattern: re.Pattern[str], url: str) -> str:
    found = pattern.match(url)
    return f"{found.group(1)}/{found.group(2)}".casefold() if found else ""


def _badges(document: Document) -> Iterator[_Badge]:
    links = document.links
    starts = [item.span for item in document.items]
    for index, image in enumerate(links):
        if image.kind != "image" or "/github/" not in image.url:
            continue
        named = _repository(_BADGE, image.url)
        if not named:
            continue
        before = links[index - 1] if index else None
        target = (
            before if before and before.kind != "image" and before.span.covers(image.span) else None
        )
        linked: frozenset[str] = frozenset()
        if target is None:
            place = bisect_right(starts, image.span) - 1
            linked = frozenset(_neighbours(document, index, place)) if place >= 0 else linked
        yield _Badge(image, named, target, linked)


def _neighbours(document: Document, index: int, item: int) -> Iterator[str]:
    """The repositories that the entry of the image at ``index`` links."""
    span = document.items[item].span
    if not span.covers(document.links[index].span):
        return
    for step in (-1, 1):
        place = index + step
        while 0 <= place < len(document.links) and span.covers(document.links[place].span):
            repository = _repository(_REPOSITORY, document.links[place].url)
            if repository:
                yield repository
            place += step


def _hit(badge: _Badge) -> Hit:
    image, target = badge.image, badge.target
    if target is not None and not _repository(_REPOSITORY, target.url):
        return Hit(
            span=target.url_span,
            message=(
                f"This badge counts `{badge.named}`, but links another page. The other badges link "
                "the repository that they count."
            ),
            key=f"link {badge.named}",
        )
    other = _repository(_REPOSITORY, target.url) if target else " and ".join(sorted(badge.linked))
    return Hit(
        span=image.url_span,
        message=(
            f"This badge counts `{badge.named}`, but the entry links `{other}`. Name the same "
            "repository in both."
        ),
        key=f"badge {badge.named} {other}",
    )


RULE = Rule(id="badge-target", doc=__doc__, default_severity=Severity.WARNING, check=check)
