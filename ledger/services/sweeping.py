"""What stands in every cell, day by day, for those who measure many days and need no evidence.

The record is read once, in the order in which it came to count. Cells in which the last entry does not decide alone (it
is one of a pair, its day is vague, somebody rejected it) are read whole, again on each day on which an entry in them
begins or ends. Under a floor all are read at each day.
"""

from collections import deque
from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self

from ledger.domain.measures import Numbers, Scored
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.words import SCORES, EntryKind
from ledger.storage import asof, series
from ledger.storage.cells import CellKey, CellReader, When
from ledger.storage.database import Store

_KINDS = (EntryKind.stance, EntryKind.status)


@dataclass(frozen=True, slots=True)
class Held:
    """What stands at a day: scores by cell, statuses by item, which items were heard of, which cells are left out.

    Scores are those of the parties that are measured. ``unsure`` are the items heard of that nothing surely tells of by
    then: all that stands on them is only possible. Cells are left out, of whatever party, that have a score and cannot
    be measured by it: contested ones, and those only possible. ``entries`` has, of the cells that have a score, the
    entry that says it. ``scored`` has the scores with what tells which steps between two days nobody can date.
    """

    scored: Scored
    statuses: Mapping[str, str]
    heard: frozenset[str]
    left_out: frozenset[CellKey]
    unsure: frozenset[str]
    entries: Mapping[CellKey, int]

    @property
    def scores(self) -> Numbers:
        """The scores by cell."""
        return self.scored.scores


class _Said(NamedTuple):
    """What measuring takes of a reading, looked up once for all the days on which it stands."""

    entry: int
    word: str
    score: float | None
    left_out: bool
    sure: bool
    own: tuple[int, ...]
    possible: frozenset[int]
    goes_on_from: tuple[int, ...]


def _said(reading: Reading) -> _Said:
    left_out = reading.scored and reading.measure is None
    word, possible = _word(reading), reading.only_possible
    numbers = reading.own, possible, reading.goes_on_from
    return _Said(reading.entry, word, reading.measure, left_out, reading.sure, *numbers)


def _word(reading: Reading) -> str:
    """Return the word by which an item is counted: no settled one where not every account, and surely, has it so."""
    if reading.status is None or not reading.status.settled or reading.ended:
        return reading.word
    return next((each.word for each in reading.accounts if each.status and not each.status.settled), "")


class Sweep:
    """Goes through the record as known at a changeset; ``until`` may be asked of later and later days.

    ``parties`` are those that are measured, by key: of all others no more is kept than that their items were heard of.
    """

    def __init__(self, store: Store, when: When, parties: Collection[str]) -> None:
        self._store, self._when, self._parties = store, when, frozenset(parties)
        self._whole = {kind: series.undecided(store, kind, when.known_at) if when.plain else None for kind in _KINDS}
        self._reader = CellReader(store, when.known_at) if any(self._whole.values()) else None
        self._lines = {
            kind: _LastRows(series.in_order(store, kind, when.known_at), found or (), {None, *parties})
            for kind, found in self._whole.items()
        }
        self._turning = {kind: self._days_of(kind) for kind in _KINDS}
        self._readings: dict[EntryKind, dict[CellKey, _Said]] = {kind: {} for kind in _KINDS}
        self._held_back: dict[EntryKind, set[CellKey]] = {kind: set() for kind in _KINDS}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        for line in self._lines.values():
            line.close()

    def until(self, point: Point) -> Held:
        """Return what stands at a point, known as all of them are."""
        day = point.held_on
        stances, statuses = (self._read(kind, point) for kind in _KINDS)
        words = {kind: self._lines[kind].until(day) if self._when.plain else {} for kind in _KINDS}
        last = words[EntryKind.stance]
        scores: dict[CellKey, float] = {key: SCORES[word] for key, (word, _entry) in last.items() if word in SCORES}
        scores |= {key: score for key, said in stances.items() if (score := self._measured(key, said)) is not None}
        told = {item: word for (item, _), (word, _entry) in words[EntryKind.status].items()}
        told |= {item: said.word for (item, _), said in statuses.items() if said.word}
        plain = self._lines[EntryKind.stance].heard | self._lines[EntryKind.status].heard
        read = (*stances.items(), *statuses.items())
        heard = plain.union(key[0] for key, _said in read)
        unsure = heard.difference(plain, (key[0] for key, said in read if said.sure))
        left_out = frozenset(key for key, said in stances.items() if said.left_out)
        entries = {key: stances[key].entry if key in stances else last[key][1] for key in scores}
        own = {key: said.own for key, said in stances.items() if key in scores}
        possible = {key: said.possible for key, said in stances.items() if said.possible}
        before = {key: stances[key].goes_on_from for key in own if stances[key].goes_on_from}
        return Held(Scored(scores, own, possible, before), told, frozenset(heard), left_out, frozenset(unsure), entries)

    def _measured(self, key: CellKey, said: _Said) -> float | None:
        """Return the score of a cell that was read whole, where its party is measured."""
        return said.score if key[1] in self._parties else None

    def _days_of(self, kind: EntryKind) -> deque[tuple[date, CellKey]]:
        """The days, in order, on which cells that are read whole may change."""
        whole = self._whole[kind]
        found = series.turning_days(self._store, kind, self._when.known_at) if whole else ()
        return deque((day, key) for day, key in found if whole and key in whole)

    def _read(self, kind: EntryKind, point: Point) -> Mapping[CellKey, _Said]:
        when, day = self._when.on(point), point.held_on
        if self._whole[kind] is None:
            if kind is EntryKind.stance:
                return {key: _said(reading) for key, reading in asof.stances(self._store, when).items()}
            return {(item, None): _said(reading) for item, reading in asof.statuses(self._store, when).items()}
        turned, days, found = self._held_back[kind], self._turning[kind], self._readings[kind]
        while days and days[0][0] <= day:
            turned.add(days.popleft()[1])
        self._held_back[kind] = turned if point.later_rounds else set()  # they count from the next point on
        if self._reader and turned:
            for key in turned:
                found.pop(key, None)
            found |= {key: _said(reading) for key, reading in self._reader.readings(kind, when, turned).items()}
        return found


class _LastRows:
    """What counts in each cell of which the last entry decides: of rows in order, the last one of a cell.

    Cells are those of some parties; ``heard`` are the items of all.
    """

    def __init__(
        self,
        rows: Generator[series.SeriesRow, None, None],
        without: Collection[CellKey],
        parties: Collection[str | None],
    ) -> None:
        self._rows, self._without, self._parties = rows, without, parties
        self.heard: set[str] = set()
        self._next: series.SeriesRow | None = None
        self._started = False
        self._counts: dict[CellKey, tuple[str, int]] = {}

    def close(self) -> None:
        """Ask for no more rows."""
        self._rows.close()

    def until(self, day: date) -> Mapping[CellKey, tuple[str, int]]:
        """Take everything up to the end of a day, and return what counts then: its word and its entry."""
        if not self._started:
            self._started, self._next = True, next(self._rows, None)
        while self._next is not None and self._next[1] <= day:
            number, _day, item, party, word = self._next
            if (item, party) not in self._without:
                self.heard.add(item)
                if party in self._parties:
                    self._counts[item, party] = word, number
            self._next = next(self._rows, None)
        return self._counts
