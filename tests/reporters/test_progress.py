from __future__ import annotations

import contextlib
import os
import pty
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from linter.cli.progress import describe, shown
from linter.links.checker import Progress


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (Progress(312, 1000, 85.4, 250.9), "312 of 1,000 links · 85/s · about 0:09 left"),
        (
            Progress(1, 2, 0.2, 9, ("a.example",)),
            "1 of 2 links · 0/s · cooling down: a.example · about 0:05 left",
        ),
        (
            Progress(1, 2, 1, 60, ("a", "b", "c", "d")),
            "1 of 2 links · 1/s · cooling down: a, b and 2 more · about 0:01 left",
        ),
    ],
)
def test_one_line_says_it_all(state: Progress, line: str) -> None:
    assert describe(state) == line


def test_a_log_sees_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with shown() as observer:
        assert observer is None
    assert capfd.readouterr() == ("", "")


def read_to_the_end(terminal: int) -> str:
    """What was written to a terminal; Linux ends a terminal that nobody holds with EIO."""
    seen = b""
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 65_536):
            seen += chunk
    return seen.decode()


def test_a_terminal_sees_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with ThreadPoolExecutor() as reader:
        written = reader.submit(read_to_the_end, ours)
        with os.fdopen(theirs, "w") as terminal:
            monkeypatch.setattr(sys, "stderr", terminal)
            monkeypatch.setenv("TERM", "xterm")
            monkeypatch.setenv("COLUMNS", "120")
            with shown() as observer:
                assert observer is not None
                observer(Progress(312, 1000, 85.4, 250.9, ("[bold]evil",)))
        seen = written.result(timeout=60)
    os.close(ours)
    assert "312 of 1,000 links" in seen
    assert "[bold]evil" in seen
