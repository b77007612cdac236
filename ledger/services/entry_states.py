"""How entries stand at a point: which count, what corrected or retracted the others and why, and on what they rest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from ledger.domain.entries import Citation, Entry, Retraction
from ledger.domain.evidence import Evidence, weigh
from ledger.domain.floors import OWN, Counting
from ledger.domain.points import Point
from ledger.domain.quotes import EarlierEdition
from ledger.domain.register import Register
from ledger.domain.words import EntryKind, Verdict
from ledger.formats.document import LEFT_OUT
from ledger.services.counting import counting_entries
from ledger.storage import asof, cells, contests, entries, reviews
from ledger.storage.asof import When
from ledger.storage.contests import Contest
from ledger.storage.database import Store
from ledger.storage.reviews import Reviewed


class EntryState(Enum):
    """How an entry stands at a point. ``left_out``: nothing is wrong with it, but it is not among what counts there."""

    counts = "counts"
    earlier = "earlier"
    left_out = LEFT_OUT
    corrected = "corrected"
    retracted = "retracted"
    rejected = "rejected"


@dataclass(frozen=True, slots=True)
class EntryAtPoint:
    """An entry as it stands at a point. ``by`` superseded it, for ``reason``, as ``gone`` says, whatever a review did.

    ``rivals`` contradict it.

    ``verdict`` is the one by which it goes, ``verdicts`` are those of all reviewers. ``sure``: its days have passed.
    ``came_after``: the entries that it came after because somebody said so, each with the reason given if that settled
    a contest. ``editions``: of what it cites, where an earlier edition of the text alone has it, which.
    """

    entry: Entry
    state: EntryState
    evidence: Evidence
    by: int | None = None
    reason: str | None = None
    rivals: tuple[int, ...] = ()
    verdict: Reviewed | None = None
    verdicts: tuple[Reviewed, ...] = ()
    sure: bool = True
    came_after: tuple[tuple[int, str | None], ...] = ()
    editions: tuple[tuple[Citation, EarlierEdition], ...] = ()
    gone: EntryState | None = None

    @property
    def stands(self) -> bool:
        """Whether nothing has corrected, retracted or rejected it."""
        return self.state in {EntryState.counts, EntryState.earlier, EntryState.left_out}

    @property
    def tells(self) -> bool:
        """Whether it stands, and nothing that was asked of what counts leaves it out."""
        return self.stands and self.state is not EntryState.left_out


_HAPPENED = frozenset({EntryKind.event, EntryKind.remark})


def begun(found: Iterable[Entry], point: Point) -> list[Entry]:
    """Return the entries that have begun by a point, surely or possibly."""
    return [entry for entry in found if not point.precedes(entry.held, entry.said.round)]


def tell(
    store: Store,
    found: Iterable[Entry],
    point: Point,
    known: Register,
    counted: set[int] | None = None,
    *,
    counting: Counting = OWN,
) -> list[EntryAtPoint]:
    """Say of each entry how it stands at a point, as they follow one another; ``counted`` are known to count."""
    when = When.at(point, counting.under(known.info))
    said = list(found)
    items = {entry.said.cell.item for entry in said if entry.said.cell.item is not None}
    opposed = _opposed(contests.open_at(store, when, items)) if items else {}
    counts = _counted(store, said, when) if counted is None else counted
    return in_turn(_told(store, said, when, known, counts, opposed))


def in_turn(found: Iterable[EntryAtPoint]) -> list[EntryAtPoint]:
    """Return entries in the order of their days, but what somebody said came after another right behind it."""
    every = sorted(found, key=lambda each: each.entry.order)
    to_come, told = {each.entry.id for each in every}, list[EntryAtPoint]()
    waits_for, behind = dict[int, set[int]](), defaultdict[int, list[EntryAtPoint]](list)
    for each in every:
        if ahead := {number for number, _why in each.came_after if number in to_come}:
            waits_for[each.entry.id] = ahead
            for number in ahead:
                behind[number].append(each)
            continue
        ready = [each]
        for one in ready:  # what waited for it alone comes next
            told.append(one)
            to_come.discard(one.entry.id)
            for other in behind.pop(one.entry.id, ()):
                waits_for[other.entry.id].discard(one.entry.id)
                ready += [] if waits_for[other.entry.id] else [other]
    return told + [each for each in every if each.entry.id in to_come]  # orders that go round in a circle


def tell_every(store: Store, point: Point, known: Register) -> Iterator[EntryAtPoint]:
    """Say the same of every entry known at a point, a few in memory at a time; those held later too."""
    when = When.at(point, OWN.under(known.info))
    every_cell = set(entries.cells(store, point.known_at))
    readings = asof.readings(store, when, every_cell) if every_cell else {}
    counted = {number for reading in readings.values() for number in reading.numbers}
    del every_cell, readings
    opposed = _opposed(contests.open_at(store, when))
    for some in entries.in_order(store, point.known_at):
        found = entries.by_ids(store, some, point.known_at)
        yield from _told(store, [found[number] for number in some], when, known, counted, opposed)


def _told(
    store: Store,
    said: Sequence[Entry],
    when: When,
    known: Register,
    counts: set[int],
    opposed: Mapping[int, Sequence[int]],
) -> list[EntryAtPoint]:
    """Say it of entries in their order; ``counts`` are readings, ``opposed`` contradict each other."""
    numbers = {entry.id for entry in said}
    gone = entries.displaced(store, when.known_at, numbers)
    heirs = entries.by_ids(store, gone.values(), when.known_at)
    retractions = entries.retractions(store, gone.values())
    taken_back = {each.entry: each for each in retractions}
    at_odds = _rivals(store, when, said, opposed)
    verdicts = reviews.side_by_side(store, when.known_at, numbers)
    turns = _turns(store, said, gone, when.known_at)
    left_out = _left_out(store, said, when, known)
    return [
        EntryAtPoint(
            entry,
            EntryState.counts
            if entry.id in counts
            else _state(entry, gone, heirs, left_out, verdicts.get(entry.id, ())),
            weigh(entry.said.cite, known.sources),
            gone.get(entry.id),
            _reason(entry.id, gone, heirs, taken_back),
            at_odds.get(entry.id, ()),
            reviews.prevailing(verdicts[entry.id]) if entry.id in verdicts else None,
            verdicts.get(entry.id, ()),
            entry.held.last <= when.held_on,
            tuple(turns.get(entry.id, {}).items()),
            gone=_gone(entry.id, gone, heirs),
        )
        for entry in said
    ]


def _turns(
    store: Store, said: Sequence[Entry], gone: Mapping[int, int], known_at: int
) -> dict[int, dict[int, str | None]]:
    """Return, by entry, those that it came after because somebody said so; by what stands in their places now."""
    numbers = [entry.id for entry in said]
    pairs: dict[tuple[int, int], str | None] = {(one.id, one.came_after): None for one in said if one.came_after}
    pairs |= contests.moved_for(store, numbers, known_at)
    found: dict[int, dict[int, str | None]] = defaultdict(dict)
    for (later, earlier), why in pairs.items():
        one, other = (_heir(number, gone) for number in (later, earlier))
        if one != other:
            found[one][other] = why
    return found


def _heir(number: int, gone: Mapping[int, int]) -> int:
    while number in gone:
        number = gone[number]
    return number


def _counted(store: Store, said: Iterable[Entry], when: When) -> set[int]:
    """Which of the entries are readings at the point."""
    cells = [(entry.said.cell.item, entry.said.cell.party) for entry in said]
    wanted = [(item, party) for item, party in cells if item is not None]
    return {number for reading in asof.readings(store, when, wanted).values() for number in reading.numbers}


def _left_out(store: Store, said: Iterable[Entry], when: When, known: Register) -> set[int]:
    """Return which of the entries are not among what counts at all, whenever they are held: below a floor, unaccepted.

    Of stances and statuses a floor asks with what else their accounts rest on, of events and remarks each by itself.
    """
    if when.plain:
        return set()
    held: list[Entry] = []
    happened: list[Entry] = []
    for entry in said:
        (held if entry.kind in {EntryKind.stance, EntryKind.status} else happened).append(entry)
    places = {(entry.said.cell.item or "", entry.said.cell.party) for entry in held}
    counted = cells.counted(store, When(date.max, when.known_at, when.counting), places)
    counted |= {entry.id for entry in counting_entries(store, happened, when.counting, known.sources, when.known_at)}
    return {entry.id for entry in (*held, *happened)} - counted


def _state(
    entry: Entry, gone: Mapping[int, int], heirs: Mapping[int, Entry], left_out: set[int], verdicts: Sequence[Reviewed]
) -> EntryState:
    """Return how an entry stands that is in no reading: of what happened, or was said, none takes another's place."""
    number = entry.id
    if any(each.verdict is Verdict.rejected for each in verdicts):
        return EntryState.rejected
    if (superseded := _gone(number, gone, heirs)) is not None:
        return superseded
    if number in left_out:
        return EntryState.left_out
    return EntryState.counts if entry.kind in _HAPPENED else EntryState.earlier


def _gone(number: int, gone: Mapping[int, int], heirs: Mapping[int, Entry]) -> EntryState | None:
    """Return how an entry was superseded: corrected by another, or taken back; else nothing."""
    if number not in gone:
        return None
    return EntryState.corrected if gone[number] in heirs else EntryState.retracted


def _reason(
    number: int, gone: Mapping[int, int], heirs: Mapping[int, Entry], taken_back: Mapping[int, Retraction]
) -> str | None:
    if number in taken_back:
        return taken_back[number].reason
    heir = heirs.get(gone.get(number, 0))
    return heir.reason if heir else None


def _opposed(found: Iterable[Contest]) -> dict[int, list[int]]:
    """Return, by entry, those that contradict it."""
    opposed: dict[int, list[int]] = defaultdict(list)
    for one in found:
        opposed[one.entry].append(one.other)
        opposed[one.other].append(one.entry)
    return opposed


def _rivals(
    store: Store, when: When, said: Sequence[Entry], opposed: Mapping[int, Sequence[int]]
) -> dict[int, tuple[int, ...]]:
    """Return, by entry, those that contradict it, in the order in which entries are listed."""
    named = {entry.id: entry for entry in said}
    found = {number: opposed[number] for number in named if number in opposed}
    others = {number for rivals in found.values() for number in rivals}
    named |= entries.by_ids(store, others - named.keys(), when.known_at)
    return {number: tuple(sorted(rivals, key=lambda each: named[each].order)) for number, rivals in found.items()}
