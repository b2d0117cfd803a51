"""A list's dead and moved links from one check to the next: open ones and settled ones. Pure."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, get_args

from linter.engine.run import fingerprint
from linter.model import CheckedLink, Report, Span
from linter.reporters import escape
from linter.reporters.issue_body import LONG_URL, IssueLink, Kind, Outcome
from linter.text.patterns import lazy_pattern

VERSION = 1
_MARK = lazy_pattern(r"^<!-- listlint:links\b", re.MULTILINE)
_DATA = lazy_pattern(r"^<!-- listlint:links (?P<data>\{[^<>]*\}) -->\s*$", re.MULTILINE)
_KEY = lazy_pattern(r"[0-9a-f]{16}")
# Nothing in a comment ends it, opens another one, or calls anybody.
_UNSAFE = lazy_pattern(r"[<>&@#]")


def sign(text: str, links: Iterable[IssueLink]) -> str:
    """``text`` with what has to be remembered of ``links``."""
    records = ",".join(_record(link) for link in links)
    return f'{text}\n\n<!-- listlint:links {{"version":{VERSION},"links":[{records}]}} -->\n'


def marker_size(link: IssueLink) -> int:
    """How many characters it takes to remember ``link``."""
    return len(_record(link)) + 1


def is_signed(body: str) -> bool:
    """Whether ``body`` has the mark of the issue about links; the author shows whose it is.

    Foreign words never stand at the start of a line there.
    """
    return _MARK.search(body) is not None


def read_links(body: str) -> tuple[IssueLink, ...]:
    """The links that ``body`` remembers; none where the hidden line is not as it was written."""
    found = _DATA.findall(body)
    try:
        data = json.loads(found[-1]) if found else None
    except (ValueError, RecursionError):
        return ()
    if not isinstance(data, dict) or data.get("version") != VERSION:
        return ()
    records = data.get("links")
    known = [_link(record) for record in records] if isinstance(records, list) else []
    return tuple({link.key: link for link in known if link}.values())


def _record(link: IssueLink) -> str:
    fields = [link.key, escape.shortened(link.url, LONG_URL), link.kind, link.since]
    fields += [link.outcome, link.settled] if link.is_settled else []
    text = json.dumps(fields, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _link(record: Any) -> IssueLink | None:
    if not isinstance(record, list) or not all(isinstance(part, str) for part in record):
        return None
    if len(record) not in (4, 6):
        return None
    key, url, kind, since, *rest = record
    link = IssueLink(key, url, kind, since, *rest)
    if not _KEY.fullmatch(key) or not 0 < len(url) <= LONG_URL or kind not in get_args(Kind):
        return None
    dates = (since, link.settled) if rest else (since,)
    return link if link.is_settled == bool(rest) and all(map(_is_date, dates)) else None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# What these rules report is listed: a rule that is off, or a comment that silences it, counts.
_RULES = frozenset({"dead-link", "moved-link", "repository-status"})

Places = tuple[tuple[str, int], ...]


def links_now(report: Report, before: Iterable[IssueLink], today: date) -> tuple[IssueLink, ...]:
    """The issue's links: the open ones in the list's order, then the settled ones, newest first.

    ``before`` are those that were listed. Of a link that stood then and is not seen dead or moved
    now, an answer settles it, as does its leaving the list; silence does not.
    """
    day = today.isoformat()
    known = {link.key: link for link in before}
    reported = {_key(link): (link, places) for link, places in _reported(report)}
    standing = [
        _standing(link, places, known.get(key), day) for key, (link, places) in reported.items()
    ]
    settled = [link for link in known.values() if link.is_settled and link.key not in reported]
    checked = {_key(link): link for link in report.links}
    for key, old in known.items():
        if key in reported or old.is_settled:
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


def _reported(report: Report) -> Iterator[tuple[CheckedLink, Places]]:
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
    """What became of a link that was dead or had moved, and is not reported any more."""
    if link is None:
        return "gone"
    if link.verdict == "alive":
        return "alive"
    if link.verdict in ("dead", "moved") or link.excluded:
        return "excused"
    return "unverified"


def _lines(places: Sequence[tuple[str, Span]]) -> Places:
    return tuple(dict.fromkeys((path, span.line) for path, span in places))


def _key(link: CheckedLink) -> str:
    """A link's name: its address, and for a file's the folder that it is seen from."""
    relative = not link.url.lower().startswith(("http://", "https://", "/"))
    folder = posixpath.dirname(link.places[0][0]) if relative and link.places else ""
    return fingerprint(link.url, folder)
