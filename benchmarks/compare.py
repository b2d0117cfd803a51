"""Which mistakes each linter reports: one mistake at a time in a list that is otherwise in order.

python benchmarks/compare.py [--awesome-lint PATH] [--markdownlint PATH] [--markdown]

A tool reports a mistake if its output gains a finding on one of the lines that the mistake touches,
against its output on the list in order. What it says there already is counted as noise.
The other tools are npm packages (`npm install awesome-lint markdownlint-cli2`); without their
paths listlint is measured alone. No tool asks the network about a link here.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

_SECTIONS = ("Editors", "Search", "Viewers", "Shells")
_WHAT = ("code", "folders", "tables", "logs", "images", "text", "mail", "maps", "notes", "feeds")
_HOW = ("in colour", "at once", "page by page", "by name", "with few keys", "as a tree")
_FIRST = ("Ada", "Alan", "Grace", "John", "Edsger", "Tony", "Barbara", "Donald", "Frances", "Ken")
_LAST = ("Lovelace", "Turing", "Hopper", "Backus", "Dijkstra", "Hoare", "Liskov", "Knuth", "Allen")
_TOPICS = ("Attention", "Retrieval", "Planning", "Alignment")
_KINDS = ("Sparse", "Dense", "Long", "Local", "Cheap", "Slow", "Deep", "Wide", "Folded", "Sorted")
_PER_SECTION = 20
_HEAD = """\
# Awesome {name} [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)

> {name} that are worth your time.

## Contents

"""


def _with_contents(name: str, sections: dict[str, list[str]]) -> str:
    contents = "".join(f"- [{title}](#{title.lower()})\n" for title in sections)
    body = "".join(f"\n## {title}\n\n" + "".join(entries) for title, entries in sections.items())
    return _HEAD.format(name=name) + contents + body


def tools() -> str:
    """Eighty programs, in alphabetical order within a section."""
    sections = {}
    for number, title in enumerate(_SECTIONS):
        names = sorted(f"{title[:2]}{_WHAT[i % 10]}{'abcd'[i // 10]}" for i in range(_PER_SECTION))
        sections[title] = [
            f"- [{name.capitalize()}](https://{name.lower()}.example.org) - Shows "
            f"{_WHAT[(i + number) % 10]} {_HOW[i % 6]}.\n"
            for i, name in enumerate(names)
        ]
    return _with_contents("Tools", sections)


def papers() -> str:
    """Eighty papers, the newest first within a section."""
    sections = {}
    for number, title in enumerate(_TOPICS):
        entries = []
        for i in range(_PER_SECTION):
            months = 2024 * 12 + 5 - 2 * i - number % 2
            year, month = divmod(months, 12)
            paper = f"{year % 100:02}{month + 1:02}.{10000 + 100 * number + i}"
            authors = "; ".join(
                f"{_FIRST[(i + number + k) % 10]} {_LAST[(i * 2 + k) % 9]}"
                for k in range(1 + i % 3)
            )
            name = f"{_KINDS[i % 10]} {title}{' Again' * (i // 10)}"
            entries.append(
                f"- **{name}** [[paper](https://arxiv.org/abs/{paper})] "
                f"{year}-{month + 1:02}-{1 + i % 9:02}  \n  {authors}\n"
            )
        sections[title] = entries
    return _with_contents("Papers", sections)


TOOLS, PAPERS = tools(), papers()


class Mistake(NamedTuple):
    """``old`` becomes ``new`` in ``text``; it may be reported where ``at`` stands, too."""

    name: str
    text: str
    old: str
    new: str
    at: str = ""


def _entry(text: str, number: int, lines: int = 1) -> str:
    """An entry of the list, counted from 0, with its line end."""
    found = text.split("\n")
    starts = [i for i, line in enumerate(found) if line.startswith("- ") and "://" in line]
    return "\n".join(found[starts[number] : starts[number] + lines]) + "\n"


def mistakes() -> Iterator[Mistake]:
    """One mistake a line; the entry is one in the middle of the first section."""
    yield from _in_tools(_entry(TOOLS, 9), _entry(TOOLS, 10), _entry(TOOLS, 30))
    yield from _in_papers(_entry(PAPERS, 10, 2), _entry(PAPERS, 11, 2), _entry(PAPERS, 12))


def _in_tools(entry: str, following: str, elsewhere: str) -> Iterator[Mistake]:
    def tool(name: str, old: str, new: str, at: str = "") -> Mistake:
        return Mistake(name, TOOLS, entry, entry.replace(old, new), at)

    name, url = entry[3 : entry.index("]")], entry[entry.index("(") + 1 : entry.index(")")]
    description = entry[entry.index(" - ") :]
    yield tool("a dash of another kind", ") - ", ") – ")
    yield tool("no space before the dash", ") - ", ")- ")
    yield tool("no description", description, "\n")
    yield tool("a description without its full stop", ".\n", "\n")
    yield tool("a description in lower case", "- Shows", "- shows")
    yield tool("brackets and parentheses swapped", f"[{name}]({url})", f"({name})[{url}]")
    yield tool("no link destination", f"({url})", "()")
    yield tool("a bare address in place of the link", f"[{name}]({url})", f"{name} {url}")
    yield tool("a bullet of another kind", "- [", "* [")
    again = f"- [{name} again]({{}}) - Shows more.\n"
    yield Mistake(
        "the same link twice in a section", TOOLS, following, again.format(url) + following, entry
    )
    spelled = url.replace("https://", "http://www.") + "/"
    yield Mistake(
        "the same page, spelled differently",
        TOOLS,
        following,
        again.format(spelled) + following,
        entry,
    )
    copy = entry.replace("- Shows", "- Also shows")
    yield Mistake("the same page in two sections", TOOLS, elsewhere, copy + elsewhere, entry)
    yield Mistake("an entry out of alphabetical order", TOOLS, elsewhere, elsewhere + (
        "- [Aardvark](https://aardvark.example.org) - Shows ants.\n"
    ))  # fmt: skip
    yield Mistake(
        "a section missing from the contents", TOOLS, "## Viewers\n", "## Pagers\n", "- [Viewers]("
    )
    yield Mistake("a broken anchor in the contents", TOOLS, "](#search)", "](#serch)")
    yield Mistake(
        "an entry before the first section",
        TOOLS,
        "## Editors\n",
        "- [Ed](https://ed.example.org) - Shows lines.\n\n## Editors\n",
    )


def _in_papers(entry: str, following: str, elsewhere: str) -> Iterator[Mistake]:
    def paper(name: str, old: str, new: str, at: str = "") -> Mistake:
        assert old in entry, name
        return Mistake(name, PAPERS, entry, entry.replace(old, new), at)

    date = entry[entry.index(")] ") + 3 : entry.index("  \n")]
    link = entry[entry.index("[[") : entry.index(")] ") + 2]
    authors = entry.split("\n")[1].strip()
    url = link[link.index("(") + 1 : -2]
    title = entry[len("- **") : entry.index("** ")]
    yield paper("a date that does not exist", date, f"{date[:4]}-02-30")
    yield paper("a date in another format", date, f"May {date[:4]}")
    yield paper("a date years before its arXiv id", date, f"2015{date[4:]}")
    yield Mistake("a paper out of date order", PAPERS, elsewhere, elsewhere.replace("202", "201"))
    yield paper("authors separated by commas", authors, authors.replace(";", ","))
    turned = "; ".join(", ".join(reversed(name.split())) for name in authors.split("; "))
    yield paper("authors with the last name first", authors, turned)
    yield paper("no authors", f"  \n  {authors}", "")
    yield paper("single brackets around the link", link, link[1:-1])
    pdf = f"- **{title}** [[paper]({url.replace('/abs/', '/pdf/')}v2)] {date}  \n  {authors}\n"
    yield Mistake("the same paper by its PDF", PAPERS, following, pdf + following, entry[:60])


MISTAKES = tuple(mistakes())


class Tool(NamedTuple):
    """``lines`` runs the tool on README.md of a folder: the lines of its findings."""

    name: str
    lines: Callable[[Path], list[int]]


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def listlint(folder: Path) -> list[int]:
    command = [sys.executable, "-m", "linter", "check", "--format", "json", "README.md"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return [problem["line"] for problem in json.loads(done.stdout)["problems"]]


def awesome_lint(path: str) -> Callable[[Path], list[int]]:
    def lines(folder: Path) -> list[int]:
        found = run([path, "README.md"], folder)
        if "Linting" not in found:
            raise SystemExit(f"{path} does not run: {found[:200]}")
        return [int(line) for line in re.findall(r"(?m)^\s*[✖⚠]\s+(\d+):\d+\s", found)]

    return lines


def markdownlint(path: str) -> Callable[[Path], list[int]]:
    def lines(folder: Path) -> list[int]:
        found = run([path, "README.md"], folder)
        if "Linting" not in found:
            raise SystemExit(f"{path} does not run: {found[:200]}")
        return [int(line) for line in re.findall(r"(?m)^README\.md:(\d+)", found)]

    return lines


def laid(text: str, folder: Path) -> Path:
    """A repository with this list and what awesome-lint wants beside it."""
    run(["git", "init", "--quiet", "."], folder)
    (folder / "README.md").write_text(text, "utf-8")
    (folder / "contributing.md").write_text("Add one entry a pull request.\n", "utf-8")
    return folder


def findings(tool: Tool, text: str) -> list[int]:
    with tempfile.TemporaryDirectory() as folder:
        return tool.lines(laid(text, Path(folder)))


def touched(mistake: Mistake) -> tuple[str, set[int]]:
    """The text with the mistake in it, and the lines where it may be reported."""
    assert mistake.text.count(mistake.old) == 1, mistake.name
    before, after = mistake.text.split(mistake.old)
    text = before + mistake.new + after
    first = before.count("\n") + 1
    lines = set(range(first, first + max(mistake.new.rstrip("\n").count("\n"), 0) + 1))
    if mistake.at:
        beside = mistake.at.strip()
        lines |= {n for n, line in enumerate(text.split("\n"), 1) if beside in line}
    return text, lines


def reports(tool: Tool, mistake: Mistake, known: list[int]) -> bool:
    """Whether the tool has more to say on the touched lines than on the list in order."""
    text, lines = touched(mistake)
    found = findings(tool, text)
    return len(found) > len(known) and any(line in lines for line in found)


def table(tools: list[Tool]) -> Iterator[list[str]]:
    yield ["mistake", *(tool.name for tool in tools)]
    known = {(tool.name, text): findings(tool, text) for tool in tools for text in (TOOLS, PAPERS)}
    totals = [0] * len(tools)
    for mistake in MISTAKES:
        row = [reports(tool, mistake, known[tool.name, mistake.text]) for tool in tools]
        totals = [total + said for total, said in zip(totals, row, strict=True)]
        yield [mistake.name, *("yes" if said else "" for said in row)]
    yield ["reported", *(f"{total} of {len(MISTAKES)}" for total in totals)]
    for name, text in (("tools", TOOLS), ("papers", PAPERS)):
        noise = (str(len(known[tool.name, text])) for tool in tools)
        yield [f"findings on the list of {name} in order", *noise]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--awesome-lint", metavar="PATH", help="the program awesome-lint")
    parser.add_argument("--markdownlint", metavar="PATH", help="the program markdownlint-cli2")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    arguments = parser.parse_args()
    tools = [Tool("listlint", listlint)]
    if arguments.awesome_lint:
        tools.append(Tool("awesome-lint", awesome_lint(arguments.awesome_lint)))
    if arguments.markdownlint:
        tools.append(Tool("markdownlint", markdownlint(arguments.markdownlint)))
    rows = list(table(tools))
    width = max(len(row[0]) for row in rows)
    for number, row in enumerate(rows):
        if arguments.markdown:
            print("| " + " | ".join(row) + " |")
            if not number:
                print("| --- |" + " --- |" * len(tools))
        else:
            print(f"{row[0]:{width}}  " + "  ".join(f"{cell:12}" for cell in row[1:]).rstrip())


if __name__ == "__main__":
    main()
