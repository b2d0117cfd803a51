"""From mistune's tokens to what a `Document` holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from mistune.util import unikey

from linter import model
from linter.markdown.block_tree import Token
from linter.markdown.emphasis import may_be_unmatched
from linter.markdown.inlines import GfmInlineParser, Inline
from linter.markdown.limits import Budget
from linter.markdown.link_references import References
from linter.markdown.raw_html import Collected, RawHtml
from linter.markdown.slugs import Slugger
from linter.markdown.source_map import SourceMap
from linter.markdown.text_content import Content
from linter.model import Document, Item, ItemKind, Link, LinkKind, RawBlock, Span, TextBlock

_INLINES = GfmInlineParser()


class Builder:
    """Walks the tokens and collects what the document holds."""

    def __init__(self, lines: tuple[str, ...], references: References, budget: Budget) -> None:
        """``lines`` are the file's own, ``references`` all its definitions."""
        self.lines = lines
        self.references = references
        self.budget = budget
        self.out = Collected()
        self.raw = RawHtml(self.out, budget, len(lines), len(lines[-1]) + 1)
        self.items: list[Item] = []
        self.unmatched_texts: list[TextBlock] = []
        self.raw_blocks: list[RawBlock] = []
        self.groups = 0
        self.parents: list[int] = []
        self.notes: dict[str, int] = {}
        self.seen_notes: set[str] = set()

    def finish(self, document: Document, unclosed: int | None) -> Document:
        """Everything in source order, the headings with their anchors.

        ``unclosed`` is the first line of a block that is open at the end of the file.
        """
        self.raw.finish()
        slugger = Slugger()
        headings = tuple(
            heading._replace(anchor=slugger.take(title))
            for heading, title in zip(self.out.headings, self.out.titles, strict=True)
        )
        return replace(
            document,
            headings=headings,
            own_page=_own_page(self.out.links, {heading.anchor for heading in headings}),
            links=tuple(sorted(self.out.links, key=lambda link: link.span)),
            directives=tuple(self.out.directives),
            items=tuple(self.items),
            tags=tuple(self.out.tags),
            unclosed=tuple(line for line in (unclosed, self.raw.hidden_from) if line),
            unmatched_texts=tuple(self.unmatched_texts),
            raw_blocks=tuple(self.raw_blocks),
            blocks=tuple(self.out.blocks),
            anchors=tuple(self.out.anchors),
        )

    def number_notes(self, tokens: list[Token]) -> None:
        """Find the footnotes that are shown, those that something refers to, in that order."""
        defined: set[str] = set()
        cited: list[str] = []
        for token in _descend(tokens):
            if token["type"] == "footnote_def":
                defined.add(unikey(token["key"]))
            elif token["type"] != "block_html" and "source" in token:
                text: SourceMap = token["source"]
                if "[^" in text.text:
                    cited += [
                        unikey(text.text[inline.text_start : inline.text_end])
                        for inline in _INLINES.read(text, self.references, self.budget).found
                        if inline.kind == "footnote"
                    ]
        shown = dict.fromkeys(key for key in cited if key in defined)
        self.notes = {key: number for number, key in enumerate(shown, start=1)}

    # ---- blocks

    def walk(self, tokens: list[Token], top: bool = True) -> None:
        """Visit sibling tokens; ``top``: paragraphs here may be entries.

        A token is emptied once it has been visited: what it held makes room for what it becomes.
        """
        in_run = False
        for token in tokens:
            kind = token["type"]
            torn = self.raw.finish_torn_tag()
            if kind == "paragraph":
                if top:
                    self.groups += not in_run
                    self._add_item("paragraph", token, self.groups)
                self._read_text(token["source"])
            elif kind == "heading":
                self._read_heading(token, torn)
            elif kind == "block_code":
                self.raw_blocks.append(RawBlock("code", token["line"], token["end"]))
            elif kind == "block_html":
                self.raw_blocks.append(RawBlock("html", token["line"], token["end"]))
                self.raw.read_block(token["source"])
                self.raw.end_leaf()
            elif kind == "list":
                self._walk_list(token)
            elif kind == "table":
                self._walk_table(token)
            elif kind == "block_quote":
                self.walk(token["children"], top)
            elif kind == "footnote_def":
                self._walk_note(token)
            in_run = kind == "paragraph"
            token.clear()

    def _walk_note(self, token: Token) -> None:
        """A footnote, if it is shown: the first of its key, and something refers to it."""
        key = unikey(token["key"])
        if key in self.notes and key not in self.seen_notes:
            self.seen_notes.add(key)
            self.walk(token["children"], top=False)

    def _walk_list(self, token: Token) -> None:
        self.groups += 1
        group = self.groups
        for item in token["children"]:
            own_end = item["end"]
            last = item["line"]
            for child in item["children"]:
                if child["type"] == "list":
                    own_end = last
                    break
                last = child["end"]
            shown = self._add_item("item", item, group, own_end, item["marker"])
            if shown:
                self.parents.append(len(self.items) - 1)
            self.walk(item["children"], top=False)
            if shown:
                self.parents.pop()
            item.clear()

    def _walk_table(self, token: Token) -> None:
        self.groups += 1
        header: tuple[str, ...] = ()
        group = self.groups
        for row in token["children"]:
            texts: list[SourceMap] = [cell["source"] for cell in row["children"]]
            if row["type"] == "table_row":
                self._add_item("row", row, group, cells=_spans(texts), header=header)
                for text in texts:
                    self._read_text(text)
            else:
                header = tuple(self._read_text(text).whole().strip() for text in texts)
            row.clear()

    def _add_item(
        self,
        kind: ItemKind,
        token: Token,
        group: int,
        own_end: int | None = None,
        marker: str = "",
        *,
        cells: tuple[Span, ...] = (),
        header: tuple[str, ...] = (),
    ) -> bool:
        if self.raw.hidden:
            return False
        end: int = token["end"]
        self.items.append(
            Item(
                kind=kind,
                span=Span(token["line"], token["column"], end, len(self.lines[end - 1]) + 1),
                own_end_line=end if own_end is None else own_end,
                marker=marker,
                depth=len(self.parents),
                group=group,
                parent=self.parents[-1] if self.parents else None,
                heading=len(self.out.headings) - 1 if self.out.headings else None,
                block=self.raw.block,
                cells=cells,
                header=header,
            )
        )
        return True

    def _read_heading(self, token: Token, torn: bool) -> None:
        if self.raw.hidden or torn:
            self._read_text(token["source"])
            return
        self.raw.begin_heading()
        end: int = token["end"]
        span = Span(token["line"], token["column"], end, len(self.lines[end - 1]) + 1)
        self.out.add_heading(token["attrs"]["level"], "", span)
        index = len(self.out.headings) - 1
        self.out.set_title(index, self._read_text(token["source"]).title())

    # ---- inlines

    def _read_text(self, text: SourceMap) -> Content:
        """Collect what a leaf's text holds."""
        state = _INLINES.read(text, self.references, self.budget)
        found = state.found
        if state.unmatched or may_be_unmatched(text.text):
            self._keep(text, found)
        content = Content(text.text, found, self.notes)
        if self.raw.hidden:
            self._read_raw(text, content, found)
            return content
        links = self.out.links
        raw = self.raw.wants_text
        for index, inline in enumerate(found):
            if inline.kind == "html":
                raw = True
            elif inline.kind not in ("code", "footnote"):
                links.append(_link(text, inline, content.of(index)))
        if "@" in text.text:
            self.budget.spend(text.text.count("@"), text.line)
            for start, end, address in content.mails():
                self.budget.spend(3, text.line)
                span = text.span(start, end)
                url = address if ":" in address else f"mailto:{address}"
                links.append(Link(url, address, "autolink", span, span))
        if raw:
            self._read_raw(text, content, found)
        return content

    def _keep(self, text: SourceMap, found: list[Inline]) -> None:
        if not self.raw.hidden:
            inlines = tuple(
                model.Inline(
                    construct.kind,
                    construct.start,
                    construct.end,
                    construct.text_start,
                    construct.text_end,
                )
                for construct in found
            )
            self.unmatched_texts.append(TextBlock(text, inlines))

    def _read_raw(self, text: SourceMap, content: Content, found: list[Inline]) -> None:
        """Hand inline HTML to its reader, and the text between if somebody waits for it."""
        place = 0
        for inline in found:
            if inline.kind == "html":
                if self.raw.wants_text:
                    self.raw.add_text(content.between(place, inline.start))
                self.raw.read_tag(text, inline.start, inline.end)
                place = inline.end
        if self.raw.wants_text:
            self.raw.add_text(content.between(place, len(text.text)))
        self.raw.end_leaf()


MIN_OWN_LINKS, OWN_RATIO, OWN_HEADINGS = 3, 0.7, 0.25
"""So many links to one page of GitHub with fragments that this page has, and this share of all
links into that page and of the headings here, are links to itself: another page may have a few
headings of the same name."""


def _own_page(links: list[Link], anchors: set[str]) -> str:
    """The absolute URL of this very page: ``https://github.com/owner/repo?tab=readme-ov-file``."""
    targets = [
        (base, fragment.lower())
        for link in links
        if "#" in link.url and link.url.startswith("https://github.com/")
        for base, _, fragment in (link.url.partition("#"),)
    ]
    total = Counter(base for base, _ in targets)
    known = Counter(base for base, fragment in targets if fragment in anchors)
    base, count = known.most_common(1)[0] if known else ("", 0)
    least = max(MIN_OWN_LINKS, OWN_RATIO * total[base], OWN_HEADINGS * len(anchors))
    return base if count >= least else ""


def _descend(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if "children" in token:
            yield from _descend(token["children"])


def _spans(texts: list[SourceMap]) -> tuple[Span, ...]:
    return tuple(text.span(0, len(text.text)) for text in texts)


def _link(text: SourceMap, inline: Inline, shown: str) -> Link:
    definition = inline.definition
    kind: LinkKind = "inline" if definition is None else "reference"
    if inline.kind in ("image", "autolink"):
        kind = "image" if inline.kind == "image" else "autolink"
    span = url_span = text.span(inline.start, inline.end)
    if definition is not None:
        url_span = definition.span
    elif inline.url_start != inline.start:
        url_span = text.span(inline.url_start, inline.url_end)
    return Link(inline.url, shown, kind, span, url_span)
