"""What the reporters for GitHub share: findings with ids, places as links, counts in words."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from linter.model import Problem, Report, Severity
from linter.reporters import escape
from linter.text.english import listed, plural

WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2, Severity.OFF: 3}


class Finding(NamedTuple):
    """A reported problem and its name: the same on every push, whatever line it moves to."""

    id: str
    problem: Problem


def findings(report: Report) -> tuple[Finding, ...]:
    """The reported problems, the most severe first, then in reading order.

    Equal problems (one entry pasted twice, say) are distinguished by their order in the file.
    """
    seen: Counter[tuple[str, str]] = Counter()
    named = []
    for problem in sorted(report.problems, key=lambda found: (found.path, found.span, found.rule)):
        if problem.status != "reported":
            continue
        key = problem.path, problem.fingerprint
        seen[key] += 1
        name = hashlib.sha256(repr((*key, seen[key])).encode()).hexdigest()[:16]
        named.append(Finding(name, problem))
    return tuple(sorted(named, key=lambda finding: WEIGHT[finding.problem.severity]))


class Site(NamedTuple):
    """Where a run's files can be viewed; every field is "" away from GitHub.

    ``repository`` is the repository's page, ``commit`` the commit that was read, ``base`` the
    branch whose guide applies, ``run`` the page of the workflow run.
    """

    repository: str = ""
    commit: str = ""
    base: str = ""
    run: str = ""

    def line(self, path: str, line: int) -> str:
        """Markdown for a place: a link to the line's source, or its name alone."""
        if not self.repository:
            return escape.code(f"{path}:{line}")
        where = f"{self.repository}/blob/{quote(self.commit, safe='')}/{escape.path_in_url(path)}"
        return f"[{escape.code(f'{path}:{line}')}]({where}?plain=1#L{line})"

    def page(self, target: str) -> str:
        """The address of a guide given as a URL or as a path in the repository; "" if neither."""
        parts = urlsplit(target)
        if parts.scheme in ("http", "https"):
            return quote(target, safe="/:?&=#%+,;@~!")
        if parts.scheme or parts.netloc or not self.repository or not parts.path:
            return ""
        fragment = f"#{quote(parts.fragment)}" if parts.fragment else ""
        path = escape.path_in_url(parts.path.removeprefix("./").lstrip("/"))
        return f"{self.repository}/blob/{quote(self.base, safe='/')}/{path}{fragment}"

    def rule(self, report: Report, rule: str) -> str:
        """Markdown for a rule's id, linked to the text that states the rule, if there is one."""
        page = self.page(report.guide.get(rule) or report.guide.get("") or "")
        return f"[{escape.code(rule)}]({page})" if page else escape.code(rule)


_NOUNS = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFO: ("note", "notes"),
}


def tally(problems: Iterable[Problem]) -> str:
    """``2 errors and 1 warning``; "" for nothing."""
    counts = Counter(problem.severity for problem in problems)
    return listed(
        plural(counts[severity], *_NOUNS[severity]) for severity in _NOUNS if counts[severity]
    )
