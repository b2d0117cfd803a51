"""What every cost decides: with another figure, an entry is read in another way."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from linter.entries.mismatch.alignment import SearchBudget, align
from linter.entries.mismatch.costs import COSTS, Costs
from linter.entries.mismatch.template_tokens import pattern_nodes
from linter.template.template import compile_template

TOOL = "- [{title}]({url}) - {description}"
PAPER = "- **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠\n{authors}"
TAGGED = "- [{title}]({url}) - {description} `{license}`"
NAMES = "  \nAda Lovelace; Bo Xu"

# The cost, another figure for it, a template, and an entry that is then read differently.
PINS = [
    ("space", 0, TOOL, " [A b](https://x.y) - What A is."),
    ("mark", 0, TOOL, "-- [A b](https://x.y) - What A is."),
    ("word", 0, PAPER, f"- **A Title** [[ link]](https://x.y) 2024-04-30{NAMES}"),
    ("line_break", 40, TOOL, "- [\nA b](https://x.y) - What A is."),
    ("similar_mark", 0, TOOL, "– [A b](https://x.y) - What A is."),
    ("other_mark", 32, TOOL, "- [A b-(https://x.y) - What A is."),
    ("other_word", 0, PAPER, f"- **A Title** [[word  link]](https://x.y) 2024-04-30{NAMES}"),
    ("other_case", 0, PAPER, f"- **A Title** [[Paper link]](https://x.y) 2024-04-30{NAMES}"),
    ("other_line_break", 0, PAPER, f"- **A Title** [[paper link]](https://x.y) 2024-04\n30{NAMES}"),
    ("line_break_for_space", 0, TOOL, "-\n[A b](https://x.y) - What A is."),
    ("lost_word", 120, TOOL, " (see b) [A b](https://x.y) - What A is."),
    ("wrong_value", 0, TOOL, "- [A b] (see b)(https://x.y) - What A is."),
    ("unlikely_value", 0, TOOL, "- [A b](\n://x.y) - What A is."),
    ("unfilled", 0, TOOL, "- [A ](https://x.y) - What A is."),
    ("empty", 40, TOOL, "- [A b]()://x.y) - What A is."),
    ("bare_value", 0, TAGGED, "- [A b](https://x.y) - What A is."),
    ("lost_remark", 0, TOOL, "word - [A b](https://x.y) - What A is."),
    ("lost_rest", 0, TOOL, "-- [A b](https://x.y) - What A is."),
    ("crossed_marks", 0, TOOL, "- [A **](https://x.y) - What A is."),
    ("inner_pair", 4, TOOL, "- (see b) [A b](https://x.y) - What A is."),
    ("template_pair", 104, TOOL, "- [A\nb](https://x.y) - What A is."),
    ("badge_first", 0, TOOL, "- [A b](https://x.y) -:tada: What A is."),
    ("separator_last", 0, TOOL, "- [A b-(https://x.y) - What A is."),
    ("inner_url", 0, TOOL, "- [A b] https://q.r (https://x.y) - What A is."),
]


def read(template: str, entry: str, costs: Costs) -> object:
    nodes = pattern_nodes(compile_template(template).program)
    found = align(nodes, entry, SearchBudget(), costs=costs)
    assert found is not None
    return found.spans, found.divergence, found.rendered


@pytest.mark.parametrize(("name", "other", "template", "entry"), PINS)
def test_costs_decide(name: str, other: int, template: str, entry: str) -> None:
    changed = replace(COSTS, **{name: other})
    assert read(template, entry, COSTS) != read(template, entry, changed)


def test_costs_are_all_pinned() -> None:
    assert [name for name, *_ in PINS] == [field.name for field in fields(Costs)]
