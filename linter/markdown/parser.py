"""Markdown text to `Document`: what GitHub shows of it, with the position of each thing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager

from mistune import BlockState

from linter.markdown.blocks import GfmBlockParser
from linter.markdown.document import Builder
from linter.markdown.limits import Budget
from linter.markdown.link_references import References
from linter.model import Document


@contextmanager
def collection_paused() -> Iterator[None]:
    """Stop the garbage collector: there are no cycles, and searching takes a sixth of the time.

    For an input that is all small blocks it takes half.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


_BLOCKS = GfmBlockParser()


def parse(text: str, path: str = "README.md", skipped: AbstractSet[int] = frozenset()) -> Document:
    """Read a Markdown file; ``entries`` stay empty.

    Lines that are ``skipped`` are passed over as if they were not there; all others keep their
    numbers.

    Raises `ListlintError` when the file must be refused: containers nested deeper, or constructs
    packed denser than in any list.
    """
    document = Document(path, text)
    budget = Budget(path, len(text))
    budget.survey(document.lines)
    references = References(budget)
    state = BlockState()
    state.env.update(references=references, path=path, budget=budget, lines=document.lines)
    state.env["skipped"] = skipped
    with collection_paused():
        _BLOCKS.parse(state)
        builder = Builder(document.lines, references, budget)
        if state.env["footnotes"]:
            builder.number_notes(state.tokens)
        builder.walk(state.tokens)
        return builder.finish(document, state.env["unclosed"])
