"""Two fields of an entry in each other's place, told by what these fields hold elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations

from linter.model import Entry
from linter.text.authors import looks_like_names

MIN_USES = 3
"""A value that so many entries have in one field, and none in the other, belongs there."""

NAMES_RATIO, MAX_NAMES_RATIO = 0.9, 0.1
"""So many values of one field name people, and so few of the other one."""

MIN_VALUES = 10
"""So many values show what a field holds."""

# Texts of an entry's own, which recur in no other one.
_FREE = frozenset(("title", "url", "description", "badges"))


class FieldValues:
    """What the fields of some entries hold, template by template."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Count the values of all fields that may recur."""
        self._values: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
        self._names: dict[tuple[int, str], float] = {}
        for entry in entries:
            for name, value in entry.fields.items():
                if name not in _FREE and not name.endswith("_url"):
                    self._values[entry.template, name][value.strip()] += 1

    def swapped(self, entry: Entry) -> tuple[str, str] | None:
        """Two fields of an entry that hold what belongs into the other one."""
        names = [
            name
            for name, value in entry.fields.items()
            if (entry.template, name) in self._values
            and value.strip()
            and name in entry.field_spans
        ]
        for one, other in combinations(names, 2):
            if self._is_known(entry, one, other) or self._is_people(entry, one, other):
                return one, other
        return None

    def _is_known(self, entry: Entry, one: str, other: str) -> bool:
        """Whether both values are used by others, but in the other's field alone."""
        first, second = entry.fields[one].strip(), entry.fields[other].strip()
        firsts = self._values[entry.template, one]
        seconds = self._values[entry.template, other]
        return (
            min(seconds[first], firsts[second]) >= MIN_USES
            and max(firsts[first], seconds[second]) <= 1
        )

    def _is_people(self, entry: Entry, one: str, other: str) -> bool:
        """Whether the field for names holds none, and the other one does, which never does."""
        people, rest = (one, other) if one.startswith("authors") else (other, one)
        if not people.startswith("authors") or rest.startswith("authors"):
            return False
        if _are_names(entry.fields[people]) or not _are_names(entry.fields[rest]):
            return False
        return (
            self._share(entry.template, people) >= NAMES_RATIO
            and self._share(entry.template, rest) <= MAX_NAMES_RATIO
        )

    def _share(self, template: int, name: str) -> float:
        """The share of a field's values that name people; in doubt none of the two shares."""
        key = template, name
        if key not in self._names:
            values = self._values[key]
            named = sum(_are_names(value) for value in values)
            enough = len(values) >= MIN_VALUES or values.total() >= MIN_VALUES
            self._names[key] = named / len(values) if enough else 0.5
        return self._names[key]


def _are_names(text: str) -> bool:
    return looks_like_names(text.strip().strip(".*_ "))
