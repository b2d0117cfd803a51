"""Which of the ``*``, ``_`` and ``~`` in a text are markup (CommonMark 0.31.2, 6.2; GFM, 6.5).

The procedure is the one of the specification's appendix. Only the characters that go are of
interest here: what is left is the text that a reader sees.
"""

from __future__ import annotations

import re
import unicodedata

from linter.text.patterns import lazy_pattern

_RUN = lazy_pattern(r"\\[!-/:-@\[-`{-~]|\*+|_+|~+")
MAX_RUNS = 5000
"""Beyond so many in one text all of them stay: no heading and no link's text has as many."""

_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class _Run:
    """A delimiter run: ``length`` as written, ``start`` to ``end`` what is left of it."""

    def __init__(
        self, mark: str, span: tuple[int, int], number: int, *, opens: bool, closes: bool
    ) -> None:
        self.mark = mark
        self.start, self.end = span
        self.length = self.end - self.start
        self.opens = opens
        self.closes = closes
        self.previous = number - 1
        self.following = number + 1


def markup(text: str, gaps: list[tuple[int, int]]) -> list[int]:
    """The offsets of the delimiters that turn into emphasis or strikethrough.

    ``gaps`` are the stretches of ``text`` to look at: a link's text, say, without the code and the
    tags in it.
    """
    runs = _runs(text, gaps)
    if len(runs) > MAX_RUNS:
        return []
    removed: list[int] = []
    bottom: dict[tuple[str, int], int] = {}
    index = 0 if runs else -1
    while 0 <= index < len(runs):
        closer = runs[index]
        if not closer.closes:
            index = closer.following
            continue
        key = (closer.mark, closer.length % 3)
        opener = _opener(runs, index, bottom.get(key, -1))
        if opener < 0:
            bottom[key] = index
            if not closer.opens:
                _unlink(runs, index)
            index = closer.following
        else:
            index = _pair(runs, opener, index, removed)
    return sorted(removed)


_PAIRED = lazy_pattern(
    r"""
    [^*]*+
    (?:
        (                                  # a run that opens, as the specification has it:
            (?<![\w*\\])\*{1,3}(?=[^\s*])
            | (?<=\w)\*{1,3}(?=\w)         # not between a letter and punctuation
        )
        [^*\n]*+
        (?: (?<=\w)\1(?!\*) | (?<=[^\w\s])\1(?![\w*]) )   # the next one closes it
        [^*]*+
    )*+
    """,
    re.VERBOSE,
)
_OPENS_UNDERSCORE = lazy_pattern(r"(?:(?<=\W)|\A)_+(?=[^\s_])")
_CLOSES_UNDERSCORE = lazy_pattern(r"(?<=[^\s_])_+(?=\W|\Z)")


def may_be_unmatched(text: str) -> bool:
    """Whether an emphasis mark may stay text: quick, and true too often rather than too seldom."""
    if "*" in text and not _PAIRED.fullmatch(text):
        return True
    if "~~" in text and text.count("~~") % 2:
        return True
    if text.count("(") != text.count(")") or ")(http" in text or " img " in text:
        return True
    return (
        ("_" in text)
        and (text[0] == "_" or " _" in text or "_ " in text)
        and _underscores(_OPENS_UNDERSCORE, text) != _underscores(_CLOSES_UNDERSCORE, text)
    )


def _underscores(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))


def unmatched_runs(text: str, gaps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs of ``*``, ``_`` and ``~`` (start and end) that stay text, in whole or in part.

    A run that can neither open nor close anything is among them.
    """
    gone = set(markup(text, gaps))
    found: list[tuple[int, int]] = []
    for start, end in gaps:
        for run in _RUN.finditer(text, start, end):
            if run.group()[0] == "\\":
                continue
            left = [place for place in range(*run.span()) if place not in gone]
            if left:
                found.append((left[0], left[-1] + 1))
    return found


def _runs(text: str, gaps: list[tuple[int, int]]) -> list[_Run]:
    runs: list[_Run] = []
    for start, end in gaps:
        for found in _RUN.finditer(text, start, end):
            mark = text[found.start()]
            length = found.end() - found.start()
            if mark == "\\" or (mark == "~" and length > 2):
                continue
            opens, closes = _flanking(text, found.start(), found.end(), mark)
            if opens or closes:
                count = len(runs)
                if count > MAX_RUNS:
                    return runs
                runs.append(_Run(mark, found.span(), count, opens=opens, closes=closes))
    return runs


def _flanking(text: str, start: int, end: int, mark: str) -> tuple[bool, bool]:
    """Whether a run can open and can close; tildes beside it do not count as neighbours."""
    while start > 0 and text[start - 1] == "~":
        start -= 1
    while end < len(text) and text[end] == "~":
        end += 1
    before = _kind(text[start - 1]) if start else " "
    after = _kind(text[end]) if end < len(text) else " "
    left = after != " " and not (after == "." and before == "a")
    right = before != " " and not (before == "." and after == "a")
    if mark == "_":
        return left and (not right or before == "."), right and (not left or after == ".")
    return left, right


def _kind(char: str) -> str:
    """``" "`` for white space, ``"."`` for punctuation, ``"a"`` for the rest."""
    if char in _ASCII_PUNCTUATION:
        return "."
    if char.isalnum():
        return "a"
    category = unicodedata.category(char)
    if category == "Zs" or char in "\t\n\v\f\r":
        return " "
    return "." if category[0] == "P" else "a"


def _opener(runs: list[_Run], index: int, bottom: int) -> int:
    """The nearest run before ``index`` that opens what the run there closes; -1 if none does."""
    closer = runs[index]
    place = closer.previous
    while place >= 0 and place >= bottom:
        opener = runs[place]
        if (
            opener.opens
            and opener.mark == closer.mark
            and (
                not (closer.opens or opener.closes)
                or closer.length % 3 == 0
                or (opener.length + closer.length) % 3
            )
        ):
            return place
        place = opener.previous
    return -1


def _pair(runs: list[_Run], first: int, second: int, removed: list[int]) -> int:
    """Use up the delimiters of an opener and its closer; where to go on."""
    opener, closer = runs[first], runs[second]
    opener.following, closer.previous = second, first
    sizes = opener.end - opener.start, closer.end - closer.start
    if opener.mark == "~":
        if sizes[0] == sizes[1]:
            removed += [*range(opener.start, opener.end), *range(closer.start, closer.end)]
        _unlink(runs, first)
        _unlink(runs, second)
        return closer.following
    used = 2 if min(sizes) >= 2 else 1
    removed += [*range(opener.end - used, opener.end), *range(closer.start, closer.start + used)]
    opener.end -= used
    closer.start += used
    if opener.start == opener.end:
        _unlink(runs, first)
    if closer.start == closer.end:
        _unlink(runs, second)
        return closer.following
    return second


def _unlink(runs: list[_Run], index: int) -> None:
    run = runs[index]
    if run.previous >= 0:
        runs[run.previous].following = run.following
    if run.following < len(runs):
        runs[run.following].previous = run.previous
