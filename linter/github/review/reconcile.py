"""What is on a pull request and what should be: what is kept, edited, added and removed. Pure.

Nothing that is right is touched: an unchanged comment stays where it is, however its line moves.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from linter.github.review import marker
from linter.github.review.marker import Marker
from linter.reporters.review_comments import Comment

MAX_COMMENTS = 30


class Posted(NamedTuple):
    """One of our review comments as it is now; ``line`` is None when it is outdated."""

    id: int
    node_id: str
    path: str
    line: int | None
    start_line: int | None
    marker: Marker
    replied: bool = False
    minimized: bool = False


class PostedSummary(NamedTuple):
    """A summary comment of ours."""

    id: int
    url: str
    marker: Marker


class PostedReview(NamedTuple):
    """A review of ours; ``state`` as the API says it (``CHANGES_REQUESTED``, ``DISMISSED`` ...)."""

    id: int
    state: str
    marker: Marker


class PostedState(NamedTuple):
    """What we have posted on the pull request, the oldest first."""

    comments: tuple[Posted, ...] = ()
    summaries: tuple[PostedSummary, ...] = ()
    reviews: tuple[PostedReview, ...] = ()

    @property
    def requested(self) -> bool:
        """Whether a summary of ours says that changes were asked for."""
        return any(summary.marker.requested for summary in self.summaries)


class CommentPlan(NamedTuple):
    """What to do about comments. ``kept`` stay, ``fresh`` go into the new review."""

    kept: tuple[Posted, ...] = ()
    fresh: tuple[Comment, ...] = ()
    edits: tuple[tuple[Posted, Comment], ...] = ()
    stale: tuple[Posted, ...] = ()
    held: frozenset[str] = frozenset()


def plan_comments(
    wanted: Sequence[Comment], valid: Collection[str], posted: Sequence[Posted]
) -> CommentPlan:
    """Match the comments that should stand with those that do.

    ``valid`` are the ids of all current findings: a comment that still speaks of one stays, even
    where the diff no longer takes a comment. At most ``MAX_COMMENTS`` stand at a time; those that
    stand already come first.
    """
    holders: dict[str, list[Posted]] = {}
    for old in posted:
        for name in old.marker.ids:
            holders.setdefault(name, []).append(old)
    kept: list[Posted] = []
    edits: list[tuple[Posted, Comment]] = []
    missing: list[Comment] = []
    settled: set[int] = set()
    for comment in wanted:
        mine = {old.id: old for name in comment.ids for old in holders.get(name, ())}
        keeper = min(mine.values(), key=lambda old: _distance(old, comment), default=None)
        settled.update(mine)
        if keeper is None or not _fits(keeper, comment):
            missing.append(comment)
        elif _says(keeper, comment) or (_is_thread(keeper) and _is_about(keeper, comment)):
            kept.append(keeper)
        else:
            edits.append((keeper, comment))
    staying = {old.id for old in kept} | {old.id for old, _ in edits}
    current = set(valid)
    for old in posted:
        if old.id not in settled and old.marker.ids & current:
            current -= old.marker.ids
            kept.append(old)
            staying.add(old.id)
    room = max(MAX_COMMENTS - len(staying), 0)
    held = {name for old in kept for name in old.marker.ids}
    held |= {name for _, comment in edits for name in comment.ids}
    return CommentPlan(
        kept=tuple(kept),
        fresh=tuple(missing[:room]),
        edits=tuple(edits),
        stale=tuple(old for old in posted if old.id not in staying),
        held=frozenset(held),
    )


def duplicate(posted: Sequence[Posted]) -> tuple[Posted, ...]:
    """Comments that say what another one says: two runs at once leave them. The oldest stays."""
    seen: set[str] = set()
    extra = []
    for old in sorted(posted, key=lambda old: (old.line is None, old.id)):
        if old.marker.ids and old.marker.ids <= seen:
            extra.append(old)
        seen |= old.marker.ids
    return tuple(extra)


def _says(posted: Posted, comment: Comment) -> bool:
    return posted.marker.digest == marker.digest(comment.body) and _is_about(posted, comment)


def _is_about(posted: Posted, comment: Comment) -> bool:
    return posted.marker.ids == set(comment.ids)


def _is_thread(posted: Posted) -> bool:
    """Whether people talk below it while the line has moved on: it stays where they talk."""
    return posted.replied and posted.line is None


def _fits(posted: Posted, comment: Comment) -> bool:
    """Whether an edit can make ``posted`` into ``comment``: its place cannot be edited."""
    if posted.path != comment.path:
        return False
    if posted.line is None:
        return posted.replied
    same_place = (posted.line, posted.start_line) == (comment.line, comment.start_line)
    # GitHub moves a comment with its lines; what says the same is taken to be moved already.
    return same_place or not comment.fixes or _says(posted, comment)


def _distance(posted: Posted, comment: Comment) -> tuple[bool, bool, bool, int]:
    return (
        not _fits(posted, comment),
        posted.line is None,
        not _says(posted, comment),
        posted.id,
    )


def to_request(wanted: bool, errors: Collection[str], reviews: Sequence[PostedReview]) -> bool:
    """Whether to ask for changes now: not while a request is open, nor after it was dismissed.

    A dismissed request names the errors it was about; those are not asked for again.
    """
    if not wanted or any(review.state == "CHANGES_REQUESTED" for review in reviews):
        return False
    waved: set[str] = set()
    for review in reviews:
        if review.state == "DISMISSED":
            waved |= review.marker.ids
    return not set(errors) <= waved
