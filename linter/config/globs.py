"""Globs on paths from the repository's root, as .gitignore writes them.

``*`` and ``?`` match within one name, ``**/`` any folders, ``[ab]`` one of these characters. A
folder means everything in it, and ``!`` leaves out what an earlier glob has named
(https://git-scm.com/docs/gitignore#_pattern_format). Unlike there, a glob without a slash names a
file at the root alone. A name always matches itself, whatever characters are in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from linter.model import ListlintError
from linter.text.patterns import lazy_pattern

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# Matching tries every way to share the path's characters out among the stars: with so many, a
# name of 255 characters takes 255 ** 3 / 6 steps, a tenth of a second. Nobody writes more.
MAX_STARS_IN_NAME = 3
MAX_DOUBLE_STARS = 2
_WILDCARD = lazy_pattern(r"[*?\[\\]")


def is_glob(text: str) -> bool:
    """Whether a text can name several files, or takes some out."""
    return bool(_WILDCARD.search(text)) or text.startswith("!")


def check_glob(glob: str) -> None:
    """Refuse a glob that takes too long to match.

    Raises:
        ListlintError: too many stars.
    """
    names = glob.split("/")
    in_name = max(name.count("*") for name in names if name != "**") if set(names) - {"**"} else 0
    if in_name > MAX_STARS_IN_NAME or names.count("**") > MAX_DOUBLE_STARS:
        raise ListlintError(
            f"too many stars; write at most {MAX_STARS_IN_NAME} `*` in a name and "
            f"{MAX_DOUBLE_STARS} `**/` in all"
        )


def matches(path: str, globs: Sequence[str]) -> bool:
    """Whether a path is one of the files that the globs name.

    Raises:
        ListlintError: a glob that cannot be read.
    """
    path = path.removeprefix("./")
    names = [glob.removeprefix("./") for glob in globs]
    if path in names and f"!{path}" not in names:
        return True
    if not any(is_glob(name) or path.startswith(f"{name.rstrip('/')}/") for name in names):
        return False
    return _spec(tuple(names)).match_file(path)


def matching(globs: Sequence[str], paths: Iterable[str]) -> list[str]:
    """Those of the paths that the globs name, in their order."""
    return [path for path in paths if matches(path, globs)]


@lru_cache(maxsize=64)
def _spec(globs: tuple[str, ...]) -> GitIgnoreSpec:
    # Imported late: a configuration with plain names, or none, does without.
    from pathspec import GitIgnoreSpec

    lines = []
    for glob in globs:
        check_glob(glob)
        negated = glob.startswith("!")
        lines.append(f"{'!' * negated}/{glob.removeprefix('!').lstrip('/')}")
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError as error:
        raise ListlintError(f"{', '.join(globs)}: not a glob: {error}") from None
