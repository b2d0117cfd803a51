from __future__ import annotations

import pytest

from linter.rules.broken_anchor import RULE
from tests.rules.harness import hits, verify

PAGE = """
## 🎵 Audio (39)

## Image & Video

<a name="own"></a>
### Text

### <a id="inside"></a>Text
"""


@pytest.mark.parametrize(
    ("link", "fixed", "safe"),
    [
        ("[Audio](⟦#audio⟧)", "[Audio](#-audio-39)", True),
        ("[listen](⟦#audio⟧)", "[listen](#-audio-39)", True),
        ("[Image & Video](⟦#image-video⟧)", "[Image & Video](#image--video)", True),
        ("[Image & Video](⟦#images⟧)", "[Image & Video](#image--video)", True),
        ("[see](⟦#image---vide⟧)", "[see](#image--video)", False),
        ("<a href='⟦#audio⟧'>listen</a>", "<a href='#-audio-39'>listen</a>", True),
        ("[listen][a]\n\n[a]: ⟦#audio⟧", "[listen][a]\n\n[a]: #-audio-39", True),
        ("[see](⟦#insid⟧)", "[see](#inside)", False),
    ],
)
def test_the_anchor_that_was_meant(link: str, fixed: str, safe: bool) -> None:
    (hit,) = verify(RULE, link + "\n" + PAGE, "Did you mean", fixed=fixed + "\n" + PAGE)
    assert hit.fix
    assert hit.fix.safe == safe


def test_a_link_back_in_a_heading_is_no_part_of_its_name() -> None:
    page = "\n## Fonts [(top)](#)\n"
    verify(RULE, f"[Fonts](⟦#fonts⟧){page}", fixed=f"[Fonts](#fonts-top){page}")


@pytest.mark.parametrize("link", ["[x](⟦#nowhere⟧)", "[Text](⟦#texts-and-more⟧)", "[a](⟦#%20⟧)"])
def test_no_guess(link: str) -> None:
    (hit,) = verify(RULE, link + "\n" + PAGE, "Name an existing section")
    assert hit.fix is None


@pytest.mark.parametrize(
    "link",
    [
        "[x](#-audio-39)",
        "[x](#image--video)",
        "[x](#Image--Video)",
        "[x](#user-content-image--video)",
        "[x](#text)",
        "[x](#text-1)",
        "[x](#own)",
        "[x](#inside)",
        "[x](#)",
        "[x](#top)",
        "[x](#readme)",
        "[x](#%2Daudio%2D39)",
        "[x](#:~:text=word)",
        "[x](#a-list-)\n\n# A list ![badge](b.svg)",
        "[x](other.md#nowhere)",
        "[x](https://example.com/#nowhere)",
        "![x](#nowhere)",
        "`[x](#nowhere)`",
    ],
)
def test_silent(link: str) -> None:
    assert hits(RULE, link + "\n" + PAGE) == []


CONTENTS = """
- [Audio](#-audio-39)
- [Image](#image--video)
- {0}
"""


def test_a_line_of_the_contents_that_names_no_section_is_for_toc() -> None:
    assert hits(RULE, CONTENTS.format("[Smell](#smell)") + PAGE) == []


def test_a_line_of_the_contents_with_a_misspelled_anchor() -> None:
    text = CONTENTS.replace("#-audio-39", "⟦#audio⟧").format("[Image & Video](#image--video)")
    verify(RULE, text + PAGE, "`#-audio-39`")


def test_two_lines_of_the_contents_do_not_mean_one_section() -> None:
    text = (
        "- [A](#a)\n  - [Papers](#papers)\n- [B](#b)\n  - [Papers](⟦#papers-1⟧)\n"
        "\n## A\n\n### Papers\n\n## B\n\n### Articles\n"
    )
    (hit,) = verify(RULE, text, "Name an existing section")
    assert hit.fix is None


def test_many_broken_links_in_a_long_list_take_no_time() -> None:
    text = "".join(f"[x](#lost-{i}) ## H\n\n" for i in range(3000))
    text += "".join(f"## Heading {i}\n\n" for i in range(3000))
    assert len(hits(RULE, text)) == 3000


def test_one_missing_anchor_is_one_finding_with_its_places() -> None:
    links = "[up](⟦#audio⟧)\n\n[Audio](#audio)\n\n[back](#audio)\n"
    verify(
        RULE,
        links + PAGE,
        ["(also linked on line 3 and 5)", "Did you mean `#-audio-39`?"],
        fixed=links.replace("⟦#audio⟧", "#audio").replace("#audio", "#-audio-39") + PAGE,
    )
    many = "[up](⟦#gone⟧)\n\n" + "[up](#gone)\n\n" * 5
    verify(RULE, many + PAGE, "(linked in 5 more places, first on line 3)")


def test_links_shown_as_code_are_left_alone() -> None:
    code = '<pre>\nThe <a href="#the-cat">cat</a> sat.\n</pre>\n'
    assert not hits(RULE, code)
    (hit,) = hits(RULE, code + '\n<a href="#the-cat">the cat</a>\n')
    assert hit.span.line == 5


def test_links_to_the_own_page_by_its_address_or_file_name() -> None:
    own = "https://github.com/o/r?tab=readme-ov-file"
    lines = "".join(f"- [{name}]({own}#{name.lower()})\n" for name in ("Audio", "Video", "Text"))
    sections = "\n## Audio\n\n## Video\n\n## Text\n\n"
    verify(RULE, f"{lines}{sections}See [that](⟦{own}#vidoe⟧).", "called `#vidoe`")
    verify(RULE, f"{sections}See [that](⟦README.md#vidoe⟧).", "called `#vidoe`")
    verify(RULE, f"{sections}See [that](OTHER.md#vidoe) or [it](https://github.com/o/s#vidoe).")
