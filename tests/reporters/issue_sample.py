"""An issue's links with everything that may stand in it."""

from __future__ import annotations

from linter.reporters.common import Site
from linter.reporters.issue_body import IssueLink

SITE = Site("https://github.test/o/r", "abc", "main", "https://github.test/o/r/actions/runs/7")
DEAD = IssueLink(
    key="0" * 16,
    url="https://example.org/papers/lost.html",
    kind="dead",
    since="2026-11-02",
    places=(("README.md", 12),),
    reason="404 Not Found, seen twice",
    archived="http://web.archive.org/web/2024/https://example.org/papers/lost.html",
)
SPREAD = DEAD._replace(
    key="1" * 16,
    url="https://gone.example/",
    reason="no such host, seen twice",
    places=tuple(("README.md", line) for line in (40, 52, 60, 71, 99)),
    archived="",
)
FILE = DEAD._replace(
    key="2" * 16,
    url="guide.md",
    reason="no such file",
    places=(("docs/a list.md", 3), ("docs/more.md", 9)),
    archived="",
)
UNSURE = DEAD._replace(
    key="3" * 16,
    url="https://slow.example/page",
    outcome="unverified",
    places=(("README.md", 101),),
    reason="no answer within 20 s",
    archived="",
)
MOVED = IssueLink(
    key="4" * 16,
    url="http://old.example/tool",
    kind="moved",
    since="2026-11-16",
    places=(("README.md", 120),),
    address="https://new.example/tool",
)
SETTLED = (
    IssueLink("5" * 16, "https://back.example/", "dead", "2026-10-05", "alive", "2026-11-23"),
    IssueLink("6" * 16, "https://old.example/", "moved", "2026-10-05", "gone", "2026-11-16"),
    IssueLink("7" * 16, "https://known.example/", "dead", "2026-10-05", "excused", "2026-11-09"),
)
CASES = {
    "one": (DEAD,),
    "all": (DEAD, SPREAD, FILE, UNSURE, MOVED, *SETTLED),
    "settled": SETTLED,
}
