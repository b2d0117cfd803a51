"""``--format rdjson``: the Reviewdog Diagnostic Format, for reviewdog and what reads it.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf: columns count bytes of UTF-8, from 1.
This format has no place for existing and suppressed problems, so they are left out.
"""

from __future__ import annotations

import json
from typing import Any

from linter.model import Document, Edit, Fix, Problem, Report, Severity, Span

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render(report: Report) -> str:
    """The reported problems as one DiagnosticResult."""
    documents = {document.path: document for document in report.documents}
    diagnostics = [
        _diagnostic(problem, documents[problem.path])
        for problem in report.problems
        if problem.status == "reported"
    ]
    if report.incomplete:
        # A diagnostic without a range is about the whole file.
        path = report.documents[0].path if report.documents else ""
        whole = {"location": {"path": path}, "severity": "WARNING"}
        diagnostics.insert(0, {"message": report.incomplete.message, **whole})
    result = {"source": {"name": "listlint"}, "diagnostics": diagnostics}
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _diagnostic(problem: Problem, document: Document) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": problem.message,
        "location": {"path": problem.path, "range": _range(problem.span, document)},
        "severity": _SEVERITIES[problem.severity],
        "code": {"value": problem.rule},
    }
    if problem.fix and problem.fix.safe:
        whole = _whole(problem.fix, document)
        diagnostic["suggestions"] = [{"range": _range(whole.span, document), "text": whole.text}]
    return diagnostic


def _whole(fix: Fix, document: Document) -> Edit:
    """The fix as one edit: several suggestions would be alternatives."""
    edits = sorted(fix.edits, key=lambda edit: edit.span)
    text, last = edits[0].text, edits[0].span
    for edit in edits[1:]:
        between = Span(last.end_line, last.end_column, edit.span.line, edit.span.column)
        text += document.slice(between) + edit.text
        last = edit.span
    first = edits[0].span
    return Edit(Span(first.line, first.column, last.end_line, last.end_column), text)


def _range(span: Span, document: Document) -> dict[str, Any]:
    return {
        "start": _position(span.line, span.column, document),
        "end": _position(span.end_line, span.end_column, document),
    }


def _position(line: int, column: int, document: Document) -> dict[str, int]:
    lines = document.lines
    before = lines[line - 1][: column - 1] if line <= len(lines) else ""
    return {"line": line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}
