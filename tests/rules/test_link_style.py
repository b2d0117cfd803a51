from __future__ import annotations

import pytest

from linter.rules.link_style import RULE
from tests.rules.harness import hits, verify


def listed(*urls: str, label: str = "paper") -> str:
    return "".join(f"- **Title {i}** [[{label}]]({url}) 2024-01-02\n" for i, url in enumerate(urls))


GITHUB = [f"https://github.com/a/b{i}" for i in range(4)]
ARXIV = [f"https://arxiv.org/abs/2001.0000{i}" for i in range(4)]
OTHERS = [f"https://example.com/{i}" for i in range(4)]


@pytest.mark.parametrize(
    ("rest", "url", "better", "says"),
    [
        (GITHUB, "http://github.com/c/d", "https://github.com/c/d", "`https` only"),
        (OTHERS, "http://gist.github.com/c", "https://gist.github.com/c", "`https` only"),
        (OTHERS, "http://dx.doi.org/10.1000/Ab", "https://doi.org/10.1000/Ab", "only; that is"),
        (ARXIV, "http://arxiv.org/abs/2002.00001", "https://arxiv.org/abs/2002.00001", "`https`"),
        (ARXIV, "https://www.arxiv.org/abs/2002.1111", "https://arxiv.org/abs/2002.1111", "own"),
        (OTHERS, "https://a.example/?utm_source=x&id=1", "https://a.example/?id=1", "track"),
        (OTHERS, "https://youtu.be/abc?si=def", "https://youtu.be/abc", "track"),
    ],
)
def test_the_same_page_in_a_better_spelling(
    rest: list[str], url: str, better: str, says: str
) -> None:
    (hit,) = verify(
        RULE,
        listed(*rest, f"⟦{url}⟧"),
        [f"`{better}`", says],
        fixed=listed(*rest, better),
    )
    assert hit.fix
    assert hit.fix.safe


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://arxiv.org/pdf/2002.00001", "abstract page"),
        ("https://arxiv.org/pdf/2002.00001v2.pdf", "abstract page"),
        ("https://arxiv.org/abs/2002.00001v2", "newest"),
    ],
)
def test_another_page_is_offered_but_not_applied(url: str, says: str) -> None:
    (hit,) = verify(
        RULE,
        listed(*ARXIV, f"⟦{url}⟧"),
        ["`https://arxiv.org/abs/2002.00001`", says],
        fixed=listed(*ARXIV, "https://arxiv.org/abs/2002.00001"),
    )
    assert hit.fix
    assert not hit.fix.safe


def test_what_the_list_keeps_to_is_its_style() -> None:
    plain = [url.replace("https", "http") for url in ARXIV]
    assert hits(RULE, listed(*plain)) == []
    verify(
        RULE,
        listed(*plain, "⟦http://arxiv.org/pdf/2002.00001⟧"),
        "`http://arxiv.org/abs/2002.00001`",
    )
    assert hits(RULE, listed(*[url.replace("abs", "pdf") for url in ARXIV])) == []
    assert hits(RULE, listed(*[f"{url}v2" for url in ARXIV])) == []


def test_a_campaign_of_the_list_s_own() -> None:
    tracked = [f"https://{i}.example/?utm_campaign=this-list" for i in range(3)]
    assert hits(RULE, listed(*OTHERS, *tracked)) == []
    assert len(hits(RULE, listed(*OTHERS, *tracked[1:]))) == 2


@pytest.mark.parametrize(
    "text",
    [
        listed(*ARXIV, "http://example.com/a"),
        listed(*ARXIV, "https://arxiv.org/pdf/2002.00001#page=3"),
        listed(*ARXIV) + listed("https://arxiv.org/pdf/2002.00001", label="PDF"),
        listed(*GITHUB, "https://example.com/?id=1&ref=2"),
        listed(*GITHUB) + "\nSee [this](http://github.com/c/d).\n",
        listed(*GITHUB) + "\n![badge](http://github.com/c/d.svg)\n",
        listed(*GITHUB, "https://github.com/c/d", "http://github.com/c/d"),
        listed(*GITHUB, "http://[::1"),
    ],
)
def test_silent(text: str) -> None:
    assert hits(RULE, text) == []


def test_a_reference_is_named_once_where_it_is_defined() -> None:
    text = "".join(
        f"- **Title {i}** [[paper]]({url}) [[code]][c]\n" for i, url in enumerate(GITHUB)
    )
    verify(RULE, f"{text}\n[c]: ⟦http://github.com/c/d⟧\n")


def test_no_fix_where_the_source_is_spelled_otherwise() -> None:
    (hit,) = hits(RULE, listed(*GITHUB, "http://github.com/c/d?a=1&amp;utm_source=b"))
    assert hit.fix is None


def test_one_link_alone_is_no_style() -> None:
    """Whether a list leads to pages or to files, its first arXiv link does not tell."""
    assert hits(RULE, "- [A](https://arxiv.org/pdf/2108.04026)\n- [B](https://b.org)\n") == []
    both = "- [A](https://arxiv.org/pdf/2108.04026)\n- [B](https://arxiv.org/abs/2108.04027)\n"
    both += "- [C](https://arxiv.org/abs/2108.04028)\n- [D](https://arxiv.org/abs/2108.04029)\n"
    assert len(hits(RULE, both)) == 1
