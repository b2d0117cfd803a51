"""``listlint show``: what listlint sees in a list, as JSON."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from linter import app


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint show``."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a list; README.md if none")


def run(arguments: Namespace) -> int:
    """Parse and print."""
    from linter.reporters import show

    project = app.load(arguments.paths)
    app.write_output(show.render(app.parse(project)), None)
    return 0
