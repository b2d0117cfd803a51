from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.links.http.transport import request_url
from linter.links.questions import Exclusions, QuestionPlan, registry_question
from linter.model import Answer, Found, Missing, Need, NeedKind, Unknown

KINDS: frozenset[NeedKind] = frozenset({"arxiv", "doi", "openreview", "repository"})
URLS = [
    "https://example.com/a",
    "http://www.example.com/a/#top",
    "https://example.com/a#one",
    "https://example.com/a?utm_source=x",
    "https://example.com/b",
    "https://arxiv.org/abs/2401.00001",
    "https://arxiv.org/pdf/2401.00001v2",
    "https://doi.org/10.48550/arXiv.2401.00001",
    "https://dl.acm.org/doi/10.1145/1",
    "https://github.com/o/r",
    "http://github.com/O/R/",
    "https://github.com/o/r/issues",
    "https://openreview.net/forum?id=x",
    "https://openreview.net/pdf?id=x",
    "mailto:a@b.c",
    "https://[broken",
]
NEEDS = [Need("url", url) for url in URLS]
NEEDS += [Need("arxiv", "2401.00001"), Need("repository", "o/r"), Need("doi", "10.1145/1")]
ANSWERS: list[Answer] = [Found({}), Found({"final_url": "https://example.org/"}), Missing("404")]
ANSWERS += [Unknown("429")]


@given(
    needs=st.lists(st.sampled_from(NEEDS), unique=True),
    kinds=st.frozensets(st.sampled_from(sorted(KINDS))),
    known=st.dictionaries(st.integers(0, 30), st.sampled_from(ANSWERS[:3])),
    data=st.data(),
)
def test_plan_settles_every_need_and_asks_nothing_twice(
    needs: list[Need], kinds: frozenset[NeedKind], known: dict[int, Answer], data: st.DataObject
) -> None:
    plan = QuestionPlan(needs, request_url, kinds)
    candidates = plan.candidates()
    plan.begin({candidates[n]: answer for n, answer in known.items() if n < len(candidates)})
    asked: Counter[Need] = Counter()
    waiting = [*plan.questions, *(Need("url", page) for page in plan.pages_to_ask())]
    while waiting:
        need = waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))
        asked[need] += 1
        answer = data.draw(st.sampled_from(ANSWERS))
        if need.kind == "url":
            plan.on_page_answer(need.key, answer)
        else:
            plan.on_registry_answer(need, answer)
        waiting += [Need("url", page) for page in plan.pages_to_ask()]
    assert plan.facts.keys() == set(needs)
    assert set(asked) <= set(candidates)
    assert max(asked.values(), default=1) == 1


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://arxiv.org/abs/2401.00001v3", Need("arxiv", "2401.00001")),
        ("https://arxiv.org/html/2401.00001", None),
        ("https://ar5iv.org/abs/2401.00001", None),
        ("https://huggingface.co/papers/2401.00001", None),
        ("https://doi.org/10.48550/arXiv.2401.00001", Need("arxiv", "2401.00001")),
        ("https://doi.org/10.1000/XYZ", Need("doi", "10.1000/xyz")),
        ("https://github.com/Owner/Repo.git", Need("repository", "owner/repo")),
        ("https://github.com/blog/2000-x", None),
        ("https://github.com/o/r/blob/main/a.md", None),
        ("https://openreview.net/forum?id=AbC", Need("openreview", "AbC")),
        ("https://openreview.net/attachment?id=AbC&name=x", None),
        ("https://example.com/", None),
    ],
)
def test_registry_question_of_a_link(url: str, asked: Need | None) -> None:
    assert registry_question(url) == asked


def test_plan_asks_the_page_where_the_registry_is_off() -> None:
    need = Need("url", "https://arxiv.org/abs/2401.00001")
    plan = QuestionPlan([need, Need("arxiv", "2401.00001")], request_url, frozenset())
    plan.begin({})
    assert not plan.questions
    assert plan.pages_to_ask() == [need.key]
    assert plan.facts == {
        Need("arxiv", "2401.00001"): Unknown("no registry is configured for it", skipped=True)
    }


@pytest.mark.parametrize(
    ("pattern", "url", "covered"),
    [
        ("example.com", "https://example.com/a", True),
        ("example.com", "https://www.sub.example.com:8080/a", True),
        ("example.com", "https://notexample.com/", False),
        ("*.example.com", "https://sub.example.com/", True),
        ("https://example.com/*", "https://example.com/a/b?c", True),
        ("https://example.com/*", "http://example.com/a", False),
        ("*/private/*", "https://a.example/private/x", True),
        ("https://example.com/a.b", "https://example.com/axb", False),
        ("https://example.com/a", "https://example.com/ab", False),
    ],
)
def test_exclusions_cover_hosts_and_patterns(pattern: str, url: str, covered: bool) -> None:
    assert Exclusions([pattern]).covers(url) is covered
