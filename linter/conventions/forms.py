"""The forms of entries, induced from their segments by description length.

A form begins as the commonest sequence of segments. Every other sequence is aligned with it: what
many of them have besides, or lack, becomes a part that may be missing, if it is shorter to write
down the form with it, and the entries by that form, than each of these entries as an exception.
What few have stays an exception: a slip. What is left over makes the next form, if that pays.

See Fisher et al., "From Dirt to Shovels" (POPL 2008), on inferring ad hoc formats so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log2
from typing import NamedTuple

from linter.conventions.segments import Key, Keys

# Bits to write down a part of a form; to say that a part may be missing; to write a segment of an
# entry that its form does not foresee. The last decides what is a slip: with 7 bits a part that 2
# in 100 entries lack may be missing, and one that 1 in 100 lacks may not.
PART_BITS, OPTIONAL_BITS, SLIP_BITS = 10.0, 4.0, 7.0
# Fewer entries show no form, and no part that may be missing.
MIN_FORM = 3
# What is found once is no backbone.
MIN_BACKBONE = 2
# A form has no more parts; an entry with more slips follows another one.
MAX_PARTS, MAX_SLIPS = 40, 5
# So many sequences, the commonest, show what a form is; so many forms are looked for.
MAX_SEQUENCES, MAX_FORMS = 60, 8
# A mark has no more others that may stand in its place.
MAX_ALTERNATIVES = 3
# So many of a form's entries show that a segment occurs twice in one line.
TWICE_RATIO = 0.03
# So many of a form's entries show that a text follows its link without a mark between the two.
UNLED_RATIO = 0.1

# Which segment names an entry: its link, or else the first of these that there is.
_ANCHORS = (("link",), ("label",), ("url",), ("emphasis", "text"), ("code", "badge"))
_NEVER = 10_000


class Part(NamedTuple):
    """One part of a form. ``others`` are marks that may stand in its place."""

    key: Key
    is_required: bool = True
    others: tuple[Key, ...] = ()

    def takes(self, key: Key) -> bool:
        """Whether a segment with this key can be this part."""
        return key == self.key or key in self.others


class Slip(NamedTuple):
    """What an entry has otherwise than its form.

    ``key`` is None for the missing part ``at``; else that of a segment in front of the part, or
    ``instead`` of it.
    """

    at: int
    key: Key | None
    instead: bool = False


class Alignment(NamedTuple):
    """How a sequence follows a form: its slips, and the part that each segment is (-1: none)."""

    slips: tuple[Slip, ...]
    places: tuple[int, ...]


class Form:
    """The parts of entries, in order, and the sequences that follow them without a slip.

    ``anchor`` is the part that names the entry: two entries without a common one are not alike.
    """

    def __init__(self, parts: list[Part], anchor: int) -> None:
        self.parts = parts
        self.anchor = anchor
        self.followers: Counter[Keys] = Counter()

    @property
    def count(self) -> int:
        """How many entries follow the form."""
        return self.followers.total()


def anchor_of(keys: Sequence[Key]) -> int | None:
    """Which segment of a sequence names the entry."""
    for kinds in _ANCHORS:
        for at, key in enumerate(keys):
            if key[0] in kinds:
                return at
    return None


def induce(sequences: Mapping[Keys, int], least: int = MIN_FORM) -> list[Form]:
    """The forms that at least so many entries follow, in the order in which they were found."""
    rest = Counter(
        {
            keys: count
            for keys, count in sequences.items()
            if 0 < len(keys) <= MAX_PARTS and anchor_of(keys) is not None
        }
    )
    total = sum(sequences.values())
    forms: list[Form] = []
    while rest.total() >= least and len(forms) < MAX_FORMS:
        keys, count = rest.most_common(1)[0]
        if count < MIN_BACKBONE:
            break
        if count < UNLED_RATIO * total and any(_lacks_lead(form, keys) for form in forms):
            del rest[keys]
            continue
        form = _grown(keys, rest)
        if form.count < least or not _pays(form, forms, total):
            del rest[keys]
            continue
        forms.append(form)
        for followed in form.followers:
            del rest[followed]
    return forms


def entropy(some: int, total: int) -> float:
    """Bits to say which ``some`` of ``total`` entries it is."""
    if not 0 < some < total:
        return 0.0
    share = some / total
    return -total * (share * log2(share) + (1 - share) * log2(1 - share))


def _pays(form: Form, forms: Sequence[Form], total: int) -> bool:
    """Whether a form is shorter to write than its entries as exceptions to those that there are."""
    slips = 0
    for keys, count in form.followers.items():
        found = (align(other, keys) for other in forms)
        slips += count * min((len(a.slips) for a in found if a is not None), default=MAX_SLIPS)
    own = PART_BITS * len(form.parts) + entropy(form.count, total)
    return not forms or own < SLIP_BITS * slips


# ------------------------------------------------------------------------------ alignment


def align(form: Form, keys: Keys) -> Alignment | None:
    """The fewest slips by which a sequence follows a form; None if that takes too many."""
    cost = _costs(form, keys)
    if cost[0][0] > MAX_SLIPS:
        return None
    slips: list[Slip] = []
    places: list[int] = []
    i = j = 0
    while i < len(form.parts) or j < len(keys):
        part = form.parts[i] if i < len(form.parts) else None
        key = keys[j] if j < len(keys) else None
        if part and key and part.takes(key) and cost[i][j] == cost[i + 1][j + 1]:
            places.append(i)
            i, j = i + 1, j + 1
        elif part and key and _is_instead(part, key) and cost[i][j] == cost[i + 1][j + 1] + 1:
            slips.append(Slip(i, key, instead=True))
            places.append(i)
            i, j = i + 1, j + 1
        elif part and cost[i][j] == cost[i + 1][j] + _without(form, i):
            if part.is_required:
                slips.append(Slip(i, None))
            i += 1
        else:
            slips.append(Slip(i, key))
            places.append(-1)
            j += 1
    return Alignment(tuple(slips), tuple(places))


def _costs(form: Form, keys: Keys) -> list[list[int]]:
    """The fewest slips from each part and segment on."""
    height, width = len(form.parts), len(keys)
    cost = [[0] * (width + 1) for _ in range(height + 1)]
    cost[height] = list(range(width, -1, -1))
    for i in range(height - 1, -1, -1):
        part, row, below = form.parts[i], cost[i], cost[i + 1]
        is_mark = part.key[0] == "mark"
        without = _without(form, i)
        row[width] = below[width] + without
        for j in range(width - 1, -1, -1):
            best = below[j] + without
            if row[j + 1] < best:
                best = row[j + 1] + 1
            key = keys[j]
            if key == part.key or key in part.others:
                best = min(best, below[j + 1])
            elif is_mark and key[0] == "mark" and below[j + 1] < best:
                best = below[j + 1] + 1
            row[j] = best
    return cost


def _without(form: Form, at: int) -> int:
    """What it costs to leave a part out."""
    return _NEVER if at == form.anchor else int(form.parts[at].is_required)


def _is_instead(part: Part, key: Key) -> bool:
    """Whether one mark replaces another."""
    return part.key[0] == "mark" == key[0] and not part.takes(key)


# ------------------------------------------------------------------------------ growing a form


def _grown(backbone: Keys, sequences: Mapping[Keys, int]) -> Form:
    """The form whose backbone is this sequence."""
    anchor = anchor_of(backbone)
    assert anchor is not None
    form = Form([Part(key) for key in backbone], anchor)
    near = Counter(sequences).most_common(MAX_SEQUENCES)
    while slip := _most_telling(form, near):
        _foresee(form, slip)
    form.followers = Counter(
        {
            keys: count
            for keys, count in sequences.items()
            if (found := align(form, keys)) is not None and not found.slips
        }
    )
    return form


def _most_telling(form: Form, sequences: Sequence[tuple[Keys, int]]) -> Slip | None:
    """The slip that it saves most to foresee."""
    counts: Counter[Slip] = Counter()
    total = 0
    for keys, count in sequences:
        found = align(form, keys)
        if found is None:
            continue
        total += count
        for slip in set(found.slips):
            counts[slip] += count
    gains = ((_gain(form, slip, count, total), slip) for slip, count in counts.items())
    best = max(gains, default=(0.0, None), key=lambda pair: (pair[0], repr(pair[1])))
    return best[1] if best[0] > 0 else None


def _gain(form: Form, slip: Slip, count: int, total: int) -> float:
    """How many bits it saves to foresee a slip that so many entries have."""
    if count < MIN_FORM or len(form.parts) >= MAX_PARTS:
        return 0.0
    if not _may_be_foreseen(form, slip, is_often=count >= TWICE_RATIO * total):
        return 0.0
    if slip.key and slip.key[0] == "text" and not _is_led(form, slip.at):
        # What follows a link so may be any text: an entry with another separator, for one.
        count = count if count >= UNLED_RATIO * total else 0
    cost = OPTIONAL_BITS + entropy(count, total) + (PART_BITS if slip.key else 0.0)
    return count * SLIP_BITS - cost


def _may_be_foreseen(form: Form, slip: Slip, *, is_often: bool) -> bool:
    """Whether a form with this part, or without it, is still one line a contributor would copy."""
    part = form.parts[slip.at] if slip.at < len(form.parts) else None
    if slip.instead:
        return part is not None and len(part.others) < MAX_ALTERNATIVES
    if slip.key is None:
        return part is not None and part.key[0] != "marker" and not _leads(form.parts, slip.at)
    kind = slip.key[0]
    line = _line(form.parts, slip.at)
    if kind in ("marker", "link"):
        return False
    if slip.key in line and kind not in ("mark", "break") and not is_often:
        return False
    if kind == "text":
        if slip.at <= form.anchor and form.parts[0].key[0] != "marker":
            # Prose leads to a link, too.
            return False
        is_titled = form.parts[form.anchor].key[0] == "link"
        return not (is_titled and any(key[0] == "text" for key in line))
    beside = (part.key for part in form.parts[max(0, slip.at - 1) : slip.at + 1])
    return slip.key not in beside


def _leads(parts: Sequence[Part], at: int) -> bool:
    """Whether a part is the mark that separates a text from what every entry has before it."""
    before = parts[max(0, at - 1)]
    needed = next((part.key[0] for part in parts[at + 1 :] if part.is_required), "")
    return parts[at].key[0] == "mark" and before.is_required and needed == "text"


def _lacks_lead(form: Form, keys: Keys) -> bool:
    """Whether a sequence follows a form but for the mark that leads to a text."""
    found = align(form, keys)
    slips = found.slips if found is not None else ()
    return len(slips) == 1 and slips[0].key is None and _leads(form.parts, slips[0].at)


def _is_led(form: Form, at: int) -> bool:
    """Whether a text in front of a part has a mark before it, or does not follow the link."""
    return at <= form.anchor or any(
        part.key[0] in ("mark", "break") for part in form.parts[form.anchor + 1 : at]
    )


def _line(parts: Sequence[Part], at: int) -> set[Key]:
    """The other parts of the line with the part in front of ``at``."""
    breaks = [i for i, part in enumerate(parts) if part.key[0] == "break"]
    start = max((i + 1 for i in breaks if i < at), default=0)
    end = min((i for i in breaks if i >= at), default=len(parts))
    return {part.key for part in parts[start:end]}


def _foresee(form: Form, slip: Slip) -> None:
    if slip.key is None:
        part = form.parts[slip.at]
        form.parts[slip.at] = Part(part.key, is_required=False, others=part.others)
    elif slip.instead:
        part = form.parts[slip.at]
        form.parts[slip.at] = Part(part.key, part.is_required, (*part.others, slip.key))
    else:
        form.parts.insert(slip.at, Part(slip.key, is_required=False))
        form.anchor += slip.at <= form.anchor


# ------------------------------------------------------------------------------ dividing a form


def parts_of(form: Form) -> dict[Keys, frozenset[int]]:
    """Which parts each follower of a form has."""
    found = {keys: align(form, keys) for keys in form.followers}
    return {keys: frozenset(a.places) for keys, a in found.items() if a is not None}


def with_followers(
    form: Form, followers: Counter[Keys], *, least: float = 0.0, slips: float = 0.0
) -> Form:
    """The form of some of its followers, with the parts that at least this share of them have.

    A part that all but this share of ``slips`` have is required.
    """
    having: Counter[int] = Counter()
    parts = parts_of(form)
    for keys, count in followers.items():
        having.update(dict.fromkeys(parts[keys], count))
    total = followers.total()
    fewest = max(MIN_FORM, least * total) if least else 1
    kept = [
        at for at in range(len(form.parts)) if having[at] >= fewest or form.parts[at].is_required
    ]
    new = Form(
        [
            Part(
                form.parts[at].key,
                form.parts[at].is_required or having[at] >= (1 - slips) * total,
                form.parts[at].others,
            )
            for at in kept
        ],
        kept.index(form.anchor),
    )
    for keys, count in followers.items():
        found = align(new, keys)
        if found is not None and not found.slips:
            new.followers[keys] = count
    return new
