"""DOIs: Crossref and DataCite for many at once, the DOI system itself for certainty.

Crossref: https://api.crossref.org/swagger-ui (``filter=doi:A,doi:B`` is "or"); DataCite:
https://support.datacite.org/docs/api-queries; handles: https://www.doi.org/the-identifier/resources/
factsheets/doi-resolution-documentation (``responseCode`` 1 found, 100 no such handle, 200 no
values). A DOI that one agency does not know may be another's: only the handle system says missing.

``Found.data`` (metadata where an agency had it): ``title``, ``authors`` (list), ``published`` (ISO
date, possibly the year or month alone).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlencode

from linter.links.registries.client import Client, RegistryUnavailableError, Reply, batches
from linter.model import Answer, Found, Missing, NeedKind, Unknown

_BATCH = 50
_NO_SUCH_HANDLE, _NO_VALUES, _SUCCESS = 100, 200, 1


class Doi:
    """Answers for DOIs in lower case, such as ``10.1000/xyz``."""

    kind: NeedKind = "doi"

    def __init__(self, handles: str, crossref: str, datacite: str, client: Client) -> None:
        """The base addresses of the three services; "" leaves one out."""
        self.base = handles.rstrip("/")
        self._crossref = crossref.rstrip("/")
        self._datacite = datacite.rstrip("/")
        self._client = client

    def answers(self, keys: Sequence[str]) -> Iterator[tuple[str, Answer]]:
        """See ``Registry.answers``."""
        remaining = list(keys)
        for agency in (self._from_crossref, self._from_datacite):
            for key, found in _answers_of(agency, remaining):
                remaining.remove(key)
                yield key, found
        absent = []
        knows_others = False
        for key in remaining:
            answer = self._handle(key)
            if isinstance(answer, Missing):
                absent.append(key)
            else:
                knows_others |= isinstance(answer, Found)
                yield key, answer
        if absent:
            self._client.wait_for_second_look(knows_others=knows_others)
        for key in absent:
            yield key, self._handle(key)

    def _from_crossref(self, keys: Iterable[str]) -> Iterator[tuple[str, Found]]:
        # A comma would end the filter's value.
        plain = [key for key in keys if "," not in key]
        for batch in batches(plain if self._crossref else (), _BATCH):
            query = urlencode(
                {
                    "filter": ",".join(f"doi:{key}" for key in batch),
                    "rows": len(batch),
                    "select": "DOI,title,author,issued",
                }
            )
            reply = self._client.get(f"{self._crossref}/works?{query}")
            for work in _items(reply, "message", "items"):
                yield str(work.get("DOI", "")).lower(), Found(_crossref_data(work))

    def _from_datacite(self, keys: Iterable[str]) -> Iterator[tuple[str, Found]]:
        plain = [key for key in keys if not set(key) & set('"\\')]
        for batch in batches(plain if self._datacite else (), _BATCH):
            wanted = " OR ".join(f'"{key}"' for key in batch)
            query = urlencode({"query": f"doi:({wanted})", "page[size]": len(batch)})
            reply = self._client.get(f"{self._datacite}/dois?{query}")
            for work in _items(reply, "data"):
                key = str(work.get("id", "")).lower()
                yield key, Found(_datacite_data(_mapping(work.get("attributes"))))

    def _handle(self, key: str) -> Answer:
        if not self.base:
            return Unknown("no registry is configured for DOIs", skipped=True)
        url = f"{self.base}/api/handles/{quote(key, safe='/')}?type=URL"
        reply = self._client.get(url)
        content = _mapping(reply.json())
        code = content.get("responseCode")
        if code in (_SUCCESS, _NO_VALUES):
            return Found({})
        if code == _NO_SUCH_HANDLE and reply.status == 404:
            return Missing("the DOI system knows no such DOI", reply.status)
        return Unknown(f"the DOI system answers with code {code}", reply.status)


def _answers_of(
    agency: Callable[[Iterable[str]], Iterator[tuple[str, Found]]], keys: list[str]
) -> list[tuple[str, Found]]:
    """What an agency knows; if it fails, others may know."""
    wanted = frozenset(keys)
    found: dict[str, Found] = {}
    with suppress(RegistryUnavailableError):
        found.update(item for item in agency(keys) if item[0] in wanted)
    return list(found.items())


def _items(reply: Reply, *path: str) -> list[Mapping[str, Any]]:
    if reply.status != 200:
        raise RegistryUnavailableError(f"status {reply.status}")
    content = reply.json()
    for name in path:
        content = _mapping(content).get(name)
    return [item for item in _sequence(content) if isinstance(item, dict)]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _sequence(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _crossref_data(work: Mapping[str, Any]) -> dict[str, Any]:
    people = [_mapping(person) for person in _sequence(work.get("author"))]
    parts = _sequence(next(iter(_sequence(_mapping(work.get("issued")).get("date-parts"))), []))
    return {
        "title": _text(next(iter(_sequence(work.get("title"))), "")),
        "authors": [
            _text(f"{p.get('given', '')} {p.get('family', p.get('name', ''))}") for p in people
        ],
        "published": "-".join(f"{part:02d}" for part in parts if isinstance(part, int)),
    }


def _datacite_data(work: Mapping[str, Any]) -> dict[str, Any]:
    people = [_mapping(person) for person in _sequence(work.get("creators"))]
    titles = [_mapping(title) for title in _sequence(work.get("titles"))]
    dates = {
        entry.get("dateType"): str(entry.get("date", ""))
        for entry in map(_mapping, _sequence(work.get("dates")))
    }
    published = dates.get("Issued") or str(work.get("publicationYear") or "")
    return {
        "title": _text(titles[0].get("title", "")) if titles else "",
        "authors": [_text(_first_last(person)) for person in people],
        "published": published[:10],
    }


def _first_last(person: Mapping[str, Any]) -> str:
    given, family = person.get("givenName"), person.get("familyName")
    return f"{given} {family}" if given and family else str(person.get("name", ""))


def _text(value: object) -> str:
    return " ".join(str(value).split())
