from __future__ import annotations

import pytest

from linter.rules.toc import RULE
from tests.rules.harness import hits, verify


def section(heading: str) -> str:
    name = heading.strip("⟦⟧# ")
    page = f"https://{len(name)}.example/{name[0]}"
    return f"{heading}\n\n- [{name} one]({page}/1) - First.\n- [{name} two]({page}/2) - Second.\n\n"


CONTENTS = """# A list

## Contents

- [Editors](#editors)
  - [Vim](#vim)
  - [Emacs](#emacs)
- [Linters](#linters)
- [Terminals](#terminals)
- [Fonts](#fonts)

"""
BODY = "".join(
    map(section, ["## Editors", "### Vim", "### Emacs", "## Linters", "## Terminals", "## Fonts"])
)
END = "## Contributing\n\nPlease do.\n"
GOOD = CONTENTS + BODY + END


def test_a_good_list() -> None:
    assert hits(RULE, GOOD) == []


def test_a_missing_section_is_named_at_its_heading_and_added_beside_its_neighbour() -> None:
    new = section("⟦## Shells⟧")
    verify(
        RULE,
        GOOD.replace("## Fonts", f"{new}## Fonts"),
        ["“Shells” is not in the table of contents", "`#shells`"],
        fixed=GOOD.replace("## Fonts", section("## Shells") + "## Fonts").replace(
            "- [Fonts]", "- [Shells](#shells)\n- [Fonts]"
        ),
    )


def test_the_new_line_comes_after_the_neighbour_s_children() -> None:
    new = section("⟦## Shells⟧")
    verify(
        RULE,
        GOOD.replace("## Linters", f"{new}## Linters"),
        fixed=GOOD.replace("## Linters", section("## Shells") + "## Linters").replace(
            "- [Linters]", "- [Shells](#shells)\n- [Linters]"
        ),
    )


def test_a_missing_subsection() -> None:
    new = section("⟦### Nano⟧")
    text = CONTENTS.replace("  - [Vim]", "  - [Ed](#ed)\n  - [Vim]")
    body = BODY.replace("### Vim", section("### Ed") + "### Vim")
    verify(
        RULE,
        text + body.replace("## Linters", f"{new}## Linters"),
        fixed=text.replace("- [Linters]", "  - [Nano](#nano)\n- [Linters]")
        + body.replace("## Linters", section("### Nano") + "## Linters"),
    )


def test_a_section_with_one_entry_is_for_section_placement() -> None:
    new = "## Shells\n\n- [fish](https://fishshell.com) - Friendly.\n\n"
    assert hits(RULE, GOOD.replace("## Fonts", f"{new}## Fonts")) == []


def test_a_renamed_heading_is_one_finding() -> None:
    verify(
        RULE,
        GOOD.replace("- [Linters](#linters)", "- ⟦[Linters](#linters)⟧").replace(
            "## Linters", "## Code checkers & more"
        ),
        ["no section “Linters”", "on line 27, is called “Code checkers & more”"],
        fixed=GOOD.replace(
            "[Linters](#linters)", "[Code checkers & more](#code-checkers--more)"
        ).replace("## Linters", "## Code checkers & more"),
    )


def test_a_removed_section_leaves_a_line_behind() -> None:
    (hit,) = verify(
        RULE,
        GOOD.replace("- [Linters](#linters)", "- ⟦[Linters](#linters)⟧").replace(
            section("## Linters"), ""
        ),
        "no section “Linters”",
    )
    assert hit.fix is None


def test_of_several_lost_lines_the_like_named_is_paired() -> None:
    verify(
        RULE,
        GOOD.replace(
            "- [Linters](#linters)",
            "- ⟦[Compilers](#compilers)⟧\n- ⟦[Linters for code](#linters-for-code)⟧",
        ).replace("## Linters", "## Linters of code"),
        "no section “Compilers”. Remove",
        "is called “Linters of code”",
    )


def test_an_anchor_of_another_section() -> None:
    verify(
        RULE,
        GOOD.replace("- [Linters](#linters)", "- [Linters](⟦#terminals⟧)"),
        ["`#terminals` leads to another section", "“Linters” on line 27 has `#linters`"],
        fixed=GOOD,
    )


def test_two_sections_of_one_name() -> None:
    good = (
        CONTENTS + "- [Other](#other)\n- [Other](#other-1)\n\n" + BODY + section("## Other") * 2
    ).replace("(#fonts)\n\n-", "(#fonts)\n-")
    assert hits(RULE, good) == []
    verify(RULE, good.replace("(#other-1)", "(⟦#other⟧)"), "has `#other-1`", fixed=good)


def test_a_line_twice() -> None:
    verify(
        RULE,
        GOOD.replace("- [Fonts](#fonts)\n", "- [Fonts](#fonts)\n- ⟦[Fonts](#fonts)⟧\n"),
        "listed twice in the table of contents; first on line 10",
    )


def test_another_wording() -> None:
    verify(
        RULE,
        GOOD.replace("[Terminals](#t", "⟦[Terminal](#t").replace("#terminals)", "#terminals)⟧"),
        "table of contents says “Terminal”, the heading on line 32 says “Terminals”",
        fixed=GOOD,
    )


def test_order() -> None:
    verify(
        RULE,
        GOOD.replace(
            "- [Linters](#linters)\n- [Terminals](#terminals)\n- [Fonts](#fonts)",
            "- ⟦[Fonts](#fonts)⟧\n- [Linters](#linters)\n- [Terminals](#terminals)",
        ),
        "comes after “Terminals”",
    )


def test_order_blames_what_the_change_adds() -> None:
    verify(
        RULE,
        GOOD.replace(
            "- [Linters](#linters)\n- [Terminals](#terminals)",
            "- [Terminals](#terminals)\n⊕- ⟦[Linters](#linters)⟧",
        ),
        "comes after “Editors”",
    )


def test_counts() -> None:
    names = ["Editors", "Linters", "Terminals", "Fonts"]
    contents = "".join(f"- [{name} (2)](#{name.lower()})\n" for name in names)
    body = "".join(section(f"## {name}") for name in names)
    assert hits(RULE, contents + "\n" + body) == []
    many = "".join(section(f"## {name}") for name in map(str, range(100, 110)))
    lines = "".join(f"- [{name} (2)](#{name})\n" for name in map(str, range(100, 110)))
    verify(
        RULE,
        contents.replace("[Linters (2)](#linters)", "⟦[Linters (3)](#linters)⟧")
        + lines
        + "\n"
        + body
        + many,
        "says 3, but the section has 2 entries",
    )


def test_counts_that_include_subsections() -> None:
    counted = [section(f"### {name} (2)") for name in ("Vim", "Emacs", "Nano", "Joe")]
    text = "- [Editors](#editors-8)\n- [Fonts](#fonts-2)\n- [Shells](#shells-2)\n\n"
    text += "## Editors (8)\n\n" + "".join(counted) + section("## Fonts (2)")
    assert hits(RULE, text + section("## Shells (2)")) == []


def test_contents_above_the_first_heading_in_two_lists() -> None:
    lines = "- [Lost](#lost)\n- [Editors](#editors)\n- [Linters](#linters)\n"
    lines += "- [Terminals](#terminals)\n"
    more = "* [Fonts](#fonts)\n"
    body = "".join(map(section, ["## Editors", "## Linters", "## Terminals", "## Fonts"]))
    verify(RULE, lines.replace("[Lost](#lost)", "⟦[Lost](#lost)⟧") + "\n" + more + "\n" + body)


def many(parent: str, count: int) -> list[str]:
    return [f"{parent} {number}" for number in range(count)]


@pytest.mark.parametrize("size", [2, 5])
def test_a_section_is_compared_with_its_siblings_first(size: int) -> None:
    """Two left out of five, or of two, are left out at will, whatever others are listed."""
    first, second = many("Alpha", 20), many("Beta", size)
    contents = "- [A](#a)\n" + "".join(
        f"  - [{name}](#{name.lower().replace(' ', '-')})\n" for name in first
    )
    contents += "- [B](#b)\n" + "".join(
        f"  - [{name}](#{name.lower().replace(' ', '-')})\n" for name in second[: size - 2]
    )
    body = "## A\n\n" + "".join(section(f"### {name}") for name in first)
    body += "## B\n\n" + "".join(section(f"### {name}") for name in second)
    assert hits(RULE, contents + "\n" + body) == []


SILENT = {
    "no contents": BODY + END,
    "case, emoji, markup, numbers": GOOD.replace("## Linters", "## 1. 🧹 *linters*").replace(
        "(#linters)", "(#1--linters)"
    ),
    "a link back in the heading": GOOD.replace("## Fonts", "## Fonts [(top)](#contents)").replace(
        "(#fonts)", "(#fonts-top)"
    ),
    "an anchor of its own": GOOD.replace("## Fonts", '## Typefaces <a id="f"></a>').replace(
        "(#fonts)", "(#f)"
    ),
    "an abbreviation": GOOD.replace("## Fonts", "## Fonts and other typefaces").replace(
        "(#fonts)", "(#fonts-and-other-typefaces)"
    ),
    "a misspelled anchor is for broken-anchor": GOOD.replace("(#fonts)", "(#fonst)"),
    "subsections left out": GOOD.replace("  - [Vim](#vim)\n  - [Emacs](#emacs)\n", ""),
    "sections of one kind left out": GOOD.replace(
        "## Contributing",
        section("## More") + section("## And more") + "## Contributing",
    ),
    "sections about the list": GOOD + "## License\n\nFree.\n\n## Star history\n\nNone.\n",
    "an empty section at the end": GOOD + "## Afterword\n\nThat is all.\n",
    "labels between": GOOD.replace("- [Linters]", "- Checking\n  - [Linters]"),
    "a link out of the page": GOOD.replace("(#fonts)", "(#fonts)\n- [More](https://a.example)"),
    "links back to the top": BODY + "- [Up](#editors)\n- [Up](#vim)\n- [Up](#linters)\n",
    "percent-encoded": GOOD.replace("## Fonts", "## Schriftgrößen").replace(
        "[Fonts](#fonts)", "[Schriftgrößen](#schriftgr%C3%B6%C3%9Fen)"
    ),
    "one list in another's place": GOOD.replace("- [Vim](#vim)", "- [Vim](#vim) (1 of 2)"),
    "contents of one section": (
        "- [A](#a)\n- [B](#b)\n- [C](#c)\n\n## A\n\n- [X](#x)\n- [Y](#y)\n- [Z](#z)\n\n"
        + "".join(map(section, ["### X", "### Y", "### Z", "## B", "### W", "## C"]))
    ),
    "few lines show no habit of wording": "- [Editing](#editors)\n- [B](#b)\n- [C](#c)\n\n"
    + "".join(map(section, ["## Editors", "## B", "## C"])),
    "two lines show no order": "## Contents\n\n- [B](#b)\n- [A](#a)\n\n"
    + "".join(map(section, ["## A", "## B"])),
    "the same line under two parents": GOOD.replace("- [Terminals]", "- [Terminals]", 1).replace(
        "- [Linters](#linters)\n", "- [Linters](#linters)\n  - [Vim](#vim)\n"
    ),
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_silent(text: str) -> None:
    assert [hit.message for hit in hits(RULE, text)] == []


def test_no_fix_that_would_guess() -> None:
    text = GOOD.replace("- [Terminals](#terminals)", "- **[Terminals](#terminals)** and more")
    (hit,) = hits(RULE, text.replace("## Fonts", section("## Shells") + "## Fonts"))
    assert hit.fix is None


# ---------------------------------------------------------------------------------- the tree

BIRDS = (
    "# L\n\n- [Kits](#kits)\n  - [Kite](#kite)\n  - [Lark](#lark)\n- [Lessons](#lessons)\n"
    "  - [Kite](#kite-1)\n  - [Lark](#lark-1)\n\n"
    "## Kits\n\n### Kite\n\n### Lark\n\n## Lessons\n\n### Kite\n\n### Lark\n"
)


def test_sections_of_one_name_are_known_by_their_parents() -> None:
    verify(RULE, BIRDS)
    marked = BIRDS.replace("(#kite-1)", "(⟦#kite⟧)").replace("(#lark-1)", "(⟦#lark⟧)")
    verify(RULE, marked, "has `#kite-1`", "has `#lark-1`", fixed=BIRDS)


TREE = (
    "# L\n\n- [A](#a)\n  - [A1](#a1)\n  - [A2](#a2)\n- [B](#b)\n  - [B1](#b1)\n  - [B2](#b2)\n\n"
    "## A\n\n### A1\n\n### A2\n\n## B\n\n### B1\n\n### B2\n"
)


def test_a_subsection_that_is_not_indented() -> None:
    verify(RULE, TREE)
    verify(
        RULE,
        TREE.replace("  - [B2](#b2)", "- ⟦[B2](#b2)⟧"),
        ("“B2” is a section of “B”", "Indent this line by 2 spaces"),
        fixed=TREE,
    )


def test_a_flat_table_of_contents() -> None:
    verify(RULE, TREE.replace("  - [", "- ["))


def test_a_disclaimer_without_a_line() -> None:
    entries = "\n- [X](https://e.org/x) - Does it.\n"
    text = (
        "# L\n\n- [A](#a)\n- [B](#b)\n- [C](#c)\n- [Contributing](#contributing)\n"
        "- [License](#license)\n\n"
        f"## A\n{entries}\n## B\n{entries}\n## C\n{entries}\n⟦## Disclaimer⟧\n\nx\n\n"
        "## Contributing\n\nx\n\n## License\n"
    )
    verify(RULE, text, "“Disclaimer” is not in the table of contents")
    verify(RULE, text.replace("- [License](#license)\n", "").replace("⟦", "").replace("⟧", ""))


@pytest.mark.parametrize(("hashes", "told"), [("#", True), ("##", False)])
def test_a_heading_above_the_level_of_all_beside_it(hashes: str, told: bool) -> None:
    names = [f"Part{n}" for n in range(8)]
    lines = "".join(f"- [{name}](#{name.lower()})\n" for name in names)
    sections = "".join(
        f"{hashes if n == 4 else '##'} {name}\n\nText.\n\n" for n, name in enumerate(names)
    )
    found = hits(RULE, f"# List\n\n## Contents\n\n{lines}\n{sections}")
    assert [hit.kind for hit in found] == ["level"] * told
    if told:
        assert "level 1" in found[0].message
        assert found[0].fix is not None
        assert found[0].fix.edits[0].text == "##"
