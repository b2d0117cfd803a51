"""Compare the parser with others over Markdown files and over mutations of them.

    python benchmarks/oracle.py DIRECTORY [--mutations 20000] [--seed 1] [--show 20]

Every file below the directory is compared as it is. With cmark-gfm, GitHub's own: links and images
with their targets, headings with level and text, list items with line and column, table rows. With
github-slugger, given the text of cmark-gfm's headings: the anchors. With markdown-it-py: the line
of every link and image, and what the span cuts out (not of bare URLs and raw HTML, which it does
not tell). Then windows of a few lines are taken out of the files, damaged at random, and compared
with cmark-gfm again.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from github_slugger import GithubSlugger  # type: ignore[import-untyped]

from linter.markdown.parser import parse
from linter.model import Document
from tests.markdown import markdown_it_oracle as twin
from tests.markdown.gfm_oracle import Shown, expected, found

_BITS: list[str] = [
    *"[]()<>*_`~|#-+=>\\!:\"'&;.@/ \t\n",
    *("  ", "    ", "\n\n", "- ", "1. ", "> ", "![", "](", "[^1]", "[^1]: ", "```", "<!--", "-->"),
    *(
        "<div>",
        "</div>",
        "<a href='x'>",
        "</a>",
        "<img src=y>",
        "<details>",
        "http://a.b",
        "www.c.d",
    ),
    *("|-|-|", "===", "---", "\\|", "&amp;", "[a]: /u\n", "a@b.co", "é", "\u00a0", "<http://e.f>"),
]


def main() -> int:
    """Print every difference and the share of texts that differ; 1 if a whole file does."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("directory", type=Path)
    options.add_argument("--mutations", type=int, default=0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--show", type=int, default=20)
    arguments = options.parse_args()
    texts = {
        path: path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        for path in sorted(arguments.directory.rglob("*.md"))
    }
    wrong = _compare_files(texts)
    if arguments.mutations:
        _compare_mutations(list(texts.values()), arguments)
    return 1 if wrong else 0


def _compare_files(texts: dict[Path, str]) -> int:
    links = headings = items = rows = placed = wrong = 0
    for path, text in texts.items():
        shown = expected(text)
        document = parse(text)
        links += len(shown.links)
        headings += len(shown.headings)
        items += len(shown.items)
        rows += shown.rows
        placed += len(twin.counted(document))
        differences = shown.differences(found(document))
        differences += _anchors(shown, document)
        differences += twin.differences(text, document)
        wrong += bool(differences)
        for difference in differences:
            print(f"{path.name}: {difference}")
    print(
        f"{len(texts)} files, {links} links, {headings} headings, {items} items, {rows} rows:"
        f" {wrong} files differ"
    )
    print(f"anchors of all {headings} headings and places of {placed} links among them")
    return wrong


def _anchors(shown: Shown, document: Document) -> list[str]:
    if len(shown.titles) != len(document.headings):
        return ["anchors not compared: the headings differ"]
    slugger = GithubSlugger()
    pairs = zip(document.headings, map(slugger.slug, shown.titles), strict=True)
    return [
        f"anchor {heading.anchor!r} in line {heading.span.line} is {anchor!r}"
        for heading, anchor in pairs
        if heading.anchor != anchor
    ]


def _compare_mutations(texts: list[str], arguments: argparse.Namespace) -> None:
    chance = random.Random(arguments.seed)
    strict = loose = 0
    for text in _windows(texts, arguments.mutations, chance):
        differences = expected(text).differences(found(parse(text)))
        loose += bool(differences)
        serious = [
            difference for difference in differences if difference.startswith(("links", "headings"))
        ]
        strict += bool(serious)
        if differences and loose <= arguments.show:
            print(repr(text))
            print("   ", *differences, sep="\n    ")
    count = arguments.mutations
    print(
        f"{count} mutated windows: links or headings differ in {strict} ({strict / count:.3%}),"
        f" anything in {loose} ({loose / count:.3%})"
    )


def _windows(texts: list[str], count: int, chance: random.Random) -> Iterator[str]:
    lines = [text.splitlines(keepends=True) for text in texts]
    for _ in range(count):
        source = chance.choice(lines)
        start = chance.randrange(len(source))
        window = "".join(source[start : start + chance.randint(1, 12)])
        for _ in range(chance.randint(1, 6)):
            window = _damage(window, chance)
        yield window


def _damage(text: str, chance: random.Random) -> str:
    place = chance.randint(0, len(text))
    kind = chance.randrange(5)
    if kind == 0:
        return text[:place] + text[place + chance.randint(1, 4) :]
    if kind == 1:
        start = text.rfind("\n", 0, place) + 1
        return text[:start] + chance.choice(_BITS) + text[start:]
    if kind == 2:
        cut = text.find("\n", place)
        return text if cut < 0 else text[:cut] + text[cut + 1 :]
    return text[:place] + chance.choice(_BITS) + text[place:]


if __name__ == "__main__":
    raise SystemExit(main())
