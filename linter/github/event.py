"""What a run was started for: the environment and the event, checked, in one place.

The names are the runner's: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
and, for a Docker action's inputs, ``INPUT_`` and the input's name in upper case, dashes kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from linter.config.model import FAIL_ON
from linter.github.client import API
from linter.github.review.base_config import checked_globs
from linter.github.review.pull_files import Subject
from linter.github.review.pull_request import CHECK_LINKS, REVIEW_EVENTS, Options
from linter.model import ListlintError
from linter.text.patterns import lazy_pattern

# GitHub cuts a webhook's payload at 25 MB.
MAX_PAYLOAD_BYTES = 26_000_000
_REPOSITORY = lazy_pattern(r"[\w.-]+/[\w.-]+")
_COMMIT = lazy_pattern(r"[0-9A-Za-z_-]{1,64}")

T = TypeVar("T", bound=str)


@dataclass(frozen=True, slots=True)
class Job:
    """One run of the action.

    ``event`` is the event's payload, ``commit`` the commit that a run without a pull request is
    about and ``ref`` its branch in full (``refs/heads/main``), ``page`` the repository's web page,
    ``run_page`` the run's. ``summary`` and ``output`` are the runner's files, None where it gave
    none.
    """

    name: str
    event: Mapping[str, Any] = field(repr=False)
    repository: str
    commit: str
    token: str = field(repr=False)
    api: str
    page: str
    run_page: str
    workspace: Path
    options: Options
    ref: str = ""
    summary: Path | None = None
    output: Path | None = None

    @property
    def is_pull_request(self) -> bool:
        """Whether the event is one of those that carry a pull request."""
        return self.name.startswith("pull_request")

    @property
    def keeps_issue(self) -> bool:
        """Whether the run is one that looks at all links and keeps the issue about them.

        Those that a clock or a person starts: they are about the list, not about a change.
        """
        return self.options.report_issue and self.name in ("schedule", "workflow_dispatch")

    @property
    def other_branch(self) -> str:
        """The branch or tag that the run is about, if that is known not to be the default one."""
        repository = self.event.get("repository")
        default = repository.get("default_branch") if isinstance(repository, Mapping) else None
        return self.ref if default and self.ref and self.ref != f"refs/heads/{default}" else ""


def read_job(environ: Mapping[str, str]) -> Job:
    """The run that the runner's environment describes.

    Raises:
        ListlintError: an input that makes no sense, no event, no repository.
    """
    repository = environ.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(repository):
        raise ListlintError(
            "GITHUB_REPOSITORY is not set to owner/name; this program is started by a workflow "
            "(on your own machine, use `listlint check` or `listlint review`)"
        )
    server = environ.get("GITHUB_SERVER_URL") or "https://github.com"
    page = f"{server.rstrip('/')}/{repository}"
    run = environ.get("GITHUB_RUN_ID", "")
    return Job(
        name=environ.get("GITHUB_EVENT_NAME", ""),
        event=_event(environ.get("GITHUB_EVENT_PATH", "")),
        repository=repository,
        commit=environ.get("GITHUB_SHA", ""),
        token=_input(environ, "github-token"),
        api=environ.get("GITHUB_API_URL") or API,
        page=page,
        run_page=f"{page}/actions/runs/{run}" if run.isdigit() else "",
        workspace=Path(environ.get("GITHUB_WORKSPACE") or "."),
        options=_options(environ),
        ref=environ.get("GITHUB_REF", ""),
        summary=_path(environ, "GITHUB_STEP_SUMMARY"),
        output=_path(environ, "GITHUB_OUTPUT"),
    )


def subject(job: Job) -> Subject:
    """The pull request of the job's event.

    Raises:
        ListlintError: there is none.
    """
    pull = job.event.get("pull_request")
    if not isinstance(pull, Mapping):
        raise ListlintError(
            f"the event `{job.name}` holds no pull request; start this action on `pull_request` or "
            "`pull_request_target`, or on `push` or `schedule` to check the list as it stands"
        )
    return _shaped(
        "pull_request",
        lambda: Subject(
            number=int(pull["number"]),
            base=_commit(pull["base"]["sha"]),
            head=_commit(pull["head"]["sha"]),
            base_branch=str(pull["base"]["ref"]),
            page=job.page,
        ),
    )


def merge_group(job: Job) -> Subject | None:
    """The commits of a merge queue's entry, if that is what the event is about."""
    group = job.event.get("merge_group")
    if job.name != "merge_group" or not isinstance(group, Mapping):
        return None
    return _shaped(
        "merge_group",
        lambda: Subject(
            number=0,
            base=_commit(group["base_sha"]),
            head=_commit(group["head_sha"]),
            base_branch=str(group["base_ref"]).removeprefix("refs/heads/"),
            page=job.page,
        ),
    )


def has_comments(job: Job) -> bool:
    """Whether the pull request had any comment when the event was sent."""
    pull = _pull_of(job)
    return pull.get("comments") != 0 or pull.get("review_comments") != 0


def is_closed(job: Job) -> bool:
    """Whether the event is about a pull request that is closed or merged."""
    return _pull_of(job).get("state") == "closed"


def _pull_of(job: Job) -> Mapping[str, Any]:
    """The event's pull request as it came; empty if there is none."""
    pull = job.event.get("pull_request")
    return pull if isinstance(pull, Mapping) else {}


def _options(environ: Mapping[str, str]) -> Options:
    files = re.split(r"[\s,]+", _input(environ, "files"))
    check_links = _choice(environ, "check-links", CHECK_LINKS, "changed")
    report_issue = _choice(environ, "report-issue", ("true", "false"), "false") == "true"
    if report_issue and check_links == "off":
        # On every event, so that the first run reports it and not the first scheduled one.
        raise ListlintError(
            "report-issue: true needs the links to be looked at; leave `check-links: off` out"
        )
    return Options(
        files=checked_globs(name.strip() for name in files if name.strip()),
        config=_input(environ, "config"),
        check_links=check_links,
        report_issue=report_issue,
        review_event=_choice(environ, "review-event", REVIEW_EVENTS, "comment"),
        fail_on=_choice(environ, "fail-on", FAIL_ON, "error"),
        sarif_file=_input(environ, "sarif-file"),
    )


def _input(environ: Mapping[str, str], name: str) -> str:
    return environ.get(f"INPUT_{name.upper()}", "").strip()


def _choice(environ: Mapping[str, str], name: str, choices: Sequence[T], default: T) -> T:
    given = _input(environ, name)
    if not given:
        return default
    for choice in choices:
        if choice == given:
            return choice
    raise ListlintError(f"{name}: {given!r} is not one of {', '.join(choices)}")


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(environ[name]) if environ.get(name) else None


def _event(path: str) -> Mapping[str, Any]:
    if not path:
        return {}
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_PAYLOAD_BYTES + 1)
        if len(content) > MAX_PAYLOAD_BYTES:
            raise ListlintError(
                f"GITHUB_EVENT_PATH: more than {MAX_PAYLOAD_BYTES:,} bytes in {path}"
            )
        event = json.loads(content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ListlintError(f"GITHUB_EVENT_PATH: {path} cannot be read: {reason}") from None
    except (ValueError, RecursionError) as error:
        raise ListlintError(f"GITHUB_EVENT_PATH: {path} is no JSON: {error}") from None
    if not isinstance(event, dict):
        raise ListlintError(f"GITHUB_EVENT_PATH: {path} holds no event")
    return event


def _commit(value: object) -> str:
    if not isinstance(value, str) or not _COMMIT.fullmatch(value):
        raise ValueError("no commit id")
    return value


def _shaped(what: str, make: Any) -> Subject:
    try:
        found: Subject = make()
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise ListlintError(f"the event's {what} is not as documented: {error!r}") from None
    return found
