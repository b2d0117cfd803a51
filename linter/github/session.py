"""One run of the action, with the tools it needs: the API, the rules, the probe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from linter.engine.run import Source, lint
from linter.github import event as events
from linter.github.client import GitHub
from linter.github.event import Job
from linter.github.issue.issue import LinkIssue
from linter.github.retry import RateLimits
from linter.github.review.base_config import watched_globs
from linter.github.review.mutations import Write
from linter.github.review.open_pulls import OpenPulls
from linter.github.review.poster import Outcome
from linter.github.review.pull_files import PullFiles, Subject, read_commit, read_pull
from linter.github.review.pull_request import Ready, Reviewed, review_pull
from linter.links.files import FileTree, PathTree, WorkTree
from linter.model import ListlintError, Probe, Report, Severity
from linter.project import files_matching, load, read_config
from linter.reporters.common import Site
from linter.rules import load_rules

if TYPE_CHECKING:
    from linter.links.checker import LinkChecker

RIVALS = "duplicate-open-pull-request"


class ReviewSession:
    """Works on one job. Close it: connections and the cache of links are open."""

    def __init__(self, job: Job, pace: RateLimits) -> None:
        """Nothing is asked for yet."""
        self.site = Site(job.page, job.commit, job.commit, job.run_page) if job.commit else Site()
        self._job = job
        self._api = GitHub(job.repository, job.token, job.api, pace)
        self._checker: LinkChecker | None = None
        self._rules = load_rules()
        self._today = datetime.now(UTC).date()

    def close(self) -> None:
        """Give everything back."""
        self._api.close()
        if self._checker:
            self._checker.close()

    def interrupt(self) -> None:
        """End the link check with what it knows, else everything, by ``KeyboardInterrupt``."""
        if self._checker is None or self._checker.is_done:
            raise KeyboardInterrupt
        self._checker.interrupt()

    def subject(self, number: int) -> Subject:
        """A pull request as it is now, for where no event describes it.

        Raises:
            ListlintError: it cannot be read.
        """
        pull = self._api.pull(number)
        return Subject(number, pull.base, pull.head, pull.base_branch, self._job.page)

    def review(
        self,
        subject: Subject,
        dry: Callable[[Write], None] | None = None,
        ready: Ready | None = None,
    ) -> Reviewed:
        """Lint the pull request and reconcile its review; ``dry`` takes the writes instead.

        ``ready`` is called with what is known before GitHub is waited for while posting.

        Raises:
            ListlintError: it cannot be read.
        """
        return review_pull(
            self._api,
            subject,
            self._job.options,
            self._rules,
            today=self._today,
            probe=lambda reading: self._pull_probe(reading, subject.number),
            run_page=self._job.run_page,
            talk=events.has_comments(self._job),
            dry=dry,
            ready=ready,
        )

    def as_it_stands(self) -> Report:
        """Lint what is checked out, else what the event's commit holds.

        A merge queue's entry is compared with what it is merged into.

        Raises:
            ListlintError: there is no such file; one that must be refused.
        """
        options = self._job.options
        group = events.merge_group(self._job)
        if group:
            reading = read_pull(self._api, group, options.files, options.config, self._rules)
            self.site = self.site._replace(commit=group.head, base=group.base_branch)
            return self._lint(reading)
        workspace = self._job.workspace
        config = str(workspace / options.config) if options.config else None
        paths = self._checked_out(workspace, config)
        if paths:
            project = load([path.as_posix() for path in paths], config)
            sources = tuple(
                Source(file.path.as_posix(), file.text, root_path=file.root_path)
                for file in project.files
            )
            return self._lint(PullFiles(project.config, sources), WorkTree(workspace))
        if not self._job.commit:
            raise ListlintError(
                f"no file matches {', '.join(options.files) or 'README.md'}, and no commit is given"
            )
        reading = read_commit(
            self._api, self._job.commit, options.files, options.config, self._rules
        )
        if not reading.sources:
            raise ListlintError(f"no file of the repository matches {', '.join(reading.globs)}")
        return self._lint(reading)

    def _checked_out(self, workspace: Path, config: str | None) -> tuple[Path, ...]:
        """The watched files in the workspace; none if nothing is checked out."""
        globs = self._job.options.files
        if not globs:
            globs = watched_globs((), read_config(workspace, self._rules, config))
        return files_matching(workspace, globs)

    def keep_issue(self, report: Report) -> Outcome:
        """Bring the issue about links in line with what ``as_it_stands`` has found."""
        if branch := self._job.other_branch:
            note = (
                f"This run is about {branch}; the issue about links speaks of the default branch."
            )
            return Outcome(True, notes=(note,))
        issue = LinkIssue(self._api, self._job.repository, self.site, self._today)
        return issue.keep(report)

    def _lint(self, reading: PullFiles, files: FileTree | None = None) -> Report:
        """``changed`` means what a change brings; without a base there is no change."""
        everything = self._job.keeps_issue or self._job.options.check_links == "all"
        compared = any(source.base is not None for source in reading.sources)
        online = everything or (compared and self._job.options.check_links == "changed")
        report = lint(
            reading.sources,
            reading.config,
            self._rules,
            probe=self._checker_of(reading, files) if online else None,
            today=self._today,
            probe_all=everything,
        )
        return replace(
            report, notes=(*report.notes, *(self._checker.notes if self._checker else ()))
        )

    def _pull_probe(self, reading: PullFiles, number: int) -> Probe | None:
        online = self._job.options.check_links != "off"
        probe = self._checker_of(reading) if online else None
        rivals = next(rule for rule in self._rules if rule.id == RIVALS)
        if reading.config.rule(rivals)[0] is Severity.OFF:
            return probe
        return OpenPulls(self._api, number, reading.globs, probe)

    def _checker_of(self, reading: PullFiles, files: FileTree | None = None) -> LinkChecker:
        """The token goes to the API's host, whatever the configuration names as GitHub's."""
        from linter.links.build import build_checker

        if reading.paths is not None:
            files = PathTree(reading.paths)
        registries = replace(reading.config.links.registries, github=self._job.api)
        settings = replace(reading.config.links, registries=registries)
        self._checker = build_checker(settings, token=self._job.token, files=files)
        return self._checker
