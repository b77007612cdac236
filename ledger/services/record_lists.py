"""Plain lists of what was recorded: rounds, sources, events, persons, remarks, figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ledger.domain.entries import Entry
from ledger.domain.figures import FigureLine, figure_lines
from ledger.domain.floors import OWN, Counting, alone, supports
from ledger.domain.points import Point, last_day
from ledger.domain.records import Person, Round, Source, goes_on_as
from ledger.domain.register import Register
from ledger.domain.words import RoundStatus
from ledger.services import filtering, keys, points
from ledger.services.counting import counting_entries
from ledger.services.entry_states import EntryAtPoint, tell
from ledger.services.matrix import rounds_in_order
from ledger.storage import contests, entries, lookups, register
from ledger.storage.asof import When
from ledger.storage.database import Store


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list: how many entries that stand rest on their words, how often they sat at a table."""

    person: Person
    entries: int
    seats: int


def rounds(store: Store, at: str = "now", *, where: str | None = None) -> list[Round]:
    """Return the rounds by date, as known at a point; the plan stands beside the fact."""
    point = points.resolve(store, at)
    known = register.load(store, point.known_at)
    return filtering.lines("rounds", where, rounds_in_order(known), vars, known, point.held_on)


def last_rounds(store: Store, kinds: Iterable[str], count: int) -> list[Round]:
    """Return the last rounds of these kinds that were held, earliest first."""
    held = [r for r in rounds(store) if r.status == "held" and r.kind in set(kinds) and last_day(r)]
    return held[-count:]


def sources(store: Store, at: str = "now", *, where: str | None = None) -> list[tuple[Source, int]]:
    """Return the sources as known at a point, each with how many entries that stand rest on it."""
    point = points.resolve(store, at)
    known = register.load(store, point.known_at)
    cited = lookups.counts_citing(store, When.at(point, OWN.under(known.info)))
    found = [(source, cited.get(source.key, 0)) for source in known.sources.values() if not source.struck]
    return filtering.lines("sources", where, found, _source_says, known, point.held_on)


def _source_says(line: tuple[Source, int]) -> dict[str, object]:
    source, count = line
    return {**source.__dict__, "entries": count}


def events(
    store: Store, at: str = "now", item: str | None = None, *, where: str | None = None, counting: Counting = OWN
) -> list[EntryAtPoint]:
    """Return what happened around the talks by a point, in order; tied to one item, or all.

    Raises ``NotFound`` for an item there is not, and as ``points.resolve`` does.
    """
    point = points.resolve(store, at)
    known = register.load(store, point.known_at)
    item = keys.key_of("item", item, known.items) if item is not None else None
    found = [
        entry
        for entry in _by_then(store, entries.events(store, point.known_at), point, known, counting)
        if item is None or item in getattr(entry.said, "items", ())
    ]
    return _told(store, "events", found, where, point, known)


def _told(
    store: Store, kind: str, found: Iterable[Entry], where: str | None, point: Point, known: Register
) -> list[EntryAtPoint]:
    """Return the entries that a filter wants, with how each stands."""
    wants = filtering.of_entries(where or "", known, point.held_on, kind)
    told = tell(store, list(found), point, known, {entry.id for entry in found})
    return [each for each in told if wants(each.entry, marks=_marks(each))]


def _marks(told: EntryAtPoint) -> frozenset[str]:
    marks = {"contested": bool(told.rivals), "reviewed": told.verdict is not None}
    return frozenset(mark for mark, is_so in marks.items() if is_so)


def persons(store: Store, at: str = "now", *, where: str | None = None) -> list[PersonLine]:
    """Return who speaks or sits at a table, as known at a point, each with how often, and in how many rounds."""
    point = points.resolve(store, at)
    known = register.load(store, point.known_at)
    said = lookups.counts_said(store, When.at(point, OWN.under(known.info)))
    sat = {(seat.person, seat.round) for seat in known.delegates.values() if not seat.struck}
    seats = Counter(person for person, stage in sat if known.rounds[stage].status is RoundStatus.held)
    found = [
        PersonLine(person, said.get(person.key, 0), seats[person.key])
        for person in known.persons.values()
        if not person.struck
    ]
    return filtering.lines("persons", where, found, _person_says, known, point.held_on)


def _person_says(line: PersonLine) -> dict[str, object]:
    return {**line.person.__dict__, "entries": line.entries, "seats": line.seats}


def remarks(
    store: Store,
    at: str = "now",
    item: str | None = None,
    person: str | None = None,
    *,
    where: str | None = None,
    counting: Counting = OWN,
) -> list[EntryAtPoint]:
    """Return what was said of the talks and of items by a point, in order; on one item, by one person, or all.

    Raises ``NotFound`` for an item or a person there is not, and as ``points.resolve`` does.
    """
    point = points.resolve(store, at)
    known = register.load(store, point.known_at)
    keys.check("item", [item] if item is not None else [], known.items)
    keys.check("person", [person] if person is not None else [], known.persons)
    found = [
        entry
        for entry in _by_then(store, entries.remarks(store, point.known_at), point, known, counting)
        if (item is None or item in getattr(entry.said, "items", ()))
        and (person is None or person == getattr(entry.said, "by", None))
    ]
    return _told(store, "remarks", found, where, point, known)


def figures(store: Store, at: str = "now", *, where: str | None = None, counting: Counting = OWN) -> list[FigureLine]:
    """Return the figures given by a point, thing by thing, those that contradict each other side by side."""
    point = points.resolve(store, at)
    known, given = register.load(store, point.known_at), entries.with_figures(store, point.known_at)
    found = figures_among(store, given, point, known, counting)
    return filtering.lines("figures", where, found, _figure_says, known, point.held_on)


def giving_figures_on(store: Store, items: Iterable[str], known_at: int, known: Register) -> list[Entry]:
    """Return the entries that stand at a changeset and give figures on some items, by any of their keys."""
    wanted = set(items)
    called = {*wanted, *(old for old, now in goes_on_as(known.items).items() if now in wanted)}
    return entries.with_figures(store, known_at, sorted(called)) if called else []


def figures_among(
    store: Store, given: Iterable[Entry], point: Point, known: Register, counting: Counting
) -> list[FigureLine]:
    """Return the figures that some entries give by a point, as ``figures`` does."""
    counts = counting.under(known.info)
    each_its_own = replace(counts, floor=alone(counts.floor))
    held = _by_then(store, given, point, known, each_its_own)
    lines = figure_lines(held, known.sources, known.items, contests.said_orders(store, held, point.known_at))
    return [kept for line in lines if (kept := _supported(line, counts, known)) is not None]


def _figure_says(line: FigureLine) -> dict[str, object]:
    given = [each for account in line.accounts for each in account]
    first = line.accounts[0][0].figure
    own = {"what": line.what, "about": line.about, "unit": first.unit, "contested": line.contested}
    return {**own, "value": first.value, "sources": len(given)}


def _supported(line: FigureLine, counting: Counting, known: Register) -> FigureLine | None:
    """Return a figure with the accounts that enough independent sources give."""
    kept = tuple(
        account
        for account in line.accounts
        if supports(counting.floor, [cite for given in account for cite in given.entry.said.cite], known.sources)
    )
    return replace(line, accounts=kept) if kept else None


def _by_then(store: Store, found: Iterable[Entry], point: Point, known: Register, counting: Counting) -> list[Entry]:
    """Return the entries held by a point that count."""
    held = (entry for entry in found if entry.held.last <= point.held_on)
    return counting_entries(store, held, counting.under(known.info), known.sources, point.known_at)
