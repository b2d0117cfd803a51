"""Markdown as GitHub shows it, and whatever in it is alive."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import cmarkgfm  # type: ignore[import-untyped]
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

TAGS = {
    "p", "strong", "em", "code", "pre", "ul", "li", "h3", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# What GitHub makes links, pictures or formulas of in finished text; see the issue linked in escape.
LIVE = {
    "mention": r"(?<![\w/.-])@[A-Za-z0-9]",
    "issue": r"(?<!\w)#\d",
    "issue by GH": r"(?i)\bgh-\d",
    "commit": r"(?<![\w/-])[0-9a-f]{7,40}(?![\w-])",
    "emoji": r":[\w+-]+:",
    "address": r"(?i)\b(?:https?|ftp)://|\b(?:mailto|xmpp):\w|www\.",
}
UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200c-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


class _Walk(HTMLParser):
    def __init__(self, pages: str) -> None:
        super().__init__()
        self.pages = pages
        self.open: list[str] = []
        self.alive: list[str] = []
        self.text: list[str] = []
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.alive.append(f"<{tag}>")
        for name, value in attrs:
            ours = (
                tag == "a"
                and name == "href"
                and self.pages
                and (value or "").startswith(self.pages)
            )
            if not (ours or (tag == "pre" and value == "suggestion") or name == "align"):
                self.alive.append(f"<{tag} {name}={value}>")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.remove(tag)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        self.alive.append(decl)

    def handle_pi(self, data: str) -> None:
        self.alive.append(data)

    def unknown_decl(self, data: str) -> None:
        self.alive.append(data)

    def handle_data(self, data: str) -> None:
        if UNSEEN.search(data):
            self.alive.append(f"unseen {data!r}")
        if not {"code", "pre"} & set(self.open):
            self.text.append(data)
            for name, pattern in LIVE.items():
                if re.search(pattern, data):
                    self.alive.append(f"{name}: {data!r}")


def html(markdown: str) -> str:
    return str(
        cmarkgfm.github_flavored_markdown_to_html(
            markdown, options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
        )
    )


def alive(markdown: str, pages: str = "") -> list[str]:
    """What in ``markdown`` would be more than text, were it shown on GitHub.

    Links to ``pages`` are allowed, and the marker of our own at the very end.
    """
    walk = _Walk(pages)
    shown = re.sub(r"<!-- listlint:\w+ [0-9a-f ]+(?:requested)? -->\n\Z", "", markdown)
    walk.feed(html(shown))
    walk.close()
    return walk.alive + [f"comment {comment!r}" for comment in walk.comments]
