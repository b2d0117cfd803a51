"""OpenReview's notes: papers at api2 (https://api2.openreview.net), those of older venues at api.

A batch is ``POST /notes/search`` with ``ids``; what is absent there may still be a note of the
older API, or one that only some may read. Anonymous visitors often get a challenge, which is no
answer.

``Found.data``: ``title``, ``authors`` (list), ``published`` (ISO date, UTC), ``pdf`` (whether the
note has one).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from linter.links.registries.client import Client, RegistryUnavailableError, batches
from linter.model import Answer, Found, Missing, NeedKind, Unknown

_BATCH = 100


class OpenReview:
    """Answers for a note's id, as in ``forum?id=...``."""

    kind: NeedKind = "openreview"

    def __init__(self, base: str, older: str, client: Client) -> None:
        """The addresses of the API, version 2, and of version 1 ("" leaves that out)."""
        self.base = base.rstrip("/")
        self._older = older.rstrip("/")
        self._client = client

    def answers(self, keys: Sequence[str]) -> Iterator[tuple[str, Answer]]:
        """See ``Registry.answers``."""
        absent: list[str] = []
        knows_others = False
        for batch in batches(keys, _BATCH):
            found = self._search(batch)
            yield from found.items()
            knows_others |= bool(found)
            absent += [key for key in batch if key not in found]
        gone = []
        for key in absent:
            answer = self._note(self._older, key) if self._older else None
            if isinstance(answer, Found | Unknown):
                yield key, answer
            else:
                gone.append(key)
        if gone:
            self._client.wait_for_second_look(knows_others=knows_others)
        for key in gone:
            yield key, self._note(self.base, key)

    def _search(self, keys: list[str]) -> dict[str, Found]:
        reply = self._client.post(f"{self.base}/notes/search", {"ids": keys})
        content = reply.json()
        if reply.status != 200 or not isinstance(content, dict):
            raise RegistryUnavailableError(_error_of(reply.status, content))
        notes = content.get("notes")
        wanted = frozenset(keys)
        return {
            str(note["id"]): Found(_data(note))
            for note in (notes if isinstance(notes, list) else [])
            if isinstance(note, dict) and str(note.get("id")) in wanted
        }

    def _note(self, base: str, key: str) -> Answer:
        reply = self._client.get(f"{base}/notes?id={quote(key, safe='')}")
        content = reply.json()
        name = content.get("name") if isinstance(content, dict) else None
        if name == "NotFoundError":
            return Missing("OpenReview knows no such note", reply.status)
        if reply.status == 403:
            raise RegistryUnavailableError(_error_of(reply.status, content))
        notes = content.get("notes") if isinstance(content, dict) else None
        if reply.status == 200 and isinstance(notes, list):
            note = next((n for n in notes if isinstance(n, dict) and n.get("id") == key), None)
            if note is not None:
                return Found(_data(note))
        return Unknown(f"OpenReview: {_error_of(reply.status, content)}", reply.status)


def _error_of(status: int, content: object) -> str:
    name = content.get("name") if isinstance(content, dict) else None
    return f"status {status}" + (f" ({name})" if isinstance(name, str) else "")


def _data(note: Mapping[str, Any]) -> dict[str, Any]:
    content = note.get("content")
    fields = {
        name: value.get("value") if isinstance(value, dict) else value
        for name, value in (content.items() if isinstance(content, dict) else ())
    }
    moments = [note[name] for name in ("pdate", "cdate", "tcdate") if note.get(name)]
    authors = fields.get("authors")
    return {
        "title": " ".join(str(fields.get("title") or "").split()),
        "authors": [str(author) for author in authors] if isinstance(authors, list) else [],
        "published": _iso_date(next(iter(moments), None)),
        "pdf": bool(fields.get("pdf")),
    }


def _iso_date(milliseconds: object) -> str:
    if not isinstance(milliseconds, int):
        return ""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return ""
