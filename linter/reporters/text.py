"""``--format text``: for people at a terminal or reading a log."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from linter.model import Document, Problem, Report, Severity

# A line is a run of (text, style) pieces; a style is rich's, "" for none.
Piece = tuple[str, str]
Line = list[Piece]

WIDTH = 100
MIN_WIDTH = 40
_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.INFO: "bold cyan",
    Severity.OFF: "",
}
# Joiners and variation selectors that belong to the visible text around them.
_INVISIBLE = {"\u200c", "\u200d", "\ufe0e", "\ufe0f"}


def render(report: Report, *, color: bool = False, width: int = WIDTH) -> str:
    """The reported problems, each with its source line and a caret, then what they add up to.

    ``width`` is in terminal columns: source lines that are longer are cut around the caret.
    """
    lines = [*_problems(report, max(width, MIN_WIDTH)), *_summary(report)]
    return painted(lines, color=color)


def painted(lines: Iterable[Line], *, color: bool) -> str:
    """The lines as one text, in colour or not."""
    if not color:
        return "".join("".join(text for text, _ in line) + "\n" for line in lines)
    from rich.color import ColorSystem
    from rich.style import Style

    def paint(text: str, style: str) -> str:
        return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)

    return "".join("".join(paint(*piece) for piece in line) + "\n" for line in lines)


def _problems(report: Report, width: int) -> Iterator[Line]:
    documents = {document.path: document for document in report.documents}
    for problem in report.problems:
        if problem.status != "reported":
            continue
        span, severity = problem.span, problem.severity
        yield [
            (f"{printable(problem.path)}:{span.line}:{span.column} ", "bold"),
            (severity.value, _STYLES[severity]),
            (f" {printable(problem.message)} ", ""),
            (f"[{problem.rule}]", "dim"),
        ]
        document = documents.get(problem.path)
        if document and span.line <= len(document.lines):
            yield from _excerpt(document, problem, width)
        yield []


def _excerpt(document: Document, problem: Problem, width: int) -> Iterator[Line]:
    """The line on which a problem starts, and carets under what it is about."""
    span = problem.span
    line = document.lines[span.line - 1]
    end = span.end_column if span.end_line == span.line else len(line) + 1
    gutter = len(str(span.line)) + 3
    before, marked, after = _cut(
        line, span.column - 1, max(end - 1, span.column), width - gutter - 2
    )
    carets = "^" * max(1, sum(map(_columns, marked)))
    spaces = " " * sum(map(_columns, before))
    yield [(f"  {span.line} | ", "dim"), ("".join(before + marked + after).rstrip(), "")]
    yield [(" " * gutter + "| ", "dim"), (spaces + carets, _STYLES[problem.severity])]


def _cut(line: str, start: int, end: int, width: int) -> tuple[list[str], list[str], list[str]]:
    """A line as printable cells, in three parts, cut to ``width`` columns around the middle one."""
    # Only what can be seen is made printable: a line may be as long as a file.
    first, last = max(0, start - width), min(len(line), start + 2 * width)
    cells = [_cell(character) for character in line[first:last]]
    start, end = start - first, min(end - first, len(cells))
    low = min(start, len(cells))
    high = max(low, end)
    total = sum(map(_columns, cells))
    if total <= width and first == 0 and last == len(line):
        return cells[:low], cells[low:high], cells[high:]
    # A third of the room is for what comes before the caret.
    room = width // 3
    left = low
    while left > 0 and (room := room - _columns(cells[left - 1])) >= 0:
        left -= 1
    room = width - 2 - sum(map(_columns, cells[left:low]))
    right = left + (low - left)
    while right < len(cells) and (room := room - _columns(cells[right])) >= 0:
        right += 1
    high = max(low, min(high, right))
    head = ["…"] if first or left else []
    tail = ["…"] if last < len(line) or right < len(cells) else []
    return head + cells[left:low], cells[low:high], cells[high:right] + tail


def _cell(character: str) -> str:
    """A character as it may be shown: nothing that steers a terminal or the reading order."""
    if character == "\t":
        return " "
    if character in _INVISIBLE or character.isprintable() or character == "\u3000":
        return character
    if unicodedata.category(character) == "Zs":
        return character
    return f"<U+{ord(character):04X}>"


def printable(text: str) -> str:
    """``text`` on one line, with everything invisible spelled out."""
    return "".join(_cell(" " if character == "\n" else character) for character in text)


def _columns(cell: str) -> int:
    """How many terminal columns a cell takes (Unicode Standard Annex 11)."""
    if len(cell) > 1:
        return len(cell)
    if unicodedata.combining(cell) or cell in _INVISIBLE:
        return 0
    return 2 if unicodedata.east_asian_width(cell) in "WF" else 1


def _summary(report: Report) -> Iterator[Line]:
    for note in report.notes:
        yield [(f"Note: {printable(note)}", "")]
    if report.incomplete:
        yield [(report.incomplete.message, "bold yellow")]
    for path, assumption in report.assumptions.items():
        yield [(f"{printable(path)}: assumed {printable(assumption)}", "dim")]
    counts = [
        (_plural(report.count(severity), severity.value), _STYLES[severity])
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        if report.count(severity)
    ]
    entries = sum(len(document.entries) for document in report.documents)
    files = _plural(len(report.documents), "file")
    if not counts and report.incomplete:
        yield [("Nothing found so far", "bold"), (f" in {files}, {_entries(entries)}.", "")]
    elif not counts:
        yield [("Nothing to report", "bold green"), (f" in {files}, {_entries(entries)}.", "")]
    else:
        line: Line = []
        for text, style in counts:
            line += [(", ", "")] if line else []
            line.append((text, style))
        yield [*line, (f" in {files}, {_entries(entries)}.", "")]
    yield from ([(text, "")] for text in _rest(report))


def _rest(report: Report) -> Iterator[str]:
    """What the counts leave out, and what can be done."""
    existing = report.count(status="existing")
    suppressed = report.count(status="suppressed")
    unknown = sum(not answer.skipped for _, answer in report.unknowns)
    others = [
        f"{_plural(existing, 'problem')} from before the change" if existing else "",
        f"{_plural(suppressed, 'problem')} suppressed by a comment" if suppressed else "",
        f"{_plural(unknown, 'link')} that could not be verified" if unknown else "",
    ]
    if uncounted := ", ".join(filter(None, others)):
        yield f"Not counted: {uncounted}."
    reported = [problem for problem in report.problems if problem.status == "reported"]
    stated = (report.guide.get(found.rule, report.guide.get("", "")) for found in reported)
    if places := ", ".join(filter(None, dict.fromkeys(stated))):
        yield f"The rules of this list: {printable(places)}."
    if safe := sum(found.fix is not None and found.fix.safe for found in reported):
        yield f"`listlint fix` can fix {_plural(safe, 'problem')}."


def _entries(count: int) -> str:
    return f"{count:,} entry" if count == 1 else f"{count:,} entries"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 or noun == "info" else f"{count:,} {noun}s"
