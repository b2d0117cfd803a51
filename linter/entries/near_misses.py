"""Tell items that are broken entries from items that are something else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from linter.entries.item_source import EntryBuilder, ItemSource, item_source
from linter.model import Document, Item
from linter.template.fields import Field, Literal, is_url
from linter.template.matcher import Divergence
from linter.template.template import Match, Template
from linter.text.link_labels import LABELS
from linter.text.patterns import LIST_MARKER, lazy_pattern

_GLUED_BULLET = lazy_pattern(rf"{LIST_MARKER}[ \t]")
# A bullet without the space after it; emphasis begins with two marks or ends in the line.
_STUCK = lazy_pattern(r"(?:[-+]|\*(?![*\s])(?!.*\*))(?=\S)")
_STUCK_NUMBER = lazy_pattern(r"\d{1,9}[.)](?=\S)")
_LINK = lazy_pattern(r"\]\(|://")
_EMPTY = lazy_pattern(rf"\s*{LIST_MARKER}\s*\Z")
_WORD = lazy_pattern(r"[^\W_]")
# A link in an entry's text, with what it is called.
_LABELLED = lazy_pattern(r"\[+(?P<label>[^\[\]]*)\]+\([^()\s]*\)\]*")
# An item with more lines is prose.
MAX_LINES = 40


class MissingBullet(NamedTuple):
    """An entry without a bullet: its template's number, its lines, and how it reads with one."""

    template: int
    source: ItemSource
    rendered: str


def split_missing_bullets(
    number: int, templates: Sequence[Template], source: ItemSource
) -> tuple[ItemSource, tuple[MissingBullet, ...]]:
    """The own lines of an entry of a template, and the entries without a bullet that hang on it."""
    template = templates[number]
    height = template.source.count("\n") + 1
    count = len(source.lines)
    if template.kind != "item" or not height < count <= MAX_LINES:
        return source, ()
    glued: list[MissingBullet] = []
    end = count
    for at in range(count - 1, height - 1, -1):
        found = _entry_at(templates, source, at, end)
        if found is not None:
            glued.append(found)
            end = at
    own = source.part(0, end)
    glued = [found for found in glued if not _only_has_labels(found.source.text)]
    if not glued or template.match(own.text) is None:
        return source, ()
    return own, tuple(reversed(glued))


def _only_has_labels(text: str) -> bool:
    """Whether a line is nothing but links in brackets or under labels: the entry above goes on."""
    links = list(_LABELLED.finditer(text))
    return not _WORD.search(_LABELLED.sub("", text)) and all(
        link.group().startswith("[[") or link["label"].strip().casefold() in LABELS
        for link in links
    )


def _entry_at(
    templates: Sequence[Template], source: ItemSource, at: int, end: int
) -> MissingBullet | None:
    """The entry on the lines from ``at`` to before ``end``, if only its bullet is missing."""
    part = source.part(at, end)
    text = part.text.lstrip()
    if not _LINK.search(text) or _GLUED_BULLET.match(text):
        return None
    for number, template in enumerate(templates):
        bullet = _GLUED_BULLET.match(template.source)
        if bullet is None or template.source.count("\n") + 1 != end - at:
            continue
        pattern = _STUCK_NUMBER if bullet.group()[0].isdigit() else _STUCK
        stuck = pattern.match(text)
        rendered = bullet.group() + (text[stuck.end() :] if stuck else text)
        if template.match(rendered) is not None:
            return MissingBullet(number, part, rendered)
    return None


# Where another entry may begin on the line of one: its bullet.
_JOINED = lazy_pattern(rf"(?<=\S)[ \t]*(?<![\w*])(?={LIST_MARKER}[ \t]+\S)")
# So many places of a line are tried.
MAX_JOINTS = 16


# Two entries have so many links.
MIN_LINKS = 2


class JoinedEntries(NamedTuple):
    """Two entries on one line: the first, the second, and where the space between them is."""

    template: int
    first: Match
    second_template: int
    second: Match
    start: int
    end: int


def split_joined_entries(
    number: int, templates: Sequence[Template], source: ItemSource
) -> JoinedEntries | None:
    """The two entries that an item holds, if a line's end is missing between them."""
    text = source.text
    if templates[number].kind != "item" or text.count("](") + text.count("://") < MIN_LINKS:
        return None
    for found in islice(_JOINED.finditer(text, _BULLET), MAX_JOINTS):
        if text.startswith("*", found.end()) and text.count("*", _BULLET, found.end()) % 2:
            # It closes an emphasis.
            continue
        first = templates[number].match(text[: found.start()])
        if first is None:
            continue
        for other, template in enumerate(templates):
            second = template.match(text[found.end() :]) if template.kind == "item" else None
            # Behind a dash, a link with a label is the entry's own.
            if second and second.values.get("title", "").casefold() not in LABELS:
                return JoinedEntries(number, first, other, second, found.start(), found.end())
    return None


_ANY_TEXT = "Some text."
_CLOSING = ")]*_`"


def missing_text(template: Template, text: str, offset: int) -> tuple[str, Field] | None:
    """The field of text without which an entry leaves its template, and the mark before it.

    With some text there, and all that follows, the entry matches.
    """
    start, end = text[:offset].rstrip(), text[offset:].lstrip()
    for before, field in pairwise(template.nodes):
        if not isinstance(before, Literal) or not isinstance(field, Field):
            continue
        # Behind the marks that close the field before.
        mark = before.text.lstrip(_CLOSING).strip()
        if not end or not mark or "\n" in before.text or not field.type.is_open:
            continue
        match = template.match(f"{start} {mark} {_ANY_TEXT} {end}")
        # What is there has to have a place of its own.
        if match is not None and match.values.get(field.name) == _ANY_TEXT:
            return mark, field
    return None


def _has_own(template: Template, mark: str) -> bool:
    """Whether every entry of a template has something in such marks: a year in brackets, code."""
    literals = "".join(node.text for node in template.nodes if isinstance(node, Literal))
    patterns = {"(": r"(?<!\])\(", "`": "`"}
    return mark in patterns and re.search(patterns[mark], literals) is not None


_BULLETS = frozenset("-*+")
# Emphasis and nothing else.
_STRONG = lazy_pattern(r"[*_]{1,3}[^*_]+[*_]{1,3}\Z")
# A bullet and the space after it.
_BULLET = 2
# What may be beside a link in an entry of the same form: a remark in brackets, a badge, a code
# mark, an emoji.
_NOTE = lazy_pattern(r"[*_]{0,2}[(\[（【<`!]|:\w+:|[^\w\s\x00-\x7f–—−‒―]|[*_]{1,2}\w")
# A second thing with a link of its own: `[one](…) / [other](…) - What they are.`
_SECOND = lazy_pattern(r"(?:[/&,+|]|and\b|or\b)\s*\[[^\[\]]+\]\(")
# Spaces, and the entities that indent a line.
_SPACES = lazy_pattern(r"(?:\s|&nbsp;)*")
_EMOJI = lazy_pattern(r":[a-z0-9_+-]+:|[\u2190-\u2bff\U0001f000-\U0001faff]")


class Far(NamedTuple):
    """The template (its number) that an item matches furthest, and how far."""

    template: int
    divergence: Divergence
    source: ItemSource


class Suspects:
    """The items of one document that could be entries by its templates."""

    def __init__(
        self,
        document: Document,
        make: EntryBuilder,
        templates: Sequence[Template],
        excluded: Mapping[str, frozenset[tuple[str, ...]]],
        *,
        configured: bool,
    ) -> None:
        """``configured``: the templates are written down, not learned from most entries.

        ``excluded``: the sections that a template is not for.
        """
        self.document = document
        self.make = make
        self.templates = templates
        self.configured = configured
        self.by_kind: dict[str, list[int]] = {"item": [], "row": [], "paragraph": []}
        for number, template in enumerate(templates):
            self.by_kind[template.kind].append(number)
        self._excluded = [excluded.get(template.source, frozenset()) for template in templates]
        self._numbers: dict[tuple[str, int | None], list[int]] = {}
        self.with_children = {item.parent for item in document.items if item.parent is not None}

    def numbers(self, item: Item) -> list[int]:
        """The templates of an item's kind and section."""
        key = item.kind, item.heading
        if key not in self._numbers:
            of_kind = self.by_kind[item.kind]
            section = self.document.section_of(item.heading)
            mine = [number for number in of_kind if section not in self._excluded[number]]
            self._numbers[key] = mine or of_kind
        return self._numbers[key]

    def excluded_numbers(self, item: Item) -> list[int]:
        """The templates of an item's kind that are not for its section."""
        mine = self.numbers(item)
        return [number for number in self.by_kind[item.kind] if number not in mine]

    def source(self, index: int, numbers: Sequence[int]) -> ItemSource:
        """The part of an item's text that these templates describe."""
        own_only = all(self.templates[number].own_only for number in numbers)
        return item_source(self.document, self.document.items[index], own_only=own_only)

    def furthest(self, index: int, numbers: Sequence[int]) -> Far:
        """Which of these templates an item matches furthest."""
        source = self.source(index, numbers)
        found = [Far(n, self.templates[n].explain(source.text), source) for n in numbers]
        return max(found, key=lambda far: far.divergence.offset)

    def candidate_templates(self, index: int, item: Item) -> list[int]:
        """The templates that this item can be compared with; none if it cannot be an entry."""
        is_bare = index not in self.with_children and not self.configured
        if is_bare and _EMPTY.match(item_source(self.document, item).text):
            # A bullet alone is broken markup, whatever the entries are like.
            return []
        link = self.make.primary(item)
        if link is not None and link.url == link.text and not is_url(link.url):
            # A link to a file beside the page, such as LICENSE, with its name as text.
            return []
        if link is not None and self.document.page_fragment(link.url) is not None:
            return []
        if item.kind == "paragraph" and not self.by_kind["paragraph"]:
            return self.lost_bullet(item)
        numbers = self.numbers(item)
        if item.kind == "paragraph" and not self.configured:
            # Prose may hold a link, too: an entry begins like the others.
            text = item_source(self.document, item).text
            return [n for n in numbers if self.templates[n].explain(text).offset > 0]
        if item.kind == "row":
            width = len(item.header)
            told = link is not None or self.configured or self.lacks_cell(item)
            return [n for n in numbers if told and self.templates[n].columns == width]
        if link is not None:
            return numbers
        if index in self.with_children:
            # What has no link but holds other items is a name for them, if they are none of it.
            whole = [n for n in numbers if not self.templates[n].own_only]
            text = self.source(index, whole).text if whole else ""
            return [
                n for n in whole if self.configured or self.begins_like(self.templates[n], text)
            ]
        if self.configured and item.kind != "paragraph":
            return numbers
        # Without a link it is an entry only if it begins like one: every list has some prose.
        text = item_source(self.document, item).text
        return [n for n in numbers if self.begins_like(self.templates[n], text)]

    def begins_like(self, template: Template, text: str) -> bool:
        """Whether an item begins as a template's entries do, whatever its bullet."""
        bullet = template.source[:1]
        own = bullet + text[1:] if bullet in _BULLETS and text[:1] in _BULLETS else text
        return template.match(own) is not None or template.explain(own).offset > _BULLET

    def lacks_cell(self, item: Item) -> bool:
        """Whether a row without a link has too few cells, or all but the one with the link."""
        width = len(item.header)
        filled = [cell for cell in item.cells if self.document.slice(cell)]
        texts = [self.document.slice(cell) for cell in filled]
        if len(texts) == 1 and (width > 2 or _STRONG.match(texts[0])):
            # The name of the rows below.
            return False
        return len(item.cells) < width or len(filled) == width - 1

    def lost_bullet(self, item: Item) -> list[int]:
        """The main template, if a paragraph would match it with the bullet it has lost."""
        if self.make.primary(item) is None:
            return []
        text = item_source(self.document, item).text
        for number in self.by_kind["item"][:1]:
            template = self.templates[number]
            stuck = text[:1] in ("-", "+", "*") and not text.startswith("**")
            bare = text[1:].lstrip() if stuck else text
            if template.match(template.source[:_BULLET] + bare) is not None:
                return [number]
        return []

    def is_detail(self, index: int, numbers: Sequence[int], entries: Container[int]) -> bool:
        """Whether a nested item does not even begin like an entry: it describes the one above."""
        items = self.document.items
        above = items[index].parent
        while above is not None and above not in entries:
            above = items[above].parent
        if above is None:
            return False
        text = item_source(self.document, items[index]).text
        return all(self.templates[n].explain(text).offset <= _BULLET for n in numbers)

    def _has_lost_break(self, template: Template, source: ItemSource, far: Far) -> bool:
        """Whether an entry matches with a line break where the template wants one."""
        before, newline, _ = far.divergence.expected.rpartition("\n")
        if not newline:
            return False
        start, end = source.text[: far.divergence.offset], source.text[far.divergence.offset :]
        broken = f"{start.rstrip()}{before}{newline}{end.lstrip()}"
        return template.match(broken) is not None

    def is_note(self, index: int, far: Far) -> bool:
        """Whether an entry only has a note that its siblings lack, or its URL in another place."""
        item, template, source = (
            self.document.items[index],
            self.templates[far.template],
            far.source,
        )
        link = self.make.primary(item)
        if link is not None and link.kind == "reference":
            return True
        line, column = source.place(min(far.divergence.offset, len(source.text)))
        rest = _SPACES.sub("", source.text[far.divergence.offset :], count=1).partition("\n")[0]
        if far.divergence.field in ("title", "url"):
            return bool(_EMOJI.match(rest))
        if far.divergence.expected.lstrip().startswith("["):
            # Its siblings have a link or a remark in brackets there, too.
            return False
        if self._has_lost_break(template, source, far) or missing_text(
            template, source.text, far.divergence.offset
        ):
            return False
        if _has_own(template, rest[:1]):
            return False
        if self.has_usual_label(item, line, column):
            return True
        if line > item.span.line and template.match(template.source[:_BULLET] + rest):
            return False
        return bool(_NOTE.match(rest) or _SECOND.match(rest))

    @cached_property
    def labels(self) -> Counter[str]:
        """How often every link text is used in the document."""
        return Counter(link.text.strip("[] ").casefold() for link in self.document.links)

    def has_usual_label(self, item: Item, line: int, column: int) -> bool:
        """Whether a link is there whose text is a label that the list uses: project, video."""
        return any(
            self.labels[link.text.strip("[] ").casefold()] > 1
            for link in self.make.links.within(item)
            if link.span.line == line and link.span.column <= column < link.url_span.column
        )
