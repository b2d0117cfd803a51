"""The reporters for the terminal and for programs, over one sample report."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.model import Document, Problem, Report, Severity, Span
from linter.reporters import document_json, rdjson, sarif, text
from linter.reporters import json as json_reporter
from tests.reporters.sample import DOCUMENT, REPORT, RULES

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = Path(__file__).parent.parent / "data" / "sarif-schema-2.1.0.json"


@pytest.mark.parametrize(
    ("name", "render"),
    [
        ("report.txt", lambda: text.render(REPORT)),
        ("report-color.txt", lambda: text.render(REPORT, color=True)),
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
    _, source, carets, *_ = text.render(report, width=width).split("\n")
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
def test_the_caret_stands_under_what_is_meant(
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
    assert re.sub(r"\x1b\[[\d;]*m", "", text.render(REPORT, color=True)) == text.render(REPORT)


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
    assert [each["baselineState"] for each in run["results"]] == [
        *["new"] * 4,
        "unchanged",
        "new",
    ]
    assert [bool(each["suppressions"]) for each in run["results"]] == [False] * 5 + [True]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    line = DOCUMENT.lines[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "2024-1-02"
    rules = run["tool"]["driver"]["rules"]
    for each in run["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]


def test_sarif_has_no_baseline_without_a_base() -> None:
    alone = json.loads(sarif.render(replace(REPORT, compared=False), RULES))
    assert not any("baselineState" in each for each in alone["runs"][0]["results"])


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


def test_rdjson_tells_what_counts() -> None:
    told = json.loads(rdjson.render(REPORT))["diagnostics"]
    assert len(told) == REPORT.count()
    assert {each["severity"] for each in told} == {"ERROR", "WARNING", "INFO"}


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
    assert all(isinstance(each, Problem) for each in REPORT.problems)
    assert Severity.OFF not in {each.severity for each in REPORT.problems}
