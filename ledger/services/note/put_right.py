"""What we put right: which entries took the place of others, what they say otherwise, which account counts no more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ledger.domain.diff import EVIDENCE, Cause, Change, StatusSide, Verb
from ledger.domain.diff.cells import at_both_ends, contest_goes_on, one_account, swapped
from ledger.domain.entries import STATEMENTS, DiffMeaning, Entry, Figure
from ledger.domain.figures import GivenFigure, same_thing
from ledger.domain.readings import Reading
from ledger.formats.document import Span
from ledger.services.note import words
from ledger.services.note.claims import Spans, doubt
from ledger.services.note.figures import FigureWriter
from ledger.services.note.material import late_otherwise, reading_of, said_of
from ledger.services.note.otherwise import (
    citations_otherwise,
    days_otherwise,
    entries_otherwise,
    field_diff,
    fields_otherwise,
    figures_otherwise,
)

_COUNTED = (
    ("counts no more", "counts now", "stands is", "stood was"),
    ("did not count yet", "counted then", "stood was", "stands since is"),
)
"""How it is told, and how backwards: what is gone, what has come, then what stands beside the one and the other."""


class PutRightWriter(FigureWriter):
    """Writes what a correction of ours changed in what is held the same."""

    def each_put_right(self, change: Change) -> list[Spans]:
        """Return of each account of a contest that goes on what is told otherwise, or which entry stands for it."""
        before, after = said_of(change.before), said_of(change.after)
        if before is None or after is None or self.material.other is not None:
            return []
        found: list[Spans] = []
        for had, has in accounts_put_right(change):
            own = replace(change, before=alone(had), after=alone(has))
            if self.by_another(own):
                found.append(self.let_stand(own))
            else:
                found.append((*self.by_entry(has, after), Span(", "), *self.otherwise(own, had, has)))
        return found

    def by_another(self, change: Change) -> bool:
        """Whether one account says what another did that we took back, or the other way round: none was put right.

        Where an entry tells of it at both ends it is one account, of which others tell besides.
        """
        before, after = reading_of(change.before), reading_of(change.after)
        if Verb.replaced not in change.verbs or before is None or after is None or self.material.had is not None:
            return False
        if one_account(before, after):
            return False
        known = self.material.entries
        had, has = ({known[one].rank for one in some if one in known} for some in swapped(before, after))
        return bool(had and has) and had.isdisjoint(has)

    def let_stand(self, change: Change) -> Spans:
        """Return which account counts no more and which stands, each with its days: nobody said so again."""
        before, after = (self._dated(side) for side in (change.before, change.after))
        back = Cause.corrected in self.material.back
        if _is_later(change.before, change.after):
            lead = ", did not count yet; what stood was " if back else ", counts no more; what stands is "
            return (*before, Span(lead), *after)
        lead = ", counted then; what stands since is " if back else ", counts now; what stood was "
        return (*after, Span(lead), *before)

    def _dated(self, side: Reading | StatusSide | None) -> Spans:
        """Return one end of a change with whose word it is, its days and its places."""
        reading = said_of(side)
        if side is None or reading is None:
            return self.side(side)
        days = Span(f" ({words.held(reading.held)})")
        return self.claimed((*self.end(side), days), reading.evidence.citations)

    def days_put_right(self, change: Change) -> list[tuple[Entry, Entry]]:
        """Return what stands at one end alone, since we put its days right: as we had it, and as we have it."""
        before, after = said_of(change.before), said_of(change.after)
        reading = before or after
        there = self.material.elsewhere.get(reading.entry) if reading is not None else None
        if reading is None or there is None or change.cause is not Cause.corrected or change.verb is Verb.contested:
            return []
        here = self.material.entries[reading.entry]
        return [(here, there) if before is not None else (there, here)]

    def of_other_days(self, change: Change) -> Spans:
        """Return what is told otherwise of what stands at one end alone, since we put right of which days it is."""
        side = change.before if said_of(change.before) is not None else change.after
        reading, pairs = said_of(side), self.days_put_right(change)
        if side is None or reading is None or not pairs:
            return ()
        ((had, has),) = pairs
        told = self._entry_put_right(had, has)
        whose = f"{self.word_of(reading)}{doubt(reading)}"
        return (*self.side(side), Span(f"{whose}, told otherwise: "), *words.enumerated(told))

    def _entry_put_right(self, had: Entry, has: Entry) -> list[Spans]:
        """Return all that one entry tells otherwise than the one it took the place of."""
        was, is_now = had.said.values(), has.said.values()
        return [
            *(
                field_diff(name, was.get(name), is_now.get(name))
                for name in {**was, **is_now}
                if was.get(name) != is_now.get(name)
            ),
            *days_otherwise(had, has),
            *figures_otherwise(had, has, self.names),
            *citations_otherwise(had.said.cite, has.said.cite),
        ]

    def of_each_day(self, change: Change) -> Spans:
        """Return what we put right where several sources tell what became of a promise, each of days of its own.

        None of them gave the days of another: what counts no more, counts now or is told otherwise is on its own word.
        """
        before, after = said_of(change.before), said_of(change.after)
        if before is None or after is None or before.contested or after.contested or not change.same_word:
            return ()
        ours = change.cause is Cause.corrected and self.material.other is None
        known = self.material.entries
        several = (before.told_before or after.told_before) and known.keys() >= {*before.bearing, *after.bearing}
        if not ours or not several:
            return ()
        had, has = (
            sorted((known[number] for number in end.bearing), key=lambda entry: (entry.held.first, entry.id))
            for end in (before, after)
        )
        both = {each.id for each in had} & {each.id for each in has}
        gone, came = ({each.rank: each for each in some if each.id not in both} for some in (had, has))
        told = [self._told_otherwise(gone[rank], came[rank]) for rank in gone if rank in came]
        lost, won = ([some[rank] for rank in some if rank not in other] for some, other in ((gone, came), (came, gone)))
        back, ends = Cause.corrected in self.material.back, (self.material.gone, self.material.come)
        no_more, now, beside_gone, beside_new = _COUNTED[back]
        left, new = ends[::-1] if back else ends  # others counted all along: which of them leads has changed
        lost, won = [each for each in lost if each.id in left], [each for each in won if each.id in new]
        told += [(*self._on_its_day(each), Span(f", {no_more}")) for each in lost]
        told += [(*self._on_its_day(each), Span(f", {now}")) for each in won]
        if not all(told) or not told:
            return ()
        if len(told) == len(lost) or len(told) == len(won):
            lead = f"what {beside_gone if lost else beside_new} {after.word}, "
            told.append((Span(lead), *words.enumerated([self._on_its_day(each) for each in (has if lost else had)])))
        return (
            *self.possibly(after),
            words.mark(after.word),
            Span(", "),
            *words.enumerated(told, "; "),
            *self._late_now(change),
        )

    def says_more_of(self, change: Change) -> bool:
        """Whether something was put right that no verb tells: figures, days, or how late a promise was kept."""
        return bool(self.put_right_in(change) or (late_otherwise(change) and self.of_each_day(change)))

    def _told_otherwise(self, had: Entry, has: Entry) -> Spans:
        """Return what an entry tells otherwise than the one it took the place of, on whose word it is; or nothing."""
        told = self._entry_put_right(had, has)
        said = (Span(f"{self.word_of_happening(has).removeprefix(', ')}, told otherwise: "), *words.enumerated(told))
        return self.claimed(said, dict.fromkeys((*had.said.cite, *has.said.cite))) if told else ()

    def _on_its_day(self, entry: Entry) -> Spans:
        """Return on whose word an entry is, with its own days and places."""
        said = f"{self.word_of_happening(entry).removeprefix(', ')} ({words.held(entry.held)})"
        return self.claimed((Span(said),), entry.said.cite)

    def _late_now(self, change: Change) -> Spans:
        """Return how late a promise was kept, as it is told since we put its days right; not as of an earlier day."""
        side = change.after
        if change.turned_on or not late_otherwise(change) or not isinstance(side, StatusSide):
            return ()
        slip = words.late(side.late).removeprefix(", ") or "no longer told as late"
        return (Span(f"; {'then' if Cause.corrected in self.material.back else 'now'} {slip}"),)

    def otherwise(self, change: Change, before: Reading, after: Reading) -> Spans:
        """Return what differs between two entries that hold the same: wording word by word, numbers from and to."""
        told = [*self._fields_put_right(change, before, after), *self.put_right_in(change)]
        verbs = words.listed([verb.value for verb in change.verbs if verb not in EVIDENCE])
        return (Span("told otherwise: "), *words.enumerated(told)) if told else (Span(verbs),)

    def _fields_put_right(self, change: Change, before: Reading, after: Reading) -> Iterable[Spans]:
        """Return the fields told otherwise; of an account that others still bear, those of the entries that were put
        right: which of them leads it says nothing of that.
        """
        weights = (DiffMeaning.wording, DiffMeaning.remark)
        pairs, _given = self.entries_put_right(change)
        if not pairs:
            return [how for _name, how in fields_otherwise(before, after, weights)]
        names = [name for weight in weights for name in STATEMENTS[after.kind].counting(weight)]
        said = ((had.said.values(), has.said.values()) for had, has in pairs)
        return dict.fromkeys(
            field_diff(name, was.get(name), is_now.get(name))
            for was, is_now in said
            for name in names
            if was.get(name) != is_now.get(name)
        )

    def put_right_in(self, change: Change) -> list[Spans]:
        """Return what else we put right, each from and to: figures, and what an entry says of the places it cites.

        Of an account that others still bear, those of the entries alone that took the place of another.
        """
        pairs, given = self.entries_put_right(change)
        if self.material.had is not None:
            return [told for had, has in given for told in entries_otherwise(had, has, self.names, self._rivalled)]
        return [
            *(told for had, has in pairs for told in days_otherwise(had, has)),
            *(
                told
                for had, has in given
                for told in figures_otherwise(had, has, self.names, self._given_by(has, change))
            ),
            *(told for had, has in pairs for told in citations_otherwise(had.said.cite, has.said.cite)),
        ]

    def entries_put_right(
        self, change: Change
    ) -> tuple[list[tuple[Entry, Entry]], list[tuple[Entry | None, Entry | None]]]:
        """Return the entries that took the place of another, and those whose figures are held against each other."""
        before, after = reading_of(change.before), reading_of(change.after)
        if change.cause is not Cause.corrected or before is None or after is None:
            return [], []
        entries = self.material.entries
        if self.material.had is not None:
            return [], [(self.material.had.get(before.entry), entries.get(after.entry))]
        gone, came = (
            [entries[number] for number in sorted(some) if number in entries] for some in swapped(before, after)
        )
        places = {each.rank: each for each in came}
        pairs = [(each, places[each.rank]) for each in gone if each.rank in places]
        if one_account(before, after):
            return pairs, [*pairs]
        return pairs, [(entries.get(before.entry), entries.get(after.entry))]

    def _rivalled(self, entry: Entry | None) -> Callable[[Figure], str]:
        """Return what says of a figure of an entry what others have in its place."""
        return lambda figure: self._against_rivals(entry, figure) if entry is not None else ""

    def _against_rivals(self, entry: Entry, figure: Figure) -> str:
        """Return what others have in place of a figure of an entry; what it gives no more has no rivals."""
        return self.against_others(entry, figure) if figure in entry.said.figures else ""

    def _given_by(self, entry: Entry | None, change: Change) -> Callable[[Figure], str]:
        """Return what says who gives a figure that we put right, or gives it no more: where others contradict it, or
        gave one all along.
        """
        before, after, entries = reading_of(change.before), reading_of(change.after), self.material.entries
        if entry is None or before is None or after is None:
            return self._rivalled(entry)
        both = [number for number in after.numbers if number in before.numbers and number in entries]
        given = [GivenFigure(entries[number], each, None) for number in both for each in entries[number].said.figures]

        def told(figure: Figure) -> str:
            beside = [each for each in given if same_thing(figure, each.figure)]
            return self._against_rivals(entry, figure) or (
                self._by((GivenFigure(entry, figure, None),), beside) if beside else ""
            )

        return told


def accounts_put_right(change: Change) -> list[tuple[Reading, Reading]]:
    """Return the accounts of a contest that goes on in which we put an entry right, each as it stands at either end."""
    before, after = said_of(change.before), said_of(change.after)
    if before is None or after is None or not contest_goes_on(before, after, change.cause):
        return []
    both = at_both_ends(before, after, change.cause)
    return [(had, has) for had, has in both if all(swapped(alone(had), alone(has)))]


def alone(account: Reading) -> Reading:
    """Return an account as if none stood beside it."""
    return replace(account, contested=False, others=())


def _is_later(one: Reading | StatusSide | None, other: Reading | StatusSide | None) -> bool:
    """Whether one end is held after another; of the same days, too."""
    first, second = said_of(one), said_of(other)
    return first is None or second is None or first.held >= second.held


def figures_in(entry: Entry | None) -> Sequence[Figure]:
    return entry.said.figures if entry else ()
