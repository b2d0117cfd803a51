"""What a configuration names has to exist."""

from __future__ import annotations

import re

import pytest

from linter.config.load import load_config
from linter.config.references import check_references
from linter.model import ListlintError
from linter.rules import load_rules

PATHS = ["README.md", "docs/list.md", "CONTRIBUTING.md", "lists/a.md", "picture.png"]


def check(text: str) -> None:
    config = load_config(text, "listlint.yml", load_rules())
    check_references(
        config,
        lambda name: name in PATHS or any(path.startswith(f"{name}/") for path in PATHS),
        lambda: PATHS,
    )


@pytest.mark.parametrize(
    "text",
    [
        "lists: [{files: [README.md]}]",
        "lists: [{files: [./docs/list.md]}]",
        "lists: [{files: ['**/*.md', '!docs/*.md']}]",
        "lists: [{files: [lists]}]",
        "lists: [{}]",
        "guide: CONTRIBUTING.md#how-an-entry-looks",
        "guide: https://example.org/guide",
        "guide: '#contributing'",
        "guide: {default: ./CONTRIBUTING.md, toc: README.md}",
    ],
)
def test_what_exists_is_fine(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "lists:\n  - files: [REDME.md]\n",
            'listlint.yml:2:13: no file matches "REDME.md"; did you mean "README.md"?',
        ),
        ("lists: [{files: ['lits/*.md']}]", '1:18: no file matches "lits/*.md"'),
        ("lists: [{files: [x.txt]}]", 'listlint.yml:1:18: no file matches "x.txt"'),
        (
            "guide: CONTRIBUTNG.md#order",
            '1:8: there is no file "CONTRIBUTNG.md"; did you mean "CONTRIBUTING.md"?',
        ),
        ("guide: {toc: gone.md}", '1:14: there is no file "gone.md"'),
    ],
)
def test_what_does_not_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ListlintError, match=re.escape(message)):
        check(text)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("titel", "title"),
        ("titles", "title"),
        ("ulr", "url"),
        ("author", "authors"),
        ("dates", "date"),
        ("descripton", "description"),
        ("tifle", "title"),
    ],
)
def test_a_misspelled_field_is_asked_about(name: str, near: str) -> None:
    text = f"lists:\n  - entry: |\n      - [x]({{url}}) {{{name}}}\n"
    message = f"listlint.yml:3:20: unknown field {{{name}}}; did you mean {{{near}}}?"
    with pytest.raises(ListlintError, match=re.escape(message)):
        check(text)


@pytest.mark.parametrize("name", ["rate", "note", "tag", "code_url", "badges2", "name", "stars"])
def test_a_field_of_ones_own_is_fine(name: str) -> None:
    check(f"lists:\n  - entry: |\n      - [x]({{url}}) {{{name}}}\n")
