"""The configuration's page: its examples are read, its bounds are the real ones."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from linter.config.link_settings import CacheSettings, Limit, LinkSettings, Registries, limits
from linter.config.load import load_config
from linter.config.model import FILE_SIZE
from linter.config.parser import DURATIONS, SIZES, config_shape
from linter.config.schema import Keys, Many
from linter.config.yaml_nodes import MAX_CHARACTERS
from linter.rules import load_rules

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
TABLE = "| key | without it | between | meaning |\n| --- | --- | --- | --- |\n"
TEXT = PAGE.read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def rows() -> Iterator[str]:
    """The table of bounds, from the declarations themselves."""
    groups = {"links": LinkSettings(), "cache": CacheSettings(), "registries": Registries()}
    for group, settings in groups.items():
        for name, limit in limits(type(settings)).items():
            key = f"`{group}: {name.replace('_', '-')}`"
            default = spelled(getattr(settings, name), limit)
            yield f"| {key} | {default} | {bounds(limit)} | {limit.doc} |"
    size = spelled(FILE_SIZE, Limit("bytes", ""))
    yield f"| `limits: file-size` | {size} | 1B to 1GB | the largest file that is read |"


def spelled(value: object, limit: Limit) -> str:
    if limit.unit in ("seconds", "bytes") and isinstance(value, (int, float)):
        units = DURATIONS if limit.unit == "seconds" else {**SIZES, "KiB": 1024}
        if not value:
            return "0"
        exact = [(u, s) for u, s in units.items() if s <= value and round(value / s, 3) % 1 == 0]
        unit, size = max(
            exact or [(min(units, key=units.__getitem__), min(units.values()))],
            key=lambda item: item[1],
        )
        return f"{value / size:g}{unit}"
    if value in ("", (), None):
        return "none"
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def bounds(limit: Limit) -> str:
    if limit.least is None or limit.most is None:
        return ""
    return f"{spelled(limit.least, limit)} to {spelled(limit.most, limit)}"


def test_the_bounds_are_the_real_ones() -> None:
    before, _, _ = TEXT.partition(TABLE)
    wanted = before + TABLE + "".join(f"{row}\n" for row in rows())
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(wanted, "utf-8")
    assert PAGE.read_text("utf-8") == wanted, "UPDATE_GOLDEN=1 writes the table anew"
    assert f"{MAX_CHARACTERS:,} characters" in TEXT


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_read(example: str) -> None:
    load_config(example, "listlint.yml", load_rules())


def test_the_large_example_has_every_key() -> None:
    def missing(shape: object, shown: Any) -> Iterator[str]:
        if isinstance(shape, Many) and isinstance(shown, list):
            yield from missing(shape.of, shown[0])
        if isinstance(shape, Keys):
            yield from shape.keys.keys() - shown.keys()
            for name in shape.keys.keys() & shown.keys() - settings:
                yield from missing(shape.keys[name], shown[name])

    settings = {"rules", "guide", "links", "registries", "cache"}
    shown = yaml.safe_load(EXAMPLES[0])
    assert not list(missing(config_shape(load_rules()), shown))
