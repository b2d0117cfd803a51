"""What raw HTML in Markdown shows: links, images, headings, anchors, containers, directives.

GitHub's page is one HTML document: an element may begin in one raw block and end in another with
Markdown in between. So one reader sees all raw HTML of a file, in order, and the text between.
"""

from __future__ import annotations

from collections import Counter
from html import unescape

from linter import model
from linter.markdown.directives import directive
from linter.markdown.html_tokenizer import Tag, tags
from linter.markdown.limits import Budget
from linter.markdown.source_map import SourceMap
from linter.model import Anchor, Block, Directive, Heading, Link, Span

CONTAINERS = frozenset(
    ("blockquote", "center", "details", "div", "dl", "ol", "p", "section", "table", "ul")
)
"""The elements that count as a `Block`: those that frame or fold their content."""

_LEVELS = {f"h{level}": level for level in range(1, 7)}


class Collected:
    """What the file shows, in the making. A heading's anchor is given when all are known."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self.anchors: list[Anchor] = []
        self.blocks: list[Block] = []
        self.directives: list[Directive] = []
        self.tags: list[model.Tag] = []
        self.titles: list[str] = []  # the headings' text content, not trimmed

    def add_heading(self, level: int, title: str, span: Span) -> None:
        """Append a heading."""
        self.titles.append(title)
        self.headings.append(Heading(level, " ".join(title.split()), "", span))

    def set_title(self, index: int, title: str, end: Span | None = None) -> None:
        """Give a heading the text that is known now, and its end."""
        heading = self.headings[index]
        self.titles[index] = title
        self.headings[index] = heading._replace(
            text=" ".join(title.split()), span=_join(heading.span, end)
        )


class _Open:
    """An element waiting for its end tag: the index of what it became, and its text so far."""

    def __init__(self, index: int, span: Span) -> None:
        self.index = index
        self.span = span
        self.parts: list[str] = []

    def text(self) -> str:
        return "".join(self.parts)


class RawHtml:
    """Reads a file's raw HTML in source order."""

    def __init__(
        self, collected: Collected, budget: Budget, last_line: int, last_column: int
    ) -> None:
        """The last place of the file is where an element ends that is never closed."""
        self._budget = budget
        self._out = collected
        self._last = (last_line, last_column)
        self._blocks: list[int] = []
        self._open_tags: Counter[str] = Counter()
        self._heading: _Open | None = None
        self._link: _Open | None = None
        self._torn: tuple[SourceMap, Tag] | None = None
        self._hidden_from = 0
        self.hidden = False
        """Whether a comment that a raw block left open hides what follows."""

    @property
    def block(self) -> int | None:
        """The index of the innermost container that is open."""
        return self._blocks[-1] if self._blocks else None

    @property
    def hidden_from(self) -> int | None:
        """The line of the comment that hides all that follows."""
        return self._hidden_from if self.hidden else None

    @property
    def wants_text(self) -> bool:
        """Whether an open heading or link takes the text that follows."""
        return self._heading is not None or self._link is not None

    def add_text(self, text: str) -> None:
        """Text between the tags, as shown."""
        for element in (self._heading, self._link):
            if element is not None:
                element.parts.append(text)

    def read_block(self, text: SourceMap) -> None:
        """A whole HTML block."""
        source = text.text
        place = self._visible(source, 0, len(source))
        for tag in tags(source, place):
            if self.wants_text:
                self.add_text(unescape(source[place : tag.start]))
            self._take(text, tag, inline=False)
            place = tag.end
        if self.wants_text and not self.hidden:
            self.add_text(unescape(source[place:]) + "\n")

    def read_tag(self, text: SourceMap, start: int, end: int) -> None:
        """One piece of inline HTML."""
        for tag in tags(text.text, self._visible(text.text, start, end), end):
            self._take(text, tag)

    def _visible(self, source: str, start: int, end: int) -> int:
        """Where a raw stretch comes out of the comment that hides it, if one does."""
        if self.hidden:
            close = source.find("-->", start, end)
            self.hidden = close < 0
            return end if close < 0 else close + 3
        return start

    def end_leaf(self) -> None:
        """A leaf block ends: a link that is still open keeps the text it has."""
        self._close_link(None)
        if self._heading is not None:
            self._heading.parts.append("\n")

    def finish_torn_tag(self) -> bool:
        """Something else follows: whether its own start tag ends one that a raw block left open."""
        if self._torn is None:
            return False
        text, tag = self._torn
        self._torn, tag.open = None, False
        self._take(text, tag)
        return True

    def begin_heading(self) -> None:
        """A Markdown heading begins: it ends one of HTML that was never closed."""
        self._close_heading(None)

    def _take(self, text: SourceMap, tag: Tag, inline: bool = True) -> None:
        self._budget.spend(2, text.line)
        span = text.span(tag.start, tag.end)
        self._out.tags.append(model.Tag(tag.name, tag.closing, span, inline, not tag.attributes))
        if tag.name == "!":
            return
        if tag.name == "!--":
            self.hidden = tag.open
            self._hidden_from = span.line
            found = directive(text, tag.start, tag.end)
            if found is not None:
                self._out.directives.append(found)
            return
        if tag.open:
            self._torn = text, tag
            return
        if tag.closing:
            self._end(tag.name, span)
            return
        if tag.name == "a":
            self._close_link(None)
            self._add_link(text, tag, span, "href")
        elif tag.name == "img":
            self._add_link(text, tag, span, "src")
        elif tag.name in _LEVELS:
            self._close_heading(None)
            self._heading = _Open(len(self._out.headings), span)
            self._out.add_heading(_LEVELS[tag.name], "", span)
        elif tag.name in CONTAINERS:
            self._open_block(tag.name, span)
        for name in ("id", "name") if tag.name == "a" else ("id",):
            attribute = tag.attributes.get(name)
            if attribute is not None and attribute.value:
                self._out.anchors.append(Anchor(unescape(attribute.value), span))

    def _end(self, name: str, span: Span) -> None:
        if name == "a":
            self._close_link(span)
        elif name in _LEVELS:
            self._close_heading(span)
        elif name in CONTAINERS:
            self._close_block(name, span)

    def _add_link(self, text: SourceMap, tag: Tag, span: Span, attribute: str) -> None:
        value = tag.attributes.get(attribute)
        if value is None:
            return
        self._budget.spend(5, span.line)
        url_span = text.span(value.start, value.end)
        url = unescape(value.value).strip(" \t\n\r\f")
        alt = tag.attributes.get("alt")
        if tag.name == "a":
            self._link = _Open(len(self._out.links), span)
        self._out.links.append(
            Link(
                url=url,
                text=unescape(alt.value) if alt else "",
                kind="html" if tag.name == "a" else "image",
                span=span,
                url_span=url_span,
            )
        )

    def _close_link(self, end: Span | None) -> None:
        element, self._link = self._link, None
        if element is not None:
            link = self._out.links[element.index]
            self._out.links[element.index] = link._replace(
                text=element.text(), span=_join(link.span, end)
            )

    def _close_heading(self, end: Span | None) -> None:
        element, self._heading = self._heading, None
        if element is not None:
            self._out.set_title(element.index, element.text(), end)

    def _open_block(self, tag: str, span: Span) -> None:
        if tag == "p":
            self._close_block("p", None)
        whole = Span(span.line, span.column, *self._last)
        heading = len(self._out.headings) - 1
        self._out.blocks.append(Block(tag, whole, heading if heading >= 0 else None, self.block))
        self._blocks.append(len(self._out.blocks) - 1)
        self._open_tags[tag] += 1

    def _close_block(self, tag: str, end: Span | None) -> None:
        """Close the innermost open ``tag`` and what was left open in it; else nothing."""
        blocks = self._out.blocks
        if not self._open_tags[tag]:
            return
        while self._blocks:
            index = self._blocks.pop()
            block = blocks[index]
            self._open_tags[block.tag] -= 1
            if end is not None:
                blocks[index] = block._replace(span=_join(block.span, end))
            if block.tag == tag:
                return

    def finish(self) -> None:
        """The file ends."""
        self._close_link(None)
        self._close_heading(None)


def _join(span: Span, end: Span | None) -> Span:
    return span if end is None else Span(span.line, span.column, end.end_line, end.end_column)
