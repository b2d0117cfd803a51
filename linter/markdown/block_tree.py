"""The tree of blocks in the making: what is open, and how it becomes mistune's tokens."""

from __future__ import annotations

from typing import Any

from linter.markdown.limits import Budget
from linter.markdown.link_references import References
from linter.markdown.source_map import SourceMap
from linter.model import ListlintError

Token = dict[str, Any]

MAX_DEPTH = 100
"""Containers open at once; cmark-gfm too stops at 100 lists on a line."""


class Container:
    """An open container. ``width``: columns by which a list item's content is indented."""

    def __init__(self, kind: str, token: Token) -> None:
        self.kind = kind
        self.token = token
        self.width = 0


class Leaf:
    """The open leaf block: a paragraph, a code block or an HTML block, and its lines so far."""

    def __init__(self, kind: str, token: Token, line: int) -> None:
        self.kind = kind
        self.token = token
        self.line = line
        self.pieces: list[str] = []
        self.columns: list[int] = []
        self.mark = ""
        self.no_table = False

    def fill(self, line: int) -> None:
        """Put empty lines in the place of those before ``line`` that were passed over."""
        while self.line + len(self.pieces) < line:
            self.pieces.append("")
            self.columns.append(1)

    def text(self) -> SourceMap:
        """The lines so far."""
        return SourceMap.of_lines(self.pieces, self.line, self.columns)


class BlockTree:
    """The open containers, outermost first, the open leaf, and the tokens they fill.

    ``number`` is the line that is being read, ``last`` the last one so far that is not blank:
    whatever is closed ends there.
    """

    def __init__(self, references: References, path: str, budget: Budget) -> None:
        """Start with an empty document."""
        self.references = references
        self.path = path
        self.budget = budget
        self.root: Token = {"type": "document", "children": []}
        self.boxes = [Container("document", self.root)]
        self.leaf: Leaf | None = None
        self.number = 0
        self.footnotes = False
        self.last = 0  # the last line so far that is not blank

    def finish(self) -> list[Token]:
        """Close everything that is open at the end of the file."""
        self.close(1)
        tokens: list[Token] = self.root["children"]
        return tokens

    def begin(self, kind: str, type_: str, depth: int) -> Leaf:
        """Open a leaf block in the first ``depth`` containers, and close all others."""
        self.close(depth)
        self._make_room()
        self.budget.spend(2, self.number)
        token: Token = {"type": type_, "line": self.number, "end": self.number}
        self.boxes[-1].token["children"].append(token)
        self.leaf = leaf = Leaf(kind, token, self.number)
        self.last = self.number
        return leaf

    def push(self, kind: str, type_: str, depth: int) -> Container:
        """Open a container in the first ``depth`` ones, and close all others.

        Raises `ListlintError` beyond `MAX_DEPTH`.
        """
        self.close(depth)
        if kind != "item":
            self._make_room()
        self.budget.spend(2, self.number)
        if len(self.boxes) > MAX_DEPTH:
            raise ListlintError(
                f"{self.path}:{self.number}: lists and quotes are nested"
                f" more than {MAX_DEPTH} deep; flatten them"
            )
        token: Token = {"type": type_, "line": self.number, "end": self.number, "children": []}
        self.boxes[-1].token["children"].append(token)
        box = Container(kind, token)
        self.boxes.append(box)
        self.last = self.number
        return box

    def _make_room(self) -> None:
        """A list holds items only, a table rows only: anything else ends them."""
        while self.boxes[-1].kind in ("list", "table"):
            self.close(len(self.boxes) - 1)

    def close(self, depth: int) -> None:
        """Close the open leaf and all but the first ``depth`` containers."""
        if self.leaf is not None:
            self.close_leaf()
        while len(self.boxes) > depth:
            box = self.boxes.pop()
            box.token["end"] = max(self.last, box.token["line"])

    def close_leaf(self) -> None:
        """Close the open leaf; one that held definitions only was not a paragraph."""
        leaf = self.leaf
        if leaf is None:
            return
        self.leaf = None
        if leaf.kind == "paragraph":
            self.strip_definitions(leaf)
            if not leaf.pieces:
                self.boxes[-1].token["children"].pop()
                return
        leaf.token["line"] = leaf.line
        leaf.token["end"] = max(self.last, leaf.line)
        if leaf.kind in ("paragraph", "text"):
            leaf.token["end"] = leaf.line + len(leaf.pieces) - 1
        if leaf.pieces:
            leaf.token["source"] = leaf.text()
            leaf.token.setdefault("column", leaf.columns[0])

    def strip_definitions(self, leaf: Leaf) -> None:
        """Move the definitions a paragraph begins with to the references."""
        if leaf.pieces and leaf.pieces[0].startswith("["):
            text = leaf.text()
            end = self.references.read(text)
            count = text.text.count("\n", 0, end) + (end == len(text.text))
            if end:
                del leaf.pieces[:count], leaf.columns[:count]
                leaf.line += count

    def add_row(self, table: Token, line: int, text: str, cells: list[tuple[int, int]]) -> None:
        """Append a row to a table; cells beyond the width of its first row are not shown."""
        self.budget.spend(2 + 2 * len(cells), line)
        rows = table["children"]
        head = not rows
        if not head:
            cells = cells[: len(rows[0]["children"])]
        rows.append(
            {
                "type": "table_head" if head else "table_row",
                "line": line,
                "end": line,
                "column": len(text) - len(text.lstrip(" \t")) + 1,
                "children": [
                    {"type": "table_cell", "source": SourceMap.of_cell(text, line, *cell)}
                    for cell in cells
                ],
            }
        )
