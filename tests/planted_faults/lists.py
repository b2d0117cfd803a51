"""Lists of the twenty shapes on the page on templates, made of the same works."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import NamedTuple

PAGE = (Path(__file__).parents[2] / "docs" / "template.md").read_text("utf-8")
BLOCKS = re.findall(r"(?m)^\d+\. .*\n\n((?: +.*\n)+)", PAGE)

# How an entry of each shape is written: the plainest, then those with other parts.
FORMS: dict[int, tuple[str, ...]] = {
    1: ("- [{title}]({url}) - {description}",),
    2: ("- [{title}]({url}) - {description}",),
    3: ("* [{title}]({url})",),
    4: ("* [{title}]({url}) - {authors}", "* [{title}]({url}) - {authors} ({note})"),
    5: ("- **{title}** [[paper link]]({url}) {date}  \n{authors}",),
    6: (
        "- **{title}** [[paper]({url})]",
        "- **{title}** [[paper]({url})] [[code]({code_url})]",
    ),
    7: (
        "- **{title}** [[paper]({url})]",
        "- **{title}** [[paper]({url})] [[code]({code_url})]",
        "- **{title}** [[code]({code_url})] [[paper]({url})]",
    ),
    8: ("- [{venue} {year}] [{title}]({url})",),
    9: ("- {date} [{title}]({url})",),
    10: ("- **[{title}]({url})** – {description}",),
    11: ("- [{title}]({url}): {description}",),
    12: ("- [{title}]({url}) - {description}", "- [{title}]({url}) :zap: - {description}"),
    13: ("- [{title}]({url}) - {description} `{license}` `{language}`",),
    14: (
        "- [{title}]({url}) - {description}",
        "- [{title}]({url}) - {description} ([Demo]({demo_url}))",
    ),
    15: ("- {url} [{note}]",),
    16: ("- {title} [[pdf]]({url})",),
    17: ("- [{title}]({url})\n  - {description}\n  - {license}",),
    18: ("1. **{title}**. {authors}. {venue} {year}. [[pdf]({url})]",),
    19: ("| [{title}]({url}) | {description} | {auth} | {https} |",),
    20: ("**{title}** \\\n*{authors}* \\\n{venue} {year}. [[Paper]({url})]",),
}
_TABLE = "| Name | Description | Auth | HTTPS |\n| --- | --- | --- | --- |"

_TITLES = """
Deep Sets · Adam · Set Transformer · Pointer Networks · Batch Normalization · Memory Networks
Attention Is All You Need
Dropout as a Bayesian Approximation · Layer Normalization
Highway Networks
Neural Turing Machines · Neural Ordinary Differential Equations · Show and Tell · Mask R-CNN
Generative Adversarial Networks · Auto-Encoding Variational Bayes
Matching Networks
Wide Residual Networks
Graph Attention Networks · Relational Inductive Biases · World Models
Spatial Transformer Networks
Sequence to Sequence Learning · Distilling Knowledge · Proximal Policy Optimization
Grammar as a Language
Semi-Supervised Classification · Going Deeper with Convolutions
One Model To Learn Them All · Capsules
"""
_ABOUT = """
Functions of sets, whatever the order · Steps of the right length
Attention between members of a set
Answers that point at their question · Training that is less shaky
Reading from a memory, and writing to it
A model of attention alone · What a network does not know
One norm for each example · Gates that let much through
A controller with a tape beside it · Layers as the steps of a solver
Captions by a net that sees
Outlines of all that is in a picture · Two networks in a game · Codes that follow a bell curve
Learning from a single look · Breadth in the place of depth
Neighbours that count more or less
Structure that is built in · Dreams in which an agent learns · Crops that straighten themselves
One sentence in, another one out · A small net taught by a large one
Updates that do not leap
Parsing as translation · Labels that travel along edges
Filters of many sizes, side by side
Eight tasks and one set of weights · Groups of neurons that agree
"""
_GIVEN = [
    "Ada",
    "Boris",
    "Carla",
    "Deniz",
    "Emil",
    "Fatima",
    "Goran",
    "Hana",
    "Igor",
    "Jana",
    "Kofi",
    "Lena",
    "Marek",
]
_FAMILY = [
    "Abbott",
    "Bose",
    "Cole",
    "Duarte",
    "Eriksen",
    "Fontana",
    "Grieg",
    "Huang",
    "Ito",
    "Jansen",
    "Kaya",
]


def _works() -> list[dict[str, str]]:
    titles, abouts = (re.split(r"\s*[·\n]\s*", text.strip()) for text in (_TITLES, _ABOUT))
    assert len(titles) == len(abouts) == 30
    pairs = enumerate(zip(titles, abouts, strict=True))
    return [_work(n, title, about) for n, (title, about) in pairs]


def _work(n: int, title: str, about: str) -> dict[str, str]:
    slug = re.sub(r"\W+", "-", title.lower())
    year, month, day = 2014 + n * 7 % 9, 1 + n * 5 % 12, 1 + n * 11 % 28
    names = [f"{_GIVEN[n * k % 13]} {_FAMILY[(n + k) % 11]}" for k in range(1, 3 + n % 2)]
    return {
        "title": title,
        "url": f"https://arxiv.org/abs/{year % 100}{month:02}.{1000 + n * 373 % 9000:05}",
        "code_url": f"https://github.com/{names[0].split()[1].lower()}/{slug}",
        "demo_url": f"https://{slug}.example.org",
        "date": f"{year}-{month:02}-{day:02}",
        "year": str(year),
        "authors": ", ".join(names),
        "venue": ("NeurIPS", "ICML", "ICLR", "AAAI", "UAI")[n % 5],
        "description": f"{about}.",
        "license": ("MIT", "BSD", "Apache-2.0")[n % 3],
        "language": ("Python", "Go", "Lua", "Julia")[n % 4],
        "note": ("PDF", "HTML", "PDF, EPUB", "HTML, PDF")[n % 4],
        "auth": ("No", "OAuth", "apiKey")[n % 3],
        "https": ("Yes", "No")[n % 2],
    }


WORKS = _works()


def template(shape: int) -> str:
    """The template of a shape, as the page has it."""
    lines = textwrap.dedent(BLOCKS[shape - 1]).strip().split("\n")[1:-1]
    return "\n".join(lines[: len(lines) // 2])


class Part(NamedTuple):
    """A stretch of an entry: what a field holds, or text that all entries share (no field)."""

    text: str
    field: str = ""


def parts(shape: int, number: int, form: int = 0) -> list[Part]:
    """A good entry, part by part."""
    facts = dict(WORKS[number])
    if shape == 5:
        facts["authors"] = facts["authors"].replace(", ", "; ")
    if shape == 9:
        facts["date"] = facts["date"][:7].replace("-", ".")
    out = []
    for literal, field, _, _ in Formatter().parse(FORMS[shape][form]):
        out += [Part(literal)] if literal else []
        out += [Part(facts[field], field)] if field else []
    return out


def entry(shape: int, number: int, form: int | None = None) -> str:
    """A good entry; every third one has the shape's other parts."""
    if form is None:
        forms = len(FORMS[shape])
        form = 0 if number % 3 else number // 3 % forms
    return "".join(part.text for part in parts(shape, number, form))


def page(shape: int, works: Sequence[int], *, broken: Mapping[int, str]) -> tuple[str, list[int]]:
    """A list of two sections, some entries replaced, and the line where each entry begins."""
    out = ["# A List"]
    lines: list[int] = []
    half = len(works) // 2
    for place, number in enumerate(works):
        if place in (0, half):
            out += ["", f"## {'Sets' if place else 'Layers'}", "", *[_TABLE] * (shape == 19)]
        elif shape == 20:
            out.append("")
        lines.append(sum(block.count("\n") + 1 for block in out) + 1)
        out.append(broken.get(number) or entry(shape, number))
    return "\n".join(out) + "\n", lines
