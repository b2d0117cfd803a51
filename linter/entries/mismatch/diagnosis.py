"""Why an entry does not match its template, in words, at a place, and with the fix."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from linter.entries.heuristics import read_loosely
from linter.entries.item_source import EntryBuilder, ItemSource, MatchedItem, match_at
from linter.entries.mismatch.advice import advise
from linter.entries.mismatch.alignment import Alignment, SearchBudget, align
from linter.entries.mismatch.costs import COSTS
from linter.entries.mismatch.rewrite import fixed_text
from linter.entries.mismatch.swapped_fields import exchanged
from linter.entries.mismatch.template_tokens import PatternNode, pattern_nodes
from linter.entries.near_misses import JoinedEntries, MissingBullet, Suspects, missing_text
from linter.model import Document, Edit, Entry, Fix, Item, Link, Mismatch, Span
from linter.template.compiler import FieldOp, LiteralOp, OptionalSpace
from linter.template.fields import Field, Group, Node
from linter.template.matcher import Divergence
from linter.template.template import Template, compile_template

# The broken entries that are aligned in one document; more are too many to read about.
MAX_EXPLAINED = 200


# So few words between two separators may be a part of their own.
MAX_WORDS_BETWEEN = 3
_NO_ADDRESS, _SOME_ADDRESS = "]()", "](https://example.org)"


class MismatchReporter:
    """Describes what is wrong with the broken entries of one document."""

    def __init__(self, document: Document, make: EntryBuilder, suspects: Suspects) -> None:
        """Start with the whole budget."""
        self._document = document
        self._make = make
        self._suspects = suspects
        self._explained = 0
        self._budget = SearchBudget()

    def broken(self, index: int, numbers: Sequence[int]) -> Entry:
        """The entry that an item should be, with the reason why it is not."""
        item = self._document.items[index]
        links = self._make.links.within(item)
        source = self._suspects.source(index, numbers)
        near = self._nearest(numbers, source.text)
        if near is None:
            far = self._suspects.furthest(index, numbers)
            near = Near(far.template, far.divergence)
        template = self._suspects.templates[near.template]
        near = _with_missing_text(template, source.text, near)
        mismatch = describe(self._document, item, source, template, near, links)
        loosely = match_at(source.text, read_loosely(source, links))
        return self._make.entry(index, MatchedItem(near.template, source, loosely), mismatch)

    def stuck(self, index: int, glued: MissingBullet) -> Entry:
        """An entry that lost its bullet, on the lines of the item before it."""
        template, item = self._suspects.templates[glued.template], self._document.items[index]
        text = glued.source.text
        near = self._nearest([glued.template], text)
        near = near or Near(glued.template, template.explain(text))
        reading = near.reading
        if reading is not None:
            reading = reading._replace(
                rendered=glued.rendered, unambiguous=True, loses_text=False, slips=0
            )
        near = near._replace(reading=reading)
        mismatch = describe(self._document, item, glued.source, template, near, [])
        spans = reading.spans if reading else {}
        read = MatchedItem(glued.template, glued.source, match_at(text, spans))
        return self._make.entry(index, read, mismatch)

    def joined(self, index: int, source: ItemSource, joined: JoinedEntries) -> Entry:
        """An entry that begins on the line of another one."""
        item = self._document.items[index]
        own = source.rest(joined.end)
        lead = re.sub(
            r"[^\s>]", " ", self._document.lines[item.span.line - 1][: item.span.column - 1]
        )
        break_line = Edit(source.span(joined.start, joined.end), f"\n{lead}")
        advice = "Begin this entry on a line of its own."
        mismatch = Mismatch(
            own.span(0, len(own.text)), advice, "title", Fix((break_line,), safe=True)
        )
        return self._make.entry(
            index, MatchedItem(joined.second_template, own, joined.second), mismatch
        )

    def _nearest(self, numbers: Sequence[int], text: str) -> Near | None:
        """The template that an entry can be read by, for the first ones that break theirs."""
        self._explained += 1
        if self._explained > MAX_EXPLAINED:
            return None
        found = nearest(
            [self._suspects.templates[number] for number in numbers], text, self._budget
        )
        return found and found._replace(template=numbers[found.template])


# A list may have several templates; a rare one does not explain a slip.
MAX_ALIGNED = 4
# How much cheaper than the list's commonest template another one has to be: with nothing lost, or
# with text lost.
MIN_SAVING, MIN_SAVING_WITH_LOSS = 3, 6
# A template with a field for any text does not explain a mark in front of it.
_ANY_TEXT = 4


class Near(NamedTuple):
    """The template (its number) that an entry is nearest to, and where the entry leaves it.

    ``reading`` is the cheapest alignment, None if there is none within the budget. ``lacks_text``:
    nothing is wrong but that the field of the divergence is missing.
    """

    template: int
    divergence: Divergence
    reading: Alignment | None = None
    lacks_text: bool = False


def nearest(templates: Sequence[Template], text: str, budget: SearchBudget) -> Near | None:
    """The template that ``text`` aligns with at the lowest cost, if it aligns with one."""
    readings = [
        (reading.cost + _handicap(reading, number, template), number, reading)
        for number, template in enumerate(templates[:MAX_ALIGNED])
        if _fits(template, text)
        and (reading := align(_pattern(template.source), text, budget)) is not None
        and reading.divergence is not None
    ]
    if not readings:
        return None
    _, best, reading = min(readings, key=lambda found: found[:2])
    divergence = reading.divergence
    assert divergence is not None
    if divergence.field and (reading.loses_text or reading.cost >= COSTS.lost_word):
        reading = exchanged(templates[best], text, divergence.field, budget) or reading
    return Near(best, reading.divergence or divergence, reading)


# What no single mark costs.
_SEVERAL_MARKS = 2 * COSTS.mark


def _with_missing_text(template: Template, text: str, near: Near) -> Near:
    """The divergence is about the one field of text that is missing, if with it all is well.

    Unless a mark that is wrong explains the entry, too.
    """
    if near.reading is not None and near.reading.cost < _SEVERAL_MARKS:
        return near
    offset = template.explain(text).offset
    missing = missing_text(template, text, offset)
    if missing is None:
        return near
    mark, field = missing
    divergence = Divergence(offset, mark, field.name, field.type)
    return near._replace(divergence=divergence, reading=None, lacks_text=True)


@lru_cache(maxsize=64)
def _pattern(source: str) -> tuple[PatternNode, ...]:
    return pattern_nodes(compile_template(source).program)


def _handicap(reading: Alignment, number: int, template: Template) -> int:
    if not number:
        return 0
    rarer = MIN_SAVING_WITH_LOSS if reading.loses_text else MIN_SAVING
    return rarer + _ANY_TEXT * any(field.type.takes_anything for field in template.fields)


def _fits(template: Template, text: str) -> bool:
    """Whether a row has no extra cell: which one is extra is anyone's guess."""
    if template.kind != "row":
        return True
    bars = len(re.findall(r"(?<!\\)\|", text)) + (not text.startswith("|"))
    return bars + (not text.rstrip().endswith("|")) <= template.columns + 1


def describe(
    document: Document,
    item: Item,
    source: ItemSource,
    template: Template,
    near: Near,
    links: Sequence[Link],
) -> Mismatch:
    """The mismatch at a divergence."""
    if (known := _about_link(source, template, near, links)) is not None:
        return known
    text, divergence = source.text, _about_required(template, near)
    offset = divergence.offset
    if divergence.begun and not divergence.expected:
        # The bar that ends the row is there, with more cells after it.
        divergence = Divergence(offset, "", None)
    over = not text[offset:].strip()
    # A word is shown from its start, without the marks that close the one before.
    begun = text[offset - divergence.begun : offset].lstrip(")]*_`")
    whole = divergence._replace(expected=begun + divergence.expected)
    reading = near.reading
    unfilled = near.lacks_text
    unfilled |= reading is not None and divergence.field not in reading.spans
    is_missing = divergence.expected.strip() and text[offset : offset + 1].isalnum()
    after = _text_before(template, divergence) if is_missing else ""
    advice, end = advise(
        whole, text, offset - len(begun), over=over, unfilled=unfilled, after=after
    )
    offset = min(offset, len(text))
    if reading is not None and reading.has_extra_mark:
        advice = f"Remove `{text[offset]}`."
        end = offset + 1
    return Mismatch(
        span=source.span(offset, max(offset, end)),
        advice=advice,
        field=divergence.field,
        fix=(
            None
            if after or _is_separated_behind(divergence.expected.strip(), text[offset:])
            else _fix(document, item, source, template, links, near.reading)
        ),
        is_missing=unfilled,
    )


def _about_link(
    source: ItemSource, template: Template, near: Near, links: Sequence[Link]
) -> Mismatch | None:
    """What is wrong where the entry is well but for a link's address, or has no link at all."""
    text = source.text
    field = near.divergence.field or ""
    empty = text.find(_NO_ADDRESS)
    if empty >= 0 and template.match(text.replace(_NO_ADDRESS, _SOME_ADDRESS)):
        at = empty + len(_NO_ADDRESS) - 1
        advice = "This link has no address. Write a URL between the parentheses."
        name = field if field.endswith("url") else "url"
        return Mismatch(source.span(at, at + 1), advice, name, is_missing=True)
    has_link = bool(links) or "://" in text or "](" in text or template.kind != "item"
    if has_link or field.endswith("url") or not _wants_url(template.nodes):
        return None
    advice = "This entry has no link."
    if field == "title":
        start = near.divergence.offset
        return Mismatch(source.span(start, start), advice, field, is_missing=True)
    end = len(text.partition("\n")[0].rstrip())
    return Mismatch(source.span(end, end), advice, "url", is_missing=True)


def _wants_url(nodes: Sequence[Node]) -> bool:
    """Whether every entry of a template has a link; what is repeated is there at least once."""
    return any(
        _wants_url(node.parts[0])
        if isinstance(node, Group) and node.kind == "repeat"
        else isinstance(node, Field) and node.type.is_destination
        for node in nodes
    )


def _is_separated_behind(separator: str, rest: str) -> bool:
    """Whether a missing separator follows a few words later: what is between is unclear."""
    if not separator or any(char.isalnum() for char in separator):
        return False
    behind = re.compile(rf"(?:\S*\w\S*\s+){{1,{MAX_WORDS_BETWEEN}}}{re.escape(separator)}(?=\s)")
    return behind.match(rest.lstrip()) is not None


def _about_required(template: Template, near: Near) -> Divergence:
    """The divergence; of an optional field that is left out, it is about the next one's."""
    divergence, reading = near.divergence, near.reading
    names = [field.name for field in template.fields]
    if reading is None or divergence.field not in names:
        return divergence
    if divergence.closes or not divergence.expected:
        return divergence
    if divergence.field in reading.spans or divergence.field in template.required():
        return divergence
    after = template.fields[names.index(divergence.field) + 1 :]
    following = next((field for field in after if field.name in reading.spans), None)
    if following is None:
        return divergence
    return divergence._replace(field=following.name, type=following.type)


def _text_before(template: Template, divergence: Divergence) -> str:
    """The field before the one of the divergence, if both are text and only a separator is between.

    Without the separator it is unclear where the one ends and the other begins.
    """
    ops = [op for op in template.program if not isinstance(op, OptionalSpace)]
    for before, between, op in zip(ops, ops[1:], ops[2:], strict=False):
        if isinstance(op, FieldOp) and op.name == divergence.field:
            if op.closer or not op.type.is_open:
                return ""
            if not isinstance(before, FieldOp) or before.closer or not before.type.is_open:
                return ""
            return before.name if isinstance(between, LiteralOp) else ""
    return ""


def _fix(
    document: Document,
    item: Item,
    source: ItemSource,
    template: Template,
    links: Sequence[Link],
    reading: Alignment | None,
) -> Fix | None:
    rendered = fixed_text(template, source, links, reading)
    if rendered is None:
        return None
    if rendered.endswith("|") and not source.text.rstrip().endswith("|"):
        # A row's last bar may be left out (GFM, section 4.10): it stays as it is.
        open_ended = rendered[:-1].rstrip()
        rendered = open_ended if template.match(open_ended) else rendered
    lead = re.sub(r"[^\s>]", " ", document.lines[item.span.line - 1][: item.span.column - 1])
    continued = rendered.replace("\n", "\n" + lead)
    span = source.span(0, len(source.text))
    whole = Span(
        span.line, span.column, source.lines[-1], len(document.lines[source.lines[-1] - 1]) + 1
    )
    return Fix((Edit(whole, continued),), safe=True)
