"""The headings of a document, found by fragment and by name."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from urllib.parse import unquote

from linter.model import Anchor, Document, Link, once
from linter.text.normalize import fold
from linter.text.patterns import lazy_pattern


def entries_below(document: Document) -> Counter[int | None]:
    """How many entries the subsections of a heading (an index) hold, however deep."""
    own = Counter(entry.heading for entry in document.entries)
    out: Counter[int | None] = Counter()
    for index, count in own.items():
        above = None if index is None else document.heading_parents[index]
        while above is not None:
            out[above] += count
            above = document.heading_parents[above]
    return out


def parents_of(document: Document) -> frozenset[int | None]:
    """The headings (indices) whose subsections hold entries."""
    return frozenset(entries_below(document))


def items_inside(document: Document, tag: str) -> frozenset[int]:
    """The items (indices) that stand inside an HTML block of this tag, however deep.

    A block that begins inside of an item ends with that item, closed or not: it holds parts of
    that item. Nearly linear time: a block that has ended is passed over for good.
    """
    ends = {
        index: _end_of_item_around(document, block.span.line)
        for index, block in enumerate(document.blocks)
        if block.tag == tag
    }
    outer = [block.parent for block in document.blocks]
    inside = set()
    for position, item in enumerate(document.items if ends else ()):
        passed = []
        index = item.block
        while index is not None and ends.get(index, 0) < item.span.line:
            passed.append(index)
            index = outer[index]
        for block in passed:
            outer[block] = index
        if index is not None:
            inside.add(position)
    return frozenset(inside)


def _end_of_item_around(document: Document, line: int) -> float:
    """The last line of the innermost item that holds ``line``; infinity without one."""
    owner = bisect_right(document.items, line, key=lambda item: item.span.line) - 1
    around = document.items[owner] if owner >= 0 else None
    while around is not None and around.span.end_line < line:
        around = document.items[around.parent] if around.parent is not None else None
    return around.span.end_line if around is not None else math.inf


_COUNT = lazy_pattern(r"[(\[（]\s*(?P<count>\d{1,6})\s*[)\]）]\s*$")
_DECORATION = lazy_pattern(r":[a-z0-9_+-]+:|^\W*\d+(?:\.\d+)*[.)、]?\s+(?=\S)")
# GitHub scrolls to the top for these, whatever the page holds.
_ALWAYS = frozenset({"", "top", "readme"})
# An anchor written above its heading is at most this many lines before it.
MAX_LINES_ABOVE = 2
# No heading has more links back to the contents.
MAX_BACK_LINKS = 5


def name_of(text: str) -> str:
    """The text of a heading or of a link to it, for comparison.

    Emoji codes, a leading number and a trailing count do not distinguish two headings, nor do "&"
    and "and".
    """
    return fold(_DECORATION.sub(" ", _COUNT.sub("", text)).replace(" & ", " and "))


def count_in(text: str) -> tuple[int, int, int] | None:
    """The count that a text ends in, as in ``Chat (12)``, with its start and end in the text."""
    match = _COUNT.search(text)
    return (int(match["count"]), *match.span("count")) if match else None


def fragment_of(document: Document, link: Link) -> str | None:
    """The fragment of a link within its own page, decoded; None for any other link."""
    fragment = document.page_fragment(link.url) if "#" in link.url else None
    if link.kind == "image" or fragment is None:
        return None
    return unquote(fragment).removeprefix("user-content-")


class Outline:
    """Looks up a document's headings.

    ``names`` holds the name of each heading (see `name_of`; links back to the contents are no part
    of it), ``by_name`` the headings of each name.
    """

    names: Sequence[str]
    by_name: Mapping[str, Sequence[int]]

    def __init__(self, document: Document) -> None:
        """Index ``document``, in linear time."""
        self._document = document
        self._starts = [heading.span.line for heading in document.headings]
        self.names = self._heading_names()
        by_name: dict[str, list[int]] = defaultdict(list)
        for index, name in enumerate(self.names):
            by_name[name].append(index)
        self.by_name = by_name
        self._targets: dict[str, int | None] = {}
        for anchor in document.anchors:
            self._targets.setdefault(anchor.name.removeprefix("user-content-"), self._near(anchor))
        self._targets |= {heading.anchor: i for i, heading in enumerate(document.headings)}
        self._folded = {name.casefold(): target for name, target in self._targets.items()}

    def exists(self, fragment: str) -> bool:
        """Whether GitHub scrolls somewhere for ``fragment``, which it also tries in lower case."""
        lower = fragment.casefold()
        return lower in _ALWAYS or lower in self._folded or lower.startswith(":~:")

    def heading(self, fragment: str) -> int | None:
        """The heading that ``fragment`` leads to, or that its anchor is at."""
        if fragment in self._targets:
            return self._targets[fragment]
        return self._folded.get(fragment.casefold())

    @cached_property
    def fragments(self) -> Sequence[str]:
        """Every fragment that leads somewhere."""
        return tuple(self._targets)

    def at(self, line: int) -> int | None:
        """The heading in force at ``line``."""
        index = bisect_right(self._starts, line) - 1
        return index if index >= 0 else None

    def _near(self, anchor: Anchor) -> int | None:
        line = anchor.span.line
        following = bisect_left(self._starts, line)
        if following < len(self._starts) and self._starts[following] <= line + MAX_LINES_ABOVE:
            return following
        return self.at(line)

    def _heading_names(self) -> list[str]:
        texts = [heading.text for heading in self._document.headings]
        cut: Counter[int] = Counter()
        for link in self._document.links:
            index = self.at(link.span.line)
            if index is None or not link.text or fragment_of(self._document, link) is None:
                continue
            if cut[index] < MAX_BACK_LINKS and self._document.headings[index].span.covers(
                link.span
            ):
                cut[index] += 1
                before, _, after = texts[index].rpartition(link.text)
                texts[index] = before + after or texts[index]
        return [name_of(text) for text in texts]


# ---------------------------------------------------------------------------------- lines

_PRE = lazy_pattern(r"<(?P<end>/?)pre\b", re.IGNORECASE)
# https://allcontributors.org/docs/en/cli/usage: the bot owns all between these comments.
_GENERATED = lazy_pattern(r"<!--\s*ALL-CONTRIBUTORS-LIST:(?P<which>START|END)\b")


@once
def preformatted(document: Document) -> frozenset[int]:
    """The lines within raw ``<pre>`` elements, their first and last line included."""
    if not _PRE.search(document.text):
        return frozenset()
    inside: set[int] = set()
    is_open = False
    for number, line in enumerate(document.lines, 1):
        tags = list(_PRE.finditer(line)) if "<" in line else []
        if is_open or tags:
            inside.add(number)
        if tags:
            is_open = not tags[-1]["end"]
    return frozenset(inside)


def generated(document: Document, added: AbstractSet[int] | None = None) -> Sequence[range]:
    """The blocks of lines that a bot writes, which are not fixed by hand.

    A mark on ``added`` lines, which a change brings, does not count: anybody could write it.
    """
    if not _GENERATED.search(document.text):
        return ()
    blocks: list[range] = []
    start = 0
    for number, line in enumerate(document.lines, 1):
        if added and number in added:
            continue
        for mark in _GENERATED.finditer(line) if "ALL-CONTRIBUTORS" in line else ():
            if mark["which"] == "START":
                start = start or number
            elif start:
                blocks.append(range(start, number + 1))
                start = 0
    return blocks
