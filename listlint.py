"""``python -m listlint``: the same program as the command ``listlint``."""

from linter.__main__ import run

if __name__ == "__main__":
    run()
