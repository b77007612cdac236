"""Two copies of a ledger that were changed apart come together: theirs on top of ours, nothing dropped.

What both changed is listed and settled by a person, one side at a time: all of theirs is recorded, and last
changesets, by who merges, let stand what was chosen.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial

from pydantic import BaseModel

from ledger.domain import own_words
from ledger.domain.canonical import canonical_json
from ledger.domain.entries import Entry, EntryRef, Statement
from ledger.domain.meeting import TEXT, About, AtOdds, Side, ahead, at_odds, passed, unsettled
from ledger.domain.naming import written
from ledger.domain.records import Mark
from ledger.domain.renaming import KEY, renamed_ref, renamed_value
from ledger.domain.seed import Attachment, CellRef, ChangesetInfo, Edit, RetractionPart, Review, Settlement
from ledger.domain.text import skeleton
from ledger.domain.words import SettlementKind, Verdict
from ledger.errors import Conflict, InvalidData, UsageError
from ledger.services import rekeying
from ledger.services.acting import perform
from ledger.services.carrying import Carrying, Translation, cited_by_both
from ledger.services.parting import beyond, numbers_by_hash, parting, shared_entries, side_of, since, tip, words_of
from ledger.storage import changesets, contests, entries, lookups, redactions, register, renames, reviews, texts
from ledger.storage.cells import When
from ledger.storage.contests import Contest
from ledger.storage.database import Store

OURS, THEIRS, BOTH = "ours", "theirs", "both"
MAY_BE_TWO = frozenset({About.record, About.key})
"""What two copies can be at odds about and both be right: what they mean are two records."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came together: ``parted`` is the last changeset of both, ``taken`` the new ones of theirs.

    ``settling`` are the changesets after them, by who merges, that let stand what was chosen. ``known`` counts
    changesets of theirs that ours had already, ``alike`` are those of which nothing was left to record, since ours says
    the same from its own hand; ``conflicts`` are what a person has to settle, by number from 1,
    ``chosen`` which side stands, and ``open_ones`` those of them for which none was chosen: then nothing was recorded,
    and so many of theirs are ``waiting``. ``at_odds`` are our entries
    that a conflict is about, by number. ``contests`` are those that came with theirs and stand: accounts that
    contradict each other, which are nobody's conflict to settle before the two come together.
    """

    parted: int
    conflicts: tuple[AtOdds, ...] = ()
    open_ones: tuple[int, ...] = ()
    taken: tuple[int, ...] = ()
    known: int = 0
    settling: tuple[int, ...] = ()
    contests: tuple[Contest, ...] = ()
    at_odds: Mapping[int, Entry] = field(default_factory=dict)
    chosen: Mapping[int, str] = field(default_factory=dict)
    waiting: int = 0
    alike: tuple[ChangesetInfo, ...] = ()

    @property
    def settled(self) -> int | None:
        """The last of the changesets that let stand what was chosen."""
        return self.settling[-1] if self.settling else None


def merge(ours: Store, theirs: Store, header: ChangesetInfo, chosen: Mapping[int, str] | None = None) -> Merged:
    """Bring theirs into ours. ``chosen`` says for conflicts, by number, which side stands: ``ours`` or ``theirs``.

    Of a record that both entered under one key ``both`` may stand: theirs gets a number behind its key. Raises
    ``UsageError`` for a number that is none of a conflict, ``Conflict`` where theirs redacted something, or did what
    does not fit on top of ours.
    """
    chosen, parted = chosen or {}, parting(ours, theirs)
    _refuse_redacted(theirs, parted)
    new = beyond(theirs, ours, parted)
    shared = shared_entries(ours, theirs, parted)
    one, other = _sides(ours, theirs, parted, shared)
    found = at_odds(one, other)
    _check(found, chosen)
    if not new:
        return Merged(parted, known=len(since(theirs, parted)))
    _refuse_circles(one, other)
    about = entries.by_ids(ours, {number for each in found for number in each.entries})
    if missing := unsettled(found, chosen):
        return Merged(parted, tuple(found), tuple(missing), at_odds=about, chosen=chosen, waiting=len(new))
    apart = [each.ref for number, each in enumerate(found, 1) if chosen[number] == BOTH]
    keys = Translation(ours, theirs, parted, one, apart)
    left_out = {place: count for place, count in passed(one, other).items() if place[0] not in apart}
    carrying = Carrying(ours, theirs, parted, header, keys, left_out)
    carrying.all()
    carrying.keys.renew()
    settling = _closed(_Settling(carrying, one, other, chosen, tuple(found), shared), header)
    brought = tuple(_brought(ours, set(carrying.taken)))
    return Merged(
        parted,
        tuple(found),
        taken=tuple(carrying.taken),
        known=carrying.known,
        settling=settling,
        contests=brought,
        at_odds=about,
        chosen=chosen,
        alike=tuple(carrying.alike),
    )


def _brought(store: Store, taken: Collection[int]) -> Iterator[Contest]:
    """Yield the contests of which these changesets brought one side, and that stand when all is told."""
    for contest in contests.open_at(store, When(date.max, changesets.last_number(store))) if taken else ():
        if contest.stands and contest.changeset in taken:
            yield contest


def conflicts(ours: Store, theirs: Store) -> tuple[AtOdds, ...]:
    """Return what a person would have to settle."""
    parted = parting(ours, theirs)
    return tuple(at_odds(*_sides(ours, theirs, parted, shared_entries(ours, theirs, parted))))


def _sides(ours: Store, theirs: Store, parted: int, shared: Mapping[int, int]) -> tuple[Side, Side]:
    mine = {number: number for number in shared.values()}
    return (
        side_of(ours, parted, beyond(ours, theirs, parted), mine),
        side_of(theirs, parted, beyond(theirs, ours, parted), shared),
    )


def _refuse_redacted(theirs: Store, parted: int) -> None:
    if taken := [number for number, *_more in redactions.acts(theirs) if number > parted]:
        hint = f"redact the same here, then merge a copy of theirs from before @{taken[0]}"
        raise Conflict(f"theirs took something out of the record, at @{taken[0]}, which no merge can follow", hint=hint)


def _check(found: list[AtOdds], chosen: Mapping[int, str]) -> None:
    for number, side in chosen.items():
        if not 0 < number <= len(found):
            raise UsageError(f"there is no conflict {number}", hint=f"there are {len(found)}")
        about = found[number - 1].about
        if side == BOTH and about not in MAY_BE_TWO:
            raise UsageError(
                f"of conflict {number}, about a {about.value}, only one side can stand", hint="ours or theirs"
            )


def _refuse_circles(one: Side, other: Side) -> None:
    """Refuse what is right in each copy, and in a circle in both: two records joined to each other."""
    for name in ("joined", "part_of"):
        into = {}
        for (ref, field_), value in [*one.fields.items(), *other.fields.items()]:
            if field_ == name and value != "null":
                into[ref] = f"{ref.partition(':')[0]}:{json.loads(value)}"
        for start in sorted(into):
            passed = [start]
            while (ref := into.get(passed[-1], start)) not in passed:
                passed.append(ref)
            if passed[-1] in into and into[passed[-1]] == start:
                circle = " → ".join([*passed, start])
                hint = "take it back in one of the copies (posl undo @N there), then merge again"
                raise Conflict(
                    f"{name.replace('_', ' ')} goes in a circle where the two come together: {circle}", hint=hint
                )


def _closed(settling: "_Settling", header: ChangesetInfo) -> tuple[int, ...]:
    """Record what lets stand what was chosen, renames by themselves, and return the changesets; each says what it does.

    Verdicts among them were given by their reviewers, in one copy or the other.
    """
    ours = settling.carrying.ours
    done: list[int] = []
    for what, step in {
        "what was joined": settling.joined,
        "keys": settling.renamed,
        "records": settling.described,
        "texts": settling.attached,
        "entries": settling.stated,
        "verdicts": settling.judged,
    }.items():
        if values := list(step()):
            message = header.message or f"merge: {what}; {_as_chosen(settling, what)}"
            titled = header.model_copy(update={"message": message})
            try:
                done += perform(ours, values, titled, unfound=True, given_back=True).changesets
            except InvalidData as problem:
                hint = "choose the other side, or --both where the two copies mean two records; nothing was recorded"
                raise Conflict(f"what was chosen cannot stand: {problem}", hint=hint) from problem
            settling.carrying.keys.renew()
    return tuple(done)


def _as_chosen(settling: "_Settling", what: str) -> str:
    """Return how the conflicts that a changeset is about were settled, and of how many in the whole merge."""
    sides = [settling.chosen[n] for n, each in enumerate(settling.found, 1) if what in _closed_with(each)]
    told = ", ".join(f"{sides.count(side)} as {side}" for side in (OURS, THEIRS, BOTH) if side in sides)
    in_all = f" (of {len(settling.found)} in all)" if len(sides) < len(settling.found) else ""
    return f"conflicts settled: {told}{in_all}" if told else "as either copy has it"


def _closed_with(each: AtOdds) -> set[str]:
    """Return what the changesets are about by which a conflict is settled."""
    if each.field in _BY_THEMSELVES:
        return {_BY_THEMSELVES[each.field]}
    if each.about is About.record and TEXT in _asked(each):
        return {"records", "texts"}
    if each.about in {About.verdict, About.contest}:
        return {"entries"}
    return {"records"} if each.about in _OF_RECORDS else {"entries", "verdicts"}  # an entry's verdicts follow it


def _asked(each: AtOdds) -> set[str]:
    """Return the fields that a conflict is about: of a record those that it shows."""
    shown = (json.loads(each.ours), json.loads(each.theirs)) if each.about is About.record else ({each.field},)
    return {name for fields in shown for name in fields}


@dataclass
class _Settling:
    """What is recorded last, so that what was chosen stands, and elsewhere what either has.

    ``shared`` gives our numbers for those of their entries that both have and that came after the parting.
    """

    carrying: Carrying
    ours: Side
    theirs: Side
    chosen: Mapping[int, str]
    found: tuple[AtOdds, ...]
    shared: Mapping[int, int]
    _stood: set[int] = field(default_factory=set)
    _anew: dict[int, str] = field(default_factory=dict)
    """Entries that are said again, so that they stand as in the copy that was chosen, each with that side."""

    @cached_property
    def _their_number(self) -> dict[int, int]:
        return {ours: theirs for theirs, ours in self.shared.items()}

    def joined(self) -> Iterator[BaseModel]:
        """Yield again, under the key that goes on, what ours recorded of what theirs joined to another meanwhile."""
        store = self.carrying.ours
        frame = register.load(store)
        for (ref, name), value in self.theirs.fields.items():
            table, _, key = self._ref(ref, THEIRS).partition(":")
            record = frame.of(table).get(key) if name == "joined" and value != "null" else None
            if record is not None and record.joined:
                moving = rekeying.Moving(store, table, key, record.joined, "joined in one copy")
                yield from moving.entries(lookups.naming(store, record))

    def renamed(self) -> Iterator[BaseModel]:
        """Yield the renames."""
        yield from self._edits(KEY)

    def described(self) -> Iterator[BaseModel]:
        """Yield the other edits of records, and codes for parties that would share one."""
        edits = list(self._edits())
        codes = list(self._codes(edits))
        instead = {each.record for each in codes}
        yield from (edit for edit in edits if edit.field != "code" or edit.record not in instead)
        yield from codes

    def attached(self) -> Iterator[Attachment]:
        """Yield the texts that are to be the newest of their sources once more: no text is taken back."""
        ours, theirs = self.carrying.ours, self.carrying.theirs
        before = min(self.carrying.taken, default=changesets.last_number(ours) + 1) - 1
        for ref in sorted(ref for ref, name in self.theirs.fields if name == TEXT):
            side = self._side(ref, TEXT)
            key = self._heir(side, *ref.split(":"))
            here = texts.editions(ours, key)
            their_key = renames.keys_of(theirs).ref_now(ref).partition(":")[2]
            wanted = texts.editions(ours, key, before) if side == OURS else texts.editions(theirs, their_key)
            if here and wanted and here[-1].sha256 != wanted[-1].sha256:
                yield wanted[-1].attachment(key, len(here) + 1)

    def stated(self) -> Iterator[BaseModel]:
        """Yield what entries say and rest on, verdicts and settlements."""
        for number, each in enumerate(self.found, 1):
            yield from self._of(each, self.chosen[number])
        told = {number for each in self.found for number in each.entries}
        yield from self._as_in(THEIRS, sorted(self.theirs.entries.keys() - told), cited=False)
        yield from self._given()
        yield from cited_by_both(self.carrying, self.ours.cited & self.carrying.cited)

    def judged(self) -> Iterator[BaseModel]:
        """Yield the verdicts that what was chosen had in its copy: said again it has none, and might not count."""
        for base, side in self._anew.items():
            store = self.carrying.ours if side == OURS else self.carrying.theirs
            number = self._number_in_copy(base, side)
            here = CellRef(id=tip(self.carrying.ours, base))
            for each in reviews.side_by_side(store, ids=[number]).get(number, ()):
                yield Review(entry=here, verdict=each.verdict, reviewer=each.reviewer, note=each.note)

    # -- records ---------------------------------------------------------------------------------------------------

    def _key(self, table: str, key: str, side: str) -> str:
        """Return a record's key of now, by the one it had where the copies parted or with which a side entered it."""
        keys = self.carrying.keys
        return keys.of_first(table, key) if side == THEIRS else keys.of_now(table, key)

    def _ref(self, ref: str, side: str) -> str:
        return renamed_ref(ref, lambda table, key: self._key(table, key, side))

    @cached_property
    def _sides(self) -> dict[tuple[str, str], str]:
        return {
            (each.ref, name): OURS if self.chosen[place] == OURS else THEIRS
            for place, each in enumerate(self.found, 1)
            if each.about in _EDITED
            for name in _asked(each)
        }

    def _side(self, ref: str, name: str) -> str:
        """Return whose value stands: as was chosen, else ours where it alone went on, else theirs."""
        by_itself = OURS if ahead(self.ours, self.theirs, (ref, name)) else THEIRS
        return self._sides.get((ref, name), by_itself)

    def _edits(self, only: str | None = None) -> Iterator[Edit]:
        """Yield an edit for each field that is not as was chosen or, where nobody had to choose, as one copy has it."""
        frame, have = register.load(self.carrying.ours), numbers_by_hash(self.carrying.ours)
        touched = {place for place in [*self.theirs.fields, *self._sides] if place[1] != TEXT}
        for ref, name in sorted(place for place in touched if (place[1] == KEY) == (only == KEY)):
            side = self._side(ref, name)
            values = self.ours.fields if side == OURS else self.theirs.fields
            table, _, key = self._ref(ref, side).partition(":")
            record = frame.of(table).get(key)
            value = json.loads(values.get((ref, name), "false" if name == "struck" else "null"))
            if record is None or ((ref, name) not in values and name != "struck"):
                continue
            if table == Mark.table and name == "known_at":
                value = have.get(value, value)
            elif name == KEY:
                value = value if self.carrying.keys.free(table, value, record.ref) == value else key
            else:
                value = renamed_value(table, name, value, partial(self._heir, side))
            old = record.model_dump(mode="json")[name]
            if value != old and not (name == "known_at" and isinstance(value, str)):
                yield Edit(record=record.ref, field=name, old=canonical_json(old), new=canonical_json(value))

    def _heir(self, side: str, table: str, key: str) -> str:
        return self.carrying.keys.heir(table, self._key(table, key, side))

    def _codes(self, edits: list[Edit]) -> Iterator[Edit]:
        """Yield another code for each party that shares one; the party of the side that was chosen keeps it."""
        parties = {party.ref: party for party in register.load(self.carrying.ours).live_parties}
        codes = {ref: party.code for ref, party in parties.items()}
        codes |= {edit.record: json.loads(edit.new) for edit in edits if edit.field == "code" and edit.record in codes}
        anew = {self._ref(ref, THEIRS) for ref, name in self.theirs.fields if name == "code"}
        kept = {
            self._ref(each.theirs, THEIRS)
            for place, each in enumerate(self.found, 1)
            if each.about is About.code and self.chosen[place] == THEIRS
        }
        for code in sorted({skeleton(code) for code in codes.values()}):
            holders = [ref for ref, each in codes.items() if skeleton(each) == code]
            if len(holders) > 1 and anew.intersection(holders) and not anew.issuperset(holders):
                keeps = next((ref for ref in holders if ref in kept), next(ref for ref in holders if ref not in anew))
                for ref in (each for each in holders if each != keeps):
                    codes[ref] = _free_code(codes[ref], codes.values())
                    yield Edit(
                        record=ref,
                        field="code",
                        old=canonical_json(parties[ref].code),
                        new=canonical_json(codes[ref]),
                    )

    # -- entries ---------------------------------------------------------------------------------------------------

    def _of(self, each: AtOdds, chosen: str) -> Iterator[BaseModel]:
        if each.reviewer:
            yield self._review(each.entries[0], each.reviewer, self.ours if chosen == OURS else self.theirs)
        elif each.about is About.contest:
            yield from self._as_in(chosen, self._whole(each, chosen))
            yield self._settlement(each.entries, each.ours if chosen == OURS else each.theirs, chosen)
        elif each.entries:
            yield from self._as_in(chosen, self._whole(each, chosen))

    def _review(self, number: int, reviewer: str, side: Side) -> Review:
        """Return the verdict that a reviewer gave in one copy, on what says now what it was given on."""
        verdict, note = side.verdicts[number, reviewer], side.note(number, reviewer)
        here = CellRef(id=self.carrying.said_now(number))
        return Review(entry=here, verdict=Verdict(verdict), reviewer=reviewer, note=note)

    def _whole(self, each: AtOdds, chosen: str) -> Iterator[int]:
        """Yield the entries of a conflict, and what the side that was not chosen took back with them for one other."""
        side, other = (self.ours, self.theirs) if chosen == OURS else (self.theirs, self.ours)
        yield from each.entries
        yield from sorted(other.taken_back_with(each.entries) - side.entries.keys())  # what both changed is asked apart

    def _settlement(self, pair: Collection[int], said: str, side: str) -> Settlement:
        how, entry = said.split(" ")
        other = next(number for number in pair if number != int(entry))
        return Settlement(how=SettlementKind(how), entry=int(entry), other=other, reason=own_words.as_side(side))

    def _given(self) -> Iterator[BaseModel]:
        """Yield the verdicts and settlements of theirs that nobody had to choose, where ours has others in the end."""
        told = {(each.about, *each.entries) for each in self.found}
        for number, reviewer in self.theirs.verdicts:
            if (About.verdict, number) not in told and not ahead(self.ours, self.theirs, (number, reviewer)):
                yield self._review(number, reviewer, self.theirs)
        for pair, said in self.theirs.contests.items():
            settlement = self._settlement(pair, said, THEIRS)
            if (About.contest, *pair) not in told and self.carrying.settles(settlement):
                yield settlement

    def _as_in(self, side: str, bases: Iterable[int], *, cited: bool = True) -> Iterator[BaseModel]:
        """Let each entry stand as it does in one of the copies."""
        store = self.carrying.ours
        for base in bases:
            if base in self._stood:  # of two conflicts over one entry the first says how it stands
                continue
            self._stood.add(base)
            here, wanted = tip(store, base), self._in_copy(base, side)
            stands = entries.by_ids(store, [here]).get(here)
            reason = own_words.as_side(side)
            if wanted is None and stands is not None:
                yield RetractionPart(entry=CellRef(id=here), reason=reason)
            elif wanted is not None and (
                stands is None or words_of(stands.said, cited=cited) != words_of(wanted, cited=cited)
            ):
                self._anew[base] = side
                again = {"id": None, "corrects": EntryRef(id=here), "reason": reason, "after": None}
                yield wanted.model_copy(update=again)

    def _in_copy(self, base: int, side: str) -> Statement | None:
        """Return what stands for an entry in one of the copies."""
        number = self._number_in_copy(base, side)
        store = self.carrying.ours if side == OURS else self.carrying.theirs
        said = next((entry.said for entry in entries.by_ids(store, [number]).values()), None)
        return written(said, self.carrying.keys) if said is not None and side == THEIRS else said

    def _number_in_copy(self, base: int, side: str) -> int:
        """Return the number of what stands for an entry in one of the copies; of ours, before theirs came on top."""
        if side == THEIRS:
            return tip(self.carrying.theirs, self._their_number.get(base, base))
        number, first = base, min(self.carrying.taken, default=0)
        known_at = first - 1 if first else None
        while (by := entries.superseded(self.carrying.ours, known_at, [number]).get(number)) is not None:
            number = by
        return number


_EDITED = frozenset({About.record, About.field, About.text, About.struck})
_BY_THEMSELVES = {KEY: "keys", TEXT: "texts"}
"""The fields of records that are settled by a changeset of their own."""
_OF_RECORDS = _EDITED | {About.code}


def _free_code(code: str, taken: Collection[str]) -> str:
    """Return a code of at most four letters and digits that no other party has."""
    others = {skeleton(each) for each in taken}
    numbered = (f"{code[: 4 - len(str(number))]}{number}" for number in range(2, len(others) + 3))
    return next(each for each in numbered if skeleton(each) not in others)
