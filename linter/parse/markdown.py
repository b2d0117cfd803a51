"""Markdown text to `Document`: what GitHub shows of it, and where each thing stands."""

from __future__ import annotations

from dataclasses import replace

from mistune import BlockState

from linter.model import Document, Item, Link, Span
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
                    self._add_item("paragraph", token, token["source"].columns[0])
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
            self._add_item("item", item, item["column"], own_end, item["marker"], group=group)
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
                line = self.lines[row["line"] - 1]
                column = row["column"]
                cells = tuple(text.span(0, len(text.text)) for text in texts)
                self._add_item("row", row, column, group=group, cells=cells, header=header)
                for text in texts:
                    self._read_text(text)
            else:
                header = tuple(self._read_text(text).strip() for text in texts)
