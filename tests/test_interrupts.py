from __future__ import annotations

import os
import signal
import threading

import pytest

from linter.interrupts import stop_on_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_on_signals_calls_stop_once(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    calls: list[int] = []
    with stop_on_signals(lambda: calls.append(1)):
        os.kill(os.getpid(), number)
        assert calls == [1]
        assert signal.getsignal(number) == before  # a second one has its usual effect
    assert signal.getsignal(number) == before


def test_stop_on_signals_restores_the_handlers() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stop_on_signals(lambda: None):
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_stop_on_signals_leaves_an_ignored_signal_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stop_on_signals(lambda: pytest.fail("called")):
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_stop_on_signals_does_nothing_in_another_thread() -> None:
    entered: list[bool] = []

    def enter() -> None:
        with stop_on_signals(lambda: None):
            entered.append(True)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert entered == [True]
