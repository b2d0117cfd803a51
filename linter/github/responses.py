"""GitHub's answers, as far as they matter here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file of a comparison; ``patch`` is None where GitHub does not send it."""

    path: str
    previous: str
    status: str
    sha: str
    patch: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a head changes since it left the base."""

    merge_base: str
    files: tuple[ChangedFile, ...]


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A file in a tree; ``mode`` is git's (``120000`` is a symbolic link), ``size`` in bytes."""

    sha: str
    mode: str
    size: int


@dataclass(frozen=True, slots=True)
class GitTree:
    """All files of a commit by path; not all of them where GitHub cut the answer short."""

    files: Mapping[str, TreeEntry]
    truncated: bool


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request as it is now. ``comments`` and ``review_comments`` are counts."""

    number: int
    open: bool
    head: str
    base: str
    base_branch: str
    comments: int
    review_comments: int


@dataclass(frozen=True, slots=True)
class Post:
    """A comment or review as the API shows it; fields that it has not are empty."""

    id: int
    node_id: str
    author: str
    body: str
    url: str
    path: str = ""
    line: int | None = None
    start_line: int | None = None
    answers: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue; ``reason`` is why it was closed (``not_planned`` ...), "" where nothing says."""

    number: int
    author: str
    body: str
    url: str
    open: bool
    reason: str
    locked: bool
    is_pull: bool


def changed_file(raw: Mapping[str, Any]) -> ChangedFile:
    """One item of a comparison's or a pull request's files."""
    return ChangedFile(
        path=raw["filename"],
        previous=raw.get("previous_filename") or raw["filename"],
        status=raw["status"],
        sha=raw.get("sha") or "",
        patch=raw.get("patch"),
    )


def post(raw: Mapping[str, Any]) -> Post:
    """A review, a review comment or a comment of the conversation."""
    # An account that was deleted leaves a null.
    user = raw.get("user") or {}
    return Post(
        id=raw["id"],
        node_id=raw.get("node_id") or "",
        author=user.get("login") or "",
        body=raw.get("body") or "",
        url=raw.get("html_url") or "",
        path=raw.get("path") or "",
        line=raw.get("line"),
        start_line=raw.get("start_line"),
        answers=raw.get("in_reply_to_id"),
        state=raw.get("state") or "",
    )


def issue(raw: Mapping[str, Any]) -> Issue:
    """One item of a list of issues, among which GitHub counts pull requests."""
    user = raw.get("user") or {}
    return Issue(
        number=raw["number"],
        author=user.get("login") or "",
        body=raw.get("body") or "",
        url=raw.get("html_url") or "",
        open=raw["state"] == "open",
        reason=raw.get("state_reason") or "",
        locked=bool(raw.get("locked")),
        is_pull="pull_request" in raw,
    )
