"""Which problems count: disable comments, and what was there before the change.

Nothing is dropped here; a problem is marked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from linter.model import Directive, Document, Problem, Span

Place = tuple[int, int]
_END: Place = (1 << 62, 0)


class _Range(NamedTuple):
    """Where a directive silences a rule: from ``start`` up to but not including ``end``."""

    directive: Directive
    start: Place
    end: Place


class Suppressions:
    """The disable comments of a document, and which of them have been of use.

    A directive silences the problems that *start* in its range: its own line, the next line that is
    not blank (the whole entry, if one starts there), the rest of the file up to the matching
    ``enable``, or the file.
    """

    def __init__(self, document: Document) -> None:
        """Works out where each directive of ``document`` holds."""
        self._ranges: dict[str, list[_Range]] = defaultdict(list)
        self._used: set[tuple[int, str]] = set()
        open_ranges: dict[str, list[Directive]] = defaultdict(list)
        for directive in document.directives:
            for rule in dict.fromkeys(directive.rules):
                if directive.action == "disable":
                    open_ranges[rule].append(directive)
                elif directive.action == "enable":
                    self._close(rule, open_ranges.pop(rule, []), _end(directive.span))
                elif bounds := _bounds(directive, document):
                    self._ranges[rule].append(_Range(directive, *bounds))
        for rule, left in open_ranges.items():
            self._close(rule, left, _END)
        self._directives = document.directives

    def _close(self, rule: str, opened: list[Directive], end: Place) -> None:
        for directive in opened:
            self._ranges[rule].append(_Range(directive, _end(directive.span), end))

    def mark(self, problem: Problem) -> Problem:
        """The problem, as suppressed if a directive says so."""
        place = (problem.span.line, problem.span.column)
        silenced = False
        for each in self._ranges.get(problem.rule, ()):
            if each.start <= place < each.end:
                self._used.add((id(each.directive), problem.rule))
                silenced = True
        return problem._replace(status="suppressed") if silenced else problem

    def unused(self, judged: frozenset[str]) -> tuple[tuple[Directive, str], ...]:
        """The directives that silenced nothing, rule by rule, of the rules that were ``judged``."""
        return tuple(
            (directive, rule)
            for directive in self._directives
            if directive.action.startswith("disable")
            for rule in dict.fromkeys(directive.rules)
            if rule in judged and (id(directive), rule) not in self._used
        )


def _end(span: Span) -> Place:
    return (span.end_line, span.end_column)


def _bounds(directive: Directive, document: Document) -> tuple[Place, Place] | None:
    if directive.action == "disable-file":
        return (0, 0), _END
    if directive.action == "disable-line":
        return (directive.span.line, 0), (directive.span.end_line + 1, 0)
    if directive.action == "disable-next-line":
        lines = document.lines
        line = directive.span.end_line + 1
        while line <= len(lines) and not lines[line - 1].strip():
            line += 1
        ends = [item.own_end_line for item in document.items if item.span.line == line]
        return (line, 0), (max(ends, default=line) + 1, 0)
    return None


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
