"""Which entries stand in one order, by what they are ordered, and the fewest to move."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice, pairwise
from operator import le
from typing import Any, NamedTuple

from linter.model import Conventions, Document, Entry
from linter.text import dates
from linter.text.diff import Alignment, align
from linter.text.patterns import LIST_MARKER, lazy_pattern

# ------------------------------------------------------------------------------------- runs


class _Run(NamedTuple):
    """The entries between two places where an order may start afresh.

    ``level`` is the parent, kind and depth of their items.
    """

    level: tuple[int | None, str, int]
    entries: list[Entry]


def runs(
    document: Document, added: AbstractSet[int] | None = None, base: Document | None = None
) -> list[list[Entry]]:
    """The entries, cut where an order may start afresh.

    That is at a heading, at an HTML block, in another parent item, and behind a paragraph or an
    item of another kind that names what follows. Of what a change brings (``added`` lines), these
    cut nothing: HTML; such a paragraph or item in a list that has none; entries below another one;
    and whatever is new in the midst of what is one run in ``base``, the document before the change.
    """
    added = added or frozenset()
    if base is None:
        return [run.entries for run in _cut(document, added, _labels(document))]
    before = _cut(base, frozenset(), _labels(base))
    labels = _labels(document)
    if before == _cut(base, frozenset(), []):
        labels = [item for item in labels if document.items[item].span.line not in added]
    joined = _joined(_cut(document, added, labels), before, align(base.lines, document.lines))
    return [run.entries for run in joined]


def _labels(document: Document) -> list[int]:
    """The paragraphs, and the items without a bullet, that are no entries."""
    entries = {entry.item for entry in document.entries}
    return [
        index
        for index, item in enumerate(document.items)
        if (item.kind == "paragraph" or item.marker == "") and index not in entries
    ]


def _cut(document: Document, added: AbstractSet[int], labels: Sequence[int]) -> list[_Run]:
    blocks = _settled_blocks(document, added) if added else range(len(document.blocks))
    out: list[_Run] = []
    last: tuple[Any, ...] | None = None
    # A run, and how many entries stood before its last one that the change did not bring.
    open_runs: dict[tuple[Any, ...], tuple[_Run, int]] = {}
    old = 0
    for entry in document.entries:
        item = document.items[entry.item]
        label = bisect_right(labels, entry.item)
        block = None if item.block is None else blocks[item.block]
        level = (item.parent, item.kind, item.depth)
        key = (item.heading, block, level, label)
        if key != last:
            known = open_runs.get(key)
            if known is not None and added and known[1] == old:
                run = known[0]
            else:
                run = _Run(level, [])
                out.append(run)
            last = key
        run.entries.append(entry)
        old += entry.span.line not in added
        if added:
            open_runs[key] = run, old
    return out


def _joined(found: Sequence[_Run], before: Sequence[_Run], lines: Alignment) -> list[_Run]:
    """The runs, those joined again that are one in the base, whose runs are ``before``.

    Not so where the change moves entries of that run: it was arranged anew then.
    """
    numbers = {
        entry.span.line: number for number, run in enumerate(before) for entry in run.entries
    }
    rearranged = {numbers.get(line) for line in lines.moved.values()}
    out: dict[int, _Run] = {}
    # For a run of the base: the run that holds its entries, and the last one that had some.
    places: dict[int, tuple[int, int]] = {}
    for index, run in enumerate(found):
        sources = [lines.kept.get(entry.span.line, 0) for entry in run.entries]
        old = [numbers[line] for line in sources if line in numbers]
        first, last = places.get(old[0], (index, index)) if old else (index, index)
        if first == index or old[0] in rearranged:
            first = index
            out[index] = run
        else:
            levels = {out[first].level, run.level}
            between = [other for other in range(last + 1, index) if other in out]
            for other in [at for at in between if out[at].level in levels]:
                out[first].entries.extend(out.pop(other).entries)
            out[first].entries.extend(run.entries)
        places |= dict.fromkeys(old, (first, index))
    return list(out.values())


def _settled_blocks(document: Document, added: AbstractSet[int]) -> Sequence[int | None]:
    """For each block the innermost one around it, or itself, that does not begin on added lines."""
    settled: list[int | None] = []
    for index, block in enumerate(document.blocks):
        around = None if block.parent is None else settled[block.parent]
        settled.append(around if block.span.line in added else index)
    return settled


# A heading with one of these words, or that is one of these, is that of a choice of entries.
_SELECTION_WORDS = frozenset(
    {"featured", "latest", "most", "newest", "popular", "recent", "recently", "trending"}
    | {"最新", "热门", "推荐"}
)
_SELECTIONS = frozenset({"changelog", "highlights", "new additions", "new entries", "what s new"})
_TOP = lazy_pattern(r"\btop \d+\b")


def is_selection(section: Sequence[str]) -> bool:
    """Whether a section (a path of headings) holds the latest, most popular or best entries.

    Such a section is in the order of time or rank, not in that of the list.
    """
    name = _words(section[-1]) if section else ""
    return (
        not _SELECTION_WORDS.isdisjoint(name.split())
        or name in _SELECTIONS
        or bool(_TOP.search(name))
    )


# ------------------------------------------------------------------------------------- keys

_MARKUP = lazy_pattern(
    r"""
    !?\[ (?P<text>[^\]]*) \] \([^)]*\)       # a link or an image: its text stays
    | [*`~]                                  # emphasis, code, strikethrough
    | (?<![^\W_]) _ | _ (?![^\W_])            # emphasis by underscores, outside of words
    | <[^>]*>                                # a tag
    | :[a-z0-9_+-]+:                         # a shortcode
    """,
    re.VERBOSE,
)
# What any markup has in it.
_SIGN = lazy_pattern(r"[\[*`~_<:]")
_ARTICLE = lazy_pattern(r"(?:the|an?)\s+", re.IGNORECASE)
_NOT_WORD = lazy_pattern(r"[\W_]+")
_EDGES = lazy_pattern(r"^[\W_]+|[\W_]+$")


def _bare(title: str) -> str:
    if not _SIGN.search(title):
        return title.strip()
    return _MARKUP.sub(lambda match: match["text"] or "", title).strip()


def _plain(title: str) -> str:
    text = _bare(title)
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text)
    return "".join(char for char in text if not unicodedata.combining(char))


def _words(title: str) -> str:
    return _NOT_WORD.sub(" ", _plain(title).casefold()).strip()


def _letters(title: str) -> str:
    return _NOT_WORD.sub("", _plain(title).casefold())


def _spaced(title: str) -> str:
    """Word by word, a word being what is between spaces: `Node` before `Node.js`."""
    words = (_EDGES.sub("", word) for word in _plain(title).casefold().split())
    return " ".join(word for word in words if word)


# Ways in which lists sort names. A list is held to the one it follows best, and an entry is out
# of order only if it is so by all of them.
COLLATIONS: dict[str, Callable[[str], str]] = {
    "words": _words,
    "letters": _letters,
    "spaced": _spaced,
    "plain": lambda title: _plain(title).casefold().lstrip("\"'“‘([{.@#$-+!¿¡ "),
    "articles ignored": lambda title: _ARTICLE.sub("", _words(title), count=1),
    "case matters": _plain,
    "accents matter": lambda title: unicodedata.normalize("NFC", _bare(title)).casefold(),
    "code points": lambda title: _bare(title).lower(),
}
# Ways in which `sort` orders lines: by bytes, with -f, and by a locale, for which letters and
# digits come first. UTF-8 sorts as its code points do.
LINE_COLLATIONS: dict[str, Callable[[str], str]] = {
    "bytes": str.strip,
    "case ignored": lambda line: line.strip().upper(),
    "locale": lambda line: _NOT_WORD.sub("", unicodedata.normalize("NFKD", line).casefold()),
}


def fits(
    entry: Entry,
    above: Entry | None,
    below: Entry | None,
    conventions: Conventions,
    lines: Sequence[str],
) -> bool:
    """Whether an entry is in order between two others, by the list's order.

    Names are taken kindly: by any usual way of sorting them, or of sorting their lines; and where
    one name begins with the other, either may come first. ``lines`` are those of the document.
    """
    neighbours = [other for other in (above, entry, below) if other is not None]
    if conventions.order not in ("a-z", "lines"):
        dated = keys(neighbours, conventions, lines)
        return all(one is None or two is None or one <= two for one, two in pairwise(dated))
    titles = [other.fields.get("title", "") for other in neighbours]
    sources = [first_line(other, lines) for other in neighbours]
    leads = [_lead(source) for source in sources]
    return any(
        all(
            collate(one) <= collate(two) or _begins_alike(name, other)
            for (one, name), (two, other) in pairwise(zip(texts, names, strict=True))
        )
        for texts, names, collations in (
            (titles, titles, COLLATIONS),
            (sources, titles, LINE_COLLATIONS),
            (sources, leads, LINE_COLLATIONS),
        )
        for collate in collations.values()
    )


def _lead(line: str) -> str:
    """What a line begins with, without its marks: a name in code or brackets."""
    found = _LEAD.match(line)
    return found["lead"] if found else ""


_LEAD = lazy_pattern(rf"\s*{LIST_MARKER}?\s*[|\[`*_~(\s]*(?P<lead>[^\]`*|(\[]+)")


def _begins_alike(title: str, other: str) -> bool:
    """Whether one name is the beginning of the other, at the end of a word."""
    shorter, longer = sorted((_words(title), _words(other)), key=len)
    return bool(shorter) and (longer + " ").startswith(shorter + " ")


def first_line(entry: Entry, lines: Sequence[str]) -> str:
    """The source line that an entry begins on."""
    return lines[entry.span.line - 1] if entry.span.line <= len(lines) else ""


def _coarse(run: Sequence[Entry], conventions: Conventions) -> set[int]:
    """The entries (items) whose dates are coarser than most: a year alone is any of its months."""
    days = {
        entry.item: day
        for entry in run
        if (text := entry.fields.get("date"))
        and (day := dates.recognise(text, conventions.date_format))
    }
    parts = Counter((day.month is not None) + (day.day is not None) for day in days.values())
    if len(parts) < 2:
        return set()
    usual = parts.most_common(1)[0][0]
    return {
        item
        for item, day in days.items()
        if (day.month is not None) + (day.day is not None) < usual
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


def keys(run: Sequence[Entry], conventions: Conventions, lines: Sequence[str]) -> list[Any]:
    """The sort key of each entry by the list's order; None for one that has none.

    ``lines`` are those of the document.
    """
    collation = conventions.options.get("collation", "")
    if conventions.order == "a-z":
        titles = [entry.fields.get("title") or None for entry in run]
        return _names(titles, COLLATIONS[collation or "words"])
    if conventions.order == "lines":
        by_line = LINE_COLLATIONS[collation or "bytes"]
        return [by_line(first_line(entry, lines)) for entry in run]
    if conventions.order in ("newest", "oldest"):
        coarse = _coarse(run, conventions)
        return [None if entry.item in coarse else date_key(entry, conventions) for entry in run]
    return [None] * len(run)


def _names(titles: Sequence[str | None], collate: Callable[[str], str]) -> list[str | None]:
    """The sort key of each title; None for one in another script than most of them.

    Such a name is sorted by how it is read, which its letters do not tell: 文言 as Wenyan, π as pi.
    """
    names = [collate(title) if title else None for title in titles]
    if all(name is None or name.isascii() for name in names):
        return names
    scripts = [_script(name or "") for name in names]
    (main, _), *_ = Counter(script for script in scripts if script).most_common(1) or [("", 0)]
    return [
        name if script in ("", main) else None for name, script in zip(names, scripts, strict=True)
    ]


def _script(name: str) -> str:
    """The script of a name's first letter as Unicode names it (`LATIN`, `GREEK`); "" for others."""
    first = next((char for char in name if char.isalnum()), "")
    return unicodedata.name(first, "").partition(" ")[0] if first.isalpha() else ""


def kindest(run: Sequence[Entry], conventions: Conventions, lines: Sequence[str]) -> Conventions:
    """The conventions with the way of sorting names that leaves most entries of a run in place.

    Of equal ones the list's own; orders that are not alphabetical stay what they are.
    """
    collations = {"a-z": COLLATIONS, "lines": LINE_COLLATIONS}.get(conventions.order, {})
    best, most = conventions, _in_place(run, conventions, lines)
    for collation in collations if most < len(run) else ():
        other = conventions._replace(options={**conventions.options, "collation": collation})
        kept = _in_place(run, other, lines)
        if kept > most:
            best, most = other, kept
    return best


def _in_place(run: Sequence[Entry], conventions: Conventions, lines: Sequence[str]) -> int:
    return most_kept([key for key in keys(run, conventions, lines) if key is not None])
