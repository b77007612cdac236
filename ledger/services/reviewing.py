"""What waits for a verdict, and what giving it would do; and two codings of one report laid side by side.

Verdicts themselves are acts (``acting.review``). Codings are compared as seeds, before anything is recorded: a ledger
keeps one entry where two analysts say the same of the same place, so their agreement could not be seen in it any more.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nsmallest

from ledger.domain import agreement
from ledger.domain.agreement import Coding, CodingsCompared
from ledger.domain.entries import Entry, StanceEntry, StatusEntry
from ledger.domain.naming import NameIndex, written
from ledger.domain.points import Point
from ledger.domain.records import Record, Source
from ledger.domain.register import Register
from ledger.domain.seed import Part, SeedFile
from ledger.errors import InvalidSeed
from ledger.services import keys, points
from ledger.services.accepting import Effect, Effects
from ledger.services.foreseeing import Planned
from ledger.storage import entries, lookups, reviews
from ledger.storage import register as frame
from ledger.storage.database import Store


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
    effects = Effects(store, known, point, found)
    return [Waiting(entry, _first_source(entry), tuple(effects.of(entry))) for entry in found]


def foreseen(store: Store, planned: Planned) -> list[Waiting]:
    """Return the entries that a plan would add, each with what recording it would do."""
    effects = Effects(store, planned.known, points.resolve(store), list(planned.entries), planned)
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
