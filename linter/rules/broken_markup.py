"""Markdown or HTML that GitHub does not show as it is meant.

## What it does
Reports what is wrong in any list, because GitHub shows it as text, hides it, or links it to the
wrong place:

- links: swapped or mixed-up brackets, a space between `]` and `(`, a space in the address, a
  missing or extra bracket, a link within a link, a link without a text, an empty address or a
  placeholder for one, a mail address without `mailto:`, an address without `https://` or with a
  misspelled one, a path of somebody's own computer, an image file without its name, a reference or
  a footnote that nothing defines;
- `**`, `~~`, `*`, `_` and backticks that nothing closes;
- HTML: an element that is never closed or closed by another tag, a tag such as `<select>` in a
  sentence (GitHub hides it), `<style>` and `<script>` (GitHub shows them as text), a tag without
  its `>`, Markdown links inside an HTML block;
- lists: an empty item, `=` or `•` in place of a bullet, two bullets, no space or a no-break space
  at a bullet, a line that runs into the item above; a heading without a space behind `##`;
- tables: rows outside any table, and cells beyond the last column;
- markers of a merge conflict, link definitions without an address, and a shortcode (`:book:`)
  that lacks its second colon where the list has such shortcodes.

Code, comments and escaped characters are left alone, and so is what a list does again and again: an
empty address as a placeholder, say.

## Why
The reader sees brackets instead of a link, half a page in bold, or nothing at all, and the editor
did not see it because other programs are more forgiving.

## Example
```markdown
- (pytest)[https://docs.pytest.org] - Runs tests.
- **[Hypothesis](https://hypothesis.works) - Writes them for you.
- [HTMX](https://htmx.org) - Puts requests on any <button> of a page.
```
Use instead:
```markdown
- [pytest](https://docs.pytest.org) - Runs tests.
- **[Hypothesis](https://hypothesis.works)** - Writes them for you.
- [HTMX](https://htmx.org) - Puts requests on any `<button>` of a page.
```

## Fix
Corrects the markup where only one correction is possible. No word of the text is changed.
"""

from __future__ import annotations

from collections.abc import Iterable

from linter.markdown.broken.addresses import in_addresses
from linter.markdown.broken.bullets import in_bullets
from linter.markdown.broken.html import in_html
from linter.markdown.broken.lines import in_conflicts, in_lines
from linter.markdown.broken.rows import in_rows
from linter.markdown.broken.texts import in_texts
from linter.model import Context, Document, Hit, Rule, Severity


def check(document: Document, _: Context) -> Iterable[Hit]:
    """A hit for every piece of markup that GitHub does not show as it is meant."""
    yield from in_conflicts(document)
    for search in (in_lines, in_bullets, in_rows, in_addresses, in_texts, in_html):
        yield from search(document)


RULE = Rule(
    id="broken-markup",
    doc=__doc__,
    default_severity=Severity.ERROR,
    check=check,
    yields_to="entry-format",
)
