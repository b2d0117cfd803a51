"""Answers kept between runs: one SQLite file, shared by any number of runs at once.

A run that is killed leaves whole batches behind: SQLite's journal undoes a batch half written.
What cannot be read is done without, and said in one line; a file that is not ours is never touched.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from linter.config.link_settings import CacheSettings
from linter.model import Answer, Found, Missing, Need, NeedKind, Unknown

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


_APPLICATION_ID = 0x6C6C6E74  # "llnt"
_VERSION = 1
_HEADER = b"SQLite format 3\0"  # https://www.sqlite.org/fileformat.html, section 1.3
_ID_OFFSET = 68
_BUSY_SECONDS = 5.0
_KEPT_SECONDS = 180 * 86_400.0
_ROWS_A_QUERY = 400
_CLOCK_SKEW = 60.0

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS answers (
    scope TEXT NOT NULL,    -- the registry that said so, "" for the page itself
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    found INTEGER NOT NULL, -- 1 found, 0 missing
    status INTEGER,
    reason TEXT NOT NULL,
    data TEXT NOT NULL,     -- JSON object
    checked REAL NOT NULL,  -- seconds since 1970, UTC
    since REAL NOT NULL,    -- when it was first seen so
    PRIMARY KEY (scope, kind, key)
) WITHOUT ROWID;
PRAGMA application_id = {_APPLICATION_ID};
PRAGMA user_version = {_VERSION};
"""
_PUT = """
INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET found = excluded.found, status = excluded.status,
    reason = excluded.reason, data = excluded.data, checked = excluded.checked,
    since = CASE WHEN found = excluded.found THEN since ELSE excluded.since END
"""


_Row = tuple[str, int, int | None, str, str, float, float]
"""key, found, status, reason, data, checked, since"""


class Cache:
    """Found and missing things by need; ``Unknown`` is never kept. For one thread."""

    def __init__(self, settings: CacheSettings) -> None:
        """Opens the file; what keeps it from being used goes to ``notes``."""
        self.notes: list[str] = []
        self._settings = settings
        self._path = settings.path.expanduser() if settings.path else default_path()
        self._database = self._open()

    def get(self, needs: Iterable[Need], scope: str = "") -> dict[Need, Answer]:
        """What is known and still believed."""
        if self._database is None:
            return {}
        known: dict[Need, Answer] = {}
        now = time.time()
        kinds: dict[str, list[str]] = {}
        for need in needs:
            kinds.setdefault(need.kind, []).append(need.key)
        for kind, keys in kinds.items():
            for start in range(0, len(keys), _ROWS_A_QUERY):
                for row in self._rows(scope, kind, keys[start : start + _ROWS_A_QUERY]):
                    answer = self._answer(row, kind, now)
                    if answer is not None:
                        known[Need(kind, row[0])] = answer  # type: ignore[arg-type]
        return known

    def since(self, needs: Iterable[Need], scope: str = "") -> dict[Need, str]:
        """The ISO dates (UTC) since when things have been missing, however old the answer."""
        dates: dict[Need, str] = {}
        for need in needs:
            for row in self._rows(scope, need.kind, [need.key]):
                if not row[1]:
                    dates[need] = _iso_date(row[6])
        return dates

    def put(self, answers: Mapping[Need, Answer], scope: str = "") -> None:
        """Keep what was found or is missing, all in one transaction."""
        if self._database is None:
            return
        now = time.time()
        rows = [
            (scope, need.kind, need.key, isinstance(answer, Found), answer.status, answer.reason,
             json.dumps(dict(answer.data)), now, now)
            for need, answer in answers.items()
            if not isinstance(answer, Unknown)
        ]  # fmt: skip
        try:
            with self._database:
                self._database.executemany(_PUT, rows)
        except (sqlite3.Error, ValueError) as error:
            self._give_up(error)

    def close(self) -> None:
        """Close the file; the cache is empty from here on."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def _open(self) -> sqlite3.Connection | None:
        if not self._settings.enabled:
            return None
        path = self._path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not _is_ours(path):
                self.notes.append(f"{path} is no cache of this program; working without a cache.")
                return None
            try:
                return _connect(path)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                self.notes.append(f"The cache {path} is damaged ({error}); starting a new one.")
                _remove(path)
                return _connect(path)
        except (sqlite3.Error, OSError) as error:
            self.notes.append(f"The cache {path} cannot be used ({error}); working without it.")
            return None

    def _rows(self, scope: str, kind: str, keys: list[str]) -> list[_Row]:
        if self._database is None:
            return []
        marks = ",".join("?" * len(keys))
        query = (
            "SELECT key, found, status, reason, data, checked, since FROM answers "  # noqa: S608
            f"WHERE scope = ? AND kind = ? AND key IN ({marks})"
        )
        try:
            return self._database.execute(query, (scope, kind, *keys)).fetchall()
        except (sqlite3.Error, UnicodeError) as error:
            self._give_up(error)
            return []

    def _answer(self, row: _Row, kind: str, now: float) -> Answer | None:
        _, found, status, reason, text, checked, since = row
        settings = self._settings
        believed = settings.alive if kind in ("url", "file") else settings.registry
        age = now - checked
        if not -_CLOCK_SKEW <= age < (believed if found else settings.dead):
            return None
        try:
            data = json.loads(text)
        except ValueError:
            return None
        if not isinstance(data, dict):
            return None
        if found:
            return Found(data, status, reason)
        return Missing(reason, status, data | {"since": _iso_date(since)})

    def _give_up(self, error: Exception) -> None:
        self.notes.append(f"The cache {self._path} failed ({error}); going on without it.")
        self.close()


def default_path() -> Path:
    """``links.sqlite`` in the user's cache directory."""
    from platformdirs import user_cache_path

    return user_cache_path("listlint", appauthor=False) / "links.sqlite"


def _is_ours(path: Path) -> bool:
    """Whether the file may be written to: not there yet, empty, or marked as this program's."""
    if not path.exists():
        return True
    with path.open("rb") as file:
        head = file.read(_ID_OFFSET + 4)
    marked = int.from_bytes(head[_ID_OFFSET:], "big") == _APPLICATION_ID
    return not head or (head.startswith(_HEADER) and marked)


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists() or path.stat().st_size == 0:
        _create(path)
    database = sqlite3.connect(path, timeout=_BUSY_SECONDS)
    try:
        if database.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            raise sqlite3.DatabaseError("it is another version's")
        verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(str(verdict).splitlines()[0])
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            oldest = time.time() - _KEPT_SECONDS
            database.execute("DELETE FROM answers WHERE checked < ?", (oldest,))
    except BaseException:
        database.close()
        raise
    return database


def _create(path: Path) -> None:
    """Put an empty cache at ``path`` in one step, so that nobody ever sees half of it."""
    # Made by SQLite, with the mode of any file: a workflow saves as another user what a container's
    # root has written.
    fresh = path.with_name(f"{path.name}.{token_hex(8)}.new")
    try:
        with closing(sqlite3.connect(fresh)) as database:
            database.executescript(_SCHEMA)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    for each in (path, path.with_name(path.name + "-journal")):
        each.unlink(missing_ok=True)


def _iso_date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
