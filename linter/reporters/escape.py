"""Escape untrusted text for GitHub's Markdown, its log and its annotations.

Everything that comes out of a pull request is data. In Markdown a backslash is not enough: GitHub
links mentions, references and commits in the *rendered* text, so a zero-width character breaks them
up (in code spans GitHub links nothing). The runner takes ``::name`` at the start of a line
and ``##[name]`` anywhere in it for a command, on both output streams.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from linter.text.normalize import quoted
from linter.text.patterns import lazy_pattern

MESSAGE_LIMIT = 1_000
_GAP = "\u200b"
_HIDDEN = lazy_pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]"
)
_MARKUP = lazy_pattern(r"([\\`*_\[\]<>|~$&]|^[-+=#])")
_LIVE = lazy_pattern(
    r"(?P<at>@)"
    r"|(?P<issue>\#|\bGH-)(?=\d)"
    r"|(?P<scheme>:)(?=//)|(?P<address>mailto:|xmpp:)"
    r"|(?P<www>www)(?=\.)"
    r"|(?P<emoji>:)(?=[\w+-]+:)",
    re.IGNORECASE,
)
_COMMIT = lazy_pattern(r"(?<![^\W_])[0-9a-fA-F]{7,}(?![^\W_])")
_SPACE = lazy_pattern(r"\s+")
_SPAN = lazy_pattern(r"(?<!`)(?P<fence>`+)(?!`)(?P<code>.+?)(?<!`)(?P=fence)(?!`)", re.DOTALL)


def visible(text: str) -> str:
    """``text`` with invisible characters spelled out: controls, bidi, without width."""
    return _HIDDEN.sub(lambda match: f"\u27e8U+{ord(match[0]):04X}\u27e9", text)


def is_plain(text: str) -> bool:
    """Whether all of ``text`` can be seen; line feeds and tabs count as seen."""
    return _HIDDEN.search(text) is None


def prose(text: str) -> str:
    """One line of Markdown that reads like ``text`` and holds no live construct."""
    flat = visible(_SPACE.sub(" ", text)).strip()
    broken = _LIVE.sub(lambda match: match[0] + _GAP, flat)
    # Seven hexadecimal digits may be a commit's name.
    broken = _COMMIT.sub(lambda match: _GAP.join(re.findall(".{1,6}", match[0])), broken)
    escaped = _MARKUP.sub(r"\\\1", broken)
    return re.sub(r"^(\d{1,9})([.)])", r"\1\\\2", escaped)


def code(text: str) -> str:
    """A code span that shows ``text`` on one line, whatever backticks it holds."""
    flat = visible(_SPACE.sub(" ", text)).strip()
    if not flat:
        return "(empty)"
    return quoted(flat)


def cell(markdown: str) -> str:
    """Finished Markdown fit for a table's cell (GFM 0.29, section 4.10: a pipe needs a backslash).

    Pipes that ``prose`` escaped already are left alone.
    """
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", markdown)


def message(text: str) -> str:
    """A rule's message as Markdown: its code spans stay code, all else is prose.

    Foreign text that closes a span early only changes which of the two it is; both are harmless.
    """
    text = shortened(text)
    pieces, end = [], 0
    for span in _SPAN.finditer(text):
        pieces += [_phrase(text[end : span.start()]), code(span["code"])]
        end = span.end()
    return "".join([*pieces, _phrase(text[end:])]).strip()


def shortened(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """At most ``limit`` characters of ``text``, with an ellipsis where something is left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def fenced(text: str, info: str) -> str:
    """A fenced block around ``text``, its fence longer than any run of backticks inside."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{info}\n{text}\n{fence}" if text else f"{fence}{info}\n{fence}"


def path_in_url(path: str) -> str:
    """A file's path, percent-encoded for use in a URL and inside Markdown's parentheses."""
    # A file's name need not be text; "?" leads nowhere, and nothing fails.
    return quote(path, safe="/", errors="replace")


def log(text: str) -> str:
    """Text for the runner's log, in which no line can be taken for a command."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_log_line(visible(line)) for line in lines)


def json_text(text: str) -> str:
    """JSON that says the same without a character or command that ``log`` would change."""
    import json

    harmless = text.replace("##[", "#\\u0023[")
    return re.sub(r"[^\t\n\x20-\x7e]", lambda match: json.dumps(match[0])[1:-1], harmless)


def command_data(text: str) -> str:
    """The message of a workflow command, escaped as the runner unescapes it."""
    harmless = log(text)
    return harmless.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """A property of a workflow command (``file=``, ``title=``)."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


def _phrase(text: str) -> str:
    inner = prose(text)
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and inner else ""
    return f"{before}{inner}{after}"


def _log_line(line: str) -> str:
    line = line.replace("##[", f"#{_GAP}#[")
    return re.sub(r"^(\s*):(?=:)", rf"\1:{_GAP}", line)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
