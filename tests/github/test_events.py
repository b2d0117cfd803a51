"""Every event that can start the action, every input, and every way to be started wrongly."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from linter import action
from linter.github.client import GitHub
from tests.github.fake import TOKEN, Fault
from tests.github.repository import link
from tests.github.world import BAD_AUTHORS, BAD_DATE, BASE, CONFIG, GOOD, captured, page, world


def one_line(text: str) -> bool:
    return text.count("\n") == 1 and "Traceback" not in text


# ------------------------------------------------------------------------------ pull requests


@pytest.mark.parametrize(
    "name",
    ["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"],
)
def test_every_event_with_a_pull_request(tmp_path: Path, name: str) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[BAD_DATE]))
        run = w.run(name=name)
        assert (run.code, len(w.summaries)) == (1, 1)


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
def test_an_enterprise_server(tmp_path: Path, prefix: str) -> None:
    with world(tmp_path, prefix) as w:
        w.push(page(attention=[BAD_DATE]))
        assert w.run().code == 1
        w.reply(w.ours[0])
        w.push(page(attention=[GOOD]))
        assert ("POST", f"{prefix.removesuffix('/v3')}/graphql") in w.run().writes


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({}, "holds no pull request"),
        ({"pull_request": None}, "holds no pull request"),
        ({"pull_request": {"number": 1}}, "not as documented"),
        ({"pull_request": {"number": "x", "base": {"sha": "a"}}}, "not as documented"),
        (
            {
                "pull_request": {
                    "number": 1,
                    "base": {"sha": "a/..", "ref": "main"},
                    "head": {"sha": "a"},
                }
            },
            "not as documented",
        ),
    ],
)
def test_an_event_without_a_pull_request(tmp_path: Path, event: Any, said: str) -> None:
    with world(tmp_path) as w:
        run = w.run(event=event)
        assert (run.code, run.requests) == (2, 0)
        assert said in run.err
        assert one_line(run.err)


def test_a_closed_pull_request_is_left_alone(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[BAD_DATE]))
        w.pull.state = "closed"
        run = w.run()
        assert (run.code, run.requests) == (0, 0)


# ------------------------------------------------------------------------------ other events


@pytest.mark.parametrize("name", ["push", "schedule", "workflow_dispatch", "repository_dispatch"])
def test_the_list_as_it_is_through_the_api(tmp_path: Path, name: str) -> None:
    with world(tmp_path) as w:
        w.land(page(attention=[BAD_DATE], memory=[BAD_AUTHORS]))
        run = w.run(name=name, event={})
        assert (run.code, run.writes) == (1, [])
        assert "::error file=README.md,line=13," in run.out
        assert "**1 error and 1 warning** in `README.md`" in run.summary
        assert run.outputs == {"problems": "2", "errors": "1", "warnings": "1", "review-url": ""}


def test_the_list_as_it_is_in_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path) as w:
        folder = tmp_path / "checkout"
        (folder / ".github").mkdir(parents=True)
        (folder / "lists").mkdir()
        (folder / "README.md").write_text(page(attention=[BAD_DATE]), "utf-8")
        (folder / "lists" / "more.md").write_text(page(memory=[BAD_DATE]), "utf-8")
        (folder / "CONTRIBUTING.md").write_text("Be kind.\n", "utf-8")
        (folder / ".github" / "listlint.yml").write_text(CONFIG, "utf-8")
        (folder / "github.py").write_text("raise SystemExit('run')", "utf-8")
        monkeypatch.chdir(folder)
        run = w.run(
            name="push",
            event={},
            env={"GITHUB_WORKSPACE": str(folder)},
            files="README.md lists/*.md",
        )
        assert (run.code, run.requests) == (1, 0)
        assert "::error file=README.md,line=13," in run.out
        assert "::error file=lists/more.md,line=" in run.out


def test_a_link_out_of_the_workspace_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path) as w:
        folder = tmp_path / "checkout"
        folder.mkdir()
        (tmp_path / "secret").write_text("secret", "utf-8")
        (folder / "README.md").symlink_to(tmp_path / "secret")
        monkeypatch.chdir(folder)
        run = w.run(name="push", event={}, env={"GITHUB_WORKSPACE": str(folder)})
        assert run.code == 2
        assert "symbolic link out of the repository" in run.err


def test_a_linked_list_is_refused_through_the_api(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.land(BASE, {"README.md": link("/etc/passwd")})
        run = w.run(name="push", event={})
        assert run.code == 2
        assert "symbolic link" in run.err


def test_a_merge_queue_hears_only_of_what_is_new(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.land(page(memory=[BAD_DATE]))
        base = w.pull.base
        w.pull.head = base
        head = w.push(page(memory=[BAD_DATE], attention=[GOOD]))
        group = {"base_sha": base, "head_sha": head, "base_ref": "refs/heads/main"}
        run = w.run(name="merge_group", event={"merge_group": group})
        assert (run.code, run.outputs["problems"]) == (0, "0")
        group["head_sha"] = w.push(page(memory=[BAD_DATE], attention=[BAD_AUTHORS]))
        run = w.run(name="merge_group", event={"merge_group": group})
        assert (run.code, run.outputs["problems"], run.writes) == (0, "1", [])
        assert "::warning file=README.md" in run.out


def test_no_list_at_all(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        run = w.run(name="push", event={}, files="REAMDE.md")
        assert run.code == 2
        assert "no file of the repository matches REAMDE.md" in run.err


# ------------------------------------------------------------------------------ inputs


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"check_links": "some"}, "check-links: 'some' is not one of changed, all, off"),
        (
            {"review_event": "approve"},
            "review-event: 'approve' is not one of comment, request-changes",
        ),
        ({"fail_on": "fatal"}, "fail-on: 'fatal' is not one of error, warning, info, never"),
        ({"files": "../README.md"}, "leads out of the repository"),
        ({"config": "nowhere.yml"}, "nowhere.yml: no such file"),
        ({"config": "CONTRIBUTING.md"}, "no fenced block"),
    ],
)
def test_an_input_that_makes_no_sense(tmp_path: Path, inputs: dict[str, str], said: str) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[GOOD]))
        run = w.run(inputs=inputs)
        assert (run.code, run.writes) == (2, [])
        assert said in run.err
        assert one_line(run.err)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"GITHUB_REPOSITORY": ""}, "GITHUB_REPOSITORY is not set"),
        ({"GITHUB_REPOSITORY": "../../x"}, "GITHUB_REPOSITORY is not set"),
        ({"GITHUB_API_URL": "file:///etc"}, "is not the address of an API"),
        ({"GITHUB_EVENT_PATH": "/nowhere"}, "cannot be read"),
        ({"GITHUB_EVENT_PATH": "/proc/self/cmdline"}, "is no JSON"),
    ],
)
def test_an_environment_that_makes_no_sense(
    tmp_path: Path, change: Mapping[str, str], said: str
) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[GOOD]))
        run = w.run(env=change)
        assert run.code == 2
        assert said in run.err
        assert one_line(run.err)


@pytest.mark.parametrize("text", ["[]", "[" * 100_000, "\udcff", "{"])
def test_an_event_that_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "event"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with world(tmp_path) as w:
        run = w.run(env={"GITHUB_EVENT_PATH": str(path)})
        assert run.code == 2
        assert one_line(run.err)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfea", "UTF-16"),
        (b"# T\n\n- caf\xe9\n", "README.md:3:6: not UTF-8"),
        (b"# T\n\0\n", "binary"),
    ],
)
def test_a_list_that_must_be_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with world(tmp_path) as w:
        w.push(BASE, {"README.md": content})
        run = w.run()
        assert (run.code, run.writes) == (2, [])
        assert said in run.err
        assert one_line(run.err)


def test_a_list_above_the_limit(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.land(BASE, {".github/listlint.yml": CONFIG + "limits: {file-size: 1kB}\n"})
        w.pull.head = w.pull.base
        w.push(page(attention=[GOOD]), {".github/listlint.yml": "{}"})
        run = w.run()
        assert run.code == 2
        assert "more than the limit of 1,000" in run.err


def test_a_wrong_configuration_names_its_line(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.land(BASE, {".github/listlint.yml": "lists: []\nruels: {}\n"})
        w.pull.head = w.pull.base
        w.push(page(attention=[GOOD]), {".github/listlint.yml": "{}"})
        run = w.run()
        assert run.code == 2
        assert ".github/listlint.yml:2:1" in run.err
        assert one_line(run.err)


def test_a_mistake_of_our_own_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise KeyError("::error::x\n##[error]y")

    monkeypatch.setattr("linter.github.event.subject", broken)
    with world(tmp_path) as w:
        run = w.run()
        assert run.code == 2
        assert one_line(run.err)
        assert "please report it" in run.err
        debugged = w.run(env={"RUNNER_DEBUG": "1"})
        assert "Traceback" in debugged.err
        for line in debugged.err.splitlines():
            assert not line.startswith("::") or line.startswith("::error title=listlint::")
            assert "##[" not in line


def test_unwritable_summary_and_output(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[BAD_DATE]))
        run = w.run(env={"GITHUB_STEP_SUMMARY": "/nowhere/x", "GITHUB_OUTPUT": "/nowhere/y"})
        assert run.code == 1
        assert run.out.count("cannot be written") == 2


def test_the_entry_reads_the_real_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[GOOD]))
        path = tmp_path / "event.json"
        path.write_text(json.dumps(w.event()))
        for name in [name for name in os.environ if name.startswith(("GITHUB_", "INPUT_"))]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("GITHUB_REPOSITORY", "owner/list")
        monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(path))
        monkeypatch.setenv("GITHUB_API_URL", w.fake.url)
        monkeypatch.setenv("INPUT_CHECK-LINKS", "off")
        monkeypatch.setenv("INPUT_GITHUB-TOKEN", TOKEN)
        with captured() as (out, _):
            assert action.main() == 0
        assert "nothing to fix" in "".join(out)


@pytest.mark.parametrize("missing", [r"/git/trees/", r"/git/blobs/", r"/git/"])
def test_an_api_without_the_git_database(tmp_path: Path, missing: str) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[BAD_DATE]))
        w.fake.faults.append(Fault("GET", missing, 404, "Not Found", times=1_000))
        run = w.run()
        assert (run.code, len(w.summaries)) == (1, 1)


def test_a_comparison_that_lists_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with world(tmp_path) as w:
        w.push(page(attention=[BAD_DATE]))
        whole = GitHub.compare
        monkeypatch.setattr(GitHub, "compare", lambda *given: whole(*given)._replace(files=()))
        run = w.run()
        assert (run.code, len(w.summaries)) == (1, 1)


def test_findings_are_written_as_sarif(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with world(tmp_path) as w:
        folder = tmp_path / "checkout"
        folder.mkdir()
        (folder / "README.md").write_text(page(attention=[BAD_DATE]), "utf-8")
        monkeypatch.chdir(folder)
        env = {"GITHUB_WORKSPACE": str(folder)}
        run = w.run(name="push", event={}, env=env, sarif_file="out.sarif")
        assert (run.code, run.outputs["sarif-file"]) == (1, "out.sarif")
        results = json.loads((folder / "out.sarif").read_text("utf-8"))["runs"][0]["results"]
        assert results[0]["ruleId"] == "entry-date"


def test_sarif_is_not_written_out_of_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path) as w:
        folder = tmp_path / "checkout"
        folder.mkdir()
        (folder / "README.md").write_text(page(attention=[BAD_DATE]), "utf-8")
        (folder / "out.sarif").symlink_to(tmp_path / "elsewhere")
        monkeypatch.chdir(folder)
        env = {"GITHUB_WORKSPACE": str(folder)}
        run = w.run(name="push", event={}, env=env, sarif_file="out.sarif")
        assert run.code == 2
        assert "sarif-file: out.sarif leads out of the workspace" in run.err
        assert not (tmp_path / "elsewhere").exists()
