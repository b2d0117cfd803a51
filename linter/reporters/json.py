"""``--format json``: one object with everything, for programs."""

from __future__ import annotations

import json
from typing import Any

from linter.model import CheckedLink, Document, Fix, Problem, Report, Severity, Span

VERSION = 1


def render(report: Report) -> str:
    """The report as one JSON object, indented, in UTF-8 text."""
    return json.dumps(to_object(report), ensure_ascii=False, indent=2) + "\n"


def to_object(report: Report) -> dict[str, Any]:
    """The object that ``render`` spells."""
    return {
        "version": VERSION,
        "files": [_file(document) for document in report.documents],
        "problems": [_problem(problem) for problem in report.problems],
        "links": [_link(link) for link in report.links],
        # Only there if something was not asked: {"cause": ..., "message": ...}.
        **({"incomplete": report.incomplete._asdict()} if report.incomplete else {}),
        "summary": {
            "error": report.count(Severity.ERROR),
            "warning": report.count(Severity.WARNING),
            "info": report.count(Severity.INFO),
            "existing": report.count(status="existing"),
            "suppressed": report.count(status="suppressed"),
            "unknown": sum(not answer.skipped for _, answer in report.unknowns),
        },
    }


def _file(document: Document) -> dict[str, Any]:
    return {
        "path": document.path,
        "entries": len(document.entries),
        "links": len(document.links),
        "sections": len({entry.section for entry in document.entries}),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.path,
        **_span(problem.span),
        "rule": problem.rule,
        "severity": problem.severity.value,
        "message": problem.message,
        "status": problem.status,
        "fingerprint": problem.fingerprint,
        "fix": _fix(problem.fix) if problem.fix else None,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "safe": fix.safe,
        "edits": [{**_span(edit.span), "text": edit.text} for edit in fix.edits],
    }


def _link(link: CheckedLink) -> dict[str, Any]:
    return {
        "url": link.url,
        "verdict": link.verdict,
        "status": link.status,
        "reason": link.reason,
        "final_url": link.final_url,
        "places": [
            {"path": path, "line": span.line, "column": span.column} for path, span in link.places
        ],
    }


def _span(span: Span) -> dict[str, int]:
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
