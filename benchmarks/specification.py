"""How far the parser agrees with GitHub's own on the examples of the specifications.

    python benchmarks/specification.py FILE...

A file is CommonMark's ``spec.json`` or the ``spec.txt`` of CommonMark or GFM, where an example
stands between fences of 32 backticks. The output is the table of ``docs/markdown.md``: per section
the examples, and those where links, headings, list items and table rows are the same.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from linter.markdown.parser import parse
from tests.markdown.gfm_oracle import expected, found

_EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(.*?)^\.\n.*?^`{32}$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^#{1,6} +(.*)$", re.MULTILINE)


def main() -> int:
    """Print a table for each file, and the examples that differ."""
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    for name in sys.argv[1:]:
        _table(Path(name))
    return 0


def _table(path: Path) -> None:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    differing: list[str] = []
    for section, text in _examples(path):
        differences = expected(text).differences(found(parse(text)))
        counts[section][0] += 1
        counts[section][1] += not differences
        if differences:
            differing.append(f"{section}: {text!r}: {'; '.join(differences)}")
    print("| section | examples | agree |\n| --- | ---: | ---: |")
    for section, (examples, agree) in counts.items():
        print(f"| {section} | {examples} | {agree} |")
    totals = [sum(count[index] for count in counts.values()) for index in (0, 1)]
    print(f"| **all** | **{totals[0]}** | **{totals[1]}** |\n")
    print("\n".join(differing))


def _examples(path: Path) -> Iterator[tuple[str, str]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        for example in json.loads(source):
            yield example["section"], example["markdown"]
        return
    for match in _EXAMPLE.finditer(source):
        sections = _SECTION.findall(_EXAMPLE.sub("", source[: match.start()]))
        yield sections[-1], match.group(1).replace("→", "\t")


if __name__ == "__main__":
    raise SystemExit(main())
