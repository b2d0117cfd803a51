"""What GitHub's own parser, cmark-gfm, shows of a text: the oracle for links, headings and items.

PyPI's ``cmarkgfm`` renders only, so the HTML is what there is to compare with. Its ``sourcepos``
gives the place of blocks, with columns in bytes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote

import cmarkgfm  # type: ignore[import-untyped]
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

from linter.model import Document

_OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_SOURCEPOS
_SAFE = "-_.+!*(),%#@?=;:/$~&'"

Pointer = tuple[str, str]


@dataclass
class Shown:
    """Links and images as (tag, URL), headings as (level, text), list items as (line, column)."""

    links: list[Pointer] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)  # the headings' text content as it is
    items: list[tuple[int, int]] = field(default_factory=list)
    rows: int = 0
    notes: bool = False  # footnotes come last on the page, wherever they stand in the file

    def differences(self, other: Shown) -> list[str]:
        """What ``self`` (the oracle) has and ``other`` misses, and the other way round."""
        out: list[str] = []
        for name in ("links", "headings", "items"):
            mine, theirs = Counter(getattr(self, name)), Counter(getattr(other, name))
            out += [f"{name} missed: {thing}" for thing in mine - theirs]
            out += [f"{name} invented: {thing}" for thing in theirs - mine]
            if not out and not self.notes and getattr(self, name) != getattr(other, name):
                out.append(f"{name} in another order")
        if self.rows != other.rows:
            out.append(f"rows: {self.rows} expected, {other.rows} found")
        return out


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown = Shown()
        self.level = 0
        self.parts: list[str] = []
        self.notes: list[Pointer] = []
        self.in_notes = False
        self.in_head = False

    def parse_comment(self, i: int, report: bool = True) -> int:
        return self.parse_html_declaration(i)

    def parse_html_declaration(self, i: int) -> int:
        """Comments as HTML has them: one that is never closed hides the rest of the page."""
        text = self.rawdata
        if not text.startswith("<!--", i):
            return text.find(">", i) + 1 or len(text)
        for short in ("<!-->", "<!--->"):
            if text.startswith(short, i):
                return i + len(short)
        return text.find("-->", i + 4) + 3 if "-->" in text[i + 4 :] else len(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in reversed(attrs)}
        links = self.notes if self.in_notes else self.shown.links
        if tag == "a" and "href" in values:
            if not {"data-footnote-ref", "data-footnote-backref"} & values.keys():
                links.append(("a", _normal(values["href"])))
        elif tag == "img" and "src" in values:
            links.append(("img", _normal(values["src"])))
        elif tag == "section" and "data-footnotes" in values:
            self.in_notes = self.shown.notes = True
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self._end_heading()
            self.level = int(tag[1])
        elif tag == "li" and "data-sourcepos" in values:
            line, column = values["data-sourcepos"].partition("-")[0].split(":")
            self.shown.items.append((int(line), int(column)))
        elif tag == "thead":
            self.in_head = True
        elif tag == "tr" and "data-sourcepos" in values and not self.in_head:
            self.shown.rows += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "thead":
            self.in_head = False
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self._end_heading()

    def handle_data(self, data: str) -> None:
        if self.level:
            self.parts.append(data)

    def _end_heading(self) -> None:
        if self.level:
            title = "".join(self.parts)
            self.shown.titles.append(title)
            self.shown.headings.append((self.level, " ".join(title.split())))
        self.level = 0
        self.parts.clear()

    def end(self) -> Shown:
        self.close()
        self._end_heading()
        self.shown.links += self.notes
        return self.shown


def _normal(url: str) -> str:
    return quote(url.strip(" \t\n\r\f"), safe=_SAFE)


def render(text: str) -> str:
    """GitHub's HTML, before it is sanitised."""
    html: str = cmarkgfm.github_flavored_markdown_to_html(text, _OPTIONS)
    return html


def expected(text: str) -> Shown:
    """What GitHub shows."""
    reader = _Reader()
    reader.feed(render(text))
    return reader.end()


def found(document: Document) -> Shown:
    """The same of a parsed document."""
    shown = Shown()
    for link in document.links:
        shown.links.append(("img" if link.kind == "image" else "a", _normal(link.url)))
    for heading in document.headings:
        shown.headings.append((heading.level, heading.text))
    for item in document.items:
        if item.kind == "item":
            before = document.lines[item.span.line - 1][: item.span.column - 1]
            shown.items.append((item.span.line, len(before.encode()) + 1))
        elif item.kind == "row":
            shown.rows += 1
    return shown
