"""A comment to listlint does nothing.

## What it does
Reports a disable comment that names no rule, one that names a rule there is not, one that silences
nothing, and a comment with an unknown command. The commands are `listlint-disable`,
`listlint-enable`, `listlint-disable-line`, `listlint-disable-next-line` and
`listlint-disable-file`; rules follow, and after `--` the reason.

## Why
A comment that does nothing misleads whoever reads it, and one that outlives its cause hides the
next fault.

## Example
```markdown
<!-- listlint-disable-next-line duplicate-links -- two editions of one book -->
- [Ruff](https://github.com/astral-sh/ruff) - Lints and formats Python.
```
Use instead:
```markdown
- [Ruff](https://github.com/astral-sh/ruff) - Lints and formats Python.
```

## Fix
Corrects the name of a rule or a command that is nearly right. A comment that silences nothing is
yours to remove.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import get_args

from linter.model import (
    Context,
    Directive,
    DirectiveAction,
    Document,
    Edit,
    Fix,
    Hit,
    Rule,
    Severity,
    Span,
)
from linter.text.normalize import plain

# How alike, in per cent, a word has to be to the one that was meant.
MIN_SIMILARITY = 75
MAX_WIDTH = 60
_COMMANDS = tuple(action for action in get_args(DirectiveAction) if action != "unknown")


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every directive, or name in one, that does nothing."""
    for directive in document.directives:
        if directive.action == "unknown":
            yield _unknown_command(document, directive)
        elif not directive.rules:
            yield Hit(
                span=directive.span,
                message=(
                    "This comment names no rule, so it does nothing. Write the rule's id after "
                    f"`listlint-{directive.action}`, as in "
                    f"`listlint-{directive.action} duplicate-link`."
                ),
                key=f"no rule {directive.action}",
                kind="no rule",
            )
        else:
            yield from _unknown_rules(directive, context.known_rules)
    for directive, rule in context.unused_directives:
        yield Hit(
            span=_span_of(directive, rule),
            message=f"`{rule}` reports nothing here. Remove it from the comment.",
            key=f"unused {directive.action} {rule}",
            kind=f"unused {rule}",
            remote=True,
        )


def _unknown_command(document: Document, directive: Directive) -> Hit:
    comment = document.slice(directive.span)
    start = comment.index("listlint-") + len("listlint-")
    word = comment[start:].split(maxsplit=1)[0].removesuffix("-->") if comment[start:] else ""
    meant = _nearest(word, _COMMANDS)
    fix = None
    if meant and "\n" not in comment[:start]:
        line, column = directive.span.line, directive.span.column + start
        fix = Fix((Edit(Span(line, column, line, column + len(word)), meant),), safe=True)
    advice = f"Did you mean `listlint-{meant}`?" if meant else f"There are: {', '.join(_COMMANDS)}."
    return Hit(
        span=directive.span,
        message=(
            f"`listlint-{plain(word, MAX_WIDTH)}` is not a command, so this comment does nothing. "
            f"{advice}"
        ),
        key=f"command {word}",
        fix=fix,
        kind="command",
    )


def _unknown_rules(directive: Directive, known: Collection[str]) -> Iterator[Hit]:
    for rule, span in zip(directive.rules, directive.rule_spans, strict=True):
        if rule in known:
            continue
        meant = _nearest(rule, sorted(known))
        advice = f"Did you mean `{meant}`?" if meant else "`listlint rules` lists them all."
        yield Hit(
            span=span,
            message=f"There is no rule `{plain(rule, MAX_WIDTH)}`. {advice}",
            key=f"unknown rule {rule}",
            fix=Fix((Edit(span, meant),), safe=True) if meant else None,
            kind=f"unknown rule {rule}",
        )


def _span_of(directive: Directive, rule: str) -> Span:
    for name, span in zip(directive.rules, directive.rule_spans, strict=True):
        if name == rule:
            return span
    return directive.span


def _nearest(word: str, words: Collection[str]) -> str:
    """The one of ``words`` that is spelled nearly so, or ``""``."""
    from rapidfuzz import fuzz, process

    best = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
    return best[0] if best else ""


RULE = Rule(id="directive", doc=__doc__, default_severity=Severity.WARNING, check=check)
