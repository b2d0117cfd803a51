"""GitHub's API as this program needs it: the only importer of PyGithub.

PyGithub brings the connection, the token's place and GitHub's refusals as exceptions; its objects
are left alone, since they fetch themselves anew when a field is missing. The token goes to the
API's host and nowhere else: PyGithub refuses other hosts and redirects.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from requests import RequestException

from linter.github.responses import (
    ChangedFile,
    Comparison,
    GitTree,
    Issue,
    Post,
    Pull,
    TreeEntry,
    changed_file,
    commit,
    issue,
    post,
    text,
)
from linter.github.responses import number as count_of
from linter.github.retry import ApiError, RateLimits, RetryingCaller, words
from linter.github.review.mutations import Write
from linter.model import ListlintError

API = "https://api.github.com"
TIMEOUT = 20
PAGE = 100
MAX_PAGES = 50
# What a comparison holds at most; a pull request's own list holds ten times as many.
COMPARED_FILES = 300
FILE_PAGES = 30
LISTED_FILES = FILE_PAGES * PAGE

T = TypeVar("T")


MAX_REDIRECTS = 3
"""Of one request: a repository that was renamed has one."""


class UnfinishedError(RequestException):
    """GitHub says that the answer is not ready, or sends from address to address."""

    hint = "it is not ready, or redirected without end"


def _check_address(url: str) -> None:
    """Raise `ListlintError` if ``url`` is not the address of an API."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("https", "http") and parts.hostname and parts.port != 0
        fine = fine and url.isascii() and url.isprintable() and " " not in url
    except ValueError:
        fine = False
    if not fine:
        shown = "".join(char if char.isprintable() else "?" for char in url[:100])
        raise ListlintError(f"GITHUB_API_URL: `{shown}` is not the address of an API")


@cache
def _take_connections() -> None:
    """Have PyGithub ask a bounded number of times, and say nothing on standard error.

    It repeats a request for ever while the status is 202, and follows any number of redirects.
    """
    from github.Requester import (
        HTTPRequestsConnectionClass,
        HTTPSRequestsConnectionClass,
        Requester,
        RequestsResponse,
    )

    def bounded(response: RequestsResponse, redirects: int) -> int:
        if response.status == 202:
            raise UnfinishedError("the answer is not ready (202)")
        if response.status != 301:
            return 0
        if redirects == MAX_REDIRECTS:
            raise UnfinishedError("redirected too often (301)")
        return redirects + 1

    class Http(HTTPRequestsConnectionClass):
        redirects = 0

        def getresponse(self) -> RequestsResponse:
            response = super().getresponse()
            self.redirects = bounded(response, self.redirects)
            return response

    class Https(HTTPSRequestsConnectionClass):
        redirects = 0

        def getresponse(self) -> RequestsResponse:
            response = super().getresponse()
            self.redirects = bounded(response, self.redirects)
            return response

    Requester.injectConnectionClasses(Http, Https)
    logging.getLogger("github").addHandler(logging.NullHandler())
    logging.getLogger("github").propagate = False


class GitHub:
    """One repository's API. Not for use from several threads."""

    def __init__(
        self, repository: str, token: str = "", url: str = API, pace: RateLimits | None = None
    ) -> None:
        """``repository`` is ``owner/name``; ``url`` is the API's root (``GITHUB_API_URL``).

        Raises:
            ListlintError: ``url`` is no address.
        """
        from github import Auth, Github

        _check_address(url)
        _take_connections()
        pace = pace or RateLimits()
        self.repository = repository
        self._root = f"/repos/{repository}"
        self._wire = RetryingCaller(pace)
        self._client = Github(
            base_url=url.rstrip("/"),
            auth=Auth.Token(token) if token else None,
            timeout=TIMEOUT,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=pace.pause or None,
            user_agent="listlint",
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def before_waiting(self, do: Callable[[], None]) -> None:
        """Do something once, before the first time that GitHub is waited for."""
        self._wire.before_waiting = do

    # ------------------------------------------------------------------------------ reading

    def pull(self, number: int) -> Pull:
        """The pull request as it is now."""

        def read() -> Pull:
            raw = self._get(f"/pulls/{number}")
            return Pull(
                number=number,
                open=raw["state"] == "open",
                head=commit(raw["head"]),
                base=commit(raw["base"]),
                base_branch=text(raw["base"], "ref"),
                comments=count_of(raw, "comments") if "comments" in raw else 1,
                review_comments=count_of(raw, "review_comments") if "review_comments" in raw else 1,
            )

        return self._wire.read(f"pull request {number}", read)

    def compare(self, base: str, head: str) -> Comparison:
        """The diff from the commit where ``head`` left ``base``; at most 300 files have a place."""

        def read() -> Comparison:
            raw = self._get(f"/compare/{base}...{head}", per_page=1)
            files = tuple(changed_file(raw_item) for raw_item in raw.get("files") or ())
            return Comparison(commit(raw["merge_base_commit"]), files)

        return self._wire.read(f"the comparison of {base[:10]} with {head[:10]}", read)

    def files(self, number: int) -> tuple[ChangedFile, ...]:
        """All changed files of a pull request: for one that a comparison cannot hold."""
        what = f"the files of pull request {number}"
        return self._all(f"/pulls/{number}/files", what, changed_file, FILE_PAGES)

    def open_pulls(self) -> tuple[int, ...]:
        """The numbers of open pull requests, the 100 that were touched last."""

        def read() -> tuple[int, ...]:
            raw = self._get("/pulls", state="open", sort="updated", direction="desc", per_page=PAGE)
            return tuple(count_of(raw_item, "number") for raw_item in raw)

        return self._wire.read("the open pull requests", read)

    def first_files(self, number: int) -> tuple[ChangedFile, ...]:
        """The first 100 changed files of a pull request."""
        what = f"the files of pull request {number}"
        return self._all(f"/pulls/{number}/files", what, changed_file, 1)

    def tree(self, commit: str) -> GitTree:
        """Every file of a commit; without trees in the API an empty, truncated listing."""

        def read() -> GitTree:
            raw = self._get(f"/git/trees/{commit}", recursive=1)
            files = {
                text(file, "path"): TreeEntry(
                    text(file, "sha"),
                    text(file, "mode"),
                    count_of(file, "size") if "size" in file else 0,
                )
                for file in raw["tree"]
                if file["type"] == "blob"
            }
            return GitTree(files, bool(raw["truncated"]))

        try:
            return self._wire.read(f"the tree of {commit[:10]}", read)
        except ApiError as error:
            if error.status != 404:
                raise
            return GitTree({}, truncated=True)

    def blob(self, sha: str, name: str) -> bytes:
        """A file's content by its hash: no path, so no symbolic link, is followed."""

        def read() -> bytes:
            return base64.b64decode(self._get(f"/git/blobs/{sha}")["content"])

        return self._wire.read(name, read)

    def file(self, sha: str, path: str, commit: str) -> bytes:
        """A file's content by its hash; where the API has no such thing, by its name."""
        try:
            return self.blob(sha, path)
        except ApiError as error:
            content = self.content(path, commit) if error.status == 404 else None
            if content is None:
                raise
            return content

    def content(self, path: str, commit: str) -> bytes | None:
        """A file's content at a commit; None if there is no such file.

        Above 1 MB the content is left out and the hash leads to it.
        """

        def read() -> bytes | str | None:
            raw = self._get(f"/contents/{quote(path)}", ref=commit)
            if not isinstance(raw, dict) or raw["type"] != "file":
                return None
            if raw["encoding"] == "base64":
                return base64.b64decode(raw["content"])
            return str(raw["sha"])

        try:
            found = self._wire.read(f"{path} at {commit[:10]}", read)
        except ApiError as error:
            if error.status == 404:
                return None
            raise
        return self.blob(found, path) if isinstance(found, str) else found

    def review_comments(self, number: int) -> tuple[Post, ...]:
        """The review comments of a pull request, the oldest first."""
        what = f"the review comments of pull request {number}"
        return self._all(f"/pulls/{number}/comments", what, post)

    def issue_comments(self, number: int) -> tuple[Post, ...]:
        """The conversation's comments, the oldest first."""
        what = f"the comments of pull request {number}"
        return self._all(f"/issues/{number}/comments", what, post)

    def reviews(self, number: int) -> tuple[Post, ...]:
        """The reviews, the oldest first; our own drafts (``PENDING``) among them."""
        return self._all(f"/pulls/{number}/reviews", f"the reviews of pull request {number}", post)

    def issues(self, author: str) -> tuple[Issue, ...]:
        """The issues and pull requests that ``author`` has opened, closed ones too."""
        what = f"the issues by {author}"
        return self._all("/issues", what, issue, creator=author, state="all")

    def viewer(self) -> str:
        """The login that the token writes under.

        GraphQL, because ``GET /user`` is refused to the token of a workflow.
        """

        def read() -> str:
            return str(self._ask("query { viewer { login } }", {})["viewer"]["login"])

        return self._wire.read("the token's own login", read)

    def minimized(self, node_ids: list[str]) -> frozenset[str]:
        """Which of these comments (by node id) are folded; GraphQL, as REST does not say."""
        query = (
            "query($ids: [ID!]!) { nodes(ids: $ids) "
            "{ ... on PullRequestReviewComment { id isMinimized } } }"
        )

        def read() -> frozenset[str]:
            nodes = self._ask(query, {"ids": node_ids[:PAGE]})["nodes"]
            return frozenset(node["id"] for node in nodes if node and node.get("isMinimized"))

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
                _, answer = requester.requestJsonAndCheck("POST", requester.graphql_url, input=body)
                if "errors" in answer:
                    raise ApiError(f"GitHub refused a change: {words(answer['errors'])}", 403)
            else:
                _, answer = requester.requestJsonAndCheck(write.verb, write.path, input=body)
            return answer if isinstance(answer, dict) else {}

        return self._wire.write(f"{write.verb} {write.path}", go)

    def rest(self, seconds: float) -> None:
        """Wait, as far as patience goes."""
        self._wire.rest(seconds)

    # ------------------------------------------------------------------------------ the wire

    def _get(self, path: str, **query: str | int) -> Any:
        requester = self._client.requester
        _, answer = requester.requestJsonAndCheck("GET", self._root + path, parameters=query)
        return answer

    def _ask(self, query: str, variables: Mapping[str, Any]) -> Any:
        _, answer = self._client.requester.graphql_query(query, dict(variables))
        return answer["data"]

    def _all(
        self,
        path: str,
        what: str,
        make: Callable[[Mapping[str, Any]], T],
        most: int = MAX_PAGES,
        **query: str,
    ) -> tuple[T, ...]:
        """Every item of a list that comes in pages."""
        found: list[T] = []
        for number in range(1, most + 1):

            def read(number: int = number) -> list[T]:
                return [
                    make(raw_item)
                    for raw_item in self._get(path, per_page=PAGE, page=number, **query)
                ]

            page = self._wire.read(what, read)
            found += page
            if len(page) < PAGE:
                break
        return tuple(found)
