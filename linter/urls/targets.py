"""What has to be asked to know whether a link leads somewhere, and what the answer amounts to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from linter.model import (
    Answer,
    CheckedLink,
    Document,
    Facts,
    Found,
    Link,
    Missing,
    Need,
    Span,
    Unknown,
    Verdict,
)


def need_of(document: Document, link: Link) -> Need | None:
    """The page or file behind a link; None for a place in the same file.

    A file's key is its path as seen from where ``document.path`` is seen from. One that begins
    with a slash is meant from the repository's root, as on GitHub. An address without a scheme
    (``//host/path``) is read as GitHub's own pages read it, by https. Mail addresses and all else
    that cannot be looked at are asked for as they stand, and settled without a request.
    """
    if link.url.lower().startswith(("http://", "https://")):
        return Need("url", link.url)
    try:
        parts = urlsplit(link.url)
    except ValueError:
        return Need("url", link.url)
    path = unquote(parts.path)
    if parts.scheme or "{{" in link.url or "{%" in link.url or "\0" in path:
        return Need("url", link.url)
    if parts.netloc:
        return Need("url", f"https:{link.url}")
    if not path:
        return None
    if not path.startswith("/"):
        path = posixpath.join(posixpath.dirname(document.path), path)
    return Need("file", posixpath.normpath(path))


def link_needs(document: Document) -> Iterator[Need]:
    """The page or file behind every link."""
    for link in document.links:
        need = need_of(document, link)
        if need is not None:
            yield need


def checked_links(documents: Iterable[Document], facts: Facts) -> tuple[CheckedLink, ...]:
    """Every link that was asked about, once, with its verdict and all its places, as they stand."""
    places: dict[tuple[str, Need], list[tuple[str, Span]]] = {}
    for document in documents:
        for link in document.links:
            need = need_of(document, link)
            if need is not None and need in facts:
                places.setdefault((link.url, need), []).append((document.path, link.span))
    return tuple(
        _checked(url, facts[need], tuple(dict.fromkeys(where)))
        for (url, need), where in places.items()
    )


def _checked(url: str, answer: Answer, places: tuple[tuple[str, Span], ...]) -> CheckedLink:
    final_url = None
    if isinstance(answer, Found):
        final = str(answer.data.get("final_url") or url)
        final_url = final if final != url else None
    data = answer.data if isinstance(answer, Missing) else {}
    return CheckedLink(
        url=url,
        verdict=verdict_of(answer),
        status=answer.status,
        reason=answer.reason,
        final_url=final_url,
        places=places,
        since=data.get("since"),
        archived=data.get("archived"),
        excluded=isinstance(answer, Unknown) and answer.excluded,
    )


def verdict_of(answer: Answer) -> Verdict:
    """An answer in one word."""
    if isinstance(answer, Found):
        return "moved" if answer.data.get("moved") else "alive"
    if isinstance(answer, Missing):
        return "dead"
    return "skipped" if answer.skipped else "unverifiable"
