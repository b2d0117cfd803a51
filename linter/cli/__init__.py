"""The commands: one module each, with its options and what it does. Imported when called.

A command is a module here with ``add_arguments(parser)`` and ``run(arguments) -> exit code``, and
a line in ``COMMANDS``.
"""

from __future__ import annotations

# In the order of the manual: what each does, in a few words.
COMMANDS = {
    "check": "check lists and report problems",
    "fix": "repair what can be repaired",
    "links": "check every link",
    "show": "print the parsed lists as JSON",
    "init": "write down how a list is written, and the workflow",
    "add": "add an entry at its place",
    "review": "review a pull request on GitHub",
    "rules": "name the rules",
    "explain": "explain one rule",
}
