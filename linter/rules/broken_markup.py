"""Markdown or HTML that GitHub does not show as it is meant.

## What it does
Reports what is wrong in any list, because GitHub shows it as text, hides it, or links it to the
wrong place:

- links: swapped or mixed-up brackets, a space between `]` and `(`, a space in the address, a
  missing or extra bracket, a link within a link, an empty address, a mail address without
  `mailto:`, an address without `https://` or with a misspelled one, a path of somebody's own
  computer, an image file without its name;
- `**`, `~~`, `*` and `_` that nothing closes;
- HTML: an element that is never closed or closed by another tag, a tag such as `<select>` in a
  sentence (GitHub hides it), `<style>` and `<script>` (GitHub shows them as text), Markdown links
  inside an HTML block;
- lists: an empty item, `=` in place of a bullet, a no-break space before a bullet;
- tables: rows outside any table, and cells beyond the last column;
- markers of a merge conflict, link definitions without an address, and a shortcode (`:book:`)
  that lacks its second colon where the list has such shortcodes.

Code, comments and escaped characters are left alone, and so is what a list does again and again: an
empty address as a placeholder, say.

## Why
The reader sees brackets instead of a link, half a page in bold, or nothing at all, and the editor
did not see it because other programs are more forgiving.

## Example
```markdown
- (pytest)[https://docs.pytest.org] - Runs tests.
- **[Hypothesis](https://hypothesis.works) - Writes them for you.
- [HTMX](https://htmx.org) - Puts requests on any <button> of a page.
```
Use instead:
```markdown
- [pytest](https://docs.pytest.org) - Runs tests.
- **[Hypothesis](https://hypothesis.works)** - Writes them for you.
- [HTMX](https://htmx.org) - Puts requests on any `<button>` of a page.
```

## Fix
Corrects the markup where only one correction is possible. No word of the text is changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from linter.markdown.broken_text import MAX_TEXT, BrokenText
from linter.markdown.conflicts import conflicts
from linter.markdown.tables import is_delimiter_row, split_row
from linter.model import (
    Context,
    Document,
    Edit,
    Fix,
    Hit,
    Item,
    Link,
    Rule,
    Severity,
    Span,
    Tag,
)
from linter.structure.html_elements import CLOSED, Unclosed, balance
from linter.text.normalize import plain, quoted
from linter.text.patterns import LazyPattern

MAX_SLIPS = 3
"""A list that does the same more often than this does it on purpose."""

MAX_EMPTY = 20
"""The width of an empty item, with the spaces behind its bullet (in characters)."""

MIN_SHORTCODES = 3
"""So many shortcodes at the same place show that half of one is a slip."""

MAX_NAMES = 100
"""So many halves of different shortcodes are looked up in a list."""

MIN_EMPHASISED = 10
"""So many emphasised texts show that a single mark which nothing closes is a slip."""

MIN_SURPLUS_HABIT = 3
"""So many rows of one table with more cells than columns may have them on purpose."""

SURPLUS_HABIT_RATIO = 0.5
"""The share of a table's rows that shows it."""


def check(document: Document, _: Context) -> Iterable[Hit]:
    """A hit for every piece of markup that GitHub does not show as it is meant.

    What breaks an entry's template is left to `entry-format`: one fault is one finding.
    """
    raw_lines = frozenset(
        line for block in document.raw_blocks for line in range(block.line, block.end_line + 1)
    )
    yield from _conflicts(document)
    found = [
        *_items(document),
        *_lines(document, raw_lines),
        *_surplus_cells(document),
        *_loose_rows(document, raw_lines),
        *_links(document),
        *_texts(document),
    ]
    if document.tags:
        found += _elements(document)
        found += _hidden_tags(document)
        found += _markdown_in_html(document)
    for hit in found:
        if hit.span.line not in document.mismatched_lines:
            yield hit


def _shown(text: str) -> str:
    return quoted(plain(text, 50))


def _line_span(document: Document, line: int) -> Span:
    """The text of a line, without the spaces around it."""
    text = document.lines[line - 1]
    start = len(text) - len(text.lstrip())
    return Span(line, start + 1, line, max(start, len(text.rstrip())) + 1)


def _covers_line(spans: Iterable[Span], line: int) -> bool:
    return any(span.line <= line <= span.end_line for span in spans)


def _without_line(document: Document, line: int) -> Fix:
    lines = document.lines
    if line < len(lines):
        span = Span(line, 1, line + 1, 1)
    elif line > 1:
        span = Span(line - 1, len(lines[line - 2]) + 1, line, len(lines[line - 1]) + 1)
    else:
        span = Span(line, 1, line, len(lines[line - 1]) + 1)
    return Fix((Edit(span, ""),), safe=True)


def _anchor(document: Document, item: Item) -> str:
    return document.headings[item.heading].anchor if item.heading is not None else ""


# ---------------------------------------------------------------------------------- lines


def _conflicts(document: Document) -> Iterator[Hit]:
    for conflict in conflicts(document):
        first, last = conflict
        if first == last:
            message = "This marker is left from a merge conflict. Remove the line."
        else:
            message = (
                "A merge conflict was not resolved here. Keep one of the two versions, and remove "
                "the other one and the marker lines."
            )
        span = _line_span(document, first)
        end = _line_span(document, last)
        yield Hit(
            span=Span(first, span.column, last, end.end_column),
            message=message,
            key=f"conflict {document.slice(span)}",
        )


def _items(document: Document) -> Iterator[Hit]:
    """Hits for items without any text."""
    items = document.items
    empty = [
        item
        for index, item in enumerate(items)
        if item.span.end_column - item.span.column <= MAX_EMPTY
        and item.kind == "item"
        and item.span.line == item.span.end_line
        and document.slice(item.span).rstrip() == item.marker
        and not (index + 1 < len(items) and items[index + 1].parent == index)
    ]
    if len(empty) > MAX_SLIPS:
        return
    for item in empty:
        yield Hit(
            span=item.span._replace(end_column=item.span.column + len(item.marker)),
            message="This list item is empty. Remove the line.",
            key=f"empty {_anchor(document, item)}",
            fix=_without_line(document, item.span.line),
        )


_SIGN = LazyPattern(r"[ \t]*(=)[ \t]+(?=\[[^\[\]]*\]\(|\*\*\[|https?://)")
_NO_BREAK = LazyPattern(
    r"[ \t]*([\u00a0\u2000-\u200b\u202f\u205f\u3000]+)[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S"
)
_BULLET = LazyPattern(r"[ \t]*([-*+])[ \t]")
_NO_TARGET = LazyPattern(r"[ ]{0,3}\[(?!\^)[^\[\]]+\]:[ \t]*")
_HALF_SHORTCODE = LazyPattern(r"[ ](:([a-z][a-z0-9_+-]{2,}))(?=\s|$)")
_HEADING_SHORTCODE = LazyPattern(r"#.*[ ]:[a-z0-9_+-]+:[ \t#]*")


def _lines(document: Document, raw_lines: frozenset[int]) -> Iterator[Hit]:
    """Hits for what shows in a single line's characters."""
    lines = document.lines
    signs: list[Hit] = []
    half = " :" in document.text
    plausible: dict[str, bool] = {}
    for number, line in enumerate(lines, start=1):
        lead = line[:8]
        if "=" in lead:
            found = _SIGN.match(line)
            if found and number not in raw_lines:
                signs.append(_wrong_bullet(document, number, found.span(1)))
        elif not lead.isascii():
            found = _NO_BREAK.match(line)
            if found and number not in raw_lines:
                yield _no_break(number, line, found.span(1))
        elif "]:" in line and _NO_TARGET.fullmatch(line) and number not in raw_lines:
            yield from _empty_definition(document, number)
        if half and " :" in line and number not in raw_lines:
            yield from _half_shortcode(document, number, line, plausible)
    if len(signs) <= MAX_SLIPS:
        yield from signs


def _empty_definition(document: Document, number: int) -> Iterator[Hit]:
    if number == len(document.lines) or not document.lines[number].strip():
        yield Hit(
            span=_line_span(document, number),
            message="This link definition has no address. Write one, or remove the line.",
            key=f"definition {plain(document.lines[number - 1], 60)}",
        )


def _wrong_bullet(document: Document, number: int, place: tuple[int, int]) -> Hit:
    bullet = _BULLET.match(document.lines[number - 2]) if number > 1 else None
    span = Span(number, place[0] + 1, number, place[1] + 1)
    return Hit(
        span=span,
        message=(
            "A line that begins with `=` is no list item. "
            f"Write `{bullet.group(1) if bullet else '-'}`."
        ),
        key=f"bullet {plain(document.lines[number - 1], 60)}",
        fix=Fix((Edit(span, bullet.group(1)),), safe=True) if bullet else None,
    )


def _no_break(number: int, line: str, place: tuple[int, int]) -> Hit:
    span = Span(number, place[0] + 1, number, place[1] + 1)
    single = place[1] - place[0] == 1
    return Hit(
        span=span,
        message=(
            "Remove the no-break space before this bullet: with it, GitHub shows no list item."
        ),
        key=f"no-break {plain(line, 60)}",
        fix=Fix((Edit(span, ""),), safe=True) if single else None,
    )


def _half_shortcode(
    document: Document, number: int, line: str, plausible: dict[str, bool]
) -> Iterator[Hit]:
    """A hit for half a shortcode; ``plausible`` keeps which of them the list has elsewhere."""
    found = _HALF_SHORTCODE.search(line)
    if found is None or "`" in line[: found.start()]:
        return
    if line.startswith("#"):
        name = "#"
        if line[found.end() :].strip(" #"):
            return
    else:
        name = found.group(1)
    if name not in plausible and len(plausible) < MAX_NAMES:
        plausible[name] = _has_shortcodes(document, name)
    if plausible.get(name):
        span = Span(number, found.start(1) + 1, number, found.end(1) + 1)
        yield Hit(
            span=span,
            message=(
                f"GitHub shows `{found.group(1)}` as text. Write `{found.group(1)}:`, with a "
                "second colon."
            ),
            key=f"shortcode {plain(line, 60)}",
            fix=Fix((Edit(span, f"{found.group(1)}:"),), safe=True),
        )


def _has_shortcodes(document: Document, name: str) -> bool:
    """Whether the list has a shortcode elsewhere; ``#``: whether headings end with shortcodes."""
    if name == "#":
        ends = sum(_HEADING_SHORTCODE.fullmatch(line) is not None for line in document.lines)
    else:
        ends = document.text.count(f" {name}:")
    return ends >= MIN_SHORTCODES


# ---------------------------------------------------------------------------------- tables


def _surplus_cells(document: Document) -> Iterator[Hit]:
    """Hits for rows with more cells than their table has columns: GitHub drops them.

    Where most rows of a table have some, they are meant to be hidden: a comment, say.
    """
    rows = Counter(item.group for item in document.items if item.kind == "row")
    found = [(item.group, hit) for item, hit in _rows_with_surplus(document)]
    surplus = Counter(group for group, _ in found)
    for group, hit in found:
        if surplus[group] < max(MIN_SURPLUS_HABIT, SURPLUS_HABIT_RATIO * rows[group]):
            yield hit


def _rows_with_surplus(document: Document) -> Iterator[tuple[Item, Hit]]:
    for item in document.items:
        if item.kind != "row" or not item.cells:
            continue
        line = item.span.line
        text = document.lines[line - 1]
        width = len(item.header)
        if text.count("|") <= width:
            continue
        cells = split_row(text, item.cells[0].column - 1)
        surplus = [(start, end) for start, end in cells[width:] if end > start]
        if surplus and len(item.cells) == width:
            yield (
                item,
                Hit(
                    span=Span(line, surplus[0][0] + 1, line, surplus[-1][1] + 1),
                    message=(
                        f"This row has {len(cells)} cells, but the table has {width} columns: GitHub "
                        "hides the rest. Remove a `|`, or write `\\|` where it is text."
                    ),
                    key=f"surplus {plain(text, 80)}",
                ),
            )


def _loose_rows(document: Document, raw_lines: frozenset[int]) -> Iterator[Hit]:
    """Hits for runs of lines that look like rows but belong to no table."""
    lines = document.lines
    loose = [
        number
        for number, line in enumerate(lines, start=1)
        if line[:1] == "|" and line.rstrip()[-1:] == "|" and line.count("|") > 2
    ]
    if not loose:
        return
    rows = {item.span.line: item for item in document.items if item.kind == "row"}
    comments = [tag.span for tag in document.tags if tag.name == "!--"]
    loose = [
        number
        for number in loose
        if number not in rows
        and number not in raw_lines
        and not any(is_delimiter_row(line.strip(), 0) for line in lines[number - 1 : number + 1])
        and not _covers_line(comments, number)
    ]
    run: list[int] = []
    for number in [*loose, 0]:
        if run and number != run[-1] + 1:
            yield from _loose_run(document, run, rows)
            run = []
        run.append(number)


def _loose_run(document: Document, run: list[int], rows: dict[int, Item]) -> Iterator[Hit]:
    first, last = run[0], run[-1]
    lines = document.lines
    cells = split_row(lines[first - 1], 0)
    span = Span(first, 1, last, len(lines[last - 1].rstrip()) + 1)
    key = f"row {plain(lines[first - 1], 80)}"
    above = rows.get(first - 2)
    if above is not None and len(above.header) == len(cells) and not lines[first - 2].strip():
        yield Hit(
            span=span,
            message=(
                "An empty line ends the table above, so GitHub shows this as text. Remove the "
                "empty line."
            ),
            key=key,
            fix=_without_line(document, first - 1),
        )
    elif len(run) > 1 or any(start == end for start, end in cells):
        yield Hit(
            span=span,
            message=(
                "GitHub shows this as text: a table begins with a header row and a row of dashes. "
                "Write them above, or remove this."
            ),
            key=key,
        )


# ---------------------------------------------------------------------------------- addresses

_MAIL = LazyPattern(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_OWN_COMPUTER = LazyPattern(r"file:|[A-Za-z]:[\\/]|/Users/|/home/[\w.-]+/", re.IGNORECASE)
_NAMELESS_IMAGE = LazyPattern(r"(?:[^?#]*/)?\.(?:png|jpe?g|gif|svg|webp)", re.IGNORECASE)
_NO_SCHEME = LazyPattern(r"(?:www\.[\w-]+\.\w|github\.com/\w|arxiv\.org/\w)", re.IGNORECASE)
_WRONG_SCHEME = LazyPattern(
    r"""
    https?(?: :/(?!/) | /{2,} | ;/ | :/{3,} | :(?![/\d]) )           # https:/a, https//a, https:a
    | https?:/*https?(?: :/ | // )                                  # https://https://a
    | (?: h{2,}t+ps? | t{1,2}ps? | htps? | ht{3,}ps? | https?ss | hptt?s? )://
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _links(document: Document) -> Iterator[Hit]:
    """Hits for addresses that lead nowhere, whatever the web answers."""
    empty: list[Link] = []
    for link in document.links:
        url = link.url
        if not url:
            if link.kind == "inline":
                empty.append(link)
        elif link.kind != "autolink" and not (
            url.startswith(("https://", "http://", "#"))
            and url[8:9].isalnum()
            and url[8:12] != "http"
        ):
            yield from _address(document, link)
    if empty:
        yield from _empty_addresses(document, empty)


def _name(link: Link) -> str:
    what = "image" if link.kind == "image" else "link"
    text = plain(link.text, 40)
    return f"The {what} “{text}”" if text else f"This {what}"


def _empty_addresses(document: Document, empty: list[Link]) -> Iterator[Hit]:
    """A label that often leads nowhere keeps its place free on purpose."""
    empties = Counter(link.text.strip() for link in empty)
    uses = Counter(link.text.strip() for link in document.links)
    for link in empty:
        text = link.text.strip()
        if len(empty) <= MAX_SLIPS and empties[text] <= max(1, uses[text] // 10):
            yield Hit(
                span=link.span,
                message=f"{_name(link)} has no address. Write one, or remove the link.",
                key=f"empty {text}",
            )


def _address(document: Document, link: Link) -> Iterator[Hit]:
    url = link.url
    replacement = ""
    if url.startswith("(") and link.kind != "html":
        message = f"{_name(link)} has two pairs of parentheses. Keep one."
        line = document.lines[link.span.line - 1]
        if url.endswith(")") and url.count(")") == 1 and line.count("(") == line.count(")"):
            replacement = url[1:-1]
    elif link.kind != "image" and _MAIL.fullmatch(url):
        replacement = f"mailto:{url}"
        message = f"{_shown(url)} leads to a file of that name. Write `mailto:` before it."
    elif _OWN_COMPUTER.match(url):
        message = (
            f"{_shown(url)} is a path on somebody's own computer. Write the path in this "
            "repository, or a URL."
        )
    elif link.kind == "image" and _NAMELESS_IMAGE.fullmatch(url):
        message = f"{_shown(url)} is a file ending without a name. Write the name before it."
    elif _WRONG_SCHEME.match(url):
        message = f"{_shown(url)} does not begin as a URL does. Correct its `https://`."
    elif link.kind != "image" and _NO_SCHEME.match(url):
        replacement = f"https://{url}"
        message = f"{_shown(url)} leads to a file in this repository. Write `https://` before it."
    else:
        return
    same = document.slice(link.url_span) == url
    yield Hit(
        span=link.url_span,
        message=message,
        key=f"address {url}",
        fix=Fix((Edit(link.url_span, replacement),), safe=True) if replacement and same else None,
    )


# ---------------------------------------------------------------------------------- texts

_EMPHASISED = LazyPattern(r"(?<![\w*_\\])([*_])(?=[^\s*_])[^*_\n]+(?<=[^\s*_\\])\1(?![\w*_])")


def _texts(document: Document) -> Iterator[Hit]:
    """Hits for links and emphasis that stay text."""
    lonely: list[Hit] = []
    for block in document.unmatched_texts:
        if len(block.source.text) <= MAX_TEXT:
            text = BrokenText(block)
            yield from text.links()
            yield from text.brackets()
            yield from text.pairs()
            lonely += text.lonely_marks()
    if lonely and len(lonely) < MAX_SLIPS:
        paired = sum(1 for _ in _EMPHASISED.finditer(document.text))
        if paired >= MIN_EMPHASISED:
            yield from lonely


# ---------------------------------------------------------------------------------- HTML

_SHOWN = CLOSED | frozenset(
    {
        *("bdo", "br", "caption", "cite", "dd", "dfn", "dt", "figcaption", "figure", "h7", "h8"),
        *("hr", "img", "li", "nobr", "p", "path", "rp", "rt", "ruby", "source", "svg", "tbody"),
        *("td", "tfoot", "th", "thead", "time", "tr", "wbr"),
    }
)
"""What GitHub keeps of HTML (html-pipeline, ``SanitizationFilter``), and what is often written
although it shows nothing."""

_ESCAPED = frozenset(
    {
        *("title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script"),
        "plaintext",
    }
)
"""What GitHub shows as text (GFM 0.29, 6.11)."""


def _elements(document: Document) -> Iterator[Hit]:
    """Hits for start tags that nothing closes."""
    tags = [tag for tag in document.tags if _counts(document, tag)]
    result = balance(tags)
    unclosed = Counter(element.tag.name for element in result.unclosed)
    missing = {id(element.tag) for element in result.unclosed}
    following = {id(tag): after for tag, after in pairwise(tags)}
    # A bare start tag in the place of an end tag leaves two unclosed: it is one fault.
    outer = {id(element.parent) for element in result.unclosed if element.tag.bare}
    for element in result.unclosed:
        name = element.tag.name
        if id(element.tag) in outer:
            continue
        if unclosed[name] <= max(MAX_SLIPS, result.closed.get(name, 0) // 10):
            parent = element.parent
            if parent is None or id(parent) not in missing or element.tag.bare:
                yield _unclosed(document, element, following.get(id(element.tag)))


def _counts(document: Document, tag: Tag) -> bool:
    """Whether a tag opens or closes an element: no anchor does, and nothing that closes itself."""
    if tag.closing:
        return True
    source = document.slice(tag.span)
    return not source.endswith("/>") and (tag.name != "a" or "href" in source.lower())


def _unclosed(document: Document, unclosed: Unclosed, following: Tag | None) -> Hit:
    tag = unclosed.tag
    fix = None
    name = tag.name
    if unclosed.stray is not None:
        stray = unclosed.stray
        message = f"`<{name}>` is closed by `</{stray.name}>`. Write `</{name}>`."
        fix = Fix((Edit(stray.span, f"</{name}>"),), safe=True)
    elif following is not None and _repeats(document, tag, following):
        tag = following
        message = f"`<{name}>` is opened twice and closed once. Remove this one."
        fix = Fix((Edit(tag.span, ""),), safe=True)
    elif unclosed.parent is not None and tag.bare:
        message = f"Write `</{name}>` here, not `<{name}>`."
        fix = Fix((Edit(tag.span, f"</{name}>"),), safe=True)
    else:
        message = f"`<{name}>` is never closed. Write `</{name}>` where it ends."
    return Hit(span=tag.span, message=message, key=f"unclosed {document.slice(tag.span)}", fix=fix)


def _repeats(document: Document, tag: Tag, following: Tag) -> bool:
    """Whether nothing but spaces stands between a start tag and another one of its name."""
    if following.name != tag.name or following.closing:
        return False
    between = Span(
        tag.span.end_line, tag.span.end_column, following.span.line, following.span.column
    )
    return not document.slice(between).strip()


def _hidden_tags(document: Document) -> Iterator[Hit]:
    """Hits for tags that GitHub leaves out of a sentence, or shows as text."""
    closing = {(tag.name, tag.span.line) for tag in document.tags if tag.closing}
    lines: dict[int, list[Tag]] = {}
    for tag in document.tags:
        name = tag.name
        if tag.closing or name in _SHOWN or not name[0].isalpha():
            continue
        if name in _ESCAPED:
            if not (tag.inline and tag.bare):
                yield Hit(
                    span=tag.span,
                    message=f"GitHub shows `<{name}>` and what it holds as text. Remove it.",
                    key=f"escaped {name}",
                )
        elif tag.inline and tag.bare and (name, tag.span.line) not in closing:
            lines.setdefault(tag.span.line, []).append(tag)
    for line, hidden in lines.items():
        written = dict.fromkeys(f"`{document.slice(tag.span)}`" for tag in hidden)
        edits = [_code_edits(document, tag) for tag in hidden]
        yield Hit(
            span=hidden[0].span,
            message=(
                f"GitHub takes {' and '.join(written)} for HTML and hides it. Put it in backticks."
            ),
            key=f"hidden {plain(document.lines[line - 1], 80)}",
            fix=Fix(tuple(edit for pair in edits for edit in pair), safe=True)
            if all(edits)
            else None,
        )


_CODE_START = LazyPattern(r"[\w.]*\Z")


def _code_edits(document: Document, tag: Tag) -> tuple[Edit, ...]:
    """Backticks around a tag and the word that it ends, as in ``List<T>``.

    None beside an address or another backtick: it would become a part of that.
    """
    line = document.lines[tag.span.line - 1]
    before, after = line[: tag.span.column - 1], line[tag.span.end_column - 1 :]
    word = before.rsplit(maxsplit=1)[-1] if before[-1:].strip() else ""
    if "://" in word or "www." in word or "`" in word or after.startswith("`"):
        return ()
    start = _CODE_START.search(before)
    first = tag.span.line, (start.start() if start else len(before)) + 1
    last = tag.span.end_line, tag.span.end_column
    return Edit(Span(*first, *first), "`"), Edit(Span(*last, *last), "`")


def _markdown_in_html(document: Document) -> Iterator[Hit]:
    """A hit for the first Markdown link in an HTML block: GitHub shows it as text."""
    comments = [tag.span for tag in document.tags if tag.name == "!--"]
    found: list[Span] = []
    for block in document.raw_blocks:
        for number in range(block.line, block.end_line + 1):
            line = document.lines[number - 1]
            place = line.find("](http")
            if block.kind == "html" and place >= 0 and not _covers_line(comments, number):
                start = max(line.rfind("[", 0, place), 0)
                found.append(Span(number, start + 1, number, place + 3))
                break
    if found:
        more = f" (and in {len(found) - 1} more blocks)" if len(found) > 1 else ""
        yield Hit(
            span=found[0],
            message=(
                f"GitHub shows this link as text{more}: it reads no Markdown in an HTML block. "
                "Leave a line empty after the tag, or write the link in HTML."
            ),
            key="markdown in html",
        )


RULE = Rule(id="broken-markup", doc=__doc__, default_severity=Severity.ERROR, check=check)
