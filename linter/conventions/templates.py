"""The templates that a list's own entries show, and the sections that have other ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from linter.conventions.entry_template import template_source
from linter.conventions.forms import MIN_FORM, Form, align, induce
from linter.conventions.row_template import row_templates
from linter.conventions.section_forms import Heading, Placed, SectionForm, section_forms
from linter.conventions.segments import Segment, cut, evenly
from linter.entries.candidates import Candidate, bare_items, candidates, details
from linter.entries.item_source import item_source
from linter.model import Document
from linter.template.template import Template, TemplateError, compile_template

# What fewer follow is no convention.
CLEAR_MAJORITY = 0.9
# Paragraphs are prose more often than entries.
MIN_PARAGRAPHS, PARAGRAPH_RATIO = 10, 0.75
# So many entries, taken evenly, show the forms of a list and those of its sections; and so many
# characters at most.
MAX_SAMPLE, MAX_CHARACTERS = 800, 200_000
MAX_TEMPLATES = 8
# A form is one of the list's own if so many of its entries follow it. One that is far from all
# others needs fewer: a slip is near to what was meant.
FORM_RATIO, FAR_RATIO, MAX_NEAR = 0.03, 0.008, 3
# It is a section's own if nearly all of its entries stand in such sections; and what so many
# entries of a section do, and so large a part of it, is no slip either.
OWN_RATIO, SOME_RATIO = 0.8, 0.2
# In a section nearly all of whose entries have a form with more parts, none has one with fewer.
SECTION_RATIO, MIN_SECTION = 0.9, 5
# So many show whether a template is matched. One without inner fields may be missed by more.
MAX_MATCHED, DETAILED_RATIO, PLAIN_RATIO = 100, 0.94, 0.75
# Of the entries of a list with details below them so many have some.
TOLD_RATIO = 0.8
# Of the links of paragraphs that are entries so many lead to other sites.
OUTWARD_RATIO = 0.5

# What tells an entry without a link from any other item.
_STRUCTURED = frozenset(("group", "code", "emphasis", "badge"))

Section = tuple[str, ...]


class Learned(NamedTuple):
    """The templates, and for each the sections (paths) in which none of its entries stand."""

    templates: tuple[str, ...] = ()
    excluded: Mapping[str, frozenset[Section]] = MappingProxyType({})


class _Written(NamedTuple):
    """A form with its template."""

    source: str
    template: Template
    placed: SectionForm

    @property
    def form(self) -> Form:
        return self.placed.form


def learned_templates(document: Document) -> Learned:
    """The templates that a clear majority of the items follows, kind by kind."""
    bare = bare_items(document)
    learned = _learned(document, bare) if bare else Learned()
    return learned if learned.templates else _learned(document, candidates(document))


def _learned(document: Document, found: Sequence[Candidate]) -> Learned:
    """The templates that these candidates show."""
    templates: list[str] = []
    excluded: dict[str, frozenset[Section]] = {}
    described = 0
    for kind in ("item", "row", "paragraph"):
        mine = [candidate for candidate in found if candidate.item.kind == kind]
        if len(mine) < MIN_FORM or (kind == "paragraph" and 2 * len(mine) < len(found)):
            continue
        if kind == "row":
            have_links = any(candidate.links for candidate in mine)
            rows = [candidate.item for candidate in mine]
            chosen = row_templates(document, rows, have_links=have_links)
        else:
            written, entries = _described_below(document, mine) or _templates(document, mine, kind)
            chosen = [form.source for form in written]
            excluded |= _excluded(document, written, entries)
        templates += chosen
        described += len(mine) if chosen else 0
    # What a few are like says nothing of a list whose other entries follow no template.
    return Learned(tuple(templates), excluded) if 2 * described >= len(found) else Learned()


def _described_below(
    document: Document, found: Sequence[Candidate]
) -> tuple[list[_Written], list[Placed]] | None:
    """The templates of entries with the nested items that tell of nearly all of them, if any."""
    if found[0].item.kind != "item" or found[0].with_children:
        return None
    own = {candidate.number for candidate in found}
    told = {document.items[number].parent for number in details(document)} & own
    if len(told) < TOLD_RATIO * len(found):
        return None
    deep = [candidate._replace(with_children=True) for candidate in found]
    written, entries = _templates(document, deep, "item")
    is_deep = any(not one.template.own_only for one in written)
    return (written, entries) if is_deep else None


def _templates(
    document: Document, found: Sequence[Candidate], kind: str
) -> tuple[list[_Written], list[Placed]]:
    """The templates that a clear majority of one kind of item follows, and what shows them."""
    some = evenly(found, MAX_SAMPLE)
    texts = _texts(document, some)
    some = some[: len(texts)]
    segments = cut(texts)
    entries = [
        Placed(tuple(segment.key for segment in entry), candidate.item.heading)
        for entry, candidate in zip(segments, some, strict=True)
    ]
    forms = induce(Counter(entry.keys for entry in entries))
    is_bare = 2 * sum(not candidate.links for candidate in some) > len(some)
    chosen: list[_Written] = []
    rest = texts
    for placed in section_forms(forms, entries):
        if not _is_own(placed, entries, chosen):
            continue
        following = [
            text
            for text, entry in zip(texts, entries, strict=True)
            if entry.keys in placed.form.followers
        ]
        written = _written(placed, segments, following, is_bare=is_bare)
        if written is None or any(written.source == other.source for other in chosen):
            continue
        over = [at for at, other in enumerate(chosen) if _is_matched(other.template, following)]
        if over and placed.home is None:
            continue
        # Before a wider one, which would take its entries.
        chosen.insert(over[0] if over else len(chosen), written)
        rest = [text for text in rest if written.template.match(text) is None]
        if len(chosen) == MAX_TEMPLATES:
            break
    matched = len(texts) - len(rest)
    if kind == "paragraph":
        outward = sum("://" in link.url for candidate in some for link in candidate.links[:1])
        if matched < MIN_PARAGRAPHS or outward < OUTWARD_RATIO * len(some):
            return [], []
    enough = CLEAR_MAJORITY if kind == "item" else PARAGRAPH_RATIO
    return (chosen, entries) if matched >= enough * len(texts) else ([], [])


def _texts(document: Document, found: Sequence[Candidate]) -> list[str]:
    """The entries' texts, as many as there is room for."""
    texts: list[str] = []
    left = MAX_CHARACTERS
    for candidate in found:
        text = item_source(document, candidate.item, own_only=not candidate.with_children).text
        left -= len(text)
        if left < 0:
            break
        texts.append(text)
    return texts


def _is_own(placed: SectionForm, entries: Sequence[Placed], chosen: Sequence[_Written]) -> bool:
    """Whether a form is a habit of the list, or of some of its sections."""
    form = placed.form
    is_near = any(_is_near(other.form, form) for other in chosen)
    if form.count >= (FORM_RATIO if is_near else FAR_RATIO) * len(entries):
        return True
    counts = placed.counts(entries)
    at_home = sum(count for heading, count in counts.items() if heading in (placed.home or ()))
    if at_home >= max(MIN_FORM, OWN_RATIO * form.count):
        return True
    sizes = Counter(entry.heading for entry in entries)
    return any(
        count >= max(MIN_FORM, SOME_RATIO * sizes[heading]) for heading, count in counts.items()
    )


def _is_near(one: Form, other: Form) -> bool:
    """Whether a few slips make most entries of ``other`` follow ``one``."""
    found = align(one, other.followers.most_common(1)[0][0])
    return found is not None and len(found.slips) <= MAX_NEAR


def _written(
    placed: SectionForm,
    segments: Sequence[tuple[Segment, ...]],
    following: Sequence[str],
    *,
    is_bare: bool,
) -> _Written | None:
    """The template of a form, as detailed as its followers match it; None if they match none."""
    for plain, ratio in ((False, DETAILED_RATIO), (True, PLAIN_RATIO)):
        source = template_source(placed.form, segments, plain=plain)
        try:
            template = compile_template(source)
        except TemplateError:
            continue
        if not _leads_somewhere(placed.form, template, segments, is_bare=is_bare):
            return None
        if _is_matched(template, following, ratio):
            return _Written(source, template, placed)
    return None


def _leads_somewhere(
    form: Form, template: Template, segments: Sequence[tuple[Segment, ...]], *, is_bare: bool
) -> bool:
    """Whether entries of a form have a link of their own, be it that of a badge.

    ``is_bare``: entries of this list have none; they are more than a marker and a text, then.
    """
    if any(field.type.is_destination for field in template.fields):
        return True
    if is_bare:
        return any(part.key[0] in _STRUCTURED for part in form.parts if part.is_required)
    badges = [
        segment.values[0]
        for entry in segments
        if tuple(segment.key for segment in entry) in form.followers
        for segment in entry
        if segment.kind == "badge"
    ]
    linked = sum(badge.startswith(("[", "<a")) for badge in badges)
    has_words = any(part.key[0] in ("text", "emphasis") for part in form.parts if part.is_required)
    return has_words and linked >= CLEAR_MAJORITY * max(form.count, 1)


def _is_matched(template: Template, texts: Sequence[str], ratio: float = CLEAR_MAJORITY) -> bool:
    some = evenly(texts, MAX_MATCHED)
    return sum(template.match(text) is not None for text in some) >= ratio * len(some)


def _excluded(
    document: Document, chosen: Sequence[_Written], entries: Sequence[Placed]
) -> dict[str, frozenset[Section]]:
    """For each template the sections that have another form."""
    sizes = Counter(entry.heading for entry in entries)
    counts = {written.source: written.placed.counts(entries) for written in chosen}
    out: dict[str, frozenset[Section]] = {}
    for at, written in enumerate(chosen):
        home = written.placed.home
        others: set[Heading] = set()
        if home is not None:
            others = {heading for heading in sizes if heading not in home}
        for narrower in chosen[:at]:
            own = counts[narrower.source]
            others |= {
                heading
                for heading in narrower.placed.home or ()
                if sizes[heading] >= MIN_SECTION and own[heading] >= SECTION_RATIO * sizes[heading]
            }
        kept = {document.section_of(heading) for heading in sizes if heading not in others}
        sections = frozenset(document.section_of(heading) for heading in others) - kept
        if sections:
            out[written.source] = sections
    return out
