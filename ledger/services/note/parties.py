"""A paragraph by party: on how many items it moved and towards whom, what is first heard of it, where it is alone."""

from collections.abc import Iterator

from ledger.domain.diff import Change, Verb
from ledger.domain.readings import COLUMN_ROLES
from ledger.domain.records import Party
from ledger.formats.document import Paragraph, Sentence, Span, Style
from ledger.services.note import words
from ledger.services.note.changed import Changed
from ledger.services.note.lines import Lines


class Parties:
    """Writes the paragraphs."""

    def __init__(self, lines: Lines, changed: Changed) -> None:
        self._lines = lines
        self._changed = changed
        self._diff = lines.material.diff

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield a paragraph for each party at the table, and for every other of which a change tells."""
        spoken_of = {change.party for change in self._diff.changes}
        for party in self._lines.material.names.live_parties:
            if party.role in COLUMN_ROLES or party.key in spoken_of:
                yield Paragraph(tuple(self._about(party)))

    def _about(self, party: Party) -> Iterator[Sentence]:
        own = [change for change in self._diff.changes if change.party == party.key]
        name = Span(self._lines.names.party(party.key), Style.strong, to=f"party:{party.key}")
        moved = [change for change in own if change.moved]
        if moved:
            told = self._changed.summed_up(party.key, moved)
            rest = told.spans[0].text.removeprefix(name.text)
            yield Sentence((name, Span(rest)), told.cites, party=party.key)
        else:
            yield Sentence((name, Span(" is not reported to have moved.")), self._lines.notes.ledger(), party=party.key)
        yield from (self._inside(change) for change in self._diff.inside if change.party == party.key)
        yield from self._first_heard(own)

    def _inside(self, change: Change) -> Sentence:
        said = self._changed.inside_line(change)
        return Sentence(said, self._lines.notes.of(change.rests_on))

    def _first_heard(self, own: list[Change]) -> Iterator[Sentence]:
        stated = [change for change in own if Verb.stated in change.verbs]
        if stated:
            items = words.listed([self._lines.names.item(change.item) for change in stated])
            cited = self._lines.notes.of(citation for change in stated for citation in change.rests_on)
            yield Sentence((Span(f"It is first heard, by us, on {items}."),), cited)
