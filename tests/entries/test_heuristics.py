"""Which link of an item is the entry's own."""

from __future__ import annotations

import pytest

from linter.entries.candidates import candidates
from linter.entries.extractor import with_entries
from linter.markdown.parser import parse
from linter.model import Conventions


# the item's text, the identity of the entry's link, "" where the item is no entry
@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("[Ant](https://a.org) by [Ann](https://b.org)", "a.org"),
        ("[![icon](i.svg)](https://b.org) [Ant](https://a.org)", "a.org"),
        ("[![icon][i]](https://b.org) ![free][i] [Ant](https://a.org)", "a.org"),
        ("[![Ant](i.svg)](https://a.org)", "a.org"),
        ("[Acme](https://b.org)'s [Ant](https://a.org) digs", "a.org"),
        ("[Acme](https://b.org)’s [Ant](https://a.org) digs", "a.org"),
        ("Ants dig.<sup>[1](https://b.org)</sup>", ""),
        ("Ants dig. [2](https://b.org)", ""),
        ("**Ant**, by [Ann](https://b.org). [[PDF](https://a.org)]", "a.org"),
        ("The [Ant](https://a.org), see [code](https://b.org)", "a.org"),
        ("[2048](https://a.org)", "a.org"),
    ],
)
def test_main_link(text: str, url: str) -> None:
    document = with_entries(parse(f"- {text}\n\n[i]: i.svg\n"), Conventions())
    assert [entry.identity for entry in document.entries] == ([f"url:{url}"] if url else [])


@pytest.mark.parametrize(
    ("text", "is_entry"),
    [
        ("Ants dig.<sup>[1](https://b.org)</sup>", False),
        ("Ants dig. [2](https://b.org) [3](https://c.org)", False),
        ("Ants [dig](https://a.org). [2](https://b.org)", True),
        ("**Ant** digs. [2](https://b.org)", True),
        ("[2048](https://a.org)", True),
    ],
)
def test_a_sentence_with_footnotes_is_no_candidate(text: str, is_entry: bool) -> None:
    assert bool(candidates(parse(f"- {text}\n"))) is is_entry


@pytest.mark.parametrize(
    ("url", "is_entry"),
    [
        ("https://x.com/home?status=Look", False),
        ("https://twitter.com/intent/tweet?text=Look", False),
        ("https://www.linkedin.com/shareArticle?url=x", False),
        ("https://www.facebook.com/sharer/sharer.php?u=x", False),
        ("https://t.me/share/url?url=x", False),
        ("https://x.com/somebody", True),
        ("https://www.linkedin.com/company/x", True),
    ],
)
def test_a_button_to_share_the_page_is_no_entry(url: str, is_entry: bool) -> None:
    document = with_entries(parse(f"- [Ant]({url})\n"), Conventions())
    assert bool(document.entries) is is_entry
