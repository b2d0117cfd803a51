"""How many of the repairs that maintainers made by hand are told in the text before them.

    python benchmarks/repairs.py FOLDER [--verdicts FILE] [--half even]

FOLDER holds git bundles (``*.bundle``), each the history of one list's ``README.md``; the message
of a commit is its name. ``verdicts/repairs.tsv`` names repairs that were found in the differences
and read by hand: the list, the commit that made it, the line before it, what was wrong, and whether
that is plainly visible in the text (``prose`` for a misspelled word in a sentence, which takes a
dictionary). The text before every repair is checked as it stands. A repair is told if a finding
covers its line, or names it: a duplicate and an order have two ends. Advice that says nothing of a
fault (`link-style`, `section-size`) does not count.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from linter.config.load import default_config
from linter.engine.pages import Source
from linter.engine.run import lint
from linter.model import Problem
from linter.rules import load_rules

VERDICTS = Path(__file__).parent / "verdicts" / "repairs.tsv"
ADVICE = frozenset(("link-style", "section-size"))
PAIRS = frozenset(("duplicate-link", "duplicate-title", "cross-listing", "entry-order"))


class Repair(NamedTuple):
    """A repair that somebody judged. ``visible``: yes, or prose."""

    list: str
    commit: str
    line: int
    kind: str
    visible: str


class Job(NamedTuple):
    bundle: Path
    repairs: tuple[Repair, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--verdicts", type=Path, default=VERDICTS)
    parser.add_argument("--half", choices=["even", "odd"], help="every second list alone")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    lists: dict[str, list[Repair]] = defaultdict(list)
    for repair in read_repairs(arguments.verdicts):
        lists[repair.list].append(repair)
    bundles = sorted(arguments.folder.glob("*.bundle"))
    if arguments.half:
        bundles = bundles[(arguments.half == "odd") :: 2]
    jobs = [Job(path, tuple(lists[path.stem])) for path in bundles if lists[path.stem]]
    with multiprocessing.Pool(arguments.workers) as pool:
        told = [pair for pairs in pool.imap(judge, jobs, chunksize=1) for pair in pairs]
    for repair, rules in told:
        print("\t".join(map(str, repair)), rules or "-", sep="\t")
    for visible in ("yes", "prose"):
        found = [rules for repair, rules in told if repair.visible == visible]
        count = sum(bool(rules) for rules in found)
        if found:
            print(f"{visible}: {count} of {len(found)} told ({count / len(found):.0%})")


def read_repairs(path: Path) -> Iterator[Repair]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Repair(row["list"], row["commit"], int(row["line"]), row["kind"], row["visible"])


def judge(job: Job) -> list[tuple[Repair, str]]:
    """Every repair of a list with the rules that tell it."""
    with tempfile.TemporaryDirectory() as folder:
        git("clone", "--quiet", "--bare", str(job.bundle), folder)
        log = git("-C", folder, "log", "--reverse", "--format=%H %s").splitlines()
        parents = {
            after.split(" ", 1)[1]: before.split(" ", 1)[0] for before, after in pairwise(log)
        }
        texts: dict[str, tuple[Problem, ...]] = {}
        told: list[tuple[Repair, str]] = []
        for repair in job.repairs:
            if repair.commit not in texts:
                revision = f"{parents[repair.commit]}:README.md"
                source = Source("README.md", git("-C", folder, "cat-file", "blob", revision))
                report = lint([source], default_config(), load_rules(), today=date(2026, 9, 1))
                texts[repair.commit] = report.problems
            rules = {p.rule for p in texts[repair.commit] if tells(p, repair.line)}
            told.append((repair, " ".join(sorted(rules))))
    return told


def tells(problem: Problem, line: int) -> bool:
    """Whether a problem speaks of a line."""
    if problem.rule in ADVICE:
        return False
    if problem.span.line <= line <= problem.span.end_line:
        return True
    named = f"line {line}" in problem.message.replace("Line", "line")
    beside = problem.rule == "entry-order" and abs(problem.span.line - line) == 1
    return problem.rule in PAIRS and (named or beside)


def git(*arguments: str) -> str:
    run = subprocess.run(["git", *arguments], capture_output=True, check=True)
    return run.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
