"""``listlint show``: what listlint sees in a list, as JSON."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from linter.files import write_output
from linter.project import load, parse
from linter.reporters.formats import json_for_log


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint show``."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a list; README.md if none")


def run(arguments: Namespace) -> int:
    """Parse and print."""
    from linter.reporters import document_json

    project = load(arguments.paths)
    write_output(json_for_log(document_json.render(parse(project))), None)
    return 0
