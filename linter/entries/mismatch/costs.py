"""Costs of the alignment: what every edit between a template and an entry costs.

The figures only order alignments: a space costs next to nothing, a mark that looks alike less than
a different one, and a lost word more than several marks together.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from linter.entries.mismatch.template_tokens import TemplateToken
from linter.entries.mismatch.tokens import PAIRED, Token
from linter.template.compiler import FieldOp

# What separates one field from the next.
_DASHES = "-–—−‒―－:：|｜·•"
_LOOK_ALIKE = (_DASHES, "-*+", "*_", "[(【（", "])】）", "`'\"‘’“”", ".,;，；、")
SEPARATORS = frozenset(_DASHES + ",;，；、\\")
_MEANINGLESS = PAIRED | SEPARATORS | frozenset("._'\"‘’“”")
_CLOSING = {"[": "]", "(": ")"}
_BREAKS = ("hard", "soft")


@dataclass(frozen=True)
class Costs:
    """What every edit costs, with the reason. ``tests`` pin what each figure decides."""

    #: A space that is missing or extra: GitHub renders any run of them as one.
    space: int = 1
    #: A mark that is missing or extra: the commonest slip.
    mark: int = 6
    #: A word of the template that is missing. As a mark: `[[paper link]]` is two marks and a word.
    word: int = 6
    #: A line break that is missing or extra changes what GitHub shows.
    line_break: int = 10
    #: A mark in the place of one that looks alike: no more than leaving it out.
    similar_mark: int = 6
    #: A mark in the place of any other: less than one missing and one extra.
    other_mark: int = 8
    #: A word in the place of the template's: less than losing it.
    other_word: int = 12
    #: The template's word in another case is still that word.
    other_case: int = 3
    #: A soft line break for a hard one, or the reverse.
    other_line_break: int = 4
    #: A line break for a space, or the reverse: the entry's lines are others.
    line_break_for_space: int = 12
    #: A word of the author's that has no place: more than any four marks.
    lost_word: int = 30
    #: A value that its field does not take: more than a lost word, or any word would be a value.
    wrong_value: int = 32
    #: Added to ``wrong_value`` where nothing hints that the value was meant for this field.
    unlikely_value: int = 8
    #: A field without a value: as a wrong one, so that a wrong value is still called that.
    unfilled: int = 32
    #: A field without a value between its own marks: `[]()` was meant to be filled.
    empty: int = 10
    #: A field without the marks on both sides of it: rather none, if its words can be another's.
    bare_value: int = 36
    #: A remark in brackets that has no place: little more than one word, however long it is.
    lost_remark: int = 37
    #: All that follows the end: little more than one word, however long it is.
    lost_rest: int = 33
    #: A field that runs over the marks around it: never as good as losing a word.
    crossed_marks: int = 60
    #: A pair of marks inside an open field: allowed, but better matched by the template.
    inner_pair: int = 1
    #: A pair inside a field that the template has as marks of its own: rather those.
    template_pair: int = 26
    #: A badge at the start of a field: rather an extra token before it.
    badge_first: int = 9
    #: A separator at the end of a field: rather a mark of the template's.
    separator_last: int = 5
    #: A URL inside a field: rather a link's destination.
    inner_url: int = 12

    def extra_token(self, token: Token) -> int:
        """The cost of an extra token."""
        if token.kind == "space":
            return self.space
        if token.kind in _BREAKS:
            return self.line_break
        return self.mark if token.kind == "mark" else self.lost_word

    def missing_token(self, wanted: TemplateToken) -> int:
        """The cost of a missing template token."""
        if wanted.optional:
            return 0
        if wanted.kind == "space":
            return self.space
        if wanted.kind in _BREAKS:
            return self.line_break
        return self.mark if wanted.kind == "mark" else self.word

    def substitute(self, wanted: TemplateToken, token: Token) -> int | None:
        """The cost of a token in the place of a template token; None if it cannot stand for it."""
        if wanted.text == token.text or (wanted.is_number and token.text.isdigit()):
            return 0
        if wanted.kind == token.kind == "hard":
            return 0
        if wanted.text.isspace() or token.text.isspace():
            return self._substitute_space(wanted, token)
        if wanted.kind == token.kind and wanted.kind in ("word", "badge"):
            same = wanted.text.casefold() == token.text.casefold()
            return self.other_case if same else self.other_word
        if wanted.kind == "mark" and token.kind == "mark":
            if any(wanted.text[0] in kind and token.text[0] in kind for kind in _LOOK_ALIKE):
                return self.similar_mark
            return None if is_loss(token) else self.other_mark
        return None

    def _substitute_space(self, wanted: TemplateToken, token: Token) -> int | None:
        if wanted.kind == token.kind:
            # Between words, any run of spaces counts as one.
            is_indent = (
                wanted.rest != wanted.text and wanted.kind == "space" and len(wanted.text) > 1
            )
            return self.space if is_indent else 0
        if wanted.kind in _BREAKS and token.kind in _BREAKS:
            return self.other_line_break
        return self.line_break_for_space if wanted.text.isspace() and token.text.isspace() else None

    def token_inside(self, token: Token, field: FieldOp) -> int | None:
        """The cost of a token inside a field; None if it cannot be there."""
        if token.kind in _BREAKS:
            return 0 if field.whole_lines else None
        if token.text == field.closer or (token.text == "|" and field.in_cell):
            return self.crossed_marks
        if token.kind == "url":
            return self.inner_url
        return self.lost_word if token.text in PAIRED else 0

    def pair_inside(
        self, tokens: Sequence[Token], at: int, field: FieldOp, marks: AbstractSet[str]
    ) -> int:
        """The cost of a pair of marks, with what is in it, inside a field.

        ``marks`` are the marks of the template.
        """
        token = tokens[at]
        urls = sum(inner.kind == "url" for inner in tokens[at : token.partner])
        return self._pair(token, field, marks) + self.inner_url * urls

    def _pair(self, token: Token, field: FieldOp, marks: AbstractSet[str]) -> int:
        if not field.type.is_open:
            return self.other_mark
        if token.text in marks and token.text not in _CLOSING and token.text != field.closer:
            return self.template_pair
        if _CLOSING.get(token.text, token.text) != field.closer:
            return self.inner_pair
        # Brackets may hold brackets, but emphasis ends at its next mark.
        return self.template_pair if token.text in _CLOSING else self.crossed_marks

    def misfit(self, tokens: Sequence[Token], at: int, field: FieldOp) -> int:
        """The cost of a value that the field's type does not take."""
        if field.type.is_destination:
            meant = at > 0 and tokens[at - 1].text == "("
        else:
            meant = field.type.is_numeric and tokens[at].text[0].isdigit()
        return self.wrong_value + (0 if meant else self.unlikely_value)

    def left_open(self, tokens: Sequence[Token], begun: int, end: int, field: FieldOp) -> int:
        """The cost of a field that ends before the marks around it close."""
        opener = tokens[begun - 1] if begun else None
        if opener is None or _CLOSING.get(opener.text, opener.text) != field.closer:
            return 0
        return self.crossed_marks if opener.partner > end else 0

    def first_token(self, tokens: Sequence[Token], at: int, field: FieldOp) -> int:
        """The cost of a field that begins with a separator, a badge or half a pair of marks."""
        token = tokens[at]
        if token.kind == "badge":
            return 0 if field.type.takes_anything else self.badge_first
        if token.kind != "mark":
            return 0
        if token.text in PAIRED:
            return 0 if token.partner > at else self.lost_word
        if field.in_cell:
            return 0
        return self.lost_word if _is_apart(tokens, at, enclosed=field.closer != "") else 0

    def last_token(self, tokens: Sequence[Token], at: int) -> int:
        """The cost of a field that ends with a separator or half a pair of marks."""
        token = tokens[at]
        if token.kind != "mark":
            return 0
        if token.text in PAIRED:
            return 0 if 0 <= token.partner < at else self.lost_word
        return self.separator_last if token.text in SEPARATORS else 0


COSTS = Costs()
# The most that slips may cost in an entry that is fixed: a pair of marks and a few spaces.
MAX_FIXABLE_COST = 18


def is_loss(token: Token) -> bool:
    """Whether leaving this token out loses text of the author's."""
    if token.kind == "mark":
        return token.text[-1] not in _MEANINGLESS
    return not token.text.isspace()


def _is_apart(tokens: Sequence[Token], at: int, *, enclosed: bool) -> bool:
    """Whether a mark, or several (` => `), stand alone; one before a word may belong to it."""
    if tokens[at].text in SEPARATORS or tokens[at].text == ".":
        # -5, :key, .NET
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        return after is None or after.kind == "mark" or after.text.isspace()
    if enclosed:
        return False
    while at < len(tokens) and tokens[at].kind == "mark" and tokens[at].text not in PAIRED:
        at += 1
    return at == len(tokens) or tokens[at].text.isspace()


def is_of_url(token: Token) -> bool:
    """Whether a token may be part of a link destination without brackets (CommonMark 6.3)."""
    return not token.text.isspace() and token.text not in ("(", ")", "[", "]", "<", ">", "|", "**")
