"""``listlint rules``: every rule in a table, or the schema of their configuration."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from linter.files import write_output
from linter.rules import load_rules


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint rules``."""
    parser.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of the configuration"
    )


def run(arguments: Namespace) -> int:
    """Print the table or the schema."""
    rules = load_rules()
    if arguments.schema:
        from linter.config.parser import render_schema

        write_output(render_schema(rules), None)
        return 0
    width = max(len(rule.id) for rule in rules)
    for rule in rules:
        online = " (online)" if rule.needs else ""
        severity = rule.default_severity.value
        write_output(f"{rule.id:{width}}  {severity:7}  {rule.summary}{online}\n", None)
    return 0
