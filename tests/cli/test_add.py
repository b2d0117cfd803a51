"""``listlint add``: one entry more, written as the others are, where it belongs; or one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from linter.__main__ import main
from tests.links.registries.fake import running

PAPERS = """\
# Papers

## Old

- **Alpha** [[paper link]](https://arxiv.org/abs/2405.00001) 2024-05-01␠␠
Ada Lovelace; Alan Turing

- **Beta** [[paper link]](https://arxiv.org/abs/2404.00001) 2024-04-01␠␠
Grace Hopper; Alan Turing

- **Gamma** [[paper link]](https://arxiv.org/abs/2403.00001) 2024-03-01␠␠
Ada Lovelace; Barbara Liskov

## New

- **Delta** [[paper link]](https://arxiv.org/abs/2405.00002) 2024-05-02␠␠
Ada Lovelace; Alan Turing

- **Epsilon** [[paper link]](https://arxiv.org/abs/2404.00002) 2024-04-02␠␠
Ada Lovelace; Alan Turing

- **Zeta** [[paper link]](https://arxiv.org/abs/2403.00002) 2024-03-02␠␠
Ada Lovelace; Alan Turing

- **Eta** [[paper link]](https://arxiv.org/abs/2402.00002) 2024-02-02␠␠
Ada Lovelace; Alan Turing

- **Theta** [[paper link]](https://arxiv.org/abs/2401.00002) 2024-01-02␠␠
Ada Lovelace; Alan Turing
""".replace("␠", " ")
NAMES = ["Ack", "Bat", "Curl", "Delta", "Exa", "Fd", "Glow", "Htop", "Ion", "Kak"]


def tools(template: str = "- [{0}](https://{0}.example.org) - Does {0}.\n") -> str:
    return "# Tools\n\n## All\n\n" + "".join(template.format(name) for name in NAMES)


class Project:
    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.list = root / "README.md"
        self.capsys = capsys

    def add(self, text: str, *arguments: str, code: int = 0) -> str:
        """Add to a list of this text; the list afterwards."""
        self.list.write_bytes(text.encode())
        got = main(["add", *arguments])
        printed = self.capsys.readouterr()
        assert got == code, printed.err
        self.out = printed.out
        return self.list.read_bytes().decode()

    def refused(self, text: str, *arguments: str) -> str:
        """The one line that says why nothing was added."""
        self.list.write_bytes(text.encode())
        assert main(["add", *arguments]) == 2
        assert self.list.read_bytes() == text.encode()
        said = self.capsys.readouterr().err
        assert said.count("\n") == 1
        return said.removeprefix("listlint: ").rstrip("\n")


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Project:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return Project(tmp_path, capsys)


DETAILS = ("--title", "Kappa", "--authors", "Lovelace, Ada; Turing, Alan", "--section", "Old")
KAPPA = (
    "- **Kappa** [[paper link]](https://arxiv.org/abs/2404.09999) {}  \nAda Lovelace; Alan Turing\n"
)
PDF = "http://www.arxiv.org/pdf/2404.09999v3"


@pytest.mark.parametrize(
    ("date", "before"),
    [
        ("2024-06-01", "- **Alpha**"),
        ("2024/4/15", "- **Beta**"),
        ("2024-04-01", "- **Beta**"),
        ("2024-03-15", "- **Gamma**"),
    ],
)
def test_a_paper_goes_where_its_date_belongs(project: Project, date: str, before: str) -> None:
    written = {"2024/4/15": "2024-04-15"}.get(date, date)
    entry = KAPPA.format(written) + "\n"
    wanted = PAPERS.replace(before, entry + before)
    assert project.add(PAPERS, PDF, "--date", date, *DETAILS) == wanted
    assert "+- **Kappa**" in project.out


@pytest.mark.parametrize("name", ["Aaa", "Bats", "Zed"])
def test_a_tool_goes_where_the_alphabet_has_it(project: Project, name: str) -> None:
    url = f"https://{name}.org"
    after = project.add(tools(), url, "--title", name, "--field", "description=Does it.")
    lines = after.split("\n")[4:-1]
    assert lines == sorted(lines)
    assert f"- [{name}]({url}) - Does it." in lines


def test_without_an_order_it_goes_to_the_end(project: Project) -> None:
    text = tools().replace("Ack", "Yak").replace("Bat", "Xat").replace("Kak", "Car")
    after = project.add(text, "https://m.org", "--title", "M", "--field", "description=Does it.")
    assert after == text + "- [M](https://m.org) - Does it.\n"


def test_line_endings_and_a_missing_last_one_stay(project: Project) -> None:
    text = tools().replace("\n", "\r\n").removesuffix("\r\n")
    after = project.add(text, "https://z.org", "--title", "Z", "--field", "description=Does it.")
    assert after == f"{text}\r\n- [Z](https://z.org) - Does it."


def test_a_row_and_its_bars(project: Project) -> None:
    text = "# T\n\n## All\n\n| Name | What |\n| --- | --- |\n" + "".join(
        f"| [{name}](https://{name}.example.org) | Does {name} |\n" for name in NAMES
    )
    after = project.add(text, "https://z.org", "--title", "Z", "--field", "what=This | that")
    assert after == text + "| [Z](https://z.org) | This \\| that |\n"


def test_a_numbered_list_goes_on_counting(project: Project) -> None:
    text = "# T\n\n## All\n\n" + "".join(
        f"{n}. [{name}](https://{name}.example.org)\n" for n, name in enumerate(NAMES, start=1)
    )
    assert project.add(text, "https://z.org", "--title", "Z") == text + "11. [Z](https://z.org)\n"


def test_the_first_entry_of_an_empty_section(project: Project) -> None:
    text = tools() + "\n## Empty\n\n## Last\n\nText.\n"
    given = ("--section", "empty", "--title", "Z", "--field", "description=Does it.")
    after = project.add(text, "https://z.org", *given)
    assert after == text.replace("## Empty\n", "## Empty\n\n- [Z](https://z.org) - Does it.\n")


def test_the_first_entry_of_an_empty_block(project: Project) -> None:
    block = "<details>\n<summary>Show</summary>\n\n{}</details>\n"
    text = "# T\n\n## All\n\n" + block.format(tools().split("\n\n")[2] + "\n") + "\n## Empty\n\n"
    given = ("--section", "Empty", "--title", "Z", "--field", "description=Does it.")
    after = project.add(text + block.format(""), "https://z.org", *given)
    assert after == text + block.format("- [Z](https://z.org) - Does it.\n\n")


def test_add_never_writes_what_check_would_report(project: Project) -> None:
    """What can be written as the list writes it, is; what `check` would report is not written."""
    after = project.add(tools(), "https://z.org", "--title", "Z", "--field", "description=does it")
    assert "- [Z](https://z.org) - Does it.\n" in after
    # The arXiv id is from April.
    assert project.add(PAPERS, PDF, "--date", "2024-01-15", *DETAILS, code=1) == PAPERS
    assert "[entry-date]" in project.out
    assert project.out.endswith("Nothing was written: the list would report this entry.\n")


def test_a_dry_run_writes_nothing(project: Project) -> None:
    given = ("--title", "Z", "--field", "description=Does it.", "--dry-run")
    assert project.add(tools(), "https://z.org", *given) == tools()
    assert "+- [Z](https://z.org) - Does it." in project.out


def test_a_list_that_lists_works_twice_lets_add_do_so(project: Project) -> None:
    twice = tools() + "\n## More\n\n- [Bat](https://Bat.example.org) - Does Bat.\n"
    given = ("--title", "Ack", "--field", "description=Does Ack.", "--section", "More")
    after = project.add(twice, "https://ack.example.org", *given)
    assert after.lower().count("- [ack](https://ack.example.org)") == 2
    once = tools() + "\n## More\n\n- [Zed](https://zed.example.org) - Does Zed.\n"
    assert "already lists this" in project.refused(once, "https://ack.example.org", *given)


GIVEN = ("--title", "Z", "--field", "description=Does it.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["https://BAT.example.org/", *GIVEN], "README.md:6:1: already lists this, under “All”"),
        (["https://z.org"], "an entry of this list needs title and description: "
         "give --title … --field description=…"),
        (["https://z.org", "--title", "Z", "--field", "licence=MIT"],
         'entries of this list have no field "licence"; title, url, description'),
        (["https://z.org", *GIVEN, "--section", "Al"],
         'there is no section "Al"; did you mean "All"?'),
        (["z.org", *GIVEN], "z.org: not a URL; give one such as https://example.org/page"),
        (["https://z.org", "--field", "oops"], "--field oops: write it as NAME=TEXT"),
        (["https://z.org", "--title", "Z](https://evil.org)", "--field", "description=It."],
         "this would not read as an entry of the list: "
         "`- [Z](https://evil.org)](https://z.org) - It.`; nothing written"),
    ],
)  # fmt: skip
def test_what_is_refused_and_how(project: Project, arguments: list[str], said: str) -> None:
    assert project.refused(tools(), *arguments) == said


def test_a_section_has_to_be_named_where_there_are_several(project: Project) -> None:
    said = project.refused(PAPERS, PDF, *DETAILS[:4], "--date", "2024-04-01")
    assert said == "name the section with --section: Old, New"


def test_a_list_without_entries(project: Project) -> None:
    said = project.refused("# List\n\n## Old\n", PDF, "--title", "Kappa")
    assert said == "name the section with --section: List, Old"
    said = project.refused("# List\n\n- [Bat](https://bat.example.org)\n", "https://z.org", *GIVEN)
    assert "too few or too different to learn one; write it into the configuration" in said


def test_what_is_no_url_is_said_before_a_section_is_asked_for(project: Project) -> None:
    assert project.refused(PAPERS, "z.org", "--title", "Z").startswith("z.org: not a URL")


def test_a_date_that_is_none(project: Project) -> None:
    assert "date: expected a date" in project.refused(PAPERS, PDF, "--date", "soon", *DETAILS)
    said = project.refused(PAPERS, PDF, "--date", "2024", *DETAILS)
    assert said == "date: this list writes dates as YYYY-MM-DD, which `2024` is not"


def test_a_list_may_allow_a_work_in_several_sections(project: Project, tmp_path: Path) -> None:
    alpha = ("https://arxiv.org/abs/2405.00001", "--section", "New", "--title", "Alpha")
    given = (*alpha, "--date", "2024-05-01", "--authors", "Ada Lovelace; Alan Turing")
    assert "README.md:5:1: already lists this, under “Old”" in project.refused(PAPERS, *given)
    (tmp_path / ".github").mkdir()
    config = "lists:\n  - files: [README.md]\n    cross-listing: allowed\n"
    (tmp_path / ".github" / "listlint.yml").write_text(config, "utf-8")
    assert project.add(PAPERS, *given).count("- **Alpha**") == 2


def test_a_list_without_a_template(project: Project) -> None:
    said = project.refused("# T\n\n## All\n\n- [x](https://x.org) one\n", "https://z.org")
    assert said.startswith("this list has no entry template")


def test_online_the_registry_fills_in_what_is_missing(project: Project, tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    with running() as shelf:
        shelf.papers["2404.09999"] = {"title": "Kappa"}
        (tmp_path / ".github" / "listlint.yml").write_text(
            f"registries: {{arxiv: '{shelf.base}/arxiv'}}\ncache: {{enabled: false}}\n", "utf-8"
        )
        after = project.add(PAPERS, PDF, "--section", "Old", "--online", "--date", "2024-04-15")
        assert KAPPA.format("2024-04-15") in after
        # The registry's date is used, and judged like any other: the id is from April.
        project.add(PAPERS, PDF, "--section", "Old", "--online", code=1)
        assert KAPPA.format("2024-01-02").split("\n")[0] in project.out
        said = project.refused(
            PAPERS, "https://arxiv.org/abs/2404.77777", "--section", "Old", "--online"
        )
        assert said == "https://arxiv.org/abs/2404.77777: arXiv knows no such paper"
