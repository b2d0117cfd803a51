"""Report to the summary: the verdict in a sentence, a short table, and what is shown nowhere else.

The sticky comment, the job summary and ``--format markdown`` are this text, under different
limits (a comment 65,536 characters, a step's summary 1 MiB in bytes:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from linter.model import Report
from linter.reporters import escape
from linter.reporters.common import Finding, Site, findings, tally
from linter.text.english import listed, plural

PLACES = 5
REASONS = 5
LONG_PATH = 200
_PAPER = ("paper", "papers")
_NOUNS = {
    "url": ("link", "links"),
    "arxiv": _PAPER,
    "doi": _PAPER,
    "openreview": _PAPER,
    "repository": ("repository", "repositories"),
    "file": ("file", "files"),
    "open-pull-request": ("other pull request", "other pull requests"),
}


class SizeLimit(NamedTuple):
    """How long a text may get, and how that is measured."""

    size: int
    measure: Callable[[str], int]


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _utf8(text: str) -> int:
    return len(text.encode())


COMMENT = SizeLimit(60_000, _utf16)
JOB = SizeLimit(1_000_000, _utf8)


class Occasion(NamedTuple):
    """What a summary is written for.

    ``pull_request``: it speaks of what a pull request brings; ``fixed``: there were findings
    before. ``placed`` are the ids of findings with a comment on their lines, not repeated here;
    ``suggested`` how many of them a suggestion fixes. ``command`` does the same check locally.
    ``notes`` are sentences about the run itself. ``elsewhere`` names where the rest is.
    """

    pull_request: bool = False
    fixed: bool = False
    placed: Collection[str] = ()
    suggested: int = 0
    command: str = ""
    notes: Sequence[str] = ()
    elsewhere: str = ""


def render(
    report: Report,
    site: Site | None = None,
    occasion: Occasion | None = None,
    limit: SizeLimit | None = None,
) -> str:
    """The summary, ending in a line feed.

    What does not fit into ``limit`` is counted in words.
    """
    site, occasion = site or Site(), occasion or Occasion()
    found = findings(report)
    top = ["### listlint", _verdict(report, found, occasion)]
    if report.incomplete:
        top.append(f"**{escape.message(report.incomplete.message)}**")
    if found:
        top.append(_table(report, found, site))
    bottom = [*_unverified(report), *_footer(report, site, occasion)]
    rest = [finding for finding in found if finding.id not in occasion.placed]
    room = None
    if limit:
        used = limit.measure("\n\n".join([*top, *bottom]))
        room = SizeLimit(max(limit.size - used - 1_000, 0), limit.measure)
    middle = _unplaced(report, rest, site, occasion, room) if rest else []
    return "\n\n".join([*top, *middle, *bottom]) + "\n"


def _verdict(report: Report, found: Sequence[Finding], occasion: Occasion) -> str:
    total = tally(finding.problem for finding in found)
    files = listed(escape.code(document.path) for document in report.documents[:3]) or "no file"
    if not found and report.incomplete:
        return f"Nothing was found so far in {files}."
    if occasion.pull_request:
        if not found:
            return (
                "Everything that was noted here is fixed. Thank you."
                if occasion.fixed
                else "Nothing in this pull request needs fixing."
            )
        text = f"This pull request brings **{total}**."
        if occasion.suggested:
            text += f" {_offered(occasion.suggested, len(found))}"
        return text
    if found:
        return f"**{total}** in {files}."
    entries = sum(len(document.entries) for document in report.documents)
    return f"No problems in {files} ({plural(entries, 'entry', 'entries')})."


def _offered(suggested: int, found: int) -> str:
    if suggested == found:
        them = "It comes" if found == 1 else "Each comes"
    else:
        them = f"{suggested} of the {found} {'comes' if suggested == 1 else 'come'}"
    return f"{them} with a suggestion to commit."


def _table(report: Report, found: Sequence[Finding], site: Site) -> str:
    by_rule: dict[str, list[Finding]] = {}
    for finding in found:
        by_rule.setdefault(finding.problem.rule, []).append(finding)
    rows = ["| Rule | Found | Where |", "| --- | --- | --- |"]
    for rule, group in by_rule.items():
        places = list(dict.fromkeys(_place(finding, site) for finding in group))
        where = ", ".join(places[:PLACES])
        if len(places) > PLACES:
            where += f" and {plural(len(places) - PLACES, 'more place')}"
        cells = site.rule(report, rule), tally(finding.problem for finding in group), where
        rows.append(f"| {' | '.join(escape.cell(cell) for cell in cells)} |")
    return "\n".join(rows)


def _place(finding: Finding, site: Site) -> str:
    problem = finding.problem
    if len(problem.path) > LONG_PATH:
        return escape.code(f"{escape.shortened(problem.path, LONG_PATH)}:{problem.span.line}")
    return site.line(problem.path, problem.span.line)


def _unplaced(
    report: Report, rest: Sequence[Finding], site: Site, occasion: Occasion, room: SizeLimit | None
) -> list[str]:
    lines: list[str] = []
    used = 0
    for finding in rest:
        problem = finding.problem
        line = (
            f"- {_place(finding, site)} {escape.message(problem.message)} "
            f"({problem.severity}: {site.rule(report, problem.rule)})"
        )
        if room:
            used += room.measure(line) + 1
            if used > room.size:
                break
        lines.append(line)
    title = "On other lines" if occasion.placed else "Findings"
    if occasion.pull_request:
        title = "Not shown on the changed lines" if occasion.placed else "Findings"
    remaining = len(rest) - len(lines)
    block = [f"**{title}**", "\n".join(lines)] if lines else []
    if remaining:
        where = occasion.elsewhere or "the report as JSON"
        what = plural(remaining, "more finding" if lines else "finding")
        block.append(f"{what} did not fit here; see {where}.")
    return block


def _unverified(report: Report) -> list[str]:
    asked = [(need, answer) for need, answer in report.unknowns if not answer.skipped]
    if not asked:
        return []
    nouns = Counter(_NOUNS[need.kind] for need, _ in asked)
    reasons = Counter(answer.reason for _, answer in asked)
    named = [
        f"{escape.message(escape.shortened(reason, 100))} ({number})"
        for reason, number in reasons.most_common(REASONS)
    ]
    if len(reasons) > REASONS:
        named.append(plural(len(reasons) - REASONS, "other reason"))
    what = listed(plural(number, *noun) for noun, number in nouns.items())
    return [f"{what} could not be verified, and nobody is blamed for that: {listed(named)}."]


def _footer(report: Report, site: Site, occasion: Occasion) -> list[str]:
    lines = [*occasion.notes, *(escape.message(note) for note in report.notes)]
    lines += [escape.message(str(fault)) for fault in report.faults[:PLACES]]
    aside = []
    if existing := report.count(status="existing"):
        aside.append(f"{plural(existing, 'problem')} from before the change")
    if suppressed := report.count(status="suppressed"):
        silence = "a comment in the file excuses"
        aside.append(
            f"{suppressed:,} that {silence}"
            if aside
            else f"{plural(suppressed, 'problem')} that {silence}"
        )
    if aside:
        lines.append(f"Not counted: {listed(aside)}.")
    if guide := report.guide.get(""):
        page = site.page(guide)
        name = escape.code(escape.shortened(guide, LONG_PATH))
        lines.append(f"The rules of this list: {f'[{name}]({page})' if page else name}")
    lines += [
        f"Learned from {escape.code(escape.shortened(path, LONG_PATH))}: {escape.message(text)}"
        for path, text in list(report.assumptions.items())[:PLACES]
    ]
    if occasion.command:
        lines.append(f"The same check on your machine: {escape.code(occasion.command)}")
    return lines
