"""A title that differs from its link's name by one letter.

## What it does
Compares the title of an entry with the name in its link: the repository, the site or the file. If
they differ by one letter (lost, doubled, exchanged or swapped with its neighbour), the title is
probably misspelled. Not reported are other numbers, plurals, British and American spelling,
accents, and words that the list spells so elsewhere. A list of plain names that are those of
sections is compared with their headings likewise.

## Why
Nobody finds a name that is misspelled.

## Example
```markdown
- [Hypothesys](https://github.com/HypothesisWorks/hypothesis) - Writes tests.
```
Use instead:
```markdown
- [Hypothesis](https://github.com/HypothesisWorks/hypothesis) - Writes tests.
```

## Fix
None: the name in the link may be the misspelled one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linter.model import Context, Document, Hit, Item, Rule, Severity, Span
from linter.text.normalize import plain
from linter.text.patterns import lazy_pattern

MIN_LENGTH = 4
"""In a shorter name one letter is too much to be a slip (in letters)."""

MIN_LONG = 9
"""A name of so many letters may have lost two of them."""

MAX_LOOKED_UP = 100
"""So many words are looked up in the list: one whose titles differ more has another habit."""

MAX_SWAPPED = 3
"""So many letters next to each other may be in another order."""

MAX_PARTS = 5
"""A name of more parts is a sentence."""

MAX_LENGTH = 80
"""A longer title is a sentence (in characters)."""

MIN_SLUG_WORDS = 2
"""So many words, joined by hyphens, at the end of an address are a title."""

MIN_NAMES = 5
"""A list of fewer plain names need not be one of sections."""

_REPOSITORY = lazy_pattern(
    r"https?://(?:www\.)?(?:github|gitlab|codeberg)\.(?:com|org)/[^/]+/([^/?#]+)/?$"
)
_SITE = lazy_pattern(r"https?://(?:[\w-]+\.)*?([\w-]{4,})\.(?:\w{2,3}\.)?[a-z]{2,}/?$")
_FILE = lazy_pattern(r"https?://[^?#]*/([^/?#]+)\.(?:pdf|html?|md)$")
_SLUG = lazy_pattern(
    rf"https?://[^?#]*/((?:[a-z0-9]+-){{{MIN_SLUG_WORDS - 1},}}[a-z0-9]*[a-z]{{2,}})/?$"
)
_NO_LETTERS = lazy_pattern(r"[^a-z0-9]+")
_BOLD = lazy_pattern(r"\*\*([^*\[\]]+)\*\*")
_NAME_LIST = lazy_pattern(r"[ \t]*[-*+][ \t]+([^\[\]<>`]+?)[ \t]*")
_SPELLINGS = (
    ("our", "or"),
    ("ise", "ize"),
    ("isa", "iza"),
    ("isi", "izi"),
    ("yse", "yze"),
    ("tre", "ter"),
    ("ogue", "og"),
    ("ll", "l"),
    ("ae", "e"),
    ("ph", "f"),
    ("ks", "x"),
    ("é", "e"),
)
"""British and American spelling, and what names are shortened by."""


_SILENT = frozenset("+#'’äöüÄÖÜß")
"""What is left out of names in addresses, or spelled there in two ways."""


class _Named(NamedTuple):
    """A title, its place, and its link."""

    title: str
    span: Span
    url: str


def check(document: Document, _: Context) -> Iterable[Hit]:
    """A hit for every title that differs from its link's name by one letter."""
    used: dict[str, bool] = {}
    for named in _titles(document):
        for name in _names(named.url):
            word = _slip(named.title, name) or _slip_in_part(named.title, name)
            if word and word not in used and len(used) < MAX_LOOKED_UP:
                used[word] = _is_used(document, word)
            if word and not used.get(word, True):
                yield Hit(
                    span=named.span,
                    message=(
                        f"The title is `{plain(named.title, 60)}`, its link says "
                        f"`{plain(name, 60)}`. Check the spelling."
                    ),
                    key=f"title {named.url}",
                )
    yield from _section_names(document)


def _titles(document: Document) -> Iterator[_Named]:
    """Links with their texts, and titles in bold with the first file after them."""
    lines = document.lines
    for link in document.links:
        url, text = link.url, link.text
        if link.kind == "image" or link.kind == "autolink" or not text or "://" not in url:
            continue
        if len(text) <= MAX_LENGTH and text.casefold().replace(" ", "-") not in url.casefold():
            yield _Named(text, link.span, url)
        if url.endswith((".pdf", ".html")):
            line = lines[link.span.line - 1]
            bold = _BOLD.search(line, 0, link.span.column - 1) if "**" in line else None
            if bold and len(bold.group(1)) <= MAX_LENGTH:
                number = link.span.line
                span = Span(number, bold.start(1) + 1, number, bold.end(1) + 1)
                yield _Named(bold.group(1), span, url)


def _names(url: str) -> Iterator[str]:
    """What a URL calls the thing: a repository, a site or a file."""
    for pattern in (_REPOSITORY, _SITE, _FILE):
        found = pattern.match(url)
        if found:
            yield found.group(1).removesuffix(".git")
            return
    found = _SLUG.match(url) if url.count("-") >= MIN_SLUG_WORDS - 1 else None
    if found:
        yield found.group(1)


def _letters(text: str) -> str:
    """A name's letters and digits without accents and case."""
    text = text.casefold()
    if text.isascii():
        return _NO_LETTERS.sub("", text)
    return "".join(char for char in unicodedata.normalize("NFKD", text) if char.isalnum())


def _slip(title: str, name: str, *, section: bool = False) -> str:
    """The word of the title that has a letter too many, too few, or another one; "" for none.

    The last letter of a ``section``'s name counts, too: elsewhere it may be an ending.
    """
    if abs(len(title) - len(name)) > MIN_LENGTH or any(char in title for char in _SILENT):
        return ""
    written, named = _letters(title), _letters(name)
    if min(len(written), len(named)) < MIN_LENGTH or abs(len(written) - len(named)) > 2:
        return ""
    start = _common(written, named)
    end = _common(written[start:][::-1], named[start:][::-1])
    one, other = written[start : len(written) - end], named[start : len(named) - end]
    word = _word_at(title, start)
    if not start or not (end or section) or (other and other in _words(name)):
        return ""
    if not _is_one_slip(one, other, len(named), " " in title.strip()):
        return ""
    if len(word) < 2 or any(_same(written, named, *pair) for pair in _SPELLINGS):
        return ""
    return word


def _slip_in_part(title: str, name: str) -> str:
    """The misspelled word where a title of one word is the first or the last part of a name.

    Likewise a name of several words may be the beginning or the end of a title.
    """
    parts = _words(name)
    words = title.split()
    if len(words) == 1 and 1 < len(parts) <= MAX_PARTS:
        names = ["".join(cut) for n in range(1, len(parts)) for cut in (parts[:n], parts[n:])]
        length = len(_letters(title))
        near = (part for part in names if len(part) >= MIN_LONG and abs(length - len(part)) <= 1)
        return next((word for part in near if (word := _slip(title, part))), "")
    if 1 < len(parts) < len(words) and len(name) >= MIN_LONG:
        ends = (" ".join(words[: len(parts)]), " ".join(words[-len(parts) :]))
        return next((word for end in ends if (word := _slip(end, name))), "")
    return ""


def _words(name: str) -> list[str]:
    return re.split(r"[^a-z0-9]+", name.casefold())


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at their start."""
    for place, (first, second) in enumerate(zip(one, other, strict=False)):
        if first != second:
            return place
    return min(len(one), len(other))


def _is_one_slip(one: str, other: str, length: int, several_words: bool) -> bool:
    """Whether what differs is one letter, two that were swapped, or two that were lost."""
    if not (one + other).isascii() or any(char.isdigit() for char in one + other):
        return False
    if len(one) == len(other) <= MAX_SWAPPED and len(one) > 1:
        return sorted(one) == sorted(other)
    if "s" in (one, other) and "" in (one, other):
        return False  # a plural
    if len(one) == len(other) == 1:
        return not several_words or length >= 2 * MIN_LONG
    if len(one) + len(other) == 1:
        return True
    return not one and len(other) == 2 and length >= MIN_LONG


def _word_at(title: str, letters: int) -> str:
    """The word of a title in which so many letters have passed."""
    for found in re.finditer(r"[^\s_/.-]+", title):
        letters -= len(_letters(found.group()))
        if letters <= 0:
            return found.group()
    return ""


def _same(one: str, other: str, british: str, american: str) -> bool:
    return one.replace(british, american) == other.replace(british, american)


def _is_used(document: Document, word: str) -> bool:
    """Whether the list writes the word so elsewhere, too."""
    pattern = re.compile(rf"(?<![\w/.@-]){re.escape(word)}(?![\w/-])", re.IGNORECASE)
    return sum(1 for _ in pattern.finditer(document.text)) > 1


# ---------------------------------------------------------------------------------- section names


def _section_names(document: Document) -> Iterator[Hit]:
    """Hits for a plain name that is no section's, where all others beside it are."""
    names = {_letters(heading.text): heading.text for heading in document.headings}
    groups: dict[int, list[tuple[Item, str]]] = defaultdict(list)
    for item in document.items:
        if item.kind == "item" and item.span.line == item.span.end_line:
            found = _NAME_LIST.fullmatch(document.lines[item.span.line - 1])
            if found and len(found.group(1)) <= MAX_LENGTH // 2:
                groups[item.group].append((item, found.group(1)))
    for members in groups.values():
        if len(members) <= MIN_NAMES:
            continue
        other = [(item, text) for item, text in members if _letters(text) not in names]
        if len(other) != 1:
            continue
        (item, text), listed = other[0], {_letters(text) for _, text in members}
        for name, heading in names.items():
            if name not in listed and _slip(text, heading, section=True):
                yield Hit(
                    span=item.span,
                    message=f"The section is called “{plain(heading, 60)}”. Write it so here, too.",
                    key=f"section {text}",
                )


RULE = Rule(id="title-link", doc=__doc__, default_severity=Severity.INFO, check=check)
