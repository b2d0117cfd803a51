"""How many faults planted in real lists are found, at the right entry, with the right fix.

    python benchmarks/planted_faults.py FILE ... [--seed N] [--show]

In each list faults of ten kinds are planted, at most twenty of a kind and one in forty entries, and
the list is checked against itself as it was. A fault counts as ``told`` if a new finding of
`entry-format`, `entry-date` or `broken-markup` stands at its entry; ``field`` if that finding names
a field that the fault concerns; ``fixed`` if what the finding offers is the entry as it was.
``astray`` are new findings of these rules at entries that nobody touched. Only what the list's own
template requires is broken: a part that may be missing is no fault where it is.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from linter.config.load import default_config
from linter.conventions.learn import study
from linter.engine.pages import Source
from linter.engine.run import lint
from linter.entries.item_source import item_source
from linter.markdown.parser import parse
from linter.model import Conventions, Document, Entry, Problem
from linter.rules import load_rules
from linter.template.template import Template, compile_template
from linter.text import dates
from linter.text.diff import added_lines
from linter.text.edits import EditableText

MAX_FAULTS, FAULT_RATIO = 20, 1 / 40
RULES = ("entry-format", "entry-date", "broken-markup", "field-style", "list-marker")
# Nobody knows the text that is gone.
UNFIXABLE = frozenset(("a_field_left_out", "the_description_left_out", "an_empty_link"))
TODAY = date(2026, 1, 1)


class Planted(NamedTuple):
    """An entry with a fault: its text before and after, and the fields that are concerned."""

    before: str
    after: str
    fields: frozenset[str]


class Match(NamedTuple):
    """An entry's text, and where its fields stand in it."""

    text: str
    spans: dict[str, tuple[int, int]]
    required: frozenset[str]

    def between(self) -> list[tuple[str, int, int, str]]:
        """What stands between two fields: the one before, the stretch, the one behind."""
        order = sorted(self.spans.items(), key=lambda pair: pair[1])
        return [
            (one, end, start, other)
            for (one, (_, end)), (other, (start, _)) in pairwise(order)
            if end < start
        ]


Operator = Callable[[Match, random.Random], Planted | None]


def _edited(match: Match, start: int, end: int, text: str, *fields: str) -> Planted | None:
    after = match.text[:start] + text + match.text[end:]
    return None if after == match.text else Planted(match.text, after, frozenset(fields))


def another_separator(match: Match, chance: random.Random) -> Planted | None:
    """` - ` becomes `: `, a colon a dash."""
    marks = {" - ": ": ", " – ": ": ", " — ": ": ", ": ": " - ", " | ": " - "}
    found = [
        (start + literal.index(mark), mark, one, other)
        for one, start, end, other in match.between()
        for literal in [match.text[start:end]]
        for mark in marks
        if mark in literal and other in match.required and "\n" not in literal
    ]
    if not found or match.text.startswith("|"):
        return None
    at, mark, one, other = chance.choice(found)
    return _edited(match, at, at + len(mark), marks[mark], one, other)


def a_field_left_out(match: Match, chance: random.Random) -> Planted | None:
    """A required field goes, with what leads to it."""
    found = [
        (start, match.spans[other][1], one, other)
        for one, start, end, other in match.between()
        if other in match.required
        and other not in ("title", "url")
        and "\n" not in match.text[start:end]
    ]
    if not found:
        return None
    start, end, one, other = chance.choice(found)
    closing = re.match(r"[\])`*_]+|</\w+>", match.text[end:])
    opened = re.search(r"[\[(`*_]+$|<\w+>$", match.text[start : match.spans[other][0]])
    if opened and closing:
        end += len(closing.group())
    elif match.text.startswith("|"):
        return _edited(match, match.spans[other][0], end, "", other)
    rest = [name for name, (a, _) in match.spans.items() if a >= end]
    return _edited(match, start, end, "", other, one, *rest[:1])


def the_description_left_out(match: Match, _: random.Random) -> Planted | None:
    """The description goes, with its separator."""
    if "description" not in match.required or match.text.startswith("|"):
        return None
    for one, start, _end, other in match.between():
        if other == "description":
            after = [name for name, (a, _) in match.spans.items() if a > match.spans[other][1]]
            return _edited(match, start, match.spans[other][1], "", other, one, *after[:1]) and (
                _without(match, one, other, after[:1])
            )
    return None


def _without(match: Match, one: str, other: str, after: list[str]) -> Planted | None:
    """The entry without a field, the brackets that close the one before kept."""
    start = match.spans[one][1]
    literal = match.text[start : match.spans[other][0]]
    kept = len(literal) - len(literal.lstrip(")]*_`"))
    return _edited(match, start + kept, match.spans[other][1], "", other, one, *after)


def other_brackets(match: Match, chance: random.Random) -> Planted | None:
    """`[[pdf](...)]` becomes `[pdf](...)`, `[[pdf]](...)` likewise."""
    found = list(
        re.finditer(
            r"\[\[([^\[\]]+)\](\([^()\s]+\))\]|\[\[([^\[\]]+)\]\](\([^()\s]+\))", match.text
        )
    )
    if not found:
        return None
    link = chance.choice(found)
    name, url = (link[1], link[2]) if link[1] else (link[3], link[4])
    return _edited(match, *link.span(), f"[{name}]{url}", *match.spans)


def a_bracket_lost(match: Match, _: random.Random) -> Planted | None:
    """The bracket that closes the link's destination goes."""
    if "url" not in match.spans or match.text[match.spans["url"][1] :][:1] != ")":
        return None
    end = match.spans["url"][1]
    return _edited(match, end, end + 1, "", *match.spans)


def two_fields_swapped(match: Match, chance: random.Random) -> Planted | None:
    """Two neighbours change places."""
    pairs = [
        (one, other)
        for one, start, end, other in match.between()
        if {one, other} <= match.required and "url" not in one + other and one != "title"
    ]
    if not pairs or match.text.startswith("|"):
        return None
    one, other = chance.choice(pairs)
    (a, b), (c, d) = match.spans[one], match.spans[other]
    swapped = match.text[c:d] + match.text[b:c] + match.text[a:b]
    return _edited(match, a, d, swapped, one, other)


def a_line_break_lost(match: Match, chance: random.Random) -> Planted | None:
    """Two lines of an entry become one."""
    breaks = list(re.finditer(r"[ \t]*(?:\\|<br>)?\n[ \t]*(?![-*+] )(?=\S)", match.text))
    if not breaks:
        return None
    lost = chance.choice(breaks)
    return _edited(match, *lost.span(), " ", *match.spans)


def another_marker(match: Match, _: random.Random) -> Planted | None:
    """`-` becomes `*`."""
    if match.text[:2] not in ("- ", "* ", "+ "):
        return None
    return _edited(match, 0, 1, "*" if match.text[0] == "-" else "-", "")


def another_date(match: Match, _: random.Random) -> Planted | None:
    """A date is written in another format."""
    if "date" not in match.spans:
        return None
    start, end = match.spans["date"]
    day = dates.recognise(match.text[start:end])
    if day is None or day.month is None:
        return None
    formats = ("Month D, YYYY", "D Mon YYYY") if day.day else ("YYYY-MM", "MM/YYYY")
    shown = dates.render(day, next(f for f in formats if f != day.form))
    return _edited(match, start, end, shown, "date") if shown else None


def an_empty_link(match: Match, _: random.Random) -> Planted | None:
    """The destination is forgotten."""
    if "url" not in match.spans or match.text[match.spans["url"][1] :][:1] != ")":
        return None
    return _edited(match, *match.spans["url"], "", "url")


OPERATORS: tuple[Operator, ...] = (
    another_separator,
    a_field_left_out,
    the_description_left_out,
    other_brackets,
    a_bracket_lost,
    two_fields_swapped,
    a_line_break_lost,
    another_marker,
    another_date,
    an_empty_link,
)


# ------------------------------------------------------------------------------ planting


def _matches(document: Document, conventions: Conventions) -> list[tuple[Entry, Match]]:
    """The entries that match, with the fields that their template requires."""
    templates = [compile_template(source) for source in conventions.templates]
    out: list[tuple[Entry, Match]] = []
    for entry in document.entries:
        if entry.mismatch or not templates:
            continue
        template: Template = templates[entry.template]
        item = document.items[entry.item]
        text = item_source(document, item, own_only=template.own_only).text
        found = template.match(text)
        if found is not None:
            required = frozenset(template.required())
            out.append((entry, Match(text, dict(found.spans), required)))
    return out


class Result(NamedTuple):
    """What became of the faults of one kind."""

    planted: int
    told: int
    field: int
    fixed: int
    astray: int


def run(text: str, operator: Operator, seed: int, *, show: bool = False) -> Result:
    """Plant faults of one kind in a list, and see what a check says."""
    document = parse(text, "README.md")
    conventions, reader = study(document)
    entries = _matches(reader.finished, conventions)
    chance = random.Random(f"{seed} {operator.__name__}")
    chance.shuffle(entries)
    wanted = min(MAX_FAULTS, max(1, int(len(entries) * FAULT_RATIO)))
    lines = list(document.lines)
    places: dict[int, Planted] = {}
    for entry, match in entries:
        if len(places) == wanted:
            break
        planted = operator(match, chance)
        first = entry.span.line
        height = match.text.count("\n") + 1
        if planted is None or any(abs(first - line) < 8 for line in places):
            continue
        if "\n".join(line.strip() for line in lines[first - 1 : first - 1 + height]) != "\n".join(
            line.strip() for line in match.text.split("\n")
        ):
            continue
        indent = re.match(r"[\s>]*", lines[first - 1])
        assert indent
        new = (indent.group() + planted.after).split("\n")
        new += ["\0"] * (height - len(new))
        lines[first - 1 : first - 1 + height] = new
        places[first] = planted
    shift = {}
    removed = 0
    for number, line in enumerate(lines, start=1):
        shift[number] = number - removed
        removed += line == "\0"
    head = "\n".join(line for line in lines if line != "\0")
    base = "\n".join(document.lines)
    source = Source("README.md", head, base=base, added=added_lines(base, head))
    report = lint([source], default_config(), load_rules(), today=TODAY)
    found = [p for p in report.problems if p.status == "reported" and p.rule in RULES]
    named = {
        entry.span.line: entry.mismatch.field or ""
        for entry in report.documents[0].entries
        if entry.mismatch is not None
    }
    return _judged(
        head, named, found, {shift[line]: planted for line, planted in places.items()}, show
    )


def _judged(
    head: str,
    named: dict[int, str],
    new: list[Problem],
    places: dict[int, Planted],
    show: bool,
) -> Result:
    told = field = fixed = 0
    used: set[int] = set()
    for line, planted in places.items():
        height = planted.after.count("\n")
        mine = [p for p in new if line <= p.span.line <= line + height or p.span.line == line - 1]
        used.update(map(id, mine))
        told += bool(mine)
        wanted = {name.rstrip("0123456789_") for name in planted.fields}
        said = {
            name.rstrip("0123456789_")
            for at, name in named.items()
            if line - 1 <= at <= line + height
        }
        field += any(p.rule != "entry-format" for p in mine) or bool(
            mine and wanted & (said | {""})
        )
        right = any(p.fix and _restores(head, p, planted) for p in mine)
        fixed += right
        if show and not right:
            print("   ", "told  " if mine else "silent", repr(planted.after[:150]))
            for p in mine:
                print("          ", p.rule, p.message[:150])
    astray = [p for p in new if id(p) not in used]
    if show:
        for p in astray:
            print("    astray", p.span.line, p.rule, p.message[:150])
    return Result(len(places), told, field, fixed, len(astray))


def _restores(head: str, problem: Problem, planted: Planted) -> bool:
    assert problem.fix is not None
    fixed = EditableText(head).apply([problem.fix])
    return " ".join(planted.before.split()) in " ".join(fixed.split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--kind", default="")
    arguments = parser.parse_args()
    totals: Counter[tuple[str, str]] = Counter()
    for path in arguments.files:
        text = path.read_text("utf-8-sig")
        for operator in OPERATORS:
            if arguments.kind not in operator.__name__:
                continue
            if arguments.show:
                print(path.name, operator.__name__)
            result = run(text, operator, arguments.seed, show=arguments.show)
            for name, count in result._asdict().items():
                totals[operator.__name__, name] += count
                totals["all", name] += count
    print(f"{'fault':28} planted  told field fixed astray")
    kinds = [operator.__name__ for operator in OPERATORS]
    for kind in [*kinds, "all"]:
        planted = totals[kind, "planted"]
        shares = [
            f"{totals[kind, name] / planted:5.0%}" if planted else "    -"
            for name in ("told", "field")
        ]
        fixable = sum(
            totals[k, "planted"] for k in kinds if kind in (k, "all") and k not in UNFIXABLE
        )
        shares.append(f"{totals[kind, 'fixed'] / fixable:5.0%}" if fixable else "    -")
        print(
            f"{kind.replace('_', ' '):28} {planted:7} {' '.join(shares)} {totals[kind, 'astray']:6}"
        )


if __name__ == "__main__":
    main()
