"""What a plan needs to know of the ledger, fetched: the frame once, cells and entries as a seed speaks of them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import select

from ledger.domain import authorship
from ledger.domain.canonical import canonical_json
from ledger.domain.checklist import OPEN_PROMISES
from ledger.domain.entries import Cell, Entry, EntryRef, Retraction, Statement, StatusEntry
from ledger.domain.moments import HeldOn
from ledger.domain.planning import LedgerNow, records
from ledger.domain.planning.warnings import numbers_left_out
from ledger.domain.points import days_of
from ledger.domain.records import Item, Listed, Record, Round
from ledger.domain.renaming import Keys
from ledger.domain.seed import Attachment, CellRef, Edit, Part, Review, Rivals, Settlement
from ledger.domain.words import EntryKind, Op, Status, Verdict
from ledger.storage import changesets, contests, entries, lookups, register, renames, reviews, schema, texts
from ledger.storage.bulk import among
from ledger.storage.database import Store, role_of
from ledger.storage.register import KeyNumbers


def ledger_now(store: Store) -> LedgerNow:
    """Return what a plan starts from: the frame, the journal's former values, contests, numbers. No entries yet."""
    former: dict[tuple[str, str], set[str]] = defaultdict(set)
    keys = renames.keys_of(store)
    for edit in store.connection.execute(select(schema.edit)):
        former[keys.ref_now(edit.record), edit.field].add(_of_now(keys, edit.record, edit.field, edit.old))
    pairs = {frozenset((row.entry_id, row.other_id)) for row in store.connection.execute(select(schema.rival))}
    settled = contests.settled_pairs(store)
    attached = select(schema.source.c.key, schema.attachment.c.edition, schema.attachment.c.sha256).join(
        schema.source, schema.source.c.id == schema.attachment.c.source_id
    )
    return LedgerNow(
        register.load(store),
        former=former,
        rivals=pairs,
        dropped=entries.dropped(store),
        settled=set(settled),
        kept=contests.kept_of(store),
        moved=contests.moves(store),
        ever_moved=contests.ever_moved(store),
        texts={(row.key, row.edition): row.sha256 for row in store.connection.execute(attached)},
        hashes=changesets.hashes(store),
        role=role_of(store),
        names={authorship.mark(name): name for name in reversed(changesets.authors(store))},
        last_entry=entries.last_id(store),
        last_changeset=changesets.last_number(store),
        last_recorded=changesets.last_time(store),
        keys=keys,
    )


def _of_now(keys: Keys, ref: str, field: str, value: str) -> str:
    if not keys:
        return value
    return canonical_json(keys.value_now(ref.partition(":")[0], field, json.loads(value)))


@dataclass(frozen=True, slots=True)
class PlanningFacts:
    """Where a plan asks what was recorded: a ledger, and beside it what the same import has laid aside by now.

    ``names`` spares reading the keys again, of each in its turn.
    """

    stores: tuple[Store, ...]
    names: tuple[KeyNumbers, ...]

    @classmethod
    def of(cls, store: Store, names: KeyNumbers | None = None) -> "PlanningFacts":
        """Ask a ledger alone."""
        return cls((store,), (names or KeyNumbers(store),))

    def each(self) -> Iterable[tuple[Store, KeyNumbers]]:
        """Return the places, each with its keys."""
        return zip(self.stores, self.names, strict=True)

    def by_ids(self, ids: Iterable[int]) -> dict[int, Entry]:
        """Return entries by number."""
        wanted = set(ids)
        return {
            number: entry
            for store, names in self.each()
            for number, entry in entries.by_ids(store, wanted, names=names).items()
        }


def learn(facts: PlanningFacts, now: LedgerNow, parts: Sequence[Part]) -> None:
    """Fetch the cells and entries that these parts speak of, with what supersedes them and who judged them.

    Of a cell in which nothing stands on the days that a part speaks of, nothing is fetched: no rule looks at the rest,
    so that a stance costs no more where much was said before. But a stance that leaves out a number is noted where it
    says again what stood with one, and an open promise where it was kept, or one that is kept where it was open since.
    """
    cells: set[Cell] = set()
    ids: set[int] = set()
    days: dict[Cell, Days] = {}
    numberless: dict[str, set[Cell]] = defaultdict(set)
    promised: set[Cell] = set()
    kept: dict[Cell, Days] = {}
    of_rounds: dict[str, Days | None] = {stage: None for part in parts if (stage := _moved(part, now)) is not None}
    with_texts = _with_texts(now, parts)
    for part in parts:
        in_days = _days_alone(part, now, with_texts, of_rounds)
        if in_days is not None:
            cell = part.value.cell
            days[cell] = _joined(days[cell], in_days) if cell in days else in_days
            for name in numbers_left_out(part.value, now.frame):
                numberless[name].add(cell)
            if _status(part.value) in OPEN_PROMISES:
                promised.add(cell)
            elif _status(part.value) is Status.kept:
                kept[cell] = min(in_days[1], kept[cell][0]) if cell in kept else in_days[1], entries.EVER[1]
            continue
        cells |= _cells(part) | _redefined(part, now)
        ids |= _numbers(part)
        if (struck := _struck(part, now)) is not None and struck.ref not in now.resting:
            now.resting[struck.ref] = set().union(*(lookups.resting_on(store, struck) for store in facts.stores))
    promised -= now.fetched
    cells |= promised & _kept_at_hand(now, parts, promised)
    spans, since_kept = (
        {cell: span for cell, span in some.items() if cell not in now.fetched} for some in (days, kept)
    )
    for store, names in facts.each():
        cells |= entries.in_use(store, spans, names)
        for name, some in numberless.items():
            cells |= entries.giving(store, some - now.fetched, name, names)
        cells |= entries.keeping(store, promised, names)
        cells |= entries.promised_in(store, since_kept, names)
    _learn_cells(facts, now, cells, ids)


def learn_known_by(facts: PlanningFacts, now: LedgerNow, rounds: Iterable[str]) -> None:
    """Fetch what is known by these rounds alone, each entry with its cell: the rounds have other days by now."""
    for stage in rounds:
        found = {number for store in facts.stores for number in entries.by_round(store, stage)}
        here = {entry.id for entry in now.entries.values() if entry.by_round and entry.said.round == stage}
        now.by_round[stage] = found | here
        learn_entries(facts, now, found | here)


def learn_entries(facts: PlanningFacts, now: LedgerNow, numbers: Iterable[int]) -> None:
    """Fetch entries by number, each with its cell."""
    _learn_cells(facts, now, set(), set(numbers))


def _learn_cells(facts: PlanningFacts, now: LedgerNow, cells: set[Cell], ids: set[int]) -> None:
    cells |= {entry.said.cell for entry in facts.by_ids(ids - now.entries.keys()).values()}
    cells -= now.fetched
    now.fetched |= cells
    found = [
        entry
        for store, names in facts.each()
        for line in entries.in_cells(store, cells, names).values()
        for entry in line
    ]
    _learn_entries(facts, now, found, ids)


Days = tuple[str, str]
"""The first and the last of some days, in ISO form."""


def _days_alone(
    part: Part, now: LedgerNow, with_texts: AbstractSet[str | None], of_rounds: dict[str, Days | None]
) -> Days | None:
    """Return the days of a statement that only what stands on them can concern; else nothing.

    ``of_rounds`` are the days of the rounds that were asked for; of one that moves just now there are none.
    What corrects an entry or comes after one looks at the whole cell, and so does a status ``not-raised``, which is
    noted where it takes the place of another; and a quote that may not be found: it is let pass where the cell has it
    already. So does what is told of a round that had other days: what was
    taken back or corrected stayed on those.
    """
    said = part.value
    if not isinstance(said, Statement) or said.cell.item is None:
        return None
    if said.corrects is not None or said.after is not None or _status(said) is Status.not_raised:
        return None
    if with_texts and any(citation.source in with_texts for citation in said.cite):
        return None
    if said.held_on is not None:
        return _iso(said.held_on)
    key = said.round or ""
    if key not in of_rounds and any((f"{Round.table}:{key}", day) in now.former for day in _DAYS):
        of_rounds[key] = None
    if key not in of_rounds:
        stage = now.frame.rounds.get(key)
        of_rounds[key] = _iso(days_of(stage)) if stage else None
    return of_rounds[key]


def _status(said: Statement) -> Status | None:
    return said.status if isinstance(said, StatusEntry) else None


def _kept_at_hand(now: LedgerNow, parts: Iterable[Part], promised: Iterable[Cell]) -> set[Cell]:
    """Return the cells in which what is planned, or to be planned next, has a promise as kept: no ledger has it yet."""
    here = (entry.said for cell in promised for entry in now.cells.get(cell, ()))
    said = (*here, *(part.value for part in parts if isinstance(part.value, StatusEntry)))
    return {each.cell for each in said if _status(each) is Status.kept}


def _iso(held: HeldOn | None) -> Days | None:
    return (held.first.isoformat(), held.last.isoformat()) if held else None


def _with_texts(now: LedgerNow, parts: Iterable[Part]) -> AbstractSet[str | None]:
    """Return the sources with a text at hand; and nothing, for the file's own source, where any has one."""
    found: set[str | None] = {source for source, _edition in now.texts}
    found |= {part.value.source for part in parts if isinstance(part.value, Attachment)}
    return found | {None} if found else found


def _joined(one: Days, other: Days) -> Days:
    return min(one[0], other[0]), max(one[1], other[1])


def learn_texts(facts: PlanningFacts, now: LedgerNow, sources: Iterable[str]) -> None:
    """Fetch the texts of these sources that are not at hand yet."""
    if wanted := now.unread(sources):
        for store in facts.stores:
            for edition in texts.of_sources(store, wanted):
                now.learn_text(edition.source, edition.number, edition.text, edition.pages)


def _learn_entries(facts: PlanningFacts, now: LedgerNow, found: Iterable[Entry], ids: Iterable[int]) -> None:
    """Take entries in, with all that took their places, all whose places they took, and who judged them.

    ``ids`` are further numbers, of entries or of retractions.
    """
    entered = {entry.id: entry for entry in found}
    seen: set[int] = set()
    wanted = {*entered, *ids}
    while wanted:
        seen |= wanted
        after = {one: by for store in facts.stores for one, by in entries.superseded(store, ids=wanted).items()}
        now.superseded_by |= after
        entered |= facts.by_ids(wanted - entered.keys())
        for store in facts.stores:
            now.retractions |= _retractions(store, wanted - entered.keys())
        wanted = {*after.values(), *_before(now, entered, wanted)} - seen
    now.learn(entered[number] for number in sorted(entered))
    for store in facts.stores:
        _learn_judgements(store, now, entered)


def _before(now: LedgerNow, entered: Mapping[int, Entry], numbers: Iterable[int]) -> Iterator[int]:
    """Yield the numbers whose places these took."""
    for number in numbers:
        entry, retraction = entered.get(number), now.retractions.get(number)
        if entry is not None and entry.supersedes is not None:
            yield entry.supersedes
        if retraction is not None:
            yield retraction.entry


def _retractions(store: Store, numbers: Iterable[int]) -> dict[int, Retraction]:
    return {each.id: each for each in entries.retractions(store, numbers)}


def _learn_judgements(store: Store, now: LedgerNow, ids: Iterable[int]) -> None:
    for number, given in reviews.side_by_side(store, ids=ids).items():
        for said in given:
            entry = CellRef(id=number)
            review = Review(entry=entry, verdict=said.verdict, reviewer=said.reviewer, note=said.note)
            now.verdicts.setdefault((number, said.reviewer), review)  # what this import says of it came later
    claim, changeset = schema.claim.c, schema.changeset.c
    claims = select(claim.entry_id, claim.reviewer, claim.verdict).where(among(store, claim.entry_id, ids))
    now.claimed |= {(row.entry_id, row.reviewer, Verdict(row.verdict)) for row in store.connection.execute(claims)}
    query = (
        select(schema.entry.c.id, changeset.author, changeset.name, changeset.claimed_author)
        .join(schema.changeset, schema.changeset.c.id == schema.entry.c.changeset_id)
        .where(among(store, schema.entry.c.id, ids), schema.entry.c.op == Op.assert_.value)
    )
    now.authors |= {row[0]: authorship.marks(*row[1:]) for row in store.connection.execute(query)}


def _cells(part: Part) -> set[Cell]:
    value = part.value
    if isinstance(value, Statement):
        return {value.cell}
    ref = getattr(value, "entry", None)
    if isinstance(ref, CellRef) and ref.id is None:
        if ref.item is None:
            return {Cell(EntryKind.event), Cell(EntryKind.remark)}
        return {Cell(EntryKind.stance, ref.item, ref.party), Cell(EntryKind.status, ref.item)}
    return set()


def _moved(part: Part, now: LedgerNow) -> str | None:
    """Return the round to which a part may give other days: on which days its statements are to stand shows later."""
    value = part.value
    if isinstance(value, Round):
        known = now.frame.rounds.get(value.key)
        given = value.model_fields_set & _DAYS
        return value.key if known and any(getattr(value, day) != getattr(known, day) for day in given) else None
    table, _, key = value.record.partition(":") if isinstance(value, Edit) and value.field in _DAYS else ("", "", "")
    return key if table == Round.table else None


_DAYS = frozenset({"starts", "ends", "planned_for"})
"""The fields of a round that say when it is."""


def _redefined(part: Part, now: LedgerNow) -> set[Cell]:
    """Return the status of an item that may turn from an issue into a commitment, or back, or be due on another day."""
    value = part.value
    if isinstance(value, Edit) and value.field in {"kind", "due"}:
        return {Cell(EntryKind.status, value.record.removeprefix("item:"))}
    known = now.frame.items.get(value.key) if isinstance(value, Item) else None
    redefined = known is not None and (known.kind is not value.kind or known.due != value.due)
    return {Cell(EntryKind.status, value.key)} if redefined else set()


def _struck(part: Part, now: LedgerNow) -> Record | None:
    """Return the record that a part may strike as entered by mistake."""
    value = part.value
    if isinstance(value, Edit) and value.field == "struck" and value.new == "true":
        table, _, key = value.record.partition(":")
        known: Record | None = now.frame.of(table).get(key) if table in records.TABLES else None
        return known
    known = now.frame.get(value) if isinstance(value, Listed) else None
    return known if known is not None and records.strikes(value, known) else None


def _numbers(part: Part) -> set[int]:
    value = part.value
    if isinstance(value, Settlement | Rivals):
        return {value.entry, value.other}
    if isinstance(value, Statement):
        corrected = value.corrects.id if value.corrects is not None else None
        return {number for number in (corrected, value.after) if number is not None}
    ref = value.__dict__.get("entry")
    return {ref.id} if isinstance(ref, EntryRef) and ref.id is not None else set()
