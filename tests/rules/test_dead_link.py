from __future__ import annotations

import pytest

from linter.model import Answer, Facts, Found, Missing, Need, Unknown
from linter.rules.dead_link import RULE
from tests.rules.harness import hits, read, verify

LOST = "https://example.com/lost"
GONE = Missing("404 Not Found, seen twice", 404)


def facts(**answers: Answer) -> Facts:
    return {Need("url", f"https://example.com/{name}"): answer for name, answer in answers.items()}


def test_a_dead_page() -> None:
    verify(
        RULE,
        f"- [a](⟦{LOST}⟧) - A.\n- [b](https://example.com/here) - B.\n",
        ["This link is dead: 404 Not Found, seen twice.", "where the page lives now"],
        facts=facts(lost=GONE, here=Found({})),
    )


@pytest.mark.parametrize(
    "text",
    [
        "![a](⟦{}⟧)\n",
        "<⟦{}⟧>\n",
        "⟦{}⟧\n",
        '<a href="⟦{}⟧">a</a>\n',
        "[a][r] and [b][r]\n\n[r]: ⟦{}⟧\n",
        "| a |\n|---|\n| [a](⟦{}⟧) |\n",
        "## [a](⟦{}⟧)\n",
    ],
)
def test_links_of_every_kind(text: str) -> None:
    verify(RULE, text.format(LOST), facts=facts(lost=GONE))


@pytest.mark.parametrize("answer", [Found({}), Unknown("429"), Unknown("", skipped=True)])
def test_what_is_not_missing_is_no_news(answer: Answer) -> None:
    verify(RULE, f"[a]({LOST})\n", facts=facts(lost=answer))
    verify(RULE, f"[a]({LOST})\n")


def test_an_archived_copy_is_offered() -> None:
    gone = Missing("404", 404, {"archived": "https://web.archive.org/web/x"})
    verify(RULE, f"[a](⟦{LOST}⟧)\n", "copy: https://web.archive.org/web/x", facts=facts(lost=gone))


def test_a_file_that_is_not_there() -> None:
    verify(
        RULE,
        "[a](⟦docs/a.md⟧) [b](docs/b.md)\n",
        "does not exist",
        facts={Need("file", "docs/a.md"): Missing("no such file")},
    )


@pytest.mark.parametrize(
    ("written", "right", "fixed"),
    [
        ("docs/guide.md", "docs/Guide.md", "docs/Guide.md"),
        ("docs/guide.md#top", "docs/Guide.md", "docs/Guide.md#top"),
        ("/docs/guide.md", "docs/Guide.md", "/docs/Guide.md"),
        ("a%20b.md", "A b.md", "A%20b.md"),
    ],
)
def test_a_file_whose_case_differs(written: str, right: str, fixed: str) -> None:
    document, context = read(RULE, f"[a]({written})\n")
    assert RULE.needs is not None
    (need,) = RULE.needs(document, context)
    answer = Missing("upper and lower case differ", data={"path": right})
    verify(
        RULE,
        f"[a](⟦{written}⟧)\n",
        f"The file is called `{right}`",
        fixed=f"[a]({fixed})\n",
        facts={need: answer},
    )


def test_what_is_needed() -> None:
    text = (
        "[a](https://example.com/a#b) [b](HTTP://example.com) [c](../up.md) [d](/root.md?raw=1#x)\n"
        "[e](#here) [f](mailto:a@b.c) [g](//host/x) [h]({{page}}) [i](a%20b/./c.md)\n"
        "[j]() [k](//[x)\n"
    )
    document, context = read(RULE, text, path="docs/README.md")
    assert RULE.needs is not None
    assert list(RULE.needs(document, context)) == [
        Need("url", "https://example.com/a#b"),
        Need("url", "HTTP://example.com"),
        Need("file", "up.md"),
        Need("file", "/root.md"),
        Need("url", "mailto:a@b.c"),
        Need("url", "https://host/x"),
        Need("url", "{{page}}"),
        Need("file", "docs/a b/c.md"),
        Need("url", "//[x"),
    ]


def test_the_key_is_the_address() -> None:
    found = hits(RULE, f"[a]({LOST})\n\n[b]({LOST})\n", facts=facts(lost=GONE))
    assert [hit.key for hit in found] == [LOST, LOST]
