"""The settings of link checks: limits, registries and the cache. Standard library only.

Every field carries its unit, its bounds and its meaning, so that a configuration reader can check
values and a manual can be made from this one place. Durations are seconds, sizes are bytes.
"""

# ruff: noqa: RUF009 - _setting is dataclasses.field with a limit attached

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, NamedTuple

Unit = Literal["seconds", "bytes", "count", "flag", "patterns", "statuses", "address", "path"]


class Limit(NamedTuple):
    """A setting's unit, inclusive bounds (None: unbounded) and meaning."""

    unit: Unit
    doc: str
    least: float | None = None
    most: float | None = None


def _setting(
    default: Any,
    unit: Unit,
    doc: str,
    least: float | None = None,
    most: float | None = None,
) -> Any:
    return field(default=default, metadata={"limit": Limit(unit, doc, least, most)})


def limits(settings: type) -> Mapping[str, Limit]:
    """Each field of a settings class with its limit, by the field's name."""
    declared: tuple[Field[Any], ...] = fields(settings)
    return {
        setting.name: setting.metadata["limit"]
        for setting in declared
        if "limit" in setting.metadata
    }


@dataclass(frozen=True, slots=True)
class Registries:
    """Base URLs of the services that answer for many links at once; "" switches one off."""

    arxiv: str = _setting(
        "https://export.arxiv.org", "address", "arXiv's API (Atom), one call for 200 ids"
    )
    doi: str = _setting("https://doi.org", "address", "the DOI system's handle API")
    crossref: str = _setting("https://api.crossref.org", "address", "metadata of Crossref's DOIs")
    datacite: str = _setting("https://api.datacite.org", "address", "metadata of DataCite's DOIs")
    openreview: str = _setting("https://api2.openreview.net", "address", "OpenReview's API, v2")
    openreview_v1: str = _setting(
        "https://api.openreview.net", "address", "OpenReview's API, v1, for older venues"
    )
    github: str = _setting(
        "https://api.github.com", "address", "GitHub's API; the only address that gets the token"
    )
    archive: str = _setting(
        "", "address", "a Wayback availability API to offer archived copies from; off by default"
    )


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """Where answers are kept between runs and for how long; failures are never kept."""

    path: Path | None = _setting(
        None, "path", "the cache, one SQLite file; none means the user's cache directory"
    )
    enabled: bool = _setting(True, "flag", "whether answers are kept between runs")
    alive: float = _setting(
        86_400.0, "seconds", "how long a link that was alive is not checked again", 0, 366 * 86_400
    )
    dead: float = _setting(
        3_600.0, "seconds", "how long a dead link is not checked again", 0, 366 * 86_400
    )
    registry: float = _setting(
        86_400.0, "seconds", "how long a registry's answer is not asked for again", 0, 366 * 86_400
    )


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How links are checked. The defaults suit a list of a few thousand links."""

    allow_private: bool = _setting(
        False, "flag", "whether private, loopback and link-local addresses may be contacted"
    )
    timeout: float = _setting(
        20.0, "seconds", "one request, from connecting to the last byte", 0.05, 300
    )
    budget: float = _setting(
        300.0, "seconds", "the whole check; links not reached by then are unverifiable", 0.1, 21_600
    )
    accept: tuple[int, ...] = _setting(
        (), "statuses", "more HTTP status codes that count as alive, such as 403", 100, 999
    )
    exclude: tuple[str, ...] = _setting(
        (), "patterns", "links never checked: a host name, or a URL with `*` for anything"
    )
    concurrency: int = _setting(96, "count", "requests at the same time", 1, 256)
    per_host: int = _setting(8, "count", "requests to one host at the same time", 1, 64)
    gap: float = _setting(
        0.02,
        "seconds",
        "the shortest time between two requests to one host, after a short burst",
        0,
        60,
    )
    retries: int = _setting(
        2, "count", "further attempts after a failure that may pass (5xx, timeout, reset)", 0, 5
    )
    second_look: float = _setting(
        3.0, "seconds", "the shortest time between the two checks that confirm a dead link", 0, 600
    )
    patience: float = _setting(
        60.0,
        "seconds",
        "the longest total wait for a host that asks for fewer requests (429)",
        0,
        3_600,
    )
    redirects: int = _setting(10, "count", "redirects followed from one link", 0, 30)
    body: int = _setting(
        65_536,
        "bytes",
        "how much of a page is read, before and after decompression",
        0,
        16 * 1_048_576,
    )
    cache: CacheSettings = field(default_factory=CacheSettings)
    registries: Registries = field(default_factory=Registries)
