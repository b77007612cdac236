"""What lists ask for: entries by source or round, what waits for a verdict, when an item was last confirmed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from ledger.domain.entries import Entry
from ledger.domain.words import EntryKind, Op, Precision, Verdict
from ledger.storage import entries, schema
from ledger.storage.database import Store

_E = schema.entry.c


def citing(store: Store, source: str, known_at: int) -> list[Entry]:
    """Return the entries that rest on a source, superseded ones too, in the order recorded."""
    cited, dropped = schema.citation.c, schema.dropped_citation.c
    gone = select(dropped.citation_id).where(dropped.changeset_id <= known_at)
    query = select(cited.entry_id).where(
        cited.source_id == _number(schema.source.c.id, schema.source.c.key, source),
        cited.changeset_id <= known_at,
        cited.id.not_in(gone),
    )
    return _entries(store, query, known_at)


def in_round(store: Store, stage: str, days: tuple[date, date] | None, known_at: int) -> list[Entry]:
    """Return the entries that name a round, and those held on its days, in the order of their days."""
    where = _E.round_id == _number(schema.round_.c.id, schema.round_.c.key, stage)
    if days is not None:
        first, last = (day.isoformat() for day in days)
        where = or_(where, and_(_E.held_on >= first, _E.held_on <= last, _E.held_precision == Precision.day.value))
    found = _entries(store, select(_E.id).where(where, _E.op == Op.assert_.value), known_at)
    return sorted(found, key=lambda entry: entry.order)


def editions(store: Store, source: str, known_at: int) -> list[tuple[int, str, str]]:
    """Return (edition, sha256, text) of the texts attached to a source."""
    table = schema.attachment.c
    query = (
        select(table.edition, table.sha256, table.text)
        .where(
            table.source_id == _number(schema.source.c.id, schema.source.c.key, source), table.changeset_id <= known_at
        )
        .order_by(table.edition)
    )
    return [(row.edition, row.sha256, row.text) for row in store.connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Which entries waiting for a verdict are meant; ``None`` means any."""

    source: str | None = None
    item: str | None = None
    party: str | None = None
    changeset: int | None = None


def waiting(store: Store, wanted: Waiting, known_at: int | None = None) -> list[Entry]:
    """Return the entries that stand and that nobody has accepted or rejected, in the order recorded."""
    newer, review, later = schema.entry.alias("newer"), schema.review.alias("review"), schema.review.alias("later")
    superseded = exists().where(newer.c.supersedes_id == _E.id)
    after = exists().where(later.c.entry_id == review.c.entry_id, later.c.id > review.c.id)
    judged = exists().where(
        review.c.entry_id == _E.id, review.c.verdict.in_([Verdict.accepted.value, Verdict.rejected.value])
    )
    known: list[ColumnElement[bool]] = []
    if known_at is not None:
        superseded, after = (
            superseded.where(newer.c.changeset_id <= known_at),
            after.where(later.c.changeset_id <= known_at),
        )
        judged, known = judged.where(review.c.changeset_id <= known_at), [_E.changeset_id <= known_at]
    query = select(_E.id).where(
        _E.op == Op.assert_.value, ~superseded, ~judged.where(~after), *known, *_conditions(wanted)
    )
    return _entries(store, query, known_at)


def _conditions(wanted: Waiting) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.source is not None:
        cited = schema.citation.c
        source = _number(schema.source.c.id, schema.source.c.key, wanted.source)
        found.append(_E.id.in_(select(cited.entry_id).where(cited.source_id == source)))
    if wanted.item is not None:
        item, tied = _number(schema.item.c.id, schema.item.c.key, wanted.item), schema.entry_items.c
        found.append(or_(_E.item_id == item, _E.id.in_(select(tied.entry_id).where(tied.item_id == item))))
    if wanted.party is not None:
        found.append(_E.party_id == _number(schema.party.c.id, schema.party.c.key, wanted.party))
    if wanted.changeset is not None:
        found.append(_E.changeset_id == wanted.changeset)
    return found


def last_confirmed(store: Store, held_on: date, known_at: int) -> dict[str, str]:
    """Return, by item, the last day on which anything recorded of it was held or was published, as ISO text."""
    newer, item, cited, source = schema.entry.alias("newer"), schema.item, schema.citation, schema.source
    entry = schema.entry
    day = held_on.isoformat()
    stands = (
        entry.c.op == Op.assert_.value,
        entry.c.kind.in_([EntryKind.stance.value, EntryKind.status.value]),
        entry.c.held_on <= day,
        entry.c.changeset_id <= known_at,
        ~exists().where(newer.c.supersedes_id == entry.c.id, newer.c.changeset_id <= known_at),
    )
    held = select(item.c.key, func.max(entry.c.held_on).label("day")).join(entry, entry.c.item_id == item.c.id)
    told = (
        select(item.c.key, func.max(source.c.published).label("day"))
        .join(entry, entry.c.item_id == item.c.id)
        .join(cited, cited.c.entry_id == entry.c.id)
        .join(source, source.c.id == cited.c.source_id)
        .where(cited.c.changeset_id <= known_at, func.length(source.c.published) == 10, source.c.published <= day)
    )
    found: dict[str, str] = {}
    for query in (held, told):
        for row in store.connection.execute(query.where(*stands).group_by(item.c.key)):
            found[row.key] = max(row.day, found.get(row.key, ""))
    return found


def _number(number: ColumnElement[int], key: ColumnElement[str], value: str) -> ColumnElement[int]:
    return select(number).where(key == value).scalar_subquery()


def _entries(store: Store, ids: Select[int], known_at: int | None) -> list[Entry]:
    numbers = store.connection.execute(ids.distinct()).scalars().all()
    return list(entries.by_ids(store, numbers, known_at).values())
