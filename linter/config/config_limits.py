"""The settings classes of the probes as configuration: shapes from their limits, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from linter.config.link_settings import Limit, LinkSettings, limits
from linter.config.schema import Flag, Keys, Many, Measure, Number, Shape, Text

DURATIONS = {"ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
SIZES = {
    "B": 1,
    "kB": 1_000,
    "KB": 1_000,
    "MB": 1_000_000,
    "GB": 1_000_000_000,
    "KiB": 1_024,
    "MiB": 1_048_576,
}


def limits_shape(settings: type, doc: str) -> Keys:
    """The shape of a settings class: a key for each field that has a limit."""
    shapes = {_key(name): _limit_shape(limit) for name, limit in limits(settings).items()}
    return Keys(shapes, doc)


def nested_shape(name: str, doc: str) -> Keys:
    """The shape of the settings that are a field of ``LinkSettings``."""
    return limits_shape(type(getattr(LinkSettings(), name)), doc)


def _limit_shape(limit: Limit) -> Shape:
    doc = limit.doc[:1].upper() + limit.doc[1:] + "."
    match limit.unit:
        case "seconds":
            return Measure(DURATIONS, "20s", doc, limit.least, limit.most)
        case "bytes":
            return Measure(SIZES, "64kB", doc, limit.least, limit.most)
        case "count":
            return Number(doc, limit.least, limit.most)
        case "flag":
            return Flag(doc)
        case "patterns":
            return Many(Text(), doc)
        case "statuses":
            return Many(Number("", limit.least, limit.most), doc)
        case "address":
            return Text(doc, "a URL, or an empty text to switch it off", r"(?:https?://[^\s/]\S*)?")
        case "path":
            return Text(doc)


def _key(name: str) -> str:
    return name.replace("_", "-")


def settings_from(settings: type, read: Mapping[str, Any]) -> Any:
    """A settings object from what was read; nested settings from nested mappings."""
    default = settings()
    values: dict[str, Any] = {}
    for each in fields(settings):
        if _key(each.name) not in read:
            continue
        value, before = read[_key(each.name)], getattr(default, each.name)
        if is_dataclass(before):
            value = settings_from(type(before), value)
        elif isinstance(before, int) and not isinstance(before, bool):
            value = int(value)
        elif each.metadata["limit"].unit == "path":
            value = Path(value)
        values[each.name] = value
    return settings(**values)
