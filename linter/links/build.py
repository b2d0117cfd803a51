"""Puts a link checker together: transports, registries, cache."""

from __future__ import annotations

import threading

from linter.config.link_settings import LinkSettings, Registries
from linter.links.cache import Cache, Memory
from linter.links.checker import LinkChecker, Observer, Transports
from linter.links.files import FileTree
from linter.links.http.resolver import Lookup, Policy, Resolver, anywhere, public, resolve
from linter.links.http.transport import Transport
from linter.links.registries.arxiv import PAUSE_SECONDS, Arxiv
from linter.links.registries.client import Client, Registry
from linter.links.registries.doi import Doi
from linter.links.registries.github import GithubRepository
from linter.links.registries.openreview import OpenReview
from linter.links.registries.wayback import Archive
from linter.model import NeedKind

_REGISTRY_PAUSE_SECONDS = 0.1


def build_checker(
    settings: LinkSettings,
    *,
    token: str = "",
    files: FileTree | None = None,
    observer: Observer | None = None,
    policy: Policy | None = None,
    lookup: Lookup | None = None,
) -> LinkChecker:
    """The link checker that ``settings`` describe.

    ``token`` is GitHub's and goes to ``settings.registries.github`` alone. ``files`` answers for
    relative links. ``observer`` is called a few times a second, in the caller's thread. ``policy``
    and ``lookup`` replace the address check and the system's resolver.
    """
    policy = policy or (anywhere if settings.allow_private else public)
    lookup = lookup or resolve
    resolver = Resolver(policy, lookup)
    # Registries are the configuration's choice, and may be a company's mirror; links are anybody's.
    transports = Transports(
        links=Transport(resolver, settings.per_host),
        second_look=Transport(resolver, 0),
        registries=Transport(Resolver(anywhere, lookup), settings.per_host),
    )
    stop = threading.Event()

    def client(pause: float = _REGISTRY_PAUSE_SECONDS) -> Client:
        return Client(transports.registries, settings, stop, pause)

    bases = settings.registries
    registries: list[Registry] = []
    if bases.arxiv:
        registries.append(Arxiv(bases.arxiv, client(PAUSE_SECONDS)))
    if bases.doi:
        registries.append(Doi(bases.doi, bases.crossref, bases.datacite, client()))
    if bases.openreview:
        registries.append(OpenReview(bases.openreview, bases.openreview_v1, client()))
    # GitHub itself wants a token; another server in its place may not.
    if bases.github and (token or bases.github != Registries().github):
        registries.append(GithubRepository(bases.github, token, client()))
    scopes: dict[NeedKind, str] = {registry.kind: registry.base for registry in registries}
    scopes["url"] = "" if policy is public else "private"
    cache = Cache(settings.cache) if settings.cache.enabled else None
    return LinkChecker(
        settings,
        transports,
        registries,
        stop,
        memory=Memory(cache, scopes, settings.accept),
        files=files,
        archive=Archive(bases.archive, client()) if bases.archive else None,
        observer=observer,
    )
