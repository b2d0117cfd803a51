"""What an entry template is made of: literals, fields with their types, groups."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from linter.text import dates


class FieldType(NamedTuple):
    """What may fill a field. ``accepts`` only keeps another field's content out.

    Whether a date is a *good* date is for ``entry-date`` to say; here it need only be meant as one.
    ``expected`` is for a message: "expected ...".
    """

    kind: str
    expected: str
    accepts: Callable[[str], bool]
    may_be_empty: bool = False


class Literal(NamedTuple):
    """Text that stands for itself."""

    text: str


class Field(NamedTuple):
    """A named hole; ``spec`` is what the template says behind the colon."""

    name: str
    type: FieldType
    spec: str = ""


class Group(NamedTuple):
    """``optional`` and ``repeat`` have one part, ``either`` and ``any`` several."""

    kind: str
    parts: tuple[tuple[Node, ...], ...]


Node = Literal | Field | Group

_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:|//|www\.|[/#.?]"
    r"|[\w%()\\~+,&'!-]+(?:\.[\w%()\\~+,&'!-]+)+(?:[/?#]|$)|[\w%-]+/)",
    re.IGNORECASE,
)
# Without a scheme this is a file beside the page, which nobody means.
_HOST = re.compile(
    r"[\w-]+(?:\.[\w-]+)*\.(?:ai|app|cn|co|com|de|dev|edu|gov|info|io|me|net|org|uk)(?:[/?#:]|$)",
    re.IGNORECASE,
)
# A game, a book: 2048, 1984.
_NUMBER = re.compile(r"\d{4}$")
# How a description is to be written: case by the first letter, end mark by what follows.
SENTENCE = re.compile(r"(?P<first>[Ss])entence(?P<mark>\W?)$")
_WEB = ("http://", "https://")
# Nothing, a bare date, a bare URL.
_NO_PROSE = re.compile(r"(?:\d{4}([-/.]\d{1,2}){0,2}|https?://\S+)?\Z")
_BLANK = re.compile(r"\s")
_YEAR = re.compile(r"(?:19|20)\d\d$")


def is_url(text: str) -> bool:
    """Whether ``text`` can be a link destination: a URL or a relative reference (RFC 3986, 4.1)."""
    text = text.strip("<>")
    if _BLANK.search(text):
        return False
    return text.startswith(_WEB) or bool(_URL.match(text) and not _HOST.match(text))


def _is_names(text: str) -> bool:
    text = text.strip()
    return any(map(str.isalpha, text)) and "](" not in text and not is_url(text)


def _is_prose(text: str) -> bool:
    return not _NO_PROSE.match(text.strip())


def _is_title(text: str) -> bool:
    return _is_prose(text) or bool(_NUMBER.match(text.strip()))


def field_type(name: str, spec: str, *, cell: bool = False) -> FieldType:
    """The type of a field, by its specification, else by its name; ValueError if it makes none.

    Text in a table's ``cell`` may be anything, nothing included.
    """
    if "|" in spec:
        choices = [choice.strip() for choice in spec.split("|")]
        if not all(choices):
            raise ValueError("an enumeration has a value on both sides of each |")
        folded = {choice.strip("`*_ ").casefold() for choice in choices}
        words = " or ".join([", ".join(choices[:-1]), choices[-1]])
        return FieldType("choice", words, lambda text: text.strip("`*_ ").casefold() in folded)
    if (name == "url" or name.endswith("_url")) and not spec:
        return FieldType("url", "a URL", is_url)
    if name == "date" or name.endswith("_date"):
        if spec and not dates.is_form(spec):
            raise ValueError("a date form has YYYY in it, such as YYYY-MM-DD or Mon YYYY")
        example = dates.render(dates.DateText("", 2024, 4, 30), spec) if spec else None
        expected = f"a date such as {example}" if example else "a date"
        return FieldType("date", expected, dates.looks_like_date)
    if spec and not (name == "description" and SENTENCE.match(spec)):
        raise ValueError(
            "expected values parted by |, a form of dates, or for a description "
            "Sentence., Sentence or sentence"
        )
    if name == "year":
        return FieldType("year", "a year such as 2024", lambda text: bool(_YEAR.match(text)))
    if name == "authors":
        return FieldType("authors", "the authors", _is_names)
    if cell:
        return FieldType("any", f"the {name.replace('_', ' ')}", lambda _: True, may_be_empty=True)
    if name == "venue":
        # A year will do, and so will a work that is called 2048.
        return FieldType("text", "the venue", lambda text: bool(text.strip()))
    if name in ("badges", "notes", "tags", "rest"):
        return FieldType("any", f"the {name}", lambda text: bool(text.strip()))
    fills = _is_title if name == "title" else _is_prose
    return FieldType("text", f"the {name.replace('_', ' ')}", fills)
