"""Archived copies of dead pages, by the Wayback availability API.

https://archive.org/help/wayback_api.php: ``archived_snapshots.closest.url``, absent if there is no
copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from linter.links.registries.client import Client, RegistryUnavailableError

MAX_PAGES = 100
"""Dead pages for which a copy is looked for."""


class Archive:
    """Looks for archived copies; if it fails, there are none."""

    def __init__(self, base: str, client: Client) -> None:
        """``base`` is the API's address without ``/wayback/available``."""
        self._base = base.rstrip("/")
        self._client = client

    def copies(self, urls: list[str]) -> Iterator[tuple[str, str]]:
        """Of the first hundred URLs, those that have a copy, with the newest one's address."""
        for url in urls[:MAX_PAGES]:
            try:
                copy = self._copy(url)
            except RegistryUnavailableError:
                return
            if copy:
                yield url, copy

    def _copy(self, url: str) -> str:
        reply = self._client.get(f"{self._base}/wayback/available?url={quote(url, safe='')}")
        value: object = reply.json()
        for name in ("archived_snapshots", "closest", "url"):
            value = value.get(name) if isinstance(value, dict) else None
        copy = value if isinstance(value, str) else ""
        return quote(copy, safe="%:/?#[]@!$&+,;=~-._*") if copy.startswith("http") else ""
