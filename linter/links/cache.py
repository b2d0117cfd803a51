"""Answers kept between runs: one SQLite file, shared by any number of runs at once.

A run that is killed leaves whole batches behind: SQLite's journal undoes a batch half written. A
damaged file is begun anew, a row of another type is no answer, and a file that cannot be used is
done without; each is reported in one line. A file that is not a cache is never touched.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from linter.config.link_settings import CacheSettings
from linter.model import Answer, Found, Missing, Need, NeedKind, Unknown

MIN_SAVE_SECONDS = 1.0
MIN_ANSWERS_TO_SAVE = 50
"""So many new answers are saved at once, but not more often than ``MIN_SAVE_SECONDS``."""
MAX_SAVE_SECONDS = 3.0
"""Any new answer is saved within this time: a run that is killed loses no more."""
_APPLICATION_ID = 0x6C6C6E74  # "llnt"
_VERSION = 1
_HEADER = b"SQLite format 3\0"  # https://www.sqlite.org/fileformat.html, section 1.3
_ID_OFFSET = 68
_BUSY_SECONDS = 5.0
_KEPT_SECONDS = 180 * 86_400.0
_ROWS_A_QUERY = 400
_CLOCK_SKEW_SECONDS = 60.0
_MAX_REASON = 200
_MAX_SECONDS = 253_402_300_799.0  # the end of the year 9999, datetime's last
MAX_BYTES = 256 * 1_048_576
"""A larger file is not read: it would take a list of a million links to fill it."""

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS answers (
    scope TEXT NOT NULL,    -- the registry that answered, "" for the page itself
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
    since = CASE
        WHEN found = excluded.found AND typeof(since) = 'real'
            AND since BETWEEN 0 AND excluded.since
        THEN since ELSE excluded.since END
"""


# What SQLite reports when the system is at fault, not the file (https://www.sqlite.org/rescode.html).
_SYSTEM_ERRORS = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_AUTH,
    }
)
# What the columns and the JSON of a damaged file can raise besides ``sqlite3.Error``.
_DAMAGE = (UnicodeError, OverflowError, RecursionError, TypeError, ValueError)
_FIELD_TYPES: Mapping[str, tuple[type, ...]] = {
    "archived": (bool, str),
    "authors": (list,),
    "comment": (str,),
    "doi": (str,),
    "final_url": (str,),
    "moved": (bool,),
    "name": (str,),
    "path": (str,),
    "pdf": (bool,),
    "permanent": (bool,),
    "published": (str,),
    "pushed": (str,),
    "since": (str,),
    "stars": (int, type(None)),
    "title": (str,),
    "updated": (str,),
    "version": (int,),
    "withdrawn": (bool,),
}
"""The fields of ``Found.data`` and ``Missing.data``, see ``links/registries/``."""


class _Row(NamedTuple):
    """One answer as it is stored, which a damaged file may hold in any type."""

    key: str
    found: int
    status: int | None
    reason: str
    data: str
    checked: float
    since: float

    @property
    def is_valid(self) -> bool:
        return (
            isinstance(self.key, str)
            and self.found in (0, 1)
            and (self.status is None or (isinstance(self.status, int) and self.status < 1_000))
            and isinstance(self.reason, str)
            and isinstance(self.data, str)
            and _is_moment(self.checked)
            and _is_moment(self.since)
        )


def _is_moment(value: object) -> bool:
    return isinstance(value, int | float) and 0 <= value <= _MAX_SECONDS


def _is_data(data: object) -> bool:
    if not isinstance(data, dict):
        return False
    return all(
        isinstance(value, _FIELD_TYPES[name])
        and (not isinstance(value, list) or all(isinstance(part, str) for part in value))
        for name, value in data.items()
        if name in _FIELD_TYPES
    )


class Cache:
    """Answers by need; ``Unknown`` is never kept. For one thread."""

    def __init__(self, settings: CacheSettings) -> None:
        """Open the file; ``notes`` say why it cannot be used, if it cannot."""
        self.notes: list[str] = []
        self._is_new = False
        self._settings = settings
        self._path = settings.path.expanduser() if settings.path else default_path()
        self._database: sqlite3.Connection | None = None
        self._database = self._open()

    def get(self, needs: Iterable[Need], scope: str = "") -> dict[Need, Answer]:
        """The answers that are known and not too old."""
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
                        known[Need(kind, row.key)] = answer  # type: ignore[arg-type]
        return known

    def since(self, needs: Iterable[Need], scope: str = "") -> dict[Need, str]:
        """The ISO dates (UTC) since when things have been missing, however old the answer."""
        dates: dict[Need, str] = {}
        for need in needs:
            for row in self._rows(scope, need.kind, [need.key]):
                if not row.found:
                    dates[need] = _iso_date(row.since)
        return dates

    def put(self, answers: Mapping[Need, Answer], scope: str = "") -> None:
        """Save ``Found`` and ``Missing`` answers in one transaction."""
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
        except (sqlite3.Error, *_DAMAGE) as error:
            self._recover(error)

    def close(self) -> None:
        """Close the file; the cache is empty from now on."""
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
                self.notes.append(f"{path} is not a cache of listlint; working without a cache.")
                return None
            try:
                return _connect(path)
            except (sqlite3.Error, *_DAMAGE) as error:
                if not _is_damage(error):
                    raise
                return self._begin_anew(error)
        except (sqlite3.Error, OSError, ValueError) as error:
            self._give_up(error)
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
            rows = map(_Row._make, self._database.execute(query, (scope, kind, *keys)))
            return [row for row in rows if row.is_valid]
        except (sqlite3.Error, *_DAMAGE) as error:
            self._recover(error)
            return []

    def _answer(self, row: _Row, kind: str, now: float) -> Answer | None:
        settings = self._settings
        believed = settings.alive if kind in ("url", "file") else settings.registry
        age = now - row.checked
        if not -_CLOCK_SKEW_SECONDS <= age < (believed if row.found else settings.dead):
            return None
        try:
            data = json.loads(row.data)
        except (ValueError, RecursionError):
            return None
        if not _is_data(data):
            return None
        if row.found:
            return Found(data, row.status, row.reason)
        return Missing(row.reason, row.status, data | {"since": _iso_date(row.since)})

    def _recover(self, error: Exception) -> None:
        """After a failed query: begin a damaged file anew, once; else go on without a cache."""
        self.close()
        if self._is_new or not _is_damage(error):
            self._give_up(error)
            return
        try:
            self._database = self._begin_anew(error)
        except (sqlite3.Error, OSError, *_DAMAGE) as second:
            self._give_up(second)

    def _begin_anew(self, error: Exception) -> sqlite3.Connection:
        reason = " ".join(str(error).split())[:_MAX_REASON]
        self.notes.append(f"The cache {self._path} is damaged ({reason}); starting a new one.")
        self._is_new = True
        _remove(self._path)
        return _connect(self._path)

    def _give_up(self, error: Exception) -> None:
        reason = " ".join(str(error).split())[:_MAX_REASON]
        self.notes.append(f"The cache {self._path} cannot be used ({reason}); working without it.")
        self.close()


def _is_damage(error: Exception) -> bool:
    """Whether the file is at fault, not the system."""
    if not isinstance(error, sqlite3.Error):
        return True
    code = getattr(error, "sqlite_errorcode", None)  # None: Python's own, such as undecodable text
    return code is None or (code & 0xFF) not in _SYSTEM_ERRORS


def default_path() -> Path:
    """``links.sqlite`` in the user's cache directory."""
    from platformdirs import user_cache_path

    return user_cache_path("listlint", appauthor=False) / "links.sqlite"


def _is_ours(path: Path) -> bool:
    """Whether the file may be written to: not there yet, empty, or marked as this program's.

    In the user's cache directory it is ours by its name, however damaged.
    """
    if not path.exists():
        return True
    if not path.is_file():  # such as a pipe, which would be waited for
        return False
    if path == default_path():
        return True
    with path.open("rb") as file:
        head = file.read(_ID_OFFSET + 4)
    marked = int.from_bytes(head[_ID_OFFSET:], "big") == _APPLICATION_ID
    return not head or (head.startswith(_HEADER) and marked)


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists() or path.stat().st_size == 0:
        _create(path)
    if path.stat().st_size > MAX_BYTES:
        raise sqlite3.DatabaseError(f"it is larger than {MAX_BYTES:,} bytes")
    database = sqlite3.connect(path, timeout=_BUSY_SECONDS)
    try:
        if database.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            raise sqlite3.DatabaseError("it is another version's")
        verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise sqlite3.DatabaseError(str(verdict).partition("\n")[0])
        if _tables(database) != _expected_tables():
            raise sqlite3.DatabaseError("its tables are not this program's")
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            oldest = time.time() - _KEPT_SECONDS
            database.execute("DELETE FROM answers WHERE checked < ?", (oldest,))
    except BaseException:
        database.close()
        raise
    return database


def _tables(database: sqlite3.Connection) -> list[tuple[str, str]]:
    return database.execute("SELECT name, sql FROM sqlite_master").fetchall()


@cache
def _expected_tables() -> list[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_SCHEMA)
        return _tables(database)


def _create(path: Path) -> None:
    """Put an empty cache at ``path`` in one step: another run never sees half of it."""
    # SQLite creates it with the usual mode: in a workflow, another user saves what a container's
    # root has written.
    fresh = path.with_name(f"{path.name}.{token_hex(8)}.new")
    try:
        with closing(sqlite3.connect(fresh)) as database:
            database.executescript(_SCHEMA)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    for file in (path, path.with_name(path.name + "-journal")):
        file.unlink(missing_ok=True)


def _iso_date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


class Memory:
    """What this run has found and missed, saved to the cache now and then. For one thread."""

    def __init__(
        self,
        cache: Cache | None,
        scopes: Mapping[NeedKind, str],
        accept: Collection[int] = (),
    ) -> None:
        """``scopes`` are where an answer comes from: a registry's address, "" for the page itself.

        An answer that is alive only because its status is in ``accept`` is not saved.
        """
        self._cache = cache
        self._scopes = scopes
        self._accept = accept
        self._known: dict[Need, Answer] = {}
        self._unsaved: dict[Need, Answer] = {}
        self._saved_at = time.monotonic()

    @property
    def notes(self) -> tuple[str, ...]:
        """Why the cache could not be used, one line for each reason."""
        return tuple(self._cache.notes) if self._cache is not None else ()

    def recall(self, needs: Sequence[Need]) -> dict[Need, Answer]:
        """The answers that are known and not too old."""
        known = {need: self._known[need] for need in needs if need in self._known}
        if self._cache is not None:
            for scope, group in self._by_scope(n for n in needs if n not in known).items():
                known |= self._cache.get(group, scope)
        return known

    def keep(self, need: Need, answer: Answer) -> Answer:
        """Remember a certain answer; ``Missing`` comes back with the date since when it is so."""
        if isinstance(answer, Unknown):
            return answer
        if isinstance(answer, Missing):
            answer = answer._replace(data={**answer.data, "since": self._since(need)})
        self._known[need] = answer
        if isinstance(answer, Missing) or answer.status not in self._accept:
            self._unsaved[need] = answer
        return answer

    def save(self) -> None:
        """Save all new answers to the cache."""
        if self._cache is not None:
            for scope, group in self._by_scope(self._unsaved).items():
                self._cache.put({need: self._unsaved[need] for need in group}, scope)
        self._unsaved = {}  # only now, so that the next save makes up for an interrupted one

    def save_in_time(self) -> None:
        """``save``, if there is enough to save or the last time was long ago."""
        now = time.monotonic()
        passed = now - self._saved_at
        enough = len(self._unsaved) >= MIN_ANSWERS_TO_SAVE and passed >= MIN_SAVE_SECONDS
        if enough or (self._unsaved and passed >= MAX_SAVE_SECONDS):
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
