"""What learning a list's conventions costs, beside parsing it.

    python benchmarks/inference.py [FILE ...]

Made-up lists of 10,000 entries in several shapes (and the files named) are parsed, learned and
read; each figure is the processor time of the best of several rounds. ``read`` turns items into
entries by templates that are known; ``learn`` is what it takes to know them, and order, dates,
authors and habits with them. ``learn/parse`` is to stay below 1.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from linter.parse.entries import with_entries
from linter.parse.infer import study
from linter.parse.markdown import parse

_ENTRIES = 10_000
_ROUNDS = 5
_WORDS = [
    "fast",
    "small",
    "library",
    "for",
    "reading",
    "writing",
    "images",
    "text",
    "graphs",
    "models",
    "data",
    "with",
    "and",
    "without",
    "servers",
    "editors",
    "tools",
    "that",
    "find",
    "list",
    "show",
    "make",
    "build",
    "tests",
    "types",
    "files",
    "streams",
]


def _sentence(chance: random.Random, length: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(length))


def _tool(chance: random.Random, n: int) -> str:
    name = f"{_sentence(chance, 1).capitalize()}{n:05}"
    about = _sentence(chance, 9).capitalize()
    return f"- [{name}](https://github.com/owner{n}/{name.lower()}) - {about}.\n"


def _paper(chance: random.Random, n: int) -> str:
    title = _sentence(chance, 8).title()
    day = f"{2010 + n % 14}-{n % 12 + 1:02}-{n % 28 + 1:02}"
    authors = "; ".join(f"{_sentence(chance, 2).title()}" for _ in range(4))
    link = f"https://arxiv.org/abs/{n % 13 + 10}{n % 12 + 1:02}.{n:05}"
    return f"- **{title}** [[paper link]]({link}) {day}  \n{authors}\n\n"


def _row(chance: random.Random, n: int) -> str:
    about = _sentence(chance, 8).capitalize()
    return f"| [Api {n}](https://api{n}.example.org) | {about} | No | Yes | Unknown |\n"


def _mixed(chance: random.Random, n: int) -> str:
    return _tool(chance, n) if n % 3 else f"- [Name {n}](https://e.org/{n}) `MIT`\n"


def _list(entry: Callable[[random.Random, int], str], *, rows: bool = False) -> str:
    """A list of 100 sections."""
    chance = random.Random(1)
    header = "| API | Description | Auth | HTTPS | CORS |\n|---|---|---|---|---|\n" if rows else ""
    parts = ["# List\n"]
    for n in range(_ENTRIES):
        if n % 100 == 0:
            parts.append(f"\n## Section {n // 100}\n\n{header}")
        parts.append(entry(chance, n))
    return "".join(parts)


def _best(run: Callable[[], object]) -> float:
    times = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    texts = {
        "tools": _list(_tool),
        "papers": _list(_paper),
        "table": _list(_row, rows=True),
        "two shapes": _list(_mixed),
        **{path: Path(path).read_text("utf-8") for path in sys.argv[1:]},
    }
    print(f"{'list':40} entries    parse     read    learn  learn/parse")
    for name, text in texts.items():
        document = parse(text)
        conventions, read = study(document)
        parsing = _best(partial(parse, text))
        reading = _best(partial(with_entries, document, conventions))
        learning = max(_best(partial(study, document)) - reading, 0)
        times = f"{parsing:7.3f}s {reading:7.3f}s {learning:7.3f}s"
        print(f"{name[-40:]:40} {len(read.entries):7,} {times} {learning / parsing:10.2f}")


if __name__ == "__main__":
    main()
