"""``--format junit``: JUnit XML, for CI systems that show test results.

A file is a test suite, a reported problem a test case that failed; advice (info) is a case that was
skipped, so that it is shown and fails nothing. A file without problems is one case that passed. The
elements are those that Jenkins and GitLab read (https://github.com/testmoapp/junitxml).
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from linter.model import Problem, Report, Severity


def render(report: Report) -> str:
    """The reported problems as one JUnit document."""
    root = Element("testsuites", name="listlint")
    for document in report.documents:
        problems = [
            problem
            for problem in report.problems
            if problem.status == "reported" and problem.path == document.path
        ]
        root.append(_suite(document.path, problems, has_entries=bool(document.entries)))
    if report.incomplete:
        root.append(_incomplete(report.incomplete.message))
    for attribute in ("tests", "failures", "errors", "skipped"):
        total = sum(int(suite.get(attribute, "0")) for suite in root)
        root.set(attribute, str(total))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(path: str, problems: list[Problem], *, has_entries: bool) -> Element:
    advice = sum(problem.severity is Severity.INFO for problem in problems)
    suite = Element(
        "testsuite",
        name=_xml_text(path),
        tests=str(len(problems) or 1),
        failures=str(len(problems) - advice),
        errors="0",
        skipped=str(advice),
    )
    if not problems:
        case = SubElement(suite, "testcase", name="no problems", classname=_xml_text(path))
        if not has_entries:
            SubElement(case, "skipped", message="no entry was found")
            suite.set("skipped", "1")
    suite.extend(_cases(path, problems))
    return suite


def _incomplete(message: str) -> Element:
    suite = Element("testsuite", name="listlint", tests="1", failures="0", errors="1")
    case = SubElement(suite, "testcase", name="complete", classname="listlint")
    SubElement(case, "error", message=_xml_text(message))
    return suite


def _cases(path: str, problems: list[Problem]) -> Iterator[Element]:
    for problem in problems:
        line = problem.span.line
        case = Element(
            "testcase",
            name=f"{problem.rule}:{line}:{problem.span.column}",
            classname=_xml_text(path),
            file=_xml_text(path),
            line=str(line),
        )
        message = _xml_text(problem.message)
        if problem.severity is Severity.INFO:
            SubElement(case, "skipped", message=message)
        else:
            failure = SubElement(case, "failure", type=problem.severity.value, message=message)
            failure.text = f"{_xml_text(path)}:{line}:{problem.span.column}: {message}"
        yield case


def _xml_text(text: str) -> str:
    """``text`` with the characters that XML 1.0 has no place for written as U+FFFD.

    https://www.w3.org/TR/xml/#charsets
    """
    return "".join(c if _is_xml(ord(c)) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _is_xml(code: int) -> bool:
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x1_0000
    )
