from __future__ import annotations

from datetime import UTC, datetime

import pytest

from linter.links.response import Kind, classify_response, is_not_found_title, retry_after, title_of

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "sort"),
    [
        (200, "alive"),
        (204, "alive"),
        (206, "alive"),
        (202, "blocked"),
        (304, "blocked"),
        (400, "blocked"),
        (401, "blocked"),
        (403, "blocked"),
        (404, "gone"),
        (405, "method-refused"),
        (406, "blocked"),
        (408, "fault"),
        (410, "gone"),
        (418, "blocked"),
        (429, "busy"),
        (451, "blocked"),
        (500, "fault"),
        (501, "method-refused"),
        (503, "fault"),
        (520, "fault"),
        (999, "blocked"),
    ],
)
def test_classify_response_by_status(status: int, sort: Kind) -> None:
    look = classify_response(status, {}, now=NOW)
    assert (look.kind, look.status) == (sort, status)
    assert look.reason or sort == "alive"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_classify_response_needs_a_location_for_a_redirect(status: int) -> None:
    assert classify_response(status, {"location": "/new"}).location == "/new"
    assert classify_response(status, {}).kind == "blocked"


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/latin\xe4", "/latin%E4"),
        ("/\xff?\xe4#\xe4", "/%FF?%E4#%E4"),
        (r"\\other.example\ok", "//other.example/ok"),
        (r"\ok\page?a\b#c\d", r"/ok/page?a\b#c\d"),
        (r"/a#b?\c", r"/a#b?\c"),
    ],
)
def test_classify_response_reads_a_location_as_browsers_do(location: str, url: str) -> None:
    assert classify_response(302, {"location": location}).location == url


def test_classify_response_reads_a_location_in_utf8() -> None:
    raw = "/straße".encode().decode("latin-1")
    assert classify_response(301, {"location": raw}).location == "/straße"


@pytest.mark.parametrize("status", [200, 403, 404, 503])
def test_classify_response_calls_a_challenge_blocked_whatever_its_status(status: int) -> None:
    assert classify_response(status, {"cf-mitigated": "challenge"}).kind == "blocked"


def test_classify_response_accepts_configured_statuses() -> None:
    assert classify_response(403, {}, accept={403}).kind == "alive"
    assert classify_response(404, {}, accept={403}).kind == "gone"


def test_classify_response_calls_503_with_a_pause_busy() -> None:
    assert classify_response(503, {"retry-after": "7"}).wait == 7
    assert classify_response(503, {"retry-after": "0"}).kind == "fault"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", None),
        ("120", 120),
        (" 3 ", 3),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("99999999999", None),
        ("²", None),
        ("Fri, 01 May 2026 12:00:30 GMT", 30),
        ("Fri, 01 May 2026 11:00:00 GMT", 0),
        ("Fri, 01 May 2026 13:00:30 +0100", 30),
        ("Fri, 01 May 2026 12:00:30", 30),
        ("Fri, 99 May 2026 12:00:30 GMT", None),
        ("Fri, 01 May 2026 12:00:30 +99999999999999999999999", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "404 Not Found",
        "404 - Page",
        "Error 404",
        "HTTP 404 error",
        "Not Found",
        "Page not found · GitHub Pages",
        "Acme | Page Not Found",
        "This page doesn’t exist",
        "The page could not be found",
        "File no longer available",
    ],
)
def test_is_not_found_title_of_error_pages(title: str) -> None:
    assert is_not_found_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "404 Media",
        "Area 404 in New Hampshire",
        "How to write a good 404 page",
        "RFC 9110: HTTP Semantics",
        "Lost and not found: a novel",
        "Handling NotFoundError in Node",
        "Peugeot 404",
    ],
)
def test_is_not_found_title_of_other_pages(title: str) -> None:
    assert not is_not_found_title(title)


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<html><head><TITLE lang=en>\n A &amp; B </TITLE>", "A & B"),
        ("<svg><title>x</title></svg>", "x"),
        ("<p>no title", ""),
        ("<title>" + "x" * 1000, "x" * 300),
    ],
)
def test_title_of_a_page(page: str, title: str) -> None:
    assert title_of(page) == title
