"""How the cost grows: four times the input may take at most five times the CPU time.

    python -m benchmarks.growth [--jobs N] [--seconds S] [NAME ...]

A shape is an input that can be made as long as one likes (`growth_inputs.py`) and the operation it
is for, measured in a process of its own: the size is doubled until the operation takes ``S`` seconds
of CPU (or the input has a megabyte), and the same operation is then measured at four times the size.
The figure is the ratio of the two: 4 for a linear operation, 16 for a quadratic one; `MAX_RATIO` is
what is allowed. Exit 1 if a shape is above it.

A ratio above the limit is measured again at four times the size. Growth shows more there, and what
is only noise, or the processor's caches, shows less: the smaller of the two ratios counts. Both are
CPU times of one process, so that a busy machine changes little. An input that is refused at four
times the size is measured at the largest size that is not.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from benchmarks.growth_inputs import LIST, Make, count, lists, repeat
from linter.config.load import default_config, load_config
from linter.config.model import Config
from linter.engine.fixer import MAX_CHECKS, fix_text
from linter.engine.run import Source, lint
from linter.model import ListlintError, Report
from linter.rules import load_rules
from linter.text.diff import added_lines, read_patch
from linter.text.edits import EditableText, unified_diff
from linter.urls import identity

MAX_RATIO = 5.0
"""Four times the input, and a fourth of that again for n log n, memory and noise."""

FACTOR = 4
SECONDS = 0.06
MIN_SECONDS, MAX_FAST_RATIO = 0.05, 8.0
"""Where a megabyte takes less, the processor's caches add to the ratio; a quadratic has twice that."""

NEGLIGIBLE = 0.03
"""Seconds of CPU that are too few to compare, for the larger input."""

MAX_SIZE = 1_000_000
"""Characters of the smaller input. Four times as much is far beyond any list."""

CPU_LIMIT = 120
"""Seconds of CPU for one shape; a shape that needs more has no limit in sight."""

TODAY = date(2026, 1, 1)
RULES = load_rules()


# ------------------------------------------------------------------------------ operations


def check(text: str, config: Config | None = None) -> Report:
    return lint([Source("README.md", text)], config or default_config(), RULES, today=TODAY)


def parse_only(text: str) -> None:
    from linter.markdown.parser import parse

    parse(text)


def change(text: str) -> Report:
    """A pull request that adds the text to a small list."""
    head = LIST + text
    added = frozenset(range(LIST.count("\n") + 1, head.count("\n") + 2))
    source = Source("README.md", head, LIST, added)
    return lint([source], default_config(), RULES, today=TODAY)


def change_of(text: str) -> Report:
    """A pull request that adds one entry to the text."""
    head = f"{text}\n- [New](https://new.example.org) - Adds one.\n"
    source = Source("README.md", head, text, frozenset({head.count("\n")}))
    return lint([source], default_config(), RULES, today=TODAY)


def rewrite(text: str) -> Report:
    """A pull request that rewrites all lines, in another order."""
    head = "\n".join(reversed(text.split("\n")))
    source = Source("README.md", head, text, frozenset(range(1, head.count("\n") + 2)))
    return lint([source], default_config(), RULES, today=TODAY)


def fix(text: str) -> None:
    count = 0

    def counted(changed: str) -> Report:
        nonlocal count
        count += 1
        return check(changed)

    fix_text(text, counted, unsafe=True)
    if count > MAX_CHECKS:
        raise AssertionError(f"{count} checks in one fix, more than {MAX_CHECKS}")


def diff(text: str) -> None:
    """What `fix --diff` shows after every third line was changed."""
    lines = text.split("\n")
    changed = [line + "!" if number % 3 == 0 else line for number, line in enumerate(lines)]
    unified_diff("README.md", text, "\n".join(changed))


def learn(text: str) -> None:
    from linter.conventions.learn import study
    from linter.markdown.parser import parse

    study(parse(text))


def init(text: str) -> None:
    """What `listlint init` proposes, once."""
    from linter.conventions.proposal import propose
    from linter.engine.pages import pages

    page, _, _ = pages(Source("README.md", text), default_config())
    propose("README.md", page.document, page.views[0].conventions, difference=lambda _: 0)


def show(text: str) -> None:
    from linter.engine.pages import read
    from linter.reporters import document_json

    document_json.render([read(Source("README.md", text), default_config())])


def compile_only(text: str) -> None:
    from linter.template.template import TemplateError, compile_template

    with contextlib.suppress(TemplateError):
        compile_template.__wrapped__(text)


def match(text: str) -> None:
    """One long entry against the commonest template, matched and explained."""
    from linter.template.template import compile_template

    template = compile_template("- [{title}]({url}) - {description}")
    template.match(text)
    template.explain(text)


def with_template(text: str) -> None:
    """A configured template, as long as one likes, with a list."""
    with contextlib.suppress(ListlintError):
        config = load_config(f"lists:\n  - entry: |\n      {text}\n", "listlint.yml", RULES)
        check(LIST, config)


def configuration(text: str) -> None:
    with contextlib.suppress(ListlintError):
        load_config(text, "listlint.yml", RULES)


def contributing(text: str) -> None:
    with contextlib.suppress(ListlintError):
        load_config(text, "CONTRIBUTING.md", RULES)


def sections_configured(text: str) -> None:
    """Every heading of the list is named in the configuration."""
    names = [line.lstrip("# ") for line in text.split("\n") if line.startswith("#")]
    lines = ["lists:", "  - sections:"] + [f"      - {name}" for name in names]
    check(text, load_config("\n".join(lines) + "\n", "listlint.yml", RULES))


def overrides(text: str) -> None:
    """A list with one override for its first section."""
    written = "lists:\n  - overrides:\n      - sections: [A 1]\n        order: none\n"
    check(text, load_config(written, "listlint.yml", RULES))


def report_in(name: str) -> Callable[[str], None]:
    from linter.reporters.formats import render

    def run(text: str) -> None:
        render(check(text), name, RULES)

    return run


def review_of(text: str) -> None:
    from linter.github.review.reconcile import plan_comments
    from linter.reporters import review_comments, summary
    from linter.reporters.common import Site, findings
    from linter.reporters.summary import Occasion
    from linter.text.diff import Diff

    report = check(text)
    site = Site("https://github.com/o/l", "a" * 40, "main", "")
    lines = text.count("\n") + 1
    diff = Diff(((1, lines),), frozenset(range(1, lines + 1)))
    wanted = review_comments.comments(report, {"README.md": diff}, site)
    plan_comments(wanted, [finding.id for finding in findings(report)], ())
    summary.render(report, site, Occasion(pull_request=True), summary.COMMENT)


def combined(text: str) -> None:
    """The fixes of a review, put together where they touch one line."""
    from linter.github.review.combined_fix import together

    together(check(text), lambda _, changed: check(changed))


def patch(text: str) -> None:
    lines = text.split("\n")
    read_patch(f"@@ -0,0 +1,{len(lines)} @@\n" + "\n".join("+" + line for line in lines))


def union(text: str) -> None:
    """Another branch has landed meanwhile; both add to the same list."""
    from linter.github.review.pull_files import merge_union

    merge_union(text, "first\n" + text, text + "\nlast")


def added_without_patch(text: str) -> None:
    added_lines("\n".join(reversed(text.split("\n"))), text)


def apply_edits(text: str) -> None:
    from linter.model import Edit, Fix, Span

    lines = text.count("\n") + 1
    fixes = [Fix((Edit(Span(line, 1, line, 1), "x"),), safe=True) for line in range(1, lines + 1)]
    EditableText(text).apply(fixes)


def field_of(function: str) -> Callable[[str], None]:
    """A function over the text of one field, as ``module.function``."""
    from importlib import import_module

    module, _, name = function.rpartition(".")

    def run(text: str) -> None:
        getattr(import_module(module), name)(text)

    return run


def identify(text: str) -> None:
    identity.identify(text)


def add_entry(text: str) -> None:
    from linter.engine.pages import read
    from linter.entries.new_entry import find_section

    with contextlib.suppress(ListlintError):
        find_section(read(Source("README.md", text), default_config()), "A 1")


class Shape(NamedTuple):
    """What is measured: an operation, and how its input is made."""

    name: str
    run: Callable[[str], object]
    make: Make


FORMATS = ("text", "json", "sarif", "rdjson", "github", "markdown")
CHANGED = (
    "entries", "entries, same line", "entries, same link", "entries of a broken format",
    "headings, all different", "headings with an entry", "headings of all levels with an entry",
    "table of contents with entries", "table rows", "nested entries", "closing details",
    "entries in reverse", "the same work in all sections", "entries below one item",
    "disable comments with entries", "one long description", "'# a\\n' many times",
    "entries in two sections", "broken anchors", "one entry of many lines",
)  # fmt: skip
FIXED = (
    "entries", "entries, same line", "entries, same link", "a broken entry in ten",
    "broken entries after a list", "entries, one in ten out of order", "entries in reverse",
    "dated entries, one in ten newer", "tracking parameters", "double spaces", "bullets mixed",
    "table of contents, one line lost in ten", "table of contents, wrong anchors",
    "table of contents, every second heading", "arXiv papers", "headings with counts",
    "entries glued together", "entries of a broken link", "entries, same description",
    "descriptions of many sentences", "code entries", "windows line ends", "authors",
    "table of contents with counts", "one entry of links", "entries in details",
    "dated entries with bad dates", "a broken entry in two",
)  # fmt: skip


def shapes() -> list[Shape]:
    """All of them."""
    inputs = lists()
    found = [Shape(f"check: {name}", check, make) for name, make in inputs.items()]
    for run in (change, change_of, rewrite):
        title = run.__name__.replace("_", " ")
        found += [Shape(f"{title}: {name}", run, inputs[name]) for name in CHANGED]
    found += [Shape(f"fix: {name}", fix, inputs[name]) for name in FIXED]
    for name in ("entries", "table rows", "headings with an entry", "one entry of authors"):
        found += [Shape(f"init: {name}", init, inputs[name])]
        found += [Shape(f"show: {name}", show, inputs[name])]
        found += [Shape(f"add: {name}", add_entry, inputs[name])]
    for format_ in FORMATS:
        found.append(
            Shape(
                f"{format_}: broken entries",
                report_in(format_),
                inputs["broken entries after a list"],
            )
        )
        found.append(
            Shape(f"{format_}: same links", report_in(format_), inputs["entries, same link"])
        )
    found += [
        Shape("review: broken entries", review_of, inputs["broken entries after a list"]),
        Shape("review: same links", review_of, inputs["entries, same link"]),
        Shape("review: tracking parameters", review_of, inputs["tracking parameters"]),
        Shape("review: combined fixes", combined, inputs["tracking parameters"]),
        Shape("diff: entries", diff, inputs["entries"]),
        Shape("diff: same line", diff, repeat("a\n")),
        Shape("diff: two lines in turn", diff, repeat("a\nb\n")),
        Shape("patch: entries", patch, inputs["entries"]),
        Shape("union: entries", union, inputs["entries"]),
        Shape("union: same line", union, repeat("a\n")),
        Shape("union: two lines in turn", union, repeat("a\nb\n")),
        Shape("added lines: entries", added_without_patch, inputs["entries"]),
        Shape("added lines: same line", added_without_patch, repeat("a\n")),
        Shape("added lines: two lines in turn", added_without_patch, repeat("a\nb\nc\n")),
        Shape("edits: one a line", apply_edits, repeat("some words\n")),
        Shape("overrides: headings with an entry", overrides, inputs["headings with an entry"]),
        Shape("overrides: broken entries", overrides, inputs["broken entries after a list"]),
        Shape(
            "overrides: subsections",
            overrides,
            inputs["a section and its subsections with entries"],
        ),
        Shape("sections configured", sections_configured, inputs["headings with an entry"]),
        Shape(
            "sections configured, nested",
            sections_configured,
            inputs["headings of all levels with an entry"],
        ),
    ]
    for name, make in {
        "optional parts": count("{{optional: a{i} }}", "- [{title}]({url}) "),
        "optional fields": count("{{optional: {{f{i}}} }}", "- [{title}]({url}) "),
        "fields": count("{{f{i}}} - ", "- [{title}]({url}) "),
        "either of two": count("{{either: a{i} || b{i}}} ", "- [{title}]({url}) "),
        "one either of many": count("a{i} || ", "- [{title}]({url}) {either: ", "z}"),
        "any of many": count("a{i} || ", "- [{title}]({url}) {any of: ", "z}"),
        "repeats": count("{{repeat: a{i} }}", "- [{title}]({url}) "),
        "nested optionals": lambda size: (
            "- [{title}]({url}) " + "{optional: a " * (size // 24) + "}" * (size // 24)
        ),
        "a long literal": repeat("word ", "- [{title}]({url}) "),
        "escapes": repeat("\\{", "- [{title}]({url}) "),
        "braces": repeat("{", "- [{title}]({url}) "),
        "columns": repeat(" a |", "| {title} |"),
    }.items():
        found.append(Shape(f"template: {name}", compile_only, make))
        found.append(Shape(f"a list by a template: {name}", with_template, make))
    for name, make in {
        "words": repeat("word ", "- [Tool](https://t.example.org) - "),
        "dashes": repeat("- ", "- [Tool](https://t.example.org) "),
        "brackets": repeat("](", "- [Tool"),
        "links": repeat("[a](b) - ", "- "),
        "spaces": repeat(" ", "- [Tool](https://t.example.org)"),
        "lines": repeat("a\n", "- [Tool](https://t.example.org) - "),
        "stars": repeat("*", "- "),
    }.items():
        found.append(Shape(f"match: {name}", match, make))
    for name, make in {
        "lists": count("  - files: [a{i}.md]\n    order: none\n", "lists:\n"),
        "files of a list": count("      - a{i}.md\n", "lists:\n  - files:\n"),
        "sections of a list": count("      - A {i}\n", "lists:\n  - sections:\n"),
        "overrides": count(
            "      - sections: [A {i}]\n        order: none\n", "lists:\n  - overrides:\n"
        ),
        "unknown keys": count("a{i}: b\n"),
        "unknown rules": count("  a{i}: off\n", "rules:\n"),
        "the same key": repeat("  toc: off\n", "rules:\n"),
        "comments": repeat("# a\n"),
        "one long text": repeat("a", "guide: "),
        "a deep flow": repeat("[", "lists: "),
        "flow items": count("a{i}, ", "lists: [", "]"),
        "anchors and aliases": count("a{i}: &a{i} b\n"),
        "escapes": repeat("\\u0041", 'guide: "', '"'),
        "excluded links": count("    - https://a{i}.example.org\n", "links:\n  exclude:\n"),
        "accepted statuses": count("    - {i}\n", "links:\n  accept:\n"),
    }.items():
        found.append(Shape(f"config: {name}", configuration, make))
    for name, make in {
        "fences": repeat("```\na\n```\n"),
        "fences that do not close": repeat("```a\n~~~~\n"),
        "comments": repeat("<!-- a\n"),
        "a block": count("      - A {i}\n", "```yaml listlint\nlists:\n  - sections:\n", "```\n"),
        "prose": repeat("some words\n"),
    }.items():
        found.append(Shape(f"contributing: {name}", contributing, make))
    for name, function in (
        ("dates", "linter.text.dates.recognise"),
        ("authors", "linter.text.authors.people"),
        ("folding", "linter.text.normalize.fold"),
        ("fragment", "linter.markdown.slugs.fragment"),
        ("identity", "linter.urls.identity.identify"),
    ):
        for unit in (
            "a",
            "a ",
            "1-",
            "2020-01-01 ",
            "A, B and ",
            ". ",
            "/",
            "?a=b&",
            "%41",
            "..",
            "#",
            "é",
        ):
            before = "https://a.example.org/" if name == "identity" else ""
            with contextlib.suppress(ImportError, AttributeError):
                found.append(
                    Shape(
                        f"{name}: {unit!r} many times",
                        field_of(function),
                        repeat(unit, before),
                    )
                )
    return found


# ------------------------------------------------------------------------------ measuring


@dataclass
class Figure:
    """What was measured: sizes in characters, times in seconds of CPU."""

    name: str
    size: int = 0
    seconds: float = 0.0
    ratio: float = 0.0
    note: str = ""
    limit: float = MAX_RATIO

    @property
    def fails(self) -> bool:
        fine = not self.note or self.note.startswith(("refused", "negligible"))
        return self.ratio > self.limit or not fine


def seconds(shape: Shape, text: str, rounds: int = 1) -> float:
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        # As timeit does: when a collection comes is chance, and a large heap makes it dear.
        gc.disable()
        try:
            # The process's own clock counts in ticks where a CPU limit is set; the thread's does not.
            start = time.thread_time()
            shape.run(text)
            best = min(best, time.thread_time() - start)
        finally:
            gc.enable()
    return best


def measure(shape: Shape, at_least: float) -> Figure:
    figure = Figure(shape.name)
    try:
        size = 2_000
        seconds(shape, shape.make(size))
        while (took := seconds(shape, shape.make(size))) < at_least and size < MAX_SIZE:
            size *= 4 if took < at_least / 8 else 2
        figure.size, figure.seconds, figure.ratio = _ratio(shape, size)
        if figure.ratio > MAX_RATIO:
            figure.ratio = min(figure.ratio, _ratio(shape, figure.size * FACTOR)[2])
        if figure.size >= MAX_SIZE and figure.seconds < MIN_SECONDS:
            figure.limit = MAX_FAST_RATIO
            if figure.seconds * figure.ratio < NEGLIGIBLE:
                figure.note, figure.ratio = "negligible", 0.0
    except ListlintError as error:
        figure.note = f"refused: {error}"
    except Exception as error:
        figure.note = f"{type(error).__name__}: {error}"
    return figure


def _ratio(shape: Shape, size: int) -> tuple[int, float, float]:
    """The size measured, its seconds, and how many times that four times the size takes."""
    try:
        seconds(shape, shape.make(size * FACTOR))
    except ListlintError:
        # Refused at four times the size: what is not refused is what has to be measured.
        size //= FACTOR
    small, large = shape.make(size), shape.make(size * FACTOR)
    one, four = seconds(shape, small, 3), seconds(shape, large, 2)
    # What stands before and after what is repeated does not grow.
    fixed = len(shape.make(0))
    grown = (len(large) - fixed) / max(1, len(small) - fixed)
    return size, one, four / one * FACTOR / grown


def _measure_named(name: str, at_least: float) -> Figure:
    shape = next(shape for shape in shapes() if shape.name == name)
    return measure(shape, at_least)


def _in_child(name: str, at_least: float) -> Figure:
    """Measured in a process of its own, which may take so much CPU and no more."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
        sender.send(_measure_named(name, at_least))

    child = context.Process(target=work)
    child.start()
    sender.close()
    try:
        figure: Figure = receiver.recv()
    except EOFError:
        figure = Figure(name, ratio=float("inf"), note=f"more than {CPU_LIMIT} s of CPU")
    child.join()
    return figure


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="parts of the names of shapes; all without one")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--quiet", action="store_true", help="only what is above the limit")
    given = parser.parse_args()
    names = [shape.name for shape in shapes()]
    if given.names:
        names = [name for name in names if any(part in name for part in given.names)]
    failed = []
    worst = 0.0
    start = time.monotonic()
    with ThreadPoolExecutor(given.jobs) as pool:
        for figure in pool.map(lambda name: _in_child(name, given.seconds), names):
            worst = max(worst, figure.ratio)
            if figure.fails:
                failed.append(figure)
            if figure.fails or not given.quiet:
                mark = "!" if figure.fails else " "
                print(
                    f"{mark} {figure.ratio:5.1f}  {figure.seconds * 1000:6.0f} ms at {figure.size:9,}  "
                    f"{figure.name}  {figure.note}".rstrip(),
                    flush=True,
                )
    print(
        f"{len(names)} shapes, {len(failed)} above the limit, the worst {worst:.1f}, "
        f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime:.0f} s of CPU, {time.monotonic() - start:.0f} s"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
