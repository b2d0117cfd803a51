"""Comments that speak to listlint: ``<!-- listlint-disable-next-line rule-a -- why -->``."""

from __future__ import annotations

import re
from itertools import islice
from typing import get_args

from linter.markdown.source_map import SourceMap
from linter.model import Directive, DirectiveAction
from linter.text.patterns import lazy_pattern

_DIRECTIVE = lazy_pattern(r"<!--\s*listlint-(?P<action>[\w-]*)(?P<rest>.*?)-->", re.DOTALL)
_REASON = lazy_pattern(r"(?:^|\s)--+(?:\s|$)")
_RULE = lazy_pattern(r"[^\s,]+")
_MAX_RULES = 1000


def directive(text: SourceMap, start: int, end: int) -> Directive | None:
    """The directive in the comment at ``start`` to ``end``, if the comment is one."""
    found = _DIRECTIVE.match(text.text, start, end)
    if found is None:
        return None
    rest, offset = found["rest"], found.start("rest")
    split = _REASON.search(rest)
    written = _RULE.finditer(rest, 0, split.start() if split else len(rest))
    names = list(islice(written, _MAX_RULES))
    action: DirectiveAction = "unknown"
    for known in get_args(DirectiveAction):
        if known == found["action"]:
            action = known
    return Directive(
        action=action,
        rules=tuple(name.group() for name in names),
        span=text.span(start, end),
        rule_spans=tuple(text.span(offset + name.start(), offset + name.end()) for name in names),
        reason=rest[split.end() :].strip() if split else "",
    )
