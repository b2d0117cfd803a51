"""``listlint show``: the parsed documents as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from linter.model import Document, Entry, Heading, Link

VERSION = 1


def render(documents: Iterable[Document]) -> str:
    """The documents as one JSON object, indented, in UTF-8 text."""
    shown = {"version": VERSION, "files": [_file(document) for document in documents]}
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def _file(document: Document) -> dict[str, Any]:
    return {
        "path": document.path,
        "headings": [_heading(heading) for heading in document.headings],
        "links": [_link(link) for link in document.links],
        "entries": [_entry(entry) for entry in document.entries],
    }


def _heading(heading: Heading) -> dict[str, Any]:
    return {
        "level": heading.level,
        "text": heading.text,
        "anchor": heading.anchor,
        "line": heading.span.line,
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "url": link.url,
        "text": link.text,
        "kind": link.kind,
        "line": link.span.line,
        "column": link.span.column,
        "end_line": link.span.end_line,
        "end_column": link.span.end_column,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "line": entry.span.line,
        "end_line": entry.span.end_line,
        "section": list(entry.section),
        "fields": dict(entry.fields),
        "url": entry.url,
        "identity": entry.identity,
    }
