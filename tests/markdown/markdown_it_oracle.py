"""A second opinion, markdown-it-py's, on where links and images stand.

It keeps no places of inlines, but it says on which lines a leaf stands, and the breaks in front of
a link count the lines down to it. Columns are held by what they cut out: read alone, the text
under a link's span must be that link from end to end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from linter.model import Document


class _Parser(MarkdownIt):
    """It takes destinations as they are written, whatever they are."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


_PARSER = _Parser("commonmark").enable(["table", "strikethrough"])
_BREAKS = ("softbreak", "hardbreak")

Place = tuple[int, str]


def places(text: str) -> tuple[list[Place], dict[str, Any]]:
    """The links and images of a text with their lines, and the references it defines."""
    environment: dict[str, Any] = {}
    found: list[Place] = []
    for token in _PARSER.parse(text, environment):
        if token.type == "inline" and token.map is not None:
            found += _in_leaf(token.children or [], token.map[0] + 1)
    return found, environment


def _in_leaf(children: list[Token], line: int) -> Iterator[Place]:
    for child in children:
        if child.type in _BREAKS:
            line += 1
        elif child.type == "link_open":
            yield line, str(child.attrs["href"])
        elif child.type == "image":
            yield line, str(child.attrs["src"])
            line += sum(inner.type in _BREAKS for inner in child.children or [])
        else:
            line += child.content.count("\n")


def counted(document: Document) -> list[Place]:
    """The same of a parsed document: without raw HTML's links and GFM's bare ones."""
    return [
        (link.span.line, link.url)
        for link in document.links
        if document.slice(link.span).startswith(("[", "![", "<"))
        and link.kind != "html"
        and document.slice(link.span)[:4].lower() != "<img"
    ]


def differences(text: str, document: Document) -> list[str]:
    """The links that stand on another line, and those whose span cuts out anything else."""
    theirs, environment = places(text)
    ours = counted(document)
    out = [f"line {line}: no link to {url}" for line, url in (Counter(theirs) - Counter(ours))]
    out += [f"line {line}: a link to {url}" for line, url in (Counter(ours) - Counter(theirs))]
    if not out and ours != theirs:
        out.append("links in another order")
    return out + torn(document, environment)


def torn(document: Document, environment: dict[str, Any]) -> list[str]:
    """The links whose span cuts out anything but the link."""
    wrong: list[str] = []
    for link in document.links:
        source = document.slice(link.span)
        if link.kind == "html" or not source.startswith(("[", "![")):
            continue
        children = _PARSER.parseInline(source, environment)[0].children or []
        whole = children and (
            (len(children) == 1 and children[0].attrs.get("src") == link.url)
            or (children[0].attrs.get("href") == link.url and _closes_last(children))
        )
        if not whole:
            wrong.append(f"{link.span.line}:{link.span.column} {source!r}")
    return wrong


def _closes_last(children: list[Token]) -> bool:
    depth = 0
    for index, child in enumerate(children):
        depth += child.nesting
        if depth == 0:
            return index == len(children) - 1
    return False
