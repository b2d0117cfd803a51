"""The rules: one module each, named like its id. A new rule is a new file here, nothing else."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from linter.model import Rule


def load_rules() -> tuple[Rule, ...]:
    """Every rule of this package, sorted by id."""
    names = [module.name for module in iter_modules(__path__)]
    rules: list[Rule] = [import_module(f"{__name__}.{name}").RULE for name in names]
    return tuple(sorted(rules, key=lambda rule: rule.id))
