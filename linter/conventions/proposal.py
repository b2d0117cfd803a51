"""A configuration that says what a list shows: every choice with its evidence, as YAML text.

What is proposed never changes what `check` says: a choice that would is written as a comment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from linter.conventions.summary import assumed
from linter.model import Conventions, Document
from linter.text.patterns import lazy_pattern

_SITE = "https://github.com/listlint/listlint"
_SCHEMA = "https://raw.githubusercontent.com/listlint/listlint/main/docs/listlint.schema.json"
_ORDERS = {
    "newest": "date, newest first",
    "oldest": "date, oldest first",
    "a-z": "alphabetical",
    "lines": "lines",
}
_NAMES = {"first-last": "First Last", "last-first": "Last, First"}
_INDENT = " " * 4
# With so many entries it means something that no work is in two sections.
MIN_TELLING = 50

# How many findings a configuration text changes.
Difference = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Choice:
    """One key of the list: why it is proposed, its YAML lines, and others that say less."""

    why: str
    lines: tuple[str, ...]
    less: tuple[tuple[str, ...], ...] = ()
    # Why it is written as a comment only; "" if it is not.
    but: str = ""


def propose(
    path: str,
    document: Document,
    conventions: Conventions,
    *,
    guide: str = "",
    difference: Difference,
) -> str:
    """The configuration for the list at ``path`` (from the repository's root).

    ``guide`` is the path of the text that states the list's rules, "" if there is none.
    """
    choices = _choices(document, conventions)

    def text(chosen: Iterable[_Choice]) -> str:
        return _text(path, tuple(chosen), conventions, guide)

    if not difference(text(choices)):
        return text(choices)
    kept: list[_Choice] = []

    def changed(tried: _Choice) -> int:
        return difference(text([*kept, tried]))

    for choice in choices:
        kept = [*kept, _settled(choice, changed)]
    return text(kept)


def fenced(configuration: str) -> str:
    """A configuration as the block for CONTRIBUTING.md."""
    lines = [line for line in configuration.split("\n") if not line.startswith(("# ", "guide:"))]
    inside = "\n".join(lines).strip("\n")
    longest = max((len(run) for run in re.findall(r"`{3,}", inside)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}yaml listlint\n{inside}\n{fence}\n"


def _settled(choice: _Choice, difference: Callable[[_Choice], int]) -> _Choice:
    """The choice, or what of it changes nothing; failing that, a comment."""
    if choice.but:
        return choice
    changed = 0
    for lines in (choice.lines, *choice.less):
        tried = replace(choice, lines=lines)
        changed = difference(tried)
        if not changed:
            return tried
    findings = f"{changed:,} finding{'s' * (changed != 1)}"
    return replace(choice, but=f"It is left out: with it, {findings} would change.")


# ------------------------------------------------------------------------------ the choices


def _choices(document: Document, conventions: Conventions) -> list[_Choice]:
    forms = _forms(document, conventions)
    found = [
        _entry(conventions, forms),
        *_details(conventions, overrides=len(forms) < _SEVERAL),
        _cross_listing(document),
    ]
    return [choice for choice in found if choice]


# The templates of some sections, the commonest first.
_Forms = Mapping[tuple[str, ...], Sequence[tuple[str, ...]]]
_SEVERAL = 2


def _forms(document: Document, conventions: Conventions) -> _Forms:
    """Which sections have which of the templates, those of most entries first.

    Sections that may have other templates than most are said to have those that they use.
    """
    templates, excluded = conventions.templates, conventions.excluded
    counts = Counter(entry.section for entry in document.entries)
    used: dict[tuple[str, ...], set[int]] = {section: set() for section in counts}
    for entry in document.entries:
        if entry.mismatch is None:
            used[entry.section].add(entry.template)
    may_have = {
        section: tuple(t for t in templates if section not in excluded.get(t, ())) or templates
        for section in counts
    }
    sizes: Counter[tuple[str, ...]] = Counter()
    for section, size in counts.items():
        sizes[may_have[section]] += size
    main = max(sizes, key=lambda key: sizes[key], default=templates)
    forms: dict[tuple[str, ...], list[tuple[str, ...]]] = {main: []}
    for section in sorted(counts):
        own = tuple(t for n, t in enumerate(templates) if n in used[section])
        key = main if may_have[section] == main or set(own) <= set(main) else own
        forms.setdefault(key, []).append(section)
    return forms


def _entry(conventions: Conventions, forms: _Forms) -> _Choice | None:
    templates = conventions.templates
    if not templates:
        why = "Too few entries are alike for a template. Write the line a contributor would copy:"
        return _Choice(why, ('entry: "- [{title}]({url}) - {description}"',), but="An example.")
    evidence = _evidence(conventions, "templates")
    if len(templates) == 1:
        why = f"The line a contributor would copy: {evidence} match it."
    else:
        why = f"The lines a contributor would copy: {evidence} match one of them."
    styled = tuple(_styled(template, conventions) for template in templates)
    if len(forms) < _SEVERAL:
        less = (_templates(templates),) if styled != templates else ()
        return _Choice(why, _templates(styled), less)
    unordered = tuple(_overrides({}, conventions))
    ways = [
        (*_templates(styled), *unordered),
        (*_templates(templates), *unordered),
    ]
    by_section = tuple(_by_section(forms, conventions))
    return _Choice(why, by_section, tuple(ways))


def _by_section(forms: _Forms, conventions: Conventions) -> Iterable[str]:
    """The commonest templates, and under overrides those of the sections that have others."""
    (main, _), *_rest = forms.items()
    yield from _templates(tuple(_styled(template, conventions) for template in main))
    yield from _overrides(
        {templates: sections for templates, sections in forms.items() if templates != main},
        conventions,
    )


def _styled(template: str, conventions: Conventions) -> str:
    """A template that says how descriptions begin and end, if both are known."""
    case = conventions.options.get("description-case", "")
    end = conventions.options.get("description-end", "")
    if not case or not end:
        return template
    spec = ("Sentence" if case == "capital" else "sentence") + end.replace("none", "")
    return template.replace("{description}", f"{{description: {spec}}}")


def _templates(templates: Sequence[str]) -> tuple[str, ...]:
    if len(templates) == 1:
        return _scalar("entry: ", templates[0], "  ")
    items = (line for template in templates for line in _scalar("  - ", template, "    "))
    return ("entry:", *items)


def _details(conventions: Conventions, *, overrides: bool) -> Iterable[_Choice]:
    """What has a key of its own, and nothing to it but a value.

    ``overrides``: the sections without an order are to be named here.
    """
    form = conventions.date_format
    if form and any(
        f": {form}}}" not in template for template in conventions.templates if "date" in template
    ):
        why = f"The form of dates: {_evidence(conventions, 'date_format')}."
        yield _Choice(why, _scalar("date: ", form))
    if order := _ORDERS.get(conventions.order):
        why = f"The order within a section: {_evidence(conventions, 'order')}."
        unordered = _overrides({}, conventions) if overrides else ()
        yield _Choice(why, (f"order: {order}", *unordered))
    if name := _NAMES.get(conventions.authors):
        why = f"How authors are written: {_evidence(conventions, 'authors')}."
        both = f"{name}{conventions.author_separator}{name}"
        yield _Choice(why, _scalar("authors: ", both))
    if conventions.block:
        why = f"The HTML element around entries: {_evidence(conventions, 'block')} are in one."
        yield _Choice(why, (f"block: {conventions.block}",))


def _cross_listing(document: Document) -> _Choice | None:
    places: dict[str, set[int | None]] = {}
    for entry in document.entries:
        if entry.url and entry.mismatch is None:
            places.setdefault(entry.identity, set()).add(entry.heading)
    several = sum(len(headings) > 1 for headings in places.values())
    if several:
        what = "work is listed" if several == 1 else "works are listed"
        return _Choice(f"{several:,} {what} in two sections or more.", ("cross-listing: allowed",))
    if len(places) >= MIN_TELLING:
        why = f"None of {len(places):,} works is listed in two sections."
        return _Choice(why, ("cross-listing: forbidden",), but="Remove the # to keep it so.")
    return None


def _overrides(forms: _Forms, conventions: Conventions) -> Iterable[str]:
    """The overrides for sections with other templates, and for those that keep no order."""
    loose = conventions.unordered if _ORDERS.get(conventions.order) else frozenset()
    groups: dict[tuple[tuple[str, ...], bool], list[tuple[str, ...]]] = {}
    for templates, sections in forms.items():
        for section in sections:
            groups.setdefault((templates, section in loose), []).append(section)
    named = {section for sections in groups.values() for section in sections}
    groups[(), True] = sorted(loose - named)
    found = [(key, [s for s in sections if s]) for key, sections in groups.items()]
    if not any(sections for _, sections in found):
        return
    yield "overrides:"
    for (templates, is_loose), sections in found:
        if not sections:
            continue
        what = " and ".join(
            text
            for text, holds in (("have another form", templates), ("keep no order", is_loose))
            if holds
        )
        yield f"  # These sections {what}."
        yield "  - sections:"
        yield from (f"      - [{', '.join(map(_quoted, section))}]" for section in sections)
        if templates:
            styled = tuple(_styled(template, conventions) for template in templates)
            yield from (f"    {line}" if line else "" for line in _templates(styled))
        if is_loose:
            yield "    order: none"


def _evidence(conventions: Conventions, name: str) -> str:
    return conventions.sources.get(name, "")


# ------------------------------------------------------------------------------ the text


def _text(path: str, choices: Sequence[_Choice], conventions: Conventions, guide: str) -> str:
    name = path if re.fullmatch(r"[A-Za-z][\w./-]*", path) else _quoted(path)
    lines = [
        f"# How {_one_line(path)} is written. Above every key is what it was learned from.",
        "# A key wins over what the list shows. A key that you delete is learned again.",
        f"# All keys: {_SITE}/blob/main/docs/configuration.md",
        f"# yaml-language-server: $schema={_SCHEMA}",
        "",
        "lists:",
        f"  - files: [{name}]",
    ]
    for choice in choices:
        mark = "# " if choice.but else ""
        why = f"{choice.why} {choice.but}".strip()
        lines += ["", f"{_INDENT}# {why}", *(f"{_INDENT}{mark}{line}" for line in choice.lines)]
    if also := _also(conventions):
        lines += ["", f"{_INDENT}# Also checked, without a key: {also}."]
    if guide:
        lines += ["", f"guide: {_quoted(guide)}"]
    return "\n".join(line.rstrip(" ") for line in lines) + "\n"


def _also(conventions: Conventions) -> str:
    """What is learned and has no key."""
    keyed = {"templates", "date_format", "order", "authors", "block", "cross_listing"}
    rest = {key: value for key, value in conventions.sources.items() if key not in keyed}
    return assumed(conventions._replace(sources=rest))


def _scalar(key: str, text: str, indent: str = "  ") -> tuple[str, ...]:
    """A key and its text: as it is where YAML lets it, else in quotes."""
    if re.fullmatch(r"[A-Za-z][A-Za-z ,;/.-]*[A-Za-z]", text) and " #" not in text:
        return (f"{key}{text}",)
    if _NOT_IN_BLOCK.search(text) or text[:1].isspace() or not text.strip():
        return (f"{key}{_quoted(text)}",)
    return (f"{key}|", *(f"{indent}{line}" if line else "" for line in text.split("\n")))


# Not printable by YAML 1.1 (section 5.1), a line break of its own there, or lost at a line's end.
_NOT_IN_BLOCK = lazy_pattern(
    r"[^\n -~\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\ufeff]| (?=\n|$)"
)


def _quoted(text: str) -> str:
    def escaped(char: str) -> str:
        if char in '"\\':
            return f"\\{char}"
        return char if char.isprintable() else f"\\U{ord(char):08X}"

    return '"' + "".join(map(escaped, text)) + '"'


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)
