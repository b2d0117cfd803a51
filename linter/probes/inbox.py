"""Answers on their way from many threads to one, which is woken for many at once."""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Inbox(Generic[_T]):
    """A queue whose reader sleeps until all that is owed has come, or a moment has passed.

    A reader that wakes for each answer takes the interpreter from the threads that ask.
    """

    def __init__(self) -> None:
        """Nothing is owed yet."""
        self._letters: SimpleQueue[_T] = SimpleQueue()
        self._owed = 0
        self._lock = threading.Lock()
        self._all_here = threading.Event()

    def owe(self, more: int) -> None:
        """So many letters more will come that the reader cannot go on without."""
        with self._lock:
            self._owed += more

    def put(self, letter: _T, *, owed: bool = True) -> None:
        """Add a letter: one of those that are owed, or one that came beside them."""
        self._letters.put(letter)
        if owed:
            with self._lock:
                self._owed -= 1
                if self._owed <= 0:
                    self._all_here.set()

    def take(self, seconds: float) -> list[_T]:
        """What has come in: at once when nothing more is owed, else after this time."""
        self._all_here.wait(max(0.0, seconds))
        self._all_here.clear()
        letters: list[_T] = []
        try:
            while True:
                letters.append(self._letters.get_nowait())
        except Empty:
            return letters
