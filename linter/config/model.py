"""Configuration text to ``Config``: strict, and every error names its line.

The text is a YAML file (``.github/listlint.yml``), or the fenced block with the info string
``yaml listlint`` of a Markdown file such as CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self, get_args

from linter.config.globs import matches
from linter.model import NOTHING, Conventions, Direction, Document, Rule, Severity

if TYPE_CHECKING:
    from linter.config.link_settings import LinkSettings

FailOn = Literal["error", "warning", "info", "never"]
FAIL_ON: tuple[FailOn, ...] = get_args(FailOn)
FILE_SIZE = 32_000_000


class Written(str):
    """A text of the configuration that knows its place: ``path:line:column``."""

    __slots__ = ("place",)
    place: str

    def __new__(cls, text: str, place: str) -> Self:
        """``place`` as messages write it."""
        written = super().__new__(cls, text)
        written.place = place
        return written


def place_of(text: str) -> str:
    """Where a text was written, followed by ``: ``; "" for one that no configuration holds."""
    return f"{text.place}: " if isinstance(text, Written) else ""


class RuleSetting(NamedTuple):
    """What is written about one rule; ``severity`` None: nothing."""

    severity: Severity | None = None
    options: Mapping[str, Any] = NOTHING


RuleSettings = Mapping[str, RuleSetting]


class Override(NamedTuple):
    """What is different in some sections (and the sections inside them)."""

    sections: tuple[tuple[str, ...], ...]
    rules: RuleSettings = NOTHING
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
    the outermost first; a single name means that heading at any level.
    """

    files: tuple[str, ...] = ()
    entry: tuple[str, ...] = ()
    order: Direction | None = None
    date: str = ""
    authors: tuple[str, str] | None = None
    cross_listing: Literal["allowed", "forbidden", ""] = ""
    sections: tuple[tuple[str, ...], ...] = ()
    block: str = ""
    rules: RuleSettings = NOTHING
    overrides: tuple[Override, ...] = ()


class Config(NamedTuple):
    """Everything a configuration says. ``path`` is the file it was read from, "" for none.

    ``file_size`` is in bytes. ``guide`` maps a rule id ("" for all others) to a URL or a path.
    ``selected`` and ``ignored`` are the rules that this run is limited to, and those it leaves out.
    """

    lists: tuple[ListConfig, ...] = ()
    rules: RuleSettings = NOTHING
    guide: Mapping[str, str] = NOTHING
    link_settings: LinkSettings | None = None
    file_size: int = FILE_SIZE
    fail_on: FailOn = "error"
    path: str = ""
    selected: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()

    @property
    def links(self) -> LinkSettings:
        """How links are checked, where and with which cache."""
        from linter.config.link_settings import LinkSettings

        return self.link_settings or LinkSettings()

    @property
    def watched(self) -> tuple[str, ...]:
        """The globs of all lists; none if a list is about every file, or there is no list."""
        if all(listed.files for listed in self.lists):
            return tuple(glob for listed in self.lists for glob in listed.files)
        return ()

    def list_for(self, path: str) -> ListConfig:
        """What is written about ``path`` (from the repository's root): the first list with it."""
        for listed in self.lists:
            if not listed.files or matches(path, listed.files):
                return listed
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
        if rule.id in self.ignored or (self.selected and rule.id not in self.selected):
            return Severity.OFF, options
        if self.selected and severity is Severity.OFF:
            # It was asked for by name.
            off = rule.default_severity is Severity.OFF
            severity = Severity.WARNING if off else rule.default_severity
        return severity, options


def conventions_for(
    config: ListConfig, learned: Conventions, document: Document | None = None
) -> Conventions:
    """What is written wins over what was learned; ``sources`` says which of the two it is.

    ``document`` gives the headings that the configured section names refer to.
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
        wanted, lengths = set(config.sections), {len(names) for names in config.sections}
        named = {path for path in paths if any(path[-n:] in wanted for n in lengths)}
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


def _order(order: Direction, learned: Conventions) -> dict[str, Any]:
    field = learned.order_field if learned.order == order else ""
    return {"order": order, "order_field": field, "unordered": frozenset()}


def _replaced(conventions: Conventions, written: Mapping[str, Any]) -> Conventions:
    sources = {**conventions.sources, **dict.fromkeys(written, "configuration")}
    return conventions._replace(**written, sources=sources) if written else conventions
