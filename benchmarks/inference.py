"""What learning a list's conventions costs, beside parsing it.

    python benchmarks/inference.py [FILE ...]

Made-up lists of 10,000 entries in several shapes (and the files named) are parsed and learned from,
each time in a fresh interpreter, so that nothing is remembered. ``learn`` is all that `learn` does,
``read`` what `check` adds to that before its rules: finishing the entries that learning has read.
Each figure is the least processor time of several rounds. ``learn/parse`` is to stay below 1.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from linter.conventions.learn import study
from linter.markdown.parser import parse

_ENTRIES = 10_000
_ROUNDS = 9
_ROUND = "--round"
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


def _software(chance: random.Random, n: int) -> str:
    links = (
        f" ([Demo](https://d{n}.example.org), [Code](https://c{n}.example.org))" if n % 3 else ""
    )
    about = _sentence(chance, 9).capitalize()
    return f"- [Tool {n}](https://t{n}.example.org) - {about}.{links} `MIT` `Go`\n"


def _labelled(chance: random.Random, n: int) -> str:
    name = f"**{_sentence(chance, 1).title()}{n}**: " if n % 4 else ""
    labels = " ".join(f"[[{label}](https://e.org/{n})]" for label in ("Paper", "Code")[: 1 + n % 2])
    return f'- {name}"{_sentence(chance, 8).title()}", *ACL, May {2000 + n % 24}*. {labels}\n'


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


def _round() -> None:
    """Print the seconds that one list takes, which comes by standard input."""
    text = sys.stdin.buffer.read().decode()
    times = [time.process_time()]
    document = parse(text)
    times.append(time.process_time())
    _, reader = study(document)  # which is `learn`, its reader kept
    times.append(time.process_time())
    entries = reader.finished.entries
    times.append(time.process_time())
    spent = [after - before for before, after in pairwise(times)]
    print(len(entries), *spent)


def _seconds(text: str) -> list[float]:
    command = [sys.executable, __file__, _ROUND]
    result = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return [float(figure) for figure in result.stdout.split()]


def main() -> None:
    texts = {
        "tools": _list(_tool),
        "papers": _list(_paper),
        "table": _list(_row, rows=True),
        "two shapes": _list(_mixed),
        "fields behind": _list(_software),
        "labels": _list(_labelled),
        **{path: Path(path).read_text("utf-8") for path in sys.argv[1:]},
    }
    print(f"{'list':40} entries    parse    learn     read  learn/parse  both/parse")
    for name, text in texts.items():
        rounds = [_seconds(text) for _ in range(_ROUNDS)]
        entries, parsing, learning, reading = (min(times) for times in zip(*rounds, strict=True))
        times = f"{parsing:7.3f}s {learning:7.3f}s {reading:7.3f}s"
        ratios = f"{learning / parsing:12.2f} {(learning + reading) / parsing:11.2f}"
        print(f"{name[-40:]:40} {entries:7,.0f} {times} {ratios}")


if __name__ == "__main__":
    _round() if sys.argv[1:] == [_ROUND] else main()
