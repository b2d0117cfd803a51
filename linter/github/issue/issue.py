"""One issue that is kept true about a list's dead and moved links.

Read what is posted, write the difference. A dead link opens the issue, or opens it again; links
that have only moved are listed beside. It closes when nothing is left. Closed by a person as not
planned (or locked), it is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from linter.github.issue.links import is_signed, links_now, marker_size, read_links, sign
from linter.github.responses import Issue
from linter.github.retry import ApiError, RateLimitExceededError, WriteOutcomeUnknownError
from linter.github.review.mutations import Write
from linter.github.review.posted import BOT
from linter.github.review.poster import ROUNDS, SETTLING, Outcome
from linter.model import Report
from linter.reporters.common import Site
from linter.reporters.issue_body import IssueLink, render

TITLE = "Dead and moved links"
# Closed for one of these, an issue is closed because it was seen to; for any other, put aside.
_DONE = frozenset({"", "completed", "reopened"})


class ReviewApi(Protocol):
    """What keeping the issue needs of GitHub; every method raises ``ApiError``."""

    def issues(self, author: str) -> tuple[Issue, ...]:
        """What ``author`` has opened."""
        ...

    def viewer(self) -> str:
        """The login that the token writes under."""
        ...

    def rest(self, seconds: float) -> None:
        """Wait, as far as patience goes."""
        ...

    def send(self, write: Write) -> Mapping[str, Any]:
        """Send one write; its answer."""
        ...


class LinkIssue:
    """Keeps one repository's issue about links."""

    def __init__(self, api: ReviewApi, repository: str, site: Site, today: date) -> None:
        """``repository`` is ``owner/name``; ``site`` is for links to what was read."""
        self._api = api
        self._root = f"/repos/{repository}/issues"
        self._site = site
        self._today = today
        self._logins = [BOT]
        self._is_known = False
        self._notes: list[str] = []
        self._url = ""
        self._writes = 0

    def keep(self, report: Report) -> Outcome:
        """Bring the issue in line with ``report``. Never raises for what GitHub does."""
        complete = True
        try:
            for round_ in range(1, ROUNDS + 1):
                try:
                    self._keep(report)
                    break
                except WriteOutcomeUnknownError:
                    if round_ == ROUNDS:
                        raise
                    # What was stored may take a moment to be seen.
                    self._api.rest(SETTLING * round_)
        except ApiError as error:
            complete = False
            self._notes.append(_refusal(error))
        return Outcome(complete, self._url, tuple(self._notes), self._writes)

    # ------------------------------------------------------------------------------ the steps

    def _keep(self, report: Report) -> None:
        mine = self._mine()
        issue = _chosen(mine)
        before = read_links(issue.body) if issue else ()
        if issue and not issue.open:
            before = tuple(link for link in before if not link.is_settled)
        links = links_now(report, before, self._today)
        has_dead = any(link.kind == "dead" and link.outcome == "stands" for link in links)
        if issue and issue.open:
            self._url = issue.url
            self._update(issue, links, report)
            self._close_doubles(mine)
        elif issue and has_dead:
            self._url = issue.url
            if issue.locked or issue.reason not in _DONE:
                self._notes.append(_put_aside(issue))
            else:
                body = {"state": "open", "body": self._body(links, report)}
                self._send(Write("PATCH", f"{self._root}/{issue.number}", body))
        elif has_dead:
            body = {"title": TITLE, "body": self._body(links, report)}
            answer = self._send(Write("POST", self._root, body))
            self._url = str(answer.get("html_url") or "")
            self._close_doubles(self._mine())

    def _update(self, issue: Issue, links: Sequence[IssueLink], report: Report) -> None:
        body = self._body(links, report)
        change: dict[str, Any] = {}
        if all(link.is_settled for link in links):
            change = {"state": "closed", "state_reason": "completed"}
        if self._says(body) != self._says(issue.body):
            change["body"] = body
        if change:
            self._send(Write("PATCH", f"{self._root}/{issue.number}", change))

    def _close_doubles(self, mine: Sequence[Issue]) -> None:
        """Two runs at once leave two issues: the older one stays."""
        standing = sorted((issue for issue in mine if issue.open), key=_number)
        for duplicate in standing[1:]:
            # Without the hidden line it does not belong to this program any more.
            text = f"Two runs wrote at once. The links are listed in #{standing[0].number}.\n"
            change = {"state": "closed", "state_reason": "not_planned", "body": text}
            self._send(Write("PATCH", f"{self._root}/{duplicate.number}", change))
            self._url = standing[0].url

    # ------------------------------------------------------------------------------ reading

    def _mine(self) -> tuple[Issue, ...]:
        """Our issues about links, by mark *and* author, for anyone can paste a mark."""
        for login in self._logins:
            if found := self._by(login):
                return found
        if self._is_known:
            return ()
        self._is_known = True
        try:
            login = self._api.viewer()
        except ApiError as error:
            if error.status is None or error.status >= 429:
                raise
            # A token that is refused even this is a workflow's own.
            return ()
        if login in self._logins:
            return ()
        self._logins.append(login)
        return self._by(login)

    def _by(self, login: str) -> tuple[Issue, ...]:
        return tuple(
            issue
            for issue in self._api.issues(login)
            if issue.author == login and not issue.is_pull and is_signed(issue.body)
        )

    # ------------------------------------------------------------------------------ writing

    def _body(self, links: Sequence[IssueLink], report: Report) -> str:
        files = [document.path for document in report.documents]
        note = report.incomplete.message if report.incomplete else ""
        page = render(links, self._site, files, marker_size, note)
        return sign(page.text, page.shown)

    def _says(self, body: str) -> str:
        """``body`` without what changes every time: the commit its links lead to, and the run."""
        ours = rf"(?<=\]\(){re.escape(self._site.repository)}/(?:blob|actions/runs)/[^/)]*"
        return " ".join(re.sub(ours, "", body).split())

    def _send(self, write: Write) -> Mapping[str, Any]:
        self._writes += 1
        try:
            return self._api.send(write)
        except WriteOutcomeUnknownError:
            raise
        except ApiError as error:
            self._writes -= 1
            if write.verb == "PATCH" and error.status in (404, 410):
                # It was deleted a moment ago: read everything again.
                raise WriteOutcomeUnknownError(str(error), error.status) from None
            raise


def _chosen(mine: Sequence[Issue]) -> Issue | None:
    """The oldest that is open, else the newest."""
    standing = [issue for issue in mine if issue.open]
    return min(standing, key=_number) if standing else max(mine, key=_number, default=None)


def _number(issue: Issue) -> int:
    return issue.number


def _put_aside(issue: Issue) -> str:
    how = f"closed as {issue.reason.replace('_', ' ')}"
    if issue.reason in _DONE:
        how = "closed and locked"
    return (
        f"Issue {issue.number} about links is {how}, so it is left alone; open it again to have "
        "the dead links listed there."
    )


def _refusal(error: ApiError) -> str:
    is_passing = isinstance(error, RateLimitExceededError | WriteOutcomeUnknownError)
    if error.status == 410 and not is_passing:
        return (
            "Issues are switched off in this repository, so there is none about its links; "
            f"everything is in this run's summary. GitHub says: {error}"
        )
    if error.status in (401, 403, 404) and not is_passing:
        return (
            "The token of this run may not write issues, so there is none about the links: give "
            "the job `issues: write` under `permissions`. Everything is in this run's summary. "
            f"GitHub says: {error}"
        )
    return f"The issue about links could not be kept up to date: {error}"
