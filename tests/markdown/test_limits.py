"""What was made to hurt is read in bounded steps, or refused in one line."""

from __future__ import annotations

import gc

import pytest

from linter.markdown.block_tree import MAX_DEPTH
from linter.markdown.limits import LEAST, PER_CHARACTER, Budget
from linter.markdown.parser import parse
from linter.model import ListlintError


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("> " * 10_000 + "a", 1, "nested"),
        ("x\n\n" + "".join(" " * depth * 2 + "- a\n" for depth in range(MAX_DEPTH)), 53, "nested"),
        # Refused at a glance: the place is where brackets, pipes and lines alone are too many.
        ("- a\n" * (LEAST // 3), LEAST // 4 + 1, "constructs"),
        ("a\n\n" + "[" * LEAST, 3, "constructs"),
        ("<b>" * LEAST, 1, "constructs"),
        ("x\n\n" + "a|b\n" * (LEAST // 3), LEAST // 3 + 2, "constructs"),
        ("\r".join("a" * (LEAST // 2 + 1)), LEAST // 2 + 1, "constructs"),
        # Refused while being read.
        ("a\n\n" + "www.a " * (LEAST // 4), 3, "constructs"),
        ("a\n\n" + "a@b.c " * (LEAST // 4), 3, "constructs"),
        ("- a\n\n" + "  - b\n" * (LEAST // 4), LEAST // 4 + 1, "constructs"),
        ("# a ]((((((b " + "[a](" * (LEAST // 10), 1, "constructs"),
    ],
    ids=lambda value: repr(value[:9]) if isinstance(value, str) else "",
)
def test_a_file_is_refused(text: str, line: int, says: str) -> None:
    with pytest.raises(ListlintError) as caught:
        parse(text, "docs/list.md")
    message = str(caught.value)
    assert message.startswith(f"docs/list.md:{line}: ")
    assert says in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("- [A](#a)\n", 20_000),
        ("https://a.bc/d\n\n", 10_000),
        ("[![A](b)](c) ", 20_000),
        ("|[A](b)|c|d|e|\n", 10_000),
        ("<td>a</td>\n", 30_000),
        ("[a1]: <b>\n", 20_000),
        ("    [[[[[[[[\n", 30_000),
    ],
    ids=lambda value: repr(value) if isinstance(value, str) else "",
)
def test_a_list_may_be_dense(line: str, count: int) -> None:
    # Denser than any list there is, as long as one may be.
    parse(line * count)


def test_a_table_may_have_a_thousand_columns() -> None:
    for columns, rows in ((1000, 1), (1001, 0)):
        items = parse("|a" * columns + "\n" + "|-" * columns + "\n|b\n").items
        assert [item.kind for item in items].count("row") == rows


def test_a_larger_file_may_hold_more() -> None:
    allowed = int(4_000_000 * PER_CHARACTER)
    assert allowed > LEAST
    budget = Budget("README.md", 4_000_000)
    budget.spend(allowed, 1)
    with pytest.raises(ListlintError, match=r"^README\.md:7: "):
        budget.spend(1, 7)
    Budget("README.md", 10).spend(LEAST, 1)


def test_the_collector_is_left_as_it_was() -> None:
    for switch, state in ((gc.disable, False), (gc.enable, True)):
        switch()
        with pytest.raises(ListlintError):
            parse("> " * 200)
        parse("a")
        assert gc.isenabled() is state


@pytest.mark.parametrize(
    "text",
    [
        "# a" + " " * 200_000 + "b",
        "# " + "*a_ " * 50_000,
        "# " + "*a **a " * 10_000 + "b** b* " * 10_000,
        "*" * 500_000,
        "- " * 500_000,
        "`" * 500_000,
        "".join("`" * size + "a" for size in range(1, 600)),
        "[a]: b 'c\n" * 20_000,
        "[a](b 'c " * 20_000,
        "<a b='" * 20_000,
        "a <!-- -" * 10_000,
        "a@" * 100_000,
        "|" * 200_000 + "\n" + "|-" * 100_000,
        "a|b\n-|-\n" * 5_000 + "a|b|c",
        "".join("  " * depth + "- a\n" for depth in range(49)) + "\n" * 500_000,
        "<div>" * 20_000 + "</p>" * 20_000,
        "http://a" + "&a;" * 100_000,
        "word " * 1_000_000,
        "\0" * 100_000 + "\ud800" * 100_000 + "\u202e" * 100_000,
        "\t" * 300_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_long_input_ends(text: str) -> None:
    # Each of these once took quadratic time somewhere: minutes instead of a second.
    assert parse(text).text == text


def test_line_ends_and_unprintable_characters_keep_their_places() -> None:
    document = parse("\ufeff# \0a\r\n\r- [\ud800\u202e](\0b)\n")
    assert [link.span.line for link in document.links] == [3]
    assert document.slice(document.links[0].span) == "[\ud800\u202e](\0b)"
    assert document.headings[0].text == "\ufffda"
