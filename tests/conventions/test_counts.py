"""Numbers in the evidence of conventions are true: a count is never more than its total."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from linter.conventions.learn import learn
from linter.markdown.parser import parse

ENDS = (
    ".",
    " 制作.",
    "",
    "!",
    "?",
    "...",
    " etc.",
    " `code.`",
    " [more](https://m.org).",
    " (v1.0)",
    "。",
)
DATES = ("2023-05-01", "2023-5-1", "May 2023", "1 May 2023", "2023", "soon")
FORMS = (
    "- [{name}](https://e.org/{number}) - {word} things{end}",
    "- [{name}](https://e.org/{number}): {word} things{end}",
    "- **[{name}](https://e.org/{number})** {date}",
    "* [{name}](https://e.org/{number})",
)
COUNT = re.compile(r"([\d,]+) of ([\d,]+)")

lines = st.builds(
    lambda form, name, number, word, end, date: form.format(
        name=name, number=number, word=word, end=end, date=date
    ),
    st.sampled_from(FORMS),
    st.sampled_from(("Anvil", "badge", "Cable Car", "2048", "Éclair")),
    st.integers(0, 99),
    st.sampled_from(("Makes", "makes", "iOS", "A", "制作", "Изготовить")),
    st.sampled_from(ENDS),
    st.sampled_from(DATES),
)


@example(["- [Odd](https://e.org/0) - Makes 制作."] * 3, FORMS[0], ".")
@given(st.lists(lines, max_size=40), st.sampled_from(FORMS), st.sampled_from((".", "")))
@settings(deadline=None)
def test_no_count_exceeds_its_total(odd: list[str], form: str, end: str) -> None:
    usual = [
        form.format(name=f"Tool {n}", number=n, word="Makes", end=end, date=f"2023-05-{n:02}")
        for n in range(10, 28)
    ]
    text = "# A List\n\n## One\n\n" + "\n".join([*usual, "", "## Two", "", *odd]) + "\n"
    for key, evidence in learn(parse(text, "README.md")).sources.items():
        for count, total in COUNT.findall(evidence):
            assert int(count.replace(",", "")) <= int(total.replace(",", "")), (key, evidence)
