"""The whole road for one pull request: read it, lint it, keep its review true."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from shlex import quote
from typing import Literal, NamedTuple, get_args

from linter.config.model import FailOn
from linter.engine.run import lint
from linter.github.client import GitHub
from linter.github.review.combined_fix import together
from linter.github.review.mutations import Write
from linter.github.review.poster import Outcome, Poster, ReviewEvent
from linter.github.review.pull_files import MergedView, PullFiles, Subject, read_pull
from linter.model import Incomplete, Probe, Problem, Report, Rule, Span
from linter.reporters.common import Site

CheckLinks = Literal["changed", "all", "off"]
CHECK_LINKS: tuple[CheckLinks, ...] = get_args(CheckLinks)
REVIEW_EVENTS: tuple[ReviewEvent, ...] = get_args(ReviewEvent)

NOT_POSTED = Outcome(False, notes=("The run was interrupted: the review may not be up to date.",))
# The rules that another branch's entries can break.
_LANDED = frozenset({"cross-listing", "duplicate-link", "duplicate-title"})


class Options(NamedTuple):
    """What the action's inputs say.

    ``files`` are globs, none to leave that to the configuration; ``config`` is a path in the base
    or "", ``sarif_file`` a path from the workspace or "".
    """

    files: tuple[str, ...] = ()
    config: str = ""
    check_links: CheckLinks = "changed"
    report_issue: bool = False
    review_event: ReviewEvent = "comment"
    fail_on: FailOn = "error"
    sarif_file: str = ""


class Reviewed(NamedTuple):
    """One pull request's report and what became of posting it; ``site`` is for links to it.

    ``watched`` are the globs of the files that are reviewed; none if that was not looked up.
    """

    report: Report
    outcome: Outcome
    site: Site
    command: str = ""
    watched: tuple[str, ...] = ()


MakeProbe = Callable[[PullFiles], Probe | None]
Ready = Callable[[Reviewed], None]


def review_pull(
    api: GitHub,
    subject: Subject,
    options: Options,
    rules: Sequence[Rule],
    *,
    today: date,
    probe: MakeProbe | None = None,
    run_page: str = "",
    talk: bool = True,
    dry: Callable[[Write], None] | None = None,
    ready: Ready | None = None,
) -> Reviewed:
    """Lint what a pull request brings and reconcile its comments.

    ``talk`` says whether it may have comments at all: without, one that touches no watched file
    costs one request. ``dry`` takes every write in GitHub's place. ``ready`` is called with what is
    known before GitHub is waited for the first time while posting.

    Raises:
        ListlintError: GitHub cannot be read; a file or a configuration that must be refused.
    """
    reading = read_pull(api, subject, options.files, options.config, rules)
    site = Site(subject.page, subject.head, subject.base_branch, run_page)
    command = _command(reading, subject)
    report = _lint(reading, options, rules, today, probe, subject.base_branch)
    if not reading.sources and not talk:
        return Reviewed(report, Outcome(True), site, watched=reading.globs)
    poster = Poster(
        api, api.repository, subject, site, event=options.review_event, command=command, dry=dry
    )
    if ready is not None:
        known = Reviewed(report, NOT_POSTED, site, command, reading.globs)
        api.before_waiting(partial(ready, known))
    try:
        outcome = poster.post(report, reading.diffs) if not report.is_interrupted else NOT_POSTED
    except KeyboardInterrupt:
        incomplete = Incomplete("interrupted", "Interrupted while the review was written.")
        report, outcome = replace(report, incomplete=incomplete), NOT_POSTED
    return Reviewed(report, outcome, site, command, reading.globs)


def _lint(
    reading: PullFiles,
    options: Options,
    rules: Sequence[Rule],
    today: date,
    probe: MakeProbe | None,
    branch: str,
) -> Report:
    report = lint(
        reading.sources,
        reading.config,
        rules,
        probe=probe(reading) if probe and reading.sources else None,
        today=today,
        probe_all=options.check_links == "all",
    )
    sources = {source.path: source for source in reading.sources}

    def again(path: str, text: str) -> Report:
        source = sources[path]._replace(head=text)
        return lint([source], reading.config, rules, today=today)

    report = together(report, again)
    if not reading.later:
        return report
    merged = lint([view.source for view in reading.later], reading.config, rules, today=today)
    unions = {view.source.path: view for view in reading.later}
    landed = _landed(report, merged, unions, branch)
    return replace(report, problems=(*report.problems, *landed)) if landed else report


def _landed(
    report: Report, merged: Report, unions: Mapping[str, MergedView], branch: str
) -> list[Problem]:
    """What this change doubles of what landed on the base branch since it left."""
    known = {(view.path, view.fingerprint) for view in report.problems}
    found = []
    for problem in merged.problems:
        fresh = (problem.path, problem.fingerprint) not in known
        if not fresh or problem.status != "reported" or problem.rule not in _LANDED:
            continue
        later = unions[problem.path]
        if problem.span.line not in (later.source.added or ()):
            continue
        span = _back(later, problem.span)
        if span:
            message = (
                f"{problem.message} The other one came to `{branch}` after this branch was made; "
                "lines are counted as after a merge."
            )
            found.append(problem._replace(span=span, message=message, fix=None))
    return found


def _back(later: MergedView, span: Span) -> Span | None:
    """A span of the united text in the head's own lines."""
    lines = later.union.lines
    if span.end_line > len(lines):
        return None
    first, last = lines[span.line - 1], lines[span.end_line - 1]
    if first is None or last is None:
        return None
    return Span(first, span.column, last, span.end_column)


def _command(reading: PullFiles, subject: Subject) -> str:
    paths = " ".join(quote(source.path) for source in reading.sources[:3])
    return f"listlint check --base {quote(f'origin/{subject.base_branch}')} {paths}".rstrip()
