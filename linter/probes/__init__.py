"""Probes: the only code that asks the outside world. Each answers one kind of need."""
