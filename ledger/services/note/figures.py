"""The numbers that entries give, each with what it was before and what others have; and events that we put right."""

from ledger.domain.diff import Cause, Change
from ledger.domain.entries import Entry, Figure
from ledger.domain.figures import agree
from ledger.services.note import words
from ledger.services.note.claims import ClaimWriter
from ledger.services.note.material import reading_of
from ledger.services.note.otherwise import figure_words, figures_of, same_thing


class FigureWriter(ClaimWriter):
    """Writes figures."""

    def figures(self, entry: Entry, earlier: Entry | None) -> str:
        """Return the figures of an entry, each with what it was before, and what other accounts have in its place."""

        def beside(each: Entry, figure: Figure) -> str:
            return self._was(figure, earlier) + self._against(each, figure)

        return figures_of(entry, 1 if self.brief else None, beside)

    def other_figures(self, change: Change) -> str:
        """Return the figures that are others than before, where nothing else is: ``the fund 12 million, before 15``."""
        after, earlier = reading_of(change.after), self.led_before(change)
        entry = self.material.entries.get(after.entry) if after is not None else None
        found = ((figure, self._was(figure, earlier)) for figure in (entry.said.figures if entry else ()))
        return "; ".join(f"{figure.what}: {figure_words(str(figure))}{was}" for figure, was in found if was)

    def led_before(self, change: Change) -> Entry | None:
        """Return what led before, where the change is a party's own: its figures may have been others."""
        before = reading_of(change.before)
        if before is None or before.contested or change.party is None or change.cause is not Cause.moved:
            return None
        return self.material.entries.get(before.entry)

    def _was(self, figure: Figure, earlier: Entry | None, lead: str = ", before ") -> str:
        found = (each for each in (earlier.said.figures if earlier else ()) if same_thing(each, figure))
        was = next(found, None)
        return f"{lead}{figure_words(str(was))}" if was is not None and not agree(was, figure) else ""

    def wrong_before(self, entry: Entry) -> Entry | None:
        """Return what an event was recorded as at the earlier point, where we put right more than where it is cited."""
        if self.material.other is not None:  # each of two ledgers numbers its own
            return None
        known, earlier = self.material.diff.from_point.known_at, entry
        while earlier.changeset > known:
            if (before := self.material.entries.get(earlier.supersedes or 0)) is None:
                return None
            earlier = before
        return None if _happening(earlier) == _happening(entry) else earlier

    def put_right(self, entry: Entry) -> str:
        """Return the figures of an event, each with what we had, and why we put it right, where we did."""
        earlier = self.wrong_before(entry)
        figures = figures_of(entry, None, lambda _entry, figure: self._was(figure, earlier, ", where we had "))
        return f"{figures} Put right by us: {words.ended(entry.reason or '')}".strip() if earlier else figures

    def _against(self, entry: Entry, figure: Figure) -> str:
        rivals = self.material.rival_figures.get((entry.id, figure), ())
        told = [
            f"{figure_words(str(each.figure))} by {self._publisher(each.entry.said.cite[0].source)}" for each in rivals
        ]
        return f", against {words.listed(told)}" if told else ""

    def _publisher(self, source: str | None) -> str:
        known = self.material.names.sources.get(source or "")
        return (known.publisher or known.title) if known else str(source)


def _happening(event: Entry) -> tuple[object, ...]:
    """Return what an event says, and when: a round's days are no words of its own."""
    return event.said.values(), event.said.figures, None if event.by_round else event.held
