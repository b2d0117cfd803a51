"""Which of the fixes that were made together may have brought a new problem."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from linter.model import Edit, Fix, Problem, Report

# So many fixes are tried one by one.
_FEW = 4


class Brought(NamedTuple):
    """A problem that fixes have brought: its rule, and its lines in the text before these.

    ``section`` is the lines of the whole section where the problem is one of a heading.
    """

    rule: str
    lines: range
    section: range


def traced(problems: Sequence[Problem], report: Report, fixes: Sequence[Fix]) -> list[Brought]:
    """Problems of a report, at their lines before ``fixes`` were made."""
    edits = sorted(edit for fix in fixes for edit in fix.edits)
    headings = [heading for document in report.documents for heading in document.headings]
    out = []
    for problem in problems:
        first, last = problem.span.line, problem.span.end_line
        lines = section = _before(edits, first, last)
        index = next((i for i, each in enumerate(headings) if each.span.line == first), None)
        if index is not None:
            level = headings[index].level
            after = (each.span.line for each in headings[index + 1 :] if each.level <= level)
            section = _before(edits, first, next(after, sys.maxsize) - 1)
        out.append(Brought(problem.rule, lines, section))
    return out


def _before(edits: Sequence[Edit], first: int, last: int) -> range:
    return range(_line_before(edits, first), _line_before(edits, last) + 1)


def _line_before(edits: Sequence[Edit], line: int) -> int:
    """The number that a line had before ``edits`` (in order) were made."""
    for edit in edits:
        if edit.span.line >= line:
            break
        line -= edit.text.count("\n") - (edit.span.end_line - edit.span.line)
    return line


def parts(chosen: Sequence[Problem], brought: Sequence[Brought]) -> list[Sequence[Problem]]:
    """The problems whose fixes were made, in parts to try one after the other.

    Last come those that may have brought something: the ones at its lines, else beside them, else
    in its section, if that explains all of it; else those of its rule.
    """
    lines = [each.lines for each in brought]
    beside = [range(each.start - 1, each.stop + 1) for each in lines]
    for places in (lines, beside, [each.section for each in brought]):
        near = [problem for problem in chosen if any(_touches(problem, each) for each in places)]
        far = [problem for problem in chosen if problem not in near]
        if all(any(_touches(problem, each) for problem in near) for each in places):
            if len(near) <= len(brought):
                return [far, *([problem] for problem in near)]
            if far:
                return [far, near]
    return _by_rule(chosen, {each.rule for each in brought})


def _by_rule(chosen: Sequence[Problem], last: AbstractSet[str]) -> list[Sequence[Problem]]:
    """One part a rule, those in ``last`` behind the others; of one rule the halves."""
    rules = sorted(dict.fromkeys(problem.rule for problem in chosen), key=last.__contains__)
    if len(rules) > 1:
        return [[each for each in chosen if each.rule == rule] for rule in rules]
    if len(chosen) <= _FEW:
        return [[problem] for problem in chosen]
    middle = len(chosen) // 2
    return [chosen[:middle], chosen[middle:]]


def _touches(problem: Problem, lines: range) -> bool:
    """Whether a problem's fix changes some of the lines."""
    return any(
        edit.span.line < lines.stop and lines.start <= edit.span.end_line
        for edit in (problem.fix.edits if problem.fix else ())
    )
