"""All that a note is made of, gathered once: the diff, the names in it, the matrix at its ends, the entries."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from ledger.domain.accounts import Words
from ledger.domain.diff import Cause, CellKey, Change, Diff, StatusSide, Verb, swapped
from ledger.domain.diff import said_of as said_of  # noqa: PLC0414 - beside reading_of, for the rooms of a note
from ledger.domain.entries import Entry
from ledger.domain.floors import EVERYTHING, OWN, Counting
from ledger.domain.readings import MatrixRow, Reading
from ledger.domain.register import Register
from ledger.domain.seed import Settlement
from ledger.domain.settled import holding
from ledger.domain.words import COMMITMENT_STATUSES, Status
from ledger.services.comparing import AtLaterPoint, Compared, ever_for_others
from ledger.services.counting import known_to_count
from ledger.services.figure_changes import NO_FIGURES, FigureChanges
from ledger.services.matrix import rows_of
from ledger.services.measuring import Series
from ledger.services.note.pictured import Pictured
from ledger.services.other_ledger import Other
from ledger.storage import contests, entries, lineage, lookups, reviews
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store

MANY = 40
"""Lines, or names in a line, of what did not happen; the rest is counted."""


class WhyAbsent(Enum):
    """Why an entry that counts at one of two changesets does not at the other, though it is recorded at both.

    ``taken_back`` is said of the earlier one: that it was since goes without saying. ``elsewhere``, of the later one:
    in another cell. ``uncounted``: below a floor, or on a record that went on under another key.
    """

    rejected = "rejected"
    taken_back = "taken back"
    unaccepted = "unaccepted"
    elsewhere = "elsewhere"
    uncounted = "uncounted"


@dataclass(frozen=True, slots=True)
class Material:
    """What a note is built of.

    ``names`` are the records of both points, ``record`` is the changeset the later one is known at, ``rows`` the matrix
    there by item, ``entries`` those that say more than their readings. ``whole``: nothing was filtered out.
    ``pictured`` and ``series`` are for the pictures and tables of a report; a short note has none.
    ``figures``: what its changes bring of them, at either end.
    ``settled``: by cell, the settlements by which contests that the earlier point knew ended since, and that hold.
    ``had`` are the entries of this ledger, where another's are told beside them: each numbers its own.
    ``elsewhere``: by the number of what stands in a cell at one end alone, since we put its days right, the entry that
    stands in its place as known at the other end.
    ``for_others_then``: where somebody is first heard on an item, what those who may speak for others held there on the
    day of the earlier point, as known at the later one: what we put right of it since was not held.
    ``absent``: by the number of what stands at one end alone, since we put it right, why it does not at the other;
    nothing of what was not recorded yet, or was taken back since.
    ``gone`` and ``come``: of reports that bear what became of a promise, those put right or rejected between the two
    changesets, and those that count only at the later one.
    ``stamped``: it says at which changeset it is known, which a page that is kept up to date has no use for.
    """

    diff: Diff
    names: Register
    record: Changeset | None = None
    rows: Mapping[str, MatrixRow] = field(default_factory=dict)
    entries: Mapping[int, Entry] = field(default_factory=dict)
    standing: tuple[AtLaterPoint, ...] = ()
    other: Other | None = None
    counting: Counting = EVERYTHING
    whole: bool = True
    pictured: Pictured | None = None
    series: Series | None = None
    stamped: bool = True
    had: Mapping[int, Entry] | None = None
    figures: FigureChanges = NO_FIGURES
    settled: Mapping[CellKey, Sequence[Settlement]] = field(default_factory=dict)
    elsewhere: Mapping[int, Entry] = field(default_factory=dict)
    for_others_then: Mapping[str, Mapping[str, Reading]] = field(default_factory=dict)
    absent: Mapping[int, WhyAbsent] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    come: frozenset[int] = frozenset()

    @property
    def back(self) -> frozenset[Cause]:
        """Along which clock the way runs back; two ledgers number their changesets each for itself."""
        start, end = self.diff.from_point, self.diff.to_point
        held, known = start.held_on > end.held_on, self.other is None and start.known_at > end.known_at
        return frozenset(cause for cause, is_back in ((Cause.moved, held), (Cause.corrected, known)) if is_back)

    @property
    def as_read(self) -> tuple[str, str]:
        """How it is said that we read something otherwise, after and before: back to what we knew, as it was read."""
        return (
            ("as we then read it", "as since read")
            if Cause.corrected in self.back
            else ("as we now read it", "as we had it")
        )

    @property
    def read_where(self) -> tuple[str, str]:
        """The same, of two ledgers too: what is told there and here."""
        return ("there", "here") if self.other is not None else self.as_read

    @property
    def put_right_last(self) -> bool:
        """Whether the last end is the one that is as we had it: read backwards. Two ledgers go from this one."""
        return self.diff.backwards and self.other is None

    @property
    def of_one_day(self) -> bool:
        """Whether two ledgers are held against each other on one day: then what is told is told there alone."""
        return self.other is not None and not self.time_passes

    @property
    def known_twice(self) -> bool:
        """Whether one day is held against itself, known at two changesets: what differs was learned, or put right."""
        return self.other is None and not self.time_passes

    @property
    def time_passes(self) -> bool:
        """Whether the two points lie on different days."""
        return self.diff.from_point.held_on != self.diff.to_point.held_on


def of_compared(store: Store, compared: Compared, *, counting: Counting = OWN, whole: bool = True) -> Material:
    """Make the material of a short note of a comparison; ``store`` is where its later point was read."""
    leading = _leading([*compared.diff.changes, *compared.diff.inside, *compared.diff.overtaken])
    before = () if compared.of_two else _leading_before(compared)
    promised = _promised(compared)
    since = [each.since for each in compared.diff.undated if each.since is not None]
    giving = {reading.entry for reading in (*leading, *before, *promised, *since)}
    giving |= {number for change in compared.diff.changes if change.first is not None for number in change.first.own}
    giving |= set() if compared.of_two else _beside_what_we_put_right(compared.diff)
    numbers = lookups.giving_figures(store, giving)
    numbers |= set(_behind(compared))
    numbers |= {
        number
        for change in (*compared.diff.changes, *compared.diff.overtaken)
        for number in (_had_there(change) if compared.of_two else _put_right(change) | _of_their_days(change))
    }
    known_at = compared.diff.to_point.known_at
    recorded = entries.by_ids(store, numbers, max(known_at, compared.diff.from_point.known_at)) if numbers else {}
    recorded |= _happenings_put_right(store, compared)
    elsewhere = {} if compared.of_two else _of_other_days(store, compared.diff, recorded)
    counts = known_to_count(store, known_at, counting)
    gone, come = (frozenset(), frozenset()) if compared.of_two else _gone_and_come(store, compared.diff, recorded)
    return Material(
        compared.diff,
        compared.names,
        compared.record,
        compared.rows,
        recorded,
        compared.standing,
        compared.other,
        counts,
        whole=whole,
        had=compared.had if compared.of_two else None,
        figures=compared.figures,
        settled={} if compared.of_two else _settled_since(store, compared.diff),
        elsewhere=elsewhere,
        for_others_then=_for_others_then(store, compared, counting),
        gone=gone,
        come=come,
        absent={} if compared.of_two else _absent(store, compared.diff, counts),
    )


def _for_others_then(store: Store, compared: Compared, counting: Counting) -> dict[str, Mapping[str, Reading]]:
    diff = compared.diff
    if compared.other is not None or diff.backwards or diff.from_point.held_on == diff.to_point.held_on:
        return {}
    cells = ever_for_others(store, diff, compared.names)
    then = diff.from_point._replace(known_at=diff.to_point.known_at)
    rows = rows_of(store, then, cells, counting=counting) if cells else ()
    return {row.item.key: {key: held for key, held in row.every.items() if held.sure} for row in rows}


def _settled_since(store: Store, diff: Diff) -> dict[CellKey, list[Settlement]]:
    """Return by cell what ended the contests that are told as ended by us, and holds: an overruled one decided else.

    What was contested may have been settled against what was recorded since, and that against more.
    """
    since, until = diff.from_point.known_at, diff.to_point.known_at
    ours = (each for each in (*diff.changes, *diff.overtaken) if each.cause is Cause.corrected)
    ended = [each for each in ours if Verb.resolved in each.verbs]
    cells = {
        number: (each.item, each.party)
        for each in ended
        for end in (each.before, each.after)
        for number in _numbers(end)
    }
    if not cells or until < since:
        return {}
    said = contests.settlements_of(store, lineage.ever_in_place_of(store, cells), until)
    named = {number for _by, each in said for number in (each.entry, each.other)}
    heirs = entries.heirs(store, until, named)
    found = entries.by_ids(store, {*cells, *named, *heirs.values()})
    rejected = reviews.rejected(store, until)
    was = {number: _words(found[number]) for number in named}
    stands = {number: _words(found[heir]) for number, heir in heirs.items() if heir in found and heir not in rejected}
    of = {found[number].said.cell: cell for number, cell in cells.items() if number in found}
    last: dict[CellKey, list[Settlement]] = {}
    for each in holding(said, was, stands, since):
        if (cell := of.get(found[each.entry].said.cell)) is not None:
            last.setdefault(cell, []).append(each)
    return last


def _words(entry: Entry) -> Words:
    return Words.of(entry.said.values())


def _numbers(side: Reading | StatusSide | None) -> tuple[int, ...]:
    reading = said_of(side)
    return reading.numbers if reading is not None else ()


def reading_of(side: Reading | StatusSide | None) -> Reading | None:
    """Return the reading that a side of a change rests on."""
    return side.rests_on if isinstance(side, StatusSide) else side


def late_otherwise(change: Change) -> bool:
    """Whether a promise was kept at both ends, and how late it was is told otherwise at the later one."""
    before, after = change.before, change.after
    if not isinstance(before, StatusSide) or not isinstance(after, StatusSide) or out_of_a_contest(change):
        return False
    return before.status is after.status is Status.kept and before.late != after.late


def out_of_a_contest(change: Change) -> bool:
    """Whether accounts contradicted each other of where a promise stands, and all that stands now says one thing."""
    before, after = said_of(change.before), said_of(change.after)
    if before is None or after is None or after.status not in COMMITMENT_STATUSES:
        return False
    return before.contested and not after.contested


def _leading(changes: Iterable[Change]) -> list[Reading]:
    stands = [reading for change in changes if (reading := reading_of(change.after)) is not None]
    return [account for reading in stands for account in reading.accounts]


def _promised(compared: Compared) -> Iterator[Reading]:
    """Yield what stands of each promise that is told of, changed or not."""
    for due in compared.diff.commitments:
        row = compared.rows.get(due.item)
        if row is not None and row.status_reading is not None:
            yield row.status_reading


def _leading_before(compared: Compared) -> list[Reading]:
    """Return what led at the earlier point where we put it right: its figures may have been others."""
    found = (*compared.diff.changes, *compared.diff.overtaken)
    wanted = (change for change in found if change.cause is Cause.corrected)
    ends = ((reading_of(change.before), reading_of(change.after)) for change in wanted)
    return [was for was, is_now in ends if was is not None and is_now is not None and was.entry != is_now.entry]


def _beside_what_we_put_right(diff: Diff) -> set[int]:
    """Return all that stands in a cell where an entry was put right: others there may give the same figure."""
    found = (change for change in (*diff.changes, *diff.overtaken) if _put_right(change))
    return {number for change in found for side in (change.before, change.after) for number in _numbers(side)}


def _had_there(change: Change) -> frozenset[int]:
    """Return what leads in another ledger of an account that this one has in the same word."""
    after = reading_of(change.after)
    told = after is not None and change.cause is Cause.corrected and change.same_word
    return frozenset({after.entry} if after is not None and told else ())


def _put_right(change: Change) -> frozenset[int]:
    """Return the entries that stand at one end alone, of a correction after which the same is held.

    What was put right in them may be nothing that a verb tells: figures, or what is said of the places cited.
    """
    if change.cause is not Cause.corrected or not change.same_word:
        return frozenset()
    return frozenset().union(*swapped(reading_of(change.before), reading_of(change.after)))


def _of_their_days(change: Change) -> frozenset[int]:
    """Return all entries that bear what became of a promise, where several do and we put one of them right."""
    ends = [end for end in map(reading_of, (change.before, change.after)) if end is not None]
    told = change.cause is Cause.corrected and any(end.told_before for end in ends)
    return frozenset(number for end in ends for number in end.bearing) if told else frozenset()


def _gone_and_come(store: Store, diff: Diff, recorded: Mapping[int, Entry]) -> tuple[frozenset[int], frozenset[int]]:
    """Return of what bears what became of a promise what was put right or rejected since, and what counts only since.

    Others of it may lead, or give the first day, at one end alone, and count at both.
    """
    every = (*diff.changes, *diff.overtaken)
    asked = {number for change in every for number in _of_their_days(change) if number in recorded}
    if not asked:
        return frozenset(), frozenset()
    early, late = sorted((diff.from_point.known_at, diff.to_point.known_at))
    heirs, now, then = entries.heirs(store, late, asked), reviews.rejected(store, late), reviews.rejected(store, early)
    gone = frozenset(number for number in asked if heirs[number] != number or number in now)
    come = frozenset(number for number in asked if recorded[number].changeset > early or number in then)
    return gone, come


def _happenings_put_right(store: Store, compared: Compared) -> dict[int, Entry]:
    """Return what stood in the place of events and remarks put right since, back to what the earlier point knew."""
    diff, found = compared.diff, dict[int, Entry]()
    known_at = diff.from_point.known_at
    newer: Iterable[Entry] = () if compared.other or diff.backwards else (*diff.events, *diff.remarks)
    while numbers := {each.supersedes for each in newer if each.supersedes and each.changeset > known_at}:
        older = entries.by_ids(store, numbers)
        found |= older
        newer = older.values()
    return found


def _of_other_days(store: Store, diff: Diff, recorded: Mapping[int, Entry]) -> dict[int, Entry]:
    """Return, by what stands at one end alone, what we put in its place in its cell, of other days."""
    early, late = sorted((diff.from_point.known_at, diff.to_point.known_at))
    alone = [{reading.entry for reading in readings} for readings in _at_one_end(diff)]
    heirs = entries.heirs(store, late, alone[0])
    found = entries.by_ids(store, heirs.values(), late) if heirs else {}
    places = {number: found[heir] for number, heir in heirs.items() if heir in found}
    older = {number: recorded[number] for number in alone[1] if number in recorded}
    while numbers := {each.supersedes for each in older.values() if each.supersedes and each.changeset > early}:
        found = entries.by_ids(store, numbers)  # of a retraction there is none: what took its place was not there
        before = {
            number: each if each.changeset <= early else found.get(each.supersedes or 0)
            for number, each in older.items()
        }
        older = {number: each for number, each in before.items() if each is not None}
    return {
        number: each
        for number, each in (places | {one: was for one, was in older.items() if was.changeset <= early}).items()
        if number in recorded and each.said.cell == recorded[number].said.cell and each.held != recorded[number].held
    }


def _at_one_end(diff: Diff) -> tuple[list[Reading], list[Reading]]:
    """Return what stands at one end alone, since we put it right: at the end known earlier, and at the other."""
    alone: tuple[list[Reading], list[Reading]] = [], []
    forwards = diff.from_point.known_at < diff.to_point.known_at
    ours = (each for each in (*diff.changes, *diff.overtaken) if each.cause is Cause.corrected)
    for was, is_now in ((said_of(each.before), said_of(each.after)) for each in ours):
        if (reading := was or is_now) is not None and None in (was, is_now):
            alone[(was is None) is forwards].append(reading)
    return alone


def _absent(store: Store, diff: Diff, counting: Counting) -> dict[int, WhyAbsent]:
    early, late = sorted((diff.from_point.known_at, diff.to_point.known_at))
    if early == late:
        return {}
    had, has = (
        {one for each in alone for account in each.accounts for one in account.own} for alone in _at_one_end(diff)
    )
    return (_gone(store, late, had) if had else {}) | (_not_yet(store, early, has, counting) if has else {})


def _gone(store: Store, late: int, had: Collection[int]) -> dict[int, WhyAbsent]:
    """Say why what stood at the end known earlier does not at the other, unless it was taken back."""
    rejected, heirs = reviews.rejected(store, late), entries.heirs(store, late, had)
    known = entries.by_ids(store, {*had, *heirs.values()}, late)
    elsewhere = (number for number in had if heirs[number] in known and not _of_one_cell(known, number, heirs[number]))
    kept = {number: WhyAbsent.uncounted for number in had if heirs[number] == number}
    return kept | dict.fromkeys(elsewhere, WhyAbsent.elsewhere) | dict.fromkeys(rejected & set(had), WhyAbsent.rejected)


def _of_one_cell(known: Mapping[int, Entry], one: int, other: int) -> bool:
    return known[one].said.cell == known[other].said.cell


def _not_yet(store: Store, early: int, has: Collection[int], counting: Counting) -> dict[int, WhyAbsent]:
    """Say why what stands at the end known later did not at the other, unless nothing had recorded it."""
    lines = lineage.lines_back(store, has)
    found = entries.by_ids(store, {number for line in lines.values() for number in line})
    known: dict[int, int] = {}
    for number, line in lines.items():
        same = (one for one in line if one in found and _says_so(found[one], found[number]))
        if (older := next((one for one in same if found[one].changeset <= early), None)) is not None:
            known[number] = older
    rejected, heirs = reviews.rejected(store, early), entries.heirs(store, early, known.values())
    stood = entries.by_ids(store, heirs.values())
    accepted = reviews.accepted(store, early, known.values()) if counting.reviewed_only else known.values()

    def why(number: int) -> WhyAbsent:
        if number in rejected:
            return WhyAbsent.rejected
        if heirs[number] not in stood:
            return WhyAbsent.taken_back
        return WhyAbsent.uncounted if number in accepted else WhyAbsent.unaccepted

    return {number: why(older) for number, older in known.items()}


def _says_so(one: Entry, other: Entry) -> bool:
    return one.said.cell == other.said.cell and one.said.values() == other.said.values()


def _behind(compared: Compared) -> Iterator[int]:
    """Yield the entries of contests that time has overtaken."""
    for contest in compared.diff.earlier_contests[:MANY]:
        yield from contest.entries
