"""Two fields in each other's place are told by what the fields of other entries hold."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from linter.model import Entry, Span
from linter.structure.swapped import MIN_USES, FieldValues

PLACE = Span(1, 1, 1, 2)
PEOPLE = ["Ann Lee, Bo Xu", "Cy Roe, Di Poe", "Ed Low, Flo Ray", "Guy Kay, Hal Ive"]
VENUES = ["ACL 2020", "ICLR 2021", "EMNLP 2022", "arXiv 2023"]


def entry(fields: Mapping[str, str], template: int = 0) -> Entry:
    spans = dict.fromkeys(fields, PLACE)
    return Entry(dict(fields), (), PLACE, spans, "", "", 0, None, template)


def tools(count: int) -> list[Entry]:
    return [
        entry({"title": f"T{i}", "license": ("MIT", "GPL")[i % 2], "language": ("Go", "C")[i % 2]})
        for i in range(count)
    ]


def papers(count: int) -> list[Entry]:
    return [entry({"authors": f"{PEOPLE[i % 4]}", "venue": VENUES[i % 4]}) for i in range(count)]


@pytest.mark.parametrize(
    ("others", "fields", "swapped"),
    [
        (tools(20), {"license": "Go", "language": "MIT"}, True),
        (tools(20), {"license": "MIT", "language": "Go"}, False),
        (tools(20), {"license": "Go", "language": "Zlib"}, False),
        (tools(20), {"license": "Zlib", "language": "Zig"}, False),
        (tools(2 * MIN_USES - 2), {"license": "Go", "language": "MIT"}, False),
        (papers(20), {"authors": "NeurIPS 2024", "venue": "Zoe Orr, Yan Pi"}, True),
        (papers(20), {"authors": "Zoe Orr, Yan Pi", "venue": "NeurIPS 2024"}, False),
        (papers(20), {"authors": "OpenAI 4", "venue": "NeurIPS 2024"}, False),
        (papers(5), {"authors": "NeurIPS 2024", "venue": "Zoe Orr, Yan Pi"}, False),
    ],
)
def test_swapped(others: list[Entry], fields: Mapping[str, str], swapped: bool) -> None:
    found = FieldValues(others).swapped(entry(fields))
    assert (set(found) if found else set()) == (set(fields) if swapped else set())


def test_swapped_asks_the_entries_of_one_template_alone() -> None:
    other = entry({"license": "Go", "language": "MIT"}, template=1)
    assert FieldValues(tools(20)).swapped(other) is None
