"""The one issue about a list's links, as Markdown: a task list that is true after every check.

Untrusted text is shown in code spans or as plain text: an address that died, or that a server
named, is nothing to click on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from linter.reporters import escape
from linter.reporters.common import Site
from linter.reporters.summary import COMMENT, LONG_PATH
from linter.text.english import listed, plural

Kind = Literal["dead", "moved"]
Outcome = Literal["stands", "unverified", "alive", "gone", "excused"]

LONG_URL = 300
PLACES = 3
MAX_SETTLED = 50
_LONG_ADDRESS = 500
_LONG_REASON = 200
_SLACK = 1_000

_SETTLED = {
    "alive": "answers again",
    "gone": "is no longer in the list",
    "excused": "is no longer checked",
}


class IssueLink(NamedTuple):
    """One line of the issue.

    ``key`` identifies the link; ``since`` is the ISO date of the first run that saw it so.
    ``outcome``: it ``stands``, could not be checked this time (``unverified``), or is settled, on
    the day ``settled``. ``places`` are (path, line), ``address`` is where it has moved to.
    """

    key: str
    url: str
    kind: Kind
    since: str
    outcome: Outcome = "stands"
    settled: str = ""
    places: tuple[tuple[str, int], ...] = ()
    reason: str = ""
    address: str = ""
    archived: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether its box is ticked."""
        return self.outcome in _SETTLED


class IssueBody(NamedTuple):
    """A body without its hidden end, and the links that found room in it."""

    text: str
    shown: tuple[IssueLink, ...]


def render(
    links: Sequence[IssueLink],
    site: Site,
    files: Sequence[str],
    spend: Callable[[IssueLink], int],
    note: str = "",
) -> IssueBody:
    """The issue's body: dead links, moved ones, then those settled since.

    ``files`` are the lists that were checked. ``spend`` says how many characters a link costs
    besides its line. What does not fit is counted in words. ``note`` is a sentence about the run.
    """
    top, bottom = _verdict(links), _footer(links, files)
    if note:
        bottom = f"{escape.message(note)}\n\n{bottom}"
    room = COMMENT.size - _SLACK - COMMENT.measure(top + bottom)
    settled = [link for link in links if link.is_settled][:MAX_SETTLED]
    parts, shown, left = [top], [], []
    for title, group in (
        ("Dead", [link for link in links if link.kind == "dead" and not link.is_settled]),
        (
            "Moved for good",
            [link for link in links if link.kind == "moved" and not link.is_settled],
        ),
        ("Settled", settled),
    ):
        lines: list[str] = []
        for link in group:
            line = _line(link, site)
            room -= COMMENT.measure(line) + 1 + spend(link)
            if room < 0:
                break
            lines.append(line)
            shown.append(link)
        left += group[len(lines) :]
        parts += [f"### {title}", "\n".join(lines)] if lines else []
    if rest := _counted([link for link in left if not link.is_settled]):
        where = f"[the job summary]({site.run})" if site.run else "the run's log"
        parts.append(f"{rest} did not fit here; see {where}.")
    return IssueBody("\n\n".join([*parts, bottom]), tuple(shown))


def _verdict(links: Sequence[IssueLink]) -> str:
    still_open = [link for link in links if link.outcome == "stands"]
    unsure = sum(link.outcome == "unverified" for link in links)
    if not still_open and not unsure:
        return "No link that was listed here is dead or has moved any more."
    text = f"{_sentence(still_open)} " if still_open else ""
    if unsure:
        them = "It stays" if unsure == 1 else "They stay"
        text += (
            f"{plural(unsure, 'link')} listed before could not be verified this time. "
            f"{them} here until it is known. "
        )
    return (
        f"{text}A box is ticked when its link works again or is gone, and the issue closes with "
        "the last one."
    )


def _sentence(links: Sequence[IssueLink]) -> str:
    dead = sum(link.kind == "dead" for link in links)
    moved = len(links) - dead
    counts = [f"{plural(dead, 'link is', 'links are')} dead"] if dead else []
    if moved:
        noun = "has" if moved == 1 else "have"
        subject = f"{moved:,}" if dead else plural(moved, "link")
        counts.append(f"{subject} {noun} moved for good")
    return f"**{listed(counts)}.**"


def _counted(links: Sequence[IssueLink]) -> str:
    dead = sum(link.kind == "dead" for link in links)
    counts = [f"{dead:,} more dead"] if dead else []
    counts += [f"{len(links) - dead:,} more moved"] if len(links) > dead else []
    return f"{listed(counts)} {'link' if len(links) == 1 else 'links'}" if counts else ""


def _footer(links: Sequence[IssueLink], files: Sequence[str]) -> str:
    named = [escape.code(escape.shortened(path, LONG_PATH)) for path in files[:PLACES]]
    more = [plural(len(files) - PLACES, "other file")] if len(files) > PLACES else []
    lists = listed([*named, *more]) or "the list"
    if all(link.is_settled for link in links):
        return f"listlint keeps checking the links of {lists}. A dead one opens this issue again."
    return (
        f"listlint checks every link of {lists} and rewrites this text when something has "
        "changed, so write in a comment what you want to say. To stop it, close the "
        "issue as *not planned*."
    )


def _line(link: IssueLink, site: Site) -> str:
    address = escape.code(escape.shortened(link.url, LONG_URL))
    if link.is_settled:
        return f"- [x] {address} {_SETTLED[link.outcome]} ({link.settled})"
    text = f"- [ ] {address}"
    if link.places:
        places = [_place(path, line, site) for path, line in link.places[:PLACES]]
        more = len(link.places) - PLACES
        text += f" at {listed([*places, *([plural(more, 'more place')] if more > 0 else [])])}"
    reason = escape.message(escape.shortened(link.reason, _LONG_REASON))
    if link.outcome == "unverified":
        state = f"could not be verified this time ({reason})"
    elif link.kind == "moved":
        state = f"now {escape.code(escape.shortened(link.address, _LONG_ADDRESS))}"
    else:
        state = reason or "dead"
    text += f": {state}."
    if link.kind == "dead":
        text += f" First seen dead {link.since}."
    if link.archived:
        text += f" An archived copy: {escape.code(escape.shortened(link.archived, _LONG_ADDRESS))}."
    return text


def _place(path: str, line: int, site: Site) -> str:
    if len(path) > LONG_PATH:
        return escape.code(f"{escape.shortened(path, LONG_PATH)}:{line}")
    return site.line(path, line)
