"""The whole ledger on one page: the matrix, every item with what was held of it over time, every source."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from ledger.domain.entries import RemarkEntry
from ledger.domain.floors import OWN, Counting
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point, slip, written_days
from ledger.domain.readings import Matrix, MatrixRow
from ledger.domain.records import Item, Round, Source
from ledger.domain.register import Register
from ledger.domain.told_once import told_once
from ledger.domain.words import SCORES, EntryKind, ItemKind, LinkKind, RoundStatus
from ledger.formats import marks
from ledger.formats.document import Block, Document, Grid, Paragraph, Section, Sentence, Span, TableCell
from ledger.formats.marks import conditioned, speaker_of, turns
from ledger.services import record_lists
from ledger.services.counting import headed
from ledger.services.entry_states import EntryAtPoint
from ledger.services.matrix import matrix_at, rounds_in_order
from ledger.services.note import charts, tables, words
from ledger.services.note.citing import Notes, by_edition, last_known
from ledger.services.note.otherwise import figures_of
from ledger.services.note.words import DisplayNames, dated
from ledger.services.points import first_plans
from ledger.services.record_lists import PersonLine
from ledger.services.tables_out import every_entry, state_of
from ledger.storage import changesets, register
from ledger.storage.database import Store

# ----------------------------------------------------------------------------------------------------------------------
# What stands of one item, or one party, over time: for the whole ledger on a page, and for dossiers.

_LINKS: Mapping[LinkKind, str] = {
    LinkKind.depends_on: "depends on",
    LinkKind.trades_with: "trades with",
    LinkKind.relates_to: "relates to",
}
_NEEDED = "is needed by"
"""How what another item depends on is tied to that one."""
_COLUMNS = ("Held", "Who", "Says", "In the analyst's words", "State", "Entry", "Changeset")


class Pages:
    """Describes an item, and lists entries over time."""

    def __init__(self, known: Register, point: Point, notes: Notes) -> None:
        self._known = known
        self._names = DisplayNames(known)
        self._point = point
        self._notes = notes

    def described(self, item: Item, row: MatrixRow) -> Iterator[Sentence]:
        """Yield what the ledger says of an item itself: its question, where it stands, its scale and ties."""
        for text in self._texts(item, row):
            yield Sentence((Span(text),), self._notes.ledger())
        yield from self._ties(item)

    def _texts(self, item: Item, row: MatrixRow) -> Iterator[str]:
        if item.question:  # in quotes: it is what stances are on, and nothing that the ledger says is so
            promise = "The promise would be" if row.unpromised else "Promised"
            lead = promise if item.kind is ItemKind.commitment else "Stances are for or against"
            yield f"{lead}: “{words.unended(item.question)}”."
        state = f"{marks.state(row)}{words.late(row.late)}"
        contested = "contested" if row.status_reading and row.status_reading.contested else None
        facts = [state, contested, item.track, f"difficulty {item.difficulty}" if item.difficulty else None]
        facts += [f"spread {row.spread} of 6" if row.spread is not None else None]
        facts += [words.due(item.due, self._known.rounds) if item.kind is ItemKind.commitment else None]
        yield f"Status: {', '.join(fact for fact in facts if fact)} (key {item.key})."
        if item.scale:
            yield f"On a scale where 0 is “{item.scale.low}” and 100 is “{item.scale.high}”."

    def _ties(self, item: Item) -> Iterator[Sentence]:
        """Yield what it is part of and tied to, from either side: the coder's order of things, and no report's word."""
        named = [
            (Span(f"{lead} "), *words.enumerated([Span(self._names.item(key), to=f"item:{key}") for key in keys]))
            for lead, keys in self._tied[item.key].items()
        ]
        if named:
            said = (Span("As the coder has it, it "), *words.joined(named, "; "), Span("."))
            yield Sentence(said, self._notes.ledger())

    @cached_property
    def _tied(self) -> Mapping[str, Mapping[str, Mapping[str, None]]]:
        """By item, what it is tied to by each sort of tie; a tie that has no direction is told of both."""
        found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        for item in self._known.live_items:
            if item.part_of:
                found[item.key]["is part of"][item.part_of] = None
            for link in item.links:
                found[item.key][_LINKS[link.kind]][link.to] = None
        for item in self._known.live_items:
            if item.part_of:
                found[item.part_of]["has as parts"][item.key] = None
            for link in item.links:
                there = _NEEDED if link.kind is LinkKind.depends_on else _LINKS[link.kind]
                found[link.to][there][item.key] = None
        return found

    def over_time(
        self,
        told: Iterable[EntryAtPoint],
        *,
        items: bool = False,
        parties: bool = True,
        home: bool = False,
        title: str = "Over time",
    ) -> Grid:
        """Return entries as a table, in their order.

        ``items`` and ``parties`` say what stands in it beside the day: what it is on, who says it. ``home``: links to
        an entry lead here. An event or a remark that another told alike is not told again.
        """
        told = list(told)
        again = {
            entry.id: alike[0].id
            for alike in told_once(each.entry for each in told if each.tells)
            for entry in alike[1:]
        }
        columns = (_COLUMNS[0], *(("On",) if items else ()), *(_COLUMNS[1:2] if parties else ()), *_COLUMNS[2:])
        rows = tuple(
            self._line(each, again.get(each.entry.id), items=items, parties=parties, home=home) for each in told
        )
        return Grid(title, columns, rows)

    def _line(
        self, told: EntryAtPoint, same_as: int | None, *, items: bool, parties: bool, home: bool
    ) -> tuple[TableCell, ...]:
        said = told.entry.said
        held = said.round if told.entry.by_round else None
        anchor = f"entry-{told.entry.id}" if home else None
        by = f" by {told.by}{f': {told.reason}' if told.reason else ''}" if told.by and not told.stands else ""
        if told.gone and told.gone is not told.state and not told.stands:  # a review rejected it, too
            by = f", {told.gone.value}{by}"
        rivals = f", contested by {words.listed([str(number) for number in told.rivals])}" if told.rivals else ""
        return (
            TableCell(words.held_as_known(told.entry), to=f"round:{held}" if held else None, anchor=anchor),
            *((self._on(told),) if items else ()),
            *((self._who(told),) if parties else ()),
            TableCell(
                f"the same as entry {same_as}" if same_as else f"{self._word(told)}{self._for_whom(told)}",
                self._notes.of(said.cite),
            ),
            TableCell(self._analyst(told)),
            TableCell(", ".join((f"{state_of(told, self._point)}{by}{rivals}", *turns(told.came_after)))),
            TableCell(told.entry.id, to=f"entry:{told.entry.id}"),
            TableCell(told.entry.changeset, to=f"changeset:{told.entry.changeset}"),
        )

    def _who(self, told: EntryAtPoint) -> TableCell:
        party, by = getattr(told.entry.said, "party", None), getattr(told.entry.said, "by", None)
        if party:
            return TableCell(self._names.party(party), to=f"party:{party}")
        if isinstance(told.entry.said, RemarkEntry) and not by:
            return TableCell(speaker_of(told.entry.said, self._known))  # whose word it is, where nobody is named
        return TableCell(self._names.person(by), to=f"person:{by}") if by else TableCell(told.entry.kind.value)

    def _on(self, told: EntryAtPoint) -> TableCell:
        said = told.entry.said
        on = getattr(said, "items", ()) or ((said.cell.item,) if said.cell.item else ())
        if not on:
            return TableCell("the talks")
        return TableCell(words.listed([self._names.item(key) for key in on]), to=f"item:{on[0]}")

    def _word(self, told: EntryAtPoint) -> str:
        values = told.entry.said.values()
        if told.entry.kind in {EntryKind.event, EntryKind.remark}:
            return str(values.get("title") or values.get("text"))
        return words.stance_word(values.get("stance") or values.get("status"))

    def _for_whom(self, told: EntryAtPoint) -> str:
        """Return for whom a stance is told to be taken, also one that counts no more: ``, on behalf of Red``."""
        own = told.entry.said.cell.party
        named = [self._names.party(key) for key in getattr(told.entry.said, "on_behalf_of", ()) if key != own]
        return f", on behalf of {words.listed(named)}" if named else ""

    def _analyst(self, told: EntryAtPoint) -> str | None:
        said, values = told.entry.said, told.entry.said.values()
        score, given = SCORES.get(values.get("stance", "")), values.get("condition")
        parts = [
            words.sentence_case(conditioned(score, given)) if given else "",
            said.summary or "",
            f"Position {values['position']} of 100." if values.get("position") is not None else "",
            figures_of(told.entry, self._names),
        ]
        *before, last = [part for part in parts if part] or [""]
        return " ".join((*map(words.ended, before), last)) or None


# ----------------------------------------------------------------------------------------------------------------------
# Descriptive records as tables: rounds, parties, persons, sources.


def rounds(known: Register, plans: Mapping[str, HeldOn]) -> Grid:
    """Return the rounds, by date; ``plans`` are the days first planned, of those whose plan was changed."""
    names = DisplayNames(known)
    rows = tuple(
        (
            TableCell(stage.key, to=f"round:{stage.key}"),
            TableCell(stage.title),
            TableCell(_became(stage, plans.get(stage.key))),
            TableCell(days(stage)),
            TableCell(stage.venue),
            TableCell(", ".join(names.party(key) for key in stage.parties) or None),
        )
        for stage in rounds_in_order(known)
    )
    return Grid("Rounds, by date", ("Round", "Title", "Kind", "When", "Where", "Who"), rows)


def _became(stage: Round, first_plan: HeldOn | None) -> str:
    slipped = words.slip(slip(stage, first_plan), stage)
    state = words.put_off(stage) if stage.planned_then else stage.status.value
    return ", ".join(filter(None, (stage.kind.value, state, slipped)))


def days(stage: Round) -> str | None:
    """Return the days of a round, or those it is planned for."""
    found = written_days(stage)
    if found is None:
        return None
    if not (stage.starts or stage.ends):
        return f"planned for {words.held(found)}"
    half = words.end_not_known(stage) if stage.status is RoundStatus.held else ""
    return ", ".join(filter(None, (words.held(found), half)))


def parties(known: Register) -> Grid:
    """Return who takes part."""
    rows = tuple(
        (
            TableCell(party.code),
            TableCell(party.name, to=f"party:{party.key}"),
            TableCell(party.role.value),
            TableCell(", ".join(party.aliases) or None),
        )
        for party in known.live_parties
    )
    return Grid("Who takes part", ("Code", "Name", "Role", "Also called"), rows)


def persons(found: Iterable[PersonLine], names: DisplayNames) -> Grid:
    """Return who speaks or sits at a table, each with how often."""
    rows = tuple(
        (
            TableCell(line.person.name, to=f"person:{line.person.key}"),
            TableCell("; ".join(map(names.office, line.person.offices)) or None),
            TableCell(", ".join(line.person.aliases) or None),
            TableCell(line.entries),
            TableCell(line.seats),
        )
        for line in found
    )
    return Grid("Who speaks, or sits at a table", ("Name", "Offices", "Also called", "Entries", "Seats"), rows)


def sources(found: Iterable[tuple[Source, int]]) -> Grid:
    """Return sources, each with how many entries rest on it."""
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


def _source(source: Source, count: int) -> tuple[TableCell, ...]:
    published = str(source.published) if source.published else None
    about = (source.title, source.publisher, source.kind.value, published)
    return (
        TableCell(source.key, to=f"source:{source.key}"),
        *map(TableCell, about),
        TableCell(source.reliability.value),
        TableCell(", ".join(source.carries) or None),
        TableCell(source.url),
        TableCell(count),
        TableCell(source.sha256),
    )


def book(store: Store, at: str = "now", counting: Counting = OWN) -> Document:
    """Return the whole ledger at a point, history included; raises as ``points.resolve`` does."""
    matrix = matrix_at(store, at, counting=counting)
    point = matrix.point
    known = register.load(store, point.known_at)
    last = last_known(changesets.log(store, known_at=point.known_at), point)
    notes = Notes(known, last, counting=matrix.counting)
    told, pages = _by_item(every_entry(store, known, point, matrix.counting)), Pages(known, point, notes)
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
        Section("rounds", "Rounds", (rounds(known, first_plans(store, point.known_at)),)),
        Section("parties", "Parties", (parties(known),)),
        Section("sources", "Sources of this ledger", (sources(record_lists.sources(store, at)),)),
        Section("words", "How to read this", (tables.words(),)),
    )
    subtitle = f"The whole ledger at {dated(point, known.rounds)}, known at changeset {point.known_at}"
    written = Document(title, headed(subtitle, matrix.counting), (), sections, notes.footnotes())
    return by_edition(store, written, point.known_at)


def _by_item(told: Iterable[EntryAtPoint]) -> Mapping[str, list[EntryAtPoint]]:
    """An event or a remark stands with each item it is tied to; one that is tied to none, with the talks."""
    found: dict[str, list[EntryAtPoint]] = defaultdict(list)
    for each in told:
        said = each.entry.said
        for item in getattr(said, "items", None) or [said.cell.item]:
            found[item or ""].append(each)
    return found


def _about(known: Register, notes: Notes) -> tuple[Sentence, ...]:
    assert known.info is not None
    return (Sentence((Span(known.info.description or ""),), notes.ledger()),)


def _items(known: Register, matrix: Matrix, told: Mapping[str, list[EntryAtPoint]], pages: Pages) -> Iterator[Section]:
    """Yield a section for each item, in the order of the ledger."""
    rows = {row.item.key: row for row in matrix.rows}
    for number, item in enumerate(known.live_items, 1):
        history = told.get(item.key, [])
        blocks: tuple[Block, ...] = (
            Paragraph(tuple(pages.described(item, rows[item.key]))),
            *([pages.over_time(history)] if history else []),
        )
        yield Section(f"item-{number}", item.title, blocks)
