"""The fast path of a learned template finds what the matcher finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from linter.template import matcher
from linter.template.template import compile_template

TEMPLATES = [
    "- [{title}]({url}) - {description}",
    "- **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠\n{authors}",
    "- **{title}** [[paper]({url})]",
    "* [{title}]({url})",
    "- [{title}]({url}) {venue} {year}",
    "- `{name}` [{title}]({url}): {description}",
    "- [{title}]({url}){optional:  - {description}}",
    "- **{title}** {repeat: [[{label}]({url})]}",
    "- {title} {repeat: [[{label}]({url})]}",
    "- [{title}]({url}) - {description}{optional:  ({repeat: [{label}]({link_url}) || ,})} `{tag}`",
    "- {optional: {badges} }[{title}]({url}) {either: - || :} {description}",
]
PIECES = st.sampled_from(
    [
        *[
            "- ",
            "* ",
            "**",
            "[",
            "]",
            "(",
            ")",
            "`",
            " ",
            "  ",
            "\n",
            "\\",
            ": ",
            " - ",
            "A",
            "b c",
        ],
        *["]]", "http://x.y", "2024-04-30", "2024", "paper", "[[paper link]](http://x.y) "],
        *["[A](http://x.y)", "- **A** [[paper link]](http://x.y) 2024-04-30  \n", "- `a` "],
        "- [A](http://x.y) - ",
        "[[paper](http://x.y)]",
        "([A](http://x.y), [b](http://z.w))",
        ":zap:",
        ", ",
    ]
)


@given(st.lists(PIECES, max_size=8).map("".join), st.sampled_from(TEMPLATES))
@settings(max_examples=1_000)
def test_the_short_way_finds_what_the_matcher_finds(text: str, source: str) -> None:
    template = compile_template(source)
    assert template.fast_path.is_plain
    short = template.fast_path.match(text)
    if short is not None:
        assert matcher.run(template.program, text) == short.spans
