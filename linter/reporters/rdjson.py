"""``--format rdjson``: the Reviewdog Diagnostic Format, for reviewdog and what reads it.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf: columns count bytes of UTF-8, from 1.
What stood before and what is suppressed has no place in this format and is left out.
"""

from __future__ import annotations

import json
from typing import Any

from linter.model import Document, Problem, Report, Severity, Span

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render(report: Report) -> str:
    """The reported problems as one DiagnosticResult."""
    documents = {document.path: document for document in report.documents}
    result = {
        "source": {"name": "listlint"},
        "diagnostics": [
            _diagnostic(problem, documents[problem.path])
            for problem in report.problems
            if problem.status == "reported"
        ],
    }
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _diagnostic(problem: Problem, document: Document) -> dict[str, Any]:
    diagnostic: dict[str, Any] = {
        "message": problem.message,
        "location": {"path": problem.path, "range": _range(problem.span, document)},
        "severity": _SEVERITIES[problem.severity],
        "code": {"value": problem.rule},
    }
    if problem.fix and problem.fix.safe:
        diagnostic["suggestions"] = [
            {"range": _range(edit.span, document), "text": edit.text} for edit in problem.fix.edits
        ]
    return diagnostic


def _range(span: Span, document: Document) -> dict[str, Any]:
    return {
        "start": _position(span.line, span.column, document),
        "end": _position(span.end_line, span.end_column, document),
    }


def _position(line: int, column: int, document: Document) -> dict[str, int]:
    lines = document.lines
    before = lines[line - 1][: column - 1] if line <= len(lines) else ""
    return {"line": line, "column": len(before.encode()) + 1}
