"""The templates that a list's own entries show, the commonest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from linter.conventions.entry_template import shape_of
from linter.conventions.row_template import row_templates
from linter.entries.candidates import Candidate, candidates
from linter.entries.item_source import item_source
from linter.model import Document
from linter.template.template import Template, TemplateError, compile_template

# A list of 10,000 entries says no more about its template than 400 taken evenly from it.
_SAMPLE = 400
# So many entries mostly show what the commonest shape is.
_GLANCE = 40
# A template is one of the list's own if this share of the entries (and three of them) follows it.
_LEAST_SHARE = 0.01
_MOST_TEMPLATES = 6
# What fewer follow is no convention.
CLEAR_MAJORITY = 0.9


def learned_templates(document: Document) -> tuple[str, ...]:
    """The templates that a clear majority of the items follows, kind by kind."""
    found = candidates(document)
    templates: list[str] = []
    described = 0
    for kind in ("item", "row", "paragraph"):
        mine = [candidate for candidate in found if candidate.item.kind == kind]
        chosen = _templates(document, mine, kind)
        templates += chosen
        described += len(mine) if chosen else 0
    # What a few are like says nothing of a list whose other entries follow no template.
    return tuple(templates) if 2 * described >= len(found) else ()


def _templates(document: Document, found: Sequence[Candidate], kind: str) -> list[str]:
    """The templates that a clear majority of one kind of item follows."""
    if len(found) < 3:
        return []
    if kind == "row":
        return row_templates(document, [candidate.item for candidate in found])
    step = max(1, len(found) // _SAMPLE)
    texts = [item_source(document, candidate.item).text for candidate in found[::step]]
    labels = _labels(found[::step])
    chosen: list[Template] = []
    rest = texts
    least = max(3, _LEAST_SHARE * len(texts))
    while len(chosen) < _MOST_TEMPLATES and len(rest) >= least:
        found_one = _commonest(rest, labels, least)
        if found_one is None:
            break
        template, rest = found_one
        chosen.append(template)
    matched = len(texts) - len(rest)
    enough = CLEAR_MAJORITY if kind == "item" else 0.75
    if matched < enough * len(texts) or (kind == "paragraph" and matched < 10):
        return []
    return [template.source for template in chosen]


def _commonest(
    texts: Sequence[str], labels: frozenset[str], least: float
) -> tuple[Template, list[str]] | None:
    """The commonest template of some entries that at least so many match; and those that do not.

    A few entries, taken evenly, show the commonest shape; only if they do not are all looked at.
    """
    for few in (texts[:: max(1, len(texts) // _GLANCE)], texts):
        shapes = Counter(shape for text in few if (shape := shape_of(text, labels)))
        for shape, count in shapes.most_common(_MOST_TEMPLATES):
            template = _compiled(shape)
            if template is None or count * len(texts) < least * len(few):
                continue
            unmatched = [text for text in texts if template.match(text) is None]
            if len(texts) - len(unmatched) >= least:
                return template, unmatched
        if len(few) == len(texts):
            break
    return None


def _compiled(source: str) -> Template | None:
    try:
        return compile_template(source)
    except TemplateError:
        return None


def _labels(found: Sequence[Candidate]) -> frozenset[str]:
    """Link texts that recur so often that they cannot be titles."""
    counts = Counter(
        text
        for candidate in found
        for text in {link.text.strip().casefold() for link in candidate.links}
    )
    return frozenset(text for text, count in counts.items() if count >= max(5, 0.03 * len(found)))
