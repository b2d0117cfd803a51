"""Comparing with a git revision: what it was, what is new, what is refused."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from linter import git
from linter.model import ListlintError


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    root = tmp_path / "repository"
    root.mkdir()
    run(root, "init", "--quiet", "--initial-branch=main")
    run(root, "config", "user.name", "A")
    run(root, "config", "user.email", "a@example.org")
    return root


def run(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)
    return done.stdout.decode().strip()


def commit(root: Path, **files: str) -> str:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    run(root, "add", "--all")
    run(root, "commit", "--quiet", "--allow-empty", "--message", "x")
    return run(root, "rev-parse", "HEAD")


def test_the_base_is_where_the_work_branched_off(repository: Path) -> None:
    fork = commit(repository, README_md="one\n")
    run(repository, "switch", "--quiet", "--create", "topic")
    run(repository, "switch", "--quiet", "main")
    commit(repository, README_md="one\nmoved on\n")
    run(repository, "switch", "--quiet", "topic")
    commit(repository, README_md="one\nmine\n")
    base = git.base(repository, "main")
    assert base.commit == fork
    assert base.content("README.md", 100) == b"one\n"


def test_unrelated_histories_are_compared_as_they_are(repository: Path) -> None:
    first = commit(repository, README_md="one\n")
    run(repository, "switch", "--quiet", "--orphan", "other")
    commit(repository, README_md="two\n")
    assert git.base(repository, "main").commit == first


def test_a_tag_names_its_commit(repository: Path) -> None:
    first = commit(repository, README_md="one\n")
    run(repository, "tag", "--annotate", "--message", "x", "v1")
    assert git.base(repository, "v1").commit == first


def test_a_file_that_was_not_there_has_no_content(repository: Path) -> None:
    commit(repository, docs__a_md="x")
    base = git.base(repository, "HEAD")
    assert base.content("README.md", 100) is None
    assert base.content("docs", 100) is None
    assert base.content("docs/a.md", 100) == b"x"


def test_a_file_above_the_limit_is_not_read(repository: Path) -> None:
    commit(repository, README_md="12345")
    base = git.base(repository, "HEAD")
    assert base.content("README.md", 5) == b"12345"
    assert base.content("README.md", 4) is None


def test_a_renamed_file_is_compared_with_its_former_self(repository: Path) -> None:
    text = "".join(f"line {number}\n" for number in range(20))
    commit(repository, README_md=text)
    run(repository, "mv", "README.md", "list.md")
    (repository / "list.md").write_text(text + "new\n")
    run(repository, "add", "--all")
    assert git.base(repository, "HEAD").content("list.md", 1_000) == text.encode()


def test_names_with_anything_in_them_are_found(repository: Path) -> None:
    name = "sp ace:日本*.md"
    (repository / name).write_text("x")
    commit(repository)
    assert git.base(repository, "HEAD").content(name, 10) == b"x"


@pytest.mark.parametrize(
    ("rev", "says"),
    [
        ("", "is no revision"),
        ("--upload-pack=touch x", "is no revision"),
        ("-h", "is no revision"),
        ("no-such-branch", 'git knows no commit "no-such-branch"'),
        ("HEAD:README.md", "git knows no commit"),
        ("a\nb", 'git knows no commit "a?b"'),
        ("HEAD\0x", "is no revision"),
    ],
)
def test_what_is_no_commit_is_refused(repository: Path, rev: str, says: str) -> None:
    commit(repository, README_md="x")
    with pytest.raises(ListlintError) as caught:
        git.base(repository, rev)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_outside_of_a_repository_there_is_no_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(ListlintError, match="is not a git repository"):
        git.base(tmp_path, "HEAD")


def test_without_git_the_reason_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ListlintError, match="the program git was not found"):
        git.base(tmp_path, "HEAD")


def test_nothing_that_a_repository_configures_is_run(repository: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {trace}\ncat\n")
    program.chmod(0o755)
    text = "".join(f"line {number}\n" for number in range(20))
    commit(repository, README_md=text, _gitattributes="*.md filter=f diff=d\n")
    for key in ("core.fsmonitor", "diff.external", "filter.f.clean", "filter.f.smudge"):
        run(repository, "config", key, str(program))
    run(repository, "config", "diff.d.textconv", str(program))
    (repository / "README.md").write_text(text + "new\n")
    base = git.base(repository, "HEAD")
    content = base.content("README.md", 1_000)
    assert content == text.encode()
    assert git.added_lines(content, (text + "new\n").encode()) == {21}
    assert base.content("list.md", 1_000) is None
    assert not trace.exists()


@pytest.mark.parametrize(
    ("before", "after", "added"),
    [
        ("a\nb\n", "a\nb\n", set()),
        ("a\nb\n", "a\nx\nb\n", {2}),
        ("a\nb\n", "a\n", set()),
        ("", "a\nb\n", {1, 2}),
        ("a\nb\n", "", set()),
        ("a\nb\nc\n", "c\na\nb\n", {1}),
        ("a\n", "a", set()),
        ("a\nb\n", "a\r\nb\r\nc\r\n", {3}),
        ("a\rb\nc\n", "a\rb\nc\nd\n", {4}),
        ("a\nb\n", "a\rx\rb\n", {1, 2, 3}),
        ("a\u2028b\n\x0cc\n", "a\u2028b\n\x0cc\nd\x85e\n", {3}),
        ("a\n", "a\n+++ b/x\n@@ -1 +1 @@\n--- a\n", {2, 3, 4}),
        ("é\n", "é\n日本\n", {2}),
    ],
)
def test_added_lines(before: str, after: str, added: set[int]) -> None:
    assert git.added_lines(before.encode(), after.encode()) == added
