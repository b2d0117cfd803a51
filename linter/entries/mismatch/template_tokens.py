"""A template's program with its literals cut into the tokens that an entry may have wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from linter.entries.mismatch.tokens import Token, tokenize
from linter.template.compiler import FieldOp, LiteralOp, OptionalSpace, Program, Split
from linter.text.patterns import lazy_pattern

_NUMBER = lazy_pattern(r"\d{1,9}[.)]\Z")


@dataclass(slots=True, eq=False)
class TemplateToken:
    """A word, mark, space or line break of the template.

    ``rest`` is its literal from here on, ``begun`` the part of its word before it. ``optional``: it
    may be missing. ``is_number``: any number will do. ``field`` is the one it leads to (None after
    the last), ``closes`` the one it ends as the second of a pair.
    """

    text: str
    kind: str
    rest: str
    begun: int
    optional: bool
    is_number: bool
    field: FieldOp | None = None
    closes: FieldOp | None = None


class EndOfPattern(NamedTuple):
    """The entry must be over."""


PatternNode = TemplateToken | FieldOp | Split | OptionalSpace | EndOfPattern


def pattern_nodes(program: Program) -> tuple[PatternNode, ...]:
    """The nodes of a program; a split leads to their indices."""
    starts: list[int] = []
    nodes: list[PatternNode] = []
    for pc, op in enumerate(program):
        starts.append(len(nodes))
        if isinstance(op, LiteralOp):
            nodes += _literal_tokens(op, numbered=pc == 0)
        else:
            nodes.append(op if isinstance(op, FieldOp | Split | OptionalSpace) else EndOfPattern())
    for at, node in enumerate(nodes):
        if isinstance(node, Split):
            nodes[at] = Split([starts[to] for to in node.to])
    _name_fields(nodes)
    return tuple(nodes)


def _literal_tokens(op: LiteralOp, *, numbered: bool) -> list[TemplateToken]:
    """The tokens of a literal; a hard line break is one token, however it is written."""
    pieces: list[tuple[int, str, bool]] = []
    at = 0
    for piece, pattern in op.pieces:
        pieces += [(at, piece, pattern.fullmatch("") is not None)] * len(piece)
        at += len(piece)
    out: list[TemplateToken] = []
    for token in tokenize(op.literal):
        start, piece, optional = pieces[token.start]
        is_number = numbered and start == 0 and _NUMBER.match(piece) is not None
        out.append(
            TemplateToken(
                text=token.text,
                kind=token.kind,
                rest=op.literal[token.start :],
                begun=0 if token.text.isspace() else token.start - start,
                optional=optional,
                is_number=is_number and token.text.isdigit(),
            )
        )
    return out


def _name_fields(nodes: list[PatternNode]) -> None:
    """Set for every token which field it closes or leads to."""
    text = "".join(
        node.text if isinstance(node, TemplateToken) else "x" if isinstance(node, FieldOp) else ""
        for node in nodes
    )
    tokens = tokenize(text)
    pairs = {token.start: token for token in tokens}
    at = 0
    before: list[tuple[int, FieldOp]] = []
    for node in nodes:
        if isinstance(node, TemplateToken):
            node.closes = _closed(pairs.get(at), tokens, before)
            at += len(node.text)
        elif isinstance(node, FieldOp):
            before.append((at, node))
            at += 1
    upcoming: FieldOp | None = None
    for node in reversed(nodes):
        if isinstance(node, FieldOp):
            upcoming = node
        elif isinstance(node, TemplateToken):
            node.field = upcoming
            if upcoming is None and node.closes is None and before:
                node.closes = before[-1][1]


def _closed(
    token: Token | None, tokens: list[Token], before: list[tuple[int, FieldOp]]
) -> FieldOp | None:
    """The last field between a closing mark and the one that opens its pair."""
    if token is None or token.partner < 0 or not before:
        return None
    opener = tokens[token.partner]
    start, field = before[-1]
    return field if opener.start < start < token.start else None
