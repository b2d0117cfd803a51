"""What falls short of the operators' word, and why: counted, and held to be no more and no less."""

from __future__ import annotations

import re
from typing import NamedTuple

from tests.planted_faults.faults import Fault

NO_LINK = "nothing is left to know an entry by: a line without a link may be any"
OPEN = "the field before it takes any text, and so takes what is left of the part behind it"
OPTIONAL = "what is left is an entry without the part that may be missing, or with a remark"
BLANK = "beside a part that may be missing, blanks may be missing, too: it looks the same"
LABEL = "another label would fit as well, so nobody knows which link is meant"
OWN = "the mark may be the value's own"
CELL = "a cell that takes any text may be empty, or hold what belongs beside it"
TORN = "what is torn off is an item or a paragraph of its own, and told as well"
STAR = "a star and a blank at a line's start begin a list: the paragraph is over"
STOPPED = "a full stop ends the description, so the value is known, and the fix is right"
STOLEN = "the end of the field before it would do"


class Short(NamedTuple):
    """Faults of a shape, by patterns for their kind, their field and the broken entry.

    ``what`` is what falls short: ``silent``, ``several`` findings, the ``rule``, ``field``,
    ``column`` or ``fix``. ``times`` is how many faults it is true of.
    """

    shape: int
    kind: str
    what: frozenset[str]
    times: int
    reason: str
    field: str = r".*"
    where: str = ""

    def covers(self, shape: int, fault: Fault) -> bool:
        """Whether it speaks of a fault."""
        return (
            shape == self.shape
            and re.fullmatch(self.kind, fault.kind) is not None
            and re.fullmatch(self.field, fault.field) is not None
            and re.search(self.where, fault.text) is not None
        )


SILENT = frozenset({"silent"})
FIELD, COLUMN, FIX = frozenset({"field"}), frozenset({"column"}), frozenset({"fix"})
SEVERAL = frozenset({"several"})
GONE = "words and link gone"

SHORT = (
    *(Short(shape, GONE, SILENT, 1, NO_LINK, "title", "- - |-:") for shape in (1, 2, 11, 12, 13)),
    Short(13, "no ``` around", FIX, 1, STOPPED, "license"),
    Short(4, GONE, SILENT, 2, NO_LINK),
    Short(14, GONE, SILENT, 1, NO_LINK, "title", r"\.$"),
    Short(4, "(?!another).*", SILENT, 7, OPEN, "note"),
    Short(4, "more behind", SILENT, 1, OPEN),
    Short(4, "nothing there", SILENT, 1, OPEN, "authors", r" \("),
    Short(14, f"(?!{GONE}).*", SILENT, 19, OPEN, "demo_url"),
    Short(14, "more behind", SILENT, 1, OPEN),
    Short(14, "nothing there|swapped", SILENT, 2, OPEN, "description", r"\(\["),
    Short(14, GONE, SILENT, 1, OPTIONAL, "demo_url"),
    Short(6, GONE, SILENT, 1, OPTIONAL, "code_url"),
    Short(6, "no link", COLUMN, 1, OPTIONAL, "code_url"),
    Short(7, GONE, SILENT, 3, OPTIONAL),
    Short(7, "no link", FIELD, 5, OPTIONAL),
    Short(12, "`:zap:` missing", SILENT, 1, OPTIONAL),
    Short(7, "a blank missing", SILENT, 5, BLANK),
    Short(12, "a blank missing", SILENT, 2, BLANK, where=r"\)[-:]"),
    Short(7, "`paper` missing", FIX, 3, LABEL),
    Short(7, "`code` missing", FIELD | FIX, 2, LABEL),
    Short(7, "another label", FIELD, 2, LABEL, "code_url"),
    Short(13, "`'` for ```", FIX, 2, OWN),
    Short(8, r"`\[` doubled", SILENT, 1, OWN, "venue"),
    Short(18, r"`\.` doubled", SILENT, 1, OWN, "venue"),
    Short(8, "swapped", COLUMN, 1, STOLEN, "year"),
    Short(18, "nothing there", COLUMN, 1, STOLEN, "venue"),
    Short(19, r"`\|` missing", COLUMN, 1, CELL, "auth"),
    Short(19, "nothing there", SILENT, 1, CELL, "title"),
    Short(19, "swapped", FIX, 1, CELL, "auth"),
    Short(17, "indented too little", SEVERAL, 2, TORN),
    Short(20, "a blank line", SEVERAL, 2, TORN),
    Short(20, "a blank inside the emphasis", COLUMN | FIX, 1, STAR, "authors", r"\n\* "),
)
