"""The program itself, for which the loopback world's addresses but one are the public Internet.

Nothing else is imported here: what it costs to start is part of what is measured.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from linter.links import build
from linter.links.checker import LinkChecker
from linter.model import Facts, Need
from tests.links.policy import world_only


def main() -> NoReturn:
    """Run ``listlint`` with the arguments of this process; say ``asking`` when it begins to ask."""
    from linter.__main__ import run

    fetch = LinkChecker.fetch

    def told(self: LinkChecker, needs: Sequence[Need]) -> Facts:
        sys.stderr.write("asking\n")
        sys.stderr.flush()
        return fetch(self, needs)

    vars(build)["public"] = world_only
    setattr(LinkChecker, "fetch", told)  # noqa: B010 - mypy forbids the plain assignment
    run()


if __name__ == "__main__":
    main()
