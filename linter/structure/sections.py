"""Where in a document's structure an item stands."""

from __future__ import annotations

from collections import Counter

from linter.model import Document, Item


def entries_below(document: Document) -> Counter[int | None]:
    """How many entries the subsections of a heading (an index) hold, however deep."""
    own = Counter(entry.heading for entry in document.entries)
    out: Counter[int | None] = Counter()
    stack: list[int] = []
    for index, heading in enumerate(document.headings):
        while stack and document.headings[stack[-1]].level >= heading.level:
            stack.pop()
        if own[index]:
            out.update(dict.fromkeys(stack, own[index]))
        stack.append(index)
    return out


def parents_of(document: Document) -> frozenset[int | None]:
    """The headings (indices) whose subsections hold entries."""
    return frozenset(entries_below(document))


def stands_in(document: Document, item: Item, tag: str) -> bool:
    """Whether an item stands inside an HTML block of this tag, however deep."""
    block = item.block
    while block is not None:
        if document.blocks[block].tag == tag:
            return True
        block = document.blocks[block].parent
    return False
