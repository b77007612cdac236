"""The section on promises: what is due, overdue, promised anew, kept or broken."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from ledger.domain.diff import Change, Due, StatusSide, Verb
from ledger.domain.readings import MatrixRow
from ledger.domain.words import OVERDUE, Status
from ledger.formats.document import Sentence, Span
from ledger.services.note import words
from ledger.services.note.changed import ChangeWriter
from ledger.services.note.claims import Spans, places_of
from ledger.services.note.lines import LineWriter
from ledger.services.note.material import late_otherwise, out_of_a_contest, said_of
from ledger.services.note.words import mark

_STILL_OPEN = {Status.open.value, Status.promised.value, Status.partly_kept.value, OVERDUE}
_URGENCY = (OVERDUE, "broken", "promised", "partly-kept", "open", "kept", "void")


class PromiseWriter:
    """Writes what became of promises."""

    def __init__(self, lines: LineWriter, changed: ChangeWriter) -> None:
        self._lines = lines
        self._changed = changed
        self._material = lines.material
        self._diff = lines.material.diff
        self._names = lines.names

    def promises(self) -> Iterator[Sentence]:
        """Yield what is due, overdue, promised anew or kept; each promise once."""
        found = [change for change in self._diff.changes if self._changed.section_of(change) == "promises"]
        last = {change.item: change for change in found}
        states = {due.item: due for due in self._diff.commitments}
        shown = [due for key, due in states.items() if key in last or (self._whole and self._is_due(due))]
        for due in sorted(shown, key=lambda due: _URGENCY.index(due.state)):
            yield self._promise(due, last.get(due.item))
        yield from (self._lines.change(c) for c in found if c.item not in states or c is not last[c.item])

    def _is_due(self, due: Due) -> bool:
        """Whether an unchanged promise is told: while it is open, in a short note only where a day is named.

        One of which accounts contradict each other is told as contested, whichever of them comes first.
        """
        side = self._status(due.item)
        contested = side is not None and side.reading is not None and side.reading.contested
        told = due.state == OVERDUE if contested else due.state in _STILL_OPEN
        return told and (due.due is not None or not self._lines.brief)

    @property
    def _whole(self) -> bool:
        return self._material.whole and self._material.time_passes

    def _promise(self, due: Due, change: Change | None) -> Sentence:
        side = change.after if change and isinstance(change.after, StatusSide) else self._status(due.item)
        return self._told(due, side, change)

    def standing(self, row: MatrixRow) -> Sentence:
        """Return what stands of one, whatever changed: in which state, on whose word, and by when it is due."""
        side = _side(row)
        return self._told(Due(row.item.key, row.item.due, side.state), side, None)

    def _told(self, due: Due, side: StatusSide | None, change: Change | None) -> Sentence:
        reading = side.rests_on if side else None
        state, before = self._state(due, side, change), self._before(change)
        way = self._lines.way(change) if change is not None else ()
        first = self._first(change, side, due) if change is not None else ()
        if reading is not None and (before or way or first):  # each has its own places: who says kept says not broken
            state = self._lines.claimed(state, places_of(reading))
        said = (self._names.about(due.item), Span(": "), *state, *first, *before, Span("."), *way)
        told, figures = None, self._figures(side, change)
        if not self._lines.brief:
            unheard = side is not None and side.reading is None
            said = words.with_summary(said, self._promised_by(due.item, "would be" if unheard else "is"))
            apart = change is None and due.item in self._told_apart
            # Of a contest it is one account's; what another section tells has it there.
            told = reading.summary if reading and not reading.contested and not apart else None
        told = " ".join(part for part in (words.ended(told) if told else "", figures) if part) or None
        if change is not None:
            places = self._lines.places_of_figures(change, reading) if figures and reading is not None else ()
            return self._lines.telling(change, said, told, places)
        entry = self._material.entries.get(reading.entry) if reading and figures else None
        against = self._lines.places_of_happening((entry,)) if entry else ()
        line, cites = self._lines.with_words(said, told, reading, places_of(reading), against)
        return Sentence(line, cites, due.item, entries=reading.numbers if reading else ())

    def _first(self, change: Change, side: StatusSide | None, due: Due) -> Spans:
        """Return what told of it first, where it was said again since; that it is overdue was not told first."""
        word = f"{side.status.value.replace('-', ' ')}: " if side is not None and due.state == OVERDUE else ""
        return self._lines.first_so(change, lead=f"first {word}" if word else "first: ")

    def _before(self, change: Change | None) -> Spans:
        """Return what had become of a promise before, on whose word; that it was promised goes without saying.

        Of accounts that contradicted each other it does not.
        """
        before, after = (said_of(side) for side in (change.before, change.after)) if change else (None, None)
        if change is None or before is None or after is None:
            return ()
        known = {Status.promised, *(each.status for each in after.accounts)}
        if known.issuperset(each.status for each in before.accounts) and not out_of_a_contest(change):
            return ()
        late = isinstance(change.before, StatusSide) and change.before.overdue
        return (Span("; before "), *((mark(OVERDUE), Span(", ")) if late else ()), *self._lines.end(before, cited=True))

    def _figures(self, side: StatusSide | None, change: Change | None) -> str:
        """Return what was promised, or came of it, in numbers; a short note leaves out what it told before.

        That is where its day alone has passed, and the status is as it was.
        """
        reading = side.reading if side else None
        if reading is None:
            return ""
        if change is not None:
            before = said_of(change.before)
            still = before is not None and before.word == reading.word and Verb.reopened not in change.verbs
            told_before = self._lines.brief and still and side is not None and side.overdue
            figures = self._lines.figures_changed(change) if told_before else self._lines.figures(change, reading)
            return words.ended(words.sentence_case(figures)) if figures else ""
        if self._lines.brief or reading.contested or reading.item in self._told_apart:
            return ""
        entry = self._material.entries.get(reading.entry)
        return self._lines.given_with(entry) if entry else ""

    @cached_property
    def _told_apart(self) -> frozenset[str]:
        """Items whose status is told in another section, with its figures."""
        return frozenset(each.item for each in self._diff.changes if each.party is None)

    @cached_property
    def _promised_again(self) -> frozenset[str]:
        """Items that a report had as kept at the earlier point, or on the way from there."""
        statuses = (each for each in self._diff.changes if each.party is None)
        return frozenset(
            each.item
            for each in statuses
            if Status.kept.value in {step.word for step in each.via}
            or (isinstance(each.before, StatusSide) and each.before.status is Status.kept)
        )

    def _state(self, due: Due, side: StatusSide | None, change: Change | None) -> Spans:
        when = self._when(due.due)
        if side is not None and side.reading is not None and side.reading.contested:
            return self._contested(side, when, change)
        whose = self._lines.word_of(side.rests_on) if side and side.rests_on else ""
        if due.state == OVERDUE:
            partly = side is not None and side.status is Status.partly_kept
            said = f"{', partly kept' if partly else '; promised'}{whose}; {when}"
            kept = f"; {'the rest ' if partly else ''}kept by then in {self._lines.no_report}"
            since = "" if due.item in self._promised_again else kept
            again = (Span("open again, "),) if change is not None and Verb.reopened in change.verbs else ()
            return (*again, mark(OVERDUE), Span(f"{said}{since}"))  # overdue is worked out: nobody's word
        doubt = self._lines.possibly(side.rests_on if side else None)
        if due.state == Status.kept.value:
            slip = words.late(side.late if side else None)
            if change is not None and late_otherwise(change):
                told = f"how late is told otherwise: {slip.removeprefix(', ')}" if slip else "no longer told as late"
                return (*doubt, mark("kept"), Span(f" as before{whose}; {told}{self._when_due(when)}"))
            return (*doubt, mark("kept"), Span(self._kept(slip, when, whose)))
        if side is not None and side.reading is None:  # it is listed for a stance on it, and that is no promise
            end = self._diff.to_point
            promised = (
                "was promised" if end.is_now and not end.round else f"had been promised by {words.point_name(end)}"
            )
            return (Span(f"that it {promised} is not in {self._lines.reports}; {when}"),)
        anew = {Verb.promised: "newly ", Verb.reopened: "open again: "}
        fresh = (Span(anew[change.verb]),) if change is not None and change.verb in anew else ()
        return (*doubt, *fresh, mark(due.state), Span(f"{whose}{';' if whose else ','} {when}"))

    def _contested(self, side: StatusSide, when: str, change: Change | None) -> Spans:
        """Return what each account says; overdue it is where it is still open by all of them."""
        fresh = change is not None and change.before is None
        lead = (mark(OVERDUE), Span("; ")) if side.overdue else (Span("newly promised; "),) if fresh else ()
        accounts = self._lines.side(replace(side, overdue=False))
        return (*lead, Span("accounts contradict each other: "), *accounts, Span(f"; {when}"))

    def _when(self, due: str | None) -> str:
        """Return by when it is due, which is the item's; a short note has the days of the rounds it ends at above."""
        if self._lines.brief and due is not None and due in (self._diff.from_point.round, self._diff.to_point.round):
            return f"due by {due}"
        return words.due(due, self._material.names.rounds)

    def _kept(self, slip: str, when: str, whose: str) -> str:
        """Return whose word it is that a promise was kept, then how late: that is worked out, and nobody's word."""
        after = slip.replace(",", ";", 1) if whose else slip
        return f"{whose}{after}{self._when_due(when)}"

    def _when_due(self, when: str) -> str:
        return "" if self._lines.brief else f" ({when})"

    def _promised_by(self, item: str, is_or_would_be: str) -> str | None:
        """Return who promised it to whom, or would."""
        known = self._names.of(item)
        to = f" to {self._names.parties(known.to)}" if known and known.to else ""
        to = " to each other" if known and words.mutual(known.by, known.to) else to
        return f"It {is_or_would_be} a promise of {self._names.parties(known.by)}{to}." if known and known.by else None

    def _status(self, item: str) -> StatusSide | None:
        row = self._material.rows.get(item)
        return _side(row) if row else None


def _side(row: MatrixRow) -> StatusSide:
    return StatusSide(row.status, row.status_reading, row.overdue, late=row.late)
