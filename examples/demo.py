"""Lints the example pull request and prints the review that it would get. Needs no network.

python examples/demo.py
"""

from __future__ import annotations

import difflib
import re
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from linter.config.load import load_config
from linter.engine.run import Source, lint
from linter.reporters import review_comments, summary
from linter.reporters.common import Site
from linter.rules import load_rules
from linter.text.diff import added_lines, read_patch

HERE = Path(__file__).parent / "pull-request"


def main() -> None:
    """Read before and after, lint what the change brings, show the review."""
    base = (HERE / "before.md").read_text("utf-8")
    head = (HERE / "after.md").read_text("utf-8")
    rules = load_rules()
    config = load_config((HERE / "CONTRIBUTING.md").read_text("utf-8"), "CONTRIBUTING.md", rules)
    source = Source("README.md", head, base, added_lines(base, head))
    report = lint([source], config, rules, today=datetime.now(UTC).date())

    lines = difflib.unified_diff(base.splitlines(), head.splitlines(), lineterm="")
    patch = "\n".join(list(lines)[2:])
    comments = review_comments.comments(report, {"README.md": read_patch(patch)}, Site())
    occasion = summary.Occasion(
        pull_request=True,
        placed=frozenset(name for comment in comments for name in comment.ids),
        suggested=sum(len(comment.fixes) for comment in comments),
        command="listlint check --base origin/main README.md",
    )

    console = Console(width=min(100, Console().width))
    console.print(Rule("A pull request adds seven papers and renames a section. Its review:"))
    for comment in comments:
        shown = Text(f"\n{comment.path}, line {comment.line}  ", style="bold", end="")
        shown.append(head.splitlines()[comment.line - 1], style="dim")
        console.print(shown, no_wrap=True, overflow="ellipsis")
        console.print()
        console.print(Padding(Markdown(_visible(comment.body)), (0, 2)))
    console.print("\n", Rule("The summary comment"), "\n")
    console.print(Markdown(_visible(summary.render(report, occasion=occasion))))


def _visible(body: str) -> str:
    """A comment as a reader sees it: no hidden marks, a suggestion under its heading."""
    kept = (line for line in body.split("\n") if not line.startswith("<"))
    return re.sub(r"(?m)^(`{3,})suggestion$", r"*Suggested change:*\n\1", "\n".join(kept))


if __name__ == "__main__":
    main()
