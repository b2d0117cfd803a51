"""From one entry to the template it could be an example of.

The outcome is a template's source: what varies from entry to entry becomes a field, what stays
becomes literal text. Prose ends it: behind a separator the rest of a line is the description.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from linter.text import dates
from linter.text.authors import looks_like_names
from linter.text.link_labels import LABELS

_TOKEN = re.compile(
    r"(?P<image>!\[[^\[\]\n]*\]\([^()\n]*\)|\[!\[[^\[\]\n]*\]\([^()\n]*\)\]\([^()\n]*\)|<img\b[^>\n]{0,2000}>)"
    r"|(?P<boxed>\[\[(?P<bl>[^\[\]\n]+)\]\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\))"
    r"|(?P<inner>\[\[(?P<il>[^\[\]\n]+)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)\])"
    r"|(?P<link>\[(?P<ll>(?:[^\[\]\n\\]|\\.|\[[^\[\]\n]*\])+)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\))"
    r"|(?P<strong>(?P<mark>\*\*|__)(?P<st>(?:(?!(?P=mark))[^\n])+)(?P=mark))"
    r"|(?P<url>https?://[^\s<>()\[\]]+)"
    r"|(?P<break>(?:(?<![ ])[ ]{2,}|\\|<br[ ]?/?>)?\n)"
)
_BULLET = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_SEPARATOR = re.compile(r"\s*(?:\s[-–—|]{1,2}\s|[:：,，.。]\s|\s[:：]\s|-\s|[—–])\s*")
_TAG = re.compile(r"[\[(【（](?P<in>[^\[\]()]{1,40})[\])】）]$")
_MARKS = re.compile(r"(?::\w+:|[^\w\s`'\"()\[\]{}<>|*_~&#@/\\.,;:!?%+=$^-])+")

# Nobody learns from a longer entry.
_LONGEST = 4_000
_BRACKETS = {"boxed": ("[[", "]]("), "inner": ("[[", "]("), "link": ("[", "](")}


@dataclass
class _Builder:
    """The template under construction."""

    labels: frozenset[str]
    out: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    swallowed: bool = False

    def name(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self.used:
            number += 1
            name = f"{wanted}{number}"
        self.used.add(name)
        return name

    def hole(self, wanted: str, spec: str = "") -> None:
        name = self.name(wanted)
        self.out.append(f"{{{name}: {spec}}}" if spec else f"{{{name}}}")

    def text(self, literal: str) -> None:
        self.out.append(re.sub(r"([{}\\])", r"\\\1", literal))

    def is_label(self, text: str) -> bool:
        folded = text.strip("*_` ").casefold()
        return folded in LABELS or folded in self.labels


def shape_of(text: str, labels: frozenset[str] = frozenset()) -> str | None:
    """The template that ``text`` is an example of; None if it has no link or no title.

    An entry of several thousand characters is an example of nothing. ``labels`` are link texts
    (folded) that recur in the list, besides the ones everybody uses.
    """
    if len(text) > _LONGEST:
        return None
    builder = _Builder(labels)
    bullet = _BULLET.match(text)
    at = 0
    if bullet:
        builder.text(re.sub(r"^\d+", "1", bullet.group().split()[0]) + " ")
        at = bullet.end()
    for token in _TOKEN.finditer(text, at):
        _prose(builder, text[at : token.start()], before_link=token.lastgroup != "break")
        at = token.end()
        if builder.swallowed and token.lastgroup != "break":
            break
        _token(builder, token)
    if not builder.swallowed:
        _prose(builder, text[at:], before_link=False)
    if "title" not in builder.used or "url" not in builder.used:
        return None
    return "".join(builder.out).rstrip(" ")


def _token(builder: _Builder, token: re.Match[str]) -> None:
    kind = token.lastgroup
    if kind == "image":
        if "badges" not in builder.used:
            builder.hole("badges")
    elif kind == "break":
        builder.swallowed = False
        hard = token.group().rstrip("\n")
        apart = token.string[token.start() - 1 : token.start()] == " "
        if hard.strip() and apart and not builder.out[-1].endswith(" "):
            builder.text(" ")
        builder.text("␠␠\n" if hard.isspace() and hard else hard + "\n")
    elif kind == "strong":
        _strong(builder, token)
    elif kind == "url":
        _url(builder, "", "", "")
    else:
        label = token["bl"] or token["il"] or token["ll"]
        opening, closing = _BRACKETS[kind or ""]
        _link(builder, label, opening, closing, ")]" if kind == "inner" else ")")


def _strong(builder: _Builder, token: re.Match[str]) -> None:
    mark = token["mark"]
    inner = _TOKEN.match(token["st"])
    if inner and inner.lastgroup == "link" and inner.end() == len(token["st"]):
        builder.text(mark)
        _link(builder, inner["ll"], "[", "](", ")")
        builder.text(mark)
    elif "title" in builder.used:
        builder.hole("notes")
    else:
        builder.text(mark)
        builder.hole("title")
        builder.text(mark)


def _link(builder: _Builder, label: str, opening: str, closing: str, last: str) -> None:
    if "title" not in builder.used and not builder.is_label(label):
        mark = re.match(r"(\*\*|__|`|\*|_)(?=.*\1$)", label)
        mark_text = mark[1] if mark else ""
        builder.text(opening + mark_text)
        builder.hole("title")
        builder.text(mark_text)
        _url(builder, closing, last, "url")
        return
    builder.text(opening + label)
    slug = re.sub(r"\W+", "_", label.casefold()).strip("_")
    name = f"{slug}_url" if slug.isascii() and slug[:1].isalpha() else "other_url"
    _url(builder, closing, last, name if "url" in builder.used else "url")


def _url(builder: _Builder, before: str, after: str, name: str) -> None:
    builder.text(before)
    if not name:
        name = "url" if "url" not in builder.used else "other_url"
        if name == "url" and "title" not in builder.used:
            builder.used.add("title")
    builder.hole(name)
    builder.text(after)


def _prose(builder: _Builder, chunk: str, *, before_link: bool) -> None:
    """What stands between two links, or behind the last one."""
    if builder.swallowed:
        return
    core = chunk.strip()
    if not core:
        builder.text(" " if chunk else "")
        return
    lead = chunk[: len(chunk) - len(chunk.lstrip())] and " "
    tail = chunk[len(chunk.rstrip()) :] and " "
    complete = {"title", "url"} <= builder.used
    if day := dates.recognise(core):
        builder.text(lead)
        builder.hole("date", day.form)
        builder.text(tail)
    elif tag := _TAG.match(core):
        _tag(builder, core, tag, lead, tail)
    elif _MARKS.fullmatch(core):
        builder.text(lead)
        builder.hole("badges")
        builder.text(tail)
    elif not complete and not before_link:
        builder.text(lead)
        builder.hole("title" if "title" not in builder.used else "notes")
    else:
        _separated(builder, chunk, core, lead, tail, complete=complete)


def _tag(builder: _Builder, core: str, tag: re.Match[str], lead: str, tail: str) -> None:
    day = dates.recognise(tag["in"])
    builder.text(lead + core[0])
    builder.hole("date", day.form) if day else builder.hole("venue")
    builder.text(core[-1] + tail)


def _separated(
    builder: _Builder, chunk: str, core: str, lead: str, tail: str, *, complete: bool
) -> None:
    separator = _SEPARATOR.match(chunk)
    if not complete and "title" not in builder.used:
        builder.text(lead)
        builder.hole("title")
        builder.text(tail)
        return
    if separator and separator.end() < len(chunk):
        mark = separator.group()
        builder.text(
            ((mark[0].isspace() and " ") or "")
            + mark.strip()
            + ((mark[-1].isspace() and " ") or "")
        )
    elif separator and not complete:
        builder.text(chunk.rstrip() + tail)
        return
    else:
        builder.text(lead)
    if not complete:
        builder.hole("notes")
        builder.text(tail)
        return
    whole_line = "".join(builder.out).endswith("\n")
    authors = whole_line and looks_like_names(core)
    builder.hole("authors" if authors else "description" if separator else "notes")
    builder.swallowed = True
