"""What is fuzzed: for each reader of foreign input, how it is called and what must hold.

A target takes the text of one input and raises where something is wrong. Refusing an input with a
``ListlintError`` of one line is right.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from linter.config.load import default_config, load_config
from linter.engine.fixer import MAX_CHECKS, fix_text
from linter.engine.pages import Source, pages
from linter.engine.run import lint
from linter.markdown.parser import parse
from linter.model import Answer, Document, Found, ListlintError, Need, Report
from linter.reporters.formats import FORMATS, render
from linter.rules import load_rules
from linter.template.template import TemplateError, compile_template
from tests.fuzz import samples
from tests.fuzz.mutations import mutated, mutated_value

RULES = load_rules()
TODAY = date(2026, 1, 1)


class Target(NamedTuple):
    """``make`` gives an input, ``run`` raises where it shows a fault."""

    make: Callable[[Random], str]
    run: Callable[[str], None]


@contextmanager
def refusals() -> Iterator[None]:
    """An input may be refused, in one line."""
    try:
        yield
    except ListlintError as error:
        if not str(error).strip():
            raise AssertionError("an empty message") from error


def of(*inputs: str) -> Callable[[Random], str]:
    chosen = list(inputs)
    return lambda random: mutated(random, chosen)


def judged(text: str, base: str | None = None, added: frozenset[int] | None = None) -> Report:
    report = lint([Source("README.md", text, base, added)], default_config(), RULES, today=TODAY)
    assert not report.faults, report.faults
    return report


# ------------------------------------------------------------------------------ the list


def run_parse(text: str) -> None:
    with refusals():
        document = parse(text)
        inside(document)
        assert [item.span[:2] for item in document.items] == sorted(
            i.span[:2] for i in document.items
        )


def inside(document: Document) -> None:
    """Every place is one of the file's."""
    lines = document.lines
    spans = [heading.span for heading in document.headings] + [item.span for item in document.items]
    spans += [span for link in document.links for span in (link.span, link.url_span)]
    for span in spans:
        assert 1 <= span.line <= span.end_line <= len(lines), span
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1, span
        assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1, span
        document.slice(span)


def run_rules(text: str) -> None:
    with refusals():
        report = judged(text)
        for problem in report.problems:
            assert 1 <= problem.span.line <= len(report.documents[0].lines), problem


def run_change(text: str) -> None:
    """The first half of the input, up to a form feed, is the base, the rest the head."""
    base, _, head = text.partition("\f")
    added = frozenset(n for n in range(1, head.count("\n") + 2) if n % 3)
    with refusals():
        judged(head, base, added)


def make_change(random: Random) -> str:
    base = random.choice(samples.LISTS)
    return base.replace("\f", "") + "\f" + mutated(random, [base, *samples.LISTS])


def run_fix(text: str) -> None:
    count = 0

    def counted(changed: str) -> Report:
        nonlocal count
        count += 1
        return judged(changed)

    with refusals():
        fixed = fix_text(text, counted, unsafe=len(text) % 2 == 0)
        assert count <= MAX_CHECKS, f"{count} checks"
        before = judged(text)
        # Nothing is made worse: no rule has more to say than before.
        assert len(fixed.report.problems) <= len(before.problems) + len(before.documents[0].entries)


def run_reports(text: str) -> None:
    with refusals():
        report = judged(text)
        for name in FORMATS:
            rendered = render(report, name, RULES)
            if name in ("json", "sarif", "rdjson"):
                json.loads(rendered)


def run_init(text: str) -> None:
    from linter.conventions.proposal import propose

    with refusals():
        page, _, _ = pages(Source("README.md", text), default_config())
        conventions = page.views[0].conventions
        proposed = propose("README.md", page.document, conventions, difference=lambda _: 0)
        load_config(proposed, "listlint.yml", RULES)


# ------------------------------------------------------------------------------ what is configured


def run_template(text: str) -> None:
    """A template, and after a form feed an entry."""
    source, _, entry = text.partition("\f")
    try:
        template = compile_template.__wrapped__(source)
    except TemplateError:
        return
    match = template.match(entry)
    if match is not None:
        for name, (start, end) in match.spans.items():
            assert entry[start:end] == match.values[name]
    template.explain(entry)
    template.render(dict.fromkeys(template.required(), "a"))


def make_template(random: Random) -> str:
    entries = [line for text in samples.LISTS for line in text.split("\n") if "](" in line]
    template = (
        mutated(random, samples.TEMPLATES)
        if random.random() < 0.7
        else random.choice(samples.TEMPLATES)
    )
    return template.replace("\f", "") + "\f" + mutated(random, entries)


def run_configuration(text: str) -> None:
    with refusals():
        config = load_config(text, "listlint.yml", RULES)
        lint([Source("README.md", samples.BULLETS)], config, RULES, today=TODAY)


def run_contributing(text: str) -> None:
    with refusals():
        load_config(text, "CONTRIBUTING.md", RULES)


# ------------------------------------------------------------------------------ small readers


def run_patch(text: str) -> None:
    from linter.text.diff import read_patch

    diff = read_patch(text)
    assert all(first <= last for first, last in diff.hunks)


def run_address(text: str) -> None:
    from linter.urls.identity import identify

    assert isinstance(identify(text), str)


def run_fields(text: str) -> None:
    from linter.structure.ordering import COLLATIONS
    from linter.text import authors, dates, sentences
    from linter.text.normalize import fold

    fold(text)
    dates.recognise(text)
    authors.common_separator([text])
    authors.people(text)
    sentences.end_punctuation(text)
    for collate in COLLATIONS.values():
        collate(text)


# ------------------------------------------------------------------------------ from outside


def run_cache(text: str) -> None:
    """A damaged cache is begun anew: two runs later an answer is kept."""
    from linter.config.link_settings import CacheSettings
    from linter.links.cache import Cache

    need, answer = Need("url", "https://example.com/"), Found({"final_url": "a"}, 200)
    with tempfile.TemporaryDirectory() as folder:
        settings = CacheSettings(path=Path(folder) / "links.sqlite")
        _put(Cache(settings), {need: answer})
        assert settings.path is not None
        content = bytearray(settings.path.read_bytes())
        random = Random(text)
        for _ in range(random.choice((1, 4, 40, 400))):
            content[random.randrange(len(content))] = random.randrange(256)
        kept = random.choice((len(content), random.randrange(len(content))))
        settings.path.write_bytes(content[:kept])
        for _ in range(2):
            cache = Cache(settings)
            cache.get([need])
            cache.since([need])
            cache.close()


def _put(cache: Any, answers: dict[Need, Answer]) -> None:
    cache.put(answers)
    cache.close()


def make_seed(random: Random) -> str:
    return str(random.getrandbits(64))


EVENT: Any = {
    "action": "opened",
    "number": 1,
    "repository": {"default_branch": "main", "full_name": "owner/list"},
    "pull_request": {
        "number": 1, "state": "open", "comments": 0, "review_comments": 0,
        "head": {"sha": "a" * 40, "ref": "x"}, "base": {"sha": "b" * 40, "ref": "main"},
    },
    "merge_group": {"head_sha": "a" * 40, "base_sha": "b" * 40, "base_ref": "refs/heads/main"},
}  # fmt: skip


def make_event(random: Random) -> str:
    text = json.dumps(mutated_value(random, EVENT))
    return mutated(random, [text]) if random.random() < 0.2 else text


def run_event(text: str) -> None:
    from linter.github import event as events

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "event.json"
        path.write_text(text, "utf-8", errors="surrogatepass")
        for name in ("pull_request", "merge_group", "schedule"):
            environ = {
                "GITHUB_REPOSITORY": "owner/list", "GITHUB_EVENT_NAME": name,
                "GITHUB_EVENT_PATH": str(path), "INPUT_GITHUB-TOKEN": "t",
            }  # fmt: skip
            with refusals():
                job = events.read_job(environ)
                events.is_closed(job)
                events.has_comments(job)
                events.merge_group(job)
                _ = job.other_branch
                events.subject(job)


def run_answers(text: str) -> None:
    """One run of the action, one of GitHub's answers being not what it should be."""
    from tests.github.world import BAD_DATE, GOOD, page, world

    random = Random(text)
    with tempfile.TemporaryDirectory() as folder, world(Path(folder)) as w:
        w.push(page(attention=[BAD_DATE, GOOD]))
        if random.random() < 0.5:
            w.run()
            w.push(page(attention=[GOOD]))
        nth = random.randrange(12)
        w.fake.lie = lambda number, answer: (
            mutated_value(random, answer) if number >= nth else answer
        )
        run = w.run()
        assert run.code in (0, 1, 2), run.code
        assert "Traceback" not in run.log, run.log
        for fault in ("internal error", "fault in listlint"):
            assert fault not in run.log, run.log
            assert fault not in run.summary, run.summary
        assert run.requests < 100, run.requests
        assert len([line for line in run.err.split("\n") if line]) <= 1, run.err


TARGETS: dict[str, Target] = {
    "parse": Target(of(*samples.LISTS), run_parse),
    "rules": Target(of(*samples.LISTS), run_rules),
    "change": Target(make_change, run_change),
    "fix": Target(of(*samples.LISTS), run_fix),
    "reports": Target(of(*samples.LISTS), run_reports),
    "init": Target(of(*samples.LISTS), run_init),
    "template": Target(make_template, run_template),
    "configuration": Target(of(*samples.CONFIGURATIONS), run_configuration),
    "contributing": Target(of(*samples.CONTRIBUTING), run_contributing),
    "patch": Target(of(*samples.PATCHES), run_patch),
    "address": Target(of(*samples.ADDRESSES), run_address),
    "fields": Target(of(*samples.FIELDS), run_fields),
    "cache": Target(make_seed, run_cache),
    "event": Target(make_event, run_event),
    "answers": Target(make_seed, run_answers),
}
