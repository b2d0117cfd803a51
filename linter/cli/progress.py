"""How a long check comes along: one line on a terminal, silence in a log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

_MOST_HOSTS = 2


class LinkProgress(Protocol):
    """How far a check has come."""

    @property
    def done(self) -> int:
        """Links that have their answer."""

    @property
    def total(self) -> int:
        """Links in all."""

    @property
    def rate(self) -> float:
        """Answers per second."""

    @property
    def left(self) -> float:
        """Seconds of the time budget that are left."""

    @property
    def cooling(self) -> Sequence[str]:
        """Hosts that asked for fewer requests and are left in peace."""


@contextmanager
def shown() -> Iterator[Callable[[LinkProgress], None] | None]:
    """What to call with each state, or None where nobody watches: in a log, in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(bar_width=24), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def show(state: LinkProgress) -> None:
            bar.update(task, total=state.total, completed=state.done, description=describe(state))

        yield show


def describe(state: LinkProgress) -> str:
    """One line: how many of how many, how fast, who is left in peace, how much time there is."""
    parts = [f"{state.done:,} of {state.total:,} links", f"{state.rate:,.0f}/s"]
    if state.cooling:
        hosts = ", ".join(state.cooling[:_MOST_HOSTS])
        more = len(state.cooling) - _MOST_HOSTS
        parts.append(f"cooling down: {hosts}" + (f" and {more} more" if more > 0 else ""))
    minutes, seconds = divmod(int(state.left), 60)
    return " · ".join([*parts, f"at most {minutes}:{seconds:02d} left"])
