from __future__ import annotations

from linter.model import Report, Severity
from linter.reporters.annotations import render
from tests.reporters.review_sample import REPORT, document, problem


def test_golden() -> None:
    assert render(REPORT) == (
        "::error file=README.md,line=3,col=51,endColumn=61,title=listlint entry-date"
        "::`2024-13-01` does not exist.\n"
        "::warning file=README.md,line=4,col=1,endColumn=5,title=listlint author-style"
        "::Authors go first name first: `Ada Writer; Ben Author`.\n"
        "::notice file=README.md,line=1,col=1,endColumn=5,title=listlint toc::No contents.\n"
    )


def test_a_clean_report_says_nothing() -> None:
    assert render(Report((document(),))) == ""


def test_several_lines_have_no_columns() -> None:
    report = Report((document(),), (problem(3, "r", "m", end=(5, 2)),))
    assert render(report) == "::error file=README.md,line=3,endLine=5,title=listlint r::m\n"


def test_parts_are_escaped() -> None:
    report = Report((document(),), (problem(3, "r", "50%\n::error::x", path="a,b:c%.md"),))
    assert render(report) == (
        "::error file=a%2Cb%3Ac%25.md,line=3,col=1,endColumn=5,title=listlint r"
        "::50%25%0A:\u200b:error::x\n"
    )


def test_what_github_does_not_show_is_counted() -> None:
    for count, shown in [(9, 9), (10, 10), (11, 10), (400, 10)]:
        problems = tuple(problem(n, "r", f"number {n}") for n in range(1, count + 1))
        lines = render(Report((document(),), problems)).splitlines()
        assert sum(line.startswith("::error") for line in lines) == shown
        if count > 10:
            assert f"::{count - 9} more errors, in the log and in the job summary." in lines[9]
            assert f"README.md:{count}:1: error: number {count} [r]" in lines
        assert sum(f"number {n}" in "\n".join(lines) for n in range(1, count + 1)) == count


def test_each_severity_has_its_own_ten() -> None:
    problems = tuple(
        problem(n, "r", "m", severity=severity)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        for n in range(1, 9)
    )
    assert len(render(Report((document(),), problems)).splitlines()) == 24


def test_a_message_is_cut() -> None:
    report = Report((document(),), (problem(3, "r", "z" * 9_000),))
    assert len(render(report)) < 4_096
