from __future__ import annotations

from linter.model import Document, once


def test_once_asks_a_function_once_a_document() -> None:
    asked = []

    @once
    def length(document: Document) -> int:
        asked.append(document.path)
        return len(document.text)

    one, other = Document("one.md", "a"), Document("other.md", "ab")
    assert [length(one), length(one), length(other), length(one)] == [1, 1, 2, 1]
    assert asked == ["one.md", "other.md"]


def test_once_keeps_what_several_functions_find_apart() -> None:
    first = once(lambda document: document.text[0])
    last = once(lambda document: document.text[-1])
    document = Document("a.md", "xy")
    assert (first(document), last(document)) == ("x", "y")
