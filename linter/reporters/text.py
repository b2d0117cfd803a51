"""``--format text``: for people at a terminal or reading a log."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linter import DOCUMENTATION
from linter.model import Document, Problem, Report, Severity
from linter.text.english import plural

# A line is a run of (text, style) pieces; a style is rich's, "" for none.
Piece = tuple[str, str]
Line = list[Piece]

WIDTH = 100
_HANGING = "    "
# Between a style and the address that its text links to.
_LINK = " link "
MIN_WIDTH = 40
_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.INFO: "bold cyan",
    Severity.OFF: "",
}
_NOUNS = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFO: ("info", "info"),
}
# Joiners and variation selectors that belong to the visible text around them.
_INVISIBLE = {"\u200c", "\u200d", "\ufe0e", "\ufe0f"}


class TextOptions(NamedTuple):
    """How a report is shown.

    ``width`` is in terminal columns: source lines that are longer are cut around the caret, and on
    a ``terminal`` messages are wrapped to it. ``verbose`` lists every advice (info), not one for a
    rule; ``quiet`` leaves out all but the problems.
    """

    color: bool = False
    width: int = WIDTH
    terminal: bool = False
    verbose: bool = False
    quiet: bool = False


def render(report: Report, options: TextOptions | None = None) -> str:
    """The reported problems with their source lines, then what they add up to."""
    options = options or TextOptions()
    options = options._replace(width=max(options.width, MIN_WIDTH))
    lines = [*_problems(report, options), *_summary(report, options)]
    return painted(lines, color=options.color)


def wrapped(line: Line, width: int) -> Iterator[Line]:
    """A line broken at spaces into lines of at most ``width`` columns, all but the first indented.

    A word that is longer stays whole, so that paths and URLs can be clicked and copied.
    """
    out: Line = []
    used = 0
    for text, style in line:
        for word in re.findall(r"\s*\S+|\s+$", text):
            columns = sum(map(_columns, word))
            if out and used + columns > width and word.strip():
                yield _without_end_space(out)
                word = _HANGING + word.lstrip()
                out, used, columns = [], 0, sum(map(_columns, word))
            if out and out[-1][1] == style:
                out[-1] = (out[-1][0] + word, style)
            else:
                out.append((word, style))
            used += columns
    yield _without_end_space(out)


def _without_end_space(line: Line) -> Line:
    return [*line[:-1], (line[-1][0].rstrip(), line[-1][1])] if line else line


def painted(lines: Iterable[Line], *, color: bool) -> str:
    """The lines as one text, in colour or not."""
    if not color:
        return "".join("".join(text for text, _ in line) + "\n" for line in lines)
    from rich.color import ColorSystem
    from rich.style import Style

    def paint(text: str, style: str) -> str:
        style, _, url = style.partition(_LINK)
        shown = Style.parse(style).render(text, color_system=ColorSystem.STANDARD)
        # https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
        return f"\x1b]8;;{url}\x1b\\{shown}\x1b]8;;\x1b\\" if url else shown

    return "".join("".join(paint(*piece) for piece in line) + "\n" for line in lines)


def _problems(report: Report, options: TextOptions) -> Iterator[Line]:
    documents = {document.path: document for document in report.documents}
    advice: dict[str, list[Problem]] = {}
    for problem in report.problems:
        if problem.status != "reported":
            continue
        if problem.severity is Severity.INFO and not options.verbose:
            advice.setdefault(problem.rule, []).append(problem)
            continue
        yield from _laid(_headline(problem), options)
        document = documents.get(problem.path)
        if document and problem.span.line <= len(document.lines):
            yield from _excerpt(document, problem, options.width)
        yield []
    for problems in advice.values():
        more = f" and {len(problems) - 1:,} more" if len(problems) > 1 else ""
        yield from _laid([*_headline(problems[0]), (more, "")], options)
    if advice:
        yield []


def _headline(problem: Problem) -> Line:
    span, severity = problem.span, problem.severity
    return [
        (f"{printable(problem.path)}:{span.line}:{span.column} ", "bold"),
        (severity.value, _STYLES[severity]),
        (f" {printable(problem.message)} ", ""),
        (f"[{problem.rule}]", f"dim{_LINK}{DOCUMENTATION}/rules/{problem.rule}.md"),
    ]


def _laid(line: Line, options: TextOptions) -> Iterable[Line]:
    return wrapped(line, options.width) if options.terminal else [line]


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


def _summary(report: Report, options: TextOptions) -> Iterator[Line]:
    if report.incomplete:
        yield [(report.incomplete.message, "bold yellow")]
    if options.quiet:
        return
    for note in report.notes:
        yield from _laid([(f"Note: {printable(note)}", "")], options)
    for path, assumption in report.assumptions.items():
        line = [(f"{printable(path)}: assumed {printable(assumption)}", "dim")]
        yield from _laid(line, options)
    yield from _totals(report)
    yield from (piece for text in _rest(report, options) for piece in _laid([(text, "")], options))


def _totals(report: Report) -> Iterator[Line]:
    empty = [document.path for document in report.documents if not document.entries]
    counts = [
        (plural(report.count(severity), *_NOUNS[severity]), _STYLES[severity])
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        if report.count(severity)
    ]
    entries = sum(len(document.entries) for document in report.documents)
    files = plural(len(report.documents), "file")
    place = f" in {files}, {plural(entries, 'entry', 'entries')}."
    if empty and len(empty) == len(report.documents) and not counts:
        checked = "only headings, links and markup were checked"
        yield [("No entry was found", "bold yellow"), (f" in {files}: {checked}.", "")]
        return
    if not counts and report.incomplete:
        yield [("Nothing found so far", "bold"), (place, "")]
    elif not counts:
        yield [("Nothing to report", "bold green"), (place, "")]
    else:
        line: Line = []
        for text, style in counts:
            line += [(", ", "")] if line else []
            line.append((text, style))
        yield [*line, (place, "")]
    if empty:
        yield [
            ("No entry was found", "bold yellow"),
            (f" in {', '.join(map(printable, empty))}.", ""),
        ]


def _rest(report: Report, options: TextOptions) -> Iterator[str]:
    """What the counts leave out, and what can be done."""
    existing = report.count(status="existing")
    suppressed = report.count(status="suppressed")
    unknown = sum(not answer.skipped for _, answer in report.unknowns)
    others = [
        f"{plural(existing, 'problem')} from before the change" if existing else "",
        f"{plural(suppressed, 'problem')} suppressed by a comment" if suppressed else "",
        f"{plural(unknown, 'link')} that could not be verified" if unknown else "",
    ]
    if uncounted := ", ".join(filter(None, others)):
        yield f"Not counted: {uncounted}."
    reported = [problem for problem in report.problems if problem.status == "reported"]
    stated = (report.guide.get(found.rule, report.guide.get("", "")) for found in reported)
    if places := ", ".join(filter(None, dict.fromkeys(stated))):
        yield f"The rules of this list: {printable(places)}."
    if safe := sum(found.fix is not None and found.fix.safe for found in reported):
        have = "has" if safe == 1 else "have"
        # Whether a fix would bring a new problem, only another check can tell: `fix` makes it.
        yield f"{plural(safe, 'problem')} {have} a safe fix: run `listlint fix`."
    if report.count(Severity.INFO) > 1 and not options.verbose:
        yield "`--verbose` lists every info."
