"""An order that a section keeps, whatever the list does: by stars, by year, by day, by name.

What counts is the source line of an entry: its stars or its year in parentheses need not be a field
of the template.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from linter.model import Document, Entry
from linter.structure.ordering import fewest_moves
from linter.text.patterns import lazy_pattern

MIN_ENTRIES = 20
"""In a shorter section an order may be chance."""

MIN_NAMES = 30
"""The same for names: half of all neighbours are in order anyway."""

MIN_VALUES = 4
"""So many different values make a sequence that is sorted by chance unlikely."""

KEYED_RATIO = 0.95
"""The share of entries that must have a value."""

_STARS = lazy_pattern(r"(?:★|⭐|☆)\ufe0f? ?(\d[\d,.]*)(k?)")
_YEAR = lazy_pattern(r"\((?:[^()\[\]]*[ ,])?((?:19|20)\d\d)\)")
_MORE = lazy_pattern(r"\bmore\b", re.IGNORECASE)
_DAY = lazy_pattern(r"[|\s*-]*(\d{1,2})\.(\d{1,2})(?=[\s|])")


class Astray(NamedTuple):
    """An entry that is out of order, and between which two it belongs.

    ``words`` say how its section is sorted; ``run`` is the section's entries.
    """

    words: str
    entry: Entry
    run: Sequence[Entry]
    above: Entry | None
    below: Entry | None


def find_astray(
    document: Document, runs: Sequence[Sequence[Entry]], is_added: Callable[[Entry], bool]
) -> list[Astray]:
    """The entries that break an order which all these runs keep otherwise.

    That is one entry at most, and however many a change adds: what it adds is no evidence against
    an order. None where there is no such order.
    """
    count = sum(not is_added(entry) for run in runs for entry in run)
    if count < MIN_ENTRIES:
        return []
    found: list[Astray] = []
    for order in _ORDERS:
        if order.by_name and (len(runs) > 1 or count < MIN_NAMES):
            continue
        moving = _moving(document, runs, order, is_added, count)
        if moving is None:
            continue
        if not moving:
            return []
        found = found or moving
    return found


def _moving(
    document: Document,
    runs: Sequence[Sequence[Entry]],
    order: _Order,
    is_added: Callable[[Entry], bool],
    count: int,
) -> list[Astray] | None:
    """The entries to move; nothing if all are in order; None if too many are not.

    ``count`` is how many entries the change did not add.
    """
    moving: list[Astray] = []
    values: set[Any] = set()
    total = old = 0
    for run in runs:
        keyed = [
            (key, entry)
            for entry in run
            if (key := order.key(entry, document.lines[entry.span.line - 1])) is not None
        ]
        keys = [key if order.ascending else tuple(-part for part in key) for key, _ in keyed]
        added = [is_added(entry) for _, entry in keyed]
        settled = [key for key, new in zip(keys, added, strict=True) if not new]
        values.update(settled)
        total += len(settled)
        astray = fewest_moves(keys, added)
        old += sum(not added[i] for i in astray)
        if old > 1:
            return None
        staying = sorted(set(range(len(keys))).difference(astray))
        others = [keys[i] for i in staying]
        for i in astray:
            if _is_clear(keys, i):
                own = bisect_left(staying, i)
                at = min(max(own, bisect_left(others, keys[i])), bisect_right(others, keys[i]))
                above = keyed[staying[at - 1]][1] if at else None
                below = keyed[staying[at]][1] if at < len(staying) else None
                moving.append(Astray(order.words, keyed[i][1], run, above, below))
    if total < KEYED_RATIO * count or len(values) < MIN_VALUES:
        return None
    return [moved for moved in moving if not _points_on(document, moved)]


def _is_clear(keys: Sequence[Any], i: int) -> bool:
    """Whether a name is no beginning of its neighbour's, nor the other way round.

    Where one name begins with the other, either order is right.
    """
    near = [key for key in (*keys[max(0, i - 1) : i], *keys[i + 1 : i + 2]) if isinstance(key, str)]
    return not any(key.startswith(keys[i]) or keys[i].startswith(key) for key in near)


def _points_on(document: Document, astray: Astray) -> bool:
    """Whether the entry is the last of its section and leads to more of its kind."""
    entry = astray.entry
    line = document.lines[entry.span.line - 1]
    return entry is astray.run[-1] and _MORE.search(line) is not None


def _stars(_: Entry, line: str) -> tuple[float, ...] | None:
    found = _STARS.search(line) if "★" in line or "⭐" in line or "☆" in line else None
    if found is None:
        return None
    digits = found.group(1).rstrip(".,").replace(",", "")
    try:
        return (float(digits) * (1000 if found.group(2) else 1),)
    except ValueError:
        return None


def _year(_: Entry, line: str) -> tuple[int, ...] | None:
    found = _YEAR.search(line) if "20)" in line or "(" in line else None
    return (int(found.group(1)),) if found else None


def _day(_: Entry, line: str) -> tuple[int, ...] | None:
    found = _DAY.match(line)
    if found is None or not (1 <= int(found.group(1)) <= 12 and 1 <= int(found.group(2)) <= 31):
        return None
    return int(found.group(1)), int(found.group(2))


def _name(entry: Entry, _: str) -> str | None:
    title = unicodedata.normalize("NFKD", entry.fields.get("title", "")).casefold()
    return "".join(char for char in title if char.isalnum()) or None


class _Order(NamedTuple):
    words: str
    ascending: bool
    key: Callable[[Entry, str], Any]
    by_name: bool = False


_ORDERS = (
    _Order("entries here are sorted by their stars, most first", False, _stars),
    _Order("entries here run from the newest year to the oldest", False, _year),
    _Order("entries here run from the oldest year to the newest", True, _year),
    _Order("entries here run from the newest day to the oldest", False, _day),
    _Order("entries here run from the oldest day to the newest", True, _day),
    _Order("entries here are in alphabetical order", True, _name, by_name=True),
)
