from __future__ import annotations

import pytest

from linter.rules.duplicate_link import RULE
from tests.rules.harness import hits, read, verify

REST = """
- [mypy](https://github.com/python/mypy) - Checks types.
- [pytest](https://github.com/pytest-dev/pytest) - Runs tests.
- [tox](https://tox.wiki) - Runs them everywhere.
"""


def test_the_later_copy_is_named_and_says_where_the_first_is() -> None:
    verify(
        RULE,
        f"""## Tools
- [Ruff](https://github.com/astral-sh/ruff) - Lints.
{REST}
- [Ruff](⟦http://www.github.com/Astral-sh/Ruff/⟧) - Lints quickly.
""",
        ["on line 2", "as `https://github.com/astral-sh/ruff`"],
    )


def test_the_added_copy_is_named_though_it_comes_first() -> None:
    verify(
        RULE,
        f"""## Tools
⊕- [Ruff](⟦https://github.com/astral-sh/ruff⟧) - Lints.
{REST}
- [Ruff](https://github.com/astral-sh/ruff) - Lints quickly.
""",
        "on line 8",
    )


def test_of_three_copies_two_are_named() -> None:
    verify(
        RULE,
        f"""## Tools
⊕- [A one](⟦https://a.example/x⟧) - One.
- [A one](https://a.example/x) - Two.
- [A one](⟦https://a.example/x⟧) - Three.
{REST}""",
        "on line 3",
        "on line 3",
    )


def test_a_part_of_an_entry_that_is_repeated() -> None:
    verify(
        RULE,
        f"""## Tools
- [A](https://a.example/x) - One.
  - [Slides](https://a.example/y)
  - [Slides](⟦https://a.example/y⟧)
{REST}""",
        "on line 3",
    )


def test_an_exact_copy_can_be_removed() -> None:
    verify(
        RULE,
        f"""## Tools
- [Ruff](https://github.com/astral-sh/ruff) - Lints.
{REST}- [Ruff](⟦https://github.com/astral-sh/ruff⟧) - Lints.
- [uv](https://docs.astral.sh/uv) - Installs.
""",
        fixed=f"""## Tools
- [Ruff](https://github.com/astral-sh/ruff) - Lints.
{REST}- [uv](https://docs.astral.sh/uv) - Installs.
""",
    )


def test_a_copy_that_says_more_is_not_removed() -> None:
    (hit,) = verify(
        RULE,
        f"""## Tools
- [Ruff](https://github.com/astral-sh/ruff) - Lints.
{REST}
- [Ruff](⟦https://github.com/astral-sh/ruff⟧) - Lints quickly.
""",
    )
    assert hit.fix is None


def test_another_title_is_another_message() -> None:
    verify(
        RULE,
        f"""## Tools
- [Cache Redis](https://github.com/a/cache) - One.
- [Service Redis](⟦https://github.com/a/cache⟧) - Another.
{REST}""",
        ["Line 2 (“Cache Redis”) has the same link", "correct the link"],
    )


def test_papers_in_any_spelling() -> None:
    verify(
        RULE,
        """## Papers
- **Deep Sets** [[paper](https://arxiv.org/abs/1703.06114)] 2017-03-10
- **Set Transformer** [[paper](https://arxiv.org/abs/1810.00825)] 2018-10-01
- **Pointer Networks** [[paper](https://arxiv.org/abs/1506.03134)] 2015-06-09
- **Deep Sets** [[paper](⟦https://arxiv.org/pdf/1703.06114v3.pdf⟧)] 2017-03-10
- **Deep Sets** [[paper](⟦https://doi.org/10.48550/arXiv.1703.06114⟧)] 2017-03-10
""",
        "on line 2",
        "on line 2",
    )


def test_entries_that_are_paragraphs() -> None:
    names = [
        "Ack",
        "Bat",
        "Delta",
        "Exa",
        "Fd",
        "Fzf",
        "Glances",
        "Htop",
        "Jq",
        "Kitty",
        "Ls",
        "Mc",
    ]
    text = "".join(f"**{name} the tool** [page](https://e.org/{name})\n\n" for name in names)
    verify(RULE, f"## Tools\n\n{text}**Ack the tool** [page](⟦https://e.org/Ack⟧)\n", "on line 3")


def test_a_query_of_a_front_page_is_a_page_of_its_own() -> None:
    verify(
        RULE,
        f"""## Tools
- [One](https://a.example/?id=1) - One.
- [Another](⟦https://a.example/?id=1⟧) - Another.
{REST}""",
        "has the same link",
    )


SILENT = {
    "another section": (
        "- [A](https://a.example/x) - One.\n## Other\n- [A](https://a.example/x) - One."
    ),
    "other fragments": "- [A](https://a.example/x#1) - One.\n- [B](https://a.example/x#2) - Two.",
    "other files": (
        "- [A](https://github.com/a/b/blob/main/a.md) - One.\n"
        "- [B](https://github.com/a/b/blob/main/b.md) - Two.\n"
        "- [C](https://github.com/a/b) - Three."
    ),
    "other queries": "- [A](https://a.example/?id=1) - One.\n- [B](https://a.example/?id=2) - Two.",
    "other videos": (
        "- [A](https://www.youtube.com/watch?v=aaaaaaaaaaa) - One.\n"
        "- [B](https://www.youtube.com/watch?v=AAAAAAAAAAA) - Two."
    ),
    "links in descriptions": (
        "- [A](https://a.example/x) - Fork of [C](https://c.example/c).\n"
        "- [B](https://b.example/y) - Fork of [C](https://c.example/c)."
    ),
    "badges": (
        "- [A](https://a.example/x) ![s](https://img.shields.io/a) - One.\n"
        "- [B](https://b.example/y) ![s](https://img.shields.io/a) - Two."
    ),
    "a site that two things share": (
        "- [Llama 3.2](https://llama.example/) - One.\n- [Llama 3.1](https://llama.example) - Two."
    ),
    "labels between": (
        "Servers:\n\n- [A](https://a.example/x) - One.\n\n"
        "Clients:\n\n- [A](https://a.example/x) - One."
    ),
    "an item and its detail": (
        "- [A](https://a.example/x) - One.\n  - [A](https://a.example/x) - Its own page."
    ),
    "two parts of an entry": (
        "- [A](https://a.example/x) - One.\n"
        "  - [Slides](https://a.example/y)\n  - [Notes](https://a.example/y)"
    ),
    "another block": (
        "<details>\n\n- [A](https://a.example/x) - One.\n\n</details>\n<details>\n\n"
        "- [A](https://a.example/x) - One.\n\n</details>"
    ),
    "contents": "- [A](#tools)\n- [B](#tools)\n",
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_silent(text: str) -> None:
    source = f"## Tools\n{REST}\n{text}\n"
    assert hits(RULE, source) == []
    entries = read(RULE, source)[0].entries
    assert len(entries) == 3 + text.count("- [") - text.count("](#")


def test_the_key_does_not_know_lines() -> None:
    copy = "- [A one](https://a.example/x) - One.\n"
    above = hits(RULE, f"## Tools\n{copy}{copy}{REST}")
    below = hits(RULE, f"## Tools\n{REST}{copy}{copy}")
    assert [hit.key for hit in above] == [hit.key for hit in below]


REPOSITORY = "https://github.com/ada/themes"


def entries(*pairs: tuple[str, str], more: int = 0) -> str:
    """Entries of these titles and links, and ``more`` others; ``!`` marks the link."""
    lines = ["## A", ""]
    for title, url in pairs:
        shown = f"⟦{url.strip('!')}⟧" if "!" in url else url
        lines.append(f"- [{title}]({shown}) - Does it.")
    lines += [f"- [Other {number}](https://e.org/{number}) - Does it." for number in range(more)]
    return "\n".join([*lines, ""])


@pytest.mark.parametrize(
    "pairs",
    [
        # several works in one repository
        [("Dusk", REPOSITORY), ("Dawn", REPOSITORY)],
        [("Dusk themes", REPOSITORY), ("Dawn themes", REPOSITORY)],
        # one has the repository's name: the other has its link
        [("Themes", REPOSITORY), ("Dawn", REPOSITORY + "!")],
        [("Dusk", REPOSITORY), ("Dusk colours", REPOSITORY + "!")],
        # a page of several works
        [(name, "https://e.org/accepted") for name in ("One paper", "Another", "A third")],
        # versions that are named
        [
            ("Survey v1", "https://arxiv.org/abs/2303.18223v1"),
            ("Survey 2", "arxiv.org/abs/2303.18223"),
        ],
        [
            ("A survey", "https://arxiv.org/abs/2303.18223v1"),
            ("The survey", "https://arxiv.org/abs/2303.18223v11"),
        ],
        [("Course 340", "https://e.org/340/"), ("Lecture Notes", "https://e.org/340/")],
        # two pages is one too many
        [("Ant", "https://e.org/x"), ("Bee", "https://e.org/x!")],
    ],
)
def test_which_links_may_be_shared(pairs: list[tuple[str, str]]) -> None:
    verify(RULE, entries(*pairs, more=8))


def test_pairs_that_share_a_page_can_be_a_habit() -> None:
    shared = [
        (f"{part} {name}", f"https://e.org/{name}")
        for name in ("ant", "bee", "cat")
        for part in ("large", "small")
    ]
    verify(RULE, entries(*shared, ("Same", "https://e.org/s"), ("Same", "https://e.org/s!")))
    marked = [(title, url + "!" * title.startswith("small")) for title, url in shared]
    verify(RULE, entries(*marked, more=400))


NAMES = ("Slack", "Chat", "Mail", "Talk", "Call")


def test_rows_about_different_subjects_are_no_copies() -> None:
    rows = [f"| {name} | [Tin](https://tin.co) | Go |" for name in NAMES]
    table = "\n".join(["| Clone of | Demo | Tech |", "|---|---|---|", *rows, ""])
    others = [f"| N{i} | [T{i}](https://t.co/{i}) | Go |" for i in range(20)]
    template = "| {subject} | [{title}]({url}) | {tech} |"
    assert not hits(RULE, table + "\n".join(others) + "\n", templates=(template,))
    again = table.replace("| Chat |", "| Slack |")
    assert [hit.span.line for hit in hits(RULE, again, templates=(template,))] == [4]


def test_a_row_of_an_html_table_that_is_repeated() -> None:
    cells = '<td>QuayPlan</td><td>Transport</td><td><a href="https://e.org/608">Paper</a></td>'
    other = cells.replace("608", "609")
    table = f"<table>\n<tr>{cells}</tr>\n<tr>{other}</tr>\n{{}}</table>\n"
    verify(RULE, table.format(f"⟦<tr>⟧{cells}\n</tr>\n"), "the one on line 2")
    verify(RULE, table.format("") + "\n## Other\n\n" + table.format(""))
    verify(RULE, table.format("<tr><td>-</td></tr>\n<tr><td>-</td></tr>\n"))


@pytest.mark.parametrize(
    ("second", "found"),
    [("[pkg](https://p.org/beta)", 0), ("[pkg](https://p.org/alpha)", 1), ("", 1)],
)
def test_two_packages_of_one_repository_have_pages_of_their_own(second: str, found: int) -> None:
    text = (
        "## A\n\n- [alpha](https://github.com/acme/alpha-rs) [pkg](https://p.org/alpha) - Does.\n"
        f"- [beta](https://github.com/acme/alpha-rs) {second} - Became alpha.\n"
    )
    assert len(hits(RULE, text)) == found


def test_a_front_page_under_two_names_that_differ_in_a_letter() -> None:
    two = "- [{}](https://coral.example/) - Speaks.\n- [{}](https://coral.example/) - Sings.\n"
    assert len(hits(RULE, two.format("Coral", "Corral"))) == 1
    assert hits(RULE, two.format("Coral", "Voices")) == []
