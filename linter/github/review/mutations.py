"""The requests that change something on a pull request, ready to be sent or printed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from linter.github.review import marker
from linter.github.review.reconcile import Posted, PostedReview, PostedSummary
from linter.reporters.review_comments import BODY, Comment

REQUEST = (
    "Some errors have to be repaired before this can be merged: the notes on the lines and the "
    "summary comment say which, and how."
)
SETTLED = "The errors that this review asked to repair are repaired."

Verb = Literal["POST", "PATCH", "PUT", "DELETE"]


class Write(NamedTuple):
    """One request that changes something; ``path`` starts at the API's root."""

    verb: Verb
    path: str
    body: Mapping[str, Any] | None = None


class Address(NamedTuple):
    """A pull request's address: ``owner/name``, its number, the commit a review is for."""

    repository: str
    number: int
    commit: str

    @property
    def pull(self) -> str:
        """The API's path of the pull request."""
        return f"/repos/{self.repository}/pulls/{self.number}"


def removals(stale: Iterable[Posted], address: Address) -> list[Write]:
    """Take away what no longer holds: deleted, or minimised where somebody replied."""
    writes = []
    for old in stale:
        if not old.replied:
            path = f"/repos/{address.repository}/pulls/comments/{old.id}"
            writes.append(Write("DELETE", path))
        elif not old.minimized:
            writes.append(minimize(old.node_id))
    return writes


def minimize(node_id: str) -> Write:
    """Fold a comment as resolved (GraphQL only: REST cannot)."""
    query = (
        "mutation($input: MinimizeCommentInput!) "
        "{ minimizeComment(input: $input) { minimizedComment { isMinimized } } }"
    )
    variables = {"input": {"subjectId": node_id, "classifier": "RESOLVED"}}
    return Write("POST", "/graphql", {"query": query, "variables": variables})


def edit_comment(posted: Posted, comment: Comment, address: Address) -> Write:
    """Bring a comment's text up to date; this sends no notification."""
    path = f"/repos/{address.repository}/pulls/comments/{posted.id}"
    body = marker.signed(comment.body, "comment", comment.ids)
    return Write("PATCH", path, {"body": body})


def create_review(
    comments: Sequence[Comment], address: Address, errors: Collection[str] = ()
) -> Write:
    """One review with all new comments; with ``errors`` it asks for changes."""
    drafts = []
    for comment in comments:
        draft: dict[str, Any] = {"path": comment.path, "line": comment.line, "side": "RIGHT"}
        if comment.start_line is not None:
            draft |= {"start_line": comment.start_line, "start_side": "RIGHT"}
        draft["body"] = marker.signed(comment.body, "comment", comment.ids)
        drafts.append(draft)
    body = marker.signed(REQUEST if errors else BODY, "review", errors)
    event = "REQUEST_CHANGES" if errors else "COMMENT"
    return Write(
        "POST",
        f"{address.pull}/reviews",
        {"commit_id": address.commit, "body": body, "event": event, "comments": drafts},
    )


def settle_requests(
    errors: Collection[str], reviews: Sequence[PostedReview], address: Address
) -> list[Write]:
    """Dismiss our standing requests once no error is left; their text then says why."""
    writes = []
    for review in reviews:
        if review.state == "CHANGES_REQUESTED" and not errors:
            path = f"{address.pull}/reviews/{review.id}"
            writes.append(Write("PUT", path, {"body": marker.signed(SETTLED, "review")}))
            dismissal = {"message": SETTLED, "event": "DISMISS"}
            writes.append(Write("PUT", f"{path}/dismissals", dismissal))
    return writes


def summary_writes(
    body: str | None, posted: Sequence[PostedSummary], address: Address
) -> list[Write]:
    """Bring the summary up to date: one, edited in place, and only when it says something else.

    ``body`` is signed already; None means that there is nothing to say.
    """
    writes = spare_summaries(posted, address)
    if body is None:
        return writes
    comments = f"/repos/{address.repository}/issues"
    if not posted:
        writes.append(Write("POST", f"{comments}/{address.number}/comments", {"body": body}))
        return writes
    first = min(posted, key=lambda old: old.id)
    if first.marker != marker.read(body):
        writes.append(Write("PATCH", f"{comments}/comments/{first.id}", {"body": body}))
    return writes


def spare_summaries(posted: Sequence[PostedSummary], address: Address) -> list[Write]:
    """Delete all summaries but the oldest: two runs at once leave two."""
    first = min((old.id for old in posted), default=None)
    path = f"/repos/{address.repository}/issues/comments"
    return [Write("DELETE", f"{path}/{old.id}") for old in posted if old.id != first]
