"""A span is where the thing stands: slicing gives it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.markdown.link_references import decode
from linter.markdown.parser import parse
from linter.model import Document, Span
from tests.markdown import markdown_it_oracle as twin

CASES = sorted((Path(__file__).parent / "cases").glob("*.md"))
# Here markdown-it-py is unlike GitHub: it knows no footnotes, it sees a code span behind a lone run
# of backticks, and a tag alone on a line begins no HTML block in a list item.
UNLIKE = {
    "edges.md": [
        "line 43: no link to text",
        "line 20: a link to w",
        "line 41: a link to n",
    ],
    "everything.md": ["line 25: no link to x", "line 44: no link to https://example.org/hidden"],
}
ENDINGS = ["\n", "\r\n", "\r"]


def url_source(document: Document, span: Span) -> str:
    """A destination's source as the parser saw it: a table cell loses the backslash of a pipe."""
    return document.slice(span).replace("\\|", "|")


def check(document: Document) -> None:
    """The invariants of every document."""
    for link in document.links:
        source = document.slice(link.span)
        assert link.span.line >= 1
        assert link.span.column >= 1
        if link.kind == "image":
            assert source.startswith(("![", "<"))
            assert source.endswith((")", "]", ">"))
        elif link.kind in ("inline", "reference"):
            assert source.startswith("[")
            assert source.endswith(")" if link.kind == "inline" else "]")
        elif link.kind == "html":
            assert source[:2].lower() == "<a"
            assert source.endswith(">")
        else:
            assert link.text in source.replace("\\|", "|")
        if link.kind in ("inline", "reference"):
            assert decode(url_source(document, link.url_span)) == link.url.replace("\ufffd", "\0")
        if link.kind == "inline":
            assert link.span.covers(link.url_span)
    for item in document.items:
        assert document.slice(item.span).startswith(item.marker)
        assert item.span.line <= item.own_end_line <= item.span.end_line
        assert document.lines[item.span.end_line - 1].strip(" \t")
        for cell in item.cells:
            assert item.span.covers(cell)
        if item.parent is not None:
            assert document.items[item.parent].span.line <= item.span.line
            assert document.items[item.parent].depth == item.depth - 1
    for heading in document.headings:
        assert document.slice(heading.span)
    assert list(document.links) == sorted(document.links, key=lambda link: link.span)
    assert [item.span.line for item in document.items] == sorted(
        item.span.line for item in document.items
    )
    last = Span(1, 1, len(document.lines), len(document.lines[-1]) + 1)
    assert document.slice(last) == document.text.removeprefix("\ufeff").replace(
        "\r\n", "\n"
    ).replace("\r", "\n")


@pytest.mark.parametrize("ending", ENDINGS, ids=repr)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_the_cases_with_any_line_ending(path: Path, ending: str) -> None:
    text = path.read_bytes().decode()
    plain = parse(text)
    check(plain)
    other = parse("\ufeff" + ending.join(plain.lines))
    check(other)
    assert other.links == plain.links
    assert other.items == plain.items
    assert other.headings == plain.headings


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_another_parser_finds_the_links_on_the_same_lines(path: Path) -> None:
    text = path.read_bytes().decode().removeprefix("\ufeff").replace("\r\n", "\n")
    document = parse(text)
    assert twin.counted(document)
    assert twin.differences(text, document) == UNLIKE.get(path.name, [])


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("[a](b)", ["1:1-1:7 1:5-1:6"]),
        ("é 𝕏 [a](b)", ["1:5-1:11 1:9-1:10"]),
        ("\t- x\n\n-\t[a](<b c> 't')", ["3:3-3:17 3:8-3:11"]),
        ("> - a\nlazy [a](b)", ["2:6-2:12 2:10-2:11"]),
        ("> [a\n> b](c\n> 'd')", ["1:3-3:7 2:6-2:7"]),
        ("|x|\n|-|\n| \\| [a](b\\|c) |", ["3:6-3:15 3:10-3:14"]),
        ("[a][r]\n\n> [r]:\n>   <u>", ["1:1-1:7 4:6-4:7"]),
        ("## [a](b) ##", ["1:4-1:10 1:8-1:9"]),
        ("x <https://a.b> y", ["1:3-1:16 1:4-1:15"]),
        ("x https://a.b. y", ["1:3-1:14 1:3-1:14"]),
        ("<div>\n <a\n  href='u'>t</a>", ["2:2-3:17 3:9-3:10"]),
        ("a <img src=u> b", ["1:3-1:14 1:12-1:13"]),
        ("1. a\n\n   [^1]\n\n[^1]: x\n\n    [a](b)", ["7:5-7:11 7:9-7:10"]),
    ],
)
def test_a_link_and_its_destination(text: str, places: list[str]) -> None:
    def place(span: Span) -> str:
        return f"{span.line}:{span.column}-{span.end_line}:{span.end_column}"

    document = parse(text)
    assert [f"{place(link.span)} {place(link.url_span)}" for link in document.links] == places


LINES = st.text(
    st.one_of(
        st.sampled_from("[]()<>*_`~|#-+=>\\!:\"'&;.@/ \t\r\n1a"),
        st.characters(codec="utf-8", exclude_categories=["Cs"]),
    ),
    max_size=80,
)


@settings(max_examples=300)
@given(LINES)
def test_any_text_at_all(text: str) -> None:
    check(parse(text))


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["- ", "> ", "1. ", "  ", "[a](b) ", "|", "-|-", "\n", "x"])))
def test_containers_in_containers(parts: list[str]) -> None:
    text = "".join(parts)
    if max(map(len, text.split("\n"))) < 200:  # nested deeper, it is refused
        check(parse(text))
