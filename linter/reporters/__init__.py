"""Reporters: one format, one file; pure functions from a Report to text."""
