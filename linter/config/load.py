"""Where a configuration may be written, and how it is read: YAML, or a fenced block in Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from linter.config.model import Config
from linter.model import ListlintError, Rule
from linter.text.patterns import lazy_pattern

MAX_CONFIG_BYTES = 1_000_000
"""A CONTRIBUTING.md is prose; the block in it has bounds of its own."""

_GUIDE = "CONTRIBUTING.md"
_FENCE = lazy_pattern(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)")


def default_config() -> Config:
    """What holds where nothing is written: all is learned from the list."""
    return Config()


def load_config(text: str, path: str, rules: Sequence[Rule]) -> Config:
    """The configuration that ``text`` holds.

    ``path`` is for messages, and decides between Markdown (``.md``) and YAML: of a Markdown file
    only the fenced block with the info string ``yaml listlint`` counts; without one, nothing is
    configured.

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


class NoSuchFileError(ListlintError):
    """Nothing is there; of the usual places the next one may hold a configuration."""


def required_config(text: str, path: str, rules: Sequence[Rule]) -> Config:
    """The configuration of a file that the user has named.

    Raises:
        ListlintError: the file holds none, or a wrong one.
    """
    config = load_config(text, path, rules)
    if not config.path:
        raise ListlintError(f"{path}: no fenced block with the info string `yaml listlint`")
    return config


def find_config(places: Iterable[str], read: Callable[[str], str], rules: Sequence[Rule]) -> Config:
    """The configuration in the first of the places that has one, else the default.

    ``read`` gives a file's text; it raises ``NoSuchFileError`` where there is none.

    Raises:
        ListlintError: a file that cannot be read, a configuration that is wrong.
    """
    for path in places:
        try:
            text = read(path)
        except NoSuchFileError:
            continue
        except ListlintError:
            # A CONTRIBUTING file is prose first: only one with a block has to be right.
            if is_markdown(path):
                continue
            raise
        config = load_config(text, path, rules)
        if config.path:
            return config
    return default_config()


def is_markdown(path: str) -> bool:
    """Whether a configuration at ``path`` is a block inside Markdown."""
    return path.lower().endswith((".md", ".markdown"))


def fenced_block(text: str, path: str) -> tuple[str, int] | None:
    """The block with the info string ``yaml listlint``, and how far it is indented.

    The text starts with as many empty lines as there are before the block, so that its line numbers
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
            block = [re.sub(rf"^ {{0,{indent}}}", "", line) for line in lines[start:number]]
            found = "\n" * start + "\n".join(block) + "\n", indent
            number += 1
    return found


def config_places(names_in: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """Where a configuration may be written, as paths from the root; the first that holds one wins.

    ``names_in`` gives the names of the files in a folder of the repository ("" for its root).

    Raises:
        ListlintError: there is a ``listlint.yaml``, a name that is not read.
    """
    names = names_in(".github")
    if "listlint.yml" in names:
        yield ".github/listlint.yml"
    elif "listlint.yaml" in names:
        raise ListlintError(
            ".github/listlint.yaml: not read under this name; rename it to listlint.yml"
        )
    # The order in which GitHub looks for a CONTRIBUTING file.
    for folder in (".github/", "", "docs/"):
        found = (name for name in names_in(folder.rstrip("/")) if name.lower() == _GUIDE.lower())
        yield from (folder + name for name in sorted(found))
