"""A pull request as the fake GitHub keeps it, with the refusals that no schema holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.github.repository import Changed, Repository

LONGEST = 65_536
FORBIDDEN = "Resource not accessible by integration"
_SUGGESTION = re.compile(r"^(`{3,})suggestion\n(.*?)^\1$", re.DOTALL | re.MULTILINE)


class RefusedError(Exception):
    """An answer with an error status."""

    def __init__(self, status: int, message: str, errors: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message, "status": str(status)}
        if errors:
            self.body["errors"] = list(errors)


@dataclass
class Who:
    """Whom a token belongs to."""

    login: str
    read_only: bool = False
    type: str = "Bot"
    writes_issues: bool = True

    def json(self) -> dict[str, Any]:
        return {"login": self.login, "type": self.type, "id": sum(map(ord, self.login))}


@dataclass
class Remark:
    """A review comment. ``written_at`` is the commit that ``line`` is a line of."""

    id: int
    who: Who
    body: str
    path: str
    written_at: str
    line: int
    start_line: int | None
    review: int
    answers: int | None = None
    minimized: bool = False


@dataclass
class Said:
    """A comment of the conversation."""

    id: int
    who: Who
    body: str


@dataclass
class Review:
    id: int
    who: Who
    body: str
    state: str
    commit: str


@dataclass
class Pull:
    repository: Repository
    number: int
    base: str
    head: str
    author: str = "contributor"
    base_branch: str = "main"
    state: str = "open"
    locked: bool = False
    remarks: list[Remark] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    last_id: int = 1_000

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    # -------------------------------------------------------------------------- looking

    @property
    def changed(self) -> dict[str, Changed]:
        return {change.path: change for change in self.repository.compare(self.base, self.head)[1]}

    def place(self, remark: Remark) -> tuple[int | None, int | None]:
        """Where a remark stands now; (None, None) once it is outdated."""
        line = self._now(remark, remark.line)
        if line is None:
            return None, None
        if remark.start_line is None:
            return line, None
        start = self._now(remark, remark.start_line)
        same_size = start is not None and line - start == remark.line - remark.start_line
        return (line, start) if same_size else (None, None)

    def _now(self, remark: Remark, line: int) -> int | None:
        now = self.repository.line_after(remark.path, line, remark.written_at, self.head)
        changed = self.changed.get(remark.path)
        shown = changed is not None and any(now in hunk for hunk in changed.hunks)
        return now if shown else None

    # -------------------------------------------------------------------------- writing

    def review(self, who: Who, body: Mapping[str, Any]) -> Review:
        event = body.get("event") or "PENDING"
        text = body.get("body") or ""
        if any(one.state == "PENDING" and one.who == who for one in self.reviews):
            raise RefusedError(
                422,
                "Unprocessable Entity",
                ["User can only have one pending review per pull request"],
            )
        if event in ("COMMENT", "REQUEST_CHANGES") and not text:
            raise RefusedError(422, "Unprocessable Entity", ["Body can't be blank"])
        if event == "APPROVE" and who.type == "Bot":
            raise RefusedError(
                422, "Unprocessable Entity", ["GitHub Actions is not permitted to approve"]
            )
        if event in ("APPROVE", "REQUEST_CHANGES") and who.login == self.author:
            verb = "approve" if event == "APPROVE" else "request changes on"
            raise RefusedError(
                422, "Unprocessable Entity", [f"Can not {verb} your own pull request"]
            )
        commit = body.get("commit_id") or self.head
        if commit not in self.repository.ancestors(self.head):
            raise RefusedError(
                422, "Unprocessable Entity", ["commit_id is not part of the pull request"]
            )
        self._check_length(text)
        for comment in body.get("comments") or []:
            self._check_comment(comment)
        states = {"COMMENT": "COMMENTED", "REQUEST_CHANGES": "CHANGES_REQUESTED"}
        review = Review(self.next_id(), who, text, states.get(event, event), commit)
        self.reviews.append(review)
        for comment in body.get("comments") or []:
            start = comment.get("start_line")
            self.remarks.append(
                Remark(
                    self.next_id(), who, comment["body"], comment["path"], commit,
                    comment["line"], start, review.id,
                )
            )  # fmt: skip
        return review

    def _check_comment(self, comment: Mapping[str, Any]) -> None:
        def refuse(what: str) -> RefusedError:
            return RefusedError(422, "Unprocessable Entity", [what])

        self._check_length(comment["body"])
        if not comment["body"]:
            raise refuse("Body can't be blank")
        changed = self.changed.get(comment["path"])
        if changed is None:
            raise refuse("Path could not be resolved")
        line, start = comment.get("line"), comment.get("start_line")
        if line is None:
            raise refuse("Position is missing")
        if comment.get("side", "RIGHT") != "RIGHT" or comment.get("start_side", "RIGHT") != "RIGHT":
            raise refuse("this program comments on the head's side only")
        hunk = next((hunk for hunk in changed.hunks if line in hunk), None)
        if hunk is None:
            raise refuse("pull_request_review_thread.line must be part of the diff")
        if start is not None:
            if start >= line:
                raise refuse("pull_request_review_thread.start_line must precede the end line.")
            if start not in hunk:
                raise refuse("pull_request_review_thread.start_line must be part of the same hunk")
        self._check_suggestion(comment, line, start)

    def _check_suggestion(self, comment: Mapping[str, Any], line: int, start: int | None) -> None:
        blocks = _SUGGESTION.findall(comment["body"])
        if len(blocks) > 1:
            raise RefusedError(422, "more than one suggestion on the same lines")
        text = self.repository.files(self.head)[comment["path"]].content.decode()
        current = "".join(f"{part}\n" for part in text.split("\n")[(start or line) - 1 : line])
        if any(block == current for _, block in blocks):
            raise RefusedError(422, "a suggestion that changes nothing")

    def _check_length(self, text: str) -> None:
        if len(text) > LONGEST:
            raise RefusedError(
                422, "Validation Failed", [f"body is too long (maximum is {LONGEST} characters)"]
            )

    def say(self, who: Who, text: str) -> Said:
        if not text.strip():
            raise RefusedError(422, "Validation Failed", ["Body can't be blank"])
        self._check_length(text)
        said = Said(self.next_id(), who, text)
        self.said.append(said)
        return said
