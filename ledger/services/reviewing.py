"""What waits for a verdict, and what giving it would do; and two codings of one report laid side by side.

Verdicts themselves are acts (``acting.review``). Codings are compared as seeds, before anything is recorded: a ledger
keeps one entry where two analysts say the same of the same place, so their agreement could not be seen in it any more.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from heapq import nsmallest

from ledger.domain import agreement
from ledger.domain.agreement import Coding, CodingsCompared
from ledger.domain.checklist import is_overdue
from ledger.domain.entries import Cell, Entry, StanceEntry, Statement, StatusEntry
from ledger.domain.naming import NameIndex, written
from ledger.domain.planning.statements import describe
from ledger.domain.points import Point
from ledger.domain.records import Record, Source
from ledger.domain.register import Register
from ledger.domain.seed import Part, SeedFile
from ledger.domain.words import EntryKind, LinkKind, Status
from ledger.errors import InvalidSeed
from ledger.services import keys, points
from ledger.services.foreseeing import Planned
from ledger.storage import contests, entries, lookups, reviews
from ledger.storage import register as frame
from ledger.storage.cells import When
from ledger.storage.database import Store


class EffectKind(StrEnum):
    """What accepting an entry does, in one word."""

    contradicts = "contradicts"
    replaces = "replaces"
    states = "states"
    moves = "moves"
    confirms = "confirms"
    precedes = "precedes"
    settles = "settles"
    reopens = "reopens"
    releases = "releases"
    overdue = "overdue"
    refused = "refused"


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that accepting an entry does; ``entry`` is the other entry it concerns, if there is one."""

    kind: EffectKind
    text: str
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that nobody has judged, under the source it rests on first."""

    entry: Entry
    source: str
    effects: tuple[Effect, ...]


def waiting(
    store: Store,
    *,
    item: str | None = None,
    source: str | None = None,
    party: str | None = None,
    changeset: int | None = None,
    at: str | None = None,
) -> list[Waiting]:
    """Return the entries that stand and have no verdict: source by source, as their places follow in its text.

    ``at`` looks at the ledger as it was known then, and leaves out what was held later. Raises ``NotFound`` for an
    item, a source or a party that is not there.
    """
    return first_waiting(store, None, lookups.WaitingFilter(source, item, party, changeset), at=at)[0]


def first_waiting(
    store: Store,
    most: int | None,
    wanted: lookups.WaitingFilter = lookups.WaitingFilter(),  # noqa: B008 - frozen
    *,
    at: str | None = None,
    matching: Callable[[Entry], bool] | None = None,
) -> tuple[list[Waiting], int]:
    """Return the first so many entries that wait, and how many wait: what each does is worked out for those alone.

    ``matching`` leaves out, and does not count, what it says no to.
    """
    point = points.resolve(store, at or "now")
    known = frame.load(store, point.known_at)
    wanted = _by_key(wanted, known)
    if most is not None and matching is None and at is None:
        shown, total = _first_read(store, wanted, point, known, most)
    else:
        found = lookups.waiting(store, wanted, point.known_at)
        if at is not None:
            found = [entry for entry in found if entry.held.last <= point.held_on]
        found = found if matching is None else [entry for entry in found if matching(entry)]
        order = _order(known)
        found.sort(key=lambda entry: order(_where(entry)))
        shown, total = found[:most], len(found)
    return _told(store, known, point, shown), total


def something_recorded(store: Store) -> bool:
    """Whether there is any entry at all: where there is none, none was reviewed either."""
    return entries.last_id(store) > 0


def _by_key(wanted: lookups.WaitingFilter, known: Register) -> lookups.WaitingFilter:
    def key(table: str, name: str | None) -> str | None:
        return keys.key_of(table, name, known.of(table)) if name is not None else None

    return replace(
        wanted, item=key("item", wanted.item), source=key("source", wanted.source), party=key("party", wanted.party)
    )


@dataclass(frozen=True, slots=True)
class JudgedEntry:
    """An entry that stands and the verdict of each of its reviewers, side by side, in the order given."""

    entry: Entry
    verdicts: tuple[reviews.Reviewed, ...]

    @property
    def disputed(self) -> bool:
        """Whether one accepts what another rejects."""
        return len({each.verdict for each in self.verdicts}) > 1


def judged(store: Store, wanted: lookups.WaitingFilter = lookups.WaitingFilter()) -> list[JudgedEntry]:  # noqa: B008 - frozen
    """Return the entries that have verdicts and were neither corrected nor retracted, in the order recorded."""
    known = frame.load(store)
    wanted = _by_key(wanted, known)
    given = reviews.side_by_side(store)
    gone = entries.displaced(store, None, given)
    found = entries.by_ids(store, given.keys() - gone.keys())
    return [JudgedEntry(entry, given[number]) for number, entry in sorted(found.items()) if _is_wanted(entry, wanted)]


def matcher(store: Store, wanted: lookups.WaitingFilter) -> Callable[[Entry], bool] | None:
    """Return what says whether an entry is meant, or nothing where all are; raises as ``waiting`` does."""
    if wanted == lookups.WaitingFilter():
        return None
    by_key = _by_key(wanted, frame.load(store))
    return lambda entry: _is_wanted(entry, by_key)


def _is_wanted(entry: Entry, wanted: lookups.WaitingFilter) -> bool:
    items = {entry.said.cell.item, *getattr(entry.said, "items", ())}
    return (
        (wanted.item is None or wanted.item in items)
        and (wanted.party is None or wanted.party == entry.said.cell.party)
        and (wanted.changeset is None or wanted.changeset == entry.changeset)
        and (wanted.source is None or any(cite.source == wanted.source for cite in entry.said.cite))
    )


def waiting_among(store: Store, numbers: Collection[int]) -> list[Waiting]:
    """Return those of some entries that wait, in the order of ``waiting``; nothing is read of the others."""
    point = points.resolve(store)
    known = frame.load(store)
    order = _order(known)
    settled = entries.superseded(store, ids=numbers).keys() | reviews.verdicts(store, ids=numbers).keys()
    found = entries.by_ids(store, set(numbers) - settled).values()
    return _told(store, known, point, sorted(found, key=lambda entry: order(_where(entry))))


def _told(store: Store, known: Register, point: Point, found: list[Entry]) -> list[Waiting]:
    effects = _Effects(store, known, point, found)
    return [Waiting(entry, _first_source(entry), tuple(effects.of(entry))) for entry in found]


def foreseen(store: Store, planned: Planned) -> list[Waiting]:
    """Return the entries that a plan would add, each with what recording it would do."""
    effects = _Effects(store, planned.known, points.resolve(store), list(planned.entries), planned)
    return [Waiting(entry, _first_source(entry), tuple(effects.of(entry))) for entry in planned.entries]


def _where(entry: Entry) -> tuple[int, str, str | None]:
    return entry.id, _first_source(entry), entry.said.cite[0].at


def _first_read(
    store: Store, wanted: lookups.WaitingFilter, point: Point, known: Register, most: int
) -> tuple[list[Entry], int]:
    """Return the first entries and how many there are; no more than those are read whole."""
    if wanted == lookups.WaitingFilter():
        total = lookups.count_waiting(store, point.known_at)
        numbers = lookups.first_waiting(
            store, point.known_at, min(most, total), sources=known.sources, order=lambda at: _numbers(at or "")
        )
    else:
        places = [*lookups.waiting_places(store, wanted, point.known_at)]
        total, numbers = len(places), [entry for entry, _source, _at in nsmallest(most, places, key=_order(known))]
    found = entries.by_ids(store, numbers, point.known_at)
    return [found[number] for number in numbers], total


def compare(one: Iterable[SeedFile], other: Iterable[SeedFile]) -> CodingsCompared:
    """Compare what two analysts coded, each in seeds of their own; raise ``InvalidSeed`` with every fault of both."""
    files = [list(one), list(other)]
    parts = [[list(file.parts) for file in side] for side in files]
    records = (part.value for side in parts for file in side for part in file if isinstance(part.value, Record))
    register = NameIndex(Register(), records)
    coded = [[coding for file in side for coding in _codings(file, register)] for side in parts]
    faults = [fault for side in files for file in side for fault in file.faults]
    if faults:
        raise InvalidSeed(faults=tuple(faults))
    return agreement.compare(*coded)


def _codings(parts: Sequence[Part], register: NameIndex) -> Iterator[Coding]:
    own = [part.value.key for part in parts if isinstance(part.value, Source)]
    for part in parts:
        if isinstance(part.value, StanceEntry | StatusEntry):
            said = written(part.value, register)
            yield Coding(said.cite[0].source or (own[0] if len(own) == 1 else ""), said)


# -- in order ---------------------------------------------------------------------------------------------------------


def _first_source(entry: Entry) -> str:
    return entry.said.cite[0].source or ""


def _order(known: Register) -> Callable[[tuple[int, str, str | None]], tuple[int, tuple[int, ...], int]]:
    """Return what (entry, source, place) are sorted by: sources as entered, then places: ¶9 comes before ¶10."""
    sources = {key: place for place, key in enumerate(known.sources)}

    def key(where: tuple[int, str, str | None]) -> tuple[int, tuple[int, ...], int]:
        entry, source, at = where
        return sources.get(source, -1), _numbers(at or ""), entry

    return key


@lru_cache(maxsize=4096)
def _numbers(at: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", at))


# -- effects ----------------------------------------------------------------------------------------------------------


_READ = frozenset({EntryKind.stance, EntryKind.status})
"""Kinds of which one entry takes another's place; events and remarks stand side by side."""


class _Effects:
    """Works out what entries do; whatever they are compared with is read once for all of them."""

    def __init__(
        self, store: Store, known: Register, point: Point, found: list[Entry], planned: Planned | None = None
    ) -> None:
        self._known, self._point = known, point
        self._proposed = {entry.id for entry in planned.entries} if planned is not None else set[int]()
        cells = {entry.said.cell for entry in found if entry.kind in _READ}
        lines = {cell: _known_at(line, point.known_at) for cell, line in entries.in_cells(store, cells).items()}
        gone = entries.superseded(store, point.known_at, {entry.id for line in lines.values() for entry in line})
        if planned is not None:
            gone |= planned.superseded
            for entry in planned.entries:
                lines.setdefault(entry.said.cell, []).append(entry)
        self._lines: dict[Cell, list[Entry]] = {
            cell: sorted((entry for entry in line if entry.id not in gone), key=lambda entry: entry.order)
            for cell, line in lines.items()
        }
        corrected = [entry.supersedes for entry in found if entry.supersedes is not None]
        self._before = entries.by_ids(store, corrected, point.known_at)
        self._rivals: dict[int, list[int]] = defaultdict(list)
        items = {cell.item for cell in cells if cell.item is not None}
        for contest in contests.open_at(store, When(date.max, point.known_at), items) if items else ():
            self._rivals[contest.entry].append(contest.other)
            self._rivals[contest.other].append(contest.entry)
        for one, other in planned.rivals if planned is not None else ():
            self._rivals[one].append(other)
            self._rivals[other].append(one)

    def of(self, entry: Entry) -> Iterator[Effect]:
        """Yield what accepting an entry does, the gravest first."""
        yield from self._contradictions(entry)
        if entry.supersedes is not None:
            yield self._replacement(entry)
        if entry.kind in _READ:
            yield from self._movement(entry)

    def _contradictions(self, entry: Entry) -> Iterator[Effect]:
        line = {each.id: each for each in self._lines.get(entry.said.cell, ())}
        for number in self._rivals.get(entry.id, ()):
            what = f" ({describe(line[number])})" if number in line else ""
            said = f"contradicts {self._called(number)}{what}"
            yield Effect(EffectKind.contradicts, said, self._recorded(number))

    def _replacement(self, entry: Entry) -> Effect:
        number = entry.supersedes
        wrong = self._before.get(number or 0)
        if wrong is None:
            return Effect(EffectKind.replaces, f"says again what retraction {number} took back", number)
        return Effect(EffectKind.replaces, f"replaces entry {wrong.id}: {_replaced(wrong, entry)}", wrong.id)

    def _movement(self, entry: Entry) -> Iterator[Effect]:
        """What it does to the reading of its cell: follows from the entries that stand on either side of it.

        Nobody moved from what it contradicts, and it is the first of nothing where there is such an account.
        """
        rivals = self._rivals.get(entry.id, ())
        line = [each for each in self._lines.get(entry.said.cell, []) if each.id not in rivals]
        found = self._between(entry, line)
        yield from (effect for effect in found if not rivals or effect.kind is not EffectKind.states)

    def _between(self, entry: Entry, line: Sequence[Entry]) -> Iterator[Effect]:
        place = next((n for n, each in enumerate(line) if each.id == entry.id), 0)
        before = line[place - 1] if place else None
        if place + 1 < len(line):
            later = line[-1]
            said = f"is history: {self._called(later.id)} is held later ({later.held})"
            yield Effect(EffectKind.precedes, said, self._recorded(later.id))
        elif isinstance(entry.said, StatusEntry):
            yield from self._status(entry.said, before)
        else:
            yield self._stance(entry, before)

    def _stance(self, entry: Entry, before: Entry | None) -> Effect:
        word, party = _word(entry.said), self._named_party(entry.said.cell.party)
        if before is None:
            return Effect(EffectKind.states, f"is the first stance of {party} here: {word}")
        accounts = self._with_rivals(before)
        again = next((number for number, said in accounts.items() if said == word), None)
        if again is not None and len(accounts) == 1:
            said = f"says again what {self._called(again)} says: {word}"
            return Effect(EffectKind.confirms, said, self._recorded(again))
        said = " / ".join(dict.fromkeys(accounts.values()))
        return Effect(EffectKind.moves, f"moves {party}: {said} → {word}", self._recorded(before.id))

    def _with_rivals(self, before: Entry) -> dict[int, str]:
        """Return what an entry says, and what those that contradict it say: of a contest neither is the reading."""
        at_odds = {before.id, *self._rivals.get(before.id, ())}
        line = self._lines.get(before.said.cell, ())
        return {each.id: _word(each.said) for each in sorted(line, key=lambda each: each.id) if each.id in at_odds}

    def _named_party(self, key: str | None) -> str:
        party = self._known.parties.get(key or "")
        return party.name if party else str(key)

    def _named_item(self, key: str) -> str:
        item = self._known.items.get(key)
        return item.title if item else key

    def _status(self, said: StatusEntry, before: Entry | None) -> Iterator[Effect]:
        accounts = self._with_rivals(before) if before is not None else {}
        was = [Status(word) for word in dict.fromkeys(accounts.values())]
        ended = bool(was) and all(each.settled for each in was)
        stood = " / ".join(each.value for each in was)
        number, name = self._recorded(before.id) if before else None, self._named_item(said.item)
        if said.status.settled and not ended:
            yield Effect(EffectKind.settles, f"settles {name}: {said.status.value}", number)
            yield from self._released(said.item)
        elif ended and not said.status.settled:
            yield Effect(EffectKind.reopens, f"reopens {name}: {stood} → {said.status.value}", number)
        elif before is None:
            yield Effect(EffectKind.states, f"is the first status of {name}: {said.status.value}")
        elif was == [said.status]:
            yield Effect(EffectKind.confirms, f"says again what {self._called(before.id)} says: {stood}", number)
        else:
            yield Effect(EffectKind.moves, f"moves {name}: {stood} → {said.status.value}", number)
        if self._is_overdue(said.item, said.status) and not (was and all(self._is_overdue(said.item, x) for x in was)):
            yield Effect(EffectKind.overdue, f"makes {name} overdue: it was due {self._known.items[said.item].due}")

    def _is_overdue(self, key: str, status: Status) -> bool:
        item = self._known.items.get(key)
        return item is not None and is_overdue(item, status, self._point.held_on, self._known.rounds, promised=True)

    def _recorded(self, number: int) -> int | None:
        """Return the number of an entry, which one that is only proposed has not."""
        return None if number in self._proposed else number

    def _called(self, number: int) -> str:
        """Return what an entry is called: by its number, once it is recorded."""
        return "another proposed here" if self._recorded(number) is None else f"entry {number}"

    def _released(self, settled: str) -> Iterator[Effect]:
        """Items that depend on one that settles: their conditional stances may no longer be conditional."""
        waiting_for = [
            item.title
            for item in self._known.live_items
            if any(link.kind is LinkKind.depends_on and link.to == settled for link in item.links)
        ]
        if waiting_for:
            yield Effect(EffectKind.releases, f"releases {', '.join(waiting_for)}, which depended on it")


def _known_at(line: Iterable[Entry], known_at: int) -> list[Entry]:
    return [entry for entry in line if entry.changeset <= known_at]


_ITS_WORDS = frozenset({"summary", "title", "text"})


def _replaced(wrong: Entry, entry: Entry) -> str:
    """Return in which respect an entry is another than the one it replaces: reworded, where only its words are."""
    one, other = wrong.said, entry.said
    if _word(one) != _word(other):
        return f"{_word(one)} → {_word(other)}"
    told = [f"held {wrong.held} → {entry.held}"] if wrong.held != entry.held else []
    for name in ("item", "party"):
        was, is_now = getattr(one, name, None), getattr(other, name, None)
        told += [f"{name} {was} → {is_now}"] if was != is_now else []
    had, has = one.values(), other.values()
    fields = [name for name in dict.fromkeys((*had, *has)) if had.get(name) != has.get(name)]
    told += [f"another {name.replace('_', ' ')}" for name in fields if name not in _ITS_WORDS]
    told += ["reworded"] if _ITS_WORDS.intersection(fields) else []
    if one.cite != other.cite:
        told.append("cited otherwise")
    return ", ".join(told) or "the same, recorded anew"


def _word(said: Statement) -> str:
    if isinstance(said, StanceEntry):
        score = said.stance.score
        return f"{said.stance.value} {score:+d}".replace("-", "−") if score else said.stance.value
    return said.status.value if isinstance(said, StatusEntry) else ""
