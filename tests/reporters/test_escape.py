from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.reporters import escape
from tests.hostile import PAYLOADS, WRAPPED
from tests.reporters.rendered import alive, html

TEXT = st.one_of(st.text(), st.lists(st.sampled_from(PAYLOADS)).map("".join))
COMMANDS = re.compile(r"^\s*::|##\[", re.MULTILINE)


def test_there_are_enough_hostile_strings() -> None:
    assert len(set(PAYLOADS)) >= 200
    assert len(WRAPPED) > 500


@pytest.mark.parametrize("text", WRAPPED)
def test_nothing_foreign_is_alive(text: str) -> None:
    for markdown in (
        escape.prose(text),
        escape.code(text),
        escape.message(text),
        escape.message(f"`{text}` is no date"),
        escape.message(f"{text}: write it as `YYYY-MM-DD`"),
        f"| a |\n| - |\n| {escape.cell(escape.code(text))} |",
        f"| a |\n| - |\n| {escape.cell(escape.prose(text))} |",
    ):
        assert alive(markdown) == []
        assert "\n\n" not in markdown
    table = f"| a |\n| - |\n| {escape.cell(escape.code(text))} |"
    assert html(table).count("<td>") == 1


@given(TEXT)
def test_nothing_is_alive_whatever_it_is(text: str) -> None:
    assert alive(escape.prose(text)) == []
    assert alive(escape.code(text)) == []
    assert alive(escape.message(f"`{text}` and {text}")) == []


@given(TEXT)
def test_no_line_of_the_log_is_a_command(text: str) -> None:
    for line in re.split(r"[\n\r\x0b\x0c\x85\u2028\u2029]", escape.log(text)):
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
    assert not COMMANDS.search(escape.log(text))


@given(TEXT)
def test_a_command_stays_on_its_line(text: str) -> None:
    for escaped in (escape.command_data(text), escape.command_property(text)):
        assert not re.search(r"[\n\r]", escaped)
    assert not re.search(
        "[:,]", escape.command_property(text).replace("%3A", "").replace("%2C", "")
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`2024-13-01` is no date", "<code>2024-13-01</code> is no date"),
        ("url: expected `a`, found `b`.", "url: expected <code>a</code>, found <code>b</code>."),
        ("`` a`b `` is odd", "<code>a`b</code> is odd"),
        ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
        ("snake_case and 2*3*4", "snake_case and 2*3*4"),
        ("“Title” (line 12, 2024-01-20).", "“Title” (line 12, 2024-01-20)."),
        ("a `code` b", "a <code>code</code> b"),
        ("`a` `b`", "<code>a</code> <code>b</code>"),
        ("`a`: b", "<code>a</code>: b"),
        ("a [b](c)", "a [b](c)"),
        ("`- **{title}**␠␠`", "<code>- **{title}**␠␠</code>"),
    ],
)
def test_a_message_reads_as_written(text: str, shown: str) -> None:
    assert html(escape.message(text)).strip() == f"<p>{shown}</p>"


@given(st.text(alphabet="ab `~\n"))
def test_a_fence_holds_its_text(text: str) -> None:
    body = text.strip("\n")
    shown = html(escape.fenced(body, "suggestion"))
    assert shown.count("<pre") == 1
    assert shown.startswith("<pre")
    assert shown.rstrip().endswith("</pre>")


def test_long_text_is_cut() -> None:
    assert len(escape.message("z" * 5_000)) == escape.MESSAGE_LIMIT
    assert escape.shortened("abc", 3) == "abc"
    assert escape.shortened("abcd", 3) == "ab…"


def test_unseen_characters_are_spelt_out() -> None:
    assert escape.visible("a\u202eb") == "a⟨U+202E⟩b"
    assert escape.is_plain("a\tb\nc")
    assert not escape.is_plain("a\u202eb")


def test_backtracking_is_bounded() -> None:
    escape.message("`a ``b " * 100_000)
    escape.prose("a-" * 100_000)
