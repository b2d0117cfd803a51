"""One report for the reporters that speak to GitHub."""

from __future__ import annotations

from linter.model import (
    Document,
    Edit,
    Entry,
    Fix,
    Need,
    Problem,
    Report,
    Severity,
    Span,
    Status,
    Unknown,
)

LINES = [
    "# Papers",
    "",
    "- **One** [[paper link]](https://example.org/1) 2024-13-01  ",
    "Writer, Ada; Author, Ben",
    "",
    "- **Two** [[paper link]](https://example.org/2) 2024-01-01  ",
    "Ada Writer",
    "",
]


def problem(
    line: int,
    rule: str,
    message: str,
    *,
    severity: Severity = Severity.ERROR,
    column: int = 1,
    end: tuple[int, int] | None = None,
    edits: tuple[Edit, ...] = (),
    safe: bool = True,
    status: Status = "reported",
    path: str = "README.md",
) -> Problem:
    end_line, end_column = end or (line, column + 4)
    return Problem(
        path=path,
        span=Span(line, column, end_line, end_column),
        rule=rule,
        severity=severity,
        message=message,
        fix=Fix(edits, safe) if edits else None,
        fingerprint=f"{rule}:{message}",
        status=status,
    )


def document(lines: list[str] | None = None, path: str = "README.md", end: str = "\n") -> Document:
    """A document whose entries are the two-line items of ``lines``."""
    lines = LINES if lines is None else lines
    entries = tuple(
        Entry({}, (), Span(number, 1, number + 1, len(lines[number]) + 1), {}, f"url:{number}")
        for number, line in enumerate(lines, 1)
        if line.startswith("- ") and number < len(lines)
    )
    return Document(path, end.join(lines), entries=entries)


DATE = problem(3, "entry-date", "`2024-13-01` does not exist.", column=51, end=(3, 61))
AUTHORS = problem(
    4,
    "author-style",
    "Authors go first name first: `Ada Writer; Ben Author`.",
    severity=Severity.WARNING,
    edits=(Edit(Span(4, 1, 4, 25), "Ada Writer; Ben Author"),),
)
CONTENTS = problem(1, "toc", "No contents.", severity=Severity.INFO)

REPORT = Report(
    documents=(document(),),
    problems=(
        DATE,
        AUTHORS,
        CONTENTS,
        problem(6, "entry-order", "Out of order.", status="existing"),
        problem(7, "author-style", "Odd.", status="suppressed"),
    ),
    unknowns=(
        (Need("url", "https://example.org/1"), Unknown("no answer in 20 s")),
        (Need("url", "https://example.org/2"), Unknown("no answer in 20 s")),
        (Need("url", "https://example.org/3"), Unknown("asked to slow down", 429)),
        (Need("url", "https://example.org/4"), Unknown("not part of the change", skipped=True)),
    ),
    assumptions={"README.md": "newest first (2 of 2 entries)"},
    guide={"": "CONTRIBUTING.md", "entry-date": "CONTRIBUTING.md#dates"},
)
