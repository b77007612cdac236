"""Two copies of a ledger, and what each changed since they parted, in the keys and numbers of that place."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from ledger.domain.canonical import canonical_json
from ledger.domain.entries import Entry, Statement
from ledger.domain.meeting import RETRACTED, TEXT, Place, Side, settled_as
from ledger.domain.naming import written
from ledger.domain.own_words import only_days_changed, says_again
from ledger.domain.records import Mark, Record
from ledger.domain.renaming import KEY, Renamed, renamed_ref, renamed_value
from ledger.domain.seed import Edit
from ledger.domain.words import SettlementKind
from ledger.storage import changesets, entries, renames
from ledger.storage.changeset_contents import Contents, ContentsReader
from ledger.storage.database import Store

Step = tuple[Place, str]
"""One value given, and to what."""


def parting(ours: Store, theirs: Store) -> int:
    """Return the number of the last changeset that both copies have in common; 0 where they have none."""
    mine, other = list(changesets.hashes(ours)), list(changesets.hashes(theirs))
    common = 0
    for one, another in zip(mine, other, strict=False):
        if one != another:
            break
        common += 1
    return common


def since(store: Store, parted: int) -> range:
    """Return the numbers of a copy's changesets after the one that is the last of both."""
    return range(parted + 1, changesets.last_number(store) + 1)


def beyond(store: Store, other: Store, parted: int) -> list[int]:
    """Return the numbers of a copy's changesets that the other does not have, under whatever number."""
    have = numbers_by_hash(other)
    origins = {number: hash_ for hash_, number in changesets.origins(store).items()}
    hashes = {number: hash_ for hash_, number in changesets.hashes(store).items()}
    return [number for number in since(store, parted) if have.keys().isdisjoint({hashes[number], origins.get(number)})]


def numbers_by_hash(store: Store) -> dict[str, int]:
    """Return the numbers of changesets by their hash, and by the one that they had in the copy they came from."""
    return changesets.hashes(store) | changesets.origins(store)


def shared_entries(ours: Store, theirs: Store, parted: int) -> dict[int, int]:
    """Return our numbers for their entries of after the parting that ours has as well.

    Those are what one copy has from the other by an earlier merge, and what both recorded from the same place.
    """
    have, reader = numbers_by_hash(ours), ContentsReader(theirs)
    mine, other = (renames.keys_of(store).then(parted) for store in (ours, theirs))
    own = ContentsReader(ours)
    first_hand = (each for number in since(ours, parted) for each in own.contents(number).entries)
    recorded = _by_words((each for each in first_hand if each.supersedes is None), mine)
    found: dict[int, int] = {}
    taken: set[int] = set()
    for number in since(theirs, parted):
        done = reader.contents(number)
        header = done.changeset.header
        known = have.get(header.hash or "") or have.get(header.origin or "")
        came = _by_words(entries.of_changeset(ours, known) if known and done.entries else (), mine)
        for entry in done.entries:
            if known:
                same = came.get(_words(entry, other), [])
            elif entry.supersedes is None:
                places = places_of(entry.said, other)
                found_here = recorded.get(_words(entry, other), ())
                same = [each for each in found_here if not places.isdisjoint(places_of(each.said, mine))]
            else:  # a correction of one's own
                continue
            here = next((each.id for each in same if each.id not in taken), None)
            if here is not None:
                found[entry.id] = here
                taken.add(here)
    return found


def _by_words(found: Iterable[Entry], then: Renamed) -> dict[str, list[Entry]]:
    by_words: dict[str, list[Entry]] = {}
    for entry in found:
        by_words.setdefault(_words(entry, then), []).append(entry)
    return by_words


def _words(entry: Entry, then: Renamed) -> str:
    return words_of(entry.said, then, cited=False)


def places_of(said: Statement, renamed: Renamed | None = None) -> set[tuple[str | None, str | None]]:
    """Return where a statement stands: source and place of each citation."""
    cited = written(said, _Renaming(renamed)).cite if renamed is not None else said.cite
    return {(citation.source, citation.at) for citation in cited}


def side_of(store: Store, parted: int, done_alone: Collection[int], shared: Mapping[int, int]) -> Side:
    """Return what a copy changed in the changesets that it has alone, with the keys and numbers of where they parted.

    A record that is new goes by the key with which it was entered; an entry that both recorded since by the number
    that ``shared`` gives it.
    """
    found, ended, looking = Side(), Side(), _CopyLooking(store, parted, shared)
    reader = ContentsReader(store)
    for number in since(store, parted):
        done = reader.contents(number)
        looking.take(ended, done, alone=number in done_alone)
        if number in done_alone:
            looking.take(found, done)
    found.there, found.steps = ended.added, ended.steps
    found.fields |= {place: ended.fields[place] for place in found.fields}
    found.verdicts |= {place: ended.verdicts[place] for place in found.verdicts}
    found.contests |= {place: ended.contests[place] for place in found.contests}
    return found


class _CopyLooking:
    """Looks through changesets of a copy for what they changed."""

    def __init__(self, store: Store, parted: int, shared: Mapping[int, int]) -> None:
        self._store, self._shared = store, shared
        self._keys = renames.keys_of(store)
        self._then, self._last = self._keys.then(parted), entries.last_id(store, parted)
        self._names = _ChangesetNames(store, parted)
        self._again: dict[int, int] = {}

    def take(self, side: Side, done: Contents, *, alone: bool = True) -> None:
        """Take in one changeset; the other copy does not have what this one did ``alone``."""
        self._again |= said_again(done)
        steps = [step for record in done.records for step in _entered(side, record, self._then, self._names)]
        steps += [self._edited(side, edit) for edit in done.edits]
        for each in done.attachments:
            ref = renamed_ref(f"source:{each.source}", self._then)
            side.fields[ref, TEXT] = canonical_json(f"{len(each.text)} characters, sha256 {each.sha256[:12]}")
            steps.append(((ref, TEXT), each.sha256))
        side.cited |= {number for number in cited_anew(done) if number <= self._last}
        put_right = (entry for entry in done.entries if not only_days_changed(entry.reason))
        superseded = {entry.supersedes for entry in put_right} | {each.entry for each in done.retractions}
        for number in superseded - {None}:
            self._ended(side, number or 0)
        side.named |= {renamed_ref(ref, self._then) for entry in done.entries for ref in _named(entry.said)}
        steps += _judged(side, done, self._number)
        for place, value in steps:
            side.steps[place].append(value if alone else None)

    def _number(self, number: int) -> int | None:
        """Return the number by which both copies know an entry, if both have it."""
        while number in self._again:
            number = self._again[number]
        return number if number <= self._last else self._shared.get(number)

    def _ended(self, side: Side, number: int) -> None:
        """Take in what became of an entry: under the last one in its seat that both copies have."""
        at: int | None = number
        while at is not None:
            if (base := self._number(at)) is not None:
                side.entries[base] = _state(self._store, at, self._then)
                return
            at = entries.supersedes(self._store, at)

    def _edited(self, side: Side, edit: Edit) -> Step:
        ref = renamed_ref(edit.record, self._then)
        table, _, first = ref.partition(":")
        if edit.field == KEY:
            side.taken[table, json.loads(edit.new)] = ref
            side.fields[ref, KEY] = canonical_json(self._keys.now(table, first))
            return (ref, KEY), edit.new
        value = side.fields[ref, edit.field] = _then(edit, self._then, self._names)
        return (ref, edit.field), value


def _entered(found: Side, record: Record, then: Renamed, names: "_ChangesetNames") -> list[Step]:
    ref, table = renamed_ref(record.ref, then), record.table
    fields = record.model_dump(mode="json")
    if isinstance(record, Mark):
        fields["known_at"] = names.of(record.known_at)
    fields = {name: renamed_value(table, name, fields[name], then) for name in type(record).described()}
    values = {(ref, name): canonical_json(value) for name, value in fields.items()}
    found.fields |= values
    found.added.add(ref)
    if KEY in type(record).model_fields:
        found.taken[table, ref.partition(":")[2]] = ref
    return list(values.items())


class _ChangesetNames:
    """What changesets are called in both copies: by number up to where they parted, then by the hash they had first."""

    def __init__(self, store: Store, parted: int) -> None:
        self._parted = parted
        self._hashes = {number: hash_ for hash_, number in changesets.hashes(store).items()}
        self._hashes |= {number: hash_ for hash_, number in changesets.origins(store).items()}

    def of(self, number: int) -> int | str:
        """Return the number, or the hash of one that came later."""
        return number if number <= self._parted else self._hashes.get(number, str(number))


def said_again(done: Contents) -> dict[int, int]:
    """Return the entries that only say another again (of other days, under another key, undone), with that one."""
    found = ((each.id, says_again(each.reason, each.supersedes, each.said.after)) for each in done.entries)
    return {number: base for number, base in found if base is not None}


def cited_anew(done: Contents) -> set[int]:
    """Return the entries whose places a changeset changed."""
    return {each.entry.id or 0 for each in done.citations} | {each.entry.id or 0 for each in done.dropped}


def _then(edit: Edit, then: Renamed, names: "_ChangesetNames") -> str:
    table, value = edit.record.partition(":")[0], json.loads(edit.new)
    if (table, edit.field) == (Mark.table, "known_at"):
        return canonical_json(names.of(value))
    return canonical_json(renamed_value(table, edit.field, value, then))


def _judged(found: Side, done: Contents, number_of: Callable[[int], int | None]) -> Iterator[Step]:
    again = said_again(done)
    for review in done.reviews:
        if review.entry.id in again:
            continue  # it had that verdict before it was said again: nobody gave it in this copy
        if (number := number_of(review.entry.id or 0)) is not None:
            place = number, review.reviewer or ""
            found.verdicts[place] = review.verdict.value
            yield place, canonical_json([review.verdict.value, review.note])
    for each in done.settlements:
        entry, other = number_of(each.entry), number_of(each.other)
        if other is not None and each.how is SettlementKind.outweighed:
            found.outweighed[other] = each.entry
        if entry is not None and other is not None:
            low, high = sorted((entry, other))
            found.contests[low, high] = settled_as(each.how, entry)
            if each.how is SettlementKind.outweighed:
                found.kept[entry] = other


def tip(store: Store, number: int) -> int:
    """Return what stands in an entry's place in the end: an entry, or the retraction that ends it."""
    while (by := entries.superseded(store, ids=[number]).get(number)) is not None:
        number = by
    return number


def _state(store: Store, base: int, then: Renamed) -> str:
    found = entries.by_ids(store, [tip(store, base)])
    return next((words_of(entry.said, then) for entry in found.values()), RETRACTED)


def words_of(said: Statement, renamed: Renamed | None = None, *, cited: bool = True) -> str:
    """Return what a statement says and rests on, without what places it in the record."""
    bare = said.model_copy(update={"id": None, "corrects": None, "reason": None, "after": None})
    if renamed is not None:
        bare = written(bare, _Renaming(renamed))
    fields = bare.model_dump(mode="json", exclude_none=True)
    fields["cite"] = sorted(fields["cite"], key=canonical_json) if cited else None
    return canonical_json(fields)


class _Renaming:
    """Gives the keys of another time for all that a statement names."""

    def __init__(self, renamed: Renamed) -> None:
        self.keys: set[tuple[str, str]] = set()
        self.key = renamed


def _named(said: Statement) -> set[str]:
    """Return the records that a statement speaks of, as the journal names them."""
    items = {getattr(said, "item", None), *getattr(said, "items", ())}
    found = {f"item:{key}" for key in items - {None}}
    found |= {f"{table}:{key}" for table in ("party", "round") if (key := getattr(said, table, None))}
    return found | {f"source:{citation.source}" for citation in said.cite}
