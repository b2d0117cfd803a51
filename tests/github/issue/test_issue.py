"""The issue about links from one check to the next: what is so, who wins, and what is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from linter.github.client import GitHub
from linter.github.issue.issue import LinkIssue
from linter.github.issue.links import links_now, sign
from linter.github.responses import Issue
from linter.github.responses import issue as issue_of
from linter.github.retry import ApiError, RateLimits
from linter.github.review.mutations import Write
from linter.github.review.poster import Outcome
from linter.model import CheckedLink, Document, Link, Problem, Report, Severity, Span, Verdict
from linter.reporters.common import Site
from linter.reporters.issue_body import IssueLink
from tests.github.fake import NAME, PAGE, TOKEN, FakeGitHub, Fault
from tests.github.issue.stories import Weekly
from tests.github.pull import Who
from tests.github.site import site
from tests.github.world import world
from tests.hostile import PAYLOADS
from tests.reporters.test_issue_body import living

TODAY = date(2026, 11, 23)
RULES = {"dead": "dead-link", "moved": "moved-link"}
CHECKED = "https://example.org/x"


def checked(
    verdict: Verdict,
    url: str = CHECKED,
    *,
    reason: str = "",
    since: str | None = None,
    line: int = 3,
    excluded: bool = False,
) -> CheckedLink:
    final = f"{url}/new" if verdict == "moved" else None
    spot = Span(line, 1, line, 9)
    places = (("README.md", spot),)
    return CheckedLink(url, verdict, None, reason, final, places, since, excluded=excluded)


def report(*links: CheckedLink, silent: bool = False) -> Report:
    """A report of these links; ``silent``: no rule says anything about them."""
    found, problems = [], []
    for link in links:
        for path, span in link.places:
            target = span._replace(column=4)
            found.append(Link(link.url, "x", "inline", span, target))
            if link.verdict in RULES and not silent:
                problems.append(
                    Problem(path, target, RULES[link.verdict], Severity.ERROR, "m", None, "f")
                )
    document = Document("README.md", "", links=tuple(found))
    return Report((document,), tuple(problems), links=links)


def listed(kind: str = "dead", since: str = "2026-11-02", url: str = CHECKED) -> IssueLink:
    """A link as the issue remembers it."""
    [now] = links_now(report(checked("dead", url)), (), TODAY)
    return IssueLink(now.key, url, "dead" if kind == "dead" else "moved", since)


TICKED = listed()._replace(outcome="alive", settled="2026-11-09")


@pytest.mark.parametrize(
    ("before", "now", "since", "outcome"),
    [
        # New
        (None, checked("dead"), "2026-11-23", "stands"),
        (None, checked("dead", since="2026-11-20"), "2026-11-20", "stands"),
        (None, checked("moved"), "2026-11-23", "stands"),
        # The same
        (listed(), checked("dead"), "2026-11-02", "stands"),
        (listed(), checked("dead", since="2026-10-01"), "2026-10-01", "stands"),
        (listed(), checked("dead", since="2026-11-20"), "2026-11-02", "stands"),
        (listed(since="2999-01-01"), checked("dead"), "2026-11-23", "stands"),
        (listed("moved"), checked("moved"), "2026-11-02", "stands"),
        # From one to the other
        (listed("moved"), checked("dead"), "2026-11-23", "stands"),
        (listed(), checked("moved"), "2026-11-23", "stands"),
        # Repaired
        (listed(), checked("alive"), "2026-11-02", "alive"),
        (listed("moved"), checked("alive"), "2026-11-02", "alive"),
        (listed(), None, "2026-11-02", "gone"),
        # Silence is no repair
        (listed(), checked("unverifiable", reason="429"), "2026-11-02", "unverified"),
        (listed("moved"), checked("unverifiable"), "2026-11-02", "unverified"),
        (listed(), checked("skipped", reason="no files to look at"), "2026-11-02", "unverified"),
        (listed(since="2999-01-01"), checked("unverifiable"), "2026-11-23", "unverified"),
        # The configuration's word
        (listed(), checked("skipped", excluded=True), "2026-11-02", "excused"),
        # Ticked already
        (TICKED, checked("alive"), "2026-11-02", "alive"),
        (TICKED, None, "2026-11-02", "alive"),
        (TICKED, checked("unverifiable"), "2026-11-02", "alive"),
        (TICKED, checked("dead"), "2026-11-23", "stands"),
        (TICKED, checked("dead", since="2026-11-20"), "2026-11-20", "stands"),
        # Nothing to tell
        (None, checked("alive"), None, None),
        (None, checked("unverifiable"), None, None),
        (None, checked("skipped"), None, None),
    ],
)
def test_what_becomes_of_a_link(
    before: IssueLink | None, now: CheckedLink | None, since: str | None, outcome: str | None
) -> None:
    links = links_now(report(*([now] if now else [])), [before] if before else [], TODAY)
    assert [(link.since, link.outcome) for link in links] == ([(since, outcome)] if since else [])
    for link in links:
        fresh = link.is_settled and before is not TICKED
        assert link.settled == ("2026-11-23" if fresh else "2026-11-09" if link.is_settled else "")


@pytest.mark.parametrize("verdict", ["dead", "moved"])
def test_what_no_rule_reports_is_not_listed(verdict: Verdict) -> None:
    assert links_now(report(checked(verdict), silent=True), (), TODAY) == ()
    [link] = links_now(report(checked(verdict), silent=True), [listed()], TODAY)
    assert link.outcome == "excused"


def test_only_the_places_that_a_rule_reports() -> None:
    here, there = checked("dead"), checked("dead", line=9)
    both = here._replace(places=(*here.places, *there.places))
    told = report(both)
    told = replace(
        told, problems=(told.problems[0]._replace(status="suppressed"), told.problems[1])
    )
    [link] = links_now(told, (), TODAY)
    assert link.places == (("README.md", 9),)


def test_the_order_is_the_lists_and_of_the_settled_the_newest_first() -> None:
    told = report(
        checked("dead", "https://b.org", line=9), checked("moved", "https://c.org", line=2)
    )
    old = [
        listed(url=f"https://{n}.org")._replace(outcome="gone", settled=f"2026-11-0{n}")
        for n in (1, 3, 2)
    ]
    urls = [link.url for link in links_now(told, old, TODAY)]
    assert urls == [
        "https://c.org",
        "https://b.org",
        "https://3.org",
        "https://2.org",
        "https://1.org",
    ]


def test_a_relative_address_is_another_one_in_another_folder() -> None:
    def at(path: str, url: str) -> str:
        link = checked("dead", url)._replace(places=((path, Span(1, 1, 1, 2)),))
        found = replace(report(), links=(link,))
        [known] = links_now(found, [listed(url=url)], TODAY) or [None]
        assert known is not None
        return known.outcome

    assert at("docs/a.md", "/LICENSE") == at("a.md", "/LICENSE") == "excused"
    assert at("a.md", "b.md") == "excused"
    assert at("docs/a.md", "b.md") == "gone"


# ------------------------------------------------------------------------ on GitHub


class Desk:
    """A fake GitHub and what keeps an issue there."""

    def __init__(self, fake: FakeGitHub) -> None:
        self.fake = fake
        self.api = GitHub(NAME, TOKEN, fake.url, RateLimits(0, 600, lambda _: None))

    def keep(self, found: Report, *, commit: str = "abc", today: date = TODAY) -> Outcome:
        where = Site(PAGE, commit, commit, f"{PAGE}/actions/runs/{today.toordinal()}")
        return LinkIssue(self.api, NAME, where, today).keep(found)


@pytest.fixture
def desk() -> Any:
    fake = FakeGitHub()
    made = Desk(fake)
    yield made
    made.api.close()
    fake.close()
    assert not fake.complaints


def test_since_outlives_every_cache(desk: Desk) -> None:
    desk.keep(report(checked("dead")), today=date(2026, 11, 2))
    for commit, line in (("abc", 3), ("def", 7)):
        desk.keep(report(checked("dead", line=line)), commit=commit)
        [issue] = desk.fake.issues.all.values()
        assert "First seen dead 2026-11-02." in issue.body
        assert f"blob/{commit}/README.md?plain=1#L{line}" in issue.body


def test_a_new_day_alone_is_no_news(desk: Desk) -> None:
    desk.keep(report(checked("dead"), checked("moved", "https://m.org")))
    again = report(checked("dead"), checked("moved", "https://m.org"))
    assert desk.keep(again, commit="def", today=date(2027, 1, 1)).writes == 0


def test_another_run_alone_is_no_news_where_not_all_fits(desk: Desk) -> None:
    many = report(*(checked("dead", f"https://example.org/{'x' * 200}/{n}") for n in range(900)))
    desk.keep(many)
    [issue] = desk.fake.issues.all.values()
    assert " more dead links did not fit here; see [the job summary]" in issue.body
    assert desk.keep(many, commit="def", today=date(2027, 1, 1)).writes == 0


def test_a_human_edit_is_not_kept_but_the_title_and_labels_are(desk: Desk) -> None:
    desk.keep(report(checked("dead")))
    [issue] = desk.fake.issues.all.values()
    before = issue.body
    issue.title, issue.labels = "Rotten links", ["help wanted"]
    issue.body = before.replace("\n", "\r\n")
    assert desk.keep(report(checked("dead"))).writes == 0
    issue.body = f"@octocat, could you?\n\n{before}\nThanks!"
    assert desk.keep(report(checked("dead"))).writes == 1
    assert (issue.body, issue.title, issue.labels) == (before, "Rotten links", ["help wanted"])


def test_settled_boxes_stay_until_the_issue_is_closed(desk: Desk) -> None:
    one, two = checked("dead", "https://1.org"), checked("dead", "https://2.org")
    desk.keep(report(one, two))
    [issue] = desk.fake.issues.all.values()
    desk.keep(report(two))
    desk.keep(report(two, checked("dead", "https://3.org")))
    assert issue.body.count("- [x]") == 1
    desk.keep(report())
    assert (issue.body.count("- [x]"), issue.state) == (3, "closed")
    desk.keep(report(one))
    assert (issue.body.count("- [x]"), issue.body.count("- [ ]"), issue.state) == (0, 1, "open")


def test_closed_too_early_it_still_knows_since_when(desk: Desk) -> None:
    desk.keep(report(checked("dead")), today=date(2026, 11, 2))
    [issue] = desk.fake.issues.all.values()
    issue.state, issue.reason = "closed", "completed"
    desk.keep(report(checked("dead")))
    assert issue.state == "open"
    assert "First seen dead 2026-11-02." in issue.body


def test_closed_and_locked_it_is_left_alone(desk: Desk) -> None:
    desk.keep(report(checked("dead")))
    [issue] = desk.fake.issues.all.values()
    issue.locked = True
    assert desk.keep(report(checked("dead", line=9))).writes == 1
    issue.state, issue.reason = "closed", "completed"
    outcome = desk.keep(report(checked("dead")))
    assert outcome.writes == 0
    assert "is closed and locked, so it is left alone" in outcome.notes[0]


@pytest.mark.parametrize("reason", ["not_planned", "duplicate"])
def test_what_a_person_has_put_aside_stays_so(desk: Desk, reason: str) -> None:
    desk.keep(report(checked("dead")))
    [issue] = desk.fake.issues.all.values()
    issue.state, issue.reason = "closed", reason
    outcome = desk.keep(report(checked("dead"), checked("dead", "https://2.org")))
    assert (outcome.writes, outcome.url) == (0, issue.json("", PAGE)["html_url"])
    assert f"closed as {reason.replace('_', ' ')}, so it is left alone" in outcome.notes[0]
    assert desk.keep(report()).notes == ()
    issue.state, issue.reason = "open", "reopened"
    assert desk.keep(report(checked("dead"), checked("dead", "https://2.org"))).writes == 1


def test_of_closed_ones_the_newest_speaks(desk: Desk) -> None:
    body = sign("x", [])
    for reason in ("completed", "not_planned"):
        made = desk.fake.issues.create(desk.fake.tokens[TOKEN], {"title": "x", "body": body})
        made.state, made.reason = "closed", reason
    assert desk.keep(report(checked("dead"))).writes == 0
    made.reason = "completed"
    desk.keep(report(checked("dead")))
    assert [issue.state for issue in desk.fake.issues.all.values()] == ["closed", "open"]


def test_links_that_have_only_moved_open_nothing_again(desk: Desk) -> None:
    desk.keep(report(checked("dead")))
    [issue] = desk.fake.issues.all.values()
    issue.state, issue.reason = "closed", "completed"
    assert desk.keep(report(checked("moved"))).writes == 0
    assert desk.keep(report(checked("unverifiable"))).writes == 0
    assert desk.keep(report(checked("dead"))).writes == 1
    assert issue.state == "open"


def test_an_open_one_is_preferred_and_a_double_is_closed(desk: Desk) -> None:
    bot = desk.fake.tokens[TOKEN]
    body = sign("x", [])
    for _ in range(4):
        desk.fake.issues.create(bot, {"title": "x", "body": body})
    first, second, third, fourth = desk.fake.issues.all.values()
    first.state = fourth.state = "closed"
    outcome = desk.keep(report(checked("dead")))
    assert [item.state for item in (first, second, third, fourth)] == [
        "closed",
        "open",
        "closed",
        "closed",
    ]
    assert outcome.url.endswith(f"/{second.number}")
    assert third.body == f"Two runs wrote at once. The links are listed in #{second.number}.\n"
    assert third.reason == "not_planned"
    assert desk.keep(report(checked("dead"))).writes == 0


def test_a_pull_request_of_ours_is_no_issue(tmp_path: Path) -> None:
    with world(tmp_path) as w, site() as s:
        weekly = Weekly(w, s)
        w.pull.author = "github-actions[bot]"
        weekly.write("/gone/b")
        assert weekly.run().writes == [("POST", "/issues")]
        assert weekly.run().writes == []


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/issues", 403, "give the job `issues: write`"),
        ("GET", "/issues", 404, "give the job `issues: write`"),
        ("GET", "/issues", 410, "Issues are switched off"),
        ("GET", "/issues", 500, "could not be kept up to date"),
        ("POST", "graphql", 500, "could not be kept up to date"),
        ("POST", "/issues", 401, "give the job `issues: write`"),
        ("POST", "/issues", 403, "give the job `issues: write`"),
        ("POST", "/issues", 404, "give the job `issues: write`"),
        ("POST", "/issues", 410, "Issues are switched off"),
        ("POST", "/issues", 422, "could not be kept up to date"),
        ("POST", "/issues", 429, "could not be kept up to date"),
        ("POST", "/issues", 503, "could not be kept up to date"),
        ("POST", "/issues", 0, "could not be kept up to date"),
    ],
)
def test_what_github_refuses_is_one_line(
    tmp_path: Path, method: str, path: str, status: int, said: str
) -> None:
    with world(tmp_path) as w, site() as s:
        weekly = Weekly(w, s)
        weekly.write("/gone/b")
        w.fault(method, f"{path}$", status, message="No @octocat\n::error::x", times=99)
        run = weekly.run(fail_on="error")
        assert (run.code, run.writes, weekly.issues) == (1, [], [])
        assert sum(said in line for line in run.out.splitlines()) == 1
        assert "This link is dead" in run.summary
        assert "@octocat" not in run.summary
        assert "::error::x" not in run.out.splitlines()
        assert run.requests < 20


def test_only_its_own_authors_issues_are_asked_for(desk: Desk) -> None:
    desk.keep(report(checked("dead")))
    asked = [request.query for request in desk.fake.sent if request.path.endswith("/issues")]
    assert {one["creator"] for one in asked if one} == {"github-actions[bot]"}


def test_what_is_not_ours_is_left_alone_whatever_the_server_lists(desk: Desk) -> None:
    signed = sign("x", [])
    ours: dict[str, Any] = {
        "user": {"login": "github-actions[bot]"},
        "body": signed,
        "state": "open",
    }
    others = [
        {**ours, "number": 7, "user": {"login": "mallory"}},
        {**ours, "number": 8, "user": None},
        {**ours, "number": 9, "pull_request": {}},
        {**ours, "number": 10, "body": None},
        {**ours, "number": 11, "body": f"I see {' '.join(signed.split())}"},
    ]

    class Lavish(GitHub):
        def issues(self, author: str) -> tuple[Issue, ...]:
            return (*map(issue_of, others), *super().issues(author))

    desk.api.close()
    desk.api = Lavish(NAME, TOKEN, desk.fake.url, RateLimits(0, 0))
    desk.keep(report(checked("dead")))
    assert desk.keep(report(checked("dead"))).writes == 0
    assert desk.keep(report()).writes == 1
    assert [issue.state for issue in desk.fake.issues.all.values()] == ["closed"]


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_token_that_may_not_ask_who_it_is_is_a_workflows(desk: Desk, status: int) -> None:
    class Mute(GitHub):
        def viewer(self) -> str:
            raise ApiError("no", status)

    desk.api.close()
    desk.api = Mute(NAME, TOKEN, desk.fake.url, RateLimits(0, 0))
    assert desk.keep(report(checked("dead"))).writes == 1
    assert desk.keep(report(checked("dead"))).writes == 0


def test_a_limit_is_no_missing_permission(desk: Desk) -> None:
    said = "You have exceeded a secondary rate limit"
    desk.fake.faults = [Fault("POST", "/issues$", 403, said, times=9)]
    outcome = desk.keep(report(checked("dead")))
    assert not outcome.complete
    assert "issues: write" not in outcome.notes[0]


# ------------------------------------------------------------------------ inputs and events


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"report_issue": "yes"}, "report-issue: 'yes' is not one of true, false"),
        ({"report_issue": "True"}, "report-issue: 'True' is not one of true, false"),
        ({"report_issue": "true", "check_links": "off"}, "leave `check-links: off` out"),
    ],
)
@pytest.mark.parametrize("name", ["schedule", "pull_request"])
def test_inputs_that_make_no_sense(
    tmp_path: Path, inputs: dict[str, str], said: str, name: str
) -> None:
    with world(tmp_path) as w:
        run = w.run(name=name, inputs=inputs)
        assert (run.code, run.requests, run.err.count("\n")) == (2, 0, 1)
        assert said in run.err


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("schedule", "true", True),
        ("workflow_dispatch", "true", True),
        ("push", "true", False),
        ("repository_dispatch", "true", False),
        ("merge_group", "true", False),
        ("schedule", "false", False),
        ("schedule", "", False),
    ],
)
def test_on_which_events(tmp_path: Path, name: str, given: str, kept: bool) -> None:
    with world(tmp_path) as w, site() as s:
        weekly = Weekly(w, s)
        weekly.write("/gone/b")
        run = weekly.run(name, report_issue=given)
        assert bool(weekly.issues) == bool(s.asked) == kept
        assert ("issue-url" in run.outputs) == kept


@pytest.mark.parametrize(
    ("ref", "kept"), [("refs/heads/main", True), ("refs/heads/next", False), ("", True)]
)
def test_another_branch_leaves_the_issue_alone(tmp_path: Path, ref: str, kept: bool) -> None:
    with world(tmp_path) as w, site() as s:
        weekly = Weekly(w, s)
        weekly.write("/gone/b")
        run = w.run(
            name="workflow_dispatch",
            event={"repository": {"default_branch": "main"}},
            env={"GITHUB_REF": ref},
            inputs={"report_issue": "true", "check_links": "changed"},
        )
        assert bool(weekly.issues) == kept
        assert run.code == 1
        assert ("speaks of the default branch" in run.out) != kept


def test_a_pull_request_never_touches_it(tmp_path: Path) -> None:
    with world(tmp_path) as w, site() as s:
        weekly = Weekly(w, s)
        weekly.write("/gone/b")
        w.pull.head = w.pull.base
        w.push(w.fake.repository.files(w.pull.base)["README.md"].content.decode() + "\nMore.\n")
        w.run(report_issue="true", check_links="changed")
        assert weekly.issues == []


# ------------------------------------------------------------------------ hostile text


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), 53))
def test_hostile_addresses(tmp_path: Path, start: int) -> None:
    with world(tmp_path) as w, site() as s:
        weekly = Weekly(w, s)
        words = [
            "".join(text.encode(errors="replace").decode().replace("\0", "").split())
            for text in PAYLOADS[start : start + 53]
        ]
        lines = [
            f"- [x](<{s.url}/gone/{word.replace('<', '').replace('>', '')}>)" for word in words
        ]
        weekly.write(more="\n" + "\n".join(lines) + "\n")
        weekly.run()
        assert len(weekly.boxes()) > 20
        assert living(weekly.issue.body) == []
        assert weekly.run().writes == []


def test_the_world_is_strict(desk: Desk) -> None:
    """The fake refuses what GitHub refuses; were it lenient, all the rest would prove nothing."""
    root = f"/repos/{NAME}/issues"
    desk.fake.tokens["ghs_reader"] = Who("github-actions[bot]", writes_issues=False)
    reader = GitHub(NAME, "ghs_reader", desk.fake.url, RateLimits(0, 0))
    good = {"title": "x", "body": "y"}
    for api, write, status in (
        (reader, Write("POST", root, good), 403),
        (desk.api, Write("POST", root, {"title": " "}), 422),
        (desk.api, Write("POST", root, {"title": "x" * 257}), 422),
        (desk.api, Write("POST", root, {**good, "body": "y" * 65_537}), 422),
        (desk.api, Write("PATCH", f"{root}/101", {"body": "y"}), 404),
    ):
        with pytest.raises(ApiError) as error:
            api.send(write)
        assert error.value.status == status
    assert not desk.fake.complaints
    for write in (
        Write("POST", root, {**good, "state": "closed"}),
        Write("PATCH", f"{root}/101", {"state": "shut"}),
    ):
        with pytest.raises(ApiError):
            desk.api.send(write)
    assert len(desk.fake.complaints) == 2
    desk.fake.complaints.clear()
    assert desk.api.send(Write("POST", root, good))["number"] == 101
    desk.fake.issues.all.clear()
    for number, status in ((101, 410), (999, 404)):
        with pytest.raises(ApiError) as error:
            desk.api.send(Write("PATCH", f"{root}/{number}", {"body": "y"}))
        assert error.value.status == status
    desk.fake.issues.enabled = False
    with pytest.raises(ApiError) as error:
        desk.api.send(Write("POST", root, good))
    assert error.value.status == 410
    reader.close()
