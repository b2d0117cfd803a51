from __future__ import annotations

import pytest

from linter.rules.cross_listing import RULE
from tests.rules.harness import hits, verify

TEMPLATE = "- **{title}** [[paper]]({url}) {date}␠␠\n{authors}"


def entry(title: str, url: str, date: str = "2024-01-02", authors: str = "Ann Lee; Bo Xu") -> str:
    return f"- **{title}** [[paper]]({url}) {date}  \n{authors}\n"


DEEP = "Deep Sets and Their Uses"
URL = "https://arxiv.org/abs/1703.06114"
OTHERS = entry("Pointer Networks", "https://arxiv.org/abs/1506.03134") + entry(
    "Memory Networks", "https://arxiv.org/abs/1410.3916"
)


def listed(*copies: str) -> str:
    sections = ["One", "Two", "Three", "Four"]
    return "\n".join(
        f"## {name}\n\n{copy}\n{OTHERS if name == 'One' else ''}"
        for name, copy in zip(sections, copies, strict=False)
    )


def test_another_date_is_named_with_both_places() -> None:
    (hit,) = verify(
        RULE,
        listed(entry(DEEP, URL), entry(DEEP, URL, "⟦2024-02-01⟧")),
        ["The date is “2024-02-01” here", "“2024-01-02” under “One” on line 3"],
        templates=(TEMPLATE,),
    )
    assert hit.fix is None
    (hit,) = verify(
        RULE,
        listed(entry(DEEP, URL), entry(DEEP, URL, "⟦2024-02-01⟧"), entry(DEEP, URL)),
        fixed=listed(entry(DEEP, URL), entry(DEEP, URL), entry(DEEP, URL)),
        templates=(TEMPLATE,),
    )
    assert hit.fix
    assert not hit.fix.safe


def test_another_title() -> None:
    verify(
        RULE,
        listed(entry(DEEP, URL), entry("⟦Deep Sets and Other Uses⟧", URL)),
        ["The title is “Deep Sets and Other Uses” here"],
        templates=(TEMPLATE,),
    )


def test_two_papers_with_one_link() -> None:
    (hit,) = verify(
        RULE,
        listed(entry(DEEP, URL), entry("⟦Random Walks on Weighted Graphs⟧", URL)),
        ["The title is “Random Walks on Weighted Graphs” here", "one of them is wrong"],
        templates=(TEMPLATE,),
    )
    assert hit.fix is None


def test_other_authors() -> None:
    verify(
        RULE,
        listed(entry(DEEP, URL), entry(DEEP, URL, authors="⟦Ann Lee; Bo Xu; Cy Day⟧")),
        ["The authors are “Ann Lee; Bo Xu; Cy Day” here", "“Ann Lee; Bo Xu” under “One”"],
        templates=(TEMPLATE,),
    )


def test_the_spelling_of_the_link_does_not_matter() -> None:
    verify(
        RULE,
        listed(
            entry(DEEP, URL),
            entry(DEEP, "http://www.arxiv.org/pdf/1703.06114v2.pdf", "⟦2024-02-01⟧"),
        ),
        "on line 3",
        templates=(TEMPLATE,),
    )


def test_the_odd_one_out_is_to_blame() -> None:
    verify(
        RULE,
        listed(
            entry(DEEP, URL, "⟦2024-02-01⟧"),
            entry(DEEP, URL),
            entry(DEEP, URL),
        ),
        "under “Two”",
        templates=(TEMPLATE,),
    )


def test_an_added_copy_is_to_blame() -> None:
    verify(
        RULE,
        listed("⊕" + entry(DEEP, URL, "⟦2024-02-01⟧"), entry(DEEP, URL)),
        "under “Two”",
        templates=(TEMPLATE,),
    )


SAME = {
    "letter by letter": entry(DEEP, URL),
    "case and punctuation": entry("Deep sets — and their uses.", URL),
    "markup": entry("Deep *Sets* and `Their` Uses", URL),
    "authors in BibTeX order": entry(DEEP, URL, authors="Lee, Ann; Xu, Bo"),
    "a short name before the title": entry("DS: Deep Sets and Their Uses", URL),
    "a tag before the title": entry("[Sets] Deep Sets and Their Uses", URL),
    "a name for the title": entry("Deep Sets", URL),
}


@pytest.mark.parametrize("copy", SAME.values(), ids=SAME)
def test_copies_that_agree(copy: str) -> None:
    for stance in ("", "allowed"):
        assert not hits(
            RULE, listed(entry(DEEP, URL), copy), templates=(TEMPLATE,), cross_listing=stance
        )


def test_tags_before_a_title_are_labels_of_the_section() -> None:
    text = listed(entry(f"[RAG] {DEEP}", URL), entry(f"[Sets] {DEEP}", URL))
    assert not hits(RULE, text, templates=(TEMPLATE,))


def test_a_date_that_cannot_be_is_for_entry_date() -> None:
    text = listed(entry(DEEP, URL), entry(DEEP, URL, "2094-01-02"))
    assert not hits(RULE, text, templates=(TEMPLATE,), date_format="YYYY-MM-DD")


def test_two_things_on_one_page() -> None:
    page = "https://example.com/group/publications"
    text = listed(entry("A Theory of Everything", page), entry("Notes on Nothing at All", page))
    assert not hits(RULE, text, templates=(TEMPLATE,))


def test_one_thing_on_a_page_misspelled() -> None:
    page = "https://example.com/group/theory"
    verify(
        RULE,
        listed(entry("A Theory of Everything", page), entry("⟦A Theory of Everythink⟧", page)),
        templates=(TEMPLATE,),
    )


def test_a_copy_in_the_same_section_is_for_duplicate_link() -> None:
    text = listed(entry(DEEP, URL) + entry(DEEP, URL, "2024-02-01"), "")
    assert not hits(RULE, text, templates=(TEMPLATE,))


def test_where_cross_listing_is_forbidden_any_second_listing_counts() -> None:
    verify(
        RULE,
        listed(entry(DEEP, URL), entry(DEEP, f"⟦{URL}⟧")),
        ["Already listed under “One” on line 3", "each work in one section"],
        templates=(TEMPLATE,),
        cross_listing="forbidden",
    )
    verify(
        RULE,
        listed("⊕" + entry(DEEP, f"⟦{URL}⟧"), entry(DEEP, URL)),
        "Already listed under “Two”",
        templates=(TEMPLATE,),
        cross_listing="forbidden",
    )


@pytest.mark.parametrize(
    ("title", "copy"),
    [
        ("Walks on Weighted Graphs (ICML 2022)", "Walks on Weighted Graphs (ICML 2023)"),
        ("Walks on Weighted Graphs(@Lab)", "[new] Walks on Weighted Graphs [video]"),
        ("Walks on Weighted Graphs", "Walks on Weighted Graphs, a Survey of Them"),
    ],
)
def test_labels_and_short_forms_are_no_disagreement(title: str, copy: str) -> None:
    assert not hits(RULE, listed(entry(title, URL), entry(copy, URL)), templates=(TEMPLATE,))


def test_copies_of_two_forms_are_not_compared() -> None:
    other = f"- {DEEP} in Other Words: <{URL}>"
    text = listed(entry(DEEP, URL), other + "\n")
    assert not hits(RULE, text, templates=(TEMPLATE, "- {title}: <{url}>"))
    assert not hits(RULE, text, templates=())


def test_a_year_is_no_date_to_compare() -> None:
    template = "- [{title}]({url}) ({date})"
    text = f"## A\n\n- [A Walk]({URL}) (2023)\n\n## B\n\n- [A Walk]({URL}) (2024)\n"
    assert not hits(RULE, text, templates=(template,))
    full = text.replace("(2023)", "(2023-01)").replace("(2024)", "(2024-01)")
    assert hits(RULE, full, templates=(template,))


def test_a_single_work_in_two_sections() -> None:
    parts = [
        f"## Part {part}\n\n"
        + "".join(
            f"- [T{part}x{n}](https://e.org/{part}/{n}) - Does {part}, {n}.\n" for n in range(40)
        )
        for part in range(3)
    ]
    one = "- [Fermata](https://e.org/fermata) - Turns pages.\n"
    marked = "- [Fermata](⟦https://e.org/fermata⟧) - Turns pages.\n"
    listed = f"# L\n\n{parts[0]}{one}\n{parts[1]}{{}}\n{parts[2]}"
    verify(RULE, listed.format(marked), "The same work is listed under “Part 0”")
    verify(RULE, listed.format(marked.replace("Turns", "Flips")), "The same work")
    verify(RULE, listed.format(one.replace("[Fermata]", "[Mordent]")))
    twice = listed.format(one).replace(
        "## Part 2\n\n", "## Part 2\n\n" + parts[0].split("\n")[2] + "\n"
    )
    verify(RULE, twice)


@pytest.mark.parametrize(
    ("authors", "copy", "found"),
    [
        ("Ada Lovelace", "A. Lovelace", False),
        ("Ada Lovelace, Alan Turing", "Ada Lovelace", True),
        ("Ada Lovelace", "Ada Lovelady", True),
    ],
)
def test_initials_are_no_other_names(authors: str, copy: str, found: bool) -> None:
    template = "- [{title}]({url}) - {authors}"
    text = f"## A\n\n- [A Walk]({URL}) - {authors}\n\n## B\n\n- [A Walk]({URL}) - {copy}\n"
    assert bool(hits(RULE, text, templates=(template,))) is found
