"""Which question answers for a link: a registry's or the page's own. Pure.

A registry answers for a link only where its word is the page's: arXiv for abstract and PDF of a
version that exists, GitHub for a repository's own page. What readers, mirrors and publishers make
of a work is their own affair; a publisher's page is vouched for by its DOI, never condemned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from linter.model import Answer, Found, Missing, Need, Unknown
from linter.urls import sites
from linter.urls.identity import arxiv_link, identify
from linter.urls.redirects import is_news

_ARXIV_FORMS = frozenset({"abs", "pdf"})
_REGISTRIES = frozenset({"arxiv", "doi", "openreview"})


def question(url: str) -> Need | None:
    """The registry's question that answers for ``url``, if there is one."""
    kind, _, key = identify(url).partition(":")
    if kind == "github":
        return Need("repository", key)
    if kind == "arxiv":
        paper = arxiv_link(url)
        is_doi = _host(url) in sites.DOI_HOSTS
        known = paper is not None and paper.form in _ARXIV_FORMS
        return Need("arxiv", key) if known or is_doi else None
    if kind == "openreview":
        path = urlsplit(url).path.rstrip("/")
        return Need("openreview", key) if path in ("/forum", "/pdf") else None
    return Need("doi", key) if kind == "doi" else None


def by_registry(url: str, answer: Answer) -> Answer | None:
    """What a registry's answer to ``question(url)`` says about ``url``; None: ask the page."""
    need = question(url)
    if need is None or isinstance(answer, Unknown):
        return None
    if isinstance(answer, Missing):
        is_publisher = need.kind == "doi" and _host(url) not in sites.DOI_HOSTS
        return None if is_publisher else answer
    if need.kind == "arxiv":
        paper = arxiv_link(url)
        if paper and paper.version and paper.version > int(answer.data.get("version", 0)):
            return None
    is_pdf = need.kind == "openreview" and urlsplit(url).path.startswith("/pdf")
    if is_pdf and not answer.data.get("pdf"):
        return None
    final = url
    if need.kind == "repository":
        name = str(answer.data.get("name") or need.key)
        if name.lower() != need.key:
            final = f"https://github.com/{name}"
    return _found(url, final, permanent=final != url, status=answer.status)


def by_page(url: str, answer: Answer, asked: str) -> Answer:
    """What the answer to a request for ``asked`` says about ``url``, which is the same page."""
    if not isinstance(answer, Found):
        return answer
    final = str(answer.data.get("final_url") or asked)
    if final == asked:
        return _found(url, url, permanent=False, status=answer.status, reason=answer.reason)
    before, mark, fragment = url.partition("#")
    if mark and "#" not in final and before:
        final = f"{final}#{fragment}"
    permanent = bool(answer.data.get("permanent"))
    return _found(url, final, permanent=permanent, status=answer.status, reason=answer.reason)


def _found(url: str, final: str, *, permanent: bool, status: int | None, reason: str = "") -> Found:
    moved = permanent and not reason and is_news(url, final)
    return Found({"final_url": final, "permanent": permanent, "moved": moved}, status, reason)


def repository_by_page(key: str, answer: Answer) -> Answer:
    """What the repository's page, asked without the API, says about the repository."""
    if isinstance(answer, Unknown):
        return Unknown(answer.reason, answer.status, skipped=True)  # counted as the page's
    if isinstance(answer, Missing):
        return answer
    kind, _, now = identify(str(answer.data.get("final_url", ""))).partition(":")
    path = urlsplit(str(answer.data.get("final_url", ""))).path.strip("/")
    if kind != "github" or now == key:
        return Found({"name": key}, answer.status)
    return Found({"name": path}, answer.status)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


class Exclusions:
    """The links that the configuration keeps from being checked."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """Host names (with all below them), or URLs in which ``*`` stands for anything."""
        self._hosts = tuple(p.lower().removeprefix("*.") for p in patterns if "/" not in p)
        whole = [".*".join(map(re.escape, p.split("*"))) for p in patterns if "/" in p]
        self._urls = re.compile("|".join(f"(?:{each})" for each in whole)) if whole else None

    def covers(self, url: str) -> bool:
        """Whether ``url`` is not to be checked."""
        host = _host(url)
        if any(host == each or host.endswith(f".{each}") for each in self._hosts):
            return True
        return bool(self._urls and self._urls.fullmatch(url))
