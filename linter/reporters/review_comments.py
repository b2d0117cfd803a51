"""Report and diff to the comments of a review: what GitHub accepts, and no more. Pure.

GitHub takes a comment only on lines that a hunk of the head's diff shows, takes a range only
within one hunk, and replaces exactly a comment's range by its ``suggestion`` block
(https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from linter.model import Document, Edit, Problem, Report, Severity, Span
from linter.reporters import escape
from linter.reporters.common import WEIGHT, Finding, Site, findings
from linter.text.diff import Diff, line_map

MAX_FINDINGS = 10
MAX_LINES = 40
MAX_CHARACTERS = 20_000
BODY = "Notes on the changed lines. The summary comment holds everything and is kept up to date."


class Comment(NamedTuple):
    """One comment on the head's side of the diff; lines are GitHub's, ``ids`` its findings'.

    ``start_line`` is None for a comment on one line, as the API wants it. ``fixes`` are the ids
    of the findings that its suggestion fixes.
    """

    path: str
    line: int
    start_line: int | None
    body: str
    ids: tuple[str, ...]
    fixes: frozenset[str] = frozenset()
    severity: Severity = Severity.ERROR


class _Suggestion(NamedTuple):
    first: int
    last: int
    text: str
    fixed: frozenset[str]


def comments(report: Report, diffs: Mapping[str, Diff], site: Site) -> tuple[Comment, ...]:
    """Every comment that GitHub would accept, the gravest first.

    The findings of one entry share a comment, and their safe fixes one suggestion. A finding whose
    lines the diff does not show has no comment here: the summary holds it.
    """
    pages = {document.path: _Page(document) for document in report.documents}
    groups: dict[tuple[str, int], list[Finding]] = {}
    for finding in findings(report):
        path = finding.problem.path
        if path in pages and path in diffs:
            line = pages[path].home(finding.problem.span)
            groups.setdefault((path, line), []).append(finding)
    taken: dict[str, list[tuple[int, int]]] = {}
    made = []
    for (path, _), group in groups.items():
        comment = _comment(
            report, pages[path], diffs[path], group, site, taken.setdefault(path, [])
        )
        if comment:
            made.append(comment)
    return tuple(
        sorted(made, key=lambda comment: (WEIGHT[comment.severity], comment.path, comment.line))
    )


def _comment(
    report: Report,
    page: _Page,
    diff: Diff,
    group: Sequence[Finding],
    site: Site,
    taken: list[tuple[int, int]],
) -> Comment | None:
    """One comment for ``group``; ``taken`` are the ranges that other suggestions replace."""
    shown = [found for found in group if _shown(page, diff, found.problem.span) is not None]
    shown = shown[:MAX_FINDINGS]
    if not shown:
        return None
    places = [_shown(page, diff, found.problem.span) or 0 for found in shown]
    suggestion = _suggest(page, shown, places)
    if suggestion and not (
        diff.shows(suggestion.first, suggestion.last)
        and all(suggestion.last < low or high < suggestion.first for low, high in taken)
    ):
        suggestion = None
    if suggestion:
        taken.append((suggestion.first, suggestion.last))
        first, last = suggestion.first, suggestion.last
    else:
        first = last = places[0]
    return Comment(
        path=page.document.path,
        line=last,
        start_line=first if first < last else None,
        body=_body(report, shown, suggestion, site),
        ids=tuple(sorted(found.id for found in shown)),
        fixes=suggestion.fixed if suggestion else frozenset(),
        severity=shown[0].problem.severity,
    )


def _body(
    report: Report, group: Sequence[Finding], suggestion: _Suggestion | None, site: Site
) -> str:
    def line(problem: Problem) -> str:
        rule = site.rule(report, problem.rule)
        return f"{escape.message(problem.message)} ({problem.severity}: {rule})"

    parts = [line(finding.problem) for finding in group]
    text = parts[0] if len(parts) == 1 else "\n".join(f"- {part}" for part in parts)
    if not suggestion:
        return text
    count = len(suggestion.fixed)
    if count < len(group):
        text += f"\n\nThe suggestion fixes {count} of the {len(group)}."
    elif count > 1:
        text += f"\n\nThe suggestion fixes {'both' if count == 2 else f'all {count}'}."
    return f"{text}\n\n{escape.fenced(suggestion.text, 'suggestion')}"


def _shown(page: _Page, diff: Diff, span: Span) -> int | None:
    """The first line of ``span`` that takes a comment, in GitHub's count."""
    for line in range(span.line, min(span.end_line, span.line + 100) + 1):
        number = page.github_line(line)
        if diff.shows(number, number):
            return number
    return None


def _suggest(page: _Page, group: Iterable[Finding], places: Sequence[int]) -> _Suggestion | None:
    """The safe fixes of ``group`` together, as whole lines; None where no suggestion is possible.

    It takes in the ``places`` of all its findings, so that the comment is next to them.

    Not in a file with carriage returns: what GitHub writes for the line ends of an applied
    suggestion is not documented. Not with invisible text.
    """
    if "\r" in page.document.text:
        return None
    edits: list[Edit] = []
    fixed = set()
    for finding in group:
        fix = finding.problem.fix
        if not fix or not fix.safe:
            continue
        fresh = [edit for edit in fix.edits if edit not in edits]
        if not any(_clash(edit, other) for edit in fresh for other in edits):
            edits += fresh
            fixed.add(finding.id)
    if not edits:
        return None
    return _as_lines(page.document.lines, edits, places, frozenset(fixed))


def _as_lines(
    lines: Sequence[str], edits: Sequence[Edit], places: Sequence[int], fixed: frozenset[str]
) -> _Suggestion | None:
    first = min(*places, *(edit.span.line for edit in edits))
    last = max(*places, *(edit.span.end_line for edit in edits))
    if first < 1 or last > len(lines) or last - first > MAX_LINES:
        return None
    before = list(lines[first - 1 : last])
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line) + 1)
    text = "\n".join(before)
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        low = starts[edit.span.line - first] + edit.span.column - 1
        high = starts[edit.span.end_line - first] + edit.span.end_column - 1
        text = text[:low] + edit.text + text[high:]
    after = text.split("\n")
    while last > max(places) and after and before[-1] == after[-1]:
        before.pop(), after.pop()
        last -= 1
    while first < min(places) and after and before[0] == after[0]:
        before.pop(0), after.pop(0)
        first += 1
    text = "\n".join(after)
    if before == after or not escape.is_plain(text) or len(text) > MAX_CHARACTERS:
        return None
    if after and not text:
        # An empty suggestion deletes the lines: an empty line cannot be suggested.
        return None
    return _Suggestion(first, last, text, fixed)


def _clash(one: Edit, two: Edit) -> bool:
    """Whether two different edits touch the same text, or insert at the same place."""
    a, b = one.span, two.span
    if (a.line, a.column) == (b.line, b.column):
        return True
    return (a.line, a.column) < (b.end_line, b.end_column) and (b.line, b.column) < (
        a.end_line,
        a.end_column,
    )


class _Page:
    """A document with what it takes to group and to place findings."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def _starts(self) -> list[int]:
        return [entry.span.line for entry in self.document.entries]

    @cached_property
    def _numbers(self) -> Sequence[int] | None:
        return line_map(self.document.text)

    def home(self, span: Span) -> int:
        """The first line of the entry around ``span``; its own first line outside entries."""
        index = bisect_right(self._starts, span.line) - 1
        if index >= 0 and span.line <= self.document.entries[index].span.end_line:
            return self._starts[index]
        return span.line

    def github_line(self, line: int) -> int:
        """The number that GitHub gives to a line of the document."""
        numbers = self._numbers
        return line if numbers is None or line > len(numbers) else numbers[line - 1]
