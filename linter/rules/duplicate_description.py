"""A description, a sentence or a word that appears twice.

## What it does
Reports a description that two works share word for word, one that says the same sentences twice,
and a word that is doubled by mistake ("the the"). Silent where more than two share a description,
where the names of the two are alike (the parts of one work), and for short descriptions.

## Why
An entry is often made from a copy of another one, and its description is then forgotten.

## Example
```markdown
- [isort](https://isort.example) - Sorts imports of Python files and has a profile for Black, too.
- [Vulture](https://vult.example) - Sorts imports of Python files and has a profile for Black, too.
```
Use instead:
```markdown
- [isort](https://isort.example) - Sorts imports of Python files and has a profile for Black, too.
- [Vulture](https://vult.example) - Finds code that nothing uses.
```

## Fix
Takes out the second half of a description that says everything twice, and the second of two equal
words. A description that two works share has to be written anew, by hand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import compress, islice
from operator import eq

from linter.model import Context, Document, Edit, Fix, Hit, Item, Rule, Severity, Span
from linter.text.normalize import fold, plain
from linter.text.patterns import lazy_pattern

MIN_LENGTH = 60
"""Shorter descriptions (in characters) may be alike by chance."""

MIN_SENTENCE = 30
"""A shorter sentence (in characters) may be repeated on purpose."""

MAX_COMMON = 2
"""A word that is in more names than this does not show what two works share."""

MAX_SHARED = 1
"""A list with more shared descriptions shares them on purpose."""

_NEVER_TWICE = (
    *("a", "an", "and", "are", "as", "at", "by", "for", "from", "into", "its", "of", "or", "the"),
    *("to", "with", "your"),
)
"""Words that follow themselves by mistake alone: "in" does not ("logged in in 2019")."""

_WORD = lazy_pattern(r"\w+")
_ADDRESS = lazy_pattern(r"\]\(([^()\s]+)")
_LINK_TEXT = lazy_pattern(r"\[([^\[\]]+)\]\(")
_SEPARATOR = lazy_pattern(r"[\s*_)\]]*[-–—:|]+[ ]+")
_SENTENCE = lazy_pattern(r"[^`_|*]*[\w.!?。]")


def check(document: Document, _: Context) -> Iterable[Hit]:
    """A hit for every description that appears twice."""
    lines = document.lines
    tails = Counter(line[-MIN_LENGTH:] for line in lines if len(line) >= MIN_LENGTH)
    shared = {tail for tail, count in tails.items() if count == 2 and tail[-1] != ")"}
    places: dict[str, list[int]] = {tail: [] for tail in shared}
    if shared:
        for number, line in enumerate(lines, start=1):
            if line[-MIN_LENGTH:] in shared:
                places[line[-MIN_LENGTH:]].append(number)
    hits = [hit for first, second in places.values() for hit in _pair(document, first, second)]
    if len(hits) <= MAX_SHARED:
        yield from hits
    yield from _said_twice(document)
    yield from _doubled_words(document)


def _item_at(document: Document, line: int) -> int | None:
    """The innermost item of a line."""
    index = bisect_right(document.items, line, key=lambda item: item.span.line) - 1
    if index < 0 or document.items[index].span.end_line < line:
        return None
    return index


def _pair(document: Document, first: int, second: int) -> Iterator[Hit]:
    one, other = _item_at(document, first), _item_at(document, second)
    if one is None or other is None:
        return
    text, again = (_description(document.lines[line - 1]) for line in (first, second))
    if text != again or len(text) < MIN_LENGTH or not _is_prose(text):
        return
    names = [_name(document, index, line) for index, line in ((one, first), (other, second))]
    if not all(names) or _alike(document, *names):
        return
    start = len(document.lines[second - 1].rstrip()) - len(text) + 1
    yield Hit(
        span=Span(second, start, second, start + len(text)),
        message=(
            f"“{plain(_title(names[0]), 40)}” on line {first} has the same description, word for "
            "word. Describe what this one is."
        ),
        key=f"shared {plain(_title(names[1]), 60)}",
    )


def _description(line: str) -> str:
    """What follows the last link and the separator behind it."""
    text = line.rstrip()
    place = 0
    link = text.rfind("](")
    if link >= 0:
        place = text.find(")", link) + 1
    found = _SEPARATOR.match(text, place)
    return text[found.end() if found else place :].strip(" -*+")


def _name(document: Document, index: int, line: int) -> str:
    """The first line of the work: the item's own, or the one above a description of its own."""
    item: Item | None = document.items[index]
    assert item is not None
    if item.parent is not None and "](" not in document.lines[line - 1]:
        item = document.items[item.parent]
    text = document.lines[item.span.line - 1]
    if item.span.line == line:
        text = text[: len(text.rstrip()) - len(_description(text))]
    return text if "](" in text or "://" in text else ""


def _alike(document: Document, one: str, other: str) -> bool:
    """Whether two names, or their addresses, have something in common that few others have."""
    titles = [_title(name) for name in (one, other)]
    links = [set(_ADDRESS.findall(name)) for name in (one, other)]
    if fold(titles[0]) == fold(titles[1]) or links[0] & links[1]:
        return True
    words = [{word.casefold() for word in _WORD.findall(plain(name))} for name in (one, other)]
    parts = [set(_WORD.findall(title.casefold())) for title in titles]
    if 2 * len(parts[0] & parts[1]) > min(len(parts[0]), len(parts[1])):
        return True
    names = [line.casefold() for line in document.lines if "](" in line]
    return any(sum(word in name for name in names) <= MAX_COMMON for word in words[0] & words[1])


def _is_prose(text: str) -> bool:
    """Whether a text is neither a list of names nor one of labels."""
    words = _WORD.findall(text)
    capitals = sum(word[0].isupper() for word in words)
    return _SENTENCE.fullmatch(text) is not None and 2 * capitals < len(words)


def _title(name: str) -> str:
    found = _LINK_TEXT.search(name)
    return found.group(1) if found else name


def _said_twice(document: Document) -> Iterator[Hit]:
    for number, line in enumerate(document.lines, start=1):
        if len(line) < 2 * MIN_SENTENCE:
            continue
        tail = line[-MIN_SENTENCE:]
        place = line.find(tail, 0, -MIN_SENTENCE)
        if place < 0:
            continue
        end = place + MIN_SENTENCE
        length = len(line) - end
        again = line[end:]
        if not again[:1].isspace() and line[end - 1] not in ".!?。":
            continue
        said = again.strip()
        if len(said) < MIN_SENTENCE or not line[:end].endswith(said) or "](" in said or "|" in said:
            continue
        if said[-1] not in ".!?。" or _item_at(document, number) is None:
            continue
        span = Span(number, end + 1, number, end + length + 1)
        yield Hit(
            span=Span(number, len(line) - len(said) + 1, number, len(line) + 1),
            message="This says the same twice. Remove one of the two.",
            key=f"twice {plain(said, 60)}",
            fix=Fix((Edit(span, ""),), safe=True),
        )


def _doubled_words(document: Document) -> Iterator[Hit]:
    """Hits for a word written twice, where no sentence has it twice."""
    words = document.text.split()
    twice = set(compress(words, map(eq, words, islice(words, 1, None))))
    doubled = [f" {word} {word} " for word in _NEVER_TWICE if word in twice]
    for number, line in enumerate(document.lines if doubled else (), start=1):
        for pair in doubled:
            place = line.find(pair)
            if place < 0 or number in document.raw_lines or line[:place].count("`") % 2:
                continue
            word = pair.split()[0]
            again = place + 1 + len(word)
            yield Hit(
                span=Span(number, place + 2, number, place + len(pair)),
                message=f"“{word}” is written twice. Remove one of the two.",
                key=f"word {word} {plain(line, 60)}",
                fix=Fix(
                    (Edit(Span(number, again + 1, number, again + len(word) + 2), ""),), safe=True
                ),
            )


RULE = Rule(id="duplicate-description", doc=__doc__, default_severity=Severity.WARNING, check=check)
