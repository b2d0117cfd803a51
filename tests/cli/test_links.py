"""``listlint links`` and ``check --online`` from outside, against the loopback world."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from linter.__main__ import main
from linter.reporters.formats import FORMATS
from tests.links.world import World, running


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with running(3, pace=0.1) as built:
        yield built


def listlint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "linter", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env=environment(folder),
        timeout=60,
    )


def environment(folder: Path) -> dict[str, str]:
    code = str(Path(__file__).parents[2])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    return {**kept, "PYTHONPATH": code, "XDG_CACHE_HOME": str(folder / "cache")}


@pytest.fixture
def folder(tmp_path: Path, world: World) -> Path:
    kinds = ["plain", "missing", "moved", "wall-403", "soft-404"]
    lines = [f"- [{kind}]({world.url(kind, tmp_path.name)})" for kind in kinds]
    lines += ["- [file](docs/guide.md)", "- [mail](mailto:a@b.c)", "- [here](#list)"]
    (tmp_path / "README.md").write_text("\n".join(["# List", "", *lines, ""]), "utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "Guide.md").touch()
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "listlint.yml").write_text("links: {second-look: 100ms}\n", "utf-8")
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_every_link_by_verdict_and_host(folder: Path, world: World) -> None:
    done = listlint(folder, "links", "--allow-private")
    assert done.stderr == ""
    assert done.returncode == 1
    told = done.stdout.replace(str(world.port), "PORT").replace(folder.name, "1")
    assert told == (
        "dead (2)\n"
        "  127.0.0.1:PORT\n"
        "    http://127.0.0.1:PORT/missing/1  404 Not Found, seen twice\n"
        "      README.md:4:3\n"
        "  in the repository\n"
        "    docs/guide.md  upper and lower case differ\n"
        "      README.md:8:3\n"
        "\n"
        "moved (1)\n"
        "  127.0.0.1:PORT\n"
        "    http://127.0.0.1:PORT/moved/1\n"
        "      now http://127.0.0.1:PORT/plain/new-1\n"
        "      README.md:5:3\n"
        "\n"
        "unverifiable (1)\n"
        "  127.0.0.1:PORT\n"
        "    http://127.0.0.1:PORT/wall-403/1  403 Forbidden: refuses robots or strangers\n"
        "      README.md:6:3\n"
        "\n"
        "alive, with a note (1)\n"
        "  127.0.0.1:PORT\n"
        "    http://127.0.0.1:PORT/soft-404/1  the page's title says '404 Not Found'\n"
        "      README.md:7:3\n"
        "\n"
        "7 links: 2 alive, 2 dead, 1 moved, 1 unverifiable, 1 skipped\n"
    )


def test_one_verdict_alone_as_json(folder: Path, world: World) -> None:
    done = listlint(folder, "links", "--allow-private", "--only", "dead", "--format", "json")
    told: dict[str, Any] = json.loads(done.stdout)
    assert [link["verdict"] for link in told["links"]] == ["dead", "dead"]
    assert told["links"][0] == {
        "url": world.url("missing", folder.name),
        "verdict": "dead",
        "status": 404,
        "reason": "404 Not Found, seen twice",
        "final_url": None,
        "places": [{"path": "README.md", "line": 4, "column": 3}],
    }
    assert told["summary"]["unknown"] == 1
    assert {problem["rule"] for problem in told["problems"]} == {"dead-link", "moved-link"}


def test_private_addresses_are_out_of_reach_unless_allowed(folder: Path, world: World) -> None:
    before = len(world.requests)
    done = listlint(folder, "links", "--only", "unverifiable")
    assert len(world.requests) == before
    assert "has a private address" in done.stdout


def test_links_are_checked_whatever_rules_are_off(folder: Path) -> None:
    (folder / ".github" / "listlint.yml").write_text(
        "links: {second-look: 100ms}\nrules: {dead-link: off, moved-link: off}\n", "utf-8"
    )
    done = listlint(folder, "links", "--allow-private")
    assert done.returncode == 0
    assert "2 alive, 2 dead, 1 moved, 1 unverifiable" in done.stdout


def test_check_online_judges_links_beside_the_rest(folder: Path) -> None:
    config = folder / ".github" / "listlint.yml"
    config.write_text("links: {allow-private: true, second-look: 100ms}\n", "utf-8")
    done = listlint(folder, "check", "--online", "--format", "json")
    told = json.loads(done.stdout)
    dead = [problem for problem in told["problems"] if problem["rule"] == "dead-link"]
    assert [(one["line"], one["column"]) for one in dead] == [(4, 13), (8, 10)]
    assert dead[1]["fix"]["edits"][0]["text"] == "docs/Guide.md"
    mail = told["links"][6]
    assert (mail["url"], mail["verdict"]) == ("mailto:a@b.c", "skipped")
    assert mail["reason"] == "not a web address"
    assert mail["places"] == [{"path": "README.md", "line": 9, "column": 3}]
    assert len(told["links"]) == 7
    assert json.loads(listlint(folder, "check", "--format", "json").stdout)["links"] == []


def test_a_second_run_asks_nothing_and_says_the_same(folder: Path, world: World) -> None:
    first = listlint(folder, "links", "--allow-private", "--only", "dead")
    before = len(world.requests)
    second = listlint(folder, "links", "--allow-private", "--only", "dead")
    # The wall is asked again: what could not be told is not kept.
    assert [request.kind for request in world.requests[before:]] == ["wall-403"]
    assert second.stdout == first.stdout


def test_what_is_no_web_address_is_counted_and_shown_when_asked_for(folder: Path) -> None:
    page = folder / "README.md"
    other = "[a](tel:1) [b](ftp://x.org/f) [c](mailto:a@b.c) [d](x:y) [e]({{f}}) [g](#list)"
    page.write_text(f"# List\n\n{other}\n", "utf-8")
    assert listlint(folder, "links").stdout == "5 links: 5 skipped\n"
    told = listlint(folder, "links", "--only", "skipped").stdout
    for line in (
        "  x.org\n    ftp://x.org/f  not a web address\n",
        "  mailto:\n    mailto:a@b.c  not a web address\n      README.md:3:31\n",
        "  tel:\n    tel:1  not a web address\n",
        "    {{f}}  not a web address\n",
    ):
        assert line in told
    assert json.loads(listlint(folder, "links", "--format", "json").stdout)["problems"] == []


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "linter", *arguments],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A job in the background is deaf to Ctrl-C, and so is all that it starts.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def wait_until_asked(process: subprocess.Popen[str], world: World, path: str, times: int) -> None:
    while sum(request.path == path for request in world.requests) < times:
        assert process.poll() is None
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_links_interrupted_prints_and_saves_what_is_known(
    folder: Path, world: World, number: signal.Signals
) -> None:
    page = folder / "README.md"
    name = f"{number.name}-links"
    missing, hanging = world.url("missing", name), world.url("hang", name, "127.0.0.2")
    page.write_text(f"# L\n\n- [a]({missing})\n- [b]({hanging})\n")
    process = started(folder, "links", "--allow-private")
    wait_until_asked(process, world, f"/missing/{name}", 2)
    with pytest.raises(subprocess.TimeoutExpired):
        process.communicate(timeout=0.7)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == ""
    assert out.startswith("Interrupted: 1 of 2 links was not checked.\n")
    assert "2 links: 1 dead, 1 skipped" in out
    page.write_text(f"# L\n\n- [a]({missing})\n")
    before = len(world.requests)
    assert "1 link: 1 dead" in listlint(folder, "links", "--allow-private").stdout
    assert len(world.requests) == before


@pytest.mark.parametrize("form", FORMATS)
def test_check_interrupted_says_so_and_keeps_what_was_found(
    folder: Path, world: World, form: str
) -> None:
    name = f"check-{form}"
    hanging = world.url("hang", name, "127.0.0.2")
    text = f"# L\n\n- [a]({hanging})\n- [b](#nowhere)\n"
    (folder / "README.md").write_text(text)
    config = "links: {allow-private: true}\nrules: {broken-anchor: error}\n"
    (folder / ".github" / "listlint.yml").write_text(config)
    process = started(folder, "check", "--online", "--format", form)
    wait_until_asked(process, world, f"/hang/{name}", 1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    message = "Interrupted: 1 of 1 link was not checked."
    assert process.returncode == 130
    assert message in out
    assert "broken-anchor" in out
    assert err == ("" if form == "text" else f"listlint: {message}\n")


def test_check_out_of_time_says_so_and_exits_with_1(folder: Path, world: World) -> None:
    hanging = world.url("hang", "budget", "127.0.0.2")
    (folder / "README.md").write_text(f"# L\n\n- [a]({hanging})\n")
    config = "links: {allow-private: true, budget: 500ms}\n"
    (folder / ".github" / "listlint.yml").write_text(config)
    done = listlint(folder, "check", "--online")
    message = "Out of time, the time budget of 0.5 s is spent: 1 of 1 link was not checked."
    assert message in done.stdout
    assert "Nothing to report" not in done.stdout
    assert done.returncode == 1
    done = listlint(folder, "check", "--online", "--fail-on", "never", "--output", "report.txt")
    assert done.returncode == 0
    assert done.stderr == f"listlint: {message}\n"


@pytest.mark.parametrize(
    "arguments", [("--only", "lost"), ("--format", "xml"), ("no-such-file.md",), ("--online",)]
)
def test_what_cannot_be_done_is_one_line(folder: Path, arguments: tuple[str, ...]) -> None:
    done = listlint(folder, "links", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_links_to_addresses_are_checked_without_a_resolver(folder: Path, world: World) -> None:
    """One name among them is unverifiable, or gone if it is reserved."""
    address = world.url("plain", "no-resolver")
    (folder / "README.md").write_text(f"# L\n\n- [a]({address})\n- [b](https://gone.invalid/)\n")
    done = listlint(folder, "links", "--allow-private")
    assert "2 links: 1 alive, 1 dead" in done.stdout
    assert done.returncode == 1


def test_links_without_a_network_is_one_line_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def know_nothing(host: str, port: int) -> list[Any]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("linter.links.http.resolver.resolve", know_nothing)
    (folder / "README.md").write_text("# L\n\n- [a](https://example.com/)\n")
    assert main(["links"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("listlint: the network cannot be reached")
    assert err.count("\n") == 1


def test_without_a_network_it_stops_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr("linter.links.http.resolver.is_network_known_to_be_down", lambda: True)
    Path("README.md").write_text("# L\n\n- [a](https://example.org)\n", "utf-8")
    assert main(["links"]) == 2
    assert capsys.readouterr().err == (
        "listlint: the network cannot be reached: no address was found for example.com or "
        "wikipedia.org; check the connection, or name a proxy in HTTPS_PROXY\n"
    )
    # Addresses and files need no resolver.
    Path("README.md").write_text("# L\n\n- [a](gone.md) [b](http://127.0.0.1:1/)\n", "utf-8")
    assert main(["links"]) in (0, 1)
