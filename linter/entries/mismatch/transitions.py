"""The ways on in reading an entry: what a sign or a field of the template may have before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from linter.entries.mismatch import costs
from linter.entries.mismatch.template_tokens import EndOfPattern, PatternNode, TemplateToken
from linter.entries.mismatch.tokens import Token
from linter.template.compiler import FieldOp, OptionalSpace, Split
from linter.template.fields import is_url

# What a blank beside a group is written as, if nothing else is a blank there.
GAP = "\0"
# So many tokens at most are looked at for a date, a year or a value of an enumeration.
_LONGEST_VALUE = 12

# Signs and badges alone are no value.
_NO_VALUE = re.compile(r"(?::[a-z0-9_+-]+:|[\W_])*\Z")
_BRACKETS = frozenset("()[]")


class AlignmentState(NamedTuple):
    """A place in the template's nodes and one in the entry's tokens, ``inside`` of a field."""

    node: int
    token: int
    inside: bool = False


class Step(NamedTuple):
    """Where a step leads, what it costs and what it writes.

    ``loses_text``: text is lost; ``is_deviation``: this is not as the template has it.
    """

    to: AlignmentState
    price: int = 0
    loses_text: bool = False
    is_deviation: bool = False
    writes: str = ""


class Transitions:
    """The ways on at every place of a template's nodes and an entry's tokens."""

    def __init__(self, nodes: tuple[PatternNode, ...], text: str, tokens: list[Token]) -> None:
        """Look up which marks are the template's own."""
        self.nodes = nodes
        self.text = text
        self.tokens = tokens
        signs = [node.text for node in nodes if isinstance(node, TemplateToken)]
        self.marks = set(signs)
        bars = sum(token.text == "|" for token in tokens)
        # With as many cells as there should be, each one is its column's.
        self.bars_fit = text.startswith("|") and signs[:1] == ["|"] and bars == signs.count("|")

    def on(self, state: AlignmentState, begun: int) -> Iterator[Step]:
        """Every way on from a state; ``begun`` is the first token of the field it is in."""
        node, at = self.nodes[state.node], state.token
        if isinstance(node, Split):
            yield from (Step(AlignmentState(to, at)) for to in node.to)
            return
        if isinstance(node, FieldOp) and state.inside:
            yield from self.within(node, state, begun)
            return
        if isinstance(node, OptionalSpace):
            yield Step(AlignmentState(state.node + 1, at), writes=GAP)
            if at < len(self.tokens) and self.tokens[at].kind == "blank":
                yield Step(AlignmentState(state.node + 1, at + 1), writes=GAP)
        elif isinstance(node, FieldOp):
            yield from self.field_values(node, state)
        elif isinstance(node, TemplateToken):
            yield from self.sign(node, state)
        if at < len(self.tokens):
            token = self.tokens[at]
            trailing = isinstance(node, EndOfPattern) and not self.text[token.start :].strip()
            price = 0 if trailing else costs.surplus(token)
            price += costs.LEFT * (self.bars_fit and token.text == "|")
            yield Step(AlignmentState(state.node, at + 1), price, costs.is_loss(token), price > 0)
            if isinstance(node, EndOfPattern) and price:
                yield Step(AlignmentState(state.node, len(self.tokens)), costs.REST, True, True)
            if token.partner > at and token.text in ("(", "["):
                # A remark as a whole.
                yield Step(AlignmentState(state.node, token.partner + 1), costs.REMARK, True, True)

    def sign(self, sign: TemplateToken, state: AlignmentState) -> Iterator[Step]:
        """A sign that stands there, or another one, or none."""
        after = state.node + 1
        if state.token < len(self.tokens):
            token = self.tokens[state.token]
            price = costs.instead(sign, token)
            if price is not None:
                loses_text = price > 0 and token.kind in ("word", "badge")
                text = token.text if sign.is_number and not price else sign.text
                yield Step(
                    AlignmentState(after, state.token + 1), price, loses_text, price > 0, text
                )
        if sign.is_number and self.tokens[:1] and self.tokens[0].text.isdigit():
            # The item has its number.
            return
        price = costs.missing(sign) + costs.LEFT * (self.bars_fit and sign.text == "|")
        yield Step(AlignmentState(after, state.token), price, False, price > 0, sign.text)

    def field_values(self, field: FieldOp, state: AlignmentState) -> Iterator[Step]:
        """What a field may hold from here on."""
        after, at = state.node + 1, state.token
        if field.type.may_be_empty:
            yield Step(AlignmentState(after, at))
        else:
            price = costs.EMPTY if self.is_left_out(state) else costs.UNFILLED
            price += costs.left(self.tokens, at, at, field)
            yield Step(AlignmentState(after, at), price, True, True)
        if at >= len(self.tokens) or self.tokens[at].text.isspace():
            return
        within = AlignmentState(state.node, at, inside=True)
        if field.type.is_open:
            yield Step(within)
            return
        yield Step(within, costs.misfit(self.tokens, at, field), True, True)
        price = costs.first(self.tokens, at, field) if field.type.is_numeric else 0
        for end in self.urls(at) if field.type.is_destination else self.values(field, at):
            yield Step(AlignmentState(after, end), price)

    def is_left_out(self, state: AlignmentState) -> bool:
        """Whether what stands around a field is there, with nothing between."""
        before, after = self.nodes[state.node - 1], self.nodes[state.node + 1]
        if isinstance(after, TemplateToken) and after.optional and after.kind == "blank":
            after = self.nodes[state.node + 2]
        if not 0 < state.token < len(self.tokens):
            return False
        return _stands(before, self.tokens[state.token - 1]) and _stands(
            after, self.tokens[state.token]
        )

    def urls(self, at: int) -> Iterator[int]:
        """Where a URL ends; without a scheme it is one only where a destination stands."""
        if self.tokens[at].kind == "url":
            yield at + 1
        elif at and self.tokens[at - 1].text == "(":
            end = at
            while end < len(self.tokens) and costs.is_of_url(self.tokens[end]):
                end += 1
            if end > at and is_url(self.text[self.tokens[at].start : self.tokens[end - 1].end]):
                yield end

    def values(self, field: FieldOp, at: int) -> Iterator[int]:
        """Where a date, a year or a value of an enumeration may end."""
        start = self.tokens[at].start
        may_hold_marks = field.type.may_hold_marks
        for end in range(at + 1, min(len(self.tokens), at + _LONGEST_VALUE) + 1):
            last = self.tokens[end - 1]
            if last.kind in ("hard", "soft") or (last.text in "()[]" and not may_hold_marks):
                return
            if not may_hold_marks and (last.kind == "mark" or self.goes_on(end)):
                continue
            value = self.text[start : last.end]
            if not last.text.isspace() and not _NO_VALUE.match(value) and field.takes(value):
                yield end

    def goes_on(self, at: int) -> bool:
        """Whether a number goes on behind a mark: a date is not over there."""
        after = self.tokens[at : at + 2]
        return len(after) > 1 and after[0].text in "-/." and after[1].text[0].isdigit()

    def within(self, field: FieldOp, state: AlignmentState, begun: int) -> Iterator[Step]:
        """One token more of a field, or its end."""
        at = state.token
        if at > begun and not self.tokens[at - 1].text.isspace():
            value = self.text[self.tokens[begun].start : self.tokens[at - 1].end]
            # A sign alone may fill a cell.
            empty = not field.in_cell and _NO_VALUE.match(value) is not None
            unfit = field.type.is_open and (empty or not field.takes(value))
            price = costs.last(self.tokens, at - 1) + costs.LOST * unfit
            price += costs.left(self.tokens, begun, at, field)
            price += costs.LOST * (not field.type.is_open and self.goes_on(at))
            yield Step(AlignmentState(state.node + 1, at), price, unfit, unfit)
        if at == len(self.tokens):
            return
        token = self.tokens[at]
        price = costs.first(self.tokens, at, field) if at == begun else 0
        if token.partner > at:
            target = AlignmentState(state.node, token.partner + 1, inside=True)
            yield Step(target, price + costs.group(self.tokens, at, field, self.marks))
        if (more := costs.inside(token, field)) is not None:
            # Half a pair of brackets may well be another field's.
            yield Step(
                AlignmentState(state.node, at + 1, inside=True),
                price + more,
                token.text in _BRACKETS,
            )


def _stands(node: PatternNode, token: Token) -> bool:
    return (
        isinstance(node, TemplateToken) and node.kind != "word" and costs.instead(node, token) == 0
    )
