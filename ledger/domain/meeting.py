"""Two copies of a ledger that were changed apart: in what they cannot both be right.

Pure: what each copy changed since they parted comes in, with the keys and numbers of the place where they parted; what
a person must settle comes out. It is the same list whichever copy is called ours.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile
from typing import Any

from ledger.domain.canonical import canonical_json
from ledger.domain.text import skeleton
from ledger.domain.words import SettlementKind

RETRACTED = "retracted"
"""The state of an entry that was taken back; of others it is what stands in their place, as text."""
TEXT = "text"
"""The text of a source, as a copy's newest edition has it: told of beside the fields of the source."""
Place = tuple[Any, str]
"""What takes one value after another: a field of a record, or a reviewer's verdict on an entry."""


class About(StrEnum):
    """What two copies are at odds about."""

    record = "record"
    field = "field"
    text = "text"
    entry = "entry"
    kept = "kept"
    verdict = "verdict"
    contest = "contest"
    struck = "struck"
    key = "key"
    code = "code"


@dataclass(slots=True)
class Side:
    """What one copy changed: final values of fields (canonical JSON), what became of entries, verdicts, settlements.

    ``kept`` are entries that a settlement kept, with the one that they outweigh; ``outweighed`` what it took back so,
    with the number that the one which was kept has in that copy; ``named`` are the records that what it added speaks
    of, ``taken`` the keys that it gave to records, each with the record as it was called before, ``cited`` the entries
    whose places it changed, ``added`` the records that it entered, ``there`` those too that it has from the other.
    ``steps`` are the values that it gave one after another, ``None`` for one that the other copy has as well.
    """

    fields: dict[tuple[str, str], str] = field(default_factory=dict)
    entries: dict[int, str] = field(default_factory=dict)
    verdicts: dict[tuple[int, str], str] = field(default_factory=dict)
    contests: dict[tuple[int, int], str] = field(default_factory=dict)
    kept: dict[int, int] = field(default_factory=dict)
    outweighed: dict[int, int] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    taken: dict[tuple[str, str], str] = field(default_factory=dict)
    cited: set[int] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)
    steps: dict[Place, list[str | None]] = field(default_factory=lambda: defaultdict(list))

    def own_steps(self, place: Place) -> list[str]:
        """Return the values that it gave from its own hand."""
        return [value for value in self.steps.get(place, ()) if value is not None]

    def last_steps(self, place: Place) -> list[str]:
        """Return those that it gave since it last shared one with the other."""
        steps = self.steps.get(place, [])
        shared = max((n for n, value in enumerate(steps, 1) if value is None), default=0)
        return [value for value in steps[shared:] if value is not None]

    def ends(self, place: Place) -> str | None:
        """Return the value that it has in the end."""
        return self.fields.get(place, self.verdicts.get(place))

    def note(self, number: int, reviewer: str) -> str | None:
        """Return the note that came with the verdict that a reviewer has on an entry in the end."""
        place = number, reviewer
        given = (json.loads(step) for step in reversed(self.own_steps(place)))
        return next((note for verdict, note in given if verdict == self.verdicts[place]), None)

    def gone(self) -> set[str]:
        """Return the records that were struck, but those that go on under another's key."""
        return {ref for (ref, name), value in self.fields.items() if name == "struck" and value == "true"} - {
            ref for (ref, name), value in self.fields.items() if name == "joined" and value != "null"
        }

    def taken_back_with(self, numbers: Collection[int]) -> set[int]:
        """Return what it took back for the same as one of these: who overrules it lets that stand again as well."""
        kept = {self.outweighed.get(number) for number in numbers} - {None}
        back = {number for number, by in self.outweighed.items() if by in kept}
        return {number for number in back.difference(numbers) if self.entries.get(number) == RETRACTED}

    def described(self, ref: str) -> dict[str, str]:
        """Return the fields of a record that it entered, as they are in the end."""
        return {name: value for (of, name), value in self.fields.items() if of == ref}

    def codes(self) -> dict[str, str]:
        """Return the parties that were given a code, by what is left of it when its look alone counts."""
        given = {ref: value for (ref, name), value in self.fields.items() if name == "code"}
        return {skeleton(json.loads(code)): ref for ref, code in given.items() if ref not in self.gone()}


@dataclass(frozen=True, slots=True)
class AtOdds:
    """One thing to settle. ``ref`` and ``field`` name a field of a record, ``entries`` entries by number."""

    about: About
    ours: str
    theirs: str
    ref: str = ""
    field: str = ""
    entries: tuple[int, ...] = ()
    reviewer: str = ""


def onward(ours: Sequence[str], theirs: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the steps of each after those that both took: alike from the start, or to where the other came as well."""
    alike = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False))))
    mine, other = ours[alike:], theirs[alike:]
    return _after(mine, other), _after(other, mine)


def _after(steps: Sequence[str], met: Collection[str]) -> Sequence[str]:
    return steps[max((n for n, value in enumerate(steps, 1) if value in met), default=0) :]


def went_on(ours: Side, theirs: Side, place: Place) -> tuple[bool, bool]:
    """Return whether each side went on from where the two last had one value."""
    mine, other = onward(ours.last_steps(place), theirs.last_steps(place))
    return bool(mine), bool(other)


def ahead(ours: Side, theirs: Side, place: Place) -> bool:
    """Whether ours alone went on: theirs ends where ours has been."""
    return went_on(ours, theirs, place) == (True, False)


def passed(ours: Side, theirs: Side) -> dict[Place, int]:
    """Return of how many of theirs, from its first step on, ours needs none: it took them itself, or came there too."""
    found = {}
    for place in ours.steps.keys() & theirs.steps.keys():
        steps = theirs.own_steps(place)
        _mine, rest = onward(ours.own_steps(place), steps)
        if rest or ours.ends(place) == theirs.ends(place) or ahead(ours, theirs, place):
            found[place] = len(steps) - len(rest)
    return found


def _apart(ours: Side, theirs: Side, place: Place) -> bool:
    """Whether they end with different values, and neither alone went on: both did, or each was where the other ends.

    Where one alone went on its value stands, and nobody is asked.
    """
    mine, other = went_on(ours, theirs, place)
    return ours.ends(place) != theirs.ends(place) and mine == other


def settled_as(how: SettlementKind, entry: int) -> str:
    """Return how a contest was settled, as two copies are compared: by which word, in favour of which entry."""
    return f"{how.value} {entry}"


def at_odds(ours: Side, theirs: Side) -> list[AtOdds]:
    """Return what a person must settle, in an order that is the same for both; of one contest one question."""
    contests = list(_contests(ours.contests, theirs.contests))
    asked = {settled for each in contests for settled in (each.ours, each.theirs)}
    found = [
        *_records(ours, theirs),
        *_fields(ours, theirs),
        *_entries(ours, theirs),
        *(each for each in _kept(ours, theirs) if settled_as(SettlementKind.outweighed, each.entries[0]) not in asked),
        *_verdicts(ours, theirs),
        *contests,
        *_struck(ours, theirs),
        *_keys(ours, theirs),
        *_codes(ours, theirs),
    ]
    return sorted(found, key=lambda each: (list(About).index(each.about), each.ref, each.field, each.entries))


def _records(ours: Side, theirs: Side) -> Iterator[AtOdds]:
    """Yield where both entered a record under one key, and do not say the same of it: each with what differs."""
    for ref in ours.added & theirs.added:
        mine, other = ours.described(ref), theirs.described(ref)
        apart = {name for name in mine.keys() | other.keys() if _apart(ours, theirs, (ref, name))}
        if mine.get("struck") != other.get("struck"):  # the other may go on recording of it
            apart.add("struck")
        if apart:
            yield AtOdds(About.record, _differing(mine, apart), _differing(other, apart), ref)


def _differing(fields: Mapping[str, str], apart: Collection[str]) -> str:
    return canonical_json({name: json.loads(value) for name, value in fields.items() if name in apart})


def _fields(ours: Side, theirs: Side) -> Iterator[AtOdds]:
    both = ours.added & theirs.added
    for ref, name in ours.fields.keys() & theirs.fields.keys():
        if ref not in both and _apart(ours, theirs, (ref, name)):
            about = About.text if name == TEXT else About.field
            yield AtOdds(about, ours.fields[ref, name], theirs.fields[ref, name], ref, name)


def _entries(ours: Side, theirs: Side) -> Iterator[AtOdds]:
    for number in ours.entries.keys() & theirs.entries.keys():
        mine, other = ours.entries[number], theirs.entries[number]
        if mine != other:
            yield AtOdds(About.entry, mine, other, entries=(number,))


def _kept(ours: Side, theirs: Side) -> Iterator[AtOdds]:
    """Yield where one copy settled a contest in favour of what the other took back or put right."""
    for number, other in ours.kept.items():
        if number in theirs.entries and number not in ours.entries:
            yield AtOdds(About.kept, f"kept against {other}", theirs.entries[number], entries=(number, other))
    for number, other in theirs.kept.items():
        if number in ours.entries and number not in theirs.entries:
            yield AtOdds(About.kept, ours.entries[number], f"kept against {other}", entries=(number, other))


def _verdicts(ours: Side, theirs: Side) -> Iterator[AtOdds]:
    for number, reviewer in ours.verdicts.keys() & theirs.verdicts.keys():
        if _apart(ours, theirs, (number, reviewer)):
            mine, other = ours.verdicts[number, reviewer], theirs.verdicts[number, reviewer]
            yield AtOdds(About.verdict, mine, other, entries=(number,), reviewer=reviewer)


def _contests(ours: Mapping[tuple[int, int], str], theirs: Mapping[tuple[int, int], str]) -> Iterator[AtOdds]:
    for pair in ours.keys() & theirs.keys():
        if ours[pair] != theirs[pair]:
            yield AtOdds(About.contest, ours[pair], theirs[pair], entries=pair)


def _struck(ours: Side, theirs: Side) -> Iterator[AtOdds]:
    """Yield where one copy took a record off every list that the other went on recording of."""
    both = ours.added & theirs.added
    for ref in (ours.gone() & theirs.named) - theirs.gone() - both:
        yield AtOdds(About.struck, "struck", "in use", ref, "struck")
    for ref in (theirs.gone() & ours.named) - ours.gone() - both:
        yield AtOdds(About.struck, "in use", "struck", ref, "struck")


def _keys(ours: Side, theirs: Side) -> Iterator[AtOdds]:
    """Yield where one key came to mean two records."""
    for table, key in ours.taken.keys() & theirs.taken.keys():
        mine, other = ours.taken[table, key], theirs.taken[table, key]
        if mine != other:
            one, another = (f"new {table}" if ref in s.added else ref for s, ref in ((ours, mine), (theirs, other)))
            yield AtOdds(About.key, one, another, f"{table}:{key}", "key")


def _codes(ours: Side, theirs: Side) -> Iterator[AtOdds]:
    """Yield where one code came to head the columns of two parties."""
    mine, other = ours.codes(), theirs.codes()
    for code in mine.keys() & other.keys():
        if mine[code] != other[code]:
            yield AtOdds(About.code, mine[code], other[code], min(mine[code], other[code]), "code")


def unsettled(found: Collection[AtOdds], chosen: Mapping[int, str]) -> list[int]:
    """Return the numbers, from 1, of what nobody has chosen a side for."""
    return [number for number in range(1, len(found) + 1) if number not in chosen]
