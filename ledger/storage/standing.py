"""What a plan needs to know of the ledger, fetched: the frame once, cells and entries as a seed speaks of them."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from ledger.domain.entries import Cell, EntryRef, Statement
from ledger.domain.planning import LedgerNow
from ledger.domain.records import Round
from ledger.domain.seed import CellRef, Part, Rivals, Settlement
from ledger.domain.words import EntryKind, Op
from ledger.storage import changesets, contests, entries, frame, reviews, schema
from ledger.storage.database import Store


def ledger_now(store: Store) -> LedgerNow:
    """Return what a plan starts from: the frame, the journal's former values, contests, numbers. No entries yet."""
    former: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edit in store.connection.execute(select(schema.edit)):
        former[edit.record, edit.field].add(edit.old)
    pairs = {frozenset((found.entry, found.other)) for found in contests.contests(store)}
    attached = select(schema.source.c.key, schema.attachment.c.edition, schema.attachment.c.sha256).join(
        schema.source, schema.source.c.id == schema.attachment.c.source_id
    )
    return LedgerNow(
        frame.load(store),
        former=former,
        rivals=pairs,
        settled=contests.settled_pairs(store),
        texts={(row.key, row.edition): row.sha256 for row in store.connection.execute(attached)},
        hashes=changesets.hashes(store),
        last_entry=entries.last_id(store),
        last_changeset=changesets.last_number(store),
    )


def learn(store: Store, now: LedgerNow, parts: Iterable[Part]) -> None:
    """Fetch the cells and entries that these parts speak of, with what supersedes them and who judged them."""
    cells: set[Cell] = set()
    ids: set[int] = set()
    rounds: set[str] = set()
    for part in parts:
        cells |= _cells(part)
        ids |= _numbers(part)
        if isinstance(part.value, Round) and part.value.key in now.frame.rounds:
            rounds.add(part.value.key)
    found = [entry for line in entries.in_cells(store, cells).values() for entry in line]
    found += entries.by_ids(store, ids).values()
    if rounds:
        found += entries.of_rounds(store, rounds)
    _learn_entries(store, now, {entry.id for entry in found})
    now.learn(found)
    if ids:
        _learn_retractions(store, now, ids)


def _learn_entries(store: Store, now: LedgerNow, ids: set[int]) -> None:
    """Fetch what happened to these entries since: corrected, retracted, reviewed; and by whom they were recorded."""
    gone = entries.superseded(store, among=ids)
    now.superseded_by |= gone
    now.learn(entries.by_ids(store, gone.values()).values())
    retracted = schema.entry.c.supersedes_id.in_(ids)
    if gone:
        now.retractions |= {found.id: found for found in entries.retractions(store, retracted)}
    now.verdicts |= {
        number: (said.verdict, said.reviewer) for number, said in reviews.verdicts(store, among=ids).items()
    }
    for chunk in entries.chunks(sorted(ids)):
        query = (
            select(schema.entry.c.id, schema.changeset.c.author)
            .join(schema.changeset, schema.changeset.c.id == schema.entry.c.changeset_id)
            .where(schema.entry.c.id.in_(chunk), schema.entry.c.op == Op.assert_.value)
        )
        now.authors |= {row.id: row.author for row in store.connection.execute(query)}


def _learn_retractions(store: Store, now: LedgerNow, ids: set[int]) -> None:
    found = {each.id: each for each in entries.retractions(store, schema.entry.c.id.in_(ids))}
    now.retractions |= found
    now.superseded_by |= entries.superseded(store, among=found)


def _cells(part: Part) -> set[Cell]:
    value = part.value
    if isinstance(value, Statement):
        return {value.cell}
    ref = getattr(value, "entry", None)
    if isinstance(ref, CellRef) and ref.id is None:
        if ref.item is None:
            return {Cell(EntryKind.event)}
        return {Cell(EntryKind.stance, ref.item, ref.party), Cell(EntryKind.status, ref.item)}
    return set()


def _numbers(part: Part) -> set[int]:
    value = part.value
    if isinstance(value, Settlement | Rivals):
        return {value.entry, value.other}
    refs = (getattr(value, "entry", None), getattr(value, "corrects", None))
    return {ref.id for ref in refs if isinstance(ref, EntryRef) and ref.id is not None}
