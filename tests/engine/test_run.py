"""Sources, rules and facts to a report: severities, views, needs, the base, fingerprints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import pytest

from linter.config.load import load_config
from linter.config.model import Config
from linter.engine.run import Source, fingerprint, lint
from linter.model import (
    Answer,
    Context,
    Document,
    Facts,
    Found,
    Hit,
    Incomplete,
    ListlintError,
    Missing,
    Need,
    Option,
    Report,
    Rule,
    Severity,
    Unknown,
)
from linter.rules import load_rules

TODAY = date(2024, 6, 1)
LIST = """\
# List

## Papers

- [Alpha](https://example.org/alpha) - One.
- [Beta](https://example.org/beta) - Two.

## Tools

- [Gamma](https://example.org/gamma) - Three.
"""


def rule(
    identifier: str,
    check: Callable[[Document, Context], Iterable[Hit]],
    severity: Severity = Severity.ERROR,
    needs: Callable[[Document, Context], Iterable[Need]] | None = None,
    **options: Option,
) -> Rule:
    return Rule(identifier, f"About {identifier}.", severity, check, options, needs)


def each_entry(document: Document, context: Context) -> Iterable[Hit]:
    """A hit for each entry, with what the rule was told."""
    for entry in document.entries:
        told = f"{context.options.get('most', '')} {context.conventions.order}".strip()
        yield Hit(entry.span, told, entry.identity)


def unused(document: Document, context: Context) -> Iterable[Hit]:
    for directive, name in context.unused_directives:
        yield Hit(directive.span, f"{name} is idle", name)


def dead(document: Document, context: Context) -> Iterable[Hit]:
    for link in document.links:
        if isinstance(context.facts.get(Need("url", link.url)), Missing):
            yield Hit(link.span, "gone", link.url)


def urls(document: Document, context: Context) -> Iterable[Need]:
    return [Need("url", link.url) for link in document.links]


EACH = rule("each-entry", each_entry, most=Option(3, "how many"))
IDLE = rule("directive", unused, Severity.WARNING)
DEAD = rule("dead-link", dead, needs=urls)


class Recorder:
    """A probe that knows its answers, and remembers what it was asked."""

    def __init__(self, **answers: Answer) -> None:
        self._answers = answers
        self.asked: list[str] = []

    incomplete: Incomplete | None = None

    def fetch(self, needs: Sequence[Need]) -> Facts:
        self.asked += [need.key.rpartition("/")[2] for need in needs]
        return {need: self._answers.get(need.key.rpartition("/")[2], Found({})) for need in needs}


def run(
    text: str = LIST,
    *rules: Rule,
    config: str = "",
    base: str | None = None,
    added: set[int] | None = None,
    probe: Recorder | None = None,
    probe_all: bool = False,
) -> Report:
    loaded = load_config(config, "listlint.yml", rules) if config else Config()
    source = Source("README.md", text, base, None if added is None else frozenset(added))
    return lint([source], loaded, rules, probe=probe, today=TODAY, probe_all=probe_all)


def lines(report: Report, status: str = "reported") -> list[int]:
    return [problem.span.line for problem in report.problems if problem.status == status]


def test_the_engine_stamps_severity_path_and_fingerprint() -> None:
    (first, *_) = run(LIST, EACH, config="rules: {each-entry: info}").problems
    assert (first.path, first.rule, first.severity) == ("README.md", "each-entry", Severity.INFO)
    assert first.fingerprint == fingerprint("each-entry", "url:example.org/alpha")
    assert first.status == "reported"


def test_a_fingerprint_is_of_rule_and_key_alone() -> None:
    assert fingerprint("a", "b") != fingerprint("b", "a") != fingerprint("ab", "")
    moved = run("# New\n\n" + LIST, EACH)
    assert [problem.fingerprint for problem in moved.problems] == [
        one.fingerprint for one in run(LIST, EACH).problems
    ]
    assert len(fingerprint("a", "\ud800")) == 16


def test_problems_stand_in_the_order_of_the_files_and_their_lines() -> None:
    backwards = rule("z", lambda document, context: reversed([*each_entry(document, context)]))
    sources = [Source("b.md", LIST), Source("a.md", LIST)]
    report = lint(sources, Config(), [backwards, EACH], today=TODAY)
    assert [(problem.path, problem.span.line, problem.rule) for problem in report.problems] == [
        (path, line, name)
        for path in ("b.md", "a.md")
        for line in (5, 6, 10)
        for name in ("each-entry", "z")
    ]


def test_a_rule_that_says_the_same_twice_is_heard_once() -> None:
    twice = rule("t", lambda document, context: [*each_entry(document, context)] * 2)
    assert lines(run(LIST, twice)) == [5, 6, 10]


def test_a_rule_that_is_off_is_not_run() -> None:
    def fail(document: Document, context: Context) -> Iterable[Hit]:
        raise AssertionError

    assert run(LIST, rule("fail", fail), config="rules: {fail: off}").problems == ()
    assert run(LIST, rule("fail", fail, Severity.OFF)).problems == ()


def test_options_come_from_the_configuration() -> None:
    report = run(LIST, EACH, config="rules: {each-entry: {most: 7}}")
    assert {problem.message for problem in report.problems} == {"7 none"}


OVERRIDES = """\
lists:
  - overrides:
      - sections: [Tools]
        rules: {each-entry: {most: 9}}
        order: alphabetical
      - sections: [Papers]
        rules: {each-entry: info}
"""


def test_an_override_holds_in_its_sections_and_nowhere_else() -> None:
    report = run(LIST, EACH, config=OVERRIDES)
    assert [
        (problem.span.line, problem.message, problem.severity.value) for problem in report.problems
    ] == [
        (5, "3 none", "info"),
        (6, "3 none", "info"),
        (10, "9 a-z", "error"),
    ]


def test_a_section_can_have_a_template_of_its_own() -> None:
    text = "# L\n\n## A\n\n- [a](https://a.example) x\n\n## B\n\n- b: <https://b.example>\n"
    config = (
        "lists:\n- entry: '- [{title}]({url}) {note}'\n  overrides:\n"
        "  - sections: B\n    entry: '- {title}: <{url}>'\n"
    )
    seen: list[Document] = []

    def see(document: Document, context: Context) -> Iterable[Hit]:
        seen.append(document)
        return ()

    run(text, rule("see", see), config=config)
    assert [(e.fields.get("title"), e.mismatch) for e in seen[0].entries] == [
        ("a", None),
        ("b", None),
    ]


def test_the_template_of_a_section_says_how_its_fields_are_written() -> None:
    text = "# L\n\n## A\n\n- [a](https://a.example) x\n\n## B\n\n"
    text += "- [b](https://b.example) 2024-01-02 x\n"
    config = (
        "lists:\n- entry: '- [{title}]({url}) {description}'\n  overrides:\n  - sections: B\n"
        "    entry: '- [{title}]({url}) {date: YYYY/MM/DD} {description: Sentence.}'\n"
    )
    report = run(text, *load_rules(), config=config)
    assert {(problem.rule, problem.span.line) for problem in report.problems} == {
        ("entry-date", 9),
        ("description-style", 9),
    }


def test_the_only_entry_of_a_section_is_held_to_a_configured_template() -> None:
    text = "# L\n\n## A\n\n- [a](https://a.example) - x\n\n## B\n\n- [b](https://b.example): y\n"
    text += "\n## Thanks\n\n- To [c](https://c.example) for it all\n"
    report = run(
        text, *load_rules(), config="lists: [{entry: '- [{title}]({url}) - {description}'}]"
    )
    assert [(problem.rule, problem.span.line) for problem in report.problems] == [
        ("entry-format", 9)
    ]


# ------------------------------------------------------------------------ directives


def test_a_directive_suppresses_and_an_idle_one_is_reported() -> None:
    text = LIST.replace(
        "## Tools\n", "## Tools\n\n<!-- listlint-disable each-entry dead-link other -->\n"
    )
    report = run(text, DEAD, IDLE, EACH, rule("other", lambda document, context: ()))
    assert lines(report, "suppressed") == [12]
    idle = ["other is idle"]
    assert [problem.message for problem in report.problems if problem.rule == "directive"] == idle
    # An online rule that was not run, or could not see, says nothing about its directives.
    seeing = run(
        text, DEAD, IDLE, EACH, rule("other", lambda document, context: ()), probe=Recorder()
    )
    assert [one.message for one in seeing.problems if one.rule == "directive"] == idle


def test_a_directive_about_directives_is_kept() -> None:
    text = "<!-- listlint-disable-file directive other -->\n\n" + LIST
    report = run(text, IDLE, rule("other", lambda document, context: ()))
    assert [problem.status for problem in report.problems] == ["suppressed"]


# ------------------------------------------------------------------------ the base


def test_only_what_the_change_brings_is_reported() -> None:
    head = LIST.replace("## Tools\n", "- [New](https://example.org/new) - N.\n\n## Tools\n", 1)
    report = run(head, EACH, base=LIST, added={8})
    assert lines(report) == [8]
    assert lines(report, "existing") == [5, 6, 12]
    assert report.compared
    assert not run(LIST, EACH).compared


def test_conventions_are_learned_from_the_base() -> None:
    entry = "- [{0}](https://example.org/{0}) {1}-01-02\n"
    ordered = "# L\n\n## P\n\n" + "".join(
        entry.format(f"n{year}", year) for year in range(2023, 2003, -1)
    )
    lone = "# L\n\n## P\n\n- x\n"
    assert {problem.message for problem in run(ordered, EACH).problems} == {"3 newest"}
    assert {one.message for one in run(lone, EACH, base=ordered, added=set()).problems} <= {
        "3 newest"
    }
    assert not run(ordered, EACH, base=lone, added=set()).assumptions


def test_a_base_that_cannot_be_read_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    from linter.markdown import parser

    def parse(text: str, path: str = "README.md") -> Document:
        if text == "refused":
            raise ListlintError(f"{path}:1: too deep")
        return parser.parse(text, path)

    monkeypatch.setattr("linter.engine.pages.parse", parse)
    report = run(LIST, EACH, base="refused", added={5})
    assert lines(report) == [5, 6, 10]
    assert report.notes == (
        "README.md before the change cannot be read, so all counts as new: README.md:1: too deep",
    )


# ------------------------------------------------------------------------ facts


def test_each_need_is_asked_once_for_all_rules() -> None:
    probe = Recorder(beta=Missing("404"), gamma=Unknown("timeout"))
    report = run(LIST + "\n[again](https://example.org/beta)\n", DEAD, DEAD, probe=probe)
    assert probe.asked == ["alpha", "beta", "gamma"]
    assert {problem.span.line for problem in report.problems} == {6, 12}
    assert [(need.key, answer.reason) for need, answer in report.unknowns] == [
        ("https://example.org/gamma", "timeout")
    ]


def test_without_a_probe_online_rules_are_silent() -> None:
    assert run(LIST, DEAD).problems == ()


def test_an_online_rule_that_is_off_needs_nothing() -> None:
    probe = Recorder()
    run(LIST, DEAD, config="rules: {dead-link: off}", probe=probe)
    assert probe.asked == []


def test_a_change_probes_what_it_touches_unless_all_is_wanted() -> None:
    probe = Recorder(beta=Missing("404"), alpha=Missing("404"))
    report = run(LIST, DEAD, base=LIST.replace("Two", "2"), added={6}, probe=probe)
    assert probe.asked == ["beta"]
    assert lines(report, "existing") == [6]
    assert report.unknowns == ()
    probe = Recorder(beta=Missing("404"), alpha=Missing("404"))
    report = run(LIST, DEAD, base=LIST.replace("beta", "b"), added={6}, probe=probe, probe_all=True)
    assert probe.asked == ["alpha", "beta", "gamma"]
    assert (lines(report), lines(report, "existing")) == ([6], [5])


def test_a_changed_link_definition_is_a_changed_link() -> None:
    text = "# L\n\n[a] and [b]\n\n[a]: https://example.org/a\n[b]: https://example.org/b\n"
    probe = Recorder()
    run(text, DEAD, base=text, added={6}, probe=probe)
    assert probe.asked == ["b"]


def test_facts_that_were_not_asked_for_are_unknown_and_not_counted() -> None:
    seen: list[Facts] = []

    def see(document: Document, context: Context) -> Iterable[Hit]:
        seen.append(context.facts)
        return ()

    report = run(LIST, rule("see", see, needs=urls), base=LIST, added={6}, probe=Recorder())
    answers = {need.key.rpartition("/")[2]: answer for need, answer in seen[0].items()}
    assert answers["beta"] == Found({})
    assert answers["alpha"] == Unknown("not part of the change", skipped=True)
    assert report.unknowns == ()


# ------------------------------------------------------------------------ assumptions


def test_what_was_learned_is_said_in_words_and_what_is_configured_is_not() -> None:
    entry = "- [{0}](https://example.org/{0}) {1}-01-02\n"
    text = "# L\n\n## P\n\n" + "".join(
        entry.format(f"n{year}", year) for year in range(2023, 2003, -1)
    )
    said = run(text, EACH).assumptions["README.md"]
    assert "newest first (" in said
    assert "dates like YYYY-MM-DD (20 of 20 dates)" in said
    assert "entries like `- [" in said
    configured = run(text, EACH, config="lists: [{order: 'date, newest first'}]")
    assert "newest first" not in configured.assumptions["README.md"]


def test_what_a_bot_writes_is_left_alone() -> None:
    start, end = "<!-- ALL-CONTRIBUTORS-LIST:START -->\n", "<!-- ALL-CONTRIBUTORS-LIST:END -->\n"
    text = "# A\n\n" + start + '<a href="#gone">x</a>\n' + end + "\n[y](#lost)\n"
    report = run(text, *load_rules())
    assert [problem.span.line for problem in report.problems] == [7]
