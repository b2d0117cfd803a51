"""The template language: what it reads, matches, explains and renders."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.template import matcher
from linter.template.template import TemplateError, compile_template

PAPER = "- **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠\n{authors}"
LINE = "- **On Lists** [[paper link]](https://arxiv.org/abs/2405.00200) 2024-04-30"
GOOD = f"{LINE}  \nAda Lovelace; Alan Turing"


@pytest.mark.parametrize(
    ("template", "text", "fields"),
    [
        (PAPER, GOOD, {"title": "On Lists", "date": "2024-04-30"}),
        (PAPER, GOOD.replace("  \n", "\\\n"), {"authors": "Ada Lovelace; Alan Turing"}),
        (PAPER, GOOD.replace("\nAda", "\n Ada"), {"authors": " Ada Lovelace; Alan Turing"}),
        (PAPER, GOOD.replace("-", "-  ", 1), {"title": "On Lists"}),
        (PAPER, GOOD.replace("2024-04-30", "None"), {"date": "None"}),
        (
            PAPER,
            GOOD.replace("On Lists", "A [b] (c) $\\mu$: `d`"),
            {"title": "A [b] (c) $\\mu$: `d`"},
        ),
        (
            "- [{title}]({url}) - {description}",
            '- [a [b]](http://x.y/(z) "t") - is - it',
            {"title": "a [b]", "url": "http://x.y/(z)", "description": "is - it"},
        ),
        ("- [{title}]({url})", "- [a](<http://x.y/a b>)", {"url": "<http://x.y/a b>"}),
        ("- [{title}]({url})", "- [a](docs/a.md)", {"url": "docs/a.md"}),
        (
            "- {title}: {url} ({year})",
            "- a: http://x.y (2024)",
            {"url": "http://x.y", "year": "2024"},
        ),
        (
            "- **{title}** {any of: [[paper]({url})] || [[code]({code_url})]}",
            "- **T** [[code](http://c.d)] [[paper](http://p.q)]",
            {"url": "http://p.q", "code_url": "http://c.d"},
        ),
        (
            "- [{title}]({url}) {optional: ⚠ }- {description}",
            "- [T](http://t.u) - d",
            {"description": "d"},
        ),
        (
            "- {either: **{title}** || _{title}_} {url}",
            "- _T_ http://t.u",
            {"title": "T"},
        ),
        (
            "- {title} {repeat: [[{label}]({url})]}{optional:  {year}}",
            "- T [[pdf](http://p.q)][[code](http://c.d)] 2024",
            {"title": "T", "label": "pdf", "url": "http://p.q", "year": "2024"},
        ),
        (
            "- [{title}]({url}) ({repeat: [{label}]({link_url}) || ,})",
            "- [T](http://t.u) ([Demo](http://d.e), [Code](http://c.d))",
            {"url": "http://t.u", "label": "Demo", "link_url": "http://d.e"},
        ),
        (
            "- [{title}]({url}) ({repeat: [{label}]({link_url}) || ,})",
            "- [T](http://t.u) ([Demo](http://d.e) [Code](http://c.d))",
            None,
        ),
        (
            "- {title}\n  - {repeat: [[{label}]({url})] ||\n  - }",
            "- T\n  - [[pdf](http://p.q)]\n  - [[code](http://c.d)]",
            {"title": "T", "url": "http://p.q"},
        ),
        (
            "1. {optional: {title}} {url}",
            "7. http://t.u",
            {"url": "http://t.u"},
        ),
        (
            "- {optional: {badges} }[{title}]({url}) - {description}",
            "- [T](http://t.u) - see [B](http://b.c)",
            {"title": "T", "description": "see [B](http://b.c)"},
        ),
        (
            "- {badges} [{title}]({url})",
            "- [![oss][i]](http://s.t) :zap: ⭐ <img src='a.png'> [T](http://t.u)",
            {"title": "T"},
        ),
        ("- {badges} [{title}]({url})", "- new [T](http://t.u)", None),
        (
            "**{title}** \\\\\n{venue}\n  **By:** {authors}",
            "**T**  \nACL\n**By:** A. B",
            {"title": "T", "venue": "ACL", "authors": "A. B"},
        ),
        ("- [{title}]({url}) - {description}", "- [T](http://t.u)\u00a0- d", {"description": "d"}),
        (
            "- [{title}]({url})\n  - {description}\n  - {license: MIT | BSD}",
            "- [T](http://t.u)\n  - d e\n  - MIT",
            {"description": "d e", "license": "MIT"},
        ),
        ("| [{title}]({url}) | {about} | {ok: Yes|No} |", "|[T](http://t.u)||No|", {"about": ""}),
        ("| [{title}]({url}) | {about} |", "[T](http://t.u) | a b", {"about": "a b"}),
        ("- \\{{title}\\} {url}", "- {T} http://t.u", {"title": "T"}),
    ],
)
def test_match(template: str, text: str, fields: dict[str, str] | None) -> None:
    match = compile_template(template).match(text)
    if fields is None:
        assert match is None
        return
    assert match is not None
    assert {name: match.values[name] for name in fields} == fields
    for name, (start, end) in match.spans.items():
        assert text[start:end] == match.values[name]


@pytest.mark.parametrize(
    ("template", "text", "field", "at"),
    [
        (PAPER, GOOD.replace("- ", "* ", 1), "title", "* **On"),
        (PAPER, GOOD.replace("[[paper link]]", "[paper link]"), "url", "paper link]("),
        (PAPER, GOOD.replace("**", ""), "title", "On Lists"),
        (PAPER, GOOD.replace(" 2024-04-30", ""), "date", "\nAda"),
        (PAPER, GOOD.replace("  \n", "\n"), "authors", "\nAda"),
        (PAPER, LINE, "authors", ""),
        (PAPER, GOOD.replace("  \n", " "), "authors", " Ada"),
        (PAPER, GOOD.replace("https://arxiv.org/abs/2405.00200", "On Lists"), "url", "On Lists)"),
        (PAPER, GOOD + "\nmore", None, "\nmore"),
        ("- [{title}]({url}) - {description}", "- [T](http://t.u): d", "description", ": d"),
        ("- [{title}]({url}) - {description}", "- [T](http://t.u) – d", "description", "– d"),
        ("- [{title}]({url}) - {description}", "- [T](http://t.u)- d", "description", "- d"),
        ("- [{title}]({url}) - {description}", "- [T] (http://t.u) - d", "url", " (http"),
        ("| [{title}]({url}) | {ok: Yes|No} |", "| [T](http://t.u) | Maybe |", "ok", "Maybe"),
        ("- [{title}]({url}) {year}", "- [T](http://t.u) 20024", "year", "20024"),
    ],
)
def test_explain(template: str, text: str, field: str | None, at: str) -> None:
    compiled = compile_template(template)
    assert compiled.match(text) is None
    divergence = compiled.explain(text)
    assert (divergence.field, text[divergence.offset :][: len(at)]) == (field, at)
    assert bool(text[divergence.offset :]) == bool(at)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("- nothing", "no field"),
        ("- {title", "without its }"),
        ("- title}", "without its {"),
        ("- {title}{url}", "some text between"),
        ("- {title} {title}", "appears twice"),
        ("- {a b}", "not a field name"),
        ("- {either: {title}} {url}", "at least two parts"),
        ("- {optional: {a} || {b}}", "one part"),
        ("- {date: DD.MM}", "YYYY"),
        ("- {ok: Yes|}", "enumeration"),
        ("{optional: " * 20 + "{a}" + "}" * 20, "deeper"),
    ],
)
def test_refused(source: str, says: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(says)):
        compile_template(source)


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("- [{title}]({url}){optional:  ({year})}", {"title": "T", "url": "u"}, "- [T](u)"),
        (
            "- {title} {any of: [p]({url}) || [c]({code_url})}",
            {"title": "T", "url": "u", "code_url": "c"},
            "- T [p](u) [c](c)",
        ),
        ("- {title} {optional: ({year}) }- {url}", {"title": "T", "url": "u"}, "- T - u"),
        ("- {title} ({url})", {"title": "T"}, None),
        (
            "- {title}, {year}{either: . || ,} {repeat: [[{label}]({url})] || ,}",
            {"title": "T", "year": "2024", "label": "pdf", "url": "http://p.q"},
            "- T, 2024. [[pdf](http://p.q)]",
        ),
    ],
)
def test_render(template: str, values: dict[str, str], text: str | None) -> None:
    assert compile_template(template).render(values) == text


WORDS = st.lists(st.text("abcXYZ éß中", min_size=1).map(str.strip).filter(bool), min_size=1).map(
    " ".join
)


@given(title=WORDS, authors=WORDS, year=st.integers(1990, 2030), month=st.integers(1, 12))
def test_what_is_rendered_matches(title: str, authors: str, year: int, month: int) -> None:
    values = {
        "title": title,
        "url": "https://example.org/x",
        "date": f"{year}-{month:02}-11",
        "authors": authors,
    }
    template = compile_template(PAPER)
    text = template.render(values)
    assert text is not None
    match = template.match(text)
    assert match is not None
    assert dict(match.values) == values


@given(
    st.text("-*[]()ab `\n:.\\", max_size=30), st.sampled_from([PAPER, "- [{title}]({url}) - {d}"])
)
def test_the_shortcut_finds_what_the_matcher_finds(noise: str, source: str) -> None:
    template = compile_template(source)
    assert template.fast_path.is_plain
    start = "- **a" if source == PAPER else "- [a"
    for text in (start + noise, GOOD + noise, GOOD.replace("On", noise), "- [a](b/c) - d" + noise):
        quick = template.fast_path.match(text)
        assert quick is None or quick.spans == matcher.run(template.program, text)


@given(st.text("-*[]()ab {}|\n:.19"))
def test_every_source_is_read_or_refused(source: str) -> None:
    try:
        template = compile_template(source)
    except TemplateError:
        return
    template.match(source)
    template.explain(source)


@pytest.mark.parametrize("filler", ["a** [[paper link]](http://x.y) ", "**", "[", "(", " ", "\n"])
def test_no_entry_makes_it_slow(filler: str) -> None:
    """A quadratic matcher needs minutes for this, a linear one some tenths of a second."""
    template = compile_template(PAPER)
    text = "- **" + filler * (200_000 // len(filler))
    assert template.match(text) is None
    assert template.explain(text).offset >= 0
