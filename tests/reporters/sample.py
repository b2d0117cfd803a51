"""One report that has everything a reporter may meet; made without the parser or any rule."""

from __future__ import annotations

from linter.model import (
    CheckedLink,
    Document,
    Edit,
    Entry,
    Fix,
    Heading,
    Link,
    Need,
    Option,
    Problem,
    Report,
    Rule,
    Severity,
    Span,
    Status,
    Unknown,
)

TEXT = """\
# List

## 論文

- **深層学習** [[paper link]](https://example.org/深) 2024-1-02
- **Tab\there** [[paper link]](https://example.org/b) soon
- **Hostile \u202e\u001b[31m ##[error]x @someone** [[paper link]](https://example.org/c) 2024-01-04
- **Family 👩\u200d👩\u200d👧 e\u0301** [[paper link]](https://example.org/d) 2023-13-01
"""

RULES = (
    Rule("dead-link", "A link leads to nothing.", Severity.ERROR, lambda d, c: (), needs=None),
    Rule(
        "entry-date",
        "A date that is none.\n\n## What it does\nReads dates.",
        Severity.ERROR,
        lambda d, c: (),
        options={"future": Option(2, "days a date may lie ahead")},
    ),
    Rule("link-style", "A URL in another form.", Severity.INFO, lambda d, c: ()),
)


def span(line: int, part: str) -> Span:
    """The first occurrence of ``part`` on a line of the sample."""
    column = TEXT.split("\n")[line - 1].index(part) + 1
    return Span(line, column, line, column + len(part))


def problem(
    line: int,
    part: str,
    rule: str,
    message: str,
    severity: Severity = Severity.ERROR,
    status: Status = "reported",
    fix: Fix | None = None,
) -> Problem:
    """A problem about ``part`` on a line of the sample."""
    return Problem(
        path="docs/a list.md",
        span=span(line, part),
        rule=rule,
        severity=severity,
        message=message,
        fix=fix,
        fingerprint=f"{line:016x}",
        status=status,
    )


def entry(line: int, title: str, url: str) -> Entry:
    """An entry of the sample."""
    return Entry(
        fields={"title": title, "url": url},
        section=("List", "論文"),
        span=Span(line, 1, line, len(TEXT.split("\n")[line - 1]) + 1),
        field_spans={},
        identity=f"url:{url}",
        url=url,
    )


DOCUMENT = Document(
    path="docs/a list.md",
    text=TEXT,
    headings=(
        Heading(1, "List", "list", Span(1, 1, 1, 7)),
        Heading(2, "論文", "論文", Span(3, 1, 3, 6)),
    ),
    entries=(
        entry(5, "深層学習", "https://example.org/深"),
        entry(6, "Tab\there", "https://example.org/b"),
    ),
    links=(
        Link(
            "https://example.org/深",
            "[paper link]",
            "inline",
            span(5, "[[paper link]](https://example.org/深)"),
            span(5, "https://example.org/深"),
        ),
    ),
)

REPORT = Report(
    documents=(DOCUMENT,),
    problems=(
        problem(
            5,
            "2024-1-02",
            "entry-date",
            "The month has one digit. Write `2024-01-02`.",
            fix=Fix((Edit(span(5, "2024-1-02"), "2024-01-02"),), safe=True),
        ),
        problem(
            5,
            "https://example.org/深",
            "link-style",
            "This can be shorter.",
            Severity.INFO,
            fix=Fix(
                (Edit(span(5, "https://"), ""), Edit(span(5, "深)"), "%E6%B7%B1)")), safe=False
            ),
        ),
        problem(6, "soon", "entry-date", "`soon` is no date.", Severity.WARNING),
        problem(7, "##[error]x", "entry-date", "`##[error]x\u202e` is odd.", Severity.WARNING),
        problem(
            8,
            "https://example.org/d",
            "dead-link",
            "This page is gone (404).",
            status="existing",
        ),
        problem(8, "2023-13-01", "entry-date", "There is no month 13.", status="suppressed"),
    ),
    unknowns=(
        (Need("url", "https://example.org/b"), Unknown("refuses robots", 403)),
        (Need("url", "https://example.org/c"), Unknown("excluded", skipped=True)),
    ),
    links=(
        CheckedLink(
            "https://example.org/d",
            "dead",
            404,
            "not found",
            None,
            (("docs/a list.md", span(8, "https://example.org/d")),),
        ),
    ),
    assumptions={"docs/a list.md": "newest first (3 of 3)"},
    guide={"": "CONTRIBUTING.md"},
    notes=("the cache could not be written",),
    compared=True,
)
