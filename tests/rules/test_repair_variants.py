"""Variants of what maintainers repair by hand, in a list without a template, and their right twins.

Every fault stands alone in a list whose entries are written in many ways, so that nothing but the
markup tells. Every twin has the same signs, rightly used: nothing may be said of it.
"""

from __future__ import annotations

import re
from datetime import date

import cmarkgfm  # type: ignore[import-untyped]
import pytest

from linter.config.load import default_config
from linter.engine.pages import Source
from linter.engine.run import lint
from linter.model import Problem, Severity
from linter.rules import load_rules
from tests.rules.harness import apply

BEFORE = """# Trees

## Tools

- Alder. See [the page](https://alder.example.org) and [its notes](https://notes.example.org/alder).
- Ann's list of birches: https://birch.example.org
- **Cedar**, by Ann, 2019. [pdf](https://cedar.example.org/c.pdf)
- In print: Dogwood
- [Elder](https://elder.example.org)
"""
AFTER = """- Fir (the program) is at [fir.example.org](https://fir.example.org), with docs
- https://ginkgo.example.org
- *Hazel* – [site](https://hazel.example.org) / [code](https://github.com/ex/hazel)

More of them are in [the archive](https://archive.example.org).
"""
URL = "https://gorse.example.org"

FAULTS = [
    # links
    (f"- [Gorse({URL}) grows.", "never closed"),
    (f"- [Gorse]{URL}) grows.", "`(` is missing"),
    (f"- [Gorse]{{{URL}}} grows.", "mixed up"),
    (f"- Gorse]({URL}) grows.", "bracket is missing"),
    (f"- [Gorse]({URL} grows.", "never closed"),
    (f"- [Gorse]({URL})) grows.", "no `(` before it"),
    (f"- [[Gorse]({URL}) grows.", "`[` is never closed"),
    (f"- [[Gorse]({URL}] grows.", "Write `)` after its address"),
    (f"- [Gorse]({URL})] grows.", "`]` has no `[`"),
    (f"- [Gorse]:({URL}) grows.", "mixed up"),
    (f"- [Gorse](<{URL}) grows.", "Write `>` after its address"),
    (f"- [Gorse]({URL}] grows.", "mixed up"),
    (f"- (Gorse)({URL}) grows.", "mixed up"),
    (f"- (Gorse)[{URL}] grows.", "swapped"),
    (f"- [Gorse][{URL}] grows.", "mixed up"),
    (f"- [Gorse]（{URL}） grows.", "mixed up"),
    (f"- [Gorse]({URL}） grows.", "mixed up"),
    (f"- [Gorse]\u200b({URL}) grows.", "space between"),
    (f"- [Gorse]\n  ({URL}) grows.", "space between"),
    ("- [Gorse] (#tools) grows.", "space between"),
    (f"- [Gorse]({URL}/a b) grows.", "space in the address"),
    ("- [Gorse](https: //gorse.example.org) grows.", "space in the address"),
    (f'- [Gorse]({URL} "the site) grows.', "space in the address"),
    (f"- ! [a plot](img/gorse.png) of [Gorse]({URL})", "shows no image here"),
    (f"- [Gorse], ({URL}) grows.", "comma between"),
    (f"- [Gorse](docs.md)({URL}/plot.svg) grows.", "follows a link"),
    (f"- [Gorse]( | [code]({URL})", "never closed"),
    (f"- [Gorse]([the site]({URL})) grows.", "where the address belongs"),
    (f"- [Gorse]({URL}) grows (a fork of [Broom](https://broom.example.org).", "never closed"),
    # addresses
    ("- [Gorse](htttps://gorse.example.org) grows.", "does not begin as a URL"),
    ("- [Gorse](hhtps://gorse.example.org) grows.", "does not begin as a URL"),
    ("- [Gorse](https.//gorse.example.org) grows.", "does not begin as a URL"),
    ("- [Gorse](https;//gorse.example.org) grows.", "does not begin as a URL"),
    ("- [Gorse](https:///gorse.example.org) grows.", "does not begin as a URL"),
    ("- [Gorse](gorse.example.org/docs) grows.", "Write `https://` before it"),
    ("- [Gorse](gorse.example.com) grows.", "Write `https://` before it"),
    ("- [Gorse](http://localhost:8000/) grows.", "somebody's own computer"),
    ("- [Gorse](file:///tmp/gorse.html) grows.", "somebody's own computer"),
    ("- [Gorse](https://) grows.", "placeholder"),
    ("- [Name](url) - Description.", "placeholder"),
    ("- [](https://gorse.example.org) grows.", "no text"),
    ('- <a href="">Gorse</a> grows.', "no address"),
    ("- Gorse grows ![]()", "no address"),
    ('- Gorse: ask <a href="ann@gorse.example.org">Ann</a>.', "mailto:"),
    # emphasis and code
    (f"- [Gorse]({URL}) grows **gorse saplings.", "no partner"),
    (f"- [Gorse]({URL}) grows gorse** saplings.", "no partner"),
    (f"- [Gorse]({URL}) grows **gorse* saplings.", "as many"),
    (f"- [Gorse]({URL}) grows __gorse_ saplings.", "as many"),
    (f"- [Gorse]({URL}) grows ~~gorse saplings.", "no partner"),
    (f"- [Gorse]({URL}) grows ** gorse ** saplings.", "space inside"),
    (f"- [Gorse]({URL}) grows **gorse:**saplings.", "letter touches"),
    (f"- [Gorse]({URL}) grows `gorse saplings.", "backtick"),
    (f"- [Gorse]({URL}) grows gorse` saplings.", "backtick"),
    (f"- [Gorse]({URL}) grows ``gorse` saplings.", "backticks"),
    # HTML
    (f"- [Gorse]({URL}) grows <b>gorse</b saplings.", "never closed"),
    (f"- [Gorse]({URL}) grows <kbd>gorse<kbd> saplings.", "Write `</kbd>`"),
    (f'- [Gorse]({URL}) at <a href="https://b.example.org>the b</a>.', "tag as text"),
    (f'- [Gorse]({URL}) <img src="gorse.png" width="10"', "tag as text"),
    (f"- [Gorse]({URL}) needs <iostream> to grow.", "hides it"),
    (f'- [Gorse]({URL}) grows. img height="20" src="gorse.png" alt="gorse">', "`<` is missing"),
    # bullets and headings
    (f"-[Gorse]({URL}) grows.", "needs a space"),
    (f"*[Gorse]({URL}) grows.", "needs a space"),
    (f"1.[Gorse]({URL}) grows.", "needs a space"),
    (f"-\u00a0[Gorse]({URL}) grows.", "no-break space follows"),
    (f"\u00a0- [Gorse]({URL}) grows.", "no-break space before"),
    (f"• [Gorse]({URL}) grows.", "no list item"),
    (f"– [Gorse]({URL}) grows.", "no list item"),
    (f"-- [Gorse]({URL}) grows.", "no list item"),
    (f"== [Gorse]({URL}) grows.", "no list item"),
    (f"_ [Gorse]({URL}) grows.", "no list item"),
    (f"\\- [Gorse]({URL}) grows.", "no list item"),
    (f"- - [Gorse]({URL}) grows.", "two bullets"),
    (f"              - [Gorse]({URL}) grows.", "indented too far"),
    ("-   ", "empty"),
    ("- [ ]", "empty"),
    ("\n##Games\n", "no heading here"),
    ("\n##\u00a0Games\n", "no heading here"),
    # the rest
    ("<<<<<<< HEAD", "merge conflict"),
    (f"- [Gorse]({URL}) grows saplings.[^1]", "defines this footnote"),
    (f"- [Gorse]({URL}) grows the the saplings.", "written twice"),
]
TWINS = [
    f"- [Gorse [8]]({URL}) grows.",
    f"- [Gorse]({URL}/wiki/Gorse_(plant)) grows.",
    f"- [Gorse](<{URL}/a b>) grows.",
    f'- [Gorse]({URL} "the site") grows.',
    f"- ([Gorse]({URL})) grows.",
    f"- [[Gorse]({URL})] grows.",
    "- f(x)(y), a[i][j] and [0, 1) of Gorse",
    "- [Gorse] (2019) and [Gorse] [MIT]",
    f"- Gorse (see the docs) ({URL})",
    f"- 【Gorse】({URL})",
    f"- Great! [Gorse]({URL}) grows.",
    "- <https://gorse.example.org> and gorse.example.org",
    "- [Gorse](docs/gorse.md) and [its notes](notes.org)",
    "- [Gorse](//gorse.example.org) and [mail](mailto:ann@gorse.example.org)",
    "- Open [http://localhost:8000](http://localhost:8000) or http://localhost:8000",
    f"- [![a badge](https://img.shields.io/x)]({URL})",
    "- 2**10, **kwargs, src/**/*.py and a ** b",
    "- **Ann Lee***, *Bo Kim** and a rating of 4*",
    "- snake_case_name, __init__ and _private",
    "- about ~5 of ~~six~~ seven",
    "- `code`, ``a`b`` and the letter \\`",
    "- 'quoted`, as in TeX: `so'",
    f"- <b>Gorse</b> at <a href='{URL}'>the site</a>, a<b and x <y",
    "- \\<br> and &lt;br&gt; and <kbd>Ctrl</kbd>",
    f"- [Gorse]({URL}) is cut off (as it is too long for this ..",
    "- a smiley :( and an interval (0, 1]",
    f"- Gorse\n  [its page]({URL})",
    "- Gorse\n  – Ann",
    f"*[Gorse]({URL})* is a plant.",
    "- Gorse\n  - [a child](https://child.example.org)",
    "#gorse #trees",
    "\n    ##Games\n",
    "\n```\n-[Gorse](url)\n##Games\n```\n",
    "- matches `[^1]` and [^abc], as patterns do",
    "- log in in a moment, on and on; had had",
    "- a range: 1.5 - 2.0, e.g. 1.[5]",
    "- [ ] to do and [x] done",
]


def problems(text: str) -> list[Problem]:
    report = lint(
        [Source("README.md", text)], default_config(), load_rules(), today=date(2024, 6, 1)
    )
    assert not report.faults
    loud = (Severity.ERROR, Severity.WARNING)
    return [problem for problem in report.problems if problem.severity in loud]


@pytest.mark.parametrize(("fault", "says"), FAULTS)
def test_a_fault_is_reported_at_its_line(fault: str, says: str) -> None:
    first = BEFORE.count("\n") + 1
    last = first + fault.count("\n")
    found = problems(f"{BEFORE}{fault}\n{AFTER}")
    assert any(
        says in problem.message and first <= problem.span.line <= last for problem in found
    ), found
    assert {problem.span.line for problem in found} <= set(range(first, last + 1)), found


@pytest.mark.parametrize(("fault", "says"), FAULTS)
def test_a_fix_ends_the_fault_and_changes_nothing_else_that_is_shown(fault: str, says: str) -> None:
    text = f"{BEFORE}{fault}\n{AFTER}"
    (found,) = problems(text)[:1]
    if found.fix is None:
        return
    fixed = apply(text, found.fix.edits)
    assert not any(says in problem.message for problem in problems(fixed))
    assert len(problems(fixed)) < len(problems(text))
    before, after = elsewhere(text), elsewhere(fixed)
    assert before == after


def elsewhere(text: str) -> list[str]:
    """The lines that GitHub's parser makes of the list, without those of the fault."""
    html = cmarkgfm.github_flavored_markdown_to_html(text)
    own = ("[ ]", "gorse", "saplings", "Gorse", "Games", "Elder")
    lines = [re.sub(r"</?(?:p|ul|li)>", "", line) for line in html.split("\n")]
    return [line for line in lines if line and not any(word in line for word in own)]


@pytest.mark.parametrize("twin", TWINS)
def test_a_right_twin_is_left_alone(twin: str) -> None:
    assert problems(f"{BEFORE}{twin}\n{AFTER}") == []


def test_a_torn_tag_at_the_end_of_an_html_block() -> None:
    text = "# Trees\n\n<details>\n<summary>Gorse</summary>\nIt grows.\n</details{}\n\n- [A](https://a.example)\n"
    (problem,) = problems(text.format(""))
    assert "`>` at the end of `</details` is missing" in problem.message
    assert problems(text.format(">")) == []


def test_a_conflict_that_lost_its_first_marker() -> None:
    text = "# Trees\n\nOne.\n=======\nTwo.\n>>>>>>> branch\n"
    (problem,) = problems(text)
    assert (problem.span.line, problem.span.end_line) == (4, 6)


def test_a_name_in_brackets_where_all_others_are_links() -> None:
    linked = "".join(
        f"- [T{n}](https://t{n}.example) by [@ann{n}](https://x.example/ann{n})\n"
        for n in range(12)
    )
    found = problems(f"# Trees\n\n{linked}- [Gorse]({URL}) by [@bo]\n")
    assert [problem.span.line for problem in found] == [15]
    assert problems(f"# Trees\n\n{linked}- Gorse by @bo\n") == []
