"""What stood, was said and was cited between two days: a diff of the two ends alone would leave it out."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select

from ledger.domain import accounts, undertaking
from ledger.domain.accounts import Account, CellClaim, Standing
from ledger.domain.entries import Citation
from ledger.domain.floors import Counting
from ledger.domain.readings import Reading
from ledger.domain.records import Source
from ledger.domain.words import EntryKind, Op, Precision, Stance, Status
from ledger.storage import reviews, schema
from ledger.storage.bulk import among
from ledger.storage.cells import CellClaims, CellKey, CellReader, When, reading_of, rounds_called
from ledger.storage.changed_cells import said_again
from ledger.storage.database import Store
from ledger.storage.lookups import that_count
from ledger.storage.struck import of_the_listed
from ledger.storage.superseded import superseded

_E = schema.entry.c
_KINDS = (EntryKind.stance, EntryKind.status)


@dataclass(frozen=True, slots=True)
class Days:
    """Days after one and until another.

    What was held at ``later_rounds``, which begin on the first, comes after it; what was held at ``rounds_to_come``,
    which begin on the last and go on, after that.
    """

    after: date
    until: date
    later_rounds: tuple[str, ...] = ()
    rounds_to_come: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stood:
    """What stood in a cell in some days, in order, among all that was sure in it by the last of them."""

    readings: Sequence[Reading]
    sure: Sequence[CellClaim]

    def contradicted(self, reading: Reading) -> bool:
        """Whether another account contradicts one of them, whatever came since: as of a move inside a round."""
        saying = reading.saying or (reading.entry,)
        return any(self._at_odds.against([claim for claim in self.sure if claim.entry in saying]))

    @cached_property
    def _at_odds(self) -> accounts.Contradictions:
        return accounts.Contradictions(self.sure)


def between(
    reader: CellReader, store: Store, days: Days, when: When, wanted: Collection[CellKey]
) -> dict[CellKey, Stood]:
    """Return what stood in cells at the end of each day in between on which that can have changed, in order.

    Before it comes what ended on that day and was followed on it, by what its source says or by a settlement: no day
    ends on it. Of these cells, those in which more than one entry came to be sure. As known and counted at ``when``.
    """
    found: dict[CellKey, Stood] = {}
    for kind in _KINDS:
        cells = _busy(store, kind, days, when.known_at) & set(wanted)
        for cell in reader.cells(kind, when._replace(held_on=days.until), cells) if cells else ():
            sure = [claim for claim in cell.claims if claim.sure(days.until)]
            found[cell.key] = Stood(list(_along(reader, kind, cell, days)), sure)
    return found


def _along(reader: CellReader, kind: EntryKind, cell: CellClaims, days: Days) -> Iterator[Reading]:
    turning = {day for claim in cell.claims for day in (claim.held.first, claim.held.last)}
    passed = _left_behind(kind, cell, days)
    for day in sorted(day for day in turning if days.after < day <= days.until):
        standing = undertaking.read(cell.claims, day, reader.sources)
        if standing.accounts:
            found = reading_of(kind, cell._replace(standing=standing), standing.accounts[0], day)
            if day in passed and not found.contested:
                last = max(claim.held.last for claim in passed[day])
                every = _in_turn(accounts.told_together(passed[day], last, reader.sources))
                yield from (_told(kind, cell, account, last) for account in every)
            yield found


def _left_behind(kind: EntryKind, cell: CellClaims, days: Days) -> dict[date, list[CellClaim]]:
    """Return, by the day, what ends on a day on which something else came after it: no day ends on it.

    Of stances only what its source says of the same days and no round: what moved in a round is told as that. A status
    of vague days ends on the first of them on which its source tells what came after it.
    """

    def passes(earlier: CellClaim, later: CellClaim) -> bool:
        of_its_days = kind is EntryKind.status or later.held == earlier.held
        something_else = of_its_days and not accounts.alike(earlier, later)
        return something_else and _is_told_after(earlier, later) and accounts.follows(later, earlier)

    in_time = sorted(cell.claims, key=lambda claim: claim.held.last)
    lasts = [claim.held.last for claim in in_time]

    def end_of(claim: CellClaim) -> date:
        earlier = in_time[bisect_left(lasts, claim.held.first) : bisect_left(lasts, claim.held.last)]
        return next((each.held.last for each in earlier if passes(claim, each)), claim.held.last)

    ended: dict[date, list[CellClaim]] = defaultdict(list)
    for claim in cell.claims:
        day = claim.held.last if kind is EntryKind.stance else end_of(claim)
        if days.after < day <= days.until and not (kind is EntryKind.stance and cell.rows[claim.entry].round):
            ended[day].append(claim)
    here = {
        day: [earlier for earlier in some if any(passes(earlier, later) for later in reversed(some))]
        for day, some in ended.items()
    }
    return {day: some for day, some in here.items() if some}


def within(
    reader: CellReader, store: Store, spans: Sequence[Days], when: When, wanted: Collection[CellKey] | None = None
) -> list[dict[CellKey, list[tuple[Reading, Reading]]]]:
    """Return for each span of days the accounts of each cell that followed one another, all in them: (earlier, later).

    Several sources that tell of the same move tell of one. Stances follow in one source, or by what somebody said who
    settled a contest. As known and counted at ``when``; however many spans there are, a cell is read once. Where cells
    are ``wanted``, of these alone.
    """
    kind = EntryKind.stance
    busy = [_busy(store, kind, days, when.known_at) for days in spans]
    if wanted is not None:
        busy = [cells.intersection(wanted) for cells in busy]
    found: list[dict[CellKey, list[tuple[Reading, Reading]]]] = [{} for _ in spans]
    cells = set[CellKey]().union(*busy)
    for key, line, claims in reader.claims(kind, when, cells) if cells else ():
        cell = CellClaims(key, tuple(claims), Standing(), {row.number: row for row in line})
        for place, days in enumerate(spans):
            moves = list(_moves(reader, claims, days)) if key in busy[place] else []
            if moves:
                found[place][key] = [
                    (_then(kind, cell, one, days.until), _then(kind, cell, other, days.until)) for one, other in moves
                ]
    return found


def _moves(reader: CellReader, claims: Iterable[CellClaim], days: Days) -> Iterator[tuple[Account, Account]]:
    """Yield each account of these days with one that came next, both of those alone who tell of this move."""
    here = [claim for claim in claims if days.after < claim.held.first and claim.held.last <= days.until]
    pairs: list[tuple[CellClaim, CellClaim]] = []
    for later in here:
        followed = _followed(later, here)
        pairs += [(earlier, later) for earlier in here if _comes_next(earlier, later, followed)]
    moving = dict.fromkeys(claim for pair in pairs for claim in pair)
    every = _in_turn(accounts.told_together(moving, days.until, reader.sources))
    place_of = {(each.entry, each.source): place for place, account in enumerate(every) for each in account.claims}
    told: dict[tuple[int, int], list[tuple[CellClaim, CellClaim]]] = defaultdict(list)
    for pair in pairs:
        one, other = (place_of[claim.entry, claim.source] for claim in pair)
        if one != other:
            told[one, other].append(pair)
    for _places, moves in sorted(told.items()):
        sides = (dict.fromkeys(side) for side in zip(*moves, strict=True))
        before, after = (accounts.told_together(side, days.until, reader.sources) for side in sides)
        yield before[0], after[0]


def _followed(later: CellClaim, claims: Iterable[CellClaim]) -> list[CellClaim]:
    """Return what a claim follows in its source, the last first: what lies in between is then found at once."""
    found = [each for each in claims if each.source == later.source and accounts.follows(later, each)]
    return sorted(found, key=lambda each: (each.held.first, each.held.last, each.place), reverse=True)


def _in_turn(every: Collection[Account]) -> list[Account]:
    """Return accounts as they follow one another by any who tells of them; never by which was recorded first."""

    def follows(one: Account, other: Account) -> bool:
        return any(accounts.follows(claim, each) for claim in one.claims for each in other.claims)

    def key(account: Account) -> tuple[int, date, str, int]:
        first = account.first
        return sum(follows(account, other) for other in every), first.held.first, first.source, first.place

    return sorted(every, key=key)


def _comes_next(earlier: CellClaim, later: CellClaim, claims: Collection[CellClaim]) -> bool:
    """Whether one claim follows another, and none of its source stands in between.

    It follows one of the same source, or one that somebody said it came after: else nobody tells of two days.
    """
    if not _is_told_after(earlier, later) or not accounts.follows(later, earlier):
        return False
    return not any(
        each.source == later.source and accounts.follows(later, each) and accounts.follows(each, earlier)
        for each in claims
    )


def _is_told_after(earlier: CellClaim, later: CellClaim) -> bool:
    """Whether one source tells of both, or somebody said that the one came after the other."""
    return earlier.source == later.source or earlier.entry in later.after


def _told(kind: EntryKind, cell: CellClaims, account: Account, day: date) -> Reading:
    return reading_of(kind, cell._replace(standing=Standing((account,))), account, day)


def _then(kind: EntryKind, cell: CellClaims, account: Account, day: date) -> Reading:
    """Return what is told of within some days; contested where another account contradicts it, whatever came since."""
    against = accounts.contradicting(account, cell.claims, day)
    return reading_of(kind, cell._replace(standing=Standing((account,), against)), account, day)


def _busy(store: Store, kind: EntryKind, days: Days, known_at: int, least: int = 2) -> set[CellKey]:
    """Return the cells in which more than one entry came to be sure in these days; or as many at ``least``."""
    items, parties = schema.item.c, schema.party.c
    busy = (
        select(_E.item_id, _E.party_id)
        .where(
            _E.op == Op.assert_.value,
            _E.kind == kind.value,
            *_sure_in(days),
            _E.changeset_id <= known_at,
            *of_the_listed(store, known_at, _E.item_id, _E.party_id),
        )
        .group_by(_E.item_id, _E.party_id)
        .having(func.count() >= least)
        .subquery()
    )
    query = (
        select(items.key, parties.key.label("party"))
        .join(busy, busy.c.item_id == items.id)
        .outerjoin(schema.party, parties.id == busy.c.party_id)
    )
    return {(row.key, row.party) for row in store.connection.execute(query)}


def _sure_in(days: Days) -> tuple[ColumnElement[bool], ...]:
    """Whether an entry came to be sure in these days; said so that both indexes on days can be used."""
    after, until = days.after.isoformat(), days.until.isoformat()
    ends = (_E.held_to > after) & (_E.held_to <= until)
    begins = (_E.held_from > after) & (_E.held_from <= until)
    return or_(begins, literal_column("entry.held_to <> entry.held_from") & ends), ends


def _begins_in(days: Days) -> ColumnElement[bool]:
    """Whether an entry begins in these days."""
    begins = _E.held_from > days.after.isoformat()
    if days.later_rounds:
        begins |= _E.round_id.in_(rounds_called(days.later_rounds))
    return begins & _begun_by_the_end(days)


def _begun_by_the_end(days: Days) -> ColumnElement[bool]:
    """Whether an entry does not begin after these days."""
    until = days.until.isoformat()
    begun = _E.held_from <= until
    if not days.rounds_to_come:
        return begun
    of_another = _E.round_id.is_(None) | _E.round_id.not_in(rounds_called(days.rounds_to_come))
    return begun & (of_another | (_E.held_to <= until))


_NO_TALK = (Stance.silent.value, Status.not_raised.value)


def talked(store: Store, days: Days, when: When, sources: Mapping[str, Source]) -> dict[str, date]:
    """Return, by item, the last day in these of a stance or a status that counts, is sure and tells of talk.

    Whether it leads in its cell, stands behind another or was followed by one does not matter. As known and counted at
    ``when``; ``sources`` are those known there.
    """
    items = schema.item.c
    tells = func.coalesce(_E.stance, _E.status).not_in(_NO_TALK)
    kinds = _E.kind.in_([kind.value for kind in _KINDS])
    query = (
        select(items.key, func.max(_E.held_to))
        .join(schema.entry, _E.item_id == items.id)
        .where(_E.op == Op.assert_.value, kinds, tells, *_sure_in(days), _E.changeset_id <= when.known_at)
        .where(*of_the_listed(store, when.known_at, _E.item_id, _E.party_id))
        .group_by(items.key)
    )
    if when.plain and not reviews.rejected(store, when.known_at):
        query = query.where(~superseded(_E.id, when.known_at))
    else:
        query = query.where(among(store, _E.id, _counted_in(store, days, when, sources)))
    return {key: date.fromisoformat(day) for key, day in store.connection.execute(query)}


def _counted_in(store: Store, days: Days, when: When, sources: Mapping[str, Source]) -> set[int]:
    """Return the stances and statuses that count in the cells of which anything came to be sure in these days."""
    reader = CellReader(store, when.known_at, sources=sources)
    found: set[int] = set()
    for kind in _KINDS:
        cells = _busy(store, kind, days, when.known_at, least=1)
        for _key, _rows, claims in reader.claims(kind, when, cells) if cells else ():
            found |= {claim.entry for claim in claims}
    return found


class Covered(NamedTuple):
    """What sources are asked for: what came to be sure in these ``days``, as cited after a changeset until another.

    ``begun``: what began in them, though it may have come later; what may have been so before tells nothing of what
    came after. ``of_round``: what began in them too or names this round; what goes on into its days tells nothing of
    it. What is known by one of ``rounds`` alone is of these days, whichever it was held on.
    """

    days: Days
    known: tuple[int, int]
    begun: bool = False
    of_round: str | None = None
    rounds: Collection[str] = ()


def cited_in(store: Store, asked: Covered, counting: Counting, sources: Mapping[str, Source]) -> list[Citation]:
    """Return what is cited of what counts and is asked for, as ``that_count`` does.

    What was only said again after the first changeset is nothing new of its sources.
    """
    days, rounds, begins = asked.days, asked.rounds, _begins_in(asked.days)
    cited, source, gone = schema.citation.c, schema.source.c, schema.dropped_citation.c
    after, until = asked.known
    # Of all that was ever recorded the days are the fewer: a sum, lest the index on changesets be taken.
    recorded = cited.changeset_id if after else cited.changeset_id + 0
    dropped = select(gone.citation_id).where(gone.changeset_id <= until)
    again = said_again(store, after, until).values() if after else ()
    by_round = _E.held_precision == Precision.round.value
    held_there = [and_(by_round, _E.round_id.in_(rounds_called(rounds)))] if rounds else []
    sure = and_(*_sure_in(days))
    if asked.of_round is not None:
        sure &= or_(begins, _E.round_id.in_(rounds_called([asked.of_round])))
    query = (
        select(source.key, cited.speaker, cited.credibility, cited.carries)
        .join(schema.citation, cited.source_id == source.id)
        .join(schema.entry, _E.id == cited.entry_id)
        .where(
            _E.op == Op.assert_.value,
            or_(begins if asked.begun else sure, *held_there),
            recorded > after,
            recorded <= until,
            cited.id.not_in(dropped),
            *([or_(~among(store, _E.id, again), cited.changeset_id != _E.changeset_id)] if again else []),
            _E.id.not_in(reviews.replaced(store, until, counting)),
            *of_the_listed(store, until, _E.item_id, _E.party_id),
        )
    )
    return that_count(store, query, until, counting, sources)
