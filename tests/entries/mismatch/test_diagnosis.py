"""What is said of an entry that breaks its template, and how it is fixed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.entries.candidates import LinkIndex
from linter.entries.extractor import with_entries
from linter.entries.item_source import item_source
from linter.entries.mismatch.alignment import SearchBudget
from linter.entries.mismatch.diagnosis import Near, describe, nearest
from linter.entries.mismatch.rewrite import fixed_text, rerender
from linter.markdown.parser import parse
from linter.model import Conventions, Document, Mismatch
from linter.template.template import compile_template

PAPER = "- **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠\n{authors}"
TOOL = "- [{title}]({url}) - {description}"
ROW = "| [{title}]({url}) | {ok: Yes | No} |"
LINES = "- **{title}**\n  {optional: {description}\n  }*{venue}, {year}* [[paper]({url})]"
TABLE = "| Name | Ok |\n| --- | --- |\n"
GOOD = {
    PAPER: "- **A Title** [[paper link]](https://x.y) 2024-04-30  \nAda Lovelace\n",
    TOOL: "- [A](https://x.y) - What A is.\n",
    ROW: "| [A](https://x.y) | Yes |\n",
    LINES: "- **A**\n  Says it.\n  *ICML, 2020* [[paper](https://x.y/a)]\n",
}


def read(template: str, text: str) -> Document:
    head = TABLE if template is ROW else ""
    conventions = Conventions(templates=(template,), sources={"templates": "configuration"})
    text = f"# A\n\n{head}{GOOD[template] * 3}{text}\n{GOOD[template]}"
    return with_entries(parse(text), conventions)


def describe_alone(template: str, text: str, near: Near) -> Mismatch:
    head = "| A | B | C | D |\n| - | - | - | - |\n" if text.startswith("|") else ""
    document = parse(head + text)
    item = document.items[-1]
    source = item_source(document, item)
    return describe(document, item, source, compile_template(template), near, document.links)


def mismatch(template: str, text: str) -> Mismatch:
    (found,) = [entry.mismatch for entry in read(template, text).entries if entry.mismatch]
    return found


B = "- **B** [[paper link]](https://x.y)"


@pytest.mark.parametrize(
    ("template", "text", "field", "advice"),
    [
        (TOOL, "- [B](u.v/w): b", "description", "Put ` - ` before the description, not `:`."),
        (
            TOOL,
            "- [B](https://x.y) — b",
            "description",
            "Put `- ` (a hyphen) before the description, not `—`.",
        ),
        (TOOL, "- [B](https://x.y)- b", "description", "Put a space before and after `-`."),
        (
            TOOL,
            "- [B](https://x.y)",
            "description",
            "The description is missing. Add it after ` - `.",
        ),
        (
            TOOL,
            "- [B]() - b",
            "url",
            "This link has no address. Write a URL between the parentheses.",
        ),
        (TOOL, "- [B](soon) - b", "url", "Write a URL here, not `soon`."),
        (TOOL, "* [B](https://x.y) - b", "title", "Begin the entry with `-`, not `*`."),
        (
            TOOL,
            "- [B] (https://x.y) - b",
            "url",
            "Remove the space before `(https://x.y)`.",
        ),
        (
            PAPER,
            "- ** B** [[paper link]](https://x.y) 2024-04-30  \nAda",
            "title",
            "Remove the space between `B` and the marks around it.",
        ),
        (
            PAPER,
            "- **B** [paper link](https://x.y) 2024-04-30  \nAda",
            "url",
            "Write `[[paper link]](…)` here, not `[paper link](https://x.y)`.",
        ),
        (
            PAPER,
            f"{B} 2024-04-30\nAda",
            "authors",
            "End this line with two spaces (a hard line break).",
        ),
        (
            PAPER,
            f"{B} 2024-04-30  ",
            "authors",
            "The authors are missing. Add them on the next line.",
        ),
        (PAPER, f"{B} soon  \nAda", "date", "Write a date such as 2024-04-30 here, not `soon`."),
        (
            PAPER,
            f"{B} 2024-04-30  \nAda\nmore",
            None,
            "The entry should end before this line. Make it an entry of its own, or join it to the "
            "line above.",
        ),
        (
            ROW,
            "| [B](https://x.y) | Yes | more |",
            None,
            "Remove `more`: the entry should end before it.",
        ),
        (ROW, "| [B](https://x.y) | Maybe |", "ok", "Write Yes or No here, not `Maybe`."),
    ],
)
def test_advice(template: str, text: str, field: str | None, advice: str) -> None:
    found = mismatch(template, text)
    assert (found.field, found.advice) == (field, advice)


def anew(template: str, text: str) -> str | None:
    document = parse(text)
    item = document.items[0]
    links = [link for link in LinkIndex(document).within(item) if link.kind != "image"]
    return rerender(compile_template(template), item_source(document, item), links)


@pytest.mark.parametrize(
    ("template", "text", "rendered"),
    [
        (TOOL, "* [B](http://x.y): b c", "- [B](http://x.y) - b c"),
        (TOOL, "- [B] (http://x.y) - b", "- [B](http://x.y) - b"),
        # Each link goes where its label says.
        (
            "- **{title}** [[paper]({url})] [[code]({code_url})]",
            "- **B** [[code](http://c.d)] [[paper](http://p.q)]",
            "- **B** [[paper](http://p.q)] [[code](http://c.d)]",
        ),
        (
            "- [{venue} {year}] [{title}]({url})",
            "* (NIPS 2015) [B](http://x.y)",
            "- [NIPS 2015] [B](http://x.y)",
        ),
        (
            "- [{title}]({url}){optional:  ([demo]({demo_url}))} - {description}",
            "* [B](http://x.y) - b",
            "- [B](http://x.y) - b",
        ),
        # A picture, a sign or a word would be lost; a field cannot be told.
        (TOOL, "* [B](http://x.y) ⚡ - b", None),
        (
            "- [{title}]({url}) {optional: :zap: }- {description}",
            "* [B](http://x.y) :zap: - b",
            None,
        ),
        ("- [{title}]({url})", "* [B](http://x.y) and more", None),
        (TOOL, "* [B](http://x.y)", None),
        (TOOL, "* [B](http://x.y) [C](http://z.w) - b", None),
    ],
)
def test_render_anew(template: str, text: str, rendered: str | None) -> None:
    assert anew(template, text) == rendered


WORDS = st.lists(st.text("abcXYZé中", min_size=1, max_size=6), min_size=1, max_size=4).map(" ".join)


@given(
    WORDS,
    WORDS,
    st.sampled_from(["*", "+", "-", "1."]),
    st.sampled_from([" - ", ": ", " — ", " ", "- "]),
    st.sampled_from(["", "**"]),
)
def test_what_is_rendered_matches_and_keeps_every_word(
    title: str, about: str, bullet: str, separator: str, mark: str
) -> None:
    text = f"{bullet} {mark}[{title}](https://x.y/z){mark}{separator}{about}"
    rendered = anew(TOOL, text)
    if rendered is None:
        return
    match = compile_template(TOOL).match(rendered)
    assert match is not None
    assert dict(match.values) == {"title": title, "url": "https://x.y/z", "description": about}
    assert anew(TOOL, rendered) is None


def test_a_wrong_separator_is_reported_of_the_form_that_has_one() -> None:
    """Where some entries are a link and a remark, others a link, a separator, a description."""
    tool = "".join(f"- [T{n}](https://t.y/{n}) - What it is for.\n" for n in range(20))
    link = "".join(f"- [L{n}](https://l.y/{n})\n" for n in range(20))
    noted = "".join(f"- [N{n}](https://n.y/{n}) (by somebody)\n" for n in range(20))
    text = f"# A\n\n{tool}- [B](https://b.y). What it is for.\n{link}{noted}"
    forms = (
        "- [{title}]({url})",
        "- [{title}]({url}) - {description}",
        "- [{title}]({url}) {notes}",
    )
    found = with_entries(parse(text), Conventions(templates=forms))
    (fix,) = [e.mismatch.fix for e in found.entries if e.mismatch and e.mismatch.fix]
    assert fix.edits[0].text == "- [B](https://b.y) - What it is for."


@pytest.mark.parametrize("end", [" |", ""])
def test_a_fix_leaves_the_last_bar_of_a_row_as_it_is(end: str) -> None:
    fix = mismatch(ROW, f"| [B](https://x.y | No{end}").fix
    assert fix is not None
    assert fix.edits[0].text == f"| [B](https://x.y) | No{end}"


def test_a_fix_keeps_the_indentation_before_an_optional_line() -> None:
    text = "- **B**\n  Tells it.\n  *ICML 2021* [[paper](https://x.y)]"
    fix = mismatch(LINES, text).fix
    assert fix is not None
    assert fix.edits[0].text == text.replace("ICML 2021", "ICML, 2021")
    unindented = fix.edits[0].text.replace("\n  ", "\n")
    assert compile_template(LINES).match(unindented)


@pytest.mark.parametrize(
    "text",
    [
        "- [B](https://x.y) (old) - b",
        "- [B](https://x.y) by Ada - b",
        "- [B](https://x.y) :star: - b",
        "- [B](https://x.y), [C](https://x.z) - b",
        "- [B](https://x.y)[C](https://x.z)",
        "- [B](https://x.y) / [C](https://x.z) - b",
        "- [B](https://x.y/a_(b) - b",
        "- [B](https://x.y){:target=_blank}",
        "- [B](https://x.y) => b",
        "- [B](https://x.y) = b",
        "- [B](https://x.y)<br>b",
        "- [ ] [B](https://x.y) - b",
    ],
)
def test_what_may_belong_elsewhere_is_not_mended(text: str) -> None:
    assert mismatch(TOOL, text).fix is None


@pytest.mark.parametrize(
    ("template", "text", "rendered"),
    [
        (TOOL, "- [B](https://x.y) · b", "- [B](https://x.y) - b"),
        (TOOL, "- [B](https://x.y) － b", "- [B](https://x.y) - b"),
        (TOOL, "- [B](https://x.y)： b - c", "- [B](https://x.y) - b - c"),
        (TOOL, "- [B](https://x.y) b", "- [B](https://x.y) - b"),
        (
            PAPER,
            "- **B** [[paper link]](https://x.y), 2024-04-30  \nAda",
            "- **B** [[paper link]](https://x.y) 2024-04-30  \nAda",
        ),
    ],
)
def test_another_separator_is_mended(template: str, text: str, rendered: str) -> None:
    fix = mismatch(template, text).fix
    assert fix is not None
    assert [edit.text for edit in fix.edits] == [rendered]


def test_a_title_is_not_taken_for_names_by_its_looks() -> None:
    """The authors are none, for they hold a link; but the title is none either."""
    text = "- **Highway Networks** [[paper link]](https://x.y) 2024-04-30  \nAda; [B](x)"
    assert mismatch(PAPER, text).fix is None


SERVICE = "| [{title}]({url}) | {description} | {auth} | {https: Yes | No} |"
NUMBERED = "1. **{title}**. {authors}. {venue} {year}. [[pdf]({url})]"
BADGE = "- [{title}]({url}) {optional: :zap: }- {description}"
LICENCE = "- [{title}]({url}) - {description} `{license}`"


PLACE = "- [{title}]({url}) | {place} | {description}"
CODE = "- **{title}** [[paper]({url})] [[code]({code_url})]"


@pytest.mark.parametrize(
    ("template", "text", "field", "advice"),
    [
        # As many cells as columns: the last one is wrong, whatever the others could be.
        (
            SERVICE,
            "| [B](https://x.y) | b | No | Soon |",
            "https",
            "Write Yes or No here, not `Soon`.",
        ),
        (
            SERVICE,
            "| [B](https://x.y) | - | ? | Soon |",
            "https",
            "Write Yes or No here, not `Soon`.",
        ),
        (
            BADGE,
            "- [B](https://x.y) :fire: - b",
            "description",
            "Put `:zap: - ` before the description, not `:fire:`.",
        ),
        (LICENCE, "- [B](https://x.y) - b `MIT", "license", "Close the license with `` ` ``."),
        (
            LICENCE,
            "- [B](https://x.y) - b. MIT",
            "license",
            "Put `` ` `` before the license, in front of `MIT`.",
        ),
        (
            LICENCE,
            "- [B](https://x.y) - b",
            "license",
            "The license is missing. Add it as `` `…` ``.",
        ),
        (
            PLACE,
            "- [B](u.v/w) | San Francisco",
            "description",
            "Write the place and the description, with `| ` between them.",
        ),
        (
            CODE,
            "- **B** [[paper](https://x.y)]",
            "code_url",
            "The code URL is missing. Add it as `[[code](…)]`.",
        ),
    ],
)
def test_advice_for_other_templates(template: str, text: str, field: str, advice: str) -> None:
    near = nearest([compile_template(template)], text, SearchBudget())
    assert near is not None
    found = describe_alone(template, text, near)
    assert (found.field, found.advice) == (field, advice)


def test_a_number_that_is_there_is_not_asked_for() -> None:
    near = nearest(
        [compile_template(NUMBERED)], "1. **B**. ICML 2017. [[pdf](https://x.y)]", SearchBudget()
    )
    assert near is not None
    assert near.divergence.offset > 0


def test_a_mark_is_not_doubled_across_its_pair() -> None:
    """Who ends a title in bold with the full stop has the full stop, if not where it should be."""
    text = "1. **B.** Ada Bose. ICML 2017. [[pdf](https://x.y)]"
    template = compile_template(NUMBERED)
    near = nearest([template], text, SearchBudget())
    assert near is not None
    assert near.reading is not None
    document = parse(text)
    source = item_source(document, document.items[0])
    assert fixed_text(template, source, document.links, near.reading) is None


def test_close_reading_has_an_end() -> None:
    """What all entries of a document share is spent by each, and then none is read closely."""
    effort = SearchBudget()
    before = effort.left
    template, text = compile_template(TOOL), "- [B](https://x.y): b"
    assert nearest([template], text, effort) is not None
    assert 0 < before - effort.left < 1_000
    effort.left = 0
    assert nearest([template], text, effort) is None


def test_advice_passes_over_an_optional_field_that_is_left_out() -> None:
    template = "- [{title}]({url}) -{optional:  [{label}]({link_url}) -} {description}"
    text = "- [B](https://x.y) – What B is."
    near = nearest([compile_template(template)], text, SearchBudget())
    assert near is not None
    found = describe_alone(template, text, near)
    assert (found.field, found.advice) == (
        "description",
        "Put `-` (a hyphen) before the description, not `–`.",
    )
