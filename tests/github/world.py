"""A small list, pull requests against it, and the action run against the fake."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from linter import action
from linter.github.retry import RateLimits
from tests.github.fake import NAME, TOKEN, FakeGitHub, Fault
from tests.github.pull import Pull, Remark, Who
from tests.github.repository import File

CONFIG = """\
lists:
  - files: [README.md]
    entry: |
      - **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠
      {authors}
    order: date, newest first
    authors: First Last; First Last
    cross-listing: allowed
guide: CONTRIBUTING.md
"""
HEADINGS = ("Attention", "Memory", "Reasoning")
Tree = Mapping[str, str | bytes | File]


def entry(number: int, date: str, **changes: str) -> str:
    """One right entry, or one with ``title``, ``url``, ``authors`` or ``whole`` changed."""
    title = changes.get("title", f"A Study of Subject Number {number}")
    url = changes.get("url", f"https://example.org/paper/{number}")
    authors = changes.get("authors", f"Ada Writer{number}; Ben Author{number}")
    return changes.get("whole", f"- **{title}** [[paper link]]({url}) {date}  \n{authors}")


def page(**more: list[str]) -> str:
    """The list. ``attention=[...]`` adds entries at the top of that section."""
    text = "# Papers\n\nPapers on things.\n\n## Contents\n\n"
    text += "".join(f"- [{name}](#{name.lower()})\n" for name in HEADINGS)
    for place, name in enumerate(HEADINGS):
        text += f"\n## {name}\n"
        entries = list(more.get(name.lower(), []))
        entries += [
            entry(10 * place + number, f"2023-{12 - number:02}-{15 - place:02}")
            for number in range(1, 7)
        ]
        text += "".join(f"\n{one}\n" for one in entries)
    return text


BASE = page()
GOOD = entry(100, "2024-02-01")
BAD_DATE = entry(101, "2024-13-01")
BAD_AUTHORS = entry(102, "2024-01-20", authors="Writer, Ada; Author, Ben")
BAD_BOTH = entry(103, "2024-13-02", authors="Writer, Ada; Author, Ben")


@dataclass
class Run:
    """What one run of the action did."""

    code: int
    out: str
    err: str
    outputs: dict[str, str]
    summary: str
    requests: int
    writes: list[tuple[str, str]]
    sent: list[tuple[str, str, int]]

    @property
    def log(self) -> str:
        return self.out + self.err


@dataclass
class World:
    fake: FakeGitHub
    folder: Path
    pull: Pull = field(init=False)
    waits: list[float] = field(default_factory=list)
    runs: int = 0

    def __post_init__(self) -> None:
        start = self.fake.repository.commit(self.tree(BASE))
        self.pull = Pull(self.fake.repository, 1, start, start)
        self.fake.pulls[1] = self.pull

    def tree(self, text: str, **files: str | bytes | File) -> Tree:
        """The repository with ``text`` as its README; ``files`` by name, ``__`` for ``/``."""
        extra = {name.replace("__", "/"): content for name, content in files.items()}
        usual = {
            "README.md": text,
            ".github/listlint.yml": CONFIG,
            "CONTRIBUTING.md": "# How to contribute\n",
        }
        return {**usual, **extra}

    def push(self, text: str, files: Tree | None = None) -> str:
        """A new commit on the pull request's branch."""
        tree = {**self.tree(text), **(files or {})}
        self.pull.head = self.fake.repository.commit(tree, [self.pull.head])
        return self.pull.head

    def land(self, text: str, files: Tree | None = None) -> str:
        """A new commit on the base branch."""
        tree = {**self.tree(text), **(files or {})}
        self.pull.base = self.fake.repository.commit(tree, [self.pull.base])
        return self.pull.base

    def fault(self, method: str, path: str, status: int | None = 500, **more: Any) -> Fault:
        found = Fault(method, path, status, **more)
        self.fake.faults.append(found)
        return found

    def reply(self, remark: Remark, text: str = "Why?") -> Remark:
        """Somebody answers a review comment."""
        answer = Remark(
            self.pull.next_id(), Who("maintainer", type="User"), text, remark.path,
            remark.written_at, remark.line, None, remark.review, remark.id,
        )  # fmt: skip
        self.pull.remarks.append(answer)
        return answer

    @property
    def ours(self) -> list[Remark]:
        return [remark for remark in self.pull.remarks if "<!-- listlint:" in remark.body]

    @property
    def summaries(self) -> list[str]:
        return [
            comment.body for comment in self.pull.said if "<!-- listlint:summary" in comment.body
        ]

    def event(self) -> dict[str, Any]:
        return {
            "action": "synchronize",
            "number": 1,
            "pull_request": self.fake.pull_json(self.pull),
        }

    def run(
        self,
        *,
        name: str = "pull_request",
        event: Any = None,
        token: str = TOKEN,
        env: Mapping[str, str] | None = None,
        inputs: Mapping[str, str] | None = None,
        **more: str,
    ) -> Run:
        """Run the action once; inputs with ``_`` for ``-``."""
        self.runs += 1
        base = self.folder / f"run{self.runs}"
        (base / "workspace").mkdir(parents=True)
        (base / "event.json").write_text(json.dumps(self.event() if event is None else event))
        environ = {
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(base / "event.json"),
            "GITHUB_API_URL": self.fake.url,
            "GITHUB_SERVER_URL": "https://github.test",
            "GITHUB_REPOSITORY": NAME,
            "GITHUB_RUN_ID": str(self.runs),
            "GITHUB_SHA": self.pull.base,
            "GITHUB_WORKSPACE": str(base / "workspace"),
            "GITHUB_STEP_SUMMARY": str(base / "summary"),
            "GITHUB_OUTPUT": str(base / "output"),
            "INPUT_GITHUB-TOKEN": token,
            "INPUT_CHECK-LINKS": "off",
            **{
                f"INPUT_{key.upper().replace('_', '-')}": value
                for key, value in {**(inputs or {}), **more}.items()
            },
            **(env or {}),
        }
        start = len(self.fake.sent)
        with captured() as (out, err):
            code = action.main(environ, RateLimits(pause=0, sleep=self.waits.append))
        sent = [
            (request.method, request.path.split(f"/repos/{NAME}")[-1], request.status)
            for request in self.fake.sent[start:]
        ]
        output = _read(base / "output")
        return Run(
            code=code,
            out="".join(out),
            err="".join(err),
            outputs=dict(line.split("=", 1) for line in output.splitlines()),
            summary=_read(base / "summary"),
            requests=len(sent),
            writes=self.fake.writes(start),
            sent=sent,
        )


@contextmanager
def world(folder: Path, prefix: str = "") -> Iterator[World]:
    """A world that stands until the block ends."""
    fake = FakeGitHub(prefix)
    try:
        yield World(fake, folder)
    finally:
        fake.close()
    assert not fake.complaints, fake.complaints


class _Sink:
    encoding = "utf-8"

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        self.parts.append(text)
        return len(text)

    def flush(self) -> None:
        pass


@contextmanager
def captured() -> Iterator[tuple[list[str], list[str]]]:
    """Both output streams, as the runner would read them."""
    before = sys.stdout, sys.stderr
    out, err = _Sink(), _Sink()
    sys.stdout, sys.stderr = out, err
    try:
        yield out.parts, err.parts
    finally:
        sys.stdout, sys.stderr = before


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
