"""The inlines of GFM: mistune's inline parser, with places and with GitHub's own rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from mistune import InlineParser, InlineState
from mistune.util import unescape

from linter.parse import autolinks, starts
from linter.parse.references import Definition, References, decode, destination, skip_spaces, title

Token = dict[str, Any]

MAX_LEVEL = 32
"""Parentheses in a destination, images in each other: cmark's limit for the former."""

_TAG = re.compile(
    rf"<(?:[A-Za-z][A-Za-z0-9-]*+{starts.ATTRIBUTES}\s*+/?|/[A-Za-z][A-Za-z0-9-]*+\s*+)>", re.ASCII
)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
_MAX_LABEL = 999
_MAX_DELIMITERS = 1000


@dataclass(slots=True)
class Inline:
    """Something in a text that is more than text; ``start`` and ``end`` are offsets.

    ``url_start`` and ``url_end`` enclose the destination's source, unless ``definition`` has it.
    ``tokens`` are the children of a link or an image.
    """

    kind: Literal["link", "image", "autolink", "html", "code", "footnote"]
    start: int
    end: int
    url: str = ""
    url_start: int = 0
    url_end: int = 0
    definition: Definition | None = None
    tokens: list[Token] | None = None


class _State(InlineState):
    """mistune's state, and what was found so far in the order of its end."""

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self.found: list[Inline] = []

    def drop_from(self, start: int) -> None:
        """Forget what stands inside a construct that shows it as plain text."""
        found = self.found
        while found and found[-1].start >= start:
            found.pop()


class GfmInlineParser(InlineParser):
    """mistune's inline parser, made to note the place of everything that points somewhere.

    Emphasis is no matter of links and is left to `plain_text`.
    """

    state_cls = _State
    DEFAULT_RULES = (
        "escape",
        "codespan",
        "link",
        "link_close",
        "auto_link",
        "auto_email",
        "inline_html",
    )

    def __init__(self) -> None:
        """Register GitHub's rules; one parser serves any number of texts."""
        super().__init__(max_nested_level=MAX_LEVEL)
        self.rules.remove("softbreak")
        self.specification["link_close"] = r"\]"  # one call closes one bracket
        self.register("url", autolinks.URL, GfmInlineParser.parse_url, start_chars=":")
        self.register("www", autolinks.WWW, GfmInlineParser.parse_www, start_chars="w")

    def read(self, text: str, references: References) -> tuple[list[Token], list[Inline]]:
        """The tokens of a text, and what was found in it."""
        state = _State({"references": references})
        state.src = text
        tokens = self.render(state)
        if "@" in text:
            state.found.extend(_mail_links(text, state.found))
        return tokens, state.found

    def finalize_tokens(self, tokens: list[Token], depth: int) -> list[Token]:  # noqa: ARG002
        """Leave emphasis alone (`plain_text` resolves it where it is asked for)."""
        return tokens

    def parse_codespan(self, m: re.Match[str], state: _State) -> int:
        """A code span: it hides what looks like a link."""
        end = super().parse_codespan(m, state)
        if state.tokens[-1]["type"] == "codespan":
            state.found.append(Inline("code", m.start(), end))
        return end

    def parse_auto_link(self, m: re.Match[str], state: _State) -> int:
        """``<https://...>``: a link even inside another one's text, as in cmark-gfm."""
        return self._autolink(state, m.start(), m.end(), 1)

    def parse_auto_email(self, m: re.Match[str], state: _State) -> int:
        """``<name@example.org>``."""
        return self._autolink(state, m.start(), m.end(), 1, "mailto:")

    def parse_url(self, m: re.Match[str], state: _State) -> int | None:
        """A bare URL. Its scheme is text already and is taken back."""
        start = autolinks.scheme_start(state.src, m.start())
        if state.brackets or start is None:
            return None
        end = autolinks.autolink_end(state.src, start)
        if end is None:
            return None
        token = state.tokens[-1]
        token["raw"] = token["raw"][: start - m.start()]
        return self._autolink(state, start, end, 0)

    def parse_www(self, m: re.Match[str], state: _State) -> int | None:
        """``www.example.org``."""
        end = None if state.brackets else autolinks.autolink_end(state.src, m.start())
        return None if end is None else self._autolink(state, m.start(), end, 0, "http://")

    def _autolink(self, state: _State, start: int, end: int, frame: int, prefix: str = "") -> int:
        text = state.src[start + frame : end - frame]
        children: list[Token] = [{"type": "text", "raw": text, "_emphasis": False}]
        url = prefix + (unescape(text) if frame else text)
        state.append_token({"type": "link", "children": children, "attrs": {"url": url}})
        state.found.append(
            Inline("autolink", start, end, url, start + frame, end - frame, tokens=children)
        )
        return end

    def parse_inline_html(self, m: re.Match[str], state: _State) -> int | None:
        """A tag, a comment, a declaration."""
        start = m.start()
        if state.src.startswith(("<!", "<?"), start):
            end = super().parse_inline_html(m, state)
            if end is None:
                return None
        else:
            tag = _TAG.match(state.src, start)
            if tag is None:
                return None
            end = tag.end()
            state.append_token({"type": "inline_html", "raw": tag.group()})
        state.found.append(Inline("html", start, end))
        return end

    def parse_link_close(self, m: re.Match[str], state: _State) -> int:
        """A closing bracket: a link, an image, a footnote reference or just text."""
        close = m.start()
        opener = state.brackets.pop() if state.brackets else None
        if opener is None:
            self.process_text("]", state)
            return close + 1
        if not opener.image:
            state.last_link = opener.previous_link
        start = opener.start - (2 if opener.image else 1)
        link = None
        if opener.active:
            link = _inline_target(state.src, close + 1) or _reference(state, opener, close)
        if link is None:
            if (
                opener.active
                and state.src.startswith("^", opener.start)
                and close > opener.start + 1
            ):
                state.drop_from(start)
                state.found.append(Inline("footnote", opener.start - 1, close + 1))
            self.process_text("]", state)
            return close + 1
        link.start = start
        link.tokens = state.tokens[opener.token_index + 1 :]
        del state.tokens[opener.token_index :]
        if opener.image:
            link.kind = "image"
            state.drop_from(start)
        else:
            outer = state.last_link
            while outer is not None and outer.active:
                outer.active = False
                outer = outer.previous_link
        state.found.append(link)
        state.append_token({"type": link.kind, "children": link.tokens, "attrs": {"url": link.url}})
        return link.end


def _inline_target(text: str, start: int) -> Inline | None:
    """``(destination "title")`` at ``start``."""
    if not text.startswith("(", start):
        return None
    found = destination(text, skip_spaces(text, start + 1))
    if found is None:
        return None
    first, last, end = found
    after = skip_spaces(text, end)
    if after > end:
        end = skip_spaces(text, title(text, after) or after)
    if not text.startswith(")", end):
        return None
    return Inline("link", start, end + 1, decode(text[first:last]), first, last)


def _reference(state: _State, opener: Any, close: int) -> Inline | None:
    """``[label]`` after the text, ``[]``, or the text as a label."""
    references: References = state.env["references"]
    if not references:
        return None
    written = _LABEL.match(state.src, close + 1)
    label = written.group(1).strip() if written else ""
    if not label:
        if opener.nested or close - opener.start > _MAX_LABEL:
            return None
        label = state.src[opener.start : close]
    definition = references.get(label)
    if definition is None:
        return None
    end = written.end() if written else close + 1
    return Inline("link", 0, end, definition.url, definition=definition)


def _mail_links(text: str, found: list[Inline]) -> list[Inline]:
    """Mail addresses in what nothing else covers."""
    links: list[Inline] = []
    place = 0
    for inline in [*sorted(found, key=lambda inline: inline.start), Inline("code", len(text), 0)]:
        if inline.kind == "footnote":
            continue
        for start, end in autolinks.mail_addresses(text, place, max(place, inline.start)):
            written = text[start:end]
            url = written if ":" in written else "mailto:" + written
            children = [{"type": "text", "raw": written, "_emphasis": False}]
            links.append(Inline("autolink", start, end, url, start, end, tokens=children))
        place = max(place, inline.end)
    return links


_EMPHASIS = InlineParser()


def plain_text(tokens: list[Token]) -> str:
    """The text content: emphasis and links unwrapped, code kept, images and tags left out."""
    marks = sum(
        token["raw"].count("*") + token["raw"].count("_") + token["raw"].count("~")
        for token in tokens
        if token["type"] == "text"
    )
    if 0 < marks <= _MAX_DELIMITERS:
        tokens = _EMPHASIS.finalize_tokens(tokens, 0)
    parts: list[str] = []
    for token in tokens:
        kind = token["type"]
        if kind == "text":
            parts.append(unescape(token["raw"]) if token.get("_emphasis", True) else token["raw"])
        elif kind == "codespan":
            parts.append(token["raw"])
        elif kind in ("link", "emphasis", "strong"):
            parts.append(plain_text(token["children"]))
    return "".join(parts)
