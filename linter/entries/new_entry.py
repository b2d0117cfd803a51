"""A new entry as the list's own are: its section, its template, its fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from linter.model import Conventions, Document, Entry, ListlintError
from linter.template.fields import Field
from linter.template.template import Template, compile_template
from linter.text import dates
from linter.text.authors import from_bibtex, separator_of, split
from linter.text.normalize import fold
from linter.urls.identity import identify

_OPTIONS = ("title", "date", "authors")
# A rarer form is taken only if the commoner ones have no place for what is given.
_COMMON = 0.2


# ------------------------------------------------------------------------------ where


def find_section(document: Document, asked: str) -> int | None:
    """The heading (an index) of the section to add to; None for a list without headings.

    ``asked`` is a heading's text, or several from the outside in, parted by ``>``; "" stands for
    the only section there is.

    Raises:
        ListlintError: no such section, several, or none asked for where there are several.
    """
    filled = sorted({entry.heading for entry in document.entries if entry.heading is not None})
    if not asked:
        if len(filled) > 1 or (not filled and document.headings):
            shown = [document.headings[i].text for i in filled or range(len(document.headings))]
            raise ListlintError(f"name the section with --section: {some(shown)}")
        return filled[0] if filled else None
    wanted = [fold(part) for part in re.split(r"\s+>\s+", asked)]
    paths = [document.section_of(index) for index in range(len(document.headings))]
    found = [i for i, path in enumerate(paths) if [fold(p) for p in path[-len(wanted) :]] == wanted]
    if len(found) > 1:
        found = [index for index in found if index in filled] or found
    if len(found) == 1:
        return found[0]
    if found:
        shown = [" > ".join(paths[index]) for index in found]
        raise ListlintError(f'there are several sections "{asked}": {some(shown)}')
    texts = [heading.text for heading in document.headings]
    near = get_close_matches(asked, texts, n=1, cutoff=0.5)
    hint = f'did you mean "{near[0]}"?' if near else f"there are {some(texts)}"
    raise ListlintError(f'there is no section "{asked}"; {hint}')


def some(texts: Sequence[str]) -> str:
    """The first few of many texts, for a message."""
    shown = ", ".join(texts[:8])
    return f"{shown} and {len(texts) - 8:,} others" if len(texts) > 8 else shown or "none"


def find_copy(
    document: Document, url: str, heading: int | None, conventions: Conventions
) -> Entry | None:
    """The entry that already leads to the same work; a list may allow it in other sections."""
    identity = identify(url)
    for entry in document.entries:
        if entry.identity == identity and (
            entry.heading == heading or conventions.cross_listing != "allowed"
        ):
            return entry
    return None


# ------------------------------------------------------------------------------ what


def fill(
    document: Document, conventions: Conventions, heading: int | None, given: Mapping[str, str]
) -> tuple[Template, dict[str, str]]:
    """The template for a new entry of a section, and its fields as the list writes them.

    Raises:
        ListlintError: no template, a field that none has, one that is missing or makes no sense.
    """
    counts = Counter(
        e.template for e in document.entries if not e.mismatch and e.heading == heading
    )
    counts = counts or Counter(e.template for e in document.entries if not e.mismatch)
    templates = [compile_template(source) for source in conventions.templates]
    if not templates:
        raise ListlintError(
            "this list has no entry template, and its entries are too few or too different to "
            "learn one; write it into the configuration as `entry` (see docs/template.md)"
        )
    known = known_fields(conventions)
    for name in given:
        if name not in known:
            raise ListlintError(f'entries of this list have no field "{name}"; {some(known)}')
    ranked = sorted(range(len(templates)), key=lambda n: (-counts[n], n))
    holding = [n for n in ranked if given.keys() <= {field.name for field in templates[n].fields}]
    common = [n for n in holding if counts[n] >= _COMMON * counts.total()] or holding[:1]
    if not common:
        shown = " or ".join(f"`{templates[n].source}`" for n in ranked[:2])
        raise ListlintError(f"no form of entry has all of these fields; there is {shown}")
    for number in common:
        template = templates[number]
        values = {
            field.name: _styled(field, given[field.name], template, conventions)
            for field in template.fields
            if given.get(field.name, "").strip()
        }
        if template.render(values) is not None:
            return template, values
    raise ListlintError(_missing(templates[common[0]], given))


def known_fields(conventions: Conventions) -> list[str]:
    """The names of the fields that the list's templates have."""
    templates = map(compile_template, conventions.templates)
    return list(dict.fromkeys(field.name for each in templates for field in each.fields))


def _styled(field: Field, value: str, template: Template, conventions: Conventions) -> str:
    value = " ".join(value.split())
    if not field.type.accepts(value):
        raise ListlintError(f"{field.name}: expected {field.type.expected}, not `{value}`")
    if field.type.kind == "date":
        form = field.spec or conventions.date_format
        day = dates.recognise(value, form)
        rendered = dates.render(day, form) if day and form else value
        if rendered is None or day is None:
            raise ListlintError(f"date: this list writes dates as {form}, which `{value}` is not")
        return rendered
    if field.type.kind == "authors" and conventions.author_separator:
        separator = conventions.author_separator
        turned = from_bibtex(value) if conventions.authors == "first-last" else None
        return separator.join(turned or split(value, separator_of(value) or separator))
    if field.type.kind == "url" and value.count("(") != value.count(")"):
        value = value.replace("(", "%28").replace(")", "%29")
    return re.sub(r"(?<!\\)\|", r"\\|", value) if template.kind == "row" else value


def _missing(template: Template, given: Mapping[str, str]) -> str:
    wanted = [name for name in template.required() if not given.get(name, "").strip()]
    if not wanted:
        return f"an entry of the form `{template.source}` cannot be made of these fields"
    options = [f"--{name} …" if name in _OPTIONS else f"--field {name}=…" for name in wanted]
    return f"an entry of this list needs {' and '.join(wanted)}: give {' '.join(options)}"
