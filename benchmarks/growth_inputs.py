"""The inputs of `growth.py`: what Markdown, a list, a template or a configuration is made of, long.

A function makes one of these as long as one likes: its argument is about how many characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

Make = Callable[[int], str]


def repeat(unit: str, before: str = "", after: str = "") -> Make:
    return lambda size: before + unit * max(1, size // len(unit)) + after


def count(pattern: str, before: str = "", after: str = "") -> Make:
    """``pattern`` with ``{i}`` counted up, as often as fits; ``{j}`` counts down."""

    def make(size: int) -> str:
        number = max(1, size // len(pattern.format(i=10_000, j=10_000)))
        middle = "".join(pattern.format(i=i, j=number - i) for i in range(number))
        return before + middle + after

    return make


def parts(*makes: Make) -> Make:
    """Several inputs one after the other, each of a share of the size."""
    return lambda size: "".join(make(size // len(makes)) for make in makes)


def cycle(*units: str, before: str = "") -> Make:
    """Units in turn, counted as in `count`."""

    def make(size: int) -> str:
        number = max(1, size // (sum(map(len, units)) // len(units) + 2))
        return before + "".join(
            units[i % len(units)].format(i=i, j=number - i) for i in range(number)
        )

    return make


def nested(depth: int, line: str) -> Make:
    """Items nested ``depth`` deep, again and again."""
    block = "".join("  " * level + line for level in range(depth))
    return repeat(block)


ENTRY = "- [Tool {i}](https://t{i}.example.org) - Does thing number {i}.\n"
LIST = "# Awesome tools\n\n## A 1\n\n" + "".join(ENTRY.format(i=i) for i in range(40))
BROKEN = "- [Tool {i}](https://t{i}.example.org) Does thing {i}\n"
DATED = "- **Paper number {i}** [[link]](https://p{i}.example.org) 2020-01-01\n"
TOC = "- [A {i}](#a-{i})\n"
HEADING = "## A {i}\n\n"


def markdown() -> Iterator[tuple[str, Make]]:
    """Anything that Markdown can be made of, many times."""
    units = [
        *("[", "*", "`", "<", "> ", "- ", "![", "](", "[]", "[a](", '[a](b "c ', "[a](<b", "<a "),
        *("<a b='", "<!-- -", "x<?", "a@", "a@b.c ", "www.a ", "http://a.b ", "s://", ":", "w"),
        *("*a **a ", "a|b\n-|-\n", "|", "# a\n", "- a\n", "1. a\n", "- a\n> b\n", "-\n", ">\n"),
        *("a\n\n", "[a]: b\n", '[a]: b "c\n', "[a]: <b\n", "[^a]", "[^a]: [^a]\n", "a\n=\n"),
        *("```\n", "\\[", "<div>\n\n", "<div></p>", "<a href=x>", "\n", "\t", " ", "&", "\\"),
        *("\0", "\ud800", "\u202e", "\r", "<h1>a</h1>\n\n", "<b>", "</details>\n\n", "~", "_a_ "),
        *("<details>\n\n", "<!-- a -->\n", "- [ ] a\n", "- a\n\n", "a  \n", "* * *\n", "#\n"),
        *(
            "[a](b)",
            "![a](b)",
            "[![a](b)](c)",
            "[a][b]",
            "<http://a>",
            "a\\\n",
            "    a\n",
            "\t- a\n",
        ),
        *("- # a\n", "> # a\n", "[a]:\n", "| a |\n", "<a name=b></a>\n", "<img src=a>", "$a$ "),
        *("&amp;", "<x\n", "]]>", "\u3000", "e\u0301", "\U0001f600", ":a:", "`` ` ``", "~~a~~ "),
    ]
    for unit in units:
        yield f"{unit!r} many times", repeat(unit)
    yield "'[' then ']'", parts(repeat("["), repeat("]"))
    yield "'[' then '](b)'", parts(repeat("["), repeat("](b)"))
    yield "a heading of '*a_ '", repeat("*a_ ", "# ")
    yield "a table as wide as long", lambda size: "|" * (size // 2) + "\n" + "|-" * (size // 4)
    yield "a paragraph of many lines", repeat("some words\n")
    yield "a paragraph that is a heading in the end", repeat("a [b](c)\n", after="===\n")
    yield "lists 49 deep", nested(49, "- a\n")
    yield "lists 49 deep, then blank lines", parts(nested(49, "- a\n"), repeat("\n"))
    yield (
        "definitions and references",
        parts(count("[a{i}]: b{i}\n"), repeat("\n"), count("[a{i}] ")),
    )
    yield "footnotes", parts(count("[^{i}] "), repeat("\n"), count("[^{i}]: b\n\n"))
    yield "long words", repeat("a")
    yield "one line of words", repeat("word ")
    yield "one line of links", repeat("a [link](https://a.example) ")
    yield "code fences that do not close", repeat("````\n```\n")
    yield "comments that do not close", repeat("<!-- a\n\n")
    yield "tags across lines", repeat("<a\nb\n")


def headings() -> Iterator[tuple[str, Make]]:
    yield "headings, all different", count("# A {i}\n")
    yield "headings, same text", repeat("## a\n\n")
    yield "headings with an entry", count(HEADING + ENTRY)
    yield "headings, same text, with an entry", count("## A\n\n" + ENTRY)
    yield "headings of all levels", cycle(*(f"{'#' * level} A {{i}}\n\n" for level in range(1, 7)))
    yield (
        "headings of all levels with an entry",
        cycle(*(f"{'#' * level} A {{i}}\n\n{ENTRY}" for level in range(1, 7))),
    )
    yield "a section and its subsections", count("### A {i}\n", "# A\n")
    yield "a section and its subsections with entries", count("### A {i}\n\n" + ENTRY, "# A\n")
    yield "headings that take each other's anchors", parts(count("# a-{i}\n"), repeat("# a\n"))
    yield "headings with a link", count("## [A {i}](#a-{i})\n")
    yield "headings with an empty link", repeat("## A [](#a)\n")
    yield "a heading of links", repeat("[a](#b) ", "# ")
    yield "headings with an image", repeat("## A ![](x.png)\n")
    yield "HTML headings", count("<h2>A {i}</h2>\n\n")
    yield "setext headings with entries", count("A {i}\n---\n\n" + ENTRY)
    yield "headings with counts", count("## A (1)\n\n" + ENTRY)
    yield "headings without entries in a list", count("## B {i}\n", LIST)
    yield "numbered headings", count("## {i}. A\n\n" + ENTRY)
    yield "headings in quotes", count("> ## A {i}\n\n")
    yield "headings in items", count("- ## A {i}\n")
    yield "a long heading", repeat("word ", "# ")
    yield "headings and anchors", count('<a name="b{i}"></a>\n## A {i}\n\n')


def toc() -> Iterator[tuple[str, Make]]:
    start = "# Awesome\n\n## Contents\n\n"
    yield "table of contents", parts(count(TOC, start), count(HEADING, "\n"))
    yield "table of contents with entries", parts(count(TOC, start), count(HEADING + ENTRY, "\n"))
    yield "table of contents without headings", count(TOC, start)
    yield (
        "table of contents, reversed",
        parts(count("- [A {j}](#a-{j})\n", start), count(HEADING, "\n")),
    )
    yield "table of contents of one heading", count("- [A](#a)\n", start, "\n## A\n")
    yield (
        "table of contents, other names",
        parts(count("- [B {i}](#b-{i})\n", start), count(HEADING, "\n")),
    )
    yield (
        "table of contents, half of it",
        parts(
            count("- [A {i}](#a-{i})\n", start), count(HEADING, "\n"), count("## C {i}\n\n" + ENTRY)
        ),
    )
    yield (
        "table of contents, every second heading",
        parts(count("- [A {i}](#a-{i})\n", start), count(HEADING + "## B {i}\n\n" + ENTRY, "\n")),
    )
    yield (
        "table of contents, wrong anchors",
        parts(count("- [A {i}](#x-{i})\n", start), count(HEADING, "\n")),
    )
    yield (
        "table of contents, one line lost in ten",
        parts(cycle(*[TOC] * 9, "- [Lost {i}](#lost-{i})\n", before=start), count(HEADING, "\n")),
    )
    yield (
        "table of contents, nested",
        parts(
            cycle(TOC, "  " + TOC, before=start),
            cycle("## A {i}\n\n", "### A {i}\n\n", before="\n"),
        ),
    )
    yield (
        "table of contents, swapped names",
        parts(count("- [A {i}](#a-{j})\n", start), count(HEADING, "\n")),
    )
    yield (
        "table of contents, twice",
        parts(count(TOC, start), count(TOC), count(HEADING + ENTRY, "\n")),
    )
    yield (
        "table of contents with counts",
        parts(count("- [A {i} (2)](#a-{i}-1)\n", start), count("## A {i} (1)\n\n" + ENTRY, "\n")),
    )
    yield (
        "a table as contents",
        parts(count("| [A {i}](#a-{i}) |\n", start + "| a |\n|---|\n"), count(HEADING, "\n")),
    )
    yield "lists of contents", count("- [A {i}](#a-{i})\n\ntext\n\n", start)
    yield (
        "generated blocks",
        count(
            "<!-- ALL-CONTRIBUTORS-LIST:START -->\n"
            + BROKEN
            + "<!-- ALL-CONTRIBUTORS-LIST:END -->\n\n"
            + BROKEN,
            LIST,
        ),
    )
    yield "broken anchors", count("See [a](#none-{i}).\n", LIST)
    yield (
        "broken anchors and headings",
        parts(count("See [a](#nothing-{i}).\n", start), count("\n## Something {i}\n")),
    )
    yield "back links", count("## A {i}\n\n[back](#contents)\n\n", start)


def entries() -> Iterator[tuple[str, Make]]:
    head = "# Awesome\n\n## A 1\n\n"
    yield "entries", count(ENTRY, head)
    yield "entries, same line", repeat(ENTRY.format(i=1), head)
    yield (
        "entries, same link",
        count("- [Tool {i}](https://a.example.org) - Does thing {i}.\n", head),
    )
    yield (
        "entries, same title",
        count("- [Tool](https://t{i}.example.org) - Does thing {i}.\n", head),
    )
    yield (
        "entries, same description",
        count("- [Tool {i}](https://t{i}.example.org) - Does it.\n", head),
    )
    yield (
        "entries, same title of words",
        count("- [The best tool ever](https://t{i}.example.org) - Does {i}.\n", head),
    )
    yield "entries of a broken format", count(BROKEN, head)
    yield "a broken entry in ten", cycle(*[ENTRY] * 9, BROKEN, before=head)
    yield "a broken entry in two", cycle(ENTRY, BROKEN, before=head)
    yield "broken entries after a list", count(BROKEN, LIST)
    yield (
        "entries of a broken link",
        count("- [Tool {i}(https://t{i}.example.org) - Does it.\n", LIST),
    )
    yield "entries without a description", count("- [Tool {i}](https://t{i}.example.org)\n", LIST)
    yield (
        "entries in reverse",
        count("- [Tool {j:07}](https://t{j}.example.org) - Does {j}.\n", head),
    )
    yield (
        "entries, one in ten out of order",
        cycle(
            *["- [Tool {i:07}](https://t{i}.example.org) - Does {i}.\n"] * 9,
            "- [Aa {j:07}](https://u{j}.example.org) - Does {j}.\n",
            before=head,
        ),
    )
    yield (
        "entries, two sorted runs",
        parts(
            count("- [Tool {i:07}](https://t{i}.example.org) - Does {i}.\n", head),
            count("- [Tool {i:07}](https://u{i}.example.org) - Does {i}.\n"),
        ),
    )
    yield "dated entries", count(DATED, head)
    yield (
        "dated entries, one in ten newer",
        cycle(*[DATED] * 9, DATED.replace("2020", "2024"), before=head),
    )
    yield (
        "dated entries with bad dates",
        cycle(*[DATED] * 9, DATED.replace("-01-01", "-13-41"), before=head),
    )
    yield "entries in two sections", parts(count(ENTRY, head), count(ENTRY, "\n## B\n\n"))
    yield (
        "the same work in all sections",
        count("## A {i}\n\n- [Tool](https://t.example.org) - Does {i}.\n\n"),
    )
    yield (
        "table rows",
        count(
            "| [Tool {i}](https://t{i}.example.org) | Does {i} |\n",
            head + "| Name | What |\n|---|---|\n",
        ),
    )
    yield (
        "table rows, too many cells",
        count(
            "| [Tool {i}](https://t{i}.example.org) | Does {i} | x | y |\n",
            head + "| Name | What |\n|---|---|\n",
        ),
    )
    yield (
        "tables with a header each",
        count(
            "| Name {i} | B |\n|---|---|\n"
            + "| [T {i}](https://t{i}.example.org) | b{j} |\n" * 3
            + "\n",
            head,
        ),
    )
    yield (
        "tables of a width each",
        lambda size: (
            head
            + "".join(
                (
                    "| Name |"
                    + " B |" * n
                    + "\n"
                    + "|---|" * 1
                    + "---|" * n
                    + "\n"
                    + "".join(
                        f"| [T {n}](https://t{n}-{k}.example.org) |" + f" b{k} |" * n + "\n"
                        for k in range(3)
                    )
                    + "\n"
                )
                for n in range(int((size / 16) ** 0.5))
            )
        ),
    )
    yield (
        "containers in a folded section",
        lambda size: (
            "# A\n\n## B\n\n<details>\n\n"
            + "".join(ENTRY.format(i=i) for i in range(30))
            + "".join(f"\n<div>\n\n{ENTRY.format(i=i)}" for i in range(size // 60))
        ),
    )
    yield "tables", count("| Name |\n|---|\n| [Tool {i}](https://t{i}.example.org) |\n\n", head)
    yield (
        "paragraphs as entries",
        count("[Tool {i}](https://t{i}.example.org) - Does {i}.\n\n", head),
    )
    yield "entries in details", count("<details>\n\n" + ENTRY + "\n</details>\n\n", head)
    yield "open details", count("<details>\n\n" + ENTRY + "\n", head)
    yield "closing details", count(ENTRY + "\n</details>\n\n", LIST)
    yield "nested entries", cycle(ENTRY, "  " + ENTRY, before=head)
    yield "entries below one item", count("  " + ENTRY, head + "- Group\n")
    yield "entries 10 deep", nested(10, "- [Tool](https://t.example.org) - Does it.\n")
    yield "groups of entries", count("- Group {i}\n  " + ENTRY, head)
    yield "numbered entries", count("{i}. [Tool {i}](https://t{i}.example.org) - Does {i}.\n", head)
    yield "bullets mixed", cycle(ENTRY, "*" + ENTRY[1:], before=head)
    yield "one long description", repeat("word ", LIST + "- [Tool](https://t.example.org) - ")
    yield "one long title", repeat("word ", LIST + "- [", "](https://t.example.org) - Does it.\n")
    yield (
        "one long address",
        repeat("a/", LIST + "- [Tool](https://t.example.org/", ") - Does it.\n"),
    )
    yield "one entry of links", repeat("[a](https://a.example.org) - ", LIST + "- ")
    yield "one entry of brackets", repeat("(a) [b] ", LIST + "- [Tool](https://t.example.org) - ")
    yield "one entry of dashes", repeat("- ", LIST + "- [Tool](https://t.example.org) ")
    yield "one entry of stars", repeat("**a** ", LIST + "- ")
    yield (
        "one entry of many lines",
        repeat("  words go on\n", LIST + "- [Tool](https://t.example.org) - A\n"),
    )
    yield "entries of many links", count("- " + "[a](https://t{i}.example.org) " * 9 + "\n", head)
    yield (
        "long broken entries",
        count("- [Tool {i}](https://t{i}.example.org) " + "word (or) [not] " * 20 + "\n", LIST),
    )
    yield "entries on one line", count("[Tool {i}](https://t{i}.example.org) - Does. ", LIST + "- ")
    yield "links in text", count("See [Tool {i}](https://t{i}.example.org).\n\n", LIST)
    yield (
        "descriptions of many sentences",
        count("- [Tool {i}](https://t{i}.example.org) - " + "It does. " * 20 + "\n", head),
    )
    yield (
        "authors",
        count(
            "- **Paper {i}** [[link]](https://p{i}.example.org) 2020-01-01\n  Ann Lee, Bo Xu, Cy Ray\n",
            head,
        ),
    )
    yield (
        "one entry of authors",
        repeat(
            "Ann Lee, ",
            head
            + "".join(
                f"- **Paper {i}** [[link]](https://p{i}.example.org)\n  Ann Lee, Bo Xu\n"
                for i in range(20)
            )
            + "- **Paper x** [[link]](https://p.example.org)\n  ",
        ),
    )
    yield "repositories", count("- [a/b{i}](https://github.com/a/b{i}) - Does {i}.\n", head)
    yield (
        "arXiv papers",
        count("- [Paper {i}](https://arxiv.org/pdf/2001.{i:05}v1) - Does.\n", head),
    )
    yield (
        "tracking parameters",
        count("- [T {i}](http://t{i}.example.org/?utm_source=a) - Does.\n", head),
    )
    yield (
        "emoji entries",
        count("- :star: [Tool {i}](https://t{i}.example.org) - Does {i}.\n", head),
    )
    yield "code entries", count("- [`tool-{i}`](https://t{i}.example.org) - Does `{i}`.\n", head)
    yield (
        "badges",
        count("- [T {i}](https://t{i}.example.org) ![b](https://b.example.org/{i}) - D.\n", head),
    )
    yield "double spaces", count("-  [Tool {i}](https://t{i}.example.org)  -  Does  {i}.\n", LIST)
    yield (
        "entries glued together",
        count("[Tool {i}](https://t{i}.example.org) - Does {i}.\n", LIST),
    )
    yield "lines in paragraphs", count("Tool {i} https://t{i}.example.org\n", LIST)
    yield "wide characters", count("- [工具 {i}](https://t{i}.example.org) - 做 {i}。\n", head)
    yield "windows line ends", count(ENTRY.replace("\n", "\r\n"), head.replace("\n", "\r\n"))


def directives() -> Iterator[tuple[str, Make]]:
    line = "<!-- listlint-{} duplicate-link entry-format -->\n"
    for action in ("disable", "enable", "disable-line", "disable-next-line", "disable-file", "x"):
        yield f"{action} comments", repeat(line.format(action))
        yield f"{action} comments with entries", count(line.format(action) + BROKEN, LIST)
    yield (
        "disable and enable in turn",
        count(line.format("disable") + BROKEN + line.format("enable"), LIST),
    )
    yield (
        "disable many times, then problems",
        parts(repeat(line.format("disable"), LIST), count(BROKEN)),
    )
    yield (
        "disable-file many times, then problems",
        parts(repeat(line.format("disable-file"), LIST), count(BROKEN)),
    )
    yield (
        "problems in one line with directives",
        count("<!-- listlint-disable-line entry-format --> [a](b) ", LIST),
    )
    yield "a directive of many rules", repeat("a-b ", "<!-- listlint-disable ", "-->\n")
    yield "a directive of one rule, many times", repeat("toc ", "<!-- listlint-disable ", "-->\n")
    yield "directives before blank lines", repeat("<!-- listlint-disable-next-line toc -->\n\n\n")


def lists() -> dict[str, Make]:
    """All inputs that are a list or would like to be one, by name."""
    found: dict[str, Make] = {}
    for group in (markdown, headings, toc, entries, directives):
        found |= dict(group())
    return found
