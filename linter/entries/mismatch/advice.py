"""One sentence that says what to do where an entry leaves its template."""

from __future__ import annotations

import re
from typing import NamedTuple

from linter.template.matcher import Divergence
from linter.text.normalize import quoted
from linter.text.patterns import LIST_MARKER, lazy_pattern

# What is quoted of an entry, in characters.
MAX_SHOWN = 40
_PAIRED = ("**", "`")
# Marks that a reader may take for each other, by their names.
_DASHES = {"-": "a hyphen", "–": "an en dash", "—": "an em dash", "−": "a minus sign"}
# How an item begins (CommonMark 5.2).
_BULLET = lazy_pattern(rf"({LIST_MARKER}) ")
# An address without its scheme.
_HOST = lazy_pattern(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]|\Z)", re.IGNORECASE)
_NEXT_WORD = lazy_pattern(r"\s*(?:\[[^\]\n]*\]+(?:\([^)\n]*\))?|\S+)")


class Found(NamedTuple):
    """What the entry has at the divergence: its text as it is quoted, and where it ends.

    ``text`` is "" at the end of the entry or of the line; ``is_first``: it begins the entry.
    """

    text: str
    end: int
    is_over: bool = False
    is_line: bool = False
    is_first: bool = False


def advise(
    divergence: Divergence, text: str, offset: int, *, over: bool, unfilled: bool, after: str = ""
) -> tuple[str, int]:
    """The sentence for a message, and the offset where what it speaks of ends.

    ``offset`` is where the word begins that the divergence is in; ``over``: nothing follows it.
    ``unfilled``: the entry has no value for the field. ``after`` is the field before it, if nothing
    shows where the one ends and the other begins.
    """
    found = _found(divergence, text, offset, over=over)
    literal = divergence.expected
    is_between = text.startswith(")", offset)
    if unfilled and divergence.field and found.text and not is_between and "\n" not in literal:
        return _about_missing(divergence.field, literal.strip(), found), found.end
    if after and literal.strip() and found.text and divergence.field:
        both = f"{the_field(after)} and {the_field(divergence.field)}"
        return f"Write {both}, with {quoted(literal)} between them.", found.end
    if not literal:
        return _about_value(divergence, text, offset, found), found.end
    if "\n" in literal:
        return _about_line(divergence, found), found.end
    if not literal.strip() and found.text:
        return f"Put a space before `{found.text}`.", found.end
    if divergence.closes or not divergence.field:
        return _about_end(divergence, found), found.end
    return _about_separator(divergence, text[offset:], found), found.end


def _about_missing(field: str, mark: str, found: Found) -> str:
    """A field has no value, and something else follows."""
    closer = _closing(mark)
    how = (
        f"as {quoted(f'{mark}…{closer}')}, "
        if closer
        else f"after {quoted(mark)}, "
        if mark
        else ""
    )
    return f"{_is_missing(field)} {how}before `{found.text}`."


def _about_value(divergence: Divergence, text: str, offset: int, found: Found) -> str:
    """A field should be here, or nothing."""
    kind = divergence.type
    if kind is None or divergence.field is None:
        if found.is_line:
            return (
                "The entry should end before this line. Make it an entry of its own, or join it to "
                "the line above."
            )
        return f"Remove `{found.text}`: the entry should end before it."
    if not found.text:
        where = "at the end" if found.is_over else "before the end of the line"
        return f"{_is_missing(divergence.field)} {where}."
    if kind.is_destination and text.startswith(")", offset):
        return f"This link has no address. Write {kind.expected} between the parentheses."
    if divergence.rejected != divergence.rejected.strip():
        return f"Remove the space between `{found.text}` and the marks around it."
    if kind.is_destination and _HOST.match(found.text):
        return f"Begin the address with `https://`: GitHub takes `{found.text}` for a file."
    return f"Write {kind.expected} here, not `{found.text}`."


def _about_line(divergence: Divergence, found: Found) -> str:
    """A line break should be here."""
    if found.is_over and divergence.field:
        return f"{_is_missing(divergence.field)} on the next line."
    if divergence.expected.startswith("  "):
        return "End this line with two spaces (a hard line break)."
    if divergence.expected.startswith("\n"):
        before = f"before {the_field(divergence.field)}" if divergence.field else "here"
        return f"Start a new line {before}."
    first = quoted(divergence.expected.splitlines()[0].rstrip())
    if found.text == "\\" == divergence.expected.splitlines()[0].strip():
        return "Remove the space after `\\`: it is a line break only at the very end of a line."
    return f"End this line with {first}{_not(found)}."


def _about_end(divergence: Divergence, found: Found) -> str:
    """A mark should close a field, or end the entry."""
    if divergence.closes and divergence.field:
        mark = quoted(divergence.expected.split()[0])
        return f"Close {the_field(divergence.field)} with {mark}{_not(found)}."
    literal = quoted(divergence.expected.rstrip())
    if found.is_over:
        return f"End the entry with {literal}."
    return f"Put {literal} here{_not(found)}."


def _about_separator(divergence: Divergence, rest: str, found: Found) -> str:
    """A separator, or how a part begins, should be before a field."""
    literal, field = divergence.expected, divergence.field or ""
    mark = literal.strip()
    closer = _closing(literal)
    whole = quoted(f"{mark}…{closer}")
    if not found.text:
        place = "before the end of the line" if not found.is_over else "at the end"
        how = f"as {whole}" if closer else f"after {quoted(literal)}" if mark else place
        return f"{_is_missing(field)} {how}."
    if found.is_first and (bullet := _BULLET.match(literal)):
        return f"Begin the entry with {quoted(bullet.group(1))}{_not(found)}."
    if rest[:1].isspace() and literal[:1] == rest.lstrip()[:1]:
        return f"Remove the space before `{found.text}`."
    if found.text == mark and literal != mark:
        where = " and ".join(
            side for side, has in (("before", literal[0]), ("after", literal[-1])) if has == " "
        )
        return f"Put a space {where} {quoted(mark)}."
    if closer and len(mark) > len(closer):
        return f"Write {whole} here{_not(found)}."
    name = f" ({_DASHES[mark]})" if mark in _DASHES and found.text[0] in _DASHES else ""
    return f"Put {quoted(literal)}{name} before {the_field(field)}{_not(found)}."


def _closing(literal: str) -> str:
    """The marks that close what a literal opens: ``)]`` for ``[[code](``."""
    opened: list[str] = []
    for char in literal:
        if char in "([":
            opened.append(char)
        elif char in ")]" and opened:
            opened.pop()
    brackets = "".join(")" if char == "(" else "]" for char in reversed(opened))
    return brackets or next((mark for mark in _PAIRED if literal.endswith(mark)), "")


def _not(found: Found) -> str:
    """What is there instead; a word stays, so the mark goes in front of it."""
    if not found.text:
        return ""
    return f", in front of `{found.text}`" if found.text[0].isalnum() else f", not `{found.text}`"


def the_field(name: str) -> str:
    """A field in words: ``the description``, ``the code URL``."""
    words = re.sub(r"\d+(?=_url\Z|\Z)", "", name).replace("_", " ")
    return f"the {re.sub(r'(?:^|(?<= ))url$', 'URL', words)}"


def _is_missing(field: str) -> str:
    several = field.endswith("s") and not field.endswith("ss")
    verb, them = ("are", "them") if several else ("is", "it")
    return f"{the_field(field).capitalize().replace('url', 'URL')} {verb} missing. Add {them}"


def _found(divergence: Divergence, text: str, offset: int, *, over: bool) -> Found:
    if over:
        return Found("", offset, is_over=True)
    rest = text[offset:]
    if rest.lstrip(" \t").startswith("\n"):
        after = rest.lstrip()
        if divergence.field is None and not divergence.expected:
            line = after.split("\n")[0]
            return Found(_short(line), offset + len(rest) - len(after) + len(line), is_line=True)
        return Found("", offset)
    word = _NEXT_WORD.match(rest)
    shown = divergence.rejected or (word.group() if word else rest[:1])
    return Found(_short(shown), offset + max(1, len(shown)), is_first=offset == 0)


def _short(text: str) -> str:
    text = text.strip().replace("`", "'")
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1].rstrip() + "…"
