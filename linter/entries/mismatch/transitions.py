"""Transitions of the alignment: the edits possible at each (template token, entry token)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from linter.entries.mismatch.costs import Costs, is_loss, is_of_url
from linter.entries.mismatch.template_tokens import EndOfPattern, PatternNode, TemplateToken
from linter.entries.mismatch.tokens import Token
from linter.template.compiler import FieldOp, OptionalSpace, Split
from linter.template.fields import is_url
from linter.text.patterns import lazy_pattern

# Stands for a space beside a group, written only if no other space is there.
GAP = "\0"
# A date, a year or a value of an enumeration has at most this many tokens.
MAX_VALUE_TOKENS = 12

# Marks and badges alone are not a value.
_NO_VALUE = lazy_pattern(r"(?::[a-z0-9_+-]+:|[\W_])*\Z")
_BRACKETS = frozenset("()[]")


# A mark that ends a sentence closes no field.
SENTENCE_MARKS = frozenset(".,;:!?")


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
    cost: int = 0
    loses_text: bool = False
    is_deviation: bool = False
    writes: str = ""


class Transitions:
    """The transitions between a template's nodes and an entry's tokens."""

    def __init__(
        self,
        nodes: tuple[PatternNode, ...],
        text: str,
        tokens: list[Token],
        costs: Costs,
    ) -> None:
        """Look up which marks are the template's own."""
        self.nodes = nodes
        self.text = text
        self.tokens = tokens
        self.costs = costs
        literals = [node.text for node in nodes if isinstance(node, TemplateToken)]
        self.marks = set(literals)
        bars = sum(token.text == "|" for token in tokens)
        # With the right number of cells, every cell belongs to its own column.
        self.is_row = literals[:1] == ["|"]
        self.bars_fit = text.startswith("|") and self.is_row and bars == literals.count("|")

    def from_state(self, state: AlignmentState, begun: int) -> Iterator[Step]:
        """Every transition from a state; ``begun`` is the first token of the field it is in."""
        node, at = self.nodes[state.node], state.token
        if isinstance(node, Split):
            yield from (Step(AlignmentState(to, at)) for to in node.to)
            return
        if isinstance(node, FieldOp) and state.inside:
            yield from self.in_field(node, state, begun)
            return
        if isinstance(node, OptionalSpace):
            yield Step(
                AlignmentState(state.node + 1, at),
                writes="" if node.is_tight or self.is_beside_bar(at) else GAP,
            )
            if at < len(self.tokens) and self.tokens[at].kind == "space":
                yield Step(AlignmentState(state.node + 1, at + 1), writes=GAP)
        elif isinstance(node, FieldOp):
            yield from self.field_values(node, state)
        elif isinstance(node, TemplateToken):
            yield from self.template_token(node, state)
        if at < len(self.tokens):
            token = self.tokens[at]
            trailing = isinstance(node, EndOfPattern) and not self.text[token.start :].strip()
            cost = 0 if trailing else self.costs.extra_token(token)
            cost += self.costs.crossed_marks * (self.bars_fit and token.text == "|")
            yield Step(AlignmentState(state.node, at + 1), cost, is_loss(token), cost > 0)
            if isinstance(node, EndOfPattern) and cost:
                yield Step(
                    AlignmentState(state.node, len(self.tokens)), self.costs.lost_rest, True, True
                )
            if token.partner > at and token.text in ("(", "["):
                # Skip a remark in brackets as a whole.
                yield Step(
                    AlignmentState(state.node, token.partner + 1),
                    self.costs.lost_remark,
                    True,
                    True,
                )

    def template_token(self, wanted: TemplateToken, state: AlignmentState) -> Iterator[Step]:
        """A template token that is there, a different one, or none."""
        after = state.node + 1
        if state.token < len(self.tokens):
            token = self.tokens[state.token]
            cost = self.costs.substitute(wanted, token)
            if cost is not None:
                loses_text = cost > 0 and token.kind in ("word", "badge")
                # Spaces, where any will do, stay as the author has them.
                is_free = wanted.is_number or wanted.kind == "space"
                text = token.text if is_free and not cost else wanted.text
                yield Step(AlignmentState(after, state.token + 1), cost, loses_text, cost > 0, text)
        if wanted.is_number and self.tokens[:1] and self.tokens[0].text.isdigit():
            # The item has its number already.
            return
        cost = self.costs.missing_token(wanted) + self.costs.crossed_marks * (
            self.bars_fit and wanted.text == "|"
        )
        writes = "" if not cost and self.is_beside_bar(state.token) else wanted.text
        yield Step(AlignmentState(after, state.token), cost, False, cost > 0, writes)

    def is_beside_bar(self, at: int) -> bool:
        """Whether a row has no space beside a bar here: it may do without."""
        return self.is_row and any(
            token.text == "|" for token in self.tokens[max(0, at - 1) : at + 1]
        )

    def field_values(self, field: FieldOp, state: AlignmentState) -> Iterator[Step]:
        """The values that a field may have from here."""
        after, at = state.node + 1, state.token
        if field.type.may_be_empty:
            yield Step(AlignmentState(after, at))
        else:
            cost = self.costs.empty if self.is_left_out(state) else self.costs.unfilled
            cost += self.costs.left_open(self.tokens, at, at, field)
            yield Step(AlignmentState(after, at), cost, True, True)
        if at >= len(self.tokens) or self.tokens[at].text.isspace():
            return
        in_field = AlignmentState(state.node, at, inside=True)
        if field.type.is_open:
            if field.type.can_begin(self.tokens[at].text):
                yield Step(in_field)
            return
        yield Step(in_field, self.costs.misfit(self.tokens, at, field), True, True)
        cost = self.costs.first_token(self.tokens, at, field) if field.type.is_numeric else 0
        for end in self.urls(at) if field.type.is_destination else self.values(field, at):
            yield Step(AlignmentState(after, end), cost)

    def is_left_out(self, state: AlignmentState) -> bool:
        """Whether the marks around a field are there with nothing between them."""
        before, after = self.nodes[state.node - 1], self.nodes[state.node + 1]
        if isinstance(after, TemplateToken) and after.optional and after.kind == "space":
            after = self.nodes[state.node + 2]
        if not 0 < state.token < len(self.tokens):
            return False
        return self.stands(before, self.tokens[state.token - 1]) and self.stands(
            after, self.tokens[state.token]
        )

    def stands(self, node: PatternNode, token: Token) -> bool:
        """Whether a token is the mark or space that the template has here."""
        if not isinstance(node, TemplateToken) or node.kind == "word":
            return False
        return self.costs.substitute(node, token) == 0

    def urls(self, at: int) -> Iterator[int]:
        """Where a URL may end; without a scheme it is one only in a link destination."""
        if self.tokens[at].kind == "url":
            yield at + 1
        elif at and self.tokens[at - 1].text == "(":
            end = at
            while end < len(self.tokens) and is_of_url(self.tokens[end]):
                end += 1
            if end > at and is_url(self.text[self.tokens[at].start : self.tokens[end - 1].end]):
                yield end

    def values(self, field: FieldOp, at: int) -> Iterator[int]:
        """Where a date, a year or a value of an enumeration may end."""
        start = self.tokens[at].start
        may_hold_marks = field.type.may_hold_marks
        for end in range(at + 1, min(len(self.tokens), at + MAX_VALUE_TOKENS) + 1):
            last = self.tokens[end - 1]
            if last.kind in ("hard", "soft") or (last.text in "()[]" and not may_hold_marks):
                return
            if not may_hold_marks and (last.kind == "mark" or self.goes_on(end)):
                continue
            value = self.text[start : last.end]
            if not last.text.isspace() and not _NO_VALUE.match(value) and field.takes(value):
                yield end

    def goes_on(self, at: int) -> bool:
        """Whether a number goes on after a mark, so that a date does not end there."""
        after = self.tokens[at : at + 2]
        return len(after) > 1 and after[0].text in "-/." and after[1].text[0].isdigit()

    def is_bare(self, field: FieldOp, node: int, begun: int, end: int) -> bool:
        """Whether a value is cut out of a sentence: the marks on both of its sides are missing."""
        if not field.closer or not self._follows_text(node):
            return False
        before = [token for token in self.tokens[max(0, begun - 2) : begun] if token.text.strip()]
        after = [token for token in self.tokens[end : end + 1] if token.text not in SENTENCE_MARKS]
        return all(token.kind != "mark" for token in (*before[-1:], *after))

    def _follows_text(self, node: int) -> bool:
        """Whether a field before a node takes any text, and no mark closes it."""
        fields = (node for node in self.nodes[:node] if isinstance(node, FieldOp))
        return any(field.type.is_open and not field.closer for field in fields)

    def in_field(self, field: FieldOp, state: AlignmentState, begun: int) -> Iterator[Step]:
        """One more token of a field, or its end."""
        at = state.token
        if at > begun and not self.tokens[at - 1].text.isspace():
            value = self.text[self.tokens[begun].start : self.tokens[at - 1].end]
            # A mark alone may fill a cell.
            is_any = field.in_cell or field.type.takes_anything
            empty = not is_any and _NO_VALUE.match(value) is not None
            unfit = field.type.is_open and (empty or not field.takes(value))
            cost = self.costs.last_token(self.tokens, at - 1) + self.costs.lost_word * unfit
            cost += self.costs.left_open(self.tokens, begun, at, field)
            cost += self.costs.lost_word * (not field.type.is_open and self.goes_on(at))
            cost += self.costs.bare_value * self.is_bare(field, state.node, begun, at)
            yield Step(AlignmentState(state.node + 1, at), cost, unfit, unfit)
        if at == len(self.tokens):
            return
        token = self.tokens[at]
        cost = self.costs.first_token(self.tokens, at, field) if at == begun else 0
        if token.partner > at:
            target = AlignmentState(state.node, token.partner + 1, inside=True)
            yield Step(target, cost + self.costs.pair_inside(self.tokens, at, field, self.marks))
        if (more := self.costs.token_inside(token, field)) is not None:
            # Half a pair of brackets may belong to another field.
            yield Step(
                AlignmentState(state.node, at + 1, inside=True),
                cost + more,
                token.text in _BRACKETS,
            )
