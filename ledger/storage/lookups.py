"""What lists ask for: entries by source or round, what waits for a verdict, when an item was last confirmed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, or_, select

from ledger.domain.entries import Citation, Entry
from ledger.domain.floors import Counting, passing, supports
from ledger.domain.moments import HeldOn
from ledger.domain.records import Record, Source
from ledger.domain.words import EntryKind, Op, Speaker, Verdict
from ledger.storage import cells, entries, renames, reviews, schema
from ledger.storage.asof import When
from ledger.storage.bulk import among
from ledger.storage.database import Store
from ledger.storage.register import KeyNumbers
from ledger.storage.superseded import superseded

_E = schema.entry.c


def citing(store: Store, source: str, known_at: int, *, standing: bool = False, most: int | None = None) -> list[Entry]:
    """Return the entries that rest on a source, in the order recorded: all, or those that stand; the first so many."""
    cited = schema.citation.c
    here = cited.source_id == _number(schema.source.c.id, schema.source.c.key, source)
    stands = _standing(store, cited.entry_id, known_at) if standing else ()
    query = select(cited.entry_id).where(here, *_counting(known_at), *stands)
    return _entries(store, query if most is None else query.order_by(cited.entry_id).limit(most), known_at)


def said_by(store: Store, person: str, known_at: int) -> list[Entry]:
    """Return the entries that rest on a person's words, superseded ones too, in the order recorded."""
    cited = schema.citation.c
    here = cited.by_id == _number(schema.person.c.id, schema.person.c.key, person)
    return _entries(store, select(cited.entry_id).where(here, *_counting(known_at)), known_at)


def counts_said(store: Store, when: When) -> dict[str, int]:
    """Return by person how many entries that stand and were held by then rest on their words; others are left out."""
    held = select(_E.id).where(_E.held_to <= when.held_on.isoformat())
    return _counts(store, schema.person, schema.citation.c.by_id, when, schema.citation.c.entry_id.in_(held))


def counts_citing(store: Store, when: When) -> dict[str, int]:
    """Return by source how many entries that stand rest on it; sources that none rests on are left out."""
    return _counts(store, schema.source, schema.citation.c.source_id, when)


def _counts(
    store: Store, named: Table, cited_for: ColumnElement[Any], when: When, *where: ColumnElement[bool]
) -> dict[str, int]:
    """Return by key of what citations name how many entries that stand rest on it."""
    number = schema.citation.c.entry_id
    asked = [among(store, number, reviews.accepted(store, when.known_at))] if when.counting.reviewed_only else []
    query = (
        select(named.c.key, func.count(number.distinct()).label("entries"))
        .join(named, named.c.id == cited_for)
        .where(*_counting(when.known_at), *_standing(store, number, when.known_at), *asked, *where)
        .group_by(named.c.key)
    )
    return {row.key: row.entries for row in store.connection.execute(query)}


def _standing(store: Store, number: ColumnElement[int], known_at: int) -> list[ColumnElement[bool]]:
    """Return what is true of an entry that stands: not rejected, nor superseded by what itself is not rejected."""
    gone = superseded(number, known_at)
    rejected = reviews.rejected(store, known_at)
    if not rejected:
        return [~gone]
    replaced = select(_E.supersedes_id).where(_E.supersedes_id.is_not(None), among(store, _E.id, rejected))
    in_doubt = set(store.connection.execute(replaced).scalars())
    revived = in_doubt - entries.displaced(store, known_at, in_doubt).keys()
    return [or_(~gone, among(store, number, revived)), ~among(store, number, rejected)]


def _counting(known_at: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return what is true of a citation that is known at a changeset and not dropped by then."""
    cited, dropped = schema.citation.c, schema.dropped_citation.c
    gone = select(dropped.citation_id).where(dropped.changeset_id <= known_at)
    return cited.changeset_id <= known_at, cited.id.not_in(gone)


def giving_figures(store: Store, numbers: Collection[int]) -> set[int]:
    """Return those of these entries that give figures."""
    table = schema.entry_figures.c
    query = select(table.entry_id).where(among(store, table.entry_id, numbers)).distinct()
    return set(store.connection.execute(query).scalars()) if numbers else set()


def figures_on(store: Store) -> set[tuple[str, str]]:
    """Return on which items stances and statuses give figures, and what each is about: the item, if nothing is said."""
    table, item = schema.entry_figures.c, schema.item.c
    query = select(item.key, table.about).distinct().where(table.entry_id == _E.id, _E.item_id == item.id)
    return {(key, about or key) for key, about in store.connection.execute(query)}


def in_round(store: Store, stage: str, days: tuple[date, date] | None, known_at: int) -> list[Entry]:
    """Return the entries that name a round, and those held within its days, in the order of their days."""
    where = _E.round_id == _number(schema.round_.c.id, schema.round_.c.key, stage)
    if days is not None:
        first, last = (day.isoformat() for day in days)
        where = or_(where, and_(_E.held_from >= first, _E.held_to <= last))
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
class WaitingFilter:
    """Which entries waiting for a verdict are meant; ``None`` means any."""

    source: str | None = None
    item: str | None = None
    party: str | None = None
    changeset: int | None = None


def waiting(store: Store, wanted: WaitingFilter, known_at: int | None = None) -> list[Entry]:
    """Return the entries that stand and that nobody has accepted or rejected, in the order recorded."""
    return _entries(store, _waiting(wanted, known_at), known_at)


def waiting_places(store: Store, wanted: WaitingFilter, known_at: int) -> Iterator[tuple[int, str, str | None]]:
    """Yield (entry, source, place in it) of all that waits, each as it is cited first; in the order recorded."""
    cited, source = schema.citation.c, schema.source.c
    query = (
        select(cited.entry_id, source.key, cited.at)
        .join(schema.source, source.id == cited.source_id)
        .where(cited.entry_id.in_(_waiting(wanted, known_at)), *_counting(known_at))
        .order_by(cited.entry_id, cited.id)
    )
    last = 0
    with store.connection.execute(query, execution_options={"yield_per": 5_000}) as rows:
        for entry, key, at in rows:
            if entry != last:
                yield entry, key, at
            last = entry


def count_waiting(store: Store, known_at: int) -> int:
    """Return how many there are that wait."""
    query = select(func.count()).select_from(_waiting(WaitingFilter(), known_at).subquery())
    return store.connection.execute(query).scalar_one()


def first_waiting(
    store: Store, known_at: int, most: int, *, sources: Iterable[str], order: Callable[[str | None], Any]
) -> list[int]:
    """Return the numbers of the first so many of all that wait: by source, then by place in it, then as recorded.

    Each stands where it is cited first. Of places and sources after the last of these nothing is read.
    """
    found: list[int] = []
    numbers = KeyNumbers(store).source_ids
    for source in sources:
        here = _cited_first_in(numbers[source], known_at)
        for _order, alike in groupby(sorted(_places(store, here, numbers[source], known_at), key=order), key=order):
            if len(found) == most:
                return found
            found += _at_places(store, here, [*alike], most - len(found))
    return found


_FEW_PLACES = 50


def _cited_first_in(source: int, known_at: int) -> Select[Any]:
    """Return the statement for entries that wait and are cited first from a source."""
    cited, before, dropped = schema.citation.c, schema.citation.alias("before"), schema.dropped_citation.c
    gone = select(dropped.citation_id).where(dropped.changeset_id <= known_at)
    earlier = exists().where(
        before.c.entry_id == cited.entry_id,
        before.c.id < cited.id,
        before.c.changeset_id <= known_at,
        before.c.id.not_in(gone),
    )
    # Joined, and not among what waits: that would read all that waits for the first of them.
    query = _waiting(WaitingFilter(), known_at).select_from(schema.entry).join(schema.citation, cited.entry_id == _E.id)
    return query.where(cited.source_id == source, *_counting(known_at), ~earlier)


def _places(store: Store, here: Select[Any], source: int, known_at: int) -> list[str | None]:
    """Return the places of a source at which something may wait; if they are many, only those at which it does."""
    cited = schema.citation.c
    every = select(cited.at).where(cited.source_id == source, cited.changeset_id <= known_at).distinct()
    found = store.connection.execute(every.limit(_FEW_PLACES + 1)).scalars().all()
    if len(found) > _FEW_PLACES:
        found = store.connection.execute(here.with_only_columns(cited.at).distinct()).scalars().all()
    return [*found]


def _at_places(store: Store, here: Select[Any], places: Sequence[str | None], most: int) -> Sequence[int]:
    """Return the first of what waits at some places of a source, in the order recorded."""
    cited = schema.citation.c
    given = [place for place in places if place is not None]
    at = or_(among(store, cited.at, given), *([cited.at.is_(None)] if None in places else []))
    return store.connection.execute(here.where(at).order_by(cited.id).limit(most)).scalars().all()


def _waiting(wanted: WaitingFilter, known_at: int | None) -> Select[int]:
    review, later = schema.review.alias("review"), schema.review.alias("later")
    replaced = superseded(_E.id, known_at)
    same = later.c.entry_id == review.c.entry_id, later.c.reviewer == review.c.reviewer
    after = exists().where(*same, later.c.id > review.c.id)
    judged = exists().where(
        review.c.entry_id == _E.id, review.c.verdict.in_([Verdict.accepted.value, Verdict.rejected.value])
    )
    known: list[ColumnElement[bool]] = []
    if known_at is not None:
        after = after.where(later.c.changeset_id <= known_at)
        judged, known = judged.where(review.c.changeset_id <= known_at), [_E.changeset_id <= known_at]
    return select(_E.id).where(
        _E.op == Op.assert_.value, ~replaced, ~judged.where(~after), *known, *_conditions(wanted)
    )


def _conditions(wanted: WaitingFilter) -> list[ColumnElement[bool]]:
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


def last_confirmed(store: Store, when: When) -> dict[str, date]:
    """Return, by item, the last day on which something on it was held, or a source of that was published.

    That is a stance or a status of it, and, where everything counts, an event or a remark about it. A source of which
    only the month is known was out at its end, and confirms no more than its first day.
    """
    found: dict[str, date] = {}
    for item, days in _days_of_items(store, when):
        if days.last <= when.held_on:
            found[item] = max(days.first, found.get(item, days.first))
    return found


def _days_of_items(store: Store, when: When) -> Iterator[tuple[str, HeldOn]]:
    """Yield items with a day on which something on them was held, or the days in which a source of it came out."""
    item, cited, source, entry = schema.item, schema.citation, schema.source, schema.entry
    gone = select(schema.dropped_citation.c.citation_id).where(schema.dropped_citation.c.changeset_id <= when.known_at)
    tied = schema.entry_items
    ways = [(select(item.c.key).join(entry, entry.c.item_id == item.c.id), _stands(store, when))]
    if when.plain:
        about = select(item.c.key).join(tied, tied.c.item_id == item.c.id).join(entry, entry.c.id == tied.c.entry_id)
        ways.append((about, _stands_about(store, when)))
    for on_items, stands in ways:
        held = on_items.add_columns(func.max(entry.c.held_to).label("day")).where(*stands).group_by(item.c.key)
        for row in store.connection.execute(held):
            yield row.key, HeldOn.parse(row.day)
        told = (
            on_items.add_columns(source.c.published)
            .join(cited, cited.c.entry_id == entry.c.id)
            .join(source, source.c.id == cited.c.source_id)
            .where(*stands, cited.c.changeset_id <= when.known_at, cited.c.id.not_in(gone))
            .where(source.c.published.is_not(None))
            .distinct()
        )
        for row in store.connection.execute(told):
            yield row.key, HeldOn.parse(row.published)


def cited_in(store: Store, when: When, sources: Mapping[str, Source]) -> list[Citation]:
    """Return what is cited of stances and statuses that began by a point and count there, as ``that_count`` does."""
    cited, source, entry = schema.citation, schema.source, schema.entry
    gone = select(schema.dropped_citation.c.citation_id).where(schema.dropped_citation.c.changeset_id <= when.known_at)
    query = (
        select(source.c.key, cited.c.speaker, cited.c.credibility, cited.c.carries)
        .join(entry, entry.c.id == cited.c.entry_id)
        .join(source, source.c.id == cited.c.source_id)
        .where(
            entry.c.op == Op.assert_.value,
            or_(entry.c.kind == EntryKind.stance.value, entry.c.kind == EntryKind.status.value),
            *cells.begun(when, entry),
            entry.c.changeset_id <= when.known_at,
            cited.c.changeset_id <= when.known_at,
            cited.c.id.not_in(gone),
        )
    )
    if when.plain and not reviews.rejected(store, when.known_at):
        query = query.where(~superseded(entry.c.id, when.known_at))
    else:  # what would correct an entry may not count itself
        query = query.where(entry.c.id.not_in(reviews.replaced(store, when.known_at, when.counting)))
    return that_count(store, query, when.known_at, when.counting, sources)


def that_count(
    store: Store, cited: Select[Any], known_at: int, counting: Counting, sources: Mapping[str, Source]
) -> list[Citation]:
    """Return some citations that count, as far as they say which sources tell, and whose word they repeat.

    ``cited`` selects source, speaker, credibility and what is carried, of entries.
    """
    if counting.reviewed_only:
        cited = cited.where(among(store, schema.entry.c.id, reviews.accepted(store, known_at)))
    elif rejected := reviews.rejected(store, known_at):
        cited = cited.where(~among(store, schema.entry.c.id, rejected))
    if counting.floor is not None and (counting.floor.independent or 0) > 1:
        return _borne_out(store, cited, known_at, counting, sources)
    rows = store.connection.execute(cited.distinct())
    return [*passing(counting.floor, (_cited(*row) for row in rows), sources)]


def _cited(source: str, speaker: Speaker | None, credibility: int, carries: str | None) -> Citation:
    return Citation(
        source=source, speaker=speaker, credibility=credibility, carries=tuple((carries or "").splitlines())
    )


def _borne_out(
    store: Store, cited: Select[Any], known_at: int, counting: Counting, sources: Mapping[str, Source]
) -> list[Citation]:
    """Return the citations of the entries that enough sources bear out.

    A stance or a status counts by what others say the same, anything else by its own citations alone.
    """
    borne = cells.counted(store, When(date.max, known_at, counting))
    own: dict[int, list[Citation]] = {}
    for *of_it, number in store.connection.execute(cited.add_columns(_E.id)):
        own.setdefault(number, []).append(_cited(*of_it))
    passed = {number: passing(counting.floor, given, sources) for number, given in own.items()}
    counts = (each for number, each in passed.items() if number in borne or supports(counting.floor, each, sources))
    return [one for each in counts for one in each]


def _stands(store: Store, when: When) -> list[ColumnElement[bool]]:
    """Stances and statuses that were held by a point and count there."""
    entry = schema.entry
    found = [entry.c.kind.in_([EntryKind.stance.value, EntryKind.status.value]), *_held_by(when)]
    if when.plain and not reviews.rejected(store, when.known_at):
        gone = superseded(entry.c.id, when.known_at)
        return [*found, ~gone]
    return [*found, among(store, entry.c.id, cells.counted(store, when))]


def _stands_about(store: Store, when: When) -> list[ColumnElement[bool]]:
    """Events and remarks that were held by a point, where everything counts but what somebody rejects."""
    rejected = reviews.rejected(store, when.known_at)
    found = [*_held_by(when), ~superseded(schema.entry.c.id, when.known_at)]
    return [*found, ~among(store, schema.entry.c.id, rejected)] if rejected else found


def _held_by(when: When) -> list[ColumnElement[bool]]:
    entry = schema.entry.c
    return [
        entry.op == Op.assert_.value,
        entry.held_to <= when.held_on.isoformat(),
        entry.changeset_id <= when.known_at,
    ]


def _number(number: ColumnElement[int], key: ColumnElement[str], value: str) -> ColumnElement[int]:
    return select(number).where(key == value).scalar_subquery()


def _entries(store: Store, ids: Select[int], known_at: int | None) -> list[Entry]:
    numbers = store.connection.execute(ids.distinct()).scalars().all()
    return list(entries.by_ids(store, numbers, known_at).values())


def naming(store: Store, record: Record) -> set[int]:
    """Return the numbers of the entries that stand and rest on a record, or name it in a text.

    That is a party that is spoken for, and an item that a figure is about.
    """
    found, key = resting_on(store, record), record.natural_key
    texts: Select[Any] | None = None
    if record.table == "party":
        texts = select(_E.id, _E.on_behalf_of).where(_E.on_behalf_of.is_not(None))
    elif record.table == "item":
        figures = schema.entry_figures.c
        texts = select(_E.id, figures.about).where(figures.entry_id == _E.id, figures.about.is_not(None))
    if texts is not None:
        keys = renames.keys_of(store)
        stands = store.connection.execute(texts.where(_E.op == Op.assert_.value, ~superseded(_E.id)))
        found |= {
            number for number, text in stands if key in {keys.now(record.table, each) for each in text.split("\n")}
        }
    return found


def resting_on(store: Store, record: Record) -> set[int]:
    """Return the numbers of the entries that stand and rest on a record: item, party, person, round or source."""
    table = schema.tables[record.table]
    number = _number(table.c.id, table.c.key, record.natural_key)
    rests: ColumnElement[bool]
    if record.table == "person":
        rests = or_(
            _E.by_id == number, _E.id.in_(select(schema.citation.c.entry_id).where(schema.citation.c.by_id == number))
        )
    elif record.table == "source":
        cited, dropped = schema.citation.c, schema.dropped_citation.c
        kept = cited.id.not_in(select(dropped.citation_id))
        rests = _E.id.in_(select(cited.entry_id).where(cited.source_id == number, kept))
    elif record.table == "item":
        tied = select(schema.entry_items.c.entry_id).where(schema.entry_items.c.item_id == number)
        rests = or_(_E.item_id == number, _E.id.in_(tied))
    else:
        rests = _E[f"{record.table}_id"] == number
    stands = and_(_E.op == Op.assert_.value, ~superseded(_E.id))
    return set(store.connection.execute(select(_E.id).where(rests, stands)).scalars())
