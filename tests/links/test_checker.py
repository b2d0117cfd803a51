"""The link check against the loopback world: every behaviour by its verdict."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from linter.links import checker
from linter.links.checker import Progress
from linter.model import Answer, Found, Incomplete, Missing, Need, Unknown
from linter.urls.targets import verdict_of
from tests.links.helpers import QUICK, fetch, probe, quick
from tests.links.policy import FORBIDDEN
from tests.links.world import EXPECTED, World, running

# Behaviours that cool their host stand on addresses of their own.
HOSTS = {kind: f"127.0.0.{number + 2}" for number, kind in enumerate(sorted(EXPECTED))}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with running(len(HOSTS) + 2, pace=0.2) as built:
        yield built


@pytest.fixture(scope="module")
def answers(world: World) -> dict[str, Answer]:
    urls = {kind: world.url(kind, host=host) for kind, host in HOSTS.items()}
    found = fetch(list(urls.values()))
    return {kind: found[url] for kind, url in urls.items()}


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_fetch_gives_every_behaviour_its_verdict(kind: str, answers: dict[str, Answer]) -> None:
    answer = answers[kind]
    assert verdict_of(answer) == EXPECTED[kind], answer
    assert answer.reason or isinstance(answer, Found)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("missing", "404 Not Found, seen twice"),
        ("gone", "410 Gone, seen twice"),
        ("hang", "no answer within 2 s, 2 times"),
        ("drip", "no answer within 2 s, 2 times"),
        ("reset", "no connection: Connection reset by peer, 3 times"),
        ("broken-500", "500 Internal Server Error, 3 times"),
        ("soft-404", "the page's title says '404 Not Found'"),
        ("circle", "redirects in a circle"),
        ("spiral", "more than 10 redirects"),
        ("to-file", "redirects to no web address (file:///etc/passwd)"),
        ("wall-cloudflare", "Cloudflare asks for a human (403)"),
        ("no-method", "405 Method Not Allowed, on GET and HEAD alike"),
    ],
)
def test_fetch_gives_a_reason(kind: str, reason: str, answers: dict[str, Answer]) -> None:
    assert answers[kind].reason == reason


def test_fetch_says_where_a_redirect_led(answers: dict[str, Answer], world: World) -> None:
    assert answers["leads-nowhere"].reason.startswith("redirects to http://127.0.0.")
    assert "private address" in answers["to-private"].reason


def test_fetch_contacts_no_private_address(answers: dict[str, Answer], world: World) -> None:
    assert answers["to-private"]
    assert world.count("secret") == 0


def test_fetch_waits_before_the_second_look_at_a_host_with_nothing_alive(
    answers: dict[str, Answer], world: World
) -> None:
    first, second = looks(world, "/gone/1")
    assert second - first >= QUICK.second_look


def test_fetch_names_the_end_of_a_move(answers: dict[str, Answer], world: World) -> None:
    answer = answers["moved-twice"]
    assert isinstance(answer, Found)
    assert answer.data == {
        "final_url": f"http://{HOSTS['moved-twice']}:{world.port}/plain/new-1",
        "permanent": True,
        "moved": True,
    }


def test_fetch_requests_a_page_once_for_all_its_fragments(world: World) -> None:
    base = world.url("moved", "many")
    urls = [base, f"{base}#a", f"{base}#b", f"{base}?utm_source=x", f"{base}/"]
    before = world.count("moved")
    answers = fetch(urls)
    assert world.count("moved") - before == 1
    finals = [answer.data["final_url"] for answer in answers.values() if isinstance(answer, Found)]
    new = world.url("plain", "new-many")
    assert finals == [new, f"{new}#a", f"{new}#b", new, new]


def test_fetch_requests_another_spelling_of_a_dead_page(world: World) -> None:
    missing, sibling = world.url("half-slash", "x"), world.url("half-slash", "x/")
    answers = fetch([missing, sibling])
    assert isinstance(answers[missing], Missing)
    assert isinstance(answers[sibling], Found)


def test_fetch_keeps_cookies_on_their_host_and_sends_no_login(world: World) -> None:
    secret = f"http://user:secret@127.0.0.1:{world.port}/cookie-away/1"
    answers = fetch([secret, world.url("plain", "after-cookie")])
    assert all(isinstance(answer, Found) for answer in answers.values())
    asked = [r for r in world.requests if r.path.endswith(("cookie-away/1", "-cookie"))]
    asked += [r for r in world.requests if r.path == "/plain/far"]
    assert len(asked) == 3
    for request in asked:
        assert "cookie" not in request.headers
        assert "authorization" not in request.headers


def test_fetch_uses_no_proxy_for_this_machine(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    (url,) = urls = [world.url("plain", "no-proxy")]
    assert isinstance(fetch(urls)[url], Found)


def test_fetch_connects_to_the_address_that_was_checked(world: World) -> None:
    """A resolver that answers once with an allowed address, and then with a forbidden one."""
    asked: list[str] = []

    def rebind(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        asked.append(host)
        return [(socket.AF_INET, "127.0.0.1" if len(asked) == 1 else FORBIDDEN)]

    url = f"http://rebind.example:{world.port}/plain/rebound"
    before = world.count("secret")
    assert isinstance(fetch([url], lookup=rebind)[url], Found)
    assert asked == ["rebind.example"]
    assert {r.host for r in world.requests if r.path == "/plain/rebound"} == {"127.0.0.1"}
    assert world.count("secret") == before


def test_fetch_refuses_loopback_by_default(world: World) -> None:
    url = world.url("plain", "never")
    answer = fetch([url], policy=None)[url]
    assert isinstance(answer, Unknown)
    assert "private address" in answer.reason
    assert not any(r.path == "/plain/never" for r in world.requests)


def test_fetch_explains_invalid_hosts(world: World) -> None:
    urls = [
        "http://nobody.invalid/",
        f"http://127.0.0.1:{closed_port()}/",
        f"https://127.0.0.1:{world.port}/plain/1",
        "http://[::1/",
        "http:///path",
        "http://a b/",
        f"http://127.0.0.1:{world.port}/" + "x" * 9000,
        "ftp://example.com/",
    ]
    answers = list(fetch(urls).values())
    assert isinstance(answers[0], Missing)
    assert all(isinstance(answer, Unknown) for answer in answers[1:])
    assert "refused" in answers[1].reason
    assert answers[2].reason.startswith("TLS: ")
    assert answers[7] == Unknown("not a web address", skipped=True)


def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def test_fetch_excludes_links_and_accepts_statuses(world: World) -> None:
    wall, other = world.url("wall-403", "accepted"), world.url("missing", "excluded")
    answers = fetch([wall, other], quick(accept=(403,), exclude=("http://*/missing/*",)))
    assert isinstance(answers[wall], Found)
    assert answers[other] == Unknown("excluded by configuration", skipped=True, excluded=True)
    assert fetch([wall], quick(exclude=("127.0.0.1",)))[wall].reason.startswith("excluded")


def test_fetch_keeps_to_the_limit_of_a_host(world: World) -> None:
    urls = [world.url("limited", number) for number in range(40)]
    answers = fetch(urls, quick(patience=60.0))
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_fetch_ends_when_the_budget_is_spent(world: World) -> None:
    urls = [world.url("hang", number, "127.0.0.2") for number in range(3)]
    urls.append(world.url("plain", "in-time"))
    began = time.monotonic()
    with probe(quick(budget=2.0, timeout=60.0)) as built:
        facts = built.fetch([Need("url", url) for url in urls])
    assert time.monotonic() - began < 30
    assert [answer.reason for answer in facts.values()] == [
        "",
        *["the time budget of 2 s is spent"] * 3,
    ]
    assert built.incomplete == Incomplete(
        "out-of-time",
        "Out of time, the time budget of 2 s is spent: 3 of 4 links were not checked.",
    )


def test_fetch_keeps_what_is_known_at_ctrl_c(world: World) -> None:
    urls = [world.url("plain", "before-ctrl-c"), world.url("hang", "ctrl-c", "127.0.0.2")]

    def interrupt(progress: Progress) -> None:
        if progress.done:
            raise KeyboardInterrupt

    with probe(quick(timeout=30.0), observer=interrupt) as built:
        facts = built.fetch([Need("url", url) for url in urls])
    assert built.incomplete == Incomplete(
        "interrupted", "Interrupted: 1 of 2 links was not checked."
    )
    assert isinstance(facts[Need("url", urls[0])], Found)
    assert facts[Need("url", urls[1])] == Unknown("interrupted", skipped=True)


def test_fetch_keeps_what_has_come_in_before_ctrl_c(world: World) -> None:
    urls = [world.url("plain", "unread"), world.url("hang", "unread", "127.0.0.2")]

    def interrupt(progress: Progress) -> None:
        deadline = time.monotonic() + 20
        while world.seen["127.0.0.1", "/plain/unread"] == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1.0)  # for the answer to be read and handed in
        raise KeyboardInterrupt

    with probe(quick(timeout=30.0), observer=interrupt) as built:
        facts = built.fetch([Need("url", url) for url in urls])
    assert isinstance(facts[Need("url", urls[0])], Found)


def test_interrupt_ends_fetch_soon(world: World) -> None:
    url = world.url("hang", "interrupt", "127.0.0.2")
    with probe(quick(timeout=60.0)) as built:
        timer = threading.Timer(0.5, built.interrupt)
        timer.start()
        began = time.monotonic()
        facts = built.fetch([Need("url", url)])
    assert time.monotonic() - began < 20
    assert facts == {Need("url", url): Unknown("interrupted", skipped=True)}
    assert built.incomplete == Incomplete(
        "interrupted", "Interrupted: 1 of 1 link was not checked."
    )


def test_interrupt_before_fetch_asks_nothing(world: World) -> None:
    before = len(world.requests)
    with probe() as built:
        built.interrupt()
        built.fetch([Need("url", world.url("plain", "never"))])
    assert built.incomplete is not None
    assert len(world.requests) == before


def test_fetch_that_asked_everything_is_complete(world: World) -> None:
    with probe() as built:
        built.fetch([Need("url", world.url("plain", "complete"))])
    assert built.incomplete is None


def looks(world: World, path: str) -> list[float]:
    return [request.at for request in world.requests if request.path == path]


def test_fetch_looks_again_at_once_where_other_links_are_alive(world: World) -> None:
    host = "127.0.0.3"
    gone = world.url("missing", "at-once", host)
    urls = [world.url("plain", "at-once", host), gone, world.url("gone", "at-once", host)]
    began = time.monotonic()
    answers = fetch(urls, quick(second_look=30.0))
    assert time.monotonic() - began < 15
    assert answers[gone][:2] == ("404 Not Found, seen twice", 404)
    assert isinstance(answers[gone], Missing)
    assert len(looks(world, "/missing/at-once")) == 2
    ports = {request.peer for request in world.requests if request.path == "/missing/at-once"}
    assert len(ports) == 2  # another connection each


@pytest.mark.parametrize("kind", ["broken-503", "missing"])
def test_fetch_waits_before_a_second_look_at_a_host_in_trouble(world: World, kind: str) -> None:
    """A host that has faults, or on which nothing is alive, may be what is wrong."""
    host = "127.0.0.4"
    name = f"waits-{kind}"
    urls = [world.url("missing", name, host), world.url(kind, f"{name}-too", host)]
    urls += [world.url("plain", name, host)] if kind == "broken-503" else []
    fetch(urls, quick(second_look=1.0, retries=0))
    first, second = looks(world, f"/missing/{name}")
    assert second - first >= 1.0


def test_fetch_waits_before_a_second_look_beside_other_work(world: World) -> None:
    """There is time: the run lasts as long as the page that hangs."""
    host = "127.0.0.5"
    urls = [world.url(kind, "beside", host) for kind in ("missing", "plain")]
    urls.append(world.url("hang", "beside", "127.0.0.2"))
    fetch(urls, quick(second_look=1.0, timeout=4.0, retries=0))
    first, second = looks(world, "/missing/beside")
    assert second - first >= 1.0


def test_fetch_requests_the_next_spelling_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checker, "_MAX_WAIT_SECONDS", 60.0)
    pages = [world.url("wall-403", "clock") + end for end in ("", "/", "?utm_source=a")]
    urls = [*pages, world.url("hang", "clock", "127.0.0.2")]
    answers = fetch(urls, quick(timeout=8.0, retries=0))
    assert [answers[url].status for url in pages] == [403, 403, 403]
    asked = [request.at for request in world.requests if request.path.startswith("/wall-403/clock")]
    assert len(asked) == 3
    assert asked[-1] - asked[0] < 3


def test_fetch_does_with_the_threads_there_are(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start
    started: list[threading.Thread] = []

    def sometimes(self: threading.Thread) -> None:
        if self.name == "listlint-link":
            if len(started) == 2:
                raise RuntimeError("can't start new thread")
            started.append(self)
        start(self)

    monkeypatch.setattr(threading.Thread, "start", sometimes)
    urls = [world.url("plain", f"few-{number}") for number in range(30)]
    assert all(isinstance(answer, Found) for answer in fetch(urls).values())
    assert len(started) == 2


def test_fetch_reports_progress(world: World) -> None:
    told: list[Progress] = []
    urls = [world.url("plain", f"progress-{number}") for number in range(30)]
    with probe(observer=told.append) as built:
        built.fetch([Need("url", url) for url in urls])
    assert told[0].total == 30
    assert told[-1].done == 30
    assert told[-1].rate > 0


def test_fetch_leaves_no_thread(world: World) -> None:
    before = set(threading.enumerate())
    fetch([world.url("plain", f"thread-{number}") for number in range(20)])
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()
