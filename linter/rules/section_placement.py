"""An entry in a place where this list has no entries.

## What it does
Learns (or reads in the configuration) where entries belong, and reports one that is elsewhere:
directly under a heading whose subsections hold the entries (if the heading itself is one level too
high, that is reported instead), outside the folding block that holds
its section's entries, in a section that the configuration does not name, or alone in a section that
the table of contents does not know.

## Why
An entry outside its section's list is not found where readers look, and often not seen at all.

## Example
```markdown
## Papers

<details>

- **Attention Is All You Need** [[paper](https://arxiv.org/abs/1706.03762)]
- **Deep Sets** [[paper](https://arxiv.org/abs/1703.06114)]
- **Set Transformer** [[paper](https://arxiv.org/abs/1810.00825)]
- **Layer Normalization** [[paper](https://arxiv.org/abs/1607.06450)]
- **Neural Turing Machines** [[paper](https://arxiv.org/abs/1410.5401)]
- **Pointer Networks** [[paper](https://arxiv.org/abs/1506.03134)]
- **Memory Networks** [[paper](https://arxiv.org/abs/1410.3916)]
- **Order Matters** [[paper](https://arxiv.org/abs/1511.06391)]
- **End-To-End Memory Networks** [[paper](https://arxiv.org/abs/1503.08895)]

</details>

- **Neural Ordinary Differential Equations** [[paper](https://arxiv.org/abs/1806.07366)]
```
Use instead:
```markdown
## Papers

<details>

- **Attention Is All You Need** [[paper](https://arxiv.org/abs/1706.03762)]
- **Deep Sets** [[paper](https://arxiv.org/abs/1703.06114)]
- **Set Transformer** [[paper](https://arxiv.org/abs/1810.00825)]
- **Layer Normalization** [[paper](https://arxiv.org/abs/1607.06450)]
- **Neural Turing Machines** [[paper](https://arxiv.org/abs/1410.5401)]
- **Pointer Networks** [[paper](https://arxiv.org/abs/1506.03134)]
- **Memory Networks** [[paper](https://arxiv.org/abs/1410.3916)]
- **Order Matters** [[paper](https://arxiv.org/abs/1511.06391)]
- **End-To-End Memory Networks** [[paper](https://arxiv.org/abs/1503.08895)]
- **Neural Ordinary Differential Equations** [[paper](https://arxiv.org/abs/1806.07366)]

</details>
```

## Fix
None: only a person knows the section.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from linter.model import Context, Conventions, Document, Entry, Heading, Hit, Rule, Severity
from linter.structure.outline import entries_below, items_inside
from linter.structure.toc import MISSING, Contents, find_contents
from linter.urls.normalize import is_relative

# More entries than this right in a section with subsections are there on purpose.
MAX_STRAYS = 2
# So many sections with entries, all of one level, show that one a level above is a slip.
MIN_LEVEL = 5
# A form of entries that a block holds everywhere: so many, and this share of them.
MIN_HELD = 20
HELD_RATIO = 0.97
# What has so many fields is an entry wherever it is; a bare link may be anything.
MIN_FIELDS = 4


def _groups(document: Document, contents: Contents | None) -> AbstractSet[int]:
    """The lists that the table of contents is made of, if an entry or two stray into them.

    More of them may be there on purpose: translations, say.
    """
    lines = contents.lines if contents else ()
    groups = {document.items[line.item].group for line in lines}
    strays = [entry for entry in document.entries if document.items[entry.item].group in groups]
    return (
        groups
        if MAX_STRAYS * len(strays) < len(lines) and len(strays) <= MAX_STRAYS
        else frozenset()
    )


class _Places(NamedTuple):
    """Where entries stand: how many right under a heading, how many below, and in what.

    ``inside`` holds the items (indices) inside the block of the conventions, ``folded`` the
    sections and forms whose entries are to be there.
    """

    own: Mapping[int | None, int]
    below: Mapping[int | None, int]
    undeclared: AbstractSet[int]
    inside: AbstractSet[int]
    folded: AbstractSet[tuple[int | None, int]]
    raised: int | None


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every entry in a place where none may be; one per entry."""
    contents = find_contents(document)
    listed = _groups(document, contents)
    tag = context.conventions.block
    inside = items_inside(document, tag) if tag else frozenset()
    own = Counter(entry.heading for entry in document.entries)
    below = entries_below(document)
    places = _Places(
        own=own,
        below=below,
        undeclared=contents.missing if contents else frozenset(),
        inside=inside,
        folded=_folded(document, context.conventions, inside),
        raised=_raised(document, context, own, below),
    )
    if places.raised is not None:
        yield _too_high(document.headings[places.raised])
    for entry in document.entries:
        key = entry.identity or entry.fields.get("title", "")
        span = entry.field_spans.get("title", entry.span)
        if document.items[entry.item].group in listed and not is_relative(entry.url):
            message = (
                "This entry is in the table of contents. Move it into the section where it belongs."
            )
            yield Hit(span, message, key, kind="contents")
        elif found := _misplaced(entry, context.conventions, places):
            kind, message = found
            yield Hit(span, message, key, kind=kind)
        elif (
            entry.heading is not None
            and not is_relative(entry.url)
            and entry.heading in places.undeclared
            and places.own[entry.heading] == 1
        ):
            heading = document.headings[entry.heading]
            message = (
                f"The section “{heading.text}” is not in the table of contents, and this is its "
                "only entry. Move the entry into a section of the table of contents, or add the "
                "section there."
            )
            yield Hit(
                span, message, key, kind=MISSING, about=heading.span, remote=True, of_rule="toc"
            )


def _raised(
    document: Document,
    context: Context,
    own: Mapping[int | None, int],
    below: Mapping[int | None, int],
) -> int | None:
    """The heading that is one level above all others with entries, and so swallows these.

    A heading of that level before it, which holds no entries, shows that the level has its use; one
    of the lower level, that it comes between two sections. Only at the level of the page's title is
    it the heading's fault: elsewhere entries stray to a heading that is right, or are meant there.
    """
    if context.conventions.sections is not None:
        return None
    headings = document.headings
    holders = [index for index in own if index is not None]
    highest = min((headings[index].level for index in holders), default=0)
    found = [index for index in holders if headings[index].level == highest]
    others = [index for index in holders if headings[index].level != highest]
    if len(found) != 1 or len(others) < MIN_LEVEL:
        return None
    raised = found[0]
    if highest > 1 or below[raised] <= own[raised]:
        return None
    if any(headings[index].level != highest + 1 for index in others) or min(others) > raised:
        return None
    # Where the change puts entries under an old heading, the entries are astray.
    if not context.is_added(headings[raised].span) and any(
        context.is_added(entry.span) for entry in document.entries if entry.heading == raised
    ):
        return None
    return raised


def _too_high(heading: Heading) -> Hit:
    wanted = "#" * (heading.level + 1)
    return Hit(
        heading.span,
        f"“{heading.text}” is one level above the other sections with entries, so the sections "
        f"behind it become its subsections. Begin it with `{wanted}`, or move its entries into a "
        "subsection.",
        heading.text,
        kind="level",
    )


def _misplaced(entry: Entry, conventions: Conventions, places: _Places) -> tuple[str, str] | None:
    """What keeps entries away from the place of this one, and the message about it."""
    section = entry.section[-1] if entry.section else ""
    if conventions.sections is not None and not _declared(entry.section, conventions.sections):
        where = f"The section “{section}” is" if section else "This place is"
        return (
            "section",
            f"{where} not one of this list's sections. Move the entry into one that is.",
        )
    own = places.own[entry.heading]
    if entry.heading == places.raised and places.raised is not None:
        return None
    if conventions.leaf_only and own <= MAX_STRAYS and own < places.below[entry.heading]:
        return (
            "leaf",
            f"“{section}” has subsections, and this list has its entries in those. "
            "Move the entry into the subsection it belongs to.",
        )
    folded = places.folded & {(entry.heading, entry.template), (None, entry.template)}
    # An entry that has not its form may be of another kind than those in the block.
    if folded and entry.mismatch is None and entry.item not in places.inside:
        return (
            "block",
            f"Entries of this list are inside a `<{conventions.block}>` block, this one is not. "
            f"Move it between its section's `<{conventions.block}>` and `</{conventions.block}>`.",
        )
    return None


def _folded(
    document: Document, conventions: Conventions, inside: AbstractSet[int]
) -> set[tuple[int | None, int]]:
    """Which entries a block holds: by section and form, or by form alone if nearly all are held.

    Entries of another form, behind the block say, are no strays from it.
    """
    entries = [entry for entry in document.entries if entry.item in inside]
    held = Counter(entry.template for entry in entries)
    total = Counter(entry.template for entry in document.entries)
    everywhere = {
        (None, form)
        for form, count in held.items()
        if count >= max(MIN_HELD, HELD_RATIO * total[form])
        and conventions.templates[form : form + 1]
        and conventions.templates[form].count("{") >= MIN_FIELDS
    }
    return everywhere | {(entry.heading, entry.template) for entry in entries}


def _declared(section: tuple[str, ...], sections: frozenset[tuple[str, ...]]) -> bool:
    """Whether a section is named, by its whole path or by the end of it."""
    return any(section[start:] in sections for start in range(len(section)))


RULE = Rule(
    id="section-placement",
    doc=__doc__,
    default_severity=Severity.ERROR,
    check=check,
)
