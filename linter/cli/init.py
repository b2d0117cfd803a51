"""``listlint init``: write down how a list is written, and the workflow that holds it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from linter import files
from linter.cli.workflow_template import workflow
from linter.config.load import config_places, default_config, load_config
from linter.config.model import FILE_SIZE
from linter.conventions import proposal
from linter.engine.pages import pages
from linter.files import write_file, write_output
from linter.model import ListlintError, Problem
from linter.project import File, Project, check, source_of
from linter.reporters.formats import render
from linter.rules import load_rules

CONFIGURATION = ".github/listlint.yml"
WORKFLOW = ".github/workflows/listlint.yml"


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint init``."""
    parser.add_argument("path", nargs="?", metavar="PATH", help="the list; README.md if none")
    parser.add_argument("--force", action="store_true", help="write over what is there")
    parser.add_argument(
        "--print", action="store_true", help="print the block for CONTRIBUTING.md, write nothing"
    )


def run(arguments: Namespace) -> int:
    """Learn, write, and show what `check` says then."""
    path = files.resolve([arguments.path] if arguments.path else [])[0]
    root = files.root_of(path)
    configured = root / CONFIGURATION
    if not arguments.print and not arguments.force:
        _refuse_to_overwrite(root)
    text = files.read_text(path, FILE_SIZE)
    file = File(path, files.root_path(path, root), text)
    project = Project(root, default_config(), load_rules(), (file,))
    configuration = _proposed(project)
    if arguments.print:
        write_output(proposal.fenced(configuration), None)
        return 0
    _write(configured, configuration)
    said = [f"Wrote {CONFIGURATION}: how the list is written, and what shows it."]
    if (root / WORKFLOW).exists() and not arguments.force:
        said.append(f"Kept {WORKFLOW} as it is.")
    else:
        _write(root / WORKFLOW, workflow())
        said.append(f"Wrote {WORKFLOW}: it reviews every pull request.")
    said += ["With these, `listlint check` says today:", ""]
    write_output("\n".join(said) + "\n", None)
    config = load_config(configuration, CONFIGURATION, project.rules)
    report = check(replace(project, config=config))
    write_output(render(report, "text", project.rules), None)
    return 0


def _refuse_to_overwrite(root: Path) -> None:
    for name in config_places(lambda folder: files.names_in(root / folder)):
        path = root / name
        if name == CONFIGURATION:
            raise ListlintError(f"{name}: is there already; --force writes over it")
        if load_config(files.read_text(path, FILE_SIZE, name), name, load_rules()).path:
            raise ListlintError(
                f"{name}: holds a configuration; --force writes {CONFIGURATION}, which goes first"
            )


def _proposed(project: Project) -> str:
    """The configuration by which `check` says what it says without one."""
    file = project.files[0]
    page, _, _ = pages(source_of(file), project.config)
    before = _findings(check(project).problems)

    def difference(text: str) -> int:
        config = load_config(text, CONFIGURATION, project.rules)
        after = _findings(check(replace(project, config=config)).problems)
        return ((before - after) + (after - before)).total()

    guides = (_guide(project.root / name) for name in (".github", "", "docs"))
    guide = next((path for path in guides if path), None)
    return proposal.propose(
        file.root_path,
        page.document,
        page.views[0].conventions,
        guide=files.root_path(guide, project.root) if guide else "",
        difference=difference,
    )


def _findings(problems: Iterable[Problem]) -> Counter[tuple[object, ...]]:
    return Counter((each.rule, each.span, each.severity, each.message) for each in problems)


def _guide(folder: Path) -> Path | None:
    """The CONTRIBUTING file of a folder."""
    if not folder.is_dir():
        return None
    named = (path for path in sorted(folder.iterdir()) if path.name.lower() == "contributing.md")
    return next(named, None)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ListlintError(f"{path.parent.as_posix()}: cannot be made: {reason}") from None
    write_file(path, text.encode())
