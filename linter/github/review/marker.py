"""The hidden line at the end of everything we post: what it is, and a digest of what it says.

It comes last, so that no text before it can be taken for it. Anyone can paste one: it counts only
together with the author. The digest shows whether a text is out of date without trusting that the
server gives it back byte by byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal, NamedTuple

from linter.text.patterns import lazy_pattern

Kind = Literal["comment", "summary", "review"]
_MARKER = lazy_pattern(
    r"<!-- listlint:(?P<kind>comment|summary|review) (?P<digest>[0-9a-f]{16})"
    r"(?P<requested> requested)?(?P<ids>(?: [0-9a-f]{16})*) -->\s*\Z"
)


class Marker(NamedTuple):
    """``ids`` are the findings it speaks of; ``requested``: changes were asked for."""

    kind: Kind
    digest: str
    ids: frozenset[str] = frozenset()
    requested: bool = False


def digest(text: str) -> str:
    """16 hexadecimal digits that stand for ``text``."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def signed(
    body: str,
    kind: Kind,
    ids: Iterable[str] = (),
    *,
    requested: bool = False,
    says: str | None = None,
) -> str:
    """``body`` with its marker; ``says`` is the text to digest where that is not ``body``."""
    words = [digest(body if says is None else says)]
    words += ["requested"] if requested else []
    return f"{body.rstrip()}\n\n<!-- listlint:{kind} {' '.join([*words, *sorted(ids)])} -->\n"


def read(body: str) -> Marker | None:
    """The marker at the end of ``body``."""
    found = _MARKER.search(body[-4_000:])
    if not found:
        return None
    kind: Kind = found["kind"]  # type: ignore[assignment]
    ids = frozenset(found["ids"].split())
    return Marker(kind, found["digest"], ids, found["requested"] is not None)
