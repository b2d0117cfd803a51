"""What parsing costs, beside mistune's own bare parse, and what hostile input costs.

    python benchmarks/parse.py DIRECTORY

Both parsers read the same files in one run, each file's best of several rounds; times are of the
processor. Then each hostile input of about a megabyte is parsed once in a process of its own:
seconds per megabyte as a multiple of an ordinary list's, and what it adds to the process's memory
as a multiple of its size. A file that is refused shows where.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import mistune

from linter.markdown.parser import parse
from linter.model import ListlintError

_ROUNDS = 3
_SIZE = 1_000_000
_PLUGINS = ["table", "url", "strikethrough", "footnotes"]

_REPEATED = [
    *("[", "*", "`", "<", "> ", "- ", "![", "](", "[]", "[a](", '[a](b "c ', "[a](<b", "<a "),
    *("<a b='", "<!-- -", "x<?", "a@", "a@b.c ", "www.a ", "http://a.b ", "s://", ":", "w", "&"),
    *(
        "*a **a ",
        "a|b\n-|-\n",
        "|",
        "# a\n",
        "- a\n",
        "1. a\n",
        "- a\n> b\n",
        "-\n",
        ">\n",
        "a\n\n",
    ),
    *("[a]: b\n", '[a]: b "c\n', "[a]: <b\n", "[^a]", "[^a]: [^a]\n", "a\n=\n", "```\n", "\\["),
    *("<div>\n\n", "<div></p>", "<a href=x>", "<!-- listlint-disable a -->\n", "\n", "\t", " "),
    *("\0", "\ud800", "\u202e", "\r"),
]


def _hostile() -> dict[str, str]:
    inputs = {repr(text): text * (_SIZE // len(text)) for text in _REPEATED}
    half = _SIZE // 2
    nested = "".join("  " * depth + "- a\n" for depth in range(49))
    inputs["short links to anchors"] = "- [A](#a)\n" * (_SIZE // 10)
    inputs["short links to anchors, a fifth"] = "- [A](#a)\n" * (_SIZE // 50)
    inputs["'[' then ']'"] = "[" * half + "]" * half
    inputs["'[' then '](b)'"] = "[" * half + "](b)" * (half // 4)
    inputs["'# a', blanks, 'b'"] = "# a" + " " * _SIZE + "b"
    inputs["'# ' and '*a_ '"] = "# " + "*a_ " * (_SIZE // 4)
    inputs["'|' and '|-'"] = "|" * half + "\n" + "|-" * (half // 2)
    inputs["10,000 quotes deep"] = "> " * 10_000 + "a"
    inputs["10,000 lists deep"] = "".join(" " * depth + "- a\n" for depth in range(10_000))
    inputs["49 lists deep, blank lines"] = nested + "\n" * _SIZE
    inputs["one line of 5 MB, words"] = "word " * _SIZE
    inputs["one line of 5 MB, links"] = "some words and a [link](https://a.b) " * (5 * _SIZE // 37)
    return inputs


def main() -> int:
    """Print the figures."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    texts = [
        path.read_bytes().decode("utf-8", "replace")
        for path in sorted(Path(sys.argv[1]).rglob("*.md"))
    ]
    bare = mistune.create_markdown(renderer=None, plugins=_PLUGINS)
    compared = [text for text in texts if _survives(bare, text)]
    size = sum(map(len, compared)) / 1e6
    theirs, ours = _seconds(bare, compared), _seconds(parse, compared)
    print(
        f"{len(compared)} of {len(texts)} files, {size:.1f} MB: mistune {theirs / size:.3f} s/MB,"
        f" listlint {ours / size:.3f} s/MB, ratio {ours / theirs:.2f}"
    )
    print(f"Load at the start {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.")
    ordinary = ours / size
    for name, text in _hostile().items():
        _measure(name, text, ordinary)
    return 0


def _survives(run: Callable[[str], object], text: str) -> bool:
    try:
        run(text)
    except RecursionError:
        return False
    return True


def _seconds(run: Callable[[str], object], texts: list[str]) -> float:
    best = [float("inf")] * len(texts)
    for _ in range(_ROUNDS):
        for index, text in enumerate(texts):
            start = time.process_time()
            run(text)
            best[index] = min(best[index], time.process_time() - start)
    return sum(best)


def _measure(name: str, text: str, ordinary: float) -> None:
    child = multiprocessing.get_context("fork").Process(
        target=_run, args=(name, text, ordinary), daemon=True
    )
    child.start()
    child.join(120)
    if child.exitcode != 0:
        child.kill()
        print(f"{name:32} did not end")


def _run(name: str, text: str, ordinary: float) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    said = ""
    try:
        parse(text)
    except ListlintError as error:
        said = "refused in line " + str(error).split(":")[1]
    seconds = time.process_time() - start
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    size = len(text.encode("utf-8", "surrogatepass"))
    multiple = seconds / (len(text) / 1e6) / ordinary
    print(
        f"{name:32} {seconds:6.2f} s {multiple:5.1f}x, memory {added / size:4.0f}x {said}".rstrip()
    )


if __name__ == "__main__":
    raise SystemExit(main())
