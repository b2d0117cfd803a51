"""Titles that are their links' names but for one slip."""

from __future__ import annotations

import pytest

from linter.rules.title_link import RULE
from tests.rules.harness import hits, verify


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("- ⟦[Framwright](https://www.framewright.example/)⟧ - Edits.", "framewright"),
        ("- ⟦[Handletred](https://handlettered.example)⟧ - Edits.", "handlettered"),
        ("- ⟦[zqqx](https://github.com/o/zqxx)⟧ - Packs.", "zqxx"),
        ("- ⟦[Lamdba Tools](https://github.com/o/lambda-tools)⟧ - Edits.", "lambda-tools"),
        (
            "- **⟦Charts for Dashbaords⟧**, [PDF](https://a.example/charts-for-dashboards.pdf)",
            "charts-for-dashboards",
        ),
    ],
)
def test_a_title_with_a_slip(entry: str, name: str) -> None:
    (hit,) = verify(RULE, entry, (name, "Check the spelling"))
    assert hit.fix is None


@pytest.mark.parametrize(
    "entry",
    [
        "- [Framewright](https://framewright.example)",
        "- [Böxmodel](https://boxmodel.example), [Müller](https://mueller.example)",
        "- [Colourwell](https://github.com/o/colorwell)",
        "- [Organiser](https://github.com/o/organizer)",
        "- [Boxes](https://github.com/o/boxe), [File Tools](https://github.com/o/filestools)",
        "- [Sketch 2](https://github.com/o/sketch-3)",
        "- [C++ Primer](https://github.com/o/c-primer)",
        "- [Vim](https://github.com/o/vem)",
        "- [Proco](https://github.com/o/poco) - Proco runs things.",
        "- [Ann Oak](https://ann-b-oak.example)",
        "- [Speech Kit](https://github.com/o/speech-ai-kit)",
        "- [Another name](https://github.com/o/vim)",
        "- [a long sentence about something](https://a.example/page)",
    ],
)
def test_titles_that_are_right(entry: str) -> None:
    verify(RULE, entry)


NAMES = ["Tintling", "GridCut", "Fontwise", "Sketcher", "LayoutMind", "HueMatch"]
SECTIONS = "\n" + "".join(f"## {name}\n\n" for name in NAMES)


def test_a_name_that_is_a_sections_but_for_a_letter() -> None:
    names = "".join(f"- {name}\n" for name in NAMES)
    verify(RULE, names.replace("- GridCut", "⟦- GridCup⟧") + SECTIONS, "called “GridCut”")
    verify(RULE, names + SECTIONS)
    verify(RULE, names.replace("GridCut", "GridCup") + SECTIONS + "## GridCup\n")
    verify(RULE, "- GridCup\n- Other\n" + SECTIONS)


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("An introduction to prorgamming", "https://a.example/page/an-introduction-to-programming"),
        ("Luma Dearm Machine", "https://luma.example/dream-machine"),
        ("RaipdFuzz", "https://github.com/ex/rapidfuzz-cpp"),
    ],
)
def test_a_slip_in_a_part_of_a_name(title: str, url: str) -> None:
    (hit,) = hits(RULE, f"- [{title}]({url}) - Text.\n")
    assert "Check the spelling" in hit.message


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("An introduction to programs", "https://a.example/page/an-introduction-to-programming"),
        ("Rapid", "https://github.com/ex/rapidfuzz-cpp"),
        ("HiveMQtt", "https://github.com/ex/hivemq-mqtt-client"),
        ("Luma Dream Machine 2", "https://luma.example/dream-machine-1"),
    ],
)
def test_a_part_of_a_name_that_is_right(title: str, url: str) -> None:
    assert hits(RULE, f"- [{title}]({url}) - Text.\n") == []
