"""Writing files: whole or not at all, nothing left beside them, nobody's work overwritten."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from linter.__main__ import main
from linter.files import write_file
from linter.model import ListlintError

ENTRIES = "".join(f"- [Tool {n}](https://t{n}.example) - Does {n}.\n" for n in range(20))
LIST = f"# Tools\n\n{ENTRIES}- [Tool x](https://x.example) — Does x.\n"
FIXED = LIST.replace("—", "-")


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_text(LIST)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_fix_keeps_the_mode(readme: Path) -> None:
    readme.chmod(0o640)
    assert main(["fix", str(readme)]) == 0
    assert readme.read_text() == FIXED
    assert readme.stat().st_mode & 0o7777 == 0o640
    assert names(readme.parent) == ["README.md"]


def test_fix_keeps_extended_attributes(readme: Path) -> None:
    try:
        os.setxattr(readme, "user.note", b"kept")
    except OSError:
        pytest.skip("no extended attributes here")
    assert main(["fix", str(readme)]) == 0
    assert os.getxattr(readme, "user.note") == b"kept"


@pytest.mark.parametrize("command", [["fix"], ["add", "https://new.example", "--title", "New"]])
def test_read_only_file_is_refused_without_force(
    command: list[str], readme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--field", "description=Is new."] if command[0] == "add" else []
    readme.chmod(0o444)
    assert main([*command, str(readme), *more]) == 2
    assert readme.read_text() == LIST
    assert capsys.readouterr().err == (
        f"listlint: {readme}: read-only; make it writable, or use --force\n"
    )
    assert main([*command, str(readme), *more, "--force"]) == 0
    assert readme.read_text() != LIST
    assert readme.stat().st_mode & 0o777 == 0o444


def test_hard_link_is_refused_or_kept(readme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = readme.with_name("OTHER.md")
    os.link(readme, other)
    assert main(["fix", str(readme)]) == 2
    assert other.read_text() == LIST
    assert "has 2 names (hard links)" in capsys.readouterr().err
    assert main(["fix", str(readme), "--force"]) == 0
    assert other.read_text() == FIXED
    assert readme.samefile(other)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_owner_is_kept(readme: Path) -> None:
    os.chown(readme, 1234, 4321)
    assert main(["fix", str(readme)]) == 0
    assert (readme.stat().st_uid, readme.stat().st_gid) == (1234, 4321)


def test_symbolic_link_stays_one(readme: Path) -> None:
    link = readme.with_name("LINK.md")
    link.symlink_to("README.md")
    assert main(["fix", str(link)]) == 0
    assert link.is_symlink()
    assert readme.read_text() == FIXED


def test_fix_leaves_a_file_that_was_edited_meanwhile(
    readme: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from linter.cli import fix
    from linter.project import fix as original

    def edit_meanwhile(*arguments: object, **options: object) -> object:
        readme.write_text("edited\n")
        return original(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(fix, "fix", edit_meanwhile)
    assert main(["fix", str(readme)]) == 2
    assert readme.read_text() == "edited\n"
    assert names(readme.parent) == ["README.md"]
    assert "was changed meanwhile" in capsys.readouterr().err


def test_write_file_leaves_nothing_behind_when_it_fails(
    readme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(ListlintError, match="no space left on device"):
        write_file(readme, b"new")
    assert readme.read_text() == LIST
    assert names(readme.parent) == ["README.md"]


def test_write_file_clears_what_a_killed_run_left(readme: Path) -> None:
    left = readme.with_name(".README.md.listlint-0a1b2c3d")
    left.write_text("half")
    others = [".README.md.listlint-notes", ".README.md.swp", ".OTHER.md.listlint-0a1b2c3d"]
    for name in others:
        readme.with_name(name).write_text("somebody else's")
    write_file(readme, b"new")
    assert names(readme.parent) == sorted(["README.md", *others])


def test_write_file_leaves_the_file_of_a_run_that_is_writing(readme: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    busy = readme.with_name(".README.md.listlint-0a1b2c3d")
    with busy.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        write_file(readme, b"new")
        assert busy.exists()


WRITER = """
import os, sys
from pathlib import Path
from linter import files

def slowly(descriptor):
    print("writing", flush=True)
    for _ in range(20):
        sys.stdin.readline()

os.fsync = slowly
files.write_file(Path(sys.argv[1]), b"new\\n" * 1_000)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_write_file_is_not_interrupted(number: signal.Signals, readme: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(readme)]
    with subprocess.Popen(
        command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "writing\n"
        process.send_signal(number)
        time.sleep(0.05)
        process.stdin.write("\n" * 20)
        process.stdin.close()
        process.wait(20)
    assert names(readme.parent) == ["README.md"]
    assert readme.read_text() == "new\n" * 1_000
