from __future__ import annotations

import pytest

from linter.model import Answer, Facts, Found, Missing, Need, Unknown
from linter.rules.moved_link import RULE
from tests.rules.harness import verify

OLD = "https://example.com/old"


def moved(final_url: str, old: str = OLD, *, news: bool = True) -> Facts:
    data = {"final_url": final_url, "permanent": True, "moved": news}
    return {Need("url", old): Found(data, 200)}


def test_a_page_that_has_moved() -> None:
    verify(
        RULE,
        f"- [a](⟦{OLD}⟧) - A.\n",
        "moved for good",
        fixed="- [a](https://example.com/new) - A.\n",
        facts=moved("https://example.com/new"),
    )


@pytest.mark.parametrize(
    ("final_url", "spelled"),
    [
        ("https://example.com/a(b)", "https://example.com/a%28b%29"),
        ('https://example.com/"><script>', "https://example.com/%22%3E%3Cscript%3E"),
        ("https://example.com/a|b c\\d`", "https://example.com/a%7Cb%20c%5Cd%60"),
        ("https://example.com/%C3%A9?a=1&b=2#c", "https://example.com/%C3%A9?a=1&b=2#c"),
        ("https://example.com/é\n# x", "https://example.com/%C3%A9%0A#%20x"),
    ],
)
def test_an_address_means_nothing_to_markdown(final_url: str, spelled: str) -> None:
    verify(RULE, f"[a](⟦{OLD}⟧)\n", fixed=f"[a]({spelled})\n", facts=moved(final_url))


def test_a_reference_is_mended_where_it_is_defined() -> None:
    verify(
        RULE,
        f"[a][r], [b][r]\n\n[r]: ⟦{OLD}⟧ 'T'\n",
        fixed="[a][r], [b][r]\n\n[r]: https://example.com/new 'T'\n",
        facts=moved("https://example.com/new"),
    )


@pytest.mark.parametrize(
    "answer", [Found({"final_url": OLD}), Missing("404"), Unknown("x"), Found({"moved": False})]
)
def test_what_has_not_moved(answer: Answer) -> None:
    verify(RULE, f"[a]({OLD})\n", facts={Need("url", OLD): answer})


def test_a_renamed_repository_is_reported_by_the_rule_that_asked() -> None:
    old, new = "https://github.com/o/old", "https://github.com/o/new"
    known = moved(new, old)
    verify(RULE, f"[a](⟦{old}⟧)\n", facts=known)
    asked = {Need("repository", "o/old"): Found({"name": "o/new"})}
    verify(RULE, f"[a]({old})\n", facts={**known, **asked})
