"""The progress of a link check: one line on a terminal, nothing in a log."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

MAX_HOSTS = 2


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
        """Hosts that asked for fewer requests and get none for a while."""


@contextmanager
def shown() -> Iterator[Callable[[LinkProgress], None] | None]:
    """What to call with the state of the check; None in a log or a pipe."""
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
    """One line: how many of how many, how fast, which hosts wait, how long it will take."""
    parts = [f"{state.done:,} of {state.total:,} links", f"{state.rate:,.0f}/s"]
    if state.cooling:
        hosts = ", ".join(state.cooling[:MAX_HOSTS])
        more = len(state.cooling) - MAX_HOSTS
        parts.append(f"cooling down: {hosts}" + (f" and {more} more" if more > 0 else ""))
    return " · ".join([*parts, *_remaining(state)])


def _remaining(state: LinkProgress) -> Iterator[str]:
    """The estimate from the rate so far, never more than the time budget leaves."""
    if state.rate <= 0:
        return
    estimate = min((state.total - state.done) / state.rate, state.left)
    minutes, seconds = divmod(math.ceil(estimate), 60)
    yield f"about {minutes}:{seconds:02d} left"
