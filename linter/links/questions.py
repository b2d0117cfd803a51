"""Who waits for which question: needs come in, answers come back, nothing is asked twice. Pure.

A need waits for a registry's answer or for a page. Pages of one identity belong together: one
spelling is asked, and when it is found, all are; otherwise each spelling has to be asked itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from linter.links.plan import Exclusions, by_page, by_registry, question, repository_by_page
from linter.model import Answer, Found, Need, NeedKind, Unknown
from linter.urls.identity import identify

_NOT_WEB = Unknown("not a web address", skipped=True)
EXCLUDED = Unknown("excluded by configuration", skipped=True)
_NO_REGISTRY = Unknown("no registry is configured for it", skipped=True)


@dataclass(slots=True)
class _Page:
    """One page: the needs that wait for each of its spellings, and what came of them."""

    waiting: dict[str, list[Need]] = field(default_factory=dict)
    asked: str = ""
    found: tuple[str, Found] | None = None


class Desk:
    """Open questions and settled facts of one fetch."""

    def __init__(
        self,
        needs: Iterable[Need],
        wire: Callable[[str], str],
        kinds: Collection[NeedKind],
        exclude: Sequence[str] = (),
    ) -> None:
        """``wire`` spells a URL as it is sent, or raises ``ValueError``; ``kinds`` have registries.

        Needs for files are no business of the desk.
        """
        self.facts: dict[Need, Answer] = {}
        self.questions: dict[Need, list[Need]] = {}
        """What a registry is asked, with the needs that wait for it."""
        self._kinds = kinds
        self._pages: dict[str, _Page] = {}
        self._page_of: dict[str, _Page] = {}
        self._wire: dict[Need, str] = {}
        self._to_ask: list[str] = []
        exclusions = Exclusions(exclude)
        for need in needs:
            if need.kind == "url":
                self._enter(need, need.key, wire, exclusions)
            elif need.kind == "repository":
                self._enter(need, f"https://github.com/{need.key}", wire, exclusions)
            elif need.kind != "file":
                self._wire[need] = ""
                if need.kind not in kinds:
                    self.facts[need] = _NO_REGISTRY

    def _enter(
        self, need: Need, url: str, wire: Callable[[str], str], exclusions: Exclusions
    ) -> None:
        if not url.lower().startswith(("http://", "https://")):
            self.facts[need] = _NOT_WEB
        elif exclusions.covers(url):
            self.facts[need] = EXCLUDED
        else:
            try:
                asked = wire(url)
            except ValueError:
                self.facts[need] = Unknown("not a valid web address")
                return
            self._wire[need] = asked
            page = self._pages.setdefault(identify(url), _Page())
            # A spelling on the wire may have two identities (by its fragment): one page will do.
            self._page_of.setdefault(asked, page)

    def candidates(self) -> list[Need]:
        """Everything that might be asked: pages (as ``url`` needs) and registries' questions."""
        pages = [Need("url", asked) for asked in self._page_of]
        questions = {self._question(need): None for need in self._wire}
        return pages + [each for each in questions if each is not None]

    def begin(self, known: Mapping[Need, Answer]) -> None:
        """Settle what is known (answers to ``candidates``), and open the questions for the rest."""
        for asked, page in self._page_of.items():
            answer = known.get(Need("url", asked))
            if isinstance(answer, Found) and page.found is None:
                page.found = (asked, answer)
        for need in self._wire:
            if need in self.facts:
                continue
            asking = self._question(need)
            page_answer = known.get(Need("url", self._wire[need]))
            if asking is not None and asking in known:
                self._by_registry(need, known[asking])
            elif page_answer is not None:
                self._settle_by_page(need, self._wire[need], page_answer)
            elif asking is not None:
                self.questions.setdefault(asking, []).append(need)
            else:
                self._await_page(need)

    def pages_to_ask(self) -> list[str]:
        """The pages that have to be asked and were not handed out yet."""
        pages, self._to_ask = self._to_ask, []
        return pages

    def registry_says(self, asking: Need, answer: Answer) -> None:
        """A registry's answer; ``Unknown`` sends those who wait to the page."""
        for need in self.questions.pop(asking, ()):
            self._by_registry(need, answer)

    def page_says(self, asked: str, answer: Answer) -> None:
        """The answer of a page that was asked."""
        page = self._page_of[asked]
        if isinstance(answer, Found):
            page.found = (asked, answer)
            for needs in page.waiting.values():
                for need in needs:
                    self._settle_by_page(need, asked, answer)
            page.waiting.clear()
            return
        for need in page.waiting.pop(asked, ()):
            self._settle_by_page(need, asked, answer)
        page.asked = ""
        self._ask_next(page)

    def _question(self, need: Need) -> Need | None:
        asking = question(need.key) if need.kind == "url" else need
        return asking if asking is not None and asking.kind in self._kinds else None

    def _by_registry(self, need: Need, answer: Answer) -> None:
        settled = by_registry(need.key, answer) if need.kind == "url" else answer
        if need.kind == "repository" and isinstance(answer, Unknown):
            settled = None
        if settled is None:
            self._await_page(need)
        else:
            self.facts[need] = settled

    def _await_page(self, need: Need) -> None:
        asked = self._wire[need]
        page = self._page_of[asked]
        if page.found is not None:
            self._settle_by_page(need, *page.found)
            return
        page.waiting.setdefault(asked, []).append(need)
        self._ask_next(page)

    def _ask_next(self, page: _Page) -> None:
        if not page.asked and page.waiting:
            page.asked = next(iter(page.waiting))
            self._to_ask.append(page.asked)

    def _settle_by_page(self, need: Need, asked: str, answer: Answer) -> None:
        if need.kind == "repository":
            self.facts[need] = repository_by_page(need.key, answer)
        else:
            self.facts[need] = by_page(need.key, answer, asked)
