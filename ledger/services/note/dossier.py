"""A dossier: one item, or one party, whole. What stands, what changed between two points, and how it came about.

One service for ``posl report --item`` and ``--party``, the party page and the site.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ledger.domain.blocs import Blocs, Spoken, besides, memberships, spoken_for
from ledger.domain.entries import Entry
from ledger.domain.floors import OWN, Counting
from ledger.domain.moments import HeldOn
from ledger.domain.parts import Untold, untold
from ledger.domain.readings import COLUMN_ROLES, Matrix, MatrixRow, Reading
from ledger.domain.records import Item, Party
from ledger.domain.register import Register
from ledger.domain.tallies import MANY, tally_of
from ledger.domain.told_once import told_once
from ledger.domain.words import EntryKind, ItemKind, Stance
from ledger.formats import marks
from ledger.formats.document import Block, Document, Grid, Lines, Paragraph, Section, Sentence, Span, TableCell
from ledger.services import keys
from ledger.services.comparing import compare
from ledger.services.counting import headed
from ledger.services.entry_states import EntryAtPoint
from ledger.services.listing import last_stance
from ledger.services.matrix import matrix_at
from ledger.services.note import steps, words
from ledger.services.note.behalf import BehalfWriter
from ledger.services.note.build import PARTS, Writer
from ledger.services.note.citing import by_edition
from ledger.services.note.first import remark
from ledger.services.note.material import Material, of_compared
from ledger.services.note.steps import HeldAtRound
from ledger.services.note.whole_ledger import Pages
from ledger.services.tables_out import every_entry
from ledger.storage import register
from ledger.storage.database import Store

_MANY = 40  # items named in a sentence; the rest is counted
_FOR_IT = "Said on its behalf, over time"
_NO_STANCE = "No stance of {} in the reports we have on these open issues"
_CHANGES = (
    "settled",
    "moved",
    "inside",
    "course",
    "new",
    "gone",
    "promises",
    "contested",
    "evidence",
    "corrected",
    "redefined",
    "still",
)


def dossier_of_item(
    store: Store, item: str, start: str | None = None, end: str = "now", *, counting: Counting = OWN
) -> Document:
    """Return the dossier of an item at ``end``, with what changed since ``start`` where that is given.

    Raises ``NotFound`` for an item there is not, and as ``points.resolve`` does.
    """
    found = gather(store, start, end, item=item, counting=counting)
    key = keys.key_of("item", item, found.known.items)
    over = steps.stages(store, found.known, found.matrix.point, found.matrix.counting, [key])
    return by_edition(store, item_dossier(replace(found, stages=tuple(over)), key), found.matrix.point.known_at)


def dossier_of_party(
    store: Store, party: str, start: str | None = None, end: str = "now", *, counting: Counting = OWN
) -> Document:
    """Return the dossier of a party at ``end``, with what changed since ``start`` where that is given.

    Raises ``NotFound`` for a party there is not, and as ``points.resolve`` does.
    """
    found = gather(store, start, end, party=party, counting=counting)
    written = party_dossier(found, keys.key_of("party", party, found.known.parties))
    return by_edition(store, written, found.matrix.point.known_at)


@dataclass(frozen=True)
class DossierMaterial:
    """What dossiers are made of: gathered once, for one or for all of them.

    ``told`` is every entry known, in the order of their days; ``stages`` are for the steps of items.
    """

    material: Material
    matrix: Matrix
    known: Register
    told: tuple[EntryAtPoint, ...]
    compared: bool
    stages: tuple[HeldAtRound, ...] = ()

    @cached_property
    def rows(self) -> Mapping[str, MatrixRow]:
        """The rows of the matrix, by item."""
        return {row.item.key: row for row in self.matrix.rows}

    @cached_property
    def spoken(self) -> Spoken:
        """What others hold for whom, by item and party."""
        return spoken_for(self.matrix)

    @cached_property
    def columns(self) -> tuple[Party, ...]:
        """Those who have a column in the matrix."""
        return self.matrix.columns

    @cached_property
    def remarks(self) -> tuple[EntryAtPoint, ...]:
        """What anybody said of the talks or an item."""
        return tuple(each for each in self.told if each.entry.kind is EntryKind.remark)

    @cached_property
    def by_item(self) -> Mapping[str, list[EntryAtPoint]]:
        """Entries by each item that they are on; what is on no item is on the talks, under an empty key."""
        found: dict[str, list[EntryAtPoint]] = defaultdict(list)
        for each in self.told:
            for item in items_of(each.entry):
                found[item].append(each)
        return found

    @cached_property
    def by_party(self) -> Mapping[str, list[EntryAtPoint]]:
        """Stances, by party."""
        found: dict[str, list[EntryAtPoint]] = defaultdict(list)
        for each in self.told:
            party = getattr(each.entry.said, "party", None)
            if party:
                found[party].append(each)
        return found

    @cached_property
    def for_party(self) -> Mapping[str, list[EntryAtPoint]]:
        """Stances of others, by each party that they were taken for: that they name, or that was in the bloc then.

        What stands on a party's behalf is among them, though it joined the bloc only later.
        """
        standing: dict[int, dict[str, None]] = defaultdict(dict)
        for cells in self.spoken.values():
            for party, every in cells.items():
                for number in (number for each in every for number in each.reading.numbers):
                    standing[number][party] = None
        found: dict[str, list[EntryAtPoint]] = defaultdict(list)
        on = {day: Blocs(self.known.parties, day) for day in {each.entry.held.last for each in self.told}}
        for each in self.told:
            blocs, said = on[each.entry.held.last], _as_reading(each.entry)
            heard = standing.get(each.entry.id, {})
            if said.party and said.stance is not Stance.silent and blocs.speaks_for_others(said.party, said):
                heard = {**blocs.heard_by(said.party, said), **heard}
            for party in heard:
                found[party].append(each)
        return found


def _as_reading(entry: Entry) -> Reading:
    said = entry.said
    return Reading(
        entry.id,
        entry.kind,
        said.cell.item or "",
        said.cell.party,
        entry.held,
        said.round,
        entry.changeset,
        said.values(),
    )


def items_of(entry: Entry) -> tuple[str, ...]:
    """Return the items that an entry is on; an empty key is the talks."""
    said = entry.said
    tied = tuple(getattr(said, "items", ()) or ())
    return tied or (said.cell.item or "",)


def gather(store: Store, start: str | None, end: str, *, counting: Counting, **wanted: str) -> DossierMaterial:
    """Gather what dossiers at ``end`` are made of; raises as ``points.resolve`` does."""
    matrix = matrix_at(store, end, counting=counting)
    known = register.load(store, matrix.point.known_at)
    compared = compare(store, start or end, end, with_rows=True, counting=counting, **wanted)  # type: ignore[arg-type]  # what a diff is asked for, by name
    material = of_compared(store, compared, counting=counting, whole=False)
    told = tuple(every_entry(store, known, matrix.point, matrix.counting))
    material = replace(material, entries={each.entry.id: each.entry for each in told})
    return DossierMaterial(material, matrix, known, told, start is not None)


def item_dossier(found: DossierMaterial, key: str) -> Document:
    """Return the dossier of an item, by its key."""
    return _ItemDossier(found, key).document()


def party_dossier(found: DossierMaterial, key: str) -> Document:
    """Return the dossier of a party, by its key."""
    return _PartyDossier(found, key).document()


class Dossier:
    """What all dossiers share."""

    def __init__(self, found: DossierMaterial, key: str) -> None:
        self._found = found
        self._key = key
        self._writer = Writer(found.material, brief=False)
        self._lines = self._writer.lines
        self._names = self._lines.names
        self._pages = Pages(found.known, found.matrix.point, self._lines.notes)

    def _framed(self, title: str, sections: Iterable[Section]) -> Document:
        info = self._found.known.info
        ledger = info.title if info and info.title else ""
        point = self._found.matrix.point
        written = tuple(section for section in sections if not section.empty)
        at = f"{words.dated(point, self._found.known.rounds)}, known at changeset {point.known_at}"
        subtitle = ": ".join(filter(None, (ledger, at if self._found.material.stamped else "")))
        subtitle = headed(subtitle, self._found.matrix.counting)
        return Document(title, subtitle, (), written, self._lines.notes.footnotes())

    def _changes(self) -> Iterator[Section]:
        """Yield what changed, in the sections of the note."""
        if self._found.compared:
            yield from (part.written(self._writer) for part in PARTS if part.key in _CHANGES)

    def _remarks(self, title: str, told: Iterable[EntryAtPoint]) -> Section:
        said = tuple(remark(self._lines, alike) for alike in told_once(each.entry for each in told if each.tells))
        return Section("remarks", title, (Lines(said),))

    def _plain(self, text: str) -> Sentence:
        return self._lines.plain(text)


class _ItemDossier(Dossier):
    def document(self) -> Document:
        item = self._found.known.items[self._key]
        return self._framed(item.title, [*self._sections(item)])

    def _sections(self, item: Item) -> Iterator[Section]:
        row = self._found.rows[self._key]
        yield Section("item", "The item", (Paragraph(tuple(self._pages.described(item, row))), *self._whose(row)))
        behalf = BehalfWriter(self._lines)
        held = [(*self._lines.holds(reading), *behalf.for_whom(reading)) for reading in self._stances(row)]
        lines = Lines(tuple(Sentence((*said, Span("."))) for said in held))
        yield Section("held", "Who holds what", (*self._counted(row), lines))
        drawn = steps.of_item(self._key, self._found.columns, list(self._found.stages)) if self._found.stages else ()
        yield Section("steps", "Over the rounds", tuple(drawn))
        yield Section("accounts", "Account by account", self._accounts(row))
        yield from self._changes()
        own = self._found.by_item.get(self._key, [])
        yield self._remarks("What is said of it", (each for each in own if each.entry.kind is EntryKind.remark))
        yield Section("history", "Over time", (self._pages.over_time(own, home=True),) if own else ())

    def _stances(self, row: MatrixRow) -> list[Reading]:
        """Return what parties hold on it, in the order of the ledger."""
        return [row.cells[party.key] for party in self._found.matrix.parties if party.key in row.cells]

    def _counted(self, row: MatrixRow) -> tuple[Block, ...]:
        """Of many, how many are for and against, before who they are."""
        if len(row.cells) <= MANY:
            return ()
        told = f"{len(row.cells):,} parties heard: {tally_of(row.cells.values()).said}."
        return (Paragraph((self._lines.plain(told),)),)

    def _whose(self, row: MatrixRow) -> tuple[Block, ...]:
        """Who promised it, to whom; or would, where no report says that anybody did."""
        item = row.item
        if item.kind is not ItemKind.commitment or not item.by:
            return ()
        to = (Span(" to "), *self._named(item.to)) if item.to else ()
        if words.mutual(item.by, item.to):
            to = (Span(" to each other"),)
        said = (
            Span(f"It {'would be' if row.unpromised else 'is'} a promise of "),
            *self._named(item.by),
            *to,
            Span("."),
        )
        return (Paragraph((Sentence(said, self._lines.notes.ledger()),)),)

    def _named(self, parties: Iterable[str]) -> tuple[Span, ...]:
        return words.enumerated([self._names.who(party) for party in parties])

    def _accounts(self, row: MatrixRow) -> tuple[Block, ...]:
        """Every account of the item, those that contradict each other under one another."""
        readings = ([row.status_reading] if row.status_reading else []) + self._stances(row)
        rows = tuple(self._account(reading, account) for reading in readings for account in reading.accounts)
        columns = ("Whose", "Account", "If or unless", "Held", "Whose word", "Grade", "Independent sources", "Entries")
        return (Grid("Accounts, as they stand", columns, rows),) if rows else ()

    def _account(self, reading: Reading, account: Reading) -> tuple[TableCell, ...]:
        evidence = account.evidence
        state = ", ".join(filter(None, (words.stance_word(account.word), marks.mark_words(reading))))
        besides = self._told_besides(account)
        days = dict.fromkeys([*map(words.held_as_known, besides), account.round or words.held(account.held)])
        return (
            TableCell(self._names.party(reading.party), to=f"party:{reading.party}")
            if reading.party
            else TableCell("status"),
            TableCell(state, self._lines.notes.of(evidence.citations)),
            TableCell(account.condition or marks.condition_of(account, self._names.person)),
            TableCell(
                words.listed([*days]),
                to=f"round:{account.round}" if account.round else None,
            ),
            TableCell(marks.whose(account) or None),
            TableCell(evidence.grade),
            TableCell(evidence.independent_sources),
            TableCell(
                words.listed([str(number) for number in (*(each.id for each in besides), *account.own)]),
                to=f"entry:{account.entry}",
            ),
        )

    def _told_besides(self, account: Reading) -> list[Entry]:
        """Return the entries that a promise rests on besides its own: who told of it first, or of another day."""
        own = self._found.by_item.get(self._key, ())
        return [each.entry for each in own if each.entry.id in account.told_before]


class _PartyDossier(Dossier):
    def document(self) -> Document:
        party = self._found.known.parties[self._key]
        return self._framed(party.name, [*self._sections()])

    def _sections(self) -> Iterator[Section]:
        party = self._found.known.parties[self._key]
        told = [f"{party.name} ({party.code}), {party.role.value}."]
        told += [f"Also called {words.listed(list(party.aliases))}."] if party.aliases else []
        told += self._belonging(party)
        yield Section("party", "The party", (Paragraph((*map(self._plain, told), *self._heard())),))
        yield Section("held", "What it holds", (Lines(tuple(self._held())),))
        beside = tuple(self._beside())
        yield Section("beside", "On its behalf, not its own word", (Lines(beside),) if beside else ())
        promised = tuple(self._promised())
        yield Section("promised", "What it promised", (Lines(promised),) if promised else ())
        yield from self._changes()
        yield self._remarks("What its people say", filter(self._is_said_for_it, self._found.remarks))
        table = self._pages.over_time(self._own, items=True, parties=False)
        yield Section("history", "Over time", (table,) if self._own else ())
        spoken = self._found.for_party.get(self._key, [])
        table = self._pages.over_time(spoken, items=True, title=_FOR_IT)
        yield Section("spoken", _FOR_IT, (table,) if spoken else ())

    def _belonging(self, party: Party) -> Iterator[str]:
        """Yield who belongs to it, and to what it belongs, each with its time."""
        names = self._lines.names
        if party.members:
            yield f"A bloc of {words.listed([words.belongs(names.party(each.party), each) for each in party.members])}."
        own = memberships(self._found.known, party.key)
        blocs = [words.belongs(names.party(bloc.key), each) for bloc, each in own]
        if blocs:
            yield f"A member of {words.listed(blocs)}."

    def _is_said_for_it(self, remark: EntryAtPoint) -> bool:
        """Whether who made a remark held an office of the party then."""
        person = self._found.known.persons.get(getattr(remark.entry.said, "by", None) or "")
        return person is not None and person.holds_office_of(self._key, remark.entry.held)

    def _heard(self) -> Iterator[Sentence]:
        """Yield when it last took a stance, and on which open items none of it is in the reports we have."""
        rows = self._found.matrix.rows
        held = [row.cells[self._key] for row in rows if self._key in row.cells]
        last = last_stance(held)
        awaited = self._found.known.parties[self._key].role in COLUMN_ROLES
        recorded_on = {item for each in self._own for item in items_of(each.entry)}
        left = untold(self._found.matrix, self._key, recorded_on) if awaited else None
        if last:
            yield self._plain(f"Last heard, with a stance, {words.on_days(last)}{self._by_whom(last)}.")
        elif all(each.stance is Stance.silent for each in held):
            recorded = any(Stance(each.entry.said.values()["stance"]) is not Stance.silent for each in self._own)
            if recorded:
                yield self._plain(f"No stance of {self._it} that counts is recorded by this point.")
            elif left is None or not left.nowhere:  # else the next line says so, with the issues
                yield self._plain(f"No stance of {self._it} is in the reports we have.")
        if left is not None:
            yield from self._not_heard(left)

    def _by_whom(self, last: HeldOn) -> str:
        """Return on whose word its last stance is, where not on its own, and when it last took one on that."""
        known = self._found.known
        told = [
            (each.entry.held, words.voices(each.evidence, known))
            for each in self._own
            if each.tells and each.sure and Stance(each.entry.said.values()["stance"]) is not Stance.silent
        ]
        voices = [heard for held, heard in told if held == last]
        if not voices or not all(voices):
            return ""
        whose = words.listed(words.as_one_voice((voice for heard in voices for voice in heard), known))
        own = max((held for held, heard in told if not heard), key=lambda held: held.lateness, default=None)
        if own is None or own.lateness > last.lateness:  # a silence has taken the place of what it said itself
            return f", {whose}"
        return f", {whose}; {words.OWN_WORD} {words.on_days(own)}"

    @cached_property
    def _it(self) -> str:
        """How it is called where nothing is told of it: beside what others hold for it, of itself alone."""
        spoken_for = any(True for _each in besides(self._found.matrix, self._key, self._found.spoken))
        return "its own" if spoken_for else "it"

    @property
    def _own(self) -> list[EntryAtPoint]:
        """Its stances, also those that do not count."""
        return self._found.by_party.get(self._key, [])

    def _not_heard(self, left: Untold) -> Iterator[Sentence]:
        """Yield on what nothing of it is told, what it is heard on in another way alone, where nothing of it counts."""
        none = _NO_STANCE.format(self._it)
        told = (
            (f"{none}: ", left.nowhere),
            (f"{none} by themselves, only on what they are part of: ", left.in_whole),
            (f"{none} as a whole, only on a part: ", left.in_part),
            ("A stance of it is recorded, but none that counts by this point, on these open issues: ", left.uncounted),
        )
        for lead, items in told:
            if items:
                named: list[words.SpanPart] = [Span(item.title, to=f"item:{item.key}") for item in items[:_MANY]]
                named += [f"{len(items) - _MANY:,} more"] if len(items) > _MANY else []
                yield Sentence((Span(lead), *words.enumerated(named), Span(".")), self._lines.notes.ledger())

    def _held(self) -> Iterator[Sentence]:
        for row in self._found.matrix.rows:
            reading = row.cells.get(self._key)
            if reading is not None:
                said = self._lines.holds(reading)
                yield Sentence((self._names.about(row.item.key), Span(": "), *said, Span(".")), item=row.item.key)

    def _promised(self) -> Iterator[Sentence]:
        """Yield the commitments by it that anything is told of, and what became of each, as the note tells it."""
        for row in self._found.matrix.rows:
            if row.item.kind is ItemKind.commitment and self._key in row.item.by and row.heard_of:
                yield self._writer.promises.standing(row)

    def _beside(self) -> Iterator[Sentence]:
        """Yield what blocs that it belongs to hold, and others said for it; what is told of itself, where another."""
        for each in besides(self._found.matrix, self._key, self._found.spoken):
            said = self._lines.holds(each.said.reading)
            own: tuple[Span, ...] = ()
            if each.own and each.dissent:
                own = (Span(f"; {marks.of_itself(each.own)} is another: "), *self._lines.holds(each.own))
            yield Sentence((self._names.about(each.item.key), Span(": "), *said, *own, Span(".")), item=each.item.key)
