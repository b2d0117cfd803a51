"""Addresses that lead nowhere, whatever the web answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from linter.markdown.broken.places import MAX_SLIPS
from linter.model import Document, Edit, Fix, Hit, Link
from linter.text.normalize import plain, quoted
from linter.text.patterns import lazy_pattern

_MAIL = lazy_pattern(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_OWN_COMPUTER = lazy_pattern(
    r"file:|[A-Za-z]:[\\/]|/Users/|/home/[\w.-]+/|https?://localhost\b",
    re.IGNORECASE,
)
_PLACEHOLDERS = frozenset(("http://", "https://", "url", "link", "href", "your-url", "your-link"))
"""What templates of lists and editors write where the address goes (in lower case)."""
MIN_LINKS = 10
"""In a file of fewer links, a server on the reader's own computer may be what it is about."""

_INNER_LINK = lazy_pattern(r"\[([^\[\]]*)\]\((https?://[^\s()]+)\)")
_NAMELESS_IMAGE = lazy_pattern(r"(?:[^?#]*/)?\.(?:png|jpe?g|gif|svg|webp)", re.IGNORECASE)
_NO_SCHEME = lazy_pattern(
    r"""
    www\.[\w-]+\.\w
    | (?:[\w-]+\.)+(?:com|net|edu)(?:[/?\#]|$)         # a file is not called so
    | (?:[\w-]+\.)+(?:org|io|dev|ai|app|co|me)/\w     # nor is a folder
    """,
    re.VERBOSE | re.IGNORECASE,
)
_EMPTY_TEXT = lazy_pattern(r"\[\s*\]")
_WRONG_SCHEME = lazy_pattern(
    r"""
    https?(?: :/(?!/) | /{2,} | ;/ | :/{3,} | :(?![/\d]) )           # https:/a, https//a, https:a
    | https?:/*https?(?: :/ | // )                                  # https://https://a
    | https?[.,]//
    | (?!https?:|s+h:) [htps]{2,8}://                              # hhttps://a, htps://a, ttp://a
    """,
    re.VERBOSE | re.IGNORECASE,
)


def in_addresses(document: Document) -> Iterator[Hit]:
    """Hits for addresses that lead nowhere, whatever the web answers."""
    empty: list[Link] = []
    nameless: list[Link] = []
    local: list[Link] = []
    line = 0
    for link in document.links:
        url = link.url
        if not url:
            if link.kind != "reference" and (link.kind, link.span.line) != ("html", line):
                empty.append(link)
        elif link.kind != "autolink" and not (
            url.startswith(("https://", "http://", "#"))
            and url[8:9].isalnum()
            and url[8:12] != "http"
        ):
            yield from _address(document, link)
        elif url[7:16] == "localhost" and link.kind != "autolink" and link.text != url:
            local.append(link)
        if link.kind == "html":
            line = link.span.line  # a second tag on it is one too many: `balance` says so
        if not link.text and link.kind == "inline" and url:
            nameless.append(link)
    if empty:
        yield from _empty_addresses(document, empty)
    yield from _empty_texts(document, nameless)
    if len(local) <= MAX_SLIPS and len(document.links) >= MIN_LINKS:
        for link in local:
            yield from _address(document, link)


def _empty_texts(document: Document, nameless: list[Link]) -> Iterator[Hit]:
    """Hits for links that cannot be seen: nothing is between their brackets."""
    found = [link for link in nameless if _EMPTY_TEXT.match(document.slice(link.span))]
    for link in found if len(found) <= MAX_SLIPS else ():
        yield Hit(
            span=link.span,
            message="GitHub shows nothing here: this link has no text. Write its name.",
            key=f"nameless {link.url}",
        )


def _name(link: Link) -> str:
    what = "image" if link.kind == "image" else "link"
    text = plain(link.text, 40)
    return f"The {what} “{text}”" if text else f"This {what}"


def _empty_addresses(document: Document, empty: list[Link]) -> Iterator[Hit]:
    """A label that often leads nowhere keeps its place free on purpose."""
    empties = Counter(link.text.strip() for link in empty)
    uses = Counter(link.text.strip() for link in document.links)
    for link in empty:
        text = link.text.strip()
        given = uses[text] - empties[text]
        is_slip = len(empty) <= MAX_SLIPS or (text and given >= MIN_LINKS)
        if is_slip and empties[text] <= max(1, min(MAX_SLIPS - 1, uses[text] // 10)):
            yield Hit(
                span=link.span,
                message=f"{_name(link)} has no address. Write one, or remove the link.",
                key=f"empty {text}",
            )


def _address(document: Document, link: Link) -> Iterator[Hit]:
    url = link.url
    replacement = ""
    safe = True
    if url.startswith("(") and link.kind != "html":
        message = f"{_name(link)} has two pairs of parentheses. Keep one."
        line = document.lines[link.span.line - 1]
        if url.endswith(")") and url.count(")") == 1 and line.count("(") == line.count(")"):
            replacement = url[1:-1]
    elif link.kind != "image" and _MAIL.fullmatch(url):
        replacement = f"mailto:{url}"
        message = f"{_shown(url)} leads to a file of that name. Write `mailto:` before it."
    elif _OWN_COMPUTER.match(url):
        message = (
            f"{_shown(url)} leads to somebody's own computer. Write the path in this "
            "repository, or a URL."
        )
    elif link.kind == "image" and _NAMELESS_IMAGE.fullmatch(url):
        message = f"{_shown(url)} is a file ending without a name. Write the name before it."
    elif _WRONG_SCHEME.match(url):
        message = f"{_shown(url)} does not begin as a URL does. Correct its `https://`."
    elif link.kind != "image" and _NO_SCHEME.match(url):
        replacement = f"https://{url}"
        message = f"{_shown(url)} leads to a file in this repository. Write `https://` before it."
    elif url.startswith("[") and (inner := _INNER_LINK.fullmatch(url)):
        replacement = inner.group(2)
        safe = inner.group(1).rstrip("/") == replacement.rstrip("/")
        message = "There is a link where the address belongs. Write the address alone."
    elif link.text == f"@{url}":
        message = f"{_shown(url)} leads to a file of that name. Write the address of the profile."
    elif url.casefold() in _PLACEHOLDERS:
        message = f"{_shown(url)} is a placeholder. Write the address, or remove the link."
    else:
        return
    same = document.slice(link.url_span) == url
    yield Hit(
        span=link.url_span,
        message=message,
        key=f"address {url}",
        fix=Fix((Edit(link.url_span, replacement),), safe) if replacement and same else None,
    )


def _shown(text: str) -> str:
    return quoted(plain(text, 50))
