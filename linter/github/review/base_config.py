"""The configuration of a pull request: always the base's, never the head's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from linter.config.load import (
    MAX_CONFIG_BYTES,
    NoSuchFileError,
    config_places,
    find_config,
    required_config,
)
from linter.config.model import Config
from linter.files import DEFAULT_NAME, decode
from linter.github.client import GitHub
from linter.github.responses import GitTree
from linter.model import ListlintError, Rule

# The mode that git gives to a symbolic link.
LINK = "120000"


def checked_globs(globs: Iterable[str]) -> tuple[str, ...]:
    """Patterns of watched files, from the repository's root.

    Raises:
        ListlintError: one that leads out of the repository.
    """
    found = tuple(glob.removeprefix("./") for glob in globs)
    for glob in found:
        _inside(glob, "files")
    return found


def watched_globs(given: Sequence[str], config: Config) -> tuple[str, ...]:
    """The files to lint: those that the action's input names, the configuration, or README.md."""
    return tuple(given) or config.watched or (DEFAULT_NAME,)


def read_config(
    api: GitHub, commit: str, tree: GitTree, given: str, rules: Sequence[Rule]
) -> Config:
    """The configuration at a commit: the file ``given``, else the first in the usual places.

    Raises:
        ListlintError: ``given`` does not exist or holds none; a configuration that is wrong.
    """
    if given:
        path = given.removeprefix("./")
        _inside(path, "config")
        return required_config(_config_text(api, commit, tree, path), path, rules)
    places = config_places(lambda folder: _names_in(tree, folder))
    return find_config(places, lambda path: _config_text(api, commit, tree, path), rules)


def _names_in(tree: GitTree, folder: str) -> list[str]:
    """The names of the files in a folder; of a truncated tree also those that may be there."""
    prefix = f"{folder}/" if folder else ""
    paths = (path.removeprefix(prefix) for path in tree.files if path.startswith(prefix))
    names = [name for name in paths if "/" not in name]
    if tree.truncated:
        names += [name for name in ("listlint.yml",) if name not in names]
        if not any(name.lower() == "contributing.md" for name in names):
            names.append("CONTRIBUTING.md")
    return names


def _config_text(api: GitHub, commit: str, tree: GitTree, path: str) -> str:
    node = tree.files.get(path)
    if node and node.mode == LINK:
        raise ListlintError(f"{path}: a symbolic link, which is not followed; name the file itself")
    if node and node.size > MAX_CONFIG_BYTES:
        raise ListlintError(f"{path}: {node.size:,} bytes are too many for a configuration")
    if node:
        return decode(api.file(node.sha, path, commit), path)
    content = api.content(path, commit) if tree.truncated else None
    if content is None:
        raise NoSuchFileError(f"{path}: no such file at {commit[:10]}, where configuration is read")
    return decode(content, path)


def _inside(path: str, what: str) -> None:
    if path.startswith(("/", "~")) or ".." in path.split("/") or "\\" in path or "\0" in path:
        raise ListlintError(
            f"{what}: {path!r} leads out of the repository; write it from the repository's root"
        )
