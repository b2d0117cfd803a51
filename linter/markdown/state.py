"""What the inline parser knows in the midst of a text, and what it has found so far."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, Literal

from mistune import InlineState

from linter.markdown.link_references import Definition

_MAX_TICKS = 80
_TICKS = re.compile(r"`+")
_COMMENT = re.compile(r"<!--(?:[^-]++|-[^-]|--[^>])*+-->")  # GitHub's: "--->" is no end


@dataclass(slots=True)
class Inline:
    """Something in a text that is more than text; all numbers are offsets.

    ``text_start`` and ``text_end`` enclose a link's text (a code span's code, a footnote's key),
    ``url_start`` and ``url_end`` its destination's source, unless a ``definition`` has it.
    """

    kind: Literal["link", "image", "autolink", "html", "code", "footnote"]
    start: int
    end: int
    text_start: int = 0
    text_end: int = 0
    url: str = ""
    url_start: int = 0
    url_end: int = 0
    definition: Definition | None = None


class GfmInlineState(InlineState):
    """mistune's state, which keeps what was found, in the order of its end, and no tokens.

    A token does not say where it stands, and to make one for each piece of text costs more than
    all the rest.
    """

    def __init__(self, env: MutableMapping[str, Any]) -> None:
        """Start with nothing found; ``env`` is mistune's, and the parser's own."""
        super().__init__(env)
        self.found: list[Inline] = []
        self.last_close = -1
        """Where the last closing bracket of the text stands."""
        self._no_comment = False
        self._ticks: dict[int, int] | None = None

    def append_token(self, token: dict[str, Any]) -> None:
        """Not kept."""

    def close_code(self, size: int, start: int) -> int | None:
        """Where the run of ``size`` backticks stands that closes a code span; None for none.

        cmark-gfm remembers the last run of each size from the first search that failed, but every
        search after that overwrites what it remembers with nearer runs: on GitHub, once a run
        stayed alone, some code spans further on are none. So they are none here.
        """
        if size > _MAX_TICKS:
            return None
        if self._ticks is not None and self._ticks.get(size, 0) <= start:
            return None
        close = self.delimiters.code_end("`" * size, start)
        if close is None:
            self._ticks = {}
        if self._ticks is not None:
            end = len(self.src) if close is None else close + size
            for run in _TICKS.finditer(self.src, start, end):
                self._ticks[len(run.group())] = run.start()
        return close

    def close_comment(self, start: int) -> int | None:
        """Where the comment at ``start`` ends; after one that does not, GitHub sees no other."""
        for short in ("<!-->", "<!--->"):
            if self.src.startswith(short, start):
                return start + len(short)
        comment = None if self._no_comment else _COMMENT.match(self.src, start)
        self._no_comment = comment is None
        return comment.end() if comment else None

    def drop_from(self, start: int, *, keep_notes: bool) -> None:
        """Forget what stands inside a construct that shows it as plain text."""
        found = self.found
        notes: list[Inline] = []
        while found and found[-1].start >= start:
            inline = found.pop()
            if keep_notes and inline.kind == "footnote":
                notes.append(inline)
        found.extend(reversed(notes))
