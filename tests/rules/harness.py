"""Runs one rule over Markdown in which the expected places are marked.

``⟦`` and ``⟧`` stand around each place that a hit must name, ``⊕`` at the start of a line that
the change adds; all three are taken out before the rule sees the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from linter.conventions.learn import learn
from linter.entries.extractor import with_entries
from linter.markdown.parser import parse
from linter.model import Context, Conventions, Directive, Document, Edit, Facts, Hit, Rule, Span
from linter.rules import load_rules

TODAY = date(2024, 6, 1)


def verify(
    rule: Rule,
    text: str,
    *says: str | Sequence[str],
    fixed: str | None = None,
    **known: Any,
) -> list[Hit]:
    """Assert that ``rule`` hits exactly the marked places, and says so.

    ``says`` holds, hit by hit in source order, a text (or several) that the message contains.
    ``fixed`` is the text after all fixes; without it the fixes are not looked at. ``known`` is
    passed to `hits`.
    """
    plain, spans, added = unmark(text)
    if added:
        known.setdefault("added", added)
    found = hits(rule, plain, **known)
    assert [hit.span for hit in found] == spans, [(hit.span, hit.message) for hit in found]
    for hit, wanted in zip(found, says, strict=False):
        for part in [wanted] if isinstance(wanted, str) else wanted:
            assert part in hit.message, hit.message
    assert len(says) <= len(found)
    if fixed is not None:
        assert apply(plain, [edit for hit in found if hit.fix for edit in hit.fix.edits]) == fixed
    return found


def hits(rule: Rule, text: str, **known: Any) -> list[Hit]:
    """What ``rule`` says about ``text``, in source order; ``known`` is passed to `read`."""
    document, context = read(rule, text, **known)
    found = sorted(rule.check(document, context), key=lambda hit: hit.span)
    for hit in found:
        judge(document, hit)
    return found


def read(
    rule: Rule,
    text: str,
    *,
    conventions: Conventions | None = None,
    options: Mapping[str, Any] | None = None,
    added: Iterable[int] | None = None,
    today: date = TODAY,
    facts: Facts | None = None,
    unused_directives: Iterable[tuple[Directive, str]] = (),
    path: str = "README.md",
    **learned: Any,
) -> tuple[Document, Context]:
    """The document and the context that ``rule`` would be given.

    The conventions are those given, or those learned from the text with the fields in ``learned``
    replaced (``templates=("...",)``, say).
    """
    document = parse(text, path)
    if conventions is None:
        conventions = learn(document)._replace(**learned)
    defaults = {name: option.default for name, option in rule.options.items()}
    return with_entries(document, conventions), Context(
        conventions=conventions,
        options={**defaults, **(options or {})},
        added=None if added is None else frozenset(added),
        today=today,
        facts=facts or {},
        known_rules=frozenset(known.id for known in load_rules()),
        unused_directives=tuple(unused_directives),
    )


def judge(document: Document, hit: Hit) -> None:
    """What holds for every hit of every rule."""
    assert document.slice(hit.span) or hit.span.line == hit.span.end_line
    assert hit.key
    assert hit.message == hit.message.strip()
    assert hit.message
    assert "\n" not in hit.message
    assert "!" not in hit.message.replace(document.slice(hit.span), "")


def unmark(text: str) -> tuple[str, list[Span], frozenset[int]]:
    """The text without marks, the marked spans in source order, and the added lines."""
    lines: list[str] = []
    spans: list[Span] = []
    opened: list[tuple[int, int]] = []
    added: set[int] = set()
    for number, marked in enumerate(text.split("\n"), start=1):
        if marked.startswith("⊕"):
            added.add(number)
        line = ""
        for char in marked.removeprefix("⊕"):
            if char == "⟦":
                opened.append((number, len(line) + 1))
            elif char == "⟧":
                spans.append(Span(*opened.pop(), number, len(line) + 1))
            else:
                line += char
        lines.append(line)
    assert not opened
    return "\n".join(lines), sorted(spans), frozenset(added)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """``text`` (with LF line ends) after ``edits``, which must not overlap."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    last: int | None = None
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        start = starts[edit.span.line - 1] + edit.span.column - 1
        end = starts[edit.span.end_line - 1] + edit.span.end_column - 1
        assert start <= end
        assert last is None or end <= last, "edits overlap"
        text, last = text[:start] + edit.text + text[end:], start
    return text
