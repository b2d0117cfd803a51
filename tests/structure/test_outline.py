"""Where in a document's structure an item stands."""

from __future__ import annotations

from linter.entries.extractor import with_entries
from linter.markdown.parser import parse
from linter.model import Conventions
from linter.structure.outline import generated, items_inside, parents_of, preformatted

TEXT = """\
# List

## A

### A1

<details>
<div>

- [a](http://a.b)

</div>
</details>

## B

- [b](http://a.b)

### Empty

## C
"""


def test_parents_are_the_headings_above_entries() -> None:
    document = with_entries(parse(TEXT), Conventions())
    texts = {document.headings[i].text for i in parents_of(document) if i is not None}
    assert texts == {"List", "A"}


def test_a_block_holds_what_is_deep_in_it() -> None:
    document = with_entries(parse(TEXT), Conventions())
    first = document.entries[0].item
    assert items_inside(document, "details") == {first}
    assert items_inside(document, "div") == {first}
    assert items_inside(document, "section") == set()


def test_generated_blocks_and_preformatted_lines() -> None:
    document = parse(
        "<!-- ALL-CONTRIBUTORS-LIST:START - Do not remove -->\n<table>\n</table>\n"
        "<!-- ALL-CONTRIBUTORS-LIST:END -->\n\n<pre>\na\n</pre>\nb <pre>c</pre>\n\nd\n"
    )
    assert list(generated(document)) == [range(1, 5)]
    assert preformatted(document) == {6, 7, 8, 9}
    assert not preformatted(parse("a\n"))
    assert not generated(parse("<!-- ALL-CONTRIBUTORS-LIST:START -->\n"))


def test_a_block_that_begins_inside_an_item_does_not_hold_the_next() -> None:
    document = parse(
        "- a\n  - <details><summary>b</summary> c\n\n- d\n\n<details>\n\n- e\n\n</details>\n"
    )
    inside = [document.items[index].span.line for index in items_inside(document, "details")]
    assert [document.lines[line - 1] for line in inside] == ["- e"]
