"""What a changeset did to entries, and what stands in their places now.

A *seat* is an entry and all that took its place. Later changesets may have come and gone (a correction that was
undone): to undo an earlier one, what counts is whether a seat is again as it left it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from ledger.domain.entries import Citation, Entry
from ledger.domain.seed import CellRef, DroppedCitation, Edit
from ledger.domain.words import Verdict
from ledger.storage import entries, register, renames, schema
from ledger.storage.bulk import among
from ledger.storage.changeset_contents import Contents
from ledger.storage.database import NamedRow, Store
from ledger.storage.entries import citation_from
from ledger.storage.register import KeyNumbers
from ledger.storage.reviews import Reviewed


@dataclass(frozen=True, slots=True)
class Seat:
    """Numbers of entries or retractions: ``base`` is what was there, ``head`` what a changeset left there.

    ``tip`` is what is there now, at the end of ``line``, which starts with ``head``.
    """

    base: int | None
    head: int
    line: tuple[int, ...]

    @property
    def tip(self) -> int:
        """What is there now."""
        return self.line[-1]


def seats_of(store: Store, done: Contents) -> list[Seat]:
    """Return the seats in which a changeset put something, in the order of what it left there."""
    rows: dict[int, int | None] = {entry.id: entry.supersedes for entry in done.entries}
    rows |= {retraction.id: retraction.entry for retraction in done.retractions}
    heads = sorted(rows.keys() - set(rows.values()))
    return [Seat(_base(rows, head), head, line) for head, line in lines(store, heads).items()]


def _base(rows: Mapping[int, int | None], head: int) -> int | None:
    base = rows[head]
    while base is not None and base in rows:
        base = rows[base]
    return base


def lines(store: Store, numbers: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return what took the place of each of these since, each line starting with the number itself."""
    found: dict[int, tuple[int, ...]] = {number: (number,) for number in numbers}
    ends = {number: number for number in found}
    while after := entries.superseded(store, ids=ends):
        for end, newer in after.items():
            number = ends.pop(end)
            found[number] += (newer,)
            ends[newer] = number
    return found


def lines_back(store: Store, numbers: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return what each of these took the place of, and so on back, each line starting with the number itself."""
    e, older = schema.entry.c, dict[int, int]()
    lines = {number: [number] for number in numbers}
    ends = set(lines)
    while ends:
        query = select(e.id, e.supersedes_id).where(e.supersedes_id.is_not(None), among(store, e.id, ends))
        found = {row.id: row.supersedes_id for row in store.connection.execute(query)}
        ends = set(found.values()) - older.keys()
        older |= found
    for line in lines.values():
        while line[-1] in older:
            line.append(older[line[-1]])
    return {number: tuple(line) for number, line in lines.items()}


def ever_in_place_of(store: Store, numbers: Iterable[int]) -> set[int]:
    """Return these, and all that ever stood in their places: before each of them, and after the first there."""
    e, found = schema.entry.c, set(numbers)
    ends = set(found)
    while ends:
        query = select(e.supersedes_id).where(e.supersedes_id.is_not(None), among(store, e.id, ends))
        ends = set(store.connection.execute(query).scalars()) - found
        found |= ends
    return {number for line in lines(store, found).values() for number in line}


def same_words(one: Entry, other: Entry) -> bool:
    """Whether two entries of one seat say the same of the same time, in the same place of the day."""
    return _words(one) == _words(other)


def _words(entry: Entry) -> tuple[object, ...]:
    said = entry.said
    items = getattr(said, "items", ())
    told = said.figures, getattr(said, "by", None)
    return said.cell, said.values(), items, told, entry.held, entry.by_round, said.round, entry.rank


def same_sources(one: Entry, other: Entry) -> bool:
    """Whether they rest on the same citations, in whatever order."""
    mine, theirs = (sorted(str(citation) for citation in entry.said.cite) for entry in (one, other))
    return mine == theirs


# ----------------------------------------------------------------------------------------------------------------------
# What became of entries, act by act: every citation, every verdict, every edit, with the changeset that made it.


def citations(store: Store, ids: Iterable[int], known_at: int) -> dict[int, list[tuple[int, Citation]]]:
    """Return (changeset, citation) of all that was ever cited for these entries, in the order recorded."""
    table, names = schema.citation, KeyNumbers(store)
    query = select(table).where(table.c.changeset_id <= known_at).order_by(table.c.id)
    found: dict[int, list[tuple[int, Citation]]] = defaultdict(list)
    for row in _of_entries(store, query, table.c.entry_id, ids):
        found[row["entry_id"]].append((row["changeset_id"], citation_from(row, names)))
    return found


def dropped(store: Store, ids: Iterable[int], known_at: int) -> list[tuple[int, DroppedCitation]]:
    """Return (changeset, what was dropped and why) of citations of these entries."""
    gone, cited, names = schema.dropped_citation, schema.citation, KeyNumbers(store)
    query = (
        select(gone.c.changeset_id, gone.c.reason, cited.c.entry_id, cited.c.source_id, cited.c.at)
        .join(cited, cited.c.id == gone.c.citation_id)
        .where(gone.c.changeset_id <= known_at)
        .order_by(gone.c.id)
    )
    return [
        (
            row["changeset_id"],
            DroppedCitation(
                entry=CellRef(id=row["entry_id"]),
                source=names.sources[row["source_id"]],
                at=row["at"],
                reason=row["reason"],
            ),
        )
        for row in _of_entries(store, query, cited.c.entry_id, ids)
    ]


def verdicts(store: Store, ids: Iterable[int], known_at: int) -> list[Reviewed]:
    """Return every verdict ever given on these entries, those taken back too, in the order recorded."""
    table = schema.review
    query = select(table).where(table.c.changeset_id <= known_at).order_by(table.c.id)
    return [
        Reviewed(row["entry_id"], Verdict(row["verdict"]), row["reviewer"], row["note"], row["changeset_id"])
        for row in _of_entries(store, query, table.c.entry_id, ids)
    ]


def edits(store: Store, record: str, known_at: int) -> list[tuple[int, Edit]]:
    """Return (changeset, edit) of the descriptive fields of a record (``item:land``), in the order recorded."""
    table = schema.edit
    refs = renames.keys_of(store).refs(record)
    query = select(table).where(among(store, table.c.record, refs), table.c.changeset_id <= known_at)
    query = query.order_by(table.c.id)
    return [
        (row["changeset_id"], Edit(record=row["record"], field=row["field"], old=row["old"], new=row["new"]))
        for row in store.connection.execute(query).mappings()
    ]


def _of_entries(store: Store, query: Select[Any], entry: ColumnElement[int], ids: Iterable[int]) -> list[NamedRow]:
    return list(store.connection.execute(query.where(among(store, entry, ids))).mappings())


# ----------------------------------------------------------------------------------------------------------------------
# Which changeset touched a thing last before another one did.


def edited_before(store: Store, edit: Edit, number: int) -> int | None:
    """Return the last changeset before this one that edited the same field, else the one that entered the record."""
    table = schema.edit.c
    query = select(table.changeset_id).where(
        among(store, table.record, renames.keys_of(store).refs(edit.record)),
        table.field == edit.field,
        table.changeset_id < number,
    )
    found = store.connection.execute(query.order_by(table.id.desc()).limit(1)).scalar()
    return entered(store, edit.record) if found is None else found


def entered(store: Store, ref: str) -> int | None:
    """Return the changeset that entered a descriptive record, by its name in the journal."""
    table, _, key = ref.partition(":")
    if table not in register.MODELS:
        return None
    model = register.MODELS[table]
    return next((number for number, fields in register.fields_of(store, table) if model.key_in(fields) == key), None)


def reviewed_before(store: Store, entry: int, number: int) -> int | None:
    """Return the last changeset before this one that gave a verdict on an entry."""
    table = schema.review.c
    query = select(table.changeset_id).where(table.entry_id == entry, table.changeset_id < number)
    return store.connection.execute(query.order_by(table.id.desc()).limit(1)).scalar()
