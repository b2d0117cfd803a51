"""What listlint has posted on a pull request: by marker *and* author. Anyone can paste a marker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from linter.github.responses import Post, Pull
from linter.github.retry import ApiError
from linter.github.review import marker
from linter.github.review.mutations import Write
from linter.github.review.reconcile import Posted, PostedReview, PostedState, PostedSummary

# The author of everything that a workflow's own token writes.
BOT = "github-actions[bot]"


class ReviewApi(Protocol):
    """What posting needs of GitHub; every method raises ``ApiError``."""

    def pull(self, number: int) -> Pull:
        """The pull request as it is now."""
        ...

    def review_comments(self, number: int) -> tuple[Post, ...]:
        """Its review comments, the oldest first."""
        ...

    def issue_comments(self, number: int) -> tuple[Post, ...]:
        """Its conversation, the oldest first."""
        ...

    def reviews(self, number: int) -> tuple[Post, ...]:
        """Its reviews, the oldest first."""
        ...

    def viewer(self) -> str:
        """The login that the token writes under."""
        ...

    def minimized(self, node_ids: list[str]) -> frozenset[str]:
        """Which of these comments are folded."""
        ...

    def rest(self, seconds: float) -> None:
        """Wait, as far as patience goes."""
        ...

    def send(self, write: Write) -> Mapping[str, Any]:
        """Send one write; its answer."""
        ...


class PostedReader:
    """Reads our comments, summaries and reviews; asks for nothing that cannot be there."""

    def __init__(self, api: ReviewApi, number: int) -> None:
        """``number`` is the pull request's."""
        self._api = api
        self._number = number
        self._logins = {BOT}
        self.notes: list[str] = []

    def read(self, *, posts: bool = True, notes: bool = True, reviews: bool = False) -> PostedState:
        """What is posted. ``posts``, ``notes``: whether there are comments, and review comments.

        ``reviews``: read them too (they are, besides, whenever a summary says that changes were
        asked for).
        """
        comments = self._api.issue_comments(self._number) if posts else ()
        self._meet(comments)
        summaries = self._summaries(comments)
        actual = PostedState(self.comments() if notes else (), summaries)
        if reviews or actual.requested:
            actual = actual._replace(reviews=self.reviews())
        return actual

    def comments(self) -> tuple[Posted, ...]:
        """Our review comments."""
        posts = self._api.review_comments(self._number)
        self._meet(posts)
        answered = {post.answers for post in posts}
        return tuple(
            Posted(
                id=post.id,
                node_id=post.node_id,
                path=post.path,
                line=post.line,
                start_line=post.start_line,
                marker=mark,
                replied=post.id in answered,
            )
            for post, mark in self._ours(posts, "comment")
        )

    def summaries(self) -> tuple[PostedSummary, ...]:
        """Our summaries: one, unless two runs wrote at once."""
        return self._summaries(self._api.issue_comments(self._number))

    def reviews(self) -> tuple[PostedReview, ...]:
        """Our reviews, drafts among them."""
        found = self._ours(self._api.reviews(self._number), "review")
        return tuple(PostedReview(post.id, post.state, mark) for post, mark in found)

    def with_folds(self, comments: Sequence[Posted]) -> list[Posted]:
        """The same comments; for those with an answer, whether they are folded."""
        replied = [comment.node_id for comment in comments if comment.replied]
        try:
            folded = self._api.minimized(replied) if replied else frozenset()
        except ApiError as error:
            self.notes.append(f"Answered comments are left as they are: {error}")
            folded = frozenset(replied)
        return [comment._replace(minimized=comment.node_id in folded) for comment in comments]

    def _summaries(self, posts: Iterable[Post]) -> tuple[PostedSummary, ...]:
        found = self._ours(posts, "summary")
        return tuple(PostedSummary(post.id, post.url, mark) for post, mark in found)

    def _ours(self, posts: Iterable[Post], kind: marker.Kind) -> list[tuple[Post, marker.Marker]]:
        marked = [(post, marker.read(post.body)) for post in posts if post.author in self._logins]
        return [(post, mark) for post, mark in marked if mark and mark.kind == kind]

    def _meet(self, posts: Sequence[Post]) -> None:
        """Ask who we are if another author's post has our marker: another token, or a stranger."""
        if len(self._logins) > 1:
            return
        if any(post.author not in self._logins and marker.read(post.body) for post in posts):
            try:
                self._logins.add(self._api.viewer())
            except ApiError as error:
                self.notes.append(f"It is not known whose comments these are: {error}")
