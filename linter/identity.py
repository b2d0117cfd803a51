"""What a URL points at, whatever its spelling.

Two URLs with one identity lead to the same work or page. All is decided from the spelling alone:
nothing is fetched. When in doubt, two URLs are different.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from linter import sites

# https://info.arxiv.org/help/arxiv_identifier.html: YYMM.NNNN(N) since April 2007, before that
# archive.CC/YYMMNNN, where the subject class CC is no part of the id.
_ARXIV = (
    r"(?P<id>\d\d(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z][a-z-]+(?:\.[a-z]{2})?/\d{7})"
    r"(?:v(?P<version>\d{1,4}))?"
)
_ARXIV_PATH = re.compile(
    r"/(?P<form>abs|pdf|html|format|ps|src|e-print|papers|overview|ftp/arxiv/papers/\d{4})/"
    + _ARXIV
    + r"(?:\.pdf)?/?",
    re.ASCII | re.IGNORECASE,
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\." + _ARXIV, re.ASCII | re.IGNORECASE)
_DOI = re.compile(r"(?:doi:)?(?P<doi>10\.\d{4,9}(?:\.\d+)*/\S+)", re.ASCII | re.IGNORECASE)
# A further path segment is another thing: supplementary material, a figure.
_DOI_IN_PATH = re.compile(
    r"/(?:doi|article|chapter|book|content)/(?:(?:abs|e?pdf|pdfdirect|full|fullhtml)/)?"
    r"(?P<doi>10\.\d{4,9}/[^/]+?)(?:\.pdf)?",
    re.ASCII | re.IGNORECASE,
)
_ACL = re.compile(
    r"(?:/anthology)?/(?P<id>[A-Z]\d\d-\d{4}|\d{4}\.[a-z0-9_]+(?:-[a-z0-9_]+)?\.\d+)"
    r"(?:v\d+)?(?:\.pdf)?/?"
)
_OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}")
_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_cid|mc_eid|mkt_tok"
    r"|_hsenc|_hsmi|ref_src|ref_url",
    re.ASCII | re.IGNORECASE,
)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_PORTS = {"http": 80, "https": 443, "": None}
_WEB = ("http", "https")
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ArxivLink:
    """An arXiv URL taken apart: the id without version, ``form`` such as ``abs`` or ``pdf``."""

    id: str
    form: str
    version: int | None


def identify(url: str) -> str:
    """What ``url`` points at, as ``kind:key``.

    ``arxiv:2405.00200``, ``doi:10.1000/xyz`` (lower case), ``openreview:ID``,
    ``github:owner/repo`` (lower case; the repository's page only, no file or section of it), else
    ``url:`` and the address without scheme, ``www.``, default port, trailing slash, tracking
    parameters and empty fragment. Never raises: what is no URL is its own identity.
    """
    parts = _split(url)
    if parts is None:
        return f"url:{url.strip()}"
    host = _host(parts)
    return (
        _arxiv_identity(host, parts)
        or _doi_identity(host, parts)
        or _openreview_identity(host, parts)
        or _github_identity(host, parts)
        or _page_identity(host, parts)
    )


def canonical(url: str) -> str:
    """The spelling that the site itself prefers, or ``url`` unchanged.

    ``https`` where a host is known to serve nothing else, arXiv's abstract page without a version,
    ``doi.org`` for its old names, and no tracking parameters. The rest stays letter by letter.
    """
    arxiv = arxiv_link(url)
    if arxiv is not None:
        return f"https://arxiv.org/abs/{arxiv.id}"
    parts = _split(url)
    if parts is None or "://" not in url or parts.scheme not in _WEB:
        return url
    host = _host(parts)
    scheme, _, rest = url.partition("://")
    if host in sites.DOI_HOSTS and _DOI.fullmatch(parts.path[1:]):
        return "https://doi.org/" + without_tracking(rest.partition("/")[2])
    if host in sites.HTTPS_HOSTS or host.endswith(".wikipedia.org"):
        scheme = "https"
    return f"{scheme}://{without_tracking(rest, host)}"


def arxiv_link(url: str) -> ArxivLink | None:
    """``url`` taken apart if it is a page or file of one paper at arXiv itself, else None."""
    parts = _split(url)
    if parts is None:
        return None
    host = _host(parts)
    if not f".{host}".endswith(".arxiv.org") or host in sites.ARXIV_READERS:
        return None
    match = _ARXIV_PATH.fullmatch(parts.path)
    if match is None:
        return None
    version = match["version"]
    return ArxivLink(
        _arxiv_id(match["id"]), match["form"].lower(), int(version) if version else None
    )


def without_tracking(url: str, host: str = "") -> str:
    """``url`` without the query parameters that only say where a reader came from.

    ``host`` (lower case, without ``www.``) adds those that are tracking on that site alone.
    """
    before, mark, fragment = url.partition("#")
    path, question, query = before.partition("?")
    if not question:
        return url
    known = sites.TRACKING.get(host, _NONE)
    pairs = query.split("&")
    kept = [pair for pair in pairs if not _is_tracking(pair, known)]
    if len(kept) == len(pairs):
        return url
    return path + ("?" + "&".join(kept) if kept else "") + mark + fragment


def _is_tracking(pair: str, known: frozenset[str]) -> bool:
    name = pair.partition("=")[0]
    return name in known or _TRACKING.fullmatch(name) is not None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port  # refuses what is no number
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult) -> str:
    """The host in lower case and ASCII, without ``www.``."""
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return host
    return host.removeprefix("www.") if host.count(".") > 1 else host


def _arxiv_id(text: str) -> str:
    archive, slash, number = text.lower().partition("/")
    return f"{archive.partition('.')[0]}/{number}" if slash else archive


def _arxiv_identity(host: str, parts: SplitResult) -> str:
    if not f".{host}".endswith(".arxiv.org") and host not in sites.ARXIV_READERS:
        return ""
    if host == "huggingface.co" and not parts.path.startswith("/papers/"):
        return ""
    match = _ARXIV_PATH.fullmatch(parts.path)
    return f"arxiv:{_arxiv_id(match['id'])}" if match else ""


def _doi_identity(host: str, parts: SplitResult) -> str:
    if host not in sites.DOI_HOSTS and host not in sites.DOI_PUBLISHERS:
        return ""
    path = unquote(parts.path).rstrip("/")
    at_home = host in sites.DOI_HOSTS
    match = _DOI.fullmatch(path[1:]) if at_home else _DOI_IN_PATH.fullmatch(path)
    if match is None:
        return ""
    arxiv = _ARXIV_DOI.fullmatch(match["doi"])
    return f"arxiv:{_arxiv_id(arxiv['id'])}" if arxiv else f"doi:{match['doi'].lower()}"


def _openreview_identity(host: str, parts: SplitResult) -> str:
    if host != "openreview.net" or parts.path.rstrip("/") not in ("/forum", "/pdf", "/attachment"):
        return ""
    ids = [pair[3:] for pair in parts.query.split("&") if pair.startswith("id=")]
    return f"openreview:{unquote(ids[0])}" if ids and ids[0] else ""


def _github_identity(host: str, parts: SplitResult) -> str:
    segments = parts.path.strip("/").split("/")
    if host != "github.com" or len(segments) != 2:
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


def _page_identity(host: str, parts: SplitResult) -> str:
    if host in sites.ACL_HOSTS and (acl := _ACL.fullmatch(parts.path)):
        return f"url:aclanthology.org/{acl['id']}"
    if parts.scheme not in _PORTS:
        return f"url:{parts.geturl()}"
    known = sites.TRACKING.get(host, _NONE) | sites.DISPLAY.get(host, _NONE)
    query = [pair for pair in parts.query.split("&") if pair and not _is_tracking(pair, known)]
    path = parts.path
    if host in ("youtu.be", "youtube.com", "m.youtube.com"):
        host, path, query = _video(host, path, query)
    user = parts.netloc.rpartition("@")[0]
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    fragment = "" if parts.fragment == "top" else parts.fragment
    return "".join(
        (
            "url:",
            f"{user}@" if user else "",
            host.replace(".m.wikipedia.org", ".wikipedia.org") + port,
            _path(path),
            _escapes("?" + "&".join(sorted(query))) if query else "",
            _escapes(f"#{fragment}") if fragment else "",
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


def _path(path: str) -> str:
    """A path without trailing slash and dot segments (RFC 3986, section 6.2.2.3)."""
    kept: list[str] = []
    for segment in _escapes(path).split("/"):
        if segment == ".":
            continue
        if segment != ".." or not kept or kept[-1] == "..":
            kept.append(segment)
        elif kept != [""]:
            kept.pop()
    return "/".join(kept).rstrip("/")


def _escapes(text: str) -> str:
    """Percent-encoding in one spelling (RFC 3986, sections 6.2.2.1 and 6.2.2.2)."""
    if not text.isascii():
        text = "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in _utf8(c)) for c in text)
    return _ESCAPE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if _UNRESERVED.fullmatch(char) else match[0].upper()


def _utf8(char: str) -> bytes:
    return char.encode("utf-8", "surrogatepass")
