from __future__ import annotations

import pytest

from linter.model import Conventions
from linter.rules.entry_format import RULE
from tests.rules.harness import hits, verify

HELD = {"templates": "configuration"}
PLAIN = Conventions(templates=("- [{title}]({url}) - {description}",), sources=HELD)
PAPER = Conventions(
    templates=("- **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠\n{authors}",),
    sources=HELD,
)
SIBLINGS = "- [mypy](https://e.org/b) - Checks types.\n- [tox](https://e.org/c) - Runs tests.\n"
GOOD = "- **Deep Sets** [[paper link]](https://e.org/a) 2017-03-10  \nAnn Lee; Bo Xu\n"


def test_a_good_entry() -> None:
    assert hits(RULE, GOOD, conventions=PAPER) == []
    assert hits(RULE, "- [Ruff](https://e.org/a) - Lints.\n", conventions=PLAIN) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "- [Ruff](https://e.org/a): Lints.",
            "Put ` - ` before the description, not `:`. "
            "Line 2 shows how: `- [tox](https://e.org/c) - Runs tests.`",
        ),
        ("* [Ruff](https://e.org/a) - Lints.", "Begin the entry with `-`, not `*`."),
        ("- [Ruff](https://e.org/a)", "description"),
    ],
)
def test_message_says_what_to_do(text: str, says: str) -> None:
    (hit,) = hits(RULE, f"{SIBLINGS}{text}\n", conventions=PLAIN)
    assert says in hit.message


def test_what_is_written_down_holds_beside_a_single_good_entry() -> None:
    others = "".join(f"- [t{i}](https://e.org/t{i}) - Does {i}.\n" for i in range(8))
    text = (
        f"## A\n\n{others}\n## B\n\n- [u](https://e.org/u) - Does.\n- [v](https://e.org/v): Does.\n"
    )
    (hit,) = hits(RULE, text, conventions=PLAIN)
    assert hit.span.line == 15


def test_prose_is_no_entry_where_entries_are_paragraphs() -> None:
    held = Conventions(
        templates=("**{title}** \\\\\n*{authors}* \\\\\n[[Paper]({url})]",), sources=HELD
    )
    entry = "**Deep Sets {}** \\\n*Ann Lee* \\\n[[Paper](https://e.org/{})]\n\n"
    entries = "".join(entry.format(i, i) for i in range(4))
    assert hits(RULE, f"## A\n\n_This section is about sets._\n\n{entries}", conventions=held) == []
    wrong = entry.format(9, 9).replace("[[Paper]", "[[Link]")
    assert len(hits(RULE, f"## A\n\nOn sets.\n\n{entries}{wrong}", conventions=held)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        GOOD.replace("[[paper link]]", "[paper link]"),
        GOOD.replace("**Deep Sets**", "Deep Sets"),
        GOOD.replace("2017-03-10  \n", "2017-03-10\n"),
        GOOD.replace("Ann Lee; Bo Xu\n", ""),
        GOOD.replace(" 2017-03-10", ""),
        GOOD.replace("- **", "* **"),
    ],
)
def test_each_part_of_an_entry_counts(wrong: str) -> None:
    (hit,) = hits(RULE, GOOD + GOOD + wrong, conventions=PAPER)
    assert hit.span.line in (5, 6)
    assert "shows how" in hit.message


def test_the_fix_is_the_entry_as_its_siblings_are_written() -> None:
    verify(
        RULE,
        f"{SIBLINGS}- [Ruff](https://e.org/a)⟦:⟧ Lints.\n",
        conventions=PLAIN,
        fixed=f"{SIBLINGS}- [Ruff](https://e.org/a) - Lints.\n",
    )


def test_the_key_stays_while_the_entry_moves() -> None:
    wrong = "- [Ruff](https://e.org/a): Lints.\n"
    keys = [
        [hit.key for hit in hits(RULE, text, conventions=PLAIN)]
        for text in (wrong + SIBLINGS, SIBLINGS + wrong)
    ]
    assert keys[0] == keys[1] != []


def test_without_a_template_nothing_is_wrong() -> None:
    assert hits(RULE, "- [Ruff](https://e.org/a): Lints.\n", conventions=Conventions()) == []


DESCRIBED = "- [{title}]({url}) - {description}"


def described(count: int = 12) -> str:
    return "".join(f"- [T{i}](https://e.org/{i}) - Does it.\n" for i in range(count))


@pytest.mark.parametrize(
    ("line", "template", "found"),
    [
        ("- ~~[Old](https://e.org/o)~~ Gone.", DESCRIBED, False),
        ("- More in [that list](https://e.org/o)", DESCRIBED, False),
        ("- 学习（[英文](https://e.org/o)，[中文](https://e.org/p)）", DESCRIBED, False),
        ("- NEW [Odd](https://e.org/o) - Does it.", DESCRIBED, True),
        ("- Odd, a tool [link](https://e.org/o) - Does it.", DESCRIBED, True),
        ("- [Odd](https://e.org/o): Does it.", DESCRIBED, True),
        ("- [Odd]( https://e.org/o ) - Does it.", DESCRIBED, False),
        ("- [Odd](https://e.org/o), does it", "- [{title}]({url}) {description}", False),
        ("- [Odd](https://e.org/o)\n  What it does for you.", "- [{title}]({url})", False),
        ("- [Odd](https://e.org/o) x", "- [{title}]({url})", True),
    ],
)
def test_what_nobody_wants_to_hear(line: str, template: str, found: bool) -> None:
    rest = template.replace("{title}", "T{i}").replace("{url}", "https://e.org/{i}")
    rest = rest.replace("{description}", "does it")
    text = "".join(rest.replace("{i}", str(i)) + "\n" for i in range(20))
    assert bool(hits(RULE, text + line + "\n", templates=(template,))) is found


def test_a_form_of_one_section_is_no_fault() -> None:
    own = "".join(f"- [O{i}](https://e.org/o{i}): Does it.\n" for i in range(3))
    text = f"## A\n\n{described(60)}\n## B\n\n{described(6)}{own}"
    assert not hits(RULE, text, templates=(DESCRIBED,))
    assert len(hits(RULE, text.rsplit("- [O2]", 1)[0], templates=(DESCRIBED,))) == 2
    added = range(len(text.split("\n")) - 3, len(text.split("\n")))
    assert len(hits(RULE, text, templates=(DESCRIBED,), added=added)) == 3
