"""Parse a configuration: every key with what it may hold and what it means."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from linter.config.globs import check_glob
from linter.config.link_settings import Limit, LinkSettings, limits
from linter.config.model import FAIL_ON, Config, ListConfig, Override, RuleSetting
from linter.config.schema import Choice, Either, Flag, Keys, Many, Measure, Number, Shape, String
from linter.config.yaml_nodes import compose
from linter.model import Direction, ListlintError, Option, Rule, Severity
from linter.text.dates import is_form

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
            return Many(String(), doc)
        case "statuses":
            return Many(Number("", limit.least, limit.most), doc)
        case "address":
            return String(
                doc, "a URL, or an empty text to switch it off", r"(?:https?://[^\s/]\S*)?"
            )
        case "path":
            return String(doc)


def _key(name: str) -> str:
    return name.replace("_", "-")


def settings_from(settings: type, read: Mapping[str, Any]) -> Any:
    """A settings object from what was read; nested settings from nested mappings."""
    default = settings()
    values: dict[str, Any] = {}
    for setting in fields(settings):
        if _key(setting.name) not in read:
            continue
        value, before = read[_key(setting.name)], getattr(default, setting.name)
        if is_dataclass(before):
            value = settings_from(type(before), value)
        elif isinstance(before, int) and not isinstance(before, bool):
            value = int(value)
        elif setting.metadata["limit"].unit == "path":
            value = Path(value)
        values[setting.name] = value
    return settings(**values)


def render_schema(rules: Sequence[Rule]) -> str:
    """The schema (draft 7) of a configuration of these rules, as JSON text.

    In the form of https://www.schemastore.org: what appears several times is a definition.
    """
    definitions = {
        "entry": _ENTRY.schema(),
        "order": _ORDER.schema(),
        "rules": _rules_shape(rules).schema(),
        "section": _SectionShape().schema(),
    }
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": SCHEMA_ID,
        "title": "listlint",
        **_with_references(config_shape(rules).schema(), definitions),
        "definitions": definitions,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _with_references(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """The schema with a reference wherever one of the definitions was written out."""
    for name, definition in definitions.items():
        if schema == definition:
            return {"$ref": f"#/definitions/{name}"}
    if isinstance(schema, dict):
        return {key: _with_references(value, definitions) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_with_references(value, definitions) for value in schema]
    return schema


SCHEMA_ID = "https://raw.githubusercontent.com/listlint/listlint/main/docs/listlint.schema.json"
_NAMES = r"First Last|Last, First"
_AUTHORS = rf"(?P<name>{_NAMES})(?:(?P<separator>.+?)(?P=name))?"


def read_config(text: str, path: str, indent: int, rules: Sequence[Rule]) -> Config:
    """The configuration in a YAML text; see ``config.load_config``."""
    root = compose(text, path, indent)
    if root is None:
        return Config(path=path)
    read = config_shape(rules).read(root)
    links = read.get("links", {}) | {
        key: settings for key in ("registries", "cache") if (settings := read.get(key))
    }
    return Config(
        lists=tuple(_list_config(listed) for listed in read.get("lists", ())),
        rules=_settings(read),
        guide=_guide(read, path),
        link_settings=settings_from(LinkSettings, links) if links else None,
        file_size=int(read.get("limits", {}).get("file-size", Config().file_size)),
        fail_on=read.get("fail-on", Config().fail_on),
        path=path,
    )


def config_shape(rules: Sequence[Rule]) -> Keys:
    """The shape of the whole configuration."""
    names = tuple(rule.id for rule in rules)
    return Keys(
        {
            "lists": Many(
                _list_shape(rules), "The lists, and how their entries are written.", lone=False
            ),
            "rules": _rules_shape(rules),
            "guide": Either(
                String(),
                Keys({"default": String(), **{name: String() for name in names}}, noun="rule"),
                lambda text: {"default": text},
                "Where the list states its rules: a path or URL, or one per rule.",
            ),
            "links": limits_shape(LinkSettings, "How links are checked."),
            "registries": nested_shape("registries", "Services that answer for many links."),
            "cache": nested_shape("cache", "Where and how long answers are kept."),
            "limits": Keys(
                {
                    "file-size": Measure(
                        SIZES, "32MB", "The largest file that is read.", 1, 1_000_000_000
                    )
                },
                "Bounds.",
            ),
            "fail-on": Choice(FAIL_ON, "The severity from which on the exit code is 1."),
        },
        "The configuration of listlint.",
    )


def _list_shape(rules: Sequence[Rule]) -> Keys:
    section = _SectionShape()
    override = Keys(
        {
            "sections": Many(section, "The sections this is about, those inside them included."),
            "rules": _rules_shape(rules),
            "entry": _ENTRY,
            "order": _ORDER,
        },
        "What is different in some sections.",
        required=("sections",),
    )
    return Keys(
        {
            "files": Many(
                String(check=check_glob), "The files: globs on paths from the repository's root."
            ),
            "entry": _ENTRY,
            "order": _ORDER,
            "date": String(
                "The format of dates, such as YYYY-MM-DD.",
                "a date format, such as YYYY-MM-DD or Mon YYYY",
                check=_check_date,
            ),
            "authors": String(
                "How authors are written, by the example of two.",
                "an example such as `First Last; First Last` or `Last, First; Last, First`",
                # Editors' regular expressions know no named groups.
                rf"(?:{_NAMES})(?:.+?(?:{_NAMES}))?",
            ),
            "cross-listing": Choice(
                ("allowed", "forbidden"), "Whether one work may be listed in two sections."
            ),
            "sections": Many(section, "The sections that may hold entries."),
            "block": String(
                "The HTML element around the entries of a section, such as details.",
                "the name of an HTML element, such as details",
                r"[a-z][a-z0-9-]*",
            ),
            "rules": _rules_shape(rules),
            "overrides": Many(override, "What is different in some sections.", lone=False),
        }
    )


class _SectionShape:
    """A heading's text, or a list of them, outermost first; read as a tuple."""

    def read(self, node: Any) -> tuple[str, ...]:
        names = tuple(String("", "a heading's text").read(item) for item in _items(node))
        if not names:
            raise node.error("expected a heading's text, not an empty list")
        return names

    def schema(self) -> dict[str, Any]:
        array = {"type": "array", "items": {"type": "string"}, "minItems": 1}
        return {"anyOf": [{"type": "string"}, array]}


def _items(node: Any) -> Sequence[Any]:
    items: Sequence[Any] = node.items() if node.is_list else [node]
    return items


def _rules_shape(rules: Sequence[Rule]) -> Keys:
    severities = tuple(str(severity) for severity in Severity)
    shapes: dict[str, Shape] = {}
    for rule in rules:
        options = {name: _option_shape(option) for name, option in rule.options.items()}
        shapes[rule.id] = Either(
            Choice(severities),
            Keys({"severity": Choice(severities), **options}, noun="option"),
            lambda severity: {"severity": severity},
            rule.summary,
        )
    return Keys(shapes, "The severity of rules, and their options.", "rule")


def _option_shape(option: Option) -> Shape:
    default = option.default
    if option.choices and all(isinstance(choice, str) for choice in option.choices):
        words = Choice(option.choices, option.doc)
        return Many(words, option.doc) if isinstance(default, (tuple, list, frozenset)) else words
    if isinstance(default, bool):
        return Flag(option.doc)
    if isinstance(default, (int, float)):
        return Number(option.doc, least=0, whole=isinstance(default, int))
    if isinstance(default, (tuple, list, frozenset)):
        return Many(String(), option.doc)
    return String(option.doc)


def _settings(read: Mapping[str, Any]) -> dict[str, RuleSetting]:
    settings = {}
    for name, written in read.get("rules", {}).items():
        severity = written.get("severity")
        options = {key: value for key, value in written.items() if key != "severity"}
        settings[name] = RuleSetting(Severity(severity) if severity else None, options)
    return settings


def _guide(read: Mapping[str, Any], path: str) -> dict[str, str]:
    default = {"": path} if path.lower().endswith(".md") else {}
    guide = {("" if key == "default" else key): to for key, to in read.get("guide", {}).items()}
    return default | guide


def _list_config(read: Mapping[str, Any]) -> ListConfig:
    return ListConfig(
        files=read.get("files", ()),
        entry=read.get("entry", ()),
        order=_ORDERS.get(read.get("order", "")),
        date=read.get("date", ""),
        authors=_authors(read["authors"]) if "authors" in read else None,
        cross_listing=read.get("cross-listing", ""),
        sections=read.get("sections", ()),
        block=read.get("block", ""),
        rules=_settings(read),
        overrides=tuple(
            Override(
                override["sections"],
                _settings(override),
                override.get("entry", ()),
                _ORDERS.get(override.get("order", "")),
            )
            for override in read.get("overrides", ())
        ),
    )


def _authors(example: str) -> tuple[str, str]:
    match = re.fullmatch(_AUTHORS, example)
    assert match is not None
    style = "first-last" if match["name"] == "First Last" else "last-first"
    return style, match["separator"] or ""


def _check_date(date_format: str) -> None:
    if not is_form(date_format):
        raise ListlintError(f'"{date_format}" is not a date format; write one such as YYYY-MM-DD')


# The fields that mean something to a rule; the names of all others are the list's own.
_TYPED_FIELDS = ("title", "url", "description", "date", "year", "authors", "venue")
# Shorter names that differ in one letter are words of their own: date and rate.
MIN_LENGTH_FOR_WRONG_LETTER = 5


def _check_entry(template: str) -> None:
    from linter.template.parser import TemplateError
    from linter.template.template import compile_template

    for field in compile_template(template).fields:
        if near := _typed_field_like(field.name):
            raise TemplateError(
                f"unknown field {{{field.name}}}; did you mean {{{near}}}? A field of your own "
                "needs a name that is less like it",
                max(template.find(f"{{{field.name}"), 0),
            )


def _typed_field_like(name: str) -> str:
    """The field that ``name`` is a slip of the pen for, such as title for titel; "" if none."""
    if name in _TYPED_FIELDS or "_" in name or name[-1:].isdigit():
        return ""
    from rapidfuzz.distance import OSA, Hamming

    for known in _TYPED_FIELDS:
        wrong_letter = len(known) == len(name) and Hamming.distance(known, name) == 1
        if wrong_letter and len(name) < MIN_LENGTH_FOR_WRONG_LETTER:
            continue
        if OSA.distance(known, name) == 1:
            return known
    return ""


_ORDERS: dict[str, Direction] = {
    "date, newest first": "newest",
    "date, oldest first": "oldest",
    "alphabetical": "a-z",
    "lines": "lines",
    "none": "none",
}
_ORDER = Choice(
    tuple(_ORDERS),
    "The order of the entries in a section; `lines` is that in which `sort` puts their lines.",
)
_ENTRY = Many(
    String("", "an entry template", check=_check_entry),
    "The line a contributor would copy, with {fields} in it; or several.",
)
