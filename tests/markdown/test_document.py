"""What a document holds besides links: items, blocks, anchors, directives."""

from __future__ import annotations

from linter.markdown.parser import parse


def test_items_know_their_place() -> None:
    document = parse(
        "top\n\n# H\n\n- a\n  more\n\n  - b\n- c\n\n|x|y|\n|-|-|\n| [d](e) |\n\n> p\n\nq\n"
    )
    shown = [
        (item.kind, item.span.line, item.own_end_line, item.span.end_line, item.depth, item.parent)
        for item in document.items
    ]
    assert shown == [
        ("paragraph", 1, 1, 1, 0, None),
        ("item", 5, 6, 8, 0, None),
        ("item", 8, 8, 8, 1, 1),
        ("item", 9, 9, 9, 0, None),
        ("row", 13, 13, 13, 0, None),
        ("paragraph", 15, 15, 15, 0, None),
        ("paragraph", 17, 17, 17, 0, None),
    ]
    assert [item.heading for item in document.items] == [None, 0, 0, 0, 0, 0, 0]
    groups = [item.group for item in document.items]
    assert groups[1] == groups[3]
    assert len(set(groups)) == len(groups) - 1
    row = document.items[4]
    assert row.header == ("x", "y")
    assert [document.slice(cell) for cell in row.cells] == ["[d](e)"]


def test_a_row_begins_where_its_text_does() -> None:
    document = parse("   | x |\n|-|\n | a |\n  b\nc\n")
    assert [item.span.column for item in document.items] == [2, 3, 1]
    assert [item.span.end_column for item in document.items] == [7, 4, 2]


def test_blocks_frame_what_is_between_their_tags() -> None:
    document = parse(
        "# A\n\n<details><summary>s</summary>\n\n- a\n\n<div>\n\n- b\n\n</details>\n\n"
        "- c\n\n<ul>\n\n- d\n"
    )
    assert [
        (block.tag, block.span.line, block.span.end_line, block.parent) for block in document.blocks
    ] == [("details", 3, 11, None), ("div", 7, 11, 0), ("ul", 15, 18, None)]
    assert [item.block for item in document.items] == [0, 1, None, 2]


def test_an_end_tag_closes_its_own_kind_only() -> None:
    document = parse(
        "<div>\n<ul></ul>\n</ul>\n\n- a\n\n<p>\n\n- b\n\n<p>\n\n- c\n\n</div>\n\n- d\n"
    )
    assert [(block.tag, block.parent) for block in document.blocks] == [
        ("div", None),
        ("ul", 0),
        ("p", 0),
        ("p", 0),
    ]
    assert [item.block for item in document.items] == [0, 2, 3, None]


def test_a_blank_line_ends_an_item_that_is_empty() -> None:
    document = parse("-\n\n  a\n\n-\n  b\n\n  c\n")
    assert [(item.kind, item.span.line, item.span.end_line) for item in document.items] == [
        ("item", 1, 1),
        ("paragraph", 3, 3),
        ("item", 5, 8),
    ]


def test_only_real_comments_are_directives() -> None:
    document = parse(
        "<!-- listlint-disable-next-line toc, entry-date -- as is -->\n\n"
        "a <!-- listlint-enable --> `<!-- listlint-disable toc -->`\n\n"
        "    <!-- listlint-disable toc -->\n\n<!-- listlint-disabel toc -->\n\n<!-- no -->\n"
    )
    assert [
        (directive.action, directive.rules, directive.reason) for directive in document.directives
    ] == [
        ("disable-next-line", ("toc", "entry-date"), "as is"),
        ("enable", (), ""),
        ("unknown", ("toc",), ""),
    ]
    first = document.directives[0]
    assert [document.slice(span) for span in first.rule_spans] == ["toc", "entry-date"]


def test_anchors_are_names_and_ids() -> None:
    document = parse('<a name="x"></a> <b id=y>t</b> <i name=z></i>\n\n<div id="w">\n')
    assert [anchor.name for anchor in document.anchors] == ["x", "y", "w"]


def test_a_link_has_its_text() -> None:
    document = parse("[` a ` b](c) [`  `](d) [*e* &amp;\\*\n f ![g](h)](i) [``  j``](k)\n")
    assert [link.text for link in document.links] == ["a b", "  ", "e &* f ", "g", "  j"]


def test_html_links_have_their_text() -> None:
    document = parse('<a href="u&amp;v">a **b** <img src=i alt=c></a> <a href=w>x\n')
    assert [(link.kind, link.url, link.text) for link in document.links] == [
        ("html", "u&v", "a b "),
        ("image", "i", "c"),
        ("html", "w", "x"),
    ]
    assert document.slice(document.links[0].span).endswith("</a>")
