"""Checks everything that leads out of a document: pages, papers, repositories, files.

What is known is not asked, and what is asked is asked once. Registries answer in bulk beside the
requests for pages; what a registry cannot answer is asked of the page itself. The caller's thread
makes all decisions, keeps the cache and reports progress; an interrupt and the time budget end the
check early, and what is not answered then is ``Unknown``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import NamedTuple

from linter.config.link_settings import LinkSettings
from linter.links.cache import Memory
from linter.links.files import FileTree
from linter.links.http.transport import Transport, request_url
from linter.links.questions import QuestionPlan
from linter.links.registries.client import Registry, RegistryUnavailableError
from linter.links.registries.wayback import Archive
from linter.links.request import LinkRequester
from linter.links.workers import Observed, WorkerPool
from linter.model import Answer, Facts, Incomplete, Missing, Need, NeedKind, Unknown

_MAX_WAIT_SECONDS = 0.5
_MAX_WAIT_OBSERVED_SECONDS = 0.2
# So many answers come at once that waking up for them costs next to nothing.
_GATHER_SECONDS = 0.005


class Progress(NamedTuple):
    """How far a check has come; ``rate`` in answers per second, ``left`` in seconds."""

    done: int
    total: int
    rate: float
    left: float
    cooling: tuple[str, ...] = ()


Observer = Callable[[Progress], None]


class Transports(NamedTuple):
    """The connections of a check: to links, to links once more, and to registries."""

    links: Transport
    second_look: Transport
    registries: Transport

    def close(self) -> None:
        """Close all of them, and keep no connection from here on."""
        for transport in self:
            transport.close()


class _End(NamedTuple):
    """A registry has no more answers; ``reason`` is why it does not know the rest."""

    kind: NeedKind
    reason: str


class _Wake(NamedTuple):
    """Somebody wants to be noticed at once."""


_Event = tuple[Need, Answer] | Observed | _End | _Wake


class LinkChecker:
    """Answers every kind of need. See ``model.Probe``."""

    def __init__(
        self,
        settings: LinkSettings,
        transports: Transports,
        registries: Sequence[Registry],
        stop: threading.Event,
        *,
        memory: Memory,
        files: FileTree | None = None,
        archive: Archive | None = None,
        observer: Observer | None = None,
    ) -> None:
        """Built by ``build_checker``. ``stop`` ends the waiting of the registries' clients."""
        self._incomplete: Incomplete | None = None
        self._is_interrupted = False
        self._is_done = False
        self._settings = settings
        self._transports = transports
        self._registries = {registry.kind: registry for registry in registries}
        self._stop = stop
        self._memory = memory
        self._files = files
        self._archive = archive
        self._observer = observer
        self._events: SimpleQueue[_Event] = SimpleQueue()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about how the answers came about, in one line each."""
        return self._memory.notes

    @property
    def incomplete(self) -> Incomplete | None:
        """Why ``fetch`` could not ask everything, if it could not."""
        return self._incomplete

    @property
    def is_done(self) -> bool:
        """Whether ``fetch`` has given its answers: nothing is left to interrupt."""
        return self._is_done

    def interrupt(self) -> None:
        """Let ``fetch`` end soon with what it knows. Safe in a signal handler."""
        self._is_interrupted = True
        self._events.put(_Wake())

    def fetch(self, needs: Sequence[Need]) -> Facts:
        """An answer for every need within the time budget, or until an interrupt."""
        wanted = list(dict.fromkeys(needs))
        plan = QuestionPlan(wanted, request_url, self._registries.keys(), self._settings.exclude)
        plan.begin(self._memory.recall(plan.candidates()))
        facts = plan.facts
        for need in wanted:
            if need.kind == "file":
                facts[need] = self._find_file(need.key)
        end = time.monotonic() + self._settings.budget
        try:
            if len(facts) < len(wanted):
                try:
                    self._collect(plan, len(wanted), end)
                finally:
                    self._memory.save()
            if self._archive is not None and not self._is_interrupted:
                self._add_copies(facts, wanted, self._archive, end)
        except KeyboardInterrupt:
            self._is_interrupted = True
        self._account(facts, wanted)
        self._is_done = True
        return facts

    def close(self) -> None:
        """End what is still under way, and close connections and the cache."""
        self._stop.set()
        self._transports.close()
        self._memory.close()

    def _account(self, facts: dict[Need, Answer], wanted: Sequence[Need]) -> None:
        """Give what was not asked its answer, and say why it was not."""
        open_needs = [need for need in wanted if need not in facts]
        if not open_needs and not self._is_interrupted:
            return
        budget = f"the time budget of {self._settings.budget:g} s is spent"
        reason = "interrupted" if self._is_interrupted else budget
        for need in open_needs:
            facts[need] = Unknown(reason, skipped=self._is_interrupted)
        # A paper or repository is a link, too: its page is counted.
        links = {need.key for need in wanted if need.kind in ("url", "file")}
        unchecked = links & {need.key for need in open_needs}
        noun = "link" if len(links) == 1 else "links"
        verb = "was" if len(unchecked) == 1 else "were"
        message = f"{len(unchecked):,} of {len(links):,} {noun} {verb} not checked."
        if self._is_interrupted:
            self._incomplete = Incomplete("interrupted", f"Interrupted: {message}")
        else:
            self._incomplete = Incomplete("out-of-time", f"Out of time, {budget}: {message}")

    def _collect(self, plan: QuestionPlan, total: int, end: float) -> None:
        """Ask and wait until everything is answered, or time is up, or somebody interrupts."""
        began = time.monotonic()
        requester = LinkRequester(
            self._transports.links, self._transports.second_look, self._settings
        )
        pool = WorkerPool(self._settings, requester, self._events)
        max_wait = _MAX_WAIT_SECONDS if self._observer is None else _MAX_WAIT_OBSERVED_SECONDS
        try:
            self._ask_registries(plan)
            while True:
                for url, answer in pool.submit(plan.pages_to_ask()):
                    self._keep(plan, Need("url", url), answer)
                wait = pool.send_due()
                now = time.monotonic()
                self._report(plan, total, now - began, end - now, pool)
                if len(plan.facts) >= total or now >= end or self._is_interrupted:
                    return
                self._memory.save_in_time()
                for event in self._next_events(min(wait, max_wait, end - now)):
                    self._handle(event, plan, pool)
        finally:
            pool.stop()
            for event in self._next_events(0.0):
                self._handle(event, plan, pool)

    def _next_events(self, seconds: float) -> Iterator[_Event]:
        """What has come in, once anything has or so much time has passed."""
        with suppress(Empty):
            yield self._events.get(timeout=max(0.0, seconds))
            if seconds > 0:
                time.sleep(_GATHER_SECONDS)
            while True:
                yield self._events.get_nowait()

    def _handle(self, event: _Event, plan: QuestionPlan, pool: WorkerPool) -> None:
        if isinstance(event, Observed):
            for url, answer in pool.settle(event):
                self._keep(plan, Need("url", url), answer)
        elif isinstance(event, _End):
            unavailable = Unknown(event.reason)
            for question in [asked for asked in plan.questions if asked.kind == event.kind]:
                plan.on_registry_answer(question, unavailable)
        elif not isinstance(event, _Wake):
            self._keep(plan, *event)

    def _keep(self, plan: QuestionPlan, need: Need, answer: Answer) -> None:
        answer = self._memory.keep(need, answer)
        if need.kind == "url":
            plan.on_page_answer(need.key, answer)
        else:
            plan.on_registry_answer(need, answer)

    def _ask_registries(self, plan: QuestionPlan) -> None:
        for kind, registry in self._registries.items():
            keys = [question.key for question in plan.questions if question.kind == kind]
            if keys:
                arguments = (registry, keys, self._events)
                threading.Thread(target=_ask_registry, args=arguments, daemon=True).start()

    def _add_copies(
        self, facts: dict[Need, Answer], wanted: Sequence[Need], archive: Archive, end: float
    ) -> None:
        """Add the archived copies that are known by ``end``, in the order of the list."""
        dead = {
            need.key: answer
            for need in wanted
            if need.kind == "url" and isinstance(answer := facts.get(need), Missing)
        }
        copies: SimpleQueue[tuple[str, str]] = SimpleQueue()

        def ask() -> None:
            for copy in archive.copies(list(dead)):
                copies.put(copy)

        asking = threading.Thread(target=ask, daemon=True)
        try:
            asking.start()
            # A signal that arrives just before a wait is seen after it: no wait may be long.
            while asking.is_alive() and not self._is_interrupted and time.monotonic() < end:
                asking.join(min(_MAX_WAIT_SECONDS, max(0.0, end - time.monotonic())))
        finally:
            while not copies.empty():
                url, copy_url = copies.get()
                answer = dead[url]
                data = {**answer.data, "archived": copy_url}
                facts[Need("url", url)] = answer._replace(data=data)

    def _find_file(self, path: str) -> Answer:
        if self._files is None:
            return Unknown("no files to look at", skipped=True)
        try:
            return self._files.look(path)
        except (OSError, ValueError) as error:
            return Unknown(f"could not be looked for ({type(error).__name__})")

    def _report(
        self, plan: QuestionPlan, total: int, passed: float, left: float, pool: WorkerPool
    ) -> None:
        if self._observer is not None:
            done = len(plan.facts)
            rate = done / passed if passed > 0 else 0.0
            self._observer(Progress(done, total, rate, max(0.0, left), pool.cooling()))


def _ask_registry(registry: Registry, keys: list[str], events: SimpleQueue[_Event]) -> None:
    reason = "no answer"
    try:
        for key, answer in registry.answers(keys):
            events.put((Need(registry.kind, key), answer))
    except RegistryUnavailableError as error:
        reason = str(error)
    except Exception as error:
        reason = f"an invalid answer ({type(error).__name__})"
    events.put(_End(registry.kind, f"{registry.base} did not answer: {reason}"))
