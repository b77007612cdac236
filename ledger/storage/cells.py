"""Whole cells read and decided by the rules of ``ledger.domain.accounts``.

This is what a reading is. ``storage.asof`` asks for it wherever the one entry that comes last in a cell does not decide
alone; everywhere else one index probe gives the same answer.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple, Self

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    TextClause,
    column,
    or_,
    select,
    text,
)

from ledger.domain import accounts, undertaking
from ledger.domain.accounts import Account, CellClaim, Standing, plain_words
from ledger.domain.entries import Citation
from ledger.domain.floors import EVERYTHING, Counting, passing
from ledger.domain.lateness import days_kept
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.records import Source
from ledger.domain.words import EntryKind, Op, Precision, SettlementKind, Status
from ledger.storage import entries, register, reviews, schema
from ledger.storage.bulk import among
from ledger.storage.database import Store
from ledger.storage.register import KeyNumbers
from ledger.storage.struck import keys_on_the_list

CellKey = tuple[str, str | None]
"""A cell by its item's and its party's key; a status has no party."""
VALUE_COLUMNS = entries.VALUE_COLUMNS
_BY_ROUND = Precision.round.value


class When(NamedTuple):
    """A point as the database asks for it, and what counts there: a floor, or only what somebody has accepted.

    What was held at ``later_rounds`` comes after it, though they begin on its day.
    """

    held_on: date
    known_at: int
    counting: Counting = EVERYTHING
    later_rounds: tuple[str, ...] = ()

    @classmethod
    def at(cls, point: Point, counting: Counting = EVERYTHING) -> Self:
        """Return a point, and what counts there."""
        return cls(point.held_on, point.known_at, counting, point.later_rounds)

    def on(self, point: Point) -> Self:
        """Return the day of another point, as known and counted here."""
        return self._replace(held_on=point.held_on, later_rounds=point.later_rounds)

    @property
    def plain(self) -> bool:
        """Whether every entry counts that stands."""
        return self.counting.plain


class Row(NamedTuple):
    """An entry of a cell in force or not, as far as deciding needs it.

    ``places`` is all that it cites, where a floor cuts off some: what is said of it in words rests on all of them.
    ``by_round``: it names a round, and no days of its own.
    """

    number: int
    cell: CellKey
    round: str | None
    changeset: int
    held: HeldOn
    rank: int
    file: int
    after: int | None
    newer: int | None
    values: Mapping[str, Any]
    places: tuple[Citation, ...] = ()
    by_round: bool = False


class CellClaims(NamedTuple):
    """A cell's claims that count at all at a point, what stands of them there, and the rows they come from."""

    key: CellKey
    claims: tuple[CellClaim, ...]
    standing: Standing
    rows: Mapping[int, Row]


class CellReader:
    """Reads whole cells at points known alike: sources, verdicts and settlements are read once."""

    def __init__(
        self,
        store: Store,
        known_at: int,
        names: KeyNumbers | None = None,
        sources: Mapping[str, Source] | None = None,
        days: Mapping[str, HeldOn] | None = None,
    ) -> None:
        """Read as known at a changeset; ``days`` are those of rounds by what was learned of them later."""
        self._store, self._known_at, self._days = store, known_at, days or {}
        self._names = names or KeyNumbers(store)
        self.sources = register.load_one(store, Source, known_at) if sources is None else sources
        self._rejected = reviews.rejected(store, known_at)

    def readings(
        self, kind: EntryKind, when: When, cells: Collection[CellKey] | Mapping[CellKey, str] | None
    ) -> dict[CellKey, Reading]:
        """Return the readings of these cells (all there are, when left out) at a point; those that have one.

        A mapping names for each cell the day before which nothing that ended can stand (``""``: all can).
        """
        return {
            cell.key: reading_of(kind, cell, cell.standing.accounts[0], when.held_on)
            for cell in self.cells(kind, when, cells)
            if cell.standing.accounts
        }

    def cells(
        self, kind: EntryKind, when: When, cells: Collection[CellKey] | Mapping[CellKey, str] | None
    ) -> Iterator[CellClaims]:
        """Yield cells as they stand at a point, whole or since a day."""
        for key, line, claims in self.claims(kind, when, cells):
            standing = undertaking.read(claims, when.held_on, self.sources)
            yield CellClaims(key, tuple(claims), standing, {row.number: row for row in line})

    def claims(
        self, kind: EntryKind, when: When, cells: Collection[CellKey] | Mapping[CellKey, str] | None
    ) -> Iterator[tuple[CellKey, list[Row], list[CellClaim]]]:
        """Yield cells with their claims that count at all, undecided."""
        for key, line, claims in self._passed(kind, when, cells):
            yield key, line, self._supported(claims, when)

    def first_sure(self, kind: EntryKind, when: When) -> Iterator[tuple[CellKey, date]]:
        """Yield cells with the first day by which something in them surely counts, as known and counted at a point."""
        for key, _line, claims in self._passed(kind, when, None):
            for day in sorted({claim.held.last for claim in claims}):
                counting = self._supported(claims, when._replace(held_on=day))
                if any(claim.sure(day) for claim in counting):
                    yield key, day
                    break

    def _passed(
        self, kind: EntryKind, when: When, cells: Collection[CellKey] | Mapping[CellKey, str] | None
    ) -> Iterator[tuple[CellKey, list[Row], list[CellClaim]]]:
        """Yield cells with their claims of which something passes the floor, whatever bears them out."""
        rows = self._rows(kind, cells)
        count = [row for row in self._in_force(rows, when) if not _comes_later(row, when)]
        cited = entries.citations_of(self._store, [row.number for row in count], self._known_at, self._names)
        edges = self._said_after(rows, count)
        by_cell: dict[CellKey, list[Row]] = defaultdict(list)
        for row in count:
            by_cell[row.cell].append(self._cut(row, cited.get(row.number, ()), when))
        for key, line in by_cell.items():
            claims = [claim for row in line for claim in self._claims(row, cited.get(row.number, ()), edges, when)]
            yield key, line, claims

    def _claims(
        self, row: Row, cited: Iterable[Citation], edges: Mapping[int, frozenset[int]], when: When
    ) -> Iterator[CellClaim]:
        passed = passing(when.counting.floor, cited, self.sources)
        return accounts.claims_of(
            row.number, row.held, row.values, passed, self.sources,
            file=row.file, place=row.rank, after=edges.get(row.number, ()), by_round=row.by_round,
        )  # fmt: skip

    def _cut(self, row: Row, cited: Sequence[Citation], when: When) -> Row:
        """Keep with an entry all that it cites, where a floor lets some of it pass and some not."""
        if when.counting.floor is None or len(cited) == 1:
            return row
        passed = len(passing(when.counting.floor, cited, self.sources))
        return row._replace(places=tuple(cited)) if 0 < passed < len(cited) else row

    def _supported(self, claims: list[CellClaim], when: When) -> list[CellClaim]:
        floor = when.counting.floor
        if floor is None or floor.independent is None:
            return claims
        least = floor.independent
        here = {True: [claim for claim in claims if claim.sure(when.held_on)], False: claims}  # what bears out what

        def sources(claim: CellClaim) -> int:
            return accounts.support(claim, here[claim.sure(when.held_on)], self.sources)

        return [claim for claim in claims if sources(claim) >= least]

    def _rows(self, kind: EntryKind, cells: Collection[CellKey] | Mapping[CellKey, str] | None) -> list[Row]:
        params: dict[str, Any] = {"known_at": self._known_at}
        here = None if cells is None else _CELLS_ON_POSTGRES if self._store.is_postgres else _CELLS_ON_SQLITE
        if cells is not None:
            params["cells"] = numbered(cells, self._names)
        rows = self._built(self._store.connection.execute(_rows_of(kind, here), params))
        if self._days:
            rows = map(self._in_its_days, rows)
        if cells is not None:
            return list(rows)
        items, parties = keys_on_the_list(self._store, self._known_at)
        return [row for row in rows if row.cell[0] in items and (row.cell[1] is None or row.cell[1] in parties)]

    def _in_its_days(self, row: Row) -> Row:
        held = self._days.get(row.round or "") if row.by_round else None
        return row if held is None else row._replace(held=held)

    def _built(self, rows: Iterable[Any]) -> Iterator[Row]:
        names = self._names
        held = entries.held_from
        for (
            number,
            item,
            party,
            stage,
            known,
            first,
            last,
            precision,
            written,
            rank,
            file,
            after,
            newer,
            *values,
        ) in rows:
            yield Row(
                number, (names.items[item], names.parties[party] if party else None),
                names.rounds[stage] if stage else None, known, held(first, last, precision, written), rank, file, after,
                newer,
                names.read(entries.stated(values)), by_round=precision == _BY_ROUND,
            )  # fmt: skip

    def _in_force(self, rows: Iterable[Row], when: When) -> list[Row]:
        """Return the rows that count: neither rejected, nor (where asked) unaccepted, nor corrected or retracted.

        What corrects an entry takes its place only while it counts itself; a retraction always does.
        """
        every = list(rows)
        if not self._rejected and not when.counting.reviewed_only:
            return [row for row in every if row.newer is None]
        accepted = self._accepted(every) if when.counting.reviewed_only else None

        def disqualified(number: int) -> bool:
            return number in self._rejected or (accepted is not None and number not in accepted)

        left = [row for row in every if not disqualified(row.number)]
        return [row for row in left if row.newer is None or self._place_is_free(row, disqualified)]

    def _accepted(self, rows: Iterable[Row]) -> set[int]:
        numbers = {number for row in rows for number in (row.number, row.newer) if number is not None}
        return reviews.accepted(self._store, self._known_at, numbers)

    def _place_is_free(self, row: Row, disqualified: Callable[[int], bool]) -> bool:
        """Whether nothing that came to stand in an entry's place counts.

        Taking back what counts leaves the place empty; taking back what does not changes nothing. What says an earlier
        one again has undone all in between, whatever becomes of it.
        """
        line = [(row.number, Op.assert_.value, row.after), *self._since(row.number)]
        while len(line) > 1:
            number, op, after = line.pop()
            if not disqualified(number if op != Op.retract.value else line[-1][0]):
                return False
            if op != Op.retract.value and after is not None:
                if after in self._before(row.number):
                    return False
                if after in {each[0] for each in line}:
                    del line[1 + [each[0] for each in line].index(after) :]
        return True

    def _since(self, number: int) -> Iterator[tuple[int, str, int | None]]:
        found = self._next(number)
        while found is not None:
            yield found.id, found.op, found.after_id
            found = self._next(found.id)

    def _next(self, number: int) -> Any:  # noqa: ANN401 - a row of (id, op, after_id), or nothing
        """Return what supersedes an entry or a retraction."""
        e = schema.entry.c
        query = select(e.id, e.op, e.after_id).where(e.supersedes_id == number, e.changeset_id <= self._known_at)
        return self._store.connection.execute(query).first()

    def _before(self, number: int) -> set[int]:
        """Return the numbers of all that stood in an entry's place before it."""
        e, found = schema.entry.c, set[int]()
        while (
            older := self._store.connection.execute(select(e.supersedes_id).where(e.id == number)).scalar()
        ) is not None:
            found.add(older)
            number = older
        return found

    def _said_after(self, rows: Iterable[Row], count: Iterable[Row]) -> dict[int, frozenset[int]]:
        """Return, by entry, those it came after because somebody said so; by what stands in their places now."""
        every = {row.number: row for row in rows}
        said = [(row.changeset, row.number, row.after) for row in every.values() if row.after in every]
        said += self._moved(every)
        standing = {row.number for row in count}
        orders: list[tuple[int, int, int]] = []
        for known, later, earlier in said:
            one, other = (self._heir(number, every, standing) for number in (later, earlier))
            if one is not None and other is not None and not self._undone(later, one):
                orders.append((known, one, other))
        return accounts.last_said(orders)

    def _undone(self, number: int, heir: int) -> bool:
        """Whether what counts in an entry's place now says again, itself or by what it corrects, one before that."""
        if heir == number:
            return False
        before = self._before(number)
        since = {later: after for later, _op, after in self._since(number) if later <= heir}
        here, line = heir, [number, *since]
        while here != number:
            after = since[here]
            if after in before:
                return True
            here = after if after in line else line[line.index(here) - 1]
        return False

    def _heir(self, number: int | None, rows: Mapping[int, Row], standing: Collection[int]) -> int | None:
        """Return what counts in an entry's place: itself, or what corrects it in the end, by way of other cells."""
        while number is not None and number not in standing:
            if number in rows:
                number = rows[number].newer
            else:
                following = self._next(number)
                number = following.id if following else None
        return number

    def _moved(self, rows: Mapping[int, Row]) -> Iterator[tuple[int, int, int]]:
        table = schema.settlement.c
        query = (
            select(table.how, table.entry_id, table.other_id, table.changeset_id)
            .where(table.changeset_id <= self._known_at, among(self._store, table.entry_id, rows))
            .order_by(table.id)
        )
        last = {frozenset((row.entry_id, row.other_id)): row for row in self._store.connection.execute(query)}
        for row in last.values():
            if row.how == SettlementKind.moved.value:
                yield row.changeset_id, row.entry_id, row.other_id


def _comes_later(row: Row, when: When) -> bool:
    """Whether an entry names a round that comes after a point and begins on its day."""
    return row.round in when.later_rounds and row.held.last > when.held_on


def begun(when: When, entry: FromClause) -> list[ColumnElement[bool]]:
    """Return what is true of an entry that has begun by a point."""
    e, day = entry.c, when.held_on.isoformat()
    if not when.later_rounds:
        return [e.held_from <= day]
    return [e.held_from <= day, or_(e.held_to <= day, e.round_id.is_(None), e.round_id.not_in(later_rounds(when)))]


def later_rounds(when: When) -> Select[int]:
    """Return the numbers of the rounds that come after a point and begin on its day."""
    return rounds_called(when.later_rounds)


def rounds_called(keys: Collection[str]) -> Select[int]:
    """Return the numbers of the rounds of these keys."""
    stage = schema.round_.c
    return select(stage.id).where(stage.key.in_(keys))


def counted(store: Store, when: When, cells: Collection[CellKey] | None = None) -> set[int]:
    """Return the numbers of the stances and statuses that count at all as known at a point, whenever they are held.

    Of some cells, or of all there are.
    """
    reader = CellReader(store, when.known_at)
    found: set[int] = set()
    for kind in (EntryKind.stance, EntryKind.status):
        of_kind = None if cells is None else {key for key in cells if (key[1] is None) is (kind is EntryKind.status)}
        if of_kind is None or of_kind:
            found |= {claim.entry for _key, _rows, claims in reader.claims(kind, when, of_kind) for claim in claims}
    return found


def reading_of(kind: EntryKind, cell: CellClaims, account: Account, day: date) -> Reading:
    """Return an account of a cell as the reading at a day; the leading one has the others beside it."""
    first = cell.rows[account.first.entry]
    leads = account is cell.standing.accounts[0]
    others, maybe = (cell.standing.accounts[1:], cell.standing.maybe) if leads else ((), ())
    item, party = cell.key
    evidence = account.evidence._replace(leading=first.places) if first.places else account.evidence
    numbers, condition, given_by = _given_by_some(cell, account, day)
    another = condition if first.values.get("condition") is None else None
    return Reading(
        first.number, kind, item, party, first.held, first.round, first.changeset,
        {**first.values, **numbers} if numbers else first.values,
        evidence, cell.standing.contested, False, account.sure, account.entries,  # noqa: FBT003
        tuple(reading_of(kind, cell, other, day) for other in others), cell.standing.listed,
        another, given_by, _told_until(account, day), _kept_on(first, cell, day),
        tuple(reading_of(kind, cell, each, day) for each in maybe), account.saying(day),
        account.told_before, account.goes_on_from,
    )  # fmt: skip


def _kept_on(first: Row, cell: CellClaims, day: date) -> tuple[HeldOn, ...]:
    """Return the days on which a promise was kept, where they are others than those of the account that leads."""
    if first.values.get("status") != Status.kept.value or len(cell.claims) == 1:
        return ()
    found = days_kept(cell.claims, day)
    return found if found != (first.held,) else ()


def _told_until(account: Account, day: date) -> HeldOn | None:
    """Return the last days of what makes an account, where its leader's end earlier; of a sure one, of what is sure."""
    if len(account.entries) == 1:
        return None
    told = (claim.held for claim in (*account.claims, *account.besides) if claim.sure(day) or not account.sure)
    last = max(told, key=lambda held: held.lateness)
    return last if last.last > account.first.held.last else None


def _given_by_some(
    cell: CellClaims, account: Account, day: date
) -> tuple[dict[str, int], str | None, dict[str, tuple[Citation, ...]]]:
    """Return the numbers and the condition that any of an account give, its leader first; and who gives them.

    Whoever leads it, they are the account's. Only fields of which who gives none says nothing against the others: a
    place on a scale, a weight, a condition. Where not all give one, what those cite who do is told, by the field. Of a
    sure account, only what is sure. Who gives another number, or names another condition, gives not this.
    """
    given: dict[str, Any] = {}
    given_by: dict[str, tuple[Citation, ...]] = {}
    if len(account.entries) > 1:
        here = [each for each in (*account.claims, *account.besides) if each.sure(day) or not account.sure]
        for name in ("position", "salience", "condition"):
            told = [(claim, said) for claim in here if (said := cell.rows[claim.entry].values.get(name)) is not None]
            if not told:
                continue
            given[name] = told[0][1]
            by = [claim for claim, said in told if _same(said, given[name])]
            if len(by) < len(here):
                given_by[name] = tuple(dict.fromkeys(citation for claim in by for citation in claim.citations))
    condition = given.pop("condition", None)
    return given, condition, given_by


def _same(one: object, other: object) -> bool:
    """Whether two give the same: the very number, a condition but for case, blanks and punctuation."""
    if isinstance(one, str) and isinstance(other, str):
        return plain_words(one) == plain_words(other)
    return one == other


def numbered(keys: Collection[CellKey] | Mapping[CellKey, str], names: KeyNumbers) -> str:
    """Return cells as one JSON parameter of (item, party or 0, day); those that are not in the ledger are left out."""
    since = keys if isinstance(keys, Mapping) else {}
    numbers = sorted(
        (names.item_ids[item], names.party_ids[party] if party else 0, since.get((item, party), ""))
        for item, party in keys
        if item in names.item_ids and (party is None or party in names.party_ids)
    )
    return json.dumps(numbers)


def given_cells(*, postgres: bool) -> Any:  # noqa: ANN401 - a subquery of (item_id, party_id)
    """Return the cells of the parameter ``cells`` as a subquery."""
    given = text(_CELLS_ON_POSTGRES if postgres else _CELLS_ON_SQLITE)
    return given.columns(column("item_id", Integer), column("party_id", Integer)).subquery("cells")


_CELLS_ON_SQLITE = "SELECT value ->> 0 AS item_id, value ->> 1 AS party_id, value ->> 2 AS since FROM json_each(:cells)"
_CELLS_ON_POSTGRES = (
    "SELECT (value ->> 0)::int AS item_id, (value ->> 1)::int AS party_id, value ->> 2 AS since "
    "FROM json_array_elements(CAST(:cells AS json)) AS given(value)"
)
_PLACE = (
    "id", "item_id", "party_id", "round_id", "changeset_id", "held_from", "held_to", "held_precision", "held_text",
    "rank",
)  # fmt: skip


@cache
def _rows_of(kind: EntryKind, cells: str | None) -> TextClause:
    """Return the statement for the entries of some cells (a table of item_id and party_id), or of all there are.

    Written by hand: SQLite keeps the order of a CROSS JOIN, and would else go through all entries of a kind.
    """
    columns = ", ".join(f'e."{name}"' for name in _PLACE)
    values = ", ".join(f'e."{name}"' for name in VALUE_COLUMNS)
    party = "e.party_id = cells.party_id" if kind is EntryKind.stance else "e.party_id IS NULL"
    return text(
        f"SELECT {columns}, base.changeset_id AS file, e.after_id, newer.id AS newer, {values} "  # noqa: S608 - the program's own words
        f"FROM {f'({cells}) AS cells CROSS JOIN ' if cells else ''}entry AS e JOIN entry AS base ON base.id = e.rank "
        "LEFT JOIN entry AS newer ON newer.supersedes_id = e.id AND newer.changeset_id <= :known_at "
        f"WHERE e.kind = '{kind.value}' AND e.op = '{Op.assert_.value}' AND e.changeset_id <= :known_at "
        f"{f'AND e.item_id = cells.item_id AND {party} AND e.held_to >= cells.since ' if cells else ''}ORDER BY e.id"
    )
