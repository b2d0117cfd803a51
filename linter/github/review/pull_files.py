"""From a pull request to sources: which files it touches, what they were, what they are.

Nothing is checked out and nothing of the head is trusted: the configuration comes from the base,
contents are fetched by hash, so that no symbolic link is followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from linter.config.globs import matches
from linter.config.load import default_config, is_markdown
from linter.config.model import Config
from linter.engine.run import Source
from linter.files import decode
from linter.github.client import COMPARED_FILES, LISTED_FILES, GitHub
from linter.github.responses import ChangedFile, Comparison, GitTree
from linter.github.retry import ApiError
from linter.github.review.base_config import LINK, read_config, watched_globs
from linter.model import ListlintError, Rule
from linter.text.diff import Diff, added_lines, changes, line_map, read_patch

MAX_UNION_LINES = 20_000


class Union(NamedTuple):
    """``lines[i]`` is the line of "ours" that line ``i + 1`` of ``text`` is, None if it is not."""

    text: str
    lines: tuple[int | None, ...]


class _Change(NamedTuple):
    gone: frozenset[int]
    put: dict[int, range]


def merge_union(base: str, theirs: str, ours: str) -> Union | None:
    """``base`` with both changes; None where they rewrite the same lines, or are too long."""
    before, other, own = base.split("\n"), theirs.split("\n"), ours.split("\n")
    if max(len(before), len(other), len(own)) > MAX_UNION_LINES:
        return None
    they, we = _change(before, other), _change(before, own)
    if they.gone & _around(we) or we.gone & _around(they):
        return None
    lines: list[str] = []
    origin: list[int | None] = []
    ours_of = _kept_lines(before, we)
    for index in range(len(before) + 1):
        for place in they.put.get(index, ()):
            lines.append(other[place])
            origin.append(None)
        for place in we.put.get(index, ()):
            lines.append(own[place])
            origin.append(place + 1)
        if index < len(before) and index not in they.gone and index not in we.gone:
            lines.append(before[index])
            origin.append(ours_of[index])
    return Union("\n".join(lines), tuple(origin))


def _change(before: Sequence[str], after: Sequence[str]) -> _Change:
    gone: set[int] = set()
    put: dict[int, range] = {}
    for gap in changes(before, after):
        gone.update(line - 1 for line in gap.before)
        if gap.after:
            put[gap.before.start - 1] = range(gap.after.start - 1, gap.after.stop - 1)
    return _Change(frozenset(gone), put)


def _around(change: _Change) -> frozenset[int]:
    """The lines of the base that a change replaces or writes right beside."""
    return change.gone | {beside for index in change.put for beside in (index - 1, index)}


def _kept_lines(before: Sequence[str], change: _Change) -> dict[int, int]:
    numbers = {}
    number = 0
    for index in range(len(before)):
        number += len(change.put.get(index, ()))
        if index not in change.gone:
            number += 1
            numbers[index] = number
    return numbers


MAX_LINK_LENGTH = 4_096


class Subject(NamedTuple):
    """A pull request: the commits it spans, the branch it is for, the repository's web page."""

    number: int
    base: str
    head: str
    base_branch: str
    page: str


class MergedView(NamedTuple):
    """A file as a merge would leave it, where the base branch has moved on."""

    source: Source
    union: Union


@dataclass(frozen=True)
class PullFiles:
    """What files say. No sources: a pull request that touches no watched file.

    ``paths`` are all files that a merge would leave, None where GitHub did not list them all.
    ``globs`` are the watched files; none if nothing had to be read to know that none is touched.
    """

    config: Config = field(default_factory=default_config)
    sources: tuple[Source, ...] = ()
    diffs: Mapping[str, Diff] = field(default_factory=dict)
    later: tuple[MergedView, ...] = ()
    paths: frozenset[str] | None = None
    globs: tuple[str, ...] = ()


def read_pull(
    api: GitHub, subject: Subject, globs: Sequence[str], config: str, rules: Sequence[Rule]
) -> PullFiles:
    """The watched files that a pull request touches, and the base's configuration for them.

    ``globs`` name the watched files; without any, the base's configuration does. ``config`` is the
    path of a configuration, "" for the usual places.

    Raises:
        ListlintError: GitHub does not answer; a file or a configuration that must be refused.
    """
    comparison = api.compare(subject.base, subject.head)
    files = comparison.files
    if subject.number and not 0 < len(files) < COMPARED_FILES:
        files = api.files(subject.number)
    if len(files) >= (LISTED_FILES if subject.number else COMPARED_FILES):
        files += _unlisted(api, subject, comparison.merge_base, files)
    put = {file.path for file in files if file.status != "removed"}
    # A change that touches no list should cost one request.
    if not any(matches(path, globs) if globs else is_markdown(path) for path in put):
        return PullFiles(globs=tuple(globs))
    tree = api.tree(subject.base)
    settings = read_config(api, subject.base, tree, config, rules)
    gone = {file.previous for file in files if file.status in ("removed", "renamed")}
    paths = frozenset(put.union(tree.files.keys() - gone))
    if not tree.truncated:
        _check_references(settings, paths.union(tree.files))
    globs = watched_globs(globs, settings)
    touched = [file for file in files if file.path in put and matches(file.path, globs)]
    reader = _Reader(api, subject, comparison, tree, settings.file_size)
    reading = replace(reader.read(touched, settings), globs=tuple(globs))
    return reading if tree.truncated else replace(reading, paths=paths)


def _unlisted(
    api: GitHub, subject: Subject, merge_base: str, files: Sequence[ChangedFile]
) -> tuple[ChangedFile, ...]:
    """The files that a change touches beyond those that GitHub lists, by the two commits' trees.

    Raises:
        ListlintError: GitHub does not list the trees in full either.
    """
    before, after = api.tree(merge_base), api.tree(subject.head)
    if before.truncated or after.truncated:
        raise ListlintError(
            f"this pull request changes more files than the {len(files):,} that GitHub lists, "
            "and the repository is too large to look for the others; split the pull request"
        )
    listed = {file.path for file in files}
    return tuple(
        ChangedFile(path, path, "modified" if path in before.files else "added", node.sha, None)
        for path, node in after.files.items()
        if path not in listed and before.files.get(path) != node
    )


def read_commit(
    api: GitHub, commit: str, globs: Sequence[str], config: str, rules: Sequence[Rule]
) -> PullFiles:
    """The watched files of a commit, as they stand.

    Raises:
        ListlintError: GitHub does not answer; a file or a configuration that must be refused.
    """
    tree = api.tree(commit)
    settings = read_config(api, commit, tree, config, rules)
    if not tree.truncated:
        _check_references(settings, frozenset(tree.files))
    globs = watched_globs(globs, settings)
    sources = []
    for path, node in sorted(tree.files.items()):
        if matches(path, globs):
            if node.mode == LINK:
                raise ListlintError(f"{path}: a symbolic link; name the file itself in `files`")
            text = _decoded(api.file(node.sha, path, commit), path, settings.file_size)
            sources.append(Source(path, text))
    paths = None if tree.truncated else frozenset(tree.files)
    return PullFiles(settings, tuple(sources), paths=paths, globs=tuple(globs))


def _check_references(config: Config, paths: frozenset[str]) -> None:
    if not config.path:
        return
    from linter.config.references import check_references

    def exists(name: str) -> bool:
        folder = f"{name.rstrip('/')}/"
        return name in paths or any(path.startswith(folder) for path in paths)

    check_references(config, exists, lambda: sorted(paths))


class _Reader:
    """Fetches the texts of touched files, each content once."""

    def __init__(
        self, api: GitHub, subject: Subject, comparison: Comparison, tree: GitTree, most: int
    ) -> None:
        self._api = api
        self._subject = subject
        self._merge_base = comparison.merge_base
        self._tree = tree
        self._most = most
        self._texts: dict[str, str] = {}

    def read(self, touched: Sequence[ChangedFile], config: Config) -> PullFiles:
        sources, later, diffs = [], [], {}
        for file in touched:
            try:
                head = self._head(file)
                base = self._base(file)
            except ApiError:
                raise
            except ListlintError as error:
                sources.append(Source(file.path, "", refusal=str(error)))
                continue
            diff = read_patch(file.patch) if file.patch is not None else Diff()
            added = diff.added
            if file.patch is None:
                added = added_lines(base or "", head)
            own = None if base is None else _own_lines(head, added)
            source = Source(file.path, head, base, own)
            sources.append(source)
            diffs[file.path] = diff
            after = self._later(file, source, added)
            later += [after] if after else []
        return PullFiles(config, tuple(sources), diffs, tuple(later))

    def _head(self, file: ChangedFile) -> str:
        text = self._text(file.sha, file.path, self._subject.head)
        if len(text) <= MAX_LINK_LENGTH and "\n" not in text.strip("\n") and text:
            node = self._api.tree(self._subject.head).files.get(file.path)
            if node and node.mode == LINK:
                raise ListlintError(
                    f"{file.path}: a symbolic link in this pull request, which is not followed; "
                    "name the file itself in `files`"
                )
        return text

    def _base(self, file: ChangedFile) -> str | None:
        """The file at the merge base, under its name there; None if it is new."""
        if file.status == "added":
            return None
        node = self._tree.files.get(file.previous)
        if node and self._merge_base == self._subject.base:
            return self._text(node.sha, file.previous, self._merge_base)
        content = self._api.content(file.previous, self._merge_base)
        return None if content is None else _decoded(content, file.previous, self._most)

    def _later(self, file: ChangedFile, source: Source, added: Iterable[int]) -> MergedView | None:
        """The file as a merge would leave it, if the base branch has changed it meanwhile."""
        node = self._tree.files.get(file.previous)
        if self._merge_base == self._subject.base or not node or source.base is None:
            return None
        tip = self._text(node.sha, file.previous, self._subject.base)
        if tip == source.base:
            return None
        union = merge_union(source.base, tip, source.head)
        if union is None or line_map(union.text) is not None:
            return None
        new = set(added)
        lines = frozenset(i for i, line in enumerate(union.lines, 1) if line in new)
        merged = source._replace(head=union.text, base=tip, added=_own_lines(union.text, lines))
        return MergedView(merged, union)

    def _text(self, sha: str, name: str, commit: str) -> str:
        if sha not in self._texts:
            self._texts[sha] = _decoded(self._api.file(sha, name, commit), name, self._most)
        return self._texts[sha]


def _own_lines(text: str, added: frozenset[int]) -> frozenset[int]:
    """GitHub's line numbers as the document counts them."""
    numbers = line_map(text)
    if numbers is None:
        return added
    return frozenset(own for own, number in enumerate(numbers, 1) if number in added)


def _decoded(content: bytes, name: str, most: int) -> str:
    """A file's text.

    Raises:
        ListlintError: larger than ``most`` bytes; binary; not UTF-8.
    """
    if len(content) > most:
        raise ListlintError(
            f"{name}: {len(content):,} bytes, more than the limit of {most:,}; "
            "`limits: {file-size: ...}` in the configuration raises it"
        )
    return decode(content, name)
