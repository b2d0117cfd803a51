"""listlint keeps curated lists honest."""

__version__ = "0.1.0"
DOCUMENTATION = "https://github.com/listlint/listlint/blob/main/docs"
