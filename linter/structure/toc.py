"""The table of contents: its lines, what they lead to, and which headings they leave out.

Shared by the rules that look at contents and sections. Nothing here judges.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import Any, NamedTuple

from linter.model import Document, Edit, Fix, Heading, Link, Span, once
from linter.structure.outline import Outline, fragment_of, name_of
from linter.text.patterns import lazy_pattern

# Sections about the list rather than of it: contents leave them out at will.
_APART = """
acknowledgements acknowledgments acknowledgement acknowledgment author authors backers changelog
citation citations cite citing codeofconduct communication community contact contacts contribute
contributing contribution contributions contributionguide contributionguidelines contributor
contributors copyright credits disclaimer donate faq footnotes howtocontribute introduction
licence license licensing maintainer maintainers news notes overview preface readme related
relatedlists relatedprojects relatedresources relatedawesomelists seealso sponsor
sponsors stargazers stargazersovertime starhistory support thanks todo updates 版权 更新 贡献 贡献者
许可 许可证 前言 ライセンス
"""
ASIDE = frozenset(_APART.split())
# Those among them that a reader should see before the list.
_READ_BEFORE = frozenset({"disclaimer", "faq", "introduction", "overview", "preface", "前言"})

# With so few headings nothing counts as left out.
MIN_HEADINGS = 3
# What share of the headings of one kind have to be listed before the others count as left out.
LISTED_RATIO = 0.9


def left_out(
    document: Document, outline: Outline, listed: AbstractSet[int], end: int
) -> frozenset[int]:
    """The headings below line ``end`` that are not ``listed`` although nearly all their like are.

    Their like are the headings of the same level under the same parent; where these are too few
    to tell, all of the same level. Sections without entries at either end are left out at will.
    """
    filled = _filled(document)
    inside = range(min(listed, default=0), max(listed, default=0))
    due = [
        index
        for index, heading in enumerate(document.headings)
        if heading.span.line > end and (index in listed or _is_due(index, outline, inside, filled))
    ]
    parents = document.heading_parents
    siblings = _tally(((document.headings[i].level, parents[i]), i in listed) for i in due)
    alike = _tally((document.headings[i].level, i in listed) for i in due)
    missing: set[int] = set()
    for index in due:
        level = document.headings[index].level
        there, total = siblings[level, parents[index]]
        if there < MIN_HEADINGS and (there or total == 1):
            there, total = alike[level]
        spared = (1 - LISTED_RATIO) * total if index in filled else 0
        few = total - there <= max(1, spared)
        if index not in listed and there >= MIN_HEADINGS and few:
            missing.add(index)
    return frozenset(missing) | _missing_aside(document, outline, listed, end)


def _missing_aside(
    document: Document, outline: Outline, listed: AbstractSet[int], end: int
) -> frozenset[int]:
    """The one section about the list that has no line, where all others of its kind have one."""
    asides = [
        index
        for index, heading in enumerate(document.headings)
        if heading.span.line > end and outline.names[index] in ASIDE
    ]
    here = [index for index in asides if index in listed]
    missing = [index for index in asides if index not in listed]
    levels = {document.headings[index].level for index in asides}
    one = len(missing) == 1 and len(here) > 1 and len(levels) == 1
    return frozenset(missing) if one and outline.names[missing[0]] in _READ_BEFORE else frozenset()


def _is_due(index: int, outline: Outline, inside: range, filled: AbstractSet[int]) -> bool:
    """Whether a heading without a line could want one."""
    name = outline.names[index]
    return bool(name) and name not in ASIDE and (index in filled or index in inside)


def _tally(marks: Iterable[tuple[Any, bool]]) -> Mapping[Any, tuple[int, int]]:
    """For each key: how many are true, of how many."""
    counts: dict[Any, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for key, mark in marks:
        there, total = counts[key]
        counts[key] = (there + mark, total + 1)
    return counts


def _filled(document: Document) -> set[int]:
    """The headings with entries, in their own section or a subsection."""
    parents = document.heading_parents
    filled: set[int] = set()
    for heading in {entry.heading for entry in document.entries}:
        above = heading
        while above is not None and above not in filled:
            filled.add(above)
            above = parents[above]
    return filled


_PLAIN_LINK = lazy_pattern(r"\[[^\[\]]*\]\(#[^\s()]*\)")
# What would be read as markup in a link's text.
_MARKUP = lazy_pattern(r"[\\`*\[\]]|\b_|_\b|<(?=[A-Za-z/!?])|&(?=#?\w+;)")


def relinked(document: Document, line: Line, heading: Heading) -> Fix | None:
    """Name and anchor of ``heading`` for the line, if its link is a plain one."""
    if not _PLAIN_LINK.fullmatch(document.slice(line.link.span)):
        return None
    return Fix((Edit(line.link.span, _markdown(heading)),), safe=True)


def reanchored(document: Document, line: Line, heading: Heading) -> Fix | None:
    """The anchor of ``heading`` for the line, whose text stays."""
    if line.link.kind == "reference" or not document.slice(line.link.url_span).startswith("#"):
        return None
    return Fix((Edit(line.link.url_span, f"#{heading.anchor}"),), safe=True)


def neighbours(document: Document, contents: Contents) -> Mapping[int, Line]:
    """For each heading the line of the nearest one before it, of its level and in its section."""
    lines = {line.heading: line for line in contents.lines if line.heading is not None}
    parents = document.heading_parents
    last: dict[tuple[int | None, int], Line] = {}
    before: dict[int, Line] = {}
    for index, heading in enumerate(document.headings):
        place = (parents[index], heading.level)
        if place in last:
            before[index] = last[place]
        if index in lines:
            last[place] = lines[index]
    return before


def inserted(document: Document, neighbour: Line, heading: Heading) -> Fix | None:
    """A line for ``heading`` below the neighbour's and its children, written as that one is."""
    item = document.items[neighbour.item]
    source = document.lines[item.span.line - 1]
    lead, link, tail = source.partition(document.slice(neighbour.link.span))
    is_plain = _PLAIN_LINK.fullmatch(link) and not tail.strip()
    if not is_plain or lead[item.span.column - 1 :].strip() != item.marker:
        return None
    if item.span.end_line >= len(document.lines):
        return None
    at = Span(item.span.end_line + 1, 1, item.span.end_line + 1, 1)
    return Fix((Edit(at, f"{lead}{_markdown(heading)}{tail}\n"),), safe=True)


def _markdown(heading: Heading) -> str:
    text = _MARKUP.sub(lambda match: "\\" + match[0], heading.text.strip())
    return f"[{text}](#{heading.anchor})"


_TITLES = """
contents content tableofcontents tableofcontent toc index menu summary outline navigation 目录 目錄
目次 索引 목차 оглавление содержание índice indice sommaire inhalt inhaltsverzeichnis inhoud
içindekiler
"""
_CONTENTS_TITLES = frozenset(_TITLES.split())

# A list of links into the page is the contents from so many on (fewer under a telling heading).
MIN_LINES, MIN_LINES_TITLED = 3, 2
# Between two lines that are right, more unlisted headings than this are no slip.
MAX_GAP = 50
# How alike, in per cent, the names of a lost line and the heading it meant have to be.
MIN_ALIKE_PERCENT = 80


class Line(NamedTuple):
    """One line of the contents.

    ``item`` indexes the document's items, ``heading`` its headings: the one the line means.
    ``state`` says how that is known: ``"found"`` by its fragment, ``"astray"`` by its name alone
    (the fragment leads to another heading), ``"named"`` by its name (the fragment leads nowhere),
    ``"renamed"`` by its place among the others, or not at all: ``"lost"``.
    """

    item: int
    link: Link
    fragment: str
    name: str
    heading: int | None
    state: str


class Contents(NamedTuple):
    """The table of contents of a document, and the document's outline.

    ``missing`` indexes the headings that have no line although nearly all their like have one.
    """

    lines: tuple[Line, ...]
    outline: Outline
    missing: frozenset[int]

    def starts_below(self, document: Document, heading: int) -> bool:
        """Whether the table begins below a heading: it is free to list those above it, or not."""
        return document.headings[heading].span.line < self.lines[0].link.span.line


# The kind of the fault that a section has no line in the table of contents: `toc` tells it, and
# `section-placement` where the section has a single entry.
MISSING = "missing"


@once
def find_contents(document: Document) -> Contents | None:
    """The table of contents: the first list (or run of lists) of links into the page below it."""
    outline = Outline(document)
    starts = [link.span.line for link in document.links]
    lines: list[Line] = []
    led_to: set[int] = set()
    for members in _lists(document):
        mine = _navigation(document, outline, starts, members)
        if mine and document.items[members[0]].heading not in led_to:
            lines += mine
        elif _is_contents(document, outline, lines):
            break
        else:
            lines = mine
            led_to = set()
        led_to |= {line.heading for line in mine if line.heading is not None}
    if not _is_contents(document, outline, lines):
        return None
    lines = _with_parents(document, outline, lines)
    lines = _with_renamed(document, outline, _with_astray(document, outline, lines))
    end = document.items[lines[-1].item].own_end_line
    listed = {line.heading for line in lines if line.heading is not None}
    return Contents(tuple(lines), outline, left_out(document, outline, listed, end))


def _lists(document: Document) -> Iterator[list[int]]:
    """The items of each outermost list, children included, and those of each table."""
    roots: list[int] = []
    for index, item in enumerate(document.items):
        roots.append(index if item.parent is None else roots[item.parent])
    inside = [index for index, item in enumerate(document.items) if item.kind != "paragraph"]
    for _, members in groupby(inside, key=lambda index: document.items[roots[index]].group):
        yield list(members)


def _navigation(
    document: Document, outline: Outline, starts: Sequence[int], members: Sequence[int]
) -> list[Line]:
    """The list's lines if it is made of links into the page; labels above such are no matter."""
    lines: list[Line] = []
    others: list[int] = []
    for index in members:
        item = document.items[index]
        if _wraps_the_next(document, index):
            continue
        first = bisect_left(starts, item.span.line)
        last = bisect_left(starts, item.own_end_line + 1)
        links = [link for link in document.links[first:last] if link.kind != "image"]
        fragment = fragment_of(document, links[0]) if links and item.kind == "item" else None
        if fragment is None:
            others.append(index)
        else:
            lines.append(_line(outline, index, links[0], fragment))
    parents = {document.items[line.item].parent for line in lines}
    strangers = [index for index in others if index not in parents]
    return lines if len(lines) > 2 * len(strangers) else []


def _wraps_the_next(document: Document, index: int) -> bool:
    """Whether all that an item holds is the item that begins on its line: `- - [x](#x)`."""
    following = document.items[index + 1 : index + 2]
    return any(
        item.parent == index and item.span.line == document.items[index].span.line
        for item in following
    )


def _line(outline: Outline, item: int, link: Link, fragment: str) -> Line:
    name = name_of(link.text)
    if outline.exists(fragment):
        return Line(item, link, fragment, name, outline.heading(fragment), "found")
    named = outline.by_name.get(name, ()) if name else ()
    if len(named) == 1:
        return Line(item, link, fragment, name, named[0], "named")
    return Line(item, link, fragment, name, None, "named" if named else "lost")


def _is_contents(document: Document, outline: Outline, lines: Sequence[Line]) -> bool:
    if not lines:
        return False
    first = document.items[lines[0].item]
    titled = first.heading is not None and outline.names[first.heading] in _CONTENTS_TITLES
    if len(lines) < (MIN_LINES_TITLED if titled else MIN_LINES):
        return False
    end = document.items[lines[-1].item].own_end_line
    places = [
        document.headings[line.heading].span.line for line in lines if line.heading is not None
    ]
    below = sum(1 for place in places if place > end)
    return 2 * below >= len(places) if places else titled


def _with_parents(document: Document, outline: Outline, lines: Sequence[Line]) -> list[Line]:
    """The lines, those turned to the heading below their parent's that lead to a namesake's.

    Of several sections of one name a line means the one in its own place.
    """
    parents = document.heading_parents
    by_item = {line.item: line for line in lines if line.state == "found"}
    out: list[Line] = []
    for line in lines:
        parent = document.items[line.item].parent
        above = by_item.get(parent) if parent is not None else None
        named = outline.by_name.get(line.name, ()) if line.state == "found" else ()
        if above is not None and len(named) > 1 and line.heading in named:
            below = [index for index in named if parents[index] == above.heading]
            if len(below) == 1 and parents[line.heading or 0] != above.heading:
                line = line._replace(heading=below[0], state="astray")
        out.append(line)
    return out


def _with_astray(document: Document, outline: Outline, lines: Sequence[Line]) -> list[Line]:
    """The lines, those turned to the heading they name that lead to another one's own anchor.

    A line leads astray if no other line leads to the heading it names, and it leads to a heading
    of another name or to one that the line of that name has already.
    """
    listed = {line.heading for line in lines}
    free = {
        name: deque(index for index in indices if index not in listed)
        for name, indices in outline.by_name.items()
    }
    taken: set[tuple[int, str]] = set()
    out: list[Line] = []
    for line in lines:
        if line.state == "found" and line.heading is not None and line.name:
            own_anchor = document.headings[line.heading].anchor.casefold()
            right = outline.names[line.heading] == line.name
            twice = (line.heading, line.name) in taken
            taken.add((line.heading, line.name))
            left = free.get(line.name)
            if left and (twice or not right) and line.fragment.casefold() == own_anchor:
                line = line._replace(heading=left.popleft(), state="astray")
        out.append(line)
    return out


def _with_renamed(document: Document, outline: Outline, lines: Sequence[Line]) -> list[Line]:
    """The lines, the lost ones paired with unlisted headings that stand where they point.

    Only where a gap between two lines that are right has as many unlisted headings as lost lines;
    a heading without a name takes no place.
    """
    listed = {line.heading for line in lines}
    levels = _levels(document, lines)
    end = document.items[lines[-1].item].own_end_line
    unlisted = [
        index
        for index, heading in enumerate(document.headings)
        if index not in listed
        and heading.span.line > end
        and outline.names[index] not in ASIDE | {""}
    ]
    out: list[Line] = []
    last = -1
    for is_lost, group in groupby(lines, key=lambda line: line.state == "lost"):
        run = list(group)
        if not is_lost:
            last = run[-1].heading if run[-1].heading is not None else last
            out += run
            continue
        following = len(out) + len(run)
        stop = lines[following].heading if following < len(lines) else len(document.headings)
        gap = unlisted[bisect_right(unlisted, last) : bisect_left(unlisted, stop or 0)]
        wanted = levels[document.items[run[0].item].depth]
        free = [index for index in gap if document.headings[index].level in wanted]
        out += _paired(outline, run, free) if len(gap) <= MAX_GAP else run
    return out


def _paired(outline: Outline, lost: Sequence[Line], free: Sequence[int]) -> list[Line]:
    """``lost`` with a heading each where it is plain which: all of them, or the like-named."""
    if len(lost) == len(free):
        return [
            line._replace(heading=index, state="renamed")
            for line, index in zip(lost, free, strict=True)
        ]
    if not free:
        return list(lost)
    from rapidfuzz.fuzz import ratio

    left = list(free)
    out: list[Line] = []
    for line in lost:
        alike = [
            index for index in left if ratio(line.name, outline.names[index]) >= MIN_ALIKE_PERCENT
        ]
        if len(alike) == 1:
            left.remove(alike[0])
            line = line._replace(heading=alike[0], state="renamed")
        out.append(line)
    return out


def _levels(document: Document, lines: Iterable[Line]) -> Mapping[int, set[int]]:
    """The heading levels that the contents list at each depth of nesting."""
    levels: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        if line.heading is not None:
            depth = document.items[line.item].depth
            levels[depth].add(document.headings[line.heading].level)
    return levels
