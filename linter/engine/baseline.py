"""Which problems are new: those of the head that the base does not have."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from linter.model import Document, Problem, Span


def against_base(
    head: Sequence[Problem],
    base: Sequence[Problem],
    before: Document,
    document: Document,
    added: frozenset[int],
) -> list[Problem]:
    """The head's problems, those that stood in the base marked ``existing``.

    They are matched by fingerprint, as often as it occurs in the base; of equal ones, those on
    lines that were there before. What is left is matched once more: when the change only moves
    the blame (one of two equal explanations of the same disorder), a problem off the added lines
    is the same as one of its rule and section that is gone from the base.
    """
    known = Counter(problem.fingerprint for problem in base if problem.status == "reported")
    old: set[int] = set()
    order = sorted(range(len(head)), key=lambda i: _touches(head[i].span, added))
    for index in order:
        problem = head[index]
        if problem.status == "reported" and known[problem.fingerprint]:
            known[problem.fingerprint] -= 1
            old.add(index)
    gone: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for problem in base:
        if problem.status == "reported" and known[problem.fingerprint]:
            known[problem.fingerprint] -= 1
            gone[problem.rule, section_at(before, problem.span)] += 1
    for index in order:
        problem = head[index]
        group = (problem.rule, section_at(document, problem.span))
        free = problem.status == "reported" and index not in old
        if free and gone[group] and not _touches(problem.span, added):
            gone[group] -= 1
            old.add(index)
    return [
        problem._replace(status="existing") if index in old else problem
        for index, problem in enumerate(head)
    ]


def _touches(span: Span, added: frozenset[int]) -> bool:
    return any(line in added for line in range(span.line, span.end_line + 1))


def section_at(document: Document, span: Span) -> tuple[str, ...]:
    """The section in which a place stands: heading texts, outermost first."""
    heading = bisect_right(document.headings, span.line, key=lambda each: each.span.line)
    return document.section_of(heading - 1 if heading else None)
