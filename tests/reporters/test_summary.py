from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.model import Report
from linter.reporters import summary
from linter.reporters.common import Site, findings
from linter.reporters.summary import COMMENT, JOB, Occasion, render
from linter.text.english import listed, plural
from tests.reporters.rendered import alive, html
from tests.reporters.review_sample import DATE, REPORT, document, problem

SITE = Site("https://github.test/o/r", "abc", "main", "https://github.test/o/r/actions/runs/7")
GOLDEN = Path(__file__).parent / "golden" / "summary"
IDS = [finding.id for finding in findings(REPORT)]
CASES = {
    "local": (None, None),
    "sticky": (
        SITE,
        Occasion(
            pull_request=True, placed=IDS[:2], suggested=1, command="listlint check --base main"
        ),
    ),
    "job": (SITE, Occasion(pull_request=True, notes=["The token may not write."])),
}


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    assert render(REPORT, *CASES[name]) == (GOLDEN / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("name", CASES)
def test_it_is_a_page(name: str) -> None:
    shown = render(REPORT, *CASES[name])
    assert alive(shown, "https://github.test/") == []
    assert html(shown).count("<table>") == 1


@pytest.mark.parametrize(
    ("report", "occasion", "said"),
    [
        (Report((document(),)), Occasion(), "No problems in `README.md` (2 entries)."),
        (Report((document(),), (DATE,)), Occasion(), "**1 error** in `README.md`."),
        (Report(), Occasion(pull_request=True), "Nothing in this pull request needs fixing."),
        (
            Report(),
            Occasion(pull_request=True, fixed=True),
            "Everything that was noted here is fixed. Thank you.",
        ),
        (
            Report((document(),), (DATE,)),
            Occasion(pull_request=True, suggested=1),
            "This pull request brings **1 error**. It comes with a suggestion to commit.",
        ),
        (
            Report((document(),), (DATE, DATE)),
            Occasion(pull_request=True, suggested=2),
            "This pull request brings **2 errors**. Each comes with a suggestion to commit.",
        ),
        (
            Report((document(),), (DATE, DATE)),
            Occasion(pull_request=True, suggested=1),
            "This pull request brings **2 errors**. 1 of the 2 comes with a suggestion to commit.",
        ),
    ],
)
def test_the_verdict(report: Report, occasion: Occasion, said: str) -> None:
    assert render(report, None, occasion).split("\n\n")[1].strip() == said


@pytest.mark.parametrize("limit", [COMMENT, JOB])
@pytest.mark.parametrize("letter", ["a", "é", "漢", "😀", "`", "|", "\\", "@"])
def test_it_always_fits(limit: summary.SizeLimit, letter: str) -> None:
    many = tuple(problem(n, "r", f"{n} " + letter * 900) for n in range(1, 4_000))
    shown = render(Report((document(),), many), SITE, Occasion(pull_request=True), limit)
    assert limit.measure(shown) <= limit.size
    assert len(shown.encode()) <= 1_048_576
    assert "more findings did not fit here" in shown
    listed_here = shown.count("\n- ")
    assert f"{3_999 - listed_here:,} more findings" in shown


@given(st.lists(st.text(max_size=300), max_size=30), st.text(max_size=3_000))
def test_it_always_fits_and_is_harmless(messages: list[str], path: str) -> None:
    problems = tuple(problem(1, text[:9], text, path=path) for text in messages)
    report = Report(
        (replace(document(), path=path),), problems, notes=(path,), assumptions={path: path}
    )
    shown = render(report, SITE, Occasion(pull_request=True), COMMENT)
    assert COMMENT.measure(shown) <= COMMENT.size
    assert alive(shown, "https://github.test/") == []


def test_words() -> None:
    assert [plural(n, "error") for n in (0, 1, 2, 1_000)] == [
        "0 errors", "1 error", "2 errors", "1,000 errors",
    ]  # fmt: skip
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("target", "page"),
    [
        ("CONTRIBUTING.md", "https://github.test/o/r/blob/main/CONTRIBUTING.md"),
        ("./docs/a b.md#x y", "https://github.test/o/r/blob/main/docs/a%20b.md#x%20y"),
        ("https://example.org/a?b=(c)", "https://example.org/a?b=%28c%29"),
        ("javascript:alert(1)", ""),
        ("//evil.test/x", ""),
        ("", ""),
    ],
)
def test_a_guide_is_a_page_or_nothing(target: str, page: str) -> None:
    assert SITE.page(target) == page
