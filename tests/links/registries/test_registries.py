from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from linter.config.link_settings import LinkSettings
from linter.links import build
from linter.links.registries import arxiv
from linter.links.registries.client import RegistryUnavailableError
from linter.model import Answer, Found, Missing, Need, Unknown
from tests.links.helpers import probe, quick
from tests.links.registries.fake import ENTRY, FEED, Shelf, running


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setattr(build, "PAUSE_SECONDS", 0.0)
    with running() as built:
        yield built


def ask(
    shelf: Shelf, *needs: Need, settings: LinkSettings | None = None, **more: Any
) -> list[Answer]:
    settings = settings or quick(registries=shelf.settings(), second_look=0.05)
    with probe(settings, **more) as built:
        facts = built.fetch(needs)
    return [facts[need] for need in needs]


def url(text: str) -> Need:
    return Need("url", text)


def dead_ends(host: str, port: int) -> list[Any]:
    """A resolver for a machine where only the registries can be reached."""
    import socket

    if host == "127.0.0.1":
        return [(socket.AF_INET, host)]
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


# ------------------------------------------------------------------------------------- arXiv


def test_arxiv_asks_for_many_papers_in_one_request(shelf: Shelf) -> None:
    shelf.papers = {f"2401.{number:05d}": {} for number in range(157)}
    needs = [Need("arxiv", key) for key in shelf.papers]
    needs += [url(f"http://arxiv.org/abs/{key}") for key in shelf.papers]
    needs += [url(f"https://www.arxiv.org/pdf/{key}v2.pdf") for key in shelf.papers]
    answers = ask(shelf, *needs)
    assert all(isinstance(answer, Found) for answer in answers)
    assert len(shelf.requests) == 1


def test_arxiv_data(shelf: Shelf) -> None:
    shelf.papers["hep-th/9901001"] = {"comment": "This paper has been withdrawn by the author"}
    (answer,) = ask(shelf, Need("arxiv", "hep-th/9901001"))
    assert isinstance(answer, Found)
    assert answer.data == {
        "title": "A title",
        "authors": ["Ada Lovelace", "Alan Turing"],
        "published": "2024-01-02",
        "updated": "2024-05-06",
        "version": 3,
        "comment": "This paper has been withdrawn by the author",
        "doi": "",
        "withdrawn": True,
    }


def test_arxiv_asks_for_an_absent_paper_twice_beside_a_known_one(shelf: Shelf) -> None:
    shelf.papers["2401.00001"] = {}
    known, absent = ask(shelf, Need("arxiv", "2401.00001"), Need("arxiv", "2401.99999"))
    assert isinstance(known, Found)
    assert isinstance(absent, Missing)
    assert len(shelf.requests) == 2
    assert "2401.99999,2401.00001" in shelf.requests[1][1]


def test_arxiv_is_not_believed_if_it_forgets_a_known_paper(shelf: Shelf) -> None:
    shelf.papers["2401.00001"] = {}
    first = shelf.arxiv
    shelf.arxiv = lambda *a: first(*a) if len(shelf.requests) == 1 else (200, "<feed xmlns='http://www.w3.org/2005/Atom'/>")  # type: ignore[method-assign]  # fmt: skip
    _, absent = ask(shelf, Need("arxiv", "2401.00001"), Need("arxiv", "2401.99999"))
    assert isinstance(absent, Unknown)
    assert "left out a paper" in absent.reason


def test_arxiv_isolates_a_malformed_id(shelf: Shelf) -> None:
    shelf.papers = {f"2401.{number:05d}": {} for number in range(7)}
    shelf.malformed = {"2401.00003"}
    answers = ask(shelf, *(Need("arxiv", key) for key in shelf.papers))
    assert [isinstance(answer, Found) for answer in answers] == [*[True] * 3, False, *[True] * 3]
    assert isinstance(answers[3], Unknown)


def test_arxiv_is_not_believed_if_its_feed_is_cut_short() -> None:
    entry = ENTRY.format(id="2401.00001", version=1, title="A", comment="")
    whole = FEED.format(entry + entry.replace("2401.00001", "2401.00002"))
    assert len(list(arxiv._read(whole.encode()))) == 2
    with pytest.raises(RegistryUnavailableError, match="cut short"):
        list(arxiv._read(whole.partition("</entry>")[0].encode() + b"</entry>"))


def test_arxiv_leaves_an_unknown_version_to_the_page(shelf: Shelf) -> None:
    shelf.papers["2401.00001"] = {"version": 2}
    fine, beyond = ask(
        shelf,
        url("https://arxiv.org/abs/2401.00001v2"),
        url("https://arxiv.org/abs/2401.00001v9"),
        lookup=dead_ends,
    )
    assert isinstance(fine, Found)
    assert isinstance(beyond, Unknown)


@pytest.mark.parametrize("status", [400, 404, 403, 301])
def test_registry_with_invalid_answers_is_unavailable(shelf: Shelf, status: int) -> None:
    shelf.silent["arxiv"] = [(status, {})] * 9
    direct, link = ask(
        shelf, Need("arxiv", "2401.1"), url("https://arxiv.org/abs/2401.00001"), lookup=dead_ends
    )
    assert isinstance(direct, Unknown)
    assert isinstance(link, Unknown)
    assert "could not be resolved" in link.reason


def test_client_waits_for_a_busy_registry(shelf: Shelf) -> None:
    shelf.papers["2401.00001"] = {}
    shelf.silent["arxiv"] = [(429, {"Retry-After": "1"})]
    (answer,) = ask(shelf, Need("arxiv", "2401.00001"))
    assert isinstance(answer, Found)
    assert len(shelf.requests) == 2


# ------------------------------------------------------------------------------------- DOI


def test_doi_is_found_by_agency_or_handle(shelf: Shelf) -> None:
    shelf.crossref = {f"10.1000/{number}" for number in range(60)}
    shelf.datacite = {"10.5281/zenodo.1"}
    shelf.handles = {"10.9999/with,comma"}
    keys = [*sorted(shelf.crossref), "10.5281/zenodo.1", "10.9999/with,comma", "10.9999/nothing"]
    answers = ask(shelf, *(Need("doi", key) for key in keys))
    assert all(isinstance(answer, Found) for answer in answers[:-1])
    assert isinstance(answers[-1], Missing)
    assert shelf.count("crossref") == 2
    assert shelf.count("datacite") == 1
    assert shelf.count("doi") == 3


def test_doi_data(shelf: Shelf) -> None:
    shelf.crossref, shelf.datacite = {"10.1000/1"}, {"10.5281/1"}
    first, second = ask(shelf, Need("doi", "10.1000/1"), Need("doi", "10.5281/1"))
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    assert first.data == {
        "title": "On it",
        "authors": ["Ada Lovelace", "A group"],
        "published": "1843-09",
    }
    assert second.data["published"] == "2020-02-03"


def test_doi_is_found_although_an_agency_fails(shelf: Shelf) -> None:
    shelf.handles = {"10.1000/1"}
    shelf.silent = {"crossref": [(403, {})] * 9, "datacite": [(403, {})] * 9}
    (answer,) = ask(shelf, url("https://doi.org/10.1000/1"))
    assert isinstance(answer, Found)


def test_doi_confirms_a_publishers_page_but_does_not_call_it_dead(shelf: Shelf) -> None:
    shelf.crossref = {"10.1145/1"}
    fine, unknown, dead = ask(
        shelf,
        url("https://dl.acm.org/doi/10.1145/1"),
        url("https://dl.acm.org/doi/10.1145/2"),
        url("https://doi.org/10.1145/3"),
        lookup=dead_ends,
    )
    assert isinstance(fine, Found)
    assert isinstance(unknown, Unknown)
    assert isinstance(dead, Missing)


# ------------------------------------------------------------------------------------- OpenReview


def note(key: str, **content: Any) -> dict[str, Any]:
    return {"id": key, "cdate": 1_700_000_000_000, "content": content}


def test_openreview_finds_notes_of_both_versions(shelf: Shelf) -> None:
    shelf.notes["new"] = note(
        "new", title={"value": "T"}, authors={"value": ["Ada"]}, pdf={"value": "/p"}
    )
    shelf.old_notes["old"] = note("old", title="Old", authors=["Alan"])
    shelf.forbidden = set()
    new, old, gone, pdf = ask(
        shelf,
        Need("openreview", "new"),
        url("https://openreview.net/forum?id=old"),
        url("https://openreview.net/forum?id=gone"),
        url("https://openreview.net/pdf?id=new"),
    )
    assert isinstance(new, Found)
    assert new.data == {"title": "T", "authors": ["Ada"], "published": "2023-11-14", "pdf": True}
    assert isinstance(old, Found)
    assert isinstance(pdf, Found)
    assert isinstance(gone, Missing)


def test_openreview_with_a_challenge_is_unavailable(shelf: Shelf) -> None:
    shelf.silent["openreview"] = [(403, {})] * 9
    (answer,) = ask(shelf, url("https://openreview.net/forum?id=x"), lookup=dead_ends)
    assert isinstance(answer, Unknown)


def test_openreview_does_not_call_a_private_note_missing(shelf: Shelf) -> None:
    shelf.forbidden = {"secret"}
    (answer,) = ask(shelf, url("https://openreview.net/forum?id=secret"), lookup=dead_ends)
    assert isinstance(answer, Unknown)


# ------------------------------------------------------------------------------------- GitHub


def test_github_asks_for_a_hundred_repositories_in_one_request(shelf: Shelf) -> None:
    shelf.repositories = {f"o/r{number}": {} for number in range(3000)}
    needs = [url(f"https://github.com/O/R{number}") for number in range(3000)]
    needs += [Need("repository", f"o/r{number}") for number in range(3000)]
    answers = ask(shelf, *needs, token="t")
    assert all(isinstance(answer, Found) for answer in answers)
    assert len(shelf.requests) == 30
    assert {token for _, _, token in shelf.requests} == {"Bearer t"}


def test_github_answers(shelf: Shelf) -> None:
    shelf.repositories = {
        "o/renamed": {"nameWithOwner": "New/Name"},
        "o/archived": {"isArchived": True},
        "o/private": {"isPrivate": True},
    }
    shelf.forbidden = {"o/forbidden"}
    keys = ["o/gone", "o/renamed", "o/archived", "o/private", "o/forbidden"]
    answers = ask(shelf, *(Need("repository", key) for key in keys), token="t", lookup=dead_ends)
    gone, renamed, archived, private, forbidden = answers
    assert isinstance(gone, Missing)
    assert isinstance(renamed, Found)
    assert renamed.data["name"] == "New/Name"
    assert isinstance(archived, Found)
    assert archived.data["archived"]
    assert isinstance(private, Unknown)
    assert isinstance(forbidden, Unknown)
    assert len(shelf.requests) == 2


def test_github_rename_is_a_move(shelf: Shelf) -> None:
    shelf.repositories = {"o/old": {"nameWithOwner": "New/Name"}}
    (answer,) = ask(shelf, url("https://github.com/o/old"), token="t")
    assert isinstance(answer, Found)
    assert answer.data == {
        "final_url": "https://github.com/New/Name",
        "permanent": True,
        "moved": True,
    }


def test_github_that_refuses_the_token_is_unavailable(shelf: Shelf) -> None:
    shelf.silent["github"] = [(401, {})] * 9
    page, repository = ask(
        shelf,
        url("https://github.com/o/r"),
        Need("repository", "o/r"),
        token="t",
        lookup=dead_ends,
    )
    assert isinstance(page, Unknown)
    assert isinstance(repository, Unknown)


def test_github_token_follows_no_redirect(shelf: Shelf) -> None:
    shelf.silent["github"] = [(301, {"Location": f"{shelf.base}/arxiv/steal"})]
    ask(shelf, Need("repository", "o/r"), token="t", lookup=dead_ends)
    assert [path for _, path, _ in shelf.requests] == ["/github/graphql"]


def test_github_enterprise_address(shelf: Shelf) -> None:
    registries = shelf.settings(github=f"{shelf.base}/github/v3")
    shelf.repositories = {"o/r": {}}
    (answer,) = ask(
        shelf, Need("repository", "o/r"), token="t", settings=quick(registries=registries)
    )
    assert isinstance(answer, Found)
    assert shelf.requests[0][1] == "/github/graphql"


# ------------------------------------------------------------------------------------- second look


def missing_of(shelf: Shelf, kind: str) -> tuple[Need, Need]:
    """Something that a registry knows, and something that it does not."""
    if kind == "repository":
        shelf.repositories = {"o/known": {}}
        return Need("repository", "o/known"), Need("repository", "o/missing")
    if kind == "openreview":
        shelf.notes = {"known": {"id": "known"}}
        return Need("openreview", "known"), Need("openreview", "missing")
    shelf.handles = {"10.1/known"}
    return Need("doi", "10.1/known"), Need("doi", "10.1/missing")


@pytest.mark.parametrize("kind", ["repository", "openreview", "doi"])
def test_registry_that_knows_others_is_asked_again_at_once(shelf: Shelf, kind: str) -> None:
    needs = missing_of(shelf, kind)
    settings = quick(registries=shelf.settings(), second_look=30.0)
    began = time.monotonic()
    known, missing = ask(shelf, *needs, settings=settings, token="t", lookup=dead_ends)
    assert time.monotonic() - began < 20
    assert isinstance(known, Found)
    assert isinstance(missing, Missing)


@pytest.mark.parametrize("kind", ["repository", "openreview", "doi"])
def test_registry_that_knows_nothing_is_asked_again_later(shelf: Shelf, kind: str) -> None:
    _, need = missing_of(shelf, kind)
    settings = quick(registries=shelf.settings(), second_look=1.0)
    began = time.monotonic()
    (missing,) = ask(shelf, need, settings=settings, token="t", lookup=dead_ends)
    assert time.monotonic() - began >= 1.0
    assert isinstance(missing, Missing)


# ------------------------------------------------------------------------------------- archive


def test_archive_offers_a_copy_of_a_dead_page(shelf: Shelf) -> None:
    shelf.copies["http://nobody.invalid/a"] = "http://web.archive.org/web/2020/x(1)"
    registries = shelf.settings(archive=f"{shelf.base}/archive")
    settings = quick(registries=registries, second_look=0.05)
    with_copy, without = ask(
        shelf, url("http://nobody.invalid/a"), url("http://nobody.invalid/b"), settings=settings
    )
    assert isinstance(with_copy, Missing)
    assert isinstance(without, Missing)
    assert with_copy.data["archived"] == "http://web.archive.org/web/2020/x%281%29"
    assert "archived" not in without.data


class Slow:
    """An archive that knows one page, and takes its time for the next, or is interrupted there."""

    def __init__(self, interrupted: bool) -> None:
        self.interrupted = interrupted
        self.told = threading.Event()

    def copies(self, urls: list[str]) -> Iterator[tuple[str, str]]:
        yield urls[0], "http://web.archive.org/web/1/x"
        if self.interrupted:
            # As Ctrl-C: a signal wakes the main thread out of its wait, a simulated one may not.
            main = threading.main_thread().ident
            assert main is not None
            signal.pthread_kill(main, signal.SIGINT)
        self.told.wait(60)


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C is heard; a shell that starts us in the background has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("interrupted", [False, True])
def test_archive_is_waited_for_no_longer_than_the_budget(interrupted: bool) -> None:
    urls = [url("http://nobody.invalid/a"), url("http://nobody.invalid/b")]
    archive = Slow(interrupted)
    began = time.monotonic()
    with probe(quick(second_look=0.05, budget=30.0 if interrupted else 3.0)) as built:
        built._archive = archive  # type: ignore[assignment]
        facts = built.fetch(urls)
    assert time.monotonic() - began < 20
    archive.told.set()
    assert (built.incomplete is not None) == interrupted
    first, second = (facts[need] for need in urls)
    assert isinstance(first, Missing)
    assert isinstance(second, Missing)
    assert first.data["archived"] == "http://web.archive.org/web/1/x"
    assert "archived" not in second.data
