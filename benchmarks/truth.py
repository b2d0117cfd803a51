"""How many findings are ones a maintainer would not want: on lists as they are, and in changes.

    python benchmarks/truth.py FOLDER [--steps 40] [--sample 150] [--verdicts FILE] [--half even]

FOLDER holds lists (``*.md``), which are checked as they are, or git bundles (``*.bundle``), each
the history of one list's ``README.md``. A history is replayed: every step is checked against the
one before, as ``listlint check --base`` does, and only what is new counts.

Prints for every rule: how many findings there are, in how many changes, and how many of them were
later gone from the list (by its last text), which hints at what maintainers repair. Then a random
sample, for a person to judge. With ``--verdicts`` (such as ``verdicts/changes.tsv``) only the steps
and lists that the file names are checked; the table says how many of the findings that were judged
true and false are still reported, and the sample is of those that nobody has judged.
``verdicts/unseen.tsv`` judges 28 lists that nobody had looked at before, as they were checked then.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from linter.config.load import default_config
from linter.engine.pages import Source
from linter.engine.run import lint
from linter.git import added_lines
from linter.model import ListlintError, Problem, Severity
from linter.rules import load_rules

AT_REST = "-"
WORDS = re.compile(r"[^\W_]+")


class Finding(NamedTuple):
    """One finding at warning or error. ``commit`` is ``-`` for a list as it is.

    ``gone``: not found in the last text of the history any more.
    """

    list: str
    commit: str
    line: int
    rule: str
    message: str
    gone: bool = False

    @property
    def place(self) -> tuple[str, str, int, str]:
        return self.list, self.commit, self.line, self.rule


class Step(NamedTuple):
    """One change of a list: the commit, its day, the text before it and after it."""

    commit: str
    day: date
    before: bytes | None
    after: bytes


class Job(NamedTuple):
    path: Path
    steps: int
    commits: frozenset[str]
    context: int


class Outcome(NamedTuple):
    """What a worker hands back. ``excerpts`` are by place: the lines around a finding."""

    changes: int
    findings: list[Finding]
    excerpts: dict[tuple[str, str, int, str], str]


def main() -> None:
    arguments = parse_arguments()
    verdicts = read_verdicts(arguments.verdicts) if arguments.verdicts else {}
    commits: dict[str, set[str]] = defaultdict(set)
    for name, commit, _, _ in verdicts:
        commits[name].add(commit)
    paths = sorted(p for p in arguments.folder.iterdir() if p.suffix in (".md", ".bundle"))
    paths = [path for path in paths if path.name != "README.md"]
    if arguments.half:
        paths = paths[(arguments.half == "odd") :: 2]
    jobs = [
        Job(path, arguments.steps, frozenset(commits[path.stem]), arguments.context)
        for path in paths
        if not verdicts or commits[path.stem]
    ]
    with multiprocessing.Pool(arguments.workers) as pool:
        outcomes = pool.map(replay, jobs, chunksize=1)
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    excerpts = {k: v for outcome in outcomes for k, v in outcome.excerpts.items()}
    print(table(findings, sum(outcome.changes for outcome in outcomes)))
    if verdicts:
        print(judged(findings, verdicts))
        shown = [finding for finding in findings if finding.place not in verdicts]
    else:
        shown = findings
    count = min(arguments.sample, len(shown))
    for finding in sorted(random.Random(arguments.seed).sample(shown, count)):
        print("\t".join(map(str, finding.place)) + f"\t{finding.message}")
        if arguments.context:
            print(excerpts[finding.place])


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=40, help="changes a list, spread evenly")
    parser.add_argument("--sample", type=int, default=0, help="findings to print for judging")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--context", type=int, default=0, help="lines around a sampled finding")
    parser.add_argument("--verdicts", type=Path)
    parser.add_argument("--half", choices=["even", "odd"], help="every second list alone")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def read_verdicts(path: Path) -> dict[tuple[str, str, int, str], str]:
    """The verdict (``true`` or ``false``) on every finding that was judged by hand."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {
            (row["list"], row["commit"], int(row["line"]), row["rule"]): row["verdict"]
            for row in rows
        }


def replay(job: Job) -> Outcome:
    """Every new finding of a history's steps, or every finding of one list."""
    findings: list[Finding] = []
    excerpts: dict[tuple[str, str, int, str], str] = {}
    changes = 0
    last, steps = read_steps(job)
    left = frozenset(p.fingerprint for p in problems(last)) if last else frozenset()
    for step in steps:
        changes += 1
        for problem in problems(step):
            if problem.status != "reported":
                continue
            finding = Finding(
                job.path.stem,
                step.commit,
                problem.span.line,
                problem.rule,
                problem.message,
                bool(last) and problem.fingerprint not in left,
            )
            findings.append(finding)
            if job.context:
                excerpts[finding.place] = excerpt(step, problem.span.line, job.context)
    return Outcome(changes, findings, excerpts)


def read_steps(job: Job) -> tuple[Step | None, list[Step]]:
    """The last text of a history, and the steps to check."""
    if job.path.suffix == ".md":
        return None, [Step(AT_REST, date.today(), None, job.path.read_bytes())]
    with tempfile.TemporaryDirectory() as folder:
        git("clone", "--quiet", "--bare", str(job.path), folder)
        log = git("-C", folder, "log", "--reverse", "--format=%H %cs %s").decode().splitlines()
        history = [line.split(" ", 2) for line in log]
        pairs = list(pairwise(history))
        if job.commits:
            pairs = [pair for pair in pairs if pair[1][2] in job.commits]
        elif len(pairs) > job.steps:
            pairs = [pairs[i * len(pairs) // job.steps] for i in range(job.steps)]
        steps = [
            Step(name, date.fromisoformat(day), text_at(folder, parent[0]), text_at(folder, commit))
            for parent, (commit, day, name) in pairs
        ]
        commit, day, name = history[-1]
        return Step(name, date.fromisoformat(day), None, text_at(folder, commit)), steps


def text_at(folder: str, commit: str) -> bytes:
    return git("-C", folder, "cat-file", "blob", f"{commit}:README.md")


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], capture_output=True, check=True).stdout


def problems(step: Step) -> list[Problem]:
    """The problems at warning or error of a step, whatever their status."""
    head = step.after.decode("utf-8", "replace")
    source = Source("README.md", head)
    if step.before is not None:
        base = step.before.decode("utf-8", "replace")
        source = Source("README.md", head, base, added_lines(step.before, step.after))
    try:
        report = lint([source], default_config(), load_rules(), today=step.day)
    except ListlintError:
        return []
    shown = (Severity.ERROR, Severity.WARNING)
    return [problem for problem in report.problems if problem.severity in shown]


def excerpt(step: Step, line: int, context: int) -> str:
    lines = step.after.decode("utf-8", "replace").splitlines()
    added = frozenset[int]()
    if step.before is not None:
        added = added_lines(step.before, step.after)
    first = max(1, line - context)
    return "\n".join(
        f"    {'+' if number in added else ' '}{number:5} {text[:260]}"
        for number, text in enumerate(lines[first - 1 : line + context], first)
    )


def table(findings: Sequence[Finding], changes: int) -> str:
    """For every rule: findings, the changes (or lists) that hear any, and what was gone later."""
    rows = [f"{'rule':22}{'findings':>9}{'changes':>9}{'gone later':>12}"]
    rules = sorted({finding.rule for finding in findings})
    rows += [row(rule, [finding for finding in findings if finding.rule == rule]) for rule in rules]
    return "\n".join([*rows, row("all", findings), f"of {changes} changes", ""])


def row(name: str, findings: Sequence[Finding]) -> str:
    heard = len({finding.place[:2] for finding in findings})
    gone = sum(finding.gone for finding in findings)
    return f"{name:22}{len(findings):9}{heard:9}{share(gone, len(findings)):>12}"


def judged(findings: Iterable[Finding], verdicts: dict[tuple[str, str, int, str], str]) -> str:
    """How many of the judged findings are still reported, by rule and verdict."""
    places = {finding.place for finding in findings}
    total: Counter[tuple[str, str]] = Counter()
    still: Counter[tuple[str, str]] = Counter()
    for place, verdict in verdicts.items():
        for rule in (place[3], "all"):
            total[rule, verdict] += 1
            still[rule, verdict] += place in places
    rows = [f"{'rule':22}{'judged not false':>18}{'true, still told':>18}{'false, still told':>19}"]
    for rule in [*sorted({rule for rule, _ in total} - {"all"}), "all"]:
        good, bad = total[rule, "true"], total[rule, "false"]
        rows.append(
            f"{rule:22}{share(good, good + bad):>18}"
            f"{still[rule, 'true']:12}/{good:<5}{still[rule, 'false']:13}/{bad:<5}"
        )
    return "\n".join([*rows, ""])


def share(part: int, whole: int) -> str:
    return f"{part / whole:.0%} ({part}/{whole})" if whole else "-"


if __name__ == "__main__":
    main()
