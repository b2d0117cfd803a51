"""Entries of a document: fields stand where they say; no text makes reading slow or fail."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.conventions.learn import learn
from linter.conventions.segments import cut
from linter.entries.extractor import with_entries
from linter.markdown.parser import parse
from linter.model import Conventions, Document
from linter.template.template import compile_template

PAPER = "- **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠\n{authors}"
NESTED = "- [{title}]({url})\n  - {description}\n  - {license: MIT | BSD}"
ROW = "| [{title}]({url}) | {about} | {ok: Yes | No} |"
WORD = st.text("abcXYZéß中$µ'", max_size=8).map(lambda rest: f"X{rest}")
TITLE = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
CONFIGURED = {"templates": "configuration"}


def read(text: str, *templates: str) -> Document:
    return with_entries(parse(text), Conventions(templates=templates, sources=CONFIGURED))


def check_places(document: Document) -> None:
    for entry in document.entries:
        for name, span in entry.field_spans.items():
            assert document.slice(span).split() == entry.fields[name].split()
            assert entry.span.covers(span)


@given(st.lists(st.tuples(TITLE, TITLE), min_size=1, max_size=4), st.data())
def test_the_text_under_a_field_is_the_field(
    pairs: list[tuple[str, str]], data: st.DataObject
) -> None:
    ending = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    quote = data.draw(st.sampled_from(["", "> ", "> > "]))
    indent = data.draw(st.sampled_from(["", "  "]))
    bom = data.draw(st.sampled_from(["", "\ufeff"]))
    lines = ["# A", ""]
    for title, other in pairs:
        lines.append(f"- **{title}** [[paper link]](https://a.b/(c)) 2024-04-30  ")
        lines += [f"{indent}{other}", ""]
        lines += [f"- [{title}](https://x.y)", f"  - {other}", "  - MIT", ""]
    lines += ["| Name | About | Ok |", "| --- | --- | --- |"]
    lines += [f"| [{title}](https://x.y) | {other} | Yes |" for title, other in pairs]
    text = bom + ending.join(quote + line for line in lines) + ending
    document = read(text, PAPER, NESTED, ROW)
    check_places(document)
    good = [entry for entry in document.entries if entry.mismatch is None]
    assert len(good) == 3 * len(pairs)
    assert [entry.fields["title"] for entry in good[:2]] == [pairs[0][0]] * 2


@given(st.text("-*[]()|`_ \t\nabc.:/h#>!\\$é😀", max_size=300))
@settings(max_examples=300)
def test_any_text_is_read_with_places_that_hold(text: str) -> None:
    document = parse(text)
    check_places(with_entries(document, learn(document)))
    check_places(with_entries(document, Conventions()))
    check_places(read(text, PAPER, NESTED, ROW))


ENTRY = "- [{0}](https://example.org/{0}) - What {0} is."
BROKEN = "* [{0}] (https://example.org/{0}): what it is"


@given(st.sets(st.integers(0, 59), max_size=3))
@settings(max_examples=30)
def test_a_few_mistakes_change_nothing_that_is_learned(wrong: set[int]) -> None:
    lines = [(BROKEN if i in wrong else ENTRY).format(f"tool{i * 37 % 60}") for i in range(60)]
    learned = learn(parse("## Tools\n\n" + "\n".join(lines) + "\n"))
    assert learned.templates == ("- [{title}]({url}) - {description}",)
    assert (learned.order, learned.date_format, learned.authors) == ("none", "", "")


def test_badges_around_a_link_are_part_of_a_row() -> None:
    star = "![s](https://img.shields.io/github/stars/a/{0}?style=social) <br> {1} <br>"
    rows = "".join(
        f"| {star.format(i, link) if i % 3 else link} | {2020 + i % 5} |\n"
        for i in range(12)
        if (link := f"[**Paper {i}**](https://arxiv.org/abs/2001.{i:05})")
    )
    document = parse(f"| Title | Year |\n| --- | --- |\n{rows}")
    learned = learn(document)
    assert len(learned.templates) == 1
    entries = with_entries(document, learned).entries
    assert [entry.fields["title"] for entry in entries] == [f"Paper {i}" for i in range(12)]
    assert {entry.mismatch for entry in entries} == {None}


def test_a_paragraph_that_leads_back_to_the_top_is_no_entry() -> None:
    text = "".join(f"https://e.org/{i} :new: [to the top](#list)\n\n" for i in range(12))
    document = parse(f"# List\n\n{text}")
    assert not with_entries(document, learn(document)).entries


def test_details_below_entries_are_none() -> None:
    one = "- [A {0}](https://e.org/{0})\n  - Ann Lee\n  - Code: [here](https://e.org/{0}/code)\n"
    deeper = "    - [also here](https://e.org/{0}/too)\n"
    text = "".join((one + deeper * (i % 2)).format(i) for i in range(8))
    document = parse(text)
    entries = with_entries(document, learn(document)).entries
    assert [entry.fields["title"] for entry in entries] == [f"A {i}" for i in range(8)]
    # Where all that is below an entry has a link, it may well be an entry.
    document = parse(text.replace("Ann Lee", "[Ann](https://ann.org)"))
    assert len(with_entries(document, learn(document)).entries) > 8


HOSTILE = {
    "brackets": "[" * 10_000,
    "brackets and text": "[a" * 20_000,
    "a long line": "a " * 500_000,
    "blanks": "a" + " " * 200_000 + "b",
    "separators": "a - " * 50_000,
    "links": "[a](b) " * 30_000,
    "boxed links": "[[a]](b) " * 20_000,
    "stars": "**a " * 50_000,
    "emphasis that never ends": "**a b**c " * 20_000,
    "bars": "| a " * 30_000,
    "code": "`" * 50_001,
    "images": "<img " * 20_000,
    "dates": "2024-01-01 " * 20_000,
    "lone surrogates": "\ud800" * 1_000,
    "bidirectional": "\u202e\u2066" * 10_000,
    "combining": "a" + "\u0301" * 50_000,
}
TEMPLATES = [
    PAPER,
    "- [{title}]({url}) - {description}",
    "- {authors}, {title}, {venue} {year}. [[pdf]({url})]",
    "- {title} {any of: [p]({url}) || [c]({code_url})}",
    "- {venue} - {title} - {note} ({year}) [x]({url})",
]


@pytest.mark.parametrize("filler", HOSTILE.values(), ids=HOSTILE)
def test_no_entry_is_slow_to_match_explain_or_learn_from(filler: str) -> None:
    started = process_time()
    for head in ("- ", "- **a** [[paper link]](http://x.y) ", "- [a](http://x.y) - "):
        cut([head + filler])
        for template in map(compile_template, TEMPLATES):
            template.match(head + filler)
            template.explain(head + filler)
    assert process_time() - started < 20


@pytest.mark.parametrize("filler", HOSTILE.values(), ids=HOSTILE)
def test_no_entry_is_slow_among_others(filler: str) -> None:
    good = "".join(f"- [t{i}](https://x.y/{i}) - What it is.\n" for i in range(10))
    text = f"## A\n\n{good}- [a](https://x.y) {filler[:20_000]}\n"
    document = parse(text)
    started = process_time()
    learned = with_entries(document, learn(document))
    assert len(learned.entries) >= 10
    read(text, *TEMPLATES[:2])
    assert process_time() - started < 10


def test_the_evidence_of_a_template_counts_what_is_of_its_form() -> None:
    lines = [f"- [n{n}](https://x.y/{n}) - What {n} is." for n in range(90)]
    lines[20] = "- [n20](https://x.y/20) (beta) - What 20 is."
    lines[50] = "- [n50](https://x.y/50) `v2` - What 50 is."
    document = parse("# A\n\n" + "\n".join(lines) + "\n")
    learned = learn(document)
    assert learned.sources["templates"] == "88 of 90 entries"
    assert {entry.mismatch for entry in with_entries(document, learned).entries} == {None}
