"""Mutated inputs: a sample cut, joined, repeated and sprinkled with the signs that mean something."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.hostile import PAYLOADS

MAX_CHARACTERS = 12_000
"""Longer inputs find nothing that shorter ones do not; what grows is `benchmarks/growth.py`'s."""

TOKENS = (
    *(
        "[",
        "]",
        "(",
        ")",
        "](",
        "[]",
        "[](#a)",
        "![](x.png)",
        "<",
        ">",
        "<!--",
        "-->",
        "`",
        "```\n",
    ),
    *(
        "~~~\n",
        "# ",
        "## ",
        "\n===\n",
        "\n---\n",
        "- ",
        "* ",
        "1. ",
        "  - ",
        "\t",
        "\n",
        "\n\n",
        "\r",
    ),
    *("|", "\n|---|---|\n", "**", "_", "~~", "\\", "&amp;", "&#0;", "[^1]", "[^1]: ", "[a]: b\n"),
    *("<details>", "</details>", "<summary>", "<h2>", "</h2>", "<a href=", "<a name='a'>", "<br>"),
    *(
        "<!-- listlint-disable ",
        "<!-- listlint-disable-next-line ",
        "<!-- listlint-enable ",
        "{",
        "}",
    ),
    *("{title}", "{url}", "{optional: ", "{either: ", " || ", "{repeat: ", "{any of: ", "␠", ": "),
    *("https://a.example", "http://", "www.", "a@b.c", "#a", "2024-01-01", "2024-13-41", "1e400"),
    *(
        "9" * 40,
        "-1",
        "null",
        "true",
        "*",
        "?",
        "&a",
        "*a",
        "\ufeff",
        "\u202e",
        "\u200b",
        "\x00",
        "é",
    ),
    *("İ", "ß", "ﬁ", "\U0001f600", "\ud800", "\x85", "\u2028", "…", "“", "—", "٣", "²", "①"),
)


def mutated(random: Random, samples: list[str]) -> str:
    """One of the samples after a few changes."""
    text = random.choice(samples)
    for _ in range(random.choice((1, 1, 2, 3, 5, 8, 13))):
        text = _changed(random, text, samples)
    return text[:MAX_CHARACTERS]


def _changed(random: Random, text: str, samples: list[str]) -> str:
    start = random.randint(0, len(text))
    end = min(len(text), start + random.choice((0, 1, 1, 2, 5, 20, 100)))
    kind = random.randrange(10)
    if kind < 3:
        return text[:start] + random.choice(TOKENS) + text[end:]
    if kind == 3:
        return text[:start] + random.choice(PAYLOADS) + text[end:]
    if kind == 4:
        return text[:start] + text[end:]
    if kind == 5:
        other = random.choice(samples)
        cut = random.randint(0, len(other))
        return text[:start] + other[cut : cut + random.choice((5, 50, 500))] + text[end:]
    if kind == 6:
        return text[:start] + text[start:end] * random.choice((2, 3, 10, 40)) + text[end:]
    lines = text.split("\n")
    one, two = random.randrange(len(lines)), random.randrange(len(lines))
    if kind == 7:
        lines[one], lines[two] = lines[two], lines[one]
    elif kind == 8:
        lines.insert(one, lines[two])
    else:
        del lines[one]
    return "\n".join(lines)


VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1,
        10**30,
        1.5,
        float("inf"),
        float("nan"),
        "",
        "a",
        "\n::error::a",
    ),
    *(
        [],
        {},
        [None],
        [[]],
        {"a": {}},
        "0" * 40,
        "open",
        "blob",
        "file",
        "base64",
        "none",
        "![](x)",
    ),
    *("\ud800", "9" * 400, ["a"] * 101, {"message": "a"}, {"errors": [{"message": "a"}]}),
)


def mutated_value(random: Random, value: Any) -> Any:
    """A JSON value of which one part is missing, doubled or of another type."""
    value = json.loads(json.dumps(value))
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        value = _changed_value(random, value)
    return value


def _changed_value(random: Random, value: Any) -> Any:
    if random.random() < 0.25 or not isinstance(value, dict | list) or not value:
        return random.choice(VALUES)
    if isinstance(value, list):
        index = random.randrange(len(value))
        if random.random() < 0.2:
            return value[:index] + value[index + 1 :]
        return [*value[:index], _changed_value(random, value[index]), *value[index + 1 :]]
    assert isinstance(value, dict)
    key = random.choice(sorted(value))
    if random.random() < 0.2:
        return {name: kept for name, kept in value.items() if name != key}
    return {**value, key: _changed_value(random, value[key])}
