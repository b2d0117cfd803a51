"""``--format concise``: one line a finding, as compilers and editors know it.

``path:line:column: severity: message [rule]``
"""

from __future__ import annotations

from linter.model import Report
from linter.reporters.text import printable


def render(report: Report) -> str:
    """The reported problems, in the order of the report."""
    lines = [
        f"{printable(problem.path)}:{problem.span.line}:{problem.span.column}: "
        f"{problem.severity.value}: {printable(problem.message)} [{problem.rule}]\n"
        for problem in report.problems
        if problem.status == "reported"
    ]
    if report.incomplete:
        lines.append(f"{report.incomplete.message}\n")
    return "".join(lines)
