"""A configured template that matches nothing is an error of the configuration, not a clean list."""

from __future__ import annotations

import re
from datetime import date

import pytest

from linter.config.load import load_config
from linter.engine.run import Source, lint
from linter.model import ListlintError, Report
from linter.rules import load_rules

TODAY = date(2026, 1, 1)
GOOD = "# List\n\n## Tools\n\n" + "".join(
    f"- [Tool {i}](https://example.org/{i}) - Does number {i}.\n" for i in range(20)
)
DASH = "lists:\n  - entry: |\n      - [{title}]({url}) — {description}\n"


def check(config: str, head: str, base: str | None = None) -> Report:
    rules = load_rules()
    added = frozenset({5}) if base is not None else None
    source = Source("README.md", head, base, added)
    return lint([source], load_config(config, "listlint.yml", rules), rules, today=TODAY)


def test_the_line_is_named_and_what_the_list_teaches() -> None:
    with pytest.raises(ListlintError) as refused:
        check(DASH, GOOD)
    assert str(refused.value) == (
        "listlint.yml:2:12: this template matches none of the 20 items with links in README.md, "
        "the first of which is on line 5: `- [Tool 0](https://example.org/0) - Does number 0.`; "
        "the entries of this list are written like `- [{title}]({url}) - {description}`"
    )


def test_rows_are_items_too() -> None:
    rows = "# L\n\n| Name |\n| --- |\n| [A](https://example.org/a) |\n"
    with pytest.raises(ListlintError, match="matches none of the one item with links"):
        check("lists: [{entry: '- **{title}** ({url})'}]", rows)


@pytest.mark.parametrize(
    "text",
    [
        "# List\n\nProse with [a link](https://example.org).\n",
        "# List\n\n- [Tools](#tools)\n\n## Tools\n\n- An item without a link.\n",
        "",
    ],
)
def test_a_file_that_lists_no_links_has_nothing_to_match(text: str) -> None:
    assert check(DASH, text).problems == ()


def test_one_entry_that_matches_is_enough() -> None:
    head = GOOD.replace("(https://example.org/3) -", "(https://example.org/3) —")
    report = check(DASH, head)
    assert any(entry.mismatch is None for entry in report.documents[0].entries)


def test_on_a_change_the_base_decides() -> None:
    """The configuration is the base's, so its faults are not blamed on a change."""
    dashed = GOOD.replace(") - ", ") — ")
    assert check(DASH, GOOD, base=dashed)
    with pytest.raises(ListlintError, match=re.escape("listlint.yml:2:12: this template")):
        check(DASH, dashed, base=GOOD)


def test_the_template_of_an_override_has_to_match_in_its_sections() -> None:
    text = GOOD + "\n## Books\n\n- [Book](https://example.org/book) - By an author.\n"
    override = "lists:\n  - overrides:\n      - sections: [Books]\n        entry: {}\n"
    check(override.format('"- [{title}]({url}) - {description}"'), text)
    with pytest.raises(ListlintError, match=r"listlint\.yml:4:16: this template matches none of"):
        check(override.format('"* **{title}** ({url})"'), text)
