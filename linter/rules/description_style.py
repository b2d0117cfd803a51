"""A description whose case or end mark is not the list's.

## What it does
Where nearly all descriptions of a list begin with a capital (or a small) letter, or end with a full
stop (of any script) or without one, reports those that do not. A template can say it:
`{description: Sentence.}` is a capital and a full stop, `Sentence` no mark, `sentence` no capital.
A question mark ends a sentence, too; names such as `iOS` and the item's own name keep their
spelling; a description that ends in a link, code, badge or URL is left alone unless it is clear
that a mark is missing. A section that goes its own way, and a rare form of entry, are held to
nothing learned. Length, promotional words and descriptions that begin with the item's name are
looked at if an option asks for it.

## Why
Readers compare entries line by line, and differences that mean nothing are noise.

## Example
In a list that is configured so, or so long that this is plain from its entries:
```yaml
lists:
  - files: [README.md]
    entry: "- [{title}]({url}) - {description: Sentence.}"
```
```markdown
- [Bat](https://github.com/sharkdp/bat) - Shows a file.
- [Fd](https://github.com/sharkdp/fd) - finds files.
- [Fzf](https://github.com/junegunn/fzf) - Finds anything
```
Use instead:
```markdown
- [Bat](https://github.com/sharkdp/bat) - Shows a file.
- [Fd](https://github.com/sharkdp/fd) - Finds files.
- [Fzf](https://github.com/junegunn/fzf) - Finds anything.
```

## Fix
Adds, changes or removes the end mark, and changes the first letter's case. Words stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from linter.markdown.broken.texts import broken_lines
from linter.model import Context, Document, Edit, Entry, Fix, Hit, Option, Rule, Severity, Span
from linter.text import sentences
from linter.text.normalize import fold, plain

# So many of a section's descriptions that differ are a convention of its own.
MIN_DIFFERENT, OWN_STYLE_RATIO = 3, 0.5
# Entries of a template that is rarer keep to the list's conventions or not.
MIN_OF_A_KIND = 8


class _Description(NamedTuple):
    """An entry's description, ``text`` without the blanks around it."""

    entry: Entry
    text: str
    span: Span

    def part(self, start: int, end: int) -> Span | None:
        """The span of ``text[start:end]``, which must be on the description's first line."""
        if "\n" in self.text[:end]:
            return None
        line, column = self.span.line, self.span.column
        return Span(line, column + start, line, column + end)

    def tail(self, length: int) -> Span:
        """The span of the last characters."""
        line, column = self.span.end_line, self.span.end_column
        return Span(line, max(column - length, 1), line, column)


# The share of the descriptions right behind a link that begin alike, if they are sentences.
JOINED_RATIO = 0.95
_BEHIND_LINK = (")", ")**", ")__", ")*", ")_", ")]")
# With these words a sentence goes on.
_GOING_ON = frozenset(("is", "are", "was", "were", "has", "have", "had", "can", "by"))

# Where, what to say, under which key, and the repair.
_Finding = tuple[Span, str, str, Edit]
_Judge = Callable[[_Description], _Finding | bool]


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for each thing that a description does unlike the others."""
    broken = broken_lines(document)
    found = [
        description
        for entry in document.entries
        if entry.span.end_line not in broken
        and (description := _description(document, entry)) is not None
    ]
    habits, sources = context.conventions.options, context.conventions.sources
    hits: list[Iterable[Hit]] = []
    for key, judge_by in (("description-case", _CaseJudge), ("description-end", _EndJudge)):
        if habits.get(key):
            configured = sources.get(key) == "configuration"
            # If the sentence goes on after the link, its case shows nothing; its end does.
            held = found if configured or key == "description-end" else _held(document, found)
            wrong = _unlike(held, judge_by(found, habits[key], configured))
            hits.append(_hits(wrong if configured else _lone(wrong, context)))
    return chain(
        *hits, (hit for description in found for hit in _asked_for(description, context.options))
    )


def _held(document: Document, found: list[_Description]) -> list[_Description]:
    """Without those that go on right behind the link, unless most of these begin as others do.

    `[Anvil](…) for a smith` and `[Anvil](…) is a tool` are one sentence with the link.
    """
    joined = [description for description in found if _goes_on(document, description)]
    cases = Counter(
        case for one in joined if (case := sentences.initial_case(one.text)) is not None
    )
    if not cases or cases.most_common(1)[0][1] >= JOINED_RATIO * cases.total():
        return found
    without = {description.span for description in joined}
    return [description for description in found if description.span not in without]


def _goes_on(document: Document, description: _Description) -> bool:
    """Whether nothing but a space is between an entry's link and its description."""
    line, column = description.span[:2]
    before = document.lines[line - 1][: column - 1].rstrip()
    return before.endswith(_BEHIND_LINK)


def _description(document: Document, entry: Entry) -> _Description | None:
    span = entry.field_spans.get("description")
    if span is None or entry.mismatch is not None:
        return None
    whole = document.slice(span)
    text = whole.strip()
    left = len(whole) - len(whole.lstrip())
    right = len(whole) - left - len(text)
    if not text or "\n" in whole[:left] or "\n" in whole[left + len(text) :]:
        return None
    bare = Span(span.line, span.column + left, span.end_line, span.end_column - right)
    return _Description(entry, text, bare)


class _Judged(NamedTuple):
    """A judged description; ``finding`` is None for one that is as it should be."""

    description: _Description
    finding: _Finding | None


def _unlike(found: Iterable[_Description], judge: _Judge) -> list[_Judged]:
    """What could be judged."""
    verdicts = ((description, judge(description)) for description in found)
    return [
        _Judged(description, None if verdict is True else verdict)
        for description, verdict in verdicts
        if verdict is not False
    ]


def _lone(judged: Sequence[_Judged], context: Context) -> list[_Judged]:
    """Without what many of a section do, and what a kind of entry does that is rare.

    What a change adds does not count among the many: it would excuse itself.
    """
    old = [one for one in judged if not context.is_added(one.description.entry.span)]
    kinds = Counter(one.description.entry.template for one in judged)
    sections = Counter(one.description.entry.heading for one in old)
    differ = Counter(one.description.entry.heading for one in old if one.finding)
    return [
        one
        for one in judged
        if kinds[one.description.entry.template] >= MIN_OF_A_KIND
        and not OWN_STYLE_RATIO * sections[(at := one.description.entry.heading)]
        < differ[at]
        >= MIN_DIFFERENT
    ]


def _hits(judged: Iterable[_Judged]) -> Iterator[Hit]:
    for one in judged:
        if one.finding:
            span, message, key, edit = one.finding
            name = f"{_name(one.description)} {key}"
            yield Hit(span, message, name, Fix((edit,), safe=True), kind=key)


def _name(description: _Description) -> str:
    return description.entry.identity or _title(description)


# ------------------------------------------------------------------------------------- the end


class _EndJudge:
    """Judges the end mark; False for what shows nothing, True for what is as it should be."""

    def __init__(self, _: Sequence[_Description], end: str, __: bool) -> None:
        self.end = end

    def __call__(self, description: _Description) -> _Finding | bool:
        mark = sentences.end_punctuation(description.text)
        if mark is None or (mark and not sentences.is_full_stop(mark)):
            return False
        if mark == self.end or (self.end == "none" and not mark):
            return True
        if mark and (not description.text.endswith(mark) or description.text.endswith("..")):
            return False
        if self.end == "none":
            if sentences.is_abbreviation(description.text) or sentences.is_several(
                description.text
            ):
                return False
            message = "Remove the full stop: descriptions of this list end without one."
            return description.tail(1), message, "end", Edit(description.tail(1), "")
        if not sentences.takes(description.text, self.end):
            return False
        if mark:
            message = f"Write `{self.end}`, not `{mark}`, at the end: other descriptions end so."
            return description.tail(1), message, "end", Edit(description.tail(1), self.end)
        message = f"Add `{self.end}` at the end: descriptions of this list end with it."
        return description.tail(1), message, "end", Edit(description.tail(0), self.end)


# ------------------------------------------------------------------------------------- the case


class _CaseJudge:
    """Judges the first letter; False for what shows nothing, True for what is as it should be.

    Words that may be names keep their case: see ``prose.Vocabulary``.
    """

    def __init__(self, found: Sequence[_Description], case: str, configured: bool) -> None:
        self.case = case
        self.configured = configured
        self.words = sentences.Vocabulary([description.text for description in found])
        self.titles = {_title(description) for description in found}

    def __call__(self, description: _Description) -> _Finding | bool:
        actual = sentences.initial_case(description.text)
        if actual is None or actual == self.case:
            return actual is not None
        word, start = sentences.first_word(description.text)
        if word in _GOING_ON:
            return False  # The title begins the sentence.
        if "](" in description.text[:start]:
            return False  # The sentence begins with a link's name.
        place = description.part(start, start + len(word))
        right = sentences.with_case(word, self.case)
        is_article = word in ("a", "an")
        own = fold(word) in self.titles or (
            not is_article and _title(description).startswith(fold(word))
        )
        if place is None or own or not self._is_misspelled(description, word, right):
            return False
        letter = "a capital" if self.case == "capital" else "a small letter"
        message = f"Write `{right}`, not `{word}`: descriptions of this list begin with {letter}."
        initial = Span(place.line, place.column, place.line, place.column + 1)
        return place, message, "case", Edit(initial, right[0])

    def _is_misspelled(self, description: _Description, word: str, right: str) -> bool:
        """Whether a first word is no name; what is configured holds for every plain word."""
        if self.words.is_misspelled(word, right):
            return True
        if self.case != "capital":
            return False
        plain_word = word.isascii() and word.isalpha() and word.islower()
        if self.configured and plain_word:
            return True
        return description.text.startswith(word) and self.words.is_ordinary(word)


def _title(description: _Description) -> str:
    return fold(description.entry.fields.get("title", ""))


# ------------------------------------------------------------------------------------- on request


def _asked_for(description: _Description, options: Mapping[str, Any]) -> Iterator[Hit]:
    """What only an option looks at."""
    shown = plain(description.text)
    longest = options["longest"]
    if longest and len(shown) > longest:
        message = f"The description has {len(shown):,} characters; {longest:,} at most. Shorten it."
        yield Hit(description.span, message, f"{_name(description)} length", kind="length")
    for word in options["words"]:
        pattern = rf"(?<!\w){re.escape(word)}(?!\w)"
        if match := re.search(pattern, description.text, re.IGNORECASE):
            place = description.part(*match.span()) or description.span
            message = f"This list wants no “{match.group()}” in its descriptions. Leave it out."
            key = f"word {word.casefold()}"
            yield Hit(place, message, f"{_name(description)} {key}", kind=key)
    title = plain(description.entry.fields.get("title", ""))
    if options["own-name"] == "forbidden" and title:
        begins = re.match(rf"{re.escape(title)}(?!\w)", description.text, re.IGNORECASE)
        if begins:
            message = f"The description repeats the name “{title}”. Say what it is or does."
            place = description.part(0, len(title)) or description.span
            yield Hit(place, message, f"{_name(description)} name", kind="name")


RULE = Rule(
    id="description-style",
    doc=__doc__,
    default_severity=Severity.WARNING,
    check=check,
    options={
        "longest": Option(0, "how many characters a description may have; 0: any number"),
        "words": Option((), "words that no description should hold, such as `awesome`"),
        "own-name": Option(
            "allowed",
            "whether a description may begin with the item's own name",
            ("allowed", "forbidden"),
        ),
    },
)
