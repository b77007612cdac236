"""Dossiers of rounds, sources and persons: what the ledger says of them, and every entry that rests on them."""

from collections.abc import Iterable, Iterator

from ledger.domain.delegations import Delegation, Delegations
from ledger.domain.entries import Citation
from ledger.domain.moments import HeldOn
from ledger.domain.records import Delegate, Item, Person, Record, Source
from ledger.formats.document import Block, Document, Grid, Lines, Paragraph, Section, Sentence, Span, TableCell
from ledger.formats.marks import in_one_line
from ledger.services.entry_states import EntryAtPoint
from ledger.services.note import words
from ledger.services.note.dossier import Dossier, DossierMaterial
from ledger.services.shown import PersonView, RoundView, SourceView

_SHOWN = frozenset({"key", "title", "name", "struck", "parties", "offices"})


def round_dossier(found: DossierMaterial, view: RoundView) -> Document:
    """Return the dossier of a round: who sat in it by whose account, what was held or happened on its days."""
    return _RoundDossier(found, view.stage.key, view).document()


def source_dossier(found: DossierMaterial, view: SourceView) -> Document:
    """Return the dossier of a source: what it is, and what rests on it."""
    return _SourceDossier(found, view.source.key, view).document()


def person_dossier(found: DossierMaterial, view: PersonView) -> Document:
    """Return the dossier of a person: the offices held, where they sat, what they said."""
    return _PersonDossier(found, view.person.key, view).document()


class _Record(Dossier):
    """What dossiers of descriptive records share."""

    def _fields(self, record: Record, title: str, **said: str) -> Grid:
        """Every field that says something, one a row; of those ``said`` in other words, these, and first."""
        told = said | record.model_dump(mode="json", exclude_defaults=True) | said
        days = {name: value for name in told if isinstance(value := getattr(record, name), HeldOn)}
        rows = tuple(
            (
                TableCell(name.replace("_", " ")),
                TableCell(words.held(days[name])) if name in days else self._field(name, value),
            )
            for name, value in told.items()
            if name not in _SHOWN
        )
        return Grid(title, ("Field", "Is"), rows)

    def _field(self, name: str, value: object) -> TableCell:
        if name == "host":
            return TableCell(self._names.party(str(value)), to=f"party:{value}")
        return TableCell(str(in_one_line(name, value)))

    def _over_time(self, told: Iterable[EntryAtPoint]) -> tuple[Block, ...]:
        own = list(told)
        return (self._pages.over_time(own, items=True),) if own else ()

    def _who(self, seat: Delegate) -> tuple[Span, ...]:
        office = f", {seat.office}" if seat.office else ""
        lead = " (lead)" if seat.lead else ""
        return (Span(self._names.person(seat.person), to=f"person:{seat.person}"), Span(f"{office}{lead}"))

    def _cited(self, cites: Iterable[Citation | None]) -> tuple[int, ...]:
        return self._lines.notes.of(cite for cite in cites if cite is not None)


class _RoundDossier(_Record):
    def __init__(self, found: DossierMaterial, key: str, view: RoundView) -> None:
        super().__init__(found, key)
        self._view = view

    def document(self) -> Document:
        return self._framed(self._view.stage.title, self._sections())

    def _sections(self) -> Iterator[Section]:
        view = self._view
        became = words.state_of_round(view.stage, view.slip, self._lines.reports)
        yield Section("round", "The round", (self._fields(view.stage, "What is recorded of it", status=became),))
        yield Section("table", "At the table", (Lines(tuple(self._table())),))
        yield Section("due", "Due by it", (Lines(tuple(map(self._due, view.due))),))
        stand = (told for told in view.entries if told.stands)
        yield Section("history", "Held or happened on its days, or by them", self._over_time(stand))

    def _table(self) -> Iterator[Sentence]:
        """Yield who sat for a party, one source's list a line."""
        found = dict(self._view.delegations)
        named = dict.fromkeys([*self._view.stage.parties, *(seat.party for seat in self._view.delegates)])
        for party in named:
            lists = found[party].lists if party in found else ()
            for each in lists:
                yield self._list(party, each, found[party])
            if not lists:
                said = (self._names.who(party), Span(": nobody named."))
                yield Sentence(said, self._lines.notes.ledger(), party=party)

    def _list(self, party: str, each: Delegation, found: Delegations) -> Sentence:
        people = words.joined([self._who(seat) for seat in each.delegates], "; ")
        contested = " (contested)" if any(each in pair for pair in found.rivals) else ""
        said = (self._names.who(party), Span(f"{contested}: "), *people, Span("."))
        return Sentence(said, self._cited(seat.cite for seat in each.delegates), party=party)

    def _due(self, item: Item) -> Sentence:
        return Sentence((self._names.about(item.key), Span(".")), self._lines.notes.ledger(), item=item.key)


class _SourceDossier(_Record):
    def __init__(self, found: DossierMaterial, key: str, view: SourceView) -> None:
        super().__init__(found, key)
        self._view = view

    def document(self) -> Document:
        return self._framed(self._view.source.title, self._sections(self._view.source))

    def _sections(self, source: Source) -> Iterator[Section]:
        yield Section("source", "The source", (self._fields(source, "What is recorded of it"),))
        yield Section("history", "What rests on it", self._over_time(self._view.entries))


class _PersonDossier(_Record):
    def __init__(self, found: DossierMaterial, key: str, view: PersonView) -> None:
        super().__init__(found, key)
        self._view = view

    def document(self) -> Document:
        return self._framed(self._view.person.name, self._sections(self._view.person))

    def _sections(self, person: Person) -> Iterator[Section]:
        told = [f"Also called {words.listed(list(person.aliases))}."] if person.aliases else []
        told += [f"{self._names.office(office)}." for office in person.offices]
        yield Section("person", "The person", (Paragraph(tuple(map(self._plain, told))),))
        yield Section("seats", "Sat in", (Lines(tuple(self._seats())),))
        yield Section("history", "Said", self._over_time(self._view.said))
        yield Section("cited", "Cited in, with the words of others", self._over_time(self._view.cited_in))

    def _seats(self) -> Iterator[Sentence]:
        for stage, seat in self._view.seats:
            office = f", {seat.office}" if seat.office else ""
            lead = " (lead)" if seat.lead else ""
            named = Span(stage.key, to=f"round:{stage.key}"), Span(" for "), self._names.who(seat.party)
            yield Sentence((*named, Span(f"{office}{lead}.")), self._cited([seat.cite]))
