"""The segments of an entry: marker, links, badges, emphasis, code, line breaks and text.

Two entries of one form have segments of the same kinds in the same order; they differ in what the
segments hold. A link, code or emphasis in the middle of a sentence is part of that sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from linter.text.link_labels import LABELS
from linter.text.patterns import LIST_MARKER, lazy_pattern

T = TypeVar("T")
Key = tuple[str, str, str]
Keys = tuple[Key, ...]


class Segment(NamedTuple):
    """One piece of an entry.

    ``kind`` is ``marker``, ``link`` (the entry's own), ``label`` (any other link), ``badge``,
    ``emphasis``, ``code``, ``group`` (a remark in brackets), ``url``, ``text``, ``mark`` (what
    separates two others) or ``break`` (a line's end). ``opening`` and ``closing`` stand around its
    values; in those of a link NUL replaces the destination. ``values`` are several for a run of
    segments that differ in nothing else, with ``separator`` between them; the separator of a text
    is the end mark behind it. ``is_spaced``: a space is in front.
    """

    kind: str
    opening: str
    closing: str
    values: tuple[str, ...]
    is_spaced: bool = False
    separator: str = ""

    @property
    def key(self) -> Key:
        """What makes two segments the same part of a form."""
        return (self.kind, self.opening, self.closing)


DESTINATION = "\0"
# The golden ratio's fraction: its multiples repeat in no pattern.
_GOLDEN = 0.6180339887

_DESTINATION = r"\((?:<[^<>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:[ ]+\"[^\"\n]*\")?[ ]*\)"
_IMAGE = rf"!\[[^\[\]\n]*\](?:{_DESTINATION}|\[[^\[\]\n]*\])"
_TOKEN = lazy_pattern(
    rf"""
    # What a token begins with: elsewhere none of all these is tried.
    (?= [\[!<:*_~`(（【\n\\\u2190-\u2bff\U0001f000-\U0001faff] | https?:// | [ \t]+[<\\\n] )
    (?:
      (?P<badge>
          \[[ ]*{_IMAGE}[ ]*\](?:{_DESTINATION}|\[[^\[\]\n]*\]) | {_IMAGE}
        | <a\b[^<>]*>\s*<img\b[^<>]*>\s*</a> | <img\b[^<>]*>
        | :[a-z0-9_+-]+: | [\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f? )
    | (?P<link>
          (?P<wrap><(?P<wrapper>sup|sub|b|strong|i|em|kbd|small)>)?
          (?P<outer>\*\*\*|\*\*|__|\*|_(?=\[)|~~)?
          (?: \[\[(?P<boxed>[^\[\]\n]+)\]\]{_DESTINATION}
            | \[\[(?P<inner>[^\[\]\n]+)\]{_DESTINATION}\]
            | \[(?P<plain>(?:[^\[\]\n\\]|\\.|\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]){{1,500}})\]
              {_DESTINATION} )
          (?(outer)(?P=outer))(?(wrap)</(?P=wrapper)>) )
    | (?P<anchor><a\b[^<>\n]*\bhref=["'][^"'\n]*["'][^<>\n]*>(?P<html>[^<>\n]+)</a>)
    | (?P<emphasis>
          (?P<mark>\*\*\*|\*\*|\*|(?<!\w)__|(?<!\w)_(?!_))(?!\s)
          (?P<marked>(?:(?!(?P=mark))[^\n]){{1,500}}?)(?<!\s)(?P=mark)(?![\w*]) )
    | (?P<code>(?P<tick>`+)(?P<coded>[^`\n]+)(?P=tick))
    | (?P<element>
          <(?P<name>kbd|code|sup|sub|small|b|i|em|strong|u|mark|ins|del)>
          (?P<held>[^<>\n]+)</(?P=name)> )
    | (?P<url><https?://[^\s<>]+>|https?://[^\s<>()\[\]|]+)
    | (?P<break>
          [ \t]*(?:<br[ ]?/?>|\\)?[ \t]*(?:\n[ \t]*)+(?:(?:[-*+]|\d{{1,9}}[.)])[ \t]+)?
        | <br[ ]?/?> )
    | (?P<tag></?[A-Za-z][^<>\n]*>)
    | (?P<group>
          \((?:(?<=\]\()|(?<=\][ ]\()|(?!https?://))[^()\[\]\n<>]{{1,60}}\)
        | \[[^\[\]()\n<>]{{1,60}}\]
        | （[^（）\n]{{1,60}}） | 【[^【】\n]{{1,60}}】 )
    )
    """,
    re.VERBOSE,
)
_MARKER = lazy_pattern(rf"{LIST_MARKER}[ \t]+(?:\[[ xX]\][ \t]+)?")
_INNER_MARK = lazy_pattern(r"(\*\*\*|\*\*|__|`|\*|_)(?=.*\1$)")
_WORD = lazy_pattern(r"\w")
# What leads to a text: a dash, a colon. Marks that may belong to a word begin none.
_LEAD = lazy_pattern(
    r"\s*(?:[^\w\s\"'“‘«「《(\[#@$&\\.+/]+(?=\s|\w|[\"“(\[#])|[.,;:。，](?=\s))?\s*"
)
_TRAIL = lazy_pattern(r"(?P<end>[.,;:：，。、]*)(?P<mark>\s*[|–—-]*\s*[\[(（【]?)\s*\Z")
# Text that ends so is over: what follows is no part of its sentence.
_APART = lazy_pattern(r"[^\w\s)\]\"'”’»%$*_`](?:\s*|\s+\S?\s*)\Z")
_RUN_SEPARATOR = lazy_pattern(r"\s*[,;/|·•&]\s*\Z")
_NESTED_BULLET = lazy_pattern(r"\n[ \t]+[-*+] \Z")
# `Authors:`, `**Key words**:`, `🏛️ Institutions:`
_LINE_LABEL = lazy_pattern(
    r"(?:[^\w\s*_\[(<`]+\s)?[*_]{0,3}[^\W\d_][^\W_]*(?:[ /&-][^\W_]+){0,2}[*_]{0,3}[:：][*_]{0,3}"
    r"(?=\s|\[|\Z)"
)
_BRACKETS = {"boxed": ("[[", "]]("), "inner": ("[[", "]("), "plain": ("[", "](")}

# Several words with a capital each, as in names.
_NAMES = lazy_pattern(r"[\W_]*(?:[A-Z]\S*\s+)+[A-Z]\S*\Z")

# A run of segments of one of these kinds is one part of a form, however long.
_RUNS = frozenset(("label", "badge", "code", "group"))
# Text between two segments is no prose where at least so many entries have it word for word, this
# share of them, and this share of those with text in that place; prose is longer, and has no years.
MIN_CONSTANT, CONSTANT_RATIO, CONSTANT_SHARE, MAX_CONSTANT_LENGTH = 4, 0.03, 0.5, 40
# A link text that at least so many entries have, and this share of them, is a label.
MIN_LABEL, LABEL_RATIO = 5, 0.03
# Behind a label that so many lines have with nothing but links, links are expected.
LINKED_RATIO = 0.95
# A labelled line is its break and its text; the label is within so many tokens.
MIN_LABELLED, MAX_LABEL_TOKENS = 2, 3
# Nobody learns from a longer entry.
MAX_LENGTH = 2_000


class _Words(NamedTuple):
    """Link texts that are labels, and texts that are no prose, in some entries."""

    labels: frozenset[str]
    constants: frozenset[str]

    def is_worded(self, segment: Segment | None) -> bool:
        """Whether a segment is text with words of its own."""
        if segment is None or segment.kind != "text":
            return False
        text = segment.values[0]
        return _WORD.search(text) is not None and text.strip() not in self.constants


def evenly(values: Sequence[T], most: int) -> Sequence[T]:
    """At most so many of the values, from all parts of them, at steps that keep no rhythm."""
    if len(values) <= most:
        return values
    step = len(values) / most
    return [values[int((n + n * _GOLDEN % 1) * step)] for n in range(most)]


def cut(texts: Sequence[str]) -> list[tuple[Segment, ...]]:
    """The segments of each of some entries; none for an entry that is too long to learn from."""
    tokens = [_tokens(text) if len(text) <= MAX_LENGTH else [] for text in texts]
    tokens = _with_line_labels(tokens)
    words = _Words(_labels(tokens), _constants(tokens))
    return [_segments(entry, words) for entry in tokens]


def fold_label(text: str) -> str:
    """A label without the brackets and marks around it."""
    return text.strip("[]*_`: ").casefold()


def is_framed(segment: Segment) -> bool:
    """Whether a link has brackets of its own: `[[pdf](...)]`, `[[pdf]](...)`."""
    return "[[" in segment.opening or ")]" in segment.closing or segment.opening.startswith("<s")


# ------------------------------------------------------------------------------ tokens


def _tokens(text: str) -> list[Segment]:
    out: list[Segment] = []
    start = 0
    if marker := _MARKER.match(text):
        shown = re.sub(r"^\d+", "1", " ".join(marker.group().split()))
        out.append(Segment("marker", f"{shown} ", "", ("",)))
        start = marker.end()
    is_spaced = False
    for token in _TOKEN.finditer(text, start):
        between = text[start : token.start()]
        if between.strip():
            out.append(Segment("text", "", "", (between,), is_spaced))
            is_spaced = between[-1].isspace()
        else:
            is_spaced = is_spaced or bool(between)
        out.append(_token(token, is_spaced))
        is_spaced = False
        start = token.end()
    if text[start:].strip():
        out.append(Segment("text", "", "", (text[start:].rstrip(),), is_spaced))
    return out


def _token(token: re.Match[str], is_spaced: bool) -> Segment:
    kind, text = token.lastgroup or "", token.group()
    if kind == "link":
        return _link(token, is_spaced)
    if kind == "anchor":
        opening = re.sub(r"(href=[\"'])[^\"'\n]*", rf"\1{DESTINATION}", text.partition(">")[0])
        return Segment("link", f"{opening}>", "</a>", (token["html"],), is_spaced)
    if kind == "emphasis":
        return Segment("emphasis", token["mark"], token["mark"], (token["marked"],), is_spaced)
    if kind == "code":
        return Segment("code", token["tick"], token["tick"], (token["coded"],), is_spaced)
    if kind == "element":
        tag = token["name"]
        return Segment("code", f"<{tag}>", f"</{tag}>", (token["held"],), is_spaced)
    if kind == "url":
        opening, closing = ("<", ">") if text.startswith("<") else ("", "")
        return Segment("url", opening, closing, (text.strip("<>"),), is_spaced)
    if kind == "break":
        return _break(text, is_spaced)
    if kind == "tag":
        return Segment("mark", text, "", ("",), is_spaced)
    if kind == "group":
        return Segment("group", text[0], text[-1], (text[1:-1],), is_spaced)
    return Segment("badge", "", "", (text,), is_spaced)


def _link(token: re.Match[str], is_spaced: bool) -> Segment:
    name = next(name for name in _BRACKETS if token[name])
    text = token[name]
    mark = _INNER_MARK.match(text)
    inner = mark[1] if mark and len(text) > 2 * len(mark[1]) else ""
    outer = token["outer"] or ""
    opening, closing = _BRACKETS[name]
    opening = (token["wrap"] or "") + outer + opening + inner
    closing = inner + closing + DESTINATION + (")]" if name == "inner" else ")") + outer
    if token["wrap"]:
        closing += f"</{token['wrapper']}>"
    return Segment(
        "link", opening, closing, (text[len(inner) : len(text) - len(inner)],), is_spaced
    )


def _break(text: str, is_spaced: bool) -> Segment:
    """A line's end; its value is the indentation behind it, which shows nowhere."""
    before, newline, behind = text.partition("\n")
    is_hard = not before.strip() and len(before) > 1
    behind = re.sub(r"[ \t]+(?=\n)", "", behind)
    is_nested = behind.endswith(" ") and bool(behind.strip())
    indent = "" if is_nested else behind[len(behind.rstrip(" \t")) :]
    shown = "␠␠" if is_hard else before.strip()
    opening = shown + newline + behind.removesuffix(indent)
    is_spaced = (is_spaced or before[:1].isspace()) and bool(before.strip())
    return Segment("break", opening, "", (indent,), is_spaced)


# ------------------------------------------------------------------------------ labelled lines


def _with_line_labels(entries: Sequence[list[Segment]]) -> list[list[Segment]]:
    """The tokens with the label of a nested line, `Authors:`, as part of the line's start.

    What a label leads to is one text, unless nearly all such lines hold nothing but links.
    """
    lines = [
        (label, _is_links(line[1:], label))
        for entry in entries
        if any(token.kind == "break" for token in entry)
        for line in _lines(entry)
        if (label := _line_label(line))
    ]
    counts = Counter(label for label, _ in lines)
    linked = Counter(label for label, is_linked in lines if is_linked)
    least = max(MIN_LABEL, LABEL_RATIO * len(entries))
    known = {label for label, count in counts.items() if count >= least}
    if not known:
        return list(entries)
    out: list[list[Segment]] = []
    for entry in entries:
        out.append([])
        for line in _lines(entry):
            label = _line_label(line)
            if label in known:
                is_linked = linked[label] >= LINKED_RATIO * counts[label]
                out[-1] += _labelled_line(line, label, is_linked=is_linked)
            else:
                out[-1] += line
    return out


def _lines(entry: Sequence[Segment]) -> list[list[Segment]]:
    """The tokens of an entry, line by line; all but the first begin with the break."""
    lines: list[list[Segment]] = [[]]
    for token in entry:
        if token.kind == "break":
            lines.append([token])
        else:
            lines[-1].append(token)
    return lines


def _line_label(line: Sequence[Segment]) -> str:
    """The label at the start of a nested line, with the marks around it; "" if there is none."""
    if len(line) < MIN_LABELLED or not _NESTED_BULLET.search(line[0].opening):
        return ""
    lead = ""
    for token in line[1 : 1 + MAX_LABEL_TOKENS]:
        if token.kind == "text":
            found = _LINE_LABEL.match(lead + token.values[0].lstrip())
            return found.group().rstrip() if found else ""
        if token.kind == "emphasis":
            lead += f"{token.opening}{token.values[0]}{token.closing}"
            if _LINE_LABEL.match(lead):
                return lead
        elif token.kind == "badge" and not token.values[0].startswith(("<", "!", "[")):
            lead += f"{token.values[0]} "
        else:
            return ""
    return ""


def _labelled_line(line: Sequence[Segment], label: str, *, is_linked: bool) -> list[Segment]:
    """The line's start with its label, and what follows as one text, or as links."""
    rest, shown = list(line[1:]), ""
    while rest and not shown.lstrip().startswith(label):
        token = rest.pop(0)
        space = " " if token.is_spaced and shown else ""
        shown += space + token.opening + token.values[0] + token.closing
    text = shown.lstrip()[len(label) :]
    if not text and rest:
        is_spaced = rest[0].is_spaced or rest[0].values[0][:1].isspace()
    else:
        is_spaced = text[:1].isspace()
    start = line[0]._replace(opening=f"{line[0].opening}{label}{' ' * is_spaced}")
    if text.strip():
        rest.insert(0, Segment("text", "", "", (text.strip(),)))
    if not rest:
        return [start]
    if is_linked and _is_links(rest, ""):
        return [start, *rest]
    whole = rest[0]
    if whole.kind != "text":
        source = whole.opening + whole.values[0] + whole.closing.replace(DESTINATION, "…")
        whole = Segment("text", "", "", (source,), whole.is_spaced)
    for token in rest[1:]:
        whole = _joined(whole, token)
    return [start, whole]


def _is_links(tokens: Sequence[Segment], label: str) -> bool:
    """Whether there is nothing but links, and the label."""
    texts = "".join(token.values[0] for token in tokens if token.kind in ("text", "emphasis"))
    has_links = any(token.kind == "link" for token in tokens)
    words = _WORD.findall(texts.lstrip().removeprefix(label.lstrip("*_")))
    return has_links and len(words) == 0


# ------------------------------------------------------------------------------ what recurs


def _labels(entries: Sequence[Sequence[Segment]]) -> frozenset[str]:
    """Link texts that recur so often that they cannot be titles."""
    counts = Counter(
        name
        for entry in entries
        for name in {fold_label(segment.values[0]) for segment in entry if segment.kind == "link"}
    )
    least = max(MIN_LABEL, LABEL_RATIO * len(entries))
    # A rating or a year may recur, and names nothing.
    return LABELS | {
        name for name, n in counts.items() if n >= least and any(map(str.isalpha, name))
    }


def _constants(entries: Sequence[Sequence[Segment]]) -> frozenset[str]:
    """Texts between two segments that nearly all entries with text there have."""
    between: dict[tuple[str, ...], Counter[str]] = {}
    for entry in entries:
        for before, segment, after in zip(entry, entry[1:], entry[2:], strict=False):
            if segment.kind == "text" and after.kind != "break":
                place = (before.kind, before.opening, after.kind, after.opening)
                between.setdefault(place, Counter())[segment.values[0].strip()] += 1
    least = max(MIN_CONSTANT, CONSTANT_RATIO * len(entries))
    return frozenset(
        text
        for counts in between.values()
        for text, count in counts.most_common(1)
        if count >= max(least, CONSTANT_SHARE * counts.total())
        and len(text) <= MAX_CONSTANT_LENGTH
        and not any(map(str.isdigit, text))
        and not _NAMES.match(text)
    )


# ------------------------------------------------------------------------------ segments


def _segments(tokens: Sequence[Segment], words: _Words) -> tuple[Segment, ...]:
    lines: list[list[Segment]] = [[]]
    for token in _classified(tokens, words):
        if token.kind == "break":
            lines.append([token])
        else:
            lines[-1].append(token)
    out: list[Segment] = []
    for line in lines:
        out += _separated(_one_description(_absorbed(line, words), words), words)
    return tuple(_without_trailing_breaks(_collapsed(out)))


def _classified(tokens: Iterable[Segment], words: _Words) -> list[Segment]:
    """Links by what they are: the first that no label names is the entry's own."""
    out: list[Segment] = []
    is_titled = has_words = False
    for token in tokens:
        if token.kind == "link":
            is_label = fold_label(token.values[0]) in words.labels
            if is_titled or is_label or (has_words and is_framed(token)):
                token = token._replace(kind="label")
            else:
                is_titled = True
        has_words = has_words or token.kind == "emphasis" or words.is_worded(token)
        out.append(token)
    return out


def _absorbed(line: Sequence[Segment], words: _Words) -> list[Segment]:
    """The line with what is in the middle of a sentence as part of its text."""
    out: list[Segment] = []
    for at, token in enumerate(line):
        before = out[-1] if out else None
        after = line[at + 1] if at + 1 < len(line) else None
        if before is not None and _goes_on(before, token, after, words):
            out[-1] = _joined(before, token)
        else:
            out.append(token)
    return out


def _joined(before: Segment, token: Segment) -> Segment:
    """A text and what goes on behind it, as one text."""
    text = before.values[0]
    if token.is_spaced and not text.endswith(" "):
        text += " "
    more = token.values[0] if token.kind == "text" else token.opening + token.values[0]
    if token.kind != "text":
        more += token.closing.replace(DESTINATION, "…")
    return before._replace(values=(text + more,))


def _goes_on(before: Segment, token: Segment, after: Segment | None, words: _Words) -> bool:
    """Whether a segment is in the middle of the sentence that the text before it begins."""
    if before.kind == "text" == token.kind:
        return True
    if token.kind in ("text", "break", "marker") or not words.is_worded(before):
        return False
    is_over = _APART.search(before.values[0]) is not None
    if after is not None and words.is_worded(after):
        lead = _LEAD.match(after.values[0])
        return not is_over or not (lead and lead.group().strip())
    if token.kind in ("emphasis", "url"):
        return not is_over
    if token.kind == "group":
        goes_on = after is not None and after.kind == "text" and after.values[0][:1] in ".,;:"
        return not is_over and goes_on
    if token.kind == "label":
        is_known = fold_label(token.values[0]) in LABELS
        return not (is_framed(token) or is_over or is_known) and after is None
    return False


def _one_description(line: list[Segment], words: _Words) -> list[Segment]:
    """The line with all that is between two texts behind the title as one text."""
    titled = next((at for at, segment in enumerate(line) if segment.kind == "link"), len(line))
    texts = [at for at in range(titled + 1, len(line)) if words.is_worded(line[at])]
    if len(texts) < 2:
        return line
    text = line[texts[0]]
    for segment in line[texts[0] + 1 : texts[-1] + 1]:
        text = _joined(text, segment)
    return [*line[: texts[0]], text, *line[texts[-1] + 1 :]]


def _separated(line: Sequence[Segment], words: _Words) -> list[Segment]:
    """The line with its texts cut from the marks that lead to them and that end them."""
    out: list[Segment] = []
    for at, segment in enumerate(line):
        if segment.kind != "text":
            out.append(segment)
            continue
        text = segment.values[0]
        is_spaced = segment.is_spaced or text[:1].isspace()
        if not words.is_worded(segment):
            out.append(Segment("mark", " ".join(text.split()), "", ("",), is_spaced))
            continue
        begins = not out or out[-1].kind in ("marker", "break")
        lead = _LEAD.match(text)
        opening = lead.group() if lead else ""
        body, end, closing = text[len(opening) :], "", ""
        if at + 1 < len(line) and (trail := _TRAIL.search(body)):
            body, end, closing = body[: trail.start()], trail["end"], trail["mark"]
        if opening.strip() and not begins:
            out.append(Segment("mark", opening.strip(), "", ("",), is_spaced))
            is_spaced, opening = opening[-1].isspace(), ""
        if opening.strip():
            body = opening + body
        out.append(Segment("text", "", "", (body.strip(),), is_spaced and not begins, end))
        if closing.strip():
            out.append(Segment("mark", closing.strip(), "", ("",), closing[0].isspace()))
    return out


def _collapsed(segments: Iterable[Segment]) -> list[Segment]:
    """The segments with each run of one kind as one."""
    out: list[Segment] = []
    for segment in segments:
        last = out[-1] if out else None
        if last is not None and segment.kind in _RUNS and last.key == segment.key:
            out[-1] = last._replace(values=last.values + segment.values)
        elif last is not None and len(out) > 1 and _continues(out[-2], last, segment):
            out.pop()
            values = out[-1].values + segment.values
            out[-1] = out[-1]._replace(values=values, separator=last.opening)
        else:
            out.append(segment)
    return out


def _continues(run: Segment, between: Segment, segment: Segment) -> bool:
    """Whether a segment goes on with a run behind a comma, or behind a line's end and a bullet."""
    if segment.kind not in _RUNS or run.key != segment.key:
        return False
    if run.separator not in ("", between.opening):
        return False
    if between.kind == "break":
        return segment.kind == "label" and _NESTED_BULLET.search(between.opening) is not None
    return between.kind == "mark" and _RUN_SEPARATOR.match(between.opening) is not None


def _without_trailing_breaks(segments: list[Segment]) -> list[Segment]:
    """The segments with badges on lines of their own at the end as one run."""
    while len(segments) > 2:
        run, between, last = segments[-3:]
        if (run.kind, between.kind, last.kind) != ("badge", "break", "badge"):
            break
        if between.opening.startswith("<"):
            break
        segments[-3:] = [run._replace(values=run.values + last.values)]
    return segments
