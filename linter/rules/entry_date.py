"""A date that is invalid, impossible, or not in the list's format.

## What it does
Reads each entry's date. Reports what is no date; a form other than the list's (a month where the
list gives days, slashes where it has dashes); a day that does not exist or lies in the future; and
a date long before the month in which the entry's arXiv id was given out (ids are given on
announcement, so a paper's first version can be some days, rarely weeks, older than its id).

## Why
Readers sort by date and programs parse it. A date in another form sorts wrongly; one that cannot be
true is a slip that nobody else will notice.

## Example
In a list that is configured so, or so long that this is plain from its entries:
```yaml
lists:
  - files: [README.md]
    entry: "- **{title}** [[paper]({url})] {date}"
    date: YYYY-MM-DD
```
```markdown
- **Attention Is All You Need** [[paper](https://arxiv.org/abs/1706.03762)] 2017-06-12
- **Deep Sets** [[paper](https://arxiv.org/abs/1703.06114)] 10.03.2017
- **Neural Ordinary Differential Equations** [[paper](https://arxiv.org/abs/1806.07366)] 2018-06-19
- **Set Transformer** [[paper](https://arxiv.org/abs/1810.00825)] 2018-10-01
```
Use instead:
```markdown
- **Attention Is All You Need** [[paper](https://arxiv.org/abs/1706.03762)] 2017-06-12
- **Deep Sets** [[paper](https://arxiv.org/abs/1703.06114)] 2017-03-10
- **Neural Ordinary Differential Equations** [[paper](https://arxiv.org/abs/1806.07366)] 2018-06-19
- **Set Transformer** [[paper](https://arxiv.org/abs/1810.00825)] 2018-10-01
```

## Fix
Writes the same day in the list's form, unless day and month could be read either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from linter.model import Context, Document, Edit, Entry, Fix, Hit, Rule, Severity, Span
from linter.text import dates
from linter.text.patterns import lazy_pattern

MIN_DAYS = 5
"""So many dates of month and day alone show that a list writes them so."""

DAYS_RATIO = 0.8
"""The share of dates that must be of month and day alone."""

MIN_EARLY = 3
"""So many dates before their arXiv ids may show that dates mean something else."""

EARLY_RATIO = 0.1
"""The share of them that shows it: a habit that fewer than nine in ten share is never enforced."""

_MONTH_DAY = lazy_pattern(r"(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|[12]\d|3[01])")


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every date that is wrong; one per entry."""
    if not context.conventions.templates:
        return
    days = _DaysOfYear(document)
    dated_by_id = _are_dates_of_papers(document, context)
    for entry in document.entries:
        span = entry.field_spans.get("date")
        if entry.mismatch is not None or span is None:
            continue
        text = entry.fields["date"].strip()
        if text in days:
            continue
        fault = _wrong(text, entry, context, dated_by_id)
        if fault is not None:
            message, fix = fault
            yield Hit(span, message, f"{entry.identity} {text}", _edit(span, fix))


class _DaysOfYear:
    """Dates such as `9.19` in a list that writes most of its dates so: month and day.

    The year is in the heading above; `9.19` alone would be no date.
    """

    def __init__(self, document: Document) -> None:
        texts = [
            entry.fields["date"].strip() for entry in document.entries if "date" in entry.fields
        ]
        days = [text for text in texts if _MONTH_DAY.fullmatch(text)]
        usual = len(days) >= max(MIN_DAYS, DAYS_RATIO * len(list(filter(None, texts))))
        self._days = frozenset(days) if usual else frozenset()

    def __contains__(self, text: str) -> bool:
        return text in self._days


def _are_dates_of_papers(document: Document, context: Context) -> bool:
    """Whether the dates are those of the papers, so that one before its arXiv id is a mistake.

    Where many are, they mean something else: when a venue met, or when the entry was added.
    """
    total = early = 0
    for entry in document.entries:
        day = dates.recognise(entry.fields.get("date", ""), context.conventions.date_format)
        if day is not None and entry.identity.startswith("arxiv:"):
            total += 1
            early += dates.is_before_its_id(day, entry.identity)
    return early < MIN_EARLY or early <= EARLY_RATIO * total


def _edit(span: Span, text: str | None) -> Fix | None:
    return Fix((Edit(span, text),), safe=True) if text is not None else None


def _wrong(
    text: str, entry: Entry, context: Context, dated_by_id: bool
) -> tuple[str, str | None] | None:
    """What is wrong with a date, and what it should read if that is certain."""
    form = context.conventions.date_format
    wanted = f" like `{_example(form)}`" if form else ""
    day = dates.recognise(text, form)
    if day is None:
        # If the template is learned and no format is known, the field may hold anything.
        is_known = bool(form) or context.conventions.sources.get("templates") == "configuration"
        unreadable = (f"`{text}` is not a date. Write a date{wanted}.", None) if is_known else None
        return _framed(text, form) or unreadable
    first = day.first_day()
    if first is None:
        return f"`{text}` does not exist in the calendar. Check the month and the day.", None
    if first > context.today:
        return f"`{text}` is in the future. Check the year.", None
    if dated_by_id and dates.is_before_its_id(day, entry.identity):
        identifier = entry.identity.removeprefix("arxiv:")
        month = dates.arxiv_month(identifier)
        return (
            f"`{text}` is before {month:%B %Y}, when arXiv gave out the id {identifier}. "
            "Either the date or the link belongs to another paper.",
            None,
        )
    if form and dates.read(text, form) is None:
        return _other_form(text, day, form)
    return None


def _framed(text: str, form: str) -> tuple[str, str] | None:
    """What is wrong with a good date that has brackets, a dash or the like around it."""
    bare = re.sub(r"^[\W_]+|[\W_]+$", "", text)
    day = dates.recognise(bare, form)
    if day is None or day.first_day() is None or (form and dates.read(bare, form) is None):
        return None
    return f"Write `{bare}`, without the marks around the date.", bare


def _other_form(text: str, day: dates.DateText, form: str) -> tuple[str, str | None]:
    rendered = dates.render(day, form)
    if rendered is None:
        missing = (
            "day" if day.month is not None else "month" if "D" not in form else "month and day"
        )
        return f"Add the {missing} to `{text}`: this list writes dates as `{_example(form)}`.", None
    if day.ambiguous:
        return (
            f"`{text}` can mean two dates. Write it as `{_example(form)}`, as this list does.",
            None,
        )
    return f"Write `{rendered}`, not `{text}`: this list writes dates as `{form}`.", rendered


def _example(form: str) -> str:
    return dates.render(dates.DateText("", 2024, 4, 30), form) or form


RULE = Rule(
    id="entry-date",
    doc=__doc__,
    default_severity=Severity.ERROR,
    check=check,
)
