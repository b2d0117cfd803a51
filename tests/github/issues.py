"""A repository's issues as the fake GitHub keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.github.pull import FORBIDDEN, LONGEST, RefusedError, Who

STATES = ("open", "closed", "all")


@dataclass
class Issue:
    number: int
    who: Who
    title: str
    body: str
    state: str = "open"
    reason: str | None = None
    locked: bool = False
    labels: list[str] = field(default_factory=list)

    def json(self, root: str, page: str) -> dict[str, Any]:
        """As the API shows it; ``root`` is the repository's address there, ``page`` on the web."""
        return {
            "id": 70_000 + self.number,
            "url": f"{root}/issues/{self.number}",
            "html_url": f"{page}/issues/{self.number}",
            "number": self.number,
            "title": self.title,
            "user": self.who.json(),
            "state": self.state,
            "state_reason": self.reason,
            "locked": self.locked,
            "labels": [{"name": name} for name in self.labels],
            "body": self.body or None,
        }


class Issues:
    """The issues of one repository; it may have them switched off."""

    def __init__(self) -> None:
        self.all: dict[int, Issue] = {}
        self.enabled = True
        self.last = 100

    def create(self, who: Who, body: Mapping[str, Any]) -> Issue:
        self._check_writer(who)
        if not self.enabled:
            raise RefusedError(410, "Issues has been disabled in this repository.")
        if not str(body.get("title") or "").strip():
            raise RefusedError(422, "Validation Failed", ["title can't be blank"])
        self._check_length(body)
        self.last += 1
        labels = list(body.get("labels") or [])
        issue = Issue(self.last, who, body["title"], body.get("body") or "", labels=labels)
        self.all[issue.number] = issue
        return issue

    def edit(self, who: Who, number: int, body: Mapping[str, Any]) -> Issue:
        self._check_writer(who)
        issue = self.all.get(number)
        if issue is None:
            # GitHub says so of a number that was given and is no more.
            raise RefusedError(410 if number <= self.last else 404, "This issue was deleted")
        self._check_length(body)
        if body.get("state_reason") and "state" not in body:
            raise RefusedError(422, "Validation Failed", ["state_reason needs a state"])
        issue.title = body.get("title") or issue.title
        issue.body = body.get("body", issue.body) or ""
        if body.get("state") in ("open", "closed") and body["state"] != issue.state:
            issue.state = body["state"]
            default = "reopened" if issue.state == "open" else "completed"
            issue.reason = body.get("state_reason") or default
        return issue

    def matching(self, query: Mapping[str, str]) -> list[Issue]:
        """What a list with these filters holds, the newest first unless asked otherwise."""
        state = query.get("state", "open")
        if state not in STATES or query.get("sort", "created") != "created":
            raise RefusedError(422, "Validation Failed", ["no such filter"])
        wanted = set(query.get("labels", "").split(",")) - {""}
        found = [
            issue
            for issue in self.all.values()
            if state in ("all", issue.state)
            and query.get("creator", issue.who.login) == issue.who.login
            and wanted <= set(issue.labels)
        ]
        newest_first = query.get("direction", "desc") == "desc"
        return sorted(found, key=lambda item: item.number, reverse=newest_first)

    def _check_writer(self, who: Who) -> None:
        if not who.writes_issues:
            raise RefusedError(403, FORBIDDEN)

    def _check_length(self, body: Mapping[str, Any]) -> None:
        for name, most in (("body", LONGEST), ("title", 256)):
            if len(body.get(name) or "") > most:
                raise RefusedError(
                    422, "Validation Failed", [f"{name} is too long (maximum is {most} characters)"]
                )
