"""``listlint rules``: every rule in a table or as JSON, or the schema of the configuration."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from linter import DOCUMENTATION
from linter.cli.options import epilog
from linter.files import write_output
from linter.model import Rule
from linter.rules import load_rules

EPILOG = epilog(
    """\
  listlint rules
  listlint rules --format json
  listlint rules --schema > listlint.schema.json
""",
    "rules/README.md",
)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint rules``."""
    kind = parser.add_mutually_exclusive_group()
    formats = kind.add_argument(
        "--format", choices=("text", "json"), default="text", help="text (the default) or json"
    )
    formats.metavar = "FORMAT"
    kind.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of the configuration"
    )


def run(arguments: Namespace) -> int:
    """Print the rules or the schema."""
    rules = load_rules()
    if arguments.schema:
        from linter.config.parser import render_schema

        write_output(render_schema(rules), None)
        return 0
    if arguments.format == "json":
        write_output(_as_json(rules), None)
        return 0
    width = max(len(rule.id) for rule in rules)
    for rule in rules:
        online = " (online)" if rule.needs else ""
        severity = rule.default_severity.value
        write_output(f"{rule.id:{width}}  {severity:7}  {rule.summary}{online}\n", None)
    return 0


def _as_json(rules: Sequence[Rule]) -> str:
    listed = [
        {
            "id": rule.id,
            "severity": rule.default_severity.value,
            "summary": rule.summary,
            "online": rule.needs is not None,
            "options": {
                name: {
                    "default": sorted(option.default)
                    if isinstance(option.default, frozenset)
                    else option.default,
                    "doc": option.doc,
                }
                for name, option in rule.options.items()
            },
            "url": f"{DOCUMENTATION}/rules/{rule.id}.md",
        }
        for rule in rules
    ]
    return json.dumps({"version": 1, "rules": listed}, ensure_ascii=False, indent=2) + "\n"
