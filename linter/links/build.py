"""Puts a probe together: transports, registries, cache."""

from __future__ import annotations

import threading

from linter.config.link_settings import LinkSettings, Registries
from linter.links.cache import Cache, Memory
from linter.links.checker import LinkProbe, Observer
from linter.links.files import FileTree
from linter.links.http.resolver import Lookup, Policy, Resolver, anywhere, look_up, public
from linter.links.http.transport import Transport
from linter.links.registries.arxiv import PAUSE, Arxiv
from linter.links.registries.client import Client, Registry
from linter.links.registries.doi import Doi
from linter.links.registries.github import GithubRepository
from linter.links.registries.openreview import OpenReview
from linter.links.registries.wayback import Archive
from linter.model import NeedKind

_CALM = 0.1


def probe_for(
    settings: LinkSettings,
    *,
    token: str = "",
    files: FileTree | None = None,
    observer: Observer | None = None,
    policy: Policy | None = None,
    lookup: Lookup | None = None,
) -> LinkProbe:
    """The probe that ``settings`` describe.

    ``token`` is GitHub's and goes to ``settings.registries.github`` alone. ``files`` answers for
    relative links. ``observer`` is called a few times a second, in the caller's thread. ``policy``
    and ``lookup`` stand in for the address check and the system's resolver.
    """
    policy = policy or (anywhere if settings.allow_private else public)
    lookup = lookup or look_up
    # Registries are the configuration's choice, and may be a company's mirror; links are anybody's.
    trusted = Transport(Resolver(anywhere, lookup), settings.per_host)
    stop = threading.Event()

    def client(pause: float) -> Client:
        return Client(trusted, settings, stop, pause)

    places = settings.registries
    registries: list[Registry] = []
    if places.arxiv:
        registries.append(Arxiv(places.arxiv, client(PAUSE)))
    if places.doi:
        registries.append(Doi(places.doi, places.crossref, places.datacite, client(_CALM)))
    if places.openreview:
        older = places.openreview_v1
        registries.append(OpenReview(places.openreview, older, client(_CALM)))
    # GitHub itself wants a token; whoever stands in for it may not.
    if places.github and (token or places.github != Registries().github):
        registries.append(GithubRepository(places.github, token, client(_CALM)))
    scopes: dict[NeedKind, str] = {each.kind: each.base for each in registries}
    scopes["url"] = "" if policy is public else "private"
    return LinkProbe(
        settings,
        Transport(Resolver(policy, lookup), settings.per_host),
        trusted,
        registries,
        stop,
        memory=Memory(
            Cache(settings.cache) if settings.cache.enabled else None, scopes, settings.accept
        ),
        files=files,
        archive=Archive(places.archive, client(_CALM)) if places.archive else None,
        observer=observer,
    )
