"""The blocks of GFM, read line by line, as mistune's tokens with their places.

mistune's own block parser collects a container's lines by pattern before it knows what is open
inside; so a lazy line, a table or an HTML block in a list item comes out unlike GitHub's, and a
list parses the block that breaks it by recursion. ``BlockParser.parse`` is the extension point:
here it follows the strategy that CommonMark lays down (0.31.2, appendix "A parsing strategy") and
cmark-gfm carries out. Every line is looked at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mistune import BlockParser, BlockState

from linter.model import ListlintError
from linter.parse import starts
from linter.parse.budget import Budget
from linter.parse.cursor import Cursor
from linter.parse.references import References
from linter.parse.tables import is_delimiter_row, split_row
from linter.parse.texts import Text

Token = dict[str, Any]

MAX_DEPTH = 100
"""Containers open at once; cmark-gfm too stops at 100 lists on a line."""

_CODE_INDENT = 4
_DONE = -1


class GfmBlockParser(BlockParser):
    """mistune's block parser with GitHub's reading of block structure.

    The tokens are mistune's; those with text carry ``source`` (a `Text`), all carry ``line`` and
    ``end``, the 1-based numbers of their first and of their last line that is not blank.
    ``state.env`` must hold ``references``, which takes the link reference definitions, ``path``
    and ``budget``. Raises `ListlintError` when containers nest deeper than `MAX_DEPTH` or the
    budget is spent.
    """

    def parse(self, state: BlockState, rules: list[str] | None = None) -> None:  # noqa: ARG002
        """Fill ``state.tokens``; ``rules`` is mistune's and does not apply."""
        reader = _Reader(state.env["references"], state.env["path"], state.env["budget"])
        for line in state.src.split("\n"):
            reader.read(line)
        state.tokens = reader.finish()
        state.env["footnotes"] = reader.footnotes
        state.cursor = state.cursor_max


@dataclass(slots=True)
class _Container:
    """An open container. ``width``: columns by which a list item's content is indented."""

    kind: str
    token: Token
    width: int = 0


@dataclass(slots=True)
class _Leaf:
    """The open leaf block: a paragraph, a code block or an HTML block, and its lines so far."""

    kind: str
    token: Token
    line: int
    pieces: list[str] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    mark: str = ""
    no_table: bool = False

    def text(self) -> Text:
        return Text.of_lines(self.pieces, self.line, self.columns)


class _Reader:
    """One run over a file's lines."""

    def __init__(self, references: References, path: str, budget: Budget) -> None:
        self.references = references
        self.path = path
        self.budget = budget
        self.root: Token = {"type": "document", "children": []}
        self.boxes = [_Container("document", self.root)]
        self.leaf: _Leaf | None = None
        self.cursor = Cursor()
        self.number = 0
        self.footnotes = False
        self._blanks = 0  # lines before this one that were blank and just like their predecessor
        self.last = 0  # the last line so far that is not blank

    def finish(self) -> list[Token]:
        """Close everything that is open at the end of the file."""
        self._close(1)
        tokens: list[Token] = self.root["children"]
        return tokens

    def read(self, text: str) -> None:
        """Take in the next line."""
        self.number += 1
        cursor = self.cursor
        if text == cursor.text and not text.strip(" \t"):
            self._blanks += 1
            if self._blanks > 1 and self.leaf is None:
                return  # a third blank line in a row changes nothing
        else:
            self._blanks = 0
        cursor.enter(text)
        depth = self._continued()
        leaf = self.leaf
        if leaf is not None and depth == len(self.boxes) and leaf.kind != "paragraph":
            if self._hold(leaf):
                if not cursor.blank:
                    self.last = self.number
                return
            leaf = None
        held = leaf is not None and depth == len(self.boxes) and not cursor.blank
        depth = self._open(depth, held)
        if depth != _DONE:
            self._add_text(depth)
        if not cursor.blank:
            self.last = self.number

    # ---- what goes on

    def _continued(self) -> int:
        """How many of the open containers this line belongs to; moves past their prefixes."""
        cursor = self.cursor
        boxes = self.boxes
        for depth in range(1, len(boxes)):
            box = boxes[depth]
            kind = box.kind
            if kind == "item":
                if cursor.indent >= box.width:
                    cursor.skip_columns(box.width)
                elif cursor.blank and box.token["children"]:
                    cursor.skip_to(cursor.nonspace)
                else:
                    return depth
            elif kind == "quote":
                if cursor.blank or cursor.indent >= _CODE_INDENT or not self._skip_quote_mark():
                    return depth
            elif kind == "footnote":
                if cursor.indent >= _CODE_INDENT:
                    cursor.skip_columns(_CODE_INDENT)
                elif cursor.offset < len(cursor.text):
                    return depth
            elif kind == "table" and not split_row(cursor.text, cursor.nonspace):
                return depth
        return len(boxes)

    def _skip_quote_mark(self) -> bool:
        cursor = self.cursor
        if cursor.text[cursor.nonspace] != ">":
            return False
        cursor.skip_to(cursor.nonspace + 1)
        if cursor.indent:
            cursor.skip_columns(1)
        return True

    def _hold(self, leaf: _Leaf) -> bool:
        """Give the line to an open code or HTML block; False when it does not belong there."""
        cursor = self.cursor
        if leaf.kind == "html":
            if leaf.mark in starts.HTML_END or not cursor.blank:
                self._add_html(leaf)
                return True
            return False
        if leaf.kind == "fence":
            rest = cursor.text[cursor.nonspace :].rstrip(" \t")
            if (
                cursor.indent < _CODE_INDENT
                and len(rest) >= len(leaf.mark)
                and not rest.strip(leaf.mark[0])
            ):
                self.last = self.number
                self._close_leaf()
            return True
        return cursor.indent >= _CODE_INDENT or cursor.blank

    # ---- what begins

    def _open(self, depth: int, held: bool) -> int:
        """Open the blocks that begin on this line.

        ``held``: the paragraph that is open goes on unless one begins. The result is the number
        of containers that the rest of the line belongs to, or `_DONE` when nothing is left.
        """
        cursor = self.cursor
        lazy = self.leaf is not None and self.leaf.kind == "paragraph"
        while not cursor.blank:
            if cursor.indent >= _CODE_INDENT:
                if lazy:
                    break
                self._begin("code", "block_code", depth)
                return _DONE
            if self._open_container(depth, held):
                depth = len(self.boxes)
                held = lazy = False
            elif self._open_leaf(depth, held):
                return _DONE
            else:
                break
        return depth

    def _open_container(self, depth: int, held: bool) -> bool:
        cursor = self.cursor
        char = cursor.text[cursor.nonspace]
        if char == ">":
            self._push("quote", "block_quote", depth)
            self._skip_quote_mark()
            return True
        if char == "[":
            note = starts.FOOTNOTE.match(cursor.text, cursor.nonspace)
            if note is None:
                return False
            self.footnotes = True
            box = self._push("footnote", "footnote_def", depth)
            box.token["key"] = note.group(1)
            cursor.skip_to(note.end())
            return True
        if char in "-+*0123456789":
            return self._open_item(depth, held)
        return False

    def _open_item(self, depth: int, held: bool) -> bool:
        cursor = self.cursor
        text = cursor.text
        start = cursor.nonspace
        marker = starts.MARKER.match(text, start)
        if marker is None or starts.BREAK.match(text, start):
            return False
        if held and (not text[marker.end() :].strip(" \t") or marker.group(1) not in (None, "1")):
            return False
        indent = cursor.indent
        bullet = text[marker.end() - 1]
        top = self.boxes[depth - 1]
        if top.kind != "list" or top.token["bullet"] != bullet:
            box = self._push("list", "list", depth)
            box.token["bullet"] = bullet
            box.token["attrs"] = {"ordered": marker.group(1) is not None}
            depth = len(self.boxes)
        item = self._push("item", "list_item", depth)
        item.token["column"] = start + 1
        item.token["marker"] = marker.group()
        cursor.skip_to(marker.end())
        blanks = cursor.indent
        if blanks > _CODE_INDENT or cursor.blank:
            blanks = 1
        cursor.skip_columns(blanks)
        item.width = indent + len(marker.group()) + blanks
        return True

    def _open_leaf(self, depth: int, held: bool) -> bool:
        """Begin a leaf block, and end it too if it is only one line long."""
        cursor = self.cursor
        text = cursor.text
        start = cursor.nonspace
        char = text[start]
        if char == "#":
            if self._read_atx(depth):
                return True
        elif char in "`~":
            fence = starts.FENCE.match(text, start)
            if fence:
                self._begin("fence", "block_code", depth).mark = fence.group(1) or fence.group(2)
                return True
        elif char == "<":
            html = starts.HTML.match(text, start)
            if html and not (held and html.lastgroup == "alone"):
                leaf = self._begin("html", "block_html", depth)
                leaf.mark = html.lastgroup or ""
                self._add_html(leaf)
                return True
        elif char in "=-" and held and starts.SETEXT.match(text, start):
            return self._read_setext()  # if not, the line is text: a break it cannot be
        if char in "-*_" and starts.BREAK.match(text, start):
            self._begin("break", "thematic_break", depth)
            self._close_leaf()
            return True
        if held:
            return self._open_table()
        if self.boxes[depth - 1].kind == "table":
            self._close(depth)
            self._add_row(self.boxes[-1].token, self.number, text, split_row(text, start))
            return True
        return False

    # ---- leaf blocks

    def _read_atx(self, depth: int) -> bool:
        cursor = self.cursor
        mark = starts.ATX.match(cursor.text, cursor.nonspace)
        if mark is None:
            return False
        leaf = self._begin("heading", "heading", depth)
        text = cursor.text[mark.end() :].rstrip(" \t\v\f")
        text = starts.CLOSING_HASHES.sub("", text).rstrip(" \t\v\f")
        leaf.pieces, leaf.columns = [text], [mark.end() + 1]
        leaf.token.update(
            attrs={"level": len(mark.group(1))}, style="atx", column=cursor.nonspace + 1
        )
        self._close_leaf()
        return True

    def _read_setext(self) -> bool:
        """Turn the open paragraph into a heading, unless it holds definitions only."""
        leaf = self.leaf
        assert leaf is not None
        self._strip_definitions(leaf)
        if not leaf.pieces:
            return False
        level = 1 if self.cursor.text[self.cursor.nonspace] == "=" else 2
        leaf.kind = "heading"
        leaf.token.update(
            type="heading", attrs={"level": level}, style="setext", column=leaf.columns[0]
        )
        self.last = self.number
        self._close_leaf()
        return True

    def _open_table(self) -> bool:
        """Turn the last line of the open paragraph into a table's head, if this delimits one."""
        leaf = self.leaf
        cursor = self.cursor
        assert leaf is not None
        if leaf.no_table or not is_delimiter_row(cursor.text, cursor.nonspace):
            return False
        start = leaf.columns[-1] - 1
        header = " " * start + leaf.pieces[-1]
        cells = split_row(header, start)
        if not cells or len(cells) != len(split_row(cursor.text, cursor.nonspace)):
            leaf.no_table = True
            return False
        line = leaf.line + len(leaf.pieces) - 1
        leaf.pieces.pop()
        leaf.columns.pop()
        leaf.kind = "text"  # a paragraph that a table cuts short defines no references
        if not leaf.pieces:
            self.boxes[-1].token["children"].pop()
            self.leaf = None
        box = self._push("table", "table", len(self.boxes))
        box.token["line"] = line
        box.width = len(cells)
        self._add_row(box.token, line, header, cells)
        return True

    def _add_row(self, table: Token, line: int, text: str, cells: list[tuple[int, int]]) -> None:
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
                    {"type": "table_cell", "source": Text.of_cell(text, line, *cell)}
                    for cell in cells
                ],
            }
        )

    def _add_html(self, leaf: _Leaf) -> None:
        cursor = self.cursor
        leaf.pieces.append(cursor.text[cursor.offset :])
        leaf.columns.append(cursor.offset + 1)
        end = starts.HTML_END.get(leaf.mark)
        if end is not None and end.search(cursor.text, cursor.nonspace):
            self.last = self.number
            self._close_leaf()

    def _add_text(self, depth: int) -> None:
        """Give the rest of the line to the open paragraph, lazily too, or begin one."""
        cursor = self.cursor
        leaf = self.leaf
        if cursor.blank:
            self._close(depth)
            return
        if leaf is None or leaf.kind != "paragraph":
            leaf = self._begin("paragraph", "paragraph", depth)
        leaf.pieces.append(cursor.text[cursor.nonspace :])
        leaf.columns.append(cursor.nonspace + 1)

    # ---- opening and closing

    def _begin(self, kind: str, type_: str, depth: int) -> _Leaf:
        self._close(depth)
        self._make_room()
        self.budget.spend(2, self.number)
        token: Token = {"type": type_, "line": self.number, "end": self.number}
        self.boxes[-1].token["children"].append(token)
        self.leaf = leaf = _Leaf(kind, token, self.number)
        self.last = self.number
        return leaf

    def _push(self, kind: str, type_: str, depth: int) -> _Container:
        self._close(depth)
        if kind != "item":
            self._make_room()
        self.budget.spend(2, self.number)
        if len(self.boxes) > MAX_DEPTH:
            raise ListlintError(
                f"{self.path}:{self.number}:{self.cursor.nonspace + 1}: lists and quotes are nested"
                f" more than {MAX_DEPTH} deep; flatten them"
            )
        token: Token = {"type": type_, "line": self.number, "end": self.number, "children": []}
        self.boxes[-1].token["children"].append(token)
        box = _Container(kind, token)
        self.boxes.append(box)
        self.last = self.number
        return box

    def _make_room(self) -> None:
        """A list holds items only, a table rows only: anything else ends them."""
        while self.boxes[-1].kind in ("list", "table"):
            self._close(len(self.boxes) - 1)

    def _close(self, depth: int) -> None:
        """Close the open leaf and all but the first ``depth`` containers."""
        if self.leaf is not None:
            self._close_leaf()
        while len(self.boxes) > depth:
            box = self.boxes.pop()
            box.token["end"] = max(self.last, box.token["line"])

    def _close_leaf(self) -> None:
        leaf = self.leaf
        if leaf is None:
            return
        self.leaf = None
        if leaf.kind == "paragraph":
            self._strip_definitions(leaf)
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

    def _strip_definitions(self, leaf: _Leaf) -> None:
        """Move the definitions a paragraph begins with to the references."""
        if leaf.pieces and leaf.pieces[0].startswith("["):
            text = leaf.text()
            end = self.references.read(text)
            count = text.text.count("\n", 0, end) + (end == len(text.text))
            if end:
                del leaf.pieces[:count], leaf.columns[:count]
                leaf.line += count
