"""Readings: what can be said of a cell at a point, how sure we are of it, and on whose word."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeVar

from ledger.domain.accounts import NEAR, plain_words, words_agree
from ledger.domain.checklist import Tally, is_overdue, tally
from ledger.domain.entries import Citation
from ledger.domain.evidence import NO_EVIDENCE, Evidence
from ledger.domain.floors import EVERYTHING, Counting
from ledger.domain.lateness import Lateness, days_late
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.records import Item, LedgerInfo, Party, Round
from ledger.domain.words import SCORES, EntryKind, ItemKind, Role, Stance, Status, Voice
from ledger.errors import IntegrityFailure

COLUMN_ROLES = frozenset({Role.principal, Role.mediator})
W = TypeVar("W", bound=StrEnum)


def _one_of(words: type[W], word: str) -> W:
    """Return the word that a ledger holds; a reading may be drawn long after it was read, so damage shows here too."""
    try:
        return words(word)
    except ValueError:
        hint = "somebody changed this ledger; a check of all of it says where"
        raise IntegrityFailure(f'"{word}" is no {words.__name__.lower()}', hint=hint) from None


_NONE: frozenset[int] = frozenset()
_stance = cache(partial(_one_of, Stance))  # asked for by the hundred thousand
_BY_ALL: Mapping[str, tuple[Citation, ...]] = {}


@dataclass(slots=True)  # a matrix has tens of thousands: a frozen one takes four times as long to make
class Reading:
    """What a ledger can say of a cell (item × party; a status or an event has no party) at a point: an account.

    ``entry`` leads the account and ``entries`` make it, ``saying`` those of them that say what is told and no less
    (all, where it is left out); ``values`` are the leading entry's own fields by name
    (``stance``, ``condition``, ``summary`` …), only those given; a position or a salience that only others of the
    account give is among them, and a condition that only they name is ``another_condition``. ``given_by`` is what those
    cite who give a position, a salience or a condition, by the field, where not all of the account do: whose word it is
    goes by them, whoever leads. ``told_until`` are the days of the last of the entries
    that make the account, where those end later than its leader's; ``kept_on`` those on which a promise was first
    kept, and behind them others that are named, where those are not its leader's alone. ``sure``: its days have passed
    at the point, else it is possible. ``others`` are the accounts that stand beside it, in the leading order: where the
    cell is ``contested`` its rivals, else what is only possible since. A contested cell has no winner: this one is only
    put first. ``maybe`` are accounts that do not stand, since what is only possible follows them, but may have by then.
    ``told_before`` are earlier entries that bear what became of a promise, as nothing else was said of it since, and
    ``goes_on_from`` those of vague days from which on it may have been so.
    """

    entry: int
    kind: EntryKind
    item: str
    party: str | None
    held: HeldOn
    round: str | None
    changeset: int
    values: Mapping[str, Any]
    evidence: Evidence = NO_EVIDENCE
    contested: bool = False
    reviewed: bool = False
    sure: bool = True
    entries: tuple[int, ...] = ()
    others: tuple["Reading", ...] = ()
    listed: tuple[int, ...] = ()
    another_condition: str | None = None
    given_by: Mapping[str, tuple[Citation, ...]] = field(default_factory=lambda: _BY_ALL)
    told_until: HeldOn | None = None
    kept_on: tuple[HeldOn, ...] = ()
    maybe: tuple["Reading", ...] = ()
    saying: tuple[int, ...] = ()
    told_before: tuple[int, ...] = ()
    goes_on_from: tuple[int, ...] = ()

    def resting_on(self, evidence: Evidence, *, reviewed: bool) -> "Reading":
        """Return the reading with what it rests on; by hand, since ``replace`` takes three times as long."""
        return Reading(
            self.entry, self.kind, self.item, self.party, self.held, self.round, self.changeset, self.values,
            evidence, self.contested, reviewed, self.sure, self.entries, self.others, self.listed,
            self.another_condition, self.given_by, self.told_until, self.kept_on, self.maybe, self.saying,
            self.told_before, self.goes_on_from,
        )  # fmt: skip

    @property
    def accounts(self) -> tuple["Reading", ...]:
        """The accounts that contradict each other, the leading one first; itself alone where nothing does."""
        return (self, *(each for each in self.others if each.sure is self.sure)) if self.contested else (self,)

    @property
    def possibly(self) -> tuple["Reading", ...]:
        """What is only possible beside what is sure: no contest, and no news."""
        return tuple(each for each in self.others if self.sure and not each.sure) if self.contested else self.others

    @property
    def may_stand(self) -> tuple["Reading", ...]:
        """All that is only possible in the cell, also where something possible follows it."""
        if self.sure and not self.others and not self.maybe:  # as nearly all are
            return ()
        return (*(self.possibly if self.sure else (self, *self.others)), *self.maybe)

    @property
    def only_possible(self) -> frozenset[int]:
        """Numbers of the entries of all that is only possible in the cell."""
        possible = self.may_stand
        return frozenset(number for account in possible for number in account.own) if possible else _NONE

    @property
    def own(self) -> tuple[int, ...]:
        """The entries of the account itself, without those of the others beside it."""
        return self.entries or (self.entry,)

    @property
    def bearing(self) -> tuple[int, ...]:
        """The entries that bear what is told of the account: its own, and earlier ones of what became of a promise."""
        return (*self.own, *self.told_before)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of the entries of all that stands in the cell."""
        return (*self.own, *(number for other in self.others for number in other.numbers), *self.listed)

    @property
    def last_told(self) -> HeldOn:
        """The last days that any of its accounts tells of, by whichever of its entries, as that one has them."""
        if not self.contested:
            return self.told_until or self.held
        return max((account.told_until or account.held for account in self.accounts), key=lambda held: held.lateness)

    @property
    def stance(self) -> Stance | None:
        """The stance, where this is the reading of a stance."""
        word = self.values.get("stance")
        return _stance(word) if word else None

    @property
    def status(self) -> Status | None:
        """The status, where this is the reading of a status."""
        word = self.values.get("status")
        return _one_of(Status, word) if word else None

    @property
    def ended(self) -> bool:
        """Whether an item is settled by the reading of its status: surely, and by every account that stands."""
        return self.sure and all(each.status is not None and each.status.settled for each in self.accounts)

    @property
    def word(self) -> str:
        """The stance or the status."""
        return str(self.values.get("stance") or self.values.get("status") or "")

    @property
    def score(self) -> int | None:
        """−3 … +3 by this account, or ``None`` where nothing is held that could be scored."""
        return SCORES.get(self.values.get("stance", ""))

    @property
    def measure(self) -> int | None:
        """The score, where one can be measured by it: a contested cell, or one only possible, is left out."""
        return SCORES.get(self.values.get("stance", "")) if self.sure and not self.contested else None

    @property
    def scored(self) -> bool:
        """Whether any of its accounts has a score."""
        return any(account.score is not None for account in self.accounts)

    @property
    def position(self) -> int | None:
        """0–100 on the item's scale, where the account gives it."""
        return self.values.get("position")

    @property
    def condition(self) -> str | None:
        """What would make the party say yes; on a refusal: unless."""
        return self.values.get("condition")

    @property
    def named_condition(self) -> str | None:
        """The condition that anybody of the account names, its leader first."""
        return self.condition or self.another_condition

    @property
    def on_behalf_of(self) -> tuple[str, ...]:
        """The parties that it is said for, by their keys."""
        given = self.values.get("on_behalf_of")
        return tuple(filter(None, str(given).split("\n"))) if given else ()

    @property
    def summary(self) -> str | None:
        """The analyst's words."""
        return self.values.get("summary")


def numbered(reading: Reading, numbers: Mapping[int, int]) -> Reading:
    """Return a reading with other numbers for some of its entries, where it has any of them."""
    every = *reading.numbers, *reading.only_possible, *reading.told_before, *reading.goes_on_from
    if numbers.keys().isdisjoint(every):
        return reading
    entries, saying, listed, told_before, goes_on_from = (
        tuple(numbers.get(each, each) for each in some)
        for some in (reading.entries, reading.saying, reading.listed, reading.told_before, reading.goes_on_from)
    )
    others, maybe = (tuple(numbered(each, numbers) for each in some) for some in (reading.others, reading.maybe))
    entry = numbers.get(reading.entry, reading.entry)
    return replace(
        reading, entry=entry, entries=entries, saying=saying, listed=listed, others=others, maybe=maybe,
        told_before=told_before, goes_on_from=goes_on_from,
    )  # fmt: skip


def with_all_of_its_cell(reading: Reading, whole: Reading) -> Reading:
    """Return a reading with the earlier entries of vague days that the same one has, read with all of its cell."""
    before = {each.entry: each.goes_on_from for each in whole.accounts}
    others = tuple(replace(each, goes_on_from=before.get(each.entry, ())) for each in reading.others)
    return replace(reading, goes_on_from=before.get(reading.entry, ()), others=others)


def is_another(one: Reading | None, other: Reading | None) -> bool:
    """Whether two readings of a cell are not the same: other entries, or other accounts of them."""
    if one is None or other is None:
        return one is not other
    return (one.numbers, one.contested, one.sure) != (other.numbers, other.contested, other.sure)


class News(StrEnum):
    """What a reading is, against the one that stood in its cell before."""

    new = "new"
    moved = "moved"
    again = "again"
    gone = "gone"


def news(before: Reading | None, after: Reading | None) -> News | None:
    """Return what has become of a cell; ``None`` where it is as it was.

    It ``moved`` where other words, another condition, another position or other accounts stand there; else the same was
    said ``again``. What is only possible, or listed, beside accounts that are as they were is no news, and neither is
    what was only possible once it is sure, nor what is only possible after what was.
    """
    if not is_another(before, after):
        return None
    if before is None or after is None:
        return News.new if before is None else News.gone
    if (before.sure, _standing(before)) == (after.sure, _standing(after)) or not (before.sure or after.sure):
        return None
    if undated(before, after):
        return None
    return News.again if _says_again(before, after) else News.moved


def _standing(reading: Reading) -> list[tuple[int, ...]]:
    return [account.own for account in reading.accounts]


def undated(one: Reading, other: Reading) -> bool:
    """Whether all that stands in a cell at one point was only possible at the other: nobody knows on which side."""
    return _possible_in(one, other) or _possible_in(other, one)


def _possible_in(other: Reading, reading: Reading) -> bool:
    possible, stood = other.only_possible, other.accounts if other.sure else ()
    return bool(possible) and all(
        account.entry in possible or not possible.isdisjoint(may_go_on_from(account, stood))
        for account in reading.accounts
    )


def may_go_on_from(account: Reading, stood: Iterable[Reading]) -> tuple[int, ...]:
    """Return what an account may go on from of another end; nothing, where the same surely ``stood`` there."""
    return () if any(alike(account, each) for each in stood) else account.goes_on_from


def step(before: Reading | None, after: Reading | None) -> int | None:
    """Return by how much a score went up between two points; ``None`` where it cannot be told.

    That is where it cannot be measured at both, and where what stands now says something else and was only possible at
    the point before: it may have come on either side of that.
    """
    was, is_now = (each.measure if each else None for each in (before, after))
    if before is None or after is None or was is None or is_now is None:
        return None
    return None if was != is_now and undated(before, after) else is_now - was


def _says_again(before: Reading, after: Reading) -> bool:
    """Whether as many accounts say the same, whichever is put first: a status that says more than another agrees."""
    one, other = before.accounts, after.accounts
    return (
        before.sure == after.sure
        and len(one) == len(other)
        and all(any(alike(mine, theirs) for theirs in other) for mine in one)
        and all(any(alike(mine, theirs) for mine in one) for theirs in other)
    )


def alike(one: Reading, other: Reading) -> bool:
    """Whether two accounts say the same, whoever of either gives a position or names a condition."""
    near = one.position is None or other.position is None or abs(one.position - other.position) <= NEAR
    conditions = plain_words(one.named_condition), plain_words(other.named_condition)
    return near and words_agree(one.word, other.word) and conditions[0] == conditions[1]


def spread(readings: Iterable[Reading | None]) -> int | None:
    """Return the largest gap among these readings (the principals'), or ``None`` with fewer than two scores.

    Cells that are contested or only possible are left out.
    """
    scores = [reading.measure for reading in readings if reading is not None and reading.measure is not None]
    return max(scores) - min(scores) if len(scores) > 1 else None


def left_out(parties: Iterable[str], cells: Mapping[str, Reading]) -> tuple[str, ...]:
    """Return the parties that hold a stance with a score by which one cannot measure: contested, or only possible."""
    scored = ((party, cells[party]) for party in parties if party in cells)
    return tuple(party for party, reading in scored if reading.measure is None and reading.scored)


def voices(cells: Mapping[str, Reading], parties: Iterable[str]) -> list[Voice]:
    """Return on whose words the measured stances of these parties rest, the nearest first."""
    measured = (cells[party] for party in parties if party in cells and cells[party].measure is not None)
    found = {reading.evidence.voice for reading in measured}
    return [voice for voice in _VOICES if voice in found]


_VOICES = tuple(Voice)


def _of_these(cells: Mapping[str, Reading], parties: Collection[str]) -> dict[str, Reading]:
    return {party: reading for party, reading in cells.items() if party in parties} if parties else {}


@dataclass(slots=True)  # as of readings, a matrix has thousands
class MatrixRow:
    """One item of a matrix: its status, readings by party key, and their movement since the round before.

    ``late`` is how many days after it was due a commitment was first kept. A row of which only some cells are shown
    has those alone in ``cells``; ``beside`` has others of which something is told all the same, and ``told_surely``
    whether anything of all its cells is sure.
    """

    item: Item
    status: Status
    status_reading: Reading | None
    heard_of: bool
    cells: Mapping[str, Reading]
    moved: Mapping[str, int]
    spread: int | None
    overdue: bool = False
    late: Lateness | None = None
    beside: Mapping[str, Reading] = field(default_factory=dict)
    told_surely: bool | None = None

    @property
    def every(self) -> Mapping[str, Reading]:
        """The cells shown, and those beside them: what the spread is over, what others hold for those shown."""
        return {**self.cells, **self.beside} if self.beside else self.cells

    def showing(self, parties: Collection[str], beside: Collection[str] = ()) -> "MatrixRow":
        """Return the row with the cells of some parties; status, spread and counts of items stay what they are."""
        cells = _of_these(self.cells, parties)
        others = {party: reading for party, reading in _of_these(self.cells, beside).items() if party not in cells}
        return replace(self, cells=cells, beside=others, told_surely=self._surely_told)

    @property
    def _surely_told(self) -> bool:
        if self.told_surely is not None:
            return self.told_surely
        return any(reading.sure for reading in _readings(self))

    @property
    def state(self) -> str:
        """Its status in a word; where accounts contradict each other, that of each."""
        return told_status(self.status, self.status_reading)

    @property
    def untold(self) -> bool:
        """Whether nothing that counts is recorded of it by then; that it was not raised a report says."""
        return self.status_reading is None and not self.heard_of

    @property
    def unpromised(self) -> bool:
        """Whether it is a commitment of which by then only stances tell: that it was promised no report says."""
        return self.item.kind is ItemKind.commitment and self.status_reading is None

    @property
    def open(self) -> bool:
        """Whether it stands on the checklist at this point: heard of by then, and not settled."""
        return self.heard_of and not self._ended

    @property
    def only_possibly(self) -> bool:
        """Whether all that puts it on the checklist is only possible at this point."""
        return self.open and not self._surely_told

    @property
    def settled(self) -> bool:
        """Whether it has been on the checklist and is off it; what is contested is off it by every account."""
        return self.heard_of and self._ended

    @property
    def _ended(self) -> bool:
        return self.status.settled if self.status_reading is None else self.status_reading.ended


@dataclass(frozen=True, slots=True)
class Matrix:
    """Items × parties at a point: what counts there is in ``counting``, whose columns are asked for in ``chosen``."""

    info: LedgerInfo
    point: Point
    before: Point | None
    parties: tuple[Party, ...]
    rows: tuple[MatrixRow, ...]
    rounds: tuple[Round, ...] = field(default=())
    counting: Counting = EVERYTHING
    chosen: frozenset[str] = frozenset()

    @property
    def asked(self) -> tuple[Party, ...]:
        """The parties that are asked for: all, where none are chosen."""
        return tuple(party for party in self.parties if not self.chosen or party.key in self.chosen)

    @property
    def columns(self) -> tuple[Party, ...]:
        """Principals and mediators, and whoever else has a reading here; of those chosen each."""
        if self.chosen:
            return self.asked
        heard = {party for row in self.rows for party in row.cells}
        return tuple(party for party in self.parties if party.role in COLUMN_ROLES or party.key in heard)

    @property
    def readings(self) -> dict[tuple[str, str | None], Reading]:
        """What stands in each cell, and (without a party) the recorded status of each item."""
        found: dict[tuple[str, str | None], Reading] = {}
        for row in self.rows:
            found |= {(row.item.key, party): reading for party, reading in row.cells.items()}
            if row.status_reading:
                found[row.item.key, None] = row.status_reading
        return found

    @property
    def principals(self) -> tuple[str, ...]:
        """The parties, by key, among whom spread is measured."""
        return tuple(party.key for party in self.parties if party.role is Role.principal)

    @property
    def items_open(self) -> int:
        """How many items of substance are open."""
        return self.open_of(Tally.substance)

    @property
    def items_possibly(self) -> int:
        """How many of these are on the list by what is only possible."""
        return sum(row.only_possibly for row in self.rows if tally(row.item) is Tally.substance)

    @property
    def items_settled(self) -> int:
        """How many of them are settled."""
        return sum(row.settled for row in self.rows if tally(row.item) is Tally.substance)

    def open_of(self, kind: Tally) -> int:
        """Return how many items that are counted as this are open."""
        return sum(row.open for row in self.rows if tally(row.item) is kind)

    @property
    def contested(self) -> int:
        """How many readings, statuses included, are contested."""
        return sum(reading.contested for row in self.rows for reading in _readings(row))

    @property
    def unreviewed(self) -> int:
        """How many readings, statuses included, nobody has accepted."""
        return sum(not reading.reviewed for row in self.rows for reading in _readings(row))


def _readings(row: MatrixRow) -> list[Reading]:
    return [*row.cells.values(), *([row.status_reading] if row.status_reading else [])]


def status_at(reading: Reading | None, *, heard_of: bool) -> Status:
    """Return the status an item has: the one recorded, else the one that follows from its having been heard of or not.

    What is on the list is ``open``, a commitment too: what a party thinks of a promise is no word of its having been
    promised. What comes up only later is not raised.
    """
    if reading is not None and reading.status is not None:
        return reading.status
    return Status.open if heard_of else Status.not_raised


def told_status(status: Status, reading: Reading | None) -> str:
    """Return a status in a word; where accounts contradict each other, that of each: none of them has won."""
    if reading is None or not reading.contested:
        return status.value
    return " or ".join(dict.fromkeys(account.word for account in reading.accounts))


def overdue_by_each(item: Item, reading: Reading | None, day: date, rounds: Mapping[str, Round]) -> list[bool]:
    """Return of each account of a status whether by it a promise is still open after its day; of none an empty list.

    A promise is overdue where all of them say so: what one of them has as kept is contested, and not overdue.
    """
    if reading is None or item.kind is not ItemKind.commitment:
        return []
    told = (each.status for each in reading.accounts if each.status is not None)
    return [is_overdue(item, status, day, rounds, promised=reading.sure) for status in told]


def overdue_at(item: Item, reading: Reading | None, day: date, rounds: Mapping[str, Round]) -> bool:
    """Whether a promise is overdue by every account of its status."""
    told = overdue_by_each(item, reading, day, rounds)
    return bool(told) and all(told)


def late_at(item: Item, reading: Reading | None, rounds: Mapping[str, Round]) -> Lateness | None:
    """Return how many days late a promise was kept.

    ``None`` too where accounts contradict each other about it, and where it is only possible that it was.
    """
    if reading is None or reading.status is not Status.kept or reading.contested or not reading.sure:
        return None
    return days_late(item, reading.kept_on or (reading.held,), rounds)
