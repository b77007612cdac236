"""What stands of one item, or one party, over time: for the whole ledger on a page, and for dossiers."""

from collections.abc import Iterable, Iterator, Mapping

from ledger.domain.frame import Frame
from ledger.domain.points import Point
from ledger.domain.readings import Row
from ledger.domain.records import Item
from ledger.domain.words import SCORES, EntryKind, ItemKind, LinkKind
from ledger.formats.document import Cell, Grid, Sentence, Span
from ledger.formats.marks import conditioned
from ledger.services.note import words
from ledger.services.note.citing import Notes
from ledger.services.note.words import Names
from ledger.services.tabulating import state_of
from ledger.services.telling import Told

_LINKS: Mapping[LinkKind, str] = {
    LinkKind.depends_on: "depends on",
    LinkKind.trades_with: "trades with",
    LinkKind.relates_to: "relates to",
}
_COLUMNS = ("Held", "Who", "Says", "In the analyst's words", "State", "Entry", "Changeset")


class Pages:
    """Describes an item, and lists entries over time."""

    def __init__(self, known: Frame, point: Point, notes: Notes) -> None:
        self._known = known
        self._names = Names(known)
        self._point = point
        self._notes = notes

    def described(self, item: Item, row: Row) -> Iterator[Sentence]:
        """Yield what the ledger says of an item itself: its question, where it stands, its scale and ties."""
        for text in self._texts(item, row):
            yield Sentence((Span(text),), self._notes.ledger())
        yield from self._ties(item)

    def _texts(self, item: Item, row: Row) -> Iterator[str]:
        if item.question:
            yield item.question
        state = "overdue" if row.overdue else row.status.value
        facts = [state, item.track, f"difficulty {item.difficulty}" if item.difficulty else None]
        facts += [f"spread {row.spread} of 6" if row.spread is not None else None]
        facts += [words.due(item.due, self._known.rounds) if item.kind is ItemKind.commitment else None]
        yield f"{item.key}: {', '.join(fact for fact in facts if fact)}."
        if item.scale:
            yield f"On a scale where 0 is “{item.scale.low}” and 100 is “{item.scale.high}”."

    def _ties(self, item: Item) -> Iterator[Sentence]:
        """Yield what it is part of and linked to."""
        ties = [("part of", item.part_of)] if item.part_of else []
        ties += [(_LINKS[link.kind], link.to) for link in item.links]
        if ties:
            named = [(Span(f"{lead} "), Span(self._names.item(key), to=f"item:{key}")) for lead, key in ties]
            said = (Span("It is " if item.part_of else "It "), *words.joined(named, "; "), Span("."))
            yield Sentence(said, self._notes.ledger())

    def over_time(self, told: Iterable[Told], *, items: bool = False, parties: bool = True, home: bool = False) -> Grid:
        """Return entries as a table, in their order.

        ``items`` and ``parties`` say what stands in it beside the day: what it is on, who says it. ``home``: links to
        an entry lead here.
        """
        columns = (_COLUMNS[0], *(("On",) if items else ()), *(_COLUMNS[1:2] if parties else ()), *_COLUMNS[2:])
        rows = tuple(self._line(each, items=items, parties=parties, home=home) for each in told)
        return Grid("Over time", columns, rows)

    def _line(self, told: Told, *, items: bool, parties: bool, home: bool) -> tuple[Cell, ...]:
        said = told.entry.said
        held = said.round if told.entry.by_round else None
        anchor = f"entry-{told.entry.id}" if home else None
        by = f" by {told.by}" if told.by else ""
        rivals = f", contested by {words.listed([str(number) for number in told.rivals])}" if told.rivals else ""
        return (
            Cell(held or str(told.entry.held), to=f"round:{held}" if held else None, anchor=anchor),
            *((self._on(told),) if items else ()),
            *((self._who(told),) if parties else ()),
            Cell(self._word(told), self._notes.of(said.cite)),
            Cell(self._analyst(told)),
            Cell(state_of(told, self._point) + by + rivals),
            Cell(told.entry.id, to=f"entry:{told.entry.id}"),
            Cell(told.entry.changeset, to=f"changeset:{told.entry.changeset}"),
        )

    def _who(self, told: Told) -> Cell:
        party, by = getattr(told.entry.said, "party", None), getattr(told.entry.said, "by", None)
        if party:
            return Cell(self._names.party(party), to=f"party:{party}")
        return Cell(self._names.person(by), to=f"person:{by}") if by else Cell(told.entry.kind.value)

    def _on(self, told: Told) -> Cell:
        said = told.entry.said
        on = getattr(said, "items", ()) or ((said.cell.item,) if said.cell.item else ())
        if not on:
            return Cell("the talks")
        return Cell(words.listed([self._names.item(key) for key in on]), to=f"item:{on[0]}")

    def _word(self, told: Told) -> str:
        values = told.entry.said.values()
        if told.entry.kind in {EntryKind.event, EntryKind.remark}:
            return str(values.get("title") or values.get("text"))
        return words.stance_word(values.get("stance") or values.get("status"))

    def _analyst(self, told: Told) -> str | None:
        said, values = told.entry.said, told.entry.said.values()
        score, given = SCORES.get(values.get("stance", "")), values.get("condition")
        condition = f"{words.sentence_case(conditioned(score, given))} " if given else ""
        position = f" Position {values['position']} of 100." if values.get("position") is not None else ""
        return f"{condition}{said.summary or ''}{position}".strip() or None
