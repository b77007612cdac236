"""What a diff compares, and what it finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ledger.domain.diff.verbs import MOVES, SILENCES, Cause, Verb
from ledger.domain.entries import Citation
from ledger.domain.lateness import Lateness
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.words import COMMITMENT_STATUSES, OVERDUE, SCORES, Status

CellKey = tuple[str, str | None]
"""An item's key and a party's; a status has no party."""
Cells = Mapping[CellKey, Reading]


@dataclass(frozen=True, slots=True)
class StatusSide:
    """Where an item on the list stands at a point.

    ``reading`` is the recorded status; without one the status follows from the item's being on the list, and ``heard``
    is the stance that put it there, where a diff says so. ``overdue``: promised, and the day has passed, by every
    account; ``day_passed``: by some. ``late``: it was kept, so many days after it was due.
    """

    status: Status
    reading: Reading | None = None
    overdue: bool = False
    heard: Reading | None = None
    late: Lateness | None = None
    day_passed: bool = False

    @property
    def state(self) -> str:
        """The status, or ``overdue``."""
        return OVERDUE if self.overdue else self.status.value

    @property
    def settled(self) -> bool:
        """Whether the item is off the list of what is open: surely, and by every account of its status."""
        return self.status.settled if self.reading is None else self.reading.ended

    @property
    def left(self) -> Status:
        """The status that keeps it on that list: where it is contested, the first by which it is not settled."""
        if self.reading is None or not self.status.settled:
            return self.status
        found = (each.status for each in self.reading.accounts if each.status and not each.status.settled)
        return next(found, Status.open)

    @property
    def is_commitment(self) -> bool:
        """Whether the status is one of a promise."""
        return self.status in COMMITMENT_STATUSES

    @property
    def rests_on(self) -> Reading | None:
        """The reading that says so."""
        return self.reading or self.heard

    @property
    def held_on(self) -> HeldOn | None:
        """When it came to stand there."""
        return self.rests_on.held if self.rests_on else None

    @property
    def summary(self) -> str | None:
        """The analyst's words on the status, where one is recorded."""
        return self.reading.summary if self.reading else None


@dataclass(frozen=True, slots=True)
class View:
    """What was read at a point: at the least, everything there that can differ from the point it is compared with.

    ``items`` are those on the list, each with its status; an item that nobody has brought up by then is missing.
    """

    point: Point
    cells: Cells = field(default_factory=dict)
    items: Mapping[str, StatusSide] = field(default_factory=dict)

    def resting_by(self, day: date) -> "View":
        """Return the view with what is sure here resting on all that is sure by a later day too.

        So what was recorded between two points is told though it is only possible at the earlier one: that its days
        pass in between is no news, and would not tell it.
        """
        cells = {key: _resting_by(each, day) for key, each in self.cells.items()}
        items = {
            key: replace(side, reading=_resting_by(side.reading, day)) if side.reading else side
            for key, side in self.items.items()
        }
        return replace(self, cells=cells, items=items)


def _resting_by(reading: Reading, day: date) -> Reading:
    if not any(each.evidence.in_time for each in (reading, *reading.others)):
        return reading
    others = tuple(_resting_by(each, day) for each in reading.others)
    return replace(reading, evidence=reading.evidence.sure_by(day), others=others)


@dataclass(frozen=True, slots=True)
class Passed:
    """What stood in between the two sides of a change, uncontested and sure: its stance or status, and since when.

    ``given_by`` and ``entries`` are as of a reading: who gives its position or its condition, where not all do; and
    what makes it, its leading entry first. ``leading`` are the words of that one, whose days these are. ``contested``:
    another account contradicted it then, of the same days or of more.
    """

    entry: int
    word: str
    held: HeldOn
    citations: tuple[Citation, ...] = ()
    position: int | None = None
    condition: str | None = None
    given_by: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict, hash=False)
    entries: tuple[int, ...] = ()
    contested: bool = False
    leading: tuple[Citation, ...] = ()

    @property
    def own(self) -> frozenset[int]:
        """The entries that make it."""
        return frozenset((self.entry, *self.entries))

    @property
    def score(self) -> int | None:
        """The score of a stance; ``None`` for a status, and for a stance that has none."""
        return SCORES.get(self.word)


@dataclass(frozen=True, slots=True)
class AccountMove:
    """What happened by one account of a contested cell: the account's entries, the leading one first, and the verbs."""

    entries: tuple[int, ...]
    verbs: tuple[Verb, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened in one cell by one cause. Without a party it is an item's status, both sides ``StatusSide`` s.

    ``verbs``: the first leads. ``delta`` is how far the score moved, ``points`` how far the position did (signed,
    towards high), where it did. ``toward`` and ``away`` are the other principals that the party came nearer to or went
    away from; by positions where only the position moved. ``points_toward`` are those of them whose own position the
    party's came nearer to: of who names none nobody knows it. Where accounts contradict each other ``points_told`` and
    ``salience_told`` are how far the position and the salience went by each of them, the least first, and
    ``moved_by_each`` is that the party moved by every one of them, whatever the verbs. ``via`` is what
    stood for a while in between and differed from what was there before; ``first`` is what told first of what is new,
    where that is not what stands at the end and nothing differed in between. ``certain``: both sides are sure.
    ``turned_on``: we put right what stood in the cell, and it was another since; this is the one or the other, and the
    day is the last of what was put right. ``learned``: it came about by the earlier of two days, and what we learned
    since tells of it; on the way from the one day to the other it did not. ``contested``: accounts contradict each
    other at the later point;
    ``by_account`` says then, or where they did before, what each account bears that not all of them do.
    ``beside``: it is of what is only possible beside what stands surely, which we put right. ``moved_between``: some
    step of ``via`` is a move, and no silence alone. ``by_other_days``: at the end known earlier something else was read
    on that day, by the days that rounds had then.
    """

    item: str
    party: str | None
    verbs: tuple[Verb, ...]
    cause: Cause
    before: Reading | StatusSide | None
    after: Reading | StatusSide | None
    delta: int | None = None
    points: int | None = None
    toward: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    via: tuple[Passed, ...] = ()
    certain: bool = True
    by_account: tuple[AccountMove, ...] = ()
    contested: bool = False
    points_toward: tuple[str, ...] = ()
    points_told: tuple[int, ...] = ()
    salience_told: tuple[int, ...] = ()
    moved_by_each: bool = False
    turned_on: date | None = None
    first: Passed | None = None
    learned: bool = False
    countered: tuple[str, ...] = ()
    countered_by_all: bool = False
    beside: bool = False
    moved_between: bool = False
    by_other_days: bool = False

    @property
    def verb(self) -> Verb:
        """The verb that leads."""
        return self.verbs[0]

    @property
    def ours(self) -> bool:
        """Whether it is what we did: put right, described otherwise, or learned of the earlier day since."""
        return self.learned or self.cause is not Cause.moved

    @property
    def moved(self) -> bool:
        """Whether the party moved: its stance, its condition or its position."""
        return not self.ours and self.party is not None and not MOVES.isdisjoint(self.verbs)

    @property
    def of_silence(self) -> bool:
        """Whether the party fell silent, or spoke after a silence: no move, since silence is no stance."""
        return not SILENCES.isdisjoint(self.verbs)

    @property
    def nearer_to(self) -> tuple[str, ...]:
        """The parties that it came nearer to, unless they are further from it now all the same."""
        return tuple(party for party in self.toward if party not in self.countered)

    @property
    def further_from(self) -> tuple[str, ...]:
        """The parties that it went away from, unless they are nearer to it now all the same."""
        return tuple(party for party in self.away if party not in self.countered)

    @property
    def had_moved(self) -> bool:
        """Whether the party had moved by the earlier of two days, as we learned since."""
        return self.learned and self.party is not None and not MOVES.isdisjoint(self.verbs)

    @property
    def moved_by_some(self) -> bool:
        """Whether the party moved by some of the accounts that contradict each other, now or before, and not by all."""
        by_some = any(not MOVES.isdisjoint(each.verbs) for each in self.by_account)
        return by_some and not self.ours and self.party is not None and not self.moved_somehow

    @property
    def moved_unlike(self) -> bool:
        """Whether the party moved by all accounts that contradict each other, now or before, but not alike by all."""
        return self.moved_by_each and not self.ours and not self.moved

    @property
    def moved_somehow(self) -> bool:
        """Whether the party moved by all accounts, alike or not."""
        return self.moved or self.moved_unlike

    @property
    def told_verbs(self) -> tuple[Verb, ...]:
        """Its verbs, and those that only some accounts bear."""
        return tuple(dict.fromkeys([*self.verbs, *(verb for each in self.by_account for verb in each.verbs)]))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What it rests on: the citations of what stands after, of every account, else of what stood before."""
        return _citations(self.after) or _citations(self.before)

    @property
    def rests_on(self) -> tuple[Citation, ...]:
        """The citations of all that a sentence on it says: of what stood in between, or was told first, too."""
        steps = (*self.via, *([self.first] if self.first else []))
        return (*(citation for step in steps for citation in step.citations), *self.citations)

    @property
    def same_word(self) -> bool:
        """Whether one stance or status stands at both ends; of one end alone it does.

        Where accounts contradict each other at either end all of them count, whichever is put first.
        """
        return len({_words(side) for side in (self.before, self.after) if side}) == 1


def said_of(side: Reading | StatusSide | None) -> Reading | None:
    """Return the reading that says what one side of a change says; of a status that follows from a stance none."""
    return side.reading if isinstance(side, StatusSide) else side


def _word(side: Reading | StatusSide) -> str:
    return side.state if isinstance(side, StatusSide) else side.word


def _words(side: Reading | StatusSide) -> frozenset[str]:
    """Return what accounts that contradict each other say; of a promise that is overdue by all of them, that."""
    reading = said_of(side)
    overdue = isinstance(side, StatusSide) and side.overdue
    return frozenset({_word(side)} if overdue or reading is None else (each.word for each in reading.accounts))


def _citations(side: Reading | StatusSide | None) -> tuple[Citation, ...]:
    reading = side.rests_on if isinstance(side, StatusSide) else side
    accounts = reading.accounts if reading else ()
    return tuple(dict.fromkeys(citation for each in accounts for citation in each.evidence.citations))
