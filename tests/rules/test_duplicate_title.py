from __future__ import annotations

import pytest

from linter.rules.duplicate_title import RULE
from tests.rules.harness import hits, verify

REST = """- **Pointer Networks Revisited** [[paper]](https://arxiv.org/abs/1506.03134) 2015-06-09
- **Memory Networks at Work** [[paper]](https://arxiv.org/abs/1410.3916) 2014-10-15
"""


def entry(title: str, url: str) -> str:
    return f"- **{title}** [[paper]]({url}) 2017-06-12\n"


FIRST = entry("Attention Is All You Need", "https://arxiv.org/abs/1706.03762")
SECOND = "https://openreview.net/forum?id=abc"


@pytest.mark.parametrize(
    "title",
    [
        "Attention Is All You Need",
        "Attention is all you need.",
        "*Attention* is all - you need",
        "Attention Is All You Néed",
    ],
)
def test_the_same_title_anywhere_in_the_list(title: str) -> None:
    verify(
        RULE,
        f"## One\n{FIRST}{REST}\n## Two\n{entry(f'⟦{title}⟧', SECOND)}",
        ["Line 2 under “One” has the same title", "`https://arxiv.org/abs/1706.03762`"],
    )


def test_latex_and_unicode() -> None:
    one = entry("$\\mu$P: Tuning Large Networks", "https://arxiv.org/abs/2203.03466")
    two = entry("⟦μP: Tuning large networks⟧", SECOND)
    verify(RULE, f"## One\n{one}{REST}{two}")


def test_the_added_one_is_named() -> None:
    added = "⊕" + entry("⟦Attention Is All You Need⟧", SECOND)
    verify(RULE, f"## One\n{added}{REST}\n## Two\n{FIRST}", "Line 7 under “Two”")


def test_one_of_the_two_may_be_any_page() -> None:
    page = entry("⟦Attention Is All You Need⟧", "https://example.com/attention.html")
    verify(RULE, f"## One\n{FIRST}{REST}{page}")


SILENT = {
    "no link": "- **Attention Is All You Need** [[paper]]() 2017-06-12\n",
    "the same link": FIRST,
    "the same work": entry("Attention Is All You Need", "https://arxiv.org/pdf/1706.03762v5"),
    "another title": entry("Attention Is Not All You Need", SECOND),
    "no paper": entry("A Book of Many Pages", "https://example.com/html")
    + entry("A Book of Many Pages", "https://example.com/pdf"),
    "a name": entry("Introduction", "https://arxiv.org/abs/2001.00001")
    + entry("Introduction", "https://arxiv.org/abs/2001.00002"),
    "a paper and a book": entry(
        "Introduction to Machine Learning", "https://arxiv.org/abs/0904.3664"
    )
    + entry("Introduction to Machine Learning", "https://example.com/book.pdf"),
    "part of a series": entry("Learning to Sort Lists Part 1", "https://arxiv.org/abs/2001.00001")
    + entry("Learning to Sort Lists Part 2", "https://arxiv.org/abs/2001.00002"),
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_silent(text: str) -> None:
    assert hits(RULE, f"## One\n{FIRST}{REST}\n## Two\n{text}") == []


@pytest.mark.parametrize(
    ("authors", "count"), [("Ann Lee; Bo Xu", 1), ("Bo Xu; Cy Day", 1), ("Dee Fay; Eve Gray", 0)]
)
def test_authors_tell_works_apart(authors: str, count: int) -> None:
    template = "- **{title}** [[paper]]({url})␠␠\n{authors}"
    text = (
        "- **A Survey of Surveys** [[paper]](https://arxiv.org/abs/2001.00001)  \nAnn Lee; Bo Xu\n"
        f"- **A Survey of Surveys** [[paper]](https://arxiv.org/abs/2001.00002)  \n{authors}\n"
    )
    assert len(hits(RULE, f"## One\n{text}", templates=(template,))) == count


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://e.org/blog/attention", False),
        ("https://blog.e.org/attention", False),
        ("https://attention.github.io", False),
        ("https://e.org/attention.pdf", True),
        ("https://e.org/blogger/attention", True),
    ],
)
def test_an_article_about_a_paper_of_another_section_is_another_work(url: str, found: bool) -> None:
    title = "Attention Is All You Need Now"
    paper = f"- **{title}** [[paper](https://arxiv.org/abs/1706.03762)]\n"
    article = f"- **{title}** [[paper]({url})]\n"
    template = "- **{title}** [[paper]({url})]"
    text = f"## One\n\n{paper}\n## Two\n\n{article}"
    assert bool(hits(RULE, text, templates=(template,))) is found
    assert hits(RULE, f"## One\n\n{paper}{article}", templates=(template,))


def test_a_site_and_a_page_of_it_under_one_name() -> None:
    text = "## A\n\n- [Quiet Letters](https://q.org/) - One.\n- [{}](https://q.org/back/) - Two.\n"
    verify(RULE, text.format("⟦Quiet Letters⟧"), "has the same title")
    verify(RULE, text.format("Back issues"))
    verify(RULE, text.format("Quiet Letters").replace("q.org/back", "r.org/back"))
