"""Readings: the entry that counts for a cell at a point, and how sure we are of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.domain.entries import Citation
from ledger.domain.moments import HeldOn
from ledger.domain.origins import independent
from ledger.domain.points import Point
from ledger.domain.records import Item, LedgerInfo, Party, Round, Source
from ledger.domain.words import SCORES, EntryKind, ItemKind, Role, Stance, Status

COLUMN_ROLES = frozenset({Role.principal, Role.mediator})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an entry rests on: its citations, the best as a grade (``B2``), how many sources are independent."""

    citations: tuple[Citation, ...] = ()
    grade: str | None = None
    independent_sources: int = 0


NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True)
class Reading:
    """The entry that counts for a cell (item × party; a status or an event has no party) at a point.

    ``values`` are the entry's own fields by name: ``stance``, ``condition``, ``summary`` …, only those given.
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

    def resting_on(self, evidence: Evidence, *, contested: bool, reviewed: bool) -> "Reading":
        """Return the reading with what it rests on; by hand, since ``replace`` takes three times as long."""
        return Reading(
            self.entry, self.kind, self.item, self.party, self.held, self.round, self.changeset, self.values,
            evidence, contested, reviewed,
        )  # fmt: skip

    @property
    def stance(self) -> Stance | None:
        """The stance, where this is the reading of a stance."""
        word = self.values.get("stance")
        return Stance(word) if word else None

    @property
    def status(self) -> Status | None:
        """The status, where this is the reading of a status."""
        word = self.values.get("status")
        return Status(word) if word else None

    @property
    def score(self) -> int | None:
        """−3 … +3, or ``None`` where nothing is held that could be scored."""
        return SCORES.get(self.values.get("stance", ""))

    @property
    def summary(self) -> str | None:
        """The analyst's words."""
        return self.values.get("summary")


def grade_of(citations: Iterable[Citation], sources: Mapping[str, Source]) -> str | None:
    """Return reliability and credibility of the best citation (``B2``): the surest source, then the likelier word."""
    grades = [
        (sources[citation.source].reliability.value, citation.credibility)
        for citation in citations
        if citation.source is not None and citation.source in sources
    ]
    return "{}{}".format(*min(grades)) if grades else None


def weigh(citations: tuple[Citation, ...], sources: Mapping[str, Source]) -> Evidence:
    """Work out grade and number of independent sources from the citations."""
    return Evidence(citations, grade_of(citations, sources), independent(citations, sources))


def gap(one: Reading | None, other: Reading | None) -> int | None:
    """Distance between two parties' scores on an item, 0–6; ``None`` where either has none."""
    if one is None or other is None or one.score is None or other.score is None:
        return None
    return abs(one.score - other.score)


def spread(readings: Iterable[Reading | None]) -> int | None:
    """Return the largest gap among these readings (the principals'), or ``None`` with fewer than two scores."""
    scores = [reading.score for reading in readings if reading is not None and reading.score is not None]
    return max(scores) - min(scores) if len(scores) > 1 else None


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a matrix: its status, readings by party key, and their movement since the round before.

    ``late`` is how many days after it was due a commitment was kept.
    """

    item: Item
    status: Status
    status_reading: Reading | None
    heard_of: bool
    cells: Mapping[str, Reading]
    moved: Mapping[str, int]
    spread: int | None
    overdue: bool = False
    late: int | None = None

    @property
    def open(self) -> bool:
        """Whether it stands on the checklist at this point: heard of by then, and not settled."""
        return self.heard_of and not self.status.settled

    @property
    def settled(self) -> bool:
        """Whether it has been on the checklist and is off it."""
        return self.heard_of and self.status.settled


@dataclass(frozen=True, slots=True)
class Matrix:
    """Items × parties at a point."""

    info: LedgerInfo
    point: Point
    before: Point | None
    parties: tuple[Party, ...]
    rows: tuple[Row, ...]
    rounds: tuple[Round, ...] = field(default=())

    @property
    def columns(self) -> tuple[Party, ...]:
        """Principals and mediators, and whoever else has a reading here."""
        heard = {party for row in self.rows for party in row.cells}
        return tuple(party for party in self.parties if party.role in COLUMN_ROLES or party.key in heard)

    @property
    def items_open(self) -> int:
        """How many items stand on the checklist."""
        return sum(row.open for row in self.rows)

    @property
    def items_settled(self) -> int:
        """How many are off it."""
        return sum(row.settled for row in self.rows)

    @property
    def contested(self) -> int:
        """How many readings, statuses included, are contested."""
        return sum(reading.contested for row in self.rows for reading in _readings(row))

    @property
    def unreviewed(self) -> int:
        """How many readings, statuses included, nobody has accepted."""
        return sum(not reading.reviewed for row in self.rows for reading in _readings(row))


def _readings(row: Row) -> list[Reading]:
    return [*row.cells.values(), *([row.status_reading] if row.status_reading else [])]


def status_at(item: Item, reading: Reading | None, *, heard_of: bool) -> Status:
    """Return the status an item has: the one recorded, else the one that follows from its having been heard of or not.

    An issue on the list is at least ``open``, a commitment on it ``promised``; what comes up only later is not raised.
    """
    if reading is not None and reading.status is not None:
        return reading.status
    if not heard_of:
        return Status.not_raised
    return Status.promised if item.kind is ItemKind.commitment else Status.open
