"""One thing, whole: an item, a source, a party, a round, a changeset or an entry, as known at a point."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from ledger.domain.diff.spread import spread_of
from ledger.domain.entries import Entry, Retraction
from ledger.domain.frame import Frame
from ledger.domain.points import Point, first_day, last_day
from ledger.domain.readings import Evidence, Reading, status_at, weigh
from ledger.domain.records import LAST_NUMBER, Delegate, Item, Party, Round, Source
from ledger.domain.seed import Settlement
from ledger.domain.suggest import did_you_mean
from ledger.domain.words import EntryKind, ItemKind, LinkKind, Role, Status
from ledger.errors import NotFound, UsageError
from ledger.services import points
from ledger.services.gathering import with_evidence
from ledger.services.matrix import is_overdue
from ledger.storage import asof, changesets, contents, contests, entries, frame, lookups, reviews, schema
from ledger.storage.asof import When
from ledger.storage.changesets import Changeset
from ledger.storage.contents import Contents
from ledger.storage.contests import Contest
from ledger.storage.database import Store
from ledger.storage.reviews import Reviewed


class State(Enum):
    """How an entry stands at a point."""

    counts = "counts"
    earlier = "earlier"
    corrected = "corrected"
    retracted = "retracted"


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as it stands at a point. ``by`` superseded it, for ``reason``; ``rivals`` contradict it."""

    entry: Entry
    state: State
    evidence: Evidence
    by: int | None = None
    reason: str | None = None
    rivals: tuple[int, ...] = ()
    verdict: Reviewed | None = None

    @property
    def stands(self) -> bool:
        """Whether nothing has corrected or retracted it."""
        return self.state in {State.counts, State.earlier}


@dataclass(frozen=True, slots=True)
class PartyLine:
    """What a party has held on an item: its reading, and every entry, earliest first."""

    party: Party
    reading: Reading | None
    entries: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """Another item this one is tied to.

    ``kind`` is a link's (``<depends-on`` comes from the other), ``part`` or ``part-of``.
    """

    kind: str
    item: Item
    status: Status


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item, whole."""

    point: Point
    item: Item
    status: Status
    overdue: bool
    spread: int | None
    parties: tuple[PartyLine, ...]
    statuses: tuple[Told, ...]
    events: tuple[Told, ...]
    ties: tuple[Tie, ...]
    contests: tuple[Contest, ...]
    settlements: tuple[tuple[int, Settlement], ...]
    history: tuple[Changeset, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source, what rests on it, and the texts attached: (edition, sha256, text)."""

    point: Point
    source: Source
    entries: tuple[Told, ...]
    texts: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party, what it holds on each item, and where it sat."""

    point: Point
    party: Party
    readings: tuple[tuple[Item, Reading], ...]
    delegates: tuple[Delegate, ...]
    rounds: tuple[Round, ...]


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round, who sat in it, and what was held or happened in it."""

    point: Point
    stage: Round
    delegates: tuple[Delegate, ...]
    entries: tuple[Told, ...]
    due: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry, with its changeset, or a retraction."""

    point: Point
    told: Told | None
    retraction: Retraction | None
    changeset: Changeset


View = ItemView | SourceView | PartyView | RoundView | EntryView | Contents
_RECORDS = {"item", "party", "round", "source"}


def show(store: Store, what: str, at: str = "now") -> View:
    """Show what a name means: ``territory``, ``source:KEY``, ``party:KEY``, ``round:KEY``, ``14`` (an entry), ``@12``.

    A bare word is an item, else a party, a round or a source of that key, else an entry's number. Raises ``NotFound``
    with a did-you-mean, and as ``points.resolve`` does.
    """
    point = points.resolve(store, at)
    if re.fullmatch(r"@\d+", what):
        return contents.Reader(store).contents(int(what[1:]))
    known = frame.load(store, point.known_at)
    kind, key = _named(what, known)
    if kind == "entry":
        return entry_view(store, _entry_number(key), point)
    return _VIEWS[kind](store, key, known, point)


def _named(what: str, known: Frame) -> tuple[str, str]:
    kind, colon, key = what.partition(":")
    if colon and kind in {*_RECORDS, "entry"}:
        if kind in _RECORDS and key not in known.of(kind):
            raise NotFound(f'there is no {kind} "{key}"', hint=did_you_mean(key, known.of(kind)))
        return kind, key
    found = next((table for table in ("item", "party", "round", "source") if what in known.of(table)), None)
    if found is not None:
        return found, what
    if what.isascii() and what.isdigit():
        return "entry", what
    every = {key: table for table in ("source", "round", "party", "item") for key in known.of(table)}
    hint = did_you_mean(what, every) or "posl list items names them; also source:KEY, party:KEY, round:KEY, @N"
    raise NotFound(f'there is no item "{what}"', hint=hint)


def _entry_number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise UsageError(f'"{text}" is not the number of an entry', hint="posl show ITEM lists them")
    return int(text)


def item_view(store: Store, key: str, known: Frame, point: Point) -> ItemView:
    """Return an item with everything that was held or happened on it by the point."""
    item = known.items[key]
    found = [entry for entry in entries.of_items(store, [key], point.known_at) if entry.held.last <= point.held_on]
    when = When(point.held_on, point.known_at)
    cells = asof.stances(store, when, [(key, party.key) for party in known.live_parties])
    readings = with_evidence(store, cells, point, sources=known.sources)
    status_reading = asof.statuses(store, when, [key]).get(key)
    counting = {reading.entry for reading in readings.values()}
    told = tell(store, found, point, known, counting | ({status_reading.entry} if status_reading else set()))
    status = status_at(item, status_reading, heard_of=bool(found))
    principals = [party.key for party in known.live_parties if party.role is Role.principal]
    return ItemView(
        point,
        item,
        status,
        is_overdue(item, status, point.held_on, known.rounds),
        spread_of(key, principals, readings),
        tuple(_lines(key, known.live_parties, readings, told)),
        tuple(each for each in told if each.entry.kind is EntryKind.status),
        tuple(each for each in told if each.entry.kind is EntryKind.event),
        tuple(_ties(store, item, known, when)),
        tuple(c for c in contests.contests(store, point.known_at) if c.item == key and c.open),
        tuple(contests.settlements_of(store, [entry.id for entry in found], point.known_at)),
        tuple(c for c in changesets.of_item(store, key) if c.number <= point.known_at),
    )


def _lines(
    item: str, parties: Iterable[Party], readings: Mapping[tuple[str, str | None], Reading], told: list[Told]
) -> Iterable[PartyLine]:
    for party in parties:
        own = tuple(each for each in told if getattr(each.entry.said, "party", None) == party.key)
        if own:
            yield PartyLine(party, readings.get((item, party.key)), own)


def _ties(store: Store, item: Item, known: Frame, when: When) -> Iterable[Tie]:
    """The items it names, and those that name it."""
    ties = [(link.kind.value, link.to) for link in item.links]
    if item.part_of:
        ties.append(("part-of", item.part_of))
    for other in known.live_items:
        if other.part_of == item.key:
            ties.append(("part", other.key))
        ties += [(_seen_from_there(link.kind), other.key) for link in other.links if link.to == item.key]
    tied = [(kind, key) for kind, key in dict.fromkeys(ties) if key in known.items]
    statuses = asof.statuses(store, when, [key for _kind, key in tied])
    unheard = asof.not_heard_of(store, when)
    for kind, key in tied:
        status = status_at(known.items[key], statuses.get(key), heard_of=key not in unheard)
        yield Tie(kind, known.items[key], status)


def _seen_from_there(kind: LinkKind) -> str:
    return f"<{kind.value}" if kind is LinkKind.depends_on else kind.value


def source_view(store: Store, key: str, known: Frame, point: Point) -> SourceView:
    """Return a source with what rests on it."""
    found = lookups.citing(store, key, point.known_at)
    told = tell(store, found, point, known)
    return SourceView(point, known.sources[key], tuple(told), tuple(lookups.editions(store, key, point.known_at)))


def party_view(store: Store, key: str, known: Frame, point: Point) -> PartyView:
    """Return a party with what it holds on each item at the point."""
    cells = [(item.key, key) for item in known.live_items]
    found = asof.stances(store, When(point.held_on, point.known_at), cells)
    readings = with_evidence(store, found, point, sources=known.sources)
    return PartyView(
        point,
        known.parties[key],
        tuple((item, readings[item.key, key]) for item in known.live_items if (item.key, key) in readings),
        tuple(seat for seat in known.delegates.values() if seat.party == key and not seat.struck),
        tuple(stage for stage in known.live_rounds if key in stage.parties),
    )


def round_view(store: Store, key: str, known: Frame, point: Point) -> RoundView:
    """Return a round with who sat in it and what was held or happened in it."""
    stage = known.rounds[key]
    first, last = first_day(stage), last_day(stage)
    found = lookups.in_round(store, key, (first, last) if first and last else None, point.known_at)
    return RoundView(
        point,
        stage,
        tuple(seat for seat in known.delegates.values() if seat.round == key and not seat.struck),
        tuple(tell(store, found, point, known)),
        tuple(i for i in known.live_items if i.kind is ItemKind.commitment and i.due == key),
    )


def entry_view(store: Store, number: int, point: Point) -> EntryView:
    """Return one entry, whatever became of it, or the retraction that has this number."""
    found = entries.by_ids(store, [number], point.known_at)
    if number in found:
        known = frame.load(store, point.known_at)
        (told,) = tell(store, found.values(), point, known)
        return EntryView(point, told, None, changesets.get(store, found[number].changeset))
    retracted = entries.retractions(store, schema.entry.c.id == number) if number <= LAST_NUMBER else []
    if retracted and retracted[0].changeset <= point.known_at:
        return EntryView(point, None, retracted[0], changesets.get(store, retracted[0].changeset))
    raise NotFound(f"there is no entry {number}", hint="posl show ITEM lists an item's entries with their numbers")


def tell(
    store: Store, found: Iterable[Entry], point: Point, known: Frame, counting: set[int] | None = None
) -> list[Told]:
    """Say of each entry how it stands at a point, in the order of their days; ``counting`` are known to count."""
    said = sorted(found, key=lambda entry: entry.order)
    numbers = {entry.id for entry in said}
    gone = entries.superseded(store, point.known_at, numbers)
    heirs = entries.by_ids(store, gone.values(), point.known_at)
    retractions = entries.retractions(store, schema.entry.c.id.in_(list(gone.values()))) if gone else []
    taken_back = {each.entry: each for each in retractions}
    at_odds = _rivals(store, point.known_at)
    verdicts = reviews.verdicts(store, point.known_at, numbers)
    counts = _counting(store, said, point) if counting is None else counting
    return [
        Told(
            entry,
            _state(entry.id, gone, heirs, counts),
            weigh(entry.said.cite, known.sources),
            gone.get(entry.id),
            _reason(entry.id, gone, heirs, taken_back),
            at_odds.get(entry.id, ()),
            verdicts.get(entry.id),
        )
        for entry in said
    ]


def _counting(store: Store, said: Iterable[Entry], point: Point) -> set[int]:
    """Which of the entries are readings at the point."""
    when = When(point.held_on, point.known_at)
    cells = {(e.said.cell.item, e.said.cell.party) for e in said if e.kind is EntryKind.stance}
    items = {e.said.cell.item for e in said if e.kind is EntryKind.status}
    stances = asof.stances(store, when, [(item, party) for item, party in cells if item is not None])
    statuses = asof.statuses(store, when, [item for item in items if item is not None])
    return {reading.entry for reading in (*stances.values(), *statuses.values())}


def _state(number: int, gone: Mapping[int, int], heirs: Mapping[int, Entry], counts: set[int]) -> State:
    if number in gone:
        return State.corrected if gone[number] in heirs else State.retracted
    return State.counts if number in counts else State.earlier


def _reason(
    number: int, gone: Mapping[int, int], heirs: Mapping[int, Entry], taken_back: Mapping[int, Retraction]
) -> str | None:
    if number in taken_back:
        return taken_back[number].reason
    heir = heirs.get(gone.get(number, 0))
    return heir.reason if heir else None


def _rivals(store: Store, known_at: int) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for contest in contests.contests(store, known_at):
        if contest.open:
            found[contest.entry] = (*found.get(contest.entry, ()), contest.other)
            found[contest.other] = (*found.get(contest.other, ()), contest.entry)
    return found


_VIEWS: dict[str, Callable[[Store, str, Frame, Point], View]] = {
    "item": item_view,
    "party": party_view,
    "round": round_view,
    "source": source_view,
}
