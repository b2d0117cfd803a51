"""Entries that break their template, with what is wrong with them. Loaded where there are any."""

from __future__ import annotations

from collections.abc import Sequence

from linter.entries.glued import Glued
from linter.entries.heuristics import read_loosely
from linter.entries.making import Maker, Read, cut
from linter.entries.mismatch.alignment import Effort
from linter.entries.mismatch.diagnosis import Near, describe, nearest
from linter.entries.near_misses import Suspects
from linter.model import Document, Entry

# So many broken entries are read closely; nobody reads of more.
_MOST_CLOSELY = 200


class Teller:
    """Tells what is wrong with the broken entries of one document."""

    def __init__(self, document: Document, make: Maker, suspects: Suspects) -> None:
        """Nothing has been read closely yet."""
        self._document = document
        self._make = make
        self._suspects = suspects
        self._read_closely = 0
        self._effort = Effort()

    def broken(self, index: int, numbers: Sequence[int]) -> Entry:
        """An item among entries that should be one, and says why it is not."""
        item = self._document.items[index]
        links = self._make.links.within(item)
        source = self._suspects.source(index, numbers)
        near = self._nearest(numbers, source.text)
        if near is None:
            far = self._suspects.furthest(index, numbers)
            near = Near(far.template, far.divergence)
        template = self._suspects.templates[near.template]
        mismatch = describe(self._document, item, source, template, near, links)
        loosely = cut(source.text, read_loosely(source, links))
        return self._make.entry(index, Read(near.template, source, loosely), mismatch)

    def stuck(self, index: int, glued: Glued) -> Entry:
        """An entry without a bullet, on the lines of the item before it."""
        template, item = self._suspects.templates[glued.template], self._document.items[index]
        text = glued.source.text
        near = self._nearest([glued.template], text)
        near = near or Near(glued.template, template.explain(text))
        reading = near.reading
        if reading is not None:
            reading = reading._replace(rendered=glued.rendered, sole=True, lossy=False, slips=0)
        near = near._replace(reading=reading)
        mismatch = describe(self._document, item, glued.source, template, near, [])
        spans = reading.spans if reading else {}
        read = Read(glued.template, glued.source, cut(text, spans))
        return self._make.entry(index, read, mismatch)

    def _nearest(self, numbers: Sequence[int], text: str) -> Near | None:
        """The template that an entry can be read by, for the first ones that break theirs."""
        self._read_closely += 1
        if self._read_closely > _MOST_CLOSELY:
            return None
        found = nearest(
            [self._suspects.templates[number] for number in numbers], text, self._effort
        )
        return found and found._replace(template=numbers[found.template])
