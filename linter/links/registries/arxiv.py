"""arXiv's API: up to 200 papers in one request.

https://info.arxiv.org/help/api/user-manual.html: ``id_list`` with ``max_results`` (which defaults
to 10); one request in three seconds, one connection (https://info.arxiv.org/help/api/tou.html). An
id that does not exist is simply absent from the feed, a malformed one fails the whole request
with status 400.

``Found.data``: ``title``, ``authors`` (list), ``published`` (ISO date of the first version),
``updated`` (of this version), ``version`` (number), ``comment``, ``doi``, ``withdrawn``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from linter.links.registries.client import Client, RegistryUnavailableError, batches
from linter.model import Answer, Found, Missing, NeedKind, Unknown
from linter.text.patterns import lazy_pattern

PAUSE_SECONDS = 3.0
"""Seconds between two requests, by arXiv's terms of use."""

_BATCH = 200
_ID = lazy_pattern(
    r"/abs/(?P<id>(?:[a-z-]+(?:\.[a-z]{2})?/)?[0-9.]+)(?:v(?P<version>[0-9]+))?$", re.IGNORECASE
)
_WITHDRAWN = lazy_pattern(
    r"""
      \b (?:paper|article|manuscript|preprint|submission|work|version) \b [^.]{0,40} \b withdrawn \b
    | ^ withdrawn \b
    """,
    re.IGNORECASE | re.VERBOSE,
)


class Arxiv:
    """Answers for arXiv ids (without version), such as ``2405.00200`` or ``hep-th/9901001``."""

    kind: NeedKind = "arxiv"

    def __init__(self, base: str, client: Client) -> None:
        """``base`` is the API's address without ``/api/query``."""
        self.base = base.rstrip("/")
        self._client = client

    def answers(self, keys: Sequence[str]) -> Iterator[tuple[str, Answer]]:
        """See ``Registry.answers``. An absent id is asked for twice."""
        absent: list[str] = []
        known = ""
        for batch in batches(keys, _BATCH):
            found, refused = self._fetch(batch)
            yield from found.items()
            yield from ((key, Unknown("arXiv refuses the id", 400)) for key in refused)
            known = known or next(iter(found), "")
            absent += [key for key in batch if key not in found and key not in refused]
        if not absent:
            return
        self._client.wait_for_second_look(knows_others=bool(known))
        # A known id among the absent ones shows whether an empty answer is a broken one.
        for batch in batches(absent, _BATCH - 1):
            found, _ = self._fetch([*batch, known] if known else batch)
            if known and known not in found:
                raise RegistryUnavailableError("arXiv left out a paper that it knows")
            for key in batch:
                yield key, found.get(key) or Missing("arXiv knows no such paper")

    def _fetch(self, keys: list[str]) -> tuple[dict[str, Found], set[str]]:
        """Found papers, and ids that arXiv calls malformed. Raises ``RegistryUnavailableError``."""
        ids = ",".join(quote(key, safe="/") for key in keys)
        reply = self._client.get(f"{self.base}/api/query?id_list={ids}&max_results={len(keys)}")
        if reply.status == 400:
            if len(keys) == 1:
                return {}, set(keys)
            middle = len(keys) // 2
            first, second = self._fetch(keys[:middle]), self._fetch(keys[middle:])
            return first[0] | second[0], first[1] | second[1]
        if reply.status != 200:
            raise RegistryUnavailableError(f"status {reply.status}")
        wanted = frozenset(keys)
        return {key: found for key, found in _read(reply.body) if key in wanted}, set()


def _read(body: bytes) -> Iterator[tuple[str, Found]]:
    from xml.sax import SAXException

    import feedparser  # type: ignore[import-untyped]

    feed: Any = feedparser.parse(body, resolve_relative_uris=False, sanitize_html=False)
    if not feed.version.startswith("atom"):
        raise RegistryUnavailableError("a response that is not an Atom feed")
    if isinstance(feed.get("bozo_exception"), SAXException):  # read up to the error
        raise RegistryUnavailableError("a response that is broken or cut short")
    for entry in feed.entries:
        match = _ID.search(entry.get("id", ""))
        if match:
            yield _key(match["id"]), Found(_data(entry, int(match["version"] or 1)))


def _key(text: str) -> str:
    archive, slash, number = text.lower().partition("/")
    return f"{archive.partition('.')[0]}/{number}" if slash else archive


def _data(entry: Any, version: int) -> dict[str, Any]:
    def text(name: str) -> str:
        return " ".join(str(entry.get(name, "")).split())

    comment = text("arxiv_comment")
    return {
        "title": text("title"),
        "authors": [
            " ".join(author.get("name", "").split()) for author in entry.get("authors", ())
        ],
        "published": text("published")[:10],
        "updated": text("updated")[:10],
        "version": version,
        "comment": comment,
        "doi": text("arxiv_doi").lower(),
        "withdrawn": any(_WITHDRAWN.search(note) for note in (comment, text("summary"))),
    }
