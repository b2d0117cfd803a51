"""The inlines of GFM: mistune's inline parser, with places and with GitHub's own rules."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from mistune import InlineParser, InlineState
from mistune.util import unescape

from linter.markdown import autolinks, block_patterns
from linter.markdown.limits import Budget
from linter.markdown.link_references import (
    Definition,
    References,
    decode,
    destination,
    skip_spaces,
    title,
)
from linter.markdown.source_map import SourceMap
from linter.text.patterns import lazy_pattern

_MAX_TICKS = 80
_TICKS = lazy_pattern(r"`+")
_COMMENT = lazy_pattern(r"<!--(?:[^-]++|-[^-]|--[^>])*+-->")  # GitHub's: "--->" is no end


class Inline(NamedTuple):
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

    A token does not have its position, and to make one for every piece of text costs more than
    all the rest.
    """

    def __init__(self, env: MutableMapping[str, Any]) -> None:
        """Start with nothing found; ``env`` is mistune's, and the parser's own."""
        super().__init__(env)
        self.found: list[Inline] = []
        self.unmatched = False
        """Whether a bracket stayed text where a link may have been meant."""
        self.last_close = -1
        """The position of the last closing bracket of the text."""
        self._no_comment = False
        self._ticks: dict[int, int] | None = None

    def append_token(self, token: dict[str, Any]) -> None:
        """Not kept."""

    def close_code(self, size: int, start: int) -> int | None:
        """The position of the ``size`` backticks that close a code span; None if there are none.

        cmark-gfm remembers the last run of each size from the first search that failed, but every
        search after that overwrites what it remembers with nearer runs: on GitHub, once a run
        stayed alone, some code spans further on are plain text. So they are plain text here.
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
        """Forget what is inside a construct that shows it as plain text."""
        found = self.found
        notes: list[Inline] = []
        while found and found[-1].start >= start:
            inline = found.pop()
            if keep_notes and inline.kind == "footnote":
                notes.append(inline)
        found.extend(reversed(notes))


_MAX_LABEL = 999
_VAIN = 8
"""What a search for a link's destination costs that ends in vain: dozens of parentheses are read,
and the next one may read them again."""

_TRIGGER = lazy_pattern(r"\\|`|!\[|\[|\]|<|://|www\.")  # each begins with a literal: a fast search
_TAG = lazy_pattern(
    rf"<(?:[A-Za-z][A-Za-z0-9-]*+{block_patterns.ATTRIBUTES}\s*+/?|/[A-Za-z][A-Za-z0-9-]*+\s*+)>",
    re.ASCII,
)
_LABEL = lazy_pattern(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
_START = attrgetter("start")
_NEARLY_A_TARGET = ("(", " (", "[", "{", "（", ":(", "http", ", (http", "\n(", "\u200b(", "\u00a0(")
"""What behind a closing bracket shows that a link was meant."""


class GfmInlineParser(InlineParser):
    """mistune's inline parser, made to note the place of everything that points somewhere.

    Emphasis is no matter of links: `Content` resolves it where text is asked for.
    """

    state_cls = GfmInlineState

    def __init__(self) -> None:
        """Register GitHub's rules; one parser serves any number of texts."""
        super().__init__()
        for rule in ("emphasis", "linebreak", "softbreak"):
            self.rules.remove(rule)
        self.specification["link"] = r"!\[(?!\^)|\["  # "![^" begins a footnote reference
        self.specification["link_close"] = r"\]"  # one call closes one bracket
        self.register("url", autolinks.URL, GfmInlineParser.parse_url)
        self.register("www", autolinks.WWW, GfmInlineParser.parse_www)

    def read(self, text: SourceMap, references: References, budget: Budget) -> GfmInlineState:
        """What there is in a text: ``found``, in the order of its start."""
        state = GfmInlineState({"references": references, "budget": budget, "line": text.line})
        state.src = text.text
        state.last_close = text.text.rfind("]")
        self.parse(state)
        state.found.sort(key=_START)
        if state.brackets:
            state.unmatched = True
        return state

    def parse(self, state: InlineState) -> list[dict[str, Any]]:
        """Try mistune's rules wherever one may apply; what lies between is text and stays."""
        text = state.src
        rule = self.compile_sc()
        place = 0
        spend: Callable[[int, int], None] = state.env["budget"].spend
        line: int = state.env["line"]
        while trigger := _TRIGGER.search(text, place):
            spend(1, line)
            place = trigger.start()
            found = rule.match(text, place)
            end = self.parse_method(found, state) if found else None
            place = end or place + 1
        return state.tokens

    def process_text(self, text: str, state: InlineState, parse_emphasis: bool = True) -> None:
        """Text is left where it is."""

    def parse_codespan(self, m: re.Match[str], state: InlineState) -> int:
        """A code span: it hides what looks like a link."""
        assert isinstance(state, GfmInlineState)
        size = m.end() - m.start()
        close = state.close_code(size, m.end())
        if close is None:
            state.unmatched = True
            return m.end()
        state.found.append(Inline("code", m.start(), close + size, m.end(), close))
        return close + size

    def parse_auto_link(self, m: re.Match[str], state: InlineState) -> int:
        """``<https://...>``: a link even inside another one's text, as in cmark-gfm."""
        return _autolink(state, m.start(), m.end(), 1)

    def parse_auto_email(self, m: re.Match[str], state: InlineState) -> int:
        """``<name@example.org>``."""
        return _autolink(state, m.start(), m.end(), 1, "mailto:")

    def parse_url(self, m: re.Match[str], state: InlineState) -> int | None:
        """A bare URL, noticed by what follows its scheme."""
        start = autolinks.scheme_start(state.src, m.start())
        if state.brackets or start is None:
            return None
        end = autolinks.autolink_end(state.src, start)
        return None if end is None else _autolink(state, start, end, 0)

    def parse_www(self, m: re.Match[str], state: InlineState) -> int | None:
        """``www.example.org``."""
        end = None if state.brackets else autolinks.autolink_end(state.src, m.start())
        return None if end is None else _autolink(state, m.start(), end, 0, "http://")

    def parse_inline_html(self, m: re.Match[str], state: InlineState) -> int | None:
        """A tag, a comment, a declaration."""
        assert isinstance(state, GfmInlineState)
        start = m.start()
        end: int | None
        if state.src.startswith("<!--", start):
            end = state.close_comment(start)
        elif state.src.startswith(("<!", "<?"), start):
            end = super().parse_inline_html(m, state)
        else:
            tag = _TAG.match(state.src, start)
            end = tag.end() if tag else None
        if end is None:
            state.env["budget"].spend(1, state.env["line"])
            follows = state.src[start + 1 : start + 2]
            state.unmatched = state.unmatched or follows.isalpha() or follows == "/"
        else:
            state.found.append(Inline("html", start, end))
        return end

    def parse_link(self, m: re.Match[str], state: InlineState) -> int | None:
        """An opening bracket; of those that nothing closes one says as much as a thousand."""
        assert isinstance(state, GfmInlineState)
        if state.brackets and m.start() > state.last_close:
            return m.end()
        return super().parse_link(m, state)

    def parse_link_close(self, m: re.Match[str], state: InlineState) -> int:
        """A closing bracket: of a link, an image, a footnote reference or of nothing."""
        assert isinstance(state, GfmInlineState)
        close = m.start()
        if not state.brackets:
            state.unmatched = True
            return close + 1
        opener = state.brackets.pop()
        if not opener.image:
            state.last_link = opener.previous_link
        if not opener.active:
            state.unmatched = state.unmatched or state.src.startswith("(", close + 1)
            return close + 1
        inside = opener.start
        link = _inline_target(state, close + 1) or _reference(state, opener, close)
        if link is None:
            if state.src.startswith("^", inside) and close > inside + 1:
                state.drop_from(inside, keep_notes=False)
                state.found.append(Inline("footnote", inside - 1, close + 1, inside + 1, close))
            else:
                before = state.src[inside - 2 : inside - 1] if inside > 1 else ""
                follows = state.src.startswith(_NEARLY_A_TARGET, close + 1)
                state.unmatched = state.unmatched or follows or before == ")"
            return close + 1
        link = link._replace(
            kind="image" if opener.image else "link",
            start=inside - (2 if opener.image else 1),
            text_start=inside,
            text_end=close,
        )
        if opener.image:
            state.drop_from(inside, keep_notes=True)
        else:
            outer = state.last_link
            while outer is not None and outer.active:
                outer.active = False
                outer = outer.previous_link
        state.found.append(link)
        return link.end


def _autolink(state: InlineState, start: int, end: int, frame: int, prefix: str = "") -> int:
    assert isinstance(state, GfmInlineState)
    state.env["budget"].spend(4, state.env["line"])
    first, last = start + frame, end - frame
    written = state.src[first:last]
    url = prefix + (unescape(written) if frame else written)
    state.found.append(Inline("autolink", start, end, first, last, url, first, last))
    return end


def _inline_target(state: InlineState, start: int) -> Inline | None:
    """``(destination "title")`` at ``start``."""
    text = state.src
    if not text.startswith("(", start):
        return None
    target = destination(text, skip_spaces(text, start + 1))
    if target is not None:
        first, last, end = target
        after = skip_spaces(text, end)
        if after > end:
            end = skip_spaces(text, title(text, after) or after)
        if text.startswith(")", end):
            url = decode(text[first:last])
            return Inline("link", start, end + 1, url=url, url_start=first, url_end=last)
    state.env["budget"].spend(_VAIN, state.env["line"])
    return None


def _reference(state: GfmInlineState, opener: Any, close: int) -> Inline | None:
    """``[label]`` after the text, or ``[]`` or nothing and the text is the label."""
    references: References = state.env["references"]
    if not references:
        return None
    written = _LABEL.match(state.src, close + 1)
    label = written.group(1).strip() if written else ""
    if not label:
        if opener.nested or close - opener.start > _MAX_LABEL:
            return None
        label = state.src[opener.start : close]
    definition = references.get(label)
    if definition is None:
        return None
    end = written.end() if written else close + 1
    return Inline("link", opener.start, end, url=definition.url, definition=definition)
