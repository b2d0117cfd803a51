"""How the blocks of GFM begin and end: one line's patterns (CommonMark 0.31.2, chapter 4 and 5)."""

from __future__ import annotations

import re

from mistune.helpers import BLOCK_TAGS

from linter.text.patterns import lazy_pattern

ATX = lazy_pattern(r"(#{1,6})(?:[ \t]+|$)")
CLOSING_HASHES = lazy_pattern(r"(?:^|[ \t])#+$")
FENCE = lazy_pattern(r"(`{3,})[^`]*$|(~{3,})")
SETEXT = lazy_pattern(r"(=+|-+)[ \t]*$")
BREAK = lazy_pattern(r"(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)$")
MARKER = lazy_pattern(r"(?:[-+*]|([0-9]{1,9})[.)])(?=[ \t\v\f]|$)")
TASK = lazy_pattern(r"[ \t\v\f]*+(?:[-+*]|[0-9]+.)[ \t\v\f]++\[[ xX]\](?=[ \t\v\f])")
"""GitHub's parser looks at the whole line: in a quote, or in two lists at once, none is a task."""

FOOTNOTE = lazy_pattern(r"\[\^([^\] \t]+)\]:[ \t]*")

ATTRIBUTES = (
    r"(?:\s++[A-Za-z_:][A-Za-z0-9_.:-]*+"
    r"(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+)*+"
)
"""A tag's attributes (section 6.6); to be compiled with `re.ASCII`."""

# GitHub's parser does not count <meta> among the tags of section 4.6.
_TAG_NAMES = "|".join(tag for tag in BLOCK_TAGS if tag != "meta")
HTML = lazy_pattern(
    r"<(?:(?P<literal>(?i:script|pre|style|textarea)(?=[\s>]|$))|(?P<comment>!--)"
    r"|(?P<instruction>\?)|(?P<declaration>![A-Z])|(?P<cdata>!\[CDATA\[)"
    rf"|(?P<block>/?(?i:{_TAG_NAMES})(?=\s|/?>|$))"
    rf"|(?P<alone>(?:[A-Za-z][A-Za-z0-9-]*{ATTRIBUTES}\s*/?|/[A-Za-z][A-Za-z0-9-]*\s*)>[ \t\f]*$))",
    re.ASCII,
)
"""The seven starts of section 4.6; ``alone`` is the one that cannot interrupt a paragraph."""

HTML_END = {
    "literal": lazy_pattern(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    "comment": lazy_pattern(r"-->"),
    "instruction": lazy_pattern(r"\?>"),
    "declaration": lazy_pattern(r">"),
    "cdata": lazy_pattern(r"\]\]>"),
}
"""What ends the first five; the other two end at a blank line."""
