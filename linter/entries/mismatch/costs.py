"""What it costs to read an entry otherwise than it is written.

The figures only order readings: a blank is nothing much, a mark that looks alike less than another
one, and a word that is lost dearer than some marks together.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from linter.entries.mismatch.template_tokens import TemplateToken
from linter.entries.mismatch.tokens import PAIRED, Token
from linter.template.compiler import FieldOp

# A word of the author's without a place; a value of the wrong look; a field without a value; a
# remark in brackets without a place.
LOST, MISFIT, UNFILLED, REMARK = 30, 32, 32, 37
# All that stands behind the end.
REST = 33
# A field that leaves the marks around it before they close, or goes on behind them.
LEFT = 60
# A field of which only the brackets are there.
EMPTY = 10
# As many slips as one entry is mended of: a pair of marks and a blank or two.
MOST_MENDED = 18

_BLANK, _MARK, _WORD, _BREAK = 1, 6, 6, 10
_ALIKE, _OTHER_MARK, _OTHER_WORD, _OTHER_CASE = 6, 8, 12, 3
_OTHER_BREAK, _BREAK_FOR_BLANK = 4, 12
_GROUP, _OWN_GROUP, _BADGE_FIRST, _MARK_LAST = 1, 26, 9, 5
_UNLIKELY = 8
_URL_INSIDE = 12

# What parts one field from the next.
_DASHES = "-–—−‒―－:：|｜·•"
_LOOK_ALIKE = (_DASHES, "-*+", "*_", "[(【（", "])】）", "`'\"‘’“”", ".,;，；、")
SEPARATORS = frozenset(_DASHES + ",;，；、\\")
_OF_NO_MEANING = PAIRED | SEPARATORS | frozenset("._'\"‘’“”")
_CLOSING = {"[": "]", "(": ")"}
_BREAKS = ("hard", "soft")


def surplus(token: Token) -> int:
    """The price of a token that the template has not."""
    if token.kind == "blank":
        return _BLANK
    if token.kind in _BREAKS:
        return _BREAK
    return _MARK if token.kind == "mark" else LOST


def is_loss(token: Token) -> bool:
    """Whether text of the author's is lost without this token."""
    if token.kind == "mark":
        return token.text[-1] not in _OF_NO_MEANING
    return not token.text.isspace()


def missing(sign: TemplateToken) -> int:
    """The price of a sign that the entry has not."""
    if sign.optional:
        return 0
    if sign.kind == "blank":
        return _BLANK
    return _BREAK if sign.kind in _BREAKS else _MARK if sign.kind == "mark" else _WORD


def instead(sign: TemplateToken, token: Token) -> int | None:
    """The price of a token in the place of a sign; None if it cannot stand for it."""
    if sign.text == token.text or (sign.is_number and token.text.isdigit()):
        return 0
    if sign.text.isspace() or token.text.isspace():
        return _instead_of_blank(sign, token)
    if sign.kind == token.kind and sign.kind in ("word", "badge"):
        same = sign.text.casefold() == token.text.casefold()
        return _OTHER_CASE if same else _OTHER_WORD
    if sign.kind == "mark" and token.kind == "mark":
        if any(sign.text[0] in kind and token.text[0] in kind for kind in _LOOK_ALIKE):
            return _ALIKE
        return None if is_loss(token) else _OTHER_MARK
    return None


def _instead_of_blank(sign: TemplateToken, token: Token) -> int | None:
    if sign.kind == token.kind:
        # Between words, any run of blanks is one.
        is_indent = sign.rest != sign.text and sign.kind == "blank" and len(sign.text) > 1
        return _BLANK if is_indent else 0
    if sign.kind in _BREAKS and token.kind in _BREAKS:
        return _OTHER_BREAK
    return _BREAK_FOR_BLANK if sign.text.isspace() and token.text.isspace() else None


def inside(token: Token, field: FieldOp) -> int | None:
    """The price of a token inside of a field; None if it cannot be there."""
    if token.kind in _BREAKS:
        return 0 if field.whole_lines else None
    if token.text == field.closer or (token.text == "|" and field.in_cell):
        return LEFT
    if token.kind == "url":
        return _URL_INSIDE
    return LOST if token.text in PAIRED else 0


def group(tokens: Sequence[Token], at: int, field: FieldOp, marks: AbstractSet[str]) -> int:
    """The price of a pair of marks, and what is in it, inside of a field.

    ``marks`` are those that the template has itself.
    """
    token = tokens[at]
    urls = sum(each.kind == "url" for each in tokens[at : token.partner])
    return _group(token, field, marks) + _URL_INSIDE * urls


def _group(token: Token, field: FieldOp, marks: AbstractSet[str]) -> int:
    if not field.type.is_open:
        return _OTHER_MARK
    if token.text in marks and token.text not in _CLOSING and token.text != field.closer:
        return _OWN_GROUP
    if _CLOSING.get(token.text, token.text) != field.closer:
        return _GROUP
    # Brackets may hold brackets; but emphasis ends where its mark is next.
    return _OWN_GROUP if token.text in _CLOSING else LEFT


def misfit(tokens: Sequence[Token], at: int, field: FieldOp) -> int:
    """The price of a value that the field's type does not take, from a token on."""
    if field.type.is_destination:
        meant = at > 0 and tokens[at - 1].text == "("
    else:
        meant = field.type.is_numeric and tokens[at].text[0].isdigit()
    return MISFIT + (0 if meant else _UNLIKELY)


def left(tokens: Sequence[Token], begun: int, end: int, field: FieldOp) -> int:
    """The price of a field that ends before the marks around it close."""
    opener = tokens[begun - 1] if begun else None
    if opener is None or _CLOSING.get(opener.text, opener.text) != field.closer:
        return 0
    return LEFT if opener.partner > end else 0


def first(tokens: Sequence[Token], at: int, field: FieldOp) -> int:
    """The price of a field that begins in a separator, a badge or half a pair of marks."""
    token = tokens[at]
    if token.kind == "badge":
        return 0 if field.type.takes_anything else _BADGE_FIRST
    if token.kind != "mark":
        return 0
    if token.text in PAIRED:
        return 0 if token.partner > at else LOST
    if field.in_cell:
        return 0
    return LOST if _is_apart(tokens, at, enclosed=field.closer != "") else 0


def _is_apart(tokens: Sequence[Token], at: int, *, enclosed: bool) -> bool:
    """Whether a mark stands alone here, or several ` => `; one before a word may be its own."""
    if tokens[at].text in SEPARATORS or tokens[at].text == ".":
        # -5, :key, .NET
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        return after is None or after.kind == "mark" or after.text.isspace()
    if enclosed:
        return False
    while at < len(tokens) and tokens[at].kind == "mark" and tokens[at].text not in PAIRED:
        at += 1
    return at == len(tokens) or tokens[at].text.isspace()


def last(tokens: Sequence[Token], at: int) -> int:
    """The price of a field that ends in a separator or half a pair of marks."""
    token = tokens[at]
    if token.kind != "mark":
        return 0
    if token.text in PAIRED:
        return 0 if 0 <= token.partner < at else LOST
    return _MARK_LAST if token.text in SEPARATORS else 0


def is_of_url(token: Token) -> bool:
    """Whether a token may be part of a link destination without brackets (CommonMark 6.3)."""
    return not token.text.isspace() and token.text not in ("(", ")", "[", "]", "<", ">", "|", "**")
