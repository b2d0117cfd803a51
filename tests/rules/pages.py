"""The pages of the rules, made from their docstrings and options.

``python -m tests.rules.pages`` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

from linter.cli.explain import page
from linter.rules import load_rules

FOLDER = Path(__file__).parents[2] / "docs" / "rules"


def pages() -> dict[str, str]:
    """Every page by its file name: one for each rule, and a table of them all."""
    rules = load_rules()
    rows = [
        f"| [{rule.id}]({rule.id}.md) | {rule.summary} | {rule.default_severity.value} | "
        f"{'yes' if rule.needs else ''} |"
        for rule in rules
    ]
    index = [
        "# Rules",
        "",
        "Any rule can be set to `error`, `warning`, `info` or `off`. The online ones ask the web:",
        "they run with `--online`, and in the action as `check-links` says. What other pull",
        "requests add is asked of GitHub alone, in the action and by `listlint review`, whatever",
        "`check-links` says.",
        "",
        "| rule | says | severity | online |",
        "| --- | --- | --- | --- |",
        *rows,
    ]
    return {"README.md": "\n".join(index) + "\n"} | {f"{rule.id}.md": page(rule) for rule in rules}


def main() -> None:
    """Write the pages, and remove those of rules that are no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
