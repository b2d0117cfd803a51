"""The reporters for the terminal and for programs, over one sample report."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.model import Document, Problem, Report, Severity, Span
from linter.reporters import concise, document_json, junit, rdjson, sarif, text
from linter.reporters import json as json_reporter
from linter.reporters.text import TextOptions
from tests.reporters.sample import DOCUMENT, REPORT, RULES

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = Path(__file__).parent.parent / "data" / "sarif-schema-2.1.0.json"


@pytest.mark.parametrize(
    ("name", "render"),
    [
        ("report.txt", lambda: text.render(REPORT)),
        ("report-color.txt", lambda: text.render(REPORT, TextOptions(color=True))),
        ("report.json", lambda: json_reporter.render(REPORT)),
        ("report.sarif", lambda: sarif.render(REPORT, RULES)),
        ("report.rdjson", lambda: rdjson.render(REPORT)),
        ("show.json", lambda: document_json.render([DOCUMENT])),
    ],
)
def test_golden(name: str, render: Callable[[], str]) -> None:
    """To accept a new look: UPDATE_GOLDEN=1, and read the difference."""
    file = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(render(), "utf-8", newline="")
    assert render() == file.read_bytes().decode()


# ------------------------------------------------------------------------ text


def excerpt(line: str, start: int, end: int, width: int = 100) -> tuple[str, str]:
    """The source line and the carets that are shown for one problem."""
    problem = REPORT.problems[0]._replace(span=Span(1, start, 1, end), path="a.md")
    report = Report(documents=(Document("a.md", line),), problems=(problem,))
    _, source, carets, *_ = text.render(report, TextOptions(width=width)).split("\n")
    assert source.startswith("  1 | ")
    assert carets.startswith("    | ")
    return source[6:], carets[6:]


@pytest.mark.parametrize(
    ("line", "start", "end", "shown", "carets"),
    [
        ("abc", 2, 3, "abc", " ^"),
        ("abc", 2, 2, "abc", " ^"),
        ("abc", 4, 4, "abc", "   ^"),
        ("", 1, 1, "", "^"),
        ("\tabc", 2, 3, " abc", " ^"),
        ("日本語", 2, 3, "日本語", "  ^^"),
        ("e\u0301x", 3, 4, "e\u0301x", " ^"),
        ("a\u202eb", 3, 4, "a<U+202E>b", "         ^"),
        ("a\x1bb", 2, 3, "a<U+001B>b", " ^^^^^^^^"),
        ("a\u200bb", 2, 3, "a<U+200B>b", " ^^^^^^^^"),
    ],
)
def test_the_caret_is_under_what_is_meant(
    line: str, start: int, end: int, shown: str, carets: str
) -> None:
    assert excerpt(line, start, end) == (shown, carets)


@pytest.mark.parametrize("at", [1, 30, 60, 500, 960, 1_000])
def test_a_long_line_is_cut_around_the_caret(at: int) -> None:
    line = "".join(chr(97 + number % 26) for number in range(1_000))
    shown, carets = excerpt(line, at, at + 3, width=60)
    assert len(shown) <= 60 - 6
    assert len(carets) <= 60 - 6
    marked = shown[carets.index("^") : len(carets)]
    assert marked == line[at - 1 : at + 2]


@given(
    st.text(alphabet=st.characters(exclude_characters="\n\r", exclude_categories=["Cs"])),
    st.integers(0, 400),
    st.integers(0, 400),
    st.integers(40, 120),
)
def test_no_source_line_breaks_out(line: str, start: int, length: int, width: int) -> None:
    start = min(start, len(line))
    end = min(start + length, len(line))
    shown, carets = excerpt(line * 3, start + 1, end + 1, width)
    assert "\x1b" not in shown
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x1f\x7f-\x9f]", shown)
    assert set(carets) <= {" ", "^"}


def test_a_message_cannot_steer_the_terminal() -> None:
    problem = REPORT.problems[0]._replace(message="a\x1b[2Jb\u202ec\nd", path="x\x07.md")
    shown = text.render(Report(problems=(problem,)))
    assert "a<U+001B>[2Jb<U+202E>c d" in shown
    assert "x<U+0007>.md:5:" in shown


def test_a_clean_run_says_so_in_one_line() -> None:
    assert text.render(Report(documents=(DOCUMENT,))) == "Nothing to report in 1 file, 2 entries.\n"


def test_colour_adds_nothing_but_colour() -> None:
    colored = text.render(REPORT, TextOptions(color=True))
    plain = re.sub(r"\x1b\[[\d;]*m|\x1b\]8;;[^\x1b]*\x1b\\", "", colored)
    assert plain == text.render(REPORT)


def test_a_rule_links_to_its_page() -> None:
    """OSC 8, the terminals' hyperlinks: opened before the id, closed behind it."""
    colored = text.render(REPORT, TextOptions(color=True))
    page = "https://github.com/listlint/listlint/blob/main/docs/rules/entry-date.md"
    assert f"\x1b]8;;{page}\x1b\\" in colored
    assert colored.count("\x1b]8;;http") == colored.count("\x1b]8;;\x1b\\")


def test_infos_are_one_line_a_rule_unless_verbose() -> None:
    info = REPORT.problems[0]._replace(severity=Severity.INFO, status="reported", rule="toc")
    report = replace(REPORT, problems=(info, info, info))
    short, long = text.render(report), text.render(report, TextOptions(verbose=True))
    assert short.count("[toc]") == 1
    assert "[toc] and 2 more\n" in short
    assert "`--verbose` lists every info." in short
    assert long.count("[toc]") == 3
    assert "--verbose" not in long


def test_quiet_prints_the_problems_alone() -> None:
    shown = text.render(REPORT, TextOptions(quiet=True))
    assert "[entry-date]" in shown
    assert shown.rstrip("\n").split("\n")[-1].endswith("[link-style]")
    assert text.render(Report(documents=(DOCUMENT,)), TextOptions(quiet=True)) == ""


def test_a_file_without_entries_is_not_called_clean() -> None:
    empty = Document("a.md", "Prose.\n")
    assert text.render(Report(documents=(empty,))) == (
        "No entry was found in 1 file: only headings, links and markup were checked.\n"
    )
    both = text.render(Report(documents=(DOCUMENT, empty)))
    assert both.endswith("No entry was found in a.md.\n")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_messages_are_wrapped_on_a_terminal_alone(width: int) -> None:
    problem = REPORT.problems[0]._replace(message="word " * 60 + "x" * 90)
    report = replace(REPORT, problems=(problem,))
    shown = text.render(report, TextOptions(width=width, terminal=True))
    head = shown.split(f"  {problem.span.line} | ")[0].split("\n")[:-1]
    assert all(len(line) <= width or "x" * 90 in line for line in head)
    assert all(line.startswith("    ") for line in head[1:])
    assert " ".join(" ".join(head).split()) == " ".join(text.render(report).split("\n")[0].split())


def test_concise_is_one_line_a_finding() -> None:
    lines = concise.render(REPORT).splitlines()
    reported = [problem for problem in REPORT.problems if problem.status == "reported"]
    pattern = re.compile(r".+:\d+:\d+: (error|warning|info): .+ \[[a-z-]+\]$")
    assert len(lines) == len(reported)
    assert all(pattern.match(line) for line in lines)


def test_junit_counts_what_it_shows() -> None:
    root = ElementTree.fromstring(junit.render(REPORT))
    cases = root.findall(".//testcase")
    assert int(root.get("tests", "")) == len(cases)
    assert int(root.get("failures", "")) == len(root.findall(".//failure")) == 3
    assert int(root.get("skipped", "")) == len(root.findall(".//skipped")) == 1
    clean = ElementTree.fromstring(junit.render(Report(documents=(DOCUMENT,))))
    assert (clean.get("tests"), clean.get("failures"), clean.get("skipped")) == ("1", "0", "0")
    empty = ElementTree.fromstring(junit.render(Report(documents=(Document("a.md", ""),))))
    assert (empty.get("tests"), empty.get("skipped")) == ("1", "1")


@given(st.text())
def test_junit_is_xml_whatever_a_message_holds(message: str) -> None:
    problem = REPORT.problems[0]._replace(message=message)
    ElementTree.fromstring(junit.render(replace(REPORT, problems=(problem,))))


# ------------------------------------------------------------------------ SARIF


def log() -> Any:
    return json.loads(sarif.render(REPORT, RULES))


def test_sarif_is_valid() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.validate(log(), schema, cls=jsonschema.Draft4Validator)
    jsonschema.validate(json.loads(sarif.render(Report())), schema, cls=jsonschema.Draft4Validator)
    broken = log()
    broken["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema, cls=jsonschema.Draft4Validator)


def test_sarif_counts_code_points_and_leaves_nothing_out() -> None:
    run = log()["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [one["baselineState"] for one in run["results"]] == [
        *["new"] * 4,
        "unchanged",
        "new",
    ]
    assert [bool(item["suppressions"]) for item in run["results"]] == [False] * 5 + [True]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    line = DOCUMENT.lines[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "2024-1-02"
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_has_no_baseline_without_a_base() -> None:
    alone = json.loads(sarif.render(replace(REPORT, compared=False), RULES))
    assert not any("baselineState" in result for result in alone["runs"][0]["results"])


# ------------------------------------------------------------------------ rdjson


def test_rdjson_counts_bytes() -> None:
    first = json.loads(rdjson.render(REPORT))["diagnostics"][0]
    line = DOCUMENT.lines[4].encode()
    start, end = (first["location"]["range"][end]["column"] for end in ("start", "end"))
    assert line[start - 1 : end - 1] == b"2024-1-02"


def test_rdjson_has_one_suggestion_for_a_fix_of_several_edits() -> None:
    """reviewdog takes several suggestions for alternatives."""
    info = REPORT.problems[1]
    assert info.fix
    safe = info._replace(fix=info.fix._replace(safe=True))
    report = replace(REPORT, problems=(safe,))
    (suggestion,) = json.loads(rdjson.render(report))["diagnostics"][0]["suggestions"]
    assert suggestion["text"] == "example.org/%E6%B7%B1)"
    column = DOCUMENT.lines[4].encode().index(b"https") + 1
    assert suggestion["range"]["start"] == {"line": 5, "column": column}


def test_rdjson_reports_what_counts() -> None:
    told = json.loads(rdjson.render(REPORT))["diagnostics"]
    assert len(told) == REPORT.count()
    assert {item["severity"] for item in told} == {"ERROR", "WARNING", "INFO"}


# ------------------------------------------------------------------------ JSON


def test_json_has_the_agreed_keys() -> None:
    made = json_reporter.to_object(REPORT)
    assert list(made) == ["version", "files", "problems", "links", "summary"]
    assert made["files"] == [{"path": "docs/a list.md", "entries": 2, "links": 1, "sections": 1}]
    assert list(made["problems"][0]) == [
        *("path", "line", "column", "end_line", "end_column", "rule", "severity", "message"),
        *("status", "fingerprint", "fix"),
    ]
    assert made["problems"][0]["fix"] == {
        "safe": True,
        "edits": [{"line": 5, "column": 50, "end_line": 5, "end_column": 59, "text": "2024-01-02"}],
    }
    assert made["problems"][2]["fix"] is None
    assert made["links"][0]["places"] == [
        {"path": "docs/a list.md", "line": 8, "column": REPORT.links[0].places[0][1].column}
    ]
    assert made["summary"] == {
        "error": 1,
        "warning": 2,
        "info": 1,
        "existing": 1,
        "suppressed": 1,
        "unknown": 1,
    }


def test_counts_add_up() -> None:
    summary = json_reporter.to_object(REPORT)["summary"]
    del summary["unknown"]
    assert sum(summary.values()) == len(REPORT.problems)
    assert all(isinstance(problem, Problem) for problem in REPORT.problems)
    assert Severity.OFF not in {one.severity for one in REPORT.problems}


# ------------------------------------------------------------------------ schemas


def test_the_json_report_is_as_its_schema_says() -> None:
    page = Path(__file__).parents[2] / "docs" / "listlint-report.schema.json"
    schema = json.loads(page.read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    for report in (REPORT, Report(documents=(DOCUMENT,))):
        jsonschema.validate(json.loads(json_reporter.render(report)), schema)
    broken = json.loads(json_reporter.render(REPORT))
    broken["problems"][0]["line"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


def test_sarif_has_what_code_scanning_requires() -> None:
    """https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning"""
    (run,) = json.loads(sarif.render(REPORT, RULES))["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        assert {"id", "shortDescription", "fullDescription", "help", "helpUri"} <= rule.keys()
        assert len(rule["fullDescription"]["text"]) <= sarif.MAX_DESCRIPTION
    hashes = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
    assert len(set(hashes)) == len(hashes)
