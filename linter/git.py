"""What a file was at an earlier commit: reads git's objects, changes nothing.

Fixed argument lists and no shell; a revision is never taken for an option; nothing that a
repository configures (hooks, filters, external diff programs, a file-system monitor) is run.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from linter.model import ListlintError

# Seconds for one git command; reading one blob or diffing one file takes a fraction of one.
_TIMEOUT = 60


class Base(NamedTuple):
    """A commit to compare with, in the repository at ``root``."""

    root: Path
    commit: str

    def content(self, path: str, limit: int) -> bytes | None:
        """The file's bytes at the commit; None if it was not there, or had more than ``limit``.

        ``path`` is from the repository's root. A file that was renamed since is found under its
        former path.
        """
        for name in (path, self._former(path)):
            status, size = _git(self.root, "cat-file", "-s", f"{self.commit}:{name}")
            if status == 0 and int(size) <= limit:
                status, content = _git(self.root, "cat-file", "blob", f"{self.commit}:{name}")
                return None if status else content
        return None

    def _former(self, path: str) -> str:
        arguments = ("--cached", "--find-renames", "--diff-filter=R", "--name-status", "-z")
        status, output = _git(self.root, "diff-index", *arguments, self.commit, "--")
        fields = [] if status else output.decode("utf-8", "surrogateescape").split("\0")
        for before, after in zip(fields[1::3], fields[2::3], strict=False):
            if after == path:
                return before
        return path


def files(root: Path) -> list[str] | None:
    """The files of a work tree that git does not ignore, as paths from ``root``.

    None without git, or where ``root`` is no work tree.
    """
    try:
        status, output = _git(
            root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"
        )
    except ListlintError:
        return None
    if status:
        return None
    names = output.decode("utf-8", "surrogateescape").split("\0")
    return [name for name in names if name]


def base(root: Path, rev: str) -> Base:
    """The commit to compare with: where the work since ``rev`` branched off, else ``rev`` itself.

    Raises:
        ListlintError: no repository, no such revision, no git.
    """
    shown = "".join(c if c.isprintable() else "?" for c in rev[:80])
    if not rev or rev.startswith("-") or "\0" in rev:
        raise ListlintError(f'--base: "{shown}" is no revision; name a branch, a tag or a commit')
    status, _ = _git(root, "rev-parse", "--git-dir")
    if status:
        raise ListlintError(f"--base: {root.as_posix()} is not a git repository")
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    status, commit = _git(root, *verify, rev + "^{commit}")
    if status:
        raise ListlintError(
            f'--base: git knows no commit "{shown}"; fetch it, or name a branch, a tag or a commit'
        )
    tip = commit.decode().strip()
    # A shallow clone may hold no common ancestor.
    status, ancestor = _git(root, "merge-base", tip, "HEAD")
    return Base(root, tip if status else ancestor.decode().strip())


def added_lines(before: bytes, after: bytes) -> frozenset[int]:
    """The lines of ``after`` (1-based, as CommonMark counts them) that are not in ``before``."""
    import tempfile

    from unidiff.patch import PatchSet

    with tempfile.TemporaryDirectory(prefix="listlint-") as folder:
        directory = Path(folder)
        (directory / "before").write_bytes(before)
        (directory / "after").write_bytes(after)
        status, output = _git(directory, "diff", *_DIFF, "--", "before", "after")
    if status > 1:
        raise ListlintError("--base: git diff failed; git 2.24 or newer is needed")
    numbers = _line_numbers(after)
    patch = PatchSet(output.decode("utf-8", "replace"), metadata_only=True)
    return frozenset(
        number
        for file in patch
        for hunk in file
        for line in range(hunk.target_start, hunk.target_start + hunk.target_length)
        for number in numbers.get(line, (line,))
    )


_DIFF = (
    *("--no-index", "--unified=0", "--text", "--ignore-cr-at-eol", "--no-color"),
    *("--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/"),
)


def _line_numbers(content: bytes) -> dict[int, tuple[int, ...]]:
    """Line numbers of git (LF alone ends a line) to CommonMark's; empty if they are the same."""
    if content.count(b"\r") == content.count(b"\r\n"):
        return {}
    numbers, at = {}, 1
    for line, text in enumerate(content.split(b"\n"), start=1):
        count = 1 + text.removesuffix(b"\r").count(b"\r")
        numbers[line] = tuple(range(at, at + count))
        at += count
    return numbers


def _git(directory: Path, *arguments: str) -> tuple[int, bytes]:
    """The exit status and standard output of one git command."""
    import subprocess

    command = ("git", "-c", "core.fsmonitor=false", "-C", str(directory), *arguments)
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, no shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            env={**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
        )
    except FileNotFoundError:
        raise ListlintError("--base: the program git was not found") from None
    except subprocess.TimeoutExpired:
        raise ListlintError(f"--base: git did not answer within {_TIMEOUT} s") from None
    return done.returncode, done.stdout
