"""The blocks of GFM, read line by line, as mistune's tokens with their places.

mistune's own block parser collects a container's lines by pattern before it knows what is open
inside; so a lazy line, a table or an HTML block in a list item comes out unlike GitHub's, and a
list parses the block that breaks it by recursion. ``BlockParser.parse`` is the extension point:
here it follows the strategy that CommonMark lays down (0.31.2, appendix "A parsing strategy") and
cmark-gfm carries out. Every line is looked at once.
"""

from __future__ import annotations

from mistune import BlockParser, BlockState

from linter.markdown import block_patterns
from linter.markdown.leaf_blocks import CODE_INDENT, LeafReader
from linter.markdown.limits import Budget
from linter.markdown.link_references import References
from linter.markdown.tables import split_row

_DONE = -1


class GfmBlockParser(BlockParser):
    """mistune's block parser with GitHub's reading of block structure.

    The tokens are mistune's; those with text carry ``source`` (a `Text`), all carry ``line`` and
    ``end``, the 1-based numbers of their first and of their last line that is not blank.
    ``state.env`` must hold the file's ``lines``, ``references``, which takes the link reference
    definitions, ``path`` and ``budget``. Raises `ListlintError` when containers nest too deep or
    the budget is spent.
    """

    def parse(self, state: BlockState, rules: list[str] | None = None) -> None:  # noqa: ARG002
        """Fill ``state.tokens``; ``rules`` is mistune's and does not apply."""
        reader = _Reader(state.env["references"], state.env["path"], state.env["budget"])
        skipped = state.env["skipped"]
        for number, line in enumerate(state.env["lines"], start=1):
            if number in skipped:
                reader.number += 1
            else:
                reader.read(line.replace("\0", "\ufffd"))  # CommonMark 0.31.2, section 2.3
        state.env["unclosed"] = reader.unclosed
        state.tokens = reader.finish()
        state.env["footnotes"] = reader.footnotes


class _Reader(LeafReader):
    """One run over a file's lines."""

    def __init__(self, references: References, path: str, budget: Budget) -> None:
        super().__init__(references, path, budget)
        self._blanks = 0  # lines before this one that were blank and just like their predecessor

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
            if self.hold(leaf):
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
                if cursor.blank or cursor.indent >= CODE_INDENT or not self._skip_quote_mark():
                    return depth
            elif kind == "footnote":
                if cursor.indent >= CODE_INDENT:
                    cursor.skip_columns(CODE_INDENT)
                elif cursor.offset < len(cursor.text):
                    return depth
            elif kind == "table" and not split_row(cursor.text, cursor.nonspace, 1):
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

    # ---- what begins

    def _open(self, depth: int, held: bool) -> int:
        """Open the blocks that begin on this line.

        ``held``: the paragraph that is open goes on unless one begins. The result is the number
        of containers that the rest of the line belongs to, or `_DONE` when nothing is left.
        """
        cursor = self.cursor
        lazy = self.leaf is not None and self.leaf.kind == "paragraph"
        while not cursor.blank:
            if cursor.indent >= CODE_INDENT:
                if lazy:
                    break
                self.begin("code", "block_code", depth)
                return _DONE
            if self._open_container(depth, held):
                depth = len(self.boxes)
                held = lazy = False
                if self._skip_task():
                    break
            elif self.open_leaf(depth, held):
                return _DONE
            else:
                break
        return depth

    def _open_container(self, depth: int, held: bool) -> bool:
        cursor = self.cursor
        char = cursor.text[cursor.nonspace]
        if char == ">":
            self.push("quote", "block_quote", depth)
            self._skip_quote_mark()
            return True
        if char == "[":
            note = block_patterns.FOOTNOTE.match(cursor.text, cursor.nonspace)
            if note is None:
                return False
            self.footnotes = True
            box = self.push("footnote", "footnote_def", depth)
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
        marker = block_patterns.MARKER.match(text, start)
        if marker is None or block_patterns.BREAK.match(text, start):
            return False
        if held and (not text[marker.end() :].strip(" \t") or marker.group(1) not in (None, "1")):
            return False
        indent = cursor.indent
        bullet = text[marker.end() - 1]
        top = self.boxes[depth - 1]
        if top.kind != "list" or top.token["bullet"] != bullet:
            box = self.push("list", "list", depth)
            box.token["bullet"] = bullet
            box.token["attrs"] = {"ordered": marker.group(1) is not None}
            depth = len(self.boxes)
        item = self.push("item", "list_item", depth)
        item.token["column"] = start + 1
        item.token["marker"] = marker.group()
        cursor.skip_to(marker.end())
        blanks = cursor.indent
        if blanks > CODE_INDENT or cursor.blank:
            blanks = 1
        cursor.skip_columns(blanks)
        item.width = indent + len(marker.group()) + blanks
        return True

    def _skip_task(self) -> bool:
        """Pass over a task's box, if the item that was opened begins with one.

        What follows the box can only be a paragraph.
        """
        cursor = self.cursor
        if cursor.indent >= CODE_INDENT or not cursor.text.startswith("[", cursor.nonspace):
            return False
        task = block_patterns.TASK.match(cursor.text)
        if task is None:
            return False
        cursor.skip_to(task.end())
        return True

    def _add_text(self, depth: int) -> None:
        """Give the rest of the line to the open paragraph, lazily too, or begin one."""
        cursor = self.cursor
        leaf = self.leaf
        if cursor.blank:
            self.close(depth)
            return
        if leaf is None or leaf.kind != "paragraph":
            leaf = self.begin("paragraph", "paragraph", depth)
        leaf.fill(self.number)
        leaf.pieces.append(cursor.text[cursor.nonspace :])
        leaf.columns.append(cursor.nonspace + 1)
