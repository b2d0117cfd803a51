"""The workflow that a list copies, as ``examples/workflow.yml`` has it."""

from __future__ import annotations

from importlib.resources import files


def workflow() -> str:
    """The workflow without the first line, which says where to copy it."""
    return (files("linter") / "workflow.yml").read_text("utf-8").partition("\n")[2]
