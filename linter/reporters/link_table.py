"""``listlint links`` as text: the links that are not plainly alive, by verdict and host."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from urllib.parse import urlsplit

from linter.model import CheckedLink, Verdict
from linter.reporters.text import Line, painted, printable
from linter.text.english import plural

_STYLES: dict[Verdict, str] = {
    "dead": "bold red",
    "moved": "bold cyan",
    "unverifiable": "bold yellow",
    "skipped": "dim",
    "alive": "green",
}
MAX_PLACES = 10


def render(
    links: Sequence[CheckedLink], only: Verdict | None = None, *, color: bool = False
) -> str:
    """The links grouped by verdict and host, then the counts of all. ``only`` shows one verdict.

    Links that are alive or were skipped are counted and not listed, unless ``only`` asks for them
    or a link that is alive has a note.
    """
    lines: list[Line] = []
    for verdict in _STYLES:
        shown = [link for link in links if link.verdict == verdict and _is_shown(link, only)]
        if shown:
            lines += _group(verdict, shown)
    lines.append([(summary(links), "")])
    return painted(lines, color=color)


def summary(links: Sequence[CheckedLink]) -> str:
    """The counts in one line: ``1,000 links: 990 alive, 3 dead, ...``."""
    counts = {verdict: sum(link.verdict == verdict for link in links) for verdict in _STYLES}
    order: tuple[Verdict, ...] = ("alive", "dead", "moved", "unverifiable", "skipped")
    shown = ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in order if counts[verdict])
    total = plural(len(links), "link")
    return f"{total}: {shown}" if shown else total


def _is_shown(link: CheckedLink, only: Verdict | None) -> bool:
    if only is not None:
        return link.verdict == only
    if link.verdict == "alive":
        return bool(link.reason)
    return link.verdict != "skipped"


def _group(verdict: Verdict, links: list[CheckedLink]) -> Iterator[Line]:
    noted = ", with a note" if verdict == "alive" and all(link.reason for link in links) else ""
    yield [(verdict, _STYLES[verdict]), (f"{noted} ({len(links):,})", "")]
    links = sorted(links, key=lambda link: (_host(link), link.url))
    for host, same in groupby(links, key=_host):
        yield [(f"  {printable(host)}", "bold")]
        for link in same:
            yield from _link(link)
    yield []


def _host(link: CheckedLink) -> str:
    try:
        parts = urlsplit(link.url)
    except ValueError:
        return "not a URL"
    if parts.netloc:
        return parts.netloc.rpartition("@")[2].lower()
    return f"{parts.scheme}:" if parts.scheme else "in the repository"


def _link(link: CheckedLink) -> Iterator[Line]:
    reason = f"  {printable(link.reason)}" if link.reason else ""
    yield [(f"    {printable(link.url)}", ""), (reason, "dim")]
    if link.verdict == "moved":
        yield [(f"      now {printable(link.final_url or '')}", "")]
    if link.archived:
        yield [(f"      a copy is at {printable(link.archived)}", "")]
    places = [f"{printable(path)}:{span.line}:{span.column}" for path, span in link.places]
    more = len(places) - MAX_PLACES
    tail = f" and {more:,} more" if more > 0 else ""
    yield [(f"      {', '.join(places[:MAX_PLACES])}{tail}", "dim")]
