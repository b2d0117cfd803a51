"""Which entries stand in one order, by what they are ordered, and the fewest to move."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import islice
from operator import le
from typing import Any

from linter.model import Conventions, Document, Entry
from linter.text import dates

# ------------------------------------------------------------------------------------- runs


def runs(document: Document) -> list[list[Entry]]:
    """The entries, cut where an order may start afresh.

    That is at a heading, at an HTML block, in another parent item, and behind a paragraph or an
    item of another kind that names what follows.
    """
    breaks = {
        index
        for index, item in enumerate(document.items)
        if item.kind == "paragraph" or item.marker == ""
    }
    entries = {entry.item for entry in document.entries}
    out: list[list[Entry]] = []
    last: tuple[Any, ...] | None = None
    labels = sorted(breaks - entries)
    for entry in document.entries:
        item = document.items[entry.item]
        label = bisect_right(labels, entry.item)
        key = (item.heading, item.block, item.parent, item.kind, item.depth, label)
        if key != last:
            out.append([])
            last = key
        out[-1].append(entry)
    return out


# ------------------------------------------------------------------------------------- keys

_MARKUP = re.compile(
    r"!?\[([^\]]*)\]\([^)]*\)|[*`~]|(?<![^\W_])_|_(?![^\W_])|<[^>]*>|:[a-z0-9_+-]+:"
)
# What any markup has in it.
_SIGN = re.compile(r"[\[*`~_<:]")
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_NOT_WORD = re.compile(r"[\W_]+")


def _bare(title: str) -> str:
    if not _SIGN.search(title):
        return title.strip()
    return _MARKUP.sub(lambda match: match[1] or "", title).strip()


def _plain(title: str) -> str:
    text = _bare(title)
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text)
    return "".join(char for char in text if not unicodedata.combining(char))


def _words(title: str) -> str:
    return _NOT_WORD.sub(" ", _plain(title).casefold()).strip()


# Ways in which lists sort names. A list is held to the one it follows best, and an entry is out
# of order only if it is so by all of them.
COLLATIONS: dict[str, Callable[[str], str]] = {
    "words": _words,
    "letters": lambda title: _NOT_WORD.sub("", _plain(title).casefold()),
    "plain": lambda title: _plain(title).casefold().lstrip("\"'“‘([{.@#$-+!¿¡ "),
    "articles ignored": lambda title: _ARTICLE.sub("", _words(title), count=1),
    "case matters": _plain,
    "accents matter": lambda title: unicodedata.normalize("NFC", _bare(title)).casefold(),
}


def date_key(entry: Entry, conventions: Conventions) -> int | None:
    """The entry's date as a number that grows with the order's direction; None if it has none."""
    text = entry.fields.get("date")
    if not text:
        return None
    form = conventions.date_format
    day = dates.recognise(text, form)
    if day is None or (form and day.form != form):
        return None
    first = day.first_day()
    if first is None or dates.is_before_its_id(day, entry.identity):
        return None
    return -first.toordinal() if conventions.order == "newest" else first.toordinal()


# ------------------------------------------------------------------------------------- moves


def fewest_moves(keys: Sequence[Any], movable: Sequence[bool]) -> list[int]:
    """The smallest set of positions to move so that the rest does not decrease.

    Of several smallest sets it is one with the most positions that are ``movable`` (added lines).
    A heaviest non-decreasing subsequence, in O(n log n).
    """
    if all(map(le, keys, islice(keys, 1, None))):
        return []
    count = len(keys)
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    # One kept position outweighs any number of preferences.
    weights = [(count + 1) + (0 if movable[i] else 1) for i in range(count)]
    best_at = [(0, -1)] * (len(ranks) + 1)
    previous = [-1] * count
    for i, key in enumerate(keys):
        rank = ranks[key] + 1
        weight, before = (0, -1)
        at = rank
        while at > 0:
            if best_at[at][0] > weight:
                weight, before = best_at[at]
            at -= at & -at
        previous[i] = before
        candidate = (weight + weights[i], i)
        at = rank
        while at < len(best_at):
            if candidate[0] > best_at[at][0]:
                best_at[at] = candidate
            at += at & -at
    end = max((entry for entry in best_at), default=(0, -1))[1]
    kept = set()
    while end >= 0:
        kept.add(end)
        end = previous[end]
    return [i for i in range(count) if i not in kept]


def most_kept(keys: Sequence[Any]) -> int:
    """How many positions stay where `fewest_moves` moves the rest, if it does not matter which.

    That is the length of a longest non-decreasing subsequence: ``tails`` holds the least key that
    one of each length can end in.
    """
    tails: list[Any] = []
    for key in keys:
        at = bisect_right(tails, key)
        tails[at : at + 1] = [key]
    return len(tails)


def keys(run: Sequence[Entry], conventions: Conventions) -> list[Any]:
    """The sort key of each entry by the list's order; None for one that has none."""
    if conventions.order == "a-z":
        key = COLLATIONS[conventions.options.get("collation") or "words"]
        return [key(entry.fields["title"]) if entry.fields.get("title") else None for entry in run]
    if conventions.order in ("newest", "oldest"):
        return [date_key(entry, conventions) for entry in run]
    return [None] * len(run)
