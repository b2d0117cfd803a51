"""The steps of a release, tried on a copy of the repository: nothing is published."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tools import release
from tools.release import ReleaseError, Tree

ROOT = Path(__file__).parent.parent
DIGEST = "sha256:" + "ab" * 32
COPIED = [
    "action.yml",
    "CHANGELOG.md",
    "Dockerfile",
    "README.md",
    "docs",
    "examples",
    ".github",
    "linter/__init__.py",
]


def git(tree: Tree, *arguments: str) -> str:
    said = tree.git("-c", "user.name=bot", "-c", "user.email=bot@example.org", *arguments)
    assert said is not None, arguments
    return said


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """What a release touches, committed in a repository of its own, with unreleased pins."""
    packaged = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("linter/**/*.yml")]
    for name in (*COPIED, *packaged):
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target)
        else:
            shutil.copy(ROOT / name, target)
    tree = Tree(tmp_path)
    action = release._ACTION_IMAGE.sub("  image: Dockerfile", tree.read("action.yml"))
    tree.write("action.yml", action)
    release.pin(tree, "1" * 40, release.UNRELEASED)
    git(tree, "init", "--quiet", "--initial-branch=main")
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", "All")
    return tree


def released(tree: Tree, version: str = "9.1.0", digest: str = DIGEST) -> str:
    """What release.yml does between the image and the push; the tagged commit."""
    release.prepare(tree, version)
    git(tree, "commit", "--all", "--quiet", "--message", "Prepare")
    release.image(tree, digest)
    git(tree, "commit", "--all", "--quiet", "--message", f"Release {version}")
    git(tree, "tag", f"v{version}")
    git(tree, "tag", "--force", f"v{version.partition('.')[0]}")
    commit = git(tree, "rev-parse", "HEAD")
    release.pin(tree, commit, f"v{version}")
    git(tree, "commit", "--all", "--quiet", "--message", "Pin")
    return commit


def test_the_repository_as_it_is_agrees() -> None:
    assert release.problems(Tree(ROOT)) == []


def test_an_unreleased_tree_agrees(tree: Tree) -> None:
    assert release.problems(tree) == []


def test_a_release_agrees_and_names_one_commit(tree: Tree) -> None:
    commit = released(tree)
    assert release.problems(tree) == []
    assert {(pinned, label) for _, pinned, label in tree.pins()} == {(commit, "v9.1.0")}
    names = {name for name, *_ in tree.pins()}
    assert {"examples/workflow.yml", "examples/links.yml"} < names
    assert any(name.startswith("linter/") for name in names)
    assert f"docker://{release.IMAGE}@{DIGEST}" in git(tree, "show", "v9.1.0:action.yml")


def test_a_second_release_moves_the_series(tree: Tree) -> None:
    released(tree)
    second = released(tree, "9.2.0", "sha256:" + "cd" * 32)
    assert release.problems(tree) == []
    assert git(tree, "rev-parse", "v9") == second


def test_the_notes_are_the_section_of_the_version(tree: Tree) -> None:
    with pytest.raises(ReleaseError, match="no section"):
        release.notes(tree)
    release.prepare(tree, "9.1.0")
    noted = release.notes(tree)
    assert noted.startswith("### ")
    assert "## Unreleased" not in noted
    assert tree.read("CHANGELOG.md").index("## Unreleased") < tree.read("CHANGELOG.md").index(
        "## 9.1.0 - "
    )


def test_a_tagged_version_is_not_prepared_again(tree: Tree) -> None:
    released(tree)
    with pytest.raises(ReleaseError, match="is tagged already"):
        release.prepare(tree, "9.1.0")


@pytest.mark.parametrize(
    ("name", "before", "after", "problem"),
    [
        ("Dockerfile", "python:3.13-slim@sha256:", "python:3.13-slim#", "not pinned by digest"),
        (
            "examples/links.yml",
            "listlint/listlint@",
            "listlint/listlint@2",
            "not pinned to a commit",
        ),
        (".github/workflows/ci.yml", "# v5.0.0", "", ""),
        ("action.yml", DIGEST, "sha256:" + "cd" * 32, "at v9.1.0 it names"),
        ("action.yml", f"docker://{release.IMAGE}@{DIGEST}", "docker://x", "neither"),
        ("docs/links.md", " # v9.1.0", " # v9.0.0", "docs/links.md: not pinned to"),
        ("CHANGELOG.md", "## ", "# ", "neither `## 9.1.0 - DATE`"),
    ],
)
def test_what_disagrees_is_named(
    tree: Tree, name: str, before: str, after: str, problem: str
) -> None:
    released(tree)
    text = tree.read(name)
    assert before in text
    tree.write(name, text.replace(before, after))
    found = "\n".join(release.problems(tree))
    assert (problem in found) if problem else not found


def test_a_tag_that_was_moved_is_noticed(tree: Tree) -> None:
    released(tree)
    git(tree, "tag", "--force", "v9.1.0")
    assert "but the tag is on" in release.problems(tree)[0]


def test_a_series_that_was_left_behind_is_noticed(tree: Tree) -> None:
    released(tree)
    git(tree, "tag", "--force", "v9", "HEAD~2")
    assert release.problems(tree) == ["the tag v9 is not on v9.1.0"]


def test_pre_commits_revision_is_pinned_too(tree: Tree) -> None:
    tree.write(
        "docs/links.md",
        tree.read("docs/links.md")
        + "\n  - repo: https://github.com/listlint/listlint\n    rev: v0.0.1\n",
    )
    release.pin(tree, "2" * 40, "v9.1.0")
    assert "rev: v9.1.0\n" in tree.read("docs/links.md")


@pytest.mark.parametrize(
    "step",
    [
        lambda tree: release.image(tree, "sha256:12"),
        lambda tree: release.pin(tree, "abc", "v1.2.3"),
        lambda tree: release.pin(tree, "a" * 40, "latest"),
        lambda tree: release.prepare(tree, "v1"),
    ],
)
def test_what_is_not_a_digest_commit_or_version_is_refused(tree: Tree, step: object) -> None:
    with pytest.raises(ReleaseError):
        step(tree)  # type: ignore[operator]


def test_the_command_line_names_its_steps() -> None:
    done = subprocess.run(
        [sys.executable, "tools/release.py", "nothing"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert all(step in done.stderr for step in ("prepare", "notes", "image", "pin", "check"))


# ------------------------------------------------------------------------ the supply chain


def test_security_names_tests_that_exist() -> None:
    page = (ROOT / "SECURITY.md").read_text("utf-8")
    places = set(re.findall(r"`((?:tests|benchmarks|requirements)/[\w/.]*)`", page))
    assert len(places) > 10
    for place in places:
        assert (ROOT / place).exists(), place


def test_what_runs_holds_nothing_that_builds_or_tests() -> None:
    def names(file: str) -> set[str]:
        text = (ROOT / "requirements" / file).read_text("utf-8")
        return set(re.findall(r"(?m)^([\w.-]+)(?:\[[\w,-]+\])?==", text))

    run = names("run.txt")
    assert not run & {"pip", "setuptools", "wheel", "hatchling", "build", "pytest", "ruff", "mypy"}
    assert "requests" in run
    assert "hatchling" in names("build.txt")
    assert "pip-audit" in names("release.txt")


@pytest.mark.parametrize("file", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=str)
def test_workflows_start_without_permissions_and_run_pinned_actions(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text("utf-8"))
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 30
        for step in job["steps"]:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step.get("uses", f"a@{'0' * 40}"))
