"""Every kind of fault in lists of twenty shapes: its rule, its field, its column and its repair.

What a finding has to say comes from how the entry was broken (``faults.py``); what falls short of
it is named with its reason (``short.py``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.config.load import default_config, load_config
from linter.config.model import Config
from linter.engine.fixer import fix_text
from linter.engine.run import Source, lint
from linter.model import Problem, Report, Severity
from linter.rules import load_rules
from tests.planted_faults.faults import (
    OPERATORS,
    TYPED,
    Entry,
    Fault,
    Operator,
    dropped,
    names,
    sentences,
)
from tests.planted_faults.known_misses import SHORT, SILENT, Short
from tests.planted_faults.lists import FORMS, entry, page, parts, template

RULES = load_rules()
BROKEN = 10
FEW, MANY = range(1, 13), range(30)
STYLED = {"entry-date": "date", "author-style": "authors", "description-style": "description"}


@cache
def configured(shape: int) -> Config:
    """The shape's template, and how its authors are written."""
    listed = {"files": ["README.md"], "entry": template(shape)}
    if "{authors}" in template(shape):
        listed["authors"] = f"First Last{';' if shape == 5 else ','} First Last"
    return load_config(json.dumps({"lists": [listed]}), "listlint.yml", RULES)


def report(text: str, config: Config) -> Report:
    return lint([Source("README.md", text)], config, RULES, today=date(2026, 11, 23))


def problems(found: Report) -> list[Problem]:
    return [problem for problem in found.problems if problem.severity is not Severity.INFO]


def faults(
    shape: int, operators: tuple[Operator, ...], number: int = BROKEN
) -> Iterator[tuple[str, Fault]]:
    """Every fault that the operators make of a work in the shape's forms, each text once."""
    seen: set[str] = set()
    typed = TYPED | {"license"} if shape == 17 else TYPED
    for form in range(len(FORMS[shape])):
        good = Entry(parts(shape, number, form), typed)
        for operator in operators:
            for fault in operator(good):
                if fault.text != good.text and fault.text not in seen:
                    seen.add(fault.text)
                    yield good.text, fault


def _offset(text: str, start: int, problem: Problem) -> int:
    """Where in an entry that begins on line ``start`` a problem begins."""
    lines = text.split("\n")[start - 1 : problem.span.line - 1]
    return sum(len(line) + 1 for line in lines) + problem.span.column - 1


def _same_place(text: str, a: int, b: int) -> bool:
    """Whether only blanks stand between two offsets, or marks of one run."""
    between = text[min(a, b) : max(a, b)]
    run = between + text[max(a, b) : max(a, b) + 1] if a > b else between
    return not between.strip() or (len(set(run)) == 1 and run[0] in "*`[]")


def _fixed(text: str, problem: Problem) -> str:
    """The text with a problem's edits applied."""
    lines = text.split("\n")
    for edit in sorted(problem.fix.edits if problem.fix else (), reverse=True):
        span = edit.span
        head = lines[span.line - 1][: span.column - 1]
        tail = lines[span.end_line - 1][span.end_column - 1 :]
        lines[span.line - 1 : span.end_line] = (head + edit.text + tail).split("\n")
    return "\n".join(lines)


MARKUP = {"as markup"}


def judged(shape: int, good: str, fault: Fault, config: Config, works: range) -> set[str]:
    """In what a finding differs from what the operator says."""
    text, starts = page(shape, works, broken={BROKEN: fault.text})
    whole, _ = page(shape, works, broken={BROKEN: good})
    found = report(text, config)
    listed = problems(found)
    if not listed:
        return {"silent"}
    problem = listed[0]
    if problem.rule == "broken-markup" and _fixed(text, problem) in (text, whole):
        # Where the template does not see a fault, its markup may show it.
        return {"several"} if len(listed) > 1 else MARKUP
    mismatches = [entry.mismatch for entry in found.documents[0].entries if entry.mismatch]
    field = (mismatches[0].field or "") if mismatches else STYLED.get(problem.rule, "")
    at = _offset(text, starts[works.index(BROKEN)], problem)
    told = [(fault.at, fault.field), *fault.also]
    here = [name for place, name in told if _same_place(fault.text, at, place)]
    return {
        *(["several"] if len(listed) > 1 else []),
        *(["rule"] if problem.rule != fault.rule else []),
        *(["column"] if not here else ["field"] if field not in here else []),
        *(["fix"] if _fixed(text, problem) != (whole if fault.fixable else text) else []),
    }


@pytest.mark.parametrize("shape", FORMS)
def test_a_good_list_is_silent(shape: int) -> None:
    for config, works in ((configured(shape), FEW), (default_config(), MANY)):
        found = report(page(shape, works, broken={})[0], config)
        assert problems(found) == []
        assert len(found.documents[0].entries) == len(works)


def reasons(shape: int, fault: Fault) -> list[Short]:
    return [one for one in SHORT if one.covers(shape, fault)]


@pytest.mark.parametrize("shape", FORMS)
@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
def test_faults(shape: int, operator: Operator) -> None:
    operators = (operator, sentences) if (shape, operator) == (2, names) else (operator,)
    for good, fault in faults(shape, operators):
        short = {what for reason in reasons(shape, fault) for what in reason.what}
        verdict = judged(shape, good, fault, configured(shape), FEW)
        assert verdict == short or (verdict == MARKUP and short == SILENT), fault


def test_what_falls_short_is_counted() -> None:
    """Less than one in ten, each for one reason that is true of as many as it says."""
    total = 0
    counts: Counter[Short] = Counter()
    for shape in FORMS:
        for _, fault in faults(shape, (*OPERATORS, sentences)):
            total += 1
            found = reasons(shape, fault)
            assert len(found) <= 1, fault
            counts.update(found)
    assert counts == {one: one.times for one in SHORT}
    assert total > 1_000
    assert counts.total() < 0.1 * total


@pytest.mark.parametrize("shape", FORMS)
def test_a_mended_list_is_the_good_one(shape: int) -> None:
    """The command itself writes what the finding offers, and then has nothing more to say."""
    fault = next(fault for good, fault in faults(shape, (dropped,)) if fault.fixable)
    text, _ = page(shape, FEW, broken={BROKEN: fault.text})
    config = configured(shape)
    fixed = fix_text(text, lambda text: report(text, config)).text
    assert fixed == page(shape, FEW, broken={BROKEN: entry(shape, BROKEN, 0)})[0]
    assert problems(report(fixed, config)) == []


@given(st.sampled_from(sorted(FORMS)), st.sampled_from(FEW), st.data())
@settings(deadline=None)
def test_what_is_offered_is_the_good_entry_or_nothing(
    shape: int, number: int, data: st.DataObject
) -> None:
    """Whichever entry is broken, and whatever is wrong with it: nothing is made up."""
    good, fault = data.draw(st.sampled_from(list(faults(shape, OPERATORS, number))))
    text, _ = page(shape, FEW, broken={number: fault.text})
    whole, _ = page(shape, FEW, broken={number: good})
    for problem in problems(report(text, configured(shape))):
        allowed = (text, whole) if fault.fixable else (text,)
        assert _fixed(text, problem) in allowed


class Learned(NamedTuple):
    """Of so many faults ``found`` are found at least, and ``elsewhere`` at most are misplaced."""

    tried: int
    found: int
    elsewhere: int


# Without configuration, in a list of thirty, every second fault. What is learned is wider than what
# the page says: any text for an enumeration, a line without what is nested in it.
LEARNED = {
    1: Learned(15, 14, 0),
    2: Learned(15, 14, 0),
    3: Learned(12, 11, 0),
    4: Learned(36, 26, 0),
    5: Learned(27, 27, 0),
    6: Learned(50, 43, 0),
    7: Learned(79, 68, 3),
    8: Learned(18, 15, 0),
    9: Learned(15, 13, 0),
    10: Learned(20, 20, 0),
    11: Learned(14, 13, 0),
    12: Learned(31, 25, 0),
    13: Learned(24, 19, 1),
    14: Learned(42, 35, 3),
    15: Learned(9, 8, 0),
    16: Learned(14, 14, 0),
    17: Learned(21, 10, 2),
    18: Learned(29, 21, 0),
    19: Learned(12, 6, 0),
    20: Learned(31, 24, 1),
}


@pytest.mark.parametrize("shape", FORMS)
def test_faults_of_a_list_without_configuration(shape: int) -> None:
    tried = list(islice(faults(shape, OPERATORS), 0, None, 2))
    verdicts = [judged(shape, good, fault, default_config(), MANY) for good, fault in tried]
    found = sum("silent" not in verdict for verdict in verdicts)
    assert not any("several" in verdict for verdict in verdicts)
    assert len(tried) == LEARNED[shape].tried
    assert found >= LEARNED[shape].found
    assert sum("column" in verdict for verdict in verdicts) <= LEARNED[shape].elsewhere
