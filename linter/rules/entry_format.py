"""An entry that is not written like the others.

## What it does
Compares every entry with the list's entry template (from the configuration, or learned from the
list) and says what to do at the first place where the two differ, with a neighbour as an example.
Runs of spaces count as one, as GitHub renders them. It also reports a table cell that is empty
where no other row's is, and two fields in each other's place. What a field holds is for other
rules to judge: a date in the wrong format is `entry-date`. Entries that are struck out, sentences
that name links within, and a way of writing that many entries of one section share are left alone.

## Why
A list is a data set that people scan and programs read. An entry in another form breaks both.

## Example
In a list with this configuration, or with enough entries to learn it:
```yaml
lists:
  - files: [README.md]
    entry: "- [{title}]({url}) - {description}"
```
```markdown
- [Ruff](https://github.com/astral-sh/ruff) - Lints and formats Python.
- [mypy](https://github.com/python/mypy) - Checks types.
- [pytest](https://github.com/pytest-dev/pytest): Runs tests.
- [tox](https://github.com/tox-dev/tox) - Runs tests in many environments.
```
Use instead:
```markdown
- [Ruff](https://github.com/astral-sh/ruff) - Lints and formats Python.
- [mypy](https://github.com/python/mypy) - Checks types.
- [pytest](https://github.com/pytest-dev/pytest) - Runs tests.
- [tox](https://github.com/tox-dev/tox) - Runs tests in many environments.
```

## Fix
Writes the entry like the others, if all of its fields can be found and no word of it is lost.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from linter.model import Context, Document, Edit, Entry, Fix, Hit, Mismatch, Rule, Severity, Span
from linter.structure.swapped import FieldValues
from linter.structure.toc import find_contents
from linter.template.template import TemplateError, compile_template
from linter.text.authors import looks_like_names
from linter.text.link_labels import LABELS, WORK_LABELS
from linter.text.normalize import quoted
from linter.text.patterns import LIST_MARKER, lazy_pattern

# What is shown of a neighbour, in characters.
MAX_SHOWN = 120

# Where so many entries of a section that were there before break the template in one way, and that
# is this share of the section, it is a form of its own.
MIN_HABIT, HABIT_RATIO = 3, 0.2

# So many words behind an entry are a remark; so are so many signs of a script without spaces.
MIN_REMARK = 3
# Behind an entry that is well without them two are enough.
MIN_WORDS = 2
MIN_REMARK_SIGNS = 4

# Where so many entries that were there before have no link, or leave out one field, they may.
MIN_LINKLESS, MIN_LEFT_OUT = 2, 5
# So many links without an address were left so on purpose.
MIN_PLACEHOLDERS = 3
# A new list of so many entries, none of them right, gets one comment; fewer are slips.
MIN_OF_ANOTHER_KIND = 5

# The share of entries that have a word before a full stop, so that one without lacks something.
WORD_RATIO = 0.8
# What is quoted of an entry, in characters.
MAX_QUOTED = 20
_STOPS = ".,:;"
_CLOSING = "\"”’»“')]"
# What sets a word before a link apart from it: `Acme: [Anvil](…)`.
_LEADING = ".,:;-–—|/"
# The words between an item's marker and its first link.
_LEAD = lazy_pattern(rf"\s*{LIST_MARKER}\s+(?P<words>(?!https?:)[^\W\d_][^\[*_<\n]*)")
_LABELLED = lazy_pattern(r"[^\w\[]*\[*(?P<label>[^\[\]]+)\]+\(")
_HARD_BREAK = lazy_pattern(r"(?:[ \t]*\\|[ \t]{2,})\n[ \t]*")
# Not before what begins another block.
_SOFT_BREAK = lazy_pattern(r"[ \t]*\n[ \t]*+(?![-*+>#|]|\d+[.)])")
_PADDED = lazy_pattern(r"(?<=\()[ \t]+|[ \t]+(?=\))")
_SPACES = lazy_pattern(r"(?<=\S)[ \t]+")
_WORD = lazy_pattern(r"[^\W_]{2,}")
_SIGN = lazy_pattern(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FULL_WIDTH = str.maketrans(
    {"（": " (", "）": ")", "：": ": ", "，": ", ", "【": " [", "】": "]", "。": ". "}
)
# What remains of a line break that may be missing.
_NO_PART = lazy_pattern(r"\{optional:\s*\}")
# The end of a sentence or of a title inside of its emphasis: `**Title.** Authors`.
_INNER_STOP = lazy_pattern(r"([.,:;])(\*{1,3}|_{1,3})(?=\s|\Z)")
_INNER_END = lazy_pattern(r"([?!])(\*{1,3}|_{1,3})(?=\s|\Z)")


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every entry that breaks its template; one for a new list of another kind."""
    found = list(_found(document, context))
    strangers = _new_lists_of_another_kind(document, context, found)
    for entry, hit in found:
        count = strangers.get(document.items[entry.item].group)
        if count is None:
            yield hit
        elif count:
            strangers[document.items[entry.item].group] = 0
            yield hit._replace(
                message=f"None of the {count} entries of this list is written like the others "
                f"here.{_Examples(document).near(entry)}",
                fix=None,
            )


def _new_lists_of_another_kind(
    document: Document, context: Context, found: Sequence[tuple[Entry, Hit]]
) -> dict[int, int]:
    """The number of entries of each list that a change adds with no entry that is right.

    Where most of them cannot be fixed either, it lists something else: related pages, contacts.
    """
    if context.added is None or context.conventions.sources.get("templates") == "configuration":
        return {}
    wrong = Counter(document.items[entry.item].group for entry, _ in found)
    fixable = Counter(document.items[entry.item].group for entry, hit in found if hit.fix)
    lists = {
        group: count
        for group, count in wrong.items()
        if count >= MIN_OF_ANOTHER_KIND and 2 * fixable[group] < count
    }
    for entry in document.entries if lists else ():
        if entry.mismatch is None or not context.is_added(entry.span):
            lists.pop(document.items[entry.item].group, None)
    return lists


def _found(document: Document, context: Context) -> Iterator[tuple[Entry, Hit]]:
    """What is wrong with an entry, with the entry."""
    examples = _Examples(document)
    habits = _habits(document, context)
    left_out = _left_out(document, context)
    values = FieldValues(entry for entry in document.entries if not context.is_added(entry.span))
    is_learned = context.conventions.sources.get("templates") != "configuration"
    linkless = _linkless(document, context)
    contents = _contents(document)
    has_placeholders = is_learned and _has_placeholders(context.base or document)
    for entry in document.entries:
        mismatch = entry.mismatch
        if mismatch is None:
            if pair := _swapped_fields(entry, values):
                yield entry, _swapped(document, entry, pair)
            more = [*_empty_cells(document, entry, context)]
            more += () if is_learned else _respelled(document, entry, context)
            yield from ((entry, hit) for hit in more)
            continue
        template = context.conventions.templates[entry.template]
        is_habit = _way(document, entry, mismatch) in habits
        is_habit = is_habit or _missing(entry) in left_out
        if is_habit or _is_free(document, entry, mismatch, template):
            continue
        if document.items[entry.item].group in contents:
            continue
        if has_placeholders and mismatch.is_missing and document.slice(mismatch.span) == ")":
            continue
        if is_learned and not entry.url and linkless[document.items[entry.item].group] > 1:
            continue
        if is_learned and _is_remarked(document, entry, mismatch, template):
            continue
        if is_learned and _reads_alike(document.slice(entry.span), _for_section(entry, context)):
            continue
        advice, fix = mismatch.advice, mismatch.fix
        if fix is not None and examples.say_more(entry, fix):
            found = quoted(document.slice(mismatch.span).strip()[:MAX_QUOTED])
            advice, fix = f"Something is missing before {found}.", None
        hit = Hit(
            span=mismatch.span,
            message=f"{advice}{examples.near(entry)}",
            key=f"{_name(document, entry)} {mismatch.field or 'end'}",
            fix=fix,
            kind=mismatch.field or "end",
        )
        yield entry, hit


class _Examples:
    """Entries that are right, to show beside one that is not."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._right: dict[int, list[Entry]] = defaultdict(list)
        for entry in document.entries:
            if entry.mismatch is None:
                self._right[entry.template].append(entry)

    def near(self, entry: Entry) -> str:
        """The nearest right entry of the same template, as a sentence; "" if there is none."""
        right = self._right[entry.template]
        index = bisect_left(right, entry.span.line, key=lambda one: one.span.line)
        if not right:
            return ""
        # The one above: lines are read from the top.
        example = right[max(0, index - 1)]
        line = self._document.lines[example.span.line - 1].strip()
        shown = line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 1].rstrip() + "…"
        return f" Line {example.span.line} shows how: {quoted(shown)}"

    def say_more(self, entry: Entry, fix: Fix) -> bool:
        """Whether a full stop that a fix adds would end what is only half there.

        With all others a word is before it, here a quotation or a bracket: their last part has no
        field of its own, and lacks here.
        """
        before = self._document.slice(entry.span)
        after = fix.edits[0].text
        differ = (
            at for at, (one, two) in enumerate(zip(before, after, strict=False)) if one != two
        )
        at = next(differ, min(len(before), len(after)))
        mark, head, rest = after[at : at + 1], before[:at].rstrip(), before[at:].lstrip()
        if mark not in tuple(_STOPS) or not head or head[-1] not in _CLOSING or not rest:
            return False
        ends = [
            head[-2:-1]
            for other in self._right[entry.template]
            if (head := self._document.slice(other.span).partition(rest[:2])[0].rstrip())
            and head.endswith(mark)
        ]
        words = sum(end.isalnum() for end in ends)
        return words >= max(MIN_HABIT, WORD_RATIO * len(self._right[entry.template]))


# ------------------------------------------------------------------------ what is no fault


def _way(document: Document, entry: Entry, mismatch: Mismatch) -> tuple[object, ...]:
    """In which way an entry breaks the template: the field, and the mark found there."""
    found = document.slice(mismatch.span)[:1]
    return entry.heading, entry.template, mismatch.field, "" if found.isalnum() else found


def _habits(document: Document, context: Context) -> set[tuple[object, ...]]:
    """The ways in which many entries of a section break the template: a form of the section."""
    if context.conventions.sources.get("templates") == "configuration":
        return set()
    old = [entry for entry in document.entries if not context.is_added(entry.span)]
    sizes = Counter(entry.heading for entry in old)
    ways = Counter(
        (entry.heading, _way(document, entry, entry.mismatch))
        for entry in old
        if entry.mismatch is not None
    )
    return {
        way
        for (heading, way), count in ways.items()
        if count >= max(MIN_HABIT, HABIT_RATIO * sizes[heading])
    }


def _contents(document: Document) -> AbstractSet[int]:
    """The lists (groups) of the table of contents.

    An entry there is in the wrong place, whatever its form: `section-placement` says so.
    """
    contents = find_contents(document)
    return {document.items[line.item].group for line in contents.lines} if contents else set()


def _has_placeholders(document: Document) -> bool:
    """Whether a list keeps places for links that are to come: `[[code]()]`."""
    empty = sum(not link.url and link.kind != "image" for link in document.links)
    return empty >= MIN_PLACEHOLDERS


def _linkless(document: Document, context: Context) -> Counter[int]:
    """In each list, how many entries have no link: several are meant.

    What a change adds counts where it adds the whole list, and nothing in that has a link.
    """
    known = {
        document.items[entry.item].group
        for entry in document.entries
        if entry.url or not context.is_added(entry.span)
    }
    return Counter(
        document.items[entry.item].group
        for entry in document.entries
        if entry.mismatch is not None
        and not entry.url
        and (not context.is_added(entry.span) or document.items[entry.item].group not in known)
    )


def _missing(entry: Entry) -> str | None:
    """The field that an entry leaves out: `url` if it has no link at all."""
    if entry.mismatch is None or not entry.mismatch.is_missing:
        return None
    return entry.mismatch.field if entry.url else "url"


def _left_out(document: Document, context: Context) -> set[str | None]:
    """The fields that several entries which were there before leave out: these are optional."""
    if context.conventions.sources.get("templates") == "configuration":
        return set()
    missing = Counter(
        _missing(entry) for entry in document.entries if not context.is_added(entry.span)
    )
    return {
        field
        for field, count in missing.items()
        if field and count >= (MIN_LINKLESS if field == "url" else MIN_LEFT_OUT)
    }


def _is_remarked(document: Document, entry: Entry, mismatch: Mismatch, template: str) -> bool:
    """Whether an entry is well but for a remark behind it, in brackets or not."""
    if document.items[entry.item].kind == "row":
        return False
    line, column = mismatch.span[:2]
    head = document.slice(Span(*entry.span[:2], line, column))
    rest = document.slice(Span(line, column, *entry.span[2:]))
    bracketed = r"[(\[（]\{" + (mismatch.field or "") + r"\}[)\]）](?!\()"
    if rest[:1] == "\n" or (mismatch.field and not re.search(bracketed, template)):
        return False
    remark = rest.partition("\n")[0]
    words, signs = len(_WORD.findall(remark)), len(_SIGN.findall(remark))
    if words < MIN_WORDS and signs < MIN_REMARK_SIGNS and mismatch.field is None:
        return False
    return compile_template(template).match(head.rstrip(" \t([（")) is not None


def _for_section(entry: Entry, context: Context) -> list[str]:
    """The templates that an entry of this section may follow."""
    conventions = context.conventions
    return [
        template
        for template in conventions.templates
        if entry.section not in conventions.excluded.get(template, frozenset())
    ]


def _reads_alike(text: str, templates: Iterable[str]) -> bool:
    """Whether an entry matches in another spelling that readers take for the same.

    That is with brackets of a full width, with the end of a sentence inside or outside of its
    emphasis, or broken over several source lines.
    """
    spellings = [text]
    for respell in (_in_ascii, _with_outer_stops, _on_one_line):
        spellings.append(respell(spellings[-1]))
    others = set(spellings) - {text}
    if any(compile_template(template).match(other) for template in templates for other in others):
        return True
    # A template's own source lines may be joined, too.
    joined = [one for template in templates if (one := _joined_lines(template)) != template]
    return any(compile_template(one).match(_on_one_line(text)) for one in joined)


def _joined_lines(template: str) -> str:
    """The template with a space for a soft line break; as it is if it has a hard one."""
    is_hard = "␠\n" in template or "\\\n" in template
    joined = _NO_PART.sub("", _SOFT_BREAK.sub(" ", template))
    try:
        compile_template(joined)
    except TemplateError:
        # One of several choices was a line break.
        return template
    return template if is_hard else joined


def _in_ascii(text: str) -> str:
    return _SPACES.sub(" ", text.translate(_FULL_WIDTH))


def _with_outer_stops(text: str) -> str:
    return _INNER_END.sub(r"\1\2.", _INNER_STOP.sub(r"\2\1", text))


def _on_one_line(text: str) -> str:
    return _SOFT_BREAK.sub(" ", text) if not _HARD_BREAK.search(text) else text


def _is_free(document: Document, entry: Entry, mismatch: Mismatch, template: str) -> bool:
    """Whether an entry may differ in this way: it is not worth a report."""
    text = document.slice(entry.span)
    if "~~" in text or _changes_nothing(document, entry, mismatch.fix):
        return True
    if "{badges" not in template and _has_mark(document.slice(mismatch.span)):
        return True
    found = document.slice(mismatch.span)
    if mismatch.field == "url" and _names_another_link(found, template):
        return True
    if mismatch.field == "title":
        return _is_sentence(document, entry, template)
    if mismatch.field:
        # Where a description goes on right behind the link, the entries are sentences.
        goes_on = re.search(r"\)[ ␠]*\{" + mismatch.field, template)
        return bool(goes_on) and found[:1] in tuple(",;:.('’")
    # A remark behind the entry, or in the next source line.
    line, column = mismatch.span[:2]
    rest = document.slice(Span(line, column, entry.span.end_line, entry.span.end_column))
    if found[:1] in tuple("-–—") and len(rest.split()) > MIN_REMARK:
        head = document.slice(Span(*entry.span[:2], line, column)).rstrip()
        words = rest.lstrip("-–—=: ")
        wanted = compile_template(template)
        # With the dash of the others it would be well: then the dash is wrong.
        return not any(wanted.match(f"{head} {dash} {words}") for dash in "-–—")
    is_next = rest[:1] == "\n" or not document.lines[line - 1][: column - 1].strip()
    is_line = is_next and line >= entry.span.line and rest.strip()[:1].isalpha()
    return is_line and len(rest.split()) >= MIN_REMARK


def _has_mark(text: str) -> bool:
    """Whether a sign such as ⚠️ or 🔥 begins a text, which marks single entries."""
    return bool(text) and unicodedata.category(text[0]) == "So"


def _names_another_link(found: str, template: str) -> bool:
    """Whether a link under another label is there: a work may have no paper, but code."""
    match = _LABELLED.match(found)
    label = match["label"].strip().casefold() if match else ""
    return label in LABELS - WORK_LABELS and label not in template.casefold()


def _is_sentence(document: Document, entry: Entry, template: str) -> bool:
    """Whether an item begins with words, and names the links within: "More in [that list](…)".

    A link under a mere label is that of a title which is not linked as it should be, and a single
    word before an entry that is well without it is a word too many.
    """
    item = document.items[entry.item]
    if item.kind != "item":
        return False
    start = bisect_left(document.links, item.span.line, key=lambda link: link.span.line)
    stop = bisect_left(document.links, item.own_end_line + 1, key=lambda link: link.span.line)
    named = [
        link
        for link in document.links[start:stop]
        if link.kind == "inline" and link.text.strip("[]*_` ").casefold() not in LABELS
    ]
    text = document.slice(entry.span)
    lead = _LEAD.match(text)
    if not named or lead is None:
        return False
    words = lead["words"].strip()
    if len(words.split()) > 1 or words[-1] in _LEADING:
        return True
    rest = text[: lead.start("words")] + text[lead.end("words") :]
    return compile_template(template).match(rest) is None


def _changes_nothing(document: Document, entry: Entry, fix: Fix | None) -> bool:
    """Whether a fix changes nothing that a reader sees: spaces, or where a source line ends."""
    if fix is None:
        return False
    lines = document.lines[entry.span.line - 1 : entry.span.end_line]
    before = "\n".join(lines)
    first = entry.span.line
    if any(
        not first <= edit.span.line <= edit.span.end_line <= entry.span.end_line
        for edit in fix.edits
    ):
        return False
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    after = before
    for edit in sorted(fix.edits, reverse=True):
        start = offsets[edit.span.line - first] + edit.span.column - 1
        end = offsets[edit.span.end_line - first] + edit.span.end_column - 1
        after = after[:start] + edit.text + after[end:]
    return _shown(before) == _shown(after)


def _shown(text: str) -> str:
    """The text with one spelling of what renders alike; a hard line break stays one."""
    text = _HARD_BREAK.sub("\0", text)
    text = _SOFT_BREAK.sub(" ", text)
    return _SPACES.sub(" ", _PADDED.sub("", text)).strip()


# ------------------------------------------------------------------------ empty cells


def _empty_cells(document: Document, entry: Entry, context: Context) -> Iterable[Hit]:
    """A hit for a cell that is empty where no other row of such tables has an empty one."""
    if not context.conventions.filled:
        return
    filled = context.conventions.filled.get(context.conventions.templates[entry.template], ())
    for name in entry.fields.keys() & filled:
        if not entry.fields[name].strip():
            yield Hit(
                span=entry.field_spans.get(name, entry.span),
                message=(
                    f"The cell for the {_in_words(name)} is empty. Fill it, as in all other rows."
                ),
                key=f"{_name(document, entry)} {name}",
                kind=name,
            )


# ------------------------------------------------------------------------ swapped fields


def _swapped_fields(entry: Entry, values: FieldValues) -> tuple[str, str] | None:
    """Two fields in each other's place: a title that is a list of names, or by what others hold."""
    title, authors = entry.fields.get("title", ""), entry.fields.get("authors", "")
    if ";" in title and ";" not in authors and bool(authors) and looks_like_names(title):
        return "title", "authors"
    return values.swapped(entry)


def _swapped(document: Document, entry: Entry, pair: tuple[str, str]) -> Hit:
    first, second = sorted(pair, key=lambda name: entry.field_spans[name])
    one, other = entry.field_spans[first], entry.field_spans[second]
    edits = (
        Edit(one, entry.fields[second].strip()),
        Edit(other, entry.fields[first].strip()),
    )
    return Hit(
        span=one,
        message=(
            f"The {_in_words(first)} and the {_in_words(second)} are in each other's place. "
            "Swap the two."
        ),
        key=f"{_name(document, entry)} swapped",
        fix=Fix(edits, safe=True),
        kind="swapped",
    )


def _in_words(name: str) -> str:
    return name.rstrip("0123456789").replace("_", " ")


def _respelled(document: Document, entry: Entry, context: Context) -> Iterator[Hit]:
    """Hits for values that the configured template names in other letters: `yes` for `Yes`."""
    template = compile_template(context.conventions.templates[entry.template])
    for field in template.fields:
        written = entry.fields.get(field.name, "").strip("`*_ ")
        if "|" not in field.spec or not written:
            continue
        values = [value.strip().strip("`*_ ") for value in field.spec.split("|")]
        right = [value for value in values if value.casefold() == written.casefold()]
        if right and written not in right:
            span = entry.field_spans[field.name]
            text = document.slice(span)
            yield Hit(
                span=span,
                message=f"Write {quoted(right[0])}, not {quoted(written)}.",
                key=f"{_name(document, entry)} {field.name}",
                fix=Fix((Edit(span, text.replace(written, right[0], 1)),), safe=True),
                kind=field.name,
            )


def _name(document: Document, entry: Entry) -> str:
    """What an entry keeps while it is fixed: what it links to, or else its words."""
    return entry.identity or " ".join(document.slice(entry.span).split())[:200]


RULE = Rule(
    id="entry-format",
    doc=__doc__,
    default_severity=Severity.ERROR,
    check=check,
)
