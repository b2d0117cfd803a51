"""An entry's text cut into words, marks, spaces and line breaks, with the pairs that marks make."""

from __future__ import annotations

from typing import NamedTuple

from linter.text.patterns import lazy_pattern

_OF_URL = r"[^\s()<>\[\]{}|*`\"]"
_TOKEN = lazy_pattern(
    r"(?P<hard>[ \t]{2,}\n|[ \t]*\\\n)|(?P<soft>[ \t]*\n)|(?P<space>[ \t]+)"
    rf"|(?P<url>https?://(?:{_OF_URL}|\([^\s()]*\))*(?![.,;:!?]){_OF_URL})"
    r"|(?P<badge>:[a-z0-9_+-]+:|[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?)"
    r"|(?P<word>[^\W_]+(?:_+[^\W_]+)*)"
    r"|(?P<mark>\\[^\w\s]|\*\*|__|[\s\S])"
)
_CLOSING = {"[": "]", "(": ")"}
_TOGGLES = frozenset(("**", "__", "*", "_", "`"))
# Marks that come in pairs.
PAIRED = _TOGGLES | set(_CLOSING) | set(_CLOSING.values())


class Token(NamedTuple):
    """A piece of the text, ``text[start:end]``.

    ``kind`` is ``hard`` or ``soft`` (a line break), ``space``, ``url``, ``badge`` (an emoji),
    ``word`` or ``mark``. ``partner`` is the index of the mark that it makes a pair with, or -1.
    """

    text: str
    start: int
    end: int
    kind: str
    partner: int = -1


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, in order."""
    tokens = [
        Token(match.group(), match.start(), match.end(), match.lastgroup or "mark")
        for match in _TOKEN.finditer(text)
    ]
    for opener, closer in [*_brackets(tokens), *_toggles(tokens)]:
        tokens[opener] = tokens[opener]._replace(partner=closer)
        tokens[closer] = tokens[closer]._replace(partner=opener)
    return tokens


def _brackets(tokens: list[Token]) -> list[tuple[int, int]]:
    """Match round and square brackets."""
    pairs: list[tuple[int, int]] = []
    open_at: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind != "mark":
            continue
        if token.text in _CLOSING:
            open_at.append(at)
        elif open_at and token.text == _CLOSING[tokens[open_at[-1]].text]:
            pairs.append((open_at.pop(), at))
    return pairs


def _toggles(tokens: list[Token]) -> list[tuple[int, int]]:
    """Emphasis and code: marks that open what the next one of their kind closes.

    A mark with a space on its inner side is not one (see CommonMark 6.2 on flanking delimiter
    runs; code is written that way, too).
    """
    pairs: list[tuple[int, int]] = []
    opened: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.kind in ("hard", "soft"):
            opened.clear()
        if token.kind != "mark" or token.text not in _TOGGLES:
            continue
        opens, closes = not _is_blank(tokens, at + 1), not _is_blank(tokens, at - 1)
        if token.text in opened and closes:
            pairs.append((opened.pop(token.text), at))
        elif opens:
            opened[token.text] = at
    return pairs


def _is_blank(tokens: list[Token], at: int) -> bool:
    return not 0 <= at < len(tokens) or tokens[at].text.isspace()
