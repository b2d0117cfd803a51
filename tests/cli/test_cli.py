"""The command line from outside: what it prints, writes and returns."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from linter import __version__
from linter.__main__ import main
from linter.cli import COMMANDS
from linter.rules import load_rules

LIST = """\
# Tools

## Editors

- [Ab](https://example.org/ab) - Edits text.
- [Cd](https://example.org/cd) - Edits tables.
- [Ef](https://example.org/ef) - Edits code.

## Viewers

- [Gh](https://example.org/gh) - Views text.
- [Ij](https://example.org/ij) - Views tables.
"""
DUPLICATE = "- [Ab again](http://www.example.org/ab/) - Edits more.\n"
FAULTY = LIST.replace("\n## Viewers", DUPLICATE + "\n## Viewers")
AT = 8


class Outcome:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Cli:
    """Runs commands in a directory, and holds what is true of every run."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self._capsys = capsys

    def write(self, **files: str | bytes) -> None:
        for name, content in files.items():
            path = self.directory / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def __call__(self, *arguments: str) -> Outcome:
        try:
            code = main(arguments)
        except SystemExit as exited:
            code = int(exited.code or 0)
        captured = self._capsys.readouterr()
        assert "Traceback" not in captured.err
        if code == 2:
            assert captured.err.startswith("listlint: ")
            assert captured.err.count("\n") == 1
            assert captured.err.endswith("\n")
        else:
            assert captured.err == ""
        return Outcome(code, captured.out, captured.err)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    directory = tmp_path / "list"
    directory.mkdir()
    monkeypatch.chdir(directory)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return Cli(directory, capsys)


# ------------------------------------------------------------------------ check


def test_a_clean_list_is_a_calm_line(cli: Cli) -> None:
    cli.write(README_md=LIST)
    outcome = cli("check")
    assert outcome.code == 0
    assert outcome.out.splitlines()[-1] == "Nothing to report in 1 file, 5 entries."


def test_a_problem_is_shown_at_its_place(cli: Cli) -> None:
    cli.write(README_md=FAULTY)
    outcome = cli("check")
    assert outcome.code == 1
    assert re.search(
        rf"^README\.md:{AT}:\d+ error .+ \[duplicate-link\]$", outcome.out, re.MULTILINE
    )
    assert f"  {AT} | {DUPLICATE}" in outcome.out


def test_json_is_one_object(cli: Cli) -> None:
    cli.write(README_md=FAULTY)
    made = cli("check", "--format", "json").json
    assert made["version"] == 1
    assert made["files"] == [{"path": "README.md", "entries": 6, "links": 6, "sections": 2}]
    (problem,) = [one for one in made["problems"] if one["rule"] == "duplicate-link"]
    assert (problem["line"], problem["severity"], problem["status"]) == (AT, "error", "reported")
    assert made["links"] == []
    assert made["summary"]["error"] == 1


@pytest.mark.parametrize("form", ["text", "json", "sarif", "rdjson", "github", "markdown"])
def test_every_format_names_the_problem(cli: Cli, form: str) -> None:
    cli.write(README_md=FAULTY)
    outcome = cli("check", "--format", form)
    assert outcome.code == 1
    assert "duplicate-link" in outcome.out


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        ("error", "error", 1),
        ("error", "warning", 1),
        ("error", "never", 0),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("info", "warning", 0),
        ("off", "warning", 0),
    ],
)
def test_the_exit_code_follows_fail_on(cli: Cli, severity: str, fail_on: str, code: int) -> None:
    cli.write(README_md=FAULTY)
    config = f"rules: {{duplicate-link: {severity}, link-style: off}}\nfail-on: {fail_on}\n"
    cli.write(_github__listlint_yml=config)
    assert cli("check").code == code
    assert cli("check", "--fail-on", fail_on).code == code
    assert cli("check", "--fail-on", "never").code == 0


def test_output_goes_to_a_file_whole(cli: Cli) -> None:
    cli.write(README_md=FAULTY)
    outcome = cli("check", "--format", "json", "--output", "out.json")
    assert (outcome.code, outcome.out) == (1, "")
    assert json.loads(Path("out.json").read_text("utf-8"))["summary"]["error"] == 1
    assert sorted(path.name for path in cli.directory.iterdir()) == ["README.md", "out.json"]
    assert Path("out.json").stat().st_mode & 0o777 == 0o666 & ~_umask()
    refused = cli("check", "--output", "no/such/place")
    assert (refused.code, "no/such/place: cannot be written" in refused.err) == (2, True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_output_may_be_a_device(cli: Cli) -> None:
    cli.write(README_md=LIST)
    assert cli("check", "--output", os.devnull).code == 0
    assert Path(os.devnull).is_char_device()


def test_several_files_and_each_once(cli: Cli) -> None:
    cli.write(README_md=LIST, docs__README_md=FAULTY)
    made = cli("check", "README.md", "docs", "./README.md", "--format", "json").json
    assert [file["path"] for file in made["files"]] == ["README.md", "docs/README.md"]
    assert {problem["path"] for problem in made["problems"]} == {"docs/README.md"}


def test_the_readme_is_found_however_it_is_spelled(cli: Cli) -> None:
    cli.write(readme_md=FAULTY)
    assert cli("check").code == cli("check", ".").code == 1
    assert "readme.md:" in cli("check").out


def test_check_is_offline(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    cli.write(README_md=FAULTY)
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert cli("check").code == cli("check", "--offline").code == 1


def test_check_online_asks_and_says_what_it_could_not_verify(cli: Cli) -> None:
    # A literal private address is refused before anything is sent.
    cli.write(README_md=LIST + "\n[x](http://127.0.0.1:9/)\n\n[y](missing.md)\n")
    cli.write(
        _github__listlint_yml="links: {exclude: example.org}\n"
        "cache: {enabled: false}\nregistries: {github: ''}\n"
    )
    made = cli("check", "--online", "--format", "json").json
    verdicts = {link["url"]: link["verdict"] for link in made["links"]}
    assert verdicts["http://127.0.0.1:9/"] == "unverifiable"
    assert verdicts["missing.md"] == "dead"
    assert verdicts["https://example.org/ab"] == "skipped"
    assert [problem["rule"] for problem in made["problems"]] == ["dead-link"]
    assert made["summary"]["unknown"] == 1


@pytest.mark.parametrize(
    ("api", "registry", "token"),
    [
        (None, "https://api.github.com", "secret"),
        (None, "https://evil.example", ""),
        ("https://ghe.example/api/v3", "https://ghe.example/api/v3", "secret"),
        ("https://ghe.example/api/v3", "https://api.github.com", ""),
    ],
)
def test_the_token_goes_to_the_api_of_the_environment_alone(
    monkeypatch: pytest.MonkeyPatch, api: str | None, registry: str, token: str
) -> None:
    from linter import project
    from linter.config.link_settings import LinkSettings, Registries

    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    monkeypatch.delenv("GITHUB_API_URL", raising=False)
    if api:
        monkeypatch.setenv("GITHUB_API_URL", api)
    assert project.github_token(LinkSettings(registries=Registries(github=registry))) == token


# ------------------------------------------------------------------------ configuration


def test_the_configuration_is_found_at_the_root_of_the_repository(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.write(docs__README_md=FAULTY, _git__HEAD="ref: x")
    cli.write(_github__listlint_yml="rules: {duplicate-link: off, link-style: off}")
    assert cli("check", "docs/README.md").code == 0
    monkeypatch.chdir(cli.directory / "docs")
    assert cli("check").code == 0
    assert cli("check", str(cli.directory / "docs" / "README.md")).code == 0


def test_nothing_above_the_root_is_read(cli: Cli) -> None:
    cli.write(README_md=FAULTY, _git__HEAD="ref: x")
    above = cli.directory.parent / ".github"
    above.mkdir()
    (above / "listlint.yml").write_text("rules: {duplicate-link: off, link-style: off}")
    assert cli("check").code == 1


@pytest.mark.parametrize("folder", ["", "_github__", "docs__"])
def test_a_block_in_contributing_is_a_configuration(cli: Cli, folder: str) -> None:
    block = "# Rules\n\n```yaml listlint\nrules: {duplicate-link: off, link-style: off}\n```\n"
    cli.write(README_md=FAULTY, **{f"{folder}Contributing_md": block})
    assert cli("check").code == 0


def test_the_written_configuration_wins_over_the_block(cli: Cli) -> None:
    cli.write(README_md=FAULTY, CONTRIBUTING_md="```yaml listlint\nfail-on: error\n```\n")
    cli.write(_github__listlint_yml="fail-on: never")
    assert cli("check").code == 0


def test_contributing_without_a_block_may_be_anything(cli: Cli) -> None:
    cli.write(README_md=LIST, CONTRIBUTING_md=b"\xff\xfe\x00not text")
    assert cli("check").code == 0


def test_globs_are_from_the_root(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    config = "lists:\n- files: docs/*.md\n  rules: {duplicate-link: off, link-style: off}\n"
    cli.write(README_md=FAULTY, docs__a_md=FAULTY, _github__listlint_yml=config)
    assert cli("check", "docs/a.md").code == 0
    assert cli("check", "README.md").code == 1
    cli.write(_git__HEAD="ref: x")
    monkeypatch.chdir(cli.directory / "docs")
    assert cli("check", "a.md").code == 0
    assert cli("check", "../README.md").code == 1


def test_a_configuration_can_be_named(cli: Cli) -> None:
    cli.write(README_md=FAULTY, my_yml="fail-on: never", other_md="# none\n")
    assert cli("check", "--config", "my.yml").code == 0
    assert "no fenced block" in cli("check", "--config", "other.md").err
    assert "no such file" in cli("check", "--config", "missing.yml").err


def test_files_of_two_repositories_are_not_judged_by_one_configuration(cli: Cli) -> None:
    cli.write(a__README_md=LIST, a__dot="", b__README_md=LIST)
    for name in "ab":
        (cli.directory / name / ".git").mkdir()
    assert "different repositories" in cli("check", "a", "b").err
    cli.write(my_yml="fail-on: never")
    assert cli("check", "a", "b", "--config", "my.yml").code == 0


# ------------------------------------------------------------------------ what is refused

# the files, the arguments, what the line says
REFUSED: list[tuple[dict[str, str | bytes], list[str], str]] = [
    ({}, ["check"], "README.md: no such file here; name the list to check"),
    ({}, ["check", "a.md"], "a.md: no such file"),
    ({"docs__x_txt": ""}, ["check", "docs"], "docs: this directory has no README.md"),
    ({"a_md": b"# a\nb \xe9\n"}, ["check", "a.md"], "a.md:2:3: not UTF-8 (byte 0xE9 at offset 6)"),
    ({"a_md": b"PNG\0\0"}, ["check", "a.md"], "a.md: a binary file (a NUL byte at offset 3)"),
    ({"a_md": "# a\n".encode("utf-16")}, ["check", "a.md"], "a.md: UTF-16 text"),
    (
        {"a_md": "x" * 2_000, "_github__listlint_yml": "limits: {file-size: 1kB}"},
        ["check", "a.md"],
        "a.md: 2,000 bytes, more than the limit of 1,000",
    ),
    (
        {"README_md": LIST, "_github__listlint_yml": "ruels: {}\n"},
        ["check"],
        '.github/listlint.yml:1:1: unknown key "ruels"; did you mean "rules"?',
    ),
    (
        {"README_md": LIST, "CONTRIBUTING_md": "# C\n\n```yaml listlint\nrules: {toq: off}\n```\n"},
        ["check"],
        'CONTRIBUTING.md:4:9: unknown rule "toq"; did you mean "toc"?',
    ),
    ({"README_md": LIST, "_github__listlint_yaml": ""}, ["check"], "rename it to listlint.yml"),
    ({"README_md": LIST, "_github__listlint_yml": b"\xff"}, ["check"], "not UTF-8"),
    ({"README_md": LIST}, ["check", "--base", "HEAD"], "is not a git repository"),
    ({"README_md": LIST}, ["check", "--base=-x"], "is no revision"),
    ({}, [], "name a command, such as `listlint check`"),
    ({}, ["chekc"], 'there is no command "chekc"; did you mean "check"?'),
    ({}, ["zzz"], 'there is no command "zzz"; see `listlint --help`'),
    ({}, ["check", "--format", "xml"], "invalid choice: 'xml'"),
    ({}, ["check", "--online", "--offline"], "not allowed with argument"),
    ({}, ["check", "--fail-on", "fatal"], "invalid choice: 'fatal'"),
    ({}, ["check", "--fromat", "json"], "unrecognized arguments: --fromat"),
    ({}, ["explain", "entry-ordr"], 'there is no rule "entry-ordr"; did you mean "entry-order"?'),
    ({}, ["explain"], "RULE"),
    ({}, ["fix", "a.md"], "a.md: no such file"),
    ({}, ["show", "a.md"], "a.md: no such file"),
]


@pytest.mark.parametrize(("files", "arguments", "says"), REFUSED, ids=lambda case: str(case)[:40])
def test_what_cannot_be_done_is_said_in_one_line(
    cli: Cli,
    files: dict[str, str | bytes],
    arguments: list[str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(cli.directory.parent))
    cli.write(**files)
    outcome = cli(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert says in outcome.err


def test_a_pipe_or_a_device_is_no_list(cli: Cli) -> None:
    assert "not a plain file" in cli("check", os.devnull).err


def test_a_file_that_may_not_be_read_is_refused(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    cli.write(a_md=LIST)
    Path("a.md").chmod(0)
    if os.access("a.md", os.R_OK):  # root may read everything
        monkeypatch.setattr(Path, "open", refuse)
    assert "permission denied" in cli("check", "a.md").err


def test_a_broken_symbolic_link_is_no_file(cli: Cli) -> None:
    Path("a.md").symlink_to("nowhere.md")
    assert "a.md: no such file" in cli("check", "a.md").err


def test_a_fault_of_our_own_is_one_line_too(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError("x\ny")

    cli.write(README_md=LIST)
    monkeypatch.setattr("linter.cli.check.check", fail)
    monkeypatch.delenv("LISTLINT_TRACEBACK", raising=False)
    outcome = cli("check")
    assert re.search(
        r"a fault in listlint itself, LookupError at test_cli.py:\d+: x y", outcome.err
    )
    monkeypatch.setenv("LISTLINT_TRACEBACK", "1")
    assert main(["check"]) == 2
    assert capsys.readouterr().err.startswith("Traceback")


def test_an_interrupt_is_one_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    cli.write(README_md=LIST)
    monkeypatch.setattr("linter.cli.check.check", interrupt)
    assert main(["check"]) == 130
    assert capsys.readouterr().err == "listlint: interrupted\n"


# ------------------------------------------------------------------------ against a base


def git(directory: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=directory, check=True, capture_output=True)


def test_only_what_is_new_since_the_base_counts(cli: Cli) -> None:
    git(cli.directory, "init", "--quiet")
    cli.write(README_md=FAULTY)
    git(cli.directory, "add", ".")
    git(cli.directory, "commit", "--quiet", "--message", "x")
    again = "- [Gh again](https://example.org/gh#top) - Views more.\n"
    outcome = cli("check", "--base", "HEAD", "--format", "json")
    assert (outcome.code, outcome.json["summary"]["existing"] > 0) == (0, True)
    cli.write(README_md=FAULTY + again, new_md=FAULTY)
    outcome = cli("check", "--base", "HEAD", "--format", "json")
    (new,) = [problem for problem in outcome.json["problems"] if problem["status"] == "reported"]
    assert (outcome.code, new["rule"], new["line"]) == (1, "duplicate-link", 14)
    assert "from before the change" in cli("check", "--base", "HEAD").out
    assert cli("check", "new.md", "--base", "HEAD").code == 1
    assert "git knows no commit" in cli("check", "--base", "nope").err


def test_a_base_that_is_no_text_counts_for_nothing(cli: Cli) -> None:
    git(cli.directory, "init", "--quiet")
    cli.write(README_md=b"\xff\xff")
    git(cli.directory, "add", ".")
    git(cli.directory, "commit", "--quiet", "--message", "x")
    cli.write(README_md=FAULTY)
    made = cli("check", "--base", "HEAD", "--format", "json").json
    assert made["summary"]["error"] == 1
    assert made["summary"]["existing"] == 0


# ------------------------------------------------------------------------ fix

STRAY = (
    "# Papers\n\n## New\n\n"
    + "".join(
        f"- **Title {name}** [[paper link]](https://example.org/{name}) 2024-0{9 - n}-01  \n"
        f"Ann {name}; Bob {name}\n\n"
        for n, name in enumerate(["Aa", "Bb", "Cc", "Dd", "Ee"])
    )
).replace("Ann Cc;", " Ann Cc;")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_fix_changes_what_is_wrong_and_nothing_else(cli: Cli, ending: str, mark: str) -> None:
    cli.write(README_md=mark + STRAY.replace("\n", ending))
    Path("README.md").chmod(0o640)
    outcome = cli("fix")
    assert outcome.out == "README.md: 1 problem fixed.\n"
    after = Path("README.md").read_bytes().decode()
    assert after == mark + STRAY.replace(" Ann Cc;", "Ann Cc;").replace("\n", ending)
    assert Path("README.md").stat().st_mode & 0o777 == 0o640
    assert cli("fix").out == "README.md: nothing to fix.\n"
    assert Path("README.md").read_bytes().decode() == after


def test_fix_follows_a_symbolic_link(cli: Cli) -> None:
    cli.write(list_md=STRAY)
    Path("README.md").symlink_to("list.md")
    assert cli("fix").code == 0
    assert Path("README.md").is_symlink()
    assert " Ann Cc;" not in Path("list.md").read_text("utf-8")


def test_fix_diff_prints_a_patch_and_writes_nothing(cli: Cli) -> None:
    cli.write(README_md=STRAY)
    outcome = cli("fix", "--diff")
    assert Path("README.md").read_text("utf-8") == STRAY
    assert "\n- Ann Cc; Bob Cc\n+Ann Cc; Bob Cc\n" in outcome.out
    subprocess.run(["git", "apply", "-"], input=outcome.out, text=True, check=True)
    assert cli("check").out.splitlines()[-1].startswith("Nothing to report")


def test_fix_leaves_what_it_cannot_repair_and_says_so(cli: Cli) -> None:
    cli.write(README_md=FAULTY)
    outcome = cli("fix")
    assert outcome.code == 1
    assert "left" in outcome.out


# ------------------------------------------------------------------------ the rest


def test_show_has_the_agreed_shape(cli: Cli) -> None:
    cli.write(README_md=LIST)
    (file,) = cli("show").json["files"]
    assert file["headings"][1] == {"level": 2, "text": "Editors", "anchor": "editors", "line": 3}
    assert file["links"][0] == {
        "url": "https://example.org/ab",
        "text": "Ab",
        "kind": "inline",
        "line": 5,
        "column": 3,
        "end_line": 5,
        "end_column": 31,
    }
    entry = file["entries"][0]
    assert (entry["line"], entry["end_line"], entry["section"]) == (5, 5, ["Tools", "Editors"])
    assert entry["url"] == "https://example.org/ab"
    assert entry["identity"] == "url:example.org/ab"
    assert entry["fields"]["url"] == "https://example.org/ab"


def test_every_rule_is_named_and_explained(cli: Cli) -> None:
    table = cli("rules").out
    for rule in load_rules():
        assert re.search(rf"^{rule.id} +{rule.default_severity.value} +\S", table, re.MULTILINE)
        page = cli("explain", rule.id).out
        assert page.startswith(f"# {rule.id} ({rule.default_severity.value}")
        assert all(f"- `{name}`: " in page for name in rule.options)


def test_help_and_version(cli: Cli) -> None:
    assert cli("--version").out == f"listlint {__version__}\n"
    overview = cli("--help").out
    for name, summary in COMMANDS.items():
        assert f"{name} " in overview
        assert summary in overview
        assert cli(name, "--help").out.startswith(f"usage: listlint {name}")


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_in_a_runner_s_log_nothing_is_a_command(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    cli.write(README_md=FAULTY.replace("Ab again", "Ab ##[error]again"))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "##[" not in cli("check", "--format", form).out
    assert "##[" not in cli("check", "##[error]x.md").err
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert "##[error]again" in cli("check").out


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "linter", *arguments],
        cwd=cwd,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
    )


def test_python_m_linter_is_the_same_program(cli: Cli) -> None:
    cli.write(README_md=FAULTY.replace("Ab again", "Ab 日本"))
    done = run("check", cwd=cli.directory)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode() == cli("check").out


def test_output_is_utf_8_whatever_the_locale(cli: Cli) -> None:
    cli.write(README_md=FAULTY.replace("Ab again", "Ab 日本"))
    done = run("check", cwd=cli.directory, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="latin-1")
    assert "日本" in done.stdout.decode()


def test_a_reader_that_leaves_is_no_error(cli: Cli) -> None:
    cli.write(README_md=FAULTY)
    program = f"{sys.executable} -m linter explain toc | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", program],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_standard_output_that_is_full_is_one_line(cli: Cli) -> None:
    cli.write(README_md=FAULTY)
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m linter check {cli.directory} > /dev/full"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    why = b"listlint: standard output cannot be written: no space left on device\n"
    assert (done.returncode, done.stderr) == (2, why)


@pytest.mark.parametrize(
    ("arguments", "code"), [("rules 2>&-", 0), ("rules >&-", 0), ("nonsense >&- 2>&-", 2)]
)
def test_output_that_was_closed_from_the_start_is_no_fault(arguments: str, code: int) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m linter {arguments}"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (done.returncode, done.stderr) == (code, b"")


def test_all_that_was_said_is_written_before_leaving(cli: Cli) -> None:
    items = "".join(f"- [A{n}](https://e.example/{n}) - A tool.\n" for n in range(5_000))
    cli.write(README_md=f"# L\n\n## S\n\n{items}")
    done = run("show", cwd=cli.directory)
    assert done.returncode == 0
    assert done.stdout.decode() == cli("show").out
    assert len(done.stdout) > 1_000_000


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_on_a_terminal_only(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], coloured: bool
) -> None:
    cli.write(README_md=FAULTY)
    for name in ("NO_COLOR", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert "\x1b" not in cli("check").out
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["check"]) == 1
    assert ("\x1b[" in terminal.getvalue()) is coloured


def test_both_names_are_the_same_program() -> None:
    for name in ("linter", "listlint"):
        done = subprocess.run(
            [sys.executable, "-m", name, "--version"], capture_output=True, text=True, check=True
        )
        assert done.stdout == f"listlint {__version__}\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_one_line_and_130(cli: Cli, number: signal.Signals) -> None:
    """SIGTERM, too, which would end the program in the middle of things."""
    program = (
        "import os, sys, linter.cli.check as command\n"
        "from linter.__main__ import run\n"
        f"command.load = lambda *_, **__: os.kill(os.getpid(), {int(number)})\n"
        "sys.argv = ['listlint', 'check']\n"
        "run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        # A job in the background is deaf to Ctrl-C, and so is all that it starts.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert (done.returncode, done.stderr) == (130, "listlint: interrupted\n")


# ------------------------------------------------------------------------ what a terminal wants


def test_standard_input_is_a_list(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.write(lists__a_md=LIST)
    standard_input = io.TextIOWrapper(io.BytesIO(FAULTY.encode()))
    monkeypatch.setattr(sys, "stdin", standard_input)
    outcome = cli("check", "-", "--stdin-filename", "lists/a.md", "--format", "concise")
    assert outcome.code == 1
    assert re.match(rf"lists/a\.md:{AT}:\d+: error: .+ \[duplicate-link\]\n", outcome.out)
    assert Path("lists/a.md").read_text("utf-8") == LIST


def test_fix_prints_what_it_makes_of_standard_input(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STRAY.encode())))
    assert cli("fix", "-").out == STRAY.replace(" Ann Cc;", "Ann Cc;")


def test_standard_input_is_alone(cli: Cli) -> None:
    cli.write(README_md=LIST)
    assert "`-` is standard input; name no other file" in cli("check", "-", "README.md").err


def test_a_quoted_glob_is_expanded(cli: Cli) -> None:
    cli.write(lists__a_md=LIST, lists__b_md=FAULTY)
    made = cli("check", "lists/*.md", "--format", "json").json
    assert [file["path"] for file in made["files"]] == ["lists/a.md", "lists/b.md"]
    assert 'no file matches "lits/*.md"' in cli("check", "lits/*.md").err


def test_the_configuration_names_the_lists(cli: Cli) -> None:
    cli.write(lists__a_md=LIST, lists__b_md=FAULTY, README_md="# Not a list\n")
    Path(".github").mkdir()
    config = Path(".github/listlint.yml")
    config.write_text("lists: [{files: ['lists/*.md', '!lists/b.md']}]\n", "utf-8")
    paths = [file["path"] for file in cli("check", "--format", "json").json["files"]]
    assert paths == ["lists/a.md"]
    config.write_text("lists: [{}]\n", "utf-8")
    paths = [file["path"] for file in cli("check", "--format", "json").json["files"]]
    assert paths == ["README.md"]


def test_rules_can_be_selected_and_ignored(cli: Cli) -> None:
    cli.write(README_md=FAULTY)
    assert "[duplicate-link]" in cli("check", "--select", "duplicate-link,toc").out
    assert cli("check", "--select", "toc").code == 0
    assert cli("check", "--ignore", "duplicate-link", "--fail-on", "error").code == 0
    Path(".github").mkdir()
    Path(".github/listlint.yml").write_text("rules: {duplicate-link: off}\n", "utf-8")
    assert cli("check").code == 0
    assert cli("check", "--select", "duplicate-link").code == 1
    assert 'no rule "tok"; did you mean "toc"?' in cli("check", "--ignore", "tok").err


def test_fix_with_diff_fails_while_there_is_something_to_fix(cli: Cli) -> None:
    cli.write(README_md=STRAY)
    assert cli("fix", "--diff").code == 1
    cli("fix")
    assert cli("fix", "--diff").code == 0


def test_rules_as_json(cli: Cli) -> None:
    listed = cli("rules", "--format", "json").json["rules"]
    assert {rule["id"] for rule in listed} == {rule.id for rule in load_rules()}
    assert all(rule["url"].endswith(f"/rules/{rule['id']}.md") for rule in listed)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_examples_exit_codes_and_an_address(cli: Cli, command: str) -> None:
    shown = cli(command, "--help").out
    assert f"  listlint {command}" in shown or f"listlint {command} " in shown
    assert "exit code:\n  0  " in shown
    assert "https://github.com/listlint/listlint/blob/main/" in shown
    assert not re.search(r"\b(json|github|markdown lists)\b", shown.split("\n\n")[1])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(cli: Cli, shell: str) -> None:
    assert "listlint" in cli("completion", shell).out


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("listlint ch", "check"),
        ("listlint check --se", "--select"),
        ("listlint fix --di", "--diff"),
        ("listlint explain entry-o", "entry-order"),
        ("listlint check --select entry-o", "entry-order"),
        ("listlint check --ignore toc,dead-l", "toc,dead-link"),
    ],
)
def test_a_shell_is_answered(line: str, completed: str, tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    environment = os.environ | {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
    }
    subprocess.run([sys.executable, "-m", "linter"], env=environment, check=True, timeout=60)
    assert answer.read_text("utf-8").split() == [completed]
