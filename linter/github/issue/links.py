"""A list's dead and moved links from one check to the next: what stands, what is settled. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from linter.engine.run import fingerprint
from linter.links.questions import EXCLUDED
from linter.model import CheckedLink, Report, Span
from linter.reporters.issue_body import IssueLink, Kind, Outcome

# What these rules report is listed: a rule that is off, or a comment that silences it, counts.
_RULES = frozenset({"dead-link", "moved-link", "repository-status"})

Places = tuple[tuple[str, int], ...]


def links_now(report: Report, before: Iterable[IssueLink], today: date) -> tuple[IssueLink, ...]:
    """The issue's links: what stands in the list's order, then what is settled, newest first.

    ``before`` are those that were listed. Of a link that stood then and is not seen dead or moved
    now, an answer settles it, as does its leaving the list; silence does not.
    """
    day = today.isoformat()
    known = {link.key: link for link in before}
    told = {_key(link): (link, places) for link, places in _told(report)}
    standing = [
        _standing(link, places, known.get(key), day) for key, (link, places) in told.items()
    ]
    settled = [link for link in known.values() if link.is_settled and link.key not in told]
    checked = {_key(link): link for link in report.links}
    for key, old in known.items():
        if key in told or old.is_settled:
            continue
        now = checked.get(key)
        outcome = _outcome(now)
        if outcome == "unverified" and now:
            standing.append(
                old._replace(
                    url=now.url,
                    since=min(old.since, day),
                    outcome=outcome,
                    places=_lines(now.places),
                    reason=now.reason,
                )
            )
        else:
            settled.append(old._replace(outcome=outcome, settled=day))
    standing.sort(key=lambda link: (link.places, link.url))
    settled.sort(key=lambda link: link.url)
    settled.sort(key=lambda link: link.settled, reverse=True)
    return (*standing, *settled)


def _told(report: Report) -> Iterator[tuple[CheckedLink, Places]]:
    """The dead and moved links, with the places where a rule reports them."""
    reported = {
        (problem.path, problem.span)
        for problem in report.problems
        if problem.rule in _RULES and problem.status == "reported"
    }
    spots = {
        (document.path, link.span, link.url): link.url_span
        for document in report.documents
        for link in document.links
    }
    for link in report.links:
        if link.verdict in ("dead", "moved"):
            places = [
                (path, span)
                for path, span in link.places
                if (path, spots.get((path, span, link.url))) in reported
            ]
            if places:
                yield link, _lines(places)


def _standing(link: CheckedLink, places: Places, old: IssueLink | None, day: str) -> IssueLink:
    kind: Kind = "dead" if link.verdict == "dead" else "moved"
    dates = [day]
    if kind == "dead" and link.since:
        dates.append(link.since)
    if old and old.kind == kind and not old.is_settled:
        dates.append(old.since)
    return IssueLink(
        key=_key(link),
        url=link.url,
        kind=kind,
        since=min(dates),
        places=places,
        reason=link.reason,
        address=link.final_url or "",
        archived=link.archived or "",
    )


def _outcome(link: CheckedLink | None) -> Outcome:
    """What became of a link that was dead or had moved, and is not told of any more."""
    if link is None:
        return "gone"
    if link.verdict == "alive":
        return "alive"
    if link.verdict in ("dead", "moved") or link.reason == EXCLUDED.reason:
        return "excused"
    return "unverified"


def _lines(places: Sequence[tuple[str, Span]]) -> Places:
    return tuple(dict.fromkeys((path, span.line) for path, span in places))


def _key(link: CheckedLink) -> str:
    """A link's name: its address, and for a file's the folder that it is seen from."""
    relative = not link.url.lower().startswith(("http://", "https://", "/"))
    folder = posixpath.dirname(link.places[0][0]) if relative and link.places else ""
    return fingerprint(link.url, folder)
