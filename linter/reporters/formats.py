"""The formats of a report, and how each is made."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from os import environ

from linter.model import Report, Rule

# The module of every format, by the format's name on the command line.
_MODULES = {
    "text": "text",
    "concise": "concise",
    "json": "json",
    "sarif": "sarif",
    "rdjson": "rdjson",
    "junit": "junit",
    "github": "annotations",
    "markdown": "summary",
}
FORMATS = tuple(_MODULES)
_JSON = frozenset({"json", "sarif", "rdjson"})


def render(
    report: Report,
    name: str,
    rules: Sequence[Rule],
    *,
    to_file: bool = False,
    verbose: bool = False,
    quiet: bool = False,
) -> str:
    """The report in one of the ``FORMATS``; a text on a terminal is in colour and fits it.

    ``verbose`` and ``quiet`` are for texts.
    """
    reporter = import_module(f"linter.reporters.{_MODULES[name]}")
    rendered: str
    if name == "text":
        options = reporter.TextOptions(verbose=verbose, quiet=quiet)
        if not to_file and sys.stdout.isatty():
            import shutil

            width = shutil.get_terminal_size((options.width, 24)).columns
            options = options._replace(color=wants_color(), width=width, terminal=True)
        rendered = reporter.render(report, options)
    elif name == "sarif":
        rendered = reporter.render(report, rules)
    else:
        rendered = reporter.render(report)
    return json_for_log(rendered) if name in _JSON and not to_file else rendered


def is_in_workflow() -> bool:
    """Whether GitHub's runner reads the output: it takes some lines for commands."""
    return environ.get("GITHUB_ACTIONS") == "true"


def json_for_log(text: str) -> str:
    """JSON text that says the same to a program, and nothing to GitHub's runner."""
    if not is_in_workflow():
        return text
    from linter.reporters import escape

    return escape.json_text(text)


def wants_color() -> bool:
    """Whether the environment leaves colour on (https://no-color.org, and dumb terminals)."""
    return not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
