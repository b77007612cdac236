"""Two copies of a ledger that were changed apart come together: theirs on top of ours, nothing dropped.

What both changed is listed and settled by a person, one side at a time: all of theirs is recorded, and where ours was
chosen a last changeset, by who merges, puts it right.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from ledger.domain.canonical import canonical_json
from ledger.domain.entries import Citation, Entry, EntryRef, Statement
from ledger.domain.meeting import RETRACTED, AtOdds, Side, at_odds, unsettled
from ledger.domain.naming import NameIndex, Unnamed, key_for, written
from ledger.domain.records import Mark, Record
from ledger.domain.renaming import KEY, Renamed, renamed_ref, renamed_value
from ledger.domain.seed import (
    AddedCitation,
    Attachment,
    CellRef,
    ChangesetInfo,
    DroppedCitation,
    Edit,
    RetractionPart,
    Review,
    Settlement,
)
from ledger.domain.words import SettlementKind, Verdict
from ledger.errors import Conflict, UsageError
from ledger.services.acting import perform
from ledger.storage import changesets, contests, entries, redactions, register, renames, reviews, texts
from ledger.storage.changeset_contents import Contents, ContentsReader
from ledger.storage.database import Store

OURS, THEIRS = "ours", "theirs"


@dataclass(frozen=True, slots=True)
class Merged:
    """What came together: ``parted`` is the last changeset of both, ``taken`` the new ones, ``settled`` the last one.

    ``known`` counts changesets of theirs that ours had already; ``conflicts`` are what a person has to settle, by
    number from 1, ``open_ones`` those of them for which no side was chosen: then nothing was recorded.
    """

    parted: int
    conflicts: tuple[AtOdds, ...] = ()
    open_ones: tuple[int, ...] = ()
    taken: tuple[int, ...] = ()
    known: int = 0
    settled: int | None = None


def merge(ours: Store, theirs: Store, header: ChangesetInfo, chosen: Mapping[int, str] | None = None) -> Merged:
    """Bring theirs into ours. ``chosen`` says for conflicts, by number, which side stands: ``ours`` or ``theirs``.

    Raises ``UsageError`` for a number that is none of a conflict, ``Conflict`` where theirs redacted something.
    """
    chosen = chosen or {}
    parted = parting(ours, theirs)
    if taken := [number for number, *_more in redactions.acts(theirs) if number > parted]:
        hint = f"redact the same here, then merge a copy of theirs from before @{taken[0]}"
        raise Conflict(f"theirs took something out of the record, at @{taken[0]}, which no merge can follow", hint=hint)
    one, other = side_of(ours, parted), side_of(theirs, parted)
    found = at_odds(one, other)
    for number in chosen:
        if not 0 < number <= len(found):
            raise UsageError(f"there is no conflict {number}", hint=f"there are {len(found)}")
    if missing := unsettled(found, chosen):
        return Merged(parted, tuple(found), tuple(missing))
    carrying = _Carrying(ours, theirs, parted, header)
    carrying.all()
    closing = _Settling(carrying, one, other)
    values = [value for number, each in enumerate(found, 1) for value in closing.of(each, chosen[number])]
    values += _cited_by_both(carrying, one.cited & carrying.cited)
    settled: list[int] = []
    if values:  # verdicts among them were given by their reviewers, in one copy or the other
        closing_by = _titled(header, found, chosen)
        settled = perform(ours, values, closing_by, unfound=True, given_back=True).changesets
    return Merged(parted, tuple(found), (), tuple(carrying.taken), carrying.known, settled[0] if settled else None)


def conflicts(ours: Store, theirs: Store) -> tuple[AtOdds, ...]:
    """Return what a person would have to settle."""
    parted = parting(ours, theirs)
    return tuple(at_odds(side_of(ours, parted), side_of(theirs, parted)))


def _titled(header: ChangesetInfo, found: list[AtOdds], chosen: Mapping[int, str]) -> ChangesetInfo:
    ours = sum(chosen[number] == OURS for number in range(1, len(found) + 1))
    return header.model_copy(update={"message": header.message or f"merge: {ours} of {len(found)} settled as ours"})


def parting(ours: Store, theirs: Store) -> int:
    """Return the number of the last changeset that both copies have in common; 0 where they have none."""
    mine, other = list(changesets.hashes(ours)), list(changesets.hashes(theirs))
    common = 0
    for one, another in zip(mine, other, strict=False):
        if one != another:
            break
        common += 1
    return common


# -- what one copy changed ---------------------------------------------------------------------------------------------


def side_of(store: Store, parted: int) -> Side:
    """Return what a copy changed since a changeset, with the keys and numbers of that changeset."""
    found, keys, reader = Side(), renames.keys_of(store), ContentsReader(store)
    then, last = keys.then(parted), entries.last_id(store, parted)
    for number in range(parted + 1, changesets.last_number(store) + 1):
        done = reader.contents(number)
        for record in done.records:
            fields = record.model_dump(mode="json")
            ref = renamed_ref(record.ref, then)
            found.fields |= {(ref, name): canonical_json(fields[name]) for name in type(record).described()}
            found.taken[record.table, record.natural_key] = f"new {record.table}"
        for edit in done.edits:
            table = edit.record.partition(":")[0]
            ref = renamed_ref(edit.record, then)
            found.fields[ref, edit.field] = edit.new if edit.field == KEY else _then(table, edit, then)
            if edit.field == KEY:
                found.taken[table, json.loads(edit.new)] = ref
        found.cited |= {number for number in _cited_anew(done) if number <= last}
        superseded = {entry.supersedes for entry in done.entries} | {each.entry for each in done.retractions}
        for base in _bases(store, superseded):
            if base <= last:
                found.entries[base] = _state(store, base, then)
        for entry in done.entries:
            found.named |= {renamed_ref(ref, then) for ref in _named(entry.said)}
        _judged(found, done, last)
    for ref, name in [place for place, value in found.fields.items() if place[1] == KEY]:
        table = ref.partition(":")[0]
        found.fields[ref, name] = canonical_json(keys.now(table, ref.partition(":")[2]))
    return found


def _cited_anew(done: Contents) -> set[int]:
    """Return the entries whose places a changeset changed."""
    return {each.entry.id or 0 for each in done.citations} | {each.entry.id or 0 for each in done.dropped}


def _then(table: str, edit: Edit, then: Renamed) -> str:
    return canonical_json(renamed_value(table, edit.field, json.loads(edit.new), then))


def _judged(found: Side, done: Contents, last: int) -> None:
    for review in done.reviews:
        if (number := review.entry.id or 0) <= last:
            found.verdicts[number, review.reviewer or ""] = review.verdict.value
    for each in done.settlements:
        if max(each.entry, each.other) <= last:
            low, high = sorted((each.entry, each.other))
            found.contests[low, high] = f"{each.how.value} {each.entry}"
            if each.how is SettlementKind.outweighed:
                found.kept[each.entry] = each.other


def _bases(store: Store, numbers: set[int | None]) -> set[int]:
    """Return the first entries of the seats in which these stand."""
    found: set[int] = set()
    for number in numbers - {None}:
        base = number or 0
        while (before := entries.supersedes(store, base)) is not None:
            found.add(before)
            base = before
        found.add(number or 0)
    return found


def tip(store: Store, number: int) -> int:
    """Return what stands in an entry's place in the end: an entry, or the retraction that ends it."""
    while (by := entries.superseded(store, ids=[number]).get(number)) is not None:
        number = by
    return number


def _state(store: Store, base: int, then: Renamed) -> str:
    found = entries.by_ids(store, [tip(store, base)])
    return next((_words(entry.said, then) for entry in found.values()), RETRACTED)


def _places(said: Statement) -> set[tuple[str | None, str | None]]:
    return {(citation.source, citation.at) for citation in said.cite}


def _words(said: Statement, renamed: Renamed | None = None, *, cited: bool = True) -> str:
    """Return what a statement says and rests on, without what places it in the record."""
    bare = said.model_copy(update={"id": None, "corrects": None, "reason": None, "after": None})
    fields = bare.model_dump(mode="json", exclude_none=True)
    fields["cite"] = sorted(fields["cite"], key=canonical_json) if cited else None
    if renamed is not None:
        for name, table in (("item", "item"), ("party", "party"), ("round", "round")):
            if name in fields:
                fields[name] = renamed(table, fields[name])
    return canonical_json(fields)


def _named(said: Statement) -> set[str]:
    """Return the records that a statement speaks of, as the journal names them."""
    items = {getattr(said, "item", None), *getattr(said, "items", ())}
    found = {f"item:{key}" for key in items - {None}}
    found |= {f"{table}:{key}" for table in ("party", "round") if (key := getattr(said, table, None))}
    return found | {f"source:{citation.source}" for citation in said.cite}


# -- theirs, carried over ----------------------------------------------------------------------------------------------


@dataclass
class _Carrying:
    """Their changesets recorded on top of ours; ``ids`` gives our numbers for theirs, of entries and retractions.

    ``cited`` are their numbers of entries whose places they changed.
    """

    ours: Store
    theirs: Store
    parted: int
    header: ChangesetInfo
    taken: list[int] = field(default_factory=list)
    known: int = 0
    ids: dict[int, int] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    cited: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        last = entries.last_id(self.theirs, self.parted)
        self.ids = {number: number for number in range(1, last + 1)}
        self.numbers = {number: number for number in range(self.parted + 1)}
        self._reader = ContentsReader(self.theirs, as_then=True)

    def all(self) -> None:
        """Carry over what ours does not have yet, in the order in which it was recorded."""
        have = changesets.hashes(self.ours) | changesets.origins(self.ours)
        for number in range(self.parted + 1, changesets.last_number(self.theirs) + 1):
            done = self._reader.contents(number)
            header = done.changeset.header
            known = have.get(header.hash or "") or have.get(header.origin or "")
            values = list(self._values(done, known))
            self.known += known is not None
            self.numbers[number] = known or changesets.last_number(self.ours)
            if known is None:
                self.cited |= _cited_anew(done)
            if known is None and values:
                self._record(number, values, header)

    def _record(self, number: int, values: list[BaseModel], header: ChangesetInfo) -> None:
        given = header.model_copy(
            update={
                "number": None,
                "hash": None,
                "origin": header.origin or header.hash,
                "merged_by": header.merged_by or self.header.author,
            }
        )
        recorded = perform(self.ours, values, given, unfound=True).changesets
        self.taken += recorded
        self.numbers[number] = recorded[0] if recorded else changesets.last_number(self.ours)

    def _values(self, done: Contents, known: int | None) -> Iterator[BaseModel]:
        """Yield what a changeset holds in our keys and numbers; what ours has already is only matched."""
        frame = register.load(self.ours)
        self._index = NameIndex(frame)
        yield from (written(self._record_of(record), self._index) for record in done.records)
        yield from map(self._edit, done.edits)
        yield from self._attachments(done)
        self._next = entries.last_id(self.ours) + 1
        self._over: dict[int, int] = {}
        yield from self._entries(done, known)
        for added in done.citations:
            citation = written(Citation.model_validate(added.model_dump(exclude={"entry"})), self._index)
            number = self.ids[added.entry.id or 0]
            if citation not in self._cited(number):
                fields = citation.model_dump(exclude_none=True)
                yield AddedCitation.model_validate(fields | {"entry": {"id": number}})
        for gone in done.dropped:
            number = self.ids[gone.entry.id or 0]
            if len(self._cited(number)) > 1:
                yield written(gone.model_copy(update={"entry": CellRef(id=number)}), self._index)
        over = contests.settled_pairs(self.ours)
        for each in done.settlements:
            said = each.model_copy(update={"entry": self.ids[each.entry], "other": self.ids[each.other]})
            order = (said.entry, said.other) if said.how is SettlementKind.moved else None
            pair = frozenset((said.entry, said.other))
            if (pair in over) != (said.how is not SettlementKind.reopened) or over.get(pair) != order:
                yield said
        yield from self._reviews(done.reviews)

    def _reviews(self, given: list[Review]) -> Iterator[Review]:
        for each in given:
            number = self.ids[each.entry.id or 0]
            held = {one.reviewer: one for one in reviews.side_by_side(self.ours, None, [number]).get(number, ())}
            known = held.get(each.reviewer or "")
            if known is None or (known.verdict, known.note) != (each.verdict, each.note):
                yield each.model_copy(update={"entry": CellRef(id=number)})

    def _cited(self, number: int) -> tuple[Citation, ...]:
        found = entries.by_ids(self.ours, [number])
        return found[number].said.cite if number in found else ()

    def _record_of(self, record: Record) -> Record:
        if isinstance(record, Mark):
            return record.model_copy(update={"known_at": self.numbers.get(record.known_at, record.known_at)})
        return record

    def _key(self, table: str, key: str) -> str:
        try:
            return self._index.key(table, key)
        except Unnamed:
            return key

    def _edit(self, edit: Edit) -> Edit:
        table, new = edit.record.partition(":")[0], json.loads(edit.new)
        ref = renamed_ref(edit.record, self._key)
        new = self._free(table, ref, new) if edit.field == KEY else renamed_value(table, edit.field, new, self._key)
        return Edit(record=ref, field=edit.field, old=edit.old, new=canonical_json(new))

    def _free(self, table: str, ref: str, key: str) -> str:
        """Return the key, or one with a number behind it where another record of ours has it."""
        holder = self._key(table, key)
        records = self._index.records(table)
        taken = holder in records and f"{table}:{holder}" != ref
        return key_for(key, [*records, key], table) if taken else key

    def _attachments(self, done: Contents) -> Iterator[Attachment]:
        for each in done.attachments:
            source = self._key("source", each.source)
            here = texts.editions(self.ours, source)
            if each.sha256 not in {edition.sha256 for edition in here}:
                yield each.model_copy(update={"source": source, "edition": len(here) + 1})

    def _entries(self, done: Contents, known: int | None) -> Iterator[BaseModel]:
        rows: list[tuple[int, Entry | None]] = [(entry.id, entry) for entry in done.entries]
        rows += [(each.id, None) for each in done.retractions]
        taken_back = {each.id: each for each in done.retractions}
        theirs = entries.of_changeset(self.ours, known) if known else []
        for number, entry in sorted(rows, key=lambda row: row[0]):
            if entry is not None:
                yield from self._entry(entry, theirs)
                continue
            retraction = taken_back[number]
            here = self._tip(self.ids[retraction.entry])
            if not entries.by_ids(self.ours, [here]) and here < self._next and here not in self._over.values():
                self.ids[number] = here  # taken back on both sides
                continue
            self.ids[number] = self._numbered(here)
            yield RetractionPart(entry=CellRef(id=here), reason=retraction.reason, id=self.ids[number])

    def _entry(self, entry: Entry, theirs: list[Entry]) -> Iterator[BaseModel]:
        said = written(entry.said, self._index)
        supersedes = self.ids[entry.supersedes] if entry.supersedes is not None else None
        if (twin := self._twin(said, supersedes, theirs)) is not None:
            self.ids[entry.id] = twin
            return
        here = self._tip(supersedes) if supersedes is not None else None
        number = self.ids[entry.id] = self._numbered(here)
        yield said.model_copy(
            update={
                "id": number,
                "corrects": EntryRef(id=here) if here is not None else None,
                "reason": entry.reason,
                "after": self.ids.get(said.after) if said.after is not None else None,
            }
        )

    def _twin(self, said: Statement, supersedes: int | None, theirs: list[Entry]) -> int | None:
        """Return what says the same in the same place already, from our own hand or merged before."""
        words, places = _words(said, cited=False), _places(said)
        for line in entries.in_cells(self.ours, [said.cell]).values() if said.cell.item else ():
            for one in line:
                same = _words(one.said, cited=False) == words and not places.isdisjoint(_places(one.said))
                if one.supersedes == supersedes and same:
                    return one.id
        for one in theirs or ([] if said.cell.item else self._events(said)):
            if _words(one.said, cited=False) == words and one.id not in self.ids.values():
                return one.id
        return None

    def _events(self, said: Statement) -> list[Entry]:
        known = entries.events(self.ours) if said.kind.value == "event" else entries.remarks(self.ours)
        return [one for one in known if one.supersedes is None]

    def _numbered(self, supersedes: int | None) -> int:
        number, self._next = self._next, self._next + 1
        if supersedes is not None:
            self._over[supersedes] = number
        return number

    def _tip(self, number: int) -> int:
        number = tip(self.ours, number)
        while number in self._over:
            number = self._over[number]
        return number


def _cited_by_both(carrying: _Carrying, touched: set[int]) -> Iterator[BaseModel]:
    """Yield what entries have to rest on besides, or no more, so that it is the same whichever copy came first.

    A place that one side took out is out; one that a side put in stands, unless it took it out again and the other
    never had it. Where nothing would be left, what either side had in the end stands.
    """
    ours, before = carrying.ours, (min(carrying.taken) - 1 if carrying.taken else None)
    index = NameIndex(register.load(ours))
    for number in sorted(touched - entries.superseded(ours, ids=sorted(touched)).keys()):
        base, mine = (set(_cites(ours, number, at)) for at in (carrying.parted, before))
        other = {written(each, index) for each in _cites(carrying.theirs, number, None)}
        kept = (base & mine & other) | ((mine | other) - base)
        wanted, now = kept or mine | other, _cites(ours, number, None)
        for citation in sorted(wanted - set(now), key=str):
            fields = citation.model_dump(exclude_none=True)
            yield AddedCitation.model_validate(fields | {"entry": {"id": number}})
        for citation in (each for each in now if each not in wanted):
            yield DroppedCitation.model_validate(
                {"entry": {"id": number}, "source": citation.source, "at": citation.at, "reason": _TAKEN_OUT}
            )


_TAKEN_OUT = "merge: taken out in one copy"


def _cites(store: Store, number: int, known_at: int | None) -> tuple[Citation, ...]:
    found = entries.by_ids(store, [number], known_at)
    return found[number].said.cite if number in found else ()


# -- conflicts, settled ------------------------------------------------------------------------------------------------


@dataclass
class _Settling:
    """What is recorded last, so that in each conflict the side that was chosen stands."""

    carrying: _Carrying
    ours: Side
    theirs: Side
    stated: set[int] = field(default_factory=set)

    def of(self, each: AtOdds, chosen: str) -> Iterator[BaseModel]:
        """Yield what has to be recorded for one conflict."""
        side = self.ours if chosen == OURS else self.theirs
        if each.reviewer:
            verdict = Verdict(each.ours if chosen == OURS else each.theirs)
            yield Review(entry=CellRef(id=each.entries[0]), verdict=verdict, reviewer=each.reviewer)
        elif each.ref:
            yield from self._field(each, side)
        else:
            yield from self._stated(each, chosen)

    def _field(self, each: AtOdds, side: Side) -> Iterator[BaseModel]:
        store = self.carrying.ours
        keys = renames.keys_of(store)
        ref = renamed_ref(each.ref, keys.now)
        table, _, key = ref.partition(":")
        record = register.load(store).of(table).get(key)
        value = side.fields.get((each.ref, each.field), "false" if each.field == "struck" else None)
        if record is None or value is None or each.about == "key":
            return
        wanted = value
        if each.field != KEY:
            wanted = canonical_json(renamed_value(table, each.field, json.loads(value), keys.now))
        now = canonical_json(record.model_dump(mode="json")[each.field])
        if wanted != now:
            yield Edit(record=ref, field=each.field, old=now, new=wanted)

    def _stated(self, each: AtOdds, chosen: str) -> Iterator[BaseModel]:
        """Let each entry of a conflict stand as it does in the copy that was chosen."""
        store = self.carrying.ours
        for base in each.entries if each.about != "contest" else ():
            if base in self.stated:  # of two conflicts over one entry the first says how it stands
                continue
            self.stated.add(base)
            here, wanted = tip(store, base), self._in_copy(base, chosen)
            stands = entries.by_ids(store, [here]).get(here)
            reason = f"merge: as {chosen}"
            if wanted is None and stands is not None:
                yield RetractionPart(entry=CellRef(id=here), reason=reason)
            elif wanted is not None and (stands is None or _words(stands.said) != _words(wanted)):
                again = {"id": None, "corrects": EntryRef(id=here), "reason": reason, "after": None}
                yield wanted.model_copy(update=again)
        if each.about == "contest":
            how, entry = (each.ours if chosen == OURS else each.theirs).split(" ")
            other = next(number for number in each.entries if number != int(entry))
            yield Settlement(how=SettlementKind(how), entry=int(entry), other=other, reason=f"merge: as {chosen}")

    def _in_copy(self, base: int, chosen: str) -> Statement | None:
        """Return what stands for an entry in one of the copies; of ours, before theirs came on top."""
        if chosen == THEIRS:
            found = entries.by_ids(self.carrying.theirs, [tip(self.carrying.theirs, base)])
            said = next((entry.said for entry in found.values()), None)
            return written(said, NameIndex(register.load(self.carrying.ours))) if said is not None else None
        number, first = base, min(self.carrying.taken, default=0)
        known_at = first - 1 if first else None
        while (by := entries.superseded(self.carrying.ours, known_at, [number]).get(number)) is not None:
            number = by
        return next((entry.said for entry in entries.by_ids(self.carrying.ours, [number]).values()), None)
