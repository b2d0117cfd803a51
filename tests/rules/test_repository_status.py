from __future__ import annotations

from typing import Any

import pytest

from linter.model import Answer, Found, Missing, Need, Unknown
from linter.rules.repository_status import RULE
from tests.rules.harness import read, verify

PAGE = "https://github.com/Owner/Repo"


def about(answer: Answer) -> dict[str, Any]:
    return {"facts": {Need("repository", "owner/repo"): answer}}


def test_a_renamed_repository() -> None:
    answer = Found({"name": "New/Name", "archived": True})
    verify(
        RULE,
        f"- [a](⟦{PAGE}⟧) - A.\n",
        "is called `New/Name` now",
        fixed="- [a](https://github.com/New/Name) - A.\n",
        **about(answer),
    )


def test_an_archived_repository() -> None:
    answer = Found({"name": "Owner/Repo", "archived": True})
    verify(RULE, f"[a](⟦{PAGE}⟧)\n", "`owner/repo` is archived", **about(answer))
    verify(RULE, f"[a]({PAGE})\n", options={"archived": False}, **about(answer))


def test_a_repository_that_is_gone_is_reported_once() -> None:
    gone = about(Missing("GitHub knows no such repository", 404))
    verify(RULE, f"[a](⟦{PAGE}⟧)\n", "is gone", **gone)
    verify(RULE, f"[a]({PAGE})\n", facts={**gone["facts"], Need("url", PAGE): Missing("404", 404)})


@pytest.mark.parametrize(
    "answer",
    [
        Found({"name": "Owner/Repo", "archived": False}),
        Found({"name": "OWNER/repo"}),
        Found({}),
        Unknown("no token"),
    ],
)
def test_what_is_no_news(answer: Answer) -> None:
    verify(RULE, f"[a]({PAGE})\n", **about(answer))
    verify(RULE, f"[a]({PAGE})\n")


def test_only_repositories_own_pages_are_asked_about() -> None:
    text = (
        f"[a]({PAGE}) [b](https://github.com/o/r/issues) [c](https://github.com/topics/x)\n"
        "![d](https://github.com/o/image) [e](https://example.com/o/r) [f](x.md)\n"
    )
    document, context = read(RULE, text)
    assert RULE.needs is not None
    assert list(RULE.needs(document, context)) == [Need("repository", "owner/repo")]


def test_a_rename_keeps_the_tab() -> None:
    url = f"{PAGE}?tab=readme-ov-file"
    answer = Found({"name": "New/Name"})
    verify(
        RULE,
        f"[a](⟦{url}⟧)\n",
        fixed="[a](https://github.com/New/Name?tab=readme-ov-file)\n",
        **about(answer),
    )
