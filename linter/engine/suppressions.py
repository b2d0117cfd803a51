"""Which problems count: disable comments, and what was there before the change.

Nothing is dropped here; a problem is marked.
"""

from __future__ import annotations

from collections import defaultdict
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
