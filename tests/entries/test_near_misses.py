"""What looks like a broken entry and is none; what looks out of place and is not."""

from __future__ import annotations

import re
from datetime import date

import pytest

from linter.config.load import default_config
from linter.conventions.learn import learn
from linter.engine.run import Source, lint
from linter.entries.extractor import with_entries
from linter.markdown.parser import parse
from linter.model import Conventions, ListlintError
from linter.rules import load_rules
from linter.structure import ordering
from linter.template.template import TemplateError, compile_template
from linter.text.diff import added_lines
from linter.text.edits import EditableText
from tests.tools import NAMES

ITEMS = "".join(f"- [{name}](https://{name}.example.org) - Does {name}.\n" for name in NAMES)
PARAGRAPHS = "".join(f"**[{name}](https://{name}.example.org)**\\\nDoes it.\n\n" for name in NAMES)
BARE = "".join(f"- https://{name}.example.org [{name}]\n" for name in NAMES)
ROWS = "| Name | What |\n| --- | --- |\n" + "".join(
    f"| [{name}](https://{name}.example.net) | Sells {name} |\n"
    for name in ["Oil", "Ack", "Pv", "Bat", "Kak", "Curl", "Jq"]
)
FOLDED = "".join(
    f"## {name}\n\n<details>\n\n- **{name}** [[pdf]](https://{name}.example.org)\n"
    f"- **{name}2** [[pdf]](https://{name}2.example.org)\n\n</details>\n\n"
    for name in NAMES
)
PAPERS = "".join(
    f"**{name} at Work**<br>\n*Ann Lee*<br>\n[[Paper](https://arxiv.org/abs/2001.{i:05})]"
    + (f" [[{'Video' if i in (5, 11) else 'Code'}](https://v.org/{i})]" if i % 2 else "")
    + f"<br>\n{30 - i} Jan 2020\n\n"
    for i, name in enumerate(NAMES * 2)
    if i < 30
)
SORTED_ROWS = "".join(
    f"## {part}\n\n| Name | What |\n| --- | --- |\n"
    + "".join(f"| [{name}](https://{name}.e.org/{part}) | Does {name} |\n" for name in NAMES)
    + "\n"
    for part in ("One", "Two", "Three", "Four")
)
LINKS = "".join(f"- [{name}](https://{name}.example.com)\n" for name in NAMES[:3])
NOTED = (
    "".join(
        f"- [X{name}](https://x{name}.org) - Does it.\n  - [Notes](https://x{name}.org/n) - Read.\n"
        for name in NAMES
    )
    + "  - A talk by [Ann](https://ann.org)\n"
)
MANY = "".join(
    f"## Part {k}\n\n"
    + "".join(f"- [{name}{k}](https://{name}{k}.example.org) - Does {name}.\n" for name in NAMES)
    + "\n"
    for k in range(8)
)


def said(text: str) -> list[tuple[str, int]]:
    report = lint(
        [Source("README.md", text)], default_config(), load_rules(), today=date(2026, 1, 1)
    )
    return [(problem.rule, problem.span.line) for problem in report.problems]


@pytest.mark.parametrize(
    "text",
    [
        f"# L\n\n_Tools that speak [HTTP](https://e.org/http) well._\n\n{PARAGRAPHS}",
        f"# L\n\n{BARE}\n> Game:One [UE5]\n\n- https://e.org/one [one]\n",
        f"# L\n\n{BARE}- https://e.org/pv [2048]\n",
        f"# L\n\n{ITEMS}- 🚀 [Pw](https://pw.example.org) - Does it.\n",
        f"# L\n\n{ITEMS}- :rocket: [Pw](https://pw.example.org) - Does it.\n",
        f"# L\n\n{MANY}## More\n\n- [Guide](https://e.org/g)\n- [Help](https://e.org/h)\n"
        "- [Site](https://e.org/i)\n- [LICENSE](LICENSE)\n",
        f"# L\n\n## Partners\n\n{ROWS}\n{MANY}",
        f"# L\n\n{FOLDED}**Elsewhere**\n\n{LINKS}",
        f"# L\n\n{ITEMS}- [Two\nlines](https://two.example.org) - Does it.\n",
        f"# L\n\n{ITEMS}- [Qa](https://qa.org) / [Qb](https://qb.org) - Do it.\n",
        f"# L\n\n{ITEMS}- [Qa](https://qa.org) | [Qb](https://qb.org) - Do it.\n",
        f"# L\n\n{ITEMS}{NOTED}",
        f"# L\n\n{ITEMS.replace('Ack]', '2048]')}",
        f"# L\n\n{PAPERS}",
        "# L\n\n## More\n\n- [Guide](GUIDE.md)\n- [Api](https://e.org/api)\n"
        "- [Issues](https://e.org/issues)\n- [Pulls](https://e.org/pulls)\n"
        f"- [Zoo](https://e.org/zoo)\n\n{SORTED_ROWS}",
        f"# L\n\n{ITEMS}- [Pw](the-\\(best\\)-of.pdf) - Does it.\n",
    ],
    ids=[
        "prose with a link",
        "a label that looks like a URL",
        "a remark that looks like a year",
        "an emoji in front",
        "an emoji's code in front",
        "a file of the repository",
        "a table in no order",
        "links of another form behind the folded ones",
        "a link's text on two lines",
        "two things in one entry",
        "two things in one entry, a bar between",
        "what is said of an entry below it",
        "a title that looks like a year",
        "a further link as others have it",
        "a few items in a list of rows",
        "a path with brackets in it",
    ],
)
def test_nothing_is_said_of(text: str) -> None:
    assert said(text) == []


def formats(text: str) -> int:
    """How many findings are about the form of an entry."""
    return sum(rule == "entry-format" for rule, _ in said(text))


def test_many_entries_of_another_form_are_no_mistakes() -> None:
    lines = [f"- [{i:03}](https://e.org/{i}) - Does {i}." for i in range(200)]
    wrong = ["] (", "]:(", "]-(", "],(", "];(", "].(", "]=(", "]~(", "]|(", "]/(", "]+(", "]*("]
    for i, mark in zip(range(0, 200, 40), wrong, strict=False):
        lines[i] = lines[i].replace("](", mark)
    assert formats("# L\n\n" + "\n".join(lines)) == 5
    for i, mark in zip(range(1, 200, 17), wrong, strict=True):
        lines[i] = lines[i].replace("](", mark)
    assert formats("# L\n\n" + "\n".join(lines)) == 0


def test_entries_right_in_a_section_with_subsections() -> None:
    """One is a stray; several are there on purpose."""
    nested = "".join(
        f"## Area {k}\n\n### Sub{part.removeprefix('## ')}"
        for k, part in enumerate(MANY.split("\n## "))
    )
    stray = nested.replace(
        "### SubPart 3", "- [Stray](https://stray.org) - Is it.\n\n### SubPart 3"
    )
    assert [rule for rule, _ in said(stray)] == ["section-placement"]
    three = "".join(f"- [Own{n}](https://own{n}.org) - Is it.\n" for n in range(3))
    assert said(nested.replace("### SubPart 3", f"{three}\n### SubPart 3")) == []


def test_a_few_items_do_not_speak_for_a_list_without_a_template() -> None:
    loose = "".join(
        f"- {'It is ' * (i % 7)}[{n}](https://e.org/{i}){' more' * (i % 3)} {'and: so' * (i % 2)}\n"
        for i, n in enumerate(NAMES * 3)
    )
    same = "".join(
        f"https://{name}.example.org ![new](https://e.org/n.svg) [more](https://e.org/more)\n\n"
        for name in NAMES
    )
    assert learn(parse(f"# L\n\n## A\n\n{same}")).templates
    assert not learn(parse(f"# L\n\n## A\n\n{loose}\n\n{same}")).templates


@pytest.mark.parametrize("collation", ["words", "plain", "letters"])
def test_an_underscore_inside_a_word_is_no_emphasis(collation: str) -> None:
    key = ordering.COLLATIONS[collation]
    assert key("_Emphasis_") == key("Emphasis")
    if collation != "letters":
        assert key("@golang_news") < key("@golangch")


@pytest.mark.parametrize("field", ["{description: Sentance.}", "{title: Sentence.}", "{year: YY}"])
def test_a_form_of_text_that_nobody_knows_is_refused(field: str) -> None:
    with pytest.raises(TemplateError, match="for a description"):
        compile_template(f"- [{{name}}]({{url}}) - {field}")
    assert issubclass(TemplateError, ListlintError)


def test_two_entries_on_one_line() -> None:
    text = f"# L\n\n{ITEMS}- [Qa](https://qa.org) - Does it. - [Qb](https://qb.org) - Does that.\n"
    document = parse(text)
    entries = with_entries(document, learn(document)).entries
    assert [entry.url for entry in entries[-2:]] == ["https://qa.org", "https://qb.org"]
    mismatch = entries[-1].mismatch
    assert mismatch is not None
    assert mismatch.fix is not None
    fixed = EditableText(text).apply([mismatch.fix])
    assert fixed == text.replace(" - [Qb]", "\n- [Qb]")


def test_a_second_link_in_every_entry_is_no_second_entry() -> None:
    lines = "".join(
        f"- [T{i}](https://e.org/{i}) - [demo](https://d.org/{i}) - Does {i}.\n" for i in range(20)
    )
    document = parse(f"# L\n\n{lines}- [New](https://e.org/new)\n")
    assert not any(entry.mismatch for entry in with_entries(document, learn(document)).entries[:20])


def test_the_missing_field_is_reported_before_the_remark_that_all_have() -> None:
    names = ("Ada Byron", "Alan Moss", "Grace Hall")
    lines = "".join(f"- [T{i}](https://e.org/{i}) - {names[i % 3]} (PDF)\n" for i in range(20))
    document = parse(f"# L\n\n{lines}- [New](https://e.org/new) (PDF)\n")
    mismatch = with_entries(document, learn(document)).entries[-1].mismatch
    assert mismatch is not None
    assert mismatch.field == "authors"


def test_an_entry_is_compared_with_the_forms_of_its_own_section() -> None:
    tools = "".join(f"- [Tool {n}](https://t.y/{n}) - What it is for.\n" for n in range(12))
    talks = "".join(f"- Talk {n} by Ann Lee ([video](https://v.y/{n}))\n" for n in range(12))
    text = f"# Tools\n\n{tools}- [B](https://b.y). What it is for.\n\n# Talks\n\n{talks}"
    forms = ("- [{title}]({url}) - {description}", "- {title} ([video]({url}))")
    found = with_entries(parse(text), Conventions(templates=forms))
    (broken,) = [entry for entry in found.entries if entry.mismatch]
    assert broken.template == 0


def test_a_missing_description_is_reported_before_links_that_some_have() -> None:
    lines = "".join(
        f"- [T{i}](https://e.org/{i}) - Does {i}.{f' ([Demo](https://d.org/{i}))' * (i % 2)}\n"
        for i in range(40)
    )
    text = f"# L\n\n{lines}- [New](https://e.org/new) ([Demo](https://d.org/new))\n"
    mismatch = with_entries(parse(text), learn(parse(text))).entries[-1].mismatch
    assert mismatch is not None
    assert mismatch.field == "description"


BADGED = "".join(
    f'- <img src="https://e.org/{name}.svg"/> [{name}](https://{name}.example.org) - Does {name}.\n'
    for name in NAMES
)
TWO_LINES = "".join(
    f"- **{name} at work** [[pdf]](https://{name}.example.org)  \n  Ann Lee\n" for name in NAMES
)


@pytest.mark.parametrize(
    ("entries", "name"),
    [
        (ITEMS, "Kak"),
        (BADGED, "Kak"),
        (ITEMS.replace("- [", "* [").replace(" - ", ": "), "Kak"),
        (re.sub("^- ", "1. ", ITEMS, flags=re.MULTILINE), "Kak"),
        (re.sub(" - .*", "", ITEMS), "Kak"),
        (TWO_LINES, "Kak at work"),
    ],
    ids=["a tool", "behind a badge", "by asterisks", "by numbers", "a name only", "two lines each"],
)
def test_two_entries_on_a_line_are_set_apart(entries: str, name: str) -> None:
    before = f"# L\n\n{entries}"
    line = next(line for line in before.split("\n") if name in line)
    after = before.replace(f"\n{line}", f" {line}")
    report = lint(
        [Source("README.md", after)], default_config(), load_rules(), today=date(2026, 1, 1)
    )
    (problem,) = report.problems
    assert problem.message.startswith("Begin this entry on a line of its own.")
    assert problem.fix is not None
    assert EditableText(after).apply([problem.fix]) == before


def test_a_labelled_link_behind_a_dash_is_no_second_entry() -> None:
    lines = [
        f"- [{name}](https://{name}.example.org)"
        + (f" - [docs](https://{name}.example.org/d)" if name == "Kak" else "")
        for name in NAMES
    ]
    found = said("# L\n\n" + "\n".join(lines))
    assert found in ([], [("entry-format", 13)])


def test_two_entries_on_many_old_lines_excuse_no_new_one() -> None:
    """What a change brings is no evidence for it."""
    base = "# L\n\n" + "".join(f"- [A{i:03}](https://a{i}.e.org) - Does {i}.\n" for i in range(60))
    lines = base.split("\n")
    head = "\n".join(
        f"{line} - [B{i}](https://b{i}.e.org) - Does it." if 5 <= i < 15 else line
        for i, line in enumerate(lines)
    )
    source = Source("README.md", head, base=base, added=added_lines(base, head))
    report = lint([source], default_config(), load_rules(), today=date(2026, 1, 1))
    assert [p.rule for p in report.problems].count("entry-format") == 10


def test_a_missing_description_is_reported_where_a_remark_follows() -> None:
    lines = [
        f"- [{name}](https://{name}.example.org) - Does what {name} does."
        + (f" ([Code](https://{name}.example.com))" if i % 2 else "")
        + " `MIT`"
        for i, name in enumerate(NAMES * 3)
    ]
    lines[9] = lines[9].replace(" - Does what Jq does.", "")
    report = lint(
        [Source("README.md", "# L\n\n" + "\n".join(lines))],
        default_config(),
        load_rules(),
        today=date(2026, 1, 1),
    )
    told = [p.message for p in report.problems if p.rule == "entry-format"]
    assert len(told) == 1
    assert told[0].startswith("The description is missing. Add it after `-`, before `([Code](")


def test_a_fix_keeps_the_spaces_of_a_row_and_of_repeated_parts() -> None:
    rows = "| Name | What |\n|---|---|\n" + "".join(
        f"|[{name}](https://{name}.example.net/{i})|Sells {name}|\n"
        for i, name in enumerate(NAMES * 3)
    )
    tools = "".join(
        f"- [{name}](https://{name}.example.org) - Does what {name} does."
        f" ([Demo](https://d.org/{name}), [Code](https://c.org/{name})) `MIT`\n"
        for name in NAMES
    )
    for text, broken in (
        (rows, "[Kak](https://Kak.example.net/10"),
        (tools, "(https://Kak.example.org"),
    ):
        right = f"# L\n\n{text}"
        wrong = right.replace(f"{broken})", broken)
        report = lint(
            [Source("README.md", wrong)], default_config(), load_rules(), today=date(2026, 1, 1)
        )
        (fix,) = {problem.fix for problem in report.problems if problem.rule == "entry-format"}
        assert fix is not None
        assert EditableText(wrong).apply([fix]) == right


TABLE = "| Name | What | Kind |\n| --- | --- | --- |\n" + "".join(
    f"| [{name}{k}](https://{name}{k}.example.net) | Sells {name} | Shop |\n"
    for k in range(2)
    for name in NAMES
)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("| [Qa](https://qa.org) | Shop |", ""),
        ("| [Qa](https://qa.org) | | Shop |", "The cell for the what is empty."),
        ("| Sells Qa | Shop |", ""),
        ("| | Sells Qa | Shop |", ""),
        ("| [Qa](https://qa.org) | Sells it | Shop |", None),
        ("| **More** | | |", None),
        ("| **More** |", None),
    ],
    ids=["a cell", "its text", "the cell of the link", "the link", "nothing", "a name", "one cell"],
)
def test_a_row_lacks(row: str, message: str | None) -> None:
    base = f"# L\n\n{TABLE}"
    head = f"{base}{row}\n"
    source = Source("README.md", head, base=base, added=added_lines(base, head))
    report = lint([source], default_config(), load_rules(), today=date(2026, 1, 1))
    told = [problem.message for problem in report.problems if problem.rule == "entry-format"]
    assert len(told) == (message is not None), told
    assert all(message in one for one in told if message)


def test_a_bullet_lost_before_a_badge_is_reported() -> None:
    entries = "".join(
        f"* ⭐ [{name}](https://{name}.e.org) - Does what {name} does.\n" for name in NAMES
    )
    base = f"# L\n\n{entries}"
    head = base.replace("* ⭐ [Kak]", "⭐ [Kak]")
    source = Source("README.md", head, base=base, added=added_lines(base, head))
    report = lint([source], default_config(), load_rules(), today=date(2026, 1, 1))
    (problem,) = [problem for problem in report.problems if problem.rule == "entry-format"]
    assert problem.fix is not None
    assert EditableText(head).apply([problem.fix]) == base


NESTED = "".join(
    f"- **How {name} is built ({'ACL' if i % 2 else 'ICML'} 20{10 + i})**\n"
    f"  - Ann Lee, Bo Xu\n  - [[Paper]](https://arxiv.org/abs/2001.{i:05})\n"
    for i, name in enumerate(NAMES)
)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("How Kak is built (ICML 2020)", "How Kak is built (ICML)"),
        ("- **How Kak", "* **How Kak"),
        (
            "[[Paper]](https://arxiv.org/abs/2001.00010)",
            "[Paper](https://arxiv.org/abs/2001.00010)",
        ),
    ],
)
def test_an_entry_with_its_links_below_is_reported_like_any_other(right: str, wrong: str) -> None:
    base = f"# L\n\n{NESTED}"
    assert right in base
    head = base.replace(right, wrong)
    source = Source("README.md", head, base=base, added=added_lines(base, head))
    report = lint([source], default_config(), load_rules(), today=date(2026, 1, 1))
    assert [problem.rule for problem in report.problems] == ["entry-format"]


def test_a_name_for_the_items_below_it_is_no_broken_entry() -> None:
    text = f"# L\n\n{NESTED}- Workshops\n  - The first one\n"
    assert said(text) == []
