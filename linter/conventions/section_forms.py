"""Which forms belong to which sections.

A part that only the entries of some sections lack is missing there by habit, and elsewhere by
mistake: so a list may have one form in one section and another one in the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from linter.conventions.forms import MIN_FORM, Form, induce, parts_of, with_followers
from linter.conventions.segments import Keys

# An index into a document's headings; None before the first.
Heading = int | None

# Sections separate two halves of a form if no more entries than this share of all, and of the
# rarer half, stand among those of the other.
STRAY_RATIO, STRAY_SHARE = 0.02, 0.5
# A part that fewer of a half's entries have is a slip there.
PART_RATIO = 0.05
# A form is a section's own if at least two of its entries, and half of them, have it.
MIN_AT_HOME, HOME_RATIO = 2, 0.5
# A section has forms of its own if so many of its entries follow none of the list's.
OWN_RATIO = 0.8
# A form that so many of all entries have is every section's.
MAIN_RATIO = 0.5
# Halves are divided again, but not for ever.
MAX_DIVISIONS = 2


class Placed(NamedTuple):
    """The segments of an entry, and the heading it is under."""

    keys: Keys
    heading: Heading


class SectionForm(NamedTuple):
    """A form, and the sections whose own it is; None: it may stand in any."""

    form: Form
    home: frozenset[Heading] | None

    def counts(self, entries: Sequence[Placed]) -> Counter[Heading]:
        """How many of the entries of each section follow it."""
        return Counter(entry.heading for entry in entries if entry.keys in self.form.followers)


def section_forms(forms: Sequence[Form], entries: Sequence[Placed]) -> list[SectionForm]:
    """The forms, divided where sections separate their halves, the commonest first."""
    sizes = Counter(entry.heading for entry in entries)
    forms = [*forms, *_own_forms(forms, entries, sizes)]
    found = [half for form in forms for half in _divided(form, entries, MAX_DIVISIONS)]
    out: list[SectionForm] = []
    for form in sorted(found, key=lambda form: -form.count):
        if form.count < MIN_FORM:
            continue
        everywhere = SectionForm(form, None)
        home = _home(everywhere.counts(entries), sizes)
        is_main = form.count > MAIN_RATIO * len(entries)
        out.append(everywhere if is_main else SectionForm(form, home))
    return out


def _own_forms(
    forms: Sequence[Form], entries: Sequence[Placed], sizes: Counter[Heading]
) -> list[Form]:
    """The forms of sections in which nearly all entries follow none of the list's."""
    known = {keys for form in forms for keys in form.followers}
    rest = [entry for entry in entries if entry.keys not in known]
    counts = Counter(entry.heading for entry in rest)
    apart = {
        heading
        for heading, count in counts.items()
        if count >= max(MIN_FORM, OWN_RATIO * sizes[heading])
    }
    return induce(Counter(entry.keys for entry in rest if entry.heading in apart))


def _home(counts: Mapping[Heading, int], sizes: Counter[Heading]) -> frozenset[Heading] | None:
    """The sections that a form is the own of; None if too many others have it, too."""
    home = {
        heading
        for heading, count in counts.items()
        if count >= MIN_AT_HOME and count >= HOME_RATIO * sizes[heading]
    }
    outside = [heading for heading in sizes if heading not in home]
    strays = sum(counts.get(heading, 0) for heading in outside)
    if not home or strays > STRAY_RATIO * sum(sizes[heading] for heading in outside):
        return None
    return frozenset(home)


def _divided(form: Form, entries: Sequence[Placed], divisions: int) -> list[Form]:
    """The form, or the halves of it that sections separate: with a part, and without it."""
    have = parts_of(form)
    own = [entry for entry in entries if entry.keys in have]
    best = None
    fewest = MIN_FORM
    for at, part in enumerate(form.parts):
        if part.is_required or not divisions:
            continue
        counts = Counter((entry.heading, at in have[entry.keys]) for entry in own)
        having = sum(count for (_, has), count in counts.items() if has)
        rarer = min(having, len(own) - having)
        headings = {heading for heading, _ in counts}
        strays = sum(min(counts[heading, True], counts[heading, False]) for heading in headings)
        told_apart = strays <= STRAY_RATIO * len(own) and strays < STRAY_SHARE * rarer
        if rarer >= fewest and told_apart:
            best, fewest = at, rarer + 1
    if best is None:
        return [form]
    out: list[Form] = []
    for has in (True, False):
        followers = Counter(
            {keys: count for keys, count in form.followers.items() if (best in have[keys]) == has}
        )
        half = with_followers(form, followers, least=PART_RATIO, slips=STRAY_RATIO)
        out += _divided(half, entries, divisions - 1)
    return out
