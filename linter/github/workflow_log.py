"""The runner's log: what may be a command there is one of ours, and nothing else is.

The runner reads commands from standard output *and* standard error, so both are wrapped, for the
action as for the command line in a workflow: all that is written to them, a traceback too, is made
harmless first.
"""

from __future__ import annotations

import io
import sys
from typing import Self, TextIO

from linter.reporters import escape


class GuardedStream(io.TextIOBase):
    """A text stream whose lines cannot command the runner; secrets are replaced by ``***``."""

    def __init__(self, stream: TextIO, secrets: tuple[str, ...] = ()) -> None:
        """Lines reach ``stream`` whole, because a command is one only at a line's start."""
        super().__init__()
        self._stream = stream
        self._secrets = tuple(secret for secret in secrets if secret)
        self._open_line = ""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """That of the stream."""
        return self._stream.encoding

    def writable(self) -> bool:
        """Yes."""
        return True

    def isatty(self) -> bool:
        """Whether somebody watches."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The number of the stream's descriptor."""
        return self._stream.fileno()

    def write(self, text: str) -> int:
        """Take text; lines that are complete go on."""
        *lines, self._open_line = (self._open_line + text).split("\n")
        for line in lines:
            self._put(f"{self._harmless(line)}\n")
        return len(text)

    def command(self, text: str) -> None:
        """Finished workflow commands, whose parts are escaped already."""
        self.finish()
        self._put(self._without_secrets(text))

    def finish(self) -> None:
        """Write what is left of a line."""
        if self._open_line:
            line, self._open_line = self._open_line, ""
            self._put(f"{self._harmless(line)}\n")
        self._stream.flush()

    def flush(self) -> None:
        """Flush complete lines."""
        self._stream.flush()

    def _put(self, text: str) -> None:
        encoding = self._stream.encoding or "utf-8"
        self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))

    def _harmless(self, line: str) -> str:
        return escape.log(self._without_secrets(line))

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


class GuardedStreams:
    """Both output streams guarded for as long as the ``with`` block lasts."""

    def __init__(self, *secrets: str) -> None:
        """``secrets`` never appear in what is written."""
        self.out = GuardedStream(sys.stdout, secrets)
        self.err = GuardedStream(sys.stderr, secrets)
        self._before = sys.stdout, sys.stderr

    def __enter__(self) -> Self:
        """Put the guards in place."""
        sys.stdout, sys.stderr = self.out, self.err
        return self

    def __exit__(self, *_: object) -> None:
        """Take them away."""
        self.out.finish()
        self.err.finish()
        sys.stdout, sys.stderr = self._before
