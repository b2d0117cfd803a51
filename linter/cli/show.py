"""``listlint show``: what listlint sees in a list, as JSON."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from linter.cli.options import add_config, add_paths, epilog
from linter.files import write_output
from linter.project import load, parse
from linter.reporters.formats import json_for_log

EPILOG = epilog("  listlint show README.md | jq '.files[0].entries[0]'\n")


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint show``."""
    add_paths(parser)
    add_config(parser)


def run(arguments: Namespace) -> int:
    """Parse and print."""
    from linter.reporters import document_json

    project = load(arguments.paths, arguments.config, stdin_name=arguments.stdin_filename)
    write_output(json_for_log(document_json.render(parse(project))), None)
    return 0
