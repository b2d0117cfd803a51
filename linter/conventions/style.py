"""What nearly all entries of a list do though no template says so.

How descriptions begin and end, and which bullet an entry has. Each is kept among the
conventions' ``options`` with its evidence.
"""

from __future__ import annotations

from collections import Counter

from linter.model import Conventions, Document
from linter.template.fields import SENTENCE
from linter.template.template import Template, compile_template
from linter.text import sentences

# What fewer do is not a habit, and a handful of entries does not show one.
HABIT_RATIO = 0.95
BULLET_RATIO = 0.9
MIN_ENTRIES = 8
# Nor does a list in which most descriptions show nothing.
TELLING_RATIO = 0.5


def descriptions(document: Document, conventions: Conventions) -> Conventions:
    """How descriptions begin (``description-case``) and end (``description-end``).

    The case is ``capital`` or ``small``; the end a full stop, or ``none``. A configured template
    that says it (``{description: Sentence.}``) goes before what the list shows.
    """
    if _stated(conventions):
        return stated_descriptions(conventions)
    texts = [text for e in document.entries if (text := e.fields.get("description", "").strip())]
    for key, counts, total in (
        ("description-case", *_cases(texts)),
        ("description-end", *_ends(texts)),
    ):
        value, count = counts.most_common(1)[0] if counts else ("", 0)
        enough = max(MIN_ENTRIES, TELLING_RATIO * len(texts))
        if total >= enough and count >= HABIT_RATIO * total:
            conventions = _noted(conventions, key, value, f"{count} of {total} descriptions")
    return conventions


def stated_descriptions(conventions: Conventions) -> Conventions:
    """With what a configured template says of descriptions, if one says it."""
    stated = _stated(conventions)
    options = {**conventions.options, **stated}
    sources = {**conventions.sources, **dict.fromkeys(stated, "configuration")}
    return conventions._replace(options=options, sources=sources) if stated else conventions


def _stated(conventions: Conventions) -> dict[str, str]:
    """What a configured template says of descriptions."""
    if conventions.sources.get("templates") != "configuration":
        return {}
    for template in map(compile_template, conventions.templates):
        if match := SENTENCE.match(_spec(template)):
            case = "capital" if match["first"] == "S" else "small"
            return {"description-case": case, "description-end": match["mark"] or "none"}
    return {}


def _spec(template: Template) -> str:
    return next((field.spec for field in template.fields if field.name == "description"), "")


def _cases(texts: list[str]) -> tuple[Counter[str], int]:
    counts = Counter[str](case for text in texts if (case := sentences.initial_case(text)))
    return counts, counts.total()


def _ends(texts: list[str]) -> tuple[Counter[str], int]:
    """How many end with the commonest full stop, or with none, of those that could."""
    ends = ((text, sentences.end_punctuation(text)) for text in texts)
    marks = [(text, mark) for text, mark in ends if mark is not None]
    telling = [mark for _, mark in marks if not mark or sentences.is_full_stop(mark)]
    counts = Counter[str](mark or "none" for mark in telling)
    if not counts:
        return counts, 0
    common, count = counts.most_common(1)[0]
    if common == "none":
        return Counter({common: count}), counts.total()
    # Only those that could take the mark are counted, on both sides.
    able = [
        mark
        for text, mark in marks
        if (not mark or sentences.is_full_stop(mark)) and sentences.takes(text, common)
    ]
    return Counter({common: able.count(common)}), len(able)


def bullets(document: Document, conventions: Conventions) -> Conventions:
    """The bullet of entries at each depth (``bullet-0`` and so on) where no template has one."""
    if any(compile_template(source).kind == "item" for source in conventions.templates):
        return conventions
    markers: dict[int, Counter[str]] = {}
    for entry in document.entries:
        item = document.items[entry.item]
        if item.kind == "item":
            markers.setdefault(item.depth, Counter())[item.marker] += 1
    for depth, counts in sorted(markers.items()):
        marker, count = counts.most_common(1)[0]
        total = counts.total()
        if marker in ("-", "*", "+") and total >= MIN_ENTRIES and count >= BULLET_RATIO * total:
            evidence = f"{count} of {total} entries"
            conventions = _noted(conventions, f"bullet-{depth}", marker, evidence)
    return conventions


def _noted(conventions: Conventions, key: str, value: str, evidence: str) -> Conventions:
    return conventions._replace(
        options={**conventions.options, key: value},
        sources={**conventions.sources, key: evidence},
    )
