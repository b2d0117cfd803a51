"""Whether what a configuration names exists: its ``files``, its ``guide``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from linter.config.globs import is_glob, matches
from linter.config.model import Config, Written, place_of
from linter.model import ListlintError

# Of 100: two names that differ in a swapped or a wrong letter score 80 and more.
MIN_LIKENESS = 70


def check_references(
    config: Config, exists: Callable[[str], bool], paths: Callable[[], Sequence[str]]
) -> None:
    """Refuse a configuration whose ``files`` or ``guide`` name nothing.

    ``exists`` is asked about one path from the repository's root, file or folder, ``paths`` lists
    all files; it is only called if it has to be.

    Raises:
        ListlintError: says the line, and the nearest path there is.
    """
    for listed in config.lists:
        for glob in listed.files:
            name = glob.removeprefix("./")
            if name.startswith("!") or exists(name):
                continue
            if not is_glob(name) or not any(matches(path, [name]) for path in paths()):
                raise ListlintError(f'{place_of(glob)}no file matches "{glob}"{_near(name, paths)}')
    for target in config.guide.values():
        if isinstance(target, Written) and (name := _path(target)) and not exists(name):
            raise ListlintError(f'{place_of(target)}there is no file "{name}"{_near(name, paths)}')


def _path(target: str) -> str:
    """The path that a guide names; "" for a URL, or a place within the list itself."""
    parts = urlsplit(target)
    return "" if parts.scheme or parts.netloc else parts.path.removeprefix("./").lstrip("/")


def _near(name: str, paths: Callable[[], Sequence[str]]) -> str:
    from rapidfuzz import process

    known = [path for path in paths() if path.lower().endswith((".md", ".markdown"))]
    found = process.extractOne(name, known, score_cutoff=MIN_LIKENESS)
    return f'; did you mean "{found[0]}"?' if found else ""
