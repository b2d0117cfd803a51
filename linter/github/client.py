"""GitHub's API as this program needs it: the only importer of PyGithub.

The token goes to the API's host and nowhere else: PyGithub refuses other hosts and redirects.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from linter.github.answers import (
    ChangedFile,
    Comparison,
    Node,
    Post,
    Pull,
    Tree,
    changed_file,
    post,
)
from linter.github.reconcile import Write
from linter.github.wire import ApiError, Pace, Wire, words
from linter.model import ListlintError

if TYPE_CHECKING:
    from github.PullRequest import PullRequest
    from github.Repository import Repository

API = "https://api.github.com"
TIMEOUT = 20
COMPARED_FILES = 300
MOST_FILES = 3_000
MOST_POSTS = 5_000


class GitHub:
    """One repository's API. Not for use from several threads."""

    def __init__(
        self, repository: str, token: str = "", url: str = API, pace: Pace | None = None
    ) -> None:
        """``repository`` is ``owner/name``; ``url`` is the API's root (``GITHUB_API_URL``)."""
        from github import Auth, Github

        if not url.startswith(("https://", "http://")):
            raise ListlintError(f"{url!r} is no address of an API; GITHUB_API_URL has to be one")
        self.repository = repository
        pace = pace or Pace()
        self._wire = Wire(pace)
        self._client = Github(
            base_url=url.rstrip("/"),
            auth=Auth.Token(token) if token else None,
            timeout=TIMEOUT,
            retry=None,
            per_page=100,
            seconds_between_requests=None,
            seconds_between_writes=pace.pause or None,
            user_agent="listlint",
        )
        self._repository: Repository = self._client.get_repo(repository, lazy=True)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    # ------------------------------------------------------------------------------ reading

    def pull(self, number: int) -> Pull:
        """The pull request as it is now."""

        def read() -> Pull:
            raw = self._repository.get_pull(number).raw_data
            return Pull(
                number=number,
                open=raw["state"] == "open",
                head=raw["head"]["sha"],
                base=raw["base"]["sha"],
                base_branch=raw["base"]["ref"],
                comments=raw.get("comments", 1),
                review_comments=raw.get("review_comments", 1),
            )

        return self._wire.read(f"pull request {number}", read)

    def compare(self, base: str, head: str) -> Comparison:
        """The diff from the commit where ``head`` left ``base``; at most 300 files have a place."""
        what = f"the comparison of {base[:10]} with {head[:10]}"

        def read() -> Comparison:
            found = self._repository.compare(base, head, comparison_commits_per_page=1)
            merge_base = found.merge_base_commit.sha
            return Comparison(
                merge_base, tuple(changed_file(file.raw_data) for file in found.files)
            )

        return self._wire.read(what, read)

    def files(self, number: int) -> tuple[ChangedFile, ...]:
        """All changed files of a pull request: for one that a comparison cannot hold."""

        def read() -> tuple[ChangedFile, ...]:
            found = self._repository.get_pull(number).get_files()
            return tuple(changed_file(file.raw_data) for file in islice(found, MOST_FILES))

        return self._wire.read(f"the files of pull request {number}", read)

    def tree(self, commit: str) -> Tree:
        """Every file of a commit."""

        def read() -> Tree:
            found = self._repository.get_git_tree(commit, recursive=True).raw_data
            files = {
                each["path"]: Node(each["sha"], each["mode"], each.get("size", 0))
                for each in found["tree"]
                if each["type"] == "blob"
            }
            return Tree(files, bool(found["truncated"]))

        return self._wire.read(f"the tree of {commit[:10]}", read)

    def blob(self, sha: str, name: str) -> bytes:
        """A file's content by its hash: no path, so no symbolic link, is followed."""

        def read() -> bytes:
            found = self._repository.get_git_blob(sha).raw_data
            return base64.b64decode(found["content"])

        return self._wire.read(name, read)

    def content(self, path: str, commit: str) -> bytes | None:
        """A file's content at a commit; None if there is no such file."""

        def read() -> bytes | None:
            found = self._repository.get_contents(path, ref=commit)
            if isinstance(found, list) or found.type != "file":
                return None
            if found.encoding == "base64":
                return base64.b64decode(found.content)
            return self.blob(found.sha, path)

        try:
            return self._wire.read(f"{path} at {commit[:10]}", read)
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def review_comments(self, number: int) -> tuple[Post, ...]:
        """The review comments of a pull request, the oldest first."""
        return self._posts(number, "review comments", lambda pull: pull.get_review_comments())

    def issue_comments(self, number: int) -> tuple[Post, ...]:
        """The conversation's comments, the oldest first."""
        return self._posts(number, "comments", lambda pull: pull.get_issue_comments())

    def reviews(self, number: int) -> tuple[Post, ...]:
        """The reviews, the oldest first; our own drafts (``PENDING``) among them."""
        return self._posts(number, "reviews", lambda pull: pull.get_reviews())

    def viewer(self) -> str:
        """The login that the token writes under.

        GraphQL, because ``GET /user`` is refused to the token of a workflow.
        """

        def read() -> str:
            _, found = self._client.requester.graphql_query("query { viewer { login } }", {})
            return str(found["data"]["viewer"]["login"])

        return self._wire.read("the token's own login", read)

    def minimized(self, node_ids: list[str]) -> frozenset[str]:
        """Which of these comments (by node id) are folded; GraphQL, as REST does not say."""
        query = (
            "query($ids: [ID!]!) { nodes(ids: $ids) "
            "{ ... on PullRequestReviewComment { id isMinimized } } }"
        )

        def read() -> frozenset[str]:
            _, found = self._client.requester.graphql_query(query, {"ids": node_ids[:100]})
            nodes = [node for node in found["data"]["nodes"] if node]
            return frozenset(node["id"] for node in nodes if node.get("isMinimized"))

        return self._wire.read("which comments are folded", read)

    # ------------------------------------------------------------------------------ writing

    def send(self, write: Write) -> Mapping[str, Any]:
        """Send one write; its answer.

        Raises:
            UnclearError: nobody knows whether it was stored.
            ApiError: it was refused.
        """
        requester = self._client.requester
        body = dict(write.body) if write.body is not None else None

        def go() -> Mapping[str, Any]:
            if write.path == "/graphql":
                url: str = requester.graphql_url
                _, answer = requester.requestJsonAndCheck("POST", url, input=body)
                if "errors" in answer:
                    raise ApiError(f"GitHub refused a change: {words(answer['errors'])}", 422)
            else:
                _, answer = requester.requestJsonAndCheck(write.verb, write.path, input=body)
            return answer if isinstance(answer, dict) else {}

        return self._wire.write(f"{write.verb} {write.path}", go)

    def _posts(self, number: int, what: str, ask: Callable[[PullRequest], Any]) -> tuple[Post, ...]:
        from github.PullRequest import PullRequest

        def read() -> tuple[Post, ...]:
            base = f"/repos/{self.repository}"
            address = {"url": f"{base}/pulls/{number}", "issue_url": f"{base}/issues/{number}"}
            pull = PullRequest(self._client.requester, attributes=address)
            return tuple(post(each.raw_data) for each in islice(ask(pull), MOST_POSTS))

        return self._wire.read(f"the {what} of pull request {number}", read)
