from __future__ import annotations

from collections.abc import Sequence

import pytest

from linter.conventions.learn import learn
from linter.markdown.parser import parse
from linter.rules.description_style import RULE
from tests.rules.harness import hits, verify

VERBS = [
    "Shows",
    "Finds",
    "Lists",
    "Reads",
    "Writes",
    "Watches",
    "Jumps",
    "Counts",
    "Draws",
    "Sends",
    "Packs",
    "Signs",
    "Sorts",
    "Merges",
    "Splits",
    "Checks",
    "Builds",
    "Tests",
    "Ships",
    "Parses",
]


def entries(descriptions: Sequence[str], template: str = "- [{}]({}) - {}") -> str:
    return "\n".join(
        template.format(f"Tool{i}", f"https://e.org/{i}", text)
        for i, text in enumerate(descriptions)
    )


def habit(text: str) -> str:
    """Twenty descriptions made like ``text``, in which ``X`` stands for a word."""
    return entries([text.replace("X", verb) for verb in VERBS])


SENTENCES = habit("X the file.")
BARE = habit("X the file")
SMALL = entries([f"{verb.lower()} the file" for verb in VERBS])
CHINESE = habit("用于 X 的工具。")


def test_a_missing_full_stop_is_named_and_added() -> None:
    verify(
        RULE,
        f"{SENTENCES}\n- [Odd](https://e.org/odd) - Finds the odd on⟦e⟧",
        "Add `.` at the end",
        fixed=f"{SENTENCES}\n- [Odd](https://e.org/odd) - Finds the odd one.",
    )


def test_a_full_stop_that_others_do_not_have_is_removed() -> None:
    verify(
        RULE,
        f"{BARE}\n- [Odd](https://e.org/odd) - Finds the odd one⟦.⟧",
        "Remove the full stop",
        fixed=f"{BARE}\n- [Odd](https://e.org/odd) - Finds the odd one",
    )


def test_another_scripts_full_stop_is_changed() -> None:
    verify(
        RULE,
        f"{CHINESE}\n- [Odd](https://e.org/odd) - 用于查找文件的工具⟦.⟧",
        "Write `。`, not `.`, at the end",
        fixed=f"{CHINESE}\n- [Odd](https://e.org/odd) - 用于查找文件的工具。",
    )


def test_a_small_letter_is_named_and_raised() -> None:
    verify(
        RULE,
        f"{SENTENCES}\n- [Odd](https://e.org/odd) - ⟦finds⟧ the odd one.",
        "Write `Finds`, not `finds`: descriptions of this list begin with a capital",
        fixed=f"{SENTENCES}\n- [Odd](https://e.org/odd) - Finds the odd one.",
    )


def test_a_capital_is_named_and_lowered() -> None:
    verify(
        RULE,
        f"{SMALL}\n- [Odd](https://e.org/odd) - ⟦Finds⟧ the odd one",
        "begin with a small letter",
        fixed=f"{SMALL}\n- [Odd](https://e.org/odd) - finds the odd one",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Is it there?",
        "Wait for it…",
        "Wait for it...",
        'Says "done."',
        "Finds it. (Or not)",
        "Finds it. [Source](https://e.org/s)",
        "Finds it. ([Source](https://e.org/s))",
        "Finds it. `MIT` `Go`",
        "Finds it. ![stars](https://e.org/s.svg)",
        "Finds it. :star:",
        "Finds it ⭐",
        "Finds it :star:",
        "Finds it ![stars](https://e.org/s.svg)",
        "Finds it <sup>new</sup>",
        "Runs on https://e.org/x",
        "One of these:",
        "**Finds it.**",
        "用于查找文件的工具",
        "npm for people.",
        "iOS and more.",
        "x86 code.",
        "jq's friend.",
        "`jq` for people.",
        "[jq](https://e.org/jq) for people.",
        "7 tools.",
        "odd-one for people.",
    ],
)
def test_what_shows_nothing_is_left_alone(text: str) -> None:
    """In a list of sentences: other ends, names, notes behind the sentence, other scripts."""
    verify(RULE, f"{SENTENCES}\n- [Odd-One](https://e.org/odd) - {text}")


@pytest.mark.parametrize(
    "text",
    [
        "Finds files, links, etc.",
        "Made by Acme Inc.",
        "Seen in the U.S.",
        "Finds it. Shows it.",
        "Finds it...",
        "Is it there?",
        "Finds it (quickly.)",
    ],
)
def test_a_full_stop_that_belongs_there_stays(text: str) -> None:
    verify(RULE, f"{BARE}\n- [Odd](https://e.org/odd) - {text}")


@pytest.mark.parametrize(
    "text",
    [
        "Finds `it⟦`⟧",
        "Finds (or not⟦)⟧",
        "A port of [Bat](https://e.org/bat⟦)⟧",
        "Is written in C+⟦+⟧",
    ],
)
def test_markup_at_the_end_of_a_sentence_is_part_of_it(text: str) -> None:
    verify(RULE, f"{SENTENCES}\n- [Odd](https://e.org/odd) - {text}", "Add `.` at the end")


def test_a_word_that_the_list_writes_as_a_name_keeps_its_case() -> None:
    """``go`` here is the command; elsewhere in the list ``Go`` is the language."""
    names = entries(["Go bindings.", "Bindings for Go made.", "Written in Go alone."])
    verify(RULE, f"{SENTENCES}\n{names}\n- [Odd](https://e.org/odd) - go run for people.")


def test_an_item_keeps_its_own_name() -> None:
    verify(RULE, f"{SENTENCES}\n- [finds](https://e.org/odd) - finds is a tool.")


def test_a_section_that_goes_its_own_way_is_its_own_convention() -> None:
    many = "\n".join(habit(f"X the {i}th file.") for i in range(4))
    other = entries(["Draws it", "Sends it", "Packs it", "Signs it."])
    verify(RULE, f"## One\n\n{many}\n\n## Two\n\n{other}\n")


def test_a_rare_form_of_entry_is_held_to_nothing_learned() -> None:
    many = "\n".join(habit(f"X the {i}th file.") for i in range(4))
    rare = entries(["the docs", "the site.", "the source."], "- [Its {}]({}): {}")
    text = f"## Tools\n\n{many}\n\n## Links\n\n{rare}"
    assert len(learn(parse(text)).templates) == 2
    verify(RULE, text)


@pytest.mark.parametrize(
    "descriptions",
    [
        ["Shows it."] * 9 + ["Finds it"],
        ["Shows it."] * 7,
        ["2 of 3”"] * 15 + ["Shows it."] * 9,
        [],
    ],
    ids=["nine of ten", "too few", "most tell nothing", "none"],
)
def test_less_than_a_clear_majority_is_no_convention(descriptions: list[str]) -> None:
    assert "description-end" not in learn(parse(entries(descriptions))).options


@pytest.mark.parametrize(
    ("text", "end", "case"),
    [
        (SENTENCES, ".", "capital"),
        (BARE, "none", "capital"),
        (SMALL, "none", "small"),
        (CHINESE, "。", None),
        (habit("वह X करता है।"), "।", None),
        (habit("Создаёт X быстро."), ".", "capital"),
        (habit("يقوم X بالعمل."), ".", None),
    ],
)
def test_what_is_learned(text: str, end: str, case: str | None) -> None:
    options = learn(parse(text)).options
    assert options.get("description-end") == end
    assert options.get("description-case") == case


def test_options_look_at_length_words_and_the_items_name() -> None:
    text = entries(["The best tool, simply the best."]) + "\n" + entries(["Tool0 is a tool."] * 3)
    found = hits(
        RULE,
        text,
        options={"longest": 20, "words": ("best", "amazing"), "own-name": "forbidden"},
    )
    said = [hit.message for hit in found]
    assert said == [
        "The description has 31 characters; 20 at most. Shorten it.",
        "This list wants no “best” in its descriptions. Leave it out.",
        "The description repeats the name “Tool0”. Say what it is or does.",
    ]


def test_without_its_options_it_does_not_ask_for_that() -> None:
    verify(RULE, entries(["Tool0 is the best tool of them all, by far."]))


def test_a_verb_that_no_other_description_begins_with() -> None:
    verbs = [
        "Mixes",
        "Adds",
        "Plays",
        "Rings",
        "Tunes",
        "Trains",
        "Shows",
        "Runs",
        "Edits",
        "Makes",
    ]
    good = "".join(
        f"- [T{n}](https://e.org/{n}) - {verb} it.\n" for n, verb in enumerate(verbs * 3)
    )
    for word in ("hums", "offering"):
        bad = f"{good}- [A](https://e.org/a) - {word} a tune.\n"
        (hit,) = hits(RULE, bad)
        assert f"not `{word}`" in hit.message
    for word in ("npm", "pandas", "redis", "systemd", "eBPF", '"hums"'):
        assert not hits(RULE, f"{good}- [A](https://e.org/a) - {word} a tune.\n"), word


def dashed(form: str, count: int = 30) -> str:
    return "".join(form.format(n) for n in range(count))


DASHED = "- [Tool {0}](https://t{0}.org) - Forges number {0}.\n"
JOINED = "- [Guide {0}](https://g{0}.org) {1} number {0}.\n"


def test_a_sentence_that_goes_on_behind_the_link_keeps_its_case() -> None:
    forms = (
        "- [{title}]({url}) - {description}",
        "- [{title}]({url}) {description}",
    )
    mixed = "".join(JOINED.format(n, "A guide to" if n % 2 else "a guide to") for n in range(10))
    capital = "".join(JOINED.format(n, "A guide to") for n in range(30))
    odd = JOINED.format(99, "a guide to")
    text = f"## A\n\n{dashed(DASHED)}\n## B\n\n{{}}"
    assert hits(RULE, text.format(mixed), templates=forms) == []
    assert len(hits(RULE, text.format(capital + odd), templates=forms)) == 1


@pytest.mark.parametrize(("word", "found"), [("is", 0), ("can", 0), ("forges", 1)])
def test_a_title_may_begin_the_sentence(word: str, found: int) -> None:
    odd = f"- [Odd](https://odd.org) - {word} what forges anything, forges all.\n"
    assert len(hits(RULE, f"## A\n\n{dashed(DASHED)}{odd}")) == found
