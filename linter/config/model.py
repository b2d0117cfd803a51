"""Configuration text to ``Config``: strict, and every error names its line.

The text is a YAML file (``.github/listlint.yml``), or the fenced block with the info string
``yaml listlint`` of a Markdown file such as CONTRIBUTING.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from linter.model import Conventions, Direction, Document, ListlintError, Rule, Severity

if TYPE_CHECKING:
    from linter.config.link_settings import LinkSettings

FailOn = Literal["error", "warning", "never"]
FAIL_ON: tuple[FailOn, ...] = get_args(FailOn)
FILE_SIZE = 32_000_000
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)")


class RuleSetting(NamedTuple):
    """What is written about one rule; ``severity`` None: nothing."""

    severity: Severity | None = None
    options: Mapping[str, Any] = _NOTHING


RuleSettings = Mapping[str, RuleSetting]


class Override(NamedTuple):
    """What is different in some sections (and the sections inside them)."""

    sections: tuple[tuple[str, ...], ...]
    rules: RuleSettings = _NOTHING
    entry: tuple[str, ...] = ()
    order: Direction | None = None

    def covers(self, section: tuple[str, ...]) -> bool:
        """Whether ``section`` (heading texts, outermost first) is, or is inside, one of these."""
        return any(
            section[start : start + len(names)] == names
            for names in self.sections
            for start in range(len(section) - len(names) + 1)
        )


class ListConfig(NamedTuple):
    """What is written about the lists in some files. An empty value: nothing, so it is learned.

    ``files`` are globs on paths from the repository's root; none means every file. ``authors`` is
    the pair of ``Conventions.authors`` and ``author_separator``. ``sections`` are heading texts,
    each outermost first; a single name means that heading wherever it stands.
    """

    files: tuple[str, ...] = ()
    entry: tuple[str, ...] = ()
    order: Direction | None = None
    date: str = ""
    authors: tuple[str, str] | None = None
    cross_listing: Literal["allowed", "forbidden", ""] = ""
    sections: tuple[tuple[str, ...], ...] = ()
    block: str = ""
    rules: RuleSettings = _NOTHING
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True)
class Config:
    """Everything a configuration says. ``path`` is where it was written, "" for nowhere.

    ``file_size`` is in bytes. ``guide`` maps a rule id ("" for all others) to a URL or a path.
    """

    lists: tuple[ListConfig, ...] = ()
    rules: RuleSettings = field(default_factory=dict)
    guide: Mapping[str, str] = field(default_factory=dict)
    link_settings: LinkSettings | None = None
    file_size: int = FILE_SIZE
    fail_on: FailOn = "error"
    path: str = ""

    @property
    def links(self) -> LinkSettings:
        """How links are checked, where and with which cache."""
        from linter.config.link_settings import LinkSettings

        return self.link_settings or LinkSettings()

    def list_for(self, path: str) -> ListConfig:
        """What is written about ``path`` (from the repository's root): the first list with it."""
        for each in self.lists:
            if not each.files or any(matches(path, glob) for glob in each.files):
                return each
        return ListConfig()

    def rule(self, rule: Rule, *more: RuleSettings) -> tuple[Severity, Mapping[str, Any]]:
        """Severity and options of a rule; ``more`` settings win over the global ones, in order."""
        severity = rule.default_severity
        options = {name: option.default for name, option in rule.options.items()}
        for settings in (self.rules, *more):
            written = settings.get(rule.id)
            if written:
                severity = written.severity or severity
                options |= written.options
        return severity, options


def default_config() -> Config:
    """What holds where nothing is written: all is learned from the list."""
    return Config()


def load_config(text: str, path: str, rules: Sequence[Rule]) -> Config:
    """The configuration that ``text`` holds.

    ``path`` is for messages, and tells Markdown (``.md``) from YAML: of a Markdown file only the
    fenced block with the info string ``yaml listlint`` counts; without one, nothing is configured.

    Raises:
        ListlintError: not YAML, an unknown key or rule, a value that makes no sense; the text of
            the error says the line, the column and the nearest right word.
    """
    indent = 0
    if is_markdown(path):
        block = fenced_block(text, path)
        if block is None:
            return Config()
        text, indent = block
    from linter.config.parser import read_config

    return read_config(text, path, indent, rules)


def is_markdown(path: str) -> bool:
    """Whether a configuration at ``path`` is a block inside Markdown."""
    return path.lower().endswith((".md", ".markdown"))


def fenced_block(text: str, path: str) -> tuple[str, int] | None:
    """The block with the info string ``yaml listlint``, and how far it is indented.

    The text starts with as many empty lines as stand before the block, so that its line numbers
    are the file's. Fences are read as in CommonMark section 4.5; those of an enclosing fence or an
    HTML comment are no fences.
    """
    found: tuple[str, int] | None = None
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        opening = _FENCE.match(line)
        if line.lstrip(" ").startswith("<!--"):
            while "-->" not in line and number < len(lines):
                line = lines[number]
                number += 1
        elif opening:
            start, fence = number, opening["fence"]
            closing = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
            while number < len(lines) and not closing.match(lines[number]):
                number += 1
            if [word.lower() for word in opening["info"].split()[:2]] != ["yaml", "listlint"]:
                number += 1
                continue
            if number == len(lines):
                raise ListlintError(f"{path}:{start}:1: this fenced block is never closed")
            if found:
                raise ListlintError(
                    f"{path}:{start}:1: a second `yaml listlint` block; keep one of them"
                )
            indent = opening.start("fence")
            block = [re.sub(rf"^ {{0,{indent}}}", "", each) for each in lines[start:number]]
            found = "\n" * start + "\n".join(block) + "\n", indent
            number += 1
    return found


def matches(path: str, glob: str) -> bool:
    """Whether a path matches a glob: ``*`` and ``?`` within one name, ``**/`` any folders."""
    pattern = ""
    for part in re.split(r"(\*\*/|\*\*|\*|\?)", glob.removeprefix("./")):
        pattern += _GLOBS.get(part) or re.escape(part)
    return re.fullmatch(pattern, path.removeprefix("./")) is not None


_GLOBS = {"**/": r"(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def conventions_for(
    config: ListConfig, learned: Conventions, document: Document | None = None
) -> Conventions:
    """What is written wins over what was learned; ``sources`` says which of the two it is.

    ``document`` gives the headings that the configured section names stand for.
    """
    written: dict[str, Any] = {}
    if config.entry:
        written["templates"] = config.entry
    if config.order:
        written |= _order(config.order, learned)
    if config.date:
        written["date_format"] = config.date
    if config.authors:
        written["authors"], written["author_separator"] = config.authors
    if config.cross_listing:
        written["cross_listing"] = config.cross_listing
    if config.block:
        written["block"] = config.block
    if config.sections:
        headings = range(len(document.headings)) if document else ()
        paths = [document.section_of(index) for index in headings] if document else []
        named = {path for path in paths if any(ends_with(path, each) for each in config.sections)}
        written["sections"] = frozenset(named.union(config.sections))
    return _replaced(learned, written)


def overridden(override: Override, conventions: Conventions) -> Conventions:
    """The conventions of the sections that an override is about."""
    written: dict[str, Any] = {}
    if override.entry:
        written["templates"] = override.entry
    if override.order:
        written |= _order(override.order, conventions)
    return _replaced(conventions, written)


def ends_with(section: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Whether the innermost headings of ``section`` are ``names``."""
    return section[len(section) - len(names) :] == names if len(names) <= len(section) else False


def _order(order: Direction, learned: Conventions) -> dict[str, Any]:
    field = learned.order_field if learned.order == order else ""
    return {"order": order, "order_field": field, "unordered": frozenset()}


def _replaced(conventions: Conventions, written: Mapping[str, Any]) -> Conventions:
    sources = {**conventions.sources, **dict.fromkeys(written, "configuration")}
    return replace(conventions, **written, sources=sources) if written else conventions
