"""What goes wrong in an entry, by kind, and what follows from the kind alone.

An operator takes a good entry part by part and breaks it in one place. So it knows what a finding
has to say, whatever any program says: the field at fault, where the broken entry first parts from
the good one, and whether the good one can be had back from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tests.planted_faults.lists import Part

# Fields that can be told by what they look like; any other holds any text.
TYPED = frozenset(("url", "code_url", "demo_url", "date", "year", "https"))
_TOKEN = re.compile(r"(?: {2,}| \\)\n|\n| +|:\w+:|\d+\.(?= )|\w+|\*\*|[^\w\s]")
_PAIRS = {"[": "]", "(": ")"}
_TOGGLES = ("**", "*", "`")


class Fault(NamedTuple):
    """A broken entry and what is to be said of it.

    ``at`` is where it parts from the good one, ``field`` the field at fault ("" behind the last).
    ``fixable``: the good entry can be had back; else there must be no fix, for it would have to
    make text up. ``also`` are places and fields at which it is as true to say it.
    """

    kind: str
    text: str
    at: int
    field: str
    fixable: bool
    rule: str = "entry-format"
    also: tuple[tuple[int, str], ...] = ()


class Token(NamedTuple):
    """A mark, a blank, a word of what entries share (``field`` empty), or a field's value.

    ``owner`` is the field that a mark closes, or else the one it leads to.
    """

    text: str
    start: int
    field: str
    role: str
    owner: str
    partner: int = -1


Raw = Sequence[tuple[str, str]]


def _tokens(parts: Sequence[Part]) -> list[Token]:
    raw: list[tuple[str, str]] = []
    for part in parts:
        words = [part.text] if part.field else _TOKEN.findall(part.text)
        raw += [(word, part.field) for word in words]
    partners = _partners(raw)
    out: list[Token] = []
    start = 0
    for i, (text, field) in enumerate(raw):
        partner = partners.get(i, -1)
        role = "field" if field else _role(raw, i, partner)
        inside = [name for _, name in raw[partner:i] if name] if role == "close" else []
        ahead = [name for _, name in raw[i:] if name]
        behind = [name for _, name in raw[:i] if name]
        owner = inside[-1] if inside else ahead[0] if ahead else behind[-1]
        out.append(Token(text, start, field, role, owner, partner))
        start += len(text)
    return out


def _role(raw: Raw, i: int, partner: int) -> str:
    text = raw[i][0]
    before = "".join(word for word, _ in raw[:i])
    if "\n" in text:
        return "break"
    if text.isspace():
        return "indent" if before.endswith("\n") else "blank"
    if not before.split("\n")[-1].strip() and re.fullmatch(r"[-*+]|\d+\.", text) and partner < 0:
        return "bullet"
    if partner >= 0:
        return "open" if partner > i else "close"
    return "word" if text.strip(":").isalnum() else "mark"


def _partners(raw: Raw) -> dict[int, int]:
    out: dict[int, int] = {}
    stack: list[tuple[str, int]] = []
    for i, (text, field) in enumerate(raw):
        if field or (text == "*" and i == 0):
            continue
        if stack and stack[-1][0] == text:
            j = stack.pop()[1]
            out[i], out[j] = j, i
        elif text in _PAIRS or text in _TOGGLES:
            stack.append((_PAIRS.get(text, text), i))
    return out


class Entry:
    """A good entry under the operators."""

    def __init__(self, parts: Sequence[Part], typed: frozenset[str] = TYPED) -> None:
        self.tokens = _tokens(parts)
        self.text = "".join(token.text for token in self.tokens)
        self.typed = typed
        self.row = self.text.startswith("|")

    def fault(
        self, kind: str, change: dict[int, str], owner: str, *, fixable: bool | None = None
    ) -> Fault:
        """The entry with some tokens replaced."""
        texts = [change.get(i, token.text) for i, token in enumerate(self.tokens)]
        broken = "".join(texts)
        at = next(
            (i for i, (a, b) in enumerate(zip(self.text, broken, strict=False)) if a != b),
            min(len(self.text), len(broken)),
        )
        if fixable is None:
            fields = [token.field for token in self.tokens]
            fixable = self.told_apart(list(zip(texts, fields, strict=True)))
        return Fault(kind, broken, at, owner, fixable)

    def told_apart(self, texts: Raw) -> bool:
        """Whether a mark stands between any two fields, or the look of one tells where it ends."""
        between, before, value = "", "", ""
        for text, field in texts:
            if not field:
                between += text
                continue
            is_typed = field in self.typed or before in self.typed
            # A mark that stands in the field itself, too, parts nothing.
            marks = {mark for mark in re.findall(r"[^\w\s]|\n", between) if mark not in value}
            if before and not marks and not (is_typed and between):
                return False
            between, before, value = "", field, text
        return True

    def following(self, i: int) -> str:
        """The field that what stands behind a token leads to; "" behind the last."""
        return next((token.owner for token in self.tokens[i + 1 :] if token.role != "close"), "")

    def destination(self, i: int) -> int:
        """The round bracket that follows the square one at ``i``; 0 if none does."""
        after = self.tokens[i].partner + 1
        opens = self.tokens[i].text == "[" and 0 < after < len(self.tokens)
        return after if opens and self.tokens[after].text == "(" else 0

    def is_link(self, i: int) -> bool:
        """Whether an opening bracket is that of a link's words or of its destination."""
        return self.destination(i) > 0 or (i > 0 and self.tokens[i - 1].text == "]")


Operator = Callable[[Entry], Iterator[Fault]]

# ------------------------------------------------------------------------------------ the marks


def dropped(entry: Entry) -> Iterator[Fault]:
    """A mark, a word or a blank is not there."""
    tokens = entry.tokens
    for i, token in enumerate(tokens):
        if token.role in ("field", "break", "indent") or (entry.row and token.role == "blank"):
            continue
        if token.text == "|" and i in (0, len(tokens) - 1):
            continue
        change = {i: ""}
        if token.role == "bullet":
            yield entry.fault("no blank behind the bullet", {i + 1: ""}, token.owner)
            change[i + 1] = ""
        elif token.role == "blank" and tokens[i - 1].role in ("bullet", "word"):
            continue
        elif token.role == "mark" and tokens[i - 1].role == "blank":
            change[i - 1] = ""
        what = "a blank" if token.role == "blank" else f"`{token.text}`"
        fault = entry.fault(f"{what} missing", change, token.owner)
        if token.role == "blank" and tokens[i - 1].field and tokens[i + 1].field:
            # Two words in one: what is behind them is missing, too.
            end = fault.at + len(tokens[i + 1].text)
            fault = fault._replace(also=((end, token.owner),))
        yield fault


def doubled(entry: Entry) -> Iterator[Fault]:
    """A mark appears twice; the second one is where what follows should be."""
    for i, token in enumerate(entry.tokens):
        if token.role in ("open", "close", "mark") and token.text != "|":
            fault = entry.fault(f"`{token.text}` doubled", {i: token.text * 2}, token.owner)
            yield fault._replace(also=((fault.at, entry.following(i)),))


_CONFUSED = {
    "-": ("–", "—"),
    "–": ("-", "—"),
    ".": (",",),
    "**": ("*", "__"),
    "*": ("**", "_"),
    "[": ("(",),
    "`": ("'",),
}


def confused(entry: Entry) -> Iterator[Fault]:
    """Another mark stands there, one that is easily taken for it."""
    tokens = entry.tokens
    for i, token in enumerate(tokens):
        if token.role == "bullet":
            for other in ("*", "-", "+") if token.text in "-*+" else ("-", "1)"):
                yield entry.fault(f"`{other}` for the bullet", {i: other}, token.owner)
        elif token.role == "mark":
            for other in _CONFUSED.get(token.text, ()):
                yield entry.fault(f"`{other}` for `{token.text}`", {i: other}, token.owner)
            if token.text in "-–" and tokens[i - 1].text == " ":
                yield entry.fault(f"`:` for `{token.text}`", {i - 1: "", i: ":"}, token.owner)
            if token.text == ":":
                yield entry.fault("`-` for `:`", {i: " -"}, token.owner)
        elif token.role == "open" and not entry.is_link(i):
            for other in _CONFUSED.get(token.text, ()):
                change = {i: other, token.partner: _PAIRS.get(other, other)}
                yield entry.fault(f"`{other}` for `{token.text}`", change, token.owner)
        elif token.role == "word":
            # A label says what is behind the link; who knows what this one means.
            other = ":fire:" if token.text.startswith(":") else "html"
            fault = entry.fault("another label", {i: other}, token.owner, fixable=False)
            yield fault._replace(at=token.start)


def unmarked(entry: Entry) -> Iterator[Fault]:
    """A pair of marks is not there, or a blank takes its meaning away."""
    for i, token in enumerate(entry.tokens):
        if token.role != "open":
            continue
        if not entry.is_link(i):
            yield entry.fault(f"no `{token.text}` around", {i: "", token.partner: ""}, token.owner)
        if "*" in token.text:
            last = entry.tokens[token.partner]
            kind = "a blank inside the emphasis"
            yield entry.fault(kind, {i: token.text + " "}, token.owner)
            yield entry.fault(kind, {token.partner: " " + last.text}, last.owner)
        if token.text == "(" and entry.tokens[i - 1].text == "]":
            yield entry.fault("a blank inside the link", {i: " ("}, token.owner)


# ------------------------------------------------------------------------------------ the lines


def torn(entry: Entry) -> Iterator[Fault]:
    """A line break is lost, another one, or too much."""
    tokens = entry.tokens
    for i, token in enumerate(tokens):
        if token.role == "indent":
            yield entry.fault("indented too little", {i: ""}, token.owner, fixable=False)
            yield entry.fault("indented too much", {i: token.text + "  "}, token.owner)
        if token.role != "break":
            continue
        if token.text != "\n":
            yield entry.fault("no hard break", {i: "\n"}, token.owner)
            yield entry.fault("a blank line", {i: "\n\n"}, token.owner, fixable=False)
        indent = {i + 1: ""} if tokens[i + 1].role == "indent" else {}
        yield entry.fault("lines joined", {i: " ", **indent}, token.owner)
        rest = dict.fromkeys(range(i, len(tokens)), "")
        yield entry.fault("cut off behind the line", rest, token.owner, fixable=False)


# ------------------------------------------------------------------------------------ the fields


def missing(entry: Entry) -> Iterator[Fault]:
    """A field holds nothing; a table's cell that takes any text may."""
    for i, token in enumerate(entry.tokens):
        if token.field and not (entry.row and token.field not in (*entry.typed, "title")):
            yield entry.fault("nothing there", {i: ""}, token.field, fixable=False)


def unlinked(entry: Entry) -> Iterator[Fault]:
    """A link has lost its destination, and with it its brackets; or it is gone."""
    tokens = entry.tokens
    for i, token in enumerate(tokens):
        if token.role != "open" or not (j := entry.destination(i)):
            continue
        first, last = i, tokens[j].partner
        bare = dict.fromkeys((i, token.partner, *range(j, last + 1)), "")
        yield entry.fault("no link", bare, token.owner, fixable=False)
        while tokens[first - 1].partner == last + 1:
            first, last = first - 1, last + 1
        gone = dict.fromkeys(range(first - (tokens[first - 1].role == "blank"), last + 1), "")
        yield entry.fault("words and link gone", gone, token.owner, fixable=False)


_BAD = {
    "url": ("soon", "https://arxiv.org/a b"),
    "year": ("15",),
    "date": ("soon",),
    "https": ("Maybe",),
    "license": ("WTFPL",),
}


def malformed(entry: Entry) -> Iterator[Fault]:
    """A field holds what cannot be its value."""
    for i, token in enumerate(entry.tokens):
        kind = "url" if token.field.endswith("url") else token.field
        for value in _BAD.get(kind, ()) if token.field in entry.typed else ():
            fault = entry.fault(f"`{value}` for the {kind}", {i: value}, token.field, fixable=False)
            # A URL is over where the blank is.
            blank = token.start + value.find(" ")
            also = ((blank, token.field), (blank, entry.following(i))) if " " in value else ()
            yield fault._replace(at=token.start, also=also)


def misdated(entry: Entry) -> Iterator[Fault]:
    """A date in another form, or one that cannot be."""
    for i, token in enumerate(entry.tokens):
        if token.field != "date":
            continue
        year, month, *day = re.split(r"\D", token.text)
        mark = token.text[4]
        for kind, value, fixable in (
            ("another date form", "/".join((year, month, *day)), True),
            ("a month that is none", mark.join((year, "13", *day)), False),
            ("a date in the future", mark.join(("2087", month, *day)), False),
            ("half a date", mark.join((year, month)[: 1 + len(day)]), False),
        ):
            fault = entry.fault(kind, {i: value}, "date", fixable=fixable)
            yield fault._replace(at=token.start, rule="entry-date")


def swapped(entry: Entry) -> Iterator[Fault]:
    """Two neighbouring fields stand in each other's place, and their looks tell: two faults."""
    places = [i for i, token in enumerate(entry.tokens) if token.field]
    for a, b in pairwise(places):
        first, second = entry.tokens[a], entry.tokens[b]
        both_urls = first.field.endswith("url") and second.field.endswith("url")
        if both_urls or entry.typed.isdisjoint((first.field, second.field)):
            continue
        swap = [(token.text, token.field) for token in entry.tokens]
        swap[a], swap[b] = swap[b], swap[a]
        change = {a: second.text, b: first.text}
        fault = entry.fault("swapped", change, first.field, fixable=entry.told_apart(swap))
        there = second.start + len(second.text) - len(first.text)
        yield fault._replace(at=first.start, also=((there, second.field),))


def surplus(entry: Entry) -> Iterator[Fault]:
    """Something more than siblings have."""
    tokens = entry.tokens
    opener = 2 if tokens[0].role == "bullet" else 0
    if not tokens[opener].field and not entry.row:
        change = {opener: "NEW " + tokens[opener].text}
        yield entry.fault("a word in front", change, tokens[opener].owner, fixable=False)
    end = len(tokens) - 1
    if not tokens[end].field:
        more = " more |" if entry.row else " (new)"
        yield entry.fault("more behind", {end: tokens[end].text + more}, "", fixable=False)
        if not entry.row:
            more = tokens[end].text + "\n  more"
            yield entry.fault("another line", {end: more}, "", fixable=False)


# ------------------------------------------------------------------------------------- the style


def sentences(entry: Entry) -> Iterator[Fault]:
    """A description in another case, or without its full stop."""
    for i, token in enumerate(entry.tokens):
        text = token.text
        if token.field == "description":
            for kind, value, at in (
                ("a small letter", text[0].lower() + text[1:], 0),
                ("no full stop", text[:-1], len(text) - 2),
            ):
                fault = entry.fault(kind, {i: value}, "description", fixable=True)
                yield fault._replace(at=token.start + at, rule="description-style")


def names(entry: Entry) -> Iterator[Fault]:
    """Authors that are turned round, or separated by another mark."""
    for i, token in enumerate(entry.tokens):
        if token.field != "authors":
            continue
        separator = "; " if ";" in token.text else ", "
        single = token.text.split(separator)
        turned = "; ".join(", ".join(reversed(name.split())) for name in single)
        kinds = [("authors in BibTeX order", turned)]
        if separator == "; ":
            kinds.append(("authors separated by commas", ", ".join(single)))
        for kind, value in kinds:
            fault = entry.fault(kind, {i: value}, "authors", fixable=True)
            yield fault._replace(at=token.start, rule="author-style")


OPERATORS: tuple[Operator, ...] = (
    *(dropped, doubled, confused, unmarked),
    *(torn, missing, unlinked, malformed, misdated, swapped, surplus, names),
)
