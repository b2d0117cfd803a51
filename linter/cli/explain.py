"""``listlint explain RULE``: a rule's page, in the terminal."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import Literal

from linter.cli.options import complete_rules, epilog, is_colored, set_completer
from linter.files import write_output
from linter.model import ListlintError, Rule
from linter.rules import load_rules

EPILOG = epilog("  listlint explain entry-order\n", "rules/README.md")


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``listlint explain``."""
    rule = parser.add_argument("rule", metavar="RULE", help="a rule's id, such as entry-order")
    set_completer(rule, complete_rules)


def run(arguments: Namespace) -> int:
    """Print what the rule does, why, an example, and its options."""
    rules = {rule.id: rule for rule in load_rules()}
    rule = rules.get(arguments.rule)
    if rule is None:
        from linter.config.schema import nearest

        raise ListlintError(f'there is no rule "{arguments.rule}"{nearest(arguments.rule, rules)}')
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        colors: Literal["auto"] | None = "auto" if is_colored() else None
        Console(color_system=colors).print(Markdown(page(rule)))
        return 0
    write_output(page(rule), None)
    return 0


def page(rule: Rule) -> str:
    """A rule's documentation as Markdown."""
    online = ", with `--online` only" if rule.needs else ""
    parts = [f"# {rule.id} ({rule.default_severity.value}{online})", rule.doc.strip()]
    if rule.options:
        lines = []
        for name, option in rule.options.items():
            choices = f", one of {_spelled(option.choices)}" if option.choices else ""
            lines.append(f"- `{name}`: {option.doc} (default: {_spelled(option.default)}{choices})")
        parts.append("## Options\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _spelled(value: object) -> str:
    """A value as the configuration writes it."""
    if isinstance(value, (tuple, list, frozenset)):
        return ", ".join(map(_spelled, value)) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
