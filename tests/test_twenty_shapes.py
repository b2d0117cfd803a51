"""The twenty shapes of the page on templates: a broken entry is named, placed and mended.

Each list is made of the same facts. Its shape is configured (the template of the page) or learned
from the list itself; the fault is put into one entry in the middle.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from linter.config import Config, default_config, load_config
from linter.engine import Source, lint
from linter.fix import mend
from linter.model import Problem, Report, Severity
from linter.parse.template import compile_template
from linter.rules import load_rules

RULES = load_rules()
PAGE = (Path(__file__).parent.parent / "docs" / "template.md").read_text("utf-8")
BLOCKS = re.findall(r"(?m)^\d+\. .*\n\n((?: +.*\n)+)", PAGE)


def template(number: int) -> str:
    """The template of an example on the page."""
    lines = textwrap.dedent(BLOCKS[number - 1]).strip().split("\n")[1:-1]
    return "\n".join(lines[: len(lines) // 2])


class Work(NamedTuple):
    title: str
    url: str
    code: str
    date: str
    authors: str
    venue: str
    about: str
    license: str
    language: str


# fmt: off
WORKS = [
    Work("Neural Ordinary Differential Equations", "https://arxiv.org/abs/1806.07366", "https://github.com/rtqichen/torchdiffeq", "2018-06-19", "Ricky Chen, Yulia Rubanova", "NeurIPS", "Layers as the steps of a solver.", "MIT", "Python"),  # noqa: E501
    Work("Attention Is All You Need", "https://arxiv.org/abs/1706.03762", "https://github.com/tensorflow/tensor2tensor", "2017-06-12", "Ashish Vaswani, Noam Shazeer", "NeurIPS", "A model of attention alone.", "Apache-2.0", "Python"),  # noqa: E501
    Work("Deep Sets", "https://arxiv.org/abs/1703.06114", "https://github.com/manzilzaheer/DeepSets", "2017-03-10", "Manzil Zaheer, Satwik Kottur", "NeurIPS", "Functions of sets, whatever the order.", "MIT", "Python"),  # noqa: E501
    Work("Set Transformer", "https://arxiv.org/abs/1810.00825", "https://github.com/juho-lee/set_transformer", "2018-10-01", "Juho Lee, Yoonho Lee", "ICML", "Attention between the members of a set.", "MIT", "Go"),  # noqa: E501
    Work("Pointer Networks", "https://arxiv.org/abs/1506.03134", "https://github.com/devsisters/pointer-network-tensorflow", "2015-06-09", "Oriol Vinyals, Meire Fortunato", "NIPS", "Answers that point at their question.", "BSD", "Python"),  # noqa: E501
    Work("Memory Networks", "https://arxiv.org/abs/1410.3916", "https://github.com/facebook/MemNN", "2014-10-15", "Jason Weston, Sumit Chopra", "ICLR", "Reading from and writing to a memory.", "BSD", "Lua"),  # noqa: E501
    Work("Batch Normalization", "https://arxiv.org/abs/1502.03167", "https://github.com/ducha-aiki/caffenet-benchmark", "2015-02-11", "Sergey Ioffe, Christian Szegedy", "ICML", "Training that is less shaky.", "MIT", "Go"),  # noqa: E501
    Work("Graph Attention Networks", "https://arxiv.org/abs/1710.10903", "https://github.com/PetarV-/GAT", "2017-10-30", "Petar Velickovic, Guillem Cucurull", "ICLR", "Neighbours that count more or less.", "MIT", "Python"),  # noqa: E501
    Work("Adam", "https://arxiv.org/abs/1412.6980", "https://github.com/sagarvegad/Adam-optimizer", "2014-12-22", "Diederik Kingma, Jimmy Ba", "ICLR", "Steps of the right length.", "BSD", "Lua"),  # noqa: E501
    Work("Dropout as a Bayesian Approximation", "https://arxiv.org/abs/1506.02142", "https://github.com/yaringal/DropoutUncertaintyExps", "2015-06-06", "Yarin Gal, Zoubin Ghahramani", "ICML", "What a network does not know.", "MIT", "Python"),  # noqa: E501
    Work("Generative Adversarial Networks", "https://arxiv.org/abs/1406.2661", "https://github.com/goodfeli/adversarial", "2014-06-10", "Ian Goodfellow, Yoshua Bengio", "NIPS", "Two networks that play a game.", "BSD", "Python"),  # noqa: E501
    Work("Layer Normalization", "https://arxiv.org/abs/1607.06450", "https://github.com/ryankiros/layer-norm", "2016-07-21", "Jimmy Ba, Jamie Kiros", "NIPS", "One norm for each example.", "MIT", "Go"),  # noqa: E501
]
# fmt: on
BROKEN = 4


def _year(work: Work) -> str:
    return work.date[:4]


def _is_go(work: Work) -> bool:
    return work.language == "Go"


def _several(w: Work) -> str:
    paper, code = f"[[paper]({w.url})]", f"[[code]({w.code})]"
    if _is_go(w):
        return f"- **{w.title}** {code} {paper}"
    return f"- **{w.title}** {paper} {code}" if w.language == "Lua" else f"- **{w.title}** {paper}"


ENTRIES: dict[int, Callable[[Work], str]] = {
    1: lambda w: f"- [{w.title}]({w.url}) - {w.about}",
    2: lambda w: f"- [{w.title}]({w.url}) - {w.about}",
    3: lambda w: f"* [{w.title}]({w.url})",
    4: lambda w: f"* [{w.title}]({w.url}) - {w.authors}{' (PDF)' * _is_go(w)}",
    5: lambda w: f"- **{w.title}** [[paper link]]({w.url}) {w.date}  \n{w.authors}",
    6: lambda w: f"- **{w.title}** [[paper]({w.url})]{f' [[code]({w.code})]' * (not _is_go(w))}",
    7: _several,
    8: lambda w: f"- [{w.venue} {_year(w)}] [{w.title}]({w.url})",
    9: lambda w: f"- {_year(w)}.{w.date[5:7]} [{w.title}]({w.url})",
    10: lambda w: f"- **[{w.title}]({w.url})** – {w.about}",
    11: lambda w: f"- [{w.title}]({w.url}): {w.about}",
    12: lambda w: f"- [{w.title}]({w.url}) {':zap: ' * _is_go(w)}- {w.about}",
    13: lambda w: f"- [{w.title}]({w.url}) - {w.about} `{w.license}` `{w.language}`",
    14: lambda w: f"- [{w.title}]({w.url}) - {w.about}{f' ([Demo]({w.code}))' * _is_go(w)}",
    15: lambda w: f"- {w.url} [{w.title}]",
    16: lambda w: f"- {w.title} [[pdf]]({w.url})",
    17: lambda w: f"- [{w.title}]({w.url})\n  - {w.about}\n  - {w.license}",
    18: lambda w: f"1. **{w.title}**. {w.authors}. {w.venue} {_year(w)}. [[pdf]({w.url})]",
    19: lambda w: (
        f"| [{w.title}]({w.url}) | {w.about} | {w.license} | {['No', 'Yes'][_is_go(w)]} |"
    ),
    20: lambda w: f"**{w.title}** \\\n*{w.authors}* \\\n{w.venue} {_year(w)}. [[Paper]({w.url})]",
}
TABLE = "| Name | Description | Auth | HTTPS |\n| --- | --- | --- | --- |"

# What is done to an entry: a pattern, and what stands for it then.
FAULTS: dict[str, tuple[str, str]] = {
    "another bullet": ("^[-*] ", "+ "),
    "no bullet": (r"^(?:[-*]|1\.) ", ""),
    "no blank behind the bullet": (r"^([-*]|1\.) ", r"\1"),
    "a lost round bracket": (r"(\(https[^)]*)\)", r"\1"),
    "a blank inside the link": (r"\]\(", "] ("),
    "a lost square bracket": (r"\]\(", "("),
    "a colon": (" [-–] ", ": "),
    "no blank before the dash": (" ([-–]) ", r"\1 "),
    "no separator": (" [-–] ", " "),
    "another dash": (" - ", " — "),
    "no description": (r" (?:[-–]) [^\n]*$", ""),
    "a word for a URL": (r"\(https[^)]*\)", "(soon)"),
    "title and URL swapped": (r"\[([^\[\]]*)\]\((https[^)]*)\)", r"[\2](\1)"),
    "something more": ("$", " (new)"),
    "one bracket lost": (r"\]\]", "]"),
    "one bracket too few": (r"\[\[", "["),
    "not bold": (r"\*\*(.*?)\*\*", r"\1"),
    "italic": (r"\*\*(.*?)\*\*", r"*\1*"),
    "a blank inside the bold": (r"\*\*(.*?)\*\*", r"** \1**"),
    "another label": (r"\[(paper|pdf|Paper|code)(?= link|\])", "[html"),
    "no link at all": (r" ?\[+[^\[\]]*\]+\(https[^)]*\)\]?", ""),
    "no hard break": (r"  \n", "\n"),
    "all on one line": (r"(?:  | \\)\n", " "),
    "a line missing": (r"\n.*", ""),
    "the last line missing": (r"\n[^\n]*$", ""),
    "the last bracket lost": (r"\)\]", ")"),
    "no link": (r"\[([^\[\]]*)\]\(https[^)]*\)", r"\1"),
    "no year": (r" 20\d\d", ""),
    "no venue": (r"\[\w+ (\d{4})\]", r"[\1]"),
    "no year behind the venue": (r"\[(\w+) \d{4}\]", r"[\1]"),
    "round brackets": (r"\[(\w+ \d{4})\]", r"(\1)"),
    "another date form": (r"(\d{4})[-.](\d\d)", r"\1/\2"),
    "a hyphen for the dash": (" – ", " - "),
    "a dash": (r"\): ", ") - "),
    "no colon": (r"\): ", ") "),
    "no code marks": (" `([^`]*)`$", r" \1"),
    "one code mark lost": ("`$", ""),
    "a value of its own": ("\n  - (MIT|BSD|Apache-2.0)", "\n  - WTFPL"),
    "no number": (r"^1\. ", "- "),
    "a comma": (r"\*\*\. ", "**, "),
    "a value of its own in a cell": (r"(?:Yes|No) \|$", "Maybe |"),
}

# Shape by shape: the fault, the field that is named, what the finding begins with, and "mended"
# where the fix makes the entry what it was.
EXPECTED = """
1
    another bullet | title | + [Pointer N | mended
    no bullet | title | [Pointer Net | mended
    no blank behind the bullet | title | [Pointer Net | mended
    a lost round bracket | description | - Answers t | mended
    a blank inside the link | url | (https://ar | mended
    a lost square bracket | title | Pointer Netw
    a colon | description | : Answers th | mended
    no blank before the dash | description | - Answers th | mended
    no separator | description | Answers that | mended
    another dash | description | — Answers th | mended
    no description | description | end
    a word for a URL | url | soon) - Answ
    title and URL swapped | title | https://arxi
2
    another bullet | title | + [Pointer N | mended
    no bullet | title | [Pointer Net | mended
    no blank behind the bullet | title | [Pointer Net | mended
    a lost round bracket | description | - Answers t | mended
    a blank inside the link | url | (https://ar | mended
    a lost square bracket | title | Pointer Netw
    a colon | description | : Answers th | mended
    no blank before the dash | description | - Answers th | mended
    no separator | description | Answers that | mended
    another dash | description | — Answers th | mended
    no description | description | end
    a word for a URL | url | soon) - Answ
    title and URL swapped | title | https://arxi
3
    another bullet | title | + [Pointer N | mended
    no bullet | title | [Pointer Net | mended
    no blank behind the bullet | title | [Pointer Net | mended
    a lost round bracket | - | end | mended
    a blank inside the link | url | (https://ar | mended
    a lost square bracket | title | Pointer Netw
    a word for a URL | url | soon)
    something more | - | (new)
    title and URL swapped | title | https://arxi
4
    another bullet | title | + [Pointer N | mended
    no bullet | title | [Pointer Net | mended
    no blank behind the bullet | title | [Pointer Net | mended
    a lost round bracket | authors | - Oriol Vin | mended
    a blank inside the link | url | (https://ar | mended
    a lost square bracket | title | Pointer Netw
    a colon | authors | : Oriol Viny | mended
    no blank before the dash | authors | - Oriol Viny | mended
    no separator | authors | Oriol Vinyal | mended
    another dash | authors | — Oriol Viny | mended
    no description | authors | end
    a word for a URL | url | soon) - Orio
    title and URL swapped | title | https://arxi
5
    another bullet | title | + **Pointer | mended
    no bullet | title | **Pointer Ne | mended
    no blank behind the bullet | title | **Pointer Ne | mended
    a lost round bracket | date | 2015-06-09
    a blank inside the link | url | (https://ar
    one bracket lost | url | (https://arx | mended
    one bracket too few | url | paper link]]
    a lost square bracket | url | (https://arx | mended
    not bold | title | Pointer Netw | mended
    italic | title | Pointer Netw | mended
    a blank inside the bold | title | Pointer Net | mended
    another label | url | html link]](
    a word for a URL | url | soon) 2015-0
    no link at all | url | 2015-06-09
    no hard break | authors | end | mended
    all on one line | authors | Oriol Vinya | mended
    a line missing | authors | blanks
    the last line missing | authors | blanks
6
    another bullet | title | + **Pointer | mended
    no bullet | title | **Pointer Ne | mended
    no blank behind the bullet | title | **Pointer Ne | mended
    a lost round bracket | - | [[code](htt
    a blank inside the link | url | (https://ar
    one bracket too few | url | paper](https | mended
    the last bracket lost | - | [[code](htt | mended
    a lost square bracket | url | (https://arx
    not bold | title | Pointer Netw | mended
    italic | title | Pointer Netw | mended
    a blank inside the bold | title | Pointer Net | mended
    another label | url | html](https:
    a word for a URL | url | soon)] [[cod
    no link | url | paper] [[cod
    no link at all | url | code](https:
    something more | - | (new)
    title and URL swapped | url | https://arxi
7
    another bullet | title | + **Pointer | mended
    no bullet | title | **Pointer Ne | mended
    no blank behind the bullet | title | **Pointer Ne | mended
    a lost round bracket | - | end
    a blank inside the link | url | (https://ar
    one bracket too few | url | paper](https | mended
    the last bracket lost | - | end | mended
    a lost square bracket | url | (https://arx
    not bold | title | Pointer Netw | mended
    italic | title | Pointer Netw | mended
    a blank inside the bold | title | Pointer Net | mended
    another label | url | html](https:
    a word for a URL | url | soon)]
    no link | url | paper]
    title and URL swapped | url | https://arxi
8
    another bullet | venue | + [NIPS 2015 | mended
    no bullet | venue | [NIPS 2015] | mended
    no blank behind the bullet | venue | [NIPS 2015] | mended
    a lost round bracket | - | end
    a blank inside the link | url | (https://ar
    a lost square bracket | title | Pointer Netw
    a word for a URL | url | soon)
    no link | title | Pointer Netw
    no link at all | title | end
    something more | - | (new)
    title and URL swapped | title | https://arxi
    no year | venue | NIPS] [Point
    no venue | venue | 2015] [Point
    no year behind the venue | venue | NIPS] [Point
    round brackets | venue | (NIPS 2015) | mended
9
    another bullet | date | + 2015.06 [P | mended
    no bullet | date | 2015.06 [Poi | mended
    no blank behind the bullet | date | 2015.06 [Poi | mended
    a lost round bracket | - | end
    a blank inside the link | url | (https://ar
    a lost square bracket | title | Pointer Netw
    a word for a URL | url | soon)
    no link at all | title | end
    another date form | date | 2015/06 [Poi | mended
    something more | - | (new)
    title and URL swapped | title | https://arxi
10
    another bullet | title | + **[Pointer | mended
    no bullet | title | **[Pointer N | mended
    no blank behind the bullet | title | **[Pointer N | mended
    a lost round bracket | description | – Answers t | mended
    a blank inside the link | url | (https://ar
    a lost square bracket | title | Pointer Netw
    a colon | description | : Answers th | mended
    no blank before the dash | description | – Answers th | mended
    no separator | description | Answers that | mended
    a hyphen for the dash | description | - Answers th | mended
    no description | description | end
    not bold | title | [Pointer Net | mended
    italic | title | [Pointer Net | mended
    a blank inside the bold | title | [Pointer Ne | mended
    a word for a URL | url | soon)** – An
    no link | title | Pointer Netw
    no link at all | title | ** – Answers
    title and URL swapped | title | https://arxi
11
    another bullet | title | + [Pointer N | mended
    no bullet | title | [Pointer Net | mended
    no blank behind the bullet | title | [Pointer Net | mended
    a lost round bracket | description | Answers tha | mended
    a blank inside the link | url | (https://ar | mended
    a lost square bracket | title | Pointer Netw
    a dash | description | - Answers t | mended
    no colon | description | Answers tha | mended
    a word for a URL | url | soon): Answe
    title and URL swapped | title | https://arxi
12
    another bullet | title | + [Pointer N | mended
    no bullet | title | [Pointer Net | mended
    no blank behind the bullet | title | [Pointer Net | mended
    a blank inside the link | url | (https://ar | mended
    a lost square bracket | title | Pointer Netw
    a colon | description | : Answers th | mended
    no separator | description | Answers that | mended
    another dash | description | — Answers th | mended
    no description | description | end
    a word for a URL | url | soon) - Answ
    title and URL swapped | title | https://arxi
13
    another bullet | title | + [Pointer N
    no bullet | title | [Pointer Net
    no blank behind the bullet | title | [Pointer Net
    a lost round bracket | description | - Answers t
    a blank inside the link | url | (https://ar
    a lost square bracket | title | Pointer Netw
    a colon | description | : Answers th
    no blank before the dash | description | - Answers th
    no separator | description | Answers that
    another dash | description | — Answers th
    no description | description | end
    a word for a URL | url | soon) - Answ
    no code marks | language | Python
    one code mark lost | language | Python
    something more | language | (new)
    title and URL swapped | title | https://arxi
14
    another bullet | title | + [Pointer N | mended
    no bullet | title | [Pointer Net | mended
    no blank behind the bullet | title | [Pointer Net | mended
    a lost round bracket | description | - Answers t | mended
    a blank inside the link | url | (https://ar | mended
    a lost square bracket | title | Pointer Netw
    a colon | description | : Answers th | mended
    no blank before the dash | description | - Answers th | mended
    no separator | description | Answers that | mended
    another dash | description | — Answers th | mended
    no description | description | end
    a word for a URL | url | soon) - Answ
    title and URL swapped | title | https://arxi
15
    another bullet | url | + https://ar | mended
    no bullet | url | https://arxi | mended
    no blank behind the bullet | url | https://arxi | mended
16
    another bullet | title | + Pointer Ne | mended
    no bullet | title | Pointer Netw | mended
    no blank behind the bullet | title | Pointer Netw | mended
    one bracket lost | url | (https://arx | mended
    a lost square bracket | url | (https://arx | mended
    another label | url | html]](https
    a word for a URL | url | soon)
    no link at all | url | end
    something more | - | (new)
17
    another bullet | title | + [Pointer N | mended
    a lost round bracket | description | end | mended
    a blank inside the link | url | (https://ar | mended
    a colon | description | : Answers t | mended
    no separator | description | Answers that | mended
    another dash | description | — Answers th | mended
    no description | license | end
    a line missing | license | end
    the last line missing | license | end
    a value of its own | license | WTFPL
    something more | license | BSD (new)
18
    no number | title | - **Pointer
    a lost round bracket | - | end
    one bracket too few | url | pdf](https:/
    the last bracket lost | - | end
    a lost square bracket | url | (https://arx
    not bold | title | Pointer Netw
    italic | title | Pointer Netw
    a blank inside the bold | title | Pointer Net
    another label | url | html](https:
    a word for a URL | url | soon)]
    no link | url | pdf]
    no link at all | url | end
    title and URL swapped | url | https://arxi
    no year | year | [[pdf](https
    a comma | authors | , Oriol Viny
19
    a lost round bracket | description | | Answers t | mended
    a blank inside the link | url | (https://ar | mended
    a word for a URL | url | soon) | Answ
    a value of its own in a cell | https | Maybe |
    something more | - | (new)
20
    a lost round bracket | - | end
    one bracket too few | url | Paper](https
    the last bracket lost | - | end
    a lost square bracket | url | (https://arx
    not bold | title | Pointer Netw
    italic | title | Pointer Netw
    a blank inside the bold | title | Pointer Net
    another label | url | html](https:
    a word for a URL | url | soon)]
    no link | url | Paper]
    no link at all | url | end
    a line missing | authors | NIPS 2015. [
    the last line missing | venue | end
    title and URL swapped | url | https://arxi
    no year | year | [[Paper](htt
"""


class Case(NamedTuple):
    shape: int
    fault: str
    field: str
    at: str
    mended: bool


def _cases() -> list[Case]:
    out: list[Case] = []
    shape = 0
    for line in EXPECTED.strip().splitlines():
        if line.isdigit():
            shape = int(line)
            continue
        mended = line.endswith(" | mended")
        fault, field, at = line.strip().removesuffix(" | mended").split(" | ", maxsplit=2)
        out.append(Case(shape, fault, field, "" if at in ("end", "blanks") else at, mended))
    return out


CASES = _cases()
IDS = [f"{case.shape} {case.fault}" for case in CASES]


def page(shape: int, fault: str = "") -> str:
    """A list of twelve works in three sections, the fifth entry broken."""
    out = ["# A List", ""]
    for number, work in enumerate(WORKS):
        if number % 4 == 0:
            out += [f"## {('Layers', 'Sets', 'Games')[number // 4]}", ""]
            out += [TABLE] * (shape == 19)
        entry = ENTRIES[shape](work)
        if fault and number == BROKEN:
            pattern, new = FAULTS[fault]
            entry, count = re.subn(pattern, new, entry, count=1)
            assert count
        out.append(entry)
        if shape == 20 or number % 4 == 3:
            out.append("")
    return "\n".join(out) + "\n"


def configured(shape: int) -> Config:
    text = json.dumps({"lists": [{"files": ["README.md"], "entry": template(shape)}]})
    return load_config(text, "listlint.yml", RULES)


def report(text: str, config: Config) -> Report:
    return lint([Source("README.md", text)], config, RULES, today=date(2026, 11, 23))


def problems(found: Report) -> list[Problem]:
    return [problem for problem in found.problems if problem.severity is not Severity.INFO]


@pytest.mark.parametrize("shape", ENTRIES)
def test_a_good_list_is_silent(shape: int) -> None:
    compiled = compile_template(template(shape))
    for config in (configured(shape), default_config()):
        found = report(page(shape), config)
        assert problems(found) == []
        # Paragraphs are entries only where a template says so.
        if shape != 20 or config.lists:
            assert len(found.documents[0].entries) == len(WORKS)
    assert all(compiled.match(ENTRIES[shape](work)) for work in WORKS)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_fault(case: Case) -> None:
    text, config = page(case.shape, case.fault), configured(case.shape)
    found = report(text, config)
    (problem,) = problems(found)
    mismatches = [entry.mismatch for entry in found.documents[0].entries if entry.mismatch]
    assert problem.rule == ("entry-format" if mismatches else "entry-date")
    assert [(mismatch.field or "-") for mismatch in mismatches] in ([case.field], [])
    line = text.split("\n")[problem.span.line - 1][problem.span.column - 1 :]
    assert line.strip()[: len(case.at)] == case.at
    assert bool(line.strip()) == bool(case.at)
    mended = mend(text, lambda text: report(text, config))
    assert mended.text == (page(case.shape) if case.mended else text)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_fault_in_a_list_without_configuration(case: Case) -> None:
    """What is learned can be narrower and is held more kindly: the fault there, or nothing."""
    text = page(case.shape, case.fault)
    found = problems(report(text, default_config()))
    whole = problems(report(text, configured(case.shape)))
    assert len(found) <= 1
    for problem in found:
        assert abs(problem.span.line - whole[0].span.line) <= 1, problem


# The others are learned in part (a line without what is nested in it, a cell as any text), or not
# at all.
@pytest.mark.parametrize("shape", set(ENTRIES) - {7, 17, 19, 20})
def test_most_faults_are_found_without_configuration(shape: int) -> None:
    mine = [case.fault for case in CASES if case.shape == shape]
    found = [problems(report(page(shape, fault), default_config())) for fault in mine]
    assert sum(map(bool, found)) >= 0.4 * len(mine)
