"""Why an entry that can be read in one way alone may yet be meant in another."""

from __future__ import annotations

import re
from collections.abc import Mapping

from linter.entries.mismatch.costs import OPEN, SEPARATORS
from linter.template.compiler import Hole, Text
from linter.template.template import Template

# A text that may follow its separator.
_WORD_FIRST = re.compile(r"""["'“‘«*_`]*\w""")
# A mark behind the same one that stands within: `**A.**.`
_TWICE = re.compile(r"([.,:;])(?:[*_`)\"']+|\]\([^()\s]*\))+\1")


def is_doubtful(template: Template, text: str, spans: Mapping[str, tuple[int, int]]) -> bool:
    """Whether a field of text holds what may be another field's, or may begin elsewhere."""
    before = ""
    for op in template.program[1:]:
        if isinstance(op, Hole) and op.type.kind in OPEN and op.name in spans:
            start, end = spans[op.name]
            value = text[start:end]
            if "://" in value if op.closer else _is_unparted(text[:start], value, before):
                return True
        before = op.literal if isinstance(op, Text) else ""
    return False


def _is_unparted(ahead: str, value: str, literal: str) -> bool:
    """Whether two things say that a text does not begin where it seems to.

    No mark parts it from what is before; that mark comes further on; it begins as a remark, a
    badge, another link or an attribute does.
    """
    mark = literal.rstrip()[-1:]
    doubts = (
        ahead.rstrip()[-1:] not in SEPARATORS,
        f"{mark} " in value,
        _WORD_FIRST.match(value) is None,
    )
    return mark in SEPARATORS and sum(doubts) > 1


def doubles_a_mark(rendered: str, text: str) -> bool:
    """Whether a mark stands behind the same one across the end of a pair, as it did not before."""
    return _TWICE.search(rendered) is not None and _TWICE.search(text) is None
