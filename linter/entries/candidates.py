"""Which items of a document could be entries, before any template is known."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from linter.model import Document, Item, Link, once
from linter.text.patterns import lazy_pattern
from linter.urls.sites import is_share_link

# Links below items without any are details of these if there are so many such items, so many of all
# links stand there, and a few names cover so many of them.
MIN_PARENTS, BELOW_RATIO, LABELLED_RATIO, MAX_LABELS = 10, 0.8, 0.6, 12
# So many rows or items without a link, and so many times those with one, are the entries.
MIN_BARE_ROWS, BARE_FACTOR = 50, 4
_LETTER = lazy_pattern(r"[^\W\d_]")
# This many entries with details show that the list's entries have some.
MIN_DETAILED = 3


class Candidate(NamedTuple):
    """An item with a link to somewhere; ``links`` are those of its own lines, images left out.

    ``with_children``: they are those of the items below it, which describe it.
    """

    number: int
    item: Item
    links: tuple[Link, ...]
    with_children: bool = False


class LinkIndex:
    """Links by the lines they start on, images left out."""

    def __init__(self, document: Document) -> None:
        """Index the document's links once."""
        self._links = [link for link in document.links if link.kind != "image"]
        self._lines = [link.span.line for link in self._links]

    def within(self, item: Item, *, own_only: bool = True) -> list[Link]:
        """The links that start inside the item (only its own lines, by default)."""
        last = item.own_end_line if own_only else item.span.end_line
        start = bisect_left(self._lines, item.span.line)
        stop = bisect_left(self._lines, last + 1, start)
        begin, end = item.span[:2], item.span[2:]
        return [link for link in self._links[start:stop] if begin <= link.span[:2] < end]


def is_outward(document: Document, link: Link) -> bool:
    """Whether a link leads out of the page: no fragment, no image, no button to share the page."""
    return (
        link.kind != "image"
        and bool(link.url)
        and document.page_fragment(link.url) is None
        and not is_share_link(link.url)
    )


def is_footnote(before: str, link: Link) -> bool:
    """Whether a link is a reference: a bare number behind text, or raised above the line.

    ``before`` is the text of its entry up to the link.
    """
    before = before.rstrip(" [")
    return before.endswith("<sup>") or (
        link.text.strip("[]").isdecimal() and _LETTER.search(before) is not None
    )


def _only_has_footnotes(document: Document, item: Item, links: Sequence[Link]) -> bool:
    """Whether an item is a sentence with its sources; a name in bold makes it an entry."""
    first = links[0]
    if item.kind != "item" or first.span.line != item.span.line:
        return False
    line = document.lines[item.span.line - 1]
    if "<sup>" not in line and not first.text.strip("[]").isdecimal():
        return False
    return "**" not in line[: first.span.column - 1] and all(
        link.span.line == item.span.line and is_footnote(line[: link.span.column - 1], link)
        for link in links
    )


def candidates(document: Document) -> list[Candidate]:
    """The items with a link out of the page that are not in the table of contents.

    An item that begins with a link into the page is navigation, whatever else it holds. An item
    that is a detail of another one is a part of that one.
    """
    linked = _linked(document)
    if rows := _bare_rows(document, linked):
        return rows
    if parents := _linked_below(document, linked):
        return parents
    parts = _details(document, {candidate.number for candidate in linked})
    return [candidate for candidate in linked if candidate.number not in parts]


def details(document: Document) -> frozenset[int]:
    """The nested items that describe the entry above: `Code: [here](…)`, authors, keywords.

    Nested entries all have a link. So if most items that have nested ones have some without a
    link among them, the nested items are details.
    """
    if len({item.parent for item in document.items}) <= MIN_DETAILED:
        return frozenset()
    return _details(document, {candidate.number for candidate in _linked(document)})


def _bare_rows(document: Document, linked: Sequence[Candidate]) -> list[Candidate]:
    """The rows of a document that has little else, if they have no links."""
    rows = [Candidate(n, item, ()) for n, item in enumerate(document.items) if item.kind == "row"]
    bare = len(rows) - sum(candidate.item.kind == "row" for candidate in linked)
    return rows if bare >= max(MIN_BARE_ROWS, BARE_FACTOR * len(linked)) else []


def bare_items(document: Document) -> list[Candidate]:
    """The items of a document nearly all of whose items have no link, nor others below them."""
    count = sum(item.kind == "item" for item in document.items)
    if count < max(MIN_BARE_ROWS, 2 * len(document.links)):
        return []
    linked = _linked(document)
    if len(document.items) < MIN_BARE_ROWS + BARE_FACTOR * len(linked):
        return []
    own = {candidate.number: candidate for candidate in linked}
    index = LinkIndex(document)
    parents = {item.parent for item in document.items}
    items = [
        own.get(number, Candidate(number, item, ()))
        for number, item in enumerate(document.items)
        if item.kind == "item"
        and number not in parents
        and (number in own or not index.within(item))
    ]
    bare = sum(not candidate.links for candidate in items)
    return items if bare >= max(MIN_BARE_ROWS, BARE_FACTOR * len(linked)) else []


def _linked_below(document: Document, linked: Sequence[Candidate]) -> list[Candidate]:
    """The items without a link of their own whose links stand, labelled, in the items below."""
    items = document.items
    own = {candidate.number for candidate in linked}
    below: dict[int, list[Candidate]] = {}
    for candidate in linked:
        parent = candidate.item.parent
        if parent is not None and parent not in own and items[parent].parent is None:
            below.setdefault(parent, []).append(candidate)
    inside = [candidate for children in below.values() for candidate in children]
    if len(below) < MIN_PARENTS or len(inside) < BELOW_RATIO * len(linked):
        return []
    names = Counter(link.text.strip("[] ").casefold() for c in inside for link in c.links)
    labelled = sum(count for _, count in names.most_common(MAX_LABELS))
    if labelled < LABELLED_RATIO * names.total():
        return []
    return [
        Candidate(
            number, items[number], tuple(link for c in below[number] for link in c.links), True
        )
        for number in sorted(below)
    ]


def _details(document: Document, linked: AbstractSet[int]) -> frozenset[int]:
    parents = {item.parent for item in document.items if item.parent in linked}
    detailed = {
        item.parent
        for number, item in enumerate(document.items)
        if item.parent in parents and number not in linked
    }
    if len(detailed) < MIN_DETAILED or 2 * len(detailed) <= len(parents):
        return frozenset()
    below: set[int] = set()
    for number, item in enumerate(document.items):
        if item.parent in detailed or item.parent in below:
            below.add(number)
    return frozenset(below)


@once
def _linked(document: Document) -> tuple[Candidate, ...]:
    index = LinkIndex(document)
    out: list[Candidate] = []
    for number, item in enumerate(document.items):
        if item.kind == "paragraph" and item.heading is None:
            continue
        links = index.within(item)
        if item.kind == "paragraph" and not all(is_outward(document, link) for link in links):
            continue
        leads_out = any(
            is_outward(document, link) for link in links[: None if item.kind == "row" else 1]
        )
        if leads_out and not _only_has_footnotes(document, item, links):
            out.append(Candidate(number, item, tuple(links)))
    return tuple(out)
