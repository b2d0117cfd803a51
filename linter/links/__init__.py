"""Probes: the only code that asks the outside world. Each answers one kind of need.

Importing this package costs nothing; requests is imported when a probe is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.config.link_settings import LinkSettings

if TYPE_CHECKING:
    from linter.links.checker import LinkProbe, Observer
    from linter.links.files import FileTree
    from linter.links.http.resolver import Lookup, Policy


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
    from linter.links.build import build

    return build(settings, token, files, observer, policy, lookup)
