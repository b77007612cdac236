"""The whole ledger on one page: the matrix, every item with what was held of it over time, every source."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ledger.domain.floors import OWN, Counting
from ledger.domain.frame import Frame
from ledger.domain.points import last_day
from ledger.domain.readings import Matrix
from ledger.domain.records import Round, Source
from ledger.formats.document import Block, Cell, Document, Grid, Paragraph, Section, Sentence, Span
from ledger.services import listing
from ledger.services.counting import said as counting_said
from ledger.services.matrix import matrix_at, rounds_in_order
from ledger.services.note import charts, tables
from ledger.services.note.citing import Notes, last_known
from ledger.services.note.pages import Pages
from ledger.services.note.words import Names, dated
from ledger.services.showing import Told
from ledger.services.tabulating import every_entry
from ledger.storage import changesets, frame
from ledger.storage.database import Store


def book(store: Store, at: str = "now", counting: Counting = OWN) -> Document:
    """Return the whole ledger at a point, history included; raises as ``points.resolve`` does."""
    matrix = matrix_at(store, at, counting=counting)
    point = matrix.point
    known = frame.load(store, point.known_at)
    last = last_known(changesets.log(store, known_at=point.known_at), point)
    notes = Notes(known, last)
    told, pages = _by_item(every_entry(store, known, point)), Pages(known, point, notes)
    title = known.info.title if known.info and known.info.title else "Untitled ledger"
    sections = (
        *(
            [Section("about", "About", (Paragraph(_about(known, notes)),))]
            if known.info and known.info.description
            else []
        ),
        Section("matrix", "The matrix", tuple(charts.one_matrix(matrix, notes))),
        *_items(known, matrix, told, pages),
        *([Section("talks", "On the talks", (pages.over_time(told[""]),))] if told.get("") else []),
        Section("rounds", "Rounds", (_rounds(known),)),
        Section("parties", "Parties", (_parties(known),)),
        Section("sources", "Sources of this ledger", (_sources(listing.sources(store, at)),)),
        Section("words", "How to read this", (tables.words(),)),
    )
    subtitle = f"The whole ledger at {dated(point)}, known at changeset {point.known_at}"
    said = counting_said(matrix.counting)
    lead = (Sentence((Span(said),), notes.ledger()),) if said else ()
    return Document(title, subtitle, lead, sections, notes.footnotes())


def _by_item(told: Iterable[Told]) -> Mapping[str, list[Told]]:
    """An event or a remark stands with each item it is tied to; one that is tied to none, with the talks."""
    found: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        said = each.entry.said
        for item in getattr(said, "items", None) or [said.cell.item]:
            found[item or ""].append(each)
    return found


def _about(known: Frame, notes: Notes) -> tuple[Sentence, ...]:
    assert known.info is not None
    return (Sentence((Span(known.info.description or ""),), notes.ledger()),)


def _items(known: Frame, matrix: Matrix, told: Mapping[str, list[Told]], pages: Pages) -> Iterator[Section]:
    """Yield a section for each item, in the order of the ledger."""
    rows = {row.item.key: row for row in matrix.rows}
    for number, item in enumerate(known.live_items, 1):
        history = told.get(item.key, [])
        blocks: tuple[Block, ...] = (
            Paragraph(tuple(pages.described(item, rows[item.key]))),
            *([pages.over_time(history)] if history else []),
        )
        yield Section(f"item-{number}", item.title, blocks)


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
