"""The note one sends after a round: what moved, what is contested, what is due, what nobody mentioned, what stayed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ledger.domain.diff import EVIDENCE, UNMOVED, Cause, Change, Diff, Due, Remaining, Verb
from ledger.domain.diff.sides import OVERDUE
from ledger.domain.entries import Entry
from ledger.domain.frame import Frame
from ledger.domain.points import Point, last_day
from ledger.domain.readings import Matrix, Reading, Row
from ledger.domain.words import RoundStatus, Stance, Status
from ledger.formats.report import Block, Bullets, Document, Kind, Paragraph, Section, Sentence, Span
from ledger.services import measuring
from ledger.services.diffing import diff_between
from ledger.services.listing import events
from ledger.services.matrix import matrix_at
from ledger.services.measuring import Series
from ledger.services.reporting import charts, tables
from ledger.services.reporting.citing import Notes, last_known
from ledger.services.reporting.wording import (
    Names,
    Wording,
    about,
    day,
    point_name,
    spans,
    stance_word,
    with_summary,
)
from ledger.services.showing import Told
from ledger.storage import changesets, contests, entries, frame
from ledger.storage.cells import When
from ledger.storage.database import Store

MANY = 40  # points in a list of what did not happen; the rest is counted
_ENDED = frozenset({Verb.settled, Verb.lapsed, Verb.kept, Verb.voided})
_PROMISES = frozenset(
    {Verb.promised, Verb.unpromised, Verb.partly_kept, Verb.kept, Verb.broken, Verb.voided, Verb.overdue}
)


def report_between(store: Store, from_text: str, to_text: str = "now", *, reviewed_only: bool = False) -> Document:
    """Return the note on what changed between two points; raises as ``points.resolve`` does."""
    found = _gather(store, from_text, to_text, reviewed_only=reviewed_only)
    return _Writer(found).document()


@dataclass(frozen=True, slots=True)
class _Found:
    """All that a note is made of."""

    diff: Diff
    before: Matrix
    after: Matrix
    known: Frame
    series: Series
    events: list[Told]
    rivals: list[tuple[Entry, Entry]]
    notes: Notes


def _gather(store: Store, from_text: str, to_text: str, *, reviewed_only: bool) -> _Found:
    diff = diff_between(store, from_text, to_text, reviewed_only=reviewed_only)
    start, end = diff.from_point, diff.to_point
    known = frame.load(store, end.known_at)
    last = last_known(changesets.log(store, known_at=end.known_at), end)
    later = to_text if start.held_on <= end.held_on else from_text
    return _Found(
        diff,
        matrix_at(store, from_text, reviewed_only=reviewed_only),
        matrix_at(store, to_text, reviewed_only=reviewed_only),
        known,
        measuring.over_rounds(store, later, also=[start, end], reviewed_only=reviewed_only),
        [t for t in events(store, to_text, reviewed_only=reviewed_only) if start.held_on < t.entry.held.last],
        _rivals(store, end),
        Notes(known.sources, known.info, last),
    )


def _rivals(store: Store, point: Point) -> list[tuple[Entry, Entry]]:
    """The pairs of entries that contradict each other at a point and that nobody has settled."""
    found = [each for each in contests.open_at(store, When(point.held_on, point.known_at)) if each.stands]
    numbers = {number for each in found for number in (each.entry, each.other)}
    recorded = entries.by_ids(store, numbers, point.known_at)
    return [(recorded[each.entry], recorded[each.other]) for each in found]


def _is_move(change: Change) -> bool:
    """Whether somebody moved, if only there and back."""
    return change.verb not in UNMOVED or bool(change.via)


class _Writer:
    """Writes the sections one by one; footnotes are numbered as they come up."""

    def __init__(self, found: _Found) -> None:
        self._found = found
        self._diff = found.diff
        self._names = Names(found.known)
        self._wording = Wording(self._names)
        self._notes = found.notes
        self._rows = {row.item.key: row for row in found.after.rows}

    def document(self) -> Document:
        """Return the whole note; where no time passes nothing can have moved, and nothing is said of it."""
        lead = tuple(self._checklist())
        sections = [Section(key, title, tuple(blocks)) for key, title, blocks in self._sections()]
        info = self._found.known.info
        title = info.title if info and info.title else "Untitled ledger"
        return Document(title, self._span(), lead, tuple(sections), self._notes.footnotes())

    def _sections(self) -> Iterator[tuple[str, str, list[Block]]]:
        start, end = self._diff.from_point.held_on, self._diff.to_point.held_on
        if start != end:
            yield "moved", "What moved", self._bullets(self._moved(), "Nothing moved.")
        yield "contested", "What is contested", self._bullets(self._contested(), "Nothing is contested.")
        yield "commitments", "Commitments", self._bullets(self._commitments(), "Nothing is due.")
        if start < end:
            otherwise = "Everything open was talked about."
            yield "silence", "What nobody mentioned", self._bullets(self._silence(), otherwise)
        if start != end:
            yield "unmoved", "What did not move", self._bullets(self._unmoved(), "Nothing stayed where it was.")
        for key, title, points in (
            ("follows", "What follows", self._follows()),
            ("corrected", "What we learned or corrected", self._corrected()),
            ("events", "What happened around the talks", self._events()),
        ):
            listed = list(points)
            if listed:
                yield key, title, [Bullets(tuple(listed))]
        yield from self._figures()

    def _figures(self) -> Iterator[tuple[str, str, list[Block]]]:
        found = self._found
        yield "matrix", "The matrix, before and after", list(charts.heat_map(found.before, found.after, self._notes))
        yield "rounds", "Over the rounds", list(charts.over_rounds(found.series))
        yield "measures", "Measures", list(tables.measured(found.before, found.after, found.series, self._names))
        yield "words", "How to read this", [tables.words()]

    def _bullets(self, points: Iterable[tuple[Sentence, ...]], otherwise: str) -> list[Block]:
        """A list, or the sentence that there is nothing to list, which rests on the ledger as a whole."""
        listed = tuple(points)
        return [Bullets(listed) if listed else Paragraph((self._plain(otherwise),))]

    def _plain(self, text: str) -> Sentence:
        return Sentence((Span(text),), self._notes.ledger())

    # -- first of all -------------------------------------------------------------------------------------------------

    def _span(self) -> str:
        start, end = self._diff.from_point, self._diff.to_point
        known = f"known at changeset {end.known_at}"
        if start.known_at != end.known_at:
            return f"From {_dated(start)}, known at changeset {start.known_at}, to {_dated(end)}, {known}"
        return f"From {_dated(start)} to {_dated(end)}, {known}"

    def _checklist(self) -> Iterator[Sentence]:
        before, after = self._diff.before, self._diff.after
        open_items, settled = (len(before.open), len(after.open)), (len(before.settled), len(after.settled))
        yield self._plain("Open items: {} → {}; settled: {} → {}.".format(*open_items, *settled))
        yield from self._enumerated("Settled since: ", _ENDED)
        yield from self._enumerated("Broken since: ", frozenset({Verb.broken}))
        levels = after.by_difficulty
        hard = [(levels[level], level) for level in (5, 4) if levels.get(level)]
        if hard:
            rated = " and ".join(f"{count} of difficulty {level}" for count, level in hard)
            rated = rated.replace(" of", " is of" if hard[0][0] == 1 else " are of", 1)
            yield self._plain(f"Of the {len(after.open)} still open, {rated}, on a scale of 1 to 5.")

    def _enumerated(self, what: str, verbs: frozenset[Verb]) -> Iterator[Sentence]:
        found = [c for c in self._diff.changes if c.party is None and c.verb in verbs and c.cause is Cause.moved]
        if found:
            said = [Span(what)]
            for place, change in enumerate(found):
                said += [Span(", " if place else ""), Span(self._names.item(change.item), Kind.item)]
            cited = [citation for change in found for citation in change.citations]
            yield Sentence((*said, Span(".")), self._notes.of(cited))

    # -- what changed -------------------------------------------------------------------------------------------------

    def _by_item(self, cause: Cause) -> dict[str, list[Change]]:
        """Group by item, in the order of the weightiest change, which comes first."""
        found: dict[str, list[Change]] = {}
        for change in self._diff.changes:
            if change.cause is cause:
                found.setdefault(change.item, []).append(change)
        return found

    @cached_property
    def _moves(self) -> Mapping[str, list[Change]]:
        return self._by_item(Cause.moved)

    def _moved(self) -> Iterator[tuple[Sentence, ...]]:
        for item, changes in self._moves.items():
            said = [c for c in changes if _is_move(c) and not (c.party is None and c.verb in _PROMISES)]
            if said:
                yield self._point(item, said)

    def _corrected(self) -> Iterator[tuple[Sentence, ...]]:
        for item, changes in self._by_item(Cause.corrected).items():
            yield self._point(item, changes)

    def _point(self, item: str, changes: Iterable[Change]) -> tuple[Sentence, ...]:
        said = [Sentence(self._wording.change(change), self._notes.of(change.rests_on)) for change in changes]
        return about(self._names.item(item), said, self._names.question(item))

    def _follows(self) -> Iterator[tuple[Sentence, ...]]:
        for each in self._diff.spread:
            text = f"the principals {each.verb}, from a gap of {each.before} to one of {each.after} of 6."
            notes = self._notes.of_readings(*self._rows[each.item].cells.values()) if each.item in self._rows else ()
            yield about(self._names.item(each.item), [Sentence((Span(text),), notes or self._notes.ledger())])
        for group in self._diff.packages:
            names = ", ".join(self._names.item(key) for key in group)
            yield (self._plain(f"These items trade with one another, and changed together: {names}."),)
        for each_ in self._diff.unlocked:
            said = spans(
                "{who}. {by}, on which this depends, {what}.",
                who=self._wording.holds(each_.reading),
                by=Span(self._names.item(each_.by), Kind.item),
                what="fell off the table" if each_.voided else "is settled",
            )
            cited = self._notes.of_readings(each_.reading, self._rows[each_.by].status_reading)
            yield about(self._names.item(each_.item), [Sentence(said, cited)])

    # -- contested ----------------------------------------------------------------------------------------------------

    def _contested(self) -> Iterator[tuple[Sentence, ...]]:
        newly = {(c.item, c.party) for c in self._diff.changes if c.verb is Verb.contested}
        for one, other in self._found.rivals:
            cell = one.said.cell
            if cell.item not in self._rows:
                continue
            whose = self._wording.whose(cell.party)
            new = " (new)" if (cell.item, cell.party) in newly else ""
            first = spans("accounts of {whose} differ{new}. One: {told}", whose=whose, new=new, told=self._account(one))
            said = [
                Sentence(first, self._notes.of(one.said.cite)),
                Sentence(spans("The other: {told}", told=self._account(other)), self._notes.of(other.said.cite)),
            ]
            yield about(self._names.item(cell.item), said, self._names.question(cell.item))

    def _account(self, entry: Entry) -> tuple[Span, ...]:
        values = entry.said.values()
        word = Span(stance_word(values.get("stance") or values.get("status")), Kind.word)
        held = entry.said.round if entry.by_round and entry.said.round else day(entry.held)
        return with_summary(spans("{word}, as of {held}.", word=word, held=held), entry.said.summary)

    # -- promises -----------------------------------------------------------------------------------------------------

    def _commitments(self) -> Iterator[tuple[Sentence, ...]]:
        changed = {change.item for change in self._diff.changes if change.party is None and change.verb not in EVIDENCE}
        still_open = {Status.promised.value, Status.partly_kept.value, OVERDUE}
        listed = [due for due in self._diff.commitments if due.state in still_open or due.item in changed]
        for due in sorted(listed, key=_urgency):
            yield about(self._names.item(due.item), [self._promise(due, new=due.item in changed)])

    def _promise(self, due: Due, *, new: bool) -> Sentence:
        row = self._rows.get(due.item)
        reading = row.status_reading if row else None
        when = self._due(due)
        if due.state == OVERDUE:
            said: tuple[Span, ...] = spans(
                "{word}, {when}; no source says that it was done.", word=_word(due), when=when
            )
        else:
            fresh = "new, " if new and due.state == Status.promised else ""
            said = spans("{fresh}{word}, {when}.", fresh=fresh, word=_word(due), when=when)
        told = reading.summary if reading else None
        readings = [reading] if reading else list(row.cells.values()) if row else []
        return Sentence(with_summary(said, told or self._names.question(due.item)), self._notes.of_readings(*readings))

    def _due(self, due: Due) -> str:
        if due.due is None:
            return "no date named"
        stage = self._found.known.rounds.get(due.due)
        if stage is None:
            return f"due {due.due}"
        ends = last_day(stage) if stage.status is RoundStatus.held else None
        return f"due by {stage.key} ({ends})" if ends else f"due by {stage.key}, which has not been held"

    # -- what did not happen ------------------------------------------------------------------------------------------

    def _silence(self) -> Iterator[tuple[Sentence, ...]]:
        silent = self._diff.silence[:MANY]
        for each in silent:
            reading = self._rows[each.item].status_reading
            if each.status is Status.not_raised and reading is not None:
                said = with_summary(spans("reported as not raised ({when}).", when=day(reading.held)), reading.summary)
                cited = Sentence(said, self._notes.of_readings(reading))
                yield about(self._names.item(each.item), [cited], self._names.question(each.item))
        rest = [each for each in silent if each.status is not Status.not_raised]
        for spoken in sorted({each.spoken for each in rest if each.spoken}):
            yield self._unmentioned(f"Last talked about on {day(spoken)}: ", [e for e in rest if e.spoken == spoken])
        never = [each for each in rest if each.spoken is None]
        if never:
            yield self._unmentioned("On the list, and nothing said of it so far: ", never)
        yield from self._rest(len(self._diff.silence))

    def _unmentioned(self, what: str, listed: list[Remaining]) -> tuple[Sentence, ...]:
        """A list in a sentence, each item with what it was last heard in."""
        found = []
        for place, each in enumerate(listed, 1):
            row = self._rows[each.item]
            spoken = [reading for reading in _talk(row) if reading.held == each.spoken]
            ends = Span("." if place == len(listed) else ",")
            start = (Span(what),) if place == 1 else ()
            found.append(Sentence((*start, Span(row.item.title, Kind.item), ends), self._notes.of_readings(*spoken)))
        return tuple(found)

    def _unmoved(self) -> Iterator[tuple[Sentence, ...]]:
        apart = {each.item for each in self._diff.still}
        for each in self._diff.still[:MANY]:
            yield about(self._names.item(each.item), [self._apart(each)], self._names.question(each.item))
        yield from self._rest(len(self._diff.still))
        for item, changes in self._moves.items():
            if item not in apart and item in self._rows and not any(map(_is_move, changes)):
                said = [change for change in changes if change.verb not in EVIDENCE]
                if said:
                    yield self._point(item, said)

    def _apart(self, each: Remaining) -> Sentence:
        cells = self._rows[each.item].cells
        principals = [party.key for party in self._found.after.parties if party.role == "principal"]
        held = [cells[key] for key in principals if key in cells and cells[key].score is not None]
        said: list[Span] = []
        for place, reading in enumerate(held):
            said += [Span(", " if place else ""), *self._wording.holds(reading)]
        gap = spans("{who}; a gap of {gap} of 6, as before.", who=tuple(said), gap=str(each.spread))
        return Sentence(gap, self._notes.of_readings(*held))

    def _rest(self, count: int) -> Iterator[tuple[Sentence, ...]]:
        if count > MANY:
            yield (self._plain(f"And {count - MANY:,} more, less hard than these."),)

    # -- around the talks ---------------------------------------------------------------------------------------------

    def _events(self) -> Iterator[tuple[Sentence, ...]]:
        for told in self._found.events:
            title = str(told.entry.said.values().get("title", ""))
            said = with_summary(
                spans("{when}: {title}.", when=day(told.entry.held), title=title.rstrip(".")), told.entry.said.summary
            )
            yield (Sentence(said, self._notes.of(told.entry.said.cite)),)


def _word(due: Due) -> Span:
    return Span(due.state, Kind.word)


def _urgency(due: Due) -> int:
    order = (OVERDUE, Status.broken, Status.promised, Status.partly_kept, Status.kept, Status.void)
    return order.index(due.state)


def _talk(row: Row) -> Iterator[Reading]:
    yield from (reading for reading in row.cells.values() if reading.stance is not Stance.silent)
    if row.status_reading is not None and row.status is not Status.not_raised:
        yield row.status_reading


def _dated(point: Point) -> str:
    name = point_name(point)
    return name if name == point.held_on.isoformat() else f"{name} ({point.held_on.isoformat()})"
