"""Files: which ones are named, how they are read and written, where a repository's root is."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import ENOENT
from pathlib import Path
from typing import BinaryIO

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


def write_file(
    path: Path, content: bytes, *, expected: bytes | None = None, force: bool = False
) -> None:
    """Replace a file's content in one step; a reader sees the old or the new, never a half.

    ``expected`` is what somebody's file held when it was read: whatever it holds now that is not
    this was written meanwhile, and stays. Mode, owner, extended attributes and other names (hard
    links) of such a file are kept, or it is refused with the reason. ``force`` writes a read-only
    file all the same, and one whose owner or other names a new file could not have in place.

    Raises:
        ListlintError: it cannot be written, or must not be.
    """
    target = Path(os.path.realpath(path))
    try:
        status = target.stat() if target.exists() else None
        if status and not stat.S_ISREG(status.st_mode):
            # A device or a pipe cannot be replaced, only written to.
            target.write_bytes(content)
            return
        if status and expected is not None and not force:
            _refuse_protected(path, target, status)
        with _uninterrupted():
            _clear_temporaries(target)
            _replace(path, target, status, content, expected)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ListlintError(f"{path.as_posix()}: cannot be written: {reason}") from None


def _refuse_protected(path: Path, target: Path, status: os.stat_result) -> None:
    """Refuse a file that is read-only, or that a new file cannot stand in for.

    Raises:
        ListlintError: says why, and what to do.
    """
    name = path.as_posix()
    if not status.st_mode & _ANY_WRITE or not os.access(target, os.W_OK):
        raise ListlintError(f"{name}: read-only; make it writable, or use --force")
    if status.st_nlink > 1:
        raise ListlintError(
            f"{name}: has {status.st_nlink} names (hard links), which a new file would part; "
            "--force writes into the file itself"
        )
    if not _can_own(status):
        raise ListlintError(
            f"{name}: belongs to another user, which a new file would not; "
            "--force writes into the file itself"
        )


_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def _can_own(status: os.stat_result) -> bool:
    """Whether this process may give a file the owner that ``status`` says."""
    if not hasattr(os, "geteuid"):
        return True
    groups = {os.getegid(), *os.getgroups()}
    return os.geteuid() == 0 or (status.st_uid == os.geteuid() and status.st_gid in groups)


def _replace(
    path: Path,
    target: Path,
    status: os.stat_result | None,
    content: bytes,
    expected: bytes | None,
) -> None:
    """Write ``content`` beside the target and put it in the target's place."""
    in_place = (
        status is not None
        and expected is not None
        and (status.st_nlink > 1 or not _can_own(status))
    )
    temporary, file = _temporary(target)
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if status is None:
                temporary.chmod(0o666 & ~_umask())
            else:
                _take_after(file.fileno(), target, status)
            if expected is not None and target.read_bytes() != expected:
                raise ListlintError(
                    f"{path.as_posix()}: was changed meanwhile, so it is left as it is; "
                    "run the command again"
                )
            if in_place:
                target.write_bytes(content)
            else:
                temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _take_after(descriptor: int, target: Path, status: os.stat_result) -> None:
    """Give an open file the owner, the extended attributes and the mode of another one."""
    if hasattr(os, "fchown"):
        with suppress(PermissionError):
            os.fchown(descriptor, status.st_uid, status.st_gid)
    if hasattr(os, "listxattr"):
        # Access lists among them; not every file system takes them.
        with suppress(OSError):
            for name in os.listxattr(target):
                os.setxattr(descriptor, name, os.getxattr(target, name))
    os.chmod(descriptor, stat.S_IMODE(status.st_mode))


def _temporary(target: Path) -> tuple[Path, BinaryIO]:
    """A new file beside the target, locked for as long as it is open."""
    for _ in range(_ATTEMPTS):
        path = target.with_name(_temporary_prefix(target) + os.urandom(4).hex())
        file = path.open("xb")
        _lock(file)
        # Before it was locked another run may have taken it for one that was left behind.
        if path.exists():
            return path, file
        file.close()
    raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(target))


_ATTEMPTS = 5


def _temporary_prefix(target: Path) -> str:
    # A file's name has 255 bytes at most.
    return f".{target.name[:50]}.listlint-"


def _clear_temporaries(target: Path) -> None:
    """Delete what killed runs have left beside the target: files that are not locked."""
    temporary = re.compile(re.escape(_temporary_prefix(target)) + "[0-9a-f]{8}")
    for name in names_in(target.parent):
        left = target.with_name(name)
        if not temporary.fullmatch(name) or left.is_symlink() or not left.is_file():
            continue
        with suppress(OSError), left.open("rb") as file:
            if _lock(file):
                left.unlink()


def _lock(file: BinaryIO) -> bool:
    """Lock an open file; False if another process has, or where there are no locks."""
    try:
        import fcntl
    except ImportError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let signals wait until the block is left, so that nothing half-written stays."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    waiting = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, waiting)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
