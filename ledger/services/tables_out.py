"""The ledger as plain tables for spreadsheets.

Columns follow from the models: a field added to a stance, a citation or an item is a column here by itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel

from ledger.domain.entries import STATEMENTS, Citation, StanceEntry, StatusEntry
from ledger.domain.field_types import Member, Office, taken_apart
from ledger.domain.floors import OWN, Counting
from ledger.domain.moments import HeldOn
from ledger.domain.points import Point
from ledger.domain.readings import Matrix, Reading
from ledger.domain.records import Delegate, Item, Mark, Party, Person, Record, Round, SavedView, Source
from ledger.domain.register import Register
from ledger.domain.words import SCORES, Precision
from ledger.formats import marks
from ledger.formats.tables import Sheet, Table, csv_rows
from ledger.services import points
from ledger.services.counting import withheld_said
from ledger.services.entry_states import EntryAtPoint, tell, tell_every
from ledger.services.matrix import matrix_at
from ledger.storage import changesets, entries, register
from ledger.storage.changesets import Changeset
from ledger.storage.database import Store

UNTITLED = "Untitled ledger"
_RECORDS: tuple[tuple[str, type[Record]], ...] = (
    ("items", Item),
    ("parties", Party),
    ("persons", Person),
    ("rounds", Round),
    ("delegates", Delegate),
    ("sources", Source),
    ("marks", Mark),
    ("views", SavedView),
)
_EVERY_VALUE = tuple(dict.fromkeys(name for model in STATEMENTS.values() for name in model.value_fields()))

WITHHELD = "withheld"
"""The sheet that says what stayed behind."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """Every sheet of a ledger; ``made`` is when its last changeset was recorded."""

    title: str
    made: datetime
    sheets: tuple[Sheet, ...]


def workbook(store: Store, at: str = "now", counting: Counting = OWN) -> Workbook:
    """Return readings and statuses at a point, and everything recorded by then; raises as ``points.resolve`` does."""
    matrix = matrix_at(store, at, counting=counting)
    known = register.load(store, matrix.point.known_at)
    log = changesets.log(store, known_at=matrix.point.known_at, newest_first=False)
    told = every_entry(store, known, matrix.point, matrix.counting)
    told.sort(
        key=lambda each: each.entry.order
    )  # as in one stream (``history_lines``): a table has the days to sort by
    sheets = (
        Sheet("readings", _readings(matrix)),
        Sheet("statuses", _statuses(matrix)),
        Sheet("history", _history(told, matrix.point, {changeset.number: changeset for changeset in log})),
        Sheet("citations", _citations(told, known.sources)),
        Sheet("figures", _figures(told)),
        *(Sheet(name, _records(model, known.of(model.table).values())) for name, model in _RECORDS),
        Sheet("changesets", _log(log)),
        *_withheld(counting),
    )
    return Workbook(matrix.info.title or UNTITLED, made_at(log), sheets)


def _withheld(counting: Counting) -> Iterator[Sheet]:
    """Yield a sheet that says what was left out, where something was."""
    if said := withheld_said(counting.withheld):
        yield Sheet(WITHHELD, Table((WITHHELD,), ((said,),)))


def history_lines(store: Store, at: str = "now") -> Iterator[str]:
    """Yield the lines of everything recorded as CSV, as a table of the workbook; few entries in memory at a time."""
    point = points.resolve(store, at)
    known = register.load(store, point.known_at)
    log = changesets.log(store, known_at=point.known_at, newest_first=False)
    by_number = {changeset.number: changeset for changeset in log}
    yield from csv_rows(_HISTORY, (_told(each, point, by_number) for each in tell_every(store, point, known)))


def every_entry(store: Store, known: Register, point: Point, counting: Counting = OWN) -> list[EntryAtPoint]:
    """Return every entry known at a point, what became of it, in the order of their days; those held later too."""
    recorded = entries.by_ids(store, range(1, entries.last_id(store) + 1), point.known_at)
    return tell(store, recorded.values(), point, known, counting=counting)


def state_of(told: EntryAtPoint, point: Point) -> str:
    """Return how an entry stands at a point in a word; ``later``: it is held only after it."""
    if told.tells and told.entry.held.last > point.held_on:
        return "later"
    return told.state.value


# -- sheets -----------------------------------------------------------------------------------------------------------


def _readings(matrix: Matrix) -> Table:
    values = StanceEntry.value_fields()
    columns = ("item", "item_title", "track", "difficulty", "party", "party_code", "party_role", "score", "moved")
    parties = {party.key: party for party in matrix.parties}
    rows = [
        (
            *_item(row.item),
            key,
            parties[key].code,
            parties[key].role.value,
            reading.score,
            row.moved.get(key),
            *_of_reading(reading, values),
        )
        for row in matrix.rows
        for key, reading in _in_order(row.cells, parties)
    ]
    return Table((*columns, *_reading_columns(values)), rows)


def _in_order(cells: Mapping[str, Reading], parties: Iterable[str]) -> Iterator[tuple[str, Reading]]:
    return ((party, cells[party]) for party in parties if party in cells)


def _statuses(matrix: Matrix) -> Table:
    """Every item heard of; a status that nobody recorded has no entry, and follows from what is known."""
    values = tuple(name for name in StatusEntry.value_fields() if name != "status")
    columns = ("item", "item_title", "track", "difficulty", "status", "overdue", "open", "spread")
    nothing = (None,) * len(_reading_columns(values))
    rows = [
        (
            *_item(row.item),
            row.status.value,
            row.overdue,
            row.open,
            row.spread,
            *(_of_reading(row.status_reading, values) if row.status_reading else nothing),
        )
        for row in matrix.rows
        if row.heard_of
    ]
    return Table((*columns, *_reading_columns(values)), rows)


def _item(item: Item) -> tuple[Any, ...]:
    return item.key, item.title, item.track, item.difficulty


def _reading_columns(values: Sequence[str]) -> tuple[str, ...]:
    sure = ("grade", "independent_sources", "contested", "reviewed", "cited", "entry", "changeset")
    more = ("held", "held_from", "sure", "voice", "by", "accounts", "possibly_since", "entries")
    return ("held_on", "round", *values, *sure, *more)


def _of_reading(reading: Reading, values: Sequence[str]) -> tuple[Any, ...]:
    evidence = reading.evidence
    return (
        reading.held.last,
        reading.round,
        *_by_name(reading.values, values),
        evidence.grade,
        evidence.independent_sources,
        reading.contested,
        reading.reviewed,
        _cited(evidence.citations),
        reading.entry,
        reading.changeset,
        str(reading.held),
        reading.held.first,
        reading.sure,
        evidence.voice.value if evidence.voice else None,
        evidence.by,
        marks.in_words(reading) if reading.contested else None,
        ", ".join(dict.fromkeys(each.word for each in reading.possibly)) or None,
        ", ".join(str(number) for number in reading.numbers),
    )


_HISTORY = (
    "entry", "kind", "state", "item", "party", "items", "by", "held_on", "round", "score", *_EVERY_VALUE,
    "cited", "grade", "independent_sources", "supersedes", "superseded_by", "reason", "verdict",
    "changeset", "author", "recorded_at", "held", "held_from", "sure", "voice", "verdicts", "by_round",
)  # fmt: skip


def _history(told: Iterable[EntryAtPoint], point: Point, log: Mapping[int, Changeset]) -> Table:
    return Table(_HISTORY, [_told(each, point, log) for each in told])


def _told(told: EntryAtPoint, point: Point, log: Mapping[int, Changeset]) -> tuple[Any, ...]:
    entry, said = told.entry, told.entry.said
    values = said.values()
    return (
        entry.id,
        entry.kind.value,
        state_of(told, point),
        said.cell.item,
        said.cell.party,
        ", ".join(getattr(said, "items", ())) or None,
        getattr(said, "by", None),
        entry.held.last,
        said.round,
        SCORES.get(values.get("stance", "")),
        *_by_name(values, _EVERY_VALUE),
        _cited(said.cite),
        told.evidence.grade,
        told.evidence.independent_sources,
        entry.supersedes,
        told.by,
        told.reason,
        told.verdict.verdict.value if told.verdict else None,
        entry.changeset,
        log[entry.changeset].header.author,
        log[entry.changeset].header.recorded_at,
        str(entry.held),
        entry.held.first,
        told.sure,
        told.evidence.voice.value if told.evidence.voice else None,
        ", ".join(f"{each.reviewer}: {each.verdict.value}" for each in told.verdicts) or None,
        entry.by_round,
    )


def _by_name(values: Mapping[str, Any], names: Iterable[str]) -> Iterator[Any]:
    """Yield the values of fields; several names in one are joined as any list is."""
    return (_one(taken_apart(name, values.get(name))) for name in names)


def _cited(citations: Iterable[Citation]) -> str:
    return "; ".join(" ".join(filter(None, (citation.source, citation.at))) for citation in citations)


def _citations(told: Iterable[EntryAtPoint], sources: Mapping[str, Source]) -> Table:
    fields = tuple(name for name in Citation.model_fields if name != "source")
    columns = ("entry", "source", *fields, "grade", "publisher", "source_title", "published", "source_carries")
    rows = [
        (each.entry.id, citation.source, *_flat(citation, fields), *_about(citation, sources))
        for each in told
        for citation in each.entry.said.cite
    ]
    return Table(columns, rows)


def _about(citation: Citation, sources: Mapping[str, Source]) -> tuple[Any, ...]:
    source = sources.get(citation.source or "")
    if source is None:
        return (None,) * 5
    grade = f"{source.reliability.value}{citation.credibility}"
    return grade, source.publisher, source.title, _one(source.published), _one(source.carries)


def _figures(told: Iterable[EntryAtPoint]) -> Table:
    columns = ("entry", "what", "value", "unit", "about", "approx", "held_on", "cited")
    rows = [
        (each.entry.id, *_flat(figure, columns[1:6]), str(each.entry.held), _cited(each.entry.said.cite))
        for each in told
        for figure in each.entry.said.figures
    ]
    return Table(columns, rows)


def _records(model: type[Record], records: Iterable[Record]) -> Table:
    fields = sorted(model.model_fields, key=lambda name: name == "struck")  # what a record is comes before that
    return Table(fields, [_flat(record, fields) for record in records])


def _flat(value: BaseModel, fields: Sequence[str]) -> tuple[Any, ...]:
    """Fields as one value each: lists are joined, what has parts is written ``part: value``."""
    return tuple(_one(getattr(value, name)) for name in fields)


def _one(value: Any) -> Any:  # noqa: ANN401 - whatever a model holds
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Office | Member):  # what a form takes as one text; quotes within quotes would not come apart
        return str(value)
    if isinstance(value, BaseModel):
        return _joined(f"{name}: {part}" for name, part in value.model_dump(mode="json", exclude_none=True).items())
    if isinstance(value, list | tuple):
        return _joined(str(_one(part)) for part in value) or None
    if isinstance(value, HeldOn):
        return value.last if value.precision is Precision.day and not value.written else str(value)
    return value if value is None or isinstance(value, bool | int | float | str | date) else str(value)


def _joined(parts: Iterable[str]) -> str:
    """Join a list by commas; a part that holds one stands in quotes, so that it is taken apart again as it was."""
    quoted = (f'"{part.replace(chr(34), chr(34) * 2)}"' if re.search('[,"]', part) else part for part in parts)
    return ", ".join(quoted)


def _log(log: Iterable[Changeset]) -> Table:
    names = ("author", "recorded_at", "tool", "message", "hash")
    return Table(
        ("changeset", *names),
        [(changeset.number, *(getattr(changeset.header, name) for name in names)) for changeset in log],
    )


def made_at(log: Sequence[Changeset]) -> datetime:
    """When the last changeset was recorded, as it says; an empty ledger was made at the beginning of time."""
    try:
        return datetime.fromisoformat(log[-1].header.recorded_at or "").astimezone(UTC)
    except (IndexError, ValueError):
        return datetime(1980, 1, 1, tzinfo=UTC)
