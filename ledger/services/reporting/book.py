"""The whole ledger on one page: the matrix, every item with what was held of it over time, every source."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ledger.domain.floors import OWN, Counting
from ledger.domain.frame import Frame
from ledger.domain.points import Point, last_day
from ledger.domain.readings import Matrix, Row
from ledger.domain.records import Item, Round, Source
from ledger.domain.words import SCORES, ItemKind, LinkKind
from ledger.formats.marks import conditioned
from ledger.formats.report import Block, Cell, Document, Grid, Paragraph, Section, Sentence, Span
from ledger.services import listing
from ledger.services.counting import said as counting_said
from ledger.services.matrix import matrix_at, rounds_in_order
from ledger.services.reporting import charts, tables
from ledger.services.reporting.citing import Notes, last_known
from ledger.services.reporting.wording import Names, point_name, stance_word
from ledger.services.showing import Told
from ledger.services.tabulating import every_entry, state_of
from ledger.storage import changesets, frame
from ledger.storage.database import Store

_LINKS = {
    LinkKind.depends_on: "depends on",
    LinkKind.trades_with: "trades with",
    LinkKind.relates_to: "relates to",
}


def book(store: Store, at: str = "now", counting: Counting = OWN) -> Document:
    """Return the whole ledger at a point, history included; raises as ``points.resolve`` does."""
    matrix = matrix_at(store, at, counting=counting)
    point = matrix.point
    known = frame.load(store, point.known_at)
    last = last_known(changesets.log(store, known_at=point.known_at), point)
    notes = Notes(known.sources, known.info, last)
    told = _by_item(every_entry(store, known, point))
    pages = _Pages(known, matrix, told, notes)
    title = known.info.title if known.info and known.info.title else "Untitled ledger"
    sections = (
        *(
            [Section("about", "About", (Paragraph(_about(known, notes)),))]
            if known.info and known.info.description
            else []
        ),
        Section("matrix", "The matrix", tuple(charts.one_matrix(matrix, notes))),
        *pages.items(),
        *([Section("around", "Around the talks", (pages.over_time(told[""]),))] if "" in told else []),
        Section("rounds", "Rounds", (_rounds(known),)),
        Section("parties", "Parties", (_parties(known),)),
        Section("sources", "Sources of this ledger", (_sources(listing.sources(store, at)),)),
        Section("words", "How to read this", (tables.words(),)),
    )
    subtitle = f"The whole ledger at {_dated(point)}, known at changeset {point.known_at}"
    said = counting_said(matrix.counting)
    lead = (Sentence((Span(said),), notes.ledger()),) if said else ()
    return Document(title, subtitle, lead, sections, notes.footnotes())


def _by_item(told: Iterable[Told]) -> Mapping[str, list[Told]]:
    """An event or a remark stands with each item it is tied to."""
    found: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        said = each.entry.said
        for item in getattr(said, "items", None) or [said.cell.item]:
            found[item or ""].append(each)
    return found


def _about(known: Frame, notes: Notes) -> tuple[Sentence, ...]:
    assert known.info is not None
    return (Sentence((Span(known.info.description or ""),), notes.ledger()),)


class _Pages:
    """One section for each item."""

    def __init__(self, known: Frame, matrix: Matrix, told: Mapping[str, list[Told]], notes: Notes) -> None:
        self._known = known
        self._names = Names(known)
        self._point = matrix.point
        self._rows = {row.item.key: row for row in matrix.rows}
        self._told = told
        self._notes = notes

    def items(self) -> Iterator[Section]:
        """Yield the items in the order of the ledger."""
        for number, item in enumerate(self._known.live_items, 1):
            yield Section(f"item-{number}", item.title, tuple(self._blocks(item, self._rows[item.key])))

    def _blocks(self, item: Item, row: Row) -> Iterator[Block]:
        yield Paragraph(tuple(Sentence((Span(text),), self._notes.ledger()) for text in self._description(item, row)))
        told = self._told.get(item.key, [])
        if told:
            yield self.over_time(told)

    def over_time(self, told: Iterable[Told]) -> Grid:
        """Return entries in the order of their days."""
        columns = ("Held", "Who", "Says", "In the analyst's words", "State", "Entry", "Changeset")
        return Grid("Over time", columns, tuple(self._line(each) for each in told))

    def _description(self, item: Item, row: Row) -> Iterator[str]:
        if item.question:
            yield item.question
        state = "overdue" if row.overdue else row.status.value
        facts = [state, item.track, f"difficulty {item.difficulty}" if item.difficulty else None]
        facts += [f"spread {row.spread} of 6" if row.spread is not None else None]
        facts += [f"due {item.due or 'without a date'}" if item.kind is ItemKind.commitment else None]
        yield f"{item.key}: {', '.join(fact for fact in facts if fact)}."
        if item.scale:
            yield f"On a scale where 0 is “{item.scale.low}” and 100 is “{item.scale.high}”."
        ties = [f"part of {self._names.item(item.part_of)}"] if item.part_of else []
        ties += [f"{_LINKS[link.kind]} {self._names.item(link.to)}" for link in item.links]
        if ties:
            yield f"It is {'; '.join(ties)}." if item.part_of else f"It {'; '.join(ties)}."

    def _line(self, told: Told) -> tuple[Cell, ...]:
        said, values = told.entry.said, told.entry.said.values()
        party = getattr(said, "party", None)
        who = self._names.party(party) if party else told.entry.kind.value
        word = values.get("title") or values.get("text") or stance_word(values.get("stance") or values.get("status"))
        told_if = conditioned(SCORES.get(values.get("stance", "")), str(values.get("condition")))
        condition = f"{told_if[0].upper()}{told_if[1:]}. " if values.get("condition") else ""
        position = f" Position {values['position']} of 100." if values.get("position") is not None else ""
        state = state_of(told, self._point)
        by = f" by {told.by}" if told.by else ""
        return (
            Cell(said.round if told.entry.by_round else str(told.entry.held)),
            Cell(who),
            Cell(word, self._notes.of(said.cite)),
            Cell(f"{condition}{said.summary or ''}{position}".strip() or None),
            Cell(state + by + (f", contested by {_numbers(told.rivals)}" if told.rivals else "")),
            Cell(told.entry.id),
            Cell(told.entry.changeset),
        )


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def _rounds(known: Frame) -> Grid:
    names = Names(known)
    rows = tuple(
        (
            Cell(stage.key),
            Cell(stage.title),
            Cell(f"{stage.kind.value}, {stage.status.value}"),
            Cell(_days(stage)),
            Cell(stage.venue),
            Cell(", ".join(names.party(key) for key in stage.parties) or None),
        )
        for stage in rounds_in_order(known)
    )
    return Grid("Rounds, by date", ("Round", "Title", "Kind", "When", "Where", "Who"), rows)


def _days(stage: Round) -> str | None:
    day = last_day(stage)
    if stage.starts and stage.ends and stage.starts != stage.ends:
        return f"{stage.starts} to {stage.ends}"
    planned = f"planned for {stage.planned_for}" if stage.planned_for else None
    return str(day) if day and (stage.starts or stage.ends) else planned


def _parties(known: Frame) -> Grid:
    rows = tuple(
        (Cell(party.code), Cell(party.name), Cell(party.role.value), Cell(", ".join(party.aliases) or None))
        for party in known.live_parties
    )
    return Grid("Who takes part", ("Code", "Name", "Role", "Also called"), rows)


def _sources(found: Iterable[tuple[Source, int]]) -> Grid:
    rows = tuple(_source(source, count) for source, count in found)
    columns = (
        "Key",
        "Title",
        "Publisher",
        "Kind",
        "Published",
        "Reliability",
        "Carries",
        "Address",
        "Entries",
        "SHA-256",
    )
    return Grid("Sources, and how many entries rest on each", columns, rows)


def _source(source: Source, count: int) -> tuple[Cell, ...]:
    published = str(source.published) if source.published else None
    about = (source.key, source.title, source.publisher, source.kind.value, published)
    return (
        *map(Cell, about),
        Cell(source.reliability.value),
        Cell(", ".join(source.carries) or None),
        Cell(source.url),
        Cell(count),
        Cell(source.sha256),
    )


def _dated(point: Point) -> str:
    name = point_name(point)
    return name if name == point.held_on.isoformat() else f"{name} ({point.held_on.isoformat()})"
