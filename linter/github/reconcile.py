"""What stands on a pull request and what should: the difference, as writes. Pure.

A write is one request, ready to be sent or printed. Nothing that is right is touched: an unchanged
comment stays where it is, however its line moves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from linter.github import marker
from linter.github.marker import Marker
from linter.reporters.review import BODY, Comment

MOST_COMMENTS = 30
REQUEST = (
    "Some errors have to be repaired before this can be merged: the notes on the lines and the "
    "summary comment say which, and how."
)
SETTLED = "The errors that this review asked to repair are repaired."

Verb = Literal["POST", "PATCH", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True)
class Write:
    """One request that changes something; ``path`` starts at the API's root."""

    verb: Verb
    path: str
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A review comment of ours as it stands; ``line`` is None when it is outdated."""

    id: int
    node_id: str
    path: str
    line: int | None
    start_line: int | None
    marker: Marker
    replied: bool = False
    minimized: bool = False


@dataclass(frozen=True, slots=True)
class PostedSummary:
    """A summary comment of ours."""

    id: int
    url: str
    marker: Marker


@dataclass(frozen=True, slots=True)
class PostedReview:
    """A review of ours; ``state`` as the API says it (``CHANGES_REQUESTED``, ``DISMISSED`` ...)."""

    id: int
    state: str
    marker: Marker


@dataclass(frozen=True, slots=True)
class Actual:
    """What of ours stands on the pull request, the oldest first."""

    comments: tuple[Posted, ...] = ()
    summaries: tuple[PostedSummary, ...] = ()
    reviews: tuple[PostedReview, ...] = ()

    @property
    def requested(self) -> bool:
        """Whether a summary of ours says that changes were asked for."""
        return any(summary.marker.requested for summary in self.summaries)


@dataclass(frozen=True, slots=True)
class Address:
    """A pull request's address: ``owner/name``, its number, the commit a review is for."""

    repository: str
    number: int
    commit: str

    @property
    def pull(self) -> str:
        """The API's path of the pull request."""
        return f"/repos/{self.repository}/pulls/{self.number}"


@dataclass(frozen=True, slots=True)
class CommentPlan:
    """What to do about comments. ``kept`` stay, ``fresh`` go into the new review."""

    kept: tuple[Posted, ...] = ()
    fresh: tuple[Comment, ...] = ()
    edits: tuple[tuple[Posted, Comment], ...] = ()
    stale: tuple[Posted, ...] = ()
    held: frozenset[str] = field(default=frozenset())


def plan_comments(
    wanted: Sequence[Comment], valid: Collection[str], posted: Sequence[Posted]
) -> CommentPlan:
    """Match the comments that should stand with those that do.

    ``valid`` are the ids of all current findings: a comment that still speaks of one stays, even
    where the diff no longer takes a comment. At most ``MOST_COMMENTS`` stand at a time; those that
    stand already come first.
    """
    holders: dict[str, list[Posted]] = {}
    for each in posted:
        for name in each.marker.ids:
            holders.setdefault(name, []).append(each)
    kept: list[Posted] = []
    edits: list[tuple[Posted, Comment]] = []
    missing: list[Comment] = []
    settled: set[int] = set()
    for comment in wanted:
        mine = {each.id: each for name in comment.ids for each in holders.get(name, ())}
        keeper = min(mine.values(), key=lambda each: _distance(each, comment), default=None)
        settled.update(mine)
        if keeper is None or not _fits(keeper, comment):
            missing.append(comment)
        elif (keeper.replied and keeper.line is None) or _says(keeper, comment):
            kept.append(keeper)
        else:
            edits.append((keeper, comment))
    staying = {each.id for each in kept} | {each.id for each, _ in edits}
    current = set(valid)
    for each in posted:
        if each.id not in settled and each.marker.ids & current:
            current -= each.marker.ids
            kept.append(each)
            staying.add(each.id)
    room = max(MOST_COMMENTS - len(staying), 0)
    held = {name for each in kept for name in each.marker.ids}
    held |= {name for _, comment in edits for name in comment.ids}
    return CommentPlan(
        kept=tuple(kept),
        fresh=tuple(missing[:room]),
        edits=tuple(edits),
        stale=tuple(each for each in posted if each.id not in staying),
        held=frozenset(held),
    )


def doubled(posted: Sequence[Posted]) -> tuple[Posted, ...]:
    """Comments that say what another one says: two runs at once leave them. The oldest stays."""
    seen: set[str] = set()
    extra = []
    for each in sorted(posted, key=lambda each: (each.line is None, each.id)):
        if each.marker.ids and each.marker.ids <= seen:
            extra.append(each)
        seen |= each.marker.ids
    return tuple(extra)


def _says(posted: Posted, comment: Comment) -> bool:
    return posted.marker.digest == marker.digest(comment.body) and posted.marker.ids == set(
        comment.ids
    )


def _fits(posted: Posted, comment: Comment) -> bool:
    """Whether an edit can make ``posted`` into ``comment``: its place cannot be edited."""
    if posted.path != comment.path:
        return False
    if posted.line is None:
        return posted.replied
    same_place = (posted.line, posted.start_line) == (comment.line, comment.start_line)
    return same_place or not comment.repairs


def _distance(posted: Posted, comment: Comment) -> tuple[bool, bool, bool, int]:
    return (
        not _fits(posted, comment),
        posted.line is None,
        not _says(posted, comment),
        posted.id,
    )


def removals(stale: Iterable[Posted], address: Address) -> list[Write]:
    """Take away what no longer holds: deleted, or minimised where somebody replied."""
    writes = []
    for each in stale:
        if not each.replied:
            path = f"/repos/{address.repository}/pulls/comments/{each.id}"
            writes.append(Write("DELETE", path))
        elif not each.minimized:
            writes.append(minimize(each.node_id))
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
    """Bring a comment's text up to date; nobody gets a mail for it."""
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


def to_request(wanted: bool, errors: Collection[str], reviews: Sequence[PostedReview]) -> bool:
    """Whether to ask for changes now: not while a request stands, nor once a person waved it off.

    A dismissed request names the errors it was about; those are not asked for again.
    """
    if not wanted or any(review.state == "CHANGES_REQUESTED" for review in reviews):
        return False
    waved: set[str] = set()
    for review in reviews:
        if review.state == "DISMISSED":
            waved |= review.marker.ids
    return not set(errors) <= waved


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
    first = min(posted, key=lambda each: each.id)
    if first.marker != marker.read(body):
        writes.append(Write("PATCH", f"{comments}/comments/{first.id}", {"body": body}))
    return writes


def spare_summaries(posted: Sequence[PostedSummary], address: Address) -> list[Write]:
    """Delete all summaries but the oldest: two runs at once leave two."""
    first = min((each.id for each in posted), default=None)
    path = f"/repos/{address.repository}/issues/comments"
    return [Write("DELETE", f"{path}/{each.id}") for each in posted if each.id != first]
