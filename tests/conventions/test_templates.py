"""The templates that lists of many forms teach, and the sections that have their own."""

from __future__ import annotations

import pytest

from linter.conventions.learn import learn
from linter.entries.extractor import with_entries
from linter.markdown.parser import parse
from linter.template.template import compile_template

NAMES = ["Ada Byron", "Alan Moss", "Grace Hall", "Edsger Pine", "Barbara Lake", "Donald Reed"]
WORDS = ["Graphs", "Trees", "Lists", "Heaps", "Tries", "Rings", "Fields", "Sets", "Maps", "Sums"]


def title(i: int) -> str:
    return f"{WORDS[i % 10]} of {WORDS[(i * 7 + 3) % 10]} {i}"


def people(i: int) -> str:
    return ", ".join(NAMES[(i + n) % 6] for n in range(2 + i % 2))


def description(i: int) -> str:
    return f"Shows how {WORDS[i % 10].lower()} become {WORDS[(i + 4) % 10].lower()}."


def url(i: int) -> str:
    return f"https://example.org/{i}"


def paper(i: int) -> str:
    name = f"**{WORDS[i % 10]}Net**: " if i % 4 else ""
    more = "".join(f" [[{label}]({url(i)}/{label})]" for label in ("Code", "Site")[: i % 3])
    return f'* {name}"{title(i)}", *ACL, Jun {2000 + i % 20}*. [[Paper]({url(i)})]{more}'


def software(i: int) -> str:
    links = f" ([Demo]({url(i)}/d), [Source Code]({url(i)}/s))" if i % 3 else ""
    return f"- [{title(i)}]({url(i)}) - {description(i)}{links} `MIT` `{['Go', 'C'][i % 2]}`"


def numbered(i: int) -> str:
    tags = "".join(f" `{WORDS[n].lower()}`" for n in range(i % 3))
    return f"{i}. **{title(i)}**. *{people(i)}*. ACL {2000 + i % 20}.{tags} [[pdf]({url(i)})]"


def nested(i: int) -> str:
    links = "".join(
        f"\n  - [[{label}]]({url(i)}/{label})" for label in ("Paper", "Code")[: 1 + i % 2]
    )
    return f"- **{title(i)} (ACL {2000 + i % 20})**\n  - {people(i)}{links}"


def broken(i: int) -> str:
    return f"**{title(i)}** \\\n*{people(i)}* \\\nACL {2000 + i % 20}. [[Paper]({url(i)})]"


def led(i: int) -> str:
    lead = "![icon][oss] " if i % 3 else ""
    return f"- {lead}[{title(i)}]({url(i)}) - {description(i)}"


def piped(i: int) -> str:
    return f"- [{title(i)}]({url(i)}) | {NAMES[i % 6]} | {description(i)}"


@pytest.mark.parametrize(
    ("entry", "template"),
    [
        (
            paper,
            '* {optional: **{name}**: }"{title}", *{venue}, {date: Mon YYYY}*. [[Paper]({url})]'
            " {optional: {repeat: [[{label}]({link_url})]}}",
        ),
        (
            software,
            "- [{title}]({url}) - {description}"
            "{optional:  ({repeat: [{label}]({link_url}) || ,})} `{license}` `{language}`",
        ),
        (
            numbered,
            "1. **{title}**. *{authors}*. {venue} {year}.{optional:  {repeat: `{tag}`}}"
            " [[pdf]({url})]",
        ),
        (
            nested,
            "- **{title} ({venue} {year})**\n  - {authors}\n"
            "  - {repeat: [[{label}]]({url}) ||\n  - }",
        ),
        (led, "- {optional: {badges} }[{title}]({url}) - {description}"),
        (piped, "- [{title}]({url}) | {note} | {description}"),
    ],
)
def test_learned(entry: object, template: str) -> None:
    assert callable(entry)
    lines = "\n".join(entry(i) for i in range(1, 41))
    document = parse(f"## Works\n\n{lines}\n\n[oss]: icons/oss.svg\n")
    conventions = learn(document)
    assert [t.replace("|| \n", "||\n") for t in conventions.templates] == [template]
    entries = with_entries(document, conventions).entries
    assert [e.fields["title"] for e in entries] == [title(i) for i in range(1, 41)]
    assert [e.mismatch for e in entries] == [None] * 40


def test_paragraphs() -> None:
    text = "\n\n".join(broken(i) for i in range(1, 41))
    conventions = learn(parse(f"## Works\n\n{text}\n"))
    assert conventions.templates == (
        "**{title}** \\\\\n*{authors}* \\\\\n{venue} {year}. [[Paper]({url})]",
    )


def test_a_section_that_lacks_a_part_by_habit() -> None:
    tools = "\n".join(f"- [{title(i)}]({url(i)}) - {description(i)}" for i in range(40))
    links = "\n".join(f"- [{title(i)}]({url(i)})" for i in range(40, 46))
    conventions = learn(parse(f"# L\n\n## Tools\n\n{tools}\n\n## Links\n\n{links}\n"))
    full, bare = "- [{title}]({url}) - {description}", "- [{title}]({url})"
    assert conventions.templates == (full, bare)
    assert conventions.excluded == {bare: frozenset({("L", "Tools")})}
    entries = with_entries(
        parse(f"# L\n\n## Tools\n\n{tools}\n- [New]({url(99)})\n\n## Links\n\n{links}\n"),
        conventions,
    ).entries
    told = [entry for entry in entries if entry.mismatch]
    assert [entry.mismatch.field for entry in told if entry.mismatch] == ["description"]


def test_a_handful_of_slips_is_no_second_form() -> None:
    lines = [f"- [{title(i)}]({url(i)}) - {description(i)}" for i in range(400)]
    for i in (30, 130, 230):
        lines[i] = f"- [{title(i)}]({url(i)})"
    conventions = learn(parse("## Tools\n\n" + "\n".join(lines) + "\n"))
    assert conventions.templates == ("- [{title}]({url}) - {description}",)


def test_rows_without_links() -> None:
    rows = "\n".join(
        f"| <img src='https://b.org/{i}.svg'> | `https://b.org/{i}.svg` |" for i in range(60)
    )
    document = parse(f"## Badges\n\n| Badge | Address |\n| --- | --- |\n{rows}\n")
    conventions = learn(document)
    assert conventions.templates == ("| {badges} | `{address}` |",)
    assert len(with_entries(document, conventions).entries) == 60


def test_prose_with_links_teaches_nothing() -> None:
    prose = "\n\n".join(
        f"{title(i)} is told in [the chapter on it](chapters/{i}.md), and so on." for i in range(40)
    )
    assert learn(parse(f"## Book\n\n{prose}\n")).templates == ()


def test_every_template_can_be_written_again() -> None:
    for template in learn(parse("## A\n\n" + "\n".join(map(software, range(40))))).templates:
        values = dict.fromkeys(("title", "description", "license", "language"), "x")
        rendered = compile_template(template).render(values | {"url": url(1)})
        assert rendered == f"- [x]({url(1)}) - x `x` `x`"


def test_what_several_entries_of_a_section_lack_is_missing_by_choice() -> None:
    tools = [f"- [{title(i)}]({url(i)}) - {description(i)}" for i in range(60)]
    links = [f"- [{title(i)}]({url(i)})" for i in range(60, 66)]
    text = "\n".join(["# L", "", "## Tools", "", *tools, "", "## Links", "", *links, ""])
    conventions = learn(parse(text))
    for lacking, told in ((1, 1), (2, 0)):
        new = [f"- [New {n}]({url(90 + n)})" for n in range(lacking)]
        changed = text.replace("\n\n## Links", "\n" + "\n".join(new) + "\n\n## Links")
        entries = with_entries(parse(changed), conventions).entries
        assert sum(entry.mismatch is not None for entry in entries) == told


def test_a_rating_that_recurs_is_no_label() -> None:
    rows = "\n".join(
        f"| {title(i)} | {NAMES[i % 6]} | [4.{i % 5}]({url(i)}) | {1950 + i} |" for i in range(60)
    )
    document = parse(f"## B\n\n| Title | Author | Rating | Year |\n|---|---|---|---|\n{rows}\n")
    assert learn(document).templates == ("| {title} | {author} | [{rating}]({url}) | {year} |",)


def test_a_date_in_code_is_a_date() -> None:
    lines = [
        f"- `20{i // 12 + 10}.{i % 12 + 1:02}` {title(i)}. [arXiv]({url(i)})" for i in range(30)
    ]
    lines[7] = lines[7].replace(".08`", ".13`")
    learned = learn(parse("# L\n\n" + "\n".join(lines) + "\n"))
    assert learned.templates == ("- `{date: YYYY.MM}` {title}. [arXiv]({url})",)
    assert (learned.date_format, learned.order) == ("YYYY.MM", "oldest")


def test_labelled_lines_below_an_entry_are_its_fields() -> None:
    entries = "".join(
        f"- [The {name} of things {i}](https://arxiv.org/abs/2401.{i:05})\n"
        f"    - Ann Lee, Bo Xu, {name} Roe\n"
        f"    - 📅 Date: March {i % 27 + 1}, 2024\n"
        + (f"    - Code: [official](https://github.com/{name}/{i})\n" if i % 3 else "")
        + f"    - **Key words:** {name.lower()}, [{name}](https://e.org/{i})\n"
        for i, name in enumerate(WORDS * 4)
    )
    conventions = learn(parse(f"# Papers\n\n{entries}"))
    assert conventions.templates == (
        "- [{title}]({url})\n    - {authors}\n    - 📅 Date: {date: Month D, YYYY}"
        "{optional:\n    - Code: [official]({official_url})}"
        "\n    - **Key words:** {key_words}",
    )
    assert conventions.date_format == "Month D, YYYY"


def test_lines_below_some_entries_are_no_fields() -> None:
    entries = "".join(
        f"- [{name}{i}](https://e.org/{i}) - Does what {name} does.\n"
        + ("  - Note: it is old.\n" if i % 3 == 0 else "")
        for i, name in enumerate(WORDS * 3)
    )
    assert learn(parse(f"# L\n\n{entries}")).templates == ("- [{title}]({url}) - {description}",)


def test_a_list_without_links_is_learned_by_what_every_entry_has() -> None:
    entries = "".join(f"* {title(i)} of {WORDS[i % 7]} (VLDB {2000 + i % 20})\n" for i in range(60))
    linked = "* [Survey of it](https://e.org/s)\n"
    conventions = learn(parse(f"# L\n\n{entries}{linked}"))
    assert conventions.templates == ("* {title} ({venue} {year})",)


def test_bullets_of_prose_are_no_list_without_links() -> None:
    prose = "".join(
        f"- Use `{WORDS[i % 7].lower()}` where {title(i).lower()} is slow, and measure it.\n"
        if i % 3
        else f"- Think of {title(i).lower()} first.\n"
        for i in range(90)
    )
    assert learn(parse(f"# Guide\n\n{prose}")).templates == ()


def test_badges_that_lead_somewhere_are_the_links_of_an_entry() -> None:
    entries = "".join(
        f"- (CVPR 2024) {title(i)} of {WORDS[i % 7]}, *Ann Lee et al.*\n"
        f'  - <a href="https://arxiv.org/abs/2401.{i:05}"><img src="https://img.e.org/a.svg"></a>\n'
        for i in range(24)
    )
    document = with_entries(parse(f"# L\n\n{entries}"), learn(parse(f"# L\n\n{entries}")))
    assert [entry.url for entry in document.entries] == [
        f"https://arxiv.org/abs/2401.{i:05}" for i in range(24)
    ]
    assert all(entry.mismatch is None for entry in document.entries)


def test_a_bare_address_in_brackets_is_the_link() -> None:
    entries = "".join(f"1. **{title(i)}** (https://e.org/{i})\n" for i in range(12))
    assert learn(parse(f"# L\n\n{entries}")).templates == ("1. **{title}** ({url})",)


def test_the_text_behind_a_labelled_link_is_the_title() -> None:
    entries = "".join(
        f"- [[Arxiv](https://arxiv.org/abs/2401.{i:05})] {title(i)} for {WORDS[i % 7]}"
        + (f" [[code](https://github.com/o/r{i})]\n" if i % 2 else "\n")
        for i in range(30)
    )
    (template,) = learn(parse(f"# L\n\n{entries}")).templates
    assert template == "- [[Arxiv]({url})] {title}{optional:  [[code]({code_url})]}"
