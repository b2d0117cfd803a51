"""How a sentence begins and ends, in any script, behind the markup around it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from linter.text.patterns import lazy_pattern

Case = Literal["capital", "small"]

# Full stops: Latin, ideographic, fullwidth, halfwidth, Devanagari, Arabic, Armenian, Ethiopic.
FULL_STOPS = frozenset(".。．｡।۔։።")
# What ends a sentence as well as a full stop does.
_ENDS = FULL_STOPS | frozenset("!?…‼⁉！？؟؛")
_CLOSING = "\"'”’»›」』)）]】*_"
_OPENING = "\"'“‘«‹「『(（[【*_¡¿ \t"
_BADGE = lazy_pattern(
    r"(?:\s*(?:\[?!\[[^\[\]]*\](?:\([^()\s]*\)|\[[^\[\]]*\])(?:\]\([^()\s]*\))?|</?[A-Za-z][^<>]*>"
    r"|<!--[^<>]*-->|:[a-z0-9_+-]+:|[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]))+$"
)
_SPAN = lazy_pattern(
    r"\s*(?:\[[^\[\]]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)|`[^`]+`|[(（][^()（）]*[)）]"
    r"|[(（]\[[^\[\]]*\]\([^()\s]*\)[)）]|[*_]{1,2}[^*_]+[*_]{1,2})$"
)
_SPAN_ENDS = (")", "）", "`", "*", "_")
_WORD = lazy_pattern(r"\w[\w'’.+#/@-]*")
_URL = lazy_pattern(r"(?<![(\w])(?:https?://|www\.)\S*$")
_ABBREVIATION = lazy_pattern(
    r"(?:\b(?:etc|al|inc|ltd|co|corp|vs|jr|sr|no|approx)|\b\w|\.\w)\.$", re.IGNORECASE
)
_INNER_END = lazy_pattern(r"[.!?]\s+\S|[。．｡！？।۔։።]\s*\S")
# A word behind another one, so that its case is its own.
_INSIDE = lazy_pattern(r"(?<=[^\W_] )[^\W\d_]+(?:-[^\W\d_]+)*")
# Words that are never names.
_PLAIN_WORDS = frozenset(
    ["a", "an", "the", "this", "these", "those", "for", "and", "with", "to", "in", "on", "of"]
)


def is_full_stop(mark: str) -> bool:
    """Whether a mark is a full stop, not a question mark or the like."""
    return mark in FULL_STOPS


def end_punctuation(text: str) -> str | None:
    """The mark that ends a sentence; "" if it ends without one; None if that is unclear.

    Quotes, brackets and emphasis may close behind the mark, and badges or emoji follow it. A text
    that ends in a URL, in a colon, or in a link, code or remark behind its last sentence tells
    nothing.
    """
    core = text.rstrip()
    if core[-1:] in _ENDS:
        return core[-1]
    bare = _unbadged(core)
    if bare[-1:] in _ENDS:
        return bare[-1]
    url = ("://" in bare or "www." in bare) and _URL.search(bare)
    if bare != core or not bare or url:
        return None
    closed = bare.rstrip(_CLOSING)
    if closed[-1:] in _ENDS:
        return closed[-1]
    before = bare
    while before.endswith(_SPAN_ENDS) and (match := _SPAN.search(before)):
        before = before[: match.start()]
    if before != bare and not before.rstrip()[-1:].isalnum():
        return None
    return "" if bare[-1].isalnum() or bare[-1] in ')）`+#%”"」』' else None


def _unbadged(text: str) -> str:
    """``text`` without the badges, emoji and tags at its end; of those only a few are looked at."""
    tail = text[-2_000:]
    match = _BADGE.search(tail) if not tail[-1:].isalnum() else None
    return text[: len(text) - len(tail) + match.start()] if match else text


def takes(text: str, mark: str) -> bool:
    """Whether a text could end with ``mark`` by its script: no ``.`` behind ideographs."""
    letter = next((char for char in reversed(text) if char.isalpha()), "")
    wide = bool(letter) and unicodedata.east_asian_width(letter) in "WF"
    if mark in "。．｡":
        return wide or any(unicodedata.east_asian_width(char) in "WF" for char in text)
    if mark == ".":
        return bool(letter) and not wide
    return bool(letter) and not letter.isascii()


def is_abbreviation(text: str) -> bool:
    """Whether the full stop at the end belongs to a word, as in ``etc.``"""
    return bool(_ABBREVIATION.search(text.rstrip()))


def is_several(text: str) -> bool:
    """Whether a text is more than one sentence."""
    return bool(_INNER_END.search(text.rstrip()))


def first_word(text: str) -> tuple[str, int]:
    """The word a text begins with and its offset; "" if it begins with a link, code or a sign."""
    start = len(text) - len(text.lstrip(_OPENING))
    if "[" in text[:start]:
        return "", start
    match = _WORD.match(text, start)
    return (match.group().rstrip(".'’/-"), start) if match else ("", start)


def initial_case(text: str) -> Case | None:
    """Whether a text begins with a capital or a small letter; None where that shows nothing.

    It does not for a script without case, and for words such as ``iOS``, ``x86`` and ``a.out``
    that are spelled one way only.
    """
    word, _ = first_word(text)
    if not word or not word[0].isalpha():
        return None
    if word[0].isupper() or word[0].istitle():
        return "capital"
    if not word[0].islower() or not re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", word):
        return None
    return "small" if word == word.lower() else None


def with_case(word: str, case: str) -> str:
    """A word with a capital or small first letter."""
    return (word[0].upper() if case == "capital" else word[0].lower()) + word[1:]


MIN_VERB = 4
"""A shorter word (in letters) may be the name of a program."""

_NAMES_LIKE_VERBS = frozenset(
    {
        *(
            "alias",
            "atlas",
            "bing",
            "css",
            "dbus",
            "devops",
            "emacs",
            "expressjs",
            "hermes",
            "html",
        ),
        *("ipfs", "jenkins", "kubernetes", "lens", "less", "linkding", "macos", "nats", "nodejs"),
        *("pandas", "ping", "postgres", "redis", "saas", "sass", "sops", "spring", "threejs"),
        *("windows", "vuejs", "xcodes", "string", "nextjs", "kops", "keras", "iptables", "cups"),
    }
)


class Vocabulary:
    """The words of many sentences, to distinguish ordinary ones from names."""

    def __init__(self, texts: Sequence[str]) -> None:
        """``texts`` are sentences of one list."""
        self._texts = texts
        self._begins = {word for text in texts if (word := first_word(text)[0])}

    def is_misspelled(self, word: str, right: str) -> bool:
        """Whether a sentence that begins with ``word`` should begin with ``right``.

        They differ in the case of the first letter. It should if another sentence does, and if
        the word is no name (``Go``) inside of sentences: ``npm`` and ``go run`` are to stay.
        """
        if word.lower() in _PLAIN_WORDS:
            return True
        if right not in self._begins or any(char.isupper() for char in word[1:]):
            return False
        return self._inside[with_case(word, "capital")] <= self._inside[word.lower()]

    def is_ordinary(self, word: str) -> bool:
        """Whether a word that no other sentence begins with is a verb's form, and no name.

        That is an ``-ing`` form, or one in ``-s`` where half of all sentences begin with such a one
        (``Shows``, ``Runs``).
        """
        if not (word.isascii() and word.isalpha() and word.islower()) or word in _NAMES_LIKE_VERBS:
            return False
        if word.endswith("ing"):
            return len(word) > MIN_VERB
        return (
            len(word) >= MIN_VERB
            and word.endswith("s")
            and not word.endswith("ss")
            and (2 * sum(begin.endswith("s") for begin in self._begins) >= len(self._begins))
        )

    @cached_property
    def _inside(self) -> Counter[str]:
        """How often each word is used inside a sentence."""
        return Counter(word for text in self._texts for word in _INSIDE.findall(text))
