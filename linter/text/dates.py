"""Dates as lists write them: forms such as ``YYYY-MM-DD`` or ``Mon YYYY``, read and rendered.

A form is spelled with ``YYYY``, ``MM``/``M``, ``DD``/``D``, ``Mon`` (Apr) and ``Month`` (April);
all else in it is literal. ``MM`` and ``DD`` want two digits, ``M`` and ``D`` one or two.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from linter.text.patterns import lazy_pattern

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH_NUMBER = {name.lower(): i + 1 for i, name in enumerate(MONTHS)}
_MONTH_NUMBER |= {name[:3].lower(): i + 1 for i, name in enumerate(MONTHS)} | {"sept": 9}

_PARTS = {
    "YYYY": r"(?P<y>(?:19|20)\d\d)",
    "Month": r"(?P<m>" + "|".join(MONTHS) + ")",
    "Mon": r"(?P<m>" + "|".join(m[:3] for m in MONTHS) + r"|Sept)\.?",
    "MM": r"(?P<m>\d\d)",
    "M": r"(?P<m>\d{1,2})",
    "DD": r"(?P<d>\d\d)",
    "D": r"(?P<d>\d{1,2})(?:st|nd|rd|th)?",
}
_PART = lazy_pattern("|".join(_PARTS))

# Most specific first: the first form that accepts a text is its form.
FORMS = (
    "YYYY-MM-DD",
    "YYYY/MM/DD",
    "YYYY.MM.DD",
    "YYYYMMDD",
    "YYYY-M-D",
    "YYYY/M/D",
    "YYYY.M.D",
    "YYYY年M月D日",
    "DD/MM/YYYY",
    "DD.MM.YYYY",
    "DD-MM-YYYY",
    "D/M/YYYY",
    "Month D, YYYY",
    "Mon D, YYYY",
    "Month D YYYY",
    "Mon D YYYY",
    "D Month YYYY",
    "D Mon YYYY",
    "YYYY Month D",
    "YYYY Mon D",
    "YYYY-MM",
    "YYYY/MM",
    "YYYY.MM",
    "MM/YYYY",
    "YYYY年M月",
    "Month YYYY",
    "Mon YYYY",
    "Month, YYYY",
    "Mon, YYYY",
    "YYYY Month",
    "YYYY Mon",
    "YYYY",
)
# Day and month look alike in these; two readings are one too many for a fix.
_AMBIGUOUS = frozenset({"DD/MM/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "D/M/YYYY"})

# Words that stand where a date should: the author knows one is wanted.
_PLACEHOLDER = lazy_pattern(
    r"(?:none|n/?a|nan|null|tb[ad]|n\.?d\.?|unknown|\?+|-+)\.?$", re.IGNORECASE
)
MAX_DATE_LENGTH = 40
_SOMEHOW = lazy_pattern(
    r"(?:\d{1,4}[-/.年]\s?){1,2}\d{1,4}[月日]?|(?:19|20)\d\d|\d{8}|\d{1,2}(?:st|nd|rd|th)?\b"
    r"|(?:" + "|".join(m[:3] for m in MONTHS) + r")[a-z]*\b",
    re.IGNORECASE,
)


class DateText(NamedTuple):
    """A text read as a date. ``month`` and ``day`` are None where the form has none."""

    form: str
    year: int
    month: int | None = None
    day: int | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether day and month could as well be the other way round."""
        return (
            self.form in _AMBIGUOUS
            and self.month is not None
            and self.day is not None
            and self.day <= 12
            and self.day != self.month
        )

    def first_day(self) -> date | None:
        """The earliest day this can mean; None for a day or month that does not exist."""
        month = 1 if self.month is None else self.month
        day = 1 if self.day is None else self.day
        try:
            return date(self.year, month, day)
        except ValueError:
            return None

    def last_day(self) -> date | None:
        """The latest day this can mean; None for a day or month that does not exist."""
        first = self.first_day()
        if first is None or self.day is not None:
            return first
        if self.month is None:
            return date(self.year, 12, 31)
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return following - timedelta(days=1)


@cache
def _pattern(form: str) -> re.Pattern[str]:
    out, at = "", 0
    for part in _PART.finditer(form):
        out += re.escape(form[at : part.start()]) + _PARTS[part.group()]
        at = part.end()
    return re.compile(out + re.escape(form[at:]) + r"\Z", re.IGNORECASE)


def is_form(form: str) -> bool:
    """Whether ``form`` is spelled so that dates can be read by it (it has a year)."""
    return "YYYY" in form and all(form.count(part) <= 1 for part in ("YYYY", "DD"))


def read(text: str, form: str) -> DateText | None:
    """``text`` read by one form; None if it is not of that form."""
    match = _pattern(form).match(text)
    if match is None:
        return None
    groups = match.groupdict()
    month = groups.get("m")
    number = None
    if month is not None:
        number = int(month) if month.isdigit() else _MONTH_NUMBER[month.lower()]
    day = groups.get("d")
    return DateText(form, int(groups["y"]), number, int(day) if day else None)


@lru_cache(maxsize=8_192)
def recognise(text: str, preferred: str = "") -> DateText | None:
    """``text`` read by ``preferred``, else by the first of the known forms that accepts it."""
    text = text.strip()
    if not looks_like_date(text):
        return None
    for form in (preferred, *FORMS) if preferred else FORMS:
        if found := read(text, form):
            if found.form in _AMBIGUOUS and (found.month or 0) > 12 >= (found.day or 0):
                return DateText(found.form, found.year, found.day, found.month)
            return found
    return None


def looks_like_date(text: str) -> bool:
    """Whether somebody meant this as a date: any form, a malformed one, a placeholder."""
    text = text.strip()
    return 0 < len(text) <= MAX_DATE_LENGTH and _looks_like_date(text)


@lru_cache(maxsize=8_192)
def _looks_like_date(text: str) -> bool:
    if _PLACEHOLDER.match(text):
        return True
    rest, parts = _SOMEHOW.subn("", text)
    words = re.findall(r"[^\W\d_]+", rest)
    stray = len(words) > 1 or any(len(word) > 2 for word in words)
    return parts > 0 and bool(re.search(r"\d", text)) and not stray


def render(day: DateText, form: str) -> str | None:
    """``day`` in another form; None if that form wants a part that ``day`` does not have."""

    def part(match: re.Match[str]) -> str:
        spelling = match.group()
        if spelling == "YYYY":
            return f"{day.year:04d}"
        value = day.day if spelling[0] == "D" else day.month
        if value is None:
            raise LookupError(spelling)
        if spelling == "Month":
            return MONTHS[value - 1]
        if spelling == "Mon":
            return MONTHS[value - 1][:3]
        return f"{value:0{len(spelling)}d}"

    try:
        return _PART.sub(part, form)
    except LookupError:
        return None


# Ids are given on announcement, and moderation can hold a paper back before that.
_ARXIV_LEAD = timedelta(days=45)
_ARXIV_NEW = lazy_pattern(r"(\d\d)(\d\d)\.\d{4,5}$")
_ARXIV_OLD = lazy_pattern(r"[a-z-]+(?:\.[A-Z]{2})?/(\d\d)(\d\d)\d{3}$")


def arxiv_month(identifier: str) -> date | None:
    """The first day of the month in an arXiv id (https://info.arxiv.org/help/arxiv_identifier.html)."""
    match = _ARXIV_NEW.match(identifier) or _ARXIV_OLD.match(identifier)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        return None
    return date(1900 + year if year >= 91 else 2000 + year, month, 1)


def is_before_its_id(day: DateText, identity: str) -> bool:
    """Whether a date is too early for the arXiv id that ``identity`` names."""
    kind, _, identifier = identity.partition(":")
    month = arxiv_month(identifier) if kind == "arxiv" else None
    if month is None or (day.year, day.month or 12) >= (month.year, month.month):
        return False
    last = day.last_day()
    return last is not None and last < month - _ARXIV_LEAD


def is_sound(text: str, form: str, identity: str, today: date) -> bool:
    """Whether ``entry-date`` has nothing to say of a date, so that other rules may go by it."""
    day = recognise(text, form)
    first = day.first_day() if day else None
    if day is None or first is None or first > today or is_before_its_id(day, identity):
        return False
    return not form or read(text.strip(), form) is not None
