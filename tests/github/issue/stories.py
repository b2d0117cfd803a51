"""The issue about links, story by story; ``scenarios`` prints what each run costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from tests.github.fake import TOKEN
from tests.github.issues import Issue
from tests.github.pull import Who
from tests.github.site import Site, site
from tests.github.stories import Book, Story
from tests.github.world import CONFIG, Run, World, entry, page

LINKS = """\
links: {allow-private: true, exclude: example.org, second-look: 10ms, retries: 0}
cache: {enabled: false}
"""
TODAY = datetime.now(UTC).date().isoformat()
BOOK = Book()


class Weekly:
    """A list whose links to a site are looked at by the clock."""

    def __init__(self, w: World, s: Site) -> None:
        self.w = w
        self.site = s

    def write(self, *paths: str, more: str = "") -> None:
        """The list with one entry for each of the site's paths."""
        entries = [
            entry(800 + n, f"2024-02-{28 - n:02}", url=f"{self.site.url}{path}")
            for n, path in enumerate(paths)
        ]
        self.w.land(page(attention=entries) + more, {".github/listlint.yml": CONFIG + LINKS})

    def run(self, name: str = "schedule", **inputs: str) -> Run:
        given = {"report_issue": "true", "check_links": "changed", "fail_on": "never", **inputs}
        return self.w.run(name=name, event={}, inputs=given)

    @property
    def issues(self) -> list[Issue]:
        return list(self.w.fake.issues.all.values())

    @property
    def issue(self) -> Issue:
        [found] = self.issues
        return found

    def boxes(self, ticked: bool = False) -> list[str]:
        """The lines with an open box, or with a ticked one."""
        start = "- [x] " if ticked else "- [ ] "
        return [line for line in self.issue.body.splitlines() if line.startswith(start)]


def told(
    name: str, *costs: tuple[int, int, str]
) -> Callable[[Callable[[Weekly], Sequence[Run]]], Story]:
    """Put a story of a weekly check into the book."""

    def put(story: Callable[[Weekly], Sequence[Run]]) -> Story:
        def whole(w: World) -> Sequence[Run]:
            with site() as s:
                return story(Weekly(w, s))

        return BOOK.told(f"links: {name}", *costs)(whole)

    return put


def own(runs: Iterable[Run], inner: Run) -> list[Run]:
    """``runs``, where the last one does not count what ``inner`` did meanwhile."""
    *most, last = runs
    last.requests -= inner.requests
    last.writes = list((Counter(last.writes) - Counter(inner.writes)).elements())
    return [*most, inner, last]


@told("none is dead: silence", (0, 5, "-"))
def healthy(weekly: Weekly) -> list[Run]:
    weekly.write("/a")
    run = weekly.run()
    assert run.outputs["issue-url"] == ""
    return [run]


@told("some have moved, none is dead: silence", (0, 5, "-"))
def only_moved(weekly: Weekly) -> list[Run]:
    weekly.write("/a")
    weekly.site.moved["/a"] = "/new"
    return [weekly.run()]


@told("a dead one: one issue", (0, 7, "issue"))
def dead(weekly: Weekly) -> list[Run]:
    weekly.write("/a", "/gone/b")
    run = weekly.run()
    [line] = weekly.boxes()
    assert "/gone/b" in line
    assert "README.md:16" in line
    assert f"First seen dead {TODAY}" in line
    assert run.outputs["issue-url"] == "https://github.test/owner/list/issues/101"
    assert "[The issue about links](https://github.test/owner/list/issues/101)" in run.summary
    return [run]


@told("the same again: nothing", (0, 7, "issue"), (0, 4, "-"), (0, 4, "-"))
def same(weekly: Weekly) -> list[Run]:
    weekly.write("/a", "/gone/b")
    return [weekly.run(), weekly.run(), weekly.run("workflow_dispatch")]


@told("the job still fails while links are dead", (1, 7, "issue"), (1, 4, "-"))
def failing(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    return [weekly.run(fail_on="error"), weekly.run(fail_on="error")]


@told("another commit, the same lines: nothing", (0, 7, "issue"), (0, 4, "-"))
def another_commit(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    weekly.write("/gone/b", more="\n")
    return [*runs, weekly.run()]


@told("the line has moved: edited", (0, 7, "issue"), (0, 5, "edit issue"))
def shifted(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    weekly.write("/a", "/gone/b")
    runs.append(weekly.run())
    assert "README.md:16" in weekly.boxes()[0]
    return runs


@told("one of two repaired: ticked off", (0, 7, "issue"), (0, 5, "edit issue"), (0, 4, "-"))
def one_of_two(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/a", "/gone/b")
    runs = [weekly.run()]
    weekly.write("/a", "/gone/b")
    runs.append(weekly.run())
    assert len(weekly.boxes()) == 1
    assert "is no longer in the list" in weekly.boxes(ticked=True)[0]
    return [*runs, weekly.run()]


@told("all repaired: closed", (0, 7, "issue"), (0, 5, "edit issue"), (0, 4, "-"))
def repaired(weekly: Weekly) -> list[Run]:
    weekly.write("/b")
    weekly.site.status["/b"] = 410
    runs = [weekly.run()]
    weekly.site.status.clear()
    runs.append(weekly.run())
    assert (weekly.issue.state, weekly.issue.reason) == ("closed", "completed")
    assert weekly.boxes() == []
    assert "answers again" in weekly.boxes(ticked=True)[0]
    return [*runs, weekly.run()]


@told(
    "dead again after all was repaired: the same issue, opened again",
    (0, 7, "issue"),
    (0, 5, "edit issue"),
    (0, 5, "edit issue"),
    (0, 4, "-"),
)
def dead_again(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    weekly.write("/b")
    runs.append(weekly.run())
    weekly.write("/gone/c")
    runs.append(weekly.run())
    assert weekly.issue.state == "open"
    assert "/gone/c" in weekly.boxes()[0]
    assert weekly.boxes(ticked=True) == []
    return [*runs, weekly.run()]


@told(
    "a server refuses for a while: the box stays open",
    (0, 7, "issue"),
    (0, 5, "edit issue"),
    (0, 5, "edit issue"),
)
def unverifiable(weekly: Weekly) -> list[Run]:
    weekly.write("/b")
    weekly.site.status["/b"] = 404
    runs = [weekly.run()]
    weekly.site.status["/b"] = 403
    runs.append(weekly.run())
    assert weekly.issue.state == "open"
    assert "could not be verified this time (403 Forbidden" in weekly.boxes()[0]
    weekly.site.status["/b"] = 404
    return [*runs, weekly.run()]


@told(
    "moved ones stand beside the dead", (0, 7, "issue"), (0, 5, "edit issue"), (0, 5, "edit issue")
)
def dead_and_moved(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/a", "/old")
    weekly.site.moved["/old"] = "/new"
    runs = [weekly.run()]
    assert f"now `{weekly.site.url}/new`" in weekly.boxes()[1]
    weekly.write("/a", "/old")
    runs.append(weekly.run())
    assert weekly.issue.state == "open"
    weekly.write("/a", "/new")
    runs.append(weekly.run())
    assert weekly.issue.state == "closed"
    return runs


@told("a comment in the list excuses a link", (0, 7, "issue"), (0, 5, "edit issue"))
def excused(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    tail = "\n<!-- listlint-disable-file dead-link -->\n"
    weekly.write("/gone/b", more=tail)
    runs.append(weekly.run())
    assert "is no longer checked" in weekly.boxes(ticked=True)[0]
    return runs


# ------------------------------------------------------------------------ people


@told("somebody ticks a box: the next run says what is so", (0, 7, "issue"), (0, 5, "edit issue"))
def ticked(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    weekly.issue.body = weekly.issue.body.replace("- [ ]", "- [x]")
    runs.append(weekly.run())
    assert len(weekly.boxes()) == 1
    return runs


@told("somebody spoils the text: begun anew", (0, 7, "issue"), (0, 5, "edit issue"))
def spoiled(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    weekly.issue.body = "Hello\r\n<!-- listlint:links {[[[ -->\r\nbye"
    runs.append(weekly.run())
    assert len(weekly.boxes()) == 1
    return runs


@told("closed as not planned: left alone, and said", (0, 7, "issue"), (0, 4, "-"), (0, 4, "-"))
def not_planned(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    weekly.issue.state, weekly.issue.reason = "closed", "not_planned"
    weekly.write("/gone/b", "/gone/c")
    runs += [weekly.run(), weekly.run()]
    assert "closed as not planned, so it is left alone" in runs[1].out
    return runs


@told("closed and locked: left alone", (0, 7, "issue"), (0, 4, "-"))
def locked(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    weekly.issue.state, weekly.issue.reason, weekly.issue.locked = "closed", "completed", True
    return [*runs, weekly.run()]


@told("closed although a link is dead: opened again", (0, 7, "issue"), (0, 5, "edit issue"))
def closed_too_early(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    weekly.issue.state, weekly.issue.reason = "closed", "completed"
    runs.append(weekly.run())
    assert weekly.issue.state == "open"
    return runs


@told("deleted by hand: another one", (0, 7, "issue"), (0, 7, "issue"))
def deleted(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    weekly.w.fake.issues.all.clear()
    return [*runs, weekly.run()]


@told("a stranger pasted our text: left alone", (0, 7, "issue"), (0, 4, "-"))
def stranger(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    mallory = Who("mallory", type="User")
    weekly.w.fake.issues.create(mallory, {"title": "x", "body": weekly.issue.body})
    runs.append(weekly.run())
    assert len(weekly.issues) == 2
    return runs


@told("another app's token: its own issue is known again", (0, 9, "issue"), (0, 6, "-"))
def other_app(weekly: Weekly) -> list[Run]:
    weekly.w.fake.tokens["ghs_app"] = Who("our-app[bot]")
    weekly.write("/gone/b")
    given = {"report_issue": "true", "check_links": "changed", "fail_on": "never"}
    return [
        weekly.w.run(name="schedule", event={}, token="ghs_app", inputs=given) for _ in range(2)
    ]


@told("more than 100 other issues of the same author", (0, 9, "issue"), (0, 5, "-"))
def many_issues(weekly: Weekly) -> list[Run]:
    bot = weekly.w.fake.tokens[TOKEN]
    for number in range(150):
        weekly.w.fake.issues.create(bot, {"title": f"Build {number} failed"})
    weekly.write("/gone/b")
    return [weekly.run(), weekly.run()]


# ------------------------------------------------------------------------ permissions and faults


@told("no `issues: write`: it says which permission to grant", (1, 6, "-"))
def forbidden(weekly: Weekly) -> list[Run]:
    weekly.w.fake.tokens[TOKEN] = Who("github-actions[bot]", writes_issues=False)
    weekly.write("/gone/b")
    run = weekly.run(fail_on="error")
    assert run.out.count("issues: write") == 1
    assert "This link is dead: 404 Not Found" in run.summary
    return [run]


@told("issues are switched off: it says so", (0, 6, "-"))
def disabled(weekly: Weekly) -> list[Run]:
    weekly.w.fake.issues.enabled = False
    weekly.write("/gone/b")
    run = weekly.run()
    assert run.out.count("Issues are switched off") == 1
    return [run]


@told("502, but the issue was stored: not sent twice", (0, 7, "issue"))
def lost_answer(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    weekly.w.fault("POST", "/issues$", 502, stored=True)
    run = weekly.run()
    assert len(weekly.issues) == 1
    return [run]


@told("the line was cut and nothing stored: sent once more", (0, 9, "issue"))
def not_stored(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    weekly.w.fault("POST", "/issues$", 0)
    return [weekly.run()]


@told("secondary limit with Retry-After: waited for", (0, 8, "issue"))
def limited(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    message = "You have exceeded a secondary rate limit"
    weekly.w.fault("POST", "/issues$", 403, message=message, headers={"Retry-After": "7"})
    run = weekly.run()
    assert weekly.w.waits == [7]
    return [run]


@told("GitHub is down for writing: everything in the run's summary", (1, 10, "-"))
def down(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    weekly.w.fault("POST", "/issues$", 503, times=99)
    run = weekly.run(fail_on="error")
    assert "could not be kept up to date" in run.out
    assert "issues: write" not in run.out
    return [run]


@told("deleted while it is edited: another one", (0, 7, "issue"), (0, 9, "issue"))
def deleted_meanwhile(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    runs = [weekly.run()]
    weekly.write("/gone/b", "/gone/c")
    weekly.w.fault("PATCH", "/issues/", None, first=weekly.w.fake.issues.all.clear)
    runs.append(weekly.run())
    assert len(weekly.boxes()) == 2
    return runs


@told("two runs at once: one stays open", (0, 7, "issue"), (0, 8, "issue, edit issue"))
def two_at_once(weekly: Weekly) -> list[Run]:
    weekly.write("/gone/b")
    inner: list[Run] = []

    def other() -> None:
        weekly.w.fake.faults.clear()
        inner.append(weekly.run())

    # The second run starts and ends between the first one's last look and its first write.
    weekly.w.fault("POST", "/issues$", None, first=other)
    outer = weekly.run()
    assert [issue.state for issue in weekly.issues] == ["open", "closed"]
    assert "listed in #101" in weekly.issues[1].body
    assert outer.outputs["issue-url"].endswith("/101")
    return own([outer], inner[0])
