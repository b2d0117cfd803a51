"""Which works do the other open pull requests add? Advice, so few requests and no insistence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linter.config.globs import matches
from linter.config.load import default_config
from linter.engine.pages import read
from linter.engine.run import Source
from linter.github.client import GitHub
from linter.github.responses import ChangedFile
from linter.github.retry import ApiError
from linter.model import (
    Answer,
    Facts,
    Found,
    Incomplete,
    ListlintError,
    Missing,
    Need,
    Probe,
    Unknown,
)
from linter.urls.identity import identify

MAX_PULLS = 20
# Characters of added lines that are read per pull request.
MAX_ADDED_TEXT = 200_000


class OpenPulls:
    """A probe that answers ``open-pull-request`` itself and leaves the rest to another one.

    Without another one the rest is not asked: links are not to be looked at.
    """

    def __init__(self, api: GitHub, number: int, globs: Sequence[str], other: Probe | None) -> None:
        """``number`` is our own pull request's: only older ones count."""
        self._api = api
        self._number = number
        self._globs = globs
        self._other = other

    @property
    def incomplete(self) -> Incomplete | None:
        """See ``model.Probe``."""
        return self._other.incomplete if self._other else None

    def fetch(self, needs: Sequence[Need]) -> Facts:
        """See ``model.Probe``."""
        own = [need for need in needs if need.kind == "open-pull-request"]
        rest = [need for need in needs if need.kind != "open-pull-request"]
        facts: dict[Need, Answer] = {}
        if self._other:
            facts |= self._other.fetch(rest)
        else:
            facts |= dict.fromkeys(rest, Unknown("links are not looked at", skipped=True))
        if own:
            facts |= self._look(own)
        return facts

    def _look(self, needs: Sequence[Need]) -> Facts:
        try:
            added = self._added()
        except ApiError as error:
            return dict.fromkeys(needs, Unknown(f"other pull requests cannot be read: {error}"))
        return {
            need: Found({"number": added[need.key]})
            if need.key in added
            else Missing("no other open pull request adds it")
            for need in needs
        }

    def _added(self) -> Mapping[str, int]:
        """What each identity is added by: the oldest of the pull requests."""
        older = sorted(number for number in self._api.open_pulls() if number < self._number)[
            -MAX_PULLS:
        ]
        found: dict[str, int] = {}
        for number in older:
            for file in self._api.first_files(number):
                if matches(file.path, self._globs):
                    for identity in _identities(file):
                        found.setdefault(identity, number)
        return found


def _identities(file: ChangedFile) -> set[str]:
    """What the added lines of a file link to."""
    lines = (file.patch or "").split("\n")
    text = "\n".join(line[1:] for line in lines if line.startswith("+"))[:MAX_ADDED_TEXT]
    try:
        links = read(Source(file.path, text), default_config()).links
    except ListlintError:
        return set()
    return {identify(link.url) for link in links if link.kind != "image"}
