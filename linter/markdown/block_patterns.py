"""How the blocks of GFM begin and end: one line's patterns (CommonMark 0.31.2, chapter 4 and 5)."""

from __future__ import annotations

import re

from mistune.helpers import BLOCK_TAGS

ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)")
CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+$")
FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
SETEXT = re.compile(r"(=+|-+)[ \t]*$")
BREAK = re.compile(r"(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)$")
MARKER = re.compile(r"(?:[-+*]|([0-9]{1,9})[.)])(?=[ \t\v\f]|$)")
TASK = re.compile(r"[ \t\v\f]*+(?:[-+*]|[0-9]+.)[ \t\v\f]++\[[ xX]\](?=[ \t\v\f])")
"""GitHub's parser looks at the whole line: in a quote, or in two lists at once, none is a task."""

FOOTNOTE = re.compile(r"\[\^([^\] \t]+)\]:[ \t]*")

ATTRIBUTES = (
    r"(?:\s++[A-Za-z_:][A-Za-z0-9_.:-]*+"
    r"(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+)*+"
)
"""A tag's attributes (section 6.6); to be compiled with `re.ASCII`."""

# GitHub's parser does not count <meta> among the tags of section 4.6.
_TAG_NAMES = "|".join(tag for tag in BLOCK_TAGS if tag != "meta")
HTML = re.compile(
    r"<(?:(?P<literal>(?i:script|pre|style|textarea)(?=[\s>]|$))|(?P<comment>!--)"
    r"|(?P<instruction>\?)|(?P<declaration>![A-Z])|(?P<cdata>!\[CDATA\[)"
    rf"|(?P<block>/?(?i:{_TAG_NAMES})(?=\s|/?>|$))"
    rf"|(?P<alone>(?:[A-Za-z][A-Za-z0-9-]*{ATTRIBUTES}\s*/?|/[A-Za-z][A-Za-z0-9-]*\s*)>[ \t\f]*$))",
    re.ASCII,
)
"""The seven starts of section 4.6; ``alone`` is the one that cannot interrupt a paragraph."""

HTML_END = {
    "literal": re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    "comment": re.compile(r"-->"),
    "instruction": re.compile(r"\?>"),
    "declaration": re.compile(r">"),
    "cdata": re.compile(r"\]\]>"),
}
"""What ends the first five; the other two end at a blank line."""
