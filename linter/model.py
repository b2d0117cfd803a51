"""The core types: positions, documents, rules, facts, reports.

Only the standard library is imported here. Every type is frozen: a value never changes once it is
made. Nearly all are named tuples: defining one takes a fifth of the time of a dataclass, and
start-up is part of the product. A document caches what is asked of it, so it is a dataclass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property, wraps
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol, TypeVar


class ListlintError(Exception):
    """Something the user has to fix before listlint can run: shown as one line, exit code 2.

    The text says what, where (``file:line:column`` if there is a place) and what to do.
    """


NOTHING: Mapping[Any, Any] = MappingProxyType({})
"""The default of what is a mapping."""


# ---------------------------------------------------------------------------------- positions


class Span(NamedTuple):
    """A range of the original file: 1-based, in Unicode code points, end exclusive.

    Lines are counted as CommonMark counts them (section 2.1: LF, CR or CR LF end a line). A byte
    order mark is not a part of line 1, and a tab is one code point.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return (self.line, self.column) <= (other.line, other.column) and (
            other.end_line,
            other.end_column,
        ) <= (self.end_line, self.end_column)


class Edit(NamedTuple):
    """Replace the text under ``span`` by ``text``; an empty span inserts."""

    span: Span
    text: str


class Fix(NamedTuple):
    """Edits that belong together. ``safe``: no text of the author's is lost, no meaning changes."""

    edits: tuple[Edit, ...]
    safe: bool


# ---------------------------------------------------------------------------------- a document

LinkKind = Literal["inline", "reference", "autolink", "html", "image"]


class Heading(NamedTuple):
    """A heading as GitHub renders it, raw ``<h2>`` included.

    ``text`` is its plain text content (images dropped), ``anchor`` GitHub's fragment for it.
    """

    level: int
    text: str
    anchor: str
    span: Span


class Link(NamedTuple):
    """Anything that GitHub turns into a link or an image.

    ``url`` is the destination as a browser gets it (escapes and entities resolved), ``url_span``
    the place of its source: for a reference link, in its definition.
    """

    url: str
    text: str
    kind: LinkKind
    span: Span
    url_span: Span


ItemKind = Literal["item", "row", "paragraph"]


class Item(NamedTuple):
    """A place where an entry may be: a list item, a table's body row, a top-level paragraph.

    ``span`` runs from the marker (the row's or paragraph's first character) to the end of its last
    line that is not blank, children included; ``own_end_line`` is the last line of its own text,
    before the first nested list. ``parent`` indexes ``Document.items``, ``heading`` indexes
    ``Document.headings`` (the heading in force; None before the first), ``block`` indexes
    ``Document.blocks`` (the innermost one around it). ``group`` numbers the list, table or run of
    paragraphs it belongs to. ``cells`` are a row's cells, trimmed; ``header`` its table's header.
    """

    kind: ItemKind
    span: Span
    own_end_line: int
    marker: str = ""
    depth: int = 0
    group: int = 0
    parent: int | None = None
    heading: int | None = None
    block: int | None = None
    cells: tuple[Span, ...] = ()
    header: tuple[str, ...] = ()


class Block(NamedTuple):
    """A raw HTML container that folds or frames entries, such as ``<details>``.

    ``span`` runs from the opening tag to the end of the closing one (to the end of the file if it
    is never closed); ``heading`` indexes ``Document.headings``: the heading in force at its start.
    """

    tag: str
    span: Span
    heading: int | None = None
    parent: int | None = None


class Anchor(NamedTuple):
    """A fragment target other than a heading: ``<a name>`` or any element's ``id``."""

    name: str
    span: Span


class Tag(NamedTuple):
    """A tag of raw HTML, or a comment (``name`` is then ``!--``).

    ``inline``: it is in a text, not in an HTML block. ``bare``: it has no attributes.
    """

    name: str
    closing: bool
    span: Span
    inline: bool
    bare: bool


class SourceText(Protocol):
    """A leaf block's text, without the prefixes that the containers around it give its lines."""

    text: str

    def span(self, start: int, end: int) -> Span:
        """The place of ``text[start:end]`` in the file."""
        ...


class Inline(NamedTuple):
    """A construct in a text, by offsets; ``text_start`` and ``text_end`` enclose a link's text."""

    kind: Literal["link", "image", "autolink", "html", "code", "footnote"]
    start: int
    end: int
    text_start: int = 0
    text_end: int = 0


class TextBlock(NamedTuple):
    """A paragraph's, heading's or cell's text, and the constructs in it, in source order."""

    source: SourceText
    inlines: tuple[Inline, ...]


class RawBlock(NamedTuple):
    """A block of code or of HTML: its first and its last line (1-based)."""

    kind: Literal["code", "html"]
    line: int
    end_line: int


DirectiveAction = Literal[
    "disable", "enable", "disable-line", "disable-next-line", "disable-file", "unknown"
]


class Directive(NamedTuple):
    """``<!-- listlint-disable-next-line rule-a rule-b -- why -->``; no rules named means none."""

    action: DirectiveAction
    rules: tuple[str, ...]
    span: Span
    rule_spans: tuple[Span, ...] = ()
    reason: str = ""


class Mismatch(NamedTuple):
    """Why an entry does not match its template, at the first place where the two differ.

    ``advice`` says in a sentence what to do; ``field`` is the field concerned, if it is one;
    ``fix`` renders the entry as its siblings are rendered. ``is_missing``: the field has no value.
    """

    span: Span
    advice: str
    field: str | None = None
    fix: Fix | None = None
    is_missing: bool = False


class Entry(NamedTuple):
    """One entry of the list: its fields, as its template names them.

    ``fields`` keeps the source text of each field (Markdown unresolved but trimmed of nothing);
    ``field_spans`` has the place of each. ``url`` is the primary link ("" when it has none) and
    ``identity`` what that points at (``urls/identity.py``). ``section`` holds the heading texts,
    outermost first. ``item`` and ``heading`` index the document's; ``template`` says which of the
    conventions' templates it matches (or is nearest to). ``mismatch`` is None when it matches.
    """

    fields: Mapping[str, str]
    section: tuple[str, ...]
    span: Span
    field_spans: Mapping[str, Span]
    identity: str
    url: str = ""
    item: int = 0
    heading: int | None = None
    template: int = 0
    mismatch: Mismatch | None = None


@dataclass(frozen=True)
class Document:
    """One parsed file. ``items``, ``links``, ``headings`` and ``entries`` are in source order.

    ``unclosed`` are the lines of a code block, a comment or the like that nothing closes.
    ``unmatched_texts`` are the texts in which a bracket or an emphasis mark may have no partner: a
    few that have one are among them, none that has none is missing. ``own_page`` is the absolute
    URL that links use for this very page, if several do.
    """

    path: str
    text: str
    headings: tuple[Heading, ...] = ()
    entries: tuple[Entry, ...] = ()
    links: tuple[Link, ...] = ()
    directives: tuple[Directive, ...] = ()
    items: tuple[Item, ...] = ()
    blocks: tuple[Block, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    tags: tuple[Tag, ...] = ()
    unclosed: tuple[int, ...] = ()
    unmatched_texts: tuple[TextBlock, ...] = ()
    raw_blocks: tuple[RawBlock, ...] = ()
    own_page: str = ""

    @cached_property
    def derived(self) -> dict[object, Any]:
        """What functions have made of this document, by the function: see `once`."""
        return {}

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The file's lines without their endings (LF, CR LF, CR), without a byte order mark."""
        text = self.text.removeprefix("\ufeff")
        return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    @cached_property
    def raw_lines(self) -> frozenset[int]:
        """The lines of blocks of code and of HTML: no Markdown is read there."""
        return frozenset(
            line for block in self.raw_blocks for line in range(block.line, block.end_line + 1)
        )

    def page_fragment(self, url: str) -> str | None:
        """The fragment of a URL within this page: ``#a``, ``README.md#a``; None for any other."""
        base, mark, fragment = url.partition("#")
        if not mark:
            return None
        own = not base or base == self.own_page or base.removeprefix("./") == self.file_name
        return fragment if own else None

    @cached_property
    def file_name(self) -> str:
        """The last part of ``path``."""
        return self.path.replace("\\", "/").rpartition("/")[2]

    def slice(self, span: Span) -> str:
        """The source text under ``span``; lines are joined by LF."""
        if span.line == span.end_line:
            return self.lines[span.line - 1][span.column - 1 : span.end_column - 1]
        first = self.lines[span.line - 1][span.column - 1 :]
        last = self.lines[span.end_line - 1][: span.end_column - 1]
        return "\n".join([first, *self.lines[span.line : span.end_line - 1], last])

    @cached_property
    def heading_parents(self) -> tuple[int | None, ...]:
        """For each heading the index of the nearest one above it of a lower level."""
        parents: list[int | None] = []
        above: list[int] = []
        for index, heading in enumerate(self.headings):
            while above and self.headings[above[-1]].level >= heading.level:
                above.pop()
            parents.append(above[-1] if above else None)
            above.append(index)
        return tuple(parents)

    @cached_property
    def _sections(self) -> tuple[tuple[str, ...], ...]:
        sections: list[tuple[str, ...]] = []
        for heading, parent in zip(self.headings, self.heading_parents, strict=True):
            sections.append((*(() if parent is None else sections[parent]), heading.text))
        return tuple(sections)

    def section_of(self, heading: int | None) -> tuple[str, ...]:
        """The heading texts from the outermost down to ``headings[heading]``."""
        return () if heading is None or heading < 0 else self._sections[heading]


_R = TypeVar("_R")


def once(function: Callable[[Document], _R]) -> Callable[[Document], _R]:
    """A function of a document that several rules ask: its result is kept with the document."""

    @wraps(function)
    def kept(document: Document) -> _R:
        found = document.derived
        if function not in found:
            found[function] = function(document)
        result: _R = found[function]
        return result

    return kept


# ---------------------------------------------------------------------------------- conventions

Direction = Literal["newest", "oldest", "a-z", "lines", "none"]


class Conventions(NamedTuple):
    """How a list is written: what its configuration says, and what the list itself shows.

    ``templates`` are entry templates in the template language (see ``docs/template.md``): of
    two that an entry may match, the narrower first. ``excluded`` holds, for a template, the
    sections (paths) whose entries have another form by habit. ``order`` applies within one
    section. ``date_format`` is a format such as ``YYYY-MM-DD``. ``authors`` is ``"first-last"``
    or ``"last-first"``, ``author_separator`` what separates two of them. ``sections`` are the
    headings (texts of the whole path) that hold entries, ``None`` if not known. ``block`` is
    the tag of the HTML block that holds a section's entries. ``unordered`` are sections (paths)
    that visibly keep no order although the list does. ``filled`` holds, for a template of table
    rows, the fields that no row leaves empty. ``sources`` says where each value comes
    from: ``"configuration"``, or the evidence in words (``"187 of 189 entries"``). An empty
    value means: no such convention.
    """

    templates: tuple[str, ...] = ()
    excluded: Mapping[str, frozenset[tuple[str, ...]]] = NOTHING
    order: Direction = "none"
    order_field: str = ""
    date_format: str = ""
    authors: str = ""
    author_separator: str = ""
    cross_listing: Literal["allowed", "forbidden", ""] = ""
    sections: frozenset[tuple[str, ...]] | None = None
    leaf_only: bool = False
    block: str = ""
    unordered: frozenset[tuple[str, ...]] = frozenset()
    filled: Mapping[str, frozenset[str]] = NOTHING
    options: Mapping[str, str] = NOTHING
    sources: Mapping[str, str] = NOTHING


# ---------------------------------------------------------------------------------- facts

NeedKind = Literal["url", "arxiv", "doi", "openreview", "repository", "file", "open-pull-request"]


class Need(NamedTuple):
    """An outside fact that a rule wants.

    ``key`` is a URL, an id, ``owner/repo`` or a path; for an open pull request that adds a work,
    the work's identity.
    """

    kind: NeedKind
    key: str


class Found(NamedTuple):
    """The thing is there. ``data`` depends on the kind of need (see the probe that answers it).

    For a URL: ``final_url`` (after redirects) and ``permanent`` (301 or 308 all the way).
    """

    data: Mapping[str, Any] = NOTHING
    status: int | None = None
    reason: str = ""


class Missing(NamedTuple):
    """The thing is confirmed not to be there; ``reason`` says how that was seen.

    ``data`` may hold ``since`` (ISO date of the first run that saw it gone), ``archived`` (URL of
    an archived copy) and, for a file, ``path`` (the one that differs by case alone).
    """

    reason: str
    status: int | None = None
    data: Mapping[str, Any] = NOTHING


class Unknown(NamedTuple):
    """No answer is known. Never fails a pull request; always counted.

    ``skipped``: not asked; ``excluded``: because the configuration says so.
    """

    reason: str
    status: int | None = None
    skipped: bool = False
    excluded: bool = False


Answer = Found | Missing | Unknown
Facts = Mapping[Need, Answer]


class Incomplete(NamedTuple):
    """Why a run could not ask for everything; ``message`` is a sentence for people."""

    cause: Literal["interrupted", "out-of-time"]
    message: str


class Probe(Protocol):
    """Fetches facts. Whatever the outside does, an implementation answers and does not raise."""

    def fetch(self, needs: Sequence[Need]) -> Facts:
        """An answer for every need, in bounded time."""
        ...

    @property
    def incomplete(self) -> Incomplete | None:
        """Why ``fetch`` could not ask everything, if it could not."""
        ...


# ---------------------------------------------------------------------------------- rules


class Severity(StrEnum):
    """How serious a problem is; ``off`` switches a rule off."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"


class Hit(NamedTuple):
    """What a rule yields.

    ``message`` names what is wrong, what was expected and what to do, in one or two sentences of
    plain text (inline code in backticks). ``key`` identifies this finding among those of its rule
    wherever it moves: an entry's identity and the field, say, never a line number and never a path
    of headings.

    The rest says how to recognise the fault in an earlier version of the file. ``kind`` is which of
    the rule's faults it is (a field, a fragment): at one place, faults of one kind are the same.
    ``about`` is the place at fault where ``span`` marks another one. ``remote`` says that an edit
    elsewhere can cause the fault, such as a renamed heading that a link leads to: without it, a
    finding at a place that a change leaves alone is never new. ``of_rule`` is the rule that tells
    the same fault in another situation.
    """

    span: Span
    message: str
    key: str
    fix: Fix | None = None
    kind: str = ""
    about: Span | None = None
    remote: bool = False
    of_rule: str = ""


# The kind of a fault of order: a change can shift the blame for it from one entry to another.
ORDER = "order"


class Context(NamedTuple):
    """All that a rule may know besides the document.

    ``added`` are the lines that the change brings (None when there is nothing to compare with): of
    two explanations a rule prefers the one that blames added lines. ``base`` is the document before
    the change, if there is one. ``today`` is handed in, so that a rule stays pure. ``facts``
    answers what ``needs`` asked for. ``known_rules`` are the ids of all rules,
    ``unused_directives`` the comments, with the rule they name, that silence nothing.
    """

    conventions: Conventions = Conventions()
    options: Mapping[str, Any] = NOTHING
    added: frozenset[int] | None = None
    base: Document | None = None
    today: date = date(1970, 1, 1)
    facts: Facts = NOTHING
    known_rules: frozenset[str] = frozenset()
    unused_directives: tuple[tuple[Directive, str], ...] = ()

    def is_added(self, span: Span) -> bool:
        """Whether the change adds a line of ``span``; False without a base."""
        added = self.added
        if added is None:
            return False
        return any(line in added for line in range(span.line, span.end_line + 1))


class Option(NamedTuple):
    """One option of a rule: its default, its meaning, and the values it takes."""

    default: Any
    doc: str
    choices: tuple[Any, ...] = ()


class Rule(NamedTuple):
    """One rule: pure functions over a document and a context.

    ``doc`` is the rule file's docstring: a sentence, then the headings *What it does*, *Why*,
    *Example*, *Fix* (the page and ``listlint explain`` are made from it). ``needs`` is there for
    online rules only. ``yields_to`` is a rule that reports the same faults of entries: one fault is
    one finding.
    """

    id: str
    doc: str
    default_severity: Severity
    check: Callable[[Document, Context], Iterable[Hit]]
    options: Mapping[str, Option] = NOTHING
    needs: Callable[[Document, Context], Iterable[Need]] | None = None
    yields_to: str = ""

    @property
    def summary(self) -> str:
        """The first paragraph of ``doc``, on one line."""
        return " ".join(self.doc.strip().partition("\n\n")[0].split())


# ---------------------------------------------------------------------------------- the outcome

Status = Literal["reported", "existing", "suppressed"]


class Problem(NamedTuple):
    """A hit with its place and weight. Only the engine builds one.

    ``status``: reported; ``existing`` when the base has it too; ``suppressed`` by a directive.
    ``fingerprint`` is made from rule and key, never from a line number. ``kind``, ``about``,
    ``remote`` and ``of_rule`` are the hit's.
    """

    path: str
    span: Span
    rule: str
    severity: Severity
    message: str
    fix: Fix | None
    fingerprint: str
    status: Status = "reported"
    kind: str = ""
    about: Span | None = None
    remote: bool = False
    of_rule: str = ""

    @property
    def place(self) -> Span:
        """The place at fault."""
        return self.about or self.span

    @property
    def fault(self) -> tuple[str, str]:
        """What is wrong at the place: the same in every version of a file."""
        return self.of_rule or self.rule, self.kind


Verdict = Literal["alive", "dead", "moved", "unverifiable", "skipped"]


class CheckedLink(NamedTuple):
    """One URL that was checked, and every place where it is used: (path, span).

    ``since`` is the ISO date of the first run that saw it dead, ``archived`` an archived copy.
    ``excluded``: it was not asked, because the configuration says so.
    """

    url: str
    verdict: Verdict
    status: int | None
    reason: str
    final_url: str | None
    places: tuple[tuple[str, Span], ...] = ()
    since: str | None = None
    archived: str | None = None
    excluded: bool = False


class Fault(NamedTuple):
    """Why the findings of one rule in a file are missing (or of all, ``rule`` "").

    It is a fault of this program's own, and ``error`` the exception with the place where it was
    raised; or the file ``is_refused``, and ``error`` says why.
    """

    path: str
    rule: str
    error: str
    is_refused: bool = False

    @classmethod
    def of(cls, path: str, rule: str, error: Exception) -> Fault:
        """The fault that an exception is."""
        traceback = error.__traceback__
        while traceback and traceback.tb_next:
            traceback = traceback.tb_next
        place = ""
        if traceback:
            file = traceback.tb_frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2]
            place = f" at {file}:{traceback.tb_lineno}"
        text = " ".join(str(error).split())[:MAX_ERROR_LENGTH]
        return cls(path, rule, f"{type(error).__name__}{place}: {text}")

    def __str__(self) -> str:
        """One sentence: what was not checked, and what to do."""
        if self.is_refused:
            return f"{self.error} (All other files were checked.)"
        what = f"The rule `{self.rule}` could not check" if self.rule else "Not checked in full:"
        return (
            f"{what} {self.path} because of a fault in listlint itself ({self.error}). "
            "All else was checked. Please report it."
        )


MAX_ERROR_LENGTH = 200
"""Characters of an exception's text; it may hold a whole list."""


@dataclass(frozen=True)
class Report:
    """Everything that one run found. Reporters turn it into text and drop nothing.

    ``unknowns`` are the needs without an answer, with the reason. ``assumptions`` says in words
    which conventions were learned, per file. ``guide`` maps a rule id ("" for all) to the URL or
    path of the text that states it. ``notes`` are sentences about the run itself. ``compared``:
    there was a base to compare with. ``incomplete``: not everything was asked; what was found
    still counts. ``faults`` say what could not be judged, and why; ``judged`` is False if that is
    everything, or a whole file that was refused.
    """

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    unknowns: tuple[tuple[Need, Unknown], ...] = ()
    links: tuple[CheckedLink, ...] = ()
    assumptions: Mapping[str, str] = field(default_factory=dict)
    guide: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    compared: bool = False
    faults: tuple[Fault, ...] = ()
    judged: bool = True
    incomplete: Incomplete | None = None

    @property
    def is_interrupted(self) -> bool:
        """Whether somebody ended the run early."""
        return self.incomplete is not None and self.incomplete.cause == "interrupted"

    def count(self, severity: Severity | None = None, status: Status = "reported") -> int:
        """How many problems have this status (and this severity)."""
        return sum(
            1
            for problem in self.problems
            if problem.status == status and severity in (None, problem.severity)
        )
