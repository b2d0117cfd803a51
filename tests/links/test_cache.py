from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linter.config.link_settings import CacheSettings
from linter.links.cache import Cache, default_path
from linter.model import Answer, Found, Missing, Need, Unknown
from tests.links.helpers import fetch, quick
from tests.links.world import running

PAGE = Need("url", "https://example.com/")
PAPER = Need("arxiv", "2401.00001")


@pytest.fixture
def settings(tmp_path: Path) -> CacheSettings:
    return CacheSettings(path=tmp_path / "deep" / "links.sqlite")


def put(settings: CacheSettings, need: Need, answer: Answer, scope: str = "") -> None:
    cache = Cache(settings)
    cache.put({need: answer}, scope)
    cache.close()
    assert cache.notes == []


def get(settings: CacheSettings, need: Need, scope: str = "") -> Answer | None:
    cache = Cache(settings)
    try:
        return cache.get([need], scope).get(need)
    finally:
        cache.close()


def test_get_returns_what_was_put(settings: CacheSettings) -> None:
    answer = Found({"final_url": "https://example.com/é", "permanent": False}, 200, "a note")
    put(settings, PAGE, answer)
    assert get(settings, PAGE) == answer
    assert settings.path is not None
    assert [path.name for path in settings.path.parent.iterdir()] == ["links.sqlite"]


def test_get_says_since_when_something_is_missing(settings: CacheSettings) -> None:
    put(settings, PAGE, Missing("404", 404))
    answer = get(settings, PAGE)
    assert isinstance(answer, Missing)
    assert answer.data == {"since": time.strftime("%Y-%m-%d", time.gmtime())}


def test_put_does_not_keep_unknown(settings: CacheSettings) -> None:
    put(settings, PAGE, Unknown("timeout"))
    assert get(settings, PAGE) is None


def test_put_unknown_leaves_what_was_known(settings: CacheSettings) -> None:
    put(settings, PAGE, Found({}))
    put(settings, PAGE, Unknown("timeout"))
    assert get(settings, PAGE) == Found({})


def test_get_keeps_the_answers_of_registries_apart(settings: CacheSettings) -> None:
    put(settings, PAPER, Found({}), "https://export.arxiv.org")
    assert get(settings, PAPER, "http://mirror") is None
    assert get(settings, PAPER, "https://export.arxiv.org") == Found({})


@pytest.mark.parametrize(
    ("need", "answer", "field"),
    [
        (PAGE, Found({}), "alive"),
        (PAGE, Missing("404"), "dead"),
        (PAPER, Found({}), "registry"),
        (PAPER, Missing("unknown"), "dead"),
    ],
)
def test_get_has_an_age_limit_for_every_verdict(
    settings: CacheSettings, need: Need, answer: Answer, field: str
) -> None:
    put(settings, need, answer)
    times: dict[str, Any] = {"alive": 0.0, "dead": 0.0, "registry": 0.0}
    assert get(replace(settings, **{**times, field: 60.0}), need) is not None
    others: dict[str, Any] = {"alive": 60.0, "dead": 60.0, "registry": 60.0, field: 0.0}
    assert get(replace(settings, **others), need) is None


def test_since_outlives_the_age_limit_and_ends_when_the_page_is_back(
    settings: CacheSettings,
) -> None:
    put(settings, PAGE, Missing("404"))
    age(settings, 40)
    first = Cache(settings).since([PAGE])[PAGE]
    assert first == time.strftime("%Y-%m-%d", time.gmtime(time.time() - 40 * 86_400))
    put(settings, PAGE, Missing("404"))
    assert Cache(settings).since([PAGE])[PAGE] == first
    put(settings, PAGE, Found({}))
    assert Cache(settings).since([PAGE]) == {}


def test_open_deletes_answers_older_than_half_a_year(settings: CacheSettings) -> None:
    put(settings, PAGE, Found({}))
    age(settings, 181)
    get(settings, PAGE)
    assert rows(settings) == 0


def test_get_ignores_answers_from_the_future(settings: CacheSettings) -> None:
    put(settings, PAGE, Found({}))
    age(settings, -2)
    assert get(settings, PAGE) is None


def age(settings: CacheSettings, days: float) -> None:
    assert settings.path is not None
    with sqlite3.connect(settings.path) as database:
        database.execute(
            "UPDATE answers SET checked = checked - ?, since = since - ?", (days * 86_400,) * 2
        )
    database.close()


def rows(settings: CacheSettings) -> int:
    assert settings.path is not None
    database = sqlite3.connect(settings.path)
    (count,) = database.execute("SELECT count(*) FROM answers").fetchone()
    database.close()
    return int(count)


@pytest.mark.parametrize("content", [b"not a database", b"\0" * 4096, b"SQLite format 3\0" * 9])
def test_open_leaves_another_programs_file_alone(settings: CacheSettings, content: bytes) -> None:
    assert settings.path is not None
    settings.path.parent.mkdir()
    settings.path.write_bytes(content)
    cache = Cache(settings)
    cache.put({PAGE: Found({})})
    assert cache.get([PAGE]) == {}
    assert len(cache.notes) == 1
    assert "not a cache of listlint" in cache.notes[0]
    assert settings.path.read_bytes() == content


def test_open_leaves_another_programs_database_alone(settings: CacheSettings) -> None:
    assert settings.path is not None
    settings.path.parent.mkdir()
    database = sqlite3.connect(settings.path)
    database.execute("CREATE TABLE answers (precious TEXT)")
    database.close()
    before = settings.path.read_bytes()
    assert "not a cache of listlint" in Cache(settings).notes[0]
    assert settings.path.read_bytes() == before


@pytest.mark.parametrize("spoil", ["middle", "cut", "version"])
def test_open_begins_a_damaged_cache_anew(settings: CacheSettings, spoil: str) -> None:
    cache = Cache(settings)
    cache.put({Need("url", f"https://example.com/{n}"): Found({}) for n in range(2000)})
    cache.close()
    assert settings.path is not None
    content = bytearray(settings.path.read_bytes())
    if spoil == "middle":
        content[4096:12288] = b"\xff" * 8192
    elif spoil == "cut":
        content = content[: len(content) // 2]
    else:
        content[60:64] = (99).to_bytes(4, "big")
    settings.path.write_bytes(bytes(content))
    cache = Cache(settings)
    assert len(cache.notes) == 1
    assert "starting a new one" in cache.notes[0]
    cache.close()
    put(settings, PAGE, Found({}))
    assert get(settings, PAGE) == Found({})


def test_open_takes_an_empty_file(settings: CacheSettings) -> None:
    assert settings.path is not None
    settings.path.parent.mkdir()
    settings.path.touch()
    put(settings, PAGE, Found({}))
    assert get(settings, PAGE) == Found({})


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_open_creates_the_file_with_the_usual_mode(
    settings: CacheSettings, umask: int, mode: int
) -> None:
    """A container's root writes what the runner's user saves."""
    before = os.umask(umask)
    try:
        put(settings, PAGE, Found({}))
    finally:
        os.umask(before)
    assert settings.path is not None
    assert settings.path.stat().st_mode & 0o777 == mode


def test_open_reports_a_place_that_cannot_be_written_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = Cache(CacheSettings(path=tmp_path / "file" / "links.sqlite"))
    cache.put({PAGE: Found({})})
    assert len(cache.notes) == 1
    assert "\n" not in cache.notes[0]


def test_two_caches_share_one_file(settings: CacheSettings) -> None:
    first, second = Cache(settings), Cache(settings)
    first.put({PAGE: Found({})})
    second.put({PAPER: Found({})})
    assert first.get([PAPER]) == {PAPER: Found({})}
    assert second.get([PAGE]) == {PAGE: Found({})}
    first.close()
    second.close()


def test_fetch_asks_nothing_that_the_cache_knows(tmp_path: Path) -> None:
    with running(2) as world:
        settings = quick(cache=CacheSettings(path=tmp_path / "links.sqlite"))
        urls = [world.url(kind) for kind in ("plain", "moved", "missing", "soft-404", "hop")]
        cold = fetch(urls, settings)
        asked = len(world.requests)
        assert fetch(urls, settings) == cold
        assert len(world.requests) == asked


def test_fetch_does_not_cache_what_is_alive_by_configuration(tmp_path: Path) -> None:
    with running(2) as world:
        kept = CacheSettings(path=tmp_path / "links.sqlite")
        (url,) = urls = [world.url("wall-403")]
        assert isinstance(fetch(urls, quick(cache=kept, accept=(403,)))[url], Found)
        assert isinstance(fetch(urls, quick(cache=kept))[url], Unknown)


WRITER = """
import sys
from pathlib import Path
from linter.model import Found, Need
from linter.links.cache import Cache, default_path
from linter.config.link_settings import CacheSettings

cache = Cache(CacheSettings(path=Path(sys.argv[1])))
assert not cache.notes, cache.notes
print("ready", flush=True)
for batch in range(100_000):
    cache.put({Need("url", f"https://example.com/{batch % 50}/{n}"): Found({}) for n in range(200)})
    if batch == 0:
        print("put", flush=True)
"""


def test_put_survives_a_kill_at_any_moment(settings: CacheSettings) -> None:
    chance = random.Random(1)
    for number in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(settings.path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        if number == 0:  # however slow the machine, something is there to be damaged
            assert process.stdout.readline() == b"put\n"
        time.sleep(chance.random() * 0.03)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        cache = Cache(settings)
        assert cache.notes == []
        cache.close()
        assert rows(settings) % 200 == 0
    assert rows(settings) > 0


ROW = "INSERT OR REPLACE INTO answers VALUES ('', 'url', ?, ?, ?, ?, ?, ?, ?)"
NOW = time.time()
NESTED = "[" * 100_000


@pytest.mark.parametrize(
    "row",
    [
        ("x", 200, "", "{}", NOW, NOW),
        (2, 200, "", "{}", NOW, NOW),
        (1, "many", "", "{}", NOW, NOW),
        (1, b"\xff", "", "{}", NOW, NOW),
        (1, 200.5, "", "{}", NOW, NOW),
        (1, 2**40, "", "{}", NOW, NOW),
        (1, 200, b"\xff\xfe", "{}", NOW, NOW),
        (1, 200, "", b"{}", NOW, NOW),
        (1, 200, "", "[1]", NOW, NOW),
        (1, 200, "", NESTED, NOW, NOW),
        (1, 200, "", '{"final_url": 5}', NOW, NOW),
        (1, 200, "", '{"moved": "yes"}', NOW, NOW),
        (1, 200, "", '{"version": [1]}', NOW, NOW),
        (1, 200, "", '{"authors": [{}]}', NOW, NOW),
        (1, 200, "", "{}", "now", NOW),
        (1, 200, "", "{}", b"", NOW),
        (1, 200, "", "{}", 1e308, NOW),
        (1, 200, "", "{}", NOW, "then"),
        (0, 404, "", "{}", NOW, 1e15),
        (0, 404, "", "{}", NOW, -1.0),
    ],
)
def test_get_ignores_a_row_of_another_type(settings: CacheSettings, row: tuple[object]) -> None:
    put(settings, PAPER, Found({}))
    assert settings.path is not None
    with sqlite3.connect(settings.path) as database:
        database.execute(ROW, (PAGE.key, *row))
    database.close()
    cache = Cache(settings)
    assert cache.get([PAGE, PAPER]) == {PAPER: Found({})}
    assert cache.since([PAPER]) == {}
    cache.put({PAGE: Missing("404", 404)})
    assert isinstance(cache.get([PAGE])[PAGE], Missing)
    cache.close()
    assert cache.notes == []


@pytest.mark.parametrize(
    "script",
    [
        "DROP TABLE answers",
        "ALTER TABLE answers RENAME COLUMN data TO other",
        "CREATE TRIGGER t AFTER INSERT ON answers BEGIN DELETE FROM answers; END",
        "DROP TABLE answers; CREATE VIEW answers AS SELECT 1 AS scope, 2 AS kind, 3 AS key",
        "PRAGMA user_version = 0",
    ],
)
def test_open_begins_a_cache_with_other_tables_anew(settings: CacheSettings, script: str) -> None:
    put(settings, PAGE, Found({}))
    assert settings.path is not None
    with sqlite3.connect(settings.path) as database:
        database.executescript(script)
    database.close()
    cache = Cache(settings)
    assert len(cache.notes) == 1
    assert "starting a new one" in cache.notes[0]
    cache.close()
    put(settings, PAGE, Found({}))
    assert get(settings, PAGE) == Found({})


@pytest.mark.parametrize("seed", range(8))
def test_open_survives_any_damage(tmp_path: Path, seed: int) -> None:
    """Whatever bytes change, a run ends without an error, and the run after it has a cache."""
    chance = random.Random(seed)
    settings = CacheSettings(path=tmp_path / "links.sqlite")
    assert settings.path is not None
    needs = [Need("url", f"https://example.com/{number}") for number in range(200)]
    first = Cache(settings)
    first.put({need: Found({"final_url": need.key, "moved": False}, 200) for need in needs})
    first.close()
    whole = settings.path.read_bytes()
    for _ in range(15):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 5, 50, 500])):
            content[chance.randrange(72, len(content))] = chance.randrange(256)
        if chance.random() < 0.3:
            del content[chance.randrange(100, len(content)) :]
        settings.path.write_bytes(content)
        for run in range(2):
            cache = Cache(settings)
            answers = [*cache.get(needs).values()]
            cache.since(needs[:3])
            cache.put({PAGE: Found({}, 200)})
            assert all(isinstance(answer.status, int | None) for answer in answers)
            assert all("\n" not in note for note in cache.notes)
            assert len(cache.notes) <= 1 - run
            cache.close()


def test_open_begins_anew_in_the_users_cache_directory_whatever_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = default_path()
    path.parent.mkdir()
    path.write_bytes(bytes(4096))
    cache = Cache(CacheSettings())
    cache.put({PAGE: Found({})})
    assert cache.get([PAGE]) == {PAGE: Found({})}
    assert "starting a new one" in cache.notes[0]
    cache.close()


def test_open_reads_no_file_that_is_too_large(
    settings: CacheSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(settings, PAGE, Found({}))
    monkeypatch.setattr("linter.links.cache.MAX_BYTES", 100)
    cache = Cache(settings)
    assert "larger than 100 bytes" in cache.notes[0]
    cache.close()


def test_open_does_without_a_locked_file(
    settings: CacheSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linter.links.cache._BUSY_SECONDS", 0.05)
    put(settings, PAGE, Found({}))
    assert settings.path is not None
    other = sqlite3.connect(settings.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    cache = Cache(settings)
    assert cache.get([PAGE]) == {}
    assert "cannot be used" in cache.notes[0]
    other.close()
    assert get(settings, PAGE) == Found({})


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_open_leaves_alone_what_is_not_a_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "links.sqlite"
    if kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    cache = Cache(CacheSettings(path=path))
    cache.put({PAGE: Found({})})
    assert cache.get([PAGE]) == {}
    assert len(cache.notes) == 1
