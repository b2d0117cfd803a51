"""A form written as an entry template: the line a contributor would copy.

What nearly all entries have word for word is literal text. What differs is a field, named by what
it holds: a date, a year, the names of people, what a link is called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from math import ceil
from typing import TypeVar

from linter.conventions.forms import Alignment, Form, Part, align
from linter.conventions.segments import (
    DESTINATION,
    Keys,
    Segment,
    evenly,
    fold_label,
)
from linter.text import dates
from linter.text.authors import looks_like_names
from linter.text.patterns import lazy_pattern

T = TypeVar("T")

# What so many of the values of a part have in common, all of them are meant to have.
NEARLY_ALL, MOST = 0.95, 0.9
# So many of a text's values name people, or nearly so many name one each.
NAMES_RATIO, ONE_NAME_RATIO = 0.5, 0.7
# Of the values of a text so many are lists, if they are lists of names.
LISTS_RATIO = 0.3
# So many values of one kind (a year in a venue, a license, a language) name a field.
KIND_RATIO = 0.7
# Where more than so many entries have a space, and more than so many have none, either will do.
MIXED_RATIO = 0.03
# A run of links has as many as one in so many entries has; below that one link is enough.
RUN_RATIO = 0.01
# So many entries show what a part holds; so few show nothing but that it is there.
MAX_SHOWN, MIN_SHOWN = 200, 10
# So many runs of links begin with one of the same name, if that is the entry's own.
FIRST_RATIO = 0.98
# A run is written out if it has no more parts that may be missing.
MAX_WRITTEN_OUT = 2

_DATE_BEHIND = lazy_pattern(
    r"(?P<text>.*[^\s,(])(?P<between>,? )(?P<date>[A-Z][a-z]{2,8}\.? (?:19|20)\d\d)\Z"
)
_YEAR_BEHIND = lazy_pattern(r"(?P<text>.*[^\s,(])(?P<between>,? )(?P<year>(?:19|20)\d\d)\Z")
_YEAR_IN_BRACKETS = lazy_pattern(
    r"(?P<text>.*\S) \((?P<venue>[^()]*[^\s(),])(?P<between>,? )(?P<year>(?:19|20)\d\d)\)\Z"
)
_YEAR_FIRST = lazy_pattern(r"(?P<year>(?:19|20)\d\d)(?P<between>: | - )(?P<text>\S.*)\Z")
_NAMES_FIRST = lazy_pattern(r"(?P<names>[^\d]*[^\W\d]{2,})\. (?P<venue>[^.]+)\Z")
_HAS_YEAR = lazy_pattern(r"\b(?:19|20)\d\d\b")
_LICENSE = lazy_pattern(
    r"(?:⊘ ?Proprietary|MIT|[AL]?GPL|BSD|Apache|MPL|CC|EPL|EUPL|ISC|Unlicense|WTFPL|Zlib|OSL)\b",
    re.IGNORECASE,
)
_LANGUAGE = lazy_pattern(
    r"(?:C|C\+\+|C#|Clojure|Crystal|Dart|Elixir|Elm|Erlang|F#|Go|Haskell|Java|JavaScript|Julia"
    r"|Kotlin|Lua|Nim|Nodejs|Objective-C|OCaml|Perl|PHP|Python|R|Ruby|Rust|Scala|Shell|Swift"
    r"|TypeScript|Zig)(?:/.*)?\Z"
)
_STARS = lazy_pattern(r"[★⭐☆]\s*[\d.,]+[kKmM]?\+?\Z|[\d.,]+[kKmM]?\+?\s*[★⭐☆]\Z")
_ONE_NAME = lazy_pattern(
    r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*| (?:de|van|von|der|da|la|le|del|di)){1,3}\Z"
)
_LIST = lazy_pattern(r"[,;]|\band\b|&")
_TYPED = frozenset(
    ("author", "authors", "badges", "date", "number", "stars", "title", "url", "year")
)
_QUOTES = (('"', '"'), ("“", "”"), ("'", "'"), ("«", "»"), ("《", "》"))
_BARS = (" | ", " · ")
# What a template has so far ends in a space that a group holds, or in a line's start.
_ENDS_IN_SPACE = lazy_pattern(r"\n[ ]*\Z|\s\Z|\{optional:[^{}]*(?:\{[^{}]*\}[^{}]*)* \}\Z")


class Column:
    """The values at one part of a form, and the entries that have it."""

    def __init__(self, part: Part) -> None:
        self.key = part.key
        self.is_required = part.is_required
        self.others = part.others
        self.segments: list[Segment] = []
        self.present: set[int] = set()
        self.spaced: set[int] = set()

    @property
    def kind(self) -> str:
        """What kind of segment it is."""
        return self.key[0]

    @cached_property
    def values(self) -> list[str]:
        """The first value of each segment. To be asked when all segments are there."""
        return [segment.values[0].strip() for segment in self.segments]

    def constant(self) -> str:
        """The value that nearly all have; "" if there is none."""
        values = Counter(s.values[0].strip() for s in self.segments if len(s.values) == 1)
        if len(self.segments) < 3 or not values:
            return ""
        value, count = values.most_common(1)[0]
        return value if count >= NEARLY_ALL * len(self.segments) else ""

    @cached_property
    def lists_names(self) -> bool:
        """Whether a text enumerates people. To be asked when all segments are there."""
        values = [value.strip("*_ .") for value in self.values]
        lists = [value for value in values if _LIST.search(value)]
        return len(lists) >= LISTS_RATIO * len(values) and _hold(
            looks_like_names, lists, max(3, NAMES_RATIO * len(lists))
        )

    @cached_property
    def has_names(self) -> bool:
        """Whether a text names people, one or several."""
        if self.lists_names:
            return True
        # A sentence ends in a full stop; a name does not.
        whole = [value for value in self.values if not value.endswith(".")]
        return _hold(
            lambda value: _ONE_NAME.match(value) or looks_like_names(value),
            whole,
            max(MIN_SHOWN, ONE_NAME_RATIO * len(self.segments)),
        )


def template_source(form: Form, entries: Sequence[tuple[Segment, ...]], *, plain: bool) -> str:
    """The template of a form, by the entries that follow it.

    ``plain``: a part is one field, whatever it holds.
    """
    return Writer(columns_of(form, entries), plain=plain).source()


def columns_of(form: Form, entries: Sequence[tuple[Segment, ...]]) -> list[Column]:
    """The columns that those make who follow a form."""
    columns = [Column(part) for part in form.parts]
    known: dict[Keys, Alignment] = {}
    following = [entry for entry in entries if tuple(s.key for s in entry) in form.followers]
    shown = evenly(following, MAX_SHOWN)
    for number, entry in enumerate(shown):
        keys = tuple(segment.key for segment in entry)
        if keys not in known:
            found = align(form, keys)
            assert found is not None
            known[keys] = found
        for place, segment in zip(known[keys].places, entry, strict=True):
            columns[place].segments.append(segment)
            columns[place].present.add(number)
            if segment.is_spaced:
                columns[place].spaced.add(number)
    return [column for column in columns if column.segments]


class Writer:
    """Writes one template, or one cell of a row's."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        plain: bool = False,
        used: set[str] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        """``used`` are names that are taken; ``names`` says what fields are called instead."""
        self._columns = columns
        self._plain = plain
        self._used = set() if used is None else used
        self._names = names or {}
        self._title = self._title_column()
        self._description = self._description_column()
        self._has_url = any(
            column.kind == "url" or (column is self._title and column.kind == "link")
            for column in columns
        )

    def source(self) -> str:
        """The template's text."""
        groups = self._groups()
        out = ""
        for at, group in enumerate(groups):
            first = group[0]
            if first.is_required:
                out += self._space(first, out) + self._part(first)
                continue
            body = ""
            for column in group:
                body += self._space(column, body) + self._part(column)
            after = groups[at + 1][0] if at + 1 < len(groups) else None
            begins = not out or _ENDS_IN_SPACE.search(out) is not None
            if begins and after is not None:
                inside, outside = _spaces(
                    after.spaced & first.present, after.present & first.present
                )
                out += f"{_opened(f'{body}{inside}')}}}{outside}"
            else:
                inside, outside = _spaces(first.spaced, first.present)
                out += f"{outside}{_opened(f'{inside}{body}')}}}"
        return out.rstrip(" ")

    # -------------------------------------------------------------------------- what is what

    def _title_column(self) -> Column | None:
        """The link's text; else the first text that all have: a name that some have leads to it."""
        links = [column for column in self._columns if column.kind == "link"]
        if links:
            return links[0]
        before: list[Column] = []
        for column in self._columns:
            if column.kind in ("label", "url"):
                break
            before.append(column)
        texts = [c for c in before if c.kind in ("emphasis", "text") and not c.constant()]
        required = [column for column in texts if column.is_required and not column.lists_names]
        if texts or len(before) == len(self._columns):
            return next(iter(required or texts), None)
        # `[[pdf](…)] Title`: the text behind a label. Behind a bare address it tells of it.
        after = self._columns[len(before) :] if self._columns[len(before)].kind == "label" else []
        behind = (c for c in after if c.kind in ("emphasis", "text") and not c.constant())
        return next((column for column in behind if not column.has_names), None)

    def _description_column(self) -> Column | None:
        """The last text behind title and link that is neither names nor a venue."""
        start = self._columns.index(self._title) + 1 if self._title else 0
        texts = [column for column in self._columns[start:] if column.kind == "text"]
        sentences = [c for c in texts if not c.has_names and not _have_years(c)]
        return sentences[-1] if sentences else None

    def _groups(self) -> list[list[Column]]:
        """The columns; those that are missing together, together."""
        groups: list[list[Column]] = []
        for column in self._columns:
            last = groups[-1][-1] if groups else None
            if (
                last
                and not (column.is_required or last.is_required)
                and _come_together(last, column)
            ):
                groups[-1].append(column)
            else:
                groups.append([column])
        return groups

    def _name(self, wanted: str) -> str:
        """A field name that is not taken."""
        wanted = self._names.get(wanted, wanted)
        stem, suffix = wanted.removesuffix("_url"), "_url" if wanted.endswith("_url") else ""
        name, number = wanted, 1
        while name in self._used:
            number += 1
            name = f"{stem}{number}{suffix}"
        self._used.add(name)
        return name

    def _field(self, wanted: str) -> str:
        return f"{{{self._name(wanted)}}}"

    # -------------------------------------------------------------------------- parts

    def _space(self, column: Column, before: str) -> str:
        """The space in front of a column, if most have one."""
        if not before or _ENDS_IN_SPACE.search(before):
            return ""
        return " " if 2 * len(column.spaced) > len(column.present) else ""

    def _part(self, column: Column) -> str:
        opening, closing = map(_escaped, column.key[1:])
        if column.others:
            marks = (_escaped(key[1]) for key in (column.key, *column.others))
            return f"{{either: {' || '.join(marks)}}}"
        if column.kind in ("marker", "mark"):
            return opening
        if column.kind == "break":
            indents = Counter(segment.values[0] for segment in column.segments)
            return opening + indents.most_common(1)[0][0]
        if column.kind == "badge":
            return self._field("badges")
        if column.kind == "link":
            text = self._values(column.values, "title" if column is self._title else "label")
            url = self._field("url" if column is self._title else "link_url")
            return (opening + text + closing).replace(DESTINATION, url)
        if column.kind == "label":
            return self._labels(column)
        if column.kind == "url":
            return opening + self._field("url") + closing
        if column.kind in ("code", "group"):
            return self._tags(column)
        return self._text(column)

    def _text(self, column: Column) -> str:
        """A text or emphasis, and the mark that ends nearly all of its values."""
        opening, closing = map(_escaped, column.key[1:])
        at = self._columns.index(column)
        following = self._columns[at + 1 :]
        is_last = not any(c.is_required for c in following) or following[0].kind == "break"
        constant = column.constant()
        if column is self._title or not following or _ONE_NAME.match(constant):
            # What ends an entry is prose, however alike; and a name is somebody's.
            constant = ""
        wanted = self._wanted(column)
        body = _escaped(constant) if constant else self._values(column.values, wanted)
        ends = Counter(segment.separator for segment in column.segments)
        end, count = ends.most_common(1)[0]
        if is_last or column is self._description or count < NEARLY_ALL * len(column.segments):
            end = ""
        return opening + body + _escaped(end) + closing

    def _wanted(self, column: Column) -> str:
        """What a text is, by its place and what it holds."""
        if column is self._title:
            return "title"
        if label := self._line_label(column):
            return label
        if column.has_names and _share_holds(_may_be_authors, column.values, NEARLY_ALL):
            return "authors"
        if column is self._description:
            return "description"
        if self._title and self._columns.index(column) < self._columns.index(self._title):
            return "name" if column.kind == "emphasis" else "lead"
        return "venue" if _have_years(column) else "note"

    def _line_label(self, column: Column) -> str:
        """A field name made of the label that leads to a line: `Key words:`."""
        at = self._columns.index(column)
        before = self._columns[at - 1] if at else column
        label = before.key[1].rpartition("\n")[2] if before.kind == "break" else ""
        slug = re.sub(r"[\W_]+", "_", label.casefold()).strip("_") if ":" in label else ""
        if not slug.isascii() or not slug[:1].isalpha() or len(slug) == 1:
            return ""
        # The name of a type would promise what the line may not hold.
        return "note" if slug in _TYPED else slug

    def _values(self, values: Sequence[str], wanted: str) -> str:
        """A field for these values, or several if nearly all of them consist of these."""
        if quoted := self._quoted(values, wanted):
            return quoted
        if day := self._day(values):
            return day
        if self._plain or len(values) < MIN_SHOWN:
            return self._field(wanted)
        if _share_holds(_STARS.match, values, MOST):
            return self._field("stars")
        return self._divided(values, wanted) or self._field(wanted)

    def _day(self, values: Sequence[str]) -> str:
        """The field for values that are dates or years; "" for others."""
        if not _share_holds(_date, values, MOST):
            return ""
        date_format = _commonest(day.form for day in map(_date, values) if day)
        year = date_format == "YYYY"
        return self._field("year") if year else f"{{{self._name('date')}: {date_format}}}"

    def _quoted(self, values: Sequence[str], wanted: str) -> str:
        """The fields within quotation marks, if nearly all values stand in these."""
        inner = [value.rstrip(",.") for value in values]
        for marks in _QUOTES:
            if _share_holds(partial(_is_quoted, marks), inner, NEARLY_ALL):
                inside = [text[1:-1] for text in inner if _is_quoted(marks, text)]
                ends = Counter(value[len(value.rstrip(",.")) :] for value in values)
                end, count = ends.most_common(1)[0]
                end = end if count >= NEARLY_ALL * len(values) else ""
                return marks[0] + self._values(inside, wanted) + marks[1] + end
        return ""

    def _divided(self, values: Sequence[str], wanted: str) -> str:
        """Fields for what nearly all values consist of: a venue and a year, say."""
        bare = [value.rstrip(".") for value in values]
        if found := _all_match(_YEAR_IN_BRACKETS, values):
            text = self._values([match["text"] for match in found], wanted)
            venue = self._field("venue")
            return f"{text} ({venue}{_between(found)}{self._field('year')})"
        source = "venue" if wanted in ("note", "description", "venue") else wanted
        if found := _all_match(_DATE_BEHIND, bare):
            days = (dates.recognise(match["date"]) for match in found)
            date_format = _commonest(day.form for day in days if day) or "Mon YYYY"
            text = self._values([match["text"] for match in found], source)
            return f"{text}{_between(found)}{{{self._name('date')}: {date_format}}}"
        if found := _all_match(_YEAR_BEHIND, bare):
            text = self._values([match["text"] for match in found], source)
            return f"{text}{_between(found)}{self._field('year')}"
        if wanted != "title" and (found := _all_match(_NAMES_FIRST, bare)):
            names = [match["names"] for match in found]
            if _share_holds(looks_like_names, names, NAMES_RATIO):
                return f"{self._field('authors')}. {self._field('venue')}"
        if found := _all_match(_YEAR_FIRST, values):
            year = self._field("year")
            text = self._values([match["text"] for match in found], wanted)
            return f"{year}{_between(found)}{text}"
        for bar in _BARS:
            if wanted != "title" and _share_holds(partial(_has_one, bar), values, NEARLY_ALL):
                return f"{self._field('note')}{bar}{self._field(wanted)}"
        return ""

    def _labels(self, column: Column) -> str:
        """A link with a label, or a run of them."""
        opening, closing = map(_escaped, column.key[1:])
        wanted = "link_url" if self._has_url else "url"
        self._has_url = True
        several = sum(len(segment.values) > 1 for segment in column.segments)
        constant = column.constant()
        if several < max(3, RUN_RATIO * len(column.segments)):
            if not constant:
                label = self._field("label")
                return (opening + label + closing).replace(DESTINATION, self._field(wanted))
            slug = re.sub(r"\W+", "_", fold_label(constant)).strip("_")
            if wanted != "url" and slug.isascii() and slug[:1].isalpha():
                wanted = f"{slug}_url"
            one = opening + _escaped(constant) + closing
            return one.replace(DESTINATION, self._field(wanted))
        first = _commonest(segment.values[0].strip() for segment in column.segments)
        begins = sum(segment.values[0].strip() == first for segment in column.segments)
        own = ""
        if (
            wanted == "url"
            and begins >= FIRST_RATIO * len(column.segments)
            and not _separator(column)
        ):
            # All have the paper, and some have more.
            own = (opening + _escaped(first) + closing).replace(DESTINATION, self._field(wanted))
            wanted = "link_url"
        one = opening + self._field("label") + closing
        run = _repeated(one.replace(DESTINATION, self._field(wanted)), column)
        return f"{own} {{optional: {run}}}" if own else run

    def _tags(self, column: Column) -> str:
        """Code or remarks in brackets: as many as nearly all have, and those that may follow."""
        opening, closing = map(_escaped, column.key[1:])
        lengths = Counter(len(segment.values) for segment in column.segments)
        least = _length_of(lengths, 0.98)
        most = _length_of(lengths, RUN_RATIO)
        if column.kind == "group" and most == 1:
            return opening + self._values(column.values, "note") + closing
        kinds = [self._tag(column, at) for at in range(most)]
        if most - least > MAX_WRITTEN_OUT or (most > least and kinds[least - 1] == kinds[least]):
            # Nothing separates values of one kind.
            kinds = kinds[:least]
        fields = [
            self._day(_values_at(column, at)) if kind == "date" else self._field(kind)
            for at, kind in enumerate(kinds)
        ]
        tags = [opening + field + closing for field in fields]
        if len(tags) < most:
            return " ".join([*tags[:-1], _repeated(tags[-1], column)])
        return " ".join(tags[:least]) + "".join(f"{{optional:  {tag}}}" for tag in tags[least:])

    def _tag(self, column: Column, at: int) -> str:
        """What the tags at one place of a run are."""
        values = _values_at(column, at)
        if _share_holds(_date, values, MOST):
            return "date"
        if _share_holds(_STARS.match, values, MOST):
            return "stars"
        if _share_holds(_LICENSE.match, values, KIND_RATIO):
            return "license"
        if _share_holds(_LANGUAGE.match, values, KIND_RATIO):
            return "language"
        return "note" if column.kind == "group" else "tag"


# ------------------------------------------------------------------------------ of columns


def _values_at(column: Column, at: int) -> list[str]:
    """The values at one place of a column's runs."""
    return [s.values[at].strip() for s in column.segments if len(s.values) > at]


def _may_be_authors(text: str) -> bool:
    return "](" not in text and any(map(str.isalpha, text))


def _have_years(column: Column) -> bool:
    return _share_holds(_HAS_YEAR.search, column.values, KIND_RATIO)


def _opened(body: str) -> str:
    """An optional group without its end; no line of a template ends in a space."""
    return f"{{optional:{body}" if body.startswith("\n") else f"{{optional: {body}"


def _come_together(one: Column, other: Column) -> bool:
    """Whether nearly all entries that have the one column have the other, and the reverse."""
    return len(one.present & other.present) >= NEARLY_ALL * len(one.present | other.present)


def _spaces(spaced: set[int], present: set[int]) -> tuple[str, str]:
    """A space inside a group if nearly all have it; outside, where it may be missing, if some."""
    if len(spaced) >= (1 - MIXED_RATIO) * len(present):
        return " ", ""
    return "", " " if len(spaced) > MIXED_RATIO * len(present) else ""


def _repeated(one: str, column: Column) -> str:
    """A part that is repeated, with what separates two of them."""
    separator = _escaped(_separator(column))
    if not separator:
        return f"{{repeat: {one}}}"
    return f"{{repeat: {one} ||{'' if separator.startswith(chr(10)) else ' '}{separator}}}"


def _separator(column: Column) -> str:
    """What separates two segments of a run."""
    return _commonest(s.separator for s in column.segments if len(s.values) > 1)


def _length_of(lengths: Counter[int], share: float) -> int:
    """The greatest length that at least this share of the runs has."""
    total = lengths.total()
    return max(
        length
        for length in lengths
        if sum(n for other, n in lengths.items() if other >= length) >= share * total
    )


# ------------------------------------------------------------------------------ of values


def _hold(holds: Callable[[T], object], values: Sequence[T], least: float) -> bool:
    """Whether at least ``least`` of the values have a property.

    Most properties are those of a few lists: nearly all values lack them, and the first ones show
    it.
    """
    needed = ceil(least)
    spare = len(values) - needed
    for value in values:
        if holds(value):
            needed -= 1
        else:
            spare -= 1
        if spare < 0 or needed <= 0:
            break
    return needed <= 0


def _share_holds(holds: Callable[[T], object], values: Sequence[T], ratio: float) -> bool:
    """Whether at least this share of the values have a property; no values have none."""
    return bool(values) and _hold(holds, values, ratio * len(values))


def _all_match(pattern: re.Pattern[str], values: Sequence[str]) -> list[re.Match[str]]:
    """The matches, if nearly all values match; else none."""
    if not _share_holds(pattern.match, values, NEARLY_ALL):
        return []
    return [match for value in values if (match := pattern.match(value))]


def _is_quoted(marks: tuple[str, str], text: str) -> bool:
    return len(text) > 2 and (text[0], text[-1]) == marks


def _has_one(bar: str, text: str) -> bool:
    return text.count(bar) == 1


def _date(value: str) -> dates.DateText | None:
    return dates.recognise(value.rstrip("."))


def _between(found: Sequence[re.Match[str]]) -> str:
    return _commonest(match["between"] for match in found)


def _commonest(texts: Iterable[str]) -> str:
    counts = Counter(texts)
    return counts.most_common(1)[0][0] if counts else ""


def _escaped(text: str) -> str:
    return re.sub(r"([{}\\])", r"\\\1", text)
