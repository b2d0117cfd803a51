"""Fuzz everything for a while: ``python -m tests.fuzz [--minutes M] [--seed N] [TARGET ...]``.

Every target gets the same share of the time. The seed is printed, and the same seed gives the same
inputs. What fails is made as short as it goes and written to ``tests/fuzz/corpus/TARGET/``; with
its fix it is committed, and `test_corpus.py` runs it ever after. Exit 1 if anything failed.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from types import FrameType

from tests.fuzz.targets import TARGETS, Target

CORPUS = Path(__file__).parent / "corpus"
MAX_CPU_SECONDS = 20.0
"""For one input; the longest takes a tenth of that."""

MAX_FAILURES = 5
"""Of one target; more of the same tell nothing new."""


class TooSlowError(Exception):
    """An input took too much CPU."""


def failure(target: Target, text: str) -> str:
    """What goes wrong with an input: an exception's type and place; "" if nothing does."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, MAX_CPU_SECONDS)
    try:
        target.run(text)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        place = next((f for f in reversed(frames) if "linter" in f.filename), frames[-1])
        return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return ""


def shortened(text: str, fails: Callable[[str], bool], seconds: float = 20.0) -> str:
    """The input without what the failure does not need."""
    end = time.monotonic() + seconds
    size = max(len(text) // 2, 1)
    while size and time.monotonic() < end:
        start = 0
        while start < len(text) and time.monotonic() < end:
            shorter = text[:start] + text[start + size :]
            if fails(shorter):
                text = shorter
            else:
                start += size
        size //= 2
    return text


def _fails_alike(target: Target, found: str, text: str) -> bool:
    return failure(target, text) == found


def fuzz(name: str, seed: int, seconds: float) -> tuple[int, list[str]]:
    """How many inputs were tried, and what failed."""
    target, random = TARGETS[name], Random(f"{name} {seed}")
    end = time.monotonic() + seconds
    count = 0
    seen: dict[str, Path] = {}
    while time.monotonic() < end and len(seen) < MAX_FAILURES:
        text = target.make(random)
        count += 1
        found = failure(target, text)
        if found and found not in seen:
            short = shortened(text, partial(_fails_alike, target, found))
            folder = CORPUS / name
            folder.mkdir(parents=True, exist_ok=True)
            seen[found] = (
                folder / f"{sha256(short.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}.txt"
            )
            seen[found].write_bytes(short.encode("utf-8", "surrogatepass"))
    return count, [f"{found} with {path.relative_to(Path.cwd())}" for found, path in seen.items()]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    given = parser.parse_args()
    names = given.targets or list(TARGETS)
    print(f"seed {given.seed} (--seed {given.seed} repeats this run)", flush=True)
    failures = 0
    for name in names:
        count, failed = fuzz(name, given.seed, given.minutes * 60 / len(names))
        failures += len(failed)
        print(f"{name}: {count:,} inputs, {len(failed)} failures", flush=True)
        for line in failed:
            print(f"  {line}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
