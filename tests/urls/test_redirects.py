from __future__ import annotations

import pytest

from linter.urls.redirects import is_front_page, is_significant_redirect


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://example.com/old", "http://example.com/new"),
        ("https://example.com/post", "https://blog.example.com/post"),
        ("https://example.com/a", "https://example.org/a"),
        ("https://golang.org/doc", "https://go.dev/doc"),
        ("https://example.com/?p=1", "https://example.com/real-name"),
        ("https://example.com/author", "https://example.com/authors/ada"),
        ("https://github.com/o/old", "https://github.com/o/new"),
        ("https://github.com/o/r/wiki", "https://github.com/n/r/wiki"),
        ("https://bit.ly/x", "https://example.com/the-page"),
        ("https://example.com/castle", "https://example.com/castles"),
    ],
)
def test_is_significant_redirect_of_other_pages(old: str, new: str) -> None:
    assert is_significant_redirect(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://example.com/a", "https://example.com/a"),
        ("https://example.com/a", "http://example.com/b"),
        ("https://example.com/a", "https://example.com/a/"),
        ("https://example.com", "https://www.example.com/"),
        ("https://example.com/a", "https://example.com/en/a"),
        ("https://example.com/a", "https://example.com/en-US/a/"),
        ("https://example.com/a", "https://en.example.com/a"),
        ("https://example.com/a", "https://example.com/a?lang=en"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a/index.html", "https://example.com/a/"),
        ("https://example.com/a", "https://example.com/login?next=/a"),
        ("https://example.com/a", "https://example.com/users/sign_in"),
        ("https://example.com/a", "https://accounts.example.com/x"),
        ("https://example.com/a", "https://example.com/sso/check"),
        ("https://example.com/deep/page", "https://gate.example.com/?return=/deep/page"),
        ("https://example.com/a", "https://example.com/"),
        ("https://example.com/a", "https://example.org/en/"),
        ("https://doi.org/10.1/x", "https://publisher.example/x"),
        ("https://purl.org/x", "https://example.com/x"),
        ("https://arxiv.org/abs/2401.00001v1", "https://arxiv.org/abs/2401.00001"),
        ("https://example.com/a", "ftp://example.com/a"),
        ("https://example.com/a?utm_source=x", "https://example.com/a"),
        ("https://example.com/a", "https://[broken"),
    ],
)
def test_is_significant_redirect_ignores_form(old: str, new: str) -> None:
    assert not is_significant_redirect(old, new)


def test_is_significant_redirect_of_a_login_page() -> None:
    assert is_significant_redirect("https://example.com/login", "https://id.example.com/signin/new")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("https://a.example/deep/page", "https://a.example/", True),
        ("https://a.example/?p=1", "https://a.example/en/", True),
        ("https://a.example/", "https://b.example/", False),
        ("https://a.example/x", "https://a.example/y", False),
    ],
)
def test_is_front_page(old: str, new: str, expected: bool) -> None:
    assert is_front_page(old, new) is expected
