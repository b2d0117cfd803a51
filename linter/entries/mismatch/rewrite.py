"""An entry that breaks its template, rewritten as its siblings are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, product

from linter.entries.heuristics import BULLET, offsets, read_loosely, trimmed
from linter.entries.item_source import ItemSource
from linter.entries.mismatch.alignment import Alignment
from linter.entries.mismatch.costs import MAX_FIXABLE_COST, SEPARATORS
from linter.model import Link
from linter.template.compiler import FieldOp, LiteralOp
from linter.template.fields import Field, Group, Literal, Node
from linter.template.template import Template
from linter.text.patterns import lazy_pattern

# How text begins after a separator.
_WORD_FIRST = lazy_pattern(r"""["'“‘«*_`]*\w""")
# A mark that repeats the one inside: `**A.**.`
_TWICE = lazy_pattern(r"([.,:;])(?:[*_`)\"']+|\]\([^()\s]*\))+\1")


def is_ambiguous(template: Template, text: str, spans: Mapping[str, tuple[int, int]]) -> bool:
    """Whether an open field may hold another field's text, or may begin elsewhere."""
    before = ""
    for op in template.program[1:]:
        if isinstance(op, FieldOp) and op.type.is_open and op.name in spans:
            start, end = spans[op.name]
            value = text[start:end]
            if "://" in value if op.closer else _is_unparted(text[:start], value, before):
                return True
        before = op.literal if isinstance(op, LiteralOp) else ""
    return False


def _is_unparted(ahead: str, value: str, literal: str) -> bool:
    """Whether two signs say that a text does not begin where it seems to.

    The signs: no mark separates it from what is before; that mark comes further on; it begins as
    a remark, a badge, another link or an attribute does.
    """
    mark = literal.rstrip()[-1:]
    doubts = (
        ahead.rstrip()[-1:] not in SEPARATORS,
        f"{mark} " in value,
        _WORD_FIRST.match(value) is None,
    )
    return mark in SEPARATORS and sum(doubts) > 1


def doubles_a_mark(rendered: str, text: str) -> bool:
    """Whether the fix would repeat a mark across the end of a pair: `**A.**.`"""
    return _TWICE.search(rendered) is not None and _TWICE.search(text) is None


# The ways to read the groups of a template; no list has as many.
MAX_VARIANTS = 32
_LABEL = lazy_pattern(r"\[+([^\[\]\n]+)\]+\($")
# A badge with a separator after it: not a part of the description.
_SIGN_FIRST = lazy_pattern(r"[^\w\s]+\s[-–—:|]\s")
# Words count, and emoji and the box of a task list (GFM 5.3) mean something, too.
_WORD = lazy_pattern(r":[\w+-]+:|\[[ xX]\](?=\s)|[^\W_]+")
_CELL = lazy_pattern(r"(?<!\\)\|")

Flat = tuple[Literal | Field, ...]


def fixed_text(
    template: Template, source: ItemSource, links: Sequence[Link], reading: Alignment | None
) -> str | None:
    """The entry as its siblings are written; None if that is uncertain or would lose a word."""
    if reading is None:
        return rerender(template, source, links)
    if reading.loses_text:
        return None
    values = {name: source.text[start:end] for name, (start, end) in reading.spans.items()}
    if not reading.unambiguous or is_ambiguous(template, source.text, reading.spans):
        return None
    rendered = _checked(template, reading.rendered, values, source.text)
    if reading.slips <= MAX_FIXABLE_COST:
        return rendered
    # With many slips, the result has to be the same when the fields are found by their looks.
    if rendered is None or rendered != rerender(template, source, links):
        return None
    return rendered if rendered.count("\n") == source.text.count("\n") else None


def rerender(template: Template, source: ItemSource, links: Sequence[Link]) -> str | None:
    """The entry as its siblings are written.

    None unless there is exactly one way to find every field, and no word of the entry is lost.
    """
    found = {
        rendered
        for variant in islice(_variants(template.nodes), MAX_VARIANTS)
        if (values := _pull_apart(variant, source, links)) is not None
        and (rendered := _rendered(template, values, source.text)) is not None
    }
    return found.pop() if len(found) == 1 else None


def _rendered(template: Template, values: Mapping[str, str], text: str) -> str | None:
    return _checked(template, template.render(values), values, text)


def _checked(
    template: Template, rendered: str | None, values: Mapping[str, str], text: str
) -> str | None:
    """What is rendered, if it holds these values and no text is lost or made up."""
    if rendered is None or rendered == text:
        return None
    match = template.match(rendered)
    if match is None or {**match.values} != {**values}:
        return None
    if doubles_a_mark(rendered, text):
        return None
    before, after = _words(text), _words(rendered)
    literal = _words(" ".join(node.text for node in _literals(template.nodes)))
    return None if before - after or after - before - literal else rendered


def _words(text: str) -> Counter[str]:
    """The words and the emoji of a text."""
    signs = (char for char in text if unicodedata.category(char) == "So")
    return Counter(_WORD.findall(text.casefold())) + Counter(signs)


def _literals(nodes: Sequence[Node]) -> Iterator[Literal]:
    for node in nodes:
        if isinstance(node, Literal):
            yield node
        elif isinstance(node, Group):
            for part in node.parts:
                yield from _literals(part)


def _variants(nodes: Sequence[Node]) -> Iterator[Flat]:
    """The template with every group read in every possible way."""
    choices = [_ways(node) if isinstance(node, Group) else [(node,)] for node in nodes]
    for choice in product(*choices):
        yield tuple(node for part in choice for node in part)


def _ways(group: Group) -> list[Flat]:
    wanted = group.parts[:1] if group.kind == "repeat" else group.parts
    parts = [list(islice(_variants(part), MAX_VARIANTS)) for part in wanted]
    if group.kind == "any":
        subsets = (some for n in range(len(parts) + 1) for some in combinations(parts, n))
        ways = (
            tuple(node for part in choice for node in part)
            for some in subsets
            for choice in product(*some)
        )
        return list(islice(ways, MAX_VARIANTS))
    ways = (variant for part in parts for variant in part)
    return [*islice(ways, MAX_VARIANTS), *([()] if group.kind == "optional" else [])]


def _pull_apart(nodes: Flat, source: ItemSource, links: Sequence[Link]) -> Mapping[str, str] | None:
    """A value for every field: links by their label, a date by its look, text in its order."""
    text = source.text
    spans = read_loosely(source, links)
    values: dict[str, str] = {}
    used: list[tuple[int, int]] = []
    if not _take_links(nodes, source, links, values, used):
        return None
    fields = [node for node in nodes if isinstance(node, Field)]
    for field in fields:
        wanted = "date" if field.type.is_dated else field.name
        if field.name not in values and wanted in ("title", "date") and wanted in spans:
            start, end = spans[wanted]
            values[field.name] = text[start:end]
            used.append((start, end))
    chunks = _leftovers(text, used)
    open_fields = [field.name for field in fields if field.name not in values]
    if len(chunks) != len(open_fields):
        return None
    values.update(zip(open_fields, chunks, strict=True))
    return values if all(field.type.is_whole(values[field.name]) for field in fields) else None


def _take_links(
    nodes: Flat,
    source: ItemSource,
    links: Sequence[Link],
    values: dict[str, str],
    used: list[tuple[int, int]],
) -> bool:
    """Give every URL field its link: the one with its label, else the next one without a label."""
    urls = [
        (node.name, _label_before(nodes, at))
        for at, node in enumerate(nodes)
        if isinstance(node, Field) and node.type.is_destination
    ]
    if len(urls) != len(links):
        return False
    left = list(links)
    labels = {label for _, label in urls if label}
    for name, label in urls:
        same = (link for link in left if label and _fold(link.text) == label)
        free = (link for link in left if _fold(link.text) not in labels)
        link = next(same, None) or next(free, None)
        if link is None:
            return False
        left.remove(link)
        start = source.offset(link.span.line, link.span.column)
        end = source.offset(link.span.end_line, link.span.end_column)
        url = offsets(source, link.url_span)
        if start is None or end is None or url is None:
            return False
        values[name] = source.text[url[0] : url[1]]
        used.append((start, end))
    return True


def _label_before(nodes: Flat, at: int) -> str:
    """The link text that the template has for the URL field at ``at``, or ""."""
    before = nodes[at - 1] if at else None
    match = _LABEL.search(before.text) if isinstance(before, Literal) else None
    return _fold(match[1]) if match else ""


def _fold(label: str) -> str:
    return label.strip("[]*_` ").casefold()


def _leftovers(text: str, used: Sequence[tuple[int, int]]) -> list[str]:
    """The pieces of text between the ``used`` ones, without the marks around them.

    Empty if one begins with a badge that is not a part of it.
    """
    out: list[str] = []
    bullet = BULLET.match(text)
    at = bullet.end() if bullet else 0
    breaks = _CELL if text.startswith("|") else re.compile(r"\n")
    for start, end in [*sorted(used), (len(text), len(text))]:
        while at < start:
            found = breaks.search(text, at, start)
            stop = found.start() if found else start
            a, b = trimmed(text, at, stop)
            if any(char.isalnum() for char in text[a:b]):
                out.append(text[a:b])
            if _SIGN_FIRST.match(text, a, b):
                return []
            at = stop + 1
        at = max(at, end)
    return out
