"""Where in a document's structure an item stands."""

from __future__ import annotations

from linter.model import Document, Item


def parents_of(document: Document) -> frozenset[int | None]:
    """The headings (indices) whose subsections hold entries."""
    filled = {entry.heading for entry in document.entries}
    out: set[int | None] = set()
    stack: list[int] = []
    for index, heading in enumerate(document.headings):
        while stack and document.headings[stack[-1]].level >= heading.level:
            stack.pop()
        if index in filled:
            out.update(stack)
        stack.append(index)
    return frozenset(out)


def stands_in(document: Document, item: Item, tag: str) -> bool:
    """Whether an item stands inside an HTML block of this tag, however deep."""
    block = item.block
    while block is not None:
        if document.blocks[block].tag == tag:
            return True
        block = document.blocks[block].parent
    return False
