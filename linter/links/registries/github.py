"""GitHub's repositories: a hundred in one GraphQL request (https://docs.github.com/graphql).

Renames are followed by GitHub: ``nameWithOwner`` is then another. A repository that is not there is
``null`` beside an error of type ``NOT_FOUND``; any other error is no answer. GraphQL wants a token,
which goes to the API's host and nowhere else.

``Found.data``: ``name`` (``Owner/Name`` as it is now), ``archived``, ``pushed`` (ISO date of the
last push), ``stars``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from linter.links.registries.client import Client, RegistryUnavailableError, batches
from linter.model import Answer, Found, Missing, NeedKind, Unknown

_BATCH = 100
_FIELDS = "nameWithOwner isArchived isPrivate pushedAt stargazerCount"


class GithubRepository:
    """Answers for ``owner/repo`` in lower case."""

    kind: NeedKind = "repository"

    def __init__(self, base: str, token: str, client: Client) -> None:
        """``base`` as in ``GITHUB_API_URL``: https://api.github.com, or https://HOST/api/v3."""
        self.base = base.rstrip("/")
        self._token = token
        self._client = client

    def answers(self, keys: Sequence[str]) -> Iterator[tuple[str, Answer]]:
        """See ``Registry.answers``."""
        gone: list[str] = []
        knows_others = False
        for batch in batches(keys, _BATCH):
            for key, answer in self._ask(batch):
                if isinstance(answer, Missing):
                    gone.append(key)
                else:
                    knows_others |= isinstance(answer, Found)
                    yield key, answer
        if gone:
            self._client.wait_for_second_look(knows_others=knows_others)
        for batch in batches(gone, _BATCH):
            yield from self._ask(batch)

    def _ask(self, keys: list[str]) -> Iterator[tuple[str, Answer]]:
        reply = self._client.post(
            self.base.removesuffix("/v3") + "/graphql",
            {"query": _query(keys)},
            {"Authorization": f"Bearer {self._token}"} if self._token else {},
        )
        content = reply.json()
        data = content.get("data") if isinstance(content, dict) else None
        if reply.status != 200 or not isinstance(data, dict):
            raise RegistryUnavailableError(f"status {reply.status}")
        types = _error_types(content)
        for number, key in enumerate(keys):
            name = f"r{number}"
            node = data.get(name)
            if isinstance(node, dict):
                yield key, _found(node)
            elif types.get(name) == "NOT_FOUND":
                yield key, Missing("GitHub knows no such repository", 404)
            else:
                yield key, Unknown(f"GitHub does not say ({types.get(name, 'no reason given')})")


def _query(keys: Sequence[str]) -> str:
    parts = []
    for number, key in enumerate(keys):
        owner, _, name = key.partition("/")
        arguments = f"owner:{json.dumps(owner)},name:{json.dumps(name)}"
        parts.append(f"r{number}:repository({arguments}){{{_FIELDS}}}")
    return "query{" + " ".join(parts) + "}"


def _error_types(content: Mapping[str, Any]) -> dict[str, str]:
    errors = content.get("errors")
    types: dict[str, str] = {}
    for error in errors if isinstance(errors, list) else []:
        path = error.get("path") if isinstance(error, dict) else None
        if isinstance(path, list) and path:
            types[str(path[0])] = str(error.get("type", ""))
    return types


def _found(node: Mapping[str, Any]) -> Answer:
    if node.get("isPrivate"):
        return Unknown("the repository is private: readers may not see it")
    return Found(
        {
            "name": str(node.get("nameWithOwner", "")),
            "archived": bool(node.get("isArchived")),
            "pushed": str(node.get("pushedAt") or "")[:10],
            "stars": node.get("stargazerCount"),
        }
    )
