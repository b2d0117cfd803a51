"""Two fields of an entry that are in each other's place, found by what they look like."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

from linter.entries.mismatch.alignment import Alignment, SearchBudget, align
from linter.entries.mismatch.template_tokens import PatternNode, pattern_nodes
from linter.template.compiler import assemble
from linter.template.fields import Field, Group
from linter.template.fields import Node as TemplateNode
from linter.template.matcher import Divergence
from linter.template.template import Template, compile_template

# The pairs of fields that are tried.
MAX_PAIRS = 24
# With the two swapped back, at most odd text may be left to pay for.
MAX_COST = 30


def exchanged(
    template: Template, text: str, suspect: str, budget: SearchBudget
) -> Alignment | None:
    """The alignment with two fields swapped back; None if there is none or more than one.

    ``suspect`` is the field whose value does not fit.
    """
    found: dict[str, Alignment] = {}
    for nodes, pair in _swaps(template.source):
        if suspect not in pair:
            continue
        reading = align(nodes, text, budget, MAX_COST)
        if reading is None or reading.slips or reading.loses_text or not reading.unambiguous:
            continue
        if not pair <= reading.spans.keys():
            continue
        (a, b), (c, d) = sorted(reading.spans[name] for name in pair)
        rendered = text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
        match = template.match(rendered)
        values = {name: text[start:end] for name, (start, end) in reading.spans.items()}
        if match is None or {**match.values} != values:
            continue
        # The message names the field that belongs in the first place.
        (wanted,) = (name for name in pair if reading.spans[name] == (c, d))
        field = next(field for field in template.fields if field.name == wanted)
        divergence = Divergence(a, "", wanted, field.type, text[a:b])
        found[rendered] = reading._replace(divergence=divergence, rendered=rendered)
    return found.popitem()[1] if len(found) == 1 else None


@lru_cache(maxsize=64)
def _swaps(source: str) -> tuple[tuple[tuple[PatternNode, ...], frozenset[str]], ...]:
    """The template with two fields of different kinds in each other's place."""
    template = compile_template(source)
    row = template.kind == "row"
    pairs = [(a, b) for a, b in combinations(template.fields, 2) if _can_tell(a, b)]
    return tuple(
        (
            pattern_nodes(assemble(_swapped(template.nodes, a, b), row=row)),
            frozenset((a.name, b.name)),
        )
        for a, b in pairs[:MAX_PAIRS]
    )


def _can_tell(a: Field, b: Field) -> bool:
    """Whether two values show which field they belong to: a cell for any text may hold `Yes`.

    A title and a list of names look alike, too.
    """
    both = (a.type, b.type)
    if all(kind.is_open for kind in both) or type(a.type) is type(b.type):
        return False
    is_any = any(kind.takes_anything for kind in both)
    return not is_any or any(kind.is_destination for kind in both)


def _swapped(nodes: tuple[TemplateNode, ...], a: Field, b: Field) -> tuple[TemplateNode, ...]:
    out: list[TemplateNode] = []
    for node in nodes:
        if isinstance(node, Group):
            out.append(Group(node.kind, tuple(_swapped(part, a, b) for part in node.parts)))
        else:
            out.append(b if node is a else a if node is b else node)
    return tuple(out)
