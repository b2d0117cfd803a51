"""All probes behind one: what is known is not asked, what is asked is asked once.

Registries answer in bulk beside the link checks; what a registry leaves open goes to the page. The
caller's thread collects answers, keeps the cache and tells of progress; Ctrl-C and the time budget
end the collecting, and what is not known then is ``Unknown``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, NamedTuple, TypeVar

from linter.config.link_settings import LinkSettings
from linter.links.cache import Memory
from linter.links.files import FileTree
from linter.links.http.transport import Transport, request_url
from linter.links.questions import QuestionPlan
from linter.links.registries.client import Registry, RegistryUnavailableError
from linter.links.registries.wayback import Archive
from linter.links.workers import WorkerPool
from linter.model import Answer, Facts, Found, Missing, Need, NeedKind, Unknown

_T = TypeVar("_T")


class Inbox(Generic[_T]):
    """A queue whose reader sleeps until the last letter that is owed, an urgent one, or a moment.

    A reader that wakes for each letter takes the interpreter from the threads that ask.
    """

    def __init__(self) -> None:
        """Nothing is owed yet."""
        self._letters: SimpleQueue[_T] = SimpleQueue()
        self._owed = 0
        self._lock = threading.Lock()
        self._bell = threading.Event()

    def expect(self, more: int) -> None:
        """So many letters more will come that the reader cannot go on without."""
        with self._lock:
            self._owed += more

    def put(self, letter: _T, *, owed: bool = True, urgent: bool = False) -> None:
        """Add a letter, one of those that are owed or one beside them; ``urgent`` wakes."""
        self._letters.put(letter)
        with self._lock:
            self._owed -= owed
            if urgent or (owed and self._owed <= 0):
                self._bell.set()

    def take(self, seconds: float) -> Iterator[_T]:
        """What has come in, one by one, once the bell rings or so much time has passed."""
        self._bell.wait(max(0.0, seconds))
        self._bell.clear()
        with suppress(Empty):
            while True:
                yield self._letters.get_nowait()


_TICK = 0.2
_TICK_UNSEEN = 0.5


class Progress(NamedTuple):
    """How far a check has come; ``rate`` in answers per second, ``left`` in seconds."""

    done: int
    total: int
    rate: float
    left: float
    cooling: tuple[str, ...] = ()


Observer = Callable[[Progress], None]


class _End(NamedTuple):
    """A registry has said all it will say; ``reason`` is why it does not know the rest."""

    kind: NeedKind
    reason: str


_Event = tuple[Need, Answer] | _End


class LinkProbe:
    """The probe for everything: pages, registries, files. See ``model.Probe``."""

    def __init__(
        self,
        settings: LinkSettings,
        transport: Transport,
        trusted: Transport,
        registries: Sequence[Registry],
        stop: threading.Event,
        *,
        memory: Memory,
        files: FileTree | None = None,
        archive: Archive | None = None,
        observer: Observer | None = None,
    ) -> None:
        """Built by ``probe_for``. ``trusted`` is the registries', and ``stop`` ends their waits."""
        self.interrupted = False
        self._settings = settings
        self._transport = transport
        self._trusted = trusted
        self._registries = {each.kind: each for each in registries}
        self._stop = stop
        self._memory = memory
        self._files = files
        self._archive = archive
        self._observer = observer

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about how the answers came about, in one line each."""
        return self._memory.notes

    def fetch(self, needs: Sequence[Need]) -> Facts:
        """An answer for every need within the time budget. Ctrl-C ends it early, in order."""
        wanted = list(dict.fromkeys(needs))
        desk = QuestionPlan(wanted, request_url, self._registries.keys(), self._settings.exclude)
        desk.begin(self._memory.recall(desk.candidates()))
        facts = desk.facts
        for need in wanted:
            if need.kind == "file":
                facts[need] = self._look_for_file(need.key)
        reason = "interrupted"
        end = time.monotonic() + self._settings.budget
        try:
            if len(facts) < len(wanted):
                try:
                    reason = self._collect(desk, len(wanted), end)
                finally:
                    self._memory.save()
            if self._archive is not None and not self._stop.is_set():
                _add_copies(facts, wanted, self._archive, end)
        except KeyboardInterrupt:
            self.interrupted = True
        for need in wanted:
            facts.setdefault(need, Unknown(reason, skipped=self.interrupted))
        return facts

    def close(self) -> None:
        """End what is still under way, and close connections and the cache."""
        self._stop.set()
        self._transport.close()
        self._trusted.close()
        self._memory.close()

    def _collect(self, desk: QuestionPlan, total: int, end: float) -> str:
        """Ask and wait until all is settled or time is up; then say why the rest is not."""
        began = time.monotonic()
        inbox: Inbox[_Event] = Inbox()

        def hand_in(url: str, answer: Answer) -> None:
            # What is not found may be asked for in another spelling, and that must not wait.
            inbox.put((Need("url", url), answer), urgent=not isinstance(answer, Found))

        crew = WorkerPool(self._settings, self._transport, hand_in)
        tick = _TICK if self._observer is not None else _TICK_UNSEEN
        try:
            self._consult(desk, inbox)
            _submit(crew, desk, inbox)
            while len(desk.facts) < total:
                now = time.monotonic()
                if now >= end:
                    return f"ran out of time: the budget is {self._settings.budget:g} s"
                self._tell(desk, total, now - began, end - now, crew)
                self._memory.save_in_time()
                for event in inbox.take(min(tick, end - now)):
                    self._hear(desk, event)
                _submit(crew, desk, inbox)
            now = time.monotonic()
            self._tell(desk, total, now - began, end - now, crew)
        finally:
            crew.stop()
            for event in inbox.take(0.0):
                self._hear(desk, event)
        return ""

    def _consult(self, desk: QuestionPlan, inbox: Inbox[_Event]) -> None:
        for kind, registry in self._registries.items():
            keys = [asking.key for asking in desk.questions if asking.kind == kind]
            if keys:
                inbox.expect(1)
                arguments = (registry, keys, inbox)
                threading.Thread(target=_ask_registry, args=arguments, daemon=True).start()

    def _hear(self, desk: QuestionPlan, event: _Event) -> None:
        if isinstance(event, _End):
            silent = Unknown(event.reason)
            for asking in [each for each in desk.questions if each.kind == event.kind]:
                desk.registry_says(asking, silent)
            return
        need, answer = event
        answer = self._memory.keep(need, answer)
        if need.kind == "url":
            desk.page_says(need.key, answer)
        else:
            desk.registry_says(need, answer)

    def _look_for_file(self, path: str) -> Answer:
        if self._files is None:
            return Unknown("no files to look at", skipped=True)
        try:
            return self._files.look(path)
        except (OSError, ValueError) as error:
            return Unknown(f"could not be looked for ({type(error).__name__})")

    def _tell(
        self, desk: QuestionPlan, total: int, passed: float, left: float, crew: WorkerPool
    ) -> None:
        if self._observer is not None:
            done = len(desk.facts)
            rate = done / passed if passed > 0 else 0.0
            self._observer(Progress(done, total, rate, max(0.0, left), crew.cooling()))


def _submit(crew: WorkerPool, desk: QuestionPlan, inbox: Inbox[_Event]) -> None:
    if pages := desk.pages_to_ask():
        inbox.expect(len(pages))
        crew.submit(pages)


def _ask_registry(registry: Registry, keys: list[str], inbox: Inbox[_Event]) -> None:
    reason = "no answer"
    try:
        for key, answer in registry.answers(keys):
            inbox.put((Need(registry.kind, key), answer), owed=False)
    except RegistryUnavailableError as error:
        reason = str(error)
    except Exception as error:
        reason = f"an answer that makes no sense ({type(error).__name__})"
    inbox.put(_End(registry.kind, f"{registry.base} did not answer: {reason}"), urgent=True)


def _add_copies(
    facts: dict[Need, Answer], wanted: Sequence[Need], archive: Archive, end: float
) -> None:
    """Tell of copies as far as they are known by ``end``, in the order of the list."""
    dead = {
        need.key: answer
        for need in wanted
        if need.kind == "url" and isinstance(answer := facts.get(need), Missing)
    }
    copies: SimpleQueue[tuple[str, str]] = SimpleQueue()

    def ask() -> None:
        for each in archive.copies(list(dead)):
            copies.put(each)

    asking = threading.Thread(target=ask, daemon=True)
    try:
        asking.start()
        # A signal that arrives just before a wait is seen after it, so that no wait may be long.
        while asking.is_alive() and (left := end - time.monotonic()) > 0:
            asking.join(min(_TICK_UNSEEN, left))
    finally:
        while not copies.empty():
            url, copy = copies.get()
            answer = dead[url]
            facts[Need("url", url)] = answer._replace(data={**answer.data, "archived": copy})
