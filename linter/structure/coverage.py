"""Which headings the table of contents leaves out by mistake, going by those it lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from linter.model import Document
from linter.structure.outline import Outline

# Sections about the list rather than of it: contents leave them out at will.
_APART = """
acknowledgements acknowledgments acknowledgement acknowledgment author authors backers changelog
citation citations cite citing codeofconduct communication community contact contacts contribute
contributing contribution contributions contributionguide contributionguidelines contributor
contributors copyright credits disclaimer donate faq footnotes howtocontribute introduction
licence license licensing maintainer maintainers news notes overview preface readme sponsor
sponsors stargazers stargazersovertime starhistory support thanks todo updates 版权 更新 贡献 贡献者
许可 许可证 前言 ライセンス
"""
ASIDE = frozenset(_APART.split())

# Of so few headings none can be said to be left out.
_FEWEST = 3
# What share of the headings of one kind have to be listed before the others count as left out.
_MAJORITY = 0.9


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
    parents = parents_of(document)
    siblings = _tally(((document.headings[i].level, parents[i]), i in listed) for i in due)
    alike = _tally((document.headings[i].level, i in listed) for i in due)
    missing: set[int] = set()
    for index in due:
        level = document.headings[index].level
        there, total = siblings[level, parents[index]]
        if there < _FEWEST and (there or total == 1):
            there, total = alike[level]
        spared = (1 - _MAJORITY) * total if index in filled else 0
        few = total - there <= max(1, spared)
        if index not in listed and there >= _FEWEST and few:
            missing.add(index)
    return frozenset(missing)


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


def parents_of(document: Document) -> list[int | None]:
    """For each heading the nearest one above it of a lower level."""
    parents: list[int | None] = []
    stack: list[int] = []
    for index, heading in enumerate(document.headings):
        while stack and document.headings[stack[-1]].level >= heading.level:
            stack.pop()
        parents.append(stack[-1] if stack else None)
        stack.append(index)
    return parents


def _filled(document: Document) -> set[int]:
    """The headings with entries, in their own section or a subsection."""
    parents = parents_of(document)
    filled: set[int] = set()
    for heading in {entry.heading for entry in document.entries}:
        above = heading
        while above is not None and above not in filled:
            filled.add(above)
            above = parents[above]
    return filled
