"""Which question answers for a link, and who waits for which answer. Pure.

A registry answers for a link only where its answer is as good as the page's: arXiv for abstract and
PDF of a version that exists, GitHub for a repository's own page. Readers, mirrors and publishers of
a work answer for themselves; a publisher's page may be confirmed by its DOI, but is never called
dead because of it.

A need waits for a registry's answer or for a page's. Pages of one identity belong together: one
spelling is requested, and if it is found, all are; otherwise the next spelling is requested too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from linter.model import Answer, Found, Missing, Need, NeedKind, Unknown
from linter.urls import sites
from linter.urls.identity import arxiv_link, identify
from linter.urls.redirects import is_significant_redirect

_ARXIV_FORMS = frozenset({"abs", "pdf"})
_REGISTRIES = frozenset({"arxiv", "doi", "openreview"})


def registry_question(url: str) -> Need | None:
    """The registry's question that answers for ``url``, if there is one."""
    kind, _, key = identify(url).partition(":")
    if kind == "github":
        return Need("repository", key)
    if kind == "arxiv":
        paper = arxiv_link(url)
        is_doi = _host(url) in sites.DOI_HOSTS
        known = paper is not None and paper.form in _ARXIV_FORMS
        return Need("arxiv", key) if known or is_doi else None
    if kind == "openreview":
        path = urlsplit(url).path.rstrip("/")
        return Need("openreview", key) if path in ("/forum", "/pdf") else None
    return Need("doi", key) if kind == "doi" else None


def by_registry(url: str, answer: Answer) -> Answer | None:
    """What the answer to ``registry_question(url)`` means for ``url``; None: ask the page."""
    need = registry_question(url)
    if need is None or isinstance(answer, Unknown):
        return None
    if isinstance(answer, Missing):
        is_publisher = need.kind == "doi" and _host(url) not in sites.DOI_HOSTS
        return None if is_publisher else answer
    if need.kind == "arxiv":
        paper = arxiv_link(url)
        if paper and paper.version and paper.version > int(answer.data.get("version", 0)):
            return None
    is_pdf = need.kind == "openreview" and urlsplit(url).path.startswith("/pdf")
    if is_pdf and not answer.data.get("pdf"):
        return None
    final = url
    if need.kind == "repository":
        name = str(answer.data.get("name") or need.key)
        if name.lower() != need.key:
            final = f"https://github.com/{name}"
    return _found(url, final, permanent=final != url, status=answer.status)


def by_page(url: str, answer: Answer, asked: str) -> Answer:
    """What the answer to a request for ``asked``, the same page, means for ``url``."""
    if not isinstance(answer, Found):
        return answer
    final = str(answer.data.get("final_url") or asked)
    if final == asked:
        return _found(url, url, permanent=False, status=answer.status, reason=answer.reason)
    before, mark, fragment = url.partition("#")
    if mark and "#" not in final and before:
        final = f"{final}#{fragment}"
    permanent = bool(answer.data.get("permanent"))
    return _found(url, final, permanent=permanent, status=answer.status, reason=answer.reason)


def _found(url: str, final: str, *, permanent: bool, status: int | None, reason: str = "") -> Found:
    moved = permanent and not reason and is_significant_redirect(url, final)
    return Found({"final_url": final, "permanent": permanent, "moved": moved}, status, reason)


def repository_by_page(key: str, answer: Answer) -> Answer:
    """What the answer of the repository's page, without the API, means for the repository."""
    if isinstance(answer, Unknown):
        return Unknown(answer.reason, answer.status, skipped=True)  # counted as the page's
    if isinstance(answer, Missing):
        return answer
    kind, _, now = identify(str(answer.data.get("final_url", ""))).partition(":")
    path = urlsplit(str(answer.data.get("final_url", ""))).path.strip("/")
    if kind != "github" or now == key:
        return Found({"name": key}, answer.status)
    return Found({"name": path}, answer.status)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


class Exclusions:
    """The links that the configuration keeps from being checked."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """Host names (with all below them), or URLs in which ``*`` matches anything."""
        self._hosts = tuple(p.lower().removeprefix("*.") for p in patterns if "/" not in p)
        whole = [".*".join(map(re.escape, p.split("*"))) for p in patterns if "/" in p]
        self._urls = re.compile("|".join(f"(?:{pattern})" for pattern in whole)) if whole else None

    def covers(self, url: str) -> bool:
        """Whether ``url`` is not to be checked."""
        host = _host(url)
        if any(host == name or host.endswith(f".{name}") for name in self._hosts):
            return True
        return bool(self._urls and self._urls.fullmatch(url))


_NOT_WEB = Unknown("not a web address", skipped=True)
_EXCLUDED = Unknown("excluded by configuration", skipped=True, excluded=True)
_NO_REGISTRY = Unknown("no registry is configured for it", skipped=True)


@dataclass(slots=True)
class _Page:
    """One page: the needs that wait for each of its spellings, and the answer if it is found."""

    waiting: dict[str, list[Need]] = field(default_factory=dict)
    asked: str = ""
    found: tuple[str, Found] | None = None


class QuestionPlan:
    """Open questions and settled facts of one fetch."""

    def __init__(
        self,
        needs: Iterable[Need],
        to_request_url: Callable[[str], str],
        kinds: Collection[NeedKind],
        exclude: Sequence[str] = (),
    ) -> None:
        """``to_request_url`` spells a URL as it is sent, or raises ``ValueError``.

        ``kinds`` are the needs for which there is a registry. Needs for files are ignored.
        """
        self.facts: dict[Need, Answer] = {}
        self.questions: dict[Need, list[Need]] = {}
        """What a registry is asked, with the needs that wait for it."""
        self._kinds = kinds
        self._pages: dict[str, _Page] = {}
        self._page_of: dict[str, _Page] = {}
        self._request_urls: dict[Need, str] = {}
        self._to_ask: list[str] = []
        exclusions = Exclusions(exclude)
        for need in needs:
            if need.kind == "url":
                self._add_page(need, need.key, to_request_url, exclusions)
            elif need.kind == "repository":
                self._add_page(need, f"https://github.com/{need.key}", to_request_url, exclusions)
            elif need.kind != "file":
                self._request_urls[need] = ""
                if need.kind not in kinds:
                    self.facts[need] = _NO_REGISTRY

    def _add_page(
        self, need: Need, url: str, to_request_url: Callable[[str], str], exclusions: Exclusions
    ) -> None:
        if not url.lower().startswith(("http://", "https://")):
            self.facts[need] = _NOT_WEB
        elif exclusions.covers(url):
            self.facts[need] = _EXCLUDED
        else:
            try:
                asked = to_request_url(url)
            except ValueError:
                self.facts[need] = Unknown("not a valid web address")
                return
            self._request_urls[need] = asked
            page = self._pages.setdefault(identify(url), _Page())
            # What is sent may have two identities (by its fragment): one page will do.
            self._page_of.setdefault(asked, page)

    def candidates(self) -> list[Need]:
        """Everything that might be asked: pages (as ``url`` needs) and registries' questions."""
        pages = [Need("url", asked) for asked in self._page_of]
        questions = {self._question(need): None for need in self._request_urls}
        return pages + [question for question in questions if question is not None]

    def begin(self, known: Mapping[Need, Answer]) -> None:
        """Settle what is known (answers to ``candidates``), and open the questions for the rest."""
        for asked, page in self._page_of.items():
            answer = known.get(Need("url", asked))
            if isinstance(answer, Found) and page.found is None:
                page.found = (asked, answer)
        for need in self._request_urls:
            if need in self.facts:
                continue
            question = self._question(need)
            page_answer = known.get(Need("url", self._request_urls[need]))
            if question is not None and question in known:
                self._settle_by_registry(need, known[question])
            elif page_answer is not None:
                self._settle_by_page(need, self._request_urls[need], page_answer)
            elif question is not None:
                self.questions.setdefault(question, []).append(need)
            else:
                self._wait_for_page(need)

    def pages_to_ask(self) -> list[str]:
        """The pages that have to be asked and were not handed out yet."""
        pages, self._to_ask = self._to_ask, []
        return pages

    def on_registry_answer(self, question: Need, answer: Answer) -> None:
        """A registry's answer; ``Unknown`` sends those who wait to the page."""
        for need in self.questions.pop(question, ()):
            self._settle_by_registry(need, answer)

    def on_page_answer(self, asked: str, answer: Answer) -> None:
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
        self._request_next(page)

    def _question(self, need: Need) -> Need | None:
        question = registry_question(need.key) if need.kind == "url" else need
        is_answered = question is not None and question.kind in self._kinds
        return question if is_answered else None

    def _settle_by_registry(self, need: Need, answer: Answer) -> None:
        settled = by_registry(need.key, answer) if need.kind == "url" else answer
        if need.kind == "repository" and isinstance(answer, Unknown):
            settled = None
        if settled is None:
            self._wait_for_page(need)
        else:
            self.facts[need] = settled

    def _wait_for_page(self, need: Need) -> None:
        asked = self._request_urls[need]
        page = self._page_of[asked]
        if page.found is not None:
            self._settle_by_page(need, *page.found)
            return
        page.waiting.setdefault(asked, []).append(need)
        self._request_next(page)

    def _request_next(self, page: _Page) -> None:
        if not page.asked and page.waiting:
            page.asked = next(iter(page.waiting))
            self._to_ask.append(page.asked)

    def _settle_by_page(self, need: Need, asked: str, answer: Answer) -> None:
        if need.kind == "repository":
            self.facts[need] = repository_by_page(need.key, answer)
        else:
            self.facts[need] = by_page(need.key, answer, asked)
