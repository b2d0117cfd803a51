"""Links die, come back, are refused and moved; people edit: the issue is one, true and quiet."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from linter.github.client import GitHub
from linter.github.issue.issue import LinkIssue
from linter.github.retry import RateLimits
from linter.github.review.poster import Outcome
from linter.model import CheckedLink, Report, Verdict
from linter.reporters.common import Site
from tests.github.fake import NAME, PAGE, TOKEN, FakeGitHub, Fault
from tests.github.issue.test_issue import checked, report
from tests.github.issues import Issue
from tests.github.pull import Who

URLS = [f"https://example.org/{name}" for name in "abcd"]
VERDICTS: list[Verdict] = ["alive", "dead", "moved", "unverifiable"]
FAULTS = st.sampled_from(
    [
        ("POST", "/issues$", 502, True),
        ("POST", "/issues$", 502, False),
        ("POST", "/issues$", 0, True),
        ("POST", "/issues$", 403, False),
        ("PATCH", "/issues/", 502, True),
        ("PATCH", "/issues/", 500, False),
        ("PATCH", "/issues/", 0, True),
        ("GET", "/issues$", 500, False),
        ("POST", "graphql", 500, False),
    ]
)


class Life(RuleBasedStateMachine):
    """``dead`` holds since when each link that is listed as dead has been so, as it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.fake = FakeGitHub()
        self.fake.issues.create(Who("mallory", type="User"), {"title": "x", "body": "x"})
        self.api = GitHub(NAME, TOKEN, self.fake.url, RateLimits(0, 10_000, lambda _: None))
        self.today = date(2026, 1, 1)
        self.links: dict[str, Verdict] = {}
        self.since: dict[str, str] = {}
        self.told = False

    def teardown(self) -> None:
        self.api.close()
        self.fake.close()
        assert not self.fake.complaints

    @property
    def ours(self) -> list[Issue]:
        return [issue for issue in self.fake.issues.all.values() if issue.who.login != "mallory"]

    @property
    def issue(self) -> Issue | None:
        listed = [our for our in self.ours if "<!-- listlint:links" in our.body]
        standing = [issue for issue in listed if issue.state == "open"]
        return standing[0] if standing else listed[-1] if listed else None

    @rule(url=st.sampled_from(URLS), verdict=st.sampled_from([*VERDICTS, None]))
    def change(self, url: str, verdict: Verdict | None) -> None:
        self.links.pop(url, None)
        if verdict:
            self.links[url] = verdict
        self.told = False

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        self.today += timedelta(days)

    @rule(box=st.sampled_from(["x", " "]), tail=st.sampled_from(["", "\r\nHi @you"]))
    def edit_by_hand(self, box: str, tail: str) -> None:
        if self.issue and self.issue.state == "open":
            text = self.issue.body.replace("- [ ]", f"- [{box}]")
            self.told = self.told and text + tail == self.issue.body
            self.issue.body = text + tail

    @rule()
    def spoil(self) -> None:
        if self.issue and self.issue.state == "open":
            self.issue.body = "<!-- listlint:links -->"
            self.since.clear()
            self.told = False

    @rule()
    def close_by_hand(self) -> None:
        if self.issue and self.issue.state == "open":
            self.issue.state, self.issue.reason = "closed", "completed"
            self.told = False

    @rule()
    def stranger(self) -> None:
        if self.issue:
            mallory = Who("mallory", type="User")
            self.fake.issues.create(mallory, {"title": "x", "body": self.issue.body})

    @precondition(lambda self: self.issue is not None)
    @rule()
    def delete_by_hand(self) -> None:
        for our in self.ours:
            del self.fake.issues.all[our.number]
        self.since.clear()
        self.told = False

    @rule(fault=FAULTS, times=st.integers(1, 4))
    def run_with_fault(self, fault: tuple[str, str, int, bool], times: int) -> None:
        method, path, status, stored = fault
        self.fake.faults = [Fault(method, path, status, stored=stored, times=times)]
        outcome = self.keep()
        self.fake.faults = []
        assert outcome.complete or outcome.notes
        self.check(self.keep())

    @rule()
    def run(self) -> None:
        before = len(self.fake.writes())
        self.check(self.keep())
        if self.told:
            assert len(self.fake.writes()) == before
        self.told = True

    def keep(self) -> Outcome:
        found: Report = report(*(self.made(url, verdict) for url, verdict in self.links.items()))
        where = Site(PAGE, f"c{self.today}", "", f"{PAGE}/actions/runs/{self.today.toordinal()}")
        return LinkIssue(self.api, NAME, where, self.today).keep(found)

    def made(self, url: str, verdict: Verdict) -> CheckedLink:
        return checked(verdict, url, reason=f"{verdict} it is", line=URLS.index(url) + 1)

    def check(self, outcome: Outcome) -> None:
        """After a run without faults the issue says what is so."""
        assert outcome.complete
        issue = self.issue
        dead = {url for url, verdict in self.links.items() if verdict == "dead"}
        if issue is None or issue.state == "closed":
            assert not dead
            self.since.clear()
            return
        standing = [line for line in issue.body.splitlines() if line.startswith("- [ ]")]
        assert standing
        shown = {url: line for url in URLS for line in standing if f"`{url}`" in line}
        assert len(shown) == len(standing)
        for url, line in shown.items():
            verdict = self.links.get(url)
            assert verdict in ("dead", "moved", "unverifiable")
            if verdict == "dead":
                assert f"First seen dead {self.since.setdefault(url, str(self.today))}." in line
            elif verdict == "moved":
                assert f"now `{url}/new`" in line
                self.since.pop(url, None)
            elif url in self.since:
                assert f"First seen dead {self.since[url]}." in line
        for url in set(self.since) - set(shown):
            del self.since[url]
        wanted = {url for url, verdict in self.links.items() if verdict in ("dead", "moved")}
        assert wanted <= shown.keys()

    @invariant()
    def there_is_one(self) -> None:
        assert sum(our.state == "open" for our in self.ours) <= 1

    @invariant()
    def texts_fit(self) -> None:
        assert all(len(our.body) < 65_536 for our in self.ours)


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=120,
    stateful_step_count=20,
    suppress_health_check=[HealthCheck.too_slow],
)
