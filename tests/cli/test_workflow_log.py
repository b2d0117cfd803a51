"""In a workflow nothing that the command line prints is a command to GitHub's runner."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from linter.__main__ import main
from linter.reporters import escape
from linter.reporters.formats import FORMATS
from tests.hostile import PAYLOADS

OURS = re.compile(r"::(?:error|warning|notice) (?:file=[^:\n]*,)?[^:\n]*title=listlint[^:\n]*::")
ERROR = "##[error]boo"
COMMAND = "::error::boo"


class Hostile(BaseHTTPRequestHandler):
    """A server that would like to speak in the log of whoever asks it."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        page = f"<title>404 not found {ERROR}\n{COMMAND}</title>".encode()
        location = {
            "/scheme": f"x:{ERROR}{COMMAND}",
            "/path": f"/lost/{ERROR}",
            "/moved": f"/title?{ERROR}&\u2028{COMMAND}",
        }.get(self.path)
        is_gone = self.path.startswith("/lost")
        self.send_response(301 if location else 404 if is_gone else 200)
        if location:
            self.send_header("Location", location.encode().decode("latin-1"))
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as built:
        threading.Thread(target=built.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{built.server_address[1]}"
        built.shutdown()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_secret")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / ".github").mkdir()
    config = "links: {allow-private: true, second-look: 100ms}\ncache: {enabled: false}\n"
    (tmp_path / ".github" / "listlint.yml").write_text(config, "utf-8")
    return tmp_path


def hostile_list() -> str:
    texts = [payload.encode(errors="replace").decode() for payload in PAYLOADS]
    texts = [" ".join(text.replace("\0", "").split()) for text in texts]
    good = [f"- [Tool {number}](https://example.org/{number}) - Does it." for number in range(9)]
    wrong = [f"- [{text}](https://example.org/x{n}) {text}" for n, text in enumerate(texts)]
    anchors = [f"- [a](<#{text.replace('<', '').replace('>', '')}>)" for text in texts]
    return "\n".join(["# L ##[error]boo", "", *good, *wrong, "", *anchors, *texts, ""])


def assert_harmless(out: str, *, may_annotate: bool = False) -> None:
    for line in out.splitlines():
        assert "##[" not in line
        if line.lstrip().startswith("::"):
            assert may_annotate, line
            assert OURS.match(line), line
    assert "ghs_secret" not in out


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    with suppress(SystemExit):
        main(arguments)
    out, err = capsys.readouterr()
    return out, err


@pytest.mark.parametrize("form", FORMATS)
def test_check_prints_no_command(
    folder: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    (folder / "README.md").write_text(hostile_list(), "utf-8")
    out, err = run(capsys, "check", "--format", form)
    assert out
    assert_harmless(out, may_annotate=form == "github")
    assert_harmless(err)
    main(["check", "--format", form, "--output", "report"])
    if form in ("json", "sarif", "rdjson"):
        assert json.loads(out) == json.loads((folder / "report").read_text("utf-8"))


@pytest.mark.parametrize("form", FORMATS)
def test_links_prints_no_command_of_a_server(
    folder: Path, server: str, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    pages = ("scheme", "path", "moved", "title")
    text = "\n".join(f"- [{page}]({server}/{page})" for page in pages)
    (folder / "README.md").write_text(f"# L\n\n{text}\n- [gone]({server}/lost/{ERROR})\n", "utf-8")
    out, err = run(capsys, "links", "--format", form)
    assert out
    assert_harmless(out, may_annotate=form == "github")
    assert_harmless(err)


@pytest.mark.parametrize(
    "arguments",
    [
        ("show",),
        ("fix", "--diff"),
        ("init",),
        ("rules",),
        ("explain", COMMAND),
        ("explain", ERROR),
        (COMMAND,),
        ("--help",),
        ("check", "--help"),
        ("check", f"{ERROR}.md"),
        ("check", f"--format={COMMAND}"),
        ("check", "--config", f"{ERROR}.yml"),
        ("check", "--base", ERROR),
        ("check", "ghs_secret"),
        ("add", f"https://example.org/{ERROR}", "--section", COMMAND),
    ],
)
def test_no_command_line_prints_a_command(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    (folder / "README.md").write_text(hostile_list(), "utf-8")
    out, err = run(capsys, *arguments)
    assert out or err or arguments[0] == "fix"
    assert_harmless(out)
    assert_harmless(err)


def test_a_configuration_prints_no_command(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "README.md").write_text("# L\n", "utf-8")
    (folder / ".github" / "listlint.yml").write_text(f'"{ERROR}\\n{COMMAND}": 1\n', "utf-8")
    _, err = run(capsys, "check")
    assert "boo" in err
    assert_harmless(err)


def test_a_traceback_prints_no_command(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(f"x\n{COMMAND}\n{ERROR}")

    monkeypatch.setenv("LISTLINT_TRACEBACK", "1")
    monkeypatch.setattr("linter.cli.check.load", fail)
    _, err = run(capsys, "check")
    assert "Traceback" in err
    assert_harmless(err)


def test_nothing_is_changed_outside_of_a_workflow(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS")
    (folder / "README.md").write_text(f"# L {ERROR}\n", "utf-8")
    out, _ = run(capsys, "show")
    assert ERROR in out


@pytest.mark.parametrize("payload", PAYLOADS)
def test_json_text_says_the_same(payload: str) -> None:
    text = json.dumps({payload: [payload]}, ensure_ascii=False)
    harmless = escape.json_text(text)
    assert json.loads(harmless) == json.loads(text)
    assert escape.log(harmless) == harmless
