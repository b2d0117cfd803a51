"""How property tests are run.

The same examples every time, so that a change is judged by what it changes; no clock, so that a
busy machine fails nothing. ``pytest --hypothesis-profile explore`` looks for new ones.
"""

from __future__ import annotations

import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "explore", settings.get_profile("steady"), derandomize=False, print_blob=True
)
settings.load_profile("steady")

# A shell has its jobs in the background ignore SIGINT, and what they start inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
