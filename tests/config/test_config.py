"""The configuration: what it means, what it refuses and in which words, and its schema."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from linter.config.link_settings import LinkSettings
from linter.config.load import default_config, fenced_block, load_config
from linter.config.model import (
    Config,
    ListConfig,
    Override,
    RuleSetting,
    conventions_for,
    overridden,
)
from linter.config.parser import render_schema
from linter.model import (
    Conventions,
    Document,
    Heading,
    ListlintError,
    Option,
    Rule,
    Severity,
    Span,
)
from linter.rules import load_rules

RULES = (
    Rule(
        "entry-size",
        "An entry that is too long.\n\n## What it does\nCounts.",
        Severity.ERROR,
        lambda document, context: (),
        options={
            "most": Option(3, "how many"),
            "ratio": Option(0.5, "how much"),
            "strict": Option(False, "whether"),
            "mode": Option("lines", "what", ("lines", "words")),
            "words": Option((), "which"),
            "label": Option("", "a name"),
        },
    ),
    Rule("link-style", "A link.", Severity.INFO, lambda document, context: ()),
)

EVERYTHING = """\
lists:
  - files: [README.md, "docs/**/*.md"]
    entry: |
      - **{title}** [[paper link]]({url}) {date}␠␠
      {authors}
    order: date, newest first
    date: YYYY-MM-DD
    authors: First Last; First Last
    cross-listing: allowed
    sections: [Surveys, [Tools, Editors]]
    block: details
    rules: {link-style: off}
    overrides:
      - sections: Surveys
        rules:
          entry-size: {severity: info, most: 9}
        order: none
        entry: "- [{title}]({url})"
rules:
  entry-size:
    most: 5
    ratio: 0.75
    strict: true
    mode: words
    words: [a, b]
    label: "on"
  link-style: warning
guide: {default: CONTRIBUTING.md, entry-size: "CONTRIBUTING.md#size"}
links: {allow-private: true, timeout: 1.5s, budget: 2m, accept: [403, 999], exclude: example.org}
registries: {arxiv: "http://127.0.0.1:8000/a", github: ""}
cache: {path: links.sqlite, enabled: false, alive: 2d}
limits: {file-size: 64kB}
fail-on: never
"""


def load(text: str, path: str = "listlint.yml") -> Config:
    return load_config(text, path, RULES)


def test_everything_that_can_be_written_is_read() -> None:
    config = load(EVERYTHING)
    (listed,) = config.lists
    assert listed == ListConfig(
        files=("README.md", "docs/**/*.md"),
        entry=("- **{title}** [[paper link]]({url}) {date}␠␠\n{authors}",),
        order="newest",
        date="YYYY-MM-DD",
        authors=("first-last", "; "),
        cross_listing="allowed",
        sections=(("Surveys",), ("Tools", "Editors")),
        block="details",
        rules={"link-style": RuleSetting(Severity.OFF)},
        overrides=(
            Override(
                (("Surveys",),),
                {"entry-size": RuleSetting(Severity.INFO, {"most": 9})},
                ("- [{title}]({url})",),
                "none",
            ),
        ),
    )
    assert config.rules["entry-size"] == RuleSetting(
        None,
        {
            "most": 5,
            "ratio": 0.75,
            "strict": True,
            "mode": "words",
            "words": ("a", "b"),
            "label": "on",
        },
    )
    assert config.rules["link-style"] == RuleSetting(Severity.WARNING)
    assert config.guide == {"": "CONTRIBUTING.md", "entry-size": "CONTRIBUTING.md#size"}
    links = config.links
    assert (links.allow_private, links.timeout, links.budget) == (True, 1.5, 120)
    assert (links.accept, links.exclude) == ((403, 999), ("example.org",))
    assert (links.registries.arxiv, links.registries.github) == ("http://127.0.0.1:8000/a", "")
    assert links.registries.doi == LinkSettings().registries.doi
    assert (links.cache.path, links.cache.enabled) == (Path("links.sqlite"), False)
    assert links.cache.alive == 2 * 86_400
    assert (config.file_size, config.fail_on, config.path) == (64_000, "never", "listlint.yml")


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "rules:\n", "lists:\nlinks:\n", "---\n", "\ufeff", "null\n"]
)
def test_nothing_written_is_the_default(text: str) -> None:
    assert load(text) == Config(path="listlint.yml")
    assert default_config() == Config()


# text, the place, what the message says
REFUSED = [
    ("ruels: {}", "1:1", 'unknown key "ruels"; did you mean "rules"?'),
    ("fail_on: error", "1:1", 'unknown key "fail_on"; did you mean "fail-on"?'),
    ("rules:\n  link-stile: off", "2:3", 'unknown rule "link-stile"; did you mean "link-style"?'),
    ("rules: {zebra: off}", "1:9", 'unknown rule "zebra"; known are entry-size, link-style'),
    ("rules:\n  link-style: warn", "2:15", 'did you mean "warning"?'),
    ("rules:\n  link-style: [off]", "2:15", "expected one of error, warning, info, off"),
    ("rules: {entry-size: {mots: 3}}", "1:22", 'unknown option "mots"; did you mean "most"?'),
    ("rules: {entry-size: {most: many}}", "1:28", 'expected a whole number, not "many"'),
    ("rules: {entry-size: {most: -1}}", "1:28", '"-1" is too small, 0 at least'),
    ("rules: {entry-size: {ratio: x}}", "1:29", "expected a number"),
    ("rules: {entry-size: {strict: yes}}", "1:30", 'expected true or false, not "yes"'),
    ("rules: {entry-size: {mode: bytes}}", "1:28", "known are lines, words"),
    ("rules: {entry-size: {words: {a: b}}}", "1:29", "expected a text, not a mapping"),
    ("rules: {entry-size: {label: }}", "1:28", "expected a text, not nothing"),
    ("rules: off", "1:8", "expected a mapping"),
    ("- lists", "1:1", "expected a mapping"),
    ("lists: {files: a}", "1:8", "expected a list"),
    ("lists:\n  - ordr: none", "2:5", 'unknown key "ordr"; did you mean "order"?'),
    ("lists: [{order: newest first}]", "1:17", 'did you mean "date, newest first"?'),
    ("lists: [{entry: '- {title'}]", "1:20", "}"),
    ("lists:\n  - entry: |\n      - {title}\n        {url", "4:9", "}"),
    ("lists: [{date: soon}]", "1:16", "YYYY-MM-DD"),
    ("lists: [{authors: Smith J}]", "1:19", "First Last; First Last"),
    ("lists: [{cross-listing: maybe}]", "1:25", "known are allowed, forbidden"),
    ("lists: [{sections: [[]]}]", "1:21", "a heading's text"),
    ("lists: [{block: <details>}]", "1:17", "the name of an HTML element"),
    ("lists: [{overrides: [{order: none}]}]", "1:22", 'the key "sections" is missing'),
    ("links: {timeout: 20}", "1:18", "a number with a unit"),
    ("links: {timeout: 2 weeks}", "1:18", "a number with a unit"),
    ("links: {timeout: 1h}", "1:18", "too large, 5m at most"),
    ("links: {timeout: 1ms}", "1:18", "too small, 50ms at least"),
    ("links: {concurrency: 3.5}", "1:22", "expected a whole number"),
    ("links: {accept: [4000]}", "1:18", "too large, 999 at most"),
    ("registries: {arxiv: ftp://a}", "1:21", "expected a URL"),
    ("limits: {file-size: 32}", "1:21", "a number with a unit"),
    ("limits: {file-size: 9TB}", "1:21", "a number with a unit"),
    ("fail-on: always", "1:10", "known are error, info, never, warning"),
    ("guide: {zebra: x}", "1:9", 'unknown rule "zebra"'),
    # YAML itself
    ("rules: {}\nrules: {}", "2:1", '"rules" appears twice, first on line 1'),
    ("a: [1, 2", "1:9", "not valid YAML"),
    ("a: b: c", "1:5", "not valid YAML"),
    ("\ta: b", "1:1", "not valid YAML"),
    ("guide: &g x\nfail-on: *g", "2:10", "aliases are not supported"),
    ("guide: !!python/object:os.system x", "1:8", "is not supported"),
    ("guide: !x y", "1:8", 'the tag "!x" is not supported'),
    ("--- {}\n--- {}", "2:1", "not valid YAML"),
    ("a: \x07", "1:4", "U+0007"),
    ("? [a]\n: b", "1:3", "a key must be a word"),
    ("[" * 5_000, "1:17", "levels deep"),
    ("guide: 'x", "1:10", "not valid YAML"),
]


@pytest.mark.parametrize(("text", "place", "says"), REFUSED, ids=[case[0][:40] for case in REFUSED])
def test_a_fault_is_named_at_its_place(text: str, place: str, says: str) -> None:
    with pytest.raises(ListlintError) as caught:
        load(text)
    message = str(caught.value)
    assert message.startswith(f"listlint.yml:{place}: "), message
    assert says in message
    assert "\n" not in message


def test_an_endless_configuration_is_refused() -> None:
    with pytest.raises(ListlintError, match="200,000 characters, 131,072 at most"):
        load("#" * 200_000)


def test_an_alias_bomb_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]" for i in range(20)
    )
    with pytest.raises(ListlintError, match="aliases are not supported"):
        load(bomb)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ListlintError):
        load(text)


# ------------------------------------------------------------------------ inside Markdown

MARKDOWN = """\
# Contributing

````markdown
```yaml listlint
fail-on: never
```
````

<!--
```yaml listlint
fail-on: never
```
-->

    ```yaml listlint
    fail-on: never
    ```

  ~~~YAML  listlint  title="The rules"
  fail-on: warning
  rules:
    link-stile: off
  ~~~

```yaml
fail-on: never
```
"""


def test_the_block_in_markdown_has_the_line_numbers_of_the_file() -> None:
    with pytest.raises(ListlintError, match=r'^docs/C.md:22:5: unknown rule "link-stile"'):
        load(MARKDOWN, "docs/C.md")
    config = load(MARKDOWN.replace("stile", "style"), "docs/C.md")
    assert (config.fail_on, config.path) == ("warning", "docs/C.md")
    assert config.guide == {"": "docs/C.md"}


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_the_block_is_found_whatever_ends_a_line(ending: str) -> None:
    with pytest.raises(ListlintError, match=r"^C.md:22:5: "):
        load(MARKDOWN.replace("\n", ending), "C.md")


def test_markdown_without_a_block_configures_nothing() -> None:
    assert load("# Contributing\n\nBe kind.\n", "CONTRIBUTING.md") == default_config()
    assert fenced_block("```yaml\na: b\n```\n", "C.md") is None
    assert fenced_block("````\n```\n```yaml listlint\n```\n````\n", "C.md") is None


def test_an_empty_block_is_a_configuration() -> None:
    assert load("```yaml listlint\n```\n", "C.md").path == "C.md"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("```yaml listlint\n```\n\n```yaml listlint\n```\n", "C.md:4:1: a second"),
        ("\n```yaml listlint\nfail-on: error\n", "C.md:2:1: this fenced block is never closed"),
    ],
)
def test_a_doubtful_block_is_refused(text: str, says: str) -> None:
    with pytest.raises(ListlintError, match=re.escape(says)):
        load(text, "C.md")


# ------------------------------------------------------------------------ what it means


def test_the_first_list_that_names_a_file_is_its_list() -> None:
    config = load("lists:\n- {files: a.md, date: YYYY}\n- {date: YYYY-MM}\n")
    assert config.list_for("a.md").date == "YYYY"
    assert config.list_for("b.md").date == "YYYY-MM"
    assert load("lists: [{files: a.md}]").list_for("b.md") == ListConfig()


def test_later_settings_win_over_earlier_ones() -> None:
    config = load("rules: {entry-size: {severity: info, most: 5}}")
    severity, options = config.rule(RULES[0], {"entry-size": RuleSetting(None, {"mode": "words"})})
    assert severity is Severity.INFO
    assert (options["most"], options["mode"], options["ratio"]) == (5, "words", 0.5)
    severity, _ = config.rule(RULES[0], {"entry-size": RuleSetting(Severity.OFF)})
    assert severity is Severity.OFF
    assert default_config().rule(RULES[1]) == (Severity.INFO, {})


LEARNED = Conventions(
    templates=("- {title}",),
    order="a-z",
    date_format="YYYY",
    unordered=frozenset({("A",)}),
    sources={"templates": "9 of 9 entries", "order": "9 of 9", "date_format": "3 of 3"},
)


def test_what_is_written_wins_over_what_is_learned() -> None:
    written = conventions_for(load(EVERYTHING).lists[0], LEARNED)
    assert written.templates == load(EVERYTHING).lists[0].entry
    assert (written.order, written.unordered) == ("newest", frozenset())
    assert (written.authors, written.author_separator) == ("first-last", "; ")
    assert set(written.sources.values()) == {"configuration"}
    kept = conventions_for(ListConfig(date="YYYY-MM"), LEARNED)
    assert (kept.templates, kept.order) == (LEARNED.templates, "a-z")
    assert kept.sources == {**LEARNED.sources, "date_format": "configuration"}
    assert conventions_for(ListConfig(), LEARNED) is LEARNED


def test_section_names_stand_for_the_headings_of_the_document() -> None:
    def heading(line: int, level: int, text: str) -> Heading:
        return Heading(level, text, text.lower(), Span(line, 1, line, 9))

    headings = (
        heading(1, 1, "List"),
        heading(2, 2, "Tools"),
        heading(3, 3, "Editors"),
        heading(4, 2, "Surveys"),
    )
    document = Document("README.md", "", headings=headings)
    listed = ListConfig(sections=(("Surveys",), ("Tools", "Editors")))
    sections = conventions_for(listed, LEARNED, document).sections
    assert sections is not None
    assert {("List", "Surveys"), ("List", "Tools", "Editors")} <= sections
    assert ("List", "Tools") not in sections


def test_an_override_covers_its_sections_and_what_is_inside() -> None:
    override = Override((("Tools",), ("A", "B")), order="none", entry=("- {url}",))
    assert override.covers(("List", "Tools"))
    assert override.covers(("List", "Tools", "Editors"))
    assert override.covers(("A", "B", "C"))
    assert not override.covers(("B", "A"))
    assert not override.covers(("List",))
    assert not override.covers(())
    changed = overridden(override, LEARNED)
    assert (changed.order, changed.templates) == ("none", ("- {url}",))
    assert overridden(Override((("A",),)), LEARNED) is LEARNED


@pytest.mark.parametrize(
    ("example", "meaning"),
    [
        ("First Last; First Last", ("first-last", "; ")),
        ("First Last, First Last", ("first-last", ", ")),
        ("First Last and First Last", ("first-last", " and ")),
        ("Last, First; Last, First", ("last-first", "; ")),
        ("First Last", ("first-last", "")),
    ],
)
def test_authors_are_configured_by_example(example: str, meaning: tuple[str, str]) -> None:
    assert load(f"lists: [{{authors: '{example}'}}]").lists[0].authors == meaning


# ------------------------------------------------------------------------ the schema


def shipped() -> dict[str, Any]:
    path = Path(__file__).parents[2] / "docs" / "listlint.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def test_the_shipped_schema_is_the_one_the_rules_make() -> None:
    assert shipped() == json.loads(render_schema(load_rules())), (
        "run: listlint rules --schema > docs/listlint.schema.json"
    )


def test_the_schema_takes_what_the_reader_takes() -> None:
    made = json.loads(render_schema(RULES))
    jsonschema.Draft7Validator.check_schema(made)
    jsonschema.validate(_yaml_1_2(EVERYTHING), made)
    for rule in load_rules():
        assert rule.id in shipped()["definitions"]["rules"]["properties"]


def test_the_schema_has_no_regular_expression_of_pythons_own() -> None:
    """Editors and ajv read ECMAScript's, which has no ``(?P<name>``."""
    assert "(?P" not in render_schema(load_rules())


# What a schema cannot say: the order of lines, templates, forms of dates.
_BEYOND = (
    "twice",
    "{title",
    "{url",
    "soon",
    "YAML",
    "aliases",
    "tag",
    "word",
    "U+",
    "deep",
    "1h",
    "1ms",
)


@pytest.mark.parametrize(
    "text",
    [case[0] for case in REFUSED[:-12] if not any(word in case[0] for word in _BEYOND)],
)
def test_the_schema_refuses_what_the_reader_refuses(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(_yaml_1_2(text), json.loads(render_schema(RULES)))


def _yaml_1_2(text: str) -> Any:
    """The value as an editor reads it: in YAML 1.2 ``off`` and ``yes`` are words."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("bool")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"]
    )
    return yaml.load(text, Loader)
