from __future__ import annotations

import pytest

from linter.model import Answer, Facts, Found, Missing, Need, Severity, Unknown
from linter.rules.duplicate_open_pull_request import RULE
from tests.rules.harness import read, verify

URL = "https://arxiv.org/abs/2405.00200"
LIST = "# L\n\n- [One](https://example.org/one) - A.\n- [Two](https://example.org/two) - B.\n"


def facts(answer: Answer) -> Facts:
    return {Need("open-pull-request", "arxiv:2405.00200"): answer}


def test_a_work_that_an_older_pull_request_adds() -> None:
    verify(
        RULE,
        f"{LIST}⊕⟦- [New]({URL}v2) - C.⟧\n",
        "Pull request 12, which is older and still open, adds this work, too",
        facts=facts(Found({"number": 12})),
    )


@pytest.mark.parametrize("answer", [Missing("nobody adds it"), Unknown("no token"), Found({})])
def test_anything_else_is_silence(answer: Answer) -> None:
    verify(RULE, f"{LIST}⊕- [New]({URL}) - C.\n", facts=facts(answer))


def test_what_stood_before_is_not_asked_about() -> None:
    verify(RULE, f"{LIST}- [Old]({URL}) - C.\n⊕\n", facts=facts(Found({"number": 12})))
    document, context = read(RULE, f"{LIST}- [Old]({URL}) - C.\n")
    assert RULE.needs
    assert len(list(RULE.needs(document, context))) == 3
    assert list(RULE.needs(document, context._replace(added=frozenset({99})))) == []


def test_it_is_off_unless_switched_on() -> None:
    assert RULE.default_severity is Severity.OFF
