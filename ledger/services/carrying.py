"""Their changesets recorded on top of ours.

Records are told apart by the key that they had where the copies parted, or with which they were entered since: what
both entered under one key is one record, unless somebody said that it is two.
"""

import json
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from ledger.domain.canonical import canonical_json
from ledger.domain.entries import Citation, Entry, EntryRef, Statement
from ledger.domain.meeting import Place, Side
from ledger.domain.naming import NameIndex, written
from ledger.domain.own_words import only_days_changed, only_redefined, says_again
from ledger.domain.records import Mark, Record
from ledger.domain.register import Register, named_otherwise
from ledger.domain.renaming import KEY, Keys, renamed_ref, renamed_value
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
from ledger.domain.words import SettlementKind
from ledger.errors import Conflict, InvalidData
from ledger.services.acting import perform
from ledger.services.parting import cited_anew, numbers_by_hash, places_of, said_again, since, tip, words_of
from ledger.storage import changesets, contests, entries, register, renames, reviews, texts
from ledger.storage.changeset_contents import Contents, ContentsReader
from ledger.storage.database import Store
from ledger.storage.lineage import citations


class Translation:
    """Their keys, of whatever time, in ours of now. ``apart`` are the records that are two, though both called one."""

    def __init__(self, ours: Store, theirs: Store, parted: int, mine: Side, apart: Collection[str]) -> None:
        self._ours = ours
        self._their_keys = renames.keys_of(theirs)
        self._then = self._their_keys.then(parted)
        self._mine = mine.there - set(apart)
        self._given: dict[tuple[str, str], str] = {}
        self.renew()

    def renew(self) -> None:
        """Read again what ours has, now that more of theirs is in it."""
        self.keys: set[tuple[str, str]] = set()
        self._frame: Register = register.load(self._ours)
        self._index = NameIndex(self._frame)
        self._our_keys: Keys = renames.keys_of(self._ours)

    def own(self, table: str, key: str) -> str:
        """Return the key that a record of theirs has in ours."""
        return self.of_first(table, self.first(table, key))

    def first(self, table: str, key: str) -> str:
        """Return the key that a record of theirs had where the copies parted, or with which it was entered since."""
        return self._then(table, self._their_keys.now(table, key))

    def of_first(self, table: str, first: str) -> str:
        """Return the key in ours of what theirs called so where the copies parted, or entered so since."""
        return self._our_keys.now(table, self._given.get((table, first), first))

    def here(self, record: Record) -> Record | None:
        """Return what ours has under the key of a record."""
        return self._frame.get(record)

    def of_now(self, table: str, key: str) -> str:
        """Return the key of now of a record that ours called so at any time."""
        return self._our_keys.now(table, key)

    def heir(self, table: str, key: str) -> str:
        """Return the key under which a record of ours goes on: of one that was joined to another, that one's."""
        return self._index.key(table, key) if key in self._frame.of(table) else key

    def key(self, table: str, text: str) -> str:
        """Return the key under which a record of theirs goes on in ours."""
        return self.heir(table, self.own(table, text))

    def record(self, record: Record) -> Record:
        """Return a new record of theirs under the key that it gets in ours, one with a number where another has its."""
        found = named_otherwise(record, self.key)
        if KEY not in type(record).model_fields:
            return found
        table, first = record.table, record.natural_key
        place = (table, self.first(table, first))
        if place not in self._given:
            same = f"{table}:{place[1]}" in self._mine and place[1] not in self._given_in(table)
            self._given[place] = place[1] if same else self.free(table, place[1])
        return found.model_copy(update={KEY: self.of_first(*place)})

    def _given_in(self, table: str) -> set[str]:
        return {key for (of, _first), key in self._given.items() if of == table}

    def known(self, theirs: list[Record], ours: list[Record]) -> None:
        """Take in which records of ours are those of a changeset that came over before."""
        fresh = dict.fromkeys((each.table, each.natural_key) for each in theirs if KEY in type(each).model_fields)
        keys = {(each.table, each.natural_key) for each in ours}
        others: dict[str, deque[str]] = defaultdict(deque)
        for each in ours:
            if (each.table, each.natural_key) not in fresh:
                others[each.table].append(each.natural_key)
        for table, key in fresh:
            first = self.first(table, key)
            anew = (table, key) not in keys and others[table]
            self._given[table, first] = others[table].popleft() if anew else first

    def free(self, table: str, key: str, ref: str = "") -> str:
        """Return the key, or one with a number behind it where another record than ``ref`` has it, or had it once."""
        taken = {
            each
            for other in self._frame.of(table).values()
            if other.ref != ref
            for each in (other.natural_key, *other.former)
        }
        numbered = (f"{key}-{number}" for number in range(2, len(taken) + 3))
        return key if key not in taken else next(other for other in numbered if other not in taken)

    def ref(self, ref: str) -> str:
        """Return how the journal of ours names a record of theirs; a seat goes on as those who sit in it do."""
        return renamed_ref(ref, self.key if ref.startswith("delegate:") else self.own)


@dataclass
class Carrying:
    """Their changesets recorded on top of ours; ``ids`` gives our numbers for theirs, of entries and retractions.

    ``cited`` are their numbers of entries whose places they changed, ``again`` those of what was only said again of a
    round's other days. ``alike`` are their changesets of which nothing was left to record, as ours says the same.
    ``passed`` says how many values, the first that theirs gave to one place, are left out: ours has been there itself.
    """

    ours: Store
    theirs: Store
    parted: int
    header: ChangesetInfo
    keys: Translation
    passed: dict[Place, int]
    taken: list[int] = field(default_factory=list)
    alike: list[ChangesetInfo] = field(default_factory=list)
    known: int = 0
    ids: dict[int, int] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    cited: set[int] = field(default_factory=set)
    again: set[int] = field(default_factory=set)
    _says_again: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        last = entries.last_id(self.theirs, self.parted)
        self.ids = {number: number for number in range(1, last + 1)}
        self.numbers = {number: number for number in range(self.parted + 1)}
        self._reader = ContentsReader(self.theirs, as_then=True)

    def all(self) -> None:
        """Carry over what ours does not have yet, in the order in which it was recorded."""
        have = numbers_by_hash(self.ours)
        self._match(have)
        for number in since(self.theirs, self.parted):
            done = self._reader.contents(number)
            header = done.changeset.header
            known = have.get(header.hash or "") or have.get(header.origin or "")
            values = list(self._values(done, known))
            self.known += known is not None
            self.numbers[number] = known or changesets.last_number(self.ours)
            if known is None:
                self.cited |= cited_anew(done)
            if known is None:
                had = len(self.taken)
                if values:
                    self._record(number, values, header)
                if len(self.taken) == had:
                    self.alike.append(header)
                elif done.records or done.edits:
                    self.keys.renew()

    def _match(self, have: Mapping[str, int]) -> None:
        """Say which records of ours are those of changesets that came over before."""
        reader = ContentsReader(self.ours, as_then=True)
        for number in since(self.theirs, self.parted):
            done = self._reader.without_entries(number)
            header = done.changeset.header
            known = have.get(header.hash or "") or have.get(header.origin or "")
            if known is not None:
                self.keys.known(done.records, reader.without_entries(known).records)

    def _record(self, number: int, values: list[BaseModel], header: ChangesetInfo) -> None:
        given = header.model_copy(
            update={
                "number": None,
                "hash": None,
                "origin": header.origin or header.hash,
                "merged_by": header.merged_by or self.header.author,
            }
        )
        try:
            recorded = perform(self.ours, values, given, unfound=True).changesets
        except InvalidData as problem:
            by = f"@{number} of theirs, by {header.by}, does not fit on top of ours"
            hint = "put it right in one of the copies, or undo it there, and merge again; nothing was recorded"
            raise Conflict(f"{by}: {problem}", hint=hint) from problem
        self.taken += recorded
        self.numbers[number] = recorded[0] if recorded else changesets.last_number(self.ours)

    def _values(self, done: Contents, known: int | None) -> Iterator[BaseModel]:
        """Yield what a changeset holds in our keys and numbers; what ours has already is only matched."""
        yield from (self._entered(record, anew=known is None) for record in done.records)
        yield from (self._edit(edit) for edit in done.edits if known or not self._past(self._place(edit)))
        yield from self._attachments(done)
        self._next = entries.last_id(self.ours) + 1
        self._over: dict[int, int] = {}
        yield from self._entries(done, known)
        for added in done.citations:
            citation = written(Citation.model_validate(added.model_dump(exclude={"entry"})), self.keys)
            number = self._id(added.entry.id or 0)
            if citation not in self._cited(number):
                fields = citation.model_dump(exclude_none=True)
                yield AddedCitation.model_validate(fields | {"entry": {"id": number}})
        for gone in done.dropped:
            number = self._id(gone.entry.id or 0)
            if len(self._cited(number)) > 1:
                yield written(gone.model_copy(update={"entry": CellRef(id=number)}), self.keys)
        for each in done.settlements:
            said = each.model_copy(update={"entry": self._id(each.entry), "other": self._id(each.other)})
            if self.settles(said):
                yield said
        yield from self._reviews(done, anew=known is None)
        yield from (each.model_copy(update={"entry": CellRef(id=self._id(each.entry.id or 0))}) for each in done.claims)

    def settles(self, said: Settlement) -> bool:
        """Whether a contest is not settled so already."""
        over, pair = contests.settled_pairs(self.ours), frozenset((said.entry, said.other))
        order = (said.entry, said.other) if said.how is SettlementKind.moved else None
        if said.how is SettlementKind.outweighed and contests.kept_of(self.ours).get(pair, said.entry) != said.entry:
            return True
        return (pair in over) != (said.how is not SettlementKind.reopened) or over.get(pair) != order

    def _place(self, edit: Edit) -> Place:
        return renamed_ref(edit.record, self.keys.first), edit.field

    def _past(self, place: Place) -> bool:
        """Whether ours has been where theirs gave this value; the next one is the next step."""
        self.passed[place] = self.passed.get(place, 0) - 1
        return self.passed[place] >= 0

    def _reviews(self, done: Contents, *, anew: bool) -> Iterator[Review]:
        """Yield the verdicts given; what was only said again has those that ours has on it, which may be later ones."""
        again = said_again(done)
        self._says_again |= again
        restored = {each.id for each in done.entries if not only_redefined(each.reason)}
        for each in done.reviews:
            place = self.ids[self._first_said(each.entry.id or 0)], each.reviewer or ""
            if anew and each.entry.id not in again and self._past(place):
                continue
            number = self.said_now(self.ids[each.entry.id or 0])
            held = {one.reviewer: one for one in reviews.side_by_side(self.ours, None, [number]).get(number, ())}
            known = held.get(each.reviewer or "")
            if each.entry.id not in again and (
                known is None or (known.verdict, known.note) != (each.verdict, each.note)
            ):
                yield each.model_copy(update={"entry": CellRef(id=number)})
        for theirs, base in again.items():
            if theirs in self.again:
                continue  # of other days the plan says it, with its verdicts
            before = self.said_now(self.ids[base])
            if theirs not in restored and before in entries.superseded(self.ours, None, [before]):
                continue  # what was put right nobody judged so
            yield from self._given_again(before, self.ids[theirs])

    def _given_again(self, before: int, number: int) -> Iterator[Review]:
        """Yield the verdicts that ours has on an entry for the one that says it again."""
        for said in reviews.side_by_side(self.ours, None, [before]).get(before, ()):
            yield Review(entry=CellRef(id=number), verdict=said.verdict, reviewer=said.reviewer, note=said.note)

    def _first_said(self, number: int) -> int:
        """Return the entry of theirs that one says again, or itself."""
        while number in self._says_again:
            number = self._says_again[number]
        return number

    def said_now(self, number: int) -> int:
        """Return the entry that says in ours what one says, where that was only said again since, or stands again."""
        by, alike = number, [number]
        while (heir := entries.superseded(self.ours, None, [by]).get(by)) is not None:
            by = heir
            found = entries.by_ids(self.ours, [by]).get(by)
            if found is not None and says_again(found.reason, found.supersedes, found.said.after) in alike:
                alike.append(by)
        return alike[-1]

    def _cited(self, number: int) -> tuple[Citation, ...]:
        found = entries.by_ids(self.ours, [number])
        return found[number].said.cite if number in found else ()

    def _entered(self, record: Record, *, anew: bool) -> Record:
        """Return a record of theirs; of one that ours entered as well, what ours has gone on to say stays."""
        ref = renamed_ref(record.ref, self.keys.first)
        passed = [name for name in type(record).described() if anew and self._past((ref, name))]
        if isinstance(record, Mark):
            record = record.model_copy(update={"known_at": self.numbers.get(record.known_at, record.known_at)})
        said = self.keys.record(record)
        here = self.keys.here(said)
        return said.model_copy(update={name: getattr(here, name) for name in passed}) if here else said

    def _edit(self, edit: Edit) -> Edit:
        table, new, ref = edit.record.partition(":")[0], json.loads(edit.new), self.keys.ref(edit.record)
        if edit.field == KEY:
            new = self.keys.free(table, new, ref)
        elif (table, edit.field) == (Mark.table, "known_at"):
            new = self.numbers.get(new, new)
        else:
            new = renamed_value(table, edit.field, new, self.keys.key)
        return Edit(record=ref, field=edit.field, old=edit.old, new=canonical_json(new))

    def _attachments(self, done: Contents) -> Iterator[Attachment]:
        for each in done.attachments:
            source = self.keys.key("source", each.source)
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
                yield from self._entry(entry, theirs, known)
                continue
            retraction = taken_back[number]
            here = self._tip(self.ids[retraction.entry])
            gone = not entries.by_ids(self.ours, [here]) and here < self._next and here not in self._over.values()
            if known or gone:  # taken back on both sides, or merged before: what came on top is the end of the seat
                self.ids[number] = here
                continue
            self.ids[number] = self._numbered(here)
            reason = self._reason(retraction.reason, self.ids[retraction.entry], here)
            yield RetractionPart(entry=CellRef(id=here), reason=reason or "", id=self.ids[number])

    def _entry(self, entry: Entry, theirs: list[Entry], known: int | None) -> Iterator[BaseModel]:
        if entry.supersedes is not None and only_days_changed(entry.reason):  # here the plan does so, of what stands
            self.again.add(entry.id)
            self.ids[entry.id] = self.ids[entry.supersedes]
            return
        said = written(entry.said, self.keys)
        supersedes = self.ids[entry.supersedes] if entry.supersedes is not None else None
        if (twin := self._twin(said, supersedes, theirs)) is not None:
            self.ids[entry.id] = twin
            yield from () if known else self._cited_besides(twin, said)
            return
        here = self._tip(supersedes) if supersedes is not None else None
        if here is not None and known:  # said again over there alone, as when a round's days went to and fro
            self.ids[entry.id] = here
            return
        number = self.ids[entry.id] = self._numbered(here)
        yield said.model_copy(
            update={
                "id": number,
                "corrects": EntryRef(id=here) if here is not None else None,
                "reason": self._reason(entry.reason, supersedes, here),
                "after": self.ids.get(said.after) if said.after is not None else None,
            }
        )

    def _reason(self, reason: str | None, of: int | None, here: int | None) -> str | None:
        """Return why theirs put right or took back an entry, with its number where ours says another thing there now.

        What ours alone says was never put right or taken back for that reason.
        """
        if not reason or of is None or here is None or of == here or only_redefined(reason):
            return reason
        meant, stands = self._says(of), self._says(here)
        if meant is None or stands is None or words_of(meant.said) == words_of(stands.said):
            return reason
        return f"merge: said of entry {meant.id} in one copy: {reason}"

    def _says(self, number: int) -> Entry | None:
        """Return an entry; of a retraction, or what was only said again, the one before it."""
        found = entries.by_ids(self.ours, [number]).get(number)
        before = entries.supersedes(self.ours, number) if found is None or only_redefined(found.reason) else None
        return self._says(before) if before is not None else found

    def _twin(self, said: Statement, supersedes: int | None, theirs: list[Entry]) -> int | None:
        """Return what says the same in the same place already, from our own hand or merged before.

        A correction may be of the citation alone, so that of two only those are one that cite alike, too.
        """
        cited = supersedes is not None
        words, places = words_of(said, cited=cited), places_of(said)
        for one in self._of_cell(said):
            same = words_of(one.said, cited=cited) == words and not places.isdisjoint(places_of(one.said))
            if one.supersedes == supersedes and same:
                return one.id
        words = words_of(said, cited=False)
        for one in theirs:
            if words_of(one.said, cited=False) == words and one.id not in self.ids.values():
                return one.id
        return None

    def _of_cell(self, said: Statement) -> Iterator[Entry]:
        """Yield what ours ever recorded there: what it took back or put right since does not come back with theirs."""
        yield from (one for line in entries.in_cells(self.ours, [said.cell]).values() for one in line)

    def _cited_besides(self, number: int, said: Statement) -> Iterator[AddedCitation]:
        """Yield what theirs cites for what ours says too, where ours never cited it, or says less of the place."""
        ever = citations(self.ours, [number], changesets.last_number(self.ours))
        had = [citation for _changeset, citation in ever.get(number, ())]
        for citation in said.cite:
            if not any(citation.told_by(each) for each in had):
                fields = citation.model_dump(exclude_none=True)
                yield AddedCitation.model_validate(fields | {"entry": {"id": number}})

    def _numbered(self, supersedes: int | None) -> int:
        number, self._next = self._next, self._next + 1
        if supersedes is not None:
            self._over[supersedes] = number
        return number

    def _id(self, number: int) -> int:
        """Return our number for an entry of theirs."""
        return tip(self.ours, self.ids[number]) if number in self.again else self.ids[number]

    def _tip(self, number: int) -> int:
        number = tip(self.ours, number)
        while number in self._over:
            number = self._over[number]
        return number


def cited_by_both(carrying: Carrying, touched: set[int]) -> Iterator[BaseModel]:
    """Yield what entries have to rest on besides, or no more, so that it is the same whichever copy came first.

    A place that one side took out is out; one that a side put in stands, unless it took it out again and the other
    never had it. Where nothing would be left, what either side had in the end stands.
    """
    ours, before = carrying.ours, (min(carrying.taken) - 1 if carrying.taken else None)
    for number in sorted(touched - entries.superseded(ours, ids=sorted(touched)).keys()):
        base, mine = (set(_cites(ours, number, at)) for at in (carrying.parted, before))
        other = {written(each, carrying.keys) for each in _cites(carrying.theirs, number, None)}
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
