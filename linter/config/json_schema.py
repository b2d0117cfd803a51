"""The configuration's JSON Schema, for editors: made from the same shapes that read it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from linter.config.parser import config_shape
from linter.model import Rule


def render(rules: Sequence[Rule]) -> str:
    """The schema (draft 7) of a configuration of these rules, as JSON text."""
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "listlint",
        **config_shape(rules).schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
