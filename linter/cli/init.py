"""``listlint init``: learn a list, and write its configuration and its workflow."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from linter import files
from linter.cli.options import epilog
from linter.cli.workflow_template import workflow
from linter.config.load import config_places, default_config, load_config
from linter.config.model import FILE_SIZE
from linter.conventions import proposal
from linter.engine.pages import pages
from linter.files import write_file, write_output
from linter.model import ListlintError, Problem
from linter.project import File, Project, check, source_of
from linter.reporters.common import tally
from linter.rules import load_rules

CONFIGURATION = ".github/listlint.yml"
WORKFLOW = ".github/workflows/listlint.yml"

EPILOG = epilog(
    """\
  listlint init                         README.md of this repository
  listlint init lists/papers.md         another list
  listlint init --print                 the block for CONTRIBUTING.md instead
""",
    "configuration.md",
)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint init``."""
    parser.add_argument("path", nargs="?", metavar="PATH", help="the list (default: README.md)")
    parser.add_argument("--force", action="store_true", help="overwrite existing files")
    parser.add_argument(
        "--print", action="store_true", help="print the block for CONTRIBUTING.md and write nothing"
    )


def run(arguments: Namespace) -> int:
    """Learn, write, and say what `check` reports with that."""
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
    lines = [f"Wrote {CONFIGURATION}: how the list is written, with the evidence."]
    if (root / WORKFLOW).exists() and not arguments.force:
        lines.append(f"Kept {WORKFLOW} as it is.")
    else:
        _write(root / WORKFLOW, workflow())
        lines.append(f"Wrote {WORKFLOW}: it reviews every pull request.")
    config = load_config(configuration, CONFIGURATION, project.rules)
    problems = check(project._replace(config=config)).problems
    found = tally(problem for problem in problems if problem.status == "reported")
    lines.append(f"`listlint check` reports {found or 'nothing'} today.")
    write_output("\n".join(lines) + "\n", None)
    return 0


def _refuse_to_overwrite(root: Path) -> None:
    for name in config_places(lambda folder: files.names_in(root / folder)):
        path = root / name
        if name == CONFIGURATION:
            raise ListlintError(f"{name}: exists already; --force overwrites it")
        if load_config(files.read_text(path, FILE_SIZE, name), name, load_rules()).path:
            raise ListlintError(
                f"{name}: holds a configuration; --force writes {CONFIGURATION}, which is used "
                "instead"
            )


def _proposed(project: Project) -> str:
    """The configuration by which `check` says what it says without one."""
    file = project.files[0]
    page, _, _ = pages(source_of(file), project.config)
    before = _findings(check(project).problems)

    def difference(text: str) -> int:
        config = load_config(text, CONFIGURATION, project.rules)
        after = _findings(check(project._replace(config=config)).problems)
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
    return Counter((found.rule, found.span, found.severity, found.message) for found in problems)


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
        raise ListlintError(f"{path.parent.as_posix()}: cannot be created: {reason}") from None
    write_file(path, text.encode())
