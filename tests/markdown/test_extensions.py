"""What GFM adds to CommonMark, by the examples of its specification (0.29-gfm).

Each row is a fact: the text, the URLs of its links, the texts of its headings, its table rows and
its list items. cmark-gfm must say the same, so the facts are held as well.
"""

from __future__ import annotations

import pytest

from linter.markdown.parser import parse
from tests.markdown.gfm_oracle import expected, found

A = "http://"

Example = tuple[str, list[str], list[str], int, int]

TABLES: list[Example] = [  # section 4.10
    ("| foo | bar |\n| --- | --- |\n| baz | bim |\n", [], [], 1, 0),
    ("| abc | defghi |\n:-: | -----------:\nbar | baz\n", [], [], 1, 0),
    ("| f\\|oo  |\n| ------ |\n| b `\\|` az |\n| b **\\|** im |\n", [], [], 2, 0),
    ("| abc | def |\n| --- | --- |\n| bar | baz |\n> bar\n", [], [], 1, 0),
    ("| abc | def |\n| --- | --- |\n| bar | baz |\nbar\n\nbar\n", [], [], 2, 0),
    ("| abc | def |\n| --- |\n| bar |\n", [], [], 0, 0),
    ("| abc | def |\n| --- | --- |\n| bar |\n| bar | baz | boo |\n", [], [], 2, 0),
    ("| abc | def |\n| --- | --- |\n", [], [], 0, 0),
    ("| a |\n| - |\n| [b](c\\|d) |\n| [e](f|g) |\n", ["c|d"], [], 2, 0),
    ("| a | b |\n| - | - |\n| 1 | 2 | [c](d) |\n", [], [], 1, 0),
]
TASKS: list[Example] = [  # section 5.3
    ("- [ ] foo\n- [x] bar\n", [], [], 0, 2),
    ("- [x] foo\n  - [ ] bar\n  - [x] baz\n- [ ] bim\n", [], [], 0, 4),
    ("- [ ] [a](b)\n- [x](c)\n", ["b", "c"], [], 0, 2),
    ("- [x] a\n- [x]b\n- [X] c\n\n[x]: /u\n", ["/u"], [], 0, 3),
    ("- [x] # a\n- [ ] > b\n- [x] - c\n- [ ] <b>\n- [x]     d\n", [], [], 0, 5),
    ("- [x] [y]: /b\n  c [y]\n- [x] \n  d [x]\n\n[x]: /u\n", ["/b", "/u"], [], 0, 2),
    ("- - [x] a\n- [x]\n-\n  [x] a\n> - [x] b\n\n[x]: /u\n", ["/u"] * 4, [], 0, 5),
    ("- a\n  [x] b\n  1) [x] c\n- > [x] d\n-     [x] [e](f)\n\n[x]: /u\n", ["/u"] * 2, [], 0, 4),
    ("1. [x] a [x]\n\n   [x] b\n\n[x]: /u\n", ["/u", "/u"], [], 0, 1),
]
STRIKETHROUGH: list[Example] = [  # section 6.5
    ("# ~~Hi~~ Hello, ~there~ world!\n", [], ["Hi Hello, there world!"], 0, 0),
    ("# This ~~has a\n\n# new paragraph~~.\n", [], ["This ~~has a", "new paragraph~~."], 0, 0),
    ("# This will ~~~not~~~ strike.\n", [], ["This will ~~~not~~~ strike."], 0, 0),
    ("# ~~[a](b)~~ ~c~~\n", ["b"], ["a ~c~~"], 0, 0),
]
AUTOLINKS: list[Example] = [  # section 6.9
    ("www.commonmark.org\n", [A + "www.commonmark.org"], [], 0, 0),
    ("Visit www.commonmark.org/help for more.\n", [A + "www.commonmark.org/help"], [], 0, 0),
    (
        "Visit www.commonmark.org.\n\nVisit www.commonmark.org/a.b.\n",
        [A + "www.commonmark.org", A + "www.commonmark.org/a.b"],
        [],
        0,
        0,
    ),
    (
        "www.google.com/search?q=Markup+(business)\n\nwww.google.com/search?q=Markup+(business)))\n"
        "\n(www.google.com/search?q=Markup+(business))\n\n(www.google.com/search?q=Markup+(business)",
        [A + "www.google.com/search?q=Markup+(business)"] * 4,
        [],
        0,
        0,
    ),
    (
        "www.google.com/search?q=(business))+ok\n",
        [A + "www.google.com/search?q=(business))+ok"],
        [],
        0,
        0,
    ),
    (
        "www.google.com/search?q=commonmark&hl=en\n\nwww.google.com/search?q=commonmark&hl;\n",
        [A + "www.google.com/search?q=commonmark&hl=en", A + "www.google.com/search?q=commonmark"],
        [],
        0,
        0,
    ),
    ("www.commonmark.org/he<lp\n", [A + "www.commonmark.org/he"], [], 0, 0),
    (
        "http://commonmark.org\n\n(Visit https://encrypted.google.com/search?q=Markup+(business))\n",
        [A + "commonmark.org", "https://encrypted.google.com/search?q=Markup+(business)"],
        [],
        0,
        0,
    ),
    ("foo@bar.baz\n", ["mailto:foo@bar.baz"], [], 0, 0),
    (
        "hello@mail+xyz.example isn't valid, but hello+xyz@mail.example is.\n",
        ["mailto:hello+xyz@mail.example"],
        [],
        0,
        0,
    ),
    (
        "a.b-c_d@a.b\n\na.b-c_d@a.b.\n\na.b-c_d@a.b-\n\na.b-c_d@a.b_\n",
        ["mailto:a.b-c_d@a.b"] * 2,
        [],
        0,
        0,
    ),
    (
        "mailto:foo@bar.baz\n\nxmpp:foo@bar.baz.\n",
        ["mailto:foo@bar.baz", "xmpp:foo@bar.baz"],
        [],
        0,
        0,
    ),
]
FILTERED: list[Example] = [  # section 6.11
    ("# <strong> <title> <style> <em>\n", [], ["<title> <style>"], 0, 0),
    ("# a <xmp> is shown <XMP/>\n", [], ["a <xmp> is shown <XMP/>"], 0, 0),
    ("# a <titles> <b> is not\n", [], ["a is not"], 0, 0),
]


@pytest.mark.parametrize(
    ("text", "urls", "headings", "rows", "items"),
    [*TABLES, *TASKS, *STRIKETHROUGH, *AUTOLINKS, *FILTERED],
    ids=lambda value: repr(value[:24]) if isinstance(value, str) else "",
)
def test_an_example(text: str, urls: list[str], headings: list[str], rows: int, items: int) -> None:
    shown = found(parse(text))
    assert [url for _, url in shown.links] == [url.replace("|", "%7C") for url in urls]
    assert [title for _, title in shown.headings] == headings
    assert (shown.rows, len(shown.items)) == (rows, items)
    assert expected(text).differences(shown) == []
