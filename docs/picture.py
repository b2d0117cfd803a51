"""Draws the README's first picture: the example pull request's review, as GitHub shows it.

python docs/picture.py light > review.html
chromium --headless --force-device-scale-factor=2 --window-size=860,1330 --screenshot review.html
"""

from __future__ import annotations

import difflib
import re
import sys
from datetime import date
from html import escape
from pathlib import Path

import cmarkgfm  # type: ignore[import-untyped]

from linter.config.load import load_config
from linter.engine.run import Source, lint
from linter.github.review.combined_fix import together
from linter.model import Report
from linter.reporters import review_comments, summary
from linter.reporters.common import Site
from linter.rules import load_rules
from linter.text.diff import added_lines, read_patch

HERE = Path(__file__).parent.parent / "examples" / "pull-request"
SHOWN = ("entry-date", "entry-format")
SITE = Site("https://github.com/you/your-list", "main", "main")
# Ink, page, line, head, link, added, deleted, dim, code, button, its label.
COLORS = {
    "light": "#1f2328 #ffffff #d1d9e0 #f6f8fa #0969da #dafbe1 #ffebe9 #59636e #818b981f"
    " #1f883d #fff",
    "dark": "#f0f6fc #0d1117 #3d444d #151b23 #4493f8 #2ea04326 #f8514926 #9198a1 #656c7633"
    " #238636 #fff",
}
STYLE = """
:root { --ink:%s; --page:%s; --line:%s; --head:%s; --link:%s; --add:%s; --del:%s; --dim:%s;
  --code:%s; --button:%s; --label:%s }
* { box-sizing: border-box }
body { margin: 0; padding: 24px; width: 860px; background: var(--page); color: var(--ink);
  font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif }
a { color: var(--link); text-decoration: none }
code, pre { font: 12px/20px ui-monospace, "DejaVu Sans Mono", monospace }
code { background: var(--code); border-radius: 6px; padding: 2px 5px }
.box { border: 1px solid var(--line); border-radius: 6px; margin-bottom: 20px; overflow: hidden }
.head { background: var(--head); border-bottom: 1px solid var(--line); padding: 8px 16px;
  color: var(--dim) }
.head b { color: var(--ink) }
.tag { border: 1px solid var(--line); border-radius: 9px; padding: 0 6px; font-size: 11px }
.text { padding: 14px 16px }
.text > :first-child { margin-top: 0 } .text > :last-child { margin-bottom: 0 }
.row { font: 12px/20px ui-monospace, "DejaVu Sans Mono", monospace; padding: 0 12px;
  white-space: pre-wrap; overflow-wrap: anywhere }
.add { background: var(--add) } .del { background: var(--del) }
.note { margin: 10px 12px; margin-left: 28px }
h3 { margin: 0 0 8px } p { margin: 8px 0 } ul { padding-left: 24px }
table { border-collapse: collapse; margin: 12px 0 }
td, th { border: 1px solid var(--line); padding: 5px 12px; text-align: left }
.change { border: 1px solid var(--line); border-radius: 6px; margin: 10px 0 0; overflow: hidden }
.change > div:first-child { padding: 6px 12px; background: var(--head); color: var(--dim);
  border-bottom: 1px solid var(--line); font-size: 12px }
.button { float: right; background: var(--button); color: var(--label); border-radius: 6px;
  padding: 1px 10px; font-weight: 600 }
"""


def main(look: str) -> None:
    """Lint the example and print the page."""
    base, head = ((HERE / name).read_text("utf-8") for name in ("before.md", "after.md"))
    rules = load_rules()
    config = load_config((HERE / "CONTRIBUTING.md").read_text("utf-8"), "CONTRIBUTING.md", rules)
    added = added_lines(base, head)

    def judge(path: str, text: str) -> Report:
        return lint([Source(path, text, base, added)], config, rules, today=date(2024, 6, 1))

    report = together(judge("README.md", head), judge)
    lines = list(difflib.unified_diff(base.split("\n"), head.split("\n"), lineterm=""))[2:]
    comments = review_comments.comments(report, {"README.md": read_patch("\n".join(lines))}, SITE)
    occasion = summary.Occasion(
        pull_request=True,
        placed=frozenset(name for comment in comments for name in comment.ids),
        suggested=sum(len(comment.fixes) for comment in comments),
        command="listlint check --base origin/main README.md",
    )
    notes = [each for rule in SHOWN for each in comments if f"`{rule}`" in each.body][: len(SHOWN)]
    parts = [_thread(note, head.split("\n"), added) for note in notes]
    comment = _html(summary.render(report, SITE, occasion, summary.COMMENT))
    said = '<div class="head"><b>github-actions</b> <span class="tag">bot</span> commented</div>'
    parts.append(f'<div class="box">{said}<div class="text">{comment}</div></div>')
    style = STYLE % tuple(COLORS[look].split())
    sys.stdout.write(
        f'<!DOCTYPE html><meta charset="utf-8"><style>{style}</style>{"".join(parts)}\n'
    )


def _thread(comment: review_comments.Comment, lines: list[str], added: frozenset[int]) -> str:
    first = comment.start_line or comment.line
    rows = "".join(
        f'<div class="row{" add" if number in added else ""}">'
        f"{'+' if number in added else ' '} {escape(lines[number - 1]) or '&nbsp;'}</div>"
        for number in range(first, comment.line + 1)
    )
    body = re.sub(
        r"(`{3,})suggestion\n(.*?)\n\1", lambda found: _change(found, comment, lines),
        comment.body, flags=re.DOTALL,
    )  # fmt: skip
    said = '<div class="head"><b>github-actions</b> <span class="tag">bot</span> reviewed</div>'
    note = f'<div class="box note">{said}<div class="text">{_html(body)}</div></div>'
    return f'<div class="box"><div class="head">{comment.path}</div>{rows}{note}</div>'


def _change(found: re.Match[str], comment: review_comments.Comment, lines: list[str]) -> str:
    """A suggestion as GitHub draws it: what goes, what comes."""
    old = lines[(comment.start_line or comment.line) - 1 : comment.line]
    rows = [line for line in difflib.ndiff(old, found[2].split("\n")) if line[0] in "+- "]
    drawn = "".join(
        f'<div class="row{ {"+": " add", "-": " del"}.get(row[0], "") }">{escape(row)}</div>'
        for row in rows
    )
    button = '<span class="button">Commit suggestion</span>'
    return f'<div class="change"><div>Suggested change{button}</div>{drawn}</div>'


def _html(text: str) -> str:
    options = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE
    return str(cmarkgfm.github_flavored_markdown_to_html(text, options=options))


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "light")
