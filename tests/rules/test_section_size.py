from __future__ import annotations

import pytest

from linter.rules.section_size import RULE
from tests.rules.harness import hits, verify

FILLED = """## Editors

- [Helix](https://e.org/helix) - Edits.

"""


@pytest.mark.parametrize(
    "nothing",
    ["", "<!-- to be filled -->\n", "---\n", "[⬆ back to top](#contents)\n", "**[^ Top](#top)**\n",
     "<br>\n", "<details>\n<summary></summary>\n</details>\n"],
)  # fmt: skip
def test_a_section_with_nothing_in_it_beside_filled_ones(nothing: str) -> None:
    verify(
        RULE,
        f"{FILLED}⟦## Terminals⟧\n\n{nothing}\n## Shells\n\n- [fish](https://e.org/fish) - Runs.\n",
        "“Terminals” is empty, and the sections beside it hold entries",
    )


def test_a_section_that_the_contents_lead_to() -> None:
    verify(
        RULE,
        "# List\n\n- [Editors](#editors)\n- [Shells](#shells)\n- [Deep](#deep)\n\n"
        "## Editors\n\nSoon.\n\n### Deep\n\nText\n\n⟦## Shells⟧\n",
        "the table of contents leads to it",
    )


@pytest.mark.parametrize(
    "section",
    [
        "## Notes\n\nSome text.\n",
        "## Group\n\n### Part\n\n- [x](https://e.org/x) - Is.\n",
        "## Pictures\n\n![one](https://e.org/i.png)\n",
        "## Code\n\n```\nx\n```\n",
        "<h2>Layout</h2>\n",
        "## Links\n\n- see [Editors](#editors), all of it\n",
        "## Contents\n\n* [Editors](#editors)\n* [Shells](#shells)\n",
        "## Letters\n\n[E](#editors) [S](#shells)\n",
    ],
)
def test_a_section_with_something_in_it_is_left_alone(section: str) -> None:
    verify(RULE, f"{FILLED}{section}\n## Shells\n\n- [fish](https://e.org/fish) - Runs.\n")


def test_headings_of_a_page_without_entries_are_left_alone() -> None:
    verify(RULE, "# Title\n\n## Slogan\n\n## Another\n\nText.\n")


def test_too_few_entries_are_named_when_asked_for() -> None:
    text = f"{FILLED}⟦## Shells⟧\n\n- [a](https://e.org/a) - A.\n- [b](https://e.org/b) - B.\n"
    verify(RULE, text.replace("## E", "⟦## E").replace("itors\n", "itors⟧\n"),
           "only one entry", "only 2 entries", options={"least": 3})  # fmt: skip
    assert not hits(RULE, text.replace("⟦", "").replace("⟧", ""))
