"""The commands: one module each, with its options and what it does. Imported when called.

A command is a module here with ``EPILOG`` (examples and more, for its help),
``add_arguments(parser)`` and ``run(arguments) -> exit code``, and a line in ``COMMANDS``.
"""

from __future__ import annotations

# In the order of the manual: what they do, in a few words.
COMMANDS = {
    "check": "check lists and report problems",
    "fix": "fix what can be fixed without losing a word",
    "links": "check every link",
    "show": "print what listlint sees in a list, as JSON",
    "init": "learn a list, and write its configuration and workflow",
    "add": "add an entry at its place",
    "review": "review a pull request on GitHub",
    "rules": "list the rules",
    "explain": "explain a rule",
    "completion": "print the completion script of a shell",
}
