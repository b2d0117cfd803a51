"""What a URL points at, whatever its spelling.

Two URLs with one identity lead to the same work or page. All is decided from the spelling alone:
nothing is fetched. When in doubt, two URLs are different.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, unquote

from linter.text.patterns import lazy_pattern
from linter.urls import sites
from linter.urls.normalize import (
    host_of,
    is_tracking,
    one_spelling,
    path_of,
    split,
    without_tracking,
)

# What about a URL can be spelled otherwise than its site prefers (see `canonical`).
FORMS = ("http", "mirror", "pdf", "version", "tracking")

# https://info.arxiv.org/help/arxiv_identifier.html: YYMM.NNNN(N) since April 2007, before that
# archive.CC/YYMMNNN, where the subject class CC is no part of the id.
_ARXIV = (
    r"(?P<id>\d\d(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z][a-z-]+(?:\.[a-z]{2})?/\d{7})"
    r"(?:v(?P<version>\d{1,4}))?"
)
_ARXIV_PATH = lazy_pattern(
    r"/(?P<form>abs|pdf|html|format|ps|src|e-print|papers|overview|ftp/arxiv/papers/\d{4})/"
    + _ARXIV
    + r"(?:\.pdf)?/?",
    re.ASCII | re.IGNORECASE,
)
_ARXIV_DOI = lazy_pattern(r"10\.48550/arxiv\." + _ARXIV, re.ASCII | re.IGNORECASE)
_DOI = lazy_pattern(r"(?:doi:)?(?P<doi>10\.\d{4,9}(?:\.\d+)*/\S+)", re.ASCII | re.IGNORECASE)
# A further path segment is another thing: supplementary material, a figure.
_DOI_IN_PATH = lazy_pattern(
    r"/(?:doi|article|chapter|book|content)/(?:(?:abs|e?pdf|pdfdirect|full|fullhtml)/)?"
    r"(?P<doi>10\.\d{4,9}/[^/]+?)(?:\.pdf)?",
    re.ASCII | re.IGNORECASE,
)
_VERSION = lazy_pattern(r"(?<=\d)v\d{1,4}(?=(?:\.pdf)?/?(?:$|[?#]))", re.IGNORECASE)
_ACL = lazy_pattern(
    r"(?:/anthology)?/(?P<id>[A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_]+(?:-[a-z0-9_]+)?\.\d+)"
    r"(?:v\d+)?(?:\.pdf)?/?"
)
# Where a venue shows one paper as a page and as a file, and what of the path both share.
_VENUE_PATHS = {
    "openaccess.thecvf.com": lazy_pattern(
        r"/content[^/]*/(?:[^/]+/)*(?:html|papers)/(?P<id>[^/]+)_paper\.(?:html|pdf)"
    ),
    "proceedings.neurips.cc": lazy_pattern(
        r"/(?:paper_files/)?paper/\d{4}/(?:hash|file)/(?P<id>[0-9a-f]{6,})"
        r"-(?:Abstract|Paper)(?:-[A-Za-z_]+)?\.(?:html|pdf)"
        r"|/paper/(?P<number>\d+)-[^/]*?(?:\.pdf)?"
    ),
    "proceedings.mlr.press": lazy_pattern(
        r"/(?P<id>v\d+/(?P<name>[a-z-]+\d\d[a-z]*))(?:\.html|/(?:(?P=name)\.pdf)?)?"
    ),
    "jmlr.org": lazy_pattern(
        r"/papers/v(?:olume)?(?P<id>\d+/(?P<name>[\w-]+))(?:\.html|/(?:(?P=name)\.pdf)?)?"
    ),
}
_VENUE_HOSTS = {
    **{host: host for host in _VENUE_PATHS},
    "papers.nips.cc": "proceedings.neurips.cc",
    "papers.neurips.cc": "proceedings.neurips.cc",
}
# IEEE Xplore: one paper's pages, and the script that shows its file.
_IEEE_PATH = lazy_pattern(r"/(?:abstract/)?document/0*(?P<id>\d{5,9})/?", re.ASCII)
_IEEE_SCRIPT = lazy_pattern(
    r"/(?:stamp/stamp|stampPDF/getPDF|xpl/articleDetails|xpl/freeabs_all|xpls/abs_all)\.jsp"
)
_IEEE_NUMBER = lazy_pattern(r"(?:^|&)arnumber=0*(?P<id>\d{5,9})(?=&|$)", re.ASCII)
_DEFAULT_BRANCHES = frozenset({"main", "master"})
_OWNER = lazy_pattern(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}")
_REPOSITORY = lazy_pattern(r"[A-Za-z0-9_.-]{1,100}")
_PORTS = {"http": 80, "https": 443, "": None}
_WEB = ("http", "https")
_NONE: frozenset[str] = frozenset()


class ArxivLink(NamedTuple):
    """An arXiv URL taken apart: the id without version, ``form`` such as ``abs`` or ``pdf``."""

    id: str
    form: str
    version: int | None


@lru_cache(maxsize=32_768)
def identify(url: str) -> str:
    """What ``url`` points at, as ``kind:key``.

    ``arxiv:2405.00200``, ``doi:10.1000/xyz`` (lower case), ``openreview:ID``, ``paper:`` and the
    venue's own name for a paper, ``github:owner/repo`` (lower case; the repository's page only, no
    other file or section of it), else
    ``url:`` and the address without scheme, ``www.``, default port, trailing slash, tracking
    parameters and empty fragment. Never raises: what is no URL is its own identity.
    """
    parts = split(url)
    if parts is None:
        return f"url:{url.strip()}"
    host = host_of(parts)
    known = _arxiv_identity if host.endswith(".arxiv.org") else _KNOWN.get(host)
    return (known and known(host, parts)) or _page_identity(host, parts)


def is_work(identity: str) -> bool:
    """Whether an identity is that of one paper, which has one title and one date."""
    return identity.startswith(("arxiv:", "doi:", "openreview:", "url:aclanthology.org/", "paper:"))


def canonical(url: str, forms: Collection[str] = FORMS) -> str:
    """``url`` in the spelling that its site prefers, as far as ``forms`` go; else letter by letter.

    ``http``: ``https`` where a host serves nothing else. ``mirror``: ``arxiv.org`` and ``doi.org``
    for their other names. ``pdf``: arXiv's abstract page. ``version``: an arXiv id without one.
    ``tracking``: no tracking parameters.
    """
    parts = split(url)
    if parts is None or "://" not in url or parts.scheme not in _WEB:
        return url
    host = host_of(parts)
    arxiv = arxiv_link(url)
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    if "http" in forms and (arxiv or f".{host}".endswith(sites.HTTPS_SUFFIXES)):
        scheme = "https"
    if arxiv:
        authority = "arxiv.org" if "mirror" in forms else authority
        if "pdf" in forms and arxiv.form != "abs":
            path = f"abs/{arxiv.id}" + (f"v{arxiv.version}" if arxiv.version is not None else "")
        if "version" in forms:
            path = _VERSION.sub("", path, count=1)
    elif "mirror" in forms and host in sites.DOI_HOSTS and _DOI.fullmatch(parts.path[1:]):
        authority = "doi.org"
    rest = authority + slash + path
    return f"{scheme}://{without_tracking(rest, host) if 'tracking' in forms else rest}"


@lru_cache(maxsize=1024)
def arxiv_link(url: str) -> ArxivLink | None:
    """``url`` taken apart if it is a page or file of one paper at arXiv itself, else None."""
    parts = split(url)
    if parts is None:
        return None
    host = host_of(parts)
    if not f".{host}".endswith(".arxiv.org") or host in sites.ARXIV_READERS:
        return None
    match = _ARXIV_PATH.fullmatch(parts.path)
    if match is None:
        return None
    version = match["version"]
    return ArxivLink(
        _arxiv_id(match["id"]), match["form"].lower(), int(version) if version else None
    )


def _arxiv_id(text: str) -> str:
    archive, slash, number = text.lower().partition("/")
    return f"{archive.partition('.')[0]}/{number}" if slash else archive


def _arxiv_identity(host: str, parts: SplitResult) -> str:
    if host == "huggingface.co" and not parts.path.startswith("/papers/"):
        return ""
    match = _ARXIV_PATH.fullmatch(parts.path)
    return f"arxiv:{_arxiv_id(match['id'])}" if match else ""


def _doi_identity(host: str, parts: SplitResult) -> str:
    path = unquote(parts.path).rstrip("/")
    at_home = host in sites.DOI_HOSTS
    match = _DOI.fullmatch(path[1:]) if at_home else _DOI_IN_PATH.fullmatch(path)
    if match is None:
        return ""
    arxiv = _ARXIV_DOI.fullmatch(match["doi"])
    return f"arxiv:{_arxiv_id(arxiv['id'])}" if arxiv else f"doi:{match['doi'].lower()}"


def _openreview_identity(_host: str, parts: SplitResult) -> str:
    if parts.path.rstrip("/") not in ("/forum", "/pdf", "/attachment"):
        return ""
    ids = [pair[3:] for pair in parts.query.split("&") if pair.startswith("id=")]
    return f"openreview:{unquote(ids[0])}" if ids and ids[0] else ""


def _venue_identity(host: str, parts: SplitResult) -> str:
    venue = _VENUE_HOSTS[host]
    match = _VENUE_PATHS[venue].fullmatch(parts.path)
    if match is None or parts.query:
        return ""
    return f"paper:{venue}/{match['id'] or match['number']}"


def _ieee_identity(_host: str, parts: SplitResult) -> str:
    if match := _IEEE_PATH.fullmatch(parts.path):
        return f"paper:ieeexplore.ieee.org/{match['id']}"
    if _IEEE_SCRIPT.fullmatch(parts.path) and (number := _IEEE_NUMBER.search(parts.query)):
        return f"paper:ieeexplore.ieee.org/{number['id']}"
    return ""


def _github_identity(host: str, parts: SplitResult) -> str:
    segments = parts.path.strip("/").split("/")
    if segments[3:4] and segments[3] in _DEFAULT_BRANCHES:
        front = [part.lower() for part in (segments[2], *segments[4:])]
        if front in (["tree"], ["blob", "readme.md"]):
            segments = segments[:2]
    if len(segments) != 2:
        return ""
    owner, name = segments[0], segments[1].removesuffix(".git")
    if not (_OWNER.fullmatch(owner) and _REPOSITORY.fullmatch(name)):
        return ""
    shown = without_tracking(f"?{parts.query}", host) if parts.query else ""
    at_top = parts.fragment.lower() in ("", "readme", "readme-ov-file", "top")
    if (
        owner.lower() in sites.GITHUB_PAGES
        or shown not in ("", "?tab=readme-ov-file")
        or not at_top
    ):
        return ""
    return f"github:{owner}/{name}".lower()


# The hosts whose addresses may name a work or a repository, besides those below arxiv.org.
_KNOWN: Mapping[str, Callable[[str, SplitResult], str]] = {
    **dict.fromkeys(["arxiv.org", *sites.ARXIV_READERS], _arxiv_identity),
    **dict.fromkeys(sites.DOI_HOSTS | sites.DOI_PUBLISHERS, _doi_identity),
    "openreview.net": _openreview_identity,
    "github.com": _github_identity,
    "ieeexplore.ieee.org": _ieee_identity,
    **dict.fromkeys(_VENUE_HOSTS, _venue_identity),
}


def _page_identity(host: str, parts: SplitResult) -> str:
    if host in sites.ACL_HOSTS and (acl := _ACL.fullmatch(parts.path)):
        return f"url:aclanthology.org/{acl['id']}"
    if parts.scheme not in _PORTS:
        return f"url:{parts.geturl()}"
    query: list[str] = []
    if parts.query:
        known = sites.TRACKING.get(host, _NONE) | sites.DISPLAY.get(host, _NONE)
        query = [pair for pair in parts.query.split("&") if pair and not is_tracking(pair, known)]
    path = parts.path
    if host in ("youtu.be", "youtube.com", "m.youtube.com"):
        host, path, query = _video(host, path, query)
    user = parts.netloc.rpartition("@")[0]
    number = parts.port if ":" in parts.netloc else None
    port = "" if number in (None, _PORTS[parts.scheme]) else f":{number}"
    fragment = "" if parts.fragment == "top" else parts.fragment
    return "".join(
        (
            "url:",
            f"{user}@" if user else "",
            host.replace(".m.wikipedia.org", ".wikipedia.org") + port,
            path_of(path),
            one_spelling("?" + "&".join(sorted(query))) if query else "",
            one_spelling(f"#{fragment}") if fragment else "",
        )
    )


def _video(host: str, path: str, query: list[str]) -> tuple[str, str, list[str]]:
    """The several addresses of one video on YouTube, as the one with ``watch?v=``."""
    segments = path.strip("/").split("/")
    if host == "youtu.be" and len(segments) == 1 and segments[0]:
        return "youtube.com", "/watch", [f"v={segments[0]}", *query]
    if len(segments) == 2 and segments[0] in ("embed", "live", "shorts"):
        return "youtube.com", "/watch", [f"v={segments[1]}", *query]
    return host.removeprefix("m."), path, query
