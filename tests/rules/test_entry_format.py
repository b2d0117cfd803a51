from __future__ import annotations

from datetime import date

import pytest

from linter.config.load import default_config
from linter.engine.run import Source, lint
from linter.model import Conventions
from linter.rules.entry_format import RULE
from tests.rules.harness import hits, verify

HELD = {"templates": "configuration"}
PLAIN = Conventions(templates=("- [{title}]({url}) - {description}",), sources=HELD)
PAPER = Conventions(
    templates=("- **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠\n{authors}",),
    sources=HELD,
)
SIBLINGS = "- [mypy](https://e.org/b) - Checks types.\n- [tox](https://e.org/c) - Runs tests.\n"
GOOD = "- **Deep Sets** [[paper link]](https://e.org/a) 2017-03-10  \nAnn Lee; Bo Xu\n"


def test_a_good_entry() -> None:
    assert hits(RULE, GOOD, conventions=PAPER) == []
    assert hits(RULE, "- [Ruff](https://e.org/a) - Lints.\n", conventions=PLAIN) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "- [Ruff](https://e.org/a): Lints.",
            "Put ` - ` before the description, not `:`. "
            "Line 2 shows how: `- [tox](https://e.org/c) - Runs tests.`",
        ),
        ("* [Ruff](https://e.org/a) - Lints.", "Begin the entry with `-`, not `*`."),
        ("- [Ruff](https://e.org/a)", "description"),
    ],
)
def test_message_says_what_to_do(text: str, says: str) -> None:
    (hit,) = hits(RULE, f"{SIBLINGS}{text}\n", conventions=PLAIN)
    assert says in hit.message


def test_what_is_written_down_holds_beside_a_single_good_entry() -> None:
    others = "".join(f"- [t{i}](https://e.org/t{i}) - Does {i}.\n" for i in range(8))
    text = (
        f"## A\n\n{others}\n## B\n\n- [u](https://e.org/u) - Does.\n- [v](https://e.org/v): Does.\n"
    )
    (hit,) = hits(RULE, text, conventions=PLAIN)
    assert hit.span.line == 15


def test_prose_is_no_entry_where_entries_are_paragraphs() -> None:
    held = Conventions(
        templates=("**{title}** \\\\\n*{authors}* \\\\\n[[Paper]({url})]",), sources=HELD
    )
    entry = "**Deep Sets {}** \\\n*Ann Lee* \\\n[[Paper](https://e.org/{})]\n\n"
    entries = "".join(entry.format(i, i) for i in range(4))
    assert hits(RULE, f"## A\n\n_This section is about sets._\n\n{entries}", conventions=held) == []
    wrong = entry.format(9, 9).replace("[[Paper]", "[[Link]")
    assert len(hits(RULE, f"## A\n\nOn sets.\n\n{entries}{wrong}", conventions=held)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        GOOD.replace("[[paper link]]", "[paper link]"),
        GOOD.replace("**Deep Sets**", "Deep Sets"),
        GOOD.replace("2017-03-10  \n", "2017-03-10\n"),
        GOOD.replace("Ann Lee; Bo Xu\n", ""),
        GOOD.replace(" 2017-03-10", ""),
        GOOD.replace("- **", "* **"),
    ],
)
def test_each_part_of_an_entry_counts(wrong: str) -> None:
    (hit,) = hits(RULE, GOOD + GOOD + wrong, conventions=PAPER)
    assert hit.span.line in (5, 6)
    assert "shows how" in hit.message


def test_the_fix_is_the_entry_as_its_siblings_are_written() -> None:
    verify(
        RULE,
        f"{SIBLINGS}- [Ruff](https://e.org/a)⟦:⟧ Lints.\n",
        conventions=PLAIN,
        fixed=f"{SIBLINGS}- [Ruff](https://e.org/a) - Lints.\n",
    )


def test_the_key_stays_while_the_entry_moves() -> None:
    wrong = "- [Ruff](https://e.org/a): Lints.\n"
    keys = [
        [hit.key for hit in hits(RULE, text, conventions=PLAIN)]
        for text in (wrong + SIBLINGS, SIBLINGS + wrong)
    ]
    assert keys[0] == keys[1] != []


def test_without_a_template_nothing_is_wrong() -> None:
    assert hits(RULE, "- [Ruff](https://e.org/a): Lints.\n", conventions=Conventions()) == []


DESCRIBED = "- [{title}]({url}) - {description}"


def described(count: int = 12) -> str:
    return "".join(f"- [T{i}](https://e.org/{i}) - Does it.\n" for i in range(count))


@pytest.mark.parametrize(
    ("line", "template", "found"),
    [
        ("- ~~[Old](https://e.org/o)~~ Gone.", DESCRIBED, False),
        ("- More in [that list](https://e.org/o)", DESCRIBED, False),
        ("- 学习（[英文](https://e.org/o)，[中文](https://e.org/p)）", DESCRIBED, False),
        ("- NEW [Odd](https://e.org/o) - Does it.", DESCRIBED, True),
        ("- Odd, a tool [link](https://e.org/o) - Does it.", DESCRIBED, True),
        ("- [Odd](https://e.org/o): Does it.", DESCRIBED, True),
        ("- [Odd]( https://e.org/o ) - Does it.", DESCRIBED, False),
        ("- [Odd](https://e.org/o), does it", "- [{title}]({url}) {description}", False),
        ("- [Odd](https://e.org/o)\n  What it does for you.", "- [{title}]({url})", False),
        ("- [Odd](https://e.org/o) x", "- [{title}]({url})", True),
    ],
)
def test_what_nobody_wants_to_hear(line: str, template: str, found: bool) -> None:
    rest = template.replace("{title}", "T{i}").replace("{url}", "https://e.org/{i}")
    rest = rest.replace("{description}", "does it")
    text = "".join(rest.replace("{i}", str(i)) + "\n" for i in range(20))
    assert bool(hits(RULE, text + line + "\n", templates=(template,))) is found


def test_a_form_of_one_section_is_no_fault() -> None:
    own = "".join(f"- [O{i}](https://e.org/o{i}): Does it.\n" for i in range(3))
    text = f"## A\n\n{described(60)}\n## B\n\n{described(6)}{own}"
    assert not hits(RULE, text, templates=(DESCRIBED,))
    assert len(hits(RULE, text.rsplit("- [O2]", 1)[0], templates=(DESCRIBED,))) == 2
    added = range(len(text.split("\n")) - 3, len(text.split("\n")))
    assert len(hits(RULE, text, templates=(DESCRIBED,), added=added)) == 3


# ---------------------------------------------------------------- what is no fault, where learned


def tools(*odd: str, count: int = 30, form: str = "- [Tool {0}](https://t{0}.org)") -> str:
    return "## A\n\n" + "".join(f"{form.format(n)}\n" for n in range(count)) + "\n".join(odd) + "\n"


PAPERS = (
    "1. **A Study of Case {0}**. *Ann Lee{0}, Bo Xu*. Conf{0} 20{0:02}. [[pdf](https://p.org/{0})]"
)


@pytest.mark.parametrize(
    ("form", "odd", "found"),
    [
        # A remark behind an entry that is well without it.
        ("- [Tool {0}](https://t{0}.org)", "- [Odd](https://o.org) by the same people", 0),
        ("- [Tool {0}](https://t{0}.org)", "- [Odd](https://o.org) （由同一批人编写）", 0),
        ("- [Tool {0}](https://t{0}.org)", "- [Odd](https://o.org).", 1),
        # Full-width signs.
        ("- Tool {0}: https://t{0}.org", "- Odd：https://o.org", 0),
        ("- Tool {0}: https://t{0}.org", "- Odd; https://o.org", 1),
        # The end of a sentence inside of its emphasis.
        (PAPERS, "1. **An Odd One.** *Cy Dao.* ACL 2020. [[pdf](https://o.org)]", 0),
        (PAPERS, "1. **Is It Odd?** *Cy Dao*. ACL 2020. [[pdf](https://o.org)]", 0),
        (PAPERS, "1. **An Odd One**. *Cy Dao* ACL 2020. [[pdf](https://o.org)]", 1),
        # One entry on two source lines.
        (PAPERS, "1. **An Odd\n   One**. *Cy Dao*. ACL 2020. [[pdf](https://o.org)]", 0),
        # A work that has code, but no paper; another name for the paper.
        ("- Work {0} [[Paper](https://t{0}.org)]", "- Odd [[Code](https://o.org)]", 0),
        ("- Work {0} [[Paper](https://t{0}.org)]", "- Odd [[HTML](https://o.org)]", 1),
    ],
)
def test_what_reads_alike_or_says_more_is_no_fault(form: str, odd: str, found: int) -> None:
    assert len(hits(RULE, tools(odd, form=form))) == found


def test_several_entries_without_a_link_are_meant() -> None:
    form = "- Work {0} [[Paper](https://t{0}.org)]"
    assert len(hits(RULE, tools("- Odd [Paper]", form=form))) == 1
    assert hits(RULE, tools("- Odd [Paper]", "- Even [Paper]", form=form)) == []


def test_what_several_entries_leave_out_is_optional() -> None:
    form = "[20{0:02}: Fault {0} in Rings](https://t{0}.org) [article]"
    paragraphs = tools(form=form, count=60).replace(")", ")\n").replace("]\n", "]\n\n")
    paragraphs = "".join(
        f"[20{n:02}: Fault {n}](https://t{n}.org) [article]\n\n" for n in range(70)
    )
    odd = [f"[Tool {n}](https://o{n}.org) [article]\n\n" for n in range(5)]
    assert len(hits(RULE, f"## A\n\n{paragraphs}{odd[0]}")) == 1
    text = "".join(f"## Part {n}\n\n{paragraphs}{one}" for n, one in enumerate(odd))
    assert hits(RULE, text) == []


@pytest.mark.parametrize(
    ("odd", "says"),
    [
        ("- [[Odd](https://o.org) - Does it.", "Remove `[`."),
        ("- [Odd]() - Does it.", "This link has no address."),
        ("- [Odd](odd.org/tool) - Does it.", "Begin the address with `https://`"),
    ],
)
def test_words_name_the_slip(odd: str, says: str) -> None:
    form = "- [Tool {0}](https://t{0}.org) - Does {0} things."
    (hit,) = hits(RULE, tools(odd, form=form))
    assert says in hit.message


def test_a_space_behind_a_backslash() -> None:
    papers = "".join(
        f"**Study {n}** \\\n*Ann Lee, Bo Xu* \\\nACL 2021. [[Paper](https://p.org/{n})]\n\n"
        for n in range(12)
    )
    verify(
        RULE,
        f"## A\n\n{papers}**Odd**⟦ \\⟧ \n*Cy Dao* \\\nACL 2020. [[Paper](https://o.org)]\n",
        "Remove the space after `\\`",
    )
    verify(
        RULE,
        f"## A\n\n{papers}**Odd**\\\n*Cy Dao*\\\nACL 2020. [[Paper](https://o.org)]\n",
    )


def test_a_lost_hard_break_before_badges() -> None:
    entry = (
        "- **[Tool {0}](https://t{0}.org)** by [Ann {0}](https://a{0}.org)  \n"
        "  A tool for the job {0}  \n  ![stars](https://img.shields.io/{0})\n"
    )
    odd = entry.format(99).replace("job 99  ", "job 99")
    (hit,) = hits(RULE, "## A\n\n" + "".join(map(entry.format, range(20))) + odd)
    assert "End this line with two spaces" in hit.message
    assert hit.span.line == 64


def test_a_part_without_a_field_of_its_own_that_is_missing() -> None:
    """The full stop that is added would hide that the venue is missing."""
    form = '- Tool{0}: "A study of case {0}" EACL. [[Paper]](https://p{0}.org)'
    (hit,) = hits(RULE, tools('- Odd: "A study of odds" [[Paper]](https://o.org)', form=form))
    assert "Something is missing before `[[Paper]]" in hit.message
    assert hit.fix is None


@pytest.mark.parametrize(
    ("form", "odd", "says"),
    [
        (
            "- Tool {0} by Acme. [[Paper]](https://p{0}.org)",
            "- An odd tool by Acme.",
            "The URL is missing",
        ),
        (
            "- [Tool {0}](https://t{0}.org) [:box:](https://b.org/{0}) - does {0} things.",
            "- [Odd](https://o.org) [:box:]() - does odd things.",
            "This link has no address",
        ),
    ],
)
def test_a_link_that_is_missing(form: str, odd: str, says: str) -> None:
    (hit,) = hits(RULE, tools(odd, form=form))
    assert says in hit.message
    assert hit.fix is None


@pytest.mark.parametrize(
    ("odd", "found"),
    [
        ("- Acme. [Odd](https://o.org)", 0),
        ("- Acme: [Odd](https://o.org)", 0),
        ("- NEW [Odd](https://o.org)", 1),
    ],
)
def test_a_word_before_the_link_that_leads_to_it(odd: str, found: int) -> None:
    assert len(hits(RULE, tools(odd))) == found


@pytest.mark.parametrize("indent", ["", " ", "  "])
def test_a_line_of_labelled_links_goes_on_with_the_entry(indent: str) -> None:
    form = "- [[Arxiv](https://a.org/{0})] A Study of Case {0}"
    odd = f"- [[Arxiv](https://a.org/x)] An Odd Study\n{indent}[[code](https://c.org/x)]"
    assert hits(RULE, tools(odd, "- [[Arxiv](https://a.org/y)] Even", form=form)) == []


def test_a_separator_is_not_added_where_one_is_a_word_on() -> None:
    form = "- [Tool {0}](https://t{0}.org) - Does {0} things."
    found = hits(RULE, tools("- [Odd](https://o.org) zzz: - Does odd things.", form=form))
    assert all(hit.fix is None for hit in found)


def test_empty_items_are_no_entries() -> None:
    form = "1. **Study {0}**, *Ann Lee*. [[pdf](https://p.org/{0})]"
    assert hits(RULE, tools("1. ", "1. ", form=form)) == []


def test_a_wrong_dash_before_an_optional_description_is_no_remark() -> None:
    form = "- [Tool {0}](https://t{0}.org){1}"
    entries = [form.format(n, " - Does so many things." if n % 3 else "") for n in range(40)]
    odd = "- [Odd](https://o.org) -- Does so many other things."
    assert len(hits(RULE, "## A\n\n" + "\n".join([*entries, odd]))) == 1
    assert hits(RULE, tools(odd)) == []


@pytest.mark.parametrize(("others", "found"), [(1, 2), (2, 0)])
def test_several_links_without_an_address_are_places_for_links(others: int, found: int) -> None:
    form = "- [Tool {0}](https://t{0}.org) [[code](https://c.org/{0})] - Does {0} things."
    odd = [
        f"- [Odd {n}](https://o{n}.org) [[code]()] - Does odd things." for n in range(others + 1)
    ]
    assert len(hits(RULE, tools(*odd, form=form))) == found


def test_items_without_a_link_that_a_change_adds_together_are_none_of_the_list() -> None:
    form = "- [Tool {0}](https://t{0}.org)"
    odd = ["-  **Before**", "-  **During**", "-  **After**"]
    text = tools("", "There are three steps:", "", *odd, form=form)
    lines = range(len(text.splitlines()) - 2, len(text.splitlines()) + 1)
    assert hits(RULE, text, added=lines) == []


@pytest.mark.parametrize(("remark", "found"), [("ICLR 2025", 0), ("by Ann Lee", 0), ("|", 1)])
def test_two_words_behind_an_entry_are_a_remark(remark: str, found: int) -> None:
    form = "- Paper: [Study {0}](https://p{0}.org)"
    odd = f"- Paper: [Odd](https://o.org) {remark}"
    assert len(hits(RULE, tools(odd, form=form))) == found


OLD = "# L\n\n" + "".join(f"## {name}\n\n{described()}\n" for name in "ABC") + "## More\n\n"
LINKS = [f"- [New{n}](https://n.org/{n})\n" for n in range(5)]
COLONS = [f"- [New{n}](https://n.org/{n}): Does it.\n" for n in range(5)]


PAPERS = "# L\n\n" + "".join(
    f"- **Title {n}** [[paper]](https://e.org/{n}) 2024-01-{n + 1:02}\n" for n in range(20)
)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("- **Ada** 2024-02-01\n", 1),
        ("- **Ada** 2024-02-01\n- **Bob** 2024-02-02\n", 2),
        ("\nThree steps:\n\n- **Read**\n- **Think**\n- **Write**\n", 0),
    ],
)
def test_entries_that_a_change_adds_without_links_do_not_excuse_each_other(
    more: str, found: int
) -> None:
    first = PAPERS.count("\n") + 1
    added = frozenset(range(first, first + more.count("\n")))
    source = Source("README.md", PAPERS + more, PAPERS, added)
    assert len(lint([source], default_config(), [RULE], today=date(2026, 1, 1)).problems) == found


@pytest.mark.parametrize(
    ("lines", "found", "says"),
    [
        (LINKS, 1, "None of the 5 entries of this list is written like the others here. Line 4"),
        (LINKS[:4], 4, "The description is missing."),
        ([*LINKS, "- [Good](https://n.org/g) - Does it.\n"], 5, "The description is missing."),
        (COLONS, 5, "Put ` - ` before the description, not `:`."),
    ],
)
def test_a_new_list_of_another_kind_gets_one_comment(
    lines: list[str], found: int, says: str
) -> None:
    first = OLD.count("\n") + 1
    added = frozenset(range(first, first + len(lines)))
    source = Source("README.md", OLD + "".join(lines), OLD, added)
    problems = lint([source], default_config(), [RULE], today=date(2026, 1, 1)).problems
    assert len(problems) == found
    assert all(says in problem.message for problem in problems)


def test_where_a_source_line_ends_shows_nowhere() -> None:
    form = "- [Tool {0}](https://t{0}.org)\n  ![easy](https://img.shields.io/{0})\n  - Forges {0}."
    odd = "- [Odd](https://o.org) ![easy](https://img.shields.io/o)\n  - Forges."
    assert hits(RULE, tools(odd, form=form)) == []


def test_a_value_in_other_letters_than_the_configured_template_has() -> None:
    template = "- [{title}]({url}) - {https: Yes | No}"
    configured = Conventions(templates=(template,), sources={"templates": "configuration"})
    good = "- [A](https://a.example) - Yes\n- [B](https://b.example) - No\n"
    odd = "- [C](https://c.example) - ⟦yes⟧\n"
    verify(
        RULE,
        good + odd,
        "Write `Yes`, not `yes`",
        fixed=good + "- [C](https://c.example) - Yes\n",
        conventions=configured,
    )
    assert hits(RULE, good + odd.replace("⟦", "").replace("⟧", ""), templates=(template,)) == []


def test_an_entry_in_the_table_of_contents_has_one_fault() -> None:
    contents = "".join(f"- [Part {n}](#part-{n})\n" for n in range(6))
    parts = "".join(
        f"## Part {n}\n\n"
        + "".join(f"* [Tool {n}{k}](https://t.org/{n}{k}) - Does {k} things.\n" for k in range(5))
        for n in range(6)
    )
    text = f"# A\n\n{contents}- [Stray](https://s.org) - Is lost.\n\n{parts}"
    assert hits(RULE, text) == []


def test_a_template_with_a_line_break_that_may_be_missing() -> None:
    template = "1. **{title}**.{optional:\n} *{authors}*. {venue} {year}. [[pdf]({url})]"
    good = "".join(
        f"1. **Study {n}**.{' ' if n % 2 else chr(10) + '   '}*Ann Lee*. ACL 2021. [[pdf](https://p.org/{n})]\n"
        for n in range(12)
    )
    odd = "1. **Odd**. *Ann Lee*, ACL 2021. [[pdf](https://o.org)]\n"
    assert len(hits(RULE, f"## A\n\n{good}{odd}", templates=(template,))) == 1
