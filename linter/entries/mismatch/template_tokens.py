"""A template's program with its literals cut into the tokens that an entry may have wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from linter.entries.mismatch.tokens import Token, tokenize
from linter.template.compiler import Blank, Hole, Program, Split, Text

_NUMBER = re.compile(r"\d{1,9}[.)]\Z")


@dataclass(slots=True, eq=False)
class Sign:
    """A word, mark, blank or line break of the template's.

    ``rest`` is its literal from here on, ``begun`` the part of its word before it; ``optional``:
    it may be missing; ``is_number``: any number does. ``field`` is the one that it leads to (None
    behind the last), ``closes`` the one that it ends as the second of a pair.
    """

    text: str
    kind: str
    rest: str
    begun: int
    optional: bool
    is_number: bool
    field: Hole | None = None
    closes: Hole | None = None


class Over(NamedTuple):
    """The entry must be over."""


Node = Sign | Hole | Split | Blank | Over


def template_nodes(program: Program) -> tuple[Node, ...]:
    """The nodes of a program; a split goes to their indices."""
    starts: list[int] = []
    nodes: list[Node] = []
    for pc, op in enumerate(program):
        starts.append(len(nodes))
        if isinstance(op, Text):
            nodes += _signs(op, numbered=pc == 0)
        else:
            nodes.append(op if isinstance(op, Hole | Split | Blank) else Over())
    for at, node in enumerate(nodes):
        if isinstance(node, Split):
            nodes[at] = Split([starts[to] for to in node.to])
    _name_fields(nodes)
    return tuple(nodes)


def _signs(op: Text, *, numbered: bool) -> list[Sign]:
    """The signs of a literal; a hard line break is one, whatever it is made of."""
    pieces: list[tuple[int, str, bool]] = []
    at = 0
    for piece, pattern in op.pieces:
        pieces += [(at, piece, pattern.fullmatch("") is not None)] * len(piece)
        at += len(piece)
    out: list[Sign] = []
    for token in tokenize(op.literal):
        start, piece, optional = pieces[token.start]
        is_number = numbered and start == 0 and _NUMBER.match(piece) is not None
        out.append(
            Sign(
                text=token.text,
                kind=token.kind,
                rest=op.literal[token.start :],
                begun=0 if token.text.isspace() else token.start - start,
                optional=optional,
                is_number=is_number and token.text.isdigit(),
            )
        )
    return out


def _name_fields(nodes: list[Node]) -> None:
    """Say of each sign which field it closes or leads to."""
    text = "".join(
        node.text if isinstance(node, Sign) else "x" if isinstance(node, Hole) else ""
        for node in nodes
    )
    tokens = tokenize(text)
    pairs = {token.start: token for token in tokens}
    at = 0
    before: list[tuple[int, Hole]] = []
    for node in nodes:
        if isinstance(node, Sign):
            node.closes = _closed(pairs.get(at), tokens, before)
            at += len(node.text)
        elif isinstance(node, Hole):
            before.append((at, node))
            at += 1
    upcoming: Hole | None = None
    for node in reversed(nodes):
        if isinstance(node, Hole):
            upcoming = node
        elif isinstance(node, Sign):
            node.field = upcoming
            if upcoming is None and node.closes is None and before:
                node.closes = before[-1][1]


def _closed(
    token: Token | None, tokens: list[Token], before: list[tuple[int, Hole]]
) -> Hole | None:
    """The last field between a closing mark and the one that opens its pair."""
    if token is None or token.partner < 0 or not before:
        return None
    opener = tokens[token.partner]
    start, field = before[-1]
    return field if opener.start < start < token.start else None
