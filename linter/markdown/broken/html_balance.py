"""The balance of a page's HTML elements: which start tags no end tag closes.

GitHub's page is one HTML document, whatever Markdown is between the tags, so the elements of a
file are matched across its blocks (WHATWG HTML, section 13.2.6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from linter.model import Tag

CLOSED = frozenset(
    {
        *("a", "abbr", "b", "big", "blockquote", "center", "code", "del", "details", "div", "dl"),
        *("em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "ins", "kbd", "mark", "ol"),
        *("picture", "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub"),
        *("summary", "sup", "table", "tt", "u", "ul", "var", "video"),
    }
)
"""The elements that have to be closed: those that may not leave out their end tag (WHATWG HTML,
section 13.1.2.4) and that lists use."""

TAGS = CLOSED | frozenset(
    {
        *("bdo", "br", "caption", "cite", "dd", "dfn", "dt", "figcaption", "figure", "h7", "h8"),
        *("hr", "img", "li", "nobr", "p", "path", "rp", "rt", "ruby", "source", "svg", "tbody"),
        *("td", "tfoot", "th", "thead", "time", "tr", "wbr"),
    }
)
"""What GitHub keeps of HTML (html-pipeline, ``SanitizationFilter``), and what is often written
although it shows nothing."""


class Unclosed(NamedTuple):
    """A start tag without an end tag. ``parent``: the element of the same name around it.

    ``stray`` is the end tag of another element in the place of its own.
    """

    tag: Tag
    parent: Tag | None = None
    stray: Tag | None = None


class Balance(NamedTuple):
    """The start tags that nothing closes, in source order, and how many of a name are closed."""

    unclosed: tuple[Unclosed, ...]
    closed: dict[str, int]


def balance(tags: Sequence[Tag]) -> Balance:
    """Match start tags with end tags, as a browser does for elements that nest.

    An end tag closes the nearest open element of its name; what was opened inside of that and is
    still open stays unclosed, unless its own end tag follows (crossed tags, which browsers put
    right).
    """
    opened: list[_Open] = []
    by_name: dict[str, list[_Open]] = defaultdict(list)
    crossed: dict[str, list[_Open]] = defaultdict(list)
    strays: dict[int, Tag] = {}
    closed: dict[str, int] = defaultdict(int)
    for tag in tags:
        if tag.name not in CLOSED:
            continue
        if not tag.closing:
            element = _Open(tag, by_name[tag.name][-1].tag if by_name[tag.name] else None)
            opened.append(element)
            by_name[tag.name].append(element)
        elif by_name[tag.name]:
            while (element := opened.pop()).tag.name != tag.name:
                by_name[element.tag.name].pop()
                crossed[element.tag.name].append(element)
            by_name[tag.name].pop()
            closed[tag.name] += 1
        elif crossed[tag.name]:
            crossed[tag.name].pop()
            closed[tag.name] += 1
        elif opened:
            strays.setdefault(id(opened[-1].tag), tag)
    left = [*opened, *(element for elements in crossed.values() for element in elements)]
    unclosed = [
        Unclosed(element.tag, element.parent, strays.get(id(element.tag))) for element in left
    ]
    return Balance(tuple(sorted(unclosed, key=lambda one: one.tag.span)), dict(closed))


class _Open(NamedTuple):
    """An open element, and the one of its name around it."""

    tag: Tag
    parent: Tag | None
