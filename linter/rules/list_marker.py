"""A bullet that is not the list's.

## What it does
Reports entries whose bullet (`-`, `*` or `+`) is not the one that nearly all entries at their depth
have, in a section that has that bullet, too. One finding for each run of entries. Where the list
has an entry template its first character says the bullet, and `entry-format` holds entries to it;
numbered entries and other items are left alone.

## Why
In CommonMark another bullet starts another list: what reads as one falls apart into two, with a
gap between them.

## Example
```markdown
- Ruff, a linter: <https://github.com/astral-sh/ruff>
- [mypy](https://github.com/python/mypy)
- Tests are run by [pytest](https://github.com/pytest-dev/pytest)
* [tox](https://github.com/tox-dev/tox) 🌟 _many environments_
- (new) [nox](https://github.com/wntrblm/nox) is similar
- The installer [pip](https://github.com/pypa/pip), and [uv](https://github.com/astral-sh/uv)
- Packages | [hatch](https://github.com/pypa/hatch)
- See [flit](https://github.com/pypa/flit) for small ones
- For dates **[whenever](https://github.com/ariebovenberg/whenever)**
- <https://peps.python.org> has the rules
```
Use instead:
```markdown
- Ruff, a linter: <https://github.com/astral-sh/ruff>
- [mypy](https://github.com/python/mypy)
- Tests are run by [pytest](https://github.com/pytest-dev/pytest)
- [tox](https://github.com/tox-dev/tox) 🌟 _many environments_
- (new) [nox](https://github.com/wntrblm/nox) is similar
- The installer [pip](https://github.com/pypa/pip), and [uv](https://github.com/astral-sh/uv)
- Packages | [hatch](https://github.com/pypa/hatch)
- See [flit](https://github.com/pypa/flit) for small ones
- For dates **[whenever](https://github.com/ariebovenberg/whenever)**
- <https://peps.python.org> has the rules
```

## Fix
Writes the list's bullet before every entry of the run.
"""

from __future__ import annotations

from collections.abc import Iterable

from linter.model import Context, Document, Edit, Fix, Hit, Item, Rule, Severity, Span

_BULLETS = frozenset("-*+")


def check(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for every list of entries that has another bullet than the list at large."""
    options = context.conventions.options
    groups: dict[int, list[Item]] = {}
    markers: dict[_Place, set[str]] = {}
    for item in document.items:
        if item.kind == "item":
            groups.setdefault(item.group, []).append(item)
            markers.setdefault(_place(item), set()).add(item.marker)
    seen: set[int] = set()
    for entry in document.entries:
        item = document.items[entry.item]
        wanted = options.get(f"bullet-{item.depth}", "")
        if item.kind != "item" or not wanted or item.marker not in _BULLETS - {wanted}:
            continue
        # A section that has bullets of its own throughout is one list, and looks as it should.
        if item.group not in seen and wanted in markers[_place(item)]:
            seen.add(item.group)
            edits = tuple(Edit(_marker(member), wanted) for member in groups[item.group])
            yield Hit(
                span=_marker(item),
                message=f"Write `{wanted}`, not `{item.marker}`: the other entries begin so.",
                key=entry.identity or entry.fields.get("title", ""),
                fix=Fix(edits, safe=True),
            )


_Place = tuple[int | None, int | None, int | None]


def _place(item: Item) -> _Place:
    """What the lists share between which another bullet makes a gap."""
    return item.heading, item.parent, item.block


def _marker(item: Item) -> Span:
    line, column = item.span.line, item.span.column
    return Span(line, column, line, column + 1)


RULE = Rule(
    id="list-marker",
    doc=__doc__,
    default_severity=Severity.WARNING,
    check=check,
)
