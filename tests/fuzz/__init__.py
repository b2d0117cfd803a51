"""Fuzzing: inputs nobody thought of, for everything that reads what somebody else wrote."""
