"""Alignment of an entry with the template it breaks: the cheapest set of edits between the two.

Every token that is missing, extra or different has a cost; a word of the author's that no field
can take costs most. Dijkstra's algorithm finds the cheapest path over (place in the template,
place in the entry). This separates a slip from what it causes further on. If exactly one path is
the cheapest, its fields are what the author meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from linter.entries.mismatch.costs import COSTS, Costs
from linter.entries.mismatch.template_tokens import EndOfPattern, PatternNode, TemplateToken
from linter.entries.mismatch.tokens import Token, tokenize
from linter.entries.mismatch.transitions import GAP, AlignmentState, Step, Transitions
from linter.template.compiler import FieldOp, OptionalSpace, Split
from linter.template.matcher import Divergence

# An entry that is longer, or needs more steps, is explained by the furthest match alone.
MAX_TOKENS = 400
MAX_STATES = 3_000
# The states visited for all entries of a document: a few seconds. A slip takes a few hundred.
MAX_STATES_A_DOCUMENT = 250_000
# An alignment that costs more explains nothing.
MAX_COST = 120
# A mark too many may have a space on both of its sides.
MAX_EXTRA_SPACES = 2
# Two alignments are enough to know that the cheapest is not the only one.
_SEVERAL = 2

Spans = tuple[tuple[str, int, int], ...]


class Alignment(NamedTuple):
    """The best alignment of an entry: where it leaves the template first, and what that costs.

    ``divergence`` is None if nothing is wrong. ``spans`` gives the place of each field.
    ``rendered`` is the entry without its ``slips``. ``unambiguous``: no other reading is as cheap.
    ``loses_text``: a word or a field is lost. ``has_extra_mark``: a mark too many is all that is
    wrong.
    """

    divergence: Divergence | None
    cost: int
    slips: int
    spans: Mapping[str, tuple[int, int]]
    rendered: str
    unambiguous: bool
    loses_text: bool
    has_extra_mark: bool = False


class SearchBudget:
    """How many states may still be visited for the entries of one document."""

    def __init__(self) -> None:
        """Start with the whole budget."""
        self.left = MAX_STATES_A_DOCUMENT


class _Path(NamedTuple):
    """``begun`` is the first token of a field; ``departure`` the state that is paid for first.

    ``written`` is the entry as the template has it: what came last, and what was before.
    ``extra_mark``: what is paid for first is a mark too many.
    """

    cost: int
    slips: int = 0
    spans: Spans = ()
    begun: int = -1
    departure: AlignmentState | None = None
    loses_text: bool = False
    written: _Written | None = None
    extra_mark: bool = False


class _Written(NamedTuple):
    text: str
    before: _Written | None


def align(
    nodes: tuple[PatternNode, ...],
    text: str,
    budget: SearchBudget,
    most: int = MAX_COST,
    costs: Costs = COSTS,
) -> Alignment | None:
    """The cheapest alignment of ``text`` that costs at most ``most``; None if none is found."""
    tokens = tokenize(text)
    if len(tokens) > MAX_TOKENS:
        return None
    return _Search(nodes, text, tokens, costs).best(most, budget)


class _Search:
    """Dijkstra's algorithm; of paths that cost the same, the one that deviates last."""

    def __init__(
        self, nodes: tuple[PatternNode, ...], text: str, tokens: list[Token], costs: Costs
    ) -> None:
        self.nodes = nodes
        self.text = text
        self.tokens = tokens
        self.ways = Transitions(nodes, text, tokens, costs)
        self.heap: list[tuple[int, int, int, AlignmentState, _Path]] = []
        self.order = count()

    def best(self, most: int, budget: SearchBudget) -> Alignment | None:
        best: _Path | None = None
        seen: dict[AlignmentState, list[tuple[Spans, int]]] = {}
        self.push(AlignmentState(0, 0), _Path(0))
        states = 0
        while self.heap and states < MAX_STATES and budget.left > 0:
            cost, _, _, state, path = heappop(self.heap)
            if best and cost > best.cost:
                return self.told(best, unambiguous=True)
            if cost > most:
                return None
            known = seen.setdefault(state, [])
            if len(known) >= _SEVERAL or (path.spans, path.begun) in known:
                continue
            known.append((path.spans, path.begun))
            states += 1
            budget.left -= 1
            if isinstance(self.nodes[state.node], EndOfPattern) and state.token == len(self.tokens):
                if best is not None:
                    return self.told(best, unambiguous=False)
                best = path
                continue
            for step in self.ways.from_state(state, path.begun):
                self.follow(state, path, step)
        return self.told(best, unambiguous=not self.heap) if best else None

    def push(self, state: AlignmentState, path: _Path) -> None:
        token = path.departure.token if path.departure else len(self.tokens) + 1
        heappush(self.heap, (path.cost, -token, next(self.order), state, path))

    def follow(self, state: AlignmentState, path: _Path, step: Step) -> None:
        target = step.to
        spans, begun, departure, written = path.spans, path.begun, path.departure, path.written
        node = self.nodes[state.node]
        writes = step.writes
        if isinstance(node, FieldOp) and target.node > state.node:
            start = begun if state.inside else state.token
            if target.token > start:
                name, a, b = self.span(node, start, target.token)
                spans, writes = (*spans, (name, a, b)), self.text[a:b]
        extra_mark = path.extra_mark
        if step.is_deviation and departure is None:
            is_skipped = target.node == state.node and not (state.inside or target.inside)
            extra_mark = is_skipped and self.tokens[state.token].kind == "mark"
            departure = AlignmentState(state.node, begun if state.inside else state.token)
        elif departure is not None and isinstance(
            self.nodes[departure.node], OptionalSpace | Split
        ):
            # The message names what follows an optional part.
            departure = departure._replace(node=state.node)
        begun = -1 if not target.inside else begun if state.inside else state.token
        if writes:
            written = _Written(writes, written)
        loses_text = path.loses_text or step.loses_text
        cost = path.cost + step.cost
        slips = path.slips + step.cost * step.is_deviation
        path = _Path(cost, slips, spans, begun, departure, loses_text, written, extra_mark)
        self.push(target, path)

    def span(self, field: FieldOp, start: int, end: int) -> tuple[str, int, int]:
        return field.name, self.tokens[start].start, self.tokens[end - 1].end

    # ----------------------------------------------------------------------------- the outcome

    def told(self, path: _Path, *, unambiguous: bool) -> Alignment:
        """The alignment that a path describes."""
        spans: dict[str, tuple[int, int]] = {}
        for name, start, end in path.spans:
            spans.setdefault(name, (start, end))
        divergence = self.divergence(path.departure, spans) if path.departure else None
        rendered = _joined(path.written)
        return Alignment(
            divergence,
            path.cost,
            path.slips,
            spans,
            rendered,
            unambiguous,
            path.loses_text,
            path.extra_mark and path.slips <= COSTS.mark + MAX_EXTRA_SPACES * COSTS.space,
        )

    def divergence(self, state: AlignmentState, spans: Mapping[str, tuple[int, int]]) -> Divergence:
        node = self.nodes[state.node]
        over = state.token >= len(self.tokens)
        offset = len(self.text) if over else self.tokens[state.token].start
        if isinstance(node, TemplateToken):
            field = node.closes or node.field
            return Divergence(
                offset,
                self.wanted(state.node),
                field.name if field else None,
                field.type if field else None,
                begun=node.begun,
                closes=node.closes is not None,
            )
        if isinstance(node, FieldOp):
            start, end = spans.get(node.name, (offset, offset))
            rejected = "" if self.text[offset:start].strip() else self.text[offset:end]
            return Divergence(offset, "", node.name, node.type, rejected)
        return Divergence(offset, "", None)

    def wanted(self, at: int) -> str:
        """The template's text from a token up to the next field, if nothing else may be there."""
        node, text = self.nodes[at], ""
        rest = node.rest if isinstance(node, TemplateToken) else ""
        while isinstance(node, TemplateToken) or (isinstance(node, Split) and len(node.to) == 1):
            text += node.text if isinstance(node, TemplateToken) else ""
            at = node.to[0] if isinstance(node, Split) else at + 1
            node = self.nodes[at]
        return text if isinstance(node, FieldOp) else rest


def _joined(written: _Written | None) -> str:
    """The rendered text, in order; of spaces that meet, one stays."""
    pieces: list[str] = []
    while written is not None:
        pieces.append(written.text)
        written = written.before
    out = ""
    for piece in reversed(pieces):
        if piece == GAP:
            out += "" if out.endswith((" ", "\n")) else " "
        else:
            out = out.rstrip(" ") + piece if piece.startswith((" ", "\n")) else out + piece
    return out.rstrip(" ")
