"""Files: which ones are named, how they are read and written, where a repository's root is."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from linter.model import ListlintError

DEFAULT_NAME = "README.md"
# More files than any repository of lists has; a walk over so many takes about a second.
MAX_FILES = 200_000
_NOT_WALKED = frozenset({".git", "node_modules", ".venv", "venv"})


STDIN = "-"


def resolve(paths: Sequence[str]) -> tuple[Path, ...]:
    """The files that command-line paths name: a directory means its README.md, nothing too.

    A file that is named twice counts once.

    Raises:
        ListlintError: a directory without a README.md.
    """
    found: dict[str, Path] = {}
    for given in paths or [DEFAULT_NAME]:
        path = Path(given)
        if path.is_dir():
            path = _readme(path, f"{given}: this directory has no {DEFAULT_NAME}; name the file")
        elif not paths and not path.exists():
            path = _readme(Path(), f"{DEFAULT_NAME}: no such file here; name the list to check")
        found.setdefault(os.path.realpath(path), path)
    return tuple(found.values())


def walk(root: Path) -> list[str]:
    """The files below a directory, as paths from it with slashes; at most ``MAX_FILES``.

    Git's own folder and folders that hold installed packages are left out.
    """
    found: list[str] = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _NOT_WALKED)
        for name in sorted(names):
            if len(found) == MAX_FILES:
                return found
            found.append(Path(folder, name).relative_to(root).as_posix())
    return found


def _readme(directory: Path, otherwise: str) -> Path:
    path = directory / DEFAULT_NAME
    if path.exists():
        return path
    spelled = [name for name in names_in(directory) if name.lower() == DEFAULT_NAME.lower()]
    if not spelled:
        raise ListlintError(otherwise)
    return directory / min(spelled)


def names_in(directory: Path) -> list[str]:
    """The names of the files in a directory; none where there is no such directory."""
    try:
        return [path.name for path in directory.iterdir()]
    except OSError:
        return []


def read_text(path: Path, limit: int, name: str = "") -> str:
    """The text of a file, its line endings and byte order mark untouched.

    ``limit`` is in bytes; ``name`` is what messages call the file.

    Raises:
        ListlintError: no such file, no plain file, too large, binary, not UTF-8.
    """
    name = name or path.as_posix()
    try:
        # Opening a pipe would wait for somebody to write into it.
        if path.exists() and not path.is_file() and not path.is_dir():
            raise ListlintError(f"{name}: not a plain file")
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ListlintError(f"{name}: not a plain file")
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise ListlintError(f"{name}: no such file") from None
    except IsADirectoryError:
        raise ListlintError(f"{name}: a directory, not a file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ListlintError(f"{name}: cannot be read: {reason.lower()}") from None
    if len(content) > limit:
        size = max(status.st_size, len(content))
        raise ListlintError(
            f"{name}: {size:,} bytes, more than the limit of {limit:,}; "
            "`limits: {file-size: ...}` in the configuration raises it"
        )
    return decode(content, name)


def read_standard_input(limit: int, name: str) -> str:
    """The text on standard input; ``limit`` is in bytes, ``name`` is what messages call it.

    Raises:
        ListlintError: too large, binary, not UTF-8.
    """
    content = sys.stdin.buffer.read(limit + 1)
    if len(content) > limit:
        raise ListlintError(f"{name}: standard input is larger than the limit of {limit:,} bytes")
    return decode(content, name)


def decode(content: bytes, name: str) -> str:
    """The text of a file's bytes; ``name`` is what messages call it.

    Raises:
        ListlintError: binary, or not UTF-8; says at which line and byte.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ListlintError(f"{name}: UTF-16 text; save the file as UTF-8")
    zero = content.find(b"\0")
    if zero >= 0:
        raise ListlintError(f"{name}: a binary file (a NUL byte at offset {zero:,})")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        raise ListlintError(
            f"{name}:{line}:{column}: not UTF-8 (byte 0x{content[error.start]:02X} at offset "
            f"{error.start:,}); save the file as UTF-8"
        ) from None


def root_of(path: Path) -> Path:
    """The root of the repository that ``path`` is in: the nearest directory with a ``.git``.

    Without one: the working directory if the file is below it, else the file's own directory.
    Nothing above the root is ever read.
    """
    file = Path(os.path.realpath(path))
    for directory in file.parents:
        if (directory / ".git").exists():
            return directory
    here = Path(os.path.realpath(Path.cwd()))
    return here if here in file.parents else file.parent


def root_path(path: Path, root: Path) -> str:
    """``path`` from the repository's root, with slashes."""
    real = os.path.realpath(path)
    return Path(os.path.relpath(real, root)).as_posix()


def write_output(text: str, path: str | None, *, are_commands: bool = False) -> None:
    """Write to a file (whole or not at all), or to standard output.

    ``are_commands``: workflow commands whose parts are escaped already. In a workflow nothing else
    can command the runner, see ``github/workflow_log.py``.

    Raises:
        ListlintError: the file, or standard output, cannot be written.
    """
    if path is None:
        try:
            write = sys.stdout.write
            if are_commands:
                write = getattr(sys.stdout, "command", write)
            write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            raise ListlintError(f"standard output cannot be written: {why}") from error
        return
    write_file(Path(path), text.encode())


def write_file(path: Path, content: bytes) -> None:
    """Replace a file's content in one step; a reader sees the old or the new, never a half.

    Raises:
        ListlintError: it cannot be written.
    """
    import tempfile

    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        if target.exists() and not target.is_file():
            # A device or a pipe cannot be replaced, only written to.
            target.write_bytes(content)
            return
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            temporary.chmod(mode)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ListlintError(f"{path.as_posix()}: cannot be written: {reason}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
