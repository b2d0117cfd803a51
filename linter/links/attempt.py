"""One link, from the first request to a verdict: hops, second looks, retries. Pure but for cookies.

Dead is only what was gone twice with time between. Faults are tried again last. Whatever cannot be
told is ``Unknown`` with its reason.
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
"""Code points of a URL; longer ones are not asked for."""

_RETRY_AFTER = (1.0, 4.0)


@dataclass(slots=True, eq=False)
class Attempt:
    """One link on its way. ``url`` is the hop that comes next."""

    link: str
    url: str = ""
    fragment: str = ""
    method: str = "GET"
    hops: int = 0
    permanent: bool = True
    cookies: RequestsCookieJar | None = None
    seen: set[tuple[str, str]] = field(default_factory=set)
    faults: int = 0
    timeouts: int = 0
    refusals: int = 0
    gone: Observation | None = None
    gone_at: float = 0.0
    refused: Observation | None = None

    def restart(self) -> None:
        """Back to the link's own address, as a visitor who was never there."""
        self.url = self.link
        self.fragment = ""
        self.method = "GET"
        self.hops = 0
        self.permanent = True
        self.cookies = None
        self.seen.clear()
        self.refused = None


class Retry(NamedTuple):
    """The job goes on, after ``delay`` seconds."""

    delay: float = 0.0


def host_of(url: str) -> str:
    """The host as pacing sees it: without scheme and default port."""
    parts = urlsplit(url)
    port = parts.port
    name = (parts.hostname or "").lower()
    return name if port in (None, 80, 443) else f"{name}:{port}"


def next_action(
    job: Attempt, look: Observation, now: float, settings: LinkSettings
) -> Answer | Retry:
    """What a look means for the job: an answer, or another request.

    ``busy`` is not settled here: that is between the host and its queue.
    """
    if look.sort == "alive":
        return _alive(job, look)
    if job.method == "HEAD" and job.refused is not None and look.sort != "redirect":
        return Unknown(f"{job.refused.reason}, on GET and HEAD alike", job.refused.status)
    if look.sort == "redirect":
        return _follow(job, look, settings)
    if look.sort == "gone":
        return _gone(job, look, now, settings)
    if look.sort == "refused":
        job.refused = look
        job.method = "HEAD"
        return Retry()
    if look.sort == "fault":
        return _fault(job, look, settings)
    return Unknown(_told(job, look.reason), look.status)


def _alive(job: Attempt, look: Observation) -> Found:
    final = job.url + (f"#{job.fragment}" if job.fragment else "")
    permanent = job.permanent and job.hops > 0
    reason = look.reason or look.note
    if job.hops and not reason and is_front_page(job.link, final):
        reason = "redirects to the site's front page"
    data = {
        "final_url": final if job.hops else job.link,
        "permanent": permanent,
        "moved": permanent and not look.note and is_significant_redirect(job.link, final),
    }
    return Found(data, look.status, reason)


def _follow(job: Attempt, look: Observation, settings: LinkSettings) -> Answer | Retry:
    if job.hops >= settings.redirects:
        return Unknown(f"more than {settings.redirects} redirects", look.status)
    try:
        target, _, fragment = urljoin(job.url, look.location).partition("#")
        if not target.lower().startswith(("http://", "https://")) or len(target) > MAX_URL:
            return Unknown(f"redirects to no web address ({target[:40]})", look.status)
        target = request_url(target)
    except ValueError:
        return Unknown("redirects to an address that is not valid", look.status)
    cookies = repr(sorted(job.cookies.items())) if job.cookies else ""
    job.seen.add((job.url, ""))
    if (target, cookies) in job.seen:
        return Unknown("redirects in a circle", look.status)
    job.seen.add((target, cookies))
    job.url = target
    job.fragment = fragment
    job.hops += 1
    job.permanent = job.permanent and look.status in (301, 308)
    return Retry()


def _gone(job: Attempt, look: Observation, now: float, settings: LinkSettings) -> Answer | Retry:
    if job.gone is not None and now - job.gone_at >= settings.second_look:
        return Missing(_told(job, f"{look.reason}, seen twice"), look.status)
    if job.gone is None:
        job.gone = look
        job.gone_at = now
    job.restart()
    return Retry(max(0.0, job.gone_at + settings.second_look - now))


def _fault(job: Attempt, look: Observation, settings: LinkSettings) -> Answer | Retry:
    job.faults += 1
    if look.status is None and look.reason.startswith("no answer"):
        job.timeouts += 1
    if job.faults > settings.retries or job.timeouts > 1:
        tries = f", {job.faults} times" if job.faults > 1 else ""
        return Unknown(_told(job, f"{look.reason}{tries}"), look.status)
    return Retry(_RETRY_AFTER[min(job.faults, len(_RETRY_AFTER)) - 1])


def _told(job: Attempt, reason: str) -> str:
    """The reason, with what was seen before it and where a redirect led."""
    if job.gone is not None and not reason.startswith(job.gone.reason):
        reason = f"{job.gone.reason} at first, then {reason}"
    return f"redirects to {job.url[:200]}: {reason}" if job.hops else reason
