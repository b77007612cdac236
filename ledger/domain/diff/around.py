"""What stands around the changes of a diff: what it rests on, what was redefined, rounds, the undated, contests."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from ledger.domain.diff.sides import StatusSide
from ledger.domain.diff.verbs import Cause
from ledger.domain.entries import Citation, Entry
from ledger.domain.moments import HeldOn
from ledger.domain.points import Slip, first_day, last_day, slip
from ledger.domain.readings import Reading
from ledger.domain.records import Item, LedgerInfo, Party, Person, Round, Source
from ledger.domain.words import RoundKind, RoundStatus


@dataclass(frozen=True, slots=True)
class Undated:
    """What only possibly was so at an end of the diff: nobody knows on which side of it. It is no news at the other.

    ``sure``: at the other end it is so; when it came is all that is not known. ``moves``: it says something else than
    what is sure beside it, and no contest between the two is told, so that the party may have moved in between. A
    ``reading`` that is contested is of accounts that contradict each other, of the same days. ``since``: the account
    that is sure at the other end, where what leads it is of days since.
    """

    item: str
    party: str | None
    reading: Reading
    sure: bool = False
    moves: bool = False
    since: Reading | None = None


@dataclass(frozen=True, slots=True)
class Redefined:
    """A field of a record that was described otherwise: ours, and nobody's move.

    ``record`` is the record as the journal names it (``item:land``), ``old`` and ``new`` plain values. ``stances``: how
    many stances had been recorded under the old wording, where the field says what a stance means.
    """

    record: str
    field: str
    old: Any
    new: Any
    stances: int = 0


@dataclass(frozen=True, slots=True)
class RoundChange:
    """What became of a round. ``verb``: ``held``, ``planned``, ``postponed`` or ``cancelled``.

    ``slip`` is how far from the days first planned a round was held; ``None`` where it has no plan, or was not held.
    """

    round: str
    verb: RoundStatus
    slip: Slip | None
    stage: Round


@dataclass(frozen=True, slots=True)
class EarlierContest:
    """Entries that contradict each other, unsettled, though something later has taken the place of both."""

    item: str
    party: str | None
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HappeningGone:
    """An event or a remark that was known at one changeset, and at the later one is no more: we took it back.

    ``rejected``: a review did; else ``reason`` is why. ``still``: others tell the same, and not the same figures.
    """

    entry: Entry
    rejected: bool
    reason: str | None = None
    still: bool = False


def contests_among(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return the entries of each contest, of pairs that contradict each other: what no pair ties is a contest apart."""
    found: list[dict[int, None]] = []
    for pair in pairs:
        tied = [each for each in found if not each.keys().isdisjoint(pair)]
        found = [each for each in found if each not in tied]
        found.append({number: None for each in [*tied, dict.fromkeys(pair)] for number in each})
    return [tuple(each) for each in found]


# ----------------------------------------------------------------------------------------------------------------------
# What became of rounds: held, and how late; planned, postponed, cancelled.


def round_changes(
    early: Iterable[Round], late: Iterable[Round], since: date, until: date, plans: Mapping[str, HeldOn]
) -> tuple[RoundChange, ...]:
    """Return what became of rounds between two days, and what more was learned of them, in the order of their days.

    ``early`` and ``late`` are the rounds as known at either end, ``plans`` the days first planned. A round held in
    between is told, and one that was to come after the first day and was not held: the next ones, and none that lies
    behind a round held later still, since that was planned by then or after. On which day a round was put off or called
    off is no field of it: that is told of the days for which it was planned, before and since, and where it was learned
    in between. Put off to days that are still to come after the second day, it is one of the next ones.
    """
    known, late = {stage.key: stage for stage in early}, list(late)
    later = min((day for stage in late if (day := _day_held(stage)) and day > until), default=date.max)
    found = [
        RoundChange(stage.key, stage.status, slip(stage, plans.get(stage.key)), stage)
        for stage in late
        if _came(stage, since, until, later)
        or (known.get(stage.key) != stage and not _is_held_after(stage, since, until))
    ]
    return tuple(sorted(found, key=lambda each: (last_day(each.stage) or date.max, each.round)))


def _day_held(stage: Round) -> date | None:
    return last_day(stage) if stage.status is RoundStatus.held and stage.kind is RoundKind.round else None


def _came(stage: Round, since: date, until: date, later: date) -> bool:
    """Whether a round came about in between, or was to come next; ``later`` is the day of the next that was held."""
    day = last_day(stage)
    if stage.status is RoundStatus.held:
        return day is not None and since < day <= until
    if stage.status is RoundStatus.planned:
        return since != until and (day is None or since < day <= later)
    then = stage.planned_then
    passed = [planned for planned in (then.last if then else None, day) if planned and since < planned <= until]
    comes = later == date.max if day is None else then is not None and until < day <= later
    return since != until and (bool(passed) or comes)


def _is_held_after(stage: Round, since: date, until: date) -> bool:
    """Whether a round was held after the days that pass: whatever was learned of it, it is no news of those."""
    day = first_day(stage)
    return stage.status is RoundStatus.held and since != until and day is not None and day > until


# ----------------------------------------------------------------------------------------------------------------------
# What we described otherwise: an edit of what stances, statuses or grades are measured by is nobody's move.

KEYED = frozenset({"key", "joined"})
"""Fields by which a record goes on under another key."""
MEASURES: Mapping[str, frozenset[str]] = {
    Item.table: frozenset({
        "question", "scale", "difficulty", "links", "matter", "kind", "part_of", "due", "by", "to", *KEYED,
    }),
    Party.table: frozenset({"role", "members", *KEYED}),
    Person.table: frozenset({"offices", *KEYED}),
    Source.table: frozenset({"reliability", "carries", "kind", *KEYED}),
    Round.table: frozenset({"starts", "ends", *KEYED}),
    LedgerInfo.table: frozenset({"counts", "floor"}),
}  # fmt: skip
"""By table, the fields that something is measured by, and those that have tenures, which a diff tells of."""
_WORDING = frozenset({"question", "scale"})
"""Fields that say what a stance on the item means."""


class FieldEdit(Protocol):
    """An edit: values are canonical JSON."""

    @property
    def record(self) -> str:
        """The record as the journal names it: ``item:land``."""

    @property
    def field(self) -> str:
        """The field."""

    @property
    def old(self) -> str:
        """The value before."""

    @property
    def new(self) -> str:
        """The value after."""

    @property
    def changeset(self) -> int:
        """The changeset of the edit."""


def redefined(edits: Iterable[FieldEdit]) -> list[tuple[Redefined, int]]:
    """Return what edits changed in the end, in order, each with the changeset of its last edit.

    A round whose days were entered for the first time is no redefinition.
    """
    found: dict[tuple[str, str], tuple[Redefined, int]] = {}
    for edit in edits:
        table = edit.record.partition(":")[0]
        if edit.field in MEASURES.get(table, ()):
            place = edit.record, edit.field
            old = found[place][0].old if place in found else json.loads(edit.old)
            found[place] = Redefined(*place, old, json.loads(edit.new)), edit.changeset
    return [each for each in found.values() if each[0].old != each[0].new and not _first_given(each[0])]


def _first_given(each: Redefined) -> bool:
    return each.old is None and each.record.startswith(f"{Round.table}:") and each.field not in KEYED


def worded(found: Iterable[tuple[Redefined, int]]) -> dict[str, int]:
    """Return the items of which the wording changed, each with the last changeset that changed it."""
    return {
        each.record.partition(":")[2]: changeset
        for each, changeset in found
        if each.record.startswith(f"{Item.table}:") and each.field in _WORDING
    }


def counted(
    found: Iterable[tuple[Redefined, int]], stances: Mapping[str, int], *, forwards: bool
) -> tuple[Redefined, ...]:
    """Fill in how many stances were given to the old wording; read backwards, old and new change places."""
    told: list[Redefined] = []
    for each, _changeset in found:
        count = stances.get(each.record.partition(":")[2], 0) if each.field in _WORDING else 0
        old, new = (each.old, each.new) if forwards else (each.new, each.old)
        told.append(replace(each, old=old, new=new, stances=count))
    return tuple(told)


# ----------------------------------------------------------------------------------------------------------------------
# What more was known at the later of two changesets: whose doing a change is that no passing of time explains.


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of entries between two changesets. Numbers of entries throughout.

    ``known``: the last of those recorded at the earlier one. ``gone``: no longer count at the later one, or came to
    stand in the place of what no longer counts. ``redefined``: those that only had to be said again of other days,
    since the days of their round changed. ``places``: of those gone the place that they have in the ledger, which one
    that is put right hands on; of two ledgers nobody knows it. ``forwards``: the diff runs from the earlier knowledge
    to the later one. ``always``: the cause of all changes, where that is known. ``began``: by item the first day
    by which something on it is sure; ``None`` where nobody asked.
    """

    gone: Collection[int] = frozenset()
    redefined: Collection[int] = frozenset()
    places: Mapping[int, int] | None = field(default_factory=dict)
    forwards: bool = True
    always: Cause | None = None
    known: int | None = None
    began: Mapping[str, date] | None = None

    def is_of_one_time(self, first: Reading) -> bool:
        """Whether the first status of an item is no later than the item itself: nobody tells of a step to it."""
        if self.began is None:
            return False
        began = self.began.get(first.item)
        return first.held.open_start or began is None or began >= first.held.first

    def of_stance(self, before: Reading | None, after: Reading | None) -> Cause:
        """Return the cause of what happened to a stance."""
        return self.always or (self._cause(before, after) if self.forwards else self._cause(after, before))

    def of_item(self, before: StatusSide | None, after: StatusSide | None) -> Cause:
        """Return the cause of what happened to an item."""
        return self.always or (self._of_item(before, after) if self.forwards else self._of_item(after, before))

    def put_right(self, before: Reading | None, after: Reading | None) -> bool:
        """Whether something at one end stands in the place of something at the other, as far as that is known."""
        places = self.places
        if places is None:
            return True
        kept = _numbers(before) & _numbers(after)
        had, has = ({places.get(one, one) for one in _numbers(each) - kept} for each in (before, after))
        return not had.isdisjoint(has)

    def made(self, late: Reading) -> bool:
        """Whether what stands at the end known later does so by our doing: in the place of what was known, or again."""
        numbers = _numbers(late)
        again = not numbers.isdisjoint(self.redefined) and not self._is_fresh(late)
        return self.always is not None or again or not numbers.isdisjoint(self.gone)

    def _of_item(self, early: StatusSide | None, late: StatusSide | None) -> Cause:
        if early is None or late is None:
            return self._cause(early.rests_on if early else None, late.rests_on if late else None)
        if early.reading is None and late.reading is None:
            return Cause.redefined
        return self._cause(early.reading, late.reading)

    def _cause(self, early: Reading | None, late: Reading | None) -> Cause:
        """Nothing wrong and nothing described otherwise: then the later one followed, and the party did it."""
        had, has = _numbers(early), _numbers(late)
        every = had | has
        again = not every.isdisjoint(self.redefined) and every.isdisjoint(self.gone)
        if again and not self._is_fresh(late) and not _cited_anew(early, late):
            return Cause.redefined
        if late is None or not every.isdisjoint(self.gone):
            return Cause.corrected
        if early is not None and had & has:
            return Cause.redefined if _rest_alike(early, late) else Cause.corrected
        return Cause.moved if has.isdisjoint(self.redefined) else Cause.corrected

    def _is_fresh(self, late: Reading | None) -> bool:
        """Whether it rests on what was recorded since, and is neither put right nor only said again: that is news."""
        new = _numbers(late).difference(self.gone, self.redefined)
        return self.known is not None and any(number > self.known for number in new)


def _numbers(reading: Reading | None) -> set[int]:
    return set(reading.numbers) if reading else set()


def _rest_alike(one: Reading, other: Reading) -> bool:
    """Whether two readings are of the same entries and citations: only the measure can have changed."""
    return (
        set(one.numbers) == set(other.numbers)
        and one.contested == other.contested
        and _citations(one) == _citations(other)
    )


def _cited_anew(one: Reading | None, other: Reading | None) -> bool:
    """Whether two readings are of the same entries, of which other places tell."""
    if one is None or other is None or set(one.numbers) != set(other.numbers):
        return False
    return _citations(one) != _citations(other)


def _citations(reading: Reading) -> set[Citation]:
    """Return what is cited of all that stands in a cell, whichever of it is put first, and what only possibly."""
    rest = [account.evidence.with_possible or account.evidence for account in (reading, *reading.others)]
    return {citation for evidence in rest for citation in evidence.citations}
