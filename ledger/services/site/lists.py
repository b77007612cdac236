"""Pages that list: items, parties, persons, rounds, sources, what was said of the talks, the log, the timeline."""

from collections.abc import Callable, Iterable, Iterator

from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import Matrix, MatrixRow
from ledger.domain.words import EntryKind, ItemKind
from ledger.formats import marks
from ledger.formats.document import Block, Document, Grid, Paragraph, Section, Sentence, Span, TableCell
from ledger.services import measuring, record_lists, timeline
from ledger.services.counting import headed, reports
from ledger.services.matrix import matrix_at
from ledger.services.note import charts, tables, whole_ledger, words
from ledger.services.note.citing import Notes
from ledger.services.note.dossier import DossierMaterial
from ledger.services.note.steps import held_rounds
from ledger.services.note.whole_ledger import Pages
from ledger.services.note.words import DisplayNames
from ledger.services.points import first_plans
from ledger.services.timeline import Happening, Moment
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store

_FOR, _AGAINST = "For", "Against"


class Listing:
    """Writes the pages that list."""

    def __init__(self, store: Store, found: DossierMaterial, log: list[Changeset]) -> None:
        self._store = store
        self._found = found
        self._log = log
        info = found.known.info
        self._title = headed(info.title if info and info.title else "", found.matrix.counting)

    def _page(self, title: str, key: str, make: Callable[[Notes], Iterable[Block]]) -> Document:
        notes = Notes(self._found.known, None, stamped=False, counting=self._found.matrix.counting)
        blocks = tuple(make(notes))
        sections = (Section(key, title, blocks),) if blocks else ()
        return Document(title, self._title, (), sections, notes.footnotes())

    def matrix(self) -> Document:
        """Return the matrix with every row, and how many are for and against."""
        matrix = self._found.matrix
        return self._page("The matrix", "matrix", lambda notes: charts.one_matrix(matrix, notes, most=None))

    def items(self) -> Document:
        """Return the checklist: every item, where it stands, how far apart the principals are."""
        return self._page("Items", "items", lambda _notes: self._items(self._found.matrix))

    def _items(self, matrix: Matrix) -> Iterator[Block]:
        columns = ("Item", "Kind", "Matter", "Track", "Status", "Difficulty", "Spread", "Due", _FOR, _AGAINST)
        rows = tuple(self._item(row) for row in matrix.rows)
        if rows:
            yield charts.with_remark("Items, in the order of the ledger", columns, rows)

    def _item(self, row: MatrixRow) -> tuple[TableCell, ...]:
        item, known = row.item, self._found.known
        scores = [reading.measure for reading in row.cells.values() if reading.measure]
        due = words.due(item.due, known.rounds) if item.kind is ItemKind.commitment else None
        state = f"{marks.state(row)}{words.late(row.late)}" if row.heard_of else None
        facts = (
            item.kind.value,
            item.matter.value,
            item.track,
            state,
            item.difficulty,
            row.spread,
            due,
            sum(score > 0 for score in scores),
            sum(score < 0 for score in scores),
        )
        return (TableCell(item.title, to=f"item:{item.key}"), *map(TableCell, facts))

    def parties(self) -> Document:
        """Return who takes part."""
        return self._page("Parties", "parties", lambda _notes: [whole_ledger.parties(self._found.known)])

    def persons(self) -> Document:
        """Return who speaks or sits at a table."""
        names = DisplayNames(self._found.known)
        return self._page(
            "People", "persons", lambda _: [whole_ledger.persons(record_lists.persons(self._store), names)]
        )

    def rounds(self) -> Document:
        """Return the rounds by date."""
        plans = first_plans(self._store, self._found.matrix.point.known_at)
        return self._page("Rounds", "rounds", lambda _notes: [whole_ledger.rounds(self._found.known, plans)])

    def sources(self) -> Document:
        return self._page(
            "Sources", "sources", lambda _notes: [whole_ledger.sources(record_lists.sources(self._store))]
        )

    def words(self) -> Document:
        """Return what the words mean."""
        return self._page("How to read this", "words", lambda _notes: [tables.words()])

    def talks(self) -> Document:
        """Return remarks on the talks and events around them; those that are on items stand with these too."""

        def make(notes: Notes) -> Iterator[Block]:
            own = self._found.by_item.get("", [])
            events = [each for each in self._found.told if each.entry.kind is EntryKind.event and each not in own]
            pages = Pages(self._found.known, self._found.matrix.point, notes)
            if own:
                yield pages.over_time(own, home=True)
            else:
                told_in = reports(self._found.matrix.counting)
                but = " but those on items" if events else ""
                none = f"No remark on the talks, and no event around them{but}, is in {told_in}."
                yield Paragraph((Sentence((Span(none),), notes.ledger()),))
            if events:
                yield pages.over_time(events, items=True, title="Events around the talks that are on items")

        return self._page("On the talks", "history", make)

    def timeline(self) -> Document:
        """Return everything dated: rounds, events, promises falling due."""
        shown = timeline.timeline(self._store, counting=self._found.matrix.counting)
        rows = tuple(self._moment(moment) for moment in shown.moments)
        grid = Grid(
            "Rounds, events and days that promises fall due, in order",
            ("Day", "Kind", "What", "Told by", "State"),
            rows,
        )
        return self._page("Timeline", "timeline", lambda _notes: [grid] if rows else [])

    def _moment(self, moment: Moment) -> tuple[TableCell, ...]:
        stage = moment.round if moment.kind is Happening.round else None
        told, item = moment.told, moment.item
        to = f"round:{stage.key}" if stage else f"item:{item.key}" if item else None
        to = f"entry:{told.entry.id}" if told else to
        state = moment.state or ""
        if moment.past:
            state = f"{state}; {words.not_heard_held(reports(self._found.matrix.counting))}"
        by = ", ".join(dict.fromkeys(cited.source or "" for cited in told.entry.said.cite)) if told else None
        what = TableCell(moment.kind.value), TableCell(moment.title, to=to), TableCell(by)
        said = state + words.late(moment.late)
        return TableCell(_days(moment)), *what, TableCell(said or None)

    def measures(self) -> Document:
        """Return the measures, from the end of the first round held until now, and what is drawn over the rounds."""
        counting, point = self._found.matrix.counting, self._found.matrix.point
        rounds = held_rounds(self._found.known, point)

        def make(_notes: Notes) -> Iterator[Block]:
            if not rounds:
                return
            first = matrix_at(self._store, rounds[0].key, counting=counting)
            series = measuring.over_rounds(self._store, also=[point], counting=counting)
            yield from charts.over_rounds(series)
            yield from tables.measured(first, self._found.matrix, series, DisplayNames(self._found.known))

        return self._page("Measures", "measures", make)

    def log(self) -> Document:
        """Return the changesets, the newest first, and the state of the record."""
        columns = ("Changeset", "Recorded", "By", "With", "Message", "Hash")
        rows = tuple(_changeset(each) for each in self._log)
        blocks: list[Block] = [Paragraph((self._state(self._found.matrix.point),))]
        blocks += [Grid("What was recorded, and when", columns, rows)] if rows else []
        sections = (Section("log", "The log", tuple(blocks)),)
        return Document("The log", self._title, (), sections, ())

    def _state(self, point: Point) -> Sentence:
        at = words.dated(point, self._found.known.rounds)
        return Sentence((Span(f"At {at}, known at changeset {point.known_at}."),))


def _days(moment: Moment) -> str | None:
    return words.held(HeldOn.parse(str(moment.held))) if moment.held else None


def _changeset(each: Changeset) -> tuple[TableCell, ...]:
    said = each.header
    about = (said.recorded_at, said.by, said.tool, said.message, said.hash)
    return (TableCell(each.number, anchor=f"changeset-{each.number}"), *map(TableCell, about))
