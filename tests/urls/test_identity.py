"""Same work, one identity; near misses stay apart."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.urls.identity import arxiv_link, canonical, identify
from linter.urls.normalize import host_of, split

SAME = {
    "arxiv:2405.00200": [
        "http://arxiv.org/abs/2405.00200",
        "https://arxiv.org/abs/2405.00200",
        "https://arxiv.org/abs/2405.00200/",
        "https://arxiv.org/abs/2405.00200v1",
        "https://arxiv.org/abs/2405.00200v12?context=cs.CL",
        "https://www.arxiv.org/pdf/2405.00200",
        "https://arxiv.org/pdf/2405.00200v2.pdf#page=3",
        "https://arxiv.org/html/2405.00200v1",
        "https://arxiv.org/html/2405.00200v1/#S3",
        "https://export.arxiv.org/abs/2405.00200",
        "https://browse.arxiv.org/pdf/2405.00200.pdf",
        "https://cn.arxiv.org/abs/2405.00200",
        "https://ar5iv.labs.arxiv.org/html/2405.00200",
        "https://ar5iv.org/abs/2405.00200",
        "https://www.alphaxiv.org/abs/2405.00200",
        "https://huggingface.co/papers/2405.00200",
        "HTTPS://ARXIV.ORG/abs/2405.00200",
        "https://arxiv.org:443/abs/2405.00200",
        "https://doi.org/10.48550/arXiv.2405.00200",
        "https://dx.doi.org/10.48550/ARXIV.2405.00200",
        "https://arxiv.org/ftp/arxiv/papers/2405/2405.00200.pdf",
    ],
    "arxiv:hep-th/9901001": [
        "https://arxiv.org/abs/hep-th/9901001",
        "https://arxiv.org/pdf/hep-th/9901001v3.pdf",
        "http://xxx.lanl.gov/abs/hep-th/9901001",
        "https://doi.org/10.48550/arXiv.hep-th/9901001",
    ],
    "arxiv:math/0309136": [
        "https://arxiv.org/abs/math.GT/0309136",
        "https://arxiv.org/abs/math/0309136",
    ],
    "doi:10.1145/3442188.3445922": [
        "https://doi.org/10.1145/3442188.3445922",
        "http://dx.doi.org/10.1145/3442188.3445922/",
        "https://www.doi.org/doi:10.1145/3442188.3445922",
        "https://doi.org/10.1145%2F3442188.3445922",
        "https://dl.acm.org/doi/10.1145/3442188.3445922",
        "https://dl.acm.org/doi/abs/10.1145/3442188.3445922",
        "https://dl.acm.org/doi/pdf/10.1145/3442188.3445922",
        "https://dl.acm.org/doi/fullHtml/10.1145/3442188.3445922?download=true",
    ],
    "doi:10.1007/978-3-030-01234-2_1": [
        "https://link.springer.com/chapter/10.1007/978-3-030-01234-2_1",
        "https://link.springer.com/content/pdf/10.1007/978-3-030-01234-2_1.pdf",
        "https://doi.org/10.1007/978-3-030-01234-2_1",
    ],
    "openreview:De4FYqjFueZ": [
        "https://openreview.net/forum?id=De4FYqjFueZ",
        "http://www.openreview.net/pdf?id=De4FYqjFueZ",
        "https://openreview.net/forum?id=De4FYqjFueZ&noteId=abc",
        "https://openreview.net/forum?noteId=abc&id=De4FYqjFueZ#discussion",
        "https://openreview.net/attachment?id=De4FYqjFueZ&name=pdf",
    ],
    "github:python/cpython": [
        "https://github.com/python/cpython",
        "http://github.com/Python/CPython/",
        "https://www.github.com/python/cpython.git",
        "https://github.com/python/cpython#readme",
        "https://github.com/python/cpython?tab=readme-ov-file#readme",
        "https://github.com/python/cpython?utm_source=x",
    ],
    "url:aclanthology.org/2020.acl-main.1": [
        "https://aclanthology.org/2020.acl-main.1",
        "https://aclanthology.org/2020.acl-main.1.pdf",
        "https://www.aclweb.org/anthology/2020.acl-main.1/",
        "https://aclanthology.org/2020.acl-main.1v2.pdf",
    ],
    "url:youtube.com/watch?v=dQw4w9WgXcQ": [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://m.youtube.com/watch?v=dQw4w9WgXcQ&feature=share",
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "https://www.youtube.com/embed/dQw4w9WgXcQ",
    ],
    "url:example.com/a": [
        "https://example.com/a",
        "http://example.com/a/",
        "https://www.example.com/a",
        "https://WWW.Example.COM./a",
        "https://example.com:443/a",
        "http://example.com:80/a",
        "//example.com/a",
        "https://example.com/b/../a",
        "https://example.com/%61",
        "https://example.com/a?",
        "https://example.com/a#",
        "https://example.com/a?utm_source=list&utm_medium=web",
        "https://example.com/a?fbclid=1",
        " https://example.com/a ",
    ],
    "url:example.com": ["https://example.com", "http://www.example.com/", "https://example.com?"],
    "url:example.com/a?x=1&y=2": [
        "https://example.com/a?x=1&y=2",
        "https://example.com/a/?y=2&utm_campaign=z&x=1",
    ],
    "url:example.com/%C3%A9": ["https://example.com/é", "https://example.com/%c3%a9"],
    "url:xn--bcher-kva.example/a": [
        "https://bücher.example/a",
        "https://xn--bcher-kva.example/a",
    ],
    "url:en.wikipedia.org/wiki/Lint": [
        "https://en.wikipedia.org/wiki/Lint",
        "https://en.m.wikipedia.org/wiki/Lint",
    ],
    "url:docs/a.md": ["docs/a.md", "./docs/a.md"],
    "url:mailto:a@b.co": ["mailto:a@b.co"],
    "url:": [""],
}


@pytest.mark.parametrize(
    ("identity", "url"), [(identity, url) for identity, urls in SAME.items() for url in urls]
)
def test_identify_gives_one_work_one_identity(identity: str, url: str) -> None:
    assert identify(url) == identity


APART = [
    ["https://arxiv.org/abs/2405.00200", "https://arxiv.org/abs/2405.00201"],
    ["https://arxiv.org/abs/2413.00200", "https://arxiv.org/abs/2405.00200"],
    ["https://notarxiv.org/abs/2405.00200", "https://arxiv.org/abs/2405.00200"],
    ["https://arxiv.org/list/2405", "https://arxiv.org/abs/2405.00200"],
    ["https://huggingface.co/abs/2405.00200", "https://arxiv.org/abs/2405.00200"],
    ["https://openreview.net/forum?id=aBc", "https://openreview.net/forum?id=abc"],
    ["https://openreview.net/group?id=aBc", "https://openreview.net/forum?id=aBc"],
    ["https://github.com/a/b/blob/main/x.md", "https://github.com/a/b/blob/main/y.md"],
    ["https://github.com/a/b", "https://github.com/a/b#usage"],
    ["https://github.com/a/b#usage", "https://github.com/a/b#install"],
    ["https://github.com/a/b", "https://github.com/a/b/wiki"],
    ["https://github.com/a", "https://github.com/a?tab=repositories"],
    ["https://github.com/topics/lint", "https://github.com/topics/list"],
    ["https://example.com/#58I88I#186", "https://example.com/#947JF6#0"],
    ["https://example.com/#/a", "https://example.com/#/b"],
    ["https://example.com/a#one", "https://example.com/a#two"],
    ["https://example.com/A", "https://example.com/a"],
    ["https://example.com/a?id=1", "https://example.com/a?id=2"],
    ["https://example.com/a?ref=1", "https://example.com/a"],
    ["https://example.com:8080/a", "https://example.com/a"],
    ["https://youtube.com/watch?v=AAAAAAAAAAA", "https://youtube.com/watch?v=aaaaaaaaaaa"],
    ["https://youtube.com/watch?v=a&list=p", "https://youtube.com/watch?v=a"],
    ["https://youtu.be/a?t=10", "https://youtu.be/a"],
    ["https://dl.acm.org/doi/10.1145/1/suppl_file/a.zip", "https://doi.org/10.1145/1"],
    ["https://a.example.com", "https://example.com"],
    ["https://www.com", "https://com"],
    ["https://user@example.com/a", "https://example.com/a"],
    ["ftp://example.com/a", "https://example.com/a"],
    ["#one", "#two"],
    ["../a.md", "a.md"],
    ["https://example.com/%2F", "https://example.com/"],
]


@pytest.mark.parametrize("urls", APART, ids=lambda urls: urls[0])
def test_identify_keeps_near_misses_apart(urls: list[str]) -> None:
    assert len({identify(url) for url in urls}) == len(urls)


@pytest.mark.parametrize(
    "path", ["topics/a", "orgs/a", "sponsors/a", "marketplace/a", "blog/a", "@a/b", "a/@b", "a", ""]
)
def test_identify_calls_no_page_of_github_a_repository(path: str) -> None:
    assert identify(f"https://github.com/{path}").startswith("url:")


CANONICAL = [
    ("http://arxiv.org/abs/2405.00200", "https://arxiv.org/abs/2405.00200"),
    ("https://arxiv.org/pdf/2405.00200v2.pdf", "https://arxiv.org/abs/2405.00200"),
    ("https://export.arxiv.org/abs/math.GT/0309136v1", "https://arxiv.org/abs/math.GT/0309136"),
    ("https://www.arxiv.org/html/2405.00200v2#S3", "https://arxiv.org/abs/2405.00200"),
    ("https://gist.github.com/a/b?fbclid=1", "https://gist.github.com/a/b"),
    ("http://github.com/A/b#readme", "https://github.com/A/b#readme"),
    ("http://dx.doi.org/10.1000/ABC?x", "https://doi.org/10.1000/ABC?x"),
    ("http://www.doi.org/10.1000/ABC", "https://doi.org/10.1000/ABC"),
    ("https://example.com/a?utm_source=x&id=1#f", "https://example.com/a?id=1#f"),
    ("https://example.com/a?utm_source=x#f", "https://example.com/a#f"),
    ("https://youtu.be/abc?si=def", "https://youtu.be/abc"),
    ("http://openreview.net/pdf?id=a", "https://openreview.net/pdf?id=a"),
    ("http://en.wikipedia.org/wiki/Lint", "https://en.wikipedia.org/wiki/Lint"),
]
AS_IT_IS = [
    "http://example.com/a",
    "https://example.com/%61/",
    "https://example.com/a?si=1",
    "https://ar5iv.org/abs/2405.00200",
    "https://huggingface.co/papers/2405.00200",
    "https://doi.org/10.1000/ABC",
    "ftp://github.com/a/b",
    "mailto:a@b.co",
    "docs/a.md?utm_source=x",
    "#a",
    "",
    "http://[::1",
    "https://example.com:port/a",
]


@pytest.mark.parametrize(("url", "wanted"), CANONICAL + [(url, url) for url in AS_IT_IS])
def test_canonical_spelling(url: str, wanted: str) -> None:
    assert canonical(url) == wanted


@pytest.mark.parametrize(
    ("forms", "wanted"),
    [
        (["http"], "https://www.arxiv.org/pdf/2405.00200v2.pdf"),
        (["mirror"], "http://arxiv.org/pdf/2405.00200v2.pdf"),
        (["pdf"], "http://www.arxiv.org/abs/2405.00200v2"),
        (["version"], "http://www.arxiv.org/pdf/2405.00200.pdf"),
        (["tracking"], "http://www.arxiv.org/pdf/2405.00200v2.pdf"),
        ([], "http://www.arxiv.org/pdf/2405.00200v2.pdf"),
    ],
)
def test_canonical_in_some_forms(forms: list[str], wanted: str) -> None:
    assert canonical("http://www.arxiv.org/pdf/2405.00200v2.pdf", forms) == wanted


def test_arxiv_link_parts() -> None:
    link = arxiv_link("http://www.arxiv.org/pdf/2405.00200v3.pdf")
    assert link is not None
    assert (link.id, link.form, link.version) == ("2405.00200", "pdf", 3)
    assert arxiv_link("https://ar5iv.labs.arxiv.org/html/2405.00200") is None
    assert arxiv_link("https://example.com/abs/2405.00200") is None
    assert arxiv_link("http://[::1") is None


WORDS = (
    "http https :// // www. arxiv.org github.com doi.org youtu.be example.com é.example [ ] :80 :x"
    " @ / abs 2405.00200 v1 .pdf a b .. . %2f %41 %zz ? & = id utm_source # readme \ud800 \x00 ،"
)
PIECES = st.sampled_from(WORDS.split(" "))


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60))
def test_identify_and_canonical_take_any_text(url: str) -> None:
    spelling = canonical(url)
    assert canonical(spelling) == spelling
    assert identify(url).partition(":")[0] in {"arxiv", "doi", "openreview", "github", "url"}
    assert identify(spelling) == identify(url)


PARTS = st.lists(
    st.sampled_from(["http://", "https://", "HTTP://", "a.b", "x", "A", "/", "?", "#", ":", "@"])
    | st.sampled_from(
        ["[", "]", "%41", "..", ".", "80", "\u00e9", " ", "\t", "\n", "\\", "&", ";"]
    ),
    max_size=10,
).map("".join)


@given(PARTS | PARTS.map(lambda rest: "https://" + rest))
def test_split_of_a_plain_address(url: str) -> None:
    try:
        wanted = urlsplit(url.strip())
        port = wanted.port
    except ValueError:
        assert split(url) is None
        return
    parts = split(url)
    assert parts == wanted
    assert parts.port == port
    assert host_of(parts) == host_of(wanted)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://WWW.Example.org./x", "example.org"),
        ("https://me@example.org:80/x", "example.org"),
        ("https://www.org", "www.org"),
        ("https://[::1]/x", "::1"),
        ("https://b\u00fccher.example/", "xn--bcher-kva.example"),
    ],
)
def test_host_of_has_one_spelling(url: str, host: str) -> None:
    parts = split(url)
    assert parts is not None
    assert host_of(parts) == host


@pytest.mark.parametrize(
    "urls",
    [
        [
            "https://openaccess.thecvf.com/content/CVPR2023/papers/A_B_CVPR_2023_paper.pdf",
            "https://openaccess.thecvf.com/content/CVPR2023/html/A_B_CVPR_2023_paper.html",
            "http://openaccess.thecvf.com/content_CVPR_2023/papers/A_B_CVPR_2023_paper.pdf",
        ],
        [
            "https://papers.nips.cc/paper/2017/hash/3f5ee243547dee91-Abstract.html",
            "https://proceedings.neurips.cc/paper/2017/file/3f5ee243547dee91-Paper.pdf",
            "https://proceedings.neurips.cc/paper_files/paper/2017/hash/3f5ee243547dee91-Abstract.html",
        ],
        [
            "https://proceedings.mlr.press/v70/doe17a.html",
            "http://proceedings.mlr.press/v70/doe17a/doe17a.pdf",
            "https://proceedings.mlr.press/v70/doe17a",
        ],
        [
            "https://www.jmlr.org/papers/v21/20-074.html",
            "https://jmlr.org/papers/volume21/20-074/20-074.pdf",
        ],
        [
            "https://github.com/o/r",
            "https://github.com/o/r/tree/main",
            "https://github.com/o/r/blob/master/README.md",
        ],
    ],
)
def test_identify_joins_the_addresses_of_a_venue(urls: list[str]) -> None:
    assert len({identify(url) for url in urls}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "https://proceedings.mlr.press/v70/doe17a.html",
            "https://proceedings.mlr.press/v70/doe17b.html",
        ),
        (
            "https://proceedings.mlr.press/v70/doe17a.html",
            "https://proceedings.mlr.press/v70/doe17a/doe17a-supp.pdf",
        ),
        ("https://github.com/o/r", "https://github.com/o/r/tree/main/docs"),
        ("https://github.com/o/r", "https://github.com/o/r/blob/main/GUIDE.md"),
        ("https://github.com/o/r", "https://github.com/o/r/tree/v2"),
    ],
)
def test_identify_keeps_other_files_apart(one: str, other: str) -> None:
    assert identify(one) != identify(other)


@pytest.mark.parametrize(
    "url",
    [
        "https://ieeexplore.ieee.org/document/6034756",
        "https://ieeexplore.ieee.org/abstract/document/6034756/",
        "http://ieeexplore.ieee.org/stamp/stamp.jsp?tp=&arnumber=6034756",
        "https://ieeexplore.ieee.org/xpl/articleDetails.jsp?arnumber=06034756",
    ],
)
def test_one_paper_at_ieee_xplore(url: str) -> None:
    assert identify(url) == "paper:ieeexplore.ieee.org/6034756"
    assert identify("https://ieeexplore.ieee.org/xpl/conhome/6034756/proceeding") != identify(url)
