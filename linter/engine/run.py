"""Documents, rules and facts to a report. Pure: what comes from outside is handed in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from linter.config.model import Config
from linter.conventions.summary import assumed
from linter.engine.baseline import against_base
from linter.engine.pages import Page, Source, View, pages
from linter.engine.suppressions import Suppressions
from linter.markdown.broken.conflicts import conflicts
from linter.model import (
    Context,
    Document,
    Facts,
    Fault,
    Fix,
    Hit,
    ListlintError,
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

NEAR_LINES = 3
"""So many lines around a merge conflict are not fixed: what belongs there is not decided."""

# Its hits depend on what all the others found.
_DIRECTIVE = "directive"
# It reports merge conflicts. What other rules find in the midst of one means nothing, but a change
# cannot silence them with a conflict of its own, but for what compares entries with each other: the
# two versions repeat each other.
_MARKUP = "broken-markup"
_COMPARING = frozenset(
    ("cross-listing", "duplicate-description", "duplicate-link", "duplicate-title", "entry-order")
)

MoreNeeds = Callable[[Document], Iterable[Need]]
"""What to ask about a document whichever rules are on."""


class _Untouched(NamedTuple):
    """The generated blocks of a page, the lines of conflicts that were there before the change,
    those of all conflicts, and these with the lines near them."""

    blocks: Sequence[range]
    conflicts: frozenset[int]
    versions: frozenset[int]
    near: frozenset[int]


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

    def context(self, rule: Rule, view: View, page: Page) -> Context:
        return Context(
            conventions=view.conventions,
            options=self.weight(rule, view)[1],
            added=page.added,
            base=page.base,
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

    A source that must be refused costs no findings of the others, but nothing passes with it.

    Raises:
        ListlintError: every source must be refused.
    """
    run = _Run(config, tuple(rules), today, online=probe is not None)
    faults: list[Fault] = []
    heads: list[Page] = []
    bases: list[Page | None] = []
    notes: list[str] = []
    refused: ListlintError | None = None
    for source in sources:
        try:
            head, base, note = pages(source, config, faults)
        except ListlintError as error:
            refused = refused or error
            faults.append(Fault(source.path, "", str(error), is_refused=True))
            continue
        except Exception as error:
            faults.append(Fault.of(source.path, "", error))
            continue
        heads.append(head)
        bases.append(base)
        notes += [note] if note else []
    if refused and not heads:
        raise refused
    facts: Facts = {}
    asked: Facts = {}
    if probe:
        facts, asked = _facts(run, heads, probe, probe_all, more_needs, faults)
    run = run._replace(facts=facts)
    problems: list[Problem] = []
    judged = not sources
    for head, base in zip(heads, bases, strict=True):
        result = _judge(run, head)
        faults += result.faults.values()
        judged = judged or result.judged
        found = result.problems
        if base is not None:
            before = _judge(run, base)
            faults += [before.faults[rule] for rule in before.faults.keys() - result.faults.keys()]
            added = head.added or frozenset()
            found = against_base(found, before.problems, base.document, head.document, added)
            found = _not_blamed(found, before.faults.keys(), added)
        problems += found
    return Report(
        documents=tuple(page.document for page in heads),
        problems=tuple(problems),
        unknowns=tuple((n, answer) for n, answer in asked.items() if isinstance(answer, Unknown)),
        links=checked_links((page.document for page in heads), asked),
        assumptions={path: assumption for path, assumption in _assumed(heads) if assumption},
        guide=config.guide,
        notes=tuple(notes),
        compared=any(base is not None for base in bases),
        faults=tuple(dict.fromkeys(faults)),
        judged=judged and refused is None,
        incomplete=probe.incomplete if probe else None,
    )


def _not_blamed(
    problems: Sequence[Problem], rules: AbstractSet[str], added: frozenset[int]
) -> list[Problem]:
    """The problems; of rules that could not judge the base only those on added lines are new."""
    return [
        problem._replace(status="existing")
        if problem.rule in rules
        and problem.status == "reported"
        and added.isdisjoint(range(problem.span.line, problem.span.end_line + 1))
        else problem
        for problem in problems
    ]


def _facts(
    run: _Run,
    pages: Sequence[Page],
    probe: Probe,
    probe_all: bool,
    more_needs: MoreNeeds | None,
    faults: list[Fault],
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
                context = run.context(rule, view, page)
                try:
                    wanted |= dict.fromkeys(rule.needs(scope, context))
                    if scope is not page.document:
                        others |= dict.fromkeys(rule.needs(page.document, context))
                except Exception as error:
                    faults.append(Fault.of(page.document.path, rule.id, error))
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


class _Judgement(NamedTuple):
    """What the rules found on one page, and which of them failed. ``judged``: one did not."""

    problems: list[Problem]
    faults: Mapping[str, Fault]
    judged: bool


def _judge(run: _Run, page: Page) -> _Judgement:
    """Every problem of a page, in the order of the file, suppressed ones marked.

    A rule that fails costs what it had not yet found, and nothing of the other rules'.
    """
    known = page.base.directives if page.base else ()
    suppressions = Suppressions(page.document, page.added, known)
    untouched = _Untouched(
        generated(page.document, page.added),
        _conflict_lines(page, 0, added=False),
        _conflict_lines(page, 0, added=True),
        _conflict_lines(page, NEAR_LINES, added=True),
    )
    rules = [rule for rule in run.rules if run.is_on(rule, page)]
    problems: list[Problem] = [*_hiding(run, page)]
    faults: dict[str, Fault] = {}

    def judge_by(rule: Rule, **more: Any) -> None:
        try:
            problems.extend(map(suppressions.mark, _problems(run, page, rule, untouched, **more)))
        except Exception as error:
            faults[rule.id] = Fault.of(page.document.path, rule.id, error)

    for rule in rules:
        if rule.id != _DIRECTIVE:
            judge_by(rule)
    # An online rule's silence may be the network's: it says nothing about a directive.
    offline = frozenset(rule.id for rule in rules if rule.needs is None)
    unused = suppressions.unused(offline - faults.keys() - {_DIRECTIVE})
    for rule in rules:
        if rule.id == _DIRECTIVE:
            judge_by(rule, unused_directives=unused)
    problems = _one_fault_once(problems, rules, page.document)
    problems.sort(key=lambda problem: (problem.span, problem.rule))
    return _Judgement(problems, faults, judged=not rules or len(faults) < len(rules))


def _one_fault_once(
    problems: list[Problem], rules: Sequence[Rule], document: Document
) -> list[Problem]:
    """Leave out what the rule that another one yields to reports about the same entry."""
    yielding = {rule.id: rule.yields_to for rule in rules if rule.yields_to}
    if not any(problem.rule in yielding for problem in problems):
        return problems
    entries: dict[int, range] = {}
    for entry in document.entries:
        if entry.mismatch is not None:
            lines = range(entry.span.line, entry.span.end_line + 1)
            entries.update(dict.fromkeys(lines, lines))
    told = {
        (problem.rule, line)
        for problem in problems
        if problem.rule in yielding.values()
        for line in entries.get(problem.span.line, ())
    }
    return [
        problem
        for problem in problems
        if (yielding.get(problem.rule, ""), problem.span.line) not in told
    ]


def _hiding(run: _Run, page: Page) -> Iterator[Problem]:
    """The lines that hide entries, as problems of the rule about markup."""
    for rule in run.rules:
        if rule.id != _MARKUP or not run.is_on(rule, page):
            continue
        for number in sorted(page.hiding):
            text = page.document.lines[number - 1]
            yield Problem(
                path=page.document.path,
                span=Span(number, 1, number, len(text) + 1),
                rule=rule.id,
                severity=run.weight(rule, page.views[0])[0],
                message=(
                    "This line hides entries below it: readers do not see them as entries any "
                    "more. Close what it opens, or remove it."
                ),
                fix=None,
                fingerprint=fingerprint(rule.id, f"hides {text}"),
                kind="hides",
            )


def _problems(
    run: _Run, page: Page, rule: Rule, untouched: _Untouched, **more: Any
) -> Iterator[Problem]:
    """What a rule finds outside of the places that are left alone.

    Raises what the rule raises, behind what it had found by then.
    """
    seen: list[tuple[Context, list[Hit]]] = []
    failure: Exception | None = None
    for view in page.views:
        severity, _ = run.weight(rule, view)
        if severity is Severity.OFF:
            continue
        context = run.context(rule, view, page)._replace(**more)
        hits = next((hits for known, hits in seen if known == context), None)
        if hits is None:
            hits = []
            try:
                hits.extend(rule.check(page.document, context))
            except Exception as error:
                failure = failure or error
            hits = _once(hits)
            seen.append((context, hits))
        for hit in hits:
            if hit.span.line in untouched.conflicts and rule.id != _MARKUP:
                continue
            if hit.span.line in untouched.versions and rule.id in _COMPARING:
                continue
            if page.view_of(hit.span) is view and not _is_generated(hit.span, untouched.blocks):
                yield Problem(
                    path=page.document.path,
                    span=hit.span,
                    rule=rule.id,
                    severity=severity,
                    message=hit.message,
                    fix=None if _touches(hit.fix, untouched.near) else hit.fix,
                    fingerprint=fingerprint(rule.id, hit.key),
                    kind=hit.kind,
                    about=hit.about,
                    remote=hit.remote,
                    of_rule=hit.of_rule,
                )
    if failure:
        raise failure


def _conflict_lines(page: Page, around: int, *, added: bool) -> frozenset[int]:
    """The lines of unresolved merge conflicts, and so many around them.

    ``added``: also those of conflicts that the change brings.
    """
    return frozenset(
        line
        for conflict in conflicts(page.document)
        if added or not page.added or page.added.isdisjoint(conflict)
        for line in range(conflict.line - around, conflict.end_line + around + 1)
    )


def _touches(fix: Fix | None, lines: frozenset[int]) -> bool:
    """Whether an edit of a fix changes one of these lines."""
    edits = fix.edits if fix is not None and lines else ()
    return any(
        not lines.isdisjoint(range(edit.span.line, edit.span.end_line + 1)) for edit in edits
    )


def _is_generated(span: Span, blocks: Sequence[range]) -> bool:
    index = bisect_right(blocks, span.line, key=lambda block: block.start) - 1
    return index >= 0 and span.line in blocks[index]


def _once(hits: Iterable[Hit]) -> list[Hit]:
    return list({(hit.span, hit.message, hit.key): hit for hit in hits}.values())


def fingerprint(rule: str, key: str) -> str:
    """What identifies a finding wherever it moves: 16 hexadecimal digits."""
    # Imported late: it loads OpenSSL, and a clean list needs none.
    from hashlib import sha256

    return sha256(f"{rule}\0{key}".encode(errors="surrogatepass")).hexdigest()[:16]


def _assumed(pages: Sequence[Page]) -> Iterator[tuple[str, str]]:
    for page in pages:
        yield page.document.path, assumed(page.views[0].conventions)
