"""The leaf blocks of GFM: headings, code, raw HTML, tables, paragraphs (chapter 4)."""

from __future__ import annotations

from linter.markdown import block_patterns
from linter.markdown.block_tree import BlockTree, Leaf
from linter.markdown.limits import Budget
from linter.markdown.line_cursor import Cursor
from linter.markdown.link_references import References
from linter.markdown.tables import is_delimiter_row, split_row

CODE_INDENT = 4


class LeafReader(BlockTree):
    """Begins, continues and ends leaf blocks at the cursor."""

    def __init__(self, references: References, path: str, budget: Budget) -> None:
        """Start with an empty document."""
        super().__init__(references, path, budget)
        self.cursor = Cursor()

    @property
    def unclosed(self) -> int | None:
        """The first line of the code or HTML block that is open and that only its end closes."""
        leaf = self.leaf
        if leaf is None:
            return None
        ends = leaf.kind == "fence" or (
            leaf.kind == "html" and leaf.mark in block_patterns.HTML_END
        )
        return leaf.line if ends else None

    def hold(self, leaf: Leaf) -> bool:
        """Give the line to an open code or HTML block; False when it does not belong there."""
        cursor = self.cursor
        if leaf.kind == "html":
            if leaf.mark in block_patterns.HTML_END or not cursor.blank:
                self._add_html(leaf)
                return True
            return False
        if leaf.kind == "fence":
            rest = cursor.text[cursor.nonspace :].rstrip(" \t")
            if (
                cursor.indent < CODE_INDENT
                and len(rest) >= len(leaf.mark)
                and not rest.strip(leaf.mark[0])
            ):
                self.last = self.number
                self.close_leaf()
            return True
        return cursor.indent >= CODE_INDENT or cursor.blank

    def open_leaf(self, depth: int, held: bool) -> bool:
        """Begin a leaf block, and end it too if it is only one line long."""
        cursor = self.cursor
        text = cursor.text
        start = cursor.nonspace
        char = text[start]
        if char == "#":
            if self._read_atx(depth):
                return True
        elif char in "`~":
            fence = block_patterns.FENCE.match(text, start)
            if fence:
                self.begin("fence", "block_code", depth).mark = fence.group(1) or fence.group(2)
                return True
        elif char == "<":
            html = block_patterns.HTML.match(text, start)
            if html and not (held and html.lastgroup == "alone"):
                leaf = self.begin("html", "block_html", depth)
                leaf.mark = html.lastgroup or ""
                self._add_html(leaf)
                return True
        elif char in "=-" and held and block_patterns.SETEXT.match(text, start):
            return self._read_setext()  # if not, the line is text: a break it cannot be
        if char in "-*_" and block_patterns.BREAK.match(text, start):
            self.begin("break", "thematic_break", depth)
            self.close_leaf()
            return True
        if held:
            return self._open_table()
        if self.boxes[depth - 1].kind == "table":
            self.close(depth)
            self.add_row(self.boxes[-1].token, self.number, text, split_row(text, start))
            return True
        return False

    def _read_atx(self, depth: int) -> bool:
        cursor = self.cursor
        mark = block_patterns.ATX.match(cursor.text, cursor.nonspace)
        if mark is None:
            return False
        leaf = self.begin("heading", "heading", depth)
        self.budget.spend(2, self.number)
        text = cursor.text[mark.end() :].rstrip(" \t\v\f")
        text = block_patterns.CLOSING_HASHES.sub("", text).rstrip(" \t\v\f")
        leaf.pieces, leaf.columns = [text], [mark.end() + 1]
        leaf.token.update(
            attrs={"level": len(mark.group(1))}, style="atx", column=cursor.nonspace + 1
        )
        self.close_leaf()
        return True

    def _read_setext(self) -> bool:
        """Turn the open paragraph into a heading, unless it holds definitions only."""
        leaf = self.leaf
        assert leaf is not None
        self.strip_definitions(leaf)
        if not leaf.pieces:
            return False
        level = 1 if self.cursor.text[self.cursor.nonspace] == "=" else 2
        leaf.kind = "heading"
        self.budget.spend(2, self.number)
        leaf.token.update(
            type="heading", attrs={"level": level}, style="setext", column=leaf.columns[0]
        )
        self.last = self.number
        self.close_leaf()
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
        box = self.push("table", "table", len(self.boxes))
        box.token["line"] = line
        box.width = len(cells)
        self.add_row(box.token, line, header, cells)
        return True

    def _add_html(self, leaf: Leaf) -> None:
        cursor = self.cursor
        leaf.fill(self.number)
        leaf.pieces.append(cursor.text[cursor.offset :])
        leaf.columns.append(cursor.offset + 1)
        end = block_patterns.HTML_END.get(leaf.mark)
        if end is not None and end.search(cursor.text, cursor.nonspace):
            self.last = self.number
            self.close_leaf()
