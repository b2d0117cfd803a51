"""What `listlint check` costs beside the bare parser, in one run.

    python benchmarks/check.py [LIST ...]

Each side runs in fresh interpreters of its own, in turn: importing mistune (with the plugins that
GitHub's Markdown needs) and parsing the file; and the whole of ``listlint check``. The figure is
the ratio of the two least CPU times, interpreter start-up left out.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROUNDS = 15
EXAMPLE = Path(__file__).parent.parent / "examples" / "pull-request" / "before.md"

PARSER = """
import mistune
plugins = ["table", "url", "strikethrough", "footnotes"]
markdown = mistune.create_markdown(renderer=None, plugins=plugins)
with open(sys.argv[1], encoding="utf-8") as file:
    markdown(file.read())
"""
CHECK = """
import contextlib, io
from linter.__main__ import main
with contextlib.redirect_stdout(io.StringIO()):
    main(["check", sys.argv[1]])
"""
TIMED = "import sys, time\nstart = time.process_time()\n{}\nprint(time.process_time() - start)"


def seconds(code: str, path: str) -> float:
    command = [sys.executable, "-P", "-c", TIMED.format(code), path]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(result.stdout.split()[-1])


def main() -> None:
    for path in sys.argv[1:] or [str(EXAMPLE)]:
        rounds = [(seconds(PARSER, path), seconds(CHECK, path)) for _ in range(ROUNDS)]
        parser, check = (min(times) for times in zip(*rounds, strict=True))
        print(
            f"{Path(path).name}: parser {parser * 1000:.0f} ms, check {check * 1000:.0f} ms, "
            f"ratio {check / parser:.2f}"
        )


if __name__ == "__main__":
    main()
