"""Fixes: where edits land, what is left alone, and that nothing new comes of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.config.model import Config, ListConfig
from linter.engine.fixer import MAX_CHECKS, Fixed, fix_text
from linter.engine.run import Source, lint
from linter.model import Context, Document, Edit, Fix, Hit, Report, Rule, Severity, Span
from linter.text.edits import EditableText, unified_diff


def replacing(
    pattern: str, by: str, *, name: str = "swap", safe: bool = True, key: str = ""
) -> Rule:
    """A rule that finds a pattern and replaces it; ``key`` tells the finding from others."""

    def check(document: Document, context: Context) -> Iterable[Hit]:
        for number, line in enumerate(document.lines, start=1):
            for match in re.finditer(pattern, line):
                span = Span(number, match.start() + 1, number, match.end() + 1)
                fix = Fix((Edit(span, match.expand(by)),), safe)
                yield Hit(span, f"{match[0]} found", key or match[0], fix)

    return Rule(name, "Swaps.", Severity.ERROR, check)


def linting(*rules: Rule) -> Callable[[str], Report]:
    return lambda text: lint([Source("a.md", text)], Config(), rules, today=date(2024, 6, 1))


def fixed(text: str, *rules: Rule, unsafe: bool = False) -> Fixed:
    return fix_text(text, linting(*rules), unsafe=unsafe)


@pytest.mark.parametrize(
    ("text", "line", "column", "offset"),
    [
        ("abc", 1, 1, 0),
        ("abc", 1, 4, 3),
        ("abc", 1, 99, 3),
        ("abc", 2, 1, 3),
        ("a\nbc", 2, 2, 3),
        ("a\r\nbc", 2, 1, 3),
        ("a\rbc", 2, 1, 2),
        ("\ufeffabc", 1, 1, 1),
        ("\ufeffa\nb", 2, 1, 3),
        ("𝕏y", 1, 2, 1),
    ],
)
def test_places_are_offsets_in_the_original(text: str, line: int, column: int, offset: int) -> None:
    assert EditableText(text).offset(line, column) == offset


@given(st.text(alphabet="ab\r\n\ufeff\u2028é", max_size=40))
def test_every_place_of_a_document_is_where_the_document_says(text: str) -> None:
    document, edited = Document("a.md", text), EditableText(text)
    for number, line in enumerate(document.lines, start=1):
        start = edited.offset(number, 1)
        assert text[start : start + len(line)] == line
        edit = Edit(Span(number, 1, number, len(line) + 1), line)
        assert edited.apply([Fix((edit,), safe=True)]) == text


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_line_endings_and_byte_order_mark_stay(ending: str, mark: str, last: str) -> None:
    text = mark + f"one bad\ntwo bad\nthree{last}".replace("\n", ending)
    rule = replacing("bad", "good\nand more")
    assert fixed(text, rule).text == text.replace("bad", f"good{ending}and more")


def test_an_inserted_line_ends_like_its_neighbour() -> None:
    text = "a\r\nbad\nc\r\n"
    assert fixed(text, replacing("bad", "x\ny")).text == "a\r\nx\ny\nc\r\n"
    assert fixed("bad", replacing("bad", "x\ny")).text == "x\ny"


def test_unsafe_fixes_are_made_on_request_only() -> None:
    rule = replacing("bad", "good", safe=False)
    assert fixed("bad", rule).text == "bad"
    assert fixed("bad", rule, unsafe=True).text == "good"


def test_a_suppressed_problem_is_left_alone() -> None:
    text = "<!-- listlint-disable-next-line swap -->\nbad\n\nbad\n"
    assert fixed(text, replacing("bad", "good")).text == text[:-4] + "good\n"


def test_of_two_fixes_that_overlap_one_is_made_at_a_time() -> None:
    first = replacing("ab", "x", name="one")
    second = replacing("bc", "y", name="two")
    outcome = fixed("abc", first, second)
    assert outcome.text == "xc"
    assert [problem.rule for problem in outcome.applied] == ["one"]


def test_two_insertions_at_one_place_are_not_made_at_once() -> None:
    def check(document: Document, context: Context) -> Iterable[Hit]:
        here = Span(1, 1, 1, 1)
        for mark in "xy":
            if mark not in document.text:
                yield Hit(here, f"{mark} is missing", mark, Fix((Edit(here, mark),), safe=True))

    assert fixed("a", Rule("r", "R.", Severity.ERROR, check)).text == "yxa"


def test_fixes_follow_one_another_until_nothing_is_left() -> None:
    chain = [replacing(f"step{i}", f"step{i + 1}", name=f"r{i}", key="step") for i in range(3)]
    # Each step's finding is another rule's: new, so the first step is not taken.
    assert fixed("step0", *chain).text == "step0"
    same = replacing(r"x(x+)", r"\1", key="many")
    assert fixed("xxxx", same).text == "x"


def test_a_fix_that_brings_something_new_is_left_out_and_the_others_are_made() -> None:
    swap = replacing("bad", "good")
    trap = replacing("ugly", "worse", name="trap")
    alarm = replacing("worse", "worse", name="alarm")
    text = "bad\nbad\nugly\nbad\n"
    outcome = fixed(text, swap, trap, alarm)
    assert outcome.text == "good\ngood\nugly\ngood\n"
    assert [problem.rule for problem in outcome.applied] == ["swap"] * 3
    assert [problem.rule for problem in outcome.report.problems] == ["trap"]


def test_many_spoiling_fixes_end_in_bounded_time() -> None:
    lints = 0
    rules = (replacing("ugly", "worse", name="trap"), replacing("worse", "worse", name="alarm"))

    def counted(text: str) -> Report:
        nonlocal lints
        lints += 1
        return linting(*rules)(text)

    assert fix_text("ugly\n" * 200, counted).text == "ugly\n" * 200
    assert lints <= MAX_CHECKS


@pytest.mark.parametrize(
    "text",
    [
        "bad ugly\n" * 50,
        "ugly\n" * 3 + "bad\n" * 3,
        "\n".join(["ugly", "ab", "bad", "xx"] * 30),
        "# A\n\n" + "ugly ab\n\n## B\n\nbad\n" * 20,
        "step0 " * 40,
    ],
)
def test_fix_text_checks_a_bounded_number_of_texts(text: str) -> None:
    chain = [replacing(f"step{i}", f"step{i + 1}", name=f"s{i}", key="k") for i in range(20)]
    lint, texts = counting(
        replacing("bad", "good"),
        replacing("ugly", "worse", name="trap"),
        replacing("worse", "worse", name="alarm"),
        replacing("ab", "b ab", name="grows"),
        *chain,
    )
    fix_text(text, lint)
    assert len(texts) <= MAX_CHECKS


def counting(*rules: Rule) -> tuple[Callable[[str], Report], list[str]]:
    """`linting`, and the texts it has been asked about."""
    texts: list[str] = []

    def lint_and_count(text: str) -> Report:
        texts.append(text)
        return linting(*rules)(text)

    return lint_and_count, texts


def test_a_fix_beside_what_it_brings_is_found_at_once() -> None:
    trap = replacing("ugly", "fine\nworse", name="trap")
    alarm = replacing("worse", "worse", name="alarm")
    lint, texts = counting(replacing("bad", "good"), trap, alarm)
    outcome = fix_text("bad\n" * 30 + "ugly\n" + "bad\n" * 30, lint)
    assert outcome.text == "good\n" * 30 + "ugly\n" + "good\n" * 30
    # As it is, with all made, and with all but one made.
    assert len(texts) == 3


def test_what_a_heading_says_is_spoilt_by_a_fix_in_its_section() -> None:
    def check(document: Document, context: Context) -> Iterable[Hit]:
        for heading in document.headings:
            if document.lines[heading.span.line :].count("kept") < 2:
                yield Hit(heading.span, "too few", heading.text)

    lint, texts = counting(
        replacing("bad", "good"),
        replacing("kept", "gone", name="trap"),
        Rule("count", "Counts.", Severity.ERROR, check),
    )
    text = "# One\n\n" + "bad\n" * 20 + "\n## Two\n\nkept\n\nkept\n"
    assert fix_text(text, lint).text == text.replace("bad", "good")
    assert len(set(texts)) == len(texts) == 5


def test_a_fix_that_never_settles_ends() -> None:
    flip = (replacing("tick", "tock", key="k"), replacing("tock", "tick", key="k"))
    both = Rule(
        "flip",
        "Flips.",
        Severity.ERROR,
        lambda document, context: [hit for rule in flip for hit in rule.check(document, context)],
    )
    assert fixed("tick", both).text in ("tick", "tock")


def test_what_a_repaired_entry_reveals_is_not_held_against_the_fix() -> None:
    listed = ListConfig(entry=("- [{title}]({url}) - {description}",))
    entry = "- [{0}](https://example.org/{0}) - Says {0}.\n"
    names = ["ab", "cd", "ef", "gh", "ij", "kl", "mn", "op"]
    text = "# L\n\n## A\n\n" + "".join(map(entry.format, names))
    broken = text.replace("/gh) -", "/gh) ~")

    def unread(document: Document, context: Context) -> Iterable[Hit]:
        for entry in document.entries:
            if entry.mismatch:
                line = entry.span.line
                tilde = document.lines[line - 1].index("~") + 1
                edit = Edit(Span(line, tilde, line, tilde + 1), "-")
                yield Hit(entry.span, "format", entry.identity, Fix((edit,), safe=True))
            elif entry.fields.get("title") == "gh":
                yield Hit(entry.span, "seen at last", "gh")

    rules = [Rule("unread", "U.", Severity.ERROR, unread)]
    config = Config(lists=(listed,))

    def lint_it(text: str) -> Report:
        return lint([Source("a.md", text)], config, rules, today=date(2024, 6, 1))

    outcome = fix_text(broken, lint_it)
    assert (outcome.text, outcome.report.count()) == (text, 1)


@given(st.lists(st.sampled_from(["bad", "ugly", "x", "ab", "\n", "é"]), max_size=30))
def test_a_second_run_has_nothing_to_do(words: list[str]) -> None:
    rules = (
        replacing("bad", "good"),
        replacing("ugly", "worse", name="trap"),
        replacing("worse", "worse", name="alarm"),
        replacing("ab", "b", name="short", key="short"),
    )
    once = fixed(" ".join(words), *rules)
    again = fixed(once.text, *rules)
    assert (again.text, again.applied) == (once.text, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc\n", "a\nB\nc\n"),
        ("a\nb", "a\nB"),
        ("a\nb", "a\nb\n"),
        ("a\r\nb\r\n", "a\r\nB\r\n"),
        ("\ufeffa\nb\n", "\ufeffa\n"),
        ("", "a\n"),
        ("a\u2028b\n", "a\u2028c\n"),
    ],
)
def test_the_patch_applies(before: str, after: str, tmp_path: Path) -> None:
    file = tmp_path / "list.md"
    file.write_bytes(before.encode())
    patch = unified_diff("list.md", before, after).encode()
    subprocess.run(["git", "apply", "--unidiff-zero", "-"], input=patch, cwd=tmp_path, check=True)
    assert file.read_bytes() == after.encode()


def test_no_change_makes_no_patch() -> None:
    assert unified_diff("a.md", "a\n", "a\n") == ""
