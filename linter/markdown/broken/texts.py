"""Links and emphasis that stay text: what is wrong in one text, and what would correct it.

What GitHub makes of a text is known (`TextBlock`); this looks at what is left over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from linter.markdown.broken.html_balance import TAGS
from linter.markdown.broken.places import MAX_SLIPS
from linter.markdown.emphasis import unmatched_runs
from linter.model import Document, Edit, Fix, Hit, TextBlock
from linter.text.normalize import plain
from linter.text.patterns import lazy_pattern

MAX_TEXT = 20_000
"""A longer text (in characters) is not examined: no entry is that long."""

MAX_HITS = 20
"""So many findings in one text say enough."""

MAX_BOLD = 100
"""Two marks that stand further apart (in characters) need not belong together."""

MAX_REMARK = 1_000
"""In a longer text (in characters) a single parenthesis says little."""

MIN_REFERENCES = 3
"""So many links by reference show that one without a definition was meant as a link."""

MIN_EMPHASISED = 10
"""So many emphasised texts show that a single mark which nothing closes is a slip."""

_URL = r"(?:https?://|www\.)[^\s()\[\]<>]+"
_MISSHAPEN = lazy_pattern(
    rf"""
    (?P<open> [(\[［] ) (?P<text> [^()\[\]{{}}［］\n]+ ) (?P<middle> [)\]}}］] :? [(\[{{（] )
    (?P<url> {_URL} | \#[A-Za-z][\w-]* ) (?P<close> [)\]}}）] )
    """,
    re.VERBOSE,
)
_SPACED = lazy_pattern(
    rf"""
    \[([^\[\]\n]+)\]
    ([ \t\u00a0\u200b-\u200d\u2060\u3000\ufeff]+ | [ \t]*\n | ,[ ]?)   # invisible ones included
    \((?: {_URL} | \#[A-Za-z][\w-]* | [\w./-]+\.md )\)
    """,
    re.VERBOSE,
)
_UNOPENED = lazy_pattern(rf"\[[^\[\]\n]+\]({_URL}\))")
_UNDEFINED = lazy_pattern(r"(?<![\w\]])\[([^\[\]\n]+)\]\[([^\[\]\n]*)\](?![\[(:])")
_TARGET = lazy_pattern(
    r"[(<]?(?:https?:|www\.|#|\.{0,2}/|mailto:)|[\w./-]+\.(?:md|png|jpe?g|svg|gif|pdf)\b|\[[^\[\]]*\]\("
)
_NO_TARGET = lazy_pattern(r"[ \t]+(?:[|\[]|$)")
_INTERVAL = lazy_pattern(
    r"\[[^\[\]()\n]{1,20},[^\[\]()\n]{1,20}\)|\([^\[\]()\n]{1,20},[^\[\]()\n]{1,20}\]"
)
_WORDS = lazy_pattern(r"([a-z]{3,})[ ,.:;][ ]?[^\s*]")
_PARAMETERS = frozenset(("args", "kwargs", "kwds", "opts", "options", "params", "rest"))
"""What follows ``**`` in code."""

_BARE_IMAGE = lazy_pattern(r"(?<=[ .])(img) +(?:src|height|width|align|alt) *=[^<>\n]{0,300}>")
_BACKTICKS = lazy_pattern(r"(?<!\\)`+")
_TORN_TAG = lazy_pattern(r"<([A-Za-z][A-Za-z0-9]*(?=\s[^<>]*=)|/[A-Za-z][A-Za-z0-9]*(?=\s|$))")
_SMILEY = (":", ";", ":-", ";-", "=")


def broken_lines(document: Document) -> frozenset[int]:
    """The lines on which a link or a pair of marks is broken: their meaning is not certain."""
    found: set[int] = set()
    for block in document.unmatched_texts:
        if len(block.source.text) <= MAX_TEXT:
            text = BrokenText(block)
            for hit in (*text.links(), *text.brackets(), *text.pairs()):
                found.update(range(hit.span.line, hit.span.end_line + 1))
    return frozenset(found)


class BrokenText:
    """One text, and the places of it that a hit has named: nothing is reported twice."""

    def __init__(self, block: TextBlock) -> None:
        """Nothing is looked at yet."""
        self.source = block.source
        self.text = block.source.text
        self.inlines = block.inlines
        self.reported: list[tuple[int, int]] = []
        self.hidden = [
            (inline.start, inline.end)
            for inline in block.inlines
            if inline.kind in ("code", "html")
        ]
        self.links_at = {
            inline.text_end for inline in block.inlines if inline.kind in ("link", "image")
        }
        self.gaps = self._between(0, len(self.text))

    def _between(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches of plain text, with the outermost constructs left out."""
        gaps: list[tuple[int, int]] = []
        place = start
        for inline in self.inlines:
            if inline.start >= place and inline.end <= end:
                gaps.append((place, inline.start))
                place = inline.end
        return [*gaps, (place, end)]

    def _hit(
        self, start: int, end: int, message: str, *edits: tuple[int, int, str]
    ) -> Iterator[Hit]:
        if len(self.reported) >= MAX_HITS:
            return
        if any(first < end and start < last for first, last in self.reported):
            return
        self.reported.append((start, end))
        changes = tuple(Edit(self.source.span(a, b), new) for a, b, new in edits)
        yield Hit(
            span=self.source.span(start, end),
            message=message,
            key=f"text {plain(self.text[max(0, start - 20) : end + 20], 80)}",
            fix=Fix(changes, safe=True) if changes else None,
        )

    def _is_plain(self, start: int, end: int) -> bool:
        """Whether a stretch holds no code, no tag and no comment."""
        index = bisect_left(self.hidden, (end, end)) - 1
        return index < 0 or self.hidden[index][1] <= start

    # ---- links

    def links(self) -> Iterator[Hit]:
        """Hits for what was meant as a link and is not one."""
        for found in _MISSHAPEN.finditer(self.text):
            yield from self._misshapen(found)
        for found in _UNOPENED.finditer(self.text) if "]http" in self.text else ():
            if self._is_plain(*found.span()):
                yield from self._hit(
                    *found.span(),
                    "GitHub shows no link here: a `(` is missing. Write it before the address.",
                    (found.start(1), found.start(1), "("),
                )
        for found in _SPACED.finditer(self.text):
            if self._is_plain(*found.span()) and found.end(1) not in self.links_at:
                what = "comma" if "," in found.group(2) else "space"
                yield from self._hit(
                    *found.span(),
                    f"GitHub shows no link here: there is a {what} between `]` and `(`. Remove it.",
                    *([(*found.span(2), "")] if what == "space" else []),
                )
        for inline in self.inlines:
            if inline.kind == "link" and self.text.startswith("(http", inline.end):
                yield from self._hit(
                    inline.end,
                    inline.end
                    + 1
                    + len(re.split(r"[\s()]", self.text[inline.end + 1 :], maxsplit=1)[0]),
                    "GitHub shows this address as text: it follows a link. Remove it, or write the "
                    "link or the image that it belongs to.",
                )
        for found in re.finditer(r"(?<!\\)\]\(", self.text):
            close = found.start()
            if len(self.reported) >= MAX_HITS:
                return
            if close not in self.links_at and self._is_plain(*found.span()):
                yield from self._lost_link(close)

    def _misshapen(self, found: re.Match[str]) -> Iterator[Hit]:
        """A hit for a link with the wrong brackets around its text or its address."""
        brackets = found["open"] + found["middle"] + found["close"]
        if brackets == "[](]" and self.text[: found.start()].endswith("["):
            yield from self._hit(
                *found.span(),
                "This link is never closed. Write `)` after its address.",
                (found.end("url"), found.end("url"), ")"),
            )
        if brackets == "[]()" or not self._is_plain(*found.span()):
            return
        if found["open"] == "(" and (
            found["middle"][0] != ")" or self.text[: found.start()][-1:].isalnum()
        ):
            return
        if self._is_linked(*found.span()):
            return
        edits = zip(("open", "middle", "close"), ("[", "](", ")"), strict=True)
        yield from self._hit(
            *found.span(),
            f"The brackets of this link are {'swapped' if brackets == '()[]' else 'mixed up'}. "
            f"Write `[{plain(found['text'], 40)}](…)`.",
            *((*found.span(group), new) for group, new in edits if found[group] != new),
        )

    def _is_linked(self, start: int, end: int) -> bool:
        """Whether a stretch has a part of a link or an image in it."""
        return any(
            inline.kind in ("link", "image") and inline.start < end and start < inline.end
            for inline in self.inlines
        )

    def undefined(self) -> Iterator[Hit]:
        """Hits for references to a link definition that is not there."""
        for found in _UNDEFINED.finditer(self.text) if "][" in self.text else ():
            if self._is_plain(*found.span()) and not self._is_linked(*found.span()):
                yield from self._hit(
                    *found.span(),
                    "GitHub shows no link here: no line of this file defines "
                    f"`[{plain(found.group(2) or found.group(1), 40)}]:`.",
                )

    def _lost_link(self, close: int) -> Iterator[Hit]:
        """A hit for ``](`` that makes no link."""
        text = self.text
        target = text[close + 2 :].partition("\n")[0]
        start = self._opening(close)
        if start is not None and _NO_TARGET.match(target):
            yield from self._hit(
                start, close + 2, "This link has no address and is never closed. Write both."
            )
        if not _TARGET.match(target) and not target.startswith(")"):
            return
        inside, closed, _ = target.partition(")")
        inner = [
            inline
            for inline in self.inlines
            if inline.kind == "link" and start is not None and start < inline.start < close
        ]
        if inner:
            message = "GitHub shows no link within a link. Take the inner link out."
        elif target.startswith("["):
            message = "There is a link where the address belongs. Write the address alone."
        elif target.startswith("("):
            message = "This link has two opening parentheses. Keep one."
        elif target.startswith("<"):
            message = "This link is never closed. Write `>` after its address."
        elif not closed or "[" in inside or "]" in inside:
            message = "This link is never closed. Write `)` after its address."
        elif re.search(r"\s", inside.strip()) or start is not None:
            message = "GitHub shows no link here: there is a space in the address. Remove it."
        else:
            message = "GitHub shows no link here: a bracket is missing. Write it."
        end = close + 2 + len(re.split(r"[\s)\]]", target, maxsplit=1)[0])
        yield from self._hit(close if start is None else start, end, message)

    def _opening(self, close: int) -> int | None:
        """The bracket that the one at ``close`` closes, on its line."""
        depth = 0
        for place in range(close - 1, -1, -1):
            char = self.text[place]
            if char == "\n":
                return None
            if char == "]":
                depth += 1
            elif char == "[":
                if not depth:
                    return place
                depth -= 1
        return None

    # ---- brackets

    def brackets(self) -> Iterator[Hit]:
        """Hits for square brackets without a partner, and for parentheses beside a link."""
        ends = {inline.end for inline in self.inlines if inline.kind in ("link", "image")}
        starts = {inline.start for inline in self.inlines if inline.kind in ("link", "image")}
        intervals = [found.span() for found in _INTERVAL.finditer(self.text)]
        for place in self._unpaired("[", "]"):
            if any(start <= place < end for start, end in intervals):
                continue
            if self.text[place] == "[":
                yield from self._hit(
                    place, place + 1, "This `[` is never closed. Write the `]`, or remove it."
                )
            elif not self.text[:place].endswith(_SMILEY):
                yield from self._hit(
                    place, place + 1, "This `]` has no `[` before it. Write one, or remove it."
                )
        parentheses = self._unpaired("(", ")") if "]((" not in self.text else []
        if len(parentheses) == 1 and self._is_open_remark(parentheses[0]):
            place = parentheses[0]
            yield from self._hit(
                place, place + 1, "This `(` is never closed. Write the `)`, or remove it."
            )
        for place in parentheses:
            if self.text[place] == ")" and place in ends:
                yield from self._hit(
                    place,
                    place + 1,
                    "This `)` after a link has no `(` before it. Remove it, or write the `(`.",
                )
            elif self.text[place] == "(" and place + 1 in starts:
                yield from self._hit(
                    place, place + 1, "This `(` is never closed. Write the `)`, or remove it."
                )

    def _is_open_remark(self, place: int) -> bool:
        """Whether a `(` begins a remark of words, and not a smiley, an interval or a cell's end."""
        before, after = self.text[:place][-1:], self.text[place + 1 : place + 2]
        return (
            self.text[place] == "("
            and before in ("", " ")
            and after.isalpha()
            and len(self.text) <= MAX_REMARK
            and not any(cut in self.text[place:] for cut in ("..", "…"))
        )

    def _unpaired(self, opening: str, closing: str) -> list[int]:
        """The offsets of brackets in plain text that have no partner there.

        An escaped bracket is shown, too, and can be the partner of another one.
        """
        opened: list[int] = []
        surplus: list[int] = []
        for start, end in self.gaps:
            for place in range(start, end):
                char = self.text[place]
                if char == opening:
                    opened.append(place)
                elif char == closing and opened:
                    opened.pop()
                elif char == closing:
                    surplus.append(place)
        found = sorted(opened + surplus)
        return [place for place in found if self.text[place - 1 : place] != "\\"]

    # ---- emphasis

    def pairs(self) -> Iterator[Hit]:
        """Hits for ``**`` and ``~~`` that stay text."""
        stretches = [self.gaps] + [
            self._between(inline.text_start, inline.text_end)
            for inline in self.inlines
            if inline.kind == "link"
        ]
        for gaps in stretches:
            unmatched = unmatched_runs(self.text, gaps)
            runs = [run for run in unmatched if run[1] - run[0] in (2, 4)]
            for run in unmatched:
                yield from self._uneven(*run)
            for index, run in enumerate(runs):
                following = runs[index + 1] if index + 1 < len(runs) else None
                if following and self._is_pair(run, following):
                    yield from self._not_read(run, following)
                elif self._is_slip(*run):
                    yield from self._hit(
                        *run,
                        f"GitHub shows this `{self.text[slice(*run)]}` as text: it has no partner. "
                        "Write the other one, or remove this one.",
                    )

    def _uneven(self, start: int, end: int) -> Iterator[Hit]:
        """A hit for emphasis that is opened with more marks than it is closed with.

        A mark too many at its end can be a note's: ``**Ann Lee***``.
        """
        mark = self.text[start]
        before, after = self.text[:start][-1:], self.text[end : end + 1]
        is_opening = after == mark and before != mark
        if is_opening or (mark == "_" and before == mark and after != mark):
            yield from self._hit(
                start,
                end,
                f"GitHub shows this `{self.text[start:end]}` as text. Write as many `{mark}` "
                "before the words as after them.",
            )

    def _is_pair(self, run: tuple[int, int], following: tuple[int, int]) -> bool:
        """Whether two leftover marks stand around a text, but so that GitHub does not read them."""
        first, second = self.text[slice(*run)], self.text[slice(*following)]
        inside = self.text[run[1] : following[0]]
        if first != second or not inside.strip() or "\n" in inside or len(inside) > MAX_BOLD:
            return False
        if self.text[run[0] - 1 : run[0]].isalnum():
            return False
        return inside == inside.rstrip() or not self.text[following[1] : following[1] + 1].isalnum()

    def _not_read(self, run: tuple[int, int], following: tuple[int, int]) -> Iterator[Hit]:
        mark = self.text[slice(*run)]
        inside = self.text[run[1] : following[0]]
        if inside != inside.strip():
            lead, trail = len(inside) - len(inside.lstrip()), len(inside) - len(inside.rstrip())
            yield from self._hit(
                run[0],
                following[1],
                f"GitHub shows these `{mark}` as text, because of the space inside. Remove it.",
                *([(run[1], run[1] + lead, "")] if lead else []),
                *([(following[0] - trail, following[0], "")] if trail else []),
            )
        else:
            yield from self._hit(
                run[0],
                following[1],
                f"GitHub shows these `{mark}` as text, because a letter touches them from outside. "
                "Put a space between.",
            )

    def _is_slip(self, start: int, end: int) -> bool:
        """Whether a leftover mark was meant as emphasis, and not as a glob, a power, a rating."""
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        opens = bool(after.strip())
        closes = bool(before.strip())
        if opens and closes:
            return not (before.isalnum() and after.isalnum()) and not (
                before in "/(,.\\" or after in "/.,"
            )
        if opens:
            if after in "[(\"“'`" or after.isupper() or not after.isascii():
                return True
            words = _WORDS.match(self.text, end)
            return (
                before in ("", " ", "(")
                and bool(words)
                and (self.text[start] == "~" or not (words and words.group(1) in _PARAMETERS))
            )
        return closes and before not in "/\\"

    # ---- code and tags

    def backticks(self) -> Iterator[Hit]:
        """Hits for a single backtick that begins or ends no code."""
        ticks = [
            found.span()
            for start, end in self.gaps
            for found in _BACKTICKS.finditer(self.text, start, end)
        ]
        lengths = [end - start for start, end in ticks]
        if len(ticks) == 2 and lengths[0] != lengths[1] and min(lengths) == 1:
            yield from self._hit(
                ticks[0][0],
                ticks[1][1],
                "GitHub shows these backticks as text. Write as many before the code as after it.",
            )
        if lengths != [1]:
            return
        start, end = ticks[0]
        before, after = self.text[:start][-1:], self.text[end : end + 1]
        opens = before in ("", " ", "(", "[") and after.strip()
        closes = before.strip() and not after.isalnum()
        if (opens or closes) and "'" not in self.text[end:].partition(" ")[0]:
            yield from self._hit(
                start,
                end,
                "GitHub shows this backtick as text: it has no partner. Write the other one, or "
                "remove this one.",
            )

    def torn_tags(self) -> Iterator[Hit]:
        """Hits for HTML tags that GitHub shows as text, for want of a quote or a `>`."""
        for start, end in self.gaps:
            for found in _TORN_TAG.finditer(self.text, start, end):
                name = found.group(1).lower().strip("/")
                if name in TAGS and self.text[: found.start()][-1:] != "\\":
                    yield from self._hit(
                        *found.span(),
                        f'GitHub shows this `{found.group()}` tag as text: a `"` or the `>` at its '
                        "end is missing. Write it.",
                    )

    def bare_tags(self) -> Iterator[Hit]:
        """Hits for images in HTML without their `<`."""
        for start, end in self.gaps if " img " in self.text else ():
            for found in _BARE_IMAGE.finditer(self.text, start, end):
                yield from self._hit(
                    *found.span(1),
                    "GitHub shows this `img` tag as text: its `<` is missing. Write it.",
                    (found.start(1), found.start(1), "<"),
                )

    def lonely_marks(self) -> Iterator[Hit]:
        """Hits for a single ``*`` or ``_`` that begins or ends nothing."""
        text = self.text
        for start, end in unmatched_runs(text, self.gaps):
            mark = text[start:end]
            if mark not in ("*", "_"):
                continue
            before, after = text[start - 1 : start], text[end : end + 2]
            opens = not before.strip() and re.match(r"\(|[A-Z][a-z]", after)
            ends = after[:1].strip() == "" and before in (".", ")")
            trails = mark == "*" and before == " " and not after.strip()
            if opens or (mark == "_" and ends) or trails:
                yield from self._hit(
                    start,
                    end,
                    f"GitHub shows this `{mark}` as text: it has no partner. Write the other one, "
                    "or remove this one.",
                    *([(start - 1, end, "")] if trails else []),
                )


_EMPHASISED = lazy_pattern(r"(?<![\w*_\\])([*_])(?=[^\s*_])[^*_\n]+(?<=[^\s*_\\])\1(?![\w*_])")


def in_texts(document: Document) -> Iterator[Hit]:
    """Hits for links and emphasis that stay text."""
    lonely: list[Hit] = []
    defines = sum(link.kind == "reference" for link in document.links) >= MIN_REFERENCES
    for block in document.unmatched_texts:
        if len(block.source.text) <= MAX_TEXT:
            text = BrokenText(block)
            yield from text.links()
            yield from text.brackets()
            yield from text.pairs()
            yield from text.torn_tags()
            yield from text.bare_tags()
            yield from text.backticks()
            if defines:
                yield from text.undefined()
            lonely += text.lonely_marks()
    if lonely and len(lonely) < MAX_SLIPS:
        paired = sum(1 for _ in _EMPHASISED.finditer(document.text))
        if paired >= MIN_EMPHASISED:
            yield from lonely
