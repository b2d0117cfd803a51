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
    "json": "json",
    "sarif": "sarif",
    "rdjson": "rdjson",
    "github": "annotations",
    "markdown": "summary",
}
FORMATS = tuple(_MODULES)


def render(report: Report, name: str, rules: Sequence[Rule], *, to_file: bool = False) -> str:
    """The report in one of the ``FORMATS``; a text on a terminal is in colour and fits it."""
    reporter = import_module(f"linter.reporters.{_MODULES[name]}")
    rendered: str
    if name == "text":
        width, color = reporter.WIDTH, False
        if not to_file and sys.stdout.isatty():
            import shutil

            width, color = shutil.get_terminal_size((width, 24)).columns, wants_color()
        rendered = reporter.render(report, color=color, width=width)
    elif name == "sarif":
        rendered = reporter.render(report, rules)
    else:
        rendered = reporter.render(report)
    return log_safe(rendered) if name in ("text", "markdown") and not to_file else rendered


def log_safe(text: str) -> str:
    """``text`` as it may stand in a log: GitHub's runner takes some lines for commands."""
    if environ.get("GITHUB_ACTIONS") != "true":
        return text
    from linter.reporters import escape

    return escape.log(text)


def wants_color() -> bool:
    """Whether the environment leaves colour on (https://no-color.org, and dumb terminals)."""
    return not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
