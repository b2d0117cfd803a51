"""listlint keeps curated lists honest."""

__version__ = "0.1.0"
