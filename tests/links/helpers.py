"""What the tests of the probes share: a policy for the world's own addresses, quick settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from linter.config.link_settings import CacheSettings, LinkSettings, Registries
from linter.links.build import build_checker
from linter.links.checker import LinkChecker
from linter.model import Answer, Need
from tests.links.policy import world_only

NO_REGISTRIES = Registries(*[""] * 8)
QUICK = LinkSettings(
    timeout=2.0,
    second_look=0.3,
    budget=60.0,
    patience=4.0,
    registries=NO_REGISTRIES,
    cache=CacheSettings(enabled=False),
)


@contextmanager
def probe(settings: LinkSettings = QUICK, **options: Any) -> Iterator[LinkChecker]:
    """A probe for the loopback world."""
    built = build_checker(settings, **{"policy": world_only, **options})
    try:
        yield built
    finally:
        built.close()


def fetch(urls: Sequence[str], settings: LinkSettings = QUICK, **options: Any) -> dict[str, Answer]:
    """What a new probe answers for these URLs."""
    with probe(settings, **options) as built:
        facts = built.fetch([Need("url", url) for url in urls])
    return {url: facts[Need("url", url)] for url in urls}


def quick(**changes: Any) -> LinkSettings:
    """``QUICK`` with changes."""
    return replace(QUICK, **changes)
