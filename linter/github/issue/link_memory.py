"""What the issue about links remembers: a hidden line at its end, read back by the next run.

So "first seen dead" outlives every cache. The line is data that anybody with a mouse may have
edited: what is not as it was written is forgotten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, get_args

from linter.reporters import escape
from linter.reporters.issue_body import LONG_URL, IssueLink, Kind

VERSION = 1
_MARK = re.compile(r"^<!-- listlint:links\b", re.MULTILINE)
_DATA = re.compile(r"^<!-- listlint:links (?P<data>\{[^<>]*\}) -->\s*$", re.MULTILINE)
_KEY = re.compile(r"[0-9a-f]{16}")
# Nothing in a comment ends it, opens another one, or calls anybody.
_UNSAFE = re.compile(r"[<>&@#]")


def signed(text: str, links: Iterable[IssueLink]) -> str:
    """``text`` with what has to be remembered of ``links``."""
    records = ",".join(_record(link) for link in links)
    return f'{text}\n\n<!-- listlint:links {{"version":{VERSION},"links":[{records}]}} -->\n'


def cost(link: IssueLink) -> int:
    """How many characters it takes to remember ``link``."""
    return len(_record(link)) + 1


def is_signed(body: str) -> bool:
    """Whether ``body`` has the mark of the issue about links; whose it is the author tells.

    Foreign words never stand at the start of a line there.
    """
    return _MARK.search(body) is not None


def read(body: str) -> tuple[IssueLink, ...]:
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
    if not isinstance(record, list) or not all(isinstance(each, str) for each in record):
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
