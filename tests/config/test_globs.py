"""Globs: what they match, and that none takes long."""

from __future__ import annotations

import time

import pytest

from linter.config.globs import MAX_DOUBLE_STARS, MAX_STARS_IN_NAME, check_glob, matches, matching
from linter.model import ListlintError


@pytest.mark.parametrize(
    ("glob", "path", "matched"),
    [
        ("README.md", "README.md", True),
        ("README.md", "docs/README.md", False),
        ("./README.md", "README.md", True),
        ("README.md", "./README.md", True),
        ("*.md", "a.md", True),
        ("*.md", "docs/a.md", False),
        ("**/*.md", "a.md", True),
        ("**/*.md", "docs/deep/a.md", True),
        ("docs/**", "docs/deep/a.md", True),
        ("docs", "docs/deep/a.md", True),
        ("docs/", "docs/a.md", True),
        ("doc", "docs/a.md", False),
        ("docs/?.md", "docs/a.md", True),
        ("docs/?.md", "docs/ab.md", False),
        ("lists/[ab].md", "lists/b.md", True),
        ("lists/[ab].md", "lists/c.md", False),
        ("a+b[1].md", "a+b[1].md", True),
        ("#a.md", "#a.md", True),
        ("a b.md", "a b.md", True),
        ("a.md", "axmd", False),
    ],
)
def test_matches(glob: str, path: str, matched: bool) -> None:
    assert matches(path, [glob]) is matched


def test_an_exclamation_mark_takes_out_again() -> None:
    paths = ["lists/a.md", "lists/b.md", "other.md"]
    assert matching(["lists/*.md", "!lists/b.md"], paths) == ["lists/a.md"]
    assert matching(["lists/b.md", "!lists/b.md"], paths) == []


@pytest.mark.parametrize("glob", ["*a*b*c*", "a/**/b/**/**/c"])
def test_check_glob_refuses_too_many_stars(glob: str) -> None:
    with pytest.raises(ListlintError, match="too many stars"):
        check_glob(glob)


def test_the_worst_glob_that_is_allowed_ends() -> None:
    """A path comes from a pull request: 255 characters a name, 4,096 in all."""
    start = time.process_time()
    assert not matches("a" * 255, ["a".join("*" * MAX_STARS_IN_NAME) + "b"])
    assert not matches("a/" * 2_000 + "c", ["a/".join(["**/"] * MAX_DOUBLE_STARS) + "b"])
    assert time.process_time() - start < 10
