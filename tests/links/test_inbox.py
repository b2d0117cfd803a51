from __future__ import annotations

import threading
import time

from linter.links.checker import Inbox

LONG = 30.0


def timed(inbox: Inbox[int], seconds: float) -> tuple[list[int], bool]:
    """What was taken, and whether the time was waited for."""
    began = time.monotonic()
    taken = list(inbox.take(seconds))
    return taken, time.monotonic() - began >= seconds


def test_the_reader_waits_for_what_is_owed_and_no_longer() -> None:
    inbox: Inbox[int] = Inbox()
    inbox.expect(2)
    inbox.put(1)
    assert timed(inbox, 0.05) == ([1], True)
    threading.Timer(0.05, inbox.put, [2]).start()
    assert timed(inbox, LONG) == ([2], False)


def test_what_comes_beside_does_not_wake_the_reader() -> None:
    inbox: Inbox[int] = Inbox()
    inbox.expect(1)
    inbox.put(7, owed=False)
    inbox.put(8, owed=False)
    assert timed(inbox, 0.05) == ([7, 8], True)
    inbox.put(1)
    assert timed(inbox, LONG) == ([1], False)


def test_what_is_urgent_does() -> None:
    inbox: Inbox[int] = Inbox()
    inbox.expect(2)
    inbox.put(1, urgent=True)
    assert timed(inbox, LONG) == ([1], False)
    assert timed(inbox, 0.05) == ([], True)


def test_a_reader_who_has_all_does_not_spin() -> None:
    inbox: Inbox[int] = Inbox()
    inbox.expect(1)
    inbox.put(1)
    assert timed(inbox, LONG) == ([1], False)
    assert timed(inbox, 0.05) == ([], True)
