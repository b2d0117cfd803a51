"""One fix for all that is wrong with one entry.

The fixes of one entry may touch the same words, and a misread entry hides what else is wrong with
it. Applied one after the other, with a look in between, they come to one text that can be offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from linter.model import Document, Edit, Entry, Fix, Problem, Report, Span
from linter.text.edits import EditableText

ENTRIES = 10
ROUNDS = 4

Lint = Callable[[str, str], Report]


def together(report: Report, lint: Lint) -> Report:
    """The report with one common fix for the findings of each entry whose own fixes clash.

    ``lint`` judges a text in the place of the file at a path. At most ``ENTRIES`` entries are
    looked at, because each costs a few runs of it.
    """
    fixes: dict[int, Fix] = {}
    looked_at = 0
    for document, entry, group in _entries(report):
        if looked_at == ENTRIES:
            break
        if not _worth_it(entry, group):
            continue
        looked_at += 1
        fixes |= _common(document, entry, group, lint)
    if not fixes:
        return report
    problems = tuple(
        problem._replace(fix=fixes[id(problem)]) if id(problem) in fixes else problem
        for problem in report.problems
    )
    return replace(report, problems=problems)


def _entries(report: Report) -> Iterator[tuple[Document, Entry, list[Problem]]]:
    """Each entry with the reported problems in it, where there are any."""
    by_path: dict[str, list[Problem]] = {}
    for problem in report.problems:
        if problem.status == "reported":
            by_path.setdefault(problem.path, []).append(problem)
    for document in report.documents:
        for entry in document.entries:
            group = [
                found for found in by_path.get(document.path, ()) if _within(found, entry.span)
            ]
            if group:
                yield document, entry, group


def _worth_it(entry: Entry, group: Sequence[Problem]) -> bool:
    """Whether the fixes of an entry clash, or one of them may uncover more."""
    inner = list(_inner(group, entry.span))
    if entry.mismatch is not None:
        return bool(inner)
    edits = sorted({edit for problem in inner for edit in _edits(problem)}, key=lambda e: e.span)
    ends = [(edit.span.end_line, edit.span.end_column) for edit in edits]
    starts = [(edit.span.line, edit.span.column) for edit in edits[1:]]
    return any(start < end for start, end in zip(starts, ends, strict=False))


def _common(
    document: Document, entry: Entry, group: Sequence[Problem], lint: Lint
) -> Mapping[int, Fix]:
    """The common fix, by the identity of each problem that it repairs."""
    text, span = document.text, entry.span
    pending: Sequence[Problem] = group
    left: Sequence[Problem] = group
    for _ in range(ROUNDS):
        fix = next((inner.fix for inner in _inner(pending, span) if inner.fix), None)
        if fix is None:
            break
        text = EditableText(text).apply([fix])
        after = lint(document.path, text)
        found = next(
            (now for now in after.documents[0].entries if now.span.line == entry.span.line), None
        )
        if found is None:
            return {}
        span = found.span
        left = pending = [found for found in after.problems if _within(found, span)]
    if text == document.text:
        return {}
    new = replace(document, text=text).slice(span)
    common = Fix((Edit(entry.span, new),), safe=True)
    rules = {problem.rule for problem in left if problem.status != "suppressed"}
    return {id(problem): common for problem in group if problem.rule not in rules}


def _inner(problems: Iterable[Problem], span: Span) -> Iterator[Problem]:
    """Those whose safe fix stays inside ``span``."""
    for problem in problems:
        edits = _edits(problem)
        if problem.status == "reported" and edits and all(span.covers(edit.span) for edit in edits):
            yield problem


def _edits(problem: Problem) -> tuple[Edit, ...]:
    return problem.fix.edits if problem.fix and problem.fix.safe else ()


def _within(problem: Problem, span: Span) -> bool:
    return span.line <= problem.span.line <= span.end_line
