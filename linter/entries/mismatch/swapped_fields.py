"""Two fields of an entry that stand in each other's place, where their looks tell."""

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

# So many pairs of fields are tried.
_MOST_PAIRS = 24
# With the two put right, nothing may be left that has to be paid for but odd text.
_MOST_COST = 30


def exchanged(
    template: Template, text: str, suspect: str, effort: SearchBudget
) -> Alignment | None:
    """How an entry is read with two fields put right; None if that is not so or not certain.

    ``suspect`` is the field that cannot be read as it is.
    """
    found: dict[str, Alignment] = {}
    for nodes, pair in _swaps(template.source):
        if suspect not in pair:
            continue
        reading = align(nodes, text, effort, _MOST_COST)
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
        # Where the one stands the other is wanted.
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
        for a, b in pairs[:_MOST_PAIRS]
    )


def _can_tell(a: Field, b: Field) -> bool:
    """Whether the looks of two values tell which is whose: a cell of any text may hold `Yes`.

    Nor is a title known from names by its looks.
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
