"""Forms are induced by description length: what many have is a part, what few have is a slip."""

from __future__ import annotations

from collections import Counter

from linter.conventions.forms import Form, Part, Slip, align, entropy, induce
from linter.conventions.segments import Keys

MARKER, LINK, DASH = ("marker", "- ", ""), ("link", "[", "](\0)"), ("mark", "-", "")
COLON, TEXT, CODE = ("mark", ":", ""), ("text", "", ""), ("code", "`", "`")
BADGE = ("badge", "", "")
MAIN: Keys = (MARKER, LINK, DASH, TEXT)
BARE: Keys = (MARKER, LINK)


def shown(form: Form) -> str:
    marks = ("" if part.is_required else "?" for part in form.parts)
    return " ".join(part.key[0] + mark for part, mark in zip(form.parts, marks, strict=True))


def induced(**counts: int) -> list[str]:
    sequences = {
        "main": MAIN,
        "bare": BARE,
        "colon": (MARKER, LINK, COLON, TEXT),
        "tagged": (*MAIN, CODE),
        "led": (MARKER, BADGE, LINK, DASH, TEXT),
    }
    return [shown(f) for f in induce(Counter({sequences[k]: n for k, n in counts.items()}))]


def test_what_many_lack_is_optional() -> None:
    assert induced(main=90, bare=10) == ["marker link mark? text?"]


def test_what_few_lack_is_missing_by_mistake() -> None:
    assert induced(main=400, bare=2) == ["marker link mark text"]


def test_what_many_have_besides_is_optional() -> None:
    assert induced(main=60, tagged=30, led=20) == ["marker badge? link mark text code?"]


def test_another_mark_is_in_the_place_of_one() -> None:
    (form,) = induce({MAIN: 60, (MARKER, LINK, COLON, TEXT): 20})
    assert form.parts[2] == Part(DASH, others=(COLON,))


def test_what_begins_otherwise_is_another_form() -> None:
    url = ("url", "", "")
    forms = induce({MAIN: 300, (MARKER, url): 25, (MARKER, url, TEXT): 9})
    assert [shown(form) for form in forms] == ["marker link mark text", "marker url text?"]


def test_alignment_says_what_is_missing_surplus_and_another() -> None:
    form = Form([Part(key) for key in (*MAIN, CODE)], anchor=1)
    found = align(form, (MARKER, BADGE, LINK, COLON, TEXT))
    assert found is not None
    assert set(found.slips) == {Slip(1, BADGE), Slip(2, COLON, instead=True), Slip(4, None)}
    assert found.places == (0, -1, 1, 2, 3)


def test_entries_without_the_same_name_are_not_aligned() -> None:
    form = Form([Part(key) for key in MAIN], anchor=1)
    assert align(form, (MARKER, TEXT)) is None


def test_entropy_is_greatest_for_halves() -> None:
    assert entropy(0, 10) == entropy(10, 10) == 0
    assert entropy(5, 10) == 10
    assert entropy(1, 10) < entropy(2, 10) < entropy(5, 10)


def test_a_text_without_its_mark_is_no_form_of_its_own() -> None:
    forms = induce({MAIN: 457, (MARKER, LINK, TEXT): 19, (MARKER, LINK, DASH, BADGE, TEXT): 30})
    assert [shown(form) for form in forms] == ["marker link mark badge? text"]


def test_a_mark_that_leads_to_a_text_past_others_stays_required() -> None:
    forms = induce({(MARKER, LINK, DASH, BADGE, TEXT): 80, MAIN: 60, (MARKER, LINK, TEXT): 12})
    assert [shown(form) for form in forms] == ["marker link mark badge? text"]


def test_few_texts_right_behind_the_link_are_no_part() -> None:
    (form,) = induce({BARE: 90, (MARKER, LINK, TEXT): 6})
    assert shown(form) == "marker link"
    (form,) = induce({BARE: 80, (MARKER, LINK, TEXT): 20})
    assert shown(form) == "marker link text?"
