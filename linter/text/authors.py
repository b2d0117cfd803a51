"""Author lists as lists write them: what separates two names, and which part comes first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from linter.text.patterns import lazy_pattern

_SUFFIX = lazy_pattern(r"(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d)\.?$", re.IGNORECASE)
_SEVERAL = lazy_pattern(r"\s*[A-Z]\S*\s[^,]*,")
_JOINT = lazy_pattern(r"\s*[,|/&·、，；]\s*(?:and\s+)?|\s+and\s+")
_ONE_WORD = lazy_pattern(r"[^\W\d_][\w'’-]*$")
_ET_AL = lazy_pattern(r"(?:et al\.?|and others|others|\.{3}|…)$", re.IGNORECASE)
_TEAM = lazy_pattern(r"team|group|consortium|collaboration|inc\.?$|lab|research", re.IGNORECASE)


def separator_of(authors: str) -> str:
    """The separator an author list uses; ``""`` for a single name."""
    if ";" in authors:
        return "; "
    return ", " if "," in authors else ""


def split(authors: str, separator: str) -> list[str]:
    """The names, stripped; empty ones are dropped."""
    return [name for part in authors.split(separator.strip()) if (name := part.strip())]


def is_last_first(name: str) -> bool:
    """Whether one name reads ``Last, First``; ``John Smith, Jr.`` does not."""
    last, comma, first = name.partition(",")
    first = first.strip()
    is_remark = any(mark in name for mark in "()[]")
    return bool(comma and last.strip() and first) and not is_remark and not _SUFFIX.match(first)


def to_first_last(name: str) -> str:
    """``Last, First`` as ``First Last``; ``Last, Jr., First`` as BibTeX means it."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 3 and _SUFFIX.match(parts[1]):
        return f"{parts[2]} {parts[0]}, {parts[1]}"
    return " ".join([*parts[1:], parts[0]])


def from_bibtex(authors: str) -> list[str] | None:
    """The names of a list in BibTeX order, each ``First Last``; None if it is not in that order.

    Understands ``Wang, Siwei; Shen, Yifei`` and ``Wang, Siwei and Shen, Yifei``; between semicolons
    each name for itself. A list without any separator but commas is read so only if it is one name:
    ``Wang, Siwei``.
    """
    if "," not in authors:
        return None
    if ";" in authors:
        names = split(authors, ";")
        mixed = not all(is_last_first(name) for name in names)
        # Beside plain names, two words before a comma are a name, and a place may follow.
        turning = [is_last_first(n) and not (mixed and _SEVERAL.match(n)) for n in names]
        if not any(turning):
            return None
        return [
            to_first_last(name) if last else name for name, last in zip(names, turning, strict=True)
        ]
    if re.search(r"\sand\s", authors):
        names = [name.strip() for name in re.split(r"\s+and\s+", authors)]
    else:
        names = [authors.strip()]
    turned = [name for name in names if is_last_first(name)]
    others = [name for name in names if not is_last_first(name)]
    plain = [name for name in others if not (_ET_AL.match(name) or " " not in name)]
    if not turned or plain:
        return None
    if len(names) == 1 and (names[0].count(",") > 1 or " " in names[0].split(",")[0].strip()):
        return None
    return [to_first_last(name) if is_last_first(name) else name for name in names]


def is_one_name(text: str) -> bool:
    """Whether ``text`` can be one person's or one team's name: 2 to 5 words, no digits."""
    text = text.strip()
    if _ET_AL.match(text) or _TEAM.search(text):
        return True
    return 2 <= len(text.split()) <= 5 and not re.search(r"\d", text)


def split_authors(text: str) -> list[str] | None:
    """Two or more names, separated by a comma, a bar, a slash, ``&`` or "and"; else None."""
    parts = _JOINT.split(text.strip())
    return parts if len(parts) > 1 and all(is_one_name(part) for part in parts) else None


def looks_like_names(text: str) -> bool:
    """Whether a text enumerates at least two people: every part is a name, most have capitals."""
    separator = separator_of(text)
    parts = split(text.strip("*_ ").rstrip("."), separator) if separator else []
    if len(parts) < 2 or not all(is_one_name(part) or _ONE_WORD.match(part) for part in parts):
        return False
    named = " ".join(part for part in parts if not _ET_AL.match(part))
    words: list[str] = re.findall(r"[^\W\d_]+", named)
    return sum(not word[0].islower() for word in words) >= 0.7 * len(words)


def common_separator(samples: Iterable[str]) -> tuple[str, int, int]:
    """The commonest separator of many author lists: it, how many use it, of how many."""
    counts = Counter(sep for text in samples if (sep := separator_of(text)))
    if not counts:
        return "", 0, 0
    separator, count = counts.most_common(1)[0]
    return separator, count, counts.total()


def people(authors: str) -> tuple[tuple[str, ...], ...]:
    """The words of each name, sorted; the names in their order, BibTeX's or not."""
    names = split(authors, ";") if ";" in authors else split_authors(authors) or [authors]
    return tuple(words(name) for name in names)


def words(authors: str) -> tuple[str, ...]:
    """The words of an author list, folded and sorted: equal however the list is spelled."""
    return tuple(sorted(word for word in re.findall(r"\w+", authors.casefold()) if word != "and"))
