"""One thing, whole: an item, a source, a party, a round, a changeset or an entry, as known at a point."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.domain.blocs import Besides, Blocs, memberships
from ledger.domain.delegations import Delegations, delegations
from ledger.domain.diff.direction import spread_of
from ledger.domain.entries import Entry, Retraction
from ledger.domain.field_types import LAST_NUMBER
from ledger.domain.figures import figure_lines
from ledger.domain.floors import OWN, Counting, alone
from ledger.domain.naming import Unnamed, nearest_records, resolve, there_is
from ledger.domain.points import Point, first_day, last_day, slip
from ledger.domain.readings import Reading, late_at, left_out, overdue_at, status_at, told_status
from ledger.domain.records import Delegate, Item, Party
from ledger.domain.register import Register
from ledger.domain.words import EntryKind, ItemKind, LinkKind
from ledger.errors import NotFound, UsageError
from ledger.formats import marks
from ledger.services import keys, measuring, points
from ledger.services.counting import counting_entries
from ledger.services.earlier_editions import earlier_editions
from ledger.services.entry_states import EntryAtPoint, begun, in_turn, tell
from ledger.services.evidence import with_evidence
from ledger.services.note import words
from ledger.services.shown import (
    EntryView,
    ItemView,
    PartyOnItem,
    PartyView,
    PersonView,
    Promise,
    RoundView,
    ShownThing,
    SourceView,
    Tie,
)
from ledger.storage import asof, changeset_contents, changesets, contests, entries, lookups, register
from ledger.storage.asof import When
from ledger.storage.database import Store

_RECORDS = {"item", "party", "person", "round", "source"}


def show(
    store: Store,
    what: str,
    at: str = "now",
    *,
    counting: Counting = OWN,
    of_parties: Collection[str] = (),
    told: Mapping[int, EntryAtPoint] | None = None,
) -> ShownThing:
    """Show what a name means: ``territory``, ``source:KEY``, ``party:KEY``, ``person:KEY``, ``14`` (an entry), ``@12``.

    A bare word is an item, else a party, a round, a source or a person of that key, else an entry's number, else a
    name. ``counting`` leaves out entries that do not count, ``of_parties`` an item's stances of other parties. ``told``
    are entries of which it is known already how they stand there. Raises as ``keys.key_of`` and ``points.resolve`` do.
    """
    point = points.resolve(store, at)
    if re.fullmatch(r"@[0-9]+", what):
        return changeset_contents.ContentsReader(store).contents(int(what[1:]))
    known = register.load(store, point.known_at)
    kind, key = named(what, known)
    if kind == "entry":
        return _entry(store, _entry_number(key), point, counting.under(known.info))
    of_parties = keys.keys_of("party", of_parties, known.parties)
    view = _VIEWS[kind](_Seen(store, known, point, counting.under(known.info), told or {}), key)
    return _narrowed(view, of_parties) if of_parties else view


def _narrowed(view: ShownThing, parties: Collection[str]) -> ItemView:
    if not isinstance(view, ItemView):
        raise UsageError("only an item has stances of several parties to choose from")
    return replace(
        view,
        parties=tuple(line for line in view.parties if line.party.key in parties),
        disagreements=tuple(each for each in view.disagreements if {each.one, each.other} & set(parties)),
        contests=tuple(each for each in view.contests if each.party is None or each.party in parties),
    )


def named(what: str, known: Register) -> tuple[str, str]:
    """Return what a name means (``item``, ``party``, ``person``, ``round``, ``source``, ``entry``), and its key."""
    kind, colon, key = what.partition(":")
    if colon and kind in {*_RECORDS, "entry"}:
        return kind, keys.key_of(kind, key, known.of(kind)) if kind in _RECORDS else key
    found = next((table for table in _TABLES if what in known.of(table)), None)
    if found is not None:
        return found, keys.key_of(found, what, known.of(found))  # what was joined goes on under the other's key
    if what.isascii() and what.isdigit():
        return "entry", what
    return _by_name(what, known)


_TABLES = ("item", "party", "round", "source", "person")


def _by_name(what: str, known: Register) -> tuple[str, str]:
    """Return what a bare name means that is no key: an item, else a party, a round, a source or a person."""
    for table in _TABLES:
        try:
            return table, resolve(table, what, known.of(table))
        except Unnamed as problem:
            if problem.several:
                raise UsageError(problem.message, hint=problem.hint) from None
    every = [record for table in _TABLES for record in known.of(table).values()]
    also = "posl list items names them; also source:KEY, party:KEY, person:KEY, round:KEY, @N"
    items = (key for key, item in known.items.items() if not item.struck)
    hint = nearest_records(what, every) or "; ".join([*there_is(items), also])
    raise NotFound(f'there is no item "{what}"', hint=hint)


def _entry_number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise UsageError(f'"{text}" is not the number of an entry', hint="posl show ITEM lists them")
    return int(text)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where one looks from: a point, what is known there, what counts, and entries told already."""

    store: Store
    known: Register
    point: Point
    counting: Counting
    before: Mapping[int, EntryAtPoint]

    @property
    def when(self) -> When:
        """The point as the database asks for it."""
        return When.at(self.point, self.counting)

    def among(self, found: Iterable[Entry]) -> list[Entry]:
        """Return the entries that are looked at: all, where nothing is asked of what counts."""
        if self.counting.plain:
            return list(found)
        each_its_own = replace(self.counting, floor=alone(self.counting.floor))
        return counting_entries(self.store, found, each_its_own, self.known.sources, self.point.known_at)

    def told(self, found: Iterable[Entry]) -> list[EntryAtPoint]:
        """Say of each entry that is looked at how it stands, as they follow one another."""
        looked_at = self.among(found)
        if self.before and all(entry.id in self.before for entry in looked_at):
            return in_turn(self.before[entry.id] for entry in looked_at)
        return _by_edition(
            self.store, tell(self.store, looked_at, self.point, self.known, counting=self.counting), self.point
        )


def _item(seen: _Seen, key: str) -> ItemView:
    """Return an item with everything that was held or happened on it by the point."""
    store, known, point, item = seen.store, seen.known, seen.point, seen.known.items[key]
    found = begun(entries.of_items(store, [key], point.known_at), point)
    cells = asof.stances(store, seen.when, [(key, party.key) for party in known.live_parties])
    readings = with_evidence(store, cells, point, sources=known.sources)
    status_reading = asof.statuses(store, seen.when, [key]).get(key)
    told = seen.told(found)
    status = status_at(status_reading, heard_of=key not in asof.not_heard_of(store, seen.when, [key]))
    principals = known.principals
    stand = [each.entry for each in told if each.stands]
    return ItemView(
        point,
        item,
        status,
        overdue_at(item, status_reading, point.over, known.rounds),
        late_at(item, status_reading, known.rounds),
        spread_of(key, principals, readings),
        tuple(_lines(key, known.live_parties, readings, told)),
        tuple(each for each in told if each.entry.kind is EntryKind.status),
        tuple(each for each in told if each.entry.kind is EntryKind.event),
        tuple(each for each in told if each.entry.kind is EntryKind.remark),
        tuple(figure_lines(stand, known.sources, known.items, contests.said_orders(store, stand, point.known_at))),
        tuple(_ties(store, item, known, seen)),
        tuple(contests.open_at(store, seen.when, [key])),
        tuple(contests.settlements_of(store, [entry.id for entry in found], point.known_at)),
        tuple(c for c in changesets.of_item(store, key) if c.number <= point.known_at),
        measuring.disagreements(store, key, seen.when, known),
        left_out(principals, {party: reading for (_, party), reading in readings.items() if party}),
        status_reading and with_evidence(store, {key: status_reading}, point, sources=known.sources)[key],
        seen.counting,
        known.parties,
    )


def _lines(
    item: str, parties: Iterable[Party], readings: Mapping[tuple[str, str | None], Reading], told: list[EntryAtPoint]
) -> Iterable[PartyOnItem]:
    for party in parties:
        own = tuple(each for each in told if getattr(each.entry.said, "party", None) == party.key)
        if own:
            yield PartyOnItem(party, readings.get((item, party.key)), own)


def _ties(store: Store, item: Item, known: Register, seen: _Seen) -> Iterable[Tie]:
    """The items it names, and those that name it."""
    when = seen.when
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
        reading, heard = statuses.get(key), key not in unheard
        status = status_at(reading, heard_of=heard)
        overdue = overdue_at(known.items[key], reading, seen.point.over, known.rounds)
        state = marks.overdue(status, reading) if overdue else told_status(status, reading)
        yield Tie(kind, known.items[key], status, state, overdue, told=reading is not None or heard)


def _seen_from_there(kind: LinkKind) -> str:
    return f"<{kind.value}" if kind is LinkKind.depends_on else kind.value


def _source(seen: _Seen, key: str) -> SourceView:
    """Return a source with what rests on it."""
    known_at = seen.point.known_at
    told = seen.told(lookups.citing(seen.store, key, known_at))
    texts = lookups.editions(seen.store, key, known_at)
    from ledger.services.verifying import doubts  # only here are texts looked into

    source = seen.known.sources[key]
    found = list(doubts(seen.store, source, known_at)) if texts else []
    lost = tuple(doubt.unfound() for doubt in found if doubt.is_unfound)
    gone = tuple(doubt.withdrawn() for doubt in found if doubt.is_withdrawn)
    return SourceView(seen.point, source, tuple(told), tuple(texts), lost, gone, seen.counting)


def _party(seen: _Seen, key: str) -> PartyView:
    """Return a party with what it holds on each item at the point."""
    known = seen.known
    found = asof.stances(seen.store, seen.when, [(item.key, key) for item in known.live_items])
    readings = with_evidence(seen.store, found, seen.point, sources=known.sources)
    return PartyView(
        seen.point,
        known.parties[key],
        tuple((item, readings[item.key, key]) for item in known.live_items if (item.key, key) in readings),
        tuple(seat for seat in _seats(known) if seat.party == key),
        tuple(stage for stage in known.live_rounds if key in stage.parties),
        _names(known),
        seen.counting,
        tuple(_besides(seen, key, readings)),
        tuple(_promises(seen, key)),
        tuple(memberships(known, key)),
    )


def _promises(seen: _Seen, key: str) -> Iterator[Promise]:
    """Yield what a party promised, as far as anything is told of it."""
    store, when, rounds = seen.store, seen.when, seen.known.rounds
    owed = {i.key: i for i in seen.known.live_items if i.kind is ItemKind.commitment and key in i.by}
    if not owed:
        return
    found, unheard = asof.statuses(store, when, list(owed)), asof.not_heard_of(store, when, list(owed))
    readings = with_evidence(store, found, seen.point, sources=seen.known.sources)
    for item in (item for name, item in owed.items() if name not in unheard):
        reading = readings.get(item.key)
        status, overdue = status_at(reading, heard_of=True), overdue_at(item, reading, seen.point.over, rounds)
        yield Promise(item, status, reading, overdue, late_at(item, reading, rounds), _whose(reading, seen.known))


def _whose(reading: Reading | None, known: Register) -> str:
    """Return on whose word a promise stands, of a contested one each account's; by name where somebody is named."""
    accounts = reading.accounts if reading else ()
    told = (voice for each in accounts for voice in words.voices(each.evidence, known, of_a_party=False))
    return words.listed(list(dict.fromkeys(told)))


def _besides(seen: _Seen, key: str, own: Mapping[tuple[str, str | None], Reading]) -> Iterator[Besides]:
    """Yield what blocs that a party belongs to hold, and what others said for it by name."""
    known = seen.known
    blocs = Blocs(known.parties, seen.point.held_on)
    speakers = [bloc for bloc in blocs.blocs if key in blocs.members_of(bloc)]
    cells: set[tuple[str, str | None]] = {(item.key, bloc) for item in known.live_items for bloc in speakers}
    cells |= {cell for cell in entries.said_for_others(seen.store, seen.point.known_at) if cell[1] != key}
    found = asof.stances(seen.store, seen.when, cells) if cells else {}
    by_item: dict[str, dict[str, Reading]] = defaultdict(dict)
    for (item, party), reading in with_evidence(seen.store, found, seen.point, sources=known.sources).items():
        by_item[item][party or ""] = reading
    for each in known.live_items:
        for said in blocs.spoken_for(by_item.get(each.key, {})).get(key, ()):
            yield Besides(each, said, own.get((each.key, key)))


def _names(known: Register) -> dict[str, str]:
    return {key: person.name for key, person in known.persons.items()}


def _person(seen: _Seen, key: str) -> PersonView:
    """Return a person with what they said by the point and where they sat."""
    known, point = seen.known, seen.point
    found = [e for e in lookups.said_by(seen.store, key, point.known_at) if e.held.last <= point.held_on]
    told = seen.told(found)[::-1]
    seats = [seat for seat in _seats(known) if seat.person == key]
    sat = tuple((known.rounds[seat.round], seat) for seat in seats)
    return PersonView(point, known.persons[key], tuple(told), sat, seen.counting)


def _seats(known: Register) -> list[Delegate]:
    """Return who sat where, in the order of rounds and parties, then of the sources, each source's as it gives them."""
    rounds, parties = ({key: place for place, key in enumerate(each)} for each in (known.rounds, known.parties))
    seats = (seat for seat in known.delegates.values() if not seat.struck)

    def order(seat: Delegate) -> tuple[int, int, str]:
        source = seat.cite.source if seat.cite else None
        return rounds.get(seat.round, -1), parties.get(seat.party, -1), source or ""

    return sorted(seats, key=order)


def _delegations(seats: Iterable[Delegate], known: Register) -> Iterable[tuple[str, Delegations]]:
    by_party: dict[str, list[Delegate]] = {}
    for seat in seats:
        by_party.setdefault(seat.party, []).append(seat)
    return ((party, delegations(of_party, known.sources)) for party, of_party in by_party.items())


def _round(seen: _Seen, key: str) -> RoundView:
    """Return a round with who sat in it and what was held or happened in it."""
    known, stage = seen.known, seen.known.rounds[key]
    first, last = first_day(stage), last_day(stage)
    found = lookups.in_round(seen.store, key, (first, last) if first and last else None, seen.point.known_at)
    seats = [seat for seat in _seats(known) if seat.round == key]
    first_plan = points.first_plans(seen.store, seen.point.known_at).get(key)
    return RoundView(
        seen.point,
        stage,
        slip(stage, first_plan),
        tuple(seats),
        tuple(seen.told(found)),
        tuple(i for i in known.live_items if i.kind is ItemKind.commitment and i.due == key),
        tuple(_delegations(seats, known)),
        _names(known),
        seen.counting,
    )


def _entry(store: Store, number: int, point: Point, counting: Counting) -> EntryView:
    """Return one entry, whatever became of it, or the retraction that has this number."""
    found = entries.by_ids(store, [number], point.known_at)
    if number in found:
        known = register.load(store, point.known_at)
        (told,) = _by_edition(store, tell(store, found.values(), point, known, counting=counting), point)
        led = _led_by(store, found[number], When.at(point, counting))
        return EntryView(point, told, None, changesets.get(store, found[number].changeset), led, counting)
    retracted = entries.retractions(store, [number]) if number <= LAST_NUMBER else []
    if retracted and retracted[0].changeset <= point.known_at:
        return EntryView(point, None, retracted[0], changesets.get(store, retracted[0].changeset))
    raise _not_found(number, point, [*entries.by_ids(store, [number]).values(), *retracted])


def _by_edition(store: Store, told: list[EntryAtPoint], point: Point) -> list[EntryAtPoint]:
    """Return entries with what they cite from an edition that is not the newest."""
    cited = (citation for each in told for citation in each.entry.said.cite)
    found = earlier_editions(store, cited, point.known_at)
    if not found:
        return told
    return [
        replace(each, editions=tuple((one, found[one]) for one in each.entry.said.cite if one in found))
        for each in told
    ]


def _led_by(store: Store, entry: Entry, when: When) -> Reading | None:
    """Return the account that an entry leads at a point: what others of it give, it does not say itself."""
    item, party = entry.said.cell.item, entry.said.cell.party
    if item is None:
        return None
    standing = asof.readings(store, when, [(item, party)]).get((item, party))
    accounts = (standing, *standing.others) if standing is not None else ()
    return next((each for each in accounts if each.entry == entry.id), None)


def _not_found(number: int, point: Point, later: Sequence[Entry | Retraction]) -> NotFound:
    """Tell what is not there from what was recorded later than the point."""
    if not later:
        return NotFound(f"there is no entry {number}", hint="posl show ITEM lists an item's entries with their numbers")
    by = later[0].changeset
    return NotFound(f"entry {number} is not known yet at {point}: @{by} recorded it", hint=f"posl show @{by}")


_VIEWS: dict[str, Callable[[_Seen, str], ShownThing]] = {
    "item": _item,
    "party": _party,
    "person": _person,
    "round": _round,
    "source": _source,
}
