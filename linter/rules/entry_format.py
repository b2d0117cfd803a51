"""An entry that is not written like the others.

## What it does
Compares every entry with the list's entry template (from the configuration, or learned from the
list) and says what to do at the first place where the two differ, with a neighbour as an example.
Runs of spaces count as one, as GitHub renders them. What a field holds is for other rules to judge:
a date in the wrong format is `entry-date`. Entries that are struck out, sentences that name links
within, and a way of writing that many entries of one section share are left alone.

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
from collections.abc import Iterable

from linter.model import Context, Document, Edit, Entry, Fix, Hit, Mismatch, Rule, Severity, Span
from linter.template.template import compile_template
from linter.text.authors import looks_like_names
from linter.text.link_labels import LABELS
from linter.text.normalize import quoted
from linter.text.patterns import lazy_pattern

# What is shown of a neighbour, in characters.
MAX_SHOWN = 120

# Where so many entries of a section that were there before break the template in one way, and that
# is this share of the section, it is a form of its own.
MIN_HABIT, HABIT_RATIO = 3, 0.2

# So many words behind an entry are a remark.
MIN_REMARK = 3

# The words between an item's marker and its first link.
_LEAD = lazy_pattern(r"\s*(?:[-*+]|\d{1,9}[.)])\s+(?P<words>(?!https?:)[^\W\d_][^\[*_<\n]*)")
_LABELLED = lazy_pattern(r"[^\w\[]*\[+(?P<label>[^\[\]]+)\]+\(")
_HARD_BREAK = lazy_pattern(r"(?:[ \t]*\\|[ \t]{2,})\n[ \t]*")
# Not before what begins another block.
_SOFT_BREAK = lazy_pattern(r"[ \t]*\n[ \t]*+(?![-*+>#|]|\d+[.)])")
_PADDED = lazy_pattern(r"(?<=\()[ \t]+|[ \t]+(?=\))")
_SPACES = lazy_pattern(r"(?<=\S)[ \t]+")


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every entry that breaks its template."""
    examples = _Examples(document)
    habits = _habits(document, context)
    for entry in document.entries:
        mismatch = entry.mismatch
        if mismatch is None:
            if _is_swapped(entry):
                yield _swapped(document, entry)
            yield from _empty_cells(document, entry, context)
            continue
        template = context.conventions.templates[entry.template]
        is_habit = _way(document, entry, mismatch) in habits
        if is_habit or _is_free(document, entry, mismatch, template):
            continue
        yield Hit(
            span=mismatch.span,
            message=f"{mismatch.advice}{examples.near(entry)}",
            key=f"{_name(document, entry)} {mismatch.field or 'end'}",
            fix=mismatch.fix,
            kind=mismatch.field or "end",
        )


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


def _is_free(document: Document, entry: Entry, mismatch: Mismatch, template: str) -> bool:
    """Whether an entry may differ in this way: nobody wants to hear of it."""
    text = document.slice(entry.span)
    if "~~" in text or _renders_alike(document, entry, mismatch.fix):
        return True
    if _has_mark(document.slice(mismatch.span)):
        return True
    if mismatch.field == "title":
        return _is_sentence(document, entry, template)
    found = document.slice(mismatch.span)
    if mismatch.field == "url" and _names_another_link(found, template):
        return True
    if mismatch.field:
        # Where a description goes on right behind the link, the entries are sentences.
        goes_on = re.search(r"\)[ ␠]*\{" + mismatch.field, template)
        return bool(goes_on) and found[:1] in tuple(",;:.('’")
    # A remark behind the entry, or in the next source line.
    line, column = mismatch.span[:2]
    rest = document.slice(Span(line, column, entry.span.end_line, entry.span.end_column))
    if found[:1] in tuple("-–—") and len(rest.split()) > MIN_REMARK:
        return True
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
    return label in LABELS and label not in template.casefold()


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
    if len(lead["words"].split()) > 1:
        return True
    rest = text[: lead.start("words")] + text[lead.end("words") :]
    return compile_template(template).match(rest) is None


def _renders_alike(document: Document, entry: Entry, fix: Fix | None) -> bool:
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
                    f"The cell for the {name.replace('_', ' ')} is empty. "
                    "Fill it, as in all other rows."
                ),
                key=f"{_name(document, entry)} {name}",
                kind=name,
            )


# ------------------------------------------------------------------------ swapped fields


def _is_swapped(entry: Entry) -> bool:
    """Whether the title is a list of names, and the authors are not."""
    title, authors = entry.fields.get("title", ""), entry.fields.get("authors", "")
    return ";" in title and ";" not in authors and bool(authors) and looks_like_names(title)


def _swapped(document: Document, entry: Entry) -> Hit:
    title, authors = entry.field_spans["title"], entry.field_spans["authors"]
    edits = Edit(title, entry.fields["authors"].strip()), Edit(authors, entry.fields["title"])
    return Hit(
        span=title,
        message="The title and the authors are in each other's place. Swap the two.",
        key=f"{_name(document, entry)} swapped",
        fix=Fix(edits, safe=True),
        kind="swapped",
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
