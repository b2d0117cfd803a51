"""What an entry template is made of: literals, fields with their types, groups."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import ClassVar, NamedTuple

from linter.model import Conventions
from linter.text import dates
from linter.text.authors import from_bibtex, separator_of, split
from linter.text.patterns import lazy_pattern


class Literal(NamedTuple):
    """Literal text."""

    text: str


class Field(NamedTuple):
    """A named field; ``spec`` is what the template says after the colon."""

    name: str
    type: FieldType
    spec: str = ""


class Group(NamedTuple):
    """``optional`` and ``repeat`` have one part, ``either`` and ``any`` several."""

    kind: str
    parts: tuple[tuple[Node, ...], ...]


Node = Literal | Field | Group

_URL = lazy_pattern(
    r"(?:[a-z][a-z0-9+.-]*:|//|www\.|[/#.?]"
    r"|[\w%()\\~+,&'!-]+(?:\.[\w%()\\~+,&'!-]+)+(?:[/?#]|$)|[\w%-]+/)",
    re.IGNORECASE,
)
# Without a scheme this is a file beside the page, which is never meant.
_HOST = lazy_pattern(
    r"[\w-]+(?:\.[\w-]+)*\.(?:ai|app|cn|co|com|de|dev|edu|gov|info|io|me|net|org|uk)(?:[/?#:]|$)",
    re.IGNORECASE,
)
# A game, a book: 2048, 1984.
_NUMBER = lazy_pattern(r"\d{4}$")
# How a description is to be written: case by the first letter, end mark by what follows.
SENTENCE = lazy_pattern(r"(?P<first>[Ss])entence(?P<mark>\W?)$")
_AMOUNT = lazy_pattern(
    r"""
    [$€£¥~<>]?\s?                            # a currency, or "about"
    (?: \d{1,3}(?:[,.\u202f' ]\d{3})+ | \d+ )  # 1,200 and 1.200 and 1200
    (?:[.,]\d+)?                            # a fraction
    \s?[kKmM]?\+?\s?[$€£¥]?                  # 1.2k, 10k+, 20 €
    """,
    re.VERBOSE,
)
_WEB = ("http://", "https://")
# Nothing, a bare date, a bare URL.
_NO_PROSE = lazy_pattern(r"(?:\d{4}([-/.]\d{1,2}){0,2}|https?://\S+)?\Z")
_BLANK = lazy_pattern(r"\s")
# Images, linked or not, in Markdown or HTML, and emoji.
_BADGES = lazy_pattern(
    r"""(?: \s | [\ufe0f\u200d] | :[a-z0-9_+-]+: | [^\w\s\x00-\x7f]
      | \[ [ ]* !\[[^\[\]]*\] (?:\([^()]*\)|\[[^\[\]]*\]) [ ]* \] (?:\([^()]*\)|\[[^\[\]]*\])
      | !\[[^\[\]]*\] (?:\([^()]*\)|\[[^\[\]]*\])
      | </?(?:a|img|picture|source|sub|sup)\b[^<>]*> )+""",
    re.VERBOSE,
)
_YEAR = lazy_pattern(r"(?:19|20)\d\d$")
_NOTES = frozenset(("label", "lead", "name", "note", "tag", "venue"))


def is_url(text: str) -> bool:
    """Whether ``text`` can be a link destination: a URL or a relative reference (RFC 3986, 4.1)."""
    if text.startswith("<") and text.endswith(">"):
        # Spaces may stand inside of angle brackets (CommonMark 0.31.2, 6.3).
        text = text[1:-1].replace(" ", "%20")
    if _BLANK.search(text):
        return False
    return text.startswith(_WEB) or bool(_URL.match(text) and not _HOST.match(text))


class FieldType(ABC):
    """What may fill a field, and what the rest of the program asks of it.

    A new type is a new class here: it says in ``of`` which fields are its own, and stands among
    the ``TYPES``. ``accepts`` only keeps another field's content out: whether a date is a *good*
    date is for ``entry-date`` to say. ``expected`` is for a message: "expected ...".
    """

    #: Nearly any text fills it, so its value alone never shows that an entry is wrong.
    is_open: ClassVar[bool] = False
    #: A badge or a mark of any kind may begin it.
    takes_anything: ClassVar[bool] = False
    #: At the end of a template it goes on over line breaks.
    spans_lines: ClassVar[bool] = False
    #: It is written as a link destination (CommonMark 6.3).
    is_destination: ClassVar[bool] = False
    #: It is made of digits, so a value that begins with one is meant for it.
    is_numeric: ClassVar[bool] = False
    #: Its values may hold brackets and other marks.
    may_hold_marks: ClassVar[bool] = False
    #: Its value is found in an entry by looking like a date.
    is_dated: ClassVar[bool] = False

    def __init__(self, expected: str, *, may_be_empty: bool = False) -> None:
        self.expected = expected
        self.may_be_empty = may_be_empty

    def end(self, text: str, start: int) -> int | None:
        """Where the only value that begins at ``start`` ends; None if there may be several."""
        return None

    @classmethod
    @abstractmethod
    def of(cls, name: str, spec: str, *, cell: bool) -> FieldType | None:
        """The type for a field if it is this one; ValueError if ``spec`` makes no sense.

        ``name`` and ``spec`` are what the template says before and behind the colon; a ``cell``
        is a field of a table row.
        """

    @abstractmethod
    def accepts(self, text: str) -> bool:
        """Whether ``text``, which is not empty, can be a value."""

    def can_begin(self, token: str) -> bool:
        """Whether an open value may begin with this token (a word, a URL or a mark)."""
        return True

    def is_whole(self, text: str) -> bool:
        """Whether an accepted value looks complete."""
        return True

    def rendered(self, value: str, spec: str, conventions: Conventions) -> str:
        """A value as the list writes it; ValueError if it cannot be written that way."""
        return value


class Choice(FieldType):
    """One of the values that the template names: ``{license: MIT | BSD}``."""

    may_hold_marks = True

    def __init__(self, expected: str, values: frozenset[str]) -> None:
        super().__init__(expected)
        self.values = values

    @classmethod
    def of(cls, name: str, spec: str, *, cell: bool) -> FieldType | None:
        """Any field whose specification has a bar."""
        if "|" not in spec:
            return None
        choices = [choice.strip() for choice in spec.split("|")]
        if not all(choices):
            raise ValueError("an enumeration has a value on both sides of each |")
        words = " or ".join([", ".join(choices[:-1]), choices[-1]])
        return cls(words, frozenset(map(cls._fold, choices)))

    def accepts(self, text: str) -> bool:
        """One of the values; case and the marks around it aside."""
        return self._fold(text) in self.values

    @staticmethod
    def _fold(text: str) -> str:
        return text.strip("`*_ ").casefold()


class Destination(FieldType):
    """A link's destination: ``{url}``, ``{code_url}``."""

    is_destination = True

    @classmethod
    def of(cls, name: str, spec: str, *, cell: bool) -> FieldType | None:
        """``url``, and any name that ends in ``_url``."""
        return cls("a URL") if (name == "url" or name.endswith("_url")) and not spec else None

    def accepts(self, text: str) -> bool:
        """A URL or a relative reference."""
        return is_url(text)

    def rendered(self, value: str, spec: str, conventions: Conventions) -> str:
        """The URL, its brackets escaped where they would end the link (CommonMark 6.3)."""
        if value.count("(") == value.count(")"):
            return value
        return value.replace("(", "%28").replace(")", "%29")


class Date(FieldType):
    """A date: ``{date: YYYY-MM-DD}``."""

    is_numeric = True
    is_dated = True

    @classmethod
    def of(cls, name: str, spec: str, *, cell: bool) -> FieldType | None:
        """``date``, and any name that ends in ``_date``."""
        if name != "date" and not name.endswith("_date"):
            return None
        if spec and not dates.is_form(spec):
            raise ValueError("a date format has YYYY in it, such as YYYY-MM-DD or Mon YYYY")
        example = dates.render(dates.DateText("", 2024, 4, 30), spec) if spec else None
        return cls(f"a date such as {example}" if example else "a date")

    def accepts(self, text: str) -> bool:
        """What is meant as a date."""
        return dates.looks_like_date(text)

    def is_whole(self, text: str) -> bool:
        """What only resembles a date may have lost a part of one."""
        return dates.recognise(text) is not None

    def rendered(self, value: str, spec: str, conventions: Conventions) -> str:
        """The date in the template's format, else in the list's."""
        date_format = spec or conventions.date_format
        day = dates.recognise(value, date_format)
        rendered = dates.render(day, date_format) if day and date_format else value
        if day is None or rendered is None:
            raise ValueError(f"this list writes dates as {date_format}, which `{value}` is not")
        return rendered


class Year(FieldType):
    """A year: ``{year}``."""

    is_numeric = True
    is_dated = True

    @classmethod
    def of(cls, name: str, spec: str, *, cell: bool) -> FieldType | None:
        """The name ``year`` alone."""
        return cls("a year such as 2024") if name == "year" and not spec else None

    def accepts(self, text: str) -> bool:
        """A year of the last century or this one."""
        return _YEAR.match(text) is not None


class Number(FieldType):
    """A number as stars and prices are written: ``{number}``, or ``{stars: number}``."""

    is_numeric = True

    @classmethod
    def of(cls, name: str, spec: str, *, cell: bool) -> FieldType | None:
        """``number``, any name that ends in ``_number``, and what is specified as one."""
        named = (name == "number" or name.endswith("_number")) and not spec
        return cls("a number such as 1,200 or 1.2k") if named or spec == "number" else None

    def accepts(self, text: str) -> bool:
        """Digits, with a currency sign before and a unit behind."""
        return _AMOUNT.fullmatch(text.strip()) is not None


class Authors(FieldType):
    """The names of people: ``{authors}``."""

    is_open = True

    @classmethod
    def of(cls, name: str, spec: str, *, cell: bool) -> FieldType | None:
        """The name ``authors`` alone."""
        return cls("the authors") if name == "authors" and not spec else None

    def accepts(self, text: str) -> bool:
        """Text with a letter in it, and without a link."""
        text = text.strip()
        return any(map(str.isalpha, text)) and "](" not in text and not is_url(text)

    def rendered(self, value: str, spec: str, conventions: Conventions) -> str:
        """The names with the list's separator, first name first where the list has it so."""
        separator = conventions.author_separator
        if not separator:
            return value
        turned = from_bibtex(value) if conventions.authors == "first-last" else None
        return separator.join(turned or split(value, separator_of(value) or separator))


class Cell(FieldType):
    """Whatever a table's cell holds, nothing included."""

    is_open = True
    takes_anything = True
    spans_lines = True

    @classmethod
    def of(cls, name: str, spec: str, *, cell: bool) -> FieldType | None:
        """Every field of a table row that has no type of its own."""
        if not cell:
            return None
        _check_sentence(name, spec)
        return cls(_the(name), may_be_empty=True)

    def accepts(self, text: str) -> bool:
        """Anything."""
        return True


class Badges(FieldType):
    """Images and emoji: ``{badges}``, ``{badges2}``."""

    is_open = True
    takes_anything = True
    spans_lines = True

    @classmethod
    def of(cls, name: str, spec: str, *, cell: bool) -> FieldType | None:
        """The name ``badges``, with a number behind it where a template has several."""
        return cls("a badge") if re.fullmatch(r"badges\d*", name) and not spec else None

    def can_begin(self, token: str) -> bool:
        """No image begins with a letter or a digit."""
        return not token[0].isalnum()

    def end(self, text: str, start: int) -> int | None:
        """Behind the last image or emoji."""
        found = _BADGES.match(text, start)
        return start + len(found.group().rstrip()) if found else start

    def accepts(self, text: str) -> bool:
        """Images, linked or not, and emoji, as many as there are."""
        return _BADGES.fullmatch(text) is not None


class Remark(FieldType):
    """Any text: ``{notes}``, ``{tags}``, ``{rest}``."""

    is_open = True
    takes_anything = True
    spans_lines = True

    @classmethod
    def of(cls, name: str, spec: str, *, cell: bool) -> FieldType | None:
        """The three names alone."""
        named = name in ("notes", "tags", "rest")
        return cls(_the(name)) if named and not spec else None

    def accepts(self, text: str) -> bool:
        """Anything but spaces."""
        return bool(text.strip())


class Prose(FieldType):
    """Text: a title, a venue, a description, or a field of any other name."""

    is_open = True
    spans_lines = True

    @classmethod
    def of(cls, name: str, spec: str, *, cell: bool) -> FieldType | None:
        """Every other field; a description's specification says how its sentence is written."""
        _check_sentence(name, spec)
        kind = name.rstrip("0123456789")
        of_kind = Title if kind == "title" else Note if kind in _NOTES else Prose
        return of_kind(_the(name))

    def accepts(self, text: str) -> bool:
        """More than a bare date or a bare URL."""
        return not _NO_PROSE.match(text.strip())


class Title(Prose):
    """A title, which may be a number: 2048, 1984."""

    def accepts(self, text: str) -> bool:
        """Prose, or a number of four digits."""
        return super().accepts(text) or bool(_NUMBER.match(text.strip()))


class Note(Prose):
    """A venue, a tag, what a link is called. A year will do, and so will a URL."""

    def accepts(self, text: str) -> bool:
        """Anything but spaces."""
        return bool(text.strip())


# The first one whose field it is decides; the last takes every field.
TYPES: tuple[type[FieldType], ...] = (
    Choice,
    Destination,
    Date,
    Year,
    Number,
    Authors,
    Badges,
    Cell,
    Remark,
    Prose,
)


def field_type(name: str, spec: str, *, cell: bool = False) -> FieldType:
    """The type of a field; ValueError if its specification makes no sense.

    Text in a table's ``cell`` may be anything, nothing included.
    """
    candidates = (kind.of(name, spec, cell=cell) for kind in TYPES)
    return next(found for found in candidates if found is not None)


def _check_sentence(name: str, spec: str) -> None:
    if spec and not (name == "description" and SENTENCE.match(spec)):
        raise ValueError(
            "expected values separated by |, a date format, number, or for a description "
            "Sentence., Sentence or sentence"
        )


def _the(name: str) -> str:
    return f"the {name.replace('_', ' ')}"
