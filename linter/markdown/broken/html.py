"""HTML that GitHub hides, shows as text, or lets run on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from linter.markdown.broken.html_balance import TAGS, Unclosed, balance
from linter.markdown.broken.places import MAX_SLIPS, covers_line
from linter.model import Document, Edit, Fix, Hit, Span, Tag
from linter.text.normalize import plain, quoted
from linter.text.patterns import lazy_pattern

_ESCAPED = frozenset(
    {
        *("title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script"),
        "plaintext",
    }
)
"""What GitHub shows as text (GFM 0.29, 6.11)."""


def in_html(document: Document) -> Iterator[Hit]:
    """Hits for elements that are not closed, tags in sentences, and Markdown in HTML."""
    if document.tags:
        yield from _elements(document)
        yield from _hidden_tags(document)
        yield from _markdown_in_html(document)
        yield from _torn_tags(document)


def _torn_tags(document: Document) -> Iterator[Hit]:
    """Hits for tags that lack their `>` at the end of an HTML block: they swallow what follows."""
    comments = {
        line
        for tag in document.tags
        if tag.name == "!--"
        for line in range(tag.span.line, tag.span.end_line + 1)
    }
    for block in document.raw_blocks:
        line = block.end_line
        found = _TORN.search(document.lines[line - 1]) if block.kind == "html" else None
        if found and found.group(1).lower().strip("/") in TAGS and line not in comments:
            end = Span(line, found.end() + 1, line, found.end() + 1)
            yield Hit(
                span=Span(line, found.start() + 1, line, found.end() + 1),
                message=f"The `>` at the end of {quoted(found.group())} is missing. Write it.",
                key=f"torn {plain(document.lines[line - 1], 60)} {document.lines[line - 2][:40]}",
                fix=Fix((Edit(end, ">"),), safe=True) if found.group(1)[0] == "/" else None,
            )


_TORN = lazy_pattern(r"<(/?[A-Za-z][A-Za-z0-9]*)(?=[\s/]|$)[^<>]*(?<![\s])(?=\s*$)")


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
    """Whether only spaces are between a start tag and another one of its name."""
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
        if tag.closing or name in TAGS or not name[0].isalpha():
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


_CODE_START = lazy_pattern(r"[\w.]*\Z")


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
            if block.kind == "html" and place >= 0 and not covers_line(comments, number):
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
