"""How many faults planted in real lists are found, at the right entry, with the right fix.

    python benchmarks/planted_faults.py FILE ... [--seed N] [--show] [--kind WORD]

In each list faults of sixteen kinds are planted, at most ten of a kind and one in twenty entries
a round, and the list is checked against itself as it was. A fault counts as ``told`` if a new
finding stands at its entry; ``field`` if that finding names a field that the fault concerns;
``fixed`` if what the finding offers is the entry as it was. ``astray`` are new findings at entries
that nobody touched. Only what the list's own template requires is broken: a part that may be
missing is no fault where it is.

``right additions`` are new entries in the form of their neighbour above, at most ten in each list:
whatever a check says of these is wrong.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
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
from linter.model import Conventions, Document, Entry, Problem, Report, Severity
from linter.rules import load_rules
from linter.template.template import Template, compile_template
from linter.text import dates
from linter.text.diff import added_lines
from linter.text.edits import EditableText

MAX_FAULTS, MAX_ROUNDS, FAULT_RATIO = 10, 5, 1 / 20
MAX_ADDITIONS = 10
# Between two faults so many lines stay as they are.
DISTANCE = 8
RULES = ("entry-format", "entry-date", "broken-markup", "field-style", "list-marker")
# Nobody knows the text that is gone.
UNFIXABLE = frozenset(
    (
        "a_field_left_out",
        "the_description_left_out",
        "the_date_left_out",
        "the_last_part_left_out",
        "an_empty_link",
    )
)
TODAY = date(2030, 1, 1)


class Planted(NamedTuple):
    """An entry with a fault: its text before and after, and the fields that are concerned.

    ``lines`` is the number of entries that it takes the place of.
    """

    before: str
    after: str
    fields: frozenset[str]
    lines: int = 1


class Match(NamedTuple):
    """An entry's text, where its fields stand in it, and the entry of one line right below."""

    text: str
    spans: dict[str, tuple[int, int]]
    required: frozenset[str]
    follower: str = ""

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
        if {one, other} <= match.required
        and not re.search("url|badges", one + other)
        and one != "title"
    ]
    if not pairs or match.text.startswith("|"):
        return None
    one, other = chance.choice(pairs)
    (a, b), (c, d) = match.spans[one], match.spans[other]
    swapped = match.text[c:d] + match.text[b:c] + match.text[a:b]
    return _edited(match, a, d, swapped, one, other)


def a_line_break_lost(match: Match, chance: random.Random) -> Planted | None:
    """Two lines of an entry become one."""
    breaks = [
        (start + lost.start(), start + lost.end())
        for _, start, end, other in match.between()
        if other in match.required
        for lost in re.finditer(r"[ \t]*(?:\\|<br>)?\n[ \t]*", match.text[start:end])
        if not re.match(r"[-*+] ", match.text[start + lost.end() :])
    ]
    if not breaks:
        return None
    return _edited(match, *chance.choice(breaks), " ", *match.spans)


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


def the_date_left_out(match: Match, _: random.Random) -> Planted | None:
    """The date or the year goes, with the space or the mark that leads to it."""
    for one, start, end, other in match.between():
        literal = match.text[start:end]
        if other.startswith(("date", "year")) and other in match.required and "\n" not in literal:
            lead = len(literal) - len(literal.rstrip(" ,"))
            stop = match.spans[other][1]
            after = [name for name, (a, _) in match.spans.items() if a > stop]
            return _edited(match, end - lead, stop, "", other, one, *after[:1])
    return None


def the_last_part_left_out(match: Match, _: random.Random) -> Planted | None:
    """The entry ends before its last required field."""
    between = match.between()
    if not between or match.text.startswith("|"):
        return None
    one, start, end, other = between[-1]
    literal = match.text[start:end]
    if other not in match.required or other in ("url", "title", "description"):
        return None
    kept = len(literal) - len(literal.lstrip(")]*_`"))
    closing = len(match.text) - match.spans[other][1]
    if closing > 3 or "\n" in literal:
        return None
    return _edited(match, start + kept, len(match.text), "", other, one)


def two_entries_on_a_line(match: Match, _: random.Random) -> Planted | None:
    """The line's end before the next entry is lost. What follows is put in by `_plant`."""
    if match.text[:2] not in ("- ", "* ", "+ ") or "\n" in match.text or not match.follower:
        return None
    before = f"{match.text}\n{match.follower}"
    return Planted(before, f"{match.text} {match.follower}", frozenset(match.spans), lines=2)


def a_lost_bullet(match: Match, _: random.Random) -> Planted | None:
    """The entry begins without its marker."""
    if match.text[:2] not in ("- ", "* ", "+ "):
        return None
    return _edited(match, 0, 2, "", *match.spans)


def a_lost_space(match: Match, chance: random.Random) -> Planted | None:
    """The space behind a separator goes."""
    found = [
        (end - 1, one, other)
        for one, start, end, other in match.between()
        if re.search(r"[)\]*] [-–—|:] \Z|\): \Z", match.text[start:end]) and other in match.required
    ]
    if not found or match.text.startswith("|"):
        return None
    at, one, other = chance.choice(found)
    return _edited(match, at, at + 1, "", one, other)


def a_lost_emphasis(match: Match, _: random.Random) -> Planted | None:
    """The title stands without its `**`."""
    if "title" not in match.spans or match.text.startswith("|"):
        return None
    start, end = match.spans["title"]
    if match.text[start - 2 : start] != "**" or match.text[end : end + 2] != "**":
        return None
    return _edited(match, start - 2, end + 2, match.text[start:end], "title", "url")


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
    the_date_left_out,
    the_last_part_left_out,
    two_entries_on_a_line,
    a_lost_bullet,
    a_lost_space,
    a_lost_emphasis,
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
            if out and (above := out[-1])[0].span.line == entry.span.line - 1 and "\n" not in text:
                out[-1] = above[0], above[1]._replace(follower=text)
            out.append((entry, Match(text, dict(found.spans), required)))
    return [(entry, match) for entry, match in out if _is_plain(document, entry, match)]


def _is_plain(document: Document, entry: Entry, match: Match) -> bool:
    """Whether an entry's text is what its lines hold, but for their indentation."""
    first = entry.span.line - 1
    lines = document.lines[first : first + match.text.count("\n") + 1]
    return [line.strip() for line in lines] == [line.strip() for line in match.text.split("\n")]


class Result(NamedTuple):
    """What became of the faults of one kind."""

    planted: int = 0
    told: int = 0
    field: int = 0
    fixed: int = 0
    astray: int = 0


class Placed(NamedTuple):
    """A fault, or an addition, on a line of the changed list, and of which kind it is."""

    planted: Planted
    kind: str


class Changed:
    """A list with new text in the place of some of its entries."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines = list(document.lines)
        self._places: dict[int, Placed] = {}

    def has_room(self, line: int) -> bool:
        """Whether nothing near this line is changed."""
        return all(abs(line - other) >= DISTANCE for other in self._places)

    def put(self, line: int, planted: Planted, kind: str) -> None:
        """Put what is planted on the lines that hold what was there."""
        height = planted.before.count("\n") + 1
        indent = re.match(r"[\s>]*", self._lines[line - 1])
        assert indent
        self._lines[line - 1 : line - 1 + height] = [
            indent.group() + planted.after,
            *["\0"] * (height - 1),
        ]
        self._places[line] = Placed(planted, kind)

    def check(self) -> tuple[str, dict[int, Placed], Report]:
        """The changed text, what is on which of its lines, and what a check says of it."""
        kept: list[str] = []
        places: dict[int, Placed] = {}
        at = 1
        for number, line in enumerate(self._lines, start=1):
            if number in self._places:
                places[at] = self._places[number]
            if line != "\0":
                kept.append(line)
                at += line.count("\n") + 1
        head, base = "\n".join(kept), "\n".join(self._document.lines)
        source = Source("README.md", head, base=base, added=added_lines(base, head))
        report = lint([source], default_config(), load_rules(), today=TODAY)
        return head, places, report


def plant(
    document: Document, entries: list[tuple[Entry, Match]], operators: Sequence[Operator], seed: int
) -> list[tuple[str, dict[int, Placed], Report]]:
    """Plant faults of all kinds in a list, round by round, and check each round."""
    chance = random.Random(seed)
    counts: Counter[Operator] = Counter()
    out = []
    for number in range(MAX_ROUNDS):
        changed = Changed(document)
        chance.shuffle(entries)
        planted = 0
        for entry, match in entries:
            if planted >= max(1, FAULT_RATIO * len(entries)):
                break
            if not changed.has_room(entry.span.line):
                continue
            # The rarest kind first.
            for operator in sorted(operators, key=lambda operator: counts[operator]):
                enough = counts[operator] >= (number + 1) * MAX_FAULTS / MAX_ROUNDS
                if not enough and (fault := operator(match, chance)):
                    changed.put(entry.span.line, fault, operator.__name__)
                    counts[operator] += 1
                    planted += 1
                    break
        if planted:
            out.append(changed.check())
    return out


def _judged(
    head: str, places: dict[int, Placed], report: Report, *, show: bool
) -> Counter[tuple[str, str]]:
    """How many faults of each kind are told, with which field, and fixed."""
    new = [p for p in report.problems if p.status == "reported" and p.rule in RULES]
    named = {
        entry.span.line: entry.mismatch.field or ""
        for entry in report.documents[0].entries
        if entry.mismatch is not None
    }
    totals: Counter[tuple[str, str]] = Counter()
    used: set[int] = set()
    for line, (planted, kind) in places.items():
        height = planted.after.count("\n")
        mine = [p for p in new if line - 1 <= p.span.line <= line + height]
        used.update(map(id, mine))
        wanted = {name.rstrip("0123456789_") for name in planted.fields}
        said = {
            name.rstrip("0123456789_")
            for at, name in named.items()
            if line - 1 <= at <= line + height
        }
        field = any(p.rule != "entry-format" or "each other" in p.message for p in mine) or bool(
            mine and wanted & (said | {""})
        )
        right = any(p.fix and _restores(head, p, planted) for p in mine)
        totals[kind, "planted"] += 1
        totals[kind, "told"] += bool(mine)
        totals[kind, "field"] += field
        totals[kind, "fixed"] += right
        if show and not (right or (mine and kind in UNFIXABLE)):
            print("   ", "told  " if mine else "silent", kind, repr(planted.after[:200]))
            for p in mine:
                offered = repr(_fixed(head, p)[line - 1][:150]) if p.fix else ""
                print("          ", p.rule, p.message[:150], offered)
    for p in new:
        if id(p) not in used:
            totals["all", "astray"] += 1
            if show:
                print("    astray", p.span.line, p.rule, p.message[:150])
    return totals


def _fixed(head: str, problem: Problem) -> list[str]:
    assert problem.fix is not None
    return EditableText(head).apply([problem.fix]).split("\n")


def _restores(head: str, problem: Problem, planted: Planted) -> bool:
    fixed = " ".join(" ".join(_fixed(head, problem)).split())
    return " ".join(planted.before.split()) in fixed


# ------------------------------------------------------------------------------ additions


def add(document: Document, entries: list[tuple[Entry, Match]], seed: int) -> Changed:
    """The list with new entries, all of them like the one above."""
    chance = random.Random(seed)
    chance.shuffle(entries)
    changed = Changed(document)
    added = 0
    for entry, match in entries:
        if added == MAX_ADDITIONS or added >= max(1, FAULT_RATIO * len(entries)):
            break
        indent = re.match(r"[\s>]*", document.lines[entry.span.line - 1])
        assert indent
        new = _another(match)
        url = match.text[slice(*match.spans.get("url", (0, 0)))]
        is_known = _another_url(url) in document.text
        if new and not is_known and changed.has_room(entry.span.line):
            lead = indent.group()
            # Both with their lines as they stand in the file.
            height = match.text.count("\n") + 1
            first = entry.span.line - 1
            own = "\n".join(document.lines[first : first + height]).removeprefix(lead)
            shift = [
                line[: len(line) - len(line.lstrip())]
                for line in document.lines[first : first + height]
            ]
            lines = [
                space + line.lstrip() for space, line in zip(shift, new.split("\n"), strict=True)
            ]
            gap = (
                "\n\n"
                if not match.text.startswith("|")
                and _is_followed_by_blank(document, first + height)
                else "\n"
            )
            planted = Planted(match.text, own + gap + "\n".join(lines), frozenset())
            changed.put(entry.span.line, planted, "right additions")
            added += 1
    return changed


def _is_followed_by_blank(document: Document, line: int) -> bool:
    return line < len(document.lines) and not document.lines[line].strip()


def _another(match: Match) -> str | None:
    """An entry of the same form about another work, which belongs right behind this one."""
    if "url" not in match.spans or "title" not in match.spans:
        return None
    changes: list[tuple[int, int, str]] = []
    for name, (start, end) in match.spans.items():
        value = match.text[start:end]
        if name == "title":
            body = value.rstrip('.!?*_`"” ')
            changes.append((start, end, f"{body} Two{value[len(body) :]}"))
        elif name == "url":
            changes.append((start, end, _another_url(value)))
        elif name == "description":
            words = value.split(" ")
            if len(words) > 2:
                changes.append((start, end, " ".join([*words[:1], "also", *words[1:]])))
    text = match.text
    for start, end, value in sorted(changes, reverse=True):
        text = text[:start] + value + text[end:]
    old, new = (
        re.sub(r"https?://(?:github\.com/)?", "", url).strip("/<>")
        for url in (
            match.text[slice(*match.spans["url"])],
            _another_url(match.text[slice(*match.spans["url"])]),
        )
    )
    return text.replace(old, new)


def _another_url(url: str) -> str:
    """A URL that differs in the last letter or digit of what names its page."""
    named = re.split(r"&|\?utm_", url)[0]
    found = re.search(r"[a-z0-9](?=[^a-z0-9]*\Z)|[a-z0-9](?=\.(?:pdf|html)\Z)", named)
    if not found:
        return url
    at = found.start()
    other = {"9": "8", "z": "y"}.get(url[at], chr(ord(url[at]) + 1))
    return url[:at] + other + url[at + 1 :]


def _spoken_to(
    places: dict[int, Placed], report: Report, *, show: bool
) -> Counter[tuple[str, str]]:
    """How many additions hear anything but advice."""
    totals: Counter[tuple[str, str]] = Counter()
    for line, (planted, kind) in places.items():
        height = planted.after.count("\n")
        mine = [
            p
            for p in report.problems
            if p.status == "reported"
            and p.severity is not Severity.INFO
            and line <= p.span.line <= line + height
        ]
        totals[kind, "planted"] += 1
        totals[kind, "told"] += bool(mine)
        if show and mine:
            print("    right ", repr(planted.after[len(planted.before) :][:200]))
            for p in mine:
                print("          ", p.rule, p.message[:200])
    return totals


# ------------------------------------------------------------------------------ the table


def measured(
    text: str, operators: Sequence[Operator], seed: int, *, show: bool
) -> Counter[tuple[str, str]]:
    """What a check says of faults and of right additions in one list."""
    document = parse(text, "README.md")
    conventions, reader = study(document)
    entries = _matches(reader.finished, conventions)
    totals: Counter[tuple[str, str]] = Counter()
    if not entries:
        return totals
    for head, places, report in plant(document, entries, operators, seed):
        totals += _judged(head, places, report, show=show)
    if len(operators) == len(OPERATORS):
        _, places, report = add(document, entries, seed).check()
        totals += _spoken_to(places, report, show=show)
    return totals


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--kind", default="")
    arguments = parser.parse_args()
    operators = [one for one in OPERATORS if arguments.kind in one.__name__]
    totals: Counter[tuple[str, str]] = Counter()
    for path in arguments.files:
        if arguments.show:
            print(path.name)
        text = path.read_text("utf-8-sig")
        totals += measured(text, operators, arguments.seed, show=arguments.show)
    _print(totals)


def _print(totals: Counter[tuple[str, str]]) -> None:
    kinds = [operator.__name__ for operator in OPERATORS]
    for name in ("planted", "told", "field", "fixed"):
        totals["all", name] = sum(totals[kind, name] for kind in kinds)
    print(f"{'fault':28} planted  told field fixed")
    for kind in [*kinds, "all"]:
        planted = totals[kind, "planted"]
        fixable = sum(
            totals[k, "planted"] for k in kinds if kind in (k, "all") and k not in UNFIXABLE
        )
        shares = [
            f"{totals[kind, name] / total:5.0%}" if total else "    -"
            for name, total in (("told", planted), ("field", planted), ("fixed", fixable))
        ]
        print(f"{kind.replace('_', ' '):28} {planted:7} {' '.join(shares)}")
    added, spoken = (totals["right additions", name] for name in ("planted", "told"))
    print(f"astray {totals['all', 'astray']}, right additions spoken to {spoken} of {added}")


if __name__ == "__main__":
    main()
