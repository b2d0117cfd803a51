"""Report to workflow commands: annotations on lines, in the runner's own escaping.

GitHub shows 10 annotations of a type per step and cuts a message at 4,096 characters, so the tenth
says how many more there are
(https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands).
"""

from __future__ import annotations

from linter.model import Problem, Report, Severity
from linter.reporters import escape
from linter.reporters.common import Finding, findings
from linter.text.english import plural

MAX_ANNOTATIONS = 10
MAX_MESSAGE = 1_000
_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """One workflow command per line; nothing at all for a clean and complete report."""
    lines: list[str] = []
    if report.incomplete:
        message = escape.command_data(report.incomplete.message)
        lines.append(f"::warning title=listlint::{message}")
    for severity, command in _COMMAND.items():
        group = [finding for finding in findings(report) if finding.problem.severity == severity]
        shown = group if len(group) <= MAX_ANNOTATIONS else group[: MAX_ANNOTATIONS - 1]
        lines += [_annotation(command, finding.problem) for finding in shown]
        if len(group) > MAX_ANNOTATIONS:
            lines += _rest(command, group[MAX_ANNOTATIONS - 1 :])
    lines += [
        f"::{'error' if fault.is_refused else 'warning'} title=listlint::"
        + escape.command_data(escape.shortened(str(fault), MAX_MESSAGE))
        for fault in report.faults[:MAX_ANNOTATIONS]
    ]
    return "".join(f"{line}\n" for line in lines)


def _annotation(command: str, problem: Problem) -> str:
    span = problem.span
    properties = {"file": problem.path, "line": str(span.line)}
    if span.end_line == span.line:
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    else:
        properties["endLine"] = str(span.end_line)
    properties["title"] = f"listlint {problem.rule}"
    listed = ",".join(
        f"{name}={escape.command_property(value)}" for name, value in properties.items()
    )
    text = escape.command_data(escape.shortened(problem.message, MAX_MESSAGE))
    return f"::{command} {listed}::{text}"


def _rest(command: str, rest: list[Finding]) -> list[str]:
    """One annotation for what GitHub would not show, and the log's own lines with all of it."""
    what = plural(len(rest), f"more {command}")
    lines = [f"::{command} title=listlint::{what}, in the log and in the job summary."]
    for finding in rest:
        problem = finding.problem
        where = f"{problem.path}:{problem.span.line}:{problem.span.column}"
        text = escape.shortened(problem.message, MAX_MESSAGE).replace("\n", " ")
        lines.append(escape.log(f"{where}: {problem.severity}: {text} [{problem.rule}]"))
    return lines
