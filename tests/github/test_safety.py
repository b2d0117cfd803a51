"""A pull request is data: nothing of it is alive or obeyed, and the token stays where it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from linter.github import client
from linter.github.client import GitHub
from linter.github.retry import ApiError, RateLimits
from linter.github.review import marker, pull_files
from linter.github.review.base_config import checked_globs
from linter.model import ListlintError
from tests.github import fake
from tests.github.fake import NAME, TOKEN, FakeGitHub
from tests.github.pull import Who
from tests.github.repository import link
from tests.github.world import BAD_DATE, BASE, GOOD, entry, page, world
from tests.hostile import PAYLOADS
from tests.reporters.rendered import alive

PAGES = "https://github.test/"
COMMAND = re.compile(r"::(?:error|warning|notice) [^:]*::")


def hostile_page(payloads: tuple[str, ...]) -> str:
    """One wrong entry for every payload, which stands in title, date and authors."""
    entries = []
    for number, payload in enumerate(payloads):
        text = " ".join(payload.encode(errors="replace").decode().replace("\0", "").split())
        entries.append(
            entry(1000 + number, f"{text} 2024-13-01", title=text, authors=f"{text}; Author, Ben")
        )
    return page(attention=entries)


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("start", range(0, len(PAYLOADS), 41))
def test_hostile_entries(tmp_path: Path, start: int, read_only: bool) -> None:
    with world(tmp_path) as w:
        w.fake.tokens[TOKEN] = Who("github-actions[bot]", read_only)
        w.push(hostile_page(PAYLOADS[start : start + 41]))
        run = w.run()
        assert run.code == 1
        assert int(run.outputs["problems"]) > 10
        assert bool(w.ours) != read_only
        for body in [run.summary, *w.summaries, *(our.body for our in w.ours)]:
            assert alive(body, PAGES) == []
        for line in run.log.splitlines():
            assert "##[" not in line
            assert not line.lstrip().startswith("::") or COMMAND.match(line)


def test_hostile_paths(tmp_path: Path) -> None:
    names = ["@octocat.md", "a|b.md", "::error::x.md", "<b>.md", "`a`.md", "a\u202eb.md", "#1 x.md"]
    with world(tmp_path) as w:
        w.push(BASE, {name: page(attention=[BAD_DATE]) for name in names})
        run = w.run(files="*.md")
        assert run.outputs["problems"] == "7"
        for body in [run.summary, *w.summaries, *(our.body for our in w.ours)]:
            assert alive(body, PAGES) == []
        for line in run.log.splitlines():
            assert not line.lstrip().startswith("::")


def test_a_pasted_marker_in_an_entry_is_not_taken_for_ours(tmp_path: Path) -> None:
    text = "<!-- listlint:comment 0123456789abcdef 0123456789abcdef -->"
    with world(tmp_path) as w:
        w.push(
            page(attention=[entry(100, "2024-13-01", title=text, authors=f"Ben, Author {text}")])
        )
        w.run()
        again = w.run()
        assert again.writes == []
        assert {marker.read(our.body).kind for our in w.ours} == {"comment"}  # type: ignore[union-attr]


def test_the_token_is_never_shown(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[entry(100, f"{TOKEN}-2024")]))
        run = w.run()
        assert TOKEN not in run.log
        w.fault("GET", "/compare", 500, message=f"{TOKEN} was bad", times=9)
        assert TOKEN not in w.run().log


def test_no_other_host_gets_the_token(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        other = FakeGitHub()
        try:
            where = f"{other.url}/repos/{NAME}/pulls/1"
            for status in (301, 302, 307):
                w.fake.faults.clear()
                w.fault("GET", "/pulls/1$", status, headers={"Location": where}, times=9)
                api = GitHub(NAME, TOKEN, w.fake.url, RateLimits(0, 0))
                with pytest.raises(ApiError):
                    api.pull(1)
                api.close()
            assert other.sent == []
        finally:
            other.close()


@pytest.mark.parametrize(
    "path", ["../x.md", "/etc/passwd", "a/../../b", "~/x", "a\\..\\b", "..", "a\0b"]
)
def test_paths_out_of_the_repository_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ListlintError, match="leads out of the repository"):
        checked_globs([path])
    if "\0" not in path:
        with world(tmp_path) as w:
            w.push(page(attention=[GOOD]))
            run = w.run(config=path)
            assert (run.code, run.writes) == (2, [])
            assert "leads out of the repository" in run.err
            assert run.err.count("\n") == 1


def test_a_linked_configuration_is_refused(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.land(BASE, {".github/listlint.yml": link("../README.md")})
        w.pull.head = w.pull.base
        w.push(page(attention=[GOOD]))
        run = w.run()
        assert run.code == 2
        assert "symbolic link" in run.err


def test_nothing_of_the_head_but_the_list_is_read(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        hostile = {".github/listlint.yml": "rules: {nonsense", "CONTRIBUTING.md": "\udcff"}
        w.push(page(attention=[GOOD]), {".github/listlint.yml": hostile[".github/listlint.yml"]})
        run = w.run()
        assert run.code == 0
        wanted = w.fake.repository.files(w.pull.head)[".github/listlint.yml"].sha
        assert not any(wanted in path for _, path, _ in run.sent)


def test_suggestions_hold_only_what_can_be_seen(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[entry(100, "2024-01-01", authors="Wri\u202eter, Ada; Author, Ben")]))
        w.run()
        assert w.ours
        assert "suggestion" not in w.ours[0].body


def test_a_fence_in_an_entry_stays_inside(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[entry(100, "2024-01-01", authors="Writer ````, Ada; Author, Ben")]))
        w.run()
        body = w.ours[0].body
        if "suggestion" in body:
            assert "`````suggestion" in body
        assert alive(body, PAGES) == []


def test_a_world_is_strict(tmp_path: Path) -> None:
    """The fake refuses what GitHub refuses; were it lenient, all the rest would prove nothing."""
    with world(tmp_path) as w:
        w.push(page(attention=[BAD_DATE]))
        api = GitHub(NAME, TOKEN, w.fake.url, RateLimits(0, 0))
        good = {"path": "README.md", "line": 13, "side": "RIGHT", "body": "x"}
        review = {"commit_id": w.pull.head, "body": "x", "event": "COMMENT", "comments": [good]}
        wrong = [
            {**review, "event": "APPROVE"},
            {**review, "body": ""},
            {**review, "body": "x" * 65_537},
            {**review, "commit_id": "0" * 40},
            *(
                {**review, "comments": [{**good, **change}]}
                for change in (
                    {"line": 40},
                    {"path": "OTHER.md"},
                    {"body": ""},
                    {"body": "x" * 65_537},
                    {"start_line": 13, "start_side": "RIGHT"},
                    {"start_line": 1, "start_side": "RIGHT"},
                    {"body": f"```suggestion\n{BAD_DATE.splitlines()[0]}\n```"},
                )
            ),
        ]
        from linter.github.review.mutations import Write

        for body in wrong:
            with pytest.raises(ApiError) as error:
                api.send(Write("POST", f"/repos/{NAME}/pulls/1/reviews", body))
            assert error.value.status == 422
        assert not w.pull.reviews
        assert not w.fake.complaints
        for change in ({"subject_type": "line"}, {"line": "13"}):
            body = {**review, "comments": [{**good, **change}]}
            with pytest.raises(ApiError):
                api.send(Write("POST", f"/repos/{NAME}/pulls/1/reviews", body))
        assert len(w.fake.complaints) == 2
        w.fake.complaints.clear()
        api.send(Write("POST", f"/repos/{NAME}/pulls/1/reviews", review))
        assert len(w.pull.reviews) == 1
        api.close()


@pytest.mark.parametrize("truncated", [False, True])
def test_a_list_behind_more_files_than_github_lists_is_reviewed(
    tmp_path: Path, truncated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fake.LISTED_FILES == client.LISTED_FILES == 3_000
    # Fewer of them, as the fake takes its time for each.
    monkeypatch.setattr(client, "FILE_PAGES", 4)
    monkeypatch.setattr(pull_files, "LISTED_FILES", 400)
    monkeypatch.setattr(fake, "LISTED_FILES", 400)
    with world(tmp_path) as w:
        w.push(page(attention=[BAD_DATE]), {f"A{n:03}.txt": "x" for n in range(400)})
        w.fake.truncated_trees = truncated
        run = w.run()
        if truncated:
            assert (run.code, run.writes) == (2, [])
            assert "changes more files than the 400 that GitHub lists" in run.err
        else:
            assert (run.code, run.outputs["problems"]) == (1, "1")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"> " * 2_000 + b"deep", "nested"),
        (b"\xff\xfe\x00", "UTF-16 text"),
        (b"[" * 500_000, "more Markdown constructs"),
    ],
)
def test_a_file_that_is_refused_costs_the_other_lists_nothing(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[BAD_DATE]), {"A.md": content})
        run = w.run(files="*.md")
        assert (run.code, run.outputs["problems"]) == (2, "1")
        assert len(w.ours) == 1
        for text in (run.log, run.summary, *w.summaries):
            assert reason in text
