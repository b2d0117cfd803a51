"""Documents, rules and facts to a report. Pure: what comes from outside is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from linter.config.model import Config
from linter.conventions.summary import assumed
from linter.engine.baseline import against_base
from linter.engine.pages import Page, Source, View, pages
from linter.engine.suppressions import Suppressions
from linter.model import (
    Context,
    Document,
    Facts,
    Hit,
    Need,
    Probe,
    Problem,
    Report,
    Rule,
    Severity,
    Span,
    Unknown,
)
from linter.structure.outline import generated
from linter.urls.targets import checked_links

__all__ = ["Source", "fingerprint", "lint"]

# Its hits depend on what all the others found.
_DIRECTIVE = "directive"

MoreNeeds = Callable[[Document], Iterable[Need]]
"""What to ask about a document whichever rules are on."""


class _Run(NamedTuple):
    config: Config
    rules: tuple[Rule, ...]
    today: date
    facts: Facts = MappingProxyType({})
    online: bool = False

    def weight(self, rule: Rule, view: View) -> tuple[Severity, Mapping[str, Any]]:
        return self.config.rule(rule, *view.settings)

    def is_on(self, rule: Rule, page: Page) -> bool:
        if rule.needs and not self.online:
            return False
        return any(self.weight(rule, view)[0] is not Severity.OFF for view in page.views)

    def context(self, rule: Rule, view: View, added: frozenset[int] | None) -> Context:
        return Context(
            conventions=view.conventions,
            options=self.weight(rule, view)[1],
            added=added,
            today=self.today,
            facts=self.facts,
            known_rules=frozenset(rule.id for rule in self.rules),
        )


def lint(
    sources: Sequence[Source],
    config: Config,
    rules: Sequence[Rule],
    *,
    probe: Probe | None = None,
    today: date,
    probe_all: bool = False,
    more_needs: MoreNeeds | None = None,
) -> Report:
    """Judge every source by every rule.

    Without ``probe`` the online rules stay silent. With one, and with a base, only what stands on
    added lines is probed unless ``probe_all``; ``more_needs`` are asked beside what the rules need.
    Conventions are learned from the base where there
    is one, so that a change is never judged by itself.

    Raises:
        ListlintError: a source that must be refused.
    """
    run = _Run(config, tuple(rules), today, online=probe is not None)
    heads, bases, notes = [], [], []
    for source in sources:
        head, base, note = pages(source, config)
        heads.append(head)
        bases.append(base)
        notes += [note] if note else []
    facts, asked = _facts(run, heads, probe, probe_all, more_needs) if probe else ({}, {})
    run = run._replace(facts=facts)
    problems: list[Problem] = []
    for head, base in zip(heads, bases, strict=True):
        found = _judge(run, head)
        if base is not None:
            before = _judge(run, base)
            added = head.added or frozenset()
            found = against_base(found, before, base.document, head.document, added)
        problems += found
    return Report(
        documents=tuple(page.document for page in heads),
        problems=tuple(problems),
        unknowns=tuple((n, answer) for n, answer in asked.items() if isinstance(answer, Unknown)),
        links=checked_links((page.document for page in heads), asked),
        assumptions={path: said for path, said in _assumed(heads) if said},
        guide=config.guide,
        notes=tuple(notes),
        compared=any(base is not None for base in bases),
        incomplete=probe.incomplete if probe else None,
    )


def _facts(
    run: _Run,
    pages: Sequence[Page],
    probe: Probe,
    probe_all: bool,
    more_needs: MoreNeeds | None,
) -> tuple[Facts, Facts]:
    """All facts of this run, and those among them that were asked for."""
    wanted: dict[Need, None] = {}
    others: dict[Need, None] = {}
    for page in pages:
        scope = page.document
        if page.added is not None and not probe_all:
            scope = _changed(page.document, page.added)
        if more_needs is not None:
            wanted |= dict.fromkeys(more_needs(scope))
        for rule in run.rules:
            if rule.needs is None or not run.is_on(rule, page):
                continue
            for view in page.views:
                context = run.context(rule, view, page.added)
                wanted |= dict.fromkeys(rule.needs(scope, context))
                if scope is not page.document:
                    others |= dict.fromkeys(rule.needs(page.document, context))
    answers = probe.fetch(tuple(wanted))
    unasked = Unknown("not part of the change", skipped=True)
    asked = {need: answers[need] for need in wanted}
    return dict.fromkeys(others, unasked) | asked, asked


def _changed(document: Document, added: frozenset[int]) -> Document:
    """The document with the entries and links that stand on added lines alone."""

    def new(*spans: Span) -> bool:
        return any(not added.isdisjoint(range(s.line, s.end_line + 1)) for s in spans)

    return replace(
        document,
        entries=tuple(entry for entry in document.entries if new(entry.span)),
        links=tuple(link for link in document.links if new(link.span, link.url_span)),
    )


def _judge(run: _Run, page: Page) -> list[Problem]:
    """Every problem of a page, in the order of the file, suppressed ones marked."""
    suppressions = Suppressions(page.document)
    blocks = generated(page.document)
    rules = [rule for rule in run.rules if run.is_on(rule, page)]
    problems = [
        suppressions.mark(problem)
        for rule in rules
        if rule.id != _DIRECTIVE
        for problem in _problems(run, page, rule, blocks)
    ]
    # An online rule's silence may be the network's: it says nothing about a directive.
    offline = frozenset(rule.id for rule in rules if rule.needs is None)
    unused = suppressions.unused(offline - {_DIRECTIVE})
    for rule in rules:
        if rule.id == _DIRECTIVE:
            found = _problems(run, page, rule, blocks, unused_directives=unused)
            problems += [suppressions.mark(problem) for problem in found]
    return sorted(problems, key=lambda problem: (problem.span, problem.rule))


def _problems(
    run: _Run, page: Page, rule: Rule, blocks: Sequence[range], **more: Any
) -> Iterator[Problem]:
    """What a rule finds outside of the generated ``blocks``."""
    seen: list[tuple[Context, list[Hit]]] = []
    for view in page.views:
        severity, _ = run.weight(rule, view)
        if severity is Severity.OFF:
            continue
        context = replace(run.context(rule, view, page.added), **more)
        hits = next((hits for known, hits in seen if known == context), None)
        if hits is None:
            hits = _once(rule.check(page.document, context))
            seen.append((context, hits))
        for hit in hits:
            if page.view_of(hit.span) is view and not _is_generated(hit.span, blocks):
                yield Problem(
                    path=page.document.path,
                    span=hit.span,
                    rule=rule.id,
                    severity=severity,
                    message=hit.message,
                    fix=hit.fix,
                    fingerprint=fingerprint(rule.id, hit.key),
                    kind=hit.kind,
                    about=hit.about,
                    remote=hit.remote,
                    of_rule=hit.of_rule,
                )


def _is_generated(span: Span, blocks: Iterable[range]) -> bool:
    return any(span.line in block for block in blocks)


def _once(hits: Iterable[Hit]) -> list[Hit]:
    return list({(hit.span, hit.message, hit.key): hit for hit in hits}.values())


def fingerprint(rule: str, key: str) -> str:
    """What tells a finding from others wherever it moves: 16 hexadecimal digits."""
    # Imported late: it loads OpenSSL, and a clean list needs none.
    from hashlib import sha256

    return sha256(f"{rule}\0{key}".encode(errors="surrogatepass")).hexdigest()[:16]


def _assumed(pages: Sequence[Page]) -> Iterator[tuple[str, str]]:
    for page in pages:
        yield page.document.path, assumed(page.views[0].conventions)
