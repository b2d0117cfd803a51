"""Start tags that nothing closes, matched over a whole page."""

from __future__ import annotations

import pytest

from linter.markdown.broken.html_balance import balance
from linter.markdown.parser import parse


def unclosed(text: str) -> list[str]:
    return [element.tag.name for element in balance(parse(text).tags).unclosed]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a <b>b</b> c", []),
        ("a <b>b", ["b"]),
        ("a <b><i>b</b></i>", []),
        ("a <b><i>b</b>", ["i"]),
        ("a <b>b</i>", ["b"]),
        ("<div>\n\n<div>\n\n</div>\n", ["div"]),
        ("<details>\n\na\n\n</details>\n\nb <u>c\n", ["u"]),
        ("<ul><li>a<li>b</ul>\n", []),
        ("a<br>b <img src=c>", []),
        ("</div> a", []),
    ],
)
def test_balance(text: str, names: list[str]) -> None:
    assert unclosed(text) == names


def test_an_unclosed_element_knows_its_parent_and_the_wrong_end_tag() -> None:
    (outer, inner) = balance(parse("<div><b>a</b><div>\n").tags).unclosed
    assert (outer.parent, inner.parent) == (None, outer.tag)
    (wrong,) = balance(parse("H<sub>2</sup>O").tags).unclosed
    assert wrong.stray is not None
    assert wrong.stray.name == "sup"


def test_many_elements_take_linear_time() -> None:
    tags = parse("<b><i></b>" * 5000 + "</u>" * 5000).tags
    assert len(balance(tags).unclosed) == 5000
