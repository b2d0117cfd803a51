"""``--format sarif``: SARIF 2.1.0, for code scanning and what else reads it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html; the sections are named
below. Nothing is left out: an existing problem is ``unchanged``, what a comment excuses is
suppressed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from linter import DOCUMENTATION, __version__
from linter.model import Edit, Problem, Report, Rule, Severity, Span

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# Characters of a rule's description that code scanning takes.
MAX_DESCRIPTION = 1_024
_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.OFF: "none",
}


def render(report: Report, rules: Sequence[Rule] = ()) -> str:
    """The report as one SARIF log with one run; ``rules`` describe themselves in it."""
    index = {rule.id: position for position, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "listlint",
                "informationUri": DOCUMENTATION.partition("/blob/")[0],
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        # Section 3.14.17: how columns are counted.
        "columnKind": "unicodeCodePoints",
        "artifacts": [
            {"location": _artifact(document.path), "encoding": "UTF-8"}
            for document in report.documents
        ],
        "results": [
            _result(problem, index, report.compared, line_hash)
            for problem, line_hash in zip(report.problems, _line_hashes(report), strict=True)
        ],
        "invocations": [_invocation(report)],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    enabled = rule.default_severity is not Severity.OFF
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        # Code scanning requires it, and shows the first 1,024 characters.
        "fullDescription": {"text": _full_description(rule)},
        "helpUri": f"{DOCUMENTATION}/rules/{rule.id}.md",
        "help": {"text": rule.doc.strip(), "markdown": rule.doc.strip()},
        "defaultConfiguration": {"enabled": enabled, "level": _LEVELS[rule.default_severity]},
    }


def _full_description(rule: Rule) -> str:
    """What the rule does: the text under that heading of its page, without line breaks."""
    _, _, rest = rule.doc.partition("## What it does\n")
    text = " ".join(rest.partition("\n\n")[0].split()) or rule.summary
    return text if len(text) <= MAX_DESCRIPTION else f"{text[: MAX_DESCRIPTION - 1]}…"


def _line_hashes(report: Report) -> list[str]:
    """What code scanning identifies alerts by: the fingerprint, numbered where it occurs twice.

    https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
    """
    seen: Counter[tuple[str, str]] = Counter()
    hashes = []
    for problem in report.problems:
        key = problem.path, problem.fingerprint
        seen[key] += 1
        hashes.append(f"{problem.fingerprint}:{seen[key]}")
    return hashes


def _result(
    problem: Problem, index: dict[str, int], compared: bool, line_hash: str
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.rule,
        "level": _LEVELS[problem.severity],
        "message": {"text": problem.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(problem.path),
                    "region": _region(problem.span),
                }
            }
        ],
        "partialFingerprints": {
            "listlint/v1": problem.fingerprint,
            "primaryLocationLineHash": line_hash,
        },
        # Section 3.27.23: a result without suppressions says so, once any tool may suppress.
        "suppressions": [{"kind": "inSource"}] if problem.status == "suppressed" else [],
    }
    if problem.rule in index:
        result["ruleIndex"] = index[problem.rule]
    if compared:
        result["baselineState"] = "unchanged" if problem.status == "existing" else "new"
    if problem.fix:
        result["fixes"] = [
            {
                "description": {
                    "text": "No text is lost." if problem.fix.safe else "Look at the outcome."
                },
                "artifactChanges": [
                    {
                        "artifactLocation": _artifact(problem.path),
                        "replacements": [_replacement(edit) for edit in problem.fix.edits],
                    }
                ],
            }
        ]
    return result


def _replacement(edit: Edit) -> dict[str, Any]:
    return {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}


def _region(span: Span) -> dict[str, int]:
    # Section 3.30.8: endColumn, too, is that of the character after the region.
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path)}


def _invocation(report: Report) -> dict[str, Any]:
    unknown = [
        {
            "level": "note",
            "message": {"text": f"{need.key}: could not be verified: {answer.reason}"},
        }
        for need, answer in report.unknowns
        if not answer.skipped
    ]
    notes = [{"level": "note", "message": {"text": note}} for note in report.notes]
    # Section 3.20.14: whether the run did all that it was asked to do.
    faults = [{"level": "error", "message": {"text": str(fault)}} for fault in report.faults]
    complete = report.incomplete is None and not report.faults
    if report.incomplete:
        notes.insert(0, {"level": "error", "message": {"text": report.incomplete.message}})
    return {
        "executionSuccessful": complete,
        "toolExecutionNotifications": [*faults, *notes, *unknown],
    }
