"""Sources to pages: a document, and the conventions and settings it is judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from linter.config.model import (
    Config,
    ListConfig,
    Override,
    RuleSettings,
    conventions_for,
    overridden,
    place_of,
)
from linter.conventions.learn import specified, study
from linter.engine.baseline import section_at
from linter.entries.extractor import Reader, with_entries
from linter.markdown.parser import parse
from linter.model import Conventions, Document, Fault, Item, ListlintError, Span

# Characters of an item that a message quotes.
MAX_QUOTED = 80


class Source(NamedTuple):
    """One file: its text, and what it was before the change, if there is one to compare with.

    ``added`` are the lines (1-based, of ``head``) that the change brings. ``path`` is what the
    report calls the file; ``root_path`` is its path from the repository's root, where that differs.
    ``refusal`` is why the file could not be read.
    """

    path: str
    head: str
    base: str | None = None
    added: frozenset[int] | None = None
    root_path: str = ""
    refusal: str = ""


class View(NamedTuple):
    """How one part of a document is judged: all of it, or the sections of an override."""

    conventions: Conventions
    settings: tuple[RuleSettings, ...]
    override: Override | None = None


class Page(NamedTuple):
    """A document ready to be judged. Of two overrides for a section, the first one holds.

    ``hiding`` are added lines that were passed over because they hide entries; ``base`` is the
    document before the change, if there is one.
    """

    document: Document
    views: tuple[View, ...]
    added: frozenset[int] | None
    hiding: frozenset[int] = frozenset()
    base: Document | None = None

    def view_of(self, span: Span) -> View:
        """The view that a place is judged by."""
        section = section_at(self.document, span) if len(self.views) > 1 else ()
        for view in self.views[1:]:
            if view.override and view.override.covers(section):
                return view
        return self.views[0]


def read(source: Source, config: Config) -> Document:
    """The source's document with its entries, by the same conventions that ``lint`` uses.

    Raises:
        ListlintError: a source that must be refused.
    """
    return pages(source, config)[0].document


def pages(
    source: Source, config: Config, faults: list[Fault] | None = None
) -> tuple[Page, Page | None, str]:
    """The source's head and base, and a note if the base could not be read.

    What goes wrong while learning is added to ``faults``; nothing counts as learned then.

    Raises:
        ListlintError: a source that must be refused.
    """
    if source.refusal:
        raise ListlintError(source.refusal)
    listed = config.list_for(source.root_path or source.path)
    head = parse(source.head, source.path)
    base, note = None, ""
    if source.base is not None:
        try:
            base = parse(source.base, source.path)
        except ListlintError as error:
            note = f"{source.path} before the change cannot be read, so all counts as new: {error}"
    reader: Reader | None
    try:
        learned, reader = study(base or head, listed.entry)
    except Exception as error:
        if faults is None:
            raise
        faults.append(Fault.of(source.path, "", error))
        learned, reader = Conventions(), None
    if base is None:
        page = _page(head, listed, learned, None, reader)
        _refuse_useless_templates(page, listed)
        return page, None, note
    before = _page(base, listed, learned, None, reader)
    _refuse_useless_templates(before, listed)
    # Imported late: only a change can hide something.
    from linter.engine.hiding import uncover

    shown = uncover(head, base, source.added or frozenset())
    page = _page(shown.document, listed, learned, source.added)
    return page._replace(hiding=shown.hiding, base=before.document), before, note


def _refuse_useless_templates(page: Page, listed: ListConfig) -> None:
    """Refuse configured templates that match nothing where links are listed.

    Left alone, they would make every list look clean.

    Raises:
        ListlintError: names the template's line, and the template that the list teaches.
    """
    document = page.document
    if listed.entry and not document.entries:
        _refuse_templates(document, listed.entry, _listing(document))
    for override in listed.overrides:
        if override.entry and not any(override.covers(entry.section) for entry in document.entries):
            items = _listing(document)
            covered = [item for item in items if override.covers(section_at(document, item.span))]
            _refuse_templates(document, override.entry, covered)


def _listing(document: Document) -> list[Item]:
    """The list items and table rows that link to something outside the page."""
    lines = {link.span.line for link in document.links if document.page_fragment(link.url) is None}
    return [
        item
        for item in document.items
        if item.kind != "paragraph"
        and not lines.isdisjoint(range(item.span.line, item.own_end_line + 1))
    ]


def _refuse_templates(document: Document, templates: Sequence[str], items: Sequence[Item]) -> None:
    if not items:
        return
    first = document.lines[items[0].span.line - 1].strip()
    learned = study(document)[0].templates
    hint = f"; the entries of this list are written like `{learned[0]}`" if learned else ""
    count = f"the {len(items):,} items" if len(items) > 1 else "the one item"
    raise ListlintError(
        f"{place_of(templates[0])}this template matches none of {count} with links in "
        f"{document.path}, the first of which is on line {items[0].span.line}: "
        f"`{first[:MAX_QUOTED]}`{hint}"
    )


def _overridden(override: Override, conventions: Conventions) -> Conventions:
    """The conventions of an override's sections; its template may say how to write a field."""
    changed = overridden(override, conventions)
    return specified(changed) if override.entry else changed


def _page(
    document: Document,
    listed: ListConfig,
    learned: Conventions,
    added: frozenset[int] | None,
    reader: Reader | None = None,
) -> Page:
    """``reader`` has read the document by the learned conventions."""
    conventions = conventions_for(listed, learned, document)
    if reader is None or conventions.templates != learned.templates:
        reader = Reader(document, conventions, added)
    views = [View(conventions, (listed.rules,))]
    views += [
        View(_overridden(override, conventions), (listed.rules, override.rules), override)
        for override in listed.overrides
    ]
    page = Page(reader.finished, tuple(views), added)
    others = [view for view in views if view.conventions.templates != conventions.templates]
    if not others:
        return page
    readings = [(view, with_entries(document, view.conventions, added)) for view in others]
    readings += [(view, page.document) for view in views if view not in others]
    entries = [
        entry
        for view, reading in readings
        for entry in reading.entries
        if page.view_of(entry.span) is view
    ]
    entries.sort(key=lambda entry: entry.span)
    return page._replace(document=replace(document, entries=tuple(entries)))
