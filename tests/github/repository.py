"""A repository as the fake GitHub keeps it: commits, trees, blobs, diffs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, unified_diff

LINK = "120000"
PLAIN = "100644"


@dataclass(frozen=True)
class File:
    content: bytes
    mode: str = PLAIN

    @property
    def sha(self) -> str:
        return hashlib.sha1(b"blob %d\0" % len(self.content) + self.content).hexdigest()


def link(target: str) -> File:
    return File(target.encode(), LINK)


@dataclass(frozen=True)
class Commit:
    sha: str
    files: Mapping[str, File]
    parents: tuple[str, ...]
    number: int


@dataclass
class Changed:
    """One item of a comparison, as the API words it."""

    path: str
    previous: str
    status: str
    sha: str
    patch: str | None

    @property
    def hunks(self) -> list[range]:
        """Lines of the head that a comment may stand on."""
        return [] if self.patch is None else list(_hunks(self.patch))

    def json(self) -> dict[str, object]:
        shown: dict[str, object] = {
            "sha": self.sha,
            "filename": self.path,
            "status": self.status,
            "additions": 0,
            "deletions": 0,
            "changes": 0,
        }
        if self.patch is not None:
            shown["patch"] = self.patch
        if self.status == "renamed":
            shown["previous_filename"] = self.previous
        return shown


@dataclass
class Repository:
    patch_limit: int = 3_000
    commits: dict[str, Commit] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)

    def commit(self, files: Mapping[str, str | bytes | File], parents: Sequence[str] = ()) -> str:
        """A commit that holds exactly ``files``."""
        tree = {path: _file(content) for path, content in files.items()}
        number = len(self.commits)
        text = repr((sorted((path, file.sha) for path, file in tree.items()), parents, number))
        sha = hashlib.sha1(text.encode()).hexdigest()
        self.commits[sha] = Commit(sha, tree, tuple(parents), number)
        self.blobs |= {file.sha: file.content for file in tree.values()}
        return sha

    def files(self, sha: str) -> dict[str, File]:
        return dict(self.commits[sha].files)

    def ancestors(self, sha: str) -> set[str]:
        seen: set[str] = set()
        todo = [sha]
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                todo += self.commits[current].parents
        return seen

    def merge_base(self, one: str, two: str) -> str:
        common = self.ancestors(one) & self.ancestors(two)
        return max(common, key=lambda sha: self.commits[sha].number)

    def compare(self, base: str, head: str) -> tuple[str, list[Changed]]:
        start = self.merge_base(base, head)
        before, after = self.files(start), self.files(head)
        gone = {path for path in before if path not in after}
        changed = []
        for path, file in sorted(after.items()):
            if path in before:
                if before[path] != file:
                    changed.append(self._changed(path, path, "modified", before[path], file))
                continue
            origin = next((old for old in sorted(gone) if _alike(before[old], file)), None)
            if origin:
                gone.remove(origin)
                changed.append(self._changed(path, origin, "renamed", before[origin], file))
            else:
                changed.append(self._changed(path, path, "added", None, file))
        changed += [self._changed(path, path, "removed", before[path], None) for path in gone]
        return start, sorted(changed, key=lambda change: change.path)

    def _changed(
        self, path: str, previous: str, status: str, before: File | None, after: File | None
    ) -> Changed:
        patch = _patch(before.content if before else b"", after.content if after else b"")
        if patch is not None and patch.count("\n") > self.patch_limit:
            patch = None
        sha = (after or before or File(b"")).sha
        return Changed(path, previous, status, sha, patch)

    def line_after(self, path: str, line: int, before: str, after: str) -> int | None:
        """Where a line of ``path`` went from one commit to another; None if it changed."""
        old = self.commits[before].files.get(path)
        new = self.commits[after].files.get(path)
        if old is None or new is None:
            return None
        matcher = SequenceMatcher(None, _lines(old.content), _lines(new.content), autojunk=False)
        for start, target, size in matcher.get_matching_blocks():
            if start < line <= start + size:
                return line - start + target
        return None


def _file(content: str | bytes | File) -> File:
    if isinstance(content, File):
        return content
    return File(content.encode() if isinstance(content, str) else content)


def _alike(one: File, two: File) -> bool:
    return SequenceMatcher(None, _lines(one.content), _lines(two.content)).ratio() > 0.5


def _lines(content: bytes) -> list[str]:
    return content.decode(errors="replace").split("\n")


def _patch(before: bytes, after: bytes) -> str | None:
    if b"\0" in before + after:
        return None
    old, new = (_ended(content) for content in (before, after))
    text = ""
    for line in list(unified_diff(old, new, n=3))[2:]:
        text += line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
    return text.rstrip("\n")


def _ended(content: bytes) -> list[str]:
    *lines, last = content.decode(errors="replace").split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _hunks(patch: str) -> Iterator[range]:
    for line in patch.split("\n"):
        if line.startswith("@@ "):
            place = line.split("+", 1)[1].split(" ", 1)[0]
            start, _, count = place.partition(",")
            yield range(int(start), int(start) + int(count or 1))
