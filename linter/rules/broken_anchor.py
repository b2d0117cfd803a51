"""A link within the page leads nowhere.

## What it does
Looks up every `#fragment` link among the headings' anchors, as GitHub makes them, and the anchors
set in HTML (`id`, `<a name>`). Case does not matter, nor percent-encoding. A line of the contents
that names no section at all belongs to `toc`.

## Why
The link does nothing when it is clicked. Anchors break quietly: an emoji, a count or another word
in the heading is enough.

## Example
```markdown
Mixers are listed under [Audio](#audio).

## 🎵 Audio (39)
```
Use instead:
```markdown
Mixers are listed under [Audio](#-audio-39).

## 🎵 Audio (39)
```

## Fix
Puts in the anchor of the section that the link names, or the only anchor that is spelled nearly so.
"""

from __future__ import annotations

from collections.abc import Iterable

from linter.model import Context, Document, Edit, Fix, Hit, Link, Rule, Severity, Span
from linter.structure.outline import Outline, fragment_of, name_of
from linter.structure.toc import Contents, find_contents
from linter.text.normalize import plain

# How alike two spellings have to be, and how far ahead of the next one, in per cent.
_ALIKE, _MARGIN = 85, 3
# How many spellings are compared in all, and how long they may be.
_MOST_LOOKS, _LONGEST = 1_000_000, 200


def check(document: Document, _: Context) -> Iterable[Hit]:
    """A hit for every link within the page whose fragment GitHub does not know."""
    contents = find_contents(document)
    outline = contents.outline if contents else Outline(document)
    nameless = _lost_lines(contents)
    looks = _MOST_LOOKS // (len(outline.fragments) + 1)
    for link in document.links:
        fragment = fragment_of(link)
        if fragment is None or outline.exists(fragment) or link.span in nameless:
            continue
        looks -= 1
        look = looks >= 0 and len(fragment) <= _LONGEST
        anchor, sure = _meant(document, outline, link, fragment, look)
        advice = (
            f"Did you mean `#{anchor}`?" if anchor else "Name an existing section, or unlink it."
        )
        yield Hit(
            span=link.url_span,
            message=f"No heading or anchor is called `#{plain(fragment, 80)}`. {advice}",
            key=fragment,
            kind=fragment,
            remote=True,
            fix=_fix(document, link, anchor, sure) if anchor else None,
        )


def _lost_lines(contents: Contents | None) -> set[Span]:
    """The lines of the contents that `toc` speaks about."""
    lines = contents.lines if contents else ()
    return {line.link.span for line in lines if line.state in ("lost", "renamed")}


def _meant(
    document: Document, outline: Outline, link: Link, fragment: str, look: bool
) -> tuple[str, bool]:
    """The fragment that was meant, and whether that is plain; ``""`` if nobody can tell."""
    for name in (name_of(link.text), name_of(fragment.replace("-", " "))):
        named = outline.by_name.get(name, ()) if name else ()
        if len(named) == 1:
            return document.headings[named[0]].anchor, True
    if not look:
        return "", False
    from rapidfuzz import fuzz, process

    best = process.extract(
        fragment, outline.fragments, scorer=fuzz.ratio, limit=2, score_cutoff=_ALIKE
    )
    if not best or (len(best) > 1 and best[1][1] > best[0][1] - _MARGIN):
        return "", False
    return best[0][0], False


def _fix(document: Document, link: Link, anchor: str, sure: bool) -> Fix | None:
    if not document.slice(link.url_span).startswith("#"):
        return None
    return Fix((Edit(link.url_span, f"#{anchor}"),), safe=sure)


RULE = Rule(id="broken-anchor", doc=__doc__, default_severity=Severity.ERROR, check=check)
