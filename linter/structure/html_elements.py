"""The balance of a page's HTML elements: which start tags no end tag closes.

GitHub's page is one HTML document, whatever Markdown stands between the tags, so the elements of a
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


class Unclosed(NamedTuple):
    """A start tag without an end tag. ``parent``: the element of the same name around it.

    ``stray`` is the end tag of another element that stands in the place of its own.
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
    open_tags: list[Tag] = []
    open_by_name: dict[str, list[Tag]] = defaultdict(list)
    closed: dict[str, int] = defaultdict(int)
    crossed: dict[str, list[tuple[Tag, Tag | None]]] = defaultdict(list)
    strays: list[tuple[Tag, Tag | None]] = []
    for tag in tags:
        if tag.name not in CLOSED:
            continue
        if not tag.closing:
            open_tags.append(tag)
            open_by_name[tag.name].append(tag)
        elif open_by_name[tag.name]:
            while True:
                top = open_tags.pop()
                open_by_name[top.name].pop()
                if top.name == tag.name:
                    break
                crossed[top.name].append((top, _last(open_by_name[top.name])))
            closed[tag.name] += 1
        elif crossed[tag.name]:
            crossed[tag.name].pop()
            closed[tag.name] += 1
        else:
            strays.append((tag, _last(open_tags)))
    left = [pair for pairs in crossed.values() for pair in pairs]
    for same in open_by_name.values():
        left += zip(same, [None, *same], strict=False)
    wrong = {id(opened): stray for stray, opened in reversed(strays) if opened is not None}
    unclosed = [Unclosed(tag, parent, wrong.get(id(tag))) for tag, parent in left]
    return Balance(tuple(sorted(unclosed, key=lambda element: element.tag.span)), dict(closed))


def _last(tags: Sequence[Tag]) -> Tag | None:
    return tags[-1] if tags else None
