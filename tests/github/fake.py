"""A GitHub on a loopback socket: stateful, as strict as the real one, with faults to order."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.github import schema
from tests.github.issues import Issues
from tests.github.pull import FORBIDDEN, Pull, RefusedError, Remark, Review, Said, Who
from tests.github.repository import LINK, Repository

NAME = "owner/list"
PAGE = f"https://github.test/{NAME}"
TOKEN = "ghs_workflow"
BOT = Who("github-actions[bot]")
INLINE_LIMIT = 1_000_000
LISTED_FILES = 3_000


@dataclass
class Fault:
    """Something that goes wrong with the ``nth`` matching request and ``times - 1`` more.

    ``stored``: it is done all the same. ``status`` 0 cuts the connection. ``first`` is run before
    the request is looked at (``status`` None: and nothing else goes wrong).
    """

    method: str
    path: str
    status: int | None = 500
    message: str = "Server Error"
    headers: Mapping[str, str] = field(default_factory=dict)
    stored: bool = False
    nth: int = 1
    times: int = 1
    when: Callable[[Any], bool] | None = None
    first: Callable[[], None] | None = None
    seen: int = 0

    def strikes(self, method: str, path: str, body: Any) -> bool:
        if self.method != method or not re.search(self.path, path):
            return False
        if self.when and not self.when(body):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times


@dataclass
class Sent:
    """One request as it came; ``status`` is the answer's (0 for none)."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    token: str
    status: int = 0
    wrote: bool = False


class FakeGitHub:
    """The server and what it holds: one repository, its pull requests, everything it was asked."""

    def __init__(self, prefix: str = "") -> None:
        self.repository = Repository()
        self.pulls: dict[int, Pull] = {}
        self.issues = Issues()
        self.tokens: dict[str, Who] = {TOKEN: BOT}
        self.faults: list[Fault] = []
        self.sent: list[Sent] = []
        self.complaints: list[str] = []
        self.prefix = prefix
        self.truncated_trees = False
        # What is answered instead, by the number of the request and the true answer.
        self.lie: Callable[[int, Any], Any] = lambda _, answer: answer
        self.lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{self.prefix}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def writes(self, start: int = 0) -> list[tuple[str, str]]:
        """What was stored since ``start`` requests: (method, path without the repository)."""
        return [
            (request.method, _short(request.path)) for request in self.sent[start:] if request.wrote
        ]

    # ---------------------------------------------------------------------------- answering

    def answer(self, sent: Sent) -> tuple[int, Any, Mapping[str, str]]:
        """Status, JSON and headers for one request; a status of 0 cuts the connection."""
        with self.lock:
            self.sent.append(sent)
            fault = next(
                (f for f in self.faults if f.strikes(sent.method, sent.path, sent.body)), None
            )
        if fault and fault.first:
            fault.first()
        with self.lock:
            if fault and fault.status is not None and not fault.stored:
                sent.status = fault.status
                return fault.status, {"message": fault.message}, fault.headers
            try:
                status, body, headers = self._route(sent)
            except RefusedError as error:
                status, body, headers = error.status, error.body, {}
            sent.wrote = sent.method != "GET" and status < 400 and not _only_asks(sent)
            sent.status = status
            if fault and fault.status is not None:
                sent.status = fault.status
                return fault.status, {"message": fault.message}, fault.headers
            return status, self.lie(len(self.sent), body), headers

    def _route(self, sent: Sent) -> tuple[int, Any, Mapping[str, str]]:
        who = self.tokens.get(sent.token)
        if sent.token and who is None:
            raise RefusedError(401, "Bad credentials")
        if sent.path == self.prefix.removesuffix("/v3") + "/graphql":
            return 200, self._graphql(sent, who), {}
        root = f"{self.prefix}/repos/{NAME}"
        if not sent.path.startswith(root):
            raise RefusedError(404, "Not Found")
        path = sent.path.removeprefix(root)
        if sent.method == "GET":
            body = self._get(path, sent.query)
            if isinstance(body, list):
                return 200, *self._page(body, sent)
            return 200, body, {}
        if found := schema.complaint(sent.method, path, sent.body):
            self.complaints.append(f"{sent.method} {path}: {found}")
            raise RefusedError(422, "Invalid request.", [found])
        if who is None:
            raise RefusedError(401, "Requires authentication")
        if who.read_only:
            raise RefusedError(403, FORBIDDEN)
        return self._write(sent.method, path, sent.body, who)

    def _page(self, items: list[Any], sent: Sent) -> tuple[list[Any], Mapping[str, str]]:
        size, page = int(sent.query.get("per_page", "30")), int(sent.query.get("page", "1"))
        some = items[(page - 1) * size : page * size]
        if page * size >= len(items):
            return some, {}
        following = (
            f"{self.url}{sent.path.removeprefix(self.prefix)}?per_page={size}&page={page + 1}"
        )
        return some, {"Link": f'<{following}>; rel="next"'}

    # ---------------------------------------------------------------------------- reading

    def _get(self, path: str, query: Mapping[str, str]) -> Any:
        if found := re.fullmatch(r"/pulls/(\d+)(/files|/comments|/reviews)?", path):
            return self._get_pull(self._pull(found[1]), found[2] or "")
        if path == "/pulls":
            return [self.pull_json(pull) for pull in self.pulls.values() if pull.state == "open"]
        if found := re.fullmatch(r"/issues/(\d+)/comments", path):
            return [self._said(comment) for comment in self._pull(found[1]).said]
        if path == "/issues":
            return self._list_issues(query)
        if found := re.fullmatch(r"/compare/(\w+)\.\.\.(\w+)", path):
            return self._compare(found[1], found[2])
        if found := re.fullmatch(r"/git/trees/(\w+)", path):
            return self._tree(found[1])
        if found := re.fullmatch(r"/git/blobs/(\w+)", path):
            if found[1] not in self.repository.blobs:
                raise RefusedError(404, "Not Found")
            content = self.repository.blobs[found[1]]
            return {"sha": found[1], "size": len(content), "encoding": "base64", **_base64(content)}
        if found := re.fullmatch(r"/contents/(.+)", path):
            return self._contents(found[1], query["ref"])
        raise RefusedError(404, "Not Found")

    def _list_issues(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        """Pull requests are issues, too: https://docs.github.com/en/rest/issues/issues."""
        issues = self.issues.matching(query) if self.issues.enabled else []
        shown = [issue.json(f"{self.url}/repos/{NAME}", PAGE) for issue in issues]
        author = query.get("creator")
        pulls = [pull for pull in self.pulls.values() if author in (None, pull.author)]
        return shown + [
            {**self.pull_json(one), "pull_request": {"url": "..."}, "locked": one.locked}
            for one in pulls
            if query.get("state") in ("all", one.state)
        ]

    def _pull(self, number: str) -> Pull:
        if int(number) not in self.pulls:
            raise RefusedError(404, "Not Found")
        return self.pulls[int(number)]

    def _get_pull(self, pull: Pull, part: str) -> Any:
        if part == "/files":
            return [file.json() for file in list(pull.changed.values())[:LISTED_FILES]]
        if part == "/comments":
            return [self._remark(pull, remark) for remark in pull.remarks]
        if part == "/reviews":
            return [self._review(review) for review in pull.reviews]
        return self.pull_json(pull)

    def pull_json(self, pull: Pull) -> dict[str, Any]:
        """A pull request as the API and the events show it."""
        return {
            "url": f"{self.url}/repos/{NAME}/pulls/{pull.number}",
            "number": pull.number,
            "state": pull.state,
            "html_url": f"https://github.test/{NAME}/pull/{pull.number}",
            "user": {"login": pull.author, "type": "User", "id": 7},
            "head": {"sha": pull.head, "ref": "patch-1", "repo": None},
            "base": {"sha": pull.base, "ref": pull.base_branch, "repo": {"full_name": NAME}},
            "comments": len(pull.said),
            "review_comments": len(pull.remarks),
        }

    def _compare(self, base: str, head: str) -> dict[str, Any]:
        if not {base, head} <= self.repository.commits.keys():
            raise RefusedError(404, "Not Found")
        start, changed = self.repository.compare(base, head)
        return {
            "url": f"{self.url}/repos/{NAME}/compare/{base}...{head}",
            "status": "ahead",
            "merge_base_commit": {"sha": start, "url": f"{self.url}/repos/{NAME}/commits/{start}"},
            "files": [change.json() for change in changed[:300]],
            "commits": [],
            "total_commits": 1,
        }

    def _tree(self, sha: str) -> dict[str, Any]:
        if sha not in self.repository.commits:
            raise RefusedError(404, "Not Found")
        files = sorted(self.repository.files(sha).items())
        tree = [
            {
                "path": path,
                "mode": file.mode,
                "type": "blob",
                "sha": file.sha,
                "size": len(file.content),
            }
            for path, file in files
        ]
        if self.truncated_trees:
            tree = []
        return {"sha": sha, "tree": tree, "truncated": self.truncated_trees}

    def _contents(self, path: str, ref: str) -> dict[str, Any]:
        files = self.repository.files(ref)
        file = files.get(unquote(path))
        if file and file.mode == LINK:
            file = files.get(file.content.decode())
        if file is None:
            raise RefusedError(404, "Not Found")
        large = len(file.content) > INLINE_LIMIT
        shown: dict[str, str] = {"content": ""} if large else _base64(file.content)
        return {
            "type": "file",
            "encoding": "none" if large else "base64",
            "size": len(file.content),
            "name": path,
            "path": path,
            "sha": file.sha,
            **shown,
        }

    # ---------------------------------------------------------------------------- writing

    def _write(
        self, method: str, path: str, body: Any, who: Who
    ) -> tuple[int, Any, Mapping[str, str]]:
        if found := re.fullmatch(r"/(pulls|issues)/(\d+)/(reviews|comments)", path):
            pull = self._pull(found[2])
            if pull.locked:
                raise RefusedError(403, "Unable to create comment because issue is locked.")
            if found[1] == "pulls":
                return 200, self._review(pull.review(who, body)), {}
            return 201, self._said(pull.say(who, body["body"])), {}
        if found := re.fullmatch(r"/pulls/(\d+)/reviews/(\d+)(/dismissals)?", path):
            return 200, self._change_review(method, self._pull(found[1]), found, body), {}
        if method == "POST" and path == "/issues":
            return 201, self.issues.create(who, body).json(f"{self.url}/repos/{NAME}", PAGE), {}
        if method == "PATCH" and (found := re.fullmatch(r"/issues/(\d+)", path)):
            edited = self.issues.edit(who, int(found[1]), body)
            return 200, edited.json(f"{self.url}/repos/{NAME}", PAGE), {}
        if found := re.fullmatch(r"/pulls/comments/(\d+)", path):
            return self._change(method, "remarks", int(found[1]), body)
        if found := re.fullmatch(r"/issues/comments/(\d+)", path):
            return self._change(method, "said", int(found[1]), body)
        raise RefusedError(404, "Not Found")

    def _change(
        self, method: str, kind: str, number: int, body: Any
    ) -> tuple[int, Any, Mapping[str, str]]:
        for pull in self.pulls.values():
            posts: list[Any] = getattr(pull, kind)
            for post in posts:
                if post.id != number:
                    continue
                if method == "DELETE":
                    posts.remove(post)
                    return 204, None, {}
                post.body = body["body"]
                return 200, self._said(post) if kind == "said" else self._remark(pull, post), {}
        raise RefusedError(404, "Not Found")

    def _change_review(self, method: str, pull: Pull, found: re.Match[str], body: Any) -> Any:
        review = next((one for one in pull.reviews if one.id == int(found[2])), None)
        if review is None:
            raise RefusedError(404, "Not Found")
        if method == "DELETE":
            if review.state != "PENDING":
                raise RefusedError(422, "Can not delete a non-pending pull request review")
            pull.reviews.remove(review)
        elif found[3]:
            if review.state not in ("CHANGES_REQUESTED", "APPROVED"):
                raise RefusedError(422, "Can not dismiss a commented pull request review")
            review.state = "DISMISSED"
        else:
            review.body = body["body"]
        return self._review(review)

    def _graphql(self, sent: Sent, who: Who | None) -> Any:
        query, variables = sent.body["query"], sent.body.get("variables", {})
        if who is None:
            raise RefusedError(401, "Requires authentication")
        if "viewer" in query:
            return {"data": {"viewer": {"login": who.login}}}
        remarks = {
            f"PRRC_{remark.id}": remark for pull in self.pulls.values() for remark in pull.remarks
        }
        if "nodes(ids" in query:
            nodes = [remarks.get(variable) for variable in variables["ids"]]
            shown = [n and {"id": f"PRRC_{n.id}", "isMinimized": n.minimized} for n in nodes]
            return {"data": {"nodes": shown}}
        if "repository(" in query:
            return {"data": {"r0": {"nameWithOwner": "octocat/spoon", "isArchived": False}}}
        assert "minimizeComment" in query, query
        subject = variables["input"]["subjectId"]
        assert variables["input"]["classifier"] in ("OUTDATED", "RESOLVED", "DUPLICATE")
        if who.read_only:
            return {"data": None, "errors": [{"type": "FORBIDDEN", "message": FORBIDDEN}]}
        if subject not in remarks:
            return {"data": None, "errors": [{"type": "NOT_FOUND", "message": "Could not resolve"}]}
        remarks[subject].minimized = True
        return {"data": {"minimizeComment": {"minimizedComment": {"isMinimized": True}}}}

    # ---------------------------------------------------------------------------- showing

    def _remark(self, pull: Pull, remark: Remark) -> dict[str, Any]:
        line, start = pull.place(remark)
        shown = {
            "id": remark.id,
            "node_id": f"PRRC_{remark.id}",
            "url": f"{self.url}/repos/{NAME}/pulls/comments/{remark.id}",
            "html_url": f"https://github.test/{NAME}/pull/{pull.number}#discussion_r{remark.id}",
            "user": remark.who.json(),
            "body": remark.body,
            "path": remark.path,
            "line": line,
            "start_line": start,
            "original_line": remark.line,
            "side": "RIGHT",
            "pull_request_review_id": remark.review,
        }
        if remark.answers is not None:
            shown["in_reply_to_id"] = remark.answers
        return shown

    def _said(self, said: Said) -> dict[str, Any]:
        return {
            "id": said.id,
            "node_id": f"IC_{said.id}",
            "url": f"{self.url}/repos/{NAME}/issues/comments/{said.id}",
            "html_url": f"https://github.test/{NAME}/pull/1#issuecomment-{said.id}",
            "user": said.who.json(),
            "body": said.body,
        }

    def _review(self, review: Review) -> dict[str, Any]:
        return {
            "id": review.id,
            "node_id": f"PRR_{review.id}",
            "html_url": f"https://github.test/{NAME}/pull/1#pullrequestreview-{review.id}",
            "user": review.who.json(),
            "body": review.body,
            "state": review.state,
            "commit_id": review.commit,
        }


def _only_asks(sent: Sent) -> bool:
    return sent.path.endswith("/graphql") and "mutation" not in sent.body["query"]


def _short(path: str) -> str:
    return re.sub(r"\d+", "N", path.split(f"/repos/{NAME}")[-1])


def _base64(content: bytes) -> dict[str, str]:
    return {"content": base64.encodebytes(content).decode()}


def _handler(fake: FakeGitHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def log_message(self, *_: Any) -> None:
            pass

        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            token = (self.headers.get("Authorization") or "").removeprefix("token ")
            sent = Sent(self.command, parts.path, query, json.loads(raw) if raw else None,
                        token.removeprefix("Bearer "))  # fmt: skip
            status, body, headers = fake.answer(sent)
            if status == 0:
                self.close_connection = True
                self.connection.shutdown(2)
                return
            payload = body if isinstance(body, bytes) else json.dumps(body).encode()
            payload = b"" if body is None else payload
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any  # noqa: N815

    return Handler
