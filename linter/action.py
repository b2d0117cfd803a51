"""The Docker action's entry: the event and the inputs in; a review, a summary, an exit code out."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from linter.files import write_file
from linter.github import event as events
from linter.github.event import Job
from linter.github.retry import RateLimits
from linter.github.review.poster import Outcome
from linter.github.review.pull_request import Reviewed
from linter.github.session import ReviewSession
from linter.github.workflow_log import GuardedStreams
from linter.interrupts import EXIT_CODE, stop_on_signals
from linter.model import Incomplete, ListlintError, Problem, Report, Severity
from linter.project import exit_code
from linter.reporters import annotations as commands
from linter.reporters import escape, sarif, summary
from linter.reporters.common import Site, findings, tally
from linter.reporters.summary import Occasion
from linter.rules import load_rules


def main(environ: Mapping[str, str] | None = None, pace: RateLimits | None = None) -> int:
    """Run the action; its exit code.

    0; 1: new problems that weigh enough, or no time for all links; 2: could not run; 130:
    interrupted.

    ``environ`` is the process's environment unless given, ``pace`` GitHub's.
    """
    environ = os.environ if environ is None else environ
    with GuardedStreams(environ.get("INPUT_GITHUB-TOKEN", "").strip()) as streams:
        try:
            job = events.read_job(environ)
            try:
                with stop_on_signals(_interrupt):
                    return _run(job, streams, pace or RateLimits())
            except KeyboardInterrupt:
                return _interrupted(job, streams)
        except ListlintError as error:
            return _stopped(streams, str(error))
        except Exception as error:
            if environ.get("RUNNER_DEBUG") == "1":
                traceback.print_exc()
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(where.filename).name}:{where.lineno}"
            return _stopped(
                streams, f"an internal error of listlint at {place}: {error!r}; please report it"
            )


def _stopped(streams: GuardedStreams, message: str) -> int:
    line = " ".join(message.split())
    streams.err.command(f"::error title=listlint::{escape.command_data(line)}\n")
    return 2


def _interrupt() -> None:
    raise KeyboardInterrupt


def _interrupted(job: Job, streams: GuardedStreams) -> int:
    message = "Interrupted before anything was checked."
    streams.err.command(f"::warning title=listlint::{message}\n")
    _append(job.summary, f"### listlint\n\n{message}\n")
    return EXIT_CODE


@contextmanager
def _session(job: Job, pace: RateLimits) -> Iterator[ReviewSession]:
    """A session that a signal ends in order: a cancelled run is given seconds, not minutes.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
    """
    with closing(ReviewSession(job, pace)) as session, stop_on_signals(session.interrupt):
        yield session


def _run(job: Job, streams: GuardedStreams, pace: RateLimits) -> int:
    if job.is_pull_request:
        return _pull_request(job, streams, pace)
    with _session(job, pace) as session:
        report = session.as_it_stands()
        kept = Outcome(True)
        if job.keeps_issue and not report.is_interrupted:
            try:
                kept = session.keep_issue(report)
            except KeyboardInterrupt:
                message = "Interrupted while the issue about links was written."
                report = replace(report, incomplete=Incomplete("interrupted", message))
        # A merge queue brings a change; any other event shows the files as they are.
        return _publish(
            job,
            streams,
            report,
            session.site,
            change=job.name == "merge_group",
            notes=kept.notes,
            issue=kept.url,
        )


def _pull_request(job: Job, streams: GuardedStreams, pace: RateLimits) -> int:
    subject = events.subject(job)
    if events.is_closed(job):
        sys.stdout.write("The pull request is closed: nothing to do.\n")
        return 0
    if not job.token:
        raise ListlintError(
            "the input github-token is empty, so the pull request cannot be read; leave the input "
            "out, or set it to ${{ github.token }}"
        )
    early: list[Reviewed] = []

    def publish_early(known: Reviewed) -> None:
        """Write what is known before a wait during which the run may be ended."""
        if known.report.documents:
            early.append(known)
            _publish(job, streams, known.report, known.site, change=True, command=known.command)

    with _session(job, pace) as session:
        reviewed = session.review(subject, ready=publish_early)
    report, outcome = reviewed.report, reviewed.outcome
    if not report.documents:
        watched = f" ({', '.join(reviewed.watched)})" if reviewed.watched else ""
        sys.stdout.write(f"No list is touched{watched}.\n")
        for note in outcome.notes:
            sys.stdout.write(f"{note}\n")
        return _finish(job, report, outcome.url)
    if early and report == early[0].report:
        for note in outcome.notes:
            sys.stdout.write(f"{note}\n")
        _append(job.summary, "".join(f"\n{escape.message(note)}\n" for note in outcome.notes))
        return _finish(job, report, outcome.url)
    return _publish(
        job,
        streams,
        report,
        reviewed.site,
        change=True,
        notes=outcome.notes,
        annotate=not outcome.complete,
        command=reviewed.command,
        url=outcome.url,
    )


def _publish(
    job: Job,
    streams: GuardedStreams,
    report: Report,
    site: Site,
    *,
    change: bool,
    notes: Sequence[str] = (),
    annotate: bool = True,
    command: str = "",
    url: str = "",
    issue: str = "",
) -> int:
    """Everything in the log and in the job summary, also if a signal arrives; the exit code.

    ``annotate``: as annotations too. A review that could be posted has them on its lines.
    ``issue`` is the page of the issue about links.
    """
    with stop_on_signals(lambda: None):  # a moment more: what is known gets written
        found = [finding.problem for finding in findings(report)]
        if annotate:
            streams.out.command(commands.render(report))
        else:
            sys.stdout.write(_lines(found))
            sys.stdout.write("".join(f"{fault}\n" for fault in report.faults))
        sys.stdout.write(f"listlint: {tally(found) or 'nothing to fix'}.\n")
        for note in notes:
            sys.stdout.write(f"{note}\n")
        shown = [escape.message(note) for note in notes]
        if issue:
            sys.stdout.write(f"The issue about links: {issue}\n")
        if re.fullmatch(rf"{re.escape(job.page)}/issues/\d+", issue):
            shown.append(f"[The issue about links]({issue})")
        occasion = Occasion(
            pull_request=change, command=command, notes=shown, elsewhere="the run's log"
        )
        _append(job.summary, summary.render(report, site, occasion, summary.JOB))
        return _finish(job, report, url, issue)


def _lines(problems: Sequence[Problem]) -> str:
    """The findings as lines of the log."""
    return "".join(
        f"{found.path}:{found.span.line}:{found.span.column}: {found.severity}: "
        f"{' '.join(escape.shortened(found.message).split())} [{found.rule}]\n"
        for found in problems
    )


def _finish(job: Job, report: Report, url: str, issue: str = "") -> int:
    """The outputs, and the exit code."""
    values = {
        "problems": str(report.count()),
        "errors": str(report.count(Severity.ERROR)),
        "warnings": str(report.count(Severity.WARNING)),
        "review-url": "".join(url.split()),
    }
    if job.keeps_issue:
        values["issue-url"] = "".join(issue.split())
    if job.options.sarif_file:
        values["sarif-file"] = _write_sarif(job, report)
    _append(job.output, "".join(f"{name}={value}\n" for name, value in values.items()))
    return exit_code(report, job.options.fail_on)


def _write_sarif(job: Job, report: Report) -> str:
    """Write the findings for code scanning; the path from the workspace.

    Raises:
        ListlintError: the path leads out of the workspace, as a symbolic link of a checkout may.
    """
    workspace = Path(os.path.realpath(job.workspace))
    path = Path(os.path.realpath(workspace / job.options.sarif_file))
    if not path.is_relative_to(workspace):
        raise ListlintError(f"sarif-file: {job.options.sarif_file} leads out of the workspace")
    write_file(path, sarif.render(report, load_rules()).encode())
    return path.relative_to(workspace).as_posix()


def _append(path: Path | None, text: str) -> None:
    if path is None:
        return
    try:
        with path.open("a", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
    except OSError as error:
        sys.stdout.write(f"{path} cannot be written: {error.strerror}.\n")


if __name__ == "__main__":
    sys.exit(main())
