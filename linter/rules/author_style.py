r"""Authors that are not written in the list's style.

## What it does
Where a list writes its authors in one way (first name first, separated by semicolons, say), reports
names in BibTeX order (`Last, First`), another separator, blanks in front of the first name, and
separators with nothing between them. `Jr.` and the like behind a comma are part of a name.

## Why
Names that are written one way can be searched, and rendered, one way.

## Example
In a list that is configured so, or so long that this is plain from its entries:
```yaml
lists:
  - files: [README.md]
    entry: |
      - **{title}** [[paper]({url})] {date}
        {authors}
    authors: First Last; First Last
```
```markdown
- **A** [[paper](https://arxiv.org/abs/1706.03762)] 2017-06-12
  Ashish Vaswani; Noam Shazeer; Niki Parmar
- **B** [[paper](https://arxiv.org/abs/1703.06114)] 2017-03-10
  Zaheer, Manzil; Kottur, Satwik
- **C** [[paper](https://arxiv.org/abs/1806.07366)] 2018-06-19
  Ricky T. Q. Chen; Yulia Rubanova
- **D** [[paper](https://arxiv.org/abs/1810.00825)] 2018-10-01
  Juho Lee; Yoonho Lee; Jungtaek Kim
```
Use instead:
```markdown
- **A** [[paper](https://arxiv.org/abs/1706.03762)] 2017-06-12
  Ashish Vaswani; Noam Shazeer; Niki Parmar
- **B** [[paper](https://arxiv.org/abs/1703.06114)] 2017-03-10
  Manzil Zaheer; Satwik Kottur
- **C** [[paper](https://arxiv.org/abs/1806.07366)] 2018-06-19
  Ricky T. Q. Chen; Yulia Rubanova
- **D** [[paper](https://arxiv.org/abs/1810.00825)] 2018-10-01
  Juho Lee; Yoonho Lee; Jungtaek Kim
```

## Fix
Turns BibTeX order round, changes the separator, and takes out stray blanks and empty names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from linter.model import Context, Conventions, Document, Edit, Fix, Hit, Rule, Severity, Span
from linter.text.authors import from_bibtex, split_authors, words


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every list of authors in another style; one per entry."""
    conventions = context.conventions
    if not conventions.author_separator:
        return
    for entry in document.entries:
        span = entry.field_spans.get("authors")
        if entry.mismatch is not None or span is None:
            continue
        authors = entry.fields["authors"]
        fault = _wrong(authors, conventions)
        if fault is not None:
            message, rendered = fault
            key = f"{entry.identity} {' '.join(words(authors))}"
            stray = len(authors) - len(authors.lstrip()) if rendered == authors.lstrip() else 0
            place = _gap(document, span, stray) if stray else span
            yield Hit(place, message, key, Fix((Edit(span, rendered),), safe=True))


def _gap(document: Document, span: Span, stray: int) -> Span:
    """The extra spaces; at the start of a line, with the line break before them."""
    line, column = span.line, span.column
    if line > 1 and not document.lines[line - 1][: column - 1].strip(" \t>"):
        line, column = line - 1, len(document.lines[line - 2]) + 1
    return Span(line, column, span.line, span.column + stray)


def _wrong(authors: str, conventions: Conventions) -> tuple[str, str] | None:
    """What is wrong with a list of authors, and what it should be."""
    separator = conventions.author_separator
    mark = separator.strip()
    if conventions.authors == "first-last" and (turned := from_bibtex(authors)):
        rendered = separator.join(turned)
        return f"Write the first name first, with `{mark}` between authors: `{rendered}`.", rendered
    parts = [part.strip() for part in authors.split(mark)]
    if mark == ";":
        single = [name for part in parts for name in split_authors(part) or [part]]
        if len(single) > len(parts):
            rendered = separator.join(name for name in single if name)
            return f"Put `{mark}` between authors, as this list does: `{rendered}`.", rendered
    if not all(parts):
        rendered = separator.join(part for part in parts if part)
        return f"There is a `{mark}` with no author beside it: `{rendered}`.", rendered
    if authors != authors.lstrip():
        return "Remove the extra space before the first author.", authors.lstrip()
    if mark == ";" and re.search(r"\s;|;(?=\S)", authors):
        rendered = separator.join(parts)
        return f"Put `{mark}` and one space between authors: `{rendered}`.", rendered
    return None


RULE = Rule(
    id="author-style",
    doc=__doc__,
    default_severity=Severity.WARNING,
    check=check,
)
