"""SIGINT and SIGTERM as a request to stop early, in order: what is known by then still counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

EXIT_CODE = 130
"""The exit code of a program that a signal ended: 128 and SIGINT, as shells have it."""


@contextmanager
def stop_on_signals(stop: Callable[[], object]) -> Iterator[None]:
    """Call ``stop`` at the first SIGINT or SIGTERM; a second one has its usual effect.

    In a container, where Python is the first process, SIGTERM has no effect but this one.
    """
    # Imported late: most commands make no requests.
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread gets signals
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        restore()
        stop()

    def restore() -> None:
        for number, handler in before.items():
            # Ignored from the start, as in a job in the background: it stays so.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, handle)
    try:
        yield
    finally:
        restore()
