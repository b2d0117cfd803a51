"""A rule that fails costs what it had not yet found, and nothing of the other rules'."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from linter.config.load import default_config
from linter.engine.fixer import fix_text
from linter.engine.run import Source, lint
from linter.model import Context, Document, Edit, Fault, Fix, Hit, Report, Rule, Severity, Span
from linter.project import exit_code
from linter.reporters.formats import FORMATS, render

TEXT = "# A\n\nbad\n\nugly\n"
Check = Callable[[Document, Context], Iterable[Hit]]


def rule(name: str, check: Check) -> Rule:
    return Rule(name, f"Says {name}.", Severity.ERROR, check)


def sound(document: Document, context: Context) -> Iterable[Hit]:
    for number, line in enumerate(document.lines, 1):
        if line == "bad":
            span = Span(number, 1, number, 4)
            yield Hit(span, "bad", f"bad {number}", Fix((Edit(span, "good"),), safe=True))


def failing(document: Document, context: Context) -> Iterable[Hit]:
    yield Hit(Span(1, 1, 1, 2), "found before it failed", "first")
    raise ValueError("empty\nseparator")


def failing_at_ugly(document: Document, context: Context) -> Iterable[Hit]:
    if "ugly" in document.text:
        raise LookupError("ugly")
    return ()


def judged(head: str, *rules: Rule, base: str | None = None, added: Iterable[int] = ()) -> Report:
    lines = None if base is None else frozenset(added)
    sources = [Source("a.md", head, base, lines)]
    return lint(sources, default_config(), rules, today=date(2024, 6, 1))


def test_lint_keeps_the_findings_of_all_other_rules() -> None:
    report = judged(TEXT, rule("one", failing), rule("two", sound), rule("three", failing_at_ugly))
    found = [(problem.rule, problem.message) for problem in report.problems]
    assert found == [("one", "found before it failed"), ("two", "bad")]
    assert [(fault.path, fault.rule) for fault in report.faults] == [
        ("a.md", "one"),
        ("a.md", "three"),
    ]
    assert report.faults[0].error.startswith("ValueError at test_rule_faults.py:")
    assert report.faults[0].error.endswith(": empty separator")
    assert exit_code(report, "error") == 1


def test_exit_code_is_2_only_if_nothing_could_be_judged() -> None:
    assert exit_code(judged(TEXT, rule("one", failing_at_ugly)), "never") == 2
    assert exit_code(judged("# A\n", rule("one", failing_at_ugly)), "error") == 0
    assert exit_code(judged("# A\n", rule("one", failing), rule("two", sound)), "never") == 0


def test_lint_keeps_the_other_files_when_one_cannot_be_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from linter.engine import pages
    from linter.markdown.parser import parse

    def refuse(text: str, path: str) -> Document:
        if path == "b.md":
            raise RecursionError("too deep")
        return parse(text, path)

    monkeypatch.setattr(pages, "parse", refuse)
    sources = [Source("b.md", TEXT), Source("a.md", TEXT)]
    report = lint(sources, default_config(), [rule("two", sound)], today=date(2024, 6, 1))
    assert [problem.path for problem in report.problems] == ["a.md"]
    assert [(fault.path, fault.rule) for fault in report.faults] == [("b.md", "")]


def test_lint_judges_by_what_it_can_when_learning_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    from linter.engine import pages

    def fail(*_: object) -> None:
        raise ZeroDivisionError("no entries")

    monkeypatch.setattr(pages, "study", fail)
    report = judged(TEXT, rule("two", sound))
    assert [problem.rule for problem in report.problems] == ["two"]
    assert len(report.faults) == 1


def test_lint_blames_no_old_line_when_a_rule_failed_on_the_base_alone() -> None:
    def fails_on_base(document: Document, context: Context) -> Iterable[Hit]:
        if context.added is None:
            raise ValueError
        return sound(document, context)

    base, head = "# A\n\nbad\n", "# A\n\nbad\n\nbad\n"
    report = judged(head, rule("one", fails_on_base), base=base, added=[5])
    assert [(p.span.line, p.status) for p in report.problems] == [(3, "existing"), (5, "reported")]


def test_fix_text_takes_no_fix_that_makes_a_rule_fail() -> None:
    def spoils(document: Document, context: Context) -> Iterable[Hit]:
        if "good" in document.text:
            raise ValueError
        return ()

    rules = rule("two", sound), rule("three", spoils)
    assert fix_text(TEXT, lambda text: judged(text, *rules)).text == TEXT


def test_every_format_shows_a_report_with_faults() -> None:
    report = judged(TEXT, rule("one", failing), rule("two", sound))
    for name in FORMATS:
        assert "bad" in render(report, name, ())
    invocation = json.loads(render(report, "sarif", ()))["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "::warning title=listlint::The rule `one` could not check" in render(
        report, "github", ()
    )
    assert "could not check" in render(report, "markdown", ())


def test_fault_says_what_to_do_in_one_line() -> None:
    fault = Fault.of("a.md", "toc", ValueError("x" * 1_000 + "\n::error::boo"))
    assert "\n" not in str(fault)
    assert len(str(fault)) < 400
    assert "Please report it." in str(fault)


@pytest.mark.parametrize("heading", ["## A [](#a)", "## B [![](x.png)](#b)", "[](#c)\n==="])
def test_check_reads_a_heading_with_an_empty_link(
    heading: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from linter.__main__ import main

    path = tmp_path / "README.md"
    path.write_text(f"# List\n\n{heading}\n\n- [a](https://a.example) - Says a.\n")
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr()
    assert "[broken-anchor]" in said.out
    assert said.err == ""


def test_check_says_a_fault_on_standard_error_and_reports_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from linter import project
    from linter.__main__ import main

    monkeypatch.setattr(project, "load_rules", lambda: (rule("one", failing), rule("two", sound)))
    path = tmp_path / "README.md"
    path.write_text(TEXT)
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr()
    assert "bad [two]" in said.out
    assert said.err.count("\n") == 1
    assert said.err.startswith("listlint: The rule `one` could not check")
