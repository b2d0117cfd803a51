"""What has been answered: in this run, and, as far as the cache goes, in earlier ones."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from linter.links.cache import Cache
from linter.model import Answer, Missing, Need, NeedKind, Unknown

_SAVE_EVERY = 1.0
_WORTH_SAVING = 50
_SAVE_ANYWAY = 3.0


class Memory:
    """Found and missing things, handed on to the cache now and then. For one thread."""

    def __init__(
        self,
        cache: Cache | None,
        scopes: Mapping[NeedKind, str],
        accept: Collection[int] = (),
    ) -> None:
        """``scopes`` tell whose word an answer is: a registry's address, "" for a page's own.

        An answer that is alive only because its status is in ``accept`` is not handed on.
        """
        self._cache = cache
        self._scopes = scopes
        self._accept = accept
        self._known: dict[Need, Answer] = {}
        self._unsaved: dict[Need, Answer] = {}
        self._saved_at = time.monotonic()

    @property
    def notes(self) -> tuple[str, ...]:
        """What kept the cache from being used, in one line each."""
        return tuple(self._cache.notes) if self._cache is not None else ()

    def recall(self, needs: Sequence[Need]) -> dict[Need, Answer]:
        """What is known and still believed."""
        known = {need: self._known[need] for need in needs if need in self._known}
        if self._cache is not None:
            for scope, group in self._by_scope(n for n in needs if n not in known).items():
                known |= self._cache.get(group, scope)
        return known

    def keep(self, need: Need, answer: Answer) -> Answer:
        """Remember what is certain; a missing thing comes back with the date since when it is."""
        if isinstance(answer, Unknown):
            return answer
        if isinstance(answer, Missing):
            answer = answer._replace(data={**answer.data, "since": self._since(need)})
        self._known[need] = answer
        if isinstance(answer, Missing) or answer.status not in self._accept:
            self._unsaved[need] = answer
        return answer

    def save(self) -> None:
        """Hand everything on to the cache."""
        if self._cache is not None:
            for scope, group in self._by_scope(self._unsaved).items():
                self._cache.put({need: self._unsaved[need] for need in group}, scope)
        self._unsaved = {}  # not before: an interrupted save is made up for by the next

    def save_in_time(self) -> None:
        """``save``, if that is worth it or was long ago."""
        now = time.monotonic()
        passed = now - self._saved_at
        enough = len(self._unsaved) >= _WORTH_SAVING and passed >= _SAVE_EVERY
        if enough or (self._unsaved and passed >= _SAVE_ANYWAY):
            self.save()
            self._saved_at = now

    def close(self) -> None:
        """Close the cache."""
        if self._cache is not None:
            self._cache.close()

    def _since(self, need: Need) -> str:
        known = self._cache.since([need], self._scopes.get(need.kind, "")) if self._cache else {}
        return known.get(need) or datetime.now(UTC).date().isoformat()

    def _by_scope(self, needs: Iterable[Need]) -> dict[str, list[Need]]:
        groups: dict[str, list[Need]] = {}
        for need in needs:
            groups.setdefault(self._scopes.get(need.kind, ""), []).append(need)
        return groups
