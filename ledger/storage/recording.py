"""One act of recording: intents carried out, numbered and hashed as one changeset, all in the caller's transaction."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Table, func, select

from ledger.domain import canonical
from ledger.domain.canonical import Streams
from ledger.domain.entries import Citation, Entry, EventEntry, RemarkEntry, Retraction
from ledger.domain.intents import (
    AddCitation,
    AddClaim,
    AddEntry,
    AddPair,
    AddRecord,
    AddReview,
    AddRivals,
    Attach,
    DropCitation,
    EditRecord,
    Intent,
    Redact,
    Retract,
    Settle,
)
from ledger.domain.records import RECORDS
from ledger.domain.renaming import KEY
from ledger.domain.seed import ChangesetInfo
from ledger.domain.words import Op
from ledger.errors import IntegrityFailure
from ledger.storage import changesets, logical, register, renames, schema, search
from ledger.storage.bulk import among, in_columns, insert_rows, insert_tuples
from ledger.storage.database import Store
from ledger.storage.engine import CHANNEL
from ledger.storage.register import KeyNumbers, next_id
from ledger.storage.rows import maker_of_citations, maker_of_entries

NewRow = dict[str, Any]
_TIED = EventEntry, RemarkEntry
_RECORD_ORDER = {record.table: place for place, record in enumerate(RECORDS)}


class Recording:
    """A changeset being recorded. Carry intents out in as many batches as you like, then ``finish``."""

    def __init__(self, store: Store, header: ChangesetInfo) -> None:
        self._store = store
        last = store.connection.execute(
            select(schema.changeset.c.id, schema.changeset.c.hash).order_by(schema.changeset.c.id.desc()).limit(1)
        ).first()
        self.number: int = (last.id if last else 0) + 1
        self._previous: str | None = last.hash if last else None
        self._header = header.model_copy(update={"number": self.number})
        self._before = canonical.before_of((each.stream, each.before, each.after) for each in header.redacted or ())
        self._records, self._streams = Streams(before=self._before), Streams(before=self._before)
        self._given = logical.RowTally()
        self._next: dict[str, int] = {}
        self._places: Counter[str] = Counter()
        self._names = KeyNumbers(store)

    @property
    def names(self) -> KeyNumbers:
        """Keys and numbers, those of the records that this changeset entered among them."""
        return self._names

    def carry_out(self, intents: Sequence[Intent]) -> None:
        """Write a batch of intents. Kinds are written in a fixed order, each kind in the order given."""
        by_kind: dict[type, list[Any]] = {}
        for intent in intents:
            by_kind.setdefault(type(intent), []).append(intent)
        for kinds, write in self._writers:
            batch = [intent for kind in kinds for intent in by_kind.get(kind, ())]
            if batch:
                write(batch)

    def take_over(self, given: logical.RowTally, digests: Iterable[tuple[str, bytes]]) -> None:
        """Count rows as written that came into the ledger by another way, with what they come to and their digests."""
        self._given.counts += given.counts
        for table, total in given.sums.items():
            self._given.sums[table] += total
        for stream, some in digests:
            self._streams.digests.setdefault(stream, bytearray()).extend(some)

    def finish(self) -> str:
        """Read the changeset back, compare, chain it to the one before, and return its hash.

        Raises ``IntegrityFailure`` where the database does not hold what was written, or where the header brought a
        hash (a replayed export) that this changeset does not have.
        """
        lines = sorted([*self._records.lines(), *self._streams.lines()])
        self._streams = Streams()
        entered = logical.records_of(logical.just_entered(self._store, self.number), self._before)
        if entered.lines() != self._records.lines() or logical.tally_of(self._store, self.number) != self._given:
            raise IntegrityFailure(
                f"changeset {self.number} does not read back as it was written; nothing was recorded"
            )
        found = canonical.sealed_with(self._before, canonical.hash_of(self._header, self._previous, lines))
        if self._header.hash not in (None, found):
            raise IntegrityFailure(
                f"changeset {self.number} of the seed has hash {self._header.hash}, but what it holds gives {found}",
                hint="the export was altered, or is another ledger's history; take out `hash` to import it as new",
            )
        row = changesets.columns_of(self._header)
        chained = {"previous": self._previous, "hash": found, "streams": "\n".join(lines)}
        insert_rows(self._store, schema.changeset, [row | {"id": self.number} | chained])
        search.index_changeset(self._store, self.number)
        if self._store.seal is not None and self._header.hash is None and self._header.origin is None:
            self._store.seal(self._store, self.number, found)
        if self._store.is_postgres:
            self._store.connection.exec_driver_sql(f"SELECT pg_notify({CHANNEL}, %s)", (str(self.number),))
        return found

    @cached_property
    def _writers(self) -> tuple[tuple[tuple[type, ...], Callable[[list[Any]], None]], ...]:
        return (
            ((AddRecord,), self._add_records),
            ((EditRecord,), self._edit_records),
            ((Attach,), self._attach),
            ((AddEntry, Retract), self._add_entries),
            ((AddCitation,), self._add_citations),
            ((DropCitation,), self._drop_citations),
            ((AddRivals,), self._add_rivals),
            ((AddPair,), self._add_pairs),
            ((Settle,), self._settle),
            ((AddReview,), lambda intents: self._add_reviews(intents, schema.review)),
            ((AddClaim,), lambda intents: self._add_reviews(intents, schema.claim)),
            ((Redact,), lambda intents: self._write(schema.redaction, [i.redaction.model_dump() for i in intents])),
        )

    def _add_records(self, intents: list[AddRecord]) -> None:
        records = sorted((intent.record for intent in intents), key=lambda record: _RECORD_ORDER[record.table])
        register.add(self._store, records, self.number)
        for record in records:
            place = self._places[record.table]
            self._records.add(record.table, [logical.of_record(record.model_dump(mode="json"), place)])
            self._places[record.table] += 1
        self._names = KeyNumbers(self._store)

    def _edit_records(self, intents: list[EditRecord]) -> None:
        for intent in intents:
            if intent.field == KEY:
                renames.rename(self._store, intent.record.table, json.loads(intent.old), json.loads(intent.new))
                self._names = KeyNumbers(self._store)
            else:
                register.change(self._store, intent.record, [intent.field])
        self._write(
            schema.edit,
            [{"record": intent.ref, "field": intent.field, "old": intent.old, "new": intent.new} for intent in intents],
        )

    def _attach(self, intents: list[Attach]) -> None:
        rows = [intent.attachment.model_dump() for intent in intents]
        self._write(schema.attachment, [row | {"source_id": self._names.source_ids[row.pop("source")]} for row in rows])

    def _add_entries(self, intents: list[AddEntry | Retract]) -> None:
        entries = [intent.entry for intent in intents if isinstance(intent, AddEntry)]
        retracted = self._retraction_rows([i.retraction for i in intents if isinstance(i, Retract)])
        rows = list(map(maker_of_entries(self._names, self.number), entries))
        rows += in_columns(schema.entry, (row | {"changeset_id": self.number} for row in retracted))
        self._insert(schema.entry, sorted(rows))
        self._write_items(entries)
        self._write_figures(entries)
        self._write_citations(((entry.id, citation) for entry in entries for citation in entry.said.cite), {})

    def _write_items(self, entries: Iterable[Entry]) -> None:
        rows = [
            {"entry_id": entry.id, "place": place, "item_id": self._names.item_ids[key]}
            for entry in entries
            if isinstance(entry.said, _TIED)
            for place, key in enumerate(entry.said.items)
        ]
        self._insert(schema.entry_items, in_columns(schema.entry_items, rows))

    def _write_figures(self, entries: Iterable[Entry]) -> None:
        rows = [
            {"entry_id": entry.id, "place": place}
            | figure.model_dump(include={"what", "unit", "about"})
            | {"value": figure.written, "approx": int(figure.approx)}
            for entry in entries
            for place, figure in enumerate(entry.said.figures)
        ]
        self._insert(schema.entry_figures, in_columns(schema.entry_figures, rows))

    def _retraction_rows(self, retractions: list[Retraction]) -> list[NewRow]:
        """A retraction stands in the cell of what it takes back: what a changeset touched is one index range."""
        if not retractions:
            return []
        table = schema.entry
        names = ("kind", "item_id", "party_id", "held_from", "held_to", "held_precision", "held_text")
        cell = tuple(table.c[name] for name in names)
        wanted = [retraction.entry for retraction in retractions]
        found = {
            row["id"]: dict(row)
            for row in self._store.connection.execute(
                select(table.c.id, *cell).where(among(self._store, table.c.id, wanted))
            ).mappings()
        }
        return [
            found[retraction.entry]
            | {
                "id": retraction.id,
                "op": Op.retract.value,
                "rank": retraction.rank,
                "supersedes_id": retraction.entry,
                "reason": retraction.reason,
            }
            for retraction in retractions
        ]

    def _add_citations(self, intents: list[AddCitation]) -> None:
        cited = schema.citation.c
        of_these = among(self._store, cited.entry_id, (intent.entry for intent in intents))
        query = select(cited.entry_id, func.max(cited.id)).where(of_these).group_by(cited.entry_id)
        last = {entry: number for entry, number in self._store.connection.execute(query)}  # noqa: C416 - not plain pairs
        self._write_citations([(intent.entry, intent.citation) for intent in intents], last)

    def _write_citations(self, cited: Iterable[tuple[int, Citation]], last: Mapping[int, int]) -> None:
        """Write citations, each numbered after its entry's last one."""
        row_of = maker_of_citations(self._names, self.number)
        numbers = dict(last)
        rows = []
        for entry, citation in cited:
            number = numbers[entry] = numbers.get(entry, entry * schema.CITATIONS_PER_ENTRY) + 1
            rows.append(row_of(number, entry, citation))
        self._insert(schema.citation, rows)

    def _drop_citations(self, intents: list[DropCitation]) -> None:
        for intent in intents:
            self._write(schema.dropped_citation, [{"citation_id": self._last_cited(intent), "reason": intent.reason}])

    def _last_cited(self, intent: DropCitation) -> int:
        """Of an entry's citations of one place that count, return the one added last."""
        table, dropped = schema.citation.c, schema.dropped_citation.c
        query = select(table.id).where(
            table.entry_id == intent.entry,
            table.source_id == self._names.source_ids[intent.source],
            table.at.is_not_distinct_from(intent.at),
            table.id.not_in(select(dropped.citation_id)),
        )
        last: int = self._store.connection.execute(query.order_by(table.id.desc()).limit(1)).scalar_one()
        return last

    def _add_rivals(self, intents: list[AddRivals]) -> None:
        pairs = [sorted((intent.entry, intent.other)) for intent in intents]
        self._write(schema.rival, [{"entry_id": entry, "other_id": other} for entry, other in pairs])

    def _add_pairs(self, intents: list[AddPair]) -> None:
        """Pairs are derived: they have no number and no part in the hash."""
        found = {(min(i.entry, i.other), max(i.entry, i.other)): i.relation.value for i in intents}
        pair = schema.pair.c
        query = select(pair.entry_id, pair.other_id).where(among(self._store, pair.other_id, {b for _a, b in found}))
        known = {(one, other) for one, other in self._store.connection.execute(query)}
        rows = [
            {"entry_id": one, "other_id": other, "relation": relation}
            for (one, other), relation in found.items()
            if (one, other) not in known
        ]
        insert_rows(self._store, schema.pair, rows)

    def _settle(self, intents: list[Settle]) -> None:
        settlements = [intent.settlement for intent in intents]
        self._write(
            schema.settlement,
            [{"how": s.how.value, "entry_id": s.entry, "other_id": s.other, "reason": s.reason} for s in settlements],
        )

    def _add_reviews(self, intents: Sequence[AddReview | AddClaim], table: Table) -> None:
        self._write(
            table,
            [
                {"entry_id": i.entry, "verdict": i.verdict.value, "reviewer": i.reviewer, "note": i.note}
                for i in intents
            ],
        )

    def _write(self, table: Table, rows: list[NewRow]) -> None:
        """Number the rows that have no number, insert them, and take them into their stream."""
        self._number(table, rows)
        self._insert(table, in_columns(table, rows))

    def _insert(self, table: Table, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            insert_tuples(self._store, table, rows)
            self._given.take(table.name, rows)
            self._streams.add_lines(table.name, logical.lines_of(table, self._names)(rows))

    def _number(self, table: Table, rows: list[NewRow]) -> None:
        free = self._next.get(table.name) or next_id(self._store, table)
        for row in rows:
            number = row.setdefault("id", free)
            row["changeset_id"] = self.number
            free = number + 1 if number >= free else free + 1
        self._next[table.name] = free
