"""Relative links: is there such a file, and is its name spelled as on GitHub, case included?"""

from __future__ import annotations

import os
import posixpath
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from linter.model import Answer, Found, Missing, Unknown

# A site generator's page is not a file, but its source is.
_PAGE_SOURCES = (".md", ".markdown", "/index.md", "/README.md", "/index.html", ".html")
MAX_NAMES = 100_000
"""A folder with more names is not judged."""


class FileTree(ABC):
    """The files of a repository, in the state that is judged."""

    def look(self, path: str) -> Answer:
        """Whether there is a file or folder at ``path``, the key of a ``file`` need.

        ``Missing.data["path"]`` is the path that differs from it by case alone, if there is one.
        """
        place = self._place(path)
        if place is None:
            return Unknown("outside the repository", skipped=True)
        spelled = self._spelled(place)
        if spelled is None:
            stem = place.removesuffix(".html")
            if any(self._spelled(stem + source) == stem + source for source in _PAGE_SOURCES):
                return Found({})
            return Missing("no such file")
        if spelled != place:
            return Missing("upper and lower case differ", data={"path": spelled})
        return Found({})

    @abstractmethod
    def _place(self, path: str) -> str | None:
        """The path from the root, without leading slash; None outside of it."""

    @abstractmethod
    def _spelled(self, place: str) -> str | None:
        """``place`` if it is there, else the path that differs by case alone, else None."""


class PathTree(FileTree):
    """A tree known by its paths: that of a commit, as an API lists it."""

    def __init__(self, files: Iterable[str]) -> None:
        """``files`` are the paths of all files from the root."""
        self._paths = {""}
        for file in files:
            path = file
            while path not in self._paths:
                self._paths.add(path)
                path = posixpath.dirname(path)
        self._folded = {path.lower(): path for path in sorted(self._paths, reverse=True)}

    def _place(self, path: str) -> str | None:
        return _inside(path.lstrip("/"))

    def _spelled(self, place: str) -> str | None:
        return place if place in self._paths else self._folded.get(place.lower())


class WorkTree(FileTree):
    """The files on disk below ``root``; relative keys start at ``here``."""

    def __init__(self, root: Path, here: Path | None = None) -> None:
        """``here`` is the current directory unless given."""
        self._root = Path(os.path.normpath(root.absolute()))
        self._here = Path(os.path.normpath((here or Path.cwd()).absolute()))
        self._folders: dict[Path, Mapping[str, str] | None] = {}

    def _place(self, path: str) -> str | None:
        whole = Path(os.path.normpath(self._here / path))
        if path.startswith("/") and not whole.is_relative_to(self._root):
            whole = Path(os.path.normpath(self._root / path.lstrip("/")))
        if not whole.is_relative_to(self._root):
            return None
        return _inside(whole.relative_to(self._root).as_posix())

    def _spelled(self, place: str) -> str | None:
        folder = self._root
        found: list[str] = []
        for segment in place.split("/") if place else []:
            names = self._names(folder)
            if names is None:
                return place  # unreadable, or a symbolic link: cannot be judged
            name = names.get(segment) or names.get(segment.lower())
            if name is None:
                return None
            found.append(name)
            folder /= name
        return "/".join(found)

    def _names(self, folder: Path) -> Mapping[str, str] | None:
        """A folder's names by themselves and by their lower case."""
        if folder not in self._folders:
            try:
                inside = [] if folder.is_file() else folder.iterdir()
                names = sorted(path.name for path in inside)
            except OSError:
                names = None
            is_link = folder != self._root and folder.is_symlink()
            usable = names is not None and not is_link and len(names) <= MAX_NAMES
            folded = {name.lower(): name for name in names or []}
            self._folders[folder] = folded | {n: n for n in names or []} if usable else None
        return self._folders[folder]


def work_tree(root: Path, lists: Collection[Path]) -> WorkTree | None:
    """The tree around ``lists``; None around copies that stand alone, outside of any repository."""
    if not (root / ".git").exists():
        known = {path.absolute() for path in lists}
        try:
            alone = all(path.absolute() in known for path in root.iterdir())
        except OSError:
            alone = True
        if alone:
            return None
    return WorkTree(root)


def _inside(path: str) -> str | None:
    normal = posixpath.normpath(path) if path else ""
    if normal == ".." or normal.startswith("../"):
        return None
    return "" if normal == "." else normal
