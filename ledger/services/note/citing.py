"""Footnotes, numbered in the order in which they come up; one place in one source has one number."""

from collections.abc import Iterable
from dataclasses import replace

from ledger.domain.entries import Citation
from ledger.domain.evidence import carries_of
from ledger.domain.floors import EVERYTHING, Counting, lets_pass
from ledger.domain.points import Point
from ledger.domain.readings import Reading
from ledger.domain.register import Register
from ledger.formats.document import Document, Footnote
from ledger.services.earlier_editions import earlier_editions
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store


class Notes:
    """Collects footnotes. What follows from the record as a whole (a count, a silence) rests on the ledger itself.

    A place that is below what counts, cited beside one that is not, is marked so.
    """

    def __init__(
        self, known: Register, last: Changeset | None, *, stamped: bool = True, counting: Counting = EVERYTHING
    ) -> None:
        self._known = known
        self._floor = counting.floor
        self._stamped = stamped
        self._last = last
        self._numbers: dict[Citation | None, int] = {}

    def of(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        """Return the numbers of these citations; without any, that of the ledger itself."""
        return tuple(dict.fromkeys(self._number(citation) for citation in citations)) or self.ledger()

    def of_readings(self, *readings: Reading | None) -> tuple[int, ...]:
        """Return the numbers of what these readings rest on: of a contested one, of every account."""
        accounts = (account for reading in readings if reading is not None for account in reading.accounts)
        return self.of(citation for account in accounts for citation in account.evidence.citations)

    def ledger(self) -> tuple[int, ...]:
        """Return the number of the ledger itself."""
        return (self._number(None),)

    def footnotes(self) -> tuple[Footnote, ...]:
        """Return the footnotes so far, in order."""
        return tuple(
            self._own(number) if citation is None else self._of_source(number, citation)
            for citation, number in self._numbers.items()
        )

    def _number(self, citation: Citation | None) -> int:
        return self._numbers.setdefault(citation, len(self._numbers) + 1)

    def _own(self, number: int) -> Footnote:
        info = self._known.info
        name = info.title if info and info.title else "untitled"
        if not self._stamped:
            return Footnote(number, f"This ledger ({name})")
        if self._last is None:
            return Footnote(number, f"This ledger ({name}), in which nothing is recorded")
        said = self._last.header
        known = f"as known at changeset {self._last.number}, recorded by {said.by} at {said.recorded_at}"
        return Footnote(number, f"This ledger ({name}), {known}; hash {said.hash}")

    def _of_source(self, number: int, citation: Citation) -> Footnote:
        key = citation.source or ""
        source = self._known.sources.get(key)
        person = self._known.persons.get(citation.by or "")
        by = person.name if person else citation.by
        if source is None:
            return Footnote(number, key, source=key, at=citation.at, quote=citation.quote, by=by, cited=citation)
        return Footnote(
            number,
            source.title,
            source=key,
            publisher=source.publisher,
            published=str(source.published) if source.published else None,
            at=citation.at,
            speaker=citation.speaker.value if citation.speaker else None,
            quote=citation.quote,
            grade=f"{source.reliability.value}{citation.credibility}",
            carries=", ".join(carries_of(citation, source)) or None,
            url=source.url,
            by=by,
            lang=source.language,
            remark=citation.note,
            left_out=self._floor is not None and not lets_pass(self._floor, citation, self._known.sources),
            cited=citation,
        )


def last_known(log: Iterable[Changeset], point: Point) -> Changeset | None:
    """Return the changeset a point is known at."""
    return next((changeset for changeset in log if changeset.number == point.known_at), None)


def by_edition(store: Store, document: Document, known_at: int) -> Document:
    """Return a document whose footnotes say of which edition a place is that the newest of its source has not so."""
    found = earlier_editions(store, (note.cited for note in document.footnotes if note.cited), known_at)
    if not found:
        return document
    notes = (replace(note, edition=found[note.cited]) if note.cited in found else note for note in document.footnotes)
    return replace(document, footnotes=tuple(notes))
