"""Bring a pull request's comments in line with a report, and survive what GitHub does meanwhile.

Read what is posted, write the difference. After a write whose fate is unknown everything is read
again, so that nothing is ever sent twice; a refusal costs what was refused and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from linter.github.retry import ApiError, RateLimitExceededError, WriteOutcomeUnknownError
from linter.github.review import marker
from linter.github.review.mutations import (
    Address,
    Write,
    create_review,
    edit_comment,
    removals,
    settle_requests,
    spare_summaries,
    summary_writes,
)
from linter.github.review.posted import PostedReader, ReviewApi
from linter.github.review.pull_files import Subject
from linter.github.review.reconcile import (
    CommentPlan,
    PostedState,
    duplicate,
    plan_comments,
    to_request,
)
from linter.model import Fault, Report, Severity
from linter.reporters import review_comments, summary
from linter.reporters.common import Site, findings
from linter.reporters.review_comments import Comment
from linter.reporters.summary import Occasion
from linter.text.diff import Diff
from linter.text.english import plural

ROUNDS = 3
SETTLING = 3.0
REFUSALS = 12

ReviewEvent = Literal["comment", "request-changes"]


class Outcome(NamedTuple):
    """What came of it. ``complete``: everything that should stand does, or nothing had to.

    ``url`` is the review's address, or the summary's. ``notes`` are sentences for the log and the
    job summary. ``writes`` counts what was changed.
    """

    complete: bool
    url: str = ""
    notes: tuple[str, ...] = ()
    writes: int = 0


class _ReadOnlyError(Exception):
    """The token may not write; the text is GitHub's own."""


@dataclass
class _State:
    """What one run has learned so far."""

    url: str = ""
    notes: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    writes: int = 0
    refusals: int = 0
    posted_comments: bool = False
    posted_summary: bool = False
    complete: bool = True


class Poster:
    """Posts one report on one pull request."""

    def __init__(
        self,
        api: ReviewApi,
        repository: str,
        subject: Subject,
        site: Site,
        *,
        event: ReviewEvent = "comment",
        command: str = "",
        dry: Callable[[Write], None] | None = None,
    ) -> None:
        """``dry`` takes every write instead of GitHub; ``command`` does the check at home."""
        self._api = api
        self._subject = subject
        self._address = Address(repository, subject.number, subject.head)
        self._site = site
        self._event = event
        self._command = command
        self._dry = dry
        self._state = _State()
        self._standing = PostedReader(api, subject.number)

    def post(self, report: Report, diffs: Mapping[str, Diff]) -> Outcome:
        """Reconcile. Never raises for what GitHub does: the outcome says it."""
        state = self._state
        state.notes = self._standing.notes
        try:
            self._post(report, diffs)
        except _ReadOnlyError as error:
            state.complete = False
            state.notes.append(
                "The token of this run may not write to the pull request, so there is no review; "
                f"everything is in the annotations and in this summary. GitHub says: {error}"
            )
        except ApiError as error:
            state.complete = False
            state.notes.append(f"Not everything could be posted: {error}")
        except Exception as error:
            state.complete = False
            fault = Fault.of("", "", error).error
            state.notes.append(
                f"Not everything could be posted because of a fault in listlint itself ({fault}). "
                "Please report it."
            )
        return Outcome(state.complete, state.url, tuple(state.notes), state.writes)

    # ------------------------------------------------------------------------------ the steps

    def _post(self, report: Report, diffs: Mapping[str, Diff]) -> None:
        if not report.documents and self._standing.read() == PostedState():
            return
        for round_ in range(1, ROUNDS + 1):
            pull = self._api.pull(self._subject.number)
            if pull.head != self._subject.head:
                self._state.notes.append(
                    "The pull request has a newer commit; the run for that one reports."
                )
                return
            if not pull.open:
                self._state.notes.append("The pull request is closed, so nothing is posted.")
                return
            actual = self._standing.read(
                posts=round_ > 1 or pull.comments > 0,
                notes=round_ > 1 or pull.review_comments > 0,
                reviews=self._event == "request-changes",
            )
            try:
                self._reconcile(report, diffs, actual)
            except WriteOutcomeUnknownError:
                if round_ == ROUNDS:
                    raise
                # What was stored may take a moment to be seen.
                self._api.rest(SETTLING * round_)
            else:
                break
        self._settle_doubles()

    def _reconcile(self, report: Report, diffs: Mapping[str, Diff], actual: PostedState) -> None:
        found = findings(report)
        valid = [finding.id for finding in found]
        errors = [remark.id for remark in found if remark.problem.severity == Severity.ERROR]
        wanted = review_comments.comments(report, diffs, self._site)
        allowed = [remark for remark in wanted if self._state.refused.isdisjoint(remark.ids)]
        plan = plan_comments(allowed, valid, actual.comments)
        asking = to_request(
            self._event == "request-changes" and bool(errors), errors, actual.reviews
        )
        if plan.fresh or asking:
            self._review(plan.fresh, errors if asking else ())
        for posted, comment in plan.edits:
            self._send(edit_comment(posted, comment, self._address))
        for write in removals(self._standing.with_folds(plan.stale), self._address):
            self._send(write)
        for write in settle_requests(errors, actual.reviews, self._address):
            self._send(write, optional=True)
        asked = asking or any(review.marker.ids for review in actual.reviews)
        body = self._summary(report, plan, wanted, actual, requested=bool(errors) and asked)
        if actual.summaries:
            self._state.url = self._state.url or actual.summaries[0].url
        for write in summary_writes(body, actual.summaries, self._address):
            answer = self._send(write)
            self._state.posted_summary |= write.verb == "POST"
            self._state.url = self._state.url or str(answer.get("html_url") or "")

    def _summary(
        self,
        report: Report,
        plan: CommentPlan,
        wanted: Sequence[Comment],
        actual: PostedState,
        *,
        requested: bool,
    ) -> str | None:
        """The signed summary; None while nothing is reported and nothing ever was."""
        found = findings(report)
        if not found and not actual.summaries and not actual.comments:
            return None
        fresh = {name for remark in plan.fresh for name in remark.ids} - self._state.refused
        placed = (plan.held | fresh) & {finding.id for finding in found}
        repaired = {name for remark in wanted for name in remark.fixes} & placed
        elsewhere = f"[the job summary]({self._site.run})" if self._site.run else "the run's log"
        occasion = Occasion(
            pull_request=True,
            fixed=True,
            placed=placed,
            suggested=len(repaired),
            command=self._command,
            elsewhere=elsewhere,
        )
        body = summary.render(report, self._site, occasion, summary.COMMENT)
        # Another commit or run alone is no news; moved lines are.
        says = body
        for name in (self._site.run, self._site.commit):
            says = says.replace(name, "") if name else says
        return marker.signed(body, "summary", requested=requested, says=says)

    def _settle_doubles(self) -> None:
        """After posting something new: of what two runs posted at once, the older one stays."""
        if self._dry:
            return
        if self._state.posted_comments:
            for write in removals(duplicate(self._standing.comments()), self._address):
                self._send(write, optional=True)
        if self._state.posted_summary:
            for write in spare_summaries(self._standing.summaries(), self._address):
                self._send(write, optional=True)

    # ------------------------------------------------------------------------------ writing

    def _review(self, comments: Sequence[Comment], errors: Sequence[str]) -> None:
        """One review; where GitHub refuses it, halves of it, down to the comment it means."""
        try:
            answer = self._send(create_review(comments, self._address, errors))
        except ApiError as error:
            if error.status != 422:
                raise
            self._refused(comments, errors, str(error))
            return
        self._state.posted_comments |= bool(comments)
        self._state.url = str(answer.get("html_url") or "") or self._state.url

    def _refused(self, comments: Sequence[Comment], errors: Sequence[str], why: str) -> None:
        self._state.refusals += 1
        if errors and "own pull request" in why:
            # On GitHub an author cannot request changes from themselves.
            if comments:
                self._review(comments, ())
        elif "pending review" in why and self._drop_draft():
            self._review(comments, errors)
        elif len(comments) > 1 and self._state.refusals < REFUSALS and "pending" not in why:
            middle = len(comments) // 2
            self._review(comments[:middle], errors)
            self._review(comments[middle:], ())
        else:
            self._state.refused.update(name for comment in comments for name in comment.ids)
            what = f"{plural(len(comments), 'comment')}, so the summary says it"
            what = what if comments else "to ask for changes"
            self._state.notes.append(f"GitHub refused {what}: {why}")

    def _drop_draft(self) -> bool:
        """Delete a draft review that an interrupted run left; never one without our marker."""
        drafts = [review for review in self._standing.reviews() if review.state == "PENDING"]
        for draft in drafts:
            self._send(Write("DELETE", f"{self._address.pull}/reviews/{draft.id}"))
        return bool(drafts)

    def _send(self, write: Write, *, optional: bool = False) -> Mapping[str, Any]:
        """Send one write. What is gone already needs no deleting; an ``optional`` one may fail."""
        self._state.writes += 1
        if self._dry:
            self._dry(write)
            return {}
        try:
            return self._api.send(write)
        except ApiError as error:
            if optional:
                self._state.notes.append(str(error))
                return {}
            if isinstance(error, WriteOutcomeUnknownError | RateLimitExceededError):
                raise
            self._state.writes -= 1
            if write.verb == "DELETE" and error.status == 404:
                return {}
            if write.verb == "PATCH" and error.status == 404:
                # It was deleted a moment ago: read everything again.
                raise WriteOutcomeUnknownError(str(error), 404) from None
            if error.status in (401, 403, 404):
                raise _ReadOnlyError(str(error)) from None
            raise
