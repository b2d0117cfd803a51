"""The wiring: files, configuration, rules and probes brought together. Knows everyone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from linter.config.globs import is_glob, matching
from linter.config.load import MAX_CONFIG_BYTES, config_places, find_config, required_config
from linter.config.model import Config
from linter.engine.pages import read
from linter.engine.run import Source, lint
from linter.files import (
    DEFAULT_NAME,
    STDIN,
    names_in,
    read_standard_input,
    read_text,
    resolve,
    root_of,
    root_path,
    walk,
)
from linter.model import Document, ListlintError, Report, Rule, Severity
from linter.rules import load_rules
from linter.urls.targets import link_needs

if TYPE_CHECKING:
    from linter.config.link_settings import LinkSettings
    from linter.engine.fixer import Fixed
    from linter.engine.run import MoreNeeds
    from linter.links.checker import LinkChecker, Observer


class File(NamedTuple):
    """A file to lint: ``path`` as it was named, ``root_path`` from the repository's root."""

    path: Path
    root_path: str
    text: str


class Project(NamedTuple):
    """Files of one repository, what is configured for them, and the rules there are."""

    root: Path
    config: Config
    rules: tuple[Rule, ...]
    files: tuple[File, ...]


def load(
    paths: Sequence[str], config_path: str | None = None, *, stdin_name: str = DEFAULT_NAME
) -> Project:
    """The files that ``paths`` name, read, with their repository's configuration.

    Without ``paths``: the files of the configuration's lists, else README.md. ``-`` is standard
    input, judged as if it were the file ``stdin_name``.

    Raises:
        ListlintError: a file or a configuration that must be refused; files of two repositories.
    """
    rules = load_rules()
    if not paths:
        root = root_of(Path(DEFAULT_NAME))
        config = read_config(root, rules, config_path)
        _check_references(config, root)
        found = configured_files(root, config) or resolve(())
        return _project(root, config, rules, found)
    if STDIN in paths:
        return _standard_input(paths, config_path, stdin_name, rules)
    found = resolve([name for path in paths for name in _expand(path)])
    root = root_of(found[0])
    for path in found[1:]:
        if config_path is None and root_of(path) != root:
            raise ListlintError(
                f"{found[0].as_posix()} and {path.as_posix()} are in different repositories; "
                "check them one by one, or name one configuration for both with --config"
            )
    config = read_config(root, rules, config_path)
    if config_path is None:
        _check_references(config, root)
    return _project(root, config, rules, found)


def _project(root: Path, config: Config, rules: tuple[Rule, ...], paths: Iterable[Path]) -> Project:
    files = tuple(
        File(path, root_path(path, root), read_text(path, config.file_size)) for path in paths
    )
    return Project(root, config, rules, files)


def _standard_input(
    paths: Sequence[str], config_path: str | None, name: str, rules: tuple[Rule, ...]
) -> Project:
    if len(paths) > 1:
        raise ListlintError("`-` is standard input; name no other file beside it")
    path = Path(name)
    root = root_of(path)
    config = read_config(root, rules, config_path)
    text = read_standard_input(config.file_size, name)
    return Project(root, config, rules, (File(path, root_path(path, root), text),))


def configured_files(root: Path, config: Config) -> tuple[Path, ...]:
    """The files of the configuration's lists, as paths from the working directory.

    Raises:
        ListlintError: a symbolic link that leads out of the repository.
    """
    return files_matching(root, config.watched)


def files_matching(root: Path, globs: Sequence[str]) -> tuple[Path, ...]:
    """The files below ``root`` that the globs name, as paths from the working directory.

    Raises:
        ListlintError: a symbolic link that leads out of ``root``.
    """
    if not globs:
        return ()
    if any(is_glob(glob) for glob in globs) or any((root / glob).is_dir() for glob in globs):
        names = matching(globs, work_tree(root))
    else:
        names = [glob.removeprefix("./") for glob in globs]
    real_root = Path(os.path.realpath(root))
    found = []
    for name in dict.fromkeys(names):
        path = root / name
        if not path.is_file():
            continue  # git still knows a file that was deleted
        if not Path(os.path.realpath(path)).is_relative_to(real_root):
            raise ListlintError(f"{name}: a symbolic link out of the repository")
        found.append(Path(os.path.relpath(path)))
    return tuple(found)


def work_tree(root: Path) -> list[str]:
    """The files of a repository as paths from its root, without those that git ignores."""
    from linter import git

    listed = git.files(root) if (root / ".git").exists() else None
    return walk(root) if listed is None else listed


def _expand(path: str) -> list[str]:
    """The path itself, or the files that a glob names where no shell has expanded it."""
    if not is_glob(path) or Path(path).exists():
        return [path]
    inside = not Path(path).is_absolute() and ".." not in path.split("/")
    found = matching([path], work_tree(Path.cwd())) if inside else []
    if not found:
        raise ListlintError(f'no file matches "{path}"')
    return found


def _check_references(config: Config, root: Path) -> None:
    if config.path:
        from linter.config.references import check_references

        check_references(config, lambda name: (root / name).exists(), lambda: work_tree(root))


def read_config(root: Path, rules: Sequence[Rule], given: str | None = None) -> Config:
    """The configuration of the repository at ``root``: the file ``given``, else where it may be.

    Raises:
        ListlintError: ``given`` holds none; a configuration that is wrong.
    """
    if given is not None:
        path = Path(given)
        return required_config(read_text(path, MAX_CONFIG_BYTES), path.as_posix(), rules)
    places = config_places(lambda folder: names_in(root / folder))
    return find_config(places, lambda name: read_text(root / name, MAX_CONFIG_BYTES, name), rules)


def check(project: Project, *, base: str | None = None, online: bool = False) -> Report:
    """Lint the project's files; with ``base``, a git revision, only what is new counts.

    Raises:
        ListlintError: no such revision; a file that must be refused.
    """
    linted = sources(project, base)
    if not online:
        return lint(linted, project.config, project.rules, today=_today())
    with closing(link_checker(project)) as checker:
        return _check_online(project, linted, checker)


def check_every_link(
    project: Project, observer: Observer | None = None, *, base: str | None = None
) -> Report:
    """Lint the project's files online, and ask about every link; with ``base``, every new one.

    ``observer`` is called a few times a second with the progress of the check.
    """
    with closing(link_checker(project, observer)) as checker:
        return _check_online(project, sources(project, base), checker, link_needs)


def _check_online(
    project: Project,
    linted: Sequence[Source],
    checker: LinkChecker,
    more_needs: MoreNeeds | None = None,
) -> Report:
    """Lint with answers from outside; a signal ends the asking, and what is known is reported."""
    from linter.interrupts import stop_on_signals

    with stop_on_signals(checker.interrupt):
        report = lint(
            linted,
            project.config,
            project.rules,
            probe=checker,
            today=_today(),
            more_needs=more_needs,
        )
    return replace(report, notes=(*report.notes, *checker.notes))


def link_checker(project: Project, observer: Observer | None = None) -> LinkChecker:
    """The probe that the project's configuration describes; to be closed."""
    from linter.links.build import build_checker
    from linter.links.files import work_tree

    files = work_tree(project.root, [file.path for file in project.files])
    settings = project.config.links
    return build_checker(settings, token=github_token(settings), files=files, observer=observer)


def github_token(settings: LinkSettings) -> str:
    """GitHub's token from the environment, for GitHub's API alone.

    A configuration that came with a clone may name any host for it.
    """
    api = os.environ.get("GITHUB_API_URL") or type(settings.registries)().github
    return os.environ.get("GITHUB_TOKEN", "") if settings.registries.github == api else ""


def parse(project: Project) -> list[Document]:
    """The project's files, parsed, with their entries.

    Raises:
        ListlintError: a file that must be refused.
    """
    return [read(source_of(file), project.config) for file in project.files]


def check_text(project: Project, source: Source) -> Report:
    """Lint one source offline."""
    return lint([source], project.config, project.rules, today=_today())


def fix(project: Project, source: Source, *, unsafe: bool = False) -> Fixed:
    """The source's text with all fixes made that bring nothing new; writes nothing.

    Of a source with a base only what is new is fixed.
    """
    from linter.engine.fixer import fix_text
    from linter.text.diff import added_lines

    def lint_text(text: str) -> Report:
        # What a text teaches may change with it, so every outcome is judged by what it teaches.
        changed = source._replace(head=text)
        if source.base is not None and text != source.head:
            changed = changed._replace(added=added_lines(source.base, text))
        return check_text(project, changed)

    return fix_text(source.head, lint_text, unsafe=unsafe)


def _today() -> date:
    return datetime.now(UTC).date()


def sources(project: Project, rev: str | None) -> list[Source]:
    """The project's files, with what they were at a git revision to compare with, if one is given.

    Raises:
        ListlintError: no such revision.
    """
    if rev is None:
        return [source_of(file) for file in project.files]
    from linter import git

    base = git.base(project.root, rev)
    linted = []
    for file in project.files:
        before = base.content(file.root_path, project.config.file_size)
        source = source_of(file)
        if before is not None:
            added = git.added_lines(before, file.text.encode())
            # Bytes that are no text make a base that cannot be parsed, which the engine notes.
            text = before.decode(errors="replace")
            source = source._replace(base=text, added=added)
        linted.append(source)
    return linted


def source_of(file: File) -> Source:
    """The file as it is, with nothing to compare it with."""
    return Source(file.path.as_posix(), file.text, root_path=file.root_path)


def write_faults(report: Report) -> None:
    """This program's own faults on standard error, one line each."""
    for fault in report.faults:
        sys.stderr.write(f"listlint: {fault}\n")


def exit_code(report: Report, fail_on: str) -> int:
    """The code to leave with.

    130 after an interrupt, 2 if nothing could be judged, 1 if a problem weighs ``fail_on`` or if
    time ran out, else 0.
    """
    if report.is_interrupted:
        from linter.interrupts import EXIT_CODE

        return EXIT_CODE
    if not report.judged:
        return 2
    weights = [Severity.ERROR, Severity.WARNING, Severity.INFO]
    if fail_on == "never":
        return 0
    failing = weights[: weights.index(Severity(fail_on)) + 1]
    return int(report.incomplete is not None or any(map(report.count, failing)))
