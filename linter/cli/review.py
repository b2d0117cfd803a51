"""``listlint review``: what the action does on a pull request, from a terminal."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path

from linter.cli.options import epilog
from linter.config.model import FAIL_ON
from linter.github.client import API
from linter.github.event import Job
from linter.github.retry import RateLimits
from linter.github.review.base_config import checked_globs
from linter.github.review.mutations import Write
from linter.github.review.pull_request import CHECK_LINKS, REVIEW_EVENTS, Options
from linter.github.session import ReviewSession
from linter.model import ListlintError
from linter.project import exit_code, write_faults
from linter.reporters.formats import json_for_log
from linter.text.patterns import lazy_pattern

_REPOSITORY = lazy_pattern(r"[\w.-]+/[\w.-]+")

EPILOG = epilog(
    """\
  export GITHUB_TOKEN=...
  listlint review --repo owner/list --pull 12 --dry-run
""",
    "action.md",
)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint review``; they are the action's inputs."""
    parser.add_argument("--repo", required=True, metavar="O/R", help="the repository: owner/name")
    parser.add_argument(
        "--pull", required=True, type=int, metavar="N", help="the pull request's number"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would be written and write nothing"
    )
    parser.add_argument(
        "--files",
        action="append",
        metavar="GLOB",
        help="the lists (default: those of the configuration, else README.md)",
    )
    parser.add_argument(
        "--config", default="", metavar="PATH", help="the configuration's path in the base branch"
    )
    for name, choices, default, meaning in (
        ("check-links", CHECK_LINKS, "changed", "which links to check"),
        ("review-event", REVIEW_EVENTS, "comment", "what kind of review to post"),
        ("fail-on", FAIL_ON, "error", "the severity from which on the exit code is 1"),
    ):
        option = parser.add_argument(
            f"--{name}",
            choices=choices,
            default=default,
            help=f"{meaning}: {', '.join(choices)} (default: {default})",
        )
        option.metavar = "WORD"


def run(arguments: Namespace) -> int:
    """Review, and say where; with ``--dry-run`` print every request that would write."""
    if not _REPOSITORY.fullmatch(arguments.repo):
        raise ListlintError(f"--repo: {arguments.repo!r} is not owner/name")
    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN") or ""
    if not token and not arguments.dry_run:
        raise ListlintError("GITHUB_TOKEN is not set; a review needs a token that may write")
    options = Options(
        files=checked_globs(arguments.files or []),
        config=arguments.config,
        check_links=arguments.check_links,
        review_event=arguments.review_event,
        fail_on=arguments.fail_on,
    )
    server = os.environ.get("GITHUB_SERVER_URL") or "https://github.com"
    job = Job(
        name="pull_request",
        event={},
        repository=arguments.repo,
        commit="",
        token=token,
        api=os.environ.get("GITHUB_API_URL") or API,
        page=f"{server.rstrip('/')}/{arguments.repo}",
        run_page="",
        workspace=Path(),
        options=options,
    )
    with closing(ReviewSession(job, RateLimits())) as desk:
        subject = desk.subject(arguments.pull)
        reviewed = desk.review(subject, dry=_print if arguments.dry_run else None)
    for note in reviewed.outcome.notes:
        sys.stderr.write(f"listlint: {note}\n")
    write_faults(reviewed.report)
    if not arguments.dry_run:
        done = reviewed.outcome.url or "nothing to say"
        sys.stdout.write(f"{done}\n")
    return exit_code(reviewed.report, options.fail_on)


def _print(write: Write) -> None:
    """One request: its line, then its body as JSON."""
    sys.stdout.write(f"{write.verb} {write.path}\n")
    if write.body is not None:
        sys.stdout.write(json_for_log(json.dumps(write.body, indent=2, ensure_ascii=True)) + "\n")
