"""``listlint init``: what it writes is read strictly, and changes nothing that `check` says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from linter.__main__ import main
from linter.cli.init import CONFIGURATION, WORKFLOW
from linter.cli.workflow_template import workflow
from linter.config.load import load_config
from linter.conventions.proposal import fenced, propose
from linter.model import Conventions, Document
from linter.rules import load_rules
from tests.tools import NAMES

ROOT = Path(__file__).parents[2]
PAPERS = (ROOT / "examples" / "pull-request" / "before.md").read_text("utf-8")


def tools(template: str = "- [{0}](https://{0}.example.org) - Does {0}.", **odd: str) -> str:
    return "".join(f"{odd.get(name, template.format(name))}\n" for name in NAMES)


SENTENCES = f"# Tools\n\n## All\n\n{tools()}"
NOTED = f"# Tools\n\n## All\n\n{tools(Bat='- [Bat](https://bat.example.org) (new) - Does Bat.')}"
BROKEN = f"# Tools\n\n## All\n\n{tools(Bat='- [Bat](https://bat.example.org): Does Bat.')}"
ROWS = "# Tools\n\n## All\n\n| Name | What |\n| --- | --- |\n" + tools(
    "| [{0}](https://{0}.example.org) | Does {0} |"
)
ODD_MARKS = f"# Tools\n\n## All\n\n{tools('- 🚀 [{0}](https://{0}.example.org) — does #: {0}')}"
LOOSE = "# Tools\n\n## All\n\n" + "".join(
    f"* {'It is ' * (i % 5)}[{name}](https://e.org/{i}){' more' * (i % 3)}\n"
    for i, name in enumerate(NAMES)
)
TWO_LINES = "# Papers\n\n## All\n\n" + "".join(
    f"- **Paper {i}** [[pdf]](https://arxiv.org/abs/2405.{i:05}) 2024-05-{28 - i:02}  \n"
    f"  Last{i}, First; Other{i}, Name\n"
    for i in range(1, 20)
)
UNORDERED = (
    "# Tools\n\n"
    + "".join(
        f"## S{k}\n\n" + "".join(f"- [{n}](https://{n}{k}.example.org) - It.\n" for n in NAMES)
        for k in range(4)
    )
    + "## Odd: #1\n\n"
    + "".join(f"- [{n}](https://{n}x.example.org) - It.\n" for n in ["Zed", "Bob", "Tim", "Abe"])
)
SECTIONS = (
    "# Tools\n\n"
    + "".join(
        f"## S{k}\n\n"
        + "".join(
            f"- [{n}{k}](https://{n}{k}.example.org) - Does what {n} does. `MIT`\n" for n in NAMES
        )
        + "\n"
        for k in range(3)
    )
    + "## Blogs\n\n"
    + "".join(f"- [{n}](https://{n}.example.net) - Writes of {n} and all.\n" for n in NAMES)
)
LISTS = {
    "sections": SECTIONS,
    "papers": PAPERS,
    "sentences": SENTENCES,
    "noted": NOTED,
    "broken": BROKEN,
    "rows": ROWS,
    "odd marks": ODD_MARKS,
    "loose": LOOSE,
    "two lines": TWO_LINES,
    "unordered": UNORDERED,
    "nothing": "# Hello\n\nJust text.\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def checked(capsys: pytest.CaptureFixture[str]) -> list[object]:
    main(["check", "--format", "json"])
    problems = json.loads(capsys.readouterr().out)["problems"]
    return [{**problem, "fingerprint": ""} for problem in problems]


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("into", ["file", "block"])
def test_check_says_the_same_with_it_as_without(
    project: Path, capsys: pytest.CaptureFixture[str], text: str, into: str
) -> None:
    (project / "README.md").write_text(text, "utf-8")
    before = checked(capsys)
    assert main(["init", *(["--print"] if into == "block" else [])]) == 0
    out = capsys.readouterr().out
    if into == "block":
        (project / "CONTRIBUTING.md").write_text(f"# How to\n\n{out}", "utf-8")
        assert not (project / ".github").exists()
    assert checked(capsys) == before


def test_every_choice_has_its_evidence(project: Path) -> None:
    (project / "README.md").write_text(PAPERS, "utf-8")
    (project / "CONTRIBUTING.md").write_text("# How to\n", "utf-8")
    assert main(["init"]) == 0
    written = (project / CONFIGURATION).read_text("utf-8")
    body = "\n".join(line for line in written.split("\n") if not line.startswith("#"))
    assert (
        body
        == """
lists:
  - files: [README.md]

    # The line a contributor would copy: 42 of 42 entries match it.
    entry: |
      - **{title}** [[paper link]]({url}) {date: YYYY-MM-DD}␠␠
      {authors}

    # The order within a section: 40 of 40 entries are in order.
    order: date, newest first

    # How authors are written: 41 of 41 lists of authors.
    authors: First Last; First Last

    # The HTML element around entries: 42 of 42 entries are in one.
    block: details

    # Also checked, without a key: entries in sections without subsections (42 of 42 entries).

guide: "CONTRIBUTING.md"
"""
    )


def test_a_template_says_how_descriptions_are_written(project: Path) -> None:
    (project / "README.md").write_text(SENTENCES, "utf-8")
    main(["init"])
    assert "{description: Sentence.}" in (project / CONFIGURATION).read_text("utf-8")


def test_sections_with_another_form_have_theirs(project: Path) -> None:
    (project / "README.md").write_text(SECTIONS)
    assert main(["init", "--force"]) == 0
    written = Path(CONFIGURATION).read_text("utf-8")
    (listed,) = load_config(written, CONFIGURATION, load_rules()).lists
    assert listed.entry == ("- [{title}]({url}) - {description: Sentence.} `{license}`",)
    (override,) = listed.overrides
    assert override.sections == (("Tools", "Blogs"),)
    assert override.entry == ("- [{title}]({url}) - {description: Sentence.}",)


def test_no_line_of_a_template_ends_in_a_space(project: Path) -> None:
    entries = "".join(
        f"- [{name}](https://e.org/{i}) (ACL 2020)\n" + (f"  Says how {name} is built.\n" * (i % 2))
        for i, name in enumerate(NAMES * 2)
    )
    (project / "README.md").write_text(f"# L\n\n{entries}")
    assert main(["init", "--force"]) == 0
    assert "\\U" not in Path(CONFIGURATION).read_text("utf-8")


def test_a_choice_that_would_change_what_check_says_is_a_comment(project: Path) -> None:
    """Learned, a note beside the link is let pass; written down, the template would not."""
    (project / "README.md").write_text(NOTED, "utf-8")
    main(["init"])
    written = (project / CONFIGURATION).read_text("utf-8")
    assert "It is left out: with it, 1 finding would change." in written
    assert "    # entry: |\n    #   - [{title}]({url}) - {description" in written


def test_it_shows_what_check_says_and_returns_0(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "README.md").write_text(BROKEN, "utf-8")
    assert main(["init"]) == 0
    out = capsys.readouterr().out
    assert "Wrote .github/listlint.yml" in out
    assert out.endswith("`listlint check` reports 1 error today.\n")


def test_nothing_is_written_over_without_force(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "README.md").write_text(SENTENCES, "utf-8")
    configuration, started = project / CONFIGURATION, project / WORKFLOW
    started.parent.mkdir(parents=True)
    started.write_text("mine", "utf-8")
    assert main(["init"]) == 0
    assert started.read_text("utf-8") == "mine"
    configuration.write_text("also mine", "utf-8")
    assert main(["init"]) == 2
    assert capsys.readouterr().err == (
        "listlint: .github/listlint.yml: exists already; --force overwrites it\n"
    )
    assert configuration.read_text("utf-8") == "also mine"
    assert main(["init", "--force"]) == 0
    assert started.read_text("utf-8") == workflow()
    assert configuration.read_text("utf-8") != "also mine"


def test_a_block_in_the_guide_is_a_configuration(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "README.md").write_text(SENTENCES, "utf-8")
    (project / "CONTRIBUTING.md").write_text("```yaml listlint\nfail-on: never\n```\n", "utf-8")
    assert main(["init"]) == 2
    assert "CONTRIBUTING.md: holds a configuration; --force" in capsys.readouterr().err


def test_a_place_that_cannot_be_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "README.md").write_text(SENTENCES, "utf-8")
    (project / ".github").write_text("a file", "utf-8")
    assert main(["init"]) == 2
    assert "cannot be created" in capsys.readouterr().err


def test_a_list_of_another_name(project: Path) -> None:
    (project / "docs").mkdir()
    (project / "docs" / "my list.md").write_text(SENTENCES, "utf-8")
    assert main(["init", "docs/my list.md"]) == 0
    written = (project / CONFIGURATION).read_text("utf-8")
    assert yaml.safe_load(written)["lists"][0]["files"] == ["docs/my list.md"]
    assert (project / WORKFLOW).read_text("utf-8") == workflow()


def test_the_workflow_is_the_example() -> None:
    """``cp examples/workflow.yml linter/workflow.yml`` makes it so."""
    example = (ROOT / "examples" / "workflow.yml").read_text("utf-8")
    assert (ROOT / "linter" / "workflow.yml").read_text("utf-8") == example
    head, _, rest = example.partition("\n")
    assert head.startswith("# ")
    assert workflow() == rest
    assert "files:" not in rest  # the configuration names them


@pytest.mark.parametrize(
    "template",
    [
        "- [{title}]({url}) ⭐\u200d",
        "- [{title}]({url}) \x07",
        "- [{title}]({url})\u2028x",
        '- "[{title}]({url})" \\\\ #: x',
        "- [{title}]({url})\n\n  {description}",
        "{title} ```` {url}",
        "  {title} | {url}",
        "{title}: {url} ",
    ],
)
def test_any_template_survives(template: str) -> None:
    text = propose(
        "README.md",
        Document("README.md", ""),
        Conventions(templates=(template, "{title} {url}"), sources={"templates": "3 of 3"}),
        difference=lambda _: 0,
    )
    for path, written in (("listlint.yml", text), ("CONTRIBUTING.md", f"# Hi\n\n{fenced(text)}")):
        assert load_config(written, path, load_rules()).lists[0].entry[0] == template
