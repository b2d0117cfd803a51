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
            "Line 2 shows how: `- [tox](https://e.org/c) - Runs tests.`.",
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
