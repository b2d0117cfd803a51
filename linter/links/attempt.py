"""One link on its way from the first request to a verdict: redirects, second look, retries.

Dead is only what was gone twice. Faults are tried again last. Whatever cannot be decided is
``Unknown`` with its reason. Pure but for cookies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from requests.cookies import RequestsCookieJar

from linter.config.link_settings import LinkSettings
from linter.links.http.transport import request_url
from linter.links.response import Observation
from linter.model import Answer, Found, Missing, Unknown
from linter.urls.redirects import is_front_page, is_significant_redirect

MAX_URL = 8_192
"""Code points of a URL; longer ones are not requested."""
MAX_TIMEOUTS = 2
"""A link that times out this often is not requested again, whatever ``retries`` allows."""
RETRY_SECONDS = (1.0, 4.0)
"""The pauses before the first and every later retry of a fault."""
MAX_URL_IN_REASON = 200


@dataclass(slots=True, eq=False)
class Attempt:
    """The state of one link's check. ``url`` is the address that is requested next."""

    link: str
    url: str = ""
    fragment: str = ""
    method: str = "GET"
    redirects: int = 0
    is_permanent: bool = True
    cookies: RequestsCookieJar | None = None
    visited: set[tuple[str, str]] = field(default_factory=set)
    faults: int = 0
    timeouts: int = 0
    busy: int = 0
    gone: Observation | None = None
    """The first look, if it found the page gone."""
    refused: Observation | None = None

    def restart(self) -> None:
        """Back to the link's own address, as a visitor who was never there."""
        self.url = self.link
        self.fragment = ""
        self.method = "GET"
        self.redirects = 0
        self.is_permanent = True
        self.cookies = None
        self.visited.clear()
        self.refused = None


class Retry(NamedTuple):
    """Another request, after ``delay`` seconds.

    ``gone_host``: the request is a second look, and may come sooner if this host, which said that
    the page is gone, answers other links.
    """

    delay: float = 0.0
    gone_host: str = ""


def host_of(url: str) -> str:
    """The host as it is paced: without scheme and default port."""
    parts = urlsplit(url)
    port = parts.port
    name = (parts.hostname or "").lower()
    return name if port in (None, 80, 443) else f"{name}:{port}"


def next_action(
    attempt: Attempt, observation: Observation, settings: LinkSettings
) -> Answer | Retry:
    """What an observation means for the link: an answer, or another request.

    ``busy`` is not decided here: the whole host has to wait, not the link alone.
    """
    if observation.kind == "alive":
        return _alive(attempt, observation)
    if attempt.method == "HEAD" and attempt.refused and observation.kind != "redirect":
        reason = f"{attempt.refused.reason}, on GET and HEAD alike"
        return Unknown(reason, attempt.refused.status)
    if observation.kind == "redirect":
        return _follow(attempt, observation, settings)
    if observation.kind == "gone":
        return _gone(attempt, observation, settings)
    if observation.kind == "method-refused":
        attempt.refused = observation
        attempt.method = "HEAD"
        return Retry()
    if observation.kind == "fault":
        return _fault(attempt, observation, settings)
    return Unknown(_full_reason(attempt, observation.reason), observation.status)


def _alive(attempt: Attempt, observation: Observation) -> Found:
    final = attempt.url + (f"#{attempt.fragment}" if attempt.fragment else "")
    is_permanent = attempt.is_permanent and attempt.redirects > 0
    reason = observation.reason or observation.note
    if attempt.redirects and not reason and is_front_page(attempt.link, final):
        reason = "redirects to the site's front page"
    is_moved = is_permanent and not observation.note
    data = {
        "final_url": final if attempt.redirects else attempt.link,
        "permanent": is_permanent,
        "moved": is_moved and is_significant_redirect(attempt.link, final),
    }
    return Found(data, observation.status, reason)


def _follow(attempt: Attempt, observation: Observation, settings: LinkSettings) -> Answer | Retry:
    if attempt.redirects >= settings.redirects:
        return Unknown(f"more than {settings.redirects} redirects", observation.status)
    try:
        target, _, fragment = urljoin(attempt.url, observation.location).partition("#")
        if not target.lower().startswith(("http://", "https://")) or len(target) > MAX_URL:
            return Unknown(f"redirects to no web address ({target[:40]})", observation.status)
        target = request_url(target)
    except ValueError:
        return Unknown("redirects to an invalid address", observation.status)
    cookies = repr(sorted(attempt.cookies.items())) if attempt.cookies else ""
    attempt.visited.add((attempt.url, ""))
    if (target, cookies) in attempt.visited:
        return Unknown("redirects in a circle", observation.status)
    attempt.visited.add((target, cookies))
    attempt.url = target
    attempt.fragment = fragment
    attempt.redirects += 1
    attempt.is_permanent = attempt.is_permanent and observation.status in (301, 308)
    return Retry()


def _gone(attempt: Attempt, observation: Observation, settings: LinkSettings) -> Answer | Retry:
    if attempt.gone is not None:
        reason = _with_redirect(attempt, f"{observation.reason}, seen twice")
        return Missing(reason, observation.status)
    # Without a status it is the resolver's word, and a resolver's mistake lasts for seconds.
    gone_host = host_of(attempt.url) if observation.status is not None else ""
    attempt.gone = observation
    attempt.restart()
    return Retry(settings.second_look, gone_host)


def _fault(attempt: Attempt, observation: Observation, settings: LinkSettings) -> Answer | Retry:
    attempt.faults += 1
    attempt.timeouts += observation.is_timeout
    if attempt.faults > settings.retries or attempt.timeouts >= MAX_TIMEOUTS:
        times = f", {attempt.faults} times" if attempt.faults > 1 else ""
        return Unknown(_full_reason(attempt, f"{observation.reason}{times}"), observation.status)
    return Retry(RETRY_SECONDS[min(attempt.faults, len(RETRY_SECONDS)) - 1])


def _full_reason(attempt: Attempt, reason: str) -> str:
    """The reason, with what the first look saw and where a redirect led."""
    if attempt.gone is not None:
        reason = f"{attempt.gone.reason} at first, then {reason}"
    return _with_redirect(attempt, reason)


def _with_redirect(attempt: Attempt, reason: str) -> str:
    if attempt.redirects:
        return f"redirects to {attempt.url[:MAX_URL_IN_REASON]}: {reason}"
    return reason
