"""A link within the page leads nowhere.

## What it does
Looks up every `#fragment` link among the headings' anchors, as GitHub makes them, and the anchors
set in HTML (`id`, `<a name>`). Case does not matter, nor percent-encoding. A line of the contents
that names no section at all belongs to `toc`. An anchor that is missing is one finding, however
many links lead to it; links within `<pre>` are shown as code, and left alone.

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

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from linter.model import Context, Document, Edit, Fix, Hit, Link, Rule, Severity, Span
from linter.structure.outline import Outline, fragment_of, name_of, preformatted
from linter.structure.toc import Contents, find_contents
from linter.text.normalize import plain

# How alike two spellings have to be, and how far ahead of the next one, in per cent.
MIN_SIMILARITY, MIN_LEAD = 85, 3
# Further places of the same broken anchor are named by their lines up to this many.
MAX_LINES_NAMED = 2
# How many spellings are compared in all, and how long they may be.
MAX_COMPARISONS, MAX_LENGTH = 1_000_000, 200


def check(document: Document, _: Context) -> Iterable[Hit]:
    """A hit for every fragment that GitHub does not know, at the first link that uses it."""
    contents = find_contents(document)
    outline = contents.outline if contents else Outline(document)
    nameless = _lost_lines(contents)
    shown_as_code = preformatted(document)
    broken: dict[str, list[Link]] = {}
    for link in document.links:
        fragment = fragment_of(document, link)
        if fragment is None or outline.exists(fragment) or link.span in nameless:
            continue
        if link.kind != "html" or link.span.line not in shown_as_code:
            broken.setdefault(fragment, []).append(link)
    listed = {line.link.span: line for line in contents.lines} if contents else {}
    taken = {line.fragment for line in listed.values() if line.state == "found"}
    looks = MAX_COMPARISONS // (len(outline.fragments) + 1)
    for number, (fragment, links) in enumerate(broken.items()):
        look = number < looks and len(fragment) <= MAX_LENGTH
        # Two lines of the contents do not mean one section.
        ruled_out = taken if any(link.span in listed for link in links) else frozenset()
        yield _hit(document, outline, fragment, links, ruled_out, look=look)


def _hit(
    document: Document,
    outline: Outline,
    fragment: str,
    links: Sequence[Link],
    ruled_out: AbstractSet[str],
    *,
    look: bool,
) -> Hit:
    """One hit for all links with a broken fragment; ``look``: compare its spelling with others'."""
    named = {link.text: _named(document, outline, link.text, fragment) for link in links}
    alike = _alike(outline, fragment) if look and not all(named.values()) else ""
    meant = [
        (link, anchor, bool(named[link.text]))
        for link in links
        if (anchor := named[link.text] or alike) not in ruled_out
    ]
    anchor, sure = next(((anchor, sure) for _, anchor, sure in meant if anchor), ("", False))
    advice = f"Did you mean `#{anchor}`?" if anchor else "Name an existing section, or unlink it."
    return Hit(
        span=links[0].url_span,
        message=(
            f"No heading or anchor is called `#{plain(fragment, 80)}`{_others(links)}. {advice}"
        ),
        key=fragment,
        fix=_fix(
            document, [link for link, name, _ in meant if anchor and name == anchor], anchor, sure
        ),
        kind=fragment,
        remote=True,
    )


def _others(links: Sequence[Link]) -> str:
    """Where else the same anchor is linked to."""
    lines = [str(link.span.line) for link in links[1:]]
    if not lines:
        return ""
    if len(lines) > MAX_LINES_NAMED:
        return f" (linked in {len(lines)} more places, first on line {lines[0]})"
    return f" (also linked on line {' and '.join(lines)})"


def _lost_lines(contents: Contents | None) -> set[Span]:
    """The lines of the contents that `toc` speaks about."""
    lines = contents.lines if contents else ()
    return {line.link.span for line in lines if line.state in ("lost", "renamed")}


def _named(document: Document, outline: Outline, text: str, fragment: str) -> str:
    """The anchor of the one heading that a link's text or fragment names; "" if none does."""
    for name in (name_of(text), name_of(fragment.replace("-", " "))):
        named = outline.by_name.get(name, ()) if name else ()
        if len(named) == 1:
            return document.headings[named[0]].anchor
    return ""


def _alike(outline: Outline, fragment: str) -> str:
    """The only fragment that is spelled nearly like this one; "" if there is not exactly one."""
    from rapidfuzz import fuzz, process

    best = process.extract(
        fragment, outline.fragments, scorer=fuzz.ratio, limit=2, score_cutoff=MIN_SIMILARITY
    )
    if not best or (len(best) > 1 and best[1][1] > best[0][1] - MIN_LEAD):
        return ""
    found: str = best[0][0]
    return found


def _fix(document: Document, links: Sequence[Link], anchor: str, sure: bool) -> Fix | None:
    edits = tuple(
        Edit(link.url_span, f"#{anchor}")
        for link in links
        if document.slice(link.url_span).startswith("#")
    )
    return Fix(edits, safe=sure) if edits else None


RULE = Rule(id="broken-anchor", doc=__doc__, default_severity=Severity.ERROR, check=check)
