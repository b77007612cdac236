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
        ties = [f"part of {self._names.item(item.part_of)}"] if item.part_of else []
        ties += [f"{_LINKS[link.kind]} {self._names.item(link.to)}" for link in item.links]
        if ties:
            yield f"It is {'; '.join(ties)}." if item.part_of else f"It {'; '.join(ties)}."

    def over_time(self, told: Iterable[Told], *, items: bool = False) -> Grid:
        """Return entries as a table, in their order; with ``items`` the item stands where else the party does."""
        columns = (_COLUMNS[0], "On", *_COLUMNS[2:]) if items else _COLUMNS
        return Grid("Over time", columns, tuple(self._line(each, items=items) for each in told))

    def _line(self, told: Told, *, items: bool) -> tuple[Cell, ...]:
        said = told.entry.said
        by = f" by {told.by}" if told.by else ""
        rivals = f", contested by {words.listed([str(number) for number in told.rivals])}" if told.rivals else ""
        return (
            Cell(said.round if told.entry.by_round else str(told.entry.held)),
            Cell(self._on(told) if items else self._who(told)),
            Cell(self._word(told), self._notes.of(said.cite)),
            Cell(self._analyst(told)),
            Cell(state_of(told, self._point) + by + rivals),
            Cell(told.entry.id),
            Cell(told.entry.changeset),
        )

    def _who(self, told: Told) -> str:
        party, by = getattr(told.entry.said, "party", None), getattr(told.entry.said, "by", None)
        if party:
            return self._names.party(party)
        return self._names.person(by) if by else told.entry.kind.value

    def _on(self, told: Told) -> str:
        item = told.entry.said.cell.item
        return self._names.item(item) if item else told.entry.kind.value

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
