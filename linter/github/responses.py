"""GitHub's answers, as far as they matter here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from linter.text.patterns import lazy_pattern


class ChangedFile(NamedTuple):
    """One file of a comparison; ``patch`` is None where GitHub does not send it."""

    path: str
    previous: str
    status: str
    sha: str
    patch: str | None


class Comparison(NamedTuple):
    """What a head changes since it left the base."""

    merge_base: str
    files: tuple[ChangedFile, ...]


class TreeEntry(NamedTuple):
    """A file in a tree; ``mode`` is git's (``120000`` is a symbolic link), ``size`` in bytes."""

    sha: str
    mode: str
    size: int


class GitTree(NamedTuple):
    """All files of a commit by path; not all of them where GitHub cut the answer short."""

    files: Mapping[str, TreeEntry]
    truncated: bool


class Pull(NamedTuple):
    """A pull request as it is now. ``comments`` and ``review_comments`` are counts."""

    number: int
    open: bool
    head: str
    base: str
    base_branch: str
    comments: int
    review_comments: int


class Post(NamedTuple):
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


class Issue(NamedTuple):
    """An issue; ``reason`` is why it was closed (``not_planned`` ...), "" where nothing says."""

    number: int
    author: str
    body: str
    url: str
    open: bool
    reason: str
    locked: bool
    is_pull: bool


MAX_ID = 2**63
"""GitHub's ids are below."""


def text(raw: Mapping[str, Any], name: str) -> str:
    """A text of an answer, "" where there is none; what is no Unicode in it is replaced.

    Raises:
        TypeError: it is of another type.
    """
    value = raw.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a text")
    return value.encode("utf-8", "replace").decode()


def commit(raw: Mapping[str, Any]) -> str:
    """The ``sha`` of a commit.

    Raises:
        TypeError: it is no such thing.
    """
    sha = text(raw, "sha")
    if not _COMMIT.fullmatch(sha):
        raise TypeError("sha is not the id of a commit")
    return sha


_COMMIT = lazy_pattern(r"[0-9A-Za-z_-]{1,64}")


def number(raw: Mapping[str, Any], name: str) -> int:
    """A whole number of an answer.

    Raises:
        TypeError: it is of another type, or of no size that an id or a count has.
    """
    value = raw[name]
    if type(value) is not int or not 0 <= value < MAX_ID:
        raise TypeError(f"{name} is not a number of GitHub's")
    return value


def _optional_number(raw: Mapping[str, Any], name: str) -> int | None:
    return None if raw.get(name) is None else number(raw, name)


def _login(raw: Mapping[str, Any]) -> str:
    # An account that was deleted leaves a null.
    return text(raw.get("user") or {}, "login")


def changed_file(raw: Mapping[str, Any]) -> ChangedFile:
    """One item of a comparison's or a pull request's files."""
    if not text(raw, "filename"):
        raise LookupError("a file without a name")
    return ChangedFile(
        path=text(raw, "filename"),
        previous=text(raw, "previous_filename") or text(raw, "filename"),
        status=text(raw, "status"),
        sha=text(raw, "sha"),
        patch=None if raw.get("patch") is None else text(raw, "patch"),
    )


def post(raw: Mapping[str, Any]) -> Post:
    """A review, a review comment or a comment of the conversation."""
    return Post(
        id=number(raw, "id"),
        node_id=text(raw, "node_id"),
        author=_login(raw),
        body=text(raw, "body"),
        url=text(raw, "html_url"),
        path=text(raw, "path"),
        line=_optional_number(raw, "line"),
        start_line=_optional_number(raw, "start_line"),
        answers=_optional_number(raw, "in_reply_to_id"),
        state=text(raw, "state"),
    )


def issue(raw: Mapping[str, Any]) -> Issue:
    """One item of a list of issues, among which GitHub counts pull requests."""
    return Issue(
        number=number(raw, "number"),
        author=_login(raw),
        body=text(raw, "body"),
        url=text(raw, "html_url"),
        open=raw["state"] == "open",
        reason=text(raw, "state_reason"),
        locked=bool(raw.get("locked")),
        is_pull="pull_request" in raw,
    )
