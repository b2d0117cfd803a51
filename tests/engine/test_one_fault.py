"""One fault at a time in a good list: exactly that fault, at its place, by the right rule.

Every case runs twice: with the conventions learned from the list, and with them configured.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from linter.config.load import default_config, load_config
from linter.config.model import Config
from linter.engine.run import Source, lint
from linter.model import Problem
from linter.rules import load_rules

EXAMPLE = Path(__file__).parents[2] / "examples" / "pull-request"
GOOD = (EXAMPLE / "before.md").read_text("utf-8")
RULES = load_rules()
GUIDE = (EXAMPLE / "CONTRIBUTING.md").read_text("utf-8").split("```yaml listlint\n")[1]
CONFIGURED = load_config(GUIDE.split("```")[0], "listlint.yml", RULES)


def problems(text: str, config: Config) -> list[Problem]:
    report = lint([Source("README.md", text)], config, RULES, today=date(2026, 11, 23))
    return list(report.problems)


class Text:
    """A list under change; remembers where the change was made."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.at: set[int] = set()

    def find(self, part: str) -> int:
        return next(i for i, line in enumerate(self.lines) if part in line)

    def entry(self, section: str, number: int) -> int:
        """The index of an entry's first line."""
        i = self.find(f"# {section}")
        for _ in range(number):
            i = next(k for k in range(i + 1, len(self.lines)) if self.lines[k].startswith("- **"))
        return i

    def place(self, section: str, lines: list[str]) -> int:
        """Where in a section an entry of this date belongs."""
        date = lines[0].rstrip()[-10:]
        i = self.entry(section, 1)
        while self.lines[i].startswith("- **") and self.lines[i].rstrip()[-10:] > date:
            i += 3
        return i

    def change(self, i: int, pattern: str, new: str) -> None:
        changed = re.sub(pattern, new, self.lines[i])
        assert changed != self.lines[i], (self.lines[i], pattern)
        self.lines[i] = changed
        self.at = {i + 1}

    def take(self, i: int) -> list[str]:
        """Cut out an entry, with the blank line behind it."""
        taken = self.lines[i : i + 3]
        assert taken[2] == ""
        del self.lines[i : i + 3]
        return taken

    def put(self, i: int, lines: list[str]) -> None:
        self.lines[i:i] = lines
        self.at = {i + 1, i + 2}


NEW = [
    "- **A Paper That Nobody Wrote** [[paper link]](https://arxiv.org/abs/2311.99990) 2023-12-01  ",
    "Ada Lovelace; Alan Turing",
    "",
]
CHAIN, CONTEXT, HALLUCINATION, MISC = (
    "Chain-of-Thought",
    "In-Context Learning",
    "Hallucination",
    "Miscellanea",
)
Change = Callable[[Text], None]


def line(
    pattern: str, new: str, *, section: str = CHAIN, number: int = 3, below: int = 0
) -> Change:
    def change(text: Text) -> None:
        i = text.entry(section, number)
        text.change(i + below, pattern, new)
        text.at = {i + 1, i + 1 + below}

    return change


def moved(section: str, number: int, to: int) -> Change:
    def change(text: Text) -> None:
        taken = text.take(text.entry(section, number))
        text.put(text.entry(section, to), taken)

    return change


def added(part: str, lines: list[str], *, offset: int = 0) -> Change:
    def change(text: Text) -> None:
        text.put(text.find(part) + offset, lines)

    return change


def again(section: str, number: int, pattern: str, new: str, to: str | None = None) -> Change:
    """An entry a second time, changed, in its own section or as the first of another."""

    def change(text: Text) -> None:
        i = text.entry(section, number)
        copy = [re.sub(pattern, new, part) for part in text.lines[i : i + 3]]
        assert copy != text.lines[i : i + 3]
        text.put(i + 3 if to is None else text.place(to, copy), copy)

    return change


def undeclared(text: Text) -> None:
    i = text.find("## Training Paradigms")
    text.lines[i:i] = [
        "### Sparse Attention",
        "",
        "<details open>",
        "<summary>papers</summary>",
        "",
    ]
    text.lines[i + 5 : i + 5] = [*NEW, "</details>", ""]
    text.at = {i + 6, i + 7}


def renamed(text: Text) -> None:
    i = text.find("### Hallucination")
    text.change(i, "Hallucination", "Faithfulness")
    text.at |= {text.find("](#hallucination)") + 1}


def without(part: str, at: str) -> Change:
    def change(text: Text) -> None:
        del text.lines[text.find(part)]
        text.at = {text.find(at) + 1}

    return change


def swapped(first: str, second: str) -> Change:
    def change(text: Text) -> None:
        a, b = text.find(first), text.find(second)
        text.lines[a], text.lines[b] = text.lines[b], text.lines[a]
        text.at = {a + 1, b + 1}

    return change


def exchanged(text: Text) -> None:
    i = text.entry(CHAIN, 3)
    title, authors = text.lines[i].split("**")[1], text.lines[i + 1]
    text.lines[i + 1] = title
    text.change(i, re.escape(title), authors)


FAULTS: dict[str, tuple[str, Change]] = {
    "date with slashes": ("entry-date", line(r"(\d{4})-(\d\d)-(\d\d)  $", r"\1/\2/\3  ")),
    "date in words": ("entry-date", line(r"\d{4}-\d\d-\d\d  $", "May 3, 2023  ")),
    "date without its day": ("entry-date", line(r"-\d\d  $", "  ")),
    "date with one digit": ("entry-date", line(r"\d{4}-\d\d-\d\d  $", "2023-5-3  ")),
    "no date but a word": ("entry-date", line(r"\d{4}-\d\d-\d\d  $", "None  ")),
    "no such month": ("entry-date", line(r"-\d\d-\d\d  $", "-13-01  ")),
    "day zero": ("entry-date", line(r"-\d\d  $", "-00  ")),
    "no such day": ("entry-date", line(r"-\d\d-\d\d  $", "-02-30  ")),
    "in the future": ("entry-date", line(r"\d{4}-", "2087-", number=1)),
    "older than its arXiv id": ("entry-date", line(r" \d{4}-", " 2016-", section=MISC, number=1)),
    "one place too low": ("entry-order", moved(CHAIN, 2, 3)),
    "many places too low": ("entry-order", moved(CONTEXT, 1, 8)),
    "many places too high": ("entry-order", moved(CONTEXT, 8, 2)),
    "no date": ("entry-format", line(r" \d{4}-\d\d-\d\d  $", "  ")),
    "no link": ("entry-format", line(r" \[\[paper link\]\]\([^)]*\)", "")),
    "no title": ("entry-format", line(r" \*\*.*?\*\*", "")),
    "no authors": ("entry-format", line(r".+", "", below=1)),
    "date before link": ("entry-format", line(r"(\[\[.*\)) (\d{4}-\d\d-\d\d)", r"\2 \1")),
    "title and link swapped": (
        "entry-format",
        line(r"\*\*(.*?)\*\* (.*)\((.*)\)", r"**\3** \2(\1)"),
    ),
    "title and authors swapped": ("entry-format", exchanged),
    "no hard break": ("entry-format", line(r"  $", "")),
    "authors on the same line": (
        "entry-format",
        lambda text: text.change(
            text.entry(CHAIN, 3), "$", " " + text.lines.pop(text.entry(CHAIN, 3) + 1)
        ),
    ),
    "another bullet": ("entry-format", line(r"^-", "*")),
    "no bullet": ("entry-format", line(r"^- ", "")),
    "no blank behind the bullet": ("entry-format", line(r"^- ", "-")),
    "single brackets": ("entry-format", line(r"\[\[paper link\]\]", "[paper link]")),
    "another label": ("entry-format", line(r"paper link", "pdf")),
    "title not bold": ("entry-format", line(r"\*\*", "")),
    "the same as PDF": ("duplicate-link", again(CONTEXT, 1, "/abs/", "/pdf/")),
    "the same with a version": ("duplicate-link", again(CONTEXT, 2, r"(/abs/[\d.]+)", r"\1v2")),
    "the same by DOI": (
        "duplicate-link",
        again(CONTEXT, 3, r"http://arxiv.org/abs/([\d.]+)", r"https://doi.org/10.48550/arXiv.\1"),
    ),
    "the same by https and www": ("duplicate-link", again(CONTEXT, 4, "http://", "https://www.")),
    "the same title elsewhere": (
        "duplicate-title",
        again(
            CONTEXT, 2, r"http://arxiv.org/abs/[\d.]+", "https://openreview.net/forum?id=Xb1", MISC
        ),
    ),
    "a copy with another title": (
        "cross-listing",
        again(CONTEXT, 1, r"\*\*In-Context Learning with", "**Learning in Context with", MISC),
    ),
    "a copy with other authors": (
        "cross-listing",
        again(CONTEXT, 1, "^Amanda Bertsch; ", "", MISC),
    ),
    "behind its block": ("section-placement", added("### Chain-of-Thought", NEW)),
    "before its block": ("section-placement", added("### Chain-of-Thought", NEW, offset=2)),
    "outside a leaf section": ("section-placement", added("### In-Context", NEW)),
    "in an undeclared section": ("section-placement", undeclared),
    "a section missing from the contents": (
        "toc",
        without("[Hallucination](", "### Hallucination"),
    ),
    "a heading renamed": ("toc", renamed),
    "contents in another order": ("toc", swapped("[Chain-of-Thought](", "[Hallucination](")),
    "a contents item too many": (
        "toc",
        added("  - [Hallucination](", ["  - [Grokking](#grokking)"]),
    ),
    "a dead anchor in the contents": (
        "broken-anchor",
        lambda text: text.change(text.find("](#hallucination)"), "#hall", "#the-hall"),
    ),
    "a dead anchor in the text": (
        "broken-anchor",
        lambda text: text.change(text.find("New papers are"), "$", " See [below](#below)."),
    ),
    "authors in BibTeX order": (
        "author-style",
        lambda text: text.change(
            text.entry(CHAIN, 3) + 1, r".*", "Wang, Siwei; Shen, Yifei; Chen, Wei"
        ),
    ),
    "authors separated by commas": ("author-style", line(r"; ", ", ", below=1)),
    "one of several authors in BibTeX order": (
        "author-style",
        line(r"^(\S+) (\S+);", r"\2, \1;", below=1),
    ),
    "authors separated by bars": ("author-style", line(r"; ", " | ", below=1)),
    "in the introduction": ("section-placement", added("New papers are", ["", *NEW], offset=1)),
    "a blank before the authors": ("author-style", line(r"^", " ", below=1)),
}


@pytest.fixture(params=["learned", "configured"])
def config(request: pytest.FixtureRequest) -> Config:
    return default_config() if request.param == "learned" else CONFIGURED


def test_the_good_list_is_good(config: Config) -> None:
    assert problems(GOOD, config) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_fault(fault: str, config: Config) -> None:
    rule, change = FAULTS[fault]
    text = Text(GOOD)
    change(text)
    found = problems("\n".join(text.lines), config)
    assert [(problem.rule, problem.span.line in text.at) for problem in found] == [(rule, True)], [
        (problem.rule, problem.span, problem.message) for problem in found
    ]


def test_a_right_entry_is_silent(config: Config) -> None:
    text = Text(GOOD)
    text.put(text.entry(CONTEXT, 9), NEW)
    assert problems("\n".join(text.lines), config) == []


ENTRIES = "".join(f"- [T{n}](https://t{n}.example) - Edits text.\n" for n in range(12))


@pytest.mark.parametrize(
    ("ignored", "rule"),
    [(frozenset(), "entry-format"), (frozenset({"entry-format"}), "broken-markup")],
)
def test_a_rule_yields_to_the_one_that_reports_the_entry(
    ignored: frozenset[str], rule: str
) -> None:
    text = f"# L\n\n## A\n\n{ENTRIES}- [Vim](https://vim.example)) - Edits.\n"
    rules = [one for one in load_rules() if one.id not in ignored]
    report = lint([Source("README.md", text)], default_config(), rules, today=date(2024, 6, 1))
    assert [problem.rule for problem in report.problems if problem.span.line == 17] == [rule]
