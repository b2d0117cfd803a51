from __future__ import annotations

from pathlib import Path

import pytest

from linter.links.files import FileTree, PathTree, WorkTree, work_tree
from linter.model import Found, Missing, Unknown

FILES = ["README.md", "docs/Guide.md", "docs/img/logo.png", "site/about.md", "a b/ü.txt"]


@pytest.fixture(params=["paths", "disk"])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> FileTree:
    if request.param == "paths":
        return PathTree(FILES)
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return WorkTree(tmp_path, here=tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "docs",
        "docs/Guide.md",
        "docs/img/logo.png",
        "/docs/Guide.md",
        "docs/../README.md",
        "a b/ü.txt",
        ".",
        "/",
        "site/about.html",
        "site/about",
    ],
)
def test_look_finds_files_and_folders(tree: FileTree, path: str) -> None:
    assert tree.look(path) == Found({})


@pytest.mark.parametrize("path", ["LICENSE", "docs/guide", "docs/img/logo.svg", "README.md/x"])
def test_look_reports_missing_files(tree: FileTree, path: str) -> None:
    assert tree.look(path) == Missing("no such file")


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("readme.md", "README.md"),
        ("docs/guide.md", "docs/Guide.md"),
        ("/DOCS/Guide.md", "docs/Guide.md"),
    ],
)
def test_look_reports_another_case(tree: FileTree, path: str, right: str) -> None:
    answer = tree.look(path)
    assert isinstance(answer, Missing)
    assert answer.data == {"path": right}


@pytest.mark.parametrize("path", ["../issues", "docs/../../wiki"])
def test_look_does_not_judge_what_lies_outside(tree: FileTree, path: str) -> None:
    answer = tree.look(path)
    assert isinstance(answer, Unknown)
    assert answer.skipped


def test_look_starts_at_the_current_folder(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").touch()
    tree = WorkTree(tmp_path, here=tmp_path / "docs")
    assert tree.look("a.md") == Found({})
    assert tree.look(str(tmp_path / "docs" / "a.md")) == Found({})
    assert tree.look("/docs/a.md") == Found({})
    assert isinstance(tree.look("docs/a.md"), Missing)


def test_look_follows_no_linked_folder(tmp_path: Path) -> None:
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "out").symlink_to(tmp_path)
    assert WorkTree(tmp_path / "repo", here=tmp_path / "repo").look("out/anything") == Found({})


def test_work_tree_is_none_for_a_single_copy(tmp_path: Path) -> None:
    (tmp_path / "README.md").touch()
    lists = [tmp_path / "README.md"]
    assert work_tree(tmp_path, lists) is None
    (tmp_path / ".git").mkdir()
    assert work_tree(tmp_path, lists) is not None
    (tmp_path / ".git").rmdir()
    (tmp_path / "docs").mkdir()
    assert work_tree(tmp_path, lists) is not None
