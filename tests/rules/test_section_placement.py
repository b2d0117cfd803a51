from __future__ import annotations

import pytest

from linter.model import Conventions
from linter.rules.section_placement import RULE
from tests.rules.harness import hits, verify

PLAIN = Conventions(templates=("- [{title}]({url}) - {description}",))


def entry(name: str) -> str:
    return f"- [{name}](https://e.org/{name.strip('⟦⟧').replace(' ', '-')}) - Does it.\n"


def test_outside_the_block_of_its_section() -> None:
    verify(
        RULE,
        f"## A\n\n<details>\n\n{entry('One')}{entry('Two')}\n</details>\n\n{entry('⟦Three⟧')}",
        ["inside a `<details>` block, this one is not", "`<details>` and `</details>`"],
        conventions=PLAIN._replace(block="details"),
    )


@pytest.mark.parametrize("heading", ["## B\n", "# Other\n"])
def test_a_section_that_has_no_block_is_left_alone(heading: str) -> None:
    text = f"## A\n\n<details>\n\n{entry('One')}\n</details>\n\n{heading}\n{entry('Two')}"
    assert hits(RULE, text, conventions=PLAIN._replace(block="details")) == []


def test_under_a_heading_whose_subsections_hold_the_entries() -> None:
    text = (
        f"## A\n\n{{}}\n### B\n\n{entry('One')}\n### C\n\n{entry('Two')}\n## D\n\n{entry('Three')}"
    )
    leaf_only = PLAIN._replace(leaf_only=True)
    assert hits(RULE, text.format(""), conventions=leaf_only) == []
    verify(
        RULE,
        text.format(entry("⟦Four⟧")),
        "“A” has subsections",
        conventions=leaf_only,
    )
    assert hits(RULE, text.format(entry("Four")), conventions=PLAIN) == []


def test_a_section_that_the_configuration_does_not_name() -> None:
    named = PLAIN._replace(sections=frozenset({("A",), ("B", "C")}))
    good = f"## A\n\n{entry('One')}\n## B\n\n### C\n\n{entry('Two')}"
    assert hits(RULE, good, conventions=named) == []
    verify(
        RULE,
        f"{good}\n## D\n\n{entry('⟦Three⟧')}",
        "“D” is not one of this list's sections",
        conventions=named,
    )


CONTENTS = "- [A](#a)\n- [B](#b)\n- [C](#c)\n\n"
BODY = "".join(f"## {name}\n\n{entry(f'{name} one')}{entry(f'{name} two')}\n" for name in "ABC")


def test_alone_in_a_section_that_the_contents_do_not_know() -> None:
    verify(
        RULE,
        f"{CONTENTS}{BODY}## D\n\n{entry('⟦Four⟧')}",
        ["“D” is not in the table of contents", "only entry"],
        conventions=PLAIN,
    )


@pytest.mark.parametrize(
    "text",
    [
        CONTENTS + BODY,
        f"{CONTENTS}{BODY}## D\n\n{entry('Four')}{entry('Five')}",
        f"{BODY}## D\n\n{entry('Four')}",
        f"{CONTENTS}{BODY}## D\n\n{entry('Four')}\n## E\n\n{entry('Five')}",
    ],
    ids=["good", "two entries are for toc", "no contents", "two sections left out"],
)
def test_silent(text: str) -> None:
    assert hits(RULE, text, conventions=PLAIN) == []


def test_an_entry_in_the_table_of_contents() -> None:
    names = ["A", "B", "C", "D", "E"]
    lines = "".join(f"- [{name}](#{name.lower()})\n" for name in names)
    sections = "".join(
        f"\n## {name}\n\n"
        + "".join(f"- [{name}{n}](https://e.org/{name}/{n}) - Does it.\n" for n in range(5))
        for name in names
    )
    stray = "- ⟦[X](https://e.org/x)⟧ - Does it.\n"
    text = f"# L\n\n## Contents\n\n{lines}{{}}{sections}"
    plain = stray.replace("⟦", "").replace("⟧", "")
    assert [hit.kind for hit in hits(RULE, text.format(plain))] == ["contents"]
    assert not hits(RULE, text.format(""))
    assert not hits(RULE, text.format("- [Licence](LICENSE)\n"))


def leveled(heading: str, strays: str) -> str:
    before = "".join(f"## Part {n}\n\n{entry(f'Tool {n}')}\n" for n in range(4))
    after = "".join(f"## Part {n}\n\n{entry(f'Tool {n}')}\n" for n in range(4, 9))
    return f"# The List\n\n{before}{heading}\n\n{strays}\n{after}"


def test_a_heading_one_level_too_high_is_reported_once() -> None:
    strays = entry("Ruler") + entry("Scale")
    verify(
        RULE,
        leveled("⟦# Measures⟧", strays),
        "“Measures” is one level above the other sections with entries",
        conventions=PLAIN._replace(leaf_only=True),
    )
    assert not hits(RULE, leveled("## Measures", strays), conventions=PLAIN)


def test_an_entry_that_a_change_adds_under_an_old_heading_is_the_stray() -> None:
    verify(
        RULE,
        leveled("# Measures", f"⊕{entry('⟦Ruler⟧')}"),
        "“Measures” has subsections",
        conventions=PLAIN._replace(leaf_only=True),
    )


def test_a_level_that_several_sections_with_entries_have_is_no_slip() -> None:
    text = leveled("# Measures", entry("Ruler") + entry("Scale") + entry("Clock"))
    more = f"{text}# Related\n\n{entry('Other List')}\n## Blogs\n\n{entry('A Blog')}"
    assert not hits(RULE, more, conventions=PLAIN)
    assert not hits(RULE, text.replace("## ", "#### "), conventions=PLAIN)
