"""Markdown text to `Document`: what GitHub shows of it, and where each thing stands."""

from __future__ import annotations

from dataclasses import replace

from mistune import BlockState

from linter.model import Document, Item, ItemKind, Link, LinkKind, Span
from linter.parse.anchors import Slugger
from linter.parse.blocks import GfmBlockParser, Token
from linter.parse.inlines import GfmInlineParser, Inline, plain_text
from linter.parse.raw import Collected, RawHtml
from linter.parse.references import References
from linter.parse.texts import Text

_BLOCKS = GfmBlockParser()
_INLINES = GfmInlineParser()


def parse(text: str, path: str = "README.md") -> Document:
    """Read a Markdown file; ``entries`` stay empty.

    Raises `ListlintError` when the file must be refused: containers nested too deep to be a list.
    """
    document = Document(path, text)
    source = "\n".join(document.lines).replace("\0", "\ufffd")
    references = References()
    state = BlockState()
    state.env.update(references=references, path=path)
    state.process(source)
    _BLOCKS.parse(state)
    builder = _Builder(document.lines, references)
    builder.walk(state.tokens)
    return builder.finish(document)


class _Builder:
    """Walks the tokens and collects what the document holds."""

    def __init__(self, lines: tuple[str, ...], references: References) -> None:
        self.lines = lines
        self.references = references
        self.out = Collected()
        self.raw = RawHtml(self.out, len(lines), len(lines[-1]) + 1)
        self.items: list[Item] = []
        self.groups = 0
        self.parents: list[int] = []
        self.notes: dict[str, list[Token]] = {}
        self.cited: list[str] = []

    def finish(self, document: Document) -> Document:
        """Everything in source order, the headings with their anchors."""
        self.raw.finish()
        slugger = Slugger()
        return replace(
            document,
            headings=tuple(
                replace(heading, anchor=slugger.take(title))
                for heading, title in zip(self.out.headings, self.out.titles, strict=True)
            ),
            links=tuple(sorted(self.out.links, key=lambda link: link.span)),
            directives=tuple(self.out.directives),
            items=tuple(self.items),
            blocks=tuple(self.out.blocks),
            anchors=tuple(self.out.anchors),
        )

    # ---- blocks

    def walk(self, tokens: list[Token], top: bool = True) -> None:
        """Visit sibling tokens; ``top``: paragraphs here may be entries."""
        in_run = False
        for token in tokens:
            kind = token["type"]
            if kind == "paragraph":
                if top:
                    self.groups += not in_run
                    self._add_item("paragraph", token, self.groups)
                self._read_text(token["source"])
            elif kind == "heading":
                self._read_heading(token)
            elif kind == "block_html":
                self.raw.read_block(token["source"])
                self.raw.end_leaf()
            elif kind == "list":
                self._walk_list(token)
            elif kind == "table":
                self._walk_table(token)
            elif kind in ("block_quote", "footnote_def"):
                self.walk(token["children"], top and kind == "block_quote")
            in_run = kind == "paragraph"

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
            self._add_item("item", item, group, own_end, item["marker"])
            self.parents.append(len(self.items) - 1)
            self.walk(item["children"], top=False)
            self.parents.pop()

    def _walk_table(self, token: Token) -> None:
        self.groups += 1
        header: tuple[str, ...] = ()
        group = self.groups
        for row in token["children"]:
            texts: list[Text] = [cell["source"] for cell in row["children"]]
            if row["type"] == "table_row":
                self._add_item("row", row, group, cells=_spans(texts), header=header)
                for text in texts:
                    self._read_text(text)
            else:
                header = tuple(self._read_text(text).strip() for text in texts)

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
    ) -> None:
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

    def _read_heading(self, token: Token) -> None:
        self.raw.begin_heading()
        end: int = token["end"]
        span = Span(token["line"], token["column"], end, len(self.lines[end - 1]) + 1)
        self.out.add_heading(token["attrs"]["level"], "", span)
        index = len(self.out.headings) - 1
        self.out.set_title(index, self._read_text(token["source"]))

    # ---- inlines

    def _read_text(self, text: Text) -> str:
        """Collect what a leaf's text holds; its text content."""
        tokens, found = _INLINES.read(text.text, self.references)
        if any(inline.kind == "html" for inline in found) or self.raw.wants_text:
            self._read_raw(text, found)
        for inline in found:
            if inline.url_end or inline.definition:
                self.out.links.append(_link(text, inline))
        return plain_text(tokens)

    def _read_raw(self, text: Text, found: list[Inline]) -> None:
        """Hand inline HTML to its reader, and the text between if somebody waits for it."""
        place = 0
        for inline in sorted(found, key=lambda inline: inline.start):
            if inline.kind != "html":
                continue
            self._add_text(text.text[place : inline.start])
            self.raw.read_tag(text, inline.start, inline.end)
            place = inline.end
        self._add_text(text.text[place:])
        self.raw.end_leaf()

    def _add_text(self, source: str) -> None:
        if self.raw.wants_text and source:
            self.raw.add_text(plain_text(_INLINES.read(source, self.references)[0]))


def _spans(texts: list[Text]) -> tuple[Span, ...]:
    return tuple(text.span(0, len(text.text)) for text in texts)


def _link(text: Text, inline: Inline) -> Link:
    kind: LinkKind = "inline"
    if inline.kind == "image":
        kind = "image"
    elif inline.kind == "autolink":
        kind = "autolink"
    elif inline.definition is not None:
        kind = "reference"
    return Link(
        url=inline.url,
        text=plain_text(inline.tokens or []),
        kind=kind,
        span=text.span(inline.start, inline.end),
        url_span=inline.definition.span
        if inline.definition is not None
        else text.span(inline.url_start, inline.url_end),
    )
