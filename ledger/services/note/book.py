"""The whole ledger on one page: the matrix, every item with what was held of it over time, every source."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ledger.domain.floors import OWN, Counting
from ledger.domain.frame import Frame
from ledger.domain.readings import Matrix
from ledger.formats.document import Block, Document, Paragraph, Section, Sentence, Span
from ledger.services import listing
from ledger.services.counting import said as counting_said
from ledger.services.matrix import matrix_at
from ledger.services.note import charts, lists, tables
from ledger.services.note.citing import Notes, last_known
from ledger.services.note.pages import Pages
from ledger.services.note.words import dated
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
        Section("rounds", "Rounds", (lists.rounds(known),)),
        Section("parties", "Parties", (lists.parties(known),)),
        Section("sources", "Sources of this ledger", (lists.sources(listing.sources(store, at)),)),
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
