"""Answers on their way from many threads to one, which is woken for many at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Inbox(Generic[_T]):
    """A queue whose reader sleeps until the last letter that is owed, an urgent one, or a moment.

    A reader that wakes for each letter takes the interpreter from the threads that ask.
    """

    def __init__(self) -> None:
        """Nothing is owed yet."""
        self._letters: SimpleQueue[_T] = SimpleQueue()
        self._owed = 0
        self._lock = threading.Lock()
        self._bell = threading.Event()

    def owe(self, more: int) -> None:
        """So many letters more will come that the reader cannot go on without."""
        with self._lock:
            self._owed += more

    def put(self, letter: _T, *, owed: bool = True, urgent: bool = False) -> None:
        """Add a letter, one of those that are owed or one beside them; ``urgent`` wakes."""
        self._letters.put(letter)
        with self._lock:
            self._owed -= owed
            if urgent or (owed and self._owed <= 0):
                self._bell.set()

    def take(self, seconds: float) -> Iterator[_T]:
        """What has come in, one by one, once the bell rings or so much time has passed."""
        self._bell.wait(max(0.0, seconds))
        self._bell.clear()
        with suppress(Empty):
            while True:
                yield self._letters.get_nowait()
