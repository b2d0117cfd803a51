from __future__ import annotations

from pathlib import Path

import pytest

from linter.config.link_settings import CacheSettings
from linter.links.cache import Cache, Memory
from linter.model import Found, Missing, Need, Unknown

PAGE = Need("url", "https://a.example/")
PAPER = Need("arxiv", "2401.00001")
SCOPES = {"url": "", "arxiv": "https://mirror.example"}


@pytest.fixture
def settings(tmp_path: Path) -> CacheSettings:
    return CacheSettings(path=tmp_path / "links.sqlite")


def memory(settings: CacheSettings) -> Memory:
    return Memory(Cache(settings), SCOPES, accept=[403])  # type: ignore[arg-type]


def test_save_hands_certain_answers_to_the_next_run(settings: CacheSettings) -> None:
    first = memory(settings)
    first.keep(PAGE, Found({}, 200))
    first.keep(PAPER, Unknown("silence"))
    first.save()
    first.close()
    second = memory(settings)
    assert second.recall([PAGE, PAPER]) == {PAGE: Found({}, 200)}
    second.close()


def test_save_keeps_accepted_statuses_to_this_run(
    settings: CacheSettings,
) -> None:
    first = memory(settings)
    first.keep(PAGE, Found({}, 403))
    first.save()
    assert first.recall([PAGE]) == {PAGE: Found({}, 403)}
    first.close()
    second = memory(settings)
    assert second.recall([PAGE]) == {}
    second.close()


def test_keep_dates_what_is_missing(settings: CacheSettings) -> None:
    kept = memory(settings)
    answer = kept.keep(PAGE, Missing("gone", 404))
    assert isinstance(answer, Missing)
    assert len(answer.data["since"]) == len("2026-01-02")
    kept.close()


def test_save_makes_up_for_an_interrupted_one(
    settings: CacheSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    first = memory(settings)
    first.keep(PAGE, Found({}, 200))
    with monkeypatch.context() as patch:
        patch.setattr(Cache, "put", interrupt)
        with pytest.raises(KeyboardInterrupt):
            first.save()
    first.save()
    first.close()
    second = memory(settings)
    assert PAGE in second.recall([PAGE])
    second.close()
