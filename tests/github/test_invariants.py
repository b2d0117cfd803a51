"""Whatever is pushed and whatever fails: nothing is lost, doubled, or written without a reason."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from linter.github.review import marker
from tests.github.fake import Fault
from tests.github.pull import Who
from tests.github.world import Run, World, entry, page, world

DATES = ("2024-03-01", "2024-13-01", "2024-02-01")
AUTHORS = ("Ada Writer; Ben Author", "Writer, Ada; Author, Ben")

ENTRIES = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(DATES), st.sampled_from(AUTHORS)),
    max_size=4,
    unique_by=lambda one: one[0],
)
FAULTS = st.sampled_from(
    [
        ("POST", "/reviews$", 502, True),
        ("POST", "/reviews$", 502, False),
        ("POST", "/reviews$", 422, False),
        ("POST", "/reviews$", 403, False),
        ("POST", "/reviews$", 0, True),
        ("POST", "/issues/1/comments$", 502, True),
        ("POST", "/issues/1/comments$", 500, False),
        ("PATCH", "/issues/comments", 500, True),
        ("PATCH", "/issues/comments", 0, False),
        ("DELETE", "/pulls/comments", 502, True),
        ("DELETE", "/pulls/comments", 500, False),
        ("GET", "/pulls/1/comments$", 500, False),
        ("GET", "/pulls/1$", 0, False),
        ("POST", "graphql", 502, False),
    ]
)


class Life(RuleBasedStateMachine):
    """A pull request's life: pushes, runs, faults, answers, deletions by hand."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._world = world(Path(self._folder.name))
        self.w: World = self._world.__enter__()
        self.last: Run | None = None
        self.clean = False

    def teardown(self) -> None:
        self._world.__exit__(None, None, None)
        self._folder.cleanup()

    @initialize(entries=ENTRIES)
    def start(self, entries: list[tuple[int, str, str]]) -> None:
        self.push(entries)

    @rule(entries=ENTRIES)
    def push(self, entries: list[tuple[int, str, str]]) -> None:
        made = [entry(100 + n, date, authors=authors) for n, date, authors in entries]
        self.w.push(page(attention=made[:2], reasoning=made[2:]))
        self.clean = False

    @rule()
    def land(self) -> None:
        self.w.land(page(memory=[entry(900, "2024-01-01")]))
        self.clean = False

    @rule(index=st.integers(0, 9))
    def answer(self, index: int) -> None:
        ours = self.w.ours
        if ours:
            self.w.reply(ours[index % len(ours)])
            self.clean = False

    @rule(index=st.integers(0, 9))
    def delete_by_hand(self, index: int) -> None:
        ours = self.w.ours
        if ours:
            self.w.pull.remarks.remove(ours[index % len(ours)])
            self.clean = False

    @rule()
    def talk(self) -> None:
        self.w.pull.say(Who("maintainer", type="User"), "Nice")

    @rule(fault=FAULTS, nth=st.integers(1, 2), times=st.integers(1, 4))
    def run_with_fault(self, fault: tuple[str, str, int, bool], nth: int, times: int) -> None:
        method, path, status, stored = fault
        self.w.fake.faults = [Fault(method, path, status, stored=stored, nth=nth, times=times)]
        run = self.w.run()
        struck = any(one.seen >= one.nth for one in self.w.fake.faults)
        self.w.fake.faults = []
        self.nothing_lost(run)
        self.clean = False
        if not struck:
            self.settled(run)

    @rule()
    def run(self) -> None:
        again = self.clean
        run = self.w.run()
        self.settled(run)
        if again:
            assert run.writes == []
        self.nothing_lost(run)
        self.clean = True

    def settled(self, run: Run) -> None:
        """After a run without faults the pull request shows exactly what is so."""
        problems = int(run.outputs["problems"])
        assert len(self.w.summaries) <= 1
        if problems:
            assert len(self.w.summaries) == 1
        names = self.shown()
        assert len(names) == len(set(names))
        assert len(names) <= problems

    def nothing_lost(self, run: Run) -> None:
        """Each finding stands on its line, in the summary, or in annotations and job summary."""
        if run.code == 2:
            return
        problems = int(run.outputs["problems"])
        assert run.summary.count("\n- [`README.md:") == problems
        complete = "::error" not in run.out and "::warning" not in run.out
        if problems and complete:
            assert self.w.summaries
            total = sum(
                int(word) for word in self.w.summaries[0].split("**")[1].split() if word.isdigit()
            )
            assert total == problems
        if not complete:
            assert run.out.count("::error ") + run.out.count("::warning ") == problems

    def shown(self) -> list[str]:
        """The ids of the findings in comments that are neither folded nor answered."""
        marks = [marker.read(our.body) for our in self.w.ours if not our.minimized]
        return [name for mark in marks if mark for name in mark.ids]

    @invariant()
    def no_draft_is_left(self) -> None:
        assert all(review.state != "PENDING" for review in self.w.pull.reviews)

    @invariant()
    def texts_fit(self) -> None:
        bodies = [our.body for our in self.w.ours] + [comment.body for comment in self.w.pull.said]
        assert all(len(body) < 65_536 for body in bodies)


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=40,
    stateful_step_count=12,
    suppress_health_check=[HealthCheck.too_slow],
)
