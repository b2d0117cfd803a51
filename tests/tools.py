"""What made-up lists of tools are made of."""

from __future__ import annotations

NAMES = [
    "Ack",
    "Bat",
    "Curl",
    "Delta",
    "Exa",
    "Fd",
    "Glow",
    "Htop",
    "Ion",
    "Jq",
    "Kak",
    "Lsd",
    "Micro",
    "Nnn",
    "Oil",
    "Pv",
]
"""Sixteen names, in alphabetical order."""
